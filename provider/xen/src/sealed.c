/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sealed domains: Xen reaches of their memory what they share, by address, as
 * if hardware kept it out, from the end of their creation on. The hooks of the
 * group `sealed` are the points at which that is so.
 */
#include "internal.h"

#include <xen/rangeset.h>

/* A guest may share in so many pieces; each takes memory of Xen's. */
#define RANGES 256

int xabi_seal(struct domain *d)
{
    if ( !xabi_arch_may_seal(d) )
    {
        printk(XENLOG_ERR
               "%pd: only PVH and HVM, by hardware's tables, can be sealed\n",
               d);
        return -EOPNOTSUPP;
    }
    d->xabi_shared = rangeset_new(d, "XABI shared", 0);
    if ( !d->xabi_shared )
        return -ENOMEM;
    rangeset_limit(d->xabi_shared, RANGES);
    return 0;
}

bool xabi_may_reach(const struct domain *d, unsigned long gfn)
{
    return !d->creation_finished ||
           rangeset_contains_singleton(d->xabi_shared, gfn);
}

int xabi_share(struct domain *d, unsigned long gfn, unsigned int n, bool share)
{
    struct rangeset *shared = d->xabi_shared;

    if ( !shared || !n )
        return 0;
    return share ? rangeset_add_range(shared, gfn, gfn + n - 1)
                 : rangeset_remove_range(shared, gfn, gfn + n - 1);
}
