/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory of other domains in a process. A range is reserved by mmap() and filled by an ioctl, once for each page.
 *
 * Never this domain's own memory, by whatever name: that is how a process would get at the kernel's pages without a pointer.
 */
#include "driver.h"

#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <xen/features.h>
#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/privcmd.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "compat.h"

#define MOST_PAGES (1u << 24)
#define FILLED     ((void *)1) /* vm_private_data where there are no pages of our own */

/* Kinds of acquire_resource that are known: ioreq pages, grant tables, the trace of a vCPU. */
#define LAST_RESOURCE 2

static bool is_translated(void)
{
	return xen_feature(XENFEAT_auto_translated_physmap);
}

/* --- areas */

/* Xen's own pages (its tables of frames) may be looked at: Xen gives out no others, and this keeps them from being written. */
static int check_domain(struct privcmd_file *file, const char *what, domid_t domid, bool read_only)
{
	const char *why = NULL;

	if (file->domid != DOMID_INVALID && file->domid != domid)
		return -EPERM;
	if (domid == DOMID_XEN)
		why = read_only ? NULL : "Xen's own pages may only be read";
	else if (domid == DOMID_IO)
		why = "device memory is the kernel's to map";
	else if (domid == driver_self || domid == DOMID_SELF)
		why = "it is this domain's own memory";
	else if (!marshal_is_other(domid, driver_self))
		why = "there is no such domain";
	if (!why)
		return 0;
	report_refused_mapping(what, domid, why);
	return driver_audits() ? 0 : -EPERM;
}

static void area_close(struct vm_area_struct *vma)
{
	struct page **pages = vma->vm_private_data;
	int n = vma_pages(vma), err;

	if (!is_translated() || !pages || pages == FILLED)
		return;
	err = xen_unmap_domain_gfn_range(vma, n, pages);
	if (!err)
		xen_free_unpopulated_pages(n, pages);
	else
		pr_crit("xen-privcmd: %d pages cannot be given back: %d\n", n, err);
	kvfree(pages);
}

static vm_fault_t area_fault(struct vm_fault *fault)
{
	return VM_FAULT_SIGBUS;
}

/* Pages of our own are counted by the whole area: it stays one, and where it is. */
static int area_keeps(struct vm_area_struct *vma)
{
	return is_translated() ? -EINVAL : 0;
}

static int area_may_split(struct vm_area_struct *vma, unsigned long address)
{
	return area_keeps(vma);
}

static const struct vm_operations_struct area_ops = {
	.close = area_close,
	.may_split = area_may_split,
	.mremap = area_keeps,
	.fault = area_fault,
};

int map_mmap(struct file *file, struct vm_area_struct *vma)
{
	/* Not for children: what Xen counts, it counts once. */
	compat_vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTCOPY | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_ops = &area_ops;
	vma->vm_private_data = NULL;
	return 0;
}

/* The area that has all of the range, if it is one of ours. Under the mmap lock, for writing. */
static struct vm_area_struct *find_area(u64 address, u64 n)
{
	struct vm_area_struct *vma;
	u64 end;

	if (!n || n > MOST_PAGES || (address & ~PAGE_MASK) ||
	    check_add_overflow(address, n << PAGE_SHIFT, &end))
		return NULL;
	vma = vma_lookup(current->mm, address);
	if (!vma || vma->vm_ops != &area_ops || end > vma->vm_end)
		return NULL;
	return vma;
}

static int is_empty(pte_t *pte, unsigned long address, void *data)
{
	return pte_none(*pte) ? 0 : -EBUSY;
}

