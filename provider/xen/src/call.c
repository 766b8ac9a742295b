/* SPDX-License-Identifier: GPL-2.0-only */
/* A call, whatever way it came. */
#include "internal.h"

#include <xen/domain_page.h>
#include <xen/lib.h>

#include <public/domctl.h>

/* Not before the domain runs: its builder can still change it. */
void xabi_learn_limit(struct domain *d)
{
    struct xen_domctl_getdomaininfo info = {};

    arch_get_domain_info(d, &info);
    d->xabi->caller.gpa_limit = 1UL << info.gpaddr_bits;
}

static bool take_block(const struct xabi_block *block, struct xabi_call *call)
{
    unsigned int i;
    uint64_t pad = 0;

    for ( i = 0; i < ARRAY_SIZE(call->in); i++ )
        call->in[i] = block->args[i];
    for ( i = 0; i < ARRAY_SIZE(block->pad); i++ )
        pad |= block->pad[i];
    call->op = block->op;
    return !pad && block->op <= 0xffff;
}

uint16_t xabi_call_block(uint64_t address)
{
    struct xabi_call call = {};
    struct xabi_block copy, *block;
    struct page_info *page;
    unsigned int i;

    if ( address % XABI_BLOCK_ALIGN ||
         xabi_page_get(address, true, &page) != XABI_STATUS_OK )
        return XABI_STATUS_BAD_TRANSPORT;

    block = __map_domain_page(page) + (address & ~PAGE_MASK);
    copy = *(volatile struct xabi_block *)block;
    if ( take_block(&copy, &call) )
        xabi_call(current, &call);
    else
        call.status = XABI_STATUS_BAD_TRANSPORT;
    block->status = call.status;
    for ( i = 0; i < ARRAY_SIZE(call.out); i++ )
        block->results[i] = call.out[i];
    unmap_domain_page(block);
    xabi_page_put(page, true);

    return call.status;
}
