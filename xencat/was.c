/* SPDX-License-Identifier: MIT */
#include "xencat/was.h"

#include <string.h>

/* The names in a row from word I on. A comma at its end: the next row goes on. */
static bool take_names(struct arena *arena, const struct line *row, size_t i, const char *xabi,
		       struct was_set *set)
{
	size_t len = 0;

	for (; i < row->n; i++) {
		len = strcspn(row->words[i], ",");
		*arena_push(arena, set->rows, set->n_rows) =
			(struct was){ .old = arena_strndup(arena, row->words[i], len),
				      .xabi = xabi,
				      .place = row->places[i] };
	}
	return row->n && row->words[row->n - 1][len] == ',';
}

struct was_set *was_read(struct arena *arena, struct diag *diag,
			 const struct source *const *sources, size_t n_sources)
{
	struct was_set *set = arena_new(arena, struct was_set);
	const char *extension = "", *xabi = NULL;
	struct block *blocks = NULL;
	size_t n_blocks = 0, i, j;
	bool more;

	for (i = 0; i < n_sources; i++)
		words_read(arena, diag, sources[i], &blocks, &n_blocks);
	for (i = 0; i < n_blocks; i++) {
		if (word_is(&blocks[i].head, 0, "extension") && blocks[i].head.n > 1)
			extension = blocks[i].head.words[1];
		if (!word_is(&blocks[i].head, 0, "op") || blocks[i].head.n < 2)
			continue;
		xabi = arena_printf(arena, "%s.%s", extension, blocks[i].head.words[1]);
		for (j = 0, more = false; j < blocks[i].n_rows; j++) {
			if (more || word_is(&blocks[i].rows[j], 0, "was"))
				more = take_names(arena, &blocks[i].rows[j], more ? 0 : 1, xabi,
						  set);
		}
	}
	return set;
}

const struct was *was_find(const struct was_set *set, const char *old, const struct was *after)
{
	size_t i = after ? (size_t)(after - set->rows) + 1 : 0;

	for (; i < set->n_rows; i++)
		if (strcmp(set->rows[i].old, old) == 0)
			return &set->rows[i];
	return NULL;
}
