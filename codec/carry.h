/* SPDX-License-Identifier: MIT */
/*
 * A struct in the layout of one release of Xen made into that of another, field by field, by name.
 *
 * The plan is made once for a record and a pair of releases from the tables of codec/walk.h; carrying is then a few
 * copies. A union is taken as its bytes. What only the target's layout has is left as it is, so clear the target first: it
 * becomes 0, and what fills gaps is never taken over. What only the source's has is lost, and told if it is not 0.
 *
 * Freestanding, as all of codec/.
 */
#ifndef CODEC_CARRY_H
#define CODEC_CARRY_H

#include "codec/walk.h"

#define CARRY_MOVES 96

enum carry_kind {
	CARRY_COPY,   /* `bytes` of them */
	CARRY_NUMBER, /* an integer of `bytes` becomes one of `to_bytes` */
	CARRY_LOST,   /* `bytes` that the target has no place for */
};

struct carry_move {
	uint16_t from, to; /* where, in bytes */
	uint16_t bytes;
	uint16_t name; /* of the field: offset in walk_names */
	uint8_t to_bytes;
	uint8_t kind;
	bool is_signed;
};

struct carry {
	struct carry_move moves[CARRY_MOVES];
	uint16_t n_moves;
	bool same;     /* nothing moves, and nothing is lost */
	bool too_long; /* there are more moves than places: do not carry */
};

/* Bytes of a struct that belong to no field that means something. */
struct carry_gap {
	uint16_t at, bytes;
};

/* A release and ABI to look at layouts by; of RELEASE the nearest that the tables know. */
void carry_release(struct walk *walk, uint16_t release, enum walk_abi abi);

/* Starts a plan that has no moves. */
void carry_begin(struct carry *carry);

/*
 * Adds the moves of RECORD, which lies FROM_AT in one struct and TO_AT in the other; or of its numbers only. False where
 * one of the releases has no such record.
 */
bool carry_record(struct carry *carry, const struct walk *from, const struct walk *to,
		  uint16_t record, uint32_t from_at, uint32_t to_at);
bool carry_numbers(struct carry *carry, const struct walk *from, const struct walk *to,
		   uint16_t record);

/* Adds the move of BYTES as they are, the field of that name. */
void carry_field_bytes(struct carry *carry, uint32_t from_at, uint32_t to_at, uint32_t bytes,
		       uint16_t name);

/* Whether a record is the same in both, to the last byte. */
bool carry_is_same(const struct walk *from, const struct walk *to, uint16_t record);

/*
 * The gaps of RECORD that have a name, which lies AT in a struct; of its numbers only, or of all that is in it. Adds to GAPS, of
 * which there are *N, at most MOST: false where there are more.
 */
bool carry_gaps(const struct walk *walk, uint16_t record, uint32_t at, bool numbers_only,
		struct carry_gap *gaps, uint8_t *n, uint8_t most);

/*
 * Carries. Returns NULL, or the name of the first field whose value has no place in the target, which is then carried as
 * far as it goes: cut off, or a number as the largest that there can be.
 */
const char *carry_apply(const struct carry *carry, const uint8_t *from, uint8_t *to);

#endif
