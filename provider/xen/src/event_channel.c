/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Extension event. Included at the end of Xen's event_channel.c, whose
 * functions do the work; a status tells what their answer can.
 */
#ifdef CONFIG_XABI
#include "internal.h"

enum xabi_event_send_status xabi_do_event_send(struct xabi_caller *caller,
                                               uint32_t port)
{
    int rc = evtchn_send(current->domain, port);

    if ( xabi_is_denied(rc) )
        return XABI_DO_EVENT_SEND_NOT_ALLOWED;
    return rc ? XABI_DO_EVENT_SEND_WRONG_PORT : XABI_DO_EVENT_SEND_OK;
}

enum xabi_event_open_status xabi_do_event_open(struct xabi_caller *caller,
                                               uint16_t peer,
                                               uint64_t *ret_port)
{
    struct evtchn_alloc_unbound open = {
        .dom = DOMID_SELF,
        .remote_dom = peer,
    };

    switch ( evtchn_alloc_unbound(&open, 0) )
    {
    case 0:
        *ret_port = open.port;
        return XABI_DO_EVENT_OPEN_OK;
    case -ENOSPC:
        return XABI_DO_EVENT_OPEN_NO_ROOM;
    case -ENOMEM:
        return XABI_DO_EVENT_OPEN_NO_MEMORY;
    default:
        return XABI_DO_EVENT_OPEN_NOT_ALLOWED;
    }
}

enum xabi_event_connect_status
xabi_do_event_connect(struct xabi_caller *caller, uint16_t peer,
                      uint32_t peer_port, uint64_t *ret_port)
{
    struct evtchn_bind_interdomain bind = {
        .remote_dom = peer,
        .remote_port = peer_port,
    };

    switch ( evtchn_bind_interdomain(&bind, current->domain, 0) )
    {
    case 0:
        *ret_port = bind.local_port;
        return XABI_DO_EVENT_CONNECT_OK;
    case -ESRCH:
        return XABI_DO_EVENT_CONNECT_NO_SUCH_DOMAIN;
    case -ENOSPC:
        return XABI_DO_EVENT_CONNECT_NO_ROOM;
    case -ENOMEM:
        return XABI_DO_EVENT_CONNECT_NO_MEMORY;
    case -EINVAL:
        return XABI_DO_EVENT_CONNECT_WRONG_PORT;
    default:
        return XABI_DO_EVENT_CONNECT_NOT_ALLOWED;
    }
}

enum xabi_event_bind_virq_status
xabi_do_event_bind_virq(struct xabi_caller *caller, uint32_t virq,
                        uint32_t vcpu, uint64_t *ret_port)
{
    struct evtchn_bind_virq bind = { .virq = virq, .vcpu = vcpu };

    switch ( evtchn_bind_virq(&bind, 0) )
    {
    case 0:
        *ret_port = bind.port;
        return XABI_DO_EVENT_BIND_VIRQ_OK;
    case -ENOENT:
        return XABI_DO_EVENT_BIND_VIRQ_NO_SUCH_VCPU;
    case -EEXIST:
        return XABI_DO_EVENT_BIND_VIRQ_IN_USE;
    case -ENOSPC:
        return XABI_DO_EVENT_BIND_VIRQ_NO_ROOM;
    case -ENOMEM:
        return XABI_DO_EVENT_BIND_VIRQ_NO_MEMORY;
    default:
        return XABI_DO_EVENT_BIND_VIRQ_NOT_ALLOWED;
    }
}

enum xabi_event_bind_local_status
xabi_do_event_bind_local(struct xabi_caller *caller, uint32_t vcpu,
                         uint64_t *ret_port)
{
    struct evtchn_bind_ipi bind = { .vcpu = vcpu };

    switch ( evtchn_bind_ipi(&bind) )
    {
    case 0:
        *ret_port = bind.port;
        return XABI_DO_EVENT_BIND_LOCAL_OK;
    case -ENOENT:
        return XABI_DO_EVENT_BIND_LOCAL_NO_SUCH_VCPU;
    case -ENOSPC:
        return XABI_DO_EVENT_BIND_LOCAL_NO_ROOM;
    default:
        return XABI_DO_EVENT_BIND_LOCAL_NO_MEMORY;
    }
}

enum xabi_event_close_status xabi_do_event_close(struct xabi_caller *caller,
                                                 uint32_t port)
{
    return evtchn_close(current->domain, port, true)
               ? XABI_DO_EVENT_CLOSE_WRONG_PORT
               : XABI_DO_EVENT_CLOSE_OK;
}

/* EVTCHNSTAT_* are the values of port_kind. */
enum xabi_event_status_status
xabi_do_event_status(struct xabi_caller *caller, uint32_t port,
                     uint64_t *ret_kind, uint64_t *ret_vcpu,
                     uint64_t *ret_peer, uint64_t *ret_peer_port)
{
    struct evtchn_status status = { .dom = DOMID_SELF, .port = port };
    int rc = evtchn_status(&status);

    if ( rc )
        return xabi_is_denied(rc) ? XABI_DO_EVENT_STATUS_NOT_ALLOWED
                                  : XABI_DO_EVENT_STATUS_WRONG_PORT;
    *ret_kind = status.status;
    *ret_vcpu = status.vcpu;
    switch ( status.status )
    {
    case EVTCHNSTAT_unbound:
        *ret_peer = status.u.unbound.dom;
        break;
    case EVTCHNSTAT_interdomain:
        *ret_peer = status.u.interdomain.dom;
        *ret_peer_port = status.u.interdomain.port;
        break;
    case EVTCHNSTAT_pirq:
        *ret_peer = status.u.pirq;
        break;
    case EVTCHNSTAT_virq:
        *ret_peer = status.u.virq;
        break;
    }
    return XABI_DO_EVENT_STATUS_OK;
}

