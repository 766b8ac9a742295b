/* SPDX-License-Identifier: GPL-2.0-only */
/* x86: how a call travels, how a guest finds XABI, and what its page is. */
#include "internal.h"

#include <xen/ioreq.h>
#include <xen/lib.h>

#include <asm/cpuid.h>
#include <asm/hvm/emulate.h>
#include <asm/hvm/viridian.h>
#include <asm/p2m.h>
#include <asm/paging.h>
#include <asm/processor.h>

#include <xsm/xsm.h>

#include <public/hvm/hvm_op.h>
#include <public/hvm/hvm_vcpu.h>
#include <public/hvm/params.h>

#include "../../arch/x86/pv/mm.h"

static inline void call_by_registers(struct vcpu *curr,
                                     struct cpu_user_regs *regs)
{
    struct xabi_call call;

    call.op = regs->rax;
#define TAKE(slot, reg) call.in[slot] = regs->reg;
    XABI_TRANSPORT_X86_64_TRAP_ARGS_EACH(TAKE)
#undef TAKE
    xabi_call(curr, &call);
    regs->rax = call.status;
#define GIVE(slot, reg) regs->reg = call.out[slot];
    XABI_TRANSPORT_X86_64_TRAP_RESULTS_EACH(GIVE)
#undef GIVE
}

bool xabi_hvm_call(struct cpu_user_regs *regs, unsigned long word,
                   bool long_mode)
{
    struct vcpu *curr = current;
    unsigned int token;

    /* What xabi_is_word() has of them. */
    BUILD_BUG_ON(XABI_TRANSPORT_X86_64_TRAP_WORD != 0x5841U << 16);
    BUILD_BUG_ON(XABI_TRANSPORT_X86_64_BLOCK_WORD != 0x58420000);
    if ( !curr->domain->xabi )
        return false;

    /* As of the older hypercalls: what they do to memory is no emulation. */
    token = hvmemul_cache_disable(curr);
    if ( likely(word != XABI_TRANSPORT_X86_64_BLOCK_WORD && long_mode) )
        call_by_registers(curr, regs);
    else if ( word == XABI_TRANSPORT_X86_64_BLOCK_WORD )
        regs->rax = xabi_call_block(
            long_mode ? regs->rdi : regs->ebx | (uint64_t)regs->ecx << 32);
    else
        regs->rax = XABI_STATUS_BAD_TRANSPORT;
    hvmemul_cache_restore(curr, token);

    if ( unlikely(curr->mapcache_invalidate) )
    {
        curr->mapcache_invalidate = false;
        ioreq_signal_mapcache_invalidate();
    }
    return true;
}

bool xabi_pv_call(struct cpu_user_regs *regs)
{
    struct vcpu *curr = current;

    if ( !curr->domain->xabi )
        return false;
    call_by_registers(curr, regs);
    return true;
}

/* ---- discovery ---- */

static uint32_t leaves(const struct domain *d)
{
    return is_viridian_domain(d) ? 0x40000100 : 0x40000000;
}

#define LEAF (XABI_LEAF_X86_64_CPUID_IN_EAX - 0x40000000)

bool xabi_cpuid_asks(const struct vcpu *v, uint32_t leaf)
{
    leaf -= leaves(v->domain);
    return v->domain->xabi && (leaf == 0 || leaf == LEAF);
}

void xabi_cpuid(const struct vcpu *v, uint32_t leaf, struct cpuid_leaf *res)
{
    uint32_t base = leaves(v->domain);

    /* A toolstack that shows fewer leaves than Xen has hides this one, too. */
    if ( leaf == base )
    {
        if ( res->a == base + LEAF - 1 )
            res->a = base + LEAF;
        return;
    }
    res->a = XABI_LEAF_X86_64_CPUID_OUT_EAX;
    res->b = (uint32_t)XABI_SPEC_FINGERPRINT_0;
    res->c = XABI_SPEC_FINGERPRINT_0 >> 32;
    res->d = XABI_LEAF_X86_64_CPUID_OUT_EDX;
}

/* ---- pages ---- */

static struct page_info *hvm_page(struct domain *d, uint64_t address,
                                  bool write, bool *ret_again)
{
    p2m_type_t type;
    struct page_info *page = get_page_from_gfn(
        d, paddr_to_pfn(address), &type, write ? P2M_UNSHARE : P2M_ALLOC);

    if ( p2m_is_paging(type) )
    {
        p2m_mem_paging_populate(d, gaddr_to_gfn(address));
        *ret_again = true;
    }
    if ( page && type != p2m_ram_rw && type != p2m_ram_logdirty &&
         (write || type != p2m_ram_ro) )
    {
        put_page(page);
        page = NULL;
    }
    return page;
}

/* By the kernel's own page tables, which Xen has checked. */
static struct page_info *pv_page(struct domain *d, uint64_t address,
                                 bool write)
{
    l1_pgentry_t entry;
    unsigned int flags = _PAGE_PRESENT | (write ? _PAGE_RW : 0);
    struct page_info *page;

    if ( !access_ok(address, PAGE_SIZE) )
        return NULL;
    entry = guest_get_eff_kern_l1e(address);
    if ( (l1e_get_flags(entry) & flags) != flags ||
         !mfn_valid(l1e_get_mfn(entry)) )
        return NULL;
    page = mfn_to_page(l1e_get_mfn(entry));
    return get_page(page, d) ? page : NULL;
}

