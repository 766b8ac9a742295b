/* SPDX-License-Identifier: GPL-2.0-only */
/* XABI's own entry into Xen: spec/transport.xabi, "trap", "pv" and "hvc". */
#include "xabi.h"

#include <linux/errno.h>

#include <asm/xen/hypercall.h>
#include <xen/xen-ops.h>
#ifdef CONFIG_ARM64
#include <linux/arm-smccc.h>
#endif

#define TRANSPORT_BITS \
	(BIT_ULL(63) | BIT_ULL(31)) /* the answer is the transport's (docs/rules.md P6.1) */

/* The way of older kernels goes through a page of entries by number, of which XABI's is none. */
#if defined(CONFIG_X86_64) && defined(__ADDRESSABLE_xen_hypercall)
static u64 enter(struct xabi_call *call)
{
	u64 word = XABI_TRANSPORT_X86_64_TRAP_WORD | call->op;
	u64 a0 = call->in[0], a1 = call->in[1], a2 = call->in[2], a5 = call->in[5];
	register u64 a3 asm("r8") = call->in[3];
	register u64 a4 asm("r9") = call->in[4];

	asm volatile(__HYPERCALL
		     : "+a"(word), "+D"(a0), "+S"(a1), "+d"(a2), "+r"(a3), "+r"(a4), "+b"(a5),
		       ASM_CALL_CONSTRAINT
		     :
		     : "memory", "rcx", "r10", "r11");
	call->out[0] = a0;
	call->out[1] = a1;
	call->out[2] = a2;
	call->out[3] = a3;
	return word;
}
#elif defined(CONFIG_ARM64)
static u64 enter(struct xabi_call *call)
{
	const u64 *slot = call->in;
	struct arm_smccc_1_2_regs out, in = { XABI_TRANSPORT_ARM64_HVC_WORD | call->op,
					      slot[0],
					      slot[1],
					      slot[2],
					      slot[3],
					      slot[4],
					      slot[5] };

	BUILD_BUG_ON(ARRAY_SIZE(call->in) != 6 || ARRAY_SIZE(call->out) != 4);
	arm_smccc_1_2_hvc(&in, &out);
	call->out[0] = out.a1;
	call->out[1] = out.a2;
	call->out[2] = out.a3;
	call->out[3] = out.a4;
	return out.a0;
}
#else
static u64 enter(struct xabi_call *call)
{
	return TRANSPORT_BITS;
}
#endif

bool entry_call(struct xabi_call *call)
{
	u64 status;

	xen_preemptible_hcall_begin();
	status = enter(call);
	xen_preemptible_hcall_end();
	call->status = status & 0x7fff;
	return !(status & TRANSPORT_BITS);
}
