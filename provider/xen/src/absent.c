/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Xen has no way to do, here or for a kind of guest. Such an op is in no
 * domain's mask, so base.probe says that it is absent, and it is answered by
 * unknown_op, while one that the mask alone withholds is not_allowed.
 */
#include "groups.h"
#include "internal.h"

#include <xen/lib.h>

/*
 * In place of handlers that do not exist in this Xen; no call gets here. To
 * add one: a row, and one in the table below.
 */
uint16_t xabi_absent(void);
uint16_t xabi_absent(void)
{
    ASSERT_UNREACHABLE();
    return XABI_STATUS_UNKNOWN_OP;
}

#define NO_HANDLER(op) \
    asm(".globl xabi_do_" #op "\n.set xabi_do_" #op ", xabi_absent")
#ifdef CONFIG_ARM
NO_HANDLER(event_set_vector);
NO_HANDLER(event_set_callback);
#endif

/*
 * To add one: a row, and one in docs/xen.md with the reason, which a test
 * compares with this.
 */
static const struct
{
    uint16_t op;
    enum
    {
        WITHOUT_AREAS, /* the group of hooks */
        ON_ARM,
        FOR_PV
    } where;
} absent[] = {
    { XABI_OP_VCPU_PLACE_AREA, WITHOUT_AREAS },
    { XABI_OP_VCPU_REMOVE_AREA, WITHOUT_AREAS },
    { XABI_OP_VCPU_AREA, WITHOUT_AREAS },
    { XABI_OP_EVENT_SET_VECTOR, ON_ARM },
    { XABI_OP_EVENT_SET_CALLBACK, ON_ARM },
    { XABI_OP_EVENT_SET_VECTOR, FOR_PV },
    { XABI_OP_EVENT_SET_CALLBACK, FOR_PV },
    { XABI_OP_EVENT_FIFO_START, FOR_PV },
    { XABI_OP_EVENT_FIFO_EXPAND, FOR_PV },
    { XABI_OP_GRANT_PLACE, FOR_PV },
    { XABI_OP_GRANT_MAP, FOR_PV },
    { XABI_OP_GRANT_UNMAP, FOR_PV },
    { XABI_OP_GRANT_COPY, FOR_PV },
    { XABI_OP_MEMORY_POPULATE, FOR_PV },
    { XABI_OP_MEMORY_RELEASE, FOR_PV },
    { XABI_OP_MEMORY_REMOVE, FOR_PV },
    { XABI_OP_MEMORY_SHARE, FOR_PV },
    { XABI_OP_MEMORY_UNSHARE, FOR_PV },
    { XABI_OP_VCPU_START, FOR_PV },
    { XABI_OP_VCPU_PLACE_AREA, FOR_PV },
    { XABI_OP_VCPU_REMOVE_AREA, FOR_PV },
    { XABI_OP_VCPU_AREA, FOR_PV },
    { XABI_OP_PARAM_GET, FOR_PV },
};

bool xabi_is_absent(const struct domain *d, uint16_t op)
{
    unsigned int i;

    for ( i = 0; i < ARRAY_SIZE(absent); i++ )
    {
        if ( absent[i].op != op )
            continue;
        if ( (absent[i].where == WITHOUT_AREAS && !XABI_GROUP_AREAS) ||
             (absent[i].where == ON_ARM && IS_ENABLED(CONFIG_ARM)) ||
             (absent[i].where == FOR_PV && is_pv_domain(d)) )
            return true;
    }
    return false;
}

bool xabi_host_lacks(const struct xabi_caller *caller, uint16_t op)
{
    return xabi_is_absent(current->domain, op);
}
