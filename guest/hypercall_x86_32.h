/* SPDX-License-Identifier: MIT */
/*
 * Hypercalls of 32-bit HVM code: number in eax, arguments in ebx, ecx, edx, esi, edi, result in eax
 * (docs/guest-guide/x86/hypercall-abi.rst).
 */
#ifndef GUEST_HYPERCALL_X86_32_H
#define GUEST_HYPERCALL_X86_32_H

#include <stdbool.h>

#define HYPERCALL_INSN(insn, ret)                                                  \
	asm volatile(insn                                                          \
		     : "=a"(ret), "+b"(a1), "+c"(a2), "+d"(a3), "+S"(a4), "+D"(a5) \
		     : "0"(nr)                                                     \
		     : "memory")

/* Set by boot_pvh() before the first call. */
extern bool hypercall_by_vmmcall;

static inline long hypercall(unsigned long nr, unsigned long a1, unsigned long a2, unsigned long a3,
			     unsigned long a4, unsigned long a5)
{
	long ret;

	if (hypercall_by_vmmcall)
		HYPERCALL_INSN("vmmcall", ret);
	else
		HYPERCALL_INSN("vmcall", ret);
	return ret;
}

/* Orders accesses to memory shared with another domain; mfence is newer than the first of these CPUs. */
static inline void smp_mb(void)
{
	asm volatile("lock; addl $0, (%%esp)" ::: "memory");
}

static inline void cpu_relax(void)
{
	asm volatile("pause" ::: "memory");
}

#endif
