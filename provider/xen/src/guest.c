/* SPDX-License-Identifier: GPL-2.0-only */
/* Extensions vcpu, time, param and memory, as far as they need nothing that Xen keeps to a file; sched.c and memory.c have the rest. */
#include "internal.h"

#include <xen/guest_access.h>
#include <xen/hypercall.h>
#include <xen/nospec.h>
#include <xen/time.h>

#include <public/hvm/hvm_op.h>
#include <public/hvm/params.h>
#include <public/vcpu.h>

enum xabi_vcpu_start_status xabi_do_vcpu_start(struct xabi_caller *caller,
                                               uint32_t vcpu, uint64_t entry,
                                               uint64_t argument)
{
    struct domain *d = current->domain;
    struct vcpu *v = domain_vcpu(d, vcpu);
    int rc;

    if ( !v )
        return XABI_DO_VCPU_START_NO_SUCH_VCPU;
    if ( !(v->pause_flags & VPF_down) )
        return XABI_DO_VCPU_START_IN_USE;

    /* Where it was stopped a moment ago it may still be on a CPU. */
    vcpu_sleep_sync(v);
    domain_lock(d);
    rc = v->pause_flags & VPF_down ? xabi_arch_start(v, entry, argument)
                                   : -EBUSY;
    domain_unlock(d);
    if ( !rc )
        rc = common_vcpu_op(VCPUOP_up, v, guest_handle_from_ptr(NULL, void));

    switch ( rc )
    {
    case 0:
        return XABI_DO_VCPU_START_OK;
    case -EBUSY:
        return XABI_DO_VCPU_START_IN_USE;
    case -ENOMEM:
        return XABI_DO_VCPU_START_NO_MEMORY;
    default:
        return XABI_DO_VCPU_START_NOT_ALLOWED;
    }
}

enum xabi_vcpu_stop_status xabi_do_vcpu_stop(struct xabi_caller *caller,
                                             uint32_t vcpu)
{
    struct vcpu *v = domain_vcpu(current->domain, vcpu);

    if ( !v )
        return XABI_DO_VCPU_STOP_NO_SUCH_VCPU;
    common_vcpu_op(VCPUOP_down, v, guest_handle_from_ptr(NULL, void));
    return XABI_DO_VCPU_STOP_OK;
}

enum xabi_vcpu_state_status xabi_do_vcpu_state(struct xabi_caller *caller,
                                               uint32_t vcpu,
                                               uint64_t *ret_state)
{
    struct vcpu *v = domain_vcpu(current->domain, vcpu);

    if ( !v )
        return XABI_DO_VCPU_STATE_NO_SUCH_VCPU;
    *ret_state = (v->pause_flags & VPF_down ? 0 : XABI_VCPU_STATE_ONLINE) |
                 (v->pause_flags & VPF_blocked ? XABI_VCPU_STATE_BLOCKED : 0) |
                 (v->is_running ? XABI_VCPU_STATE_RUNNING : 0);
    return XABI_DO_VCPU_STATE_OK;
}

enum xabi_time_now_status xabi_do_time_now(struct xabi_caller *caller,
                                           uint64_t *ret_system,
                                           uint64_t *ret_wall,
                                           uint64_t *ret_counter,
                                           uint64_t *ret_frequency)
{
    *ret_counter = xabi_arch_counter(current, ret_frequency);
    *ret_system = NOW();
    *ret_wall = get_localtime_us(current->domain) * 1000;
    return XABI_DO_TIME_NOW_OK;
}

/* ---- param ---- */

/* Nothing is at frame 0 and no port is 0, which is what Xen says of none. */
enum xabi_param_get_status xabi_do_param_get(struct xabi_caller *caller,
                                             uint32_t param,
                                             uint64_t *ret_value)
{
    static const struct
    {
        uint32_t index;
        bool frame;
    } params[] = {
        [XABI_PARAM_STORE_PAGE] = { HVM_PARAM_STORE_PFN, true },
        [XABI_PARAM_STORE_PORT] = { HVM_PARAM_STORE_EVTCHN, false },
        [XABI_PARAM_CONSOLE_PAGE] = { HVM_PARAM_CONSOLE_PFN, true },
        [XABI_PARAM_CONSOLE_PORT] = { HVM_PARAM_CONSOLE_EVTCHN, false },
    };
    struct xen_hvm_param get = {
        .domid = DOMID_SELF,
        .index = array_access_nospec(params, param).index,
    };

    if ( xabi_hvm_op(HVMOP_get_param, &get, sizeof(get)) )
        return XABI_DO_PARAM_GET_NOT_ALLOWED;
    *ret_value = !get.value ? ~0UL
                 : array_access_nospec(params, param).frame
                     ? pfn_to_paddr(get.value)
                     : get.value;
    return XABI_DO_PARAM_GET_OK;
}

/* ---- memory, as far as it is not in memory.c ---- */

/* A hint; that there is no use for it is no failure. */
enum xabi_memory_page_table_dying_status
xabi_do_memory_page_table_dying(struct xabi_caller *caller, uint64_t root)
{
    struct xen_hvm_pagetable_dying dying = {
        .domid = DOMID_SELF,
        .gpa = root,
    };

    xabi_hvm_op(HVMOP_pagetable_dying, &dying, sizeof(dying));
    return XABI_DO_MEMORY_PAGE_TABLE_DYING_OK;
}
