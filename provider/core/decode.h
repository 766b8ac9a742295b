/* SPDX-License-Identifier: MIT */
/* What the generated decoder is made of; nobody else's. */
#ifndef PROVIDER_DECODE_H
#define PROVIDER_DECODE_H

#include "xabi/provider.h"

/* Sums of 64-bit numbers, exact and below zero too. */
typedef __int128 xabi_exact;

/*
 * A frame of its own: an op with large structs must not make the way to the others longer. And arguments where they were:
 * all ops take the same two, so nothing is moved on the way.
 */
#ifdef __clang__
#define XABI_APART __attribute__((__noinline__))
#else
#define XABI_APART __attribute__((__noinline__, __noclone__))
#endif

/* In place of a field's offset: all are fine. */
#define XABI_NO_FIELD UINT32_MAX

static inline bool xabi_not_zero(const void *from, uint32_t bytes)
{
	uint64_t word, some = 0;
	uint32_t at;

	for (at = 0; at + sizeof(word) <= bytes; at += (uint32_t)sizeof(word)) {
		__builtin_memcpy(&word, (const uint8_t *)from + at, sizeof(word));
		some |= word;
	}
	word = 0;
	__builtin_memcpy(&word, (const uint8_t *)from + at, bytes - at);
	return some | word;
}

/* The end of a call: WHERE, told in r3, is the slot, or the offset of a field. */
void xabi_refuse(struct xabi_call *call, uint16_t status, uint32_t where);

/* The first slot from FIRST on that is not zero and should be. */
void xabi_refuse_unused(struct xabi_call *call, uint32_t first);

/* xabi_host_pin() has said no. */
void xabi_refuse_buffer(struct xabi_call *call, uint16_t status, uint32_t slot);

/*
 * A struct of BYTES as the caller has it, KNOWN as the provider has it: what the caller's lacks is zero. The offset of what
 * is beyond KNOWN and not zero, or XABI_NO_FIELD.
 */
uint32_t xabi_read_struct(struct xabi_caller *caller, unsigned int n, uint64_t bytes,
			  void *ret_value, uint32_t known);

/* The reverse; what the caller has beyond KNOWN becomes zero. */
void xabi_write_struct(struct xabi_caller *caller, unsigned int n, uint64_t bytes,
		       const void *value, uint32_t known);

/* EACH is not 0. SLICE: elements that one call may do. */
void xabi_buffer_open(struct xabi_buffer *buffer, struct xabi_caller *caller, const uint64_t *in,
		      uint8_t number, uint64_t bytes, uint64_t each, uint32_t slice);

/* The status of the call whose handler returned STATUS; where an element was refused, r3 is written. */
uint16_t xabi_buffer_close(const struct xabi_buffer *buffer, struct xabi_call *call,
			   uint16_t status);

bool xabi_buffer_next(struct xabi_buffer *buffer, void *ret_element, uint32_t known);
bool xabi_buffer_put(struct xabi_buffer *buffer, const void *element, uint32_t known);

/* Always false. */
bool xabi_buffer_refuse(struct xabi_buffer *buffer, uint16_t status, uint32_t where);

#endif
