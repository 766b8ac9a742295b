/* SPDX-License-Identifier: MIT */
/* Which value travels in which slot: docs/rules.md P2.1 and P2.5, docs/language.md "Meaning". */
#include "xabic/model.h"

#include <string.h>

#include "xabic/attr.h"

static const struct base wide = { "u64", 8, false }, word = { "u32", 4, false };

/* Slots beyond the last are counted and not kept, so that the error can say how many there are. */
static void add_slot(struct slot *slots, size_t limit, size_t *n_slots, struct slot slot)
{
	if (*n_slots < limit)
		slots[*n_slots] = slot;
	(*n_slots)++;
}

static void add_in(struct decl *op, struct slot slot)
{
	add_slot(op->in, IN_SLOTS, &op->n_in, slot);
}

static void add_out(struct decl *op, struct slot slot)
{
	add_slot(op->out, OUT_SLOTS, &op->n_out, slot);
}

/* Slots of these names are generated, in every op that needs them. */
static bool is_generated(const struct decl *op, const char *name)
{
	size_t len = strlen(name), i;

	if (strcmp(name, "target") == 0 || strcmp(name, "each") == 0 || strcmp(name, "cursor") == 0)
		return true;
	for (i = 0; i < op->n_rows; i++) {
		const struct row *row = &op->rows[i];

		if (row_is(row, "writes") &&
		    strncmp(row->name.text, name, strlen(row->name.text)) == 0 &&
		    len == strlen(row->name.text) + 7 && strcmp(name + len - 7, "_needed") == 0)
			return true;
	}
	return false;
}

static void add_target(struct model *model, struct decl *op)
{
	const struct row *target = op_row(op, "target");
	const struct decl *resource;

	if (!target || target->n_names == 0)
		return;
	resource = model_find(model, OWNS(OWNER_RESOURCE), target->names[0].text);
	if (!resource->base) {
		model_error(model, "slot_type", target->names[0].place,
			    "'%s' has no number, so it is no target", target->names[0].text);
		return;
	}
	add_in(op, (struct slot){ .name = "target",
				  .type = resource->name.text,
				  .doc = "Whom it acts on.",
				  .base = resource->base });
}

static const char *unit_of(const struct marks *marks)
{
	size_t i;

	for (i = 0; i < marks->n_items; i++) {
		if (marks->items[i].attr->type == ATTR_UNIT)
			return marks->items[i].attr->keyword;
	}
	return NULL;
}

static void add_declared(struct model *model, struct decl *op, struct row *row)
{
	const struct tref *type = &row->type;
	struct slot slot = { .name = row->name.text,
			     .type = type->name.text,
			     .doc = row->doc.text,
			     .row = row,
			     .base = type->base };

	slot.unit = unit_of(&row->marks);
	if (!slot.unit && type->decl)
		slot.unit = unit_of(&type->decl->marks);
	if (is_generated(op, slot.name))
		model_error(model, "generated_slot", row->name.place,
			    "a slot '%s' is generated where it is needed, so none can be declared",
			    slot.name);
	if (!type->base || type->form != TREF_PLAIN) {
		model_error(model, "slot_type", type->name.place,
			    "a slot holds one number, and '%s' is not one",
			    tref_text(&model->arena, type));
		model_note(model, type->name.place,
			   "what is larger goes into a buffer: reads or writes");
		return;
	}
	if (row->attr->as == OWNER_IN) {
		row->slot = (uint32_t)op->n_in;
		add_in(op, slot);
	} else {
		row->slot = (uint32_t)op->n_out;
		add_out(op, slot);
	}
}

/* Buffers fill the last slots, in the order written: the address, then the size. */
static void add_buffer(struct model *model, struct decl *op, struct row *row, size_t n)
{
	const struct tref *type = &row->type;

	if (n < MAX_BUFFERS)
		op->buffers[n] = row;
	row->slot = (uint32_t)(IN_SLOTS - 2 * op->n_buffers + 2 * n);
	if (type->form == TREF_OPEN || (type->form == TREF_PLAIN && !type->base))
		return;
	model_error(model, "buffer_type", type->name.place,
		    "a buffer holds a struct or elements, not '%s'",
		    tref_text(&model->arena, type));
	model_note(model, type->name.place,
		   "for elements write '%s[]'; a single number goes in a slot", type->name.text);
}

/* `each`, then `<name>_needed`, then `cursor`. */
static void add_generated(struct model *model, struct decl *op)
{
	const struct row *time = op_row(op, "time"), *strided = NULL, *row;
	size_t i;

	for (i = 0; i < op->n_buffers; i++) {
		row = op->buffers[i];
		if (row->type.form != TREF_OPEN || !decl_grows(row->type.decl))
			continue;
		if (strided)
			model_error(
				model, "two_strides", row->name.place,
				"'%s' and '%s' both hold growing elements, and an op has one slot 'each'",
				strided->name.text, row->name.text);
		strided = row;
	}
	if (strided)
		add_in(op,
		       (struct slot){ "each", "u32", "bytes",
				      "Size of an element as the caller knows it.", NULL, &word });
	for (i = 0; i < op->n_buffers; i++) {
		row = op->buffers[i];
		if (row_is(row, "writes") &&
		    (tref_is_bytes(&row->type) ||
		     (row->type.form == TREF_PLAIN && decl_grows(row->type.decl))))
			add_out(op,
				(struct slot){
					arena_printf(&model->arena, "%s_needed", row->name.text),
					"u64", "bytes", "What a buffer for all of it would need.",
					NULL, &wide });
	}
	if (!time || !time->num.text || op_is_batch(op))
		return;
	add_in(op, (struct slot){ "cursor", "u64", NULL, "0, or as it came back with status again.",
				  NULL, &wide });
	add_out(op, (struct slot){ "cursor", "u64", NULL, "Where to go on.", NULL, &wide });
}

static void check_counts(struct model *model, const struct decl *op)
{
	const char *name = op->name.text;

	if (op->n_in + 2 * op->n_buffers > IN_SLOTS) {
		model_error(
			model, "too_many_slots", op->name.place,
			"op '%s' has %zu values in and %zu buffers of two slots each; there are %d slots",
			name, op->n_in, op->n_buffers, IN_SLOTS);
		model_note(model, op->name.place,
			   "target, each and cursor count too; or put values into a struct");
	}
	if (op->n_out > OUT_SLOTS)
		model_error(model, "too_many_slots", op->name.place,
			    "op '%s' has %zu values out; there are %d slots", name, op->n_out,
			    OUT_SLOTS);
}

static void resolve_op_slots(struct model *model, struct decl *op)
{
	size_t i, n = 0;

	if (op->n_buffers > MAX_BUFFERS) {
		model_error(model, "too_many_slots", op->name.place,
			    "op '%s' has %zu buffers; there is room for %d", op->name.text,
			    op->n_buffers, MAX_BUFFERS);
		return;
	}
	add_target(model, op);
	for (i = 0; i < op->n_rows; i++) {
		if (op->rows[i].attr->type == ATTR_SLOT)
			add_declared(model, op, &op->rows[i]);
		if (op->rows[i].attr->type == ATTR_BUFFER)
			add_buffer(model, op, &op->rows[i], n++);
	}
	add_generated(model, op);
	check_counts(model, op);
}

void resolve_slots(struct model *model)
{
	size_t i;

	for (i = 0; i < model->n_ops; i++)
		resolve_op_slots(model, model->ops[i]);
}
