/* SPDX-License-Identifier: MIT */
/*
 * The extension `base` of a route that is lowered: it is about the route, so the library answers, by the tables and handlers
 * that a provider has.
 */
#include <string.h>

#include "lib/port.h"
#include "provider/core/probe.h"

#define ANSWER_BYTES (UINT64_C(1) << 30) /* what lower_sizes() takes of the largest elements */

static struct xabi_caller caller_of(const uint8_t *mask)
{
	struct xabi_caller caller = { .granule = 4096, /* Xen's, on every architecture */
				      .buffer_size = ANSWER_BYTES,
				      .facts = XABI_CALLER_FACTS_VIRTUAL_BUFFERS,
				      .implementation = XABI_IMPLEMENTATION_LOWERING };

	memcpy(caller.mask, mask, sizeof(caller.mask));
	return caller;
}

static void answer_surface(const uint8_t *mask, struct xabi_call *call)
{
	uint16_t *ops = (uint16_t *)(uintptr_t)call->in[XABI_BUF_BASE_SURFACE_OPS];
	uint64_t room = call->in[XABI_BUF_BASE_SURFACE_OPS + 1] / sizeof(*ops), done = 0;
	uint32_t from = (uint16_t)call->in[XABI_IN_BASE_SURFACE_FROM];

	for (; done < room && xabi_next_op(mask, from, &ops[done]); done++)
		from = ops[done] + 1u;
	call->out[XABI_OUT_BASE_SURFACE_DONE] = done;
}

bool base_answer(const uint8_t *mask, struct xabi_call *call)
{
	struct xabi_caller caller = caller_of(mask);
	uint64_t *out = call->out;

	switch (call->op) {
	case XABI_OP_BASE_ABOUT:
		xabi_do_base_about(&caller, &out[0], &out[1], &out[2], &out[3]);
		return true;
	case XABI_OP_BASE_PROBE:
		xabi_do_base_probe(&caller, (uint16_t)call->in[XABI_IN_BASE_PROBE_OP],
				   (uint32_t)call->in[XABI_IN_BASE_PROBE_KIND],
				   (uint8_t)call->in[XABI_IN_BASE_PROBE_PLACE],
				   (uint16_t)call->in[XABI_IN_BASE_PROBE_OFFSET], &out[0], &out[1]);
		return true;
	case XABI_OP_BASE_FINGERPRINT:
		xabi_do_base_fingerprint(&caller, &out[0], &out[1], &out[2], &out[3]);
		return true;
	case XABI_OP_BASE_SURFACE:
		answer_surface(mask, call);
		return true;
	case XABI_OP_BASE_LIMITS:
		xabi_do_base_limits(&caller, &out[0], &out[1], &out[2]);
		return true;
	}
	return false;
}
