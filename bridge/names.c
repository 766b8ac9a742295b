/* SPDX-License-Identifier: MIT */
/* Rows of the catalogue's tables by name. For what is written by hand; it runs once per plan or on rare calls. */
#include <string.h>

#include "bridge/bridge.h"
#include "codec/walk_inner.h"

const struct walk_hypercall *bridge_hypercall(const char *name)
{
	uint16_t i;

	for (i = 0; i < walk_n_hypercalls; i++)
		if (strcmp(walk_names + walk_hypercalls[i].name, name) == 0)
			return &walk_hypercalls[i];
	return NULL;
}

const struct walk_op *bridge_op(const struct walk_hypercall *call, const char *name)
{
	const struct walk_op *op = call ? walk_ops + call->ops : NULL;
	uint16_t i;

	for (i = 0; op && i < call->n_ops; i++)
		if (op[i].parent == WALK_NONE && strcmp(walk_names + op[i].name, name) == 0)
			return &op[i];
	return NULL;
}

/* The record's field whose name is the first LEN of NAME, also in what has no name itself. */
static const struct walk_field *field_named(const struct walk *walk, uint16_t record,
					    const char *name, size_t len, uint32_t *at)
{
	const struct walk_field *field, *below;
	const char *own;
	uint32_t bytes, inner;
	uint16_t i;

	record = walk_record_here(walk, record, &bytes);
	for (i = 0; record != WALK_NONE && i < walk_records[record].n_fields; i++) {
		field = &walk_fields[walk_records[record].fields + i];
		own = walk_names + field->name;
		inner = *at + field->offset;
		if (!walk_holds(walk, field->where))
			continue;
		if (field->name && strncmp(own, name, len) == 0 && !own[len]) {
			*at = inner;
			return field;
		}
		if (field->name || field->kind < WALK_STRUCT)
			continue;
		below = field_named(walk, field->record, name, len, &inner);
		if (below) {
			*at = inner;
			return below;
		}
	}
	return NULL;
}

const struct walk_field *bridge_field(const struct walk *walk, const struct walk_op *op,
				      const char *path, uint32_t *ret_at)
{
	const struct walk_field *field = NULL;
	uint16_t record = op->record;
	size_t len;

	*ret_at = 0;
	for (; *path; path += len + (path[len] == '.')) {
		len = strcspn(path, ".");
		field = field_named(walk, record, path, len, ret_at);
		if (!field)
			return NULL;
		record = field->record;
	}
	return field;
}

uint64_t bridge_get(const struct walk *walk, const struct walk_op *op, const uint8_t *data,
		    const char *path)
{
	uint32_t at;
	const struct walk_field *field = bridge_field(walk, op, path, &at);

	return field ? walk_field_value(walk, field, data + at) : 0;
}

void bridge_put(const struct walk *walk, const struct walk_op *op, uint8_t *data, const char *path,
		uint64_t value)
{
	uint32_t at;
	const struct walk_field *field = bridge_field(walk, op, path, &at);

	if (field)
		memcpy(data + at, &value, walk_field_bytes(walk, field));
}

uint64_t bridge_symbol(const struct walk *walk, const struct walk_op *op, const char *path,
		       const char *name)
{
	uint32_t at;
	const struct walk_field *field = bridge_field(walk, op, path, &at);
	const struct walk_show *show = field ? &walk_shows[field->show] : NULL;
	const struct walk_symbol *symbol;
	uint16_t i;

	for (i = 0; show && i < show->n_symbols; i++) {
		symbol = &walk_symbols[show->symbols + i];
		if (strcmp(walk_names + symbol->name, name) == 0)
			return symbol->value | (uint64_t)symbol->value_high << 32;
	}
	return UINT64_MAX;
}
