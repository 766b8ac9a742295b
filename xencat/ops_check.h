/* SPDX-License-Identifier: MIT */
/* What can be said of the ops as a whole, once the layouts are there: that nothing is missing or misspelt, and counts. */
#ifndef XENCAT_OPS_CHECK_H
#define XENCAT_OPS_CHECK_H

#include "xencat/ops.h"
#include "xencat/was.h"

struct ops_counts {
	size_t hypercalls, ops, commands; /* commands: of the second level */
	size_t handles, nested;           /* nested: in what another one points to */
	size_t implied,
		unknown; /* handles whose length nothing in the argument says; that nobody has found out */
	size_t changes;
	size_t replaced, reasons[8]; /* ops and commands by why XABI has none */
	size_t types;                /* structs and unions that an op reads or writes */
};

/* False, with all of it reported, if anything is missing or no release has a name. SPEC may be NULL. */
bool ops_check(struct arena *arena, struct diag *diag, const struct lay_set *lay,
	       const struct ops_set *ops, const struct was_set *spec,
	       struct ops_counts *ret_counts);

/* "sysctl.physinfo", or the hypercall's name where it does one thing only. */
const char *ops_name(struct arena *arena, const struct ops_op *op);
/* Where the op is defined and, as far as its row says so, does something. */
struct lay_cells ops_cells(const struct lay_set *lay, const struct ops_op *op);
/* The field that PATH names in the op's argument, also through handles, in any release. */
bool ops_field(struct arena *arena, const struct lay_set *lay, const struct ops_op *op,
	       const char *path, struct lay_field *ret_field);

/* Whether NAME is one of the hypercall's registers, and no field. */
bool ops_is_register(const struct ops_hypercall *call, const char *name);

/*
 * Walks all structs that the op's argument is made of, and what its handles point to. TAKE gets each field and its path
 * once, the struct it stands in, and the handle's row if it is one that has a row.
 */
typedef void ops_take(void *context, const char *path, const struct lay_node *field,
		      const struct lay_node *record, const struct ops_handle *handle);
void ops_walk(struct arena *arena, const struct lay_set *lay, const struct ops_op *op,
	      ops_take *take, void *context);

#endif
