/* SPDX-License-Identifier: MIT */
/* What the tests of the simulated host share: a fresh host for each, and short ways to call it. */
#ifndef TESTS_UNIT_HOST_H
#define TESTS_UNIT_HOST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "provider/host/host.h"

#define PAGE    UINT64_C(4096)
#define MIB     (UINT64_C(1) << 20)
#define PATTERN 0xa5
#define NOWHERE UINT64_MAX

/* Guests 1 and 2. */
static struct xabi_host *host;
static struct xabi_caller *one, *two, *control;

static inline int open_host(struct xabi_host_config config)
{
	host = xabi_host_new(&config);
	if (!host)
		return -1;
	control = xabi_host_caller(host, 0, 0);
	one = xabi_host_caller(host, 1, 0);
	two = xabi_host_caller(host, 2, 0);
	return 0;
}

static inline int close_host(void **state)
{
	(void)state;
	xabi_host_free(host);
	return 0;
}

/* Every call comes back with results that were not in it before. */
static inline struct xabi_call call(struct xabi_caller *caller, uint16_t op, uint64_t a0,
				    uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5)
{
	struct xabi_call call = {
		.op = op, .status = 0xffff, .in = { a0, a1, a2, a3, a4, a5 }, .out = { 1, 2, 3, 4 }
	};

	xabi_provide(caller, &call);
	return call;
}

static inline uint16_t slots(struct xabi_caller *caller, uint16_t op, uint64_t a0, uint64_t a1,
			     uint64_t a2)
{
	return call(caller, op, a0, a1, a2, 0, 0, 0).status;
}

/* The first result of a call that must succeed. */
static inline uint64_t get(struct xabi_caller *caller, uint16_t op, uint64_t a0, uint64_t a1)
{
	struct xabi_call made = call(caller, op, a0, a1, 0, 0, 0, 0);

	assert_int_equal(made.status, XABI_STATUS_OK);
	return made.out[0];
}

static inline void store(struct xabi_caller *caller, uint64_t at, const void *from, size_t bytes)
{
	assert_true(xabi_host_store(host, caller->domain, at, from, bytes));
}

static inline void load(struct xabi_caller *caller, uint64_t at, void *to, size_t bytes)
{
	assert_true(xabi_host_load(host, caller->domain, at, to, bytes));
}

static inline void fill(struct xabi_caller *caller, uint64_t at, size_t bytes)
{
	static uint8_t pattern[65536];

	memset(pattern, PATTERN, sizeof(pattern));
	store(caller, at, pattern, bytes);
}

static inline uint64_t load64(struct xabi_caller *caller, uint64_t at)
{
	uint64_t value;

	load(caller, at, &value, sizeof(value));
	return value;
}

static inline uint32_t load32(struct xabi_caller *caller, uint64_t at)
{
	uint32_t value;

	load(caller, at, &value, sizeof(value));
	return value;
}

static inline void store64(struct xabi_caller *caller, uint64_t at, uint64_t value)
{
	store(caller, at, &value, sizeof(value));
}

static inline void store32(struct xabi_caller *caller, uint64_t at, uint32_t value)
{
	store(caller, at, &value, sizeof(value));
}

#endif
