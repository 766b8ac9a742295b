/* SPDX-License-Identifier: MIT */
/* What the generated xabi/guest.h builds on. */
#ifndef XABI_GUEST_CALL_H
#define XABI_GUEST_CALL_H

#include "xabi/abi.h"
#include "xabi/call.h"

/* Beside XABI_STATUS_*: nothing answers that knows XABI. */
#define XABI_GUEST_ABSENT 0x8000

/* What a register says that a status was expected in. */
static inline uint16_t xabi_guest_status(uint64_t word)
{
	return word > 0x7fff ? XABI_GUEST_ABSENT : (uint16_t)word;
}

#ifdef XABI_BLOCK_ALIGN
/*
 * The block form: the call is in memory, aligned to XABI_BLOCK_ALIGN, which the provider finds at a guest-physical address.
 * Filled before the trap, its results taken after it.
 */
static inline void xabi_guest_fill(struct xabi_block *block, const struct xabi_call *call)
{
	unsigned int i;

	block->op = call->op;
	for (i = 0; i < 6; i++)
		block->args[i] = call->in[i];
	for (i = 0; i < 4; i++) {
		block->results[i] = 0;
		block->pad[i] = 0;
	}
}

static inline void xabi_guest_take(const struct xabi_block *block, struct xabi_call *call)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		call->out[i] = block->results[i];
}
#endif

#endif
