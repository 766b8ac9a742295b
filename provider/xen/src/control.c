/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Extensions domain and lifecycle: by the domctls and sysctls that do the same,
 * so what Xen's security module is asked is the same, too.
 */
#include "internal.h"

#include <xen/guest_access.h>
#include <xen/hypercall.h>
#include <xen/softirq.h>

#include <xsm/xsm.h>

#include <public/domctl.h>
#include <public/sysctl.h>

/*
 * A domctl whose argument is at the start of MEMORY. Where another CPU is in
 * one Xen wants to be called again, with nothing done. RESTARTS: it may also
 * want that when there is more to do, which is told as -ERESTART.
 */
static long domctl(struct xen_domctl *op, unsigned long bytes, domid_t target,
                   bool restarts)
{
    bool again;
    long rc;
    void *at = xabi_window_open(op, bytes);

    op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    op->domain = target;
    do
    {
        xabi_older_begin(__HYPERVISOR_domctl);
        rc = do_domctl(guest_handle_from_ptr(at, xen_domctl_t));
        again = xabi_older_end(NULL);
        if ( again )
            process_pending_softirqs();
    } while ( again && !restarts );
    xabi_window_close();
    return again ? -ERESTART : rc;
}

/* domctls do not know a domain by what means oneself. */
static domid_t number(const struct xabi_caller *caller, uint16_t target)
{
    return target == XABI_DOMAIN_SELF ? caller->domain : target;
}

/* Xen says ESRCH of both. */
static bool is_there(domid_t id)
{
    struct domain *d = rcu_lock_domain_by_id(id);

    if ( d )
        rcu_unlock_domain(d);
    return d;
}

/* ---- lifecycle ---- */

enum xabi_lifecycle_pause_status
xabi_do_lifecycle_pause(struct xabi_caller *caller, uint16_t target)
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_pausedomain };
    long rc = domctl(&op, sizeof(op), target, false);

    if ( rc == -ESRCH )
        return XABI_DO_LIFECYCLE_PAUSE_NO_SUCH_DOMAIN;
    return rc ? XABI_DO_LIFECYCLE_PAUSE_NOT_ALLOWED
              : XABI_DO_LIFECYCLE_PAUSE_OK;
}

/* That nothing is paused is no failure: EINVAL is the answer then, too. */
enum xabi_lifecycle_unpause_status
xabi_do_lifecycle_unpause(struct xabi_caller *caller, uint16_t target)
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_unpausedomain };
    long rc = domctl(&op, sizeof(op), target, false);

    if ( rc == -ESRCH )
        return XABI_DO_LIFECYCLE_UNPAUSE_NO_SUCH_DOMAIN;
    return xabi_is_denied(rc) ? XABI_DO_LIFECYCLE_UNPAUSE_NOT_ALLOWED
           : rc               ? XABI_DO_LIFECYCLE_UNPAUSE_WRONG_TARGET
                              : XABI_DO_LIFECYCLE_UNPAUSE_OK;
}

/* Xen knows by itself how far it is; the cursor is always zero. */
enum xabi_lifecycle_destroy_status
xabi_do_lifecycle_destroy(struct xabi_caller *caller, uint16_t target,
                          uint64_t cursor, uint64_t *ret_cursor)
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_destroydomain };

    switch ( domctl(&op, sizeof(op), target, true) )
    {
    case 0:
        return XABI_DO_LIFECYCLE_DESTROY_OK;
    case -ERESTART:
        return XABI_DO_LIFECYCLE_DESTROY_AGAIN;
    case -ESRCH:
        return XABI_DO_LIFECYCLE_DESTROY_NO_SUCH_DOMAIN;
    default:
        return XABI_DO_LIFECYCLE_DESTROY_NOT_ALLOWED;
    }
}

/* ---- domain ---- */

static uint64_t bytes_of(uint64_t pages)
{
    return pages * PAGE_SIZE;
}

/* Flags of domain_state are XEN_DOMINF_*. */
static void info_of(const struct xen_domctl_getdomaininfo *from,
                    struct xabi_domain_info *ret_info)
{
    *ret_info = (struct xabi_domain_info){
        .id = from->domain,
        .gpa_bits = from->gpaddr_bits,
        .state = from->flags & 0x1ff,
        .shutdown_reason = from->flags & XEN_DOMINF_shutdown
                               ? (from->flags >> XEN_DOMINF_shutdownshift) &
                                     XEN_DOMINF_shutdownmask
                               : 0,
        .cpu_pool = from->cpupool,
        .vcpus = from->nr_online_vcpus,
        .vcpu_limit = from->max_vcpu_id == XEN_INVALID_MAX_VCPU_ID
                          ? 0
                          : from->max_vcpu_id + 1,
        .security_id = from->ssidref,
        .cpu_time = from->cpu_time,
        .memory = bytes_of(from->tot_pages),
        .memory_limit = from->max_pages > ~0UL / PAGE_SIZE
                            ? ~0UL
                            : bytes_of(from->max_pages),
        .claimed = bytes_of(from->outstanding_pages),
        .shared = bytes_of(from->shr_pages),
        .paged = bytes_of(from->paged_pages),
    };
    memcpy(ret_info->uuid, from->handle, sizeof(ret_info->uuid));
}

/*
 * As XEN_SYSCTL_getdomaininfolist, by the function that it calls for each: the
 * way through memory would be most of the work. May the caller ask at all, and
 * be told of one? What is asked here before is all that Xen asks of a domain
 * where it has no security module.
 */
