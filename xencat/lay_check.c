/* SPDX-License-Identifier: MIT */
/* The index of a set, and what can only be checked when all its files are there. */
#include "xencat/lay_tree.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void add_entry(struct arena *arena, struct lay_index *index, const struct lay_node *node,
		      const struct lay_node *header)
{
	if (!node->name)
		return;
	*arena_push(arena, index->entries, index->n_entries) =
		(struct lay_entry){ .name = node->name, .node = node, .header = header };
}

static void index_header(struct lay_set *set, const struct lay_node *header)
{
	const struct lay_node *node;
	size_t i, j;

	for (i = 0; i < header->n_children; i++) {
		node = header->children[i];
		add_entry(set->arena, node->tag == LAY_CONST ? &set->constants : &set->types, node,
			  header);
		for (j = 0; node->tag == LAY_ENUMERATION && j < node->n_children; j++)
			add_entry(set->arena, &set->constants, node->children[j], header);
	}
}

static int compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct lay_entry *)a)->name, ((const struct lay_entry *)b)->name);
}

/* A name may move from one header to another between releases, but is in one of them at a time. */
static void check_unique(const struct lay_index *index, struct diag *diag)
{
	const struct lay_entry *a, *b;
	size_t i, j;

	for (i = 0; i < index->n_entries; i++) {
		a = &index->entries[i];
		for (j = i + 1; j < index->n_entries; j++) {
			b = &index->entries[j];
			if (strcmp(a->name, b->name) != 0)
				break;
			if (!lay_cells_any(lay_cells_and(lay_node_cells(a->node),
							 lay_node_cells(b->node))))
				continue;
			diag_error(diag, b->node->rows[0].place, "'%s' is described twice",
				   b->name);
			diag_note(diag, a->node->rows[0].place,
				  "it is also here, for some of the same releases");
		}
	}
}

static bool too_long(uint32_t offset, uint32_t size, uint32_t count, uint32_t room)
{
	return (uint64_t)offset + (uint64_t)size * count > room;
}

/* Of a field with a named type: it is known wherever the field is, and fits there into ROOM bytes. */
static void check_named(const struct lay_set *set, struct diag *diag, const struct lay_node *field,
			const struct lay_row *row, struct lay_cells cells, uint32_t room)
{
	struct lay_cells known = { 0 };
	const struct lay_index *index = &set->types;
	struct lay_entry key = { .name = row->type.name };
	const struct lay_entry *entry = index->n_entries
						? bsearch(&key, index->entries, index->n_entries,
							  sizeof(key), compare_entries)
						: NULL;
	const struct lay_row *type;
	size_t i;

	while (entry && entry > index->entries && strcmp(entry[-1].name, key.name) == 0)
		entry--;
	for (; entry && entry < index->entries + index->n_entries &&
	       strcmp(entry->name, key.name) == 0;
	     entry++) {
		for (i = 0; i < entry->node->n_rows; i++) {
			type = &entry->node->rows[i];
			known = lay_cells_or(known, type->cells);
			if (entry->node->tag == LAY_TYPEDEF ||
			    !lay_cells_any(lay_cells_and(type->cells, cells)) ||
			    !too_long(row->offset, type->type.size, row->type.count, room))
				continue;
			diag_error(diag, row->place,
				   "'%s' ends behind the %" PRIu32 " bytes of what it stands in",
				   field->name ? field->name : "-", room);
			diag_note(diag, type->place, "its type has %" PRIu32 " bytes",
				  type->type.size);
		}
	}
	if (lay_cells_any(lay_cells_less(cells, known)))
		diag_error(diag, row->place,
			   "'%s' is not described for some of the releases and ABIs of this field",
			   key.name);
}

static void check_fields(const struct lay_set *set, struct diag *diag, const struct lay_node *node);

/* FIELD against one size of what it stands in. */
static void check_field(const struct lay_set *set, struct diag *diag, const struct lay_node *field,
			const struct lay_row *outer)
{
	const struct lay_row *row;
	struct lay_cells cells;
	uint32_t size;
	size_t i;

	for (i = 0; i < field->n_rows; i++) {
		row = &field->rows[i];
		cells = lay_cells_and(row->cells, outer->cells);
		if (row->later || outer->later || !lay_cells_any(cells))
			continue;
		if (row->type.name && row->type.kind != LAY_HANDLE) {
			check_named(set, diag, field, row, cells, outer->type.size);
			continue;
		}
		size = row->type.is_long ? 4 : row->type.bits ? 1 : row->type.size;
		if (too_long(row->offset, size, row->type.count, outer->type.size))
			diag_error(diag, row->place,
				   "'%s' ends behind the %" PRIu32 " bytes of what it stands in",
				   field->name ? field->name : "-", outer->type.size);
	}
}

static void check_fields(const struct lay_set *set, struct diag *diag, const struct lay_node *node)
{
	size_t i, j;

	for (i = 0; i < node->n_children; i++) {
		for (j = 0; j < node->n_rows; j++)
			if (node->tag == LAY_RECORD || lay_type_inline(&node->rows[j].type))
				check_field(set, diag, node->children[i], &node->rows[j]);
		check_fields(set, diag, node->children[i]);
	}
}

bool lay_finish(struct lay_set *set, struct diag *diag)
{
	struct lay_index *indexes[] = { &set->types, &set->constants };
	unsigned int errors = diag->errors;
	size_t i, j;

	for (i = 0; i < set->n_headers; i++)
		index_header(set, set->headers[i]);
	for (i = 0; i < 2; i++) {
		if (indexes[i]->n_entries)
			qsort(indexes[i]->entries, indexes[i]->n_entries, sizeof(struct lay_entry),
			      compare_entries);
		check_unique(indexes[i], diag);
	}
	for (i = 0; i < set->n_headers; i++)
		for (j = 0; j < set->headers[i]->n_children; j++)
			if (set->headers[i]->children[j]->tag == LAY_RECORD)
				check_fields(set, diag, set->headers[i]->children[j]);
	return diag->errors == errors;
}
