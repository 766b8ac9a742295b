/* SPDX-License-Identifier: MIT */
/* Between the two ways of codec/marshal.h: the one through the tables, and the short one (marshal_fast.c). */
#ifndef CODEC_MARSHAL_INNER_H
#define CODEC_MARSHAL_INNER_H

#include "codec/marshal.h"

/* Xen's, and Linux's. */
#define MARSHAL_EINTR  (-4)
#define MARSHAL_EFAULT (-14)

/* Whether what the pointer where the walk is leads to has pointers in it. */
bool marshal_leads_on(const struct walk *walk);
/* Whether a struct or union has pointers, at most DEPTH structs deep; deeper ones count as such. */
bool marshal_has_pointers(const struct walk *walk, uint16_t record, unsigned int depth);

/* Whether anything of the argument itself comes back. */
bool marshal_answers(const struct walk *walk, const struct walk_op *op);
/*
 * Whether the row says how much of what it points to Xen has written. Then nothing has to be copied in there: Xen gets zeros, and
 * what it has filled goes back.
 */
bool marshal_is_filled(const struct walk_handle *handle);

/* Makes the call if it may be made and is one of the simple kind. False: nothing has been done, and the tables have to be asked. */
bool marshal_fast(struct marshal *marshal, int64_t *ret_result);

/* Little-endian, as all that Xen runs on. */
static inline void marshal_put_word(uint8_t *at, uint64_t value)
{
	__builtin_memcpy(at, &value, sizeof(value));
}

/* Of a piece with so many elements filled: how many of its bytes go back. */
static inline size_t marshal_filled_bytes(const struct marshal_piece *piece, uint64_t filled)
{
	return filled < piece->bytes / piece->each ? (size_t)filled * piece->each : piece->bytes;
}

#endif
