/* SPDX-License-Identifier: MIT */
/* Names in an op's rows, and what its argument is made of. */
#include "xencat/ops_check.h"

#include <string.h>

#define MAX_DEPTH 8

const char *ops_name(struct arena *arena, const struct ops_op *op)
{
	return op->constant ? arena_printf(arena, "%s.%s", op->hypercall->name, op->name)
			    : op->hypercall->name;
}

/* Where a constant exists. */
static struct lay_cells constant_cells(const struct lay_set *lay, const char *name)
{
	struct lay_cells cells = { 0 };
	const struct lay_entry *entry;
	size_t i;

	for (i = 0; i < lay->constants.n_entries; i++) {
		entry = &lay->constants.entries[i];
		if (strcmp(entry->name, name) == 0)
			cells = lay_cells_or(cells, lay_node_cells(entry->node));
	}
	return cells;
}

struct lay_cells ops_cells(const struct lay_set *lay, const struct ops_op *op)
{
	struct lay_cells cells = constant_cells(lay, op->hypercall->constant);
	struct lay_span span;
	size_t at, len;

	for (; op; op = op->parent) {
		if (op->constant)
			cells = lay_cells_and(cells, constant_cells(lay, op->constant));
		if (op->built &&
		    !lay_span_parse(&lay->known, op->built, strlen(op->built), &span, &at, &len))
			cells = lay_cells_and(cells, span.cells);
	}
	return cells;
}

/* The row of a handle, also of the op above. */
static const struct ops_handle *handle_row(const struct ops_op *op, const char *path)
{
	const struct ops_handle *handle = NULL;
	const struct ops_op *common = op->common;

	for (; op && !handle; op = op->parent)
		handle = ops_handle_find(op, path);
	return handle || !common ? handle : ops_handle_find(common, path);
}

static bool field_anywhere(const struct lay_set *lay, const char *type, const char *path,
			   struct lay_field *ret_field)
{
	size_t i = lay->known.n_releases;
	unsigned int abi;

	while (i-- > 0)
		for (abi = 0; abi < LAY_ABIS; abi++)
			if (lay_field(lay, type, path, lay->numbers[i], (enum lay_abi)abi,
				      ret_field))
				return true;
	return false;
}

bool ops_is_register(const struct ops_hypercall *call, const char *name)
{
	size_t i;

	if (strcmp(name, "argument") == 0)
		return call->argument_register != OPS_NONE;
	for (i = 0; i < OPS_REGISTERS; i++)
		if (call->registers[i] && strcmp(call->registers[i], name) == 0)
			return true;
	return false;
}

/* The type that PATH, a handle, points to; NULL if nothing says. */
static const char *pointed_type(struct arena *arena, const struct lay_set *lay,
				const struct ops_op *op, const char *path)
{
	const struct ops_handle *handle = handle_row(op, path);
	struct lay_field field = { 0 };

	if (handle && handle->type)
		return handle->type;
	return ops_field(arena, lay, op, path, &field) ? field.type : NULL;
}

bool ops_field(struct arena *arena, const struct lay_set *lay, const struct ops_op *op,
	       const char *path, struct lay_field *ret_field)
{
	const char *type = op->type, *deeper = NULL, *next = strstr(path, "[].");

	while (next) { /* the last one */
		deeper = next;
		next = strstr(next + 1, "[].");
	}
	if (deeper) {
		type = pointed_type(arena, lay, op,
				    arena_strndup(arena, path, (size_t)(deeper - path)));
		path = deeper + 3;
	} else if (ops_is_register(op->hypercall, path)) {
		*ret_field = (struct lay_field){ .kind = LAY_UNSIGNED, .size = 8, .count = 1 };
		return true;
	} else if (path[0] == '.') {
		type = op->hypercall->type;
		path++;
	} else if (op->shape == OPS_PAYLOAD) {
		path = arena_printf(arena, "%s.%s", op->path, path);
	}
	return type && field_anywhere(lay, type, path, ret_field);
}

struct walk {
	struct arena *arena;
	const struct lay_set *lay;
	const struct ops_op *op;
	ops_take *take;
	void *context;
	const char **seen; /* paths */
	size_t n_seen;
};

