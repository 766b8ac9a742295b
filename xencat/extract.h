/* SPDX-License-Identifier: MIT */
/*
 * Xen's public headers, as a compiler sees them, as a tree for one release and ABI. Needs a compiler for that ABI; its
 * files go to a folder of their own below TMPDIR, which is gone afterwards.
 */
#ifndef XENCAT_EXTRACT_H
#define XENCAT_EXTRACT_H

#include "xencat/lay_tree.h"

/* It comes first: the others need it, and it needs none of them. */
#define EXTRACT_FIRST "xen.h"

/* What is extracted from a header tree; for the parts of the extractor. */
struct extract {
	struct arena *arena;
	const char *dir;       /* the folder of xen.h, without links */
	char **compiler;       /* its words, and those of the flags */
	size_t n_compiler;     /* all but the NULL behind them */
	const char *work;      /* folder for our files */
	const char **includes; /* what the unit includes, in that order */
	size_t n_includes;
	struct lay_cells cells; /* the release and ABI of everything found */
	struct lay_node **headers;
	size_t n_headers;
	struct extract_file *files; /* what extract_header was asked before */
	size_t n_files;
	struct extract_macro *macros;
	size_t n_macros;
};

/*
 * Whoever needs the headers of USER_DIR (a folder with xen.h, a Xen tree, or the root of an installed system). CC is
 * NULL for the usual compiler of ABI. False, with the reason on stderr.
 */
bool extract_headers(struct arena *arena, const char *user_dir, const char *cc,
		     unsigned int release, enum lay_abi abi, struct lay_node ***ret_headers,
		     size_t *ret_n);

/* The header that a path of the compiler's means; NULL if it is none of Xen's. */
struct lay_node *extract_header(struct extract *extract, const char *path);

/* extract_find.c: the folder of the headers in USER_DIR; NULL, with the reason on stderr. And all that are for ABI. */
const char *extract_dir(struct arena *arena, const char *user_dir);
void extract_list(struct extract *extract, enum lay_abi abi);

/*
 * extract_unit.c: compiles the unit and leaves its object at OBJECT: debug info, and a section with the values of
 * those macros of the headers that are numbers. False, with the reason on stderr.
 */
bool extract_compile(struct extract *extract, const char *object);
/* The constant that the value of that number belongs to: adds it to its header. */
void extract_value(struct extract *extract, uint32_t number, uint64_t value, bool negative);

/* extract_dwarf.c: adds the types and constants in OBJECT to their headers. */
bool extract_object(struct extract *extract, const char *object);

#endif
