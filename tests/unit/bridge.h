/* SPDX-License-Identifier: MIT */
/* What the tests of the bridge share: a program's memory, and a Xen of the test's in place of a real one. */
#ifndef TESTS_UNIT_BRIDGE_H
#define TESTS_UNIT_BRIDGE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* after these */
#include <cmocka.h>

#include "bridge/bridge.h"
#include "codec/walk_inner.h"

#define MEMORY_BYTES 8192
#define MEMORY_AT    UINT64_C(0x100000)

static struct {
	struct bridge bridge;
	uint8_t memory[MEMORY_BYTES];      /* at MEMORY_AT */
	const struct walk_hypercall *call; /* that is being asked for */
	const struct walk_op *op;
	bool shifting; /* the program's other threads write to its memory between any two looks */
	unsigned int taken, calls;
	char said[256];
	void (*xen)(uint64_t number, uint64_t *arg);
	long result;
} t;

static uint64_t seed = 1;

static inline uint64_t chance(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static inline unsigned int setting(const char *name, unsigned int usual)
{
	const char *text = getenv(name);

	return text ? (unsigned int)strtoul(text, NULL, 10) : usual;
}

static inline uint8_t *own(uint64_t address, size_t bytes)
{
	return address >= MEMORY_AT && address - MEMORY_AT <= MEMORY_BYTES &&
			       bytes <= MEMORY_BYTES - (address - MEMORY_AT)
		       ? t.memory + (address - MEMORY_AT)
		       : NULL;
}

static inline void shift(void)
{
	uint64_t word = chance() % 2 ? chance() % 64 : MEMORY_AT + chance() % MEMORY_BYTES;

	if (t.shifting)
		memcpy(t.memory + 8 * (chance() % (MEMORY_BYTES / 8)), &word, sizeof(word));
}

/* In the latter half it is sure to be there. */
static inline uint8_t *find_own(struct bridge *bridge, uint64_t address, size_t bytes)
{
	(void)bridge;
	shift();
	return address >= MEMORY_AT + MEMORY_BYTES / 2 ? own(address, bytes) : NULL;
}

static inline bool read_own(struct bridge *bridge, uint64_t address, void *data, size_t bytes)
{
	const uint8_t *from = own(address, bytes);

	(void)bridge;
	if (from)
		memcpy(data, from, bytes);
	shift();
	return from;
}

static inline bool write_own(struct bridge *bridge, uint64_t address, const void *data,
			     size_t bytes)
{
	uint8_t *to = own(address, bytes);

	(void)bridge;
	if (to)
		memcpy(to, data, bytes);
	return to;
}

static inline void *take(struct bridge *bridge, size_t bytes)
{
	(void)bridge;
	t.taken++;
	return calloc(1, bytes < 4096 ? 4096 : bytes);
}

static inline void give(struct bridge *bridge, void *memory, size_t bytes)
{
	(void)bridge;
	(void)bytes;
	t.taken--;
	free(memory);
}

static inline void say(struct bridge *bridge, const char *text)
{
	(void)bridge;
	snprintf(t.said, sizeof(t.said), "%s", text);
}

static inline long issue(struct bridge *bridge, uint64_t number, const uint64_t *arg)
{
	uint64_t copy[WALK_REGISTERS];
	size_t i;

	(void)bridge;
	/* A struct that goes as it is lies in the program's memory. */
	for (i = 0; i < WALK_REGISTERS; i++)
		copy[i] = own(arg[i], 1) ? (uintptr_t)own(arg[i], 1) : arg[i];
	t.calls++;
	t.result = 0;
	if (t.xen)
		t.xen(number, copy);
	return t.result;
}

static const struct bridge_ops test_ops = { .issue = issue,
					    .take = take,
					    .give = give,
					    .find = find_own,
					    .read = read_own,
					    .write = write_own,
					    .say = say };

static inline void between(uint16_t tools, uint16_t xen, enum walk_abi abi)
{
	bridge_release(&t.bridge);
	bridge_prepare(&t.bridge, &test_ops, tools, xen, abi);
	t.calls = 0;
	t.said[0] = '\0';
	t.xen = NULL;
	memset(t.memory, 0, sizeof(t.memory));
}

static inline uint32_t version(const struct walk_hypercall *call, uint16_t release)
{
	unsigned int i = 0;

	while (walk_releases[i] != release)
		i++;
	return walk_versions[call->versions + i];
}

#endif
