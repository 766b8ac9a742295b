/* SPDX-License-Identifier: GPL-2.0-only */
/* What has another name in older kernels. */
#ifndef XABI_LINUX_COMPAT_H
#define XABI_LINUX_COMPAT_H

#include <linux/mm.h>
#include <linux/version.h>

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

#endif
