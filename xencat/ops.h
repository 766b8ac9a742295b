/* SPDX-License-Identifier: MIT */
/*
 * catalogue/ops/<hypercall>.ops: how Xen's older hypercalls are called. Hand-written, since no header says it in a form
 * that a program can read; every name in it is checked against the layouts.
 */
#ifndef XENCAT_OPS_H
#define XENCAT_OPS_H

#include "xencat/lay.h"
#include "xencat/words.h"

#define OPS_NONE 0xff

struct ops_hypercall {
	const char *name;
	const char *constant;      /* of its number */
	const char *type;          /* struct that all its sub-ops share, or NULL */
	const char *command_field; /* where the sub-op's number goes: a field of it ... */
	uint8_t command_register;  /* ... or a register */
	uint8_t argument_register; /* which holds the argument's address */
	const char *version_field, *version_constant; /* NULL where there is no interface version */
};

enum ops_shape {
	OPS_PLAIN,   /* no argument */
	OPS_PAYLOAD, /* `path` in the hypercall's struct */
	OPS_STRUCT,  /* a struct of its own, `type` */
	OPS_TEXT,    /* `bytes` characters, NUL behind the last one used */
	OPS_VARBUF,  /* struct `type`: a length, then what the hypercall returns the length of */
};

struct ops_op {
	const struct ops_hypercall *hypercall;
	const char *name;
	const char *constant;
	struct place place;
	enum ops_shape shape;
	const char *path;
	const char *type;
	uint32_t bytes;
	/* An array that a handle in the payload points to: of what, and which field counts the written ones (NULL: all are). */
	const char *list_handle, *list_type, *list_filled;
};

struct ops_set {
	const struct ops_op **ops;
	size_t n_ops;
};

/* All of the FILES; what is wrong in them is reported. */
struct ops_set *ops_read(struct arena *arena, struct diag *diag, char *const files[],
			 size_t n_files);

/* NULL where there is no such op; HYPERCALL and NAME as in "sysctl.physinfo". */
const struct ops_op *ops_find(const struct ops_set *set, const char *hypercall, const char *name);

#endif
