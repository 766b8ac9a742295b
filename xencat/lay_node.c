/* SPDX-License-Identifier: MIT */
#include "xencat/lay_tree.h"

#include <string.h>

struct lay_node *lay_node_add(struct arena *arena, struct lay_node *parent, enum lay_tag tag,
			      const char *name)
{
	struct lay_node *node = arena_new(arena, struct lay_node);

	node->tag = tag;
	node->name = name;
	if (parent)
		*arena_push(arena, parent->children, parent->n_children) = node;
	return node;
}

const char *lay_node_kind(const struct lay_node *node)
{
	switch (node->tag) {
	case LAY_TYPEDEF:
		return "type";
	case LAY_ENUMERATION:
		return "enum";
	case LAY_RECORD:
		return "struct";
	default:
		return "constant";
	}
}

struct lay_row *lay_node_row(const struct lay_node *node, unsigned int release, enum lay_abi abi)
{
	size_t i;

	for (i = 0; i < node->n_rows; i++)
		if (!node->rows[i].later && lay_cells_have(node->rows[i].cells, release, abi))
			return &node->rows[i];
	return NULL;
}

struct lay_row *lay_node_later(const struct lay_node *node, unsigned int release, enum lay_abi abi)
{
	size_t i;

	for (i = 0; i < node->n_rows; i++)
		if (node->rows[i].later && lay_cells_have(node->rows[i].cells, release, abi))
			return &node->rows[i];
	return NULL;
}

struct lay_cells lay_node_cells(const struct lay_node *node)
{
	struct lay_cells cells = { 0 };
	size_t i;

	for (i = 0; i < node->n_rows; i++)
		if (!node->rows[i].later)
			cells = lay_cells_or(cells, node->rows[i].cells);
	return cells;
}

struct lay_cells lay_node_inside(const struct lay_node *node)
{
	struct lay_cells cells = { 0 };
	size_t i;

	for (i = 0; i < node->n_rows; i++)
		if (node->tag != LAY_FIELD || lay_type_inline(&node->rows[i].type))
			cells = lay_cells_or(cells, node->rows[i].cells);
	return cells;
}

struct lay_node *lay_node_child(const struct lay_node *node, enum lay_tag tag, const char *name,
				size_t nth, size_t *ret_index)
{
	struct lay_node *child;
	size_t i;

	for (i = 0; i < node->n_children; i++) {
		child = node->children[i];
		if (child->tag != tag || !child->name != !name)
			continue;
		if (name ? strcmp(child->name, name) != 0 : nth-- > 0)
			continue;
		*ret_index = i;
		return child;
	}
	return NULL;
}

static bool same_worth(enum lay_tag tag, const struct lay_row *a, const struct lay_row *b)
{
	switch (tag) {
	case LAY_HEADER:
		return true;
	case LAY_CONST:
	case LAY_ENUMERATOR:
		return a->value == b->value && a->negative == b->negative;
	case LAY_FIELD:
		return a->offset == b->offset && a->bit == b->bit &&
		       strcmp(a->type.text, b->type.text) == 0;
	default:
		return strcmp(a->type.text, b->type.text) == 0;
	}
}

/* HEX is how a value is shown, not what it is: one release that writes it so is enough, in any order of merging. */
static void merge_row(struct arena *arena, struct lay_node *node, const struct lay_row *row)
{
	size_t i;

	for (i = 0; i < node->n_rows; i++) {
		if (node->rows[i].later != row->later ||
		    !same_worth(node->tag, &node->rows[i], row))
			continue;
		node->rows[i].cells = lay_cells_or(node->rows[i].cells, row->cells);
		node->rows[i].hex |= row->hex;
		return;
	}
	*arena_push(arena, node->rows, node->n_rows) = *row;
}

