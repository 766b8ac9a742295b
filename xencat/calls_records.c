/* SPDX-License-Identifier: MIT */
/* Structs, unions and integers that are pointed to, with their fields and sizes, as rows of codec/walk.h. */
#include "xencat/calls.h"

#include <inttypes.h>
#include <string.h>

static const char *const kinds[] = {
	[LAY_UNSIGNED] = "WALK_UNSIGNED", [LAY_SIGNED] = "WALK_SIGNED", [LAY_CHAR] = "WALK_CHAR",
	[LAY_HANDLE] = "WALK_POINTER",    [LAY_STRUCT] = "WALK_STRUCT", [LAY_UNION] = "WALK_UNION",
	[LAY_ENUM] = "WALK_UNSIGNED",
};

static struct lay_cells released(const struct calls *calls)
{
	struct lay_cells cells = lay_cells_known(&calls->lay->known);
	unsigned int abi;

	for (abi = 0; abi < LAY_ABIS; abi++)
		cells.abi[abi] &= (1u << calls->n_releases) - 1;
	return cells;
}

/* The typedef's name at the end of an integer's text; NULL if it has none. */
static const char *alias_of(const struct lay_type *type)
{
	const char *blank = strrchr(type->text, ' ');

	return blank && type->kind <= LAY_CHAR ? blank + 1 : NULL;
}

/* A record without a name: what stands in a field, or an integer. */
static size_t record_add(struct calls *calls, struct calls_record record)
{
	size_t i;

	for (i = 0; i < calls->n_records; i++)
		if (record.node ? calls->records[i].node == record.node
				: !calls->records[i].node &&
					  strcmp(calls->records[i].name, record.name) == 0)
			return i;
	*arena_push(calls->arena, calls->records, calls->n_records) = record;
	return i;
}

static size_t record_of_integer(struct calls *calls, const struct lay_type *type,
				struct lay_cells cells)
{
	struct lay_type *copy = arena_new(calls->arena, struct lay_type);

	*copy = *type;
	return record_add(calls,
			  (struct calls_record){
				  .type = copy, .name = type->text, .path = "", .cells = cells });
}

/* All that have the name, one behind the other. CALLS_NONE: there is none. */
static size_t records_named(struct calls *calls, const char *name)
{
	const struct lay_index *types = &calls->lay->types;
	const struct lay_node *node;
	size_t i, first = CALLS_NONE, place;

	for (i = 0; i < types->n_entries; i++) {
		node = types->entries[i].node;
		if (node->tag != LAY_RECORD || strcmp(types->entries[i].name, name) != 0)
			continue;
		place = record_add(calls, (struct calls_record){ .node = node,
								 .name = name,
								 .owner = name,
								 .path = "",
								 .cells = lay_node_cells(node) });
		if (first == CALLS_NONE)
			first = place;
	}
	return first;
}

/* The newest row that some ABI has of a typedef; NULL if there is none. */
static const struct lay_row *typedef_row(const struct calls *calls, const char *name)
{
	const struct lay_entry *entry;
	size_t release = calls->n_releases;
	unsigned int abi;

	while (release-- > 0) {
		for (abi = 0; abi < LAY_ABIS; abi++) {
			entry = lay_find_type(calls->lay, name, (unsigned int)release,
					      (enum lay_abi)abi);
			if (entry && entry->node->tag == LAY_TYPEDEF)
				return lay_node_row(entry->node, (unsigned int)release,
						    (enum lay_abi)abi);
		}
	}
	return NULL;
}

size_t calls_record(struct calls *calls, const char *type)
{
	size_t place = records_named(calls, type), len = strlen(type);
	const struct lay_row *row;
	struct lay_type integer;

	if (place == CALLS_NONE && len > 2 && strcmp(type + len - 2, "_t") == 0)
		place = records_named(calls, arena_strndup(calls->arena, type, len - 2));
	if (place != CALLS_NONE || strcmp(type, "void") == 0)
		return place;
	if (!lay_type_parse(calls->arena, type, len, &integer))
		return record_of_integer(calls, &integer, released(calls));
	row = typedef_row(calls, type);
	if (!row)
		return CALLS_NONE;
	if (row->type.name && row->type.kind != LAY_HANDLE)
		return calls_record(calls, row->type.name);
	integer = row->type;
	integer.text = arena_printf(calls->arena, "%s %s", integer.text, type);
	return record_of_integer(calls, &integer, released(calls));
}

/* What a pointer of this type leads to. */
static size_t target_of(struct calls *calls, const struct lay_type *type)
{
	const char *text = strchr(type->text, ' ');
	struct lay_type target;

	if (!text || lay_type_parse(calls->arena, text + 1, strlen(text + 1), &target) ||
	    target.kind == LAY_HANDLE)
		return CALLS_NONE;
	if (target.name)
		return calls_record(calls, target.name);
	return record_of_integer(calls, &target, released(calls));
}

/* The size of an enum. */
static uint32_t enum_size(const struct calls *calls, const char *name)
{
	const struct lay_index *types = &calls->lay->types;
	size_t i;

	for (i = 0; i < types->n_entries; i++)
		if (types->entries[i].node->tag == LAY_ENUMERATION &&
		    strcmp(types->entries[i].name, name) == 0)
			return types->entries[i].node->rows[0].type.size;
	return 4;
}

