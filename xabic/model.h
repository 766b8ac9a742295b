/* SPDX-License-Identifier: MIT */
/*
 * The spec as a tree: first as written (lex.c, parse.c), then with its names resolved, its structs
 * laid out and its slots given out in place (resolve.c, layout.c, slots.c). Outputs read it and
 * change nothing. All of it lives in the model's arena; texts are NUL-terminated; an absent name
 * has a NULL text.
 */
#ifndef XABIC_MODEL_H
#define XABIC_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/source.h"

/* Limits of the wire format: docs/rules.md P1.2 (numbers), P2.1 and P2.5 (slots), P6.1 (status). */
#define IN_SLOTS      6
#define OUT_SLOTS     4
#define MAX_BUFFERS   3
#define MAX_EXTENSION 63
#define MAX_OP        63
#define MAX_STATUS    0x7fff
#define MAX_STRUCT    65536 /* bytes; a call copies it in one go */

enum token_kind { TOKEN_END, TOKEN_NAME, TOKEN_NUM, TOKEN_STRING, TOKEN_SIGN };

/* A comment with a line of its own. */
struct comment {
	const char *text; /* from its '#' */
	bool blank_before;
	bool indented;
};

struct token {
	enum token_kind kind;
	struct place place;
	const char *text; /* a string's without its quotes */
	uint64_t value;   /* of a number */
	uint32_t column;  /* 1-based */
	bool starts_line;
	bool blank_before;     /* an empty line above it (and below its comments) */
	struct comment *leads; /* own-line comments above it */
	size_t n_leads;
	const char *tail; /* the comment behind it on its line, or NULL */
};

/* What can own a row or a mark: heads, then kinds of row. Bit 1 << owner in struct attr. */
enum owner {
	OWNER_SPEC,
	OWNER_EXTENSION,
	OWNER_CONST,
	OWNER_TYPE,
	OWNER_RESOURCE,
	OWNER_ENUM,
	OWNER_FLAGS,
	OWNER_ERRORS,
	OWNER_STRUCT,
	OWNER_AREA,
	OWNER_OP,
	OWNER_GONE,
	OWNER_TRANSPORT,
	OWNER_BOOT,
	OWNER_LEAF,
	OWNER_PROFILE,
	OWNER_STATE,
	OWNER_VALUE,
	OWNER_FIELD,
	OWNER_IN,
	OWNER_OUT,
	OWNER_READS,
	OWNER_WRITES,
	OWNER_NONE,
};

#define OWNS(owner) (1u << (owner))

/* What has fields: a struct lies in a buffer, an area in memory that a guest registers. */
#define LAID_OUT (OWNS(OWNER_STRUCT) | OWNS(OWNER_AREA))

/* What has a name and a number in an extension; that of a gone one is never used again. */
#define IN_EXTENSION (OWNS(OWNER_OP) | OWNS(OWNER_GONE))

struct name {
	const char *text;
	struct place place;
};

struct num {
	uint64_t value;
	const char *text; /* as written */
	struct place place;
};

struct version {
	uint32_t major;
	uint32_t minor;
	struct place place;
};

struct doc {
	const char *text; /* its strings joined by one blank each; NULL: none */
	uint32_t first, last;
};

struct path {
	struct name *names;
	size_t n_names;
	struct place place;
};

struct decl;
struct row;

/* An integer type: u8 u16 u32 u64 i32 i64. */
struct base {
	const char *name;
	uint32_t size;
	bool is_signed;
};

enum tref_form { TREF_PLAIN, TREF_FIXED, TREF_OPEN };

struct tref {
	struct name name;
	enum tref_form form;
	struct num len;       /* TREF_FIXED by a number ... */
	struct name len_name; /* ... or by a const */
	/* resolved */
	const struct base *base; /* of the element; NULL for a struct */
	struct decl *decl;       /* NULL for an integer type */
	uint64_t count;          /* 1 unless TREF_FIXED */
};

