/* SPDX-License-Identifier: MIT */
/*
 * How often Xen looks up this guest's p2m: a Xen that was built to count it (provider/xen/count) answers a word of its own
 * in the first register. Any other does not know it.
 */
#ifndef BENCH_COUNT_H
#define BENCH_COUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/hypercall.h"

#define COUNT_READ      0
#define COUNT_FETCH_OFF 1 /* from then on Xen does not read the instruction of a call */
#define COUNT_FETCH_ON  2

/* Since Xen's start: all, and those between the entry and the exit of a call. */
struct looks {
	uint64_t all, in_calls;
};

/* False, and *ret_looks as it was: this Xen does not count. */
static inline bool count_ask(uint32_t what, struct looks *ret_looks)
{
#if defined(__aarch64__)
	register uint64_t word __asm__("x0") = UINT32_C(0xc600fff0) | what;
	register uint64_t all __asm__("x1") = 0;
	register uint64_t in_calls __asm__("x2") = 0;

	asm volatile("hvc #0" : "+r"(word), "+r"(all), "+r"(in_calls)::"x3", "memory");
#elif defined(GUEST_PV)
	uint64_t word = 1, all = 0, in_calls = 0; /* it has no p2m */

	(void)what;
#else
	uint64_t word = UINT32_C(0x58430000) | what, all = 0, in_calls = 0;

	if (hypercall_by_vmmcall)
		asm volatile("vmmcall" : "+a"(word), "+D"(all), "+S"(in_calls)::"memory");
	else
		asm volatile("vmcall" : "+a"(word), "+D"(all), "+S"(in_calls)::"memory");
#endif
	if (word)
		return false;
	*ret_looks = (struct looks){ .all = all, .in_calls = in_calls };
	return true;
}

static struct looks count_before;

static inline void count_start(void)
{
	count_ask(COUNT_READ, &count_before);
}

/* Since count_start(), in ROUNDS, of one: rounded up, so that 0 is none at all. What asking costs is not in it. */
static inline struct looks count_stop(uint64_t rounds)
{
	struct looks before = count_before, after = before, again = before;

	count_ask(COUNT_READ, &after);
	count_ask(COUNT_READ, &again);
	return (struct looks){
		.all = (after.all - before.all - (again.all - after.all) + rounds - 1) / rounds,
		.in_calls = (after.in_calls - before.in_calls + rounds - 1) / rounds,
	};
}

#endif
