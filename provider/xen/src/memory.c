/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Extension memory. Included at the end of Xen's memory.c. Ranges are done in
 * slices of 512 pages, whose frames are listed in the staging page as Xen's
 * functions want them.
 */
#ifdef CONFIG_XABI
#include "internal.h"

#include <public/hvm/hvm_op.h>

#define XABI_SLICE 512U

/* Is the page at an address all the domain's own? */
static bool xabi_is_own(uint64_t address)
{
    struct page_info *page;

    if ( xabi_own_page_get(address, false, &page) != XABI_STATUS_OK )
        return false;
    xabi_page_put(page, false);
    return true;
}

/*
 * The next pages of a range of SIZE at AT, from CURSOR on, as long as each is
 * FIT, up to a slice; *ret_all: they end where the range, or the slice, does.
 */
static unsigned int xabi_list(uint64_t at, uint64_t size, uint64_t cursor,
                              bool (*fit)(uint64_t), xen_pfn_t *ret_list,
                              bool *ret_all)
{
    unsigned int n;

    for ( n = 0; n < XABI_SLICE && cursor < size; n++, cursor += PAGE_SIZE )
    {
        if ( !fit(at + cursor) )
        {
            *ret_all = false;
            return n;
        }
        ret_list[n] = paddr_to_pfn(at + cursor);
    }
    *ret_all = true;
    return n;
}

/* How many of the pages listed are done, from the first on. */
static unsigned int xabi_pages(void (*function)(struct memop_args *),
                               xen_pfn_t *list, unsigned int n,
                               bool *ret_preempted)
{
    struct memop_args args = { .domain = current->domain, .nr_extents = n };

    if ( n )
    {
        set_xen_guest_handle(args.extent_list,
                             xabi_window_open(list, n * sizeof(*list)));
        function(&args);
        xabi_window_close();
    }
    *ret_preempted = args.preempted;
    return args.nr_done;
}

enum xabi_memory_populate_status
xabi_do_memory_populate(struct xabi_caller *caller, uint64_t at, uint64_t size,
                        uint64_t cursor, uint64_t *ret_cursor)
{
    struct domain *d = current->domain;
    xen_pfn_t *list = xabi_staging();
    unsigned int n, done;
    bool all, preempted;

    *ret_cursor = cursor = min(cursor & PAGE_MASK, size);
    if ( xsm_memory_adjust_reservation(XSM_TARGET, d, d) )
        return XABI_DO_MEMORY_POPULATE_NOT_ALLOWED;
    n = xabi_list(at, size, cursor, xabi_arch_is_empty, list, &all);
    done = xabi_pages(populate_physmap, list, n, &preempted);
    *ret_cursor += (uint64_t)done * PAGE_SIZE;
    if ( preempted )
        return XABI_DO_MEMORY_POPULATE_AGAIN;
    if ( done < n )
        return XABI_DO_MEMORY_POPULATE_NO_MEMORY;
    if ( !all )
        return XABI_DO_MEMORY_POPULATE_OCCUPIED;
    return *ret_cursor < size ? XABI_DO_MEMORY_POPULATE_AGAIN
                              : XABI_DO_MEMORY_POPULATE_OK;
}

enum xabi_memory_release_status
xabi_do_memory_release(struct xabi_caller *caller, uint64_t at, uint64_t size,
                       uint64_t cursor, uint64_t *ret_cursor)
{
    struct domain *d = current->domain;
    xen_pfn_t *list = xabi_staging();
    unsigned int n, done;
    bool all, preempted;

    *ret_cursor = cursor = min(cursor & PAGE_MASK, size);
    if ( xsm_memory_adjust_reservation(XSM_TARGET, d, d) )
        return XABI_DO_MEMORY_RELEASE_NOT_ALLOWED;
    n = xabi_list(at, size, cursor, xabi_is_own, list, &all);
    done = xabi_pages(decrease_reservation, list, n, &preempted);
    *ret_cursor += (uint64_t)done * PAGE_SIZE;
    if ( preempted )
        return XABI_DO_MEMORY_RELEASE_AGAIN;
    if ( done < n || !all )
        return XABI_DO_MEMORY_RELEASE_NOT_BACKED;
    return *ret_cursor < size ? XABI_DO_MEMORY_RELEASE_AGAIN
                              : XABI_DO_MEMORY_RELEASE_OK;
}

