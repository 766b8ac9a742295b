/* SPDX-License-Identifier: MIT */
/* What takes the place of an older op: the `was` rows of the spec, and of nothing else in it. */
#ifndef XENCAT_WAS_H
#define XENCAT_WAS_H

#include "xencat/words.h"

struct was {
	const char *old;  /* "sysctl.physinfo", "set_timer_op" */
	const char *xabi; /* "host.info" */
	struct place place;
};

struct was_set {
	struct was *rows;
	size_t n_rows;
};

/* Of all the .xabi SOURCES. */
struct was_set *was_read(struct arena *arena, struct diag *diag,
			 const struct source *const *sources, size_t n_sources);

/* The next row about OLD behind AFTER (NULL: the first). NULL if there is none. */
const struct was *was_find(const struct was_set *set, const char *old, const struct was *after);

#endif