struct mark {
	const struct attr *attr;
	struct place place;
	struct num num, to; /* ATTR_NUM; ATTR_RANGE from num to to */
	struct name name;   /* ATTR_NAME */
	struct version version;
};

struct marks {
	struct mark *items;
	size_t n_items;
};

struct term {
	bool minus;
	bool is_num;
	struct num num;
	struct path path;
};

struct sum {
	struct term *terms;
	size_t n_terms;
};

enum atom_kind { ATOM_IS, ATOM_HAS, ATOM_LACKS, ATOM_COMPARE };

struct atom {
	enum atom_kind kind;
	struct place place;
	struct path path;   /* all but ATOM_COMPARE */
	struct name *names; /* several for ATOM_IS only */
	size_t n_names;
	struct sum left, right; /* ATOM_COMPARE */
	const char *compare;
};

/* Part of a machine: machine.h. */
struct arch;

struct reg {
	const char *name;
	uint32_t bits;
	uint32_t number; /* the same: one register, or the lower part of it */
	bool general;
	struct place place; /* where the spec names it */
};

struct row {
	const struct attr *attr;
	struct place place; /* its first word */
	uint32_t first, last;
	struct name name; /* state, value, field, slot, buffer, status, time's element */
	struct num num;   /* value, time, register's */
	struct num mask;  /* of a register */
	struct tref type;
	struct marks marks;
	struct name *names; /* target's resources, registers, instructions */
	size_t n_names;
	bool not_self;
	struct atom *atoms; /* fails, then */
	size_t n_atoms;
	struct path *paths; /* was; what a register holds, if that is no number; an op */
	size_t n_paths;
	struct doc doc;
	/* resolved */
	uint32_t offset, size; /* of a field */
	uint32_t slot;         /* of a slot; of a buffer its address slot */
	uint64_t status;       /* of a fails row */
	const struct row *like;
	const struct decl *op; /* of a profile */
	struct reg *regs;
	size_t n_regs;
};

struct slot {
	const char *name;
	const char *type;
	const char *unit;      /* or NULL */
	const char *doc;       /* or NULL */
	const struct row *row; /* NULL for a generated slot and a target */
	const struct base *base;
};

struct decl {
	const struct head *head;
	const struct file *file;
	uint32_t first, last; /* tokens of the head's line */
	struct name name;
	struct version version;  /* spec */
	struct num num;          /* extension, op, gone, const */
	struct name class;       /* extension */
	struct name on;          /* transport, boot, leaf */
	struct name base_name;   /* type, resource, enum, flags, errors */
	const struct base *base; /* NULL: a resource without a number, or no such decl */
	struct marks marks;
	struct doc doc;
	struct row *rows;
	size_t n_rows;
	/* resolved */
	struct decl *extension;  /* of an op or a gone one */
	const struct arch *arch; /* of transport, boot, leaf */
	uint32_t number;         /* of an op: all 16 bits */
	uint32_t size, align;    /* of a struct or an area */
	int layout_state;        /* 0 not yet, 1 under way, 2 done */
	struct decl *twin;       /* diff: the same one in the other spec, or NULL */
	unsigned int ways;       /* diff: which ways a struct travels */
	struct slot in[IN_SLOTS];
	size_t n_in;
	struct slot out[OUT_SLOTS];
	size_t n_out;
	struct row *buffers[MAX_BUFFERS];
	size_t n_buffers;
};

struct file {
	struct source *source;
	const char *path; /* as given */
	const char *name; /* without its folders: outputs name this one */
	struct token *tokens;
	size_t n_tokens; /* a TOKEN_END is the last */
};

struct model {
	struct arena arena;
	struct diag diag;
	struct file **files; /* the one with the spec line first, then by name */
	size_t n_files;
	struct decl **decls; /* file by file, in the order written */
	size_t n_decls;
	struct decl *spec;
	struct decl *errors;
	struct decl **extensions; /* by number */
	size_t n_extensions;
	struct decl **ops; /* by extension, then number */
	size_t n_ops;
};

