/* SPDX-License-Identifier: MIT */
/*
 * arm64 hypercalls: number in x16, arguments in x0 to x4, result in x0. Xen may clobber x16 and
 * the argument registers, and a debug Xen does so on purpose (public/arch-arm.h).
 */
#ifndef GUEST_HYPERCALL_ARM64_H
#define GUEST_HYPERCALL_ARM64_H

#include "xen_abi.h"

static inline long hypercall(unsigned long nr, unsigned long a1, unsigned long a2, unsigned long a3,
			     unsigned long a4, unsigned long a5)
{
	register unsigned long x16 asm("x16") = nr;
	register unsigned long x0 asm("x0") = a1;
	register unsigned long x1 asm("x1") = a2;
	register unsigned long x2 asm("x2") = a3;
	register unsigned long x3 asm("x3") = a4;
	register unsigned long x4 asm("x4") = a5;

	asm volatile("hvc %[tag]"
		     : "+r"(x16), "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4)
		     : [tag] "i"(XEN_HYPERCALL_TAG)
		     : "memory");
	return (long)x0;
}

/* Orders accesses to memory shared with another domain. */
static inline void smp_mb(void)
{
	asm volatile("dmb ish" ::: "memory");
}

static inline void cpu_relax(void)
{
	asm volatile("yield" ::: "memory");
}

#endif
