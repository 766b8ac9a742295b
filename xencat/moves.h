/* SPDX-License-Identifier: MIT */
/*
 * Rows of a lowering as C initialisers of struct lower_move (codec/lower.h), for one release and one ABI. Old names
 * become numbers here; XABI's names stay names that the C compiler resolves against the spec's header, and `#line` makes
 * it report a wrong one in the .low file itself.
 */
#ifndef XENCAT_MOVES_H
#define XENCAT_MOVES_H

#include "base/out.h"
#include "xencat/lay.h"
#include "xencat/low.h"
#include "xencat/ops.h"

struct moves {
	struct arena *arena;
	struct diag *diag;
	const struct lay_set *lay;
	uint16_t release;
	enum lay_abi abi;
};

/* What else an op's rows say about its plan. NULL where they do not. */
struct op_moves {
	struct out moves;  /* initialisers, one a line */
	struct out errors; /* of struct lower_errno */
	size_t n_moves, n_errors;
	const char *buffer;              /* XABI's name of the buffer */
	const struct ops_handle *handle; /* what it is filled from is behind this; or NULL */
	const char *view;                /* the struct it takes ... */
	const struct low_row *view_row;
	bool counted;     /* ... as many as fit */
	const char *from; /* the slot that says from which on; or NULL */
	bool area;        /* or bytes that a handle points to */
};

/* "XABI_" and the parts in upper case, joined by underscores; NULL ends them. */
const char *xabi_name(struct arena *arena, const char *part, ...);

/* PATH inside the op's argument: false where this release lacks it. */
bool old_field(const struct moves *moves, const struct ops_op *old, const char *path,
	       struct lay_field *ret_field);

/* False, with the rows reported, where one is not understood. Rows that this release lacks are left out. */
bool op_rows(struct moves *moves, struct low_op *low, const struct ops_op *old,
	     struct op_moves *ret_moves);
bool struct_rows(struct moves *moves, struct low_struct *low, struct out *ret_moves, size_t *ret_n);
bool error_rows(struct moves *moves, struct low_block *block, struct out *ret_errors,
		size_t *ret_n);

#endif