/* Where this domain's addresses are not the machine's, pages need addresses of its own. */
static int give_pages(struct vm_area_struct *vma)
{
	unsigned long n = vma_pages(vma);
	struct page **pages;
	int err;

	if (vma->vm_private_data)
		return 0;
	if (!is_translated()) {
		vma->vm_private_data = FILLED;
		return 0;
	}
	pages = kvcalloc(n, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	err = xen_alloc_unpopulated_pages(n, pages);
	if (err) {
		kvfree(pages);
		return -ENOMEM;
	}
	vma->vm_private_data = pages;
	return 0;
}

/* --- frames */

/* Frames in, errors out; how many were mapped, or an error. Of the whole: one that a later try may mend, else 0. */
static int map_frames(struct privcmd_file *file, const char *what, domid_t domid, u64 address,
		      xen_pfn_t *frames, unsigned int n, int *errs)
{
	struct vm_area_struct *vma;
	struct page **pages = NULL;
	int err;

	mmap_write_lock(current->mm);
	vma = find_area(address, n);
	err = vma ? check_domain(file, what, domid, !(vma->vm_flags & VM_WRITE)) : -EINVAL;
	if (err)
		goto out;
	if (domid == DOMID_XEN)
		compat_vm_flags_clear(vma, VM_MAYWRITE);
	err = apply_to_page_range(vma->vm_mm, address, (unsigned long)n << PAGE_SHIFT, is_empty,
				  NULL);
	if (!err)
		err = give_pages(vma);
	if (err)
		goto out;
	if (is_translated())
		pages = (struct page **)vma->vm_private_data +
			((address - vma->vm_start) >> PAGE_SHIFT);
	err = xen_remap_domain_gfn_array(vma, address, frames, n, errs, vma->vm_page_prot, domid,
					 pages);
	if (err > 0)
		err = 0;
out:
	mmap_write_unlock(current->mm);
	return err;
}

struct batch {
	u64 address, n;
	domid_t domid;
	xen_pfn_t __user *frames;
	int __user *errs; /* NULL: into the upper bits of the frames */
};

static int read_batch(void __user *arg, bool second, struct batch *ret)
{
	struct privcmd_mmapbatch first;
	struct privcmd_mmapbatch_v2 batch;

	if (second) {
		if (copy_from_user(&batch, arg, sizeof(batch)))
			return -EFAULT;
		*ret = (struct batch){ batch.addr, batch.num, batch.dom,
				       (xen_pfn_t __user *)batch.arr, batch.err };
		return 0;
	}
	if (copy_from_user(&first, arg, sizeof(first)))
		return -EFAULT;
	*ret = (struct batch){ first.addr, (unsigned int)first.num, first.dom, first.arr, NULL };
	return 0;
}

/* The older form has no place for errors but the frames' highest bits. */
static int put_errors(const struct batch *batch, const xen_pfn_t *frames, const int *errs)
{
	xen_pfn_t frame;
	u64 i;

	if (batch->errs)
		return copy_to_user(batch->errs, errs, batch->n * sizeof(*errs)) ? -EFAULT : 0;
	for (i = 0; i < batch->n; i++) {
		if (!errs[i])
			continue;
		frame = frames[i] | (errs[i] == -ENOENT ? PRIVCMD_MMAPBATCH_PAGED_ERROR
							: PRIVCMD_MMAPBATCH_MFN_ERROR);
		if (put_user(frame, &batch->frames[i]))
			return -EFAULT;
	}
	return 0;
}

long map_ioctl_batch(struct privcmd_file *file, void __user *arg, bool second)
{
	xen_pfn_t *frames = NULL;
	struct batch batch;
	int *errs = NULL;
	int err = read_batch(arg, second, &batch);
	u64 i;

	if (err)
		return err;
	if (!batch.n || batch.n > MOST_PAGES)
		return -EINVAL;
	frames = kvmalloc_array(batch.n, sizeof(*frames), GFP_KERNEL_ACCOUNT);
	errs = kvcalloc(batch.n, sizeof(*errs), GFP_KERNEL_ACCOUNT);
	err = -ENOMEM;
	if (!frames || !errs)
		goto out;
	err = -EFAULT;
	if (copy_from_user(frames, batch.frames, batch.n * sizeof(*frames)))
		goto out;
	err = map_frames(file, second ? "mmapbatch_v2" : "mmapbatch", batch.domid, batch.address,
			 frames, batch.n, errs);
	/* -ENOENT is of single pages, and said of the whole below. */
	if (err && err != -ENOENT)
		goto out;
	err = put_errors(&batch, frames, errs);
	for (i = 0; !err && second && i < batch.n; i++)
		if (errs[i] == -ENOENT)
			err = -ENOENT;
out:
	kvfree(frames);
	kvfree(errs);
	return err;
}

/* The oldest form: runs of frames, one behind the other in one area. */
long map_ioctl_old(struct privcmd_file *file, void __user *arg)
{
	struct privcmd_mmap map;
	struct privcmd_mmap_entry entry;
	struct vm_area_struct *vma;
	u64 next = 0;
	int i, err = 0;

	if (copy_from_user(&map, arg, sizeof(map)))
		return -EFAULT;
	if (is_translated())
		return check_domain(file, "mmap", map.dom, false) ?: -ENOSYS;
	for (i = 0; i < map.num && err >= 0; i++) {
		if (copy_from_user(&entry, &map.entry[i], sizeof(entry)))
			return -EFAULT;
		if (i && entry.va != next)
			return -EINVAL;
		if (fatal_signal_pending(current))
			return -EINTR;
		mmap_write_lock(current->mm);
		vma = find_area(entry.va, entry.npages);
		err = vma ? check_domain(file, "mmap", map.dom, !(vma->vm_flags & VM_WRITE))
			  : -EINVAL;
		if (!err && map.dom == DOMID_XEN)
			compat_vm_flags_clear(vma, VM_MAYWRITE);
		if (!err)
			err = apply_to_page_range(vma->vm_mm, entry.va, entry.npages << PAGE_SHIFT,
						  is_empty, NULL);
		if (!err)
			err = give_pages(vma);
		if (!err)
			err = xen_remap_domain_gfn_range(vma, entry.va, entry.mfn, entry.npages,
							 vma->vm_page_prot, map.dom, NULL);
		mmap_write_unlock(current->mm);
		next = entry.va + (entry.npages << PAGE_SHIFT);
	}
	return err < 0 ? err : 0;
}

/* --- resources */

/* Asks Xen for the frames; where ours are translated, it puts them where FRAMES say. */
static int acquire(const struct privcmd_mmap_resource *map, xen_pfn_t *frames, domid_t *ret_owner)
{
	struct xen_mem_acquire_resource resource = { .domid = map->dom,
						     .type = map->type,
						     .id = map->id,
						     .frame = map->idx,
						     .nr_frames = map->num };
	int err;

	set_xen_guest_handle(resource.frame_list, frames);
	err = HYPERVISOR_memory_op(XENMEM_acquire_resource, &resource);
	*ret_owner = resource.flags & XENMEM_rsrc_acq_caller_owned ? DOMID_SELF : map->dom;
	return err < 0 ? err : 0;
}

static int map_acquired(struct vm_area_struct *vma, const struct privcmd_mmap_resource *map,
			xen_pfn_t *frames)
{
	struct page **pages;
	domid_t owner;
	int err = give_pages(vma), *errs = (int *)frames;
	u64 i;

	if (err)
		return err;
	if (is_translated()) {
		pages = (struct page **)vma->vm_private_data +
			((map->addr - vma->vm_start) >> PAGE_SHIFT);
		for (i = 0; i < map->num; i++)
			frames[i] = page_to_xen_pfn(pages[i]);
	}
	err = acquire(map, frames, &owner);
	if (err)
		return err;
	if (is_translated())
		return xen_remap_vma_range(vma, map->addr, map->num << PAGE_SHIFT);
	err = xen_remap_domain_mfn_array(vma, map->addr, frames, map->num, errs, vma->vm_page_prot,
					 owner);
	if (err < 0)
		return err;
	for (i = 0; i < map->num; i++)
		if (errs[i] < 0)
			return errs[i];
	return 0;
}

static int ask_resource(const struct privcmd_mmap_resource *map,
			struct privcmd_mmap_resource __user *arg)
{
	struct xen_mem_acquire_resource resource = { .domid = map->dom,
						     .type = map->type,
						     .id = map->id };
	int err = HYPERVISOR_memory_op(XENMEM_acquire_resource, &resource);

	if (err)
		return err;
	return put_user((u64)resource.nr_frames, &arg->num);
}

long map_ioctl_resource(struct privcmd_file *file, void __user *arg)
{
	struct privcmd_mmap_resource map;
	struct vm_area_struct *vma;
	xen_pfn_t *frames;
	int err;

	if (copy_from_user(&map, arg, sizeof(map)))
		return -EFAULT;
	err = check_domain(file, "mmap_resource", map.dom, false);
	if (err)
		return err;
	if (map.type > LAST_RESOURCE) {
		report_refused_mapping("mmap_resource", map.dom,
				       "no such kind of resource is known");
		if (!driver_audits())
			return -EPERM;
	}
	if (!map.addr && !map.num)
		return ask_resource(&map, arg);
	if (!map.num || map.num > MOST_PAGES)
		return -EINVAL;
	frames = kvcalloc(map.num, sizeof(*frames), GFP_KERNEL_ACCOUNT);
	if (!frames)
		return -ENOMEM;
	mmap_write_lock(current->mm);
	vma = find_area(map.addr, map.num);
	err = vma ? apply_to_page_range(vma->vm_mm, map.addr, map.num << PAGE_SHIFT, is_empty, NULL)
		  : -EINVAL;
	if (!err)
		err = map_acquired(vma, &map, frames);
	mmap_write_unlock(current->mm);
	kvfree(frames);
	return err;
}
