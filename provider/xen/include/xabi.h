/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XABI in Xen's own files: each name here stands in one of them (provider/xen/hooks of the XABI project lists where),
 * and is nothing at all where XABI is not configured.
 */
#ifndef XEN_XABI_H
#define XEN_XABI_H

#ifdef CONFIG_XABI

#include <xen/types.h>

struct cpu_user_regs;
struct cpuid_leaf;
struct domain;
struct rangeset;
struct vcpu;
struct xabi_domain;

/*
 * What it may call; NULL: nothing, and Xen answers as if there were no XABI.
 * The frames that it shares; NULL: it is not sealed.
 */
#define XABI_DOMAIN_STATE     \
    struct xabi_domain *xabi; \
    struct rangeset *xabi_shared;

/* 0, or -ENOMEM. */
int xabi_domain_create(struct domain *d);
void xabi_domain_destroy(struct domain *d);

#define XABI_DOMAIN_CREATE(d, err)                  \
    do                                              \
    {                                               \
        if ( ((err) = xabi_domain_create(d)) != 0 ) \
            goto fail;                              \
    } while ( 0 )
#define XABI_DOMAIN_DESTROY(d) xabi_domain_destroy(d)

/* Areas, let go before the domain's memory is; a vCPU comes into a STATE. */
void xabi_domain_kill(struct domain *d);
void xabi_runstate(struct vcpu *v, unsigned int state, int64_t at);

/* May Xen, or another domain by a grant, reach that frame of a sealed domain's? */
bool xabi_may_reach(const struct domain *d, unsigned long gfn);
/* The same of a part of its memory, by the addresses that its kernel has. */
bool xabi_arm_may_copy(struct domain *d, uint64_t address, unsigned long bytes,
                       bool linear, bool write);

#define XABI_SEALED_FRAME(d, gfn, error)                             \
    do                                                               \
    {                                                                \
        if ( unlikely((d)->xabi_shared) && !xabi_may_reach(d, gfn) ) \
            return error;                                            \
    } while ( 0 )
#define XABI_SEALED_COPY(info, address, bytes, flags)                      \
    do                                                                     \
    {                                                                      \
        bool linear_ = (flags)&COPY_linear;                                \
        struct domain *d_ = linear_ ? (info).gva.v->domain : (info).gpa.d; \
                                                                           \
        if ( unlikely(d_->xabi_shared) &&                                  \
             !xabi_arm_may_copy(d_, address, bytes, linear_,               \
                                (flags)&COPY_to_guest) )                   \
            return bytes;                                                  \
    } while ( 0 )
/* A page that was found by a walk; not for an instruction that Xen carries out. */
#define XABI_SEALED_PAGE(d, gfn, pfec)                                  \
    do                                                                  \
    {                                                                   \
        if ( unlikely((d)->xabi_shared) && !((pfec)&PFEC_insn_fetch) && \
             !xabi_may_reach(d, gfn) )                                  \
            return HVMTRANS_bad_gfn_to_mfn;                             \
    } while ( 0 )
/* A table of the walk: what is not shared is not present. */
#define XABI_SEALED_TABLE(d, gfn, pfec, none)                        \
    do                                                               \
    {                                                                \
        if ( unlikely((d)->xabi_shared) && !xabi_may_reach(d, gfn) ) \
        {                                                            \
            *(pfec) &= ~PFEC_page_present;                           \
            return none;                                             \
        }                                                            \
    } while ( 0 )
/* Where the processor does not tell how long an instruction is, as if it did. */
#define XABI_SEALED_LENGTH(d, encoding, told)            \
    do                                                   \
    {                                                    \
        if ( unlikely((d)->xabi_shared) )                \
            return (told) ?: xabi_insn_length(encoding); \
    } while ( 0 )
unsigned int xabi_insn_length(unsigned int encoding);

#define XABI_DOMAIN_KILL(d) xabi_domain_kill(d)
#define XABI_RUNSTATE(v, state, at)        \
    do                                     \
    {                                      \
        if ( unlikely((v)->domain->xabi) ) \
            xabi_runstate(v, state, at);   \
    } while ( 0 )

