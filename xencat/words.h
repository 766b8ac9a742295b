/* SPDX-License-Identifier: MIT */
/*
 * Texts of the catalogue's hand-written files: heads in column 1, their rows indented below, words between blanks,
 * `#` to the end of the line a comment. What the words mean is their reader's matter.
 */
#ifndef XENCAT_WORDS_H
#define XENCAT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/source.h"

struct line {
	const char **words;
	struct place *places; /* of each word */
	size_t n;
};

struct block {
	struct line head;
	struct line *rows;
	size_t n_rows;
};

/* Appends the text's blocks to *BLOCKS. What cannot be understood is reported. */
void words_read(struct arena *arena, struct diag *diag, const struct source *source,
		struct block **blocks, size_t *n_blocks);

/* Whether word I of the line (NULL: none) is there and reads TEXT. */
bool word_is(const struct line *line, size_t i, const char *text);

/* The number that TEXT spells in decimal or, with 0x, hexadecimal. */
bool word_number(const char *text, uint64_t *ret_value);

/* The words from I on, up to N, with a blank between. */
const char *line_joined(struct arena *arena, const struct line *row, size_t i, size_t n);

/* False if the row is no text in quotes. Else adds it to *DOC, behind what that has (NULL: nothing). */
bool line_doc(struct arena *arena, const struct line *row, const char **doc);

/* Reports the line as a whole, saying what would have been understood. */
void line_error(struct diag *diag, const struct line *line, const char *expected);

#endif
