/* SPDX-License-Identifier: MIT */
#include "xencat/low.h"

#include <string.h>

/* "a.b" into its two names. */
static bool split(struct arena *arena, const char *text, const char **ret_left,
		  const char **ret_right)
{
	const char *dot = strchr(text, '.');

	if (!dot || dot == text || !dot[1])
		return false;
	*ret_left = arena_strndup(arena, text, (size_t)(dot - text));
	*ret_right = dot + 1;
	return true;
}

static struct low_block take_rows(struct arena *arena, const struct block *block)
{
	struct low_block low = { .head = block->head };
	size_t i;

	for (i = 0; i < block->n_rows; i++)
		arena_push(arena, low.rows, low.n_rows)->line = block->rows[i];
	return low;
}

static bool read_op(struct arena *arena, const struct block *block, struct low_set *set)
{
	const struct line *head = &block->head;
	struct low_op op = { .block = take_rows(arena, block) };
	size_t by = 2;

	if (!word_is(head, 0, "op") || head->n < 4 ||
	    !split(arena, head->words[1], &op.extension, &op.op))
		return false;
	if (word_is(head, 2, "when")) {
		if (head->n != 8 || !word_is(head, 4, "is") ||
		    !split(arena, head->words[5], &op.guard_enum, &op.guard_value))
			return false;
		op.guard_slot = head->words[3];
		by = 6;
	}
	if (!word_is(head, by, "by") || head->n != by + 2 ||
	    !split(arena, head->words[by + 1], &op.hypercall, &op.old))
		return false;
	op.old_place = head->places[by + 1];
	*arena_push(arena, set->ops, set->n_ops) = op;
	return true;
}

static bool read_struct(struct arena *arena, const struct block *block, struct low_set *set)
{
	const struct line *head = &block->head;

	if (!word_is(head, 0, "struct") || !word_is(head, 2, "from") || head->n != 4)
		return false;
	*arena_push(arena, set->structs, set->n_structs) =
		(struct low_struct){ .block = take_rows(arena, block),
				     .new_type = head->words[1],
				     .old_type = head->words[3] };
	return true;
}

struct low_set *low_read(struct arena *arena, struct diag *diag,
			 const struct source *const *sources, size_t n_sources)
{
	struct low_set *set = arena_new(arena, struct low_set);
	struct block *blocks = NULL;
	size_t n_blocks = 0, i;

	for (i = 0; i < n_sources; i++)
		words_read(arena, diag, sources[i], &blocks, &n_blocks);
	for (i = 0; i < n_blocks; i++) {
		if (word_is(&blocks[i].head, 0, "errors") && blocks[i].head.n == 1)
			*arena_push(arena, set->errors, set->n_errors) =
				take_rows(arena, &blocks[i]);
		else if (!read_op(arena, &blocks[i], set) && !read_struct(arena, &blocks[i], set))
			line_error(diag, &blocks[i].head,
				   "errors, struct NEW from OLD, or "
				   "op EXTENSION.OP [when SLOT is ENUM.VALUE] by HYPERCALL.OP");
	}
	return set;
}

struct low_struct *low_struct_find(const struct low_set *set, const char *new_type)
{
	size_t i;

	for (i = 0; i < set->n_structs; i++)
		if (strcmp(set->structs[i].new_type, new_type) == 0)
			return &set->structs[i];
	return NULL;
}