/*
 * Each is true if the word in the first register is XABI's and the caller may
 * use it; the call has been carried out then.
 */
bool xabi_hvm_call(struct cpu_user_regs *regs, unsigned long word,
                   bool long_mode);
bool xabi_pv_call(struct cpu_user_regs *regs);
bool xabi_arm_call(struct cpu_user_regs *regs, uint32_t word);

/* Words of transports trap and block; their low halves are the op, and 0. */
static inline bool xabi_is_word(unsigned long word)
{
    return word >> 16 == 0x5841 || word == 0x58420000;
}

/* MODE 8 is 64-bit code, whatever its name is in a release. */
#define XABI_HVM_CALL(regs, word, mode)               \
    do                                                \
    {                                                 \
        if ( unlikely(xabi_is_word(word)) &&          \
             xabi_hvm_call(regs, word, (mode) == 8) ) \
            return HVM_HCALL_completed;               \
    } while ( 0 )

#define XABI_PV_CALL(regs, word)                                      \
    do                                                                \
    {                                                                 \
        if ( unlikely((word) >> 16 == 0x5841) && xabi_pv_call(regs) ) \
            return;                                                   \
    } while ( 0 )

/* An HVC, not an SMC, which comes this way too. */
#define XABI_ARM_CALL(regs, word, hsr)                               \
    do                                                               \
    {                                                                \
        if ( (hsr).ec != HSR_EC_SMC32 && (hsr).ec != HSR_EC_SMC64 && \
             xabi_arm_call(regs, word) )                             \
            return true;                                             \
    } while ( 0 )

/*
 * A guest access by this CPU, where XABI's window is open: false where that is
 * not so, and *ret_left is what was not copied. OWN is Xen's side; NULL clears.
 */
bool xabi_window_copy(void *own, unsigned long address, unsigned long bytes,
                      bool to_guest, unsigned long *ret_left);

/* Accesses by guest-physical address are none of the guest's handles. */
#define XABI_ARM_COPY(own, address, bytes, flags)                         \
    do                                                                    \
    {                                                                     \
        unsigned long left_;                                              \
                                                                          \
        if ( ((flags)&COPY_linear) &&                                     \
             xabi_window_copy(own, address, bytes, (flags)&COPY_to_guest, \
                              &left_) )                                   \
            return left_;                                                 \
    } while ( 0 )

/* Of the leaves of a domain with XABI, those that XABI has a word in. */
bool xabi_cpuid_asks(const struct vcpu *v, uint32_t leaf);
void xabi_cpuid(const struct vcpu *v, uint32_t leaf, struct cpuid_leaf *res);

#define XABI_CPUID(v, leaf, subleaf, res)                                    \
    do                                                                       \
    {                                                                        \
        if ( unlikely((leaf) >> 12 == 0x40000) && xabi_cpuid_asks(v, leaf) ) \
        {                                                                    \
            cpuid_hypervisor_leaves(v, leaf, subleaf, res);                  \
            xabi_cpuid(v, leaf, res);                                        \
            return;                                                          \
        }                                                                    \
    } while ( 0 )

#else

#define XABI_DOMAIN_STATE
#define XABI_DOMAIN_CREATE(d, err)
#define XABI_DOMAIN_DESTROY(d)
#define XABI_SEALED_FRAME(d, gfn, error)
#define XABI_SEALED_COPY(info, address, bytes, flags)
#define XABI_SEALED_PAGE(d, gfn, pfec)
#define XABI_SEALED_TABLE(d, gfn, pfec, none)
#define XABI_SEALED_LENGTH(d, encoding, told)
#define XABI_DOMAIN_KILL(d)
#define XABI_RUNSTATE(v, state, at)
#define XABI_HVM_CALL(regs, word, mode)
#define XABI_PV_CALL(regs, word)
#define XABI_ARM_CALL(regs, word, hsr)
#define XABI_ARM_COPY(own, address, bytes, flags)
#define XABI_CPUID(v, leaf, subleaf, res)

#endif

#endif
