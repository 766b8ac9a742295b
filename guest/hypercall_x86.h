/* SPDX-License-Identifier: MIT */
/*
 * x86-64 hypercalls without a hypercall page: number in rax, arguments in rdi, rsi, rdx, r10, r8,
 * result in rax (docs/guest-guide/x86/hypercall-abi.rst). A PV kernel says syscall, which also
 * takes rcx and r11; a PVH one vmcall or, on AMD and Hygon, vmmcall.
 */
#ifndef GUEST_HYPERCALL_X86_H
#define GUEST_HYPERCALL_X86_H

#include <stdbool.h>

#define HYPERCALL_INSN(insn, ret)                                                   \
	asm volatile(insn                                                           \
		     : "=a"(ret), "+D"(a1), "+S"(a2), "+d"(a3), "+r"(r10), "+r"(r8) \
		     : "0"(nr)                                                      \
		     : "rcx", "r11", "memory")

/* Set by boot_pvh() before the first call. */
extern bool hypercall_by_vmmcall;

static inline long hypercall(unsigned long nr, unsigned long a1, unsigned long a2, unsigned long a3,
			     unsigned long a4, unsigned long a5)
{
	register unsigned long r10 asm("r10") = a4;
	register unsigned long r8 asm("r8") = a5;
	long ret;

#ifdef GUEST_PV
	HYPERCALL_INSN("syscall", ret);
#else
	if (hypercall_by_vmmcall)
		HYPERCALL_INSN("vmmcall", ret);
	else
		HYPERCALL_INSN("vmcall", ret);
#endif
	return ret;
}

/* Orders accesses to memory shared with another domain. */
static inline void smp_mb(void)
{
	asm volatile("mfence" ::: "memory");
}

static inline void cpu_relax(void)
{
	asm volatile("pause" ::: "memory");
}

#endif