/* What was placed is Xen's own memory: a frame of the grant table. */
enum xabi_memory_remove_status
xabi_do_memory_remove(struct xabi_caller *caller, uint64_t at)
{
    struct domain *d = current->domain;
    struct page_info *page;
    bool placed;

    if ( xsm_remove_from_physmap(XSM_TARGET, d, d) )
        return XABI_DO_MEMORY_REMOVE_NOT_ALLOWED;
    page = get_page_from_gfn(d, paddr_to_pfn(at), NULL, P2M_ALLOC);
    if ( !page )
        return XABI_DO_MEMORY_REMOVE_NOT_PLACED;
    placed =
        page_get_owner(page) == d && is_xen_heap_page(page) &&
        !guest_physmap_remove_page(d, gaddr_to_gfn(at), page_to_mfn(page), 0);
    put_page(page);
    return placed ? XABI_DO_MEMORY_REMOVE_OK
                  : XABI_DO_MEMORY_REMOVE_NOT_PLACED;
}

enum xabi_memory_size_status xabi_do_memory_size(struct xabi_caller *caller,
                                                 uint64_t *ret_memory,
                                                 uint64_t *ret_memory_limit,
                                                 uint64_t *ret_end)
{
    struct domain *d = current->domain;

    if ( xsm_memory_stat_reservation(XSM_TARGET, d, d) )
        return XABI_DO_MEMORY_SIZE_NOT_ALLOWED;
    *ret_memory = (uint64_t)domain_tot_pages(d) * PAGE_SIZE;
    *ret_memory_limit = (uint64_t)d->max_pages * PAGE_SIZE;
    *ret_end = pfn_to_paddr((uint64_t)domain_get_maximum_gpfn(d) + 1);
    return XABI_DO_MEMORY_SIZE_OK;
}

/* Where nothing is sealed these two only look. */
enum xabi_memory_share_status xabi_do_memory_share(struct xabi_caller *caller,
                                                   uint64_t at, uint64_t size,
                                                   uint64_t cursor,
                                                   uint64_t *ret_cursor)
{
    unsigned int n;
    bool all;

    *ret_cursor = cursor = min(cursor & PAGE_MASK, size);
    n = xabi_list(at, size, cursor, xabi_is_own, xabi_staging(), &all);
    if ( xabi_share(current->domain, paddr_to_pfn(at + cursor), n, true) )
        return XABI_DO_MEMORY_SHARE_NO_MEMORY;
    *ret_cursor += (uint64_t)n * PAGE_SIZE;
    if ( !all )
        return XABI_DO_MEMORY_SHARE_NOT_BACKED;
    return *ret_cursor < size ? XABI_DO_MEMORY_SHARE_AGAIN
                              : XABI_DO_MEMORY_SHARE_OK;
}

/*
 * Whoever uses a page holds a reference: Xen of a page of event words, another
 * domain of one that it has mapped. The domain has one itself.
 */
static bool xabi_is_idle(uint64_t address)
{
    struct page_info *page;
    unsigned long count;

    if ( xabi_own_page_get(address, false, &page) != XABI_STATUS_OK )
        return false;
    count = page->count_info & PGC_count_mask;
    xabi_page_put(page, false);
    return count <= 2;
}

enum xabi_memory_unshare_status
xabi_do_memory_unshare(struct xabi_caller *caller, uint64_t at, uint64_t size,
                       uint64_t cursor, uint64_t *ret_cursor)
{
    unsigned int n;
    bool all;

    *ret_cursor = cursor = min(cursor & PAGE_MASK, size);
    n = xabi_list(at, size, cursor, xabi_is_idle, xabi_staging(), &all);
    if ( xabi_share(current->domain, paddr_to_pfn(at + cursor), n, false) )
        return XABI_DO_MEMORY_UNSHARE_NO_MEMORY;
    *ret_cursor += (uint64_t)n * PAGE_SIZE;
    if ( !all )
        return xabi_is_own(at + *ret_cursor)
                   ? XABI_DO_MEMORY_UNSHARE_BUSY
                   : XABI_DO_MEMORY_UNSHARE_NOT_BACKED;
    return *ret_cursor < size ? XABI_DO_MEMORY_UNSHARE_AGAIN
                              : XABI_DO_MEMORY_UNSHARE_OK;
}
#endif