/* What tells a union's members apart, where values of a field do. */
static size_t put_choice(struct calls *calls, const char *owner, const char *path)
{
	const struct ops_union *found = ops_union_find(calls->ops, owner, path);
	size_t first = calls->cases.n, i;
	uint64_t value;

	if (!found || (!found->n_cases && !found->same))
		return CALLS_NONE;
	for (i = 0; i < found->n_cases; i++) {
		if (!lay_cells_any(calls_constant(calls, found->cases[i].constant,
						  found->cases[i].line->places[0], &value)))
			diag_error(calls->diag, found->cases[i].line->places[0],
				   "no release has '%s'", found->cases[i].constant);
		out_printf(&calls->cases.rows, "\t{ 0x%" PRIx64 ", %zu },\n", value,
			   calls_name(calls, found->cases[i].member));
		calls->cases.n++;
	}
	out_printf(&calls->choices.rows, "\t{ %zu, %zu, %zu },\n",
		   found->tag ? calls_path(calls, NULL, found->tag) : 0, first, found->n_cases);
	return calls->choices.n++;
}

static void put_field(struct calls *calls, const struct calls_record *record, const char *name,
		      const char *path, const struct lay_row *row, size_t below)
{
	const struct lay_type *type = &row->type;
	const struct lay_cells cells = lay_cells_and(row->cells, released(calls));
	size_t target = below, choice = CALLS_NONE;
	uint32_t bytes = type->size;

	if (row->later || !lay_cells_any(cells))
		return;
	if (type->kind == LAY_HANDLE)
		target = target_of(calls, type);
	else if (type->name && type->kind != LAY_ENUM)
		target = calls_record(calls, type->name);
	else if (type->kind == LAY_ENUM)
		bytes = enum_size(calls, type->name);
	if (type->kind == LAY_UNION)
		choice = put_choice(calls, record->owner, path);
	if (type->count >= CALLS_NONE || row->offset > CALLS_NONE || bytes > CALLS_NONE)
		diag_error(calls->diag, row->place, "this is too large for the tables");
	out_printf(&calls->fields.rows,
		   "\t{ %zu, %" PRIu32 ", %" PRIu32 ", %zu, %zu, %s, %" PRIu32
		   ", %u, %u, %zu, %zu },\n",
		   calls_name(calls, name), row->offset, type->count, target, choice,
		   kinds[type->kind],
		   type->kind <= LAY_HANDLE || type->kind == LAY_ENUM ? bytes : 0, row->bit,
		   type->bits, calls_show(calls, record->owner, path, alias_of(type), name),
		   calls_where(calls, cells));
	calls->fields.n++;
}

static void put_members(struct calls *calls, const struct calls_record *record)
{
	const struct lay_node *child;
	const char *path;
	size_t i, j, below;

	for (i = 0; i < record->node->n_children; i++) {
		child = record->node->children[i];
		if (child->tag != LAY_FIELD)
			continue;
		path = arena_printf(calls->arena, "%s%s%s", record->path, *record->path ? "." : "",
				    child->name ? child->name : "-");
		below = CALLS_NONE;
		if (lay_cells_any(lay_node_inside(child)))
			below = record_add(
				calls, (struct calls_record){ .node = child,
							      .name = "",
							      .owner = record->owner,
							      .path = path,
							      .cells = lay_node_inside(child) });
		for (j = 0; j < child->n_rows; j++)
			put_field(calls, record, child->name ? child->name : "", path,
				  &child->rows[j],
				  lay_type_inline(&child->rows[j].type) ? below : CALLS_NONE);
	}
}

static void put_size(struct calls *calls, uint32_t bytes, struct lay_cells cells)
{
	cells = lay_cells_and(cells, released(calls));
	if (!lay_cells_any(cells))
		return;
	out_printf(&calls->sizes.rows, "\t{ %" PRIu32 ", %zu },\n", bytes,
		   calls_where(calls, cells));
	calls->sizes.n++;
}

static void put_sizes(struct calls *calls, const struct calls_record *record)
{
	const struct lay_node *node = record->node;
	struct lay_cells wide = { 0 }, narrow = { 0 };
	size_t i;

	for (i = 0; node && i < node->n_rows; i++)
		if (!node->rows[i].later &&
		    (node->tag == LAY_RECORD || lay_type_inline(&node->rows[i].type)))
			put_size(calls, node->rows[i].type.size, node->rows[i].cells);
	if (node)
		return;
	if (!record->type->is_long) {
		put_size(calls, record->type->size * record->type->count, record->cells);
		return;
	}
	wide.abi[LAY_X86_64] = wide.abi[LAY_ARM64] = UINT32_MAX;
	narrow.abi[LAY_I386] = narrow.abi[LAY_ARM32] = UINT32_MAX;
	put_size(calls, 8 * record->type->count, lay_cells_and(record->cells, wide));
	put_size(calls, 4 * record->type->count, lay_cells_and(record->cells, narrow));
}

void calls_put_records(struct calls *calls)
{
	struct calls_record record;
	struct lay_row row;
	size_t fields, sizes, i;
	bool is_union;

	/* More come while it goes on. */
	for (i = 0; i < calls->n_records; i++) {
		record = calls->records[i];
		fields = calls->fields.n;
		sizes = calls->sizes.n;
		put_sizes(calls, &record);
		if (record.node) {
			put_members(calls, &record);
		} else {
			row = (struct lay_row){ .cells = record.cells, .type = *record.type };
			put_field(calls, &record, "", "", &row, CALLS_NONE);
		}
		is_union = record.node && record.node->n_rows &&
			   record.node->rows[0].type.kind == LAY_UNION;
		out_printf(&calls->record_rows.rows, "\t{ %zu, %zu, %zu, %zu, %zu, %d },\n",
			   calls_name(calls, record.node ? record.name : ""), fields,
			   calls->fields.n - fields, sizes, calls->sizes.n - sizes, is_union);
		calls->record_rows.n++;
	}
}
