/* SPDX-License-Identifier: MIT */
/*
 * `xabi_trace.c`: what codec/print.c prints a call by. Freestanding C: names of ops, slots,
 * enums and flags.
 */
#include "xabic/output.h"

#include <inttypes.h>
#include <string.h>

#include "xabic/binding.h"

struct emitter {
	struct model *model;
	struct arena *arena;
	struct out *out;
	const char **types; /* names of those that are out already */
	size_t n_types;
};

/* True the first time. */
static bool is_new_type(struct emitter *e, const char *name)
{
	size_t i;

	for (i = 0; i < e->n_types; i++) {
		if (strcmp(e->types[i], name) == 0)
			return false;
	}
	*arena_push(e->arena, e->types, e->n_types) = name;
	return true;
}

/* "port" or, of a buffer of elements, "port_each". */
static const char *type_id(struct emitter *e, const char *name, bool elements)
{
	return arena_printf(e->arena, "%s%s", name, elements ? "_each" : "");
}

static void emit_values(struct emitter *e, const struct decl *decl)
{
	bool flags = decl_is(decl, OWNS(OWNER_FLAGS));
	uint64_t value;
	size_t i;

	out_printf(e->out, "\nstatic const struct print_value values_%s[] = {\n", decl->name.text);
	for (i = 0; i < decl->n_rows; i++) {
		value = flags ? UINT64_C(1) << decl->rows[i].num.value : decl->rows[i].num.value;
		out_printf(e->out, "\t{ \"%s\", UINT64_C(0x%" PRIx64 ") },\n",
			   decl->rows[i].name.text, value);
	}
	out_text(e->out, "};\n");
}

/* DECL is NULL for an integer, BASE for a struct. */
static void emit_type(struct emitter *e, const char *name, const struct decl *decl,
		      const struct base *base, bool elements, uint32_t bytes)
{
	bool flags = decl_is(decl, OWNS(OWNER_FLAGS)),
	     valued = flags || decl_is(decl, OWNS(OWNER_ENUM) | OWNS(OWNER_ERRORS));
	const char *id = type_id(e, name, elements), *kind = "NUMBER";

	if (!is_new_type(e, id))
		return;
	if (valued && !elements)
		emit_values(e, decl);
	if (flags)
		kind = "FLAGS";
	else if (valued)
		kind = "ENUM";
	else if (decl && strcmp(decl->name.text, "gpa") == 0)
		kind = "ADDRESS";
	else if (base && base->is_signed)
		kind = "SIGNED";
	out_printf(e->out, "\nstatic const struct print_type type_%s = {\n\t\"%s%s\", PRINT_%s, %u",
		   id, name, elements ? "[]" : "", kind, bytes);
	if (valued && !elements)
		out_printf(e->out, ", %zu, values_%s\n};\n", decl->n_rows, name);
	else
		out_text(e->out, ", 0, NULL\n};\n");
}

static void emit_slot_types(struct emitter *e, const struct slot *slots, size_t n_slots)
{
	size_t i;

	for (i = 0; i < n_slots; i++)
		emit_type(e, slots[i].type, slot_decl(e->model, &slots[i]), slots[i].base, false,
			  slots[i].base->size);
}

static void emit_slots(struct emitter *e, const struct slot *slots, size_t n_slots)
{
	size_t i;

	for (i = 0; i < n_slots; i++) {
		out_printf(e->out, "\t{ \"%s\", &type_%s, ", slots[i].name, slots[i].type);
		out_printf(e->out, slots[i].unit ? "\"%s\"" : "NULL", slots[i].unit);
		out_printf(e->out, ", %zu, 0 },\n", i);
	}
}

static void emit_op(struct emitter *e, const struct decl *op)
{
	const struct row *buffer;
	size_t i;

	if (op->n_in + op->n_buffers + op->n_out == 0)
		return;
	emit_slot_types(e, op->in, op->n_in);
	emit_slot_types(e, op->out, op->n_out);
	for (i = 0; i < op->n_buffers; i++) {
		const struct tref *type = &op->buffers[i]->type;

		emit_type(e, type->name.text, type->decl, type->base, type->form == TREF_OPEN,
			  tref_element_size(type));
	}
	out_printf(e->out, "\nstatic const struct print_slot slots_%s_%s[] = {\n",
		   op->extension->name.text, op->name.text);
	emit_slots(e, op->in, op->n_in);
	for (i = 0; i < op->n_buffers; i++) {
		buffer = op->buffers[i];
		out_printf(e->out, "\t{ \"%s\", &type_%s, NULL, %u, %d },\n", buffer->name.text,
			   type_id(e, buffer->type.name.text, buffer->type.form == TREF_OPEN),
			   buffer->slot, row_is(buffer, "writes"));
	}
	emit_slots(e, op->out, op->n_out);
	out_text(e->out, "};\n");
}

void emit_trace(struct model *model, struct out *out)
{
	struct emitter e = { model, &model->arena, out, NULL, 0 };
	const struct decl *op, *errors = model->errors;
	size_t i;

	out_printf(out,
		   "/* SPDX-License-Identifier: MIT */\n/* %s */\n"
		   "#include \"codec/print.h\"\n",
		   made_by(model, "trace"));
	for (i = 0; i < model->n_ops; i++)
		emit_op(&e, model->ops[i]);
	out_text(out, "\nconst struct print_op print_ops[] = {\n");
	for (i = 0; i < model->n_ops; i++) {
		op = model->ops[i];
		out_printf(out, "\t{ 0x%04x, %zu, %zu, %zu, \"%s.%s\", ", op->number, op->n_in,
			   op->n_buffers, op->n_out, op->extension->name.text, op->name.text);
		if (op->n_in + op->n_buffers + op->n_out)
			out_printf(out, "slots_%s_%s },\n", op->extension->name.text,
				   op->name.text);
		else
			out_text(out, "NULL },\n");
	}
	out_printf(out, "};\n\nconst uint16_t print_n_ops = %zu;\n", model->n_ops);
	if (errors && is_new_type(&e, errors->name.text))
		emit_values(&e, errors);
	out_text(out, "\nconst struct print_type print_status = {\n\t\"status\", PRINT_ENUM, ");
	if (errors)
		out_printf(out, "%u, %zu, values_%s\n};\n", errors->base->size, errors->n_rows,
			   errors->name.text);
	else
		out_text(out, "2, 0, NULL\n};\n");
}
