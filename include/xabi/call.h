/* SPDX-License-Identifier: MIT */
#ifndef XABI_CALL_H
#define XABI_CALL_H

#ifndef XABI_NO_STDINT
#include <stdint.h>
#endif

/*
 * One XABI call. The spec (xabi/abi.h) says what each slot of an op means: XABI_IN_* and XABI_OUT_* are indices of slots,
 * XABI_BUF_* is the slot that holds a buffer's address, the slot after it the buffer's bytes. Unused slots are zero.
 */
struct xabi_call {
	uint16_t op;     /* XABI_OP_* */
	uint16_t status; /* XABI_STATUS_*, written by the call */
	uint32_t pad;
	uint64_t in[6];
	uint64_t out[4]; /* written by the call; zero on failure */
};

#endif