/*
 * Reports an error that `xabic explain CHECK` tells more about. CHECK stands in the table of
 * check.c.
 */
void model_error(struct model *model, const char *check, struct place place, const char *format,
		 ...) __attribute__((format(printf, 4, 5)));
void model_note(struct model *model, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Reads FILES and brings the model as far as it is right: text, names, layout, slots, checks, each
 * step only if those before found no error. True: there was none.
 */
bool model_read(struct model *model, char **paths, size_t n_paths);

/* The same of one text, with a NUL behind it, that the caller keeps: for fuzzing. */
bool model_read_text(struct model *model, const char *name, const char *text, size_t len);

/*
 * "base.xabi domain.xabi host.xabi": the model's files, for the line that says where an output
 * comes from.
 */
const char *model_sources(struct model *model);

/* Reads and parses only. */
bool model_parse(struct model *model, char **paths, size_t n_paths);

/* The steps, in this order; each reports what it finds. */
bool lex_file(struct model *model, struct file *file);
void parse_file(struct model *model, struct file *file);
void resolve_names(struct model *model);
void resolve_types(struct model *model);
void layout_structs(struct model *model);
void resolve_slots(struct model *model);
void resolve_machines(struct model *model);
void resolve_conditions(struct model *model);
void check_model(struct model *model);

/* The global declaration of that name whose head is one of OWNERS, or NULL. */
struct decl *model_find(const struct model *model, unsigned int owners, const char *name);

/* The op that a path names, EXTENSION.OP (and more names behind), or NULL. */
struct decl *model_op(const struct model *model, const struct path *path);

/* The row of DECL whose rows are of that kind and which has that name, or NULL. */
struct row *decl_row(const struct decl *decl, unsigned int owners, const char *name);

/* The row with that keyword of an op, or else of its extension; NULL: neither has one. */
struct row *op_row(const struct decl *op, const char *keyword);

bool version_before(const struct version *a, const struct version *b);

bool decl_is(const struct decl *decl, unsigned int owners);
bool row_is(const struct row *row, const char *keyword);
struct mark *mark_find(const struct marks *marks, const char *keyword);

/* The largest number of a base type. */
uint64_t base_max(const struct base *base);

/* Is it a struct or an area that may grow? */
bool decl_grows(const struct decl *decl);

/* Do its args hold a block's address, not the slots? */
bool transport_is_block(const struct decl *transport);

/* Is it u8[], bytes rather than elements? */
bool tref_is_bytes(const struct tref *type);

/* Has it a buffer of elements, and `out done`? Then done says how many, also on failure. */
bool op_is_batch(const struct decl *op);

/* A buffer's or field's element size in bytes. */
uint32_t tref_element_size(const struct tref *type);

/* "domain", "u8[16]", "domain_info[]": as written. */
const char *tref_text(struct arena *arena, const struct tref *type);
const char *op_text(struct arena *arena, const struct decl *op); /* "event.send" */
const char *path_text(struct arena *arena, const struct path *path);
const char *sum_text(struct arena *arena, const struct sum *sum);
const char *atom_text(struct arena *arena, const struct atom *atom);

/* What a path in a condition means. */
enum meaning_kind {
	MEANS_NOTHING,
	MEANS_SLOT,
	MEANS_TARGET,
	MEANS_ELEMENT,
	MEANS_CONST,
	MEANS_REPORTED,
	MEANS_AMBIENT
};

struct meaning {
	enum meaning_kind kind;
	struct decl *decl;       /* its type, or NULL for an integer type */
	const struct base *base; /* or NULL */
	const struct row *row;   /* slot, buffer's field, target row */
};

struct meaning path_meaning(const struct model *model, const struct decl *op,
			    const struct path *path);

/* True for the values that the provider reports rather than the spec fixes: granule, gpa_limit. */
bool is_reported(const char *name);

#endif
