/* SPDX-License-Identifier: MIT */
/* One call in memory, by a primitive that BLOCK names. */
#define XABI_GUEST_CALL(call) ((call)->status)
#include "xabi/guest.h"

uint16_t block(struct xabi_block *block, uint64_t at, struct xabi_call *call);

uint16_t block(struct xabi_block *block, uint64_t at, struct xabi_call *call)
{
	return BLOCK(block, at, call);
}
