/* SPDX-License-Identifier: MIT */
#include "codec/base.h"
#include "provider/core/probe.h"

#define GRANULE 4096 /* Xen's, on every architecture */

void base_surface(const struct lower_host *host, uint8_t *mask)
{
	uint32_t i;

	for (i = 0; i < XABI_OPS; i++)
		if (lower_knows(host, xabi_ops[i]))
			mask[i / 8] |= (uint8_t)(1u << i % 8);
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

static void answer_probe(const uint8_t *mask, struct xabi_call *call)
{
	uint64_t known = 0;

	call->out[XABI_OUT_BASE_PROBE_AVAILABLE] =
		xabi_probe(mask, (uint16_t)call->in[XABI_IN_BASE_PROBE_OP],
			   (uint32_t)call->in[XABI_IN_BASE_PROBE_KIND],
			   (uint8_t)call->in[XABI_IN_BASE_PROBE_PLACE],
			   (uint16_t)call->in[XABI_IN_BASE_PROBE_OFFSET], &known);
	call->out[XABI_OUT_BASE_PROBE_KNOWN] = known;
}

bool base_answer(const uint8_t *mask, uint64_t buffer_size, struct xabi_call *call)
{
	uint64_t *out = call->out;

	switch (call->op) {
	case XABI_OP_BASE_ABOUT:
		out[XABI_OUT_BASE_ABOUT_MAJOR] = XABI_SPEC_MAJOR;
		out[XABI_OUT_BASE_ABOUT_MINOR] = XABI_SPEC_MINOR;
		out[XABI_OUT_BASE_ABOUT_IMPLEMENTATION] = XABI_IMPLEMENTATION_LOWERING;
		out[XABI_OUT_BASE_ABOUT_CALLER] = XABI_CALLER_FACTS_VIRTUAL_BUFFERS;
		return true;
	case XABI_OP_BASE_PROBE:
		answer_probe(mask, call);
		return true;
	case XABI_OP_BASE_FINGERPRINT:
		out[XABI_OUT_BASE_FINGERPRINT_WORD0] = XABI_SPEC_FINGERPRINT_0;
		out[XABI_OUT_BASE_FINGERPRINT_WORD1] = XABI_SPEC_FINGERPRINT_1;
		out[XABI_OUT_BASE_FINGERPRINT_WORD2] = XABI_SPEC_FINGERPRINT_2;
		out[XABI_OUT_BASE_FINGERPRINT_WORD3] = XABI_SPEC_FINGERPRINT_3;
		return true;
	case XABI_OP_BASE_SURFACE:
		answer_surface(mask, call);
		return true;
	case XABI_OP_BASE_LIMITS:
		out[XABI_OUT_BASE_LIMITS_GRANULE] = GRANULE;
		out[XABI_OUT_BASE_LIMITS_BUFFER_SIZE] = buffer_size;
		return true;
	}
	return false;
}
