/* SPDX-License-Identifier: MIT */
/*
 * catalogue/lower/<extension>.low: how each XABI op is carried out by an older hypercall. XABI's name stands on the left
 * of each row, the older one on the right, and the arrow points where the value goes:
 *
 *	errors                                          what an errno means unless an op says otherwise
 *	    ERRNO STATUS
 *	struct NEW from OLD                             an XABI struct from an older one
 *	    FIELD <- FIELD [CONVERSION]
 *	    FIELD has FLAGS.FLAG <- FIELD has CONSTANT
 *	op EXTENSION.OP [when SLOT is ENUM.VALUE] by HYPERCALL.OP
 *	    SLOT|NUMBER -> FIELD                        before the call
 *	    BUFFER -> FIELD elements|bytes|bits         how many the buffer can take
 *	    BUFFER -> FIELD elements from SLOT          and as many before; those are left out of the answer
 *	    SLOT <- FIELD|result [CONVERSION]           after it
 *	    BUFFER <- payload|HANDLE NEW                structs
 *	    BUFFER <- HANDLE                            the bytes that it points to
 *	    BUFFER <- text [FIELD]                      characters up to a NUL
 *	    BUFFER <- varbuf                            as many bytes as the hypercall returns
 *	    SLOT == FIELD else STATUS                   the one element must be the one asked for
 *	    ERRNO STATUS                                "ok": nothing is there, and that is no failure
 *
 * An older FIELD is one of the op's own argument, or with a dot before it of the struct that all ops of its hypercall
 * share. CONVERSION: pages | pages_limit | times NUMBER | plus_1 | bits MASK SHIFT; of a SLOT
 * also: less SLOT.
 *
 * The first op block that fits a call is used, so newer hypercalls come first. A field or hypercall that a release lacks
 * is left out there; one that all lack is an error.
 */
#ifndef XENCAT_LOW_H
#define XENCAT_LOW_H

#include "xencat/words.h"

struct low_row {
	struct line line;
	bool used; /* in at least one release */
};

struct low_block {
	struct line head;
	struct low_row *rows;
	size_t n_rows;
	bool used;
};

struct low_op {
	struct low_block block;
	const char *extension, *op;
	const char *guard_slot, *guard_enum, *guard_value; /* NULL without a guard */
	const char *hypercall, *old;
	struct place old_place;
};

struct low_struct {
	struct low_block block;
	const char *new_type, *old_type;
};

struct low_set {
	struct low_op *ops;
	size_t n_ops;
	struct low_struct *structs;
	size_t n_structs;
	struct low_block *errors;
	size_t n_errors;
};

struct low_set *low_read(struct arena *arena, struct diag *diag,
			 const struct source *const *sources, size_t n_sources);

struct low_struct *low_struct_find(const struct low_set *set, const char *new_type);

#endif
