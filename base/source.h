/* SPDX-License-Identifier: MIT */
/*
 * A text that a person wrote, and what the tool has to say about places in it, as a compiler says it:
 *
 *	spec/host.xabi:12:9: error: there is no type 'u23'
 *	    in  cpus : u23
 *	               ^~~
 *	spec/host.xabi:12: note: the integer types are u8 u16 u32 u64 i32 i64
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "arena.h"

struct source {
	const char *name; /* as the user gave it */
	const char *text; /* NUL behind it */
	size_t len;
};

/* A place: bytes [at, at + len) of a source. A NULL source means "no place" (the command line, say). */
struct place {
	const struct source *source;
	uint32_t at;
	uint32_t len;
};

/* Counts what was reported, and stops the tool (exit 1) at LIMIT errors. */
struct diag {
	unsigned int errors;
	unsigned int limit; /* 0: 20 */
};

/* TEXT[0..LEN), with a NUL behind it, that the caller keeps. NULL, with an error, if it holds a NUL byte. */
struct source *source_text(struct arena *arena, struct diag *diag, const char *name,
			   const char *text, size_t len);

/* NULL, with the reason reported through DIAG, if NAME cannot be read or holds a NUL byte. */
struct source *source_read(struct arena *arena, struct diag *diag, const char *name);

/* All of NAMES; those that cannot be read are reported and left out. */
const struct source **sources_read(struct arena *arena, struct diag *diag, char *const names[],
				   size_t n, size_t *ret_n);

/* 1-based line and column of a byte; a tab counts as one column, as editors count it. */
void source_position(const struct source *source, uint32_t at, unsigned int *ret_line,
		     unsigned int *ret_column);

/* Messages in lower case, without a full stop. A note belongs to the error before it. */
void diag_error(struct diag *diag, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void diag_note(struct diag *diag, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same form for what is no error, on FILE, with the line: KIND stands where "error" does. */
void diag_tell(FILE *file, struct place place, const char *kind, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
