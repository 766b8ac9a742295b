/* SPDX-License-Identifier: MIT */
/*
 * Arm hypercalls. 64 bits: number in x16, arguments in x0 to x4, result in x0; 32 bits: r12, and r0 to r4. Xen may clobber
 * all of these, and a debug Xen does so on purpose (public/arch-arm.h).
 */
#ifndef GUEST_HYPERCALL_ARM_H
#define GUEST_HYPERCALL_ARM_H

#include "guest/xen_abi.h"

#ifdef __arm__
#define HYPERCALL_NUMBER "r12"
#define HYPERCALL_REG(n) "r" #n
#define HYPERCALL_INSN   ".arch_extension virt\n\thvc %[tag]"
#else
#define HYPERCALL_NUMBER "x16"
#define HYPERCALL_REG(n) "x" #n
#define HYPERCALL_INSN   "hvc %[tag]"
#endif

static inline long hypercall(unsigned long nr, unsigned long a1, unsigned long a2, unsigned long a3,
			     unsigned long a4, unsigned long a5)
{
	register unsigned long number asm(HYPERCALL_NUMBER) = nr;
	register unsigned long r0 asm(HYPERCALL_REG(0)) = a1;
	register unsigned long r1 asm(HYPERCALL_REG(1)) = a2;
	register unsigned long r2 asm(HYPERCALL_REG(2)) = a3;
	register unsigned long r3 asm(HYPERCALL_REG(3)) = a4;
	register unsigned long r4 asm(HYPERCALL_REG(4)) = a5;

	asm volatile(HYPERCALL_INSN
		     : "+r"(number), "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r4)
		     : [tag] "i"(XEN_HYPERCALL_TAG)
		     : "memory");
	return (long)r0;
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
