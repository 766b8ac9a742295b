/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The buffers of a call. Their pages are held from before anything is done
 * until the call has ended, so no copy can fail. What is held is per CPU: a
 * call does not give up its CPU before it ends.
 */
#include "internal.h"

#include <xen/domain_page.h>
#include <xen/lib.h>
#include <xen/percpu.h>

#define PAGES (XABI_BUFFER_BYTES / PAGE_SIZE + 1)

struct pinned
{
    struct page_info *pages[PAGES];
    unsigned int count;
    unsigned int offset; /* of the first byte in the first page */
    bool write;
    void *first; /* the first page, mapped: most buffers have no other */
};

static DEFINE_PER_CPU(struct pinned[XABI_BUFFERS], pinned);

uint16_t xabi_page_get(uint64_t address, bool write,
                       struct page_info **ret_page)
{
    XABI_SEALED_FRAME(current->domain, paddr_to_pfn(address),
                      XABI_STATUS_BAD_BUFFER);
    return xabi_own_page_get(address, write, ret_page);
}

uint16_t xabi_own_page_get(uint64_t address, bool write,
                           struct page_info **ret_page)
{
    bool again = false;
    struct page_info *page = xabi_arch_page(address, write, &again);

    if ( !page )
        return again ? XABI_STATUS_AGAIN : XABI_STATUS_BAD_BUFFER;

    /* Frames of the grant table and shared_info are the domain's, too. */
    if ( page_get_owner(page) != current->domain || is_xen_heap_page(page) ||
         (write && !get_page_type(page, PGT_writable_page)) )
    {
        put_page(page);
        return XABI_STATUS_BAD_BUFFER;
    }
    *ret_page = page;
    return XABI_STATUS_OK;
}

void xabi_page_put(struct page_info *page, bool write)
{
    if ( write )
    {
        xabi_arch_dirty(page);
        put_page_type(page);
    }
    put_page(page);
}

uint16_t xabi_host_pin(struct xabi_caller *caller, unsigned int n,
                       uint64_t address, uint64_t bytes, bool write)
{
    struct pinned *pinned = &this_cpu(pinned)[n];
    uint64_t at = address & PAGE_MASK;
    uint16_t status;

    pinned->offset = address & ~PAGE_MASK;
    pinned->write = write;
    if ( bytes > XABI_BUFFER_BYTES || address + bytes < address )
        return XABI_STATUS_BAD_BUFFER;
    for ( ; at < address + bytes; at += PAGE_SIZE )
    {
        status = xabi_page_get(at, write, &pinned->pages[pinned->count]);
        if ( status != XABI_STATUS_OK )
            return status;
        if ( !pinned->count++ )
            pinned->first = __map_domain_page(pinned->pages[0]);
    }
    return XABI_STATUS_OK;
}

void xabi_host_unpin(struct xabi_caller *caller)
{
    struct pinned *pinned = this_cpu(pinned);
    unsigned int n;

    for ( n = 0; n < XABI_BUFFERS; n++, pinned++ )
    {
        if ( !pinned->count )
            continue;
        unmap_domain_page(pinned->first);
        do
            xabi_page_put(pinned->pages[--pinned->count], pinned->write);
        while ( pinned->count );
    }
}

/* Page by page; WRITE: into the buffer. */
static noinline void copy_pages(const struct pinned *pinned, uint64_t at,
                                void *bytes, uint64_t count, bool write)
{
    unsigned long part, in_page;
    void *page;

    for ( ; count; at += part, count -= part )
    {
        in_page = at & ~PAGE_MASK;
        part = min(count, PAGE_SIZE - in_page);
        ASSERT(at / PAGE_SIZE < pinned->count);
        page = __map_domain_page(pinned->pages[at / PAGE_SIZE]);
        if ( write )
            memcpy(page + in_page, bytes, part);
        else
            memcpy(bytes, page + in_page, part);
        unmap_domain_page(page);
        bytes += part;
    }
}

void xabi_host_read(struct xabi_caller *caller, unsigned int n, uint64_t at,
                    void *to, uint64_t bytes)
{
    const struct pinned *pinned = &this_cpu(pinned)[n];

    at += pinned->offset;
    if ( likely(at + bytes <= PAGE_SIZE) )
        memcpy(to, pinned->first + at, bytes);
    else
        copy_pages(pinned, at, to, bytes, false);
}

void xabi_host_write(struct xabi_caller *caller, unsigned int n, uint64_t at,
                     const void *from, uint64_t bytes)
{
    const struct pinned *pinned = &this_cpu(pinned)[n];

    at += pinned->offset;
    if ( likely(at + bytes <= PAGE_SIZE) )
        memcpy(pinned->first + at, from, bytes);
    else
        copy_pages(pinned, at, (void *)from, bytes, true);
}