static bool may_ask(void)
{
    return XABI_MAY_SYSCTL(XEN_SYSCTL_getdomaininfolist);
}

static bool may_see(struct domain *d)
{
#ifdef CONFIG_XSM
    return !xsm_getdomaininfo(XSM_HOOK, d);
#else
    return true;
#endif
}

enum xabi_domain_info_status
xabi_do_domain_info(struct xabi_caller *caller, uint16_t target,
                    struct xabi_domain_info *ret_info)
{
    struct xen_domctl_getdomaininfo info;
    struct domain *d;
    bool told;

    if ( !may_ask() )
        return XABI_DO_DOMAIN_INFO_NOT_ALLOWED;
    d = rcu_lock_domain_by_id(number(caller, target));
    if ( !d )
        return XABI_DO_DOMAIN_INFO_NO_SUCH_DOMAIN;
    told = may_see(d);
    if ( told )
    {
        getdomaininfo(d, &info);
        info_of(&info, ret_info);
    }
    rcu_unlock_domain(d);
    return told ? XABI_DO_DOMAIN_INFO_OK : XABI_DO_DOMAIN_INFO_NOT_ALLOWED;
}

enum xabi_domain_list_status xabi_do_domain_list(struct xabi_caller *caller,
                                                 uint16_t first,
                                                 struct xabi_buffer *list,
                                                 uint64_t *ret_done)
{
    struct xen_domctl_getdomaininfo from;
    struct xabi_domain_info info;
    struct domain *d;

    if ( !may_ask() )
        return XABI_DO_DOMAIN_LIST_NOT_ALLOWED;
    rcu_read_lock(&domlist_read_lock);
    for_each_domain (d)
    {
        if ( d->domain_id < first || !may_see(d) )
            continue;
        getdomaininfo(d, &from);
        info_of(&from, &info);
        if ( !xabi_domain_list_list_put(list, &info) )
            break;
        ++*ret_done;
    }
    rcu_read_unlock(&domlist_read_lock);
    return XABI_DO_DOMAIN_LIST_OK;
}

enum xabi_domain_vcpu_status
xabi_do_domain_vcpu(struct xabi_caller *caller, uint16_t target, uint32_t vcpu,
                    struct xabi_vcpu_info *ret_info)
{
    struct xen_domctl op = {
        .cmd = XEN_DOMCTL_getvcpuinfo,
        .u.getvcpuinfo.vcpu = vcpu,
    };
    const struct xen_domctl_getvcpuinfo *got = &op.u.getvcpuinfo;
    domid_t id = number(caller, target);
    long rc = domctl(&op, sizeof(op), id, false);

    if ( xabi_is_denied(rc) )
        return XABI_DO_DOMAIN_VCPU_NOT_ALLOWED;
    if ( rc )
        return is_there(id) ? XABI_DO_DOMAIN_VCPU_NO_SUCH_VCPU
                            : XABI_DO_DOMAIN_VCPU_NO_SUCH_DOMAIN;
    ret_info->state = (got->online ? XABI_VCPU_STATE_ONLINE : 0) |
                      (got->blocked ? XABI_VCPU_STATE_BLOCKED : 0) |
                      (got->running ? XABI_VCPU_STATE_RUNNING : 0);
    ret_info->cpu = got->cpu;
    ret_info->cpu_time = got->cpu_time;
    return XABI_DO_DOMAIN_VCPU_OK;
}

/* A domctl and the map it fills in. */
struct affinity
{
    struct xen_domctl op;
    uint8_t map[DIV_ROUND_UP(NR_CPUS, 8)];
};

enum xabi_domain_affinity_status
xabi_do_domain_affinity(struct xabi_caller *caller, uint16_t target,
                        uint32_t vcpu, uint32_t kind, struct xabi_buffer *map,
                        uint64_t *ret_map_needed)
{
    struct affinity *ask = xabi_staging();
    struct xen_domctl_vcpuaffinity *affinity = &ask->op.u.vcpuaffinity;
    bool hard = kind == XABI_AFFINITY_HARD;
    struct xenctl_bitmap *bits =
        hard ? &affinity->cpumap_hard : &affinity->cpumap_soft;
    domid_t id = number(caller, target);
    long rc;

    BUILD_BUG_ON(sizeof(*ask) > XABI_STAGING);
    memset(ask, 0, sizeof(*ask));
    ask->op.cmd = XEN_DOMCTL_getvcpuaffinity;
    affinity->vcpu = vcpu;
    affinity->flags = hard ? XEN_VCPUAFFINITY_HARD : XEN_VCPUAFFINITY_SOFT;
    bits->nr_bits = nr_cpu_ids;
    set_xen_guest_handle(bits->bitmap,
                         (void *)XABI_WINDOW + offsetof(struct affinity, map));
    rc = domctl(&ask->op, sizeof(*ask), id, false);
    if ( xabi_is_denied(rc) )
        return XABI_DO_DOMAIN_AFFINITY_NOT_ALLOWED;
    if ( rc )
        return is_there(id) ? XABI_DO_DOMAIN_AFFINITY_NO_SUCH_VCPU
                            : XABI_DO_DOMAIN_AFFINITY_NO_SUCH_DOMAIN;
    *ret_map_needed = DIV_ROUND_UP(nr_cpu_ids, 8);
    xabi_buffer_write(map, 0, ask->map, *ret_map_needed);
    return XABI_DO_DOMAIN_AFFINITY_OK;
}
