/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/xen/hypercall: pages of the kernel's for programs to put arguments in. They were needed where Xen looked there itself,
 * since pages of a process can move; here they are for programs that expect them.
 */
#include "driver.h"

#include <linux/mm.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/slab.h>

#include "compat.h"

static unsigned int limit = 16384; /* as much as one call may have */
module_param(limit, uint, 0644);
MODULE_PARM_DESC(limit, "Most pages of one mapping of /dev/xen/hypercall");

struct pages {
	refcount_t users;
	unsigned long n;
	struct page *page[];
};

static void pages_free(struct pages *pages)
{
	unsigned long i;

	for (i = 0; i < pages->n; i++)
		__free_page(pages->page[i]);
	kfree(pages);
}

static struct pages *pages_new(unsigned long n)
{
	struct pages *pages = kzalloc(struct_size(pages, page, n), GFP_KERNEL_ACCOUNT);

	if (!pages)
		return NULL;
	refcount_set(&pages->users, 1);
	for (; pages->n < n; pages->n++) {
		pages->page[pages->n] = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
		if (!pages->page[pages->n]) {
			pages_free(pages);
			return NULL;
		}
	}
	return pages;
}

static void buffer_open(struct vm_area_struct *vma)
{
	struct pages *pages = vma->vm_private_data;

	refcount_inc(&pages->users);
}

static void buffer_close(struct vm_area_struct *vma)
{
	struct pages *pages = vma->vm_private_data;

	if (refcount_dec_and_test(&pages->users))
		pages_free(pages);
}

static vm_fault_t buffer_fault(struct vm_fault *fault)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct buffer_vm_ops = {
	.open = buffer_open,
	.close = buffer_close,
	.fault = buffer_fault,
};

static int buffer_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long n = vma_pages(vma);
	struct pages *pages;
	int err;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (n > limit)
		return -ENOMEM;
	pages = pages_new(n);
	if (!pages)
		return -ENOMEM;
	compat_vm_flags_set(vma, VM_IO | VM_DONTCOPY | VM_DONTEXPAND);
	err = vm_map_pages_zero(vma, pages->page, n);
	if (err) {
		/* What is mapped by now holds its pages until the area is gone. */
		pages_free(pages);
		return err;
	}
	vma->vm_private_data = pages;
	vma->vm_ops = &buffer_vm_ops;
	return 0;
}

const struct file_operations xen_privcmdbuf_fops = {
	.owner = THIS_MODULE,
	.mmap = buffer_mmap,
};
EXPORT_SYMBOL_GPL(xen_privcmdbuf_fops);
