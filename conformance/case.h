/* SPDX-License-Identifier: MIT */
/*
 * The tables that `xabic gen cases` makes of a spec, and that run.c carries out: data only, so that
 * every case is done by the same code. Numbers that only a running provider knows (granule,
 * gpa_limit, what a fixture made) are written as such.
 */
#ifndef CONFORMANCE_CASE_H
#define CONFORMANCE_CASE_H

#include <stdbool.h>
#include <stdint.h>

#define CASE_BUFFERS 3
#define NOWHERE      0xff   /* no such slot, buffer or place */
#define NO_WHICH     0xffff /* r3 is zero: docs/rules.md P2.3 */

enum case_place {
	PLACE_SLOT,    /* a0..a5: `at` */
	PLACE_FIELD,   /* `size` bytes at `offset` of an element of buffer `at` */
	PLACE_AMBIENT, /* a resource without a number */
	PLACE_RESULT,  /* r0..r3: `at` */
	PLACE_BUFFER,  /* address and bytes of buffer `at` */
	PLACE_CALL,    /* the call itself */
};

/* MAKE first, then the call is as it should be; the others afterwards, in the order written. */
enum case_how {
	HOW_MAKE,    /* the resource in that state, or the number; also what `then` looks at */
	HOW_PUT,     /* the number */
	HOW_ADD,     /* the number, added to what is there */
	HOW_EDGE,    /* the buffer's last byte is not the caller's memory, the one before it is */
	HOW_SAME,    /* the buffer is where buffer `offset` is */
	HOW_TOO_BIG, /* bytes of buffer `offset`: an element more than the most that one can have */
	HOW_SELF,    /* the caller's own number */
	HOW_NUMBER,  /* the call's op number */
	HOW_DENY,    /* the caller may not use the op */
};

struct case_set {
	uint8_t place, how;
	uint8_t at, size;
	uint16_t offset;
	uint8_t resource, state; /* index in case_resources; NOWHERE: a number */
	uint8_t of_place; /* where the number is that it is numbered within; NOWHERE: the caller's */
	uint8_t of_at, of_size;
	uint16_t of_offset;
	bool limit; /* the number is this many gpa_limit + granules + number, modulo 2^64 */
	int32_t granules;
	uint64_t number;
};

struct case_pad {
	uint16_t offset, size;
};

struct case_buffer {
	uint8_t slot; /* of its address; its bytes are in the next */
	bool writes;
	bool open; /* elements, not one struct */
	bool grows;
	uint8_t like;   /* the buffer that it has as many elements as */
	uint8_t needed; /* the result that says how much it would need */
	uint16_t element;
	uint16_t first_pad, n_pads; /* bytes that are written zero */
};

struct case_op {
	const char *name;
	uint16_t number;
	uint8_t n_out, out_size[4];
	uint8_t each, cursor; /* slots going in */
	uint8_t next, done;   /* results: the cursor, the count of a batch */
	bool not_self, sliced;
	uint8_t n_buffers;
	struct case_buffer buffers[CASE_BUFFERS];
	uint16_t first_base, n_base; /* case_sets of a call that succeeds */
	uint16_t first_then, n_then; /* what is so afterwards */
	uint16_t first_status, n_statuses;
};

enum case_expect {
	EXPECT_STATUS, /* that one, with all that goes with it */
	EXPECT_NOT,    /* one that the op lists, and not that one */
	EXPECT_LISTED, /* one that the op lists */
};

struct case_row {
	const char *name; /* behind that of the op */
	uint16_t op;      /* index in case_ops */
	uint8_t expect;
	uint16_t status;
	uint16_t which;    /* r3 */
	uint32_t elements; /* in each buffer of elements */
	uint16_t element;  /* the one that the sets are about */
	uint16_t shift;    /* bytes that buffers lie off a page's start */
	uint16_t longer;   /* bytes that growing structs have beyond what the spec knows */
	uint16_t n_sets;   /* from first_set on: in place of those of the base, or after them */
	uint32_t first_set;
};

/* What the spec says and no case shows. */
struct case_gap {
	const char *name;
	const char *why;
	bool exclusive; /* two failures that cannot meet, or cannot be told apart */
};

extern const struct case_op case_ops[];
extern const struct case_row case_rows[];
extern const struct case_set case_sets[];
extern const struct case_pad case_pads[];
extern const uint16_t case_statuses[];
extern const struct case_gap case_gaps[];
extern const unsigned int n_case_ops, n_case_rows, n_case_gaps;

#endif
