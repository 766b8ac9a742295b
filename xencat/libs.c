/* SPDX-License-Identifier: MIT */
#include "xencat/libs.h"

#include <stdlib.h>
#include <string.h>

#include "xencat/ops_check.h"

static int compare(const void *a, const void *b)
{
	const struct libs_symbol *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : lay_cells_compare(x->cells, y->cells);
}

/* What stands in brackets at the end of ROW, which then ends before it. */
static bool take_span(struct arena *arena, const struct lay_known *known, struct line *row,
		      struct lay_cells *ret_cells)
{
	struct lay_span span;
	const char *text = "";
	size_t i, at, len;

	*ret_cells = lay_cells_known(known);
	for (i = 0; i < row->n && row->words[i][0] != '['; i++)
		continue;
	if (i == row->n)
		return true;
	for (at = i; at < row->n; at++)
		text = arena_printf(arena, "%s%s%s", text, at > i ? " " : "", row->words[at]);
	len = strlen(text);
	if (len < 3 || text[len - 1] != ']' ||
	    lay_span_parse(known, text + 1, len - 2, &span, &at, &len))
		return false;
	*ret_cells = span.cells;
	row->n = i;
	return true;
}

/* SYMBOL OP... [SPAN], or nothing SYMBOL... [SPAN] */
static bool read_row(struct arena *arena, const struct lay_known *known,
		     const struct libs_library *library, const struct line *row,
		     struct libs_set *set)
{
	struct line line = *row;
	struct libs_symbol symbol = { .library = library, .row = row };
	size_t i;

	if (!take_span(arena, known, &line, &symbol.cells) || line.n < 2)
		return false;
	if (!word_is(&line, 0, "nothing")) {
		symbol.name = line.words[0];
		symbol.ops = line.words + 1;
		symbol.n_ops = line.n - 1;
		*arena_push(arena, set->symbols, set->n_symbols) = symbol;
		return true;
	}
	for (i = 1; i < line.n; i++) {
		symbol.name = line.words[i];
		*arena_push(arena, set->symbols, set->n_symbols) = symbol;
	}
	return true;
}

static void read_library(struct arena *arena, struct diag *diag, const struct lay_known *known,
			 const struct block *block, struct libs_set *set)
{
	struct libs_library *library = arena_new(arena, struct libs_library);
	size_t i;

	*arena_push(arena, set->libraries, set->n_libraries) = library;
	library->name = block->head.words[1];
	library->place = block->head.places[1];
	library->stable = word_is(&block->head, 2, "stable");
	library->kernel = word_is(&block->head, 3, "kernel");
	for (i = 0; i < block->n_rows; i++)
		if (!line_doc(arena, &block->rows[i], &library->doc) &&
		    !read_row(arena, known, library, &block->rows[i], set))
			line_error(
				diag, &block->rows[i],
				"SYMBOL OP..., nothing SYMBOL..., each with a span at its end where it is not all releases; or \"a text\"");
}

struct libs_set *libs_read(struct arena *arena, struct diag *diag, const struct lay_known *known,
			   const struct source *const *sources, size_t n_sources)
{
	struct libs_set *set = arena_new(arena, struct libs_set);
	struct block *blocks = NULL;
	size_t n_blocks = 0, i;

	for (i = 0; i < n_sources; i++)
		words_read(arena, diag, sources[i], &blocks, &n_blocks);
	for (i = 0; i < n_blocks; i++) {
		if (word_is(&blocks[i].head, 0, "library") &&
		    (word_is(&blocks[i].head, 2, "stable") ||
		     word_is(&blocks[i].head, 2, "release")) &&
		    (blocks[i].head.n == 3 || word_is(&blocks[i].head, 3, "kernel")))
			read_library(arena, diag, known, &blocks[i], set);
		else
			line_error(diag, &blocks[i].head, "library NAME stable|release [kernel]");
	}
	if (set->n_symbols)
		qsort(set->symbols, set->n_symbols, sizeof(*set->symbols), compare);
	return set;
}

const struct libs_symbol *libs_find(const struct libs_set *set, const char *name,
				    const struct libs_symbol *after)
{
	const struct libs_symbol *end = set->symbols + set->n_symbols;
	size_t low = 0, high = set->n_symbols, middle;

	if (after)
		return after + 1 < end && strcmp(after[1].name, name) == 0 ? after + 1 : NULL;
	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(set->symbols[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < set->n_symbols && strcmp(set->symbols[low].name, name) == 0
		       ? &set->symbols[low]
		       : NULL;
}

const struct libs_library *libs_library_find(const struct libs_set *set, const char *name,
					     size_t len)
{
	size_t i;

	for (i = 0; i < set->n_libraries; i++)
		if (strlen(set->libraries[i]->name) == len &&
		    memcmp(set->libraries[i]->name, name, len) == 0)
			return set->libraries[i];
	return NULL;
}

/* "any", "HYPERCALL.*", or an op. */
static bool op_exists(struct arena *arena, const struct ops_set *ops, const char *name)
{
	const char *dot = strchr(name, '.');
	size_t i;

	if (strcmp(name, "any") == 0)
		return true;
	if (!dot || strcmp(dot, ".*") != 0)
		return ops_find_named(arena, ops, name) != NULL;
	for (i = 0; i < ops->n_hypercalls; i++)
		if (strlen(ops->hypercalls[i]->hypercall->name) == (size_t)(dot - name) &&
		    memcmp(ops->hypercalls[i]->hypercall->name, name, (size_t)(dot - name)) == 0)
			return true;
	return false;
}

bool libs_check(struct arena *arena, struct diag *diag, const struct ops_set *ops,
		const struct libs_set *set, struct libs_counts *ret_counts)
{
	const struct libs_symbol *symbol, *before = NULL;
	struct libs_counts counts = { .libraries = set->n_libraries };
	unsigned int errors = diag->errors;
	bool called = false;
	size_t i, j;

	for (i = 0; i < set->n_libraries; i++)
		counts.stable += set->libraries[i]->stable;
	for (i = 0; i < set->n_symbols; i++, before = symbol) {
		symbol = &set->symbols[i];
		for (j = 0; j < symbol->n_ops; j++)
			if (!op_exists(arena, ops, symbol->ops[j]))
				diag_error(diag, symbol->row->places[j + 1],
					   "the catalogue has no op '%s'", symbol->ops[j]);
		if (!before || strcmp(before->name, symbol->name) != 0) {
			counts.symbols++;
			called = false;
		} else if (lay_cells_any(lay_cells_and(before->cells, symbol->cells))) {
			diag_error(diag, symbol->row->places[0],
				   "'%s' has two rows for one release", symbol->name);
		}
		counts.calling += symbol->n_ops && !called;
		called = called || symbol->n_ops;
	}
	*ret_counts = counts;
	return diag->errors == errors;
}
