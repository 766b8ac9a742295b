/* SPDX-License-Identifier: MIT */
/*
 * A text that is put together in SIZE bytes of the caller's: what does not fit is cut off, but counted. Freestanding.
 */
#ifndef CODEC_LINE_H
#define CODEC_LINE_H

#include <stddef.h>
#include <stdint.h>

struct line {
	char *text;
	size_t size;
	size_t len; /* as if all fitted */
};

void line_char(struct line *line, char c);
void line_text(struct line *line, const char *text);
void line_number(struct line *line, uint64_t value, unsigned int base);
void line_hex(struct line *line, uint64_t value); /* with its 0x */
/* VALUE as a signed number that is so many bytes wide. */
void line_signed(struct line *line, uint64_t value, unsigned int bytes);
/* Puts a NUL behind it, unless SIZE is 0; how long the text is, uncut. */
size_t line_end(const struct line *line);

#endif
