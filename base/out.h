/* SPDX-License-Identifier: MIT */
/*
 * An output file, made in memory and put in its place whole: readers never see half of it, a failed run
 * leaves the old one.
 */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

struct out {
	struct arena *arena;
	char *text; /* NUL behind it */
	size_t len;
	size_t room;
};

void out_text(struct out *out, const char *text);
void out_char(struct out *out, char c);
void out_printf(struct out *out, const char *format, ...)
	__attribute__((format(printf, 2, 3), nonnull(2)));

/* A JSON or C string literal with its quotes: quotes, backslashes and control characters escaped. */
void out_quoted(struct out *out, const char *text);

/*
 * Writes to PATH by a temporary file beside it and a rename; "-" is stdout, and a pipe or device is written to as it
 * is. False, with the reason on stderr.
 */
bool out_write(const struct out *out, const char *path);

#endif
