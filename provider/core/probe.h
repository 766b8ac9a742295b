/* SPDX-License-Identifier: MIT */
/*
 * What `base` tells of the spec and of what a caller may use, from generated tables. Apart from the decoder, because what
 * carries XABI out by older calls answers by the same tables (lib/).
 */
#ifndef PROVIDER_PROBE_H
#define PROVIDER_PROBE_H

#include "xabi/provider.h"

/* All ops, in rising order. */
extern const uint16_t xabi_ops[XABI_OPS];

/* An answer of base.probe, by what is asked; in rising order. */
struct xabi_known {
	uint64_t key;
	uint64_t known;
};

#define XABI_KNOWN_KEY(op, kind, place, offset) \
	((uint64_t)(op) << 32 | (uint64_t)(kind) << 24 | (uint64_t)(place) << 16 | (offset))
#define XABI_KNOWN_SLOT(op, place, known)                                 \
	{                                                                 \
		XABI_KNOWN_KEY(op, XABI_PROBE_KIND_SLOT, place, 0), known \
	}
#define XABI_KNOWN_BUFFER(op, place, known)                                 \
	{                                                                   \
		XABI_KNOWN_KEY(op, XABI_PROBE_KIND_BUFFER, place, 0), known \
	}
#define XABI_KNOWN_FIELD(op, place, offset, known)                              \
	{                                                                       \
		XABI_KNOWN_KEY(op, XABI_PROBE_KIND_FIELD, place, offset), known \
	}

extern const struct xabi_known xabi_known[];
extern const uint32_t xabi_n_known;

/* Where an op's cursor goes in and comes out; the last is of op 0. */
struct xabi_cursor {
	uint16_t op;
	uint8_t in, out;
};

extern const struct xabi_cursor xabi_cursors[];

/* The place of an op in xabi_ops[], or XABI_OPS. */
uint32_t xabi_op_index(uint16_t op);

/* May a caller with this mask use the op at INDEX (below XABI_OPS)? */
bool xabi_allowed(const uint8_t mask[XABI_MASK_BYTES], uint32_t index);

/* base.probe: true if it is available, and then what is known. */
bool xabi_probe(const uint8_t mask[XABI_MASK_BYTES], uint16_t op, uint32_t kind, uint8_t place,
		uint16_t offset, uint64_t *ret_known);

/* base.surface: the first op that the caller may use, of number FROM or above; false: there is none. */
bool xabi_next_op(const uint8_t mask[XABI_MASK_BYTES], uint32_t from, uint16_t *ret_op);

#endif
