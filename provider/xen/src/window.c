/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Older hypercalls get their arguments through guest handles. To call such a
 * one, its argument is laid out in memory of Xen's, and that is seen as if it
 * were the guest's, at a fixed address: the window. While it is open, a guest
 * access that is not wholly inside fails; none falls through to the guest's
 * own memory. The address could be the guest's, so it passes the checks that
 * some hypercalls make before they copy, and no address of Xen's is ever
 * taken for one of the guest's.
 */
#define XABI_WINDOW_BEHIND

#include "internal.h"

#include <xen/guest_access.h>
#include <xen/hypercall.h>
#include <xen/percpu.h>

static DEFINE_PER_CPU(
    struct window {
        void *memory; /* NULL: closed */
        unsigned long bytes;
    },
    window);

void *xabi_window_open(void *memory, unsigned long bytes)
{
    this_cpu(window) = (struct window){ .memory = memory, .bytes = bytes };
    return (void *)XABI_WINDOW;
}

void xabi_window_close(void)
{
    this_cpu(window).memory = NULL;
}

bool xabi_window_is_open(void)
{
    return this_cpu(window).memory;
}

/* What is behind an address, or NULL where that is not wholly inside. */
static void *behind(const struct window *window, unsigned long address,
                    unsigned long bytes)
{
    unsigned long at = address - XABI_WINDOW;

    return at <= window->bytes && bytes <= window->bytes - at
               ? window->memory + at
               : NULL;
}

bool xabi_window_copy(void *own, unsigned long address, unsigned long bytes,
                      bool to_guest, unsigned long *ret_left)
{
    const struct window *window = &this_cpu(window);
    void *memory;

    if ( likely(!window->memory) )
        return false;

    memory = behind(window, address, bytes);
    *ret_left = memory ? 0 : bytes;
    if ( to_guest && memory && own )
        memcpy(memory, own, bytes);
    else if ( to_guest && memory )
        memset(memory, 0, bytes);
    else if ( !to_guest && memory )
        memcpy(own, memory, bytes);
    else if ( !to_guest )
        memset(own, 0, bytes);
    return true;
}

#ifdef CONFIG_X86
unsigned int xabi_copy_to_guest(void *to, const void *from, unsigned int bytes,
                                bool checked)
{
    unsigned long left;

    if ( unlikely(xabi_window_copy((void *)from, (unsigned long)to, bytes,
                                   true, &left)) )
        return left;
    return checked ? __raw_copy_to_guest(to, from, bytes)
                   : raw_copy_to_guest(to, from, bytes);
}

unsigned int xabi_copy_from_guest(void *to, const void *from,
                                  unsigned int bytes, bool checked)
{
    unsigned long left;

    if ( unlikely(
             xabi_window_copy(to, (unsigned long)from, bytes, false, &left)) )
        return left;
    return checked ? __raw_copy_from_guest(to, from, bytes)
                   : raw_copy_from_guest(to, from, bytes);
}

unsigned int xabi_clear_guest(void *to, unsigned int bytes)
{
    unsigned long left;

    if ( unlikely(
             xabi_window_copy(NULL, (unsigned long)to, bytes, true, &left)) )
        return left;
    return raw_clear_guest(to, bytes);
}
#endif

static DEFINE_PER_CPU(uint64_t[XABI_STAGING / sizeof(uint64_t)], staging);

void *xabi_staging(void)
{
    return this_cpu(staging);
}

long xabi_hvm_op(unsigned long op, void *argument, unsigned long bytes)
{
    void *at = xabi_window_open(argument, bytes);
    long rc = do_hvm_op(op, guest_handle_from_ptr(at, void));

    xabi_window_close();
    return rc;
}

/* ---- continuations ---- */

void xabi_older_begin(unsigned int op)
{
    struct vcpu *curr = current;

    curr->hcall_preempted = false;
    curr->mc_state.flags = MCSF_in_multicall;
    curr->mc_state.call.op = op;
}

bool xabi_older_end(unsigned long ret_args[6])
{
    struct vcpu *curr = current;
    bool preempted = curr->hcall_preempted;

    if ( preempted )
        hypercall_cancel_continuation(curr);
    if ( ret_args )
        memcpy(ret_args, curr->mc_state.call.args,
               sizeof(curr->mc_state.call.args));
    curr->mc_state.flags = 0;
    return preempted;
}
