/* SPDX-License-Identifier: GPL-2.0-only */
/* What a domain may call: what Xen's command line names for it. */
#include "groups.h"
#include "internal.h"

#include <provider/core/probe.h>

#include <xen/init.h>
#include <xen/lib.h>
#include <xen/param.h>
#include <xen/xmalloc.h>

#ifdef CONFIG_X86
#include <asm/guest.h>
#else
#define pv_shim false
#endif

/* A name on the command line, and the ops it stands for. */
struct profile
{
    const char *name;
    const uint16_t *ops;
    unsigned int count;
};

#define OP(op, name, doc) op,
static const uint16_t __initconst minimal[] = { XABI_PROFILE_MINIMAL_EACH(
    OP) };
static const uint16_t __initconst pv_drivers[] = {
    XABI_PROFILE_PV_DRIVERS_EACH(OP)
};
static const uint16_t __initconst all[] = { XABI_OP_EACH(OP) };
#undef OP

/* To add one: a row, of a profile in the spec. */
static const struct profile __initconst profiles[] = {
    { "all", all, ARRAY_SIZE(all) },
    { "minimal", minimal, ARRAY_SIZE(minimal) },
    { "pv_drivers", pv_drivers, ARRAY_SIZE(pv_drivers) },
};

/* The ops named for the control domain, and for all others. */
static struct named
{
    bool some, sealed;
    uint8_t mask[XABI_MASK_BYTES];
} named_dom0, named_domu;

static void __init name(const struct profile *profile, struct named *ret_named)
{
    unsigned int i, index;

    ret_named->some = true;
    for ( i = 0; i < profile->count; i++ )
    {
        index = xabi_op_index(profile->ops[i]);
        ret_named->mask[index / 8] |= 1U << index % 8;
    }
}

/* The control domain is sealed only where it is named. */
static bool __init is_sealed(const char *s, const char *end)
{
    return XABI_GROUP_SEALED && end - s == 6 && !strncmp(s, "sealed", 6);
}

/* xabi=[dom0:|domu:]PROFILE|sealed[,...] */
static int __init cf_check parse_xabi(const char *s)
{
    const char *end;
    unsigned int i;
    bool dom0, domu;

    for ( ; *s; s = *end ? end + 1 : end )
    {
        dom0 = !strncmp(s, "dom0:", 5);
        domu = !strncmp(s, "domu:", 5);
        s += dom0 || domu ? 5 : 0;
        end = strchr(s, ',') ?: s + strlen(s);
        if ( is_sealed(s, end) )
        {
            named_dom0.sealed |= dom0;
            named_domu.sealed |= !dom0;
            continue;
        }
        for ( i = 0; i < ARRAY_SIZE(profiles); i++ )
            if ( strlen(profiles[i].name) == end - s &&
                 !strncmp(s, profiles[i].name, end - s) )
                break;
        if ( i == ARRAY_SIZE(profiles) )
            return -EINVAL;
        if ( !domu )
            name(&profiles[i], &named_dom0);
        if ( !dom0 )
            name(&profiles[i], &named_domu);
    }
    return 0;
}
custom_param("xabi", parse_xabi);

int xabi_domain_create(struct domain *d)
{
    const struct named *named =
        is_control_domain(d) ? &named_dom0 : &named_domu;
    struct xabi_caller *caller;
    unsigned int i;
    int err;

    if ( !named->some || pv_shim )
        return 0;
    d->xabi = xzalloc(struct xabi_domain);
    if ( !d->xabi || xabi_areas_create(d) )
        return -ENOMEM;
    err = named->sealed ? xabi_seal(d) : 0;
    if ( err )
        return err;

    caller = &d->xabi->caller;
    for ( i = 0; i < XABI_OPS; i++ )
        if ( !xabi_is_absent(d, xabi_ops[i]) )
            caller->mask[i / 8] |= named->mask[i / 8] & 1U << i % 8;
    caller->granule = PAGE_SIZE;
    caller->buffer_size = XABI_BUFFER_BYTES;
    caller->facts =
        (is_hvm_domain(d) ? 0 : XABI_CALLER_FACTS_VIRTUAL_BUFFERS) |
        (named->sealed ? XABI_CALLER_FACTS_SEALED : 0);
    caller->implementation = XABI_IMPLEMENTATION_XEN;
    caller->domain = d->domain_id;
    return 0;
}

void xabi_domain_destroy(struct domain *d)
{
    if ( d->xabi )
        xfree(d->xabi->vcpus);
    XFREE(d->xabi);
}