static void walk_type(struct walk *walk, const char *type, const char *path, unsigned int depth);

static bool seen(struct walk *walk, const char *path)
{
	size_t i;

	for (i = 0; i < walk->n_seen; i++)
		if (strcmp(walk->seen[i], path) == 0)
			return true;
	*arena_push(walk->arena, walk->seen, walk->n_seen) = path;
	return false;
}

static void walk_members(struct walk *walk, const struct lay_node *node, const char *path,
			 unsigned int depth)
{
	const struct ops_handle *handle;
	const struct lay_type *type;
	const struct lay_node *child;
	const char *below;
	size_t i, j;

	for (i = 0; i < node->n_children && depth < MAX_DEPTH; i++) {
		child = node->children[i];
		below = !child->name ? path
			: *path      ? arena_printf(walk->arena, "%s.%s", path, child->name)
				     : child->name;
		if (child->name && seen(walk, below))
			continue;
		handle = handle_row(walk->op, below);
		walk->take(walk->context, below, child, node, handle);
		walk_members(walk, child, below, depth + 1);
		for (j = 0; j < child->n_rows; j++) {
			type = &child->rows[j].type;
			if (type->kind == LAY_HANDLE)
				walk_type(walk, handle && handle->type ? handle->type : type->name,
					  arena_printf(walk->arena, "%s[]", below), depth + 1);
			else if (type->name)
				walk_type(walk, type->name, below, depth + 1);
		}
	}
}

/* A path is walked once: what several releases call the same is the same. */
static void walk_type(struct walk *walk, const char *type, const char *path, unsigned int depth)
{
	const struct lay_index *types = &walk->lay->types;
	size_t i;

	for (i = 0; i < types->n_entries; i++)
		if (types->entries[i].node->tag == LAY_RECORD &&
		    strcmp(types->entries[i].name, type) == 0)
			walk_members(walk, types->entries[i].node, path, depth);
}

/* The node of the field that an op's payload is; NULL if there is none. */
static const struct lay_node *payload_node(const struct lay_set *lay, const struct ops_op *op)
{
	const struct lay_entry *entry;
	const struct lay_node *node;
	const char *path = op->path;
	size_t i, len, index;

	for (i = 0; i < lay->types.n_entries; i++) {
		entry = &lay->types.entries[i];
		if (entry->node->tag == LAY_RECORD && strcmp(entry->name, op->type) == 0)
			break;
	}
	node = i < lay->types.n_entries ? entry->node : NULL;
	for (; node && *path; path += len + (path[len] == '.')) {
		len = strcspn(path, ".");
		node = lay_node_child(node, LAY_FIELD, arena_strndup(lay->arena, path, len), 0,
				      &index);
	}
	return node;
}

void ops_walk(struct arena *arena, const struct lay_set *lay, const struct ops_op *op,
	      ops_take *take, void *context)
{
	struct walk walk = {
		.arena = arena, .lay = lay, .op = op, .take = take, .context = context
	};
	const struct ops_op *up;
	const struct lay_node *node;
	size_t i;

	for (up = op; up; up = up->parent ? up->parent : up->common)
		for (i = 0; i < up->n_handles; i++)
			if (up->handles[i].type &&
			    ops_is_register(op->hypercall, up->handles[i].path))
				walk_type(&walk, up->handles[i].type,
					  arena_printf(arena, "%s[]", up->handles[i].path), 0);
	if (op->shape == OPS_PAYLOAD) {
		node = payload_node(lay, op);
		if (!node)
			return;
		walk_members(&walk, node, "", 0);
		for (i = 0; i < node->n_rows; i++)
			if (node->rows[i].type.name && node->rows[i].type.kind != LAY_HANDLE)
				walk_type(&walk, node->rows[i].type.name, "", 0);
	} else if ((op->shape == OPS_STRUCT || op->shape == OPS_VARBUF) &&
		   (!op->hypercall->type || strcmp(op->type, op->hypercall->type) != 0)) {
		walk_type(&walk, op->type, "", 0);
	}
}
