/* SPDX-License-Identifier: MIT */
/* A caller with some memory, and a host of codec/marshal.h that counts what comes of his calls. For test_marshal.c alone. */
#ifndef TESTS_UNIT_MARSHAL_HOST_H
#define TESTS_UNIT_MARSHAL_HOST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "codec/marshal.h"

#define AREAS 6
#define AREA  UINT64_C(0x10000)
#define BYTES 4096

enum { ARGUMENT = 1, LIST, INNER, OTHER };

#define MEMORY    12
#define MULTICALL 13
#define MMU       1
#define VERSION   17
#define CONSOLE   18
#define GRANT     20
#define MMUEXT    26
#define SYSCTL    35
#define DOMCTL    36
#define KEXEC     37
#define DM        41

static uint8_t memory[AREAS][BYTES];
static uint8_t arena[1 << 17];
static size_t used;
static unsigned int n_issued, n_refused, n_reads;
static struct marshal marshal;
static void (*xen)(uint64_t number, const uint64_t *reg); /* what it does with what it gets */
static void (*meanwhile)(void);                           /* behind each look at the memory */

static uint8_t *find(uint64_t address, size_t bytes)
{
	uint64_t area = address / AREA, at = address % AREA;

	if (!area || area >= AREAS || at + bytes > BYTES)
		return NULL;
	return memory[area] + at;
}

static bool host_read(void *context, uint64_t address, void *data, size_t bytes)
{
	uint8_t *from = find(address, bytes);

	(void)context;
	if (from)
		memcpy(data, from, bytes);
	n_reads++;
	if (meanwhile)
		meanwhile();
	return from;
}

static bool host_write(void *context, uint64_t address, const void *data, size_t bytes)
{
	uint8_t *to = find(address, bytes);

	(void)context;
	if (to)
		memcpy(to, data, bytes);
	return to;
}

static bool host_is_caller(void *context, uint64_t address, size_t bytes)
{
	(void)context;
	return find(address, bytes);
}

static void *host_take(void *context, size_t bytes)
{
	uint8_t *data = arena + used;

	(void)context;
	bytes = (bytes + 7) & ~(size_t)7;
	if (bytes > sizeof(arena) - used)
		return NULL;
	used += bytes;
	return data;
}

static void host_drop(void *context)
{
	(void)context;
	used = 0;
}

static bool is_given(uint64_t address, uint64_t bytes)
{
	uint64_t at = address - (uintptr_t)arena;

	return at <= used && bytes <= used - at;
}

static int64_t host_issue(void *context, const struct marshal *call, const uint64_t *reg)
{
	(void)context;
	n_issued++;
	if (xen)
		xen(call->number, reg);
	return 7;
}

static int64_t host_refuse(void *context, const struct marshal *call)
{
	(void)context;
	(void)call;
	n_refused++;
	return -1;
}

static bool host_go_on(void *context)
{
	(void)context;
	return true;
}

static bool is_locked;

static bool host_locked(void *context)
{
	(void)context;
	return is_locked;
}

static const struct marshal_host host = { .read = host_read,
					  .write = host_write,
					  .is_caller = host_is_caller,
					  .take = host_take,
					  .drop = host_drop,
					  .issue = host_issue,
					  .refuse = host_refuse,
					  .go_on = host_go_on,
					  .locked = host_locked };

static void put(int area, size_t at, size_t bytes, uint64_t value)
{
	memcpy(memory[area] + at, &value, bytes);
}

static uint64_t get(uint64_t address, size_t bytes)
{
	uint64_t value = 0;

	assert_true(is_given(address, bytes));
	memcpy(&value, (void *)(uintptr_t)address, bytes);
	return value;
}

/* Of x86-64 and arm64, and each release; NULL: all goes through the tables. */
static struct marshal_plans *plans[2][16];
static bool with_plans;

static struct marshal_plans *plans_of(uint16_t release, uint8_t abi)
{
	struct marshal_plans **found = &plans[abi == WALK_ARM64][release & 15];

	if (!*found) {
		*found = malloc(marshal_plans_bytes());
		assert_non_null(*found);
		marshal_plans_make(*found, release, abi);
	}
	return *found;
}

static void start(uint64_t number)
{
	memset(memory, 0, sizeof(memory));
	memset(arena, 0xcc, sizeof(arena));
	used = 0;
	n_issued = n_refused = n_reads = 0;
	xen = NULL;
	meanwhile = NULL;
	is_locked = false;
	marshal = (struct marshal){ .host = &host, .release = 0x0411, .number = number };
	if (with_plans)
		marshal.plans = plans_of(marshal.release, marshal.abi);
}

/* The argument's address in register I, and in the one before it COMMAND, if I is not the first. */
static void argument(unsigned int i, uint64_t command)
{
	marshal.reg[i] = ARGUMENT * AREA;
	if (i)
		marshal.reg[i - 1] = command;
}

static void domctl(uint32_t command, uint16_t domain)
{
	start(DOMCTL);
	argument(0, 0);
	put(ARGUMENT, 0, 4, command);
	put(ARGUMENT, 4, 4, 0x15);
	put(ARGUMENT, 8, 2, domain);
}

static void passes(void)
{
	int64_t result = marshal_call(&marshal);

	if (marshal.verdict)
		fail_msg("refused: %s", marshal_reasons[marshal.verdict]);
	assert_int_equal(result, 7);
	assert_int_equal(n_issued, 1);
	assert_int_equal(used, 0);
}

static void is_refused(enum marshal_verdict verdict)
{
	int64_t result = marshal_call(&marshal);

	if (marshal.verdict != verdict)
		fail_msg("%s in place of %s", marshal_reasons[marshal.verdict],
			 marshal_reasons[verdict]);
	assert_int_equal(result, -1);
	assert_int_equal(n_issued, 0);
	assert_int_equal(n_refused, 1);
	assert_int_equal(used, 0);
}

#endif
