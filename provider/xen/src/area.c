/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The areas in which Xen tells a vCPU of time and of itself, of XABI's own
 * layout: pages of the guest's that stay mapped, and are written to whenever
 * the vCPU's state changes. Words of events are no such areas: Xen's are in its
 * own page.
 */
#include "internal.h"

#include <xen/domain_page.h>
#include <xen/lib.h>
#include <xen/xmalloc.h>

#include <public/vcpu.h>

/* Those that there are. To add one: a row. */
static const struct
{
    unsigned int bytes; /* 0: not offered */
    unsigned int offset;
} kinds[] = {
    [XABI_AREA_KIND_CLOCK] = { sizeof(struct xabi_clock),
                               offsetof(struct xabi_vcpu, clock) },
    [XABI_AREA_KIND_RUNSTATE] = { sizeof(struct xabi_runstate),
                                  offsetof(struct xabi_vcpu, runstate) },
};

static unsigned int bytes_of(uint32_t kind)
{
    return array_access_nospec(kinds, kind).bytes;
}

static struct xabi_area *area_of(const struct vcpu *v, uint32_t kind)
{
    void *areas = &v->domain->xabi->vcpus[v->vcpu_id];

    return areas + array_access_nospec(kinds, kind).offset;
}

/* Puts one in another's place; the other comes back. False: no more may be placed. */
static bool exchange(struct domain *d, struct xabi_area *area,
                     struct xabi_area *with)
{
    struct xabi_domain *x = d->xabi;
    struct xabi_area before;
    unsigned long flags;
    bool open;

    spin_lock_irqsave(&x->area_lock, flags);
    open = !x->closed || !with->bytes;
    if ( open )
    {
        before = *area;
        *area = *with;
        *with = before;
    }
    spin_unlock_irqrestore(&x->area_lock, flags);
    return open;
}

static void let_go(struct xabi_area *area)
{
    if ( !area->bytes )
        return;
    unmap_domain_page_global((void *)((unsigned long)area->bytes & PAGE_MASK));
    xabi_page_put(area->page, true);
    area->bytes = NULL;
}

static void remove(struct domain *d, struct xabi_area *area)
{
    struct xabi_area none = {};

    exchange(d, area, &none);
    let_go(&none);
}

/* ---- what is in them; with the lock ---- */

static void clock_of(struct vcpu *v, struct xabi_clock *ret_clock)
{
    ret_clock->system = NOW();
    ret_clock->counter = xabi_arch_counter(v, &ret_clock->frequency);
    ret_clock->wall = get_localtime_us(v->domain) * 1000;
}

/* Readers look at the number before and after. */
static void write_clock(struct xabi_area *area, const struct xabi_clock *now)
{
    struct xabi_clock *clock = area->bytes;

    if ( !clock )
        return;
    write_atomic(&clock->sequence, ++area->sequence);
    smp_wmb();
    clock->counter = now->counter;
    clock->system = now->system;
    clock->wall = now->wall;
    clock->frequency = now->frequency;
    smp_wmb();
    write_atomic(&clock->sequence, ++area->sequence);
}

static void write_runstate(struct xabi_area *area, uint32_t state,
                           uint64_t since, const uint64_t time[4])
{
    struct xabi_runstate *runstate = area->bytes;
    unsigned int i;

    if ( !runstate )
        return;
    area->since = since;
    runstate->state = state;
    runstate->since = since;
    for ( i = 0; i < ARRAY_SIZE(runstate->time); i++ )
        runstate->time[i] = time[i];
}

/* By the scheduler, with its lock, before it changes a vCPU's state. */
void xabi_runstate(struct vcpu *v, unsigned int state, int64_t at)
{
    struct xabi_domain *x = v->domain->xabi;
    struct xabi_vcpu *areas = &x->vcpus[v->vcpu_id];
    struct vcpu_runstate_info runstate = v->runstate;
    struct xabi_clock now = {};
    unsigned long flags;

    if ( likely(!areas->runstate.bytes && !areas->clock.bytes) )
        return;
    if ( at > (int64_t)runstate.state_entry_time )
    {
        runstate.time[runstate.state] += at - runstate.state_entry_time;
        runstate.state_entry_time = at;
    }
    spin_lock_irqsave(&x->area_lock, flags);
    write_runstate(&areas->runstate, state, runstate.state_entry_time,
                   runstate.time);
    if ( state == RUNSTATE_running && areas->clock.bytes &&
         xabi_arch_counter_is_free(v) )
    {
        clock_of(v, &now);
        write_clock(&areas->clock, &now);
    }
    spin_unlock_irqrestore(&x->area_lock, flags);
}

/*
 * What is in a new one. The scheduler's lock comes before ours, so the state is
 * asked for first; if it has changed since, it is written there already.
 */
