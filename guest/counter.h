/* SPDX-License-Identifier: MIT */
/* The counter that time is read off: x86's TSC, Arm's virtual one. How fast it goes, others tell. */
#ifndef GUEST_COUNTER_H
#define GUEST_COUNTER_H

#include <stdint.h>

static inline uint64_t guest_counter(void)
{
#if defined(__aarch64__)
	uint64_t ticks;

	asm volatile("isb; mrs %0, cntvct_el0" : "=r"(ticks)::"memory");
	return ticks;
#else
	uint32_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
	return (uint64_t)high << 32 | low;
#endif
}

#endif
