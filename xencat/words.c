/* SPDX-License-Identifier: MIT */
#include "xencat/words.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One line's words; advances *AT past the line end. */
static struct line read_line(struct arena *arena, const struct source *source, uint32_t *at)
{
	const char *text = source->text;
	struct line line = { 0 };
	size_t n_places = 0;
	uint32_t start;

	while (text[*at] && text[*at] != '\n') {
		if (isblank((unsigned char)text[*at])) {
			(*at)++;
			continue;
		}
		if (text[*at] == '#') {
			*at += (uint32_t)strcspn(text + *at, "\n");
			break;
		}
		start = *at;
		*at += (uint32_t)strcspn(text + *at, " \t\n#");
		*arena_push(arena, line.places, n_places) =
			(struct place){ .source = source, .at = start, .len = *at - start };
		*arena_push(arena, line.words, line.n) =
			arena_strndup(arena, text + start, *at - start);
	}
	if (text[*at] == '\n')
		(*at)++;
	return line;
}

void words_read(struct arena *arena, struct diag *diag, const struct source *source,
		struct block **blocks, size_t *n_blocks)
{
	size_t before = *n_blocks;
	struct block *block;
	struct line line;
	bool indented;
	uint32_t at = 0;

	while (source->text[at]) {
		indented = isblank((unsigned char)source->text[at]);
		line = read_line(arena, source, &at);
		if (line.n == 0)
			continue;
		if (!indented) {
			arena_push(arena, *blocks, *n_blocks)->head = line;
		} else if (*n_blocks == before) {
			diag_error(diag, line.places[0], "an indented row needs a head above it");
		} else {
			block = &(*blocks)[*n_blocks - 1];
			*arena_push(arena, block->rows, block->n_rows) = line;
		}
	}
}

bool word_is(const struct line *line, size_t i, const char *text)
{
	return line && i < line->n && strcmp(line->words[i], text) == 0;
}

bool word_number(const char *text, uint64_t *ret_value)
{
	unsigned long long value;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	value = strtoull(text, &end, strncmp(text, "0x", 2) == 0 ? 16 : 10);
	if (*end || errno)
		return false;
	*ret_value = value;
	return true;
}

const char *line_joined(struct arena *arena, const struct line *row, size_t i, size_t n)
{
	const char *text = i < n ? row->words[i] : "";

	while (++i < n)
		text = arena_printf(arena, "%s %s", text, row->words[i]);
	return text;
}

bool line_doc(struct arena *arena, const struct line *row, const char **doc)
{
	const char *text;
	size_t len;

	if (row->words[0][0] != '"')
		return false;
	text = line_joined(arena, row, 0, row->n);
	len = strlen(text);
	if (len < 3 || text[len - 1] != '"')
		return false;
	text = arena_strndup(arena, text + 1, len - 2);
	*doc = *doc ? arena_printf(arena, "%s %s", *doc, text) : text;
	return true;
}

void line_error(struct diag *diag, const struct line *line, const char *expected)
{
	struct place place = line->places[0], last = line->places[line->n - 1];

	place.len = last.at + last.len - place.at;
	diag_error(diag, place, "cannot understand this line");
	diag_note(diag, place, "expected %s", expected);
}
