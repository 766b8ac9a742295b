/* SPDX-License-Identifier: MIT */
#ifndef XENCAT_EMIT_LOWER_H
#define XENCAT_EMIT_LOWER_H

#include "xencat/lay.h"
#include "xencat/low.h"
#include "xencat/ops.h"

/* Writes the tables of codec/lower.h to PATH; false, with everything wrong reported, if there is anything. */
bool emit_lower(struct arena *arena, struct diag *diag, const struct lay_set *lay,
		const struct ops_set *ops, struct low_set *low, const char *path);

#endif
