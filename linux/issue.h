/* SPDX-License-Identifier: GPL-2.0-only */
/* A hypercall whose memory is all the kernel's. */
#ifndef XABI_LINUX_ISSUE_H
#define XABI_LINUX_ISSUE_H

#include <linux/types.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

static inline long driver_hypercall(u64 number, const u64 *reg)
{
#ifdef CONFIG_X86 /* has one for that; privcmd_call() opens the process's memory */
	return xen_single_call(number, reg[0], reg[1], reg[2], reg[3], reg[4]);
#else
	return privcmd_call(number, reg[0], reg[1], reg[2], reg[3], reg[4]);
#endif
}

#endif