static void insert_child(struct arena *arena, struct lay_node *node, size_t at,
			 struct lay_node *child)
{
	(void)arena_push(arena, node->children, node->n_children);
	memmove(&node->children[at + 1], &node->children[at],
		(node->n_children - 1 - at) * sizeof(struct lay_node *));
	node->children[at] = child;
}

/* The rows of MORE; if they are of a later commit, only where they say something else. */
static void merge_rows(struct arena *arena, struct lay_node *node, const struct lay_node *more,
		       bool later)
{
	struct lay_row row;
	size_t i, j;

	for (i = 0; i < more->n_rows; i++) {
		row = more->rows[i];
		row.later = later;
		for (j = 0; later && j < node->n_rows; j++)
			if (!node->rows[j].later &&
			    lay_cells_any(lay_cells_and(node->rows[j].cells, row.cells)) &&
			    same_worth(node->tag, &node->rows[j], &row))
				break;
		if (!later || j == node->n_rows)
			merge_row(arena, node, &row);
	}
}

/* What NODE does not have yet goes behind what it follows in MORE, so that the header's order is kept. */
static void merge_node(struct arena *arena, struct lay_node *node, const struct lay_node *more,
		       bool later)
{
	size_t i, at = 0, found, unnamed[LAY_HEADER] = { 0 };
	struct lay_node *child, *source;

	merge_rows(arena, node, more, later);
	for (i = 0; i < more->n_children; i++) {
		source = more->children[i];
		child = lay_node_child(node, source->tag, source->name,
				       source->name ? 0 : unnamed[source->tag]++, &found);
		if (!child) {
			child = lay_node_add(arena, NULL, source->tag, source->name);
			insert_child(arena, node, at, child);
			found = at;
		}
		at = found + 1;
		merge_node(arena, child, source, later);
	}
}

static void clear_node(struct lay_node *node, struct lay_cells cells, bool later)
{
	size_t i;

	for (i = 0; i < node->n_rows; i++)
		if (node->rows[i].later == later)
			node->rows[i].cells = lay_cells_less(node->rows[i].cells, cells);
	for (i = 0; i < node->n_children; i++)
		clear_node(node->children[i], cells, later);
}

/* Drops the rows that hold nowhere any more, and the nodes left without one. */
static void prune_node(struct lay_node *node)
{
	size_t i, kept = 0;

	for (i = 0; i < node->n_rows; i++)
		if (lay_cells_any(node->rows[i].cells))
			node->rows[kept++] = node->rows[i];
	node->n_rows = kept;
	for (i = kept = 0; i < node->n_children; i++) {
		prune_node(node->children[i]);
		if (node->children[i]->n_rows)
			node->children[kept++] = node->children[i];
	}
	node->n_children = kept;
}

static struct lay_node *header_of(struct lay_set *set, const char *name)
{
	size_t i = 0;
	struct lay_node *header;

	for (; i < set->n_headers && strcmp(set->headers[i]->name, name) < 0; i++)
		continue;
	if (i < set->n_headers && strcmp(set->headers[i]->name, name) == 0)
		return set->headers[i];
	header = lay_node_add(set->arena, NULL, LAY_HEADER, name);
	(void)arena_push(set->arena, set->headers, set->n_headers);
	memmove(&set->headers[i + 1], &set->headers[i], (set->n_headers - 1 - i) * sizeof(header));
	set->headers[i] = header;
	return header;
}

void lay_set_clear(struct lay_set *set, unsigned int release, enum lay_abi abi, bool later)
{
	size_t i;

	for (i = 0; i < set->n_headers; i++)
		clear_node(set->headers[i], lay_cells_one(release, abi), later);
}

void lay_set_merge(struct lay_set *set, struct lay_node **headers, size_t n_headers, bool later)
{
	size_t i;

	for (i = 0; i < n_headers; i++)
		merge_node(set->arena, header_of(set, headers[i]->name), headers[i], later);
	for (i = 0; i < set->n_headers; i++)
		prune_node(set->headers[i]);
}