static void fill(struct vcpu *v, struct xabi_area *area, uint32_t kind)
{
    struct xabi_domain *x = v->domain->xabi;
    struct vcpu_runstate_info runstate;
    struct xabi_clock now = {};
    unsigned long flags;

    clock_of(v, &now);
    vcpu_runstate_get(v, &runstate);
    spin_lock_irqsave(&x->area_lock, flags);
    if ( kind == XABI_AREA_KIND_CLOCK )
        write_clock(area, &now);
    else if ( runstate.state_entry_time >= area->since )
        write_runstate(area, runstate.state, runstate.state_entry_time,
                       runstate.time);
    spin_unlock_irqrestore(&x->area_lock, flags);
}

/* ---- extension vcpu, the rest of it ---- */

enum xabi_vcpu_place_area_status
xabi_do_vcpu_place_area(struct xabi_caller *caller, uint32_t kind,
                        uint32_t vcpu, uint64_t at)
{
    struct domain *d = current->domain;
    struct vcpu *v = domain_vcpu(d, vcpu);
    struct xabi_area area = { .at = at };
    bool placed;

    if ( !bytes_of(kind) )
        return XABI_DO_VCPU_PLACE_AREA_UNSUPPORTED;
    if ( !v )
        return XABI_DO_VCPU_PLACE_AREA_NO_SUCH_VCPU;
    if ( xabi_page_get(at, true, &area.page) != XABI_STATUS_OK )
        return XABI_DO_VCPU_PLACE_AREA_NOT_BACKED;
    area.bytes = __map_domain_page_global(area.page);
    if ( !area.bytes )
    {
        xabi_page_put(area.page, true);
        return XABI_DO_VCPU_PLACE_AREA_NO_MEMORY;
    }
    area.bytes += at & ~PAGE_MASK;
    memset(area.bytes, 0, bytes_of(kind));
    placed = exchange(d, area_of(v, kind), &area);
    let_go(&area);
    if ( !placed )
        return XABI_DO_VCPU_PLACE_AREA_NOT_ALLOWED;
    fill(v, area_of(v, kind), kind);
    return XABI_DO_VCPU_PLACE_AREA_OK;
}

enum xabi_vcpu_remove_area_status
xabi_do_vcpu_remove_area(struct xabi_caller *caller, uint32_t kind,
                         uint32_t vcpu)
{
    struct domain *d = current->domain;
    struct vcpu *v = domain_vcpu(d, vcpu);

    if ( !bytes_of(kind) )
        return XABI_DO_VCPU_REMOVE_AREA_UNSUPPORTED;
    if ( !v )
        return XABI_DO_VCPU_REMOVE_AREA_NO_SUCH_VCPU;
    remove(d, area_of(v, kind));
    return XABI_DO_VCPU_REMOVE_AREA_OK;
}

enum xabi_vcpu_area_status xabi_do_vcpu_area(struct xabi_caller *caller,
                                             uint32_t kind, uint32_t vcpu,
                                             uint64_t *ret_at,
                                             uint64_t *ret_size)
{
    struct domain *d = current->domain;
    struct vcpu *v = domain_vcpu(d, vcpu);
    const struct xabi_area *area;
    unsigned long flags;

    if ( !bytes_of(kind) )
        return XABI_DO_VCPU_AREA_UNSUPPORTED;
    if ( !v )
        return XABI_DO_VCPU_AREA_NO_SUCH_VCPU;
    area = area_of(v, kind);
    spin_lock_irqsave(&d->xabi->area_lock, flags);
    *ret_at = area->bytes ? area->at : ~0UL;
    spin_unlock_irqrestore(&d->xabi->area_lock, flags);
    *ret_size = bytes_of(kind);
    return XABI_DO_VCPU_AREA_OK;
}

/* ---- a domain's life ---- */

int xabi_areas_create(struct domain *d)
{
    spin_lock_init(&d->xabi->area_lock);
    d->xabi->vcpus = xzalloc_array(struct xabi_vcpu, d->max_vcpus);
    return d->xabi->vcpus ? 0 : -ENOMEM;
}

/* Before its memory goes; what holds a page of it would keep the domain. */
void xabi_domain_kill(struct domain *d)
{
    struct xabi_domain *x = d->xabi;
    unsigned int i;
    unsigned long flags;

    if ( !x )
        return;
    spin_lock_irqsave(&x->area_lock, flags);
    x->closed = true;
    spin_unlock_irqrestore(&x->area_lock, flags);
    for ( i = 0; i < d->max_vcpus; i++ )
    {
        remove(d, &x->vcpus[i].clock);
        remove(d, &x->vcpus[i].runstate);
    }
}
