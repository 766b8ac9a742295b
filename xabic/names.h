/* SPDX-License-Identifier: MIT */
/* Names: what the user may have meant, and what a name becomes in a target language. */
#ifndef XABIC_NAMES_H
#define XABIC_NAMES_H

#include "base/arena.h"

/* A header for C serves C++ too. */
enum language { LANGUAGE_C, LANGUAGE_RUST, LANGUAGE_GO, LANGUAGE_PYTHON };

/*
 * NAME, or NAME_ where the language reserves the word. No name of the spec ends in '_', so none
 * clashes.
 */
const char *name_mangle(struct arena *arena, enum language language, const char *name);

/* The same for a parameter, which may also be none of the names (blanks around each) that a stub has itself. */
const char *name_own(struct arena *arena, enum language language, const char *own,
		     const char *name);

/* "host.info" or "host_info" as "HOST_INFO". */
const char *name_upper(struct arena *arena, const char *name);

/* "host_info" as "HostInfo". */
const char *name_camel(struct arena *arena, const char *name);

/* Collects the candidate nearest to NAME; candidates too far away are passed over. */
struct guess {
	const char *name;
	const char *best; /* NULL: none near enough */
	unsigned int distance;
};

void guess_consider(struct guess *guess, const char *candidate);

#endif