struct page_info *xabi_arch_page(uint64_t address, bool write, bool *ret_again)
{
    struct domain *d = current->domain;

    return is_pv_domain(d) ? pv_page(d, address, write)
                           : hvm_page(d, address, write, ret_again);
}

/*
 * Of a domain with a p2m: as get_gfn_query_unlocked(), less what that looks at
 * and a query does not ask for. Each grant of a call passes here.
 */
static p2m_type_t type_at(uint64_t address)
{
    struct p2m_domain *p2m = p2m_get_hostp2m(current->domain);
    p2m_access_t access;
    p2m_type_t type;

    p2m->get_entry(p2m, gaddr_to_gfn(address), &type, &access, 0, NULL, NULL);
    return type;
}

bool xabi_arch_is_empty(uint64_t address)
{
    p2m_type_t type = type_at(address);

    return type == p2m_mmio_dm || type == p2m_invalid;
}

bool xabi_arch_is_grant(uint64_t address)
{
    return p2m_is_grant(type_at(address));
}

void xabi_arch_dirty(struct page_info *page)
{
    paging_mark_dirty(page_get_owner(page), page_to_mfn(page));
}

/* ---- vCPUs, time, events ---- */

/* Flat segments, as the spec has them: bits [55:52] and [47:40] of a descriptor. */
int xabi_arch_start(struct vcpu *v, uint64_t entry, uint64_t argument)
{
    struct vcpu_hvm_context context = {
        .mode = VCPU_HVM_MODE_32B,
        .cpu_regs.x86_32 = {
            .eip = entry,
            .ebx = argument,
            .eflags = X86_EFLAGS_MBS,
            .cr0 = X86_CR0_PE | X86_CR0_ET,
            .cs_limit = ~0U,
            .ds_limit = ~0U,
            .es_limit = ~0U,
            .ss_limit = ~0U,
            .tr_limit = 0x67,
            .cs_ar = 0xc9b,
            .ds_ar = 0xc93,
            .es_ar = 0xc93,
            .ss_ar = 0xc93,
            .tr_ar = 0x8b,
        },
    };

    return entry >> 32 ? -EINVAL : arch_set_info_hvm_guest(v, &context);
}

uint64_t xabi_arch_counter(struct vcpu *v, uint64_t *ret_frequency)
{
    const struct domain *d = v->domain;

    *ret_frequency = (d->arch.tsc_khz ?: cpu_khz) * 1000UL;
    return is_hvm_domain(d) ? hvm_get_guest_tsc(v) : rdtsc();
}

bool xabi_arch_counter_is_free(const struct vcpu *v)
{
    return !v->domain->arch.vtsc;
}

/* Not by HVMOP_set_evtchn_upcall_vector, whose line for the log is most of it. */
enum xabi_event_set_vector_status
xabi_do_event_set_vector(struct xabi_caller *caller, uint32_t vcpu,
                         uint8_t vector)
{
    struct vcpu *v = domain_vcpu(current->domain, vcpu);

    if ( !v )
        return XABI_DO_EVENT_SET_VECTOR_NO_SUCH_VCPU;
    v->arch.hvm.evtchn_upcall_vector = vector;
    hvm_assert_evtchn_irq(v);
    return XABI_DO_EVENT_SET_VECTOR_OK;
}

/*
 * Not by HVMOP_set_param, which would also take over the width of the caller's
 * code for the domain's shared page.
 */
enum xabi_event_set_callback_status
xabi_do_event_set_callback(struct xabi_caller *caller, uint32_t kind,
                           uint32_t where)
{
    struct domain *d = current->domain;
    uint64_t via = where;

    if ( xsm_hvm_param(XSM_TARGET, d, HVMOP_set_param) )
        return XABI_DO_EVENT_SET_CALLBACK_NOT_ALLOWED;
    /* Xen has the pin in [7:0], device and function in [15:8]. */
    if ( kind == XABI_CALLBACK_PCI )
        via = (where & 3) | (where & 0xf8) << 8 | (where & 0xff00) << 8;
    via |= (uint64_t)kind << 56;
    hvm_set_callback_via(d, via);
    d->arch.hvm.params[HVM_PARAM_CALLBACK_IRQ] = via;
    return XABI_DO_EVENT_SET_CALLBACK_OK;
}

/* ---- sealed domains ---- */

bool xabi_arch_may_seal(const struct domain *d)
{
    return is_hvm_domain(d) && hap_enabled(d) &&
           !(d->options & XEN_DOMCTL_CDF_nested_virt);
}

/* As svm_get_insn_len() encodes one; without a prefix that it does not need. */
unsigned int xabi_insn_length(unsigned int encoding)
{
    unsigned int opcode = encoding >> 8;

    return 1 + !!(opcode & X86EMUL_OPC_EXT_MASK) +
           !!(opcode & X86EMUL_OPC_PFX_MASK) + !!(encoding & 0xff);
}
