/* SPDX-License-Identifier: MIT */
/* The tables of codec/walk.h as they are being made: `xencat calls`. */
#ifndef XENCAT_CALLS_H
#define XENCAT_CALLS_H

#include "xencat/ops.h"

#define CALLS_NONE 0xffffu

/* The rows of one table, as C text. */
struct calls_table {
	struct out rows;
	size_t n;
};

/* A record that a row has named; its fields come when its turn does. */
struct calls_record {
	const struct lay_node *node; /* NULL: an integer, `type` at `cells` */
	const struct lay_type *type;
	const char *name;  /* "": none; of an integer its type's text */
	const char *owner; /* the named struct around it, and the way from there */
	const char *path;
	struct lay_cells cells;
};

struct calls {
	struct arena *arena;
	struct diag *diag;
	const struct lay_set *lay;
	const struct ops_set *ops;
	size_t n_releases;
	struct out names; /* "createdomain\0" ..., as C text */
	const char **name_texts;
	uint16_t *name_places;
	size_t n_names, n_name_places, name_bytes;
	uint16_t *words;
	size_t n_words;
	uint64_t *wheres;
	size_t n_wheres;
	struct calls_record *records;
	size_t n_records;
	const char **show_keys;
	size_t n_show_keys;
	struct calls_table fields, sizes, record_rows, choices, cases, shows, symbols, handles,
		ops_rows, hypercalls, versions, changes;
};

/* calls_names.c: each finds what is there already, or adds it. */
size_t calls_name(struct calls *calls, const char *text);
size_t calls_where(struct calls *calls, struct lay_cells cells);
/* A path, or paths, or a length as words with a 0 behind; CALLS_NONE for NULL. OP: whose registers may be named. */
size_t calls_path(struct calls *calls, const struct ops_op *op, const char *path);
size_t calls_paths(struct calls *calls, const struct ops_op *op, const char **paths, size_t n);
size_t calls_length(struct calls *calls, const struct ops_op *op, const struct ops_handle *handle,
		    const char *length);
/* Where a constant is, and what it is worth there: the same everywhere, or that is reported. */
struct lay_cells calls_constant(struct calls *calls, const char *name, struct place place,
				uint64_t *ret_value);

/* calls_records.c */
/* The record of a type by name, "void" or an integer's; CALLS_NONE for bytes. */
size_t calls_record(struct calls *calls, const char *type);
/* Fields and sizes of all records that were named. */
void calls_put_records(struct calls *calls);

/* calls_shows.c: how to show a field of OWNER at PATH, or else what has the type ALIAS (or NULL). */
size_t calls_show(struct calls *calls, const char *owner, const char *path, const char *alias,
		  const char *name);

#endif
