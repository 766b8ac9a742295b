/* SPDX-License-Identifier: MIT */
/*
 * catalogue/libs/<library>.lib: which of Xen's ops the functions of Xen's own libraries reach, release by release. Read from
 * their sources: the ops that a function names, and those named by what it calls. docs/catalogue.md has the format.
 */
#ifndef XENCAT_LIBS_H
#define XENCAT_LIBS_H

#include "xencat/ops.h"

struct libs_library {
	const char *name; /* "libxenctrl" */
	bool stable; /* its soname has a number of its own, which lasts; else that of Xen's release */
	bool kernel; /* its ops are made by the kernel's drivers */
	const char *doc;
	struct place place;
};

/* A row. A symbol whose ops differ by release has several. */
struct libs_symbol {
	const char *name;
	const struct libs_library *library;
	const char *
		*ops; /* "domctl.createdomain"; "xen_version.*", "any": whichever is asked for */
	size_t n_ops;
	struct lay_cells cells;
	const struct line *row;
};

struct libs_set {
	struct libs_library **libraries;
	size_t n_libraries;
	struct libs_symbol *symbols; /* by name */
	size_t n_symbols;
};

struct libs_counts {
	size_t libraries, stable, symbols, calling; /* symbols: names; calling: with an op */
};

/* All of the SOURCES; what is wrong in them is reported. */
struct libs_set *libs_read(struct arena *arena, struct diag *diag, const struct lay_known *known,
			   const struct source *const *sources, size_t n_sources);

/* The next row about NAME behind AFTER (NULL: the first). NULL if there is none. */
const struct libs_symbol *libs_find(const struct libs_set *set, const char *name,
				    const struct libs_symbol *after);
const struct libs_library *libs_library_find(const struct libs_set *set, const char *name,
					     size_t len);

/* False, with all of it reported, if a row names an op that is not there. */
bool libs_check(struct arena *arena, struct diag *diag, const struct ops_set *ops,
		const struct libs_set *set, struct libs_counts *ret_counts);

#endif
