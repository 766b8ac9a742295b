/* SPDX-License-Identifier: MIT */
/* Between the parts of the walker: what stands where, in the tables and in what has been read. */
#ifndef CODEC_WALK_INNER_H
#define CODEC_WALK_INNER_H

#include "codec/walk.h"

#define WALK_ADDRESS_ONLY UINT64_MAX /* how much is behind a pointer: nothing says */

/* How a path is related to where the walk is. */
enum walk_relation { WALK_APART, WALK_ABOVE, WALK_HERE, WALK_BELOW };

static inline uint64_t walk_least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline bool walk_holds(const struct walk *walk, uint16_t where)
{
	return walk_where[where] & walk->where;
}

static inline bool walk_is_register(uint16_t word)
{
	return word >= WALK_WORD_REGISTER && word < WALK_WORD_REGISTER + WALK_REGISTERS;
}

/* Words of a path, without its 0. */
static inline uint16_t walk_path_words(const uint16_t *words)
{
	uint16_t n = 0;

	while (words[n])
		n++;
	return n;
}

/* Takes the release that is nearest to the walk's of those that are known, and its ABI. */
void walk_set_nearest(struct walk *walk);

/* A number of up to 8 bytes. */
uint64_t walk_load(const uint8_t *data, uint32_t bytes);

/* Of the records with this one's name, the one that this release and ABI has; WALK_NONE: none of them. */
uint16_t walk_record_here(const struct walk *walk, uint16_t record, uint32_t *ret_bytes);
/* Of one element; 0 where there is no such thing here. */
uint32_t walk_field_bytes(const struct walk *walk, const struct walk_field *field);
uint64_t walk_field_value(const struct walk *walk, const struct walk_field *field,
			  const uint8_t *data);
/* The field that WORDS lead to from RECORD on; NULL if there is none here. */
const struct walk_field *walk_follow(const struct walk *walk, uint16_t record,
				     const uint16_t *words, uint32_t *ret_offset);

/*
 * What the path leads to, in what is at hand: a register, the argument, an element of a list that is being walked. BEFORE: as it
 * was ahead of the call, for Xen may have written over it.
 */
bool walk_path_value(const struct walk *walk, const uint16_t *words, bool before,
		     uint64_t *ret_value);
/* A length, as it was ahead of the call; WALK_ADDRESS_ONLY if part of it is not there. */
uint64_t walk_length(const struct walk *walk, uint16_t place);
/* LEFT and RIGHT joined by WALK_WORD_ADD, SUB or MUL, at most all ones and at least 0. */
uint64_t walk_joined(uint16_t how, uint64_t left, uint64_t right);

enum walk_relation walk_relation(const struct walk *walk, const uint16_t *words);
/* Of a list of paths, the closest: at or above, said as WALK_HERE, else below, else apart. */
enum walk_relation walk_relation_of_any(const struct walk *walk, uint16_t paths);
/* The op, or what all have where nobody knows the op; and what an op has its other rows from, or NULL. */
const struct walk_op *walk_op_of(const struct walk *walk);
const struct walk_op *walk_op_above(const struct walk *walk, const struct walk_op *op);
/* The op's number, of what stands in the register or field that has it. */
uint64_t walk_command_in(const struct walk_hypercall *call, uint64_t value);
/* The op of that number below PARENT; one of another release if this has none. */
const struct walk_op *walk_op_numbered(const struct walk *walk, uint64_t number, uint16_t parent);
/* The row of the pointer where the walk is; NULL if nobody says anything of it. */
const struct walk_handle *walk_handle_here(const struct walk *walk);
/* Whether something behind a pointer here or below comes back. */
bool walk_answers_below(const struct walk *walk);
/*
 * The member that counts: the op says so, a field does, only one is named by the op's rows, all are one thing, or there is one
 * only (a pointer counts more than what fills it up). NULL where nothing says: then the union's bytes are all that can be told.
 */
const struct walk_field *walk_member(const struct walk *walk, const struct walk_field *field,
				     const struct walk_scope *owner);
/* False where the path would be too long. */
bool walk_push(struct walk *walk, uint16_t word);

/* The argument's address; of a device model's op, what the first element of a list in a register points to. */
bool walk_argument_address(const struct walk *walk, uint64_t *ret_address);
/* The field of the argument that OP is about; NULL: all of it. */
const struct walk_field *walk_payload_of(const struct walk *walk, const struct walk_op *op,
					 uint32_t *ret_offset);

#endif
