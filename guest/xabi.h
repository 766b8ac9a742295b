/* SPDX-License-Identifier: MIT */
/* XABI's operations (xabi/guest.h) by the trap that this guest was started with. Memory is mapped 1:1. */
#ifndef GUEST_XABI_H
#define GUEST_XABI_H

#if !defined(XABI_GUEST_CALL) && defined(GUEST_PV)
#define XABI_GUEST_CALL(call) xabi_guest_pv_syscall(call)
#elif !defined(XABI_GUEST_CALL) && defined(__x86_64__)
#include "hypercall.h"
#define XABI_GUEST_CALL(call) \
	(hypercall_by_vmmcall ? xabi_guest_trap_vmmcall(call) : xabi_guest_trap_vmcall(call))
#elif !defined(XABI_GUEST_CALL) && (defined(__i386__) || defined(__arm__))
#include "hypercall.h"
#include "xabi/call.h"
#define GUEST_BY_BLOCK
#define XABI_GUEST_CALL(call) guest_block_call(call)
static uint16_t guest_block_call(struct xabi_call *call);
#endif

#include "xabi/guest.h"

#ifdef GUEST_BY_BLOCK
/* One will do: there is one vCPU, and nothing interrupts it. */
static inline uint16_t guest_block_call(struct xabi_call *call)
{
	static struct xabi_block block __attribute__((__aligned__(XABI_BLOCK_ALIGN)));

#ifdef __arm__
	return xabi_guest_block_hvc(&block, (uintptr_t)&block, call);
#else
	return hypercall_by_vmmcall ? xabi_guest_block_vmmcall(&block, (uintptr_t)&block, call)
				    : xabi_guest_block_vmcall(&block, (uintptr_t)&block, call);
#endif
}
#endif

#endif
