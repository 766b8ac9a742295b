/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the provider in Xen share. */
#ifndef XABI_INTERNAL_H
#define XABI_INTERNAL_H

#include "xen.h"

#include <xen/errno.h>
#include <xen/mm.h>
#include <xen/sched.h>

#define XABI_BUFFERS      3U
#define XABI_BUFFER_BYTES (16UL * PAGE_SIZE)

/* An area of a vCPU's: a page of its domain, held, and where in it. */
struct xabi_area
{
    void *bytes; /* NULL: it is not placed */
    uint64_t at;
    struct page_info *page;
    uint64_t since;    /* of a runstate */
    uint32_t sequence; /* of a clock */
};

struct xabi_vcpu
{
    struct xabi_area clock, runstate;
};

struct xabi_domain
{
    struct xabi_caller caller; /* read only, once the domain runs */
    spinlock_t area_lock;      /* within the scheduler's */
    bool closed;               /* no more areas: the domain dies */
    struct xabi_vcpu *vcpus;
};

/* ---- area.c ---- */

/* 0, or -ENOMEM. */
int xabi_areas_create(struct domain *d);

/* ---- call.c ---- */

/* Where its guest-physical addresses end. */
void xabi_learn_limit(struct domain *d);

/*
 * Carries out a call of the current vCPU, whose domain has XABI. Of CALL only
 * op and in need be there. Inline, as each call passes here.
 */
static inline void xabi_call(struct vcpu *curr, struct xabi_call *call)
{
    struct domain *d = curr->domain;

    if ( unlikely(!d->xabi->caller.gpa_limit) )
        xabi_learn_limit(d);
    curr->hcall_preempted = false;
    xabi_provide(&d->xabi->caller, call);
}

/* The same of a call in memory, at a guest-physical address; its status. */
uint16_t xabi_call_block(uint64_t address);

/* ---- sealed.c ---- */

/* 0, -ENOMEM, or -EOPNOTSUPP for a kind of domain that cannot be. */
int xabi_seal(struct domain *d);

/* From now on Xen may reach so many frames from GFN on, or may not; 0, or an errno. */
int xabi_share(struct domain *d, unsigned long gfn, unsigned int n,
               bool share);

/* ---- buffer.c ---- */

/*
 * The page of the current domain at an address of its own: with a reference,
 * and where WRITE says so one as writable, until xabi_page_put(). Only memory
 * that is all its own. 0, bad_buffer or `again`.
 */
uint16_t xabi_page_get(uint64_t address, bool write,
                       struct page_info **ret_page);
void xabi_page_put(struct page_info *page, bool write);

/* The same of any memory, of what a sealed domain does not share, too. */
uint16_t xabi_own_page_get(uint64_t address, bool write,
                           struct page_info **ret_page);

/* ---- window.c: older hypercalls, whose arguments are in memory ---- */

#define XABI_WINDOW PAGE_SIZE

/*
 * From now until xabi_window_close() guest accesses of this CPU are to MEMORY
 * of Xen's, BYTES long, and to nothing else. What is returned is its address
 * as for a guest handle.
 */
void *xabi_window_open(void *memory, unsigned long bytes);
void xabi_window_close(void);
bool xabi_window_is_open(void);

/* Memory of this CPU to lay arguments out in, until the call ends. */
#define XABI_STAGING (2U * PAGE_SIZE)
void *xabi_staging(void);

/*
 * Around a hypercall that may want to be called again later: that is told, and
 * the guest's registers stay as they are. OP is its number, __HYPERVISOR_*.
 * xabi_older_end() says whether it does, and with which arguments.
 */
void xabi_older_begin(unsigned int op);
bool xabi_older_end(unsigned long ret_args[6]);

/* One of HVM's hypercalls, with its argument. */
long xabi_hvm_op(unsigned long op, void *argument, unsigned long bytes);

/*
 * A sysctl whose argument is at the start of BYTES of memory: what it points
 * to is behind, at XABI_WINDOW and an offset.
 */
struct xen_sysctl;
long xabi_sysctl(struct xen_sysctl *op, unsigned long bytes);

/* What Xen says where a check of its security module fails. */
static inline bool xabi_is_denied(long rc)
{
    return rc == -EPERM || rc == -EACCES;
}

/*
 * Does that module let the caller ask a sysctl? It is asked by its number, in
 * later releases by its argument.
 */
#define XABI_MAY_SYSCTL(number)                                             \
    ({                                                                      \
        static const struct xen_sysctl op_ = { .cmd = (number) };           \
                                                                            \
        !xsm_sysctl(XSM_PRIV,                                               \
                    __builtin_choose_expr(__builtin_types_compatible_p(     \
                                              typeof(&xsm_sysctl),          \
                                              int (*)(xsm_default_t, int)), \
                                          (int)op_.cmd, &op_));             \
    })

/* ---- absent.c ---- */

/* Is there no way to do an op in this Xen, or for this domain? */
bool xabi_is_absent(const struct domain *d, uint16_t op);

/* ---- one per architecture: arm.c, x86.c ---- */

/*
 * The page at an address of the current domain, with a reference, or NULL.
 * WRITE: the domain may write there. *ret_again: it is paged out.
 */
struct page_info *xabi_arch_page(uint64_t address, bool write,
                                 bool *ret_again);

/* Is nothing at an address of the current domain? */
bool xabi_arch_is_empty(uint64_t address);

/* Or a grant that is mapped? */
bool xabi_arch_is_grant(uint64_t address);

/* The page has been written to. */
void xabi_arch_dirty(struct page_info *page);

/* Is it of a kind of which every access by Xen is known? */
bool xabi_arch_may_seal(const struct domain *d);

/*
 * Gives a vCPU that is down the spec's boot state vcpu_start; under the
 * domain's lock. 0 or an errno.
 */
int xabi_arch_start(struct vcpu *v, uint64_t entry, uint64_t argument);

/* The counter of a vCPU, and its frequency in Hz. */
uint64_t xabi_arch_counter(struct vcpu *v, uint64_t *ret_frequency);

/* Can it be read wherever Xen is, for it takes no lock? */
bool xabi_arch_counter_is_free(const struct vcpu *v);

#endif
