/* SPDX-License-Identifier: GPL-2.0-only */
/* Arm: how a call travels, and what a guest's page is. */
#include "internal.h"

#include <xen/ioreq.h>

static inline void call_by_registers(struct vcpu *curr,
                                     struct cpu_user_regs *regs)
{
    struct xabi_call call;

    call.op = regs->x0;
#define TAKE(slot, reg) call.in[slot] = regs->reg;
    XABI_TRANSPORT_ARM64_HVC_ARGS_EACH(TAKE)
#undef TAKE
    xabi_call(curr, &call);
    regs->x0 = call.status;
#define GIVE(slot, reg) regs->reg = call.out[slot];
    XABI_TRANSPORT_ARM64_HVC_RESULTS_EACH(GIVE)
#undef GIVE
}

/* From 0xff00 on they are SMCCC's own queries. */
static bool is_op(uint32_t word)
{
    uint32_t op = word - XABI_TRANSPORT_ARM64_HVC_WORD;

    return op < 0xff00;
}

/* Xen says who it is in another range, that of the standard's hypervisors. */
static void tell_uid(struct cpu_user_regs *regs)
{
    regs->x0 = XABI_LEAF_ARM64_UID_OUT_W0;
    regs->x1 = XABI_LEAF_ARM64_UID_OUT_W1;
    regs->x2 = XABI_LEAF_ARM64_UID_OUT_W2;
    regs->x3 = XABI_LEAF_ARM64_UID_OUT_W3;
}

bool xabi_arm_call(struct cpu_user_regs *regs, uint32_t word)
{
    struct vcpu *curr = current;

    if ( !curr->domain->xabi )
        return false;
    if ( is_op(word) )
        call_by_registers(curr, regs);
    else if ( word == XABI_TRANSPORT_ARM64_BLOCK_WORD )
        regs->x0 = xabi_call_block((uint32_t)regs->x1 |
                                   (uint64_t)(uint32_t)regs->x2 << 32);
    else if ( word == XABI_LEAF_ARM64_UID_IN_W0 )
        tell_uid(regs);
    else
        return false;

#ifdef CONFIG_IOREQ_SERVER
    if ( unlikely(test_and_clear_bool(curr->mapcache_invalidate)) )
        ioreq_signal_mapcache_invalidate();
#endif
    return true;
}

struct page_info *xabi_arch_page(uint64_t address, bool write, bool *ret_again)
{
    p2m_type_t type;
    struct page_info *page = get_page_from_gfn(
        current->domain, paddr_to_pfn(address), &type, P2M_ALLOC);

    if ( page && type != p2m_ram_rw && (write || type != p2m_ram_ro) )
    {
        put_page(page);
        page = NULL;
    }
    return page;
}

/* What XABI lays out for an older hypercall is no memory of the guest's. */
bool xabi_arm_may_copy(struct domain *d, uint64_t address, unsigned long bytes,
                       bool linear, bool write)
{
    uint64_t at = address & PAGE_MASK;
    paddr_t gpa;

    if ( linear && xabi_window_is_open() )
        return true;
    for ( ; at < address + bytes; at += PAGE_SIZE )
    {
        gpa = at;
        if ( linear && gva_to_ipa(at, &gpa, write ? GV2M_WRITE : GV2M_READ) )
            return false;
        if ( !xabi_may_reach(d, paddr_to_pfn(gpa)) )
            return false;
    }
    return true;
}

bool xabi_arch_is_empty(uint64_t address)
{
    return mfn_eq(p2m_lookup(current->domain, gaddr_to_gfn(address), NULL),
                  INVALID_MFN);
}

bool xabi_arch_is_grant(uint64_t address)
{
    p2m_type_t type;

    p2m_lookup(current->domain, gaddr_to_gfn(address), &type);
    return type == p2m_grant_map_rw || type == p2m_grant_map_ro;
}

void xabi_arch_dirty(struct page_info *page)
{
}

/* ---- vCPUs, time ---- */

/* As PSCI's CPU_ON does. */
int xabi_arch_start(struct vcpu *v, uint64_t entry, uint64_t argument)
{
    bool wide = is_64bit_domain(v->domain), thumb = !wide && (entry & 1);
    struct vcpu_guest_context *context = alloc_vcpu_guest_context();
    int rc;

    if ( !context )
        return -ENOMEM;

    vgic_clear_pending_irqs(v);
    memset(context, 0, sizeof(*context));
    context->user_regs.pc64 = thumb ? entry - 1 : entry;
    context->user_regs.cpsr = wide ? PSR_GUEST64_INIT : PSR_GUEST32_INIT;
    if ( thumb )
        context->user_regs.cpsr |= PSR_THUMB;
    context->user_regs.x0 = wide ? argument : (uint32_t)argument;
    context->sctlr = SCTLR_GUEST_INIT;
    rc = arch_set_info_guest(v, context);
    free_vcpu_guest_context(context);
    return rc;
}

uint64_t xabi_arch_counter(struct vcpu *v, uint64_t *ret_frequency)
{
    *ret_frequency = cpu_khz * 1000UL;
    return get_cycles() - v->domain->arch.virt_timer_base.offset;
}

bool xabi_arch_counter_is_free(const struct vcpu *v)
{
    return true;
}

bool xabi_arch_may_seal(const struct domain *d)
{
    return true;
}
