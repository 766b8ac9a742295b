/* SPDX-License-Identifier: MIT */
/*
 * catalogue/ops/<hypercall>.ops: how Xen's older hypercalls are called and what they do. Hand-written, since no header says
 * it in a form that a program can read; every name in it is checked against the layouts. docs/catalogue.md has the format.
 */
#ifndef XENCAT_OPS_H
#define XENCAT_OPS_H

#include "xencat/lay_tree.h"
#include "xencat/words.h"

#define OPS_NONE      0xff
#define OPS_REGISTERS 5

/* A word that a row may say, and what it means. The tables end with one without a word. */
struct ops_word {
	const char *word, *meaning;
};

extern const struct ops_word ops_callers[], ops_classes[], ops_effects[], ops_reasons[],
	ops_processes[];

/* The places of ops_processes. */
enum { OPS_NEVER, OPS_OTHERS, OPS_MAY };

struct ops_hypercall {
	const char *name;
	const char *constant;      /* of its number */
	const char *type;          /* struct that all its sub-ops share, or NULL */
	const char *command_field; /* where the sub-op's number goes: a field of it ... */
	uint8_t command_register;  /* ... or a register */
	uint8_t command_bits; /* the lowest ones, if what is above them is no part of it; else 0 */
	uint8_t argument_register; /* which holds the argument's address */
	const char *behind;        /* or what does: "bufs[].h", of the first element; else NULL */
	const char *registers[OPS_REGISTERS];         /* names of the others */
	const char *version_field, *version_constant; /* NULL where there is no interface version */
	struct place place;
};

enum ops_shape {
	OPS_PLAIN,   /* no argument, or one that is in registers */
	OPS_PAYLOAD, /* `path` in the hypercall's struct */
	OPS_STRUCT,  /* a struct of its own, `type` */
	OPS_TEXT,    /* `bytes` characters, NUL behind the last one used */
	OPS_VARBUF,  /* struct `type`: a length, then what the hypercall returns the length of */
};

enum ops_unit {
	OPS_COUNT,
	OPS_BYTES,
	OPS_BITS,
	OPS_NUL,     /* a NUL ends it */
	OPS_IMPLIED, /* nothing in the argument says; `length` is a text */
	OPS_UNKNOWN, /* `length` is the function of Xen's that was read */
};

struct ops_handle {
	const char *path; /* "buffer", "segments.h[].buf.h"; a register's name; "argument" */
	bool in, out;     /* what it points to is read, written */
	enum ops_unit unit;
	const char *length; /* "nr * 2", as written; NULL for OPS_NUL */
	const char *filled; /* which field counts the written ones; NULL: all are */
	const char *type;   /* what is there, where the layouts say void only; else NULL */
	bool optional;      /* it may be null */
	const struct line *line;
};

struct ops_change {
	uint16_t release;
	const char *text;
};

struct ops_op {
	const struct ops_hypercall *hypercall;
	const struct ops_op *common; /* what its hypercall says for all its ops, handles included */
	const struct ops_op *parent; /* of a second-level command, else NULL */
	const char *name;            /* "physinfo", "pm_op.get_pxstat" */
	const char *constant;        /* NULL where the hypercall does one thing only */
	struct place place;
	enum ops_shape shape;
	const char *path;
	const char *type;
	const char *array;    /* the argument is an array of so many; or NULL */
	const char *commands; /* the field or register with the second level's number, or NULL */
	uint32_t bytes;
	unsigned int callers, effects; /* bits of those tables */
	unsigned int class, reason; /* places in them; reason: OPS_NONE if XABI has an op for it */
	const char *target;         /* the field or register that says whom it is about, or NULL */
	bool not_self;              /* who may not be the caller */
	unsigned int process; /* place in ops_processes, if a row says so: ask ops_process() */
	bool unlocked;        /* and only as long as the kernel is not locked down */
	const char **apart;   /* fields that name other domains: none may be the caller */
	size_t n_apart;
	const char **any; /* the same, but it may */
	size_t n_any;
	const char **out; /* fields that come back; all others only go in */
	size_t n_out;
	const char **both; /* those of them that go in, too */
	size_t n_both;
	const char
		*uses; /* which member of a union it is about, where no other row says; or NULL */
	const char **unused; /* handles that it does not look at */
	size_t n_unused;
	struct ops_handle *handles;
	size_t n_handles;
	const char *resumes; /* what Xen rewrites when it lets the caller in between; or NULL */
	struct ops_change *changes;
	size_t n_changes;
	const char *built; /* a span: where it does something; NULL: where its number is defined */
	const char *doc;
	const struct line *rows;
	size_t n_rows;
};

/* For one value of what tells: the member that counts then. */
struct ops_case {
	const char *constant, *member;
	const struct line *line;
};

/* What tells which member of a union counts. */
struct ops_union {
	const char *type, *path;
	const char *tag;  /* a field of that type; NULL: none is one */
	const char *told; /* then: what else tells, or why nothing has to */
	bool same;        /* nothing has to: all members are one thing */
	struct ops_case *cases;
	size_t n_cases;
	struct place place;
};

enum ops_form {
	OPS_FLAGS, /* bits, each a constant whose name starts with `prefix` */
	OPS_ONE,   /* one of those constants */
	OPS_IN,    /* a number of `unit` */
	OPS_HEX,
	OPS_UUID,
	OPS_TEXT_FORM,
	OPS_FORMS
};

/* How people want to see a field, or everything of a type. */
struct ops_show {
	const char *type, *path; /* "-": the type itself */
	enum ops_form form;
	const char *prefix; /* also the unit */
	const char **less;  /* names behind the prefix that are no such constants */
	size_t n_less;
	const struct line *line;
};

struct ops_set {
	struct ops_union *unions;
	size_t n_unions;
	struct ops_show *shows;
	size_t n_shows;
	struct ops_op **ops;
	size_t n_ops;
	struct ops_op **hypercalls; /* what each says for all its ops */
	size_t n_hypercalls;
};

/*
 * What a kernel that does not trust a process lets it do by the op: a place in ops_processes. Where no row says, it may what only
 * looks, and what is about others.
 */
unsigned int ops_process(const struct ops_op *op);

/* The place of WORD among the reasons; false if it is none. */
bool ops_reason(const char *word, unsigned int *ret_reason);
/* changed RELEASE TEXT */
bool ops_changed_row(struct arena *arena, const struct line *row, struct ops_change *ret_change);

/* All of the SOURCES; what is wrong in them is reported. */
struct ops_set *ops_read(struct arena *arena, struct diag *diag,
			 const struct source *const *sources, size_t n_sources);

/* NULL where there is no such op; HYPERCALL and NAME as in "sysctl.physinfo". */
const struct ops_op *ops_find(const struct ops_set *set, const char *hypercall, const char *name);
/* The same by one name, "sysctl.physinfo"; of a hypercall that does one thing only, that of the hypercall. */
const struct ops_op *ops_find_named(struct arena *arena, const struct ops_set *set,
				    const char *name);
const struct ops_union *ops_union_find(const struct ops_set *set, const char *type,
				       const char *path);
const struct ops_show *ops_show_find(const struct ops_set *set, const char *type, const char *path);
/* Of that path; NULL if there is none. */
const struct ops_handle *ops_handle_find(const struct ops_op *op, const char *path);

#endif