enum xabi_event_move_status xabi_do_event_move(struct xabi_caller *caller,
                                               uint32_t port, uint32_t vcpu)
{
    switch ( evtchn_bind_vcpu(port, vcpu) )
    {
    case 0:
        return XABI_DO_EVENT_MOVE_OK;
    case -ENOENT:
        return XABI_DO_EVENT_MOVE_NO_SUCH_VCPU;
    default:
        return XABI_DO_EVENT_MOVE_WRONG_PORT;
    }
}

enum xabi_event_unmask_status xabi_do_event_unmask(struct xabi_caller *caller,
                                                   uint32_t port)
{
    return evtchn_unmask(port) ? XABI_DO_EVENT_UNMASK_WRONG_PORT
                               : XABI_DO_EVENT_UNMASK_OK;
}

enum xabi_event_set_priority_status
xabi_do_event_set_priority(struct xabi_caller *caller, uint32_t port,
                           uint32_t priority)
{
    struct evtchn_set_priority set = { .port = port, .priority = priority };

    switch ( evtchn_set_priority(&set) )
    {
    case 0:
    case -EACCES: /* not open: there is nothing to be done */
        return XABI_DO_EVENT_SET_PRIORITY_OK;
    case -EINVAL:
        return XABI_DO_EVENT_SET_PRIORITY_WRONG_PORT;
    default:
        return XABI_DO_EVENT_SET_PRIORITY_UNSUPPORTED;
    }
}

/* Xen says EINVAL of a page that it cannot use and of heads that are set. */
static bool xabi_is_backed(uint64_t at)
{
    struct page_info *page;

    if ( xabi_page_get(at, true, &page) != XABI_STATUS_OK )
        return false;
    xabi_page_put(page, true);
    return true;
}

enum xabi_event_fifo_start_status
xabi_do_event_fifo_start(struct xabi_caller *caller, uint32_t vcpu,
                         uint64_t at, uint64_t *ret_link_bits)
{
    struct evtchn_init_control init = {
        .control_gfn = paddr_to_pfn(at),
        .offset = at & ~PAGE_MASK,
        .vcpu = vcpu,
    };

    if ( !domain_vcpu(current->domain, vcpu) )
        return XABI_DO_EVENT_FIFO_START_NO_SUCH_VCPU;
    if ( init.offset > PAGE_SIZE - sizeof(struct evtchn_fifo_control_block) ||
         !xabi_is_backed(at) )
        return XABI_DO_EVENT_FIFO_START_NOT_BACKED;
    switch ( evtchn_fifo_init_control(&init) )
    {
    case 0:
        *ret_link_bits = init.link_bits;
        return XABI_DO_EVENT_FIFO_START_OK;
    case -ENOMEM:
        return XABI_DO_EVENT_FIFO_START_NO_MEMORY;
    default:
        return XABI_DO_EVENT_FIFO_START_IN_USE;
    }
}

enum xabi_event_fifo_expand_status
xabi_do_event_fifo_expand(struct xabi_caller *caller, uint64_t at)
{
    struct evtchn_expand_array expand = { .array_gfn = paddr_to_pfn(at) };

    if ( !current->domain->evtchn_fifo )
        return XABI_DO_EVENT_FIFO_EXPAND_UNSUPPORTED;
    if ( !xabi_is_backed(at) )
        return XABI_DO_EVENT_FIFO_EXPAND_NOT_BACKED;
    switch ( evtchn_fifo_expand_array(&expand) )
    {
    case 0:
        return XABI_DO_EVENT_FIFO_EXPAND_OK;
    case -EINVAL:
        return XABI_DO_EVENT_FIFO_EXPAND_NOT_BACKED;
    default:
        return XABI_DO_EVENT_FIFO_EXPAND_NO_MEMORY;
    }
}

/*
 * Xen keeps the cursor itself, and is busy while it does. A call that finds it
 * so goes on from there, whoever began.
 */
enum xabi_event_reset_status xabi_do_event_reset(struct xabi_caller *caller,
                                                 uint64_t cursor,
                                                 uint64_t *ret_cursor)
{
    struct domain *d = current->domain;
    int rc;

    if ( xsm_evtchn_reset(XSM_TARGET, d, d) )
        return XABI_DO_EVENT_RESET_NOT_ALLOWED;
    rc = evtchn_reset(d, false);
    if ( rc == -EBUSY )
        rc = evtchn_reset(d, true);
    *ret_cursor = d->next_evtchn;
    return rc ? XABI_DO_EVENT_RESET_AGAIN : XABI_DO_EVENT_RESET_OK;
}
#endif
