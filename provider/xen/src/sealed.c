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
    d->xabi->shared = rangeset_new(d, "XABI shared", 0);
    if ( !d->xabi->shared )
        return -ENOMEM;
    rangeset_limit(d->xabi->shared, RANGES);
    return 0;
}

#ifdef CONFIG_ARM
bool xabi_may_reach(const struct domain *d, unsigned long gfn)
{
    struct rangeset *shared = d->xabi->shared;

    return likely(!shared) || !d->creation_finished ||
           rangeset_contains_singleton(shared, gfn);
}
#endif

int xabi_share(struct domain *d, unsigned long gfn, unsigned int n, bool share)
{
    struct rangeset *shared = d->xabi->shared;

    if ( !shared || !n )
        return 0;
    return share ? rangeset_add_range(shared, gfn, gfn + n - 1)
                 : rangeset_remove_range(shared, gfn, gfn + n - 1);
}
