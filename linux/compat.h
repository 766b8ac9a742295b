/* SPDX-License-Identifier: GPL-2.0-only */
/* What has another name in older kernels, or on another architecture. */
#ifndef XABI_LINUX_COMPAT_H
#define XABI_LINUX_COMPAT_H

#include <linux/mm.h>
#include <linux/version.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

static inline void compat_vm_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_set(vma, flags);
#else
	vma->vm_flags |= flags;
#endif
}

static inline void compat_vm_flags_clear(struct vm_area_struct *vma, unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_clear(vma, flags);
#else
	vma->vm_flags &= ~flags;
#endif
}

/* All of its memory is the kernel's: without access to the process's, where the architecture has such a call. */
static inline long compat_hypercall(u64 number, const u64 *reg)
{
#ifdef CONFIG_X86
	return xen_single_call(number, reg[0], reg[1], reg[2], reg[3], reg[4]);
#else
	return privcmd_call(number, reg[0], reg[1], reg[2], reg[3], reg[4]);
#endif
}

#endif
