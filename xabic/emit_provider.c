/* SPDX-License-Identifier: MIT */
/*
 * A provider's side in C, gnu99, freestanding: `provider-header` declares the handlers that are
 * written by hand, `provider-tables` says what base.probe can be asked, `provider`
 * (emit_provider_calls.c) checks a call and hands it to its handler. See docs/provider.md.
 */
#include "xabic/emit_provider.h"

#include <stdlib.h>

static int compare_ops(const void *left, const void *right)
{
	const struct decl *a = *(struct decl *const *)left, *b = *(struct decl *const *)right;

	return a->number < b->number ? -1 : a->number > b->number;
}

struct emitter provider_start(struct model *model, struct out *out, const char *output)
{
	struct emitter e = { .model = model, .arena = &model->arena, .out = out };
	size_t room = model->n_decls + 1;

	e.ops = arena_alloc(e.arena, room * sizeof(*e.ops));
	e.checked = arena_alloc(e.arena, room * sizeof(bool));
	e.cleared = arena_alloc(e.arena, room * sizeof(bool));
	if (model->n_ops) {
		memcpy(e.ops, model->ops, model->n_ops * sizeof(*e.ops));
		qsort(e.ops, model->n_ops, sizeof(*e.ops), compare_ops);
	}
	put(&e,
	    "/* SPDX-License-Identifier: MIT */\n"
	    "/* Made by `xabic gen %s` from %s; not for editing. */\n",
	    output, model_sources(model));
	return e;
}

void provider_take(struct emitter *e, size_t n)
{
	e->op = e->ops[n];
	e->name = say(e, "%s_%s", e->op->extension->name.text, e->op->name.text);
	e->macro = name_upper(e->arena, e->name);
}

const char *c_type(struct emitter *e, const struct base *base, const struct decl *type)
{
	return base ? say(e, "%sint%u_t", base->is_signed ? "" : "u", 8 * base->size)
		    : say(e, "struct xabi_%s", type->name.text);
}

/* ---- what is what ---- */

bool is_zero(const struct row *row)
{
	return row && mark_find(&row->marks, "zero");
}

bool is_list(const struct row *buffer)
{
	return buffer->type.form == TREF_OPEN;
}

bool is_typed(const struct row *buffer)
{
	return is_list(buffer) && !tref_is_bytes(&buffer->type);
}

size_t buffer_named(const struct decl *op, const char *name)
{
	size_t i;

	for (i = 0; i < op->n_buffers && strcmp(op->buffers[i]->name.text, name) != 0; i++)
		;
	return i;
}

size_t sized_by(struct emitter *e, const struct slot *slot)
{
	const struct decl *op = e->op;
	size_t i;

	for (i = 0; i < op->n_buffers; i++) {
		if (!slot->row && !is_list(op->buffers[i]) &&
		    strcmp(say(e, "%s_needed", op->buffers[i]->name.text), slot->name) == 0)
			break;
	}
	return i;
}

/* Zeros, the stride and the size of a growing struct are the decoder's business. */
static bool handler_takes(const struct slot *slot)
{
	return slot->row ? !is_zero(slot->row) : strcmp(slot->name, "each") != 0;
}

static bool handler_gives(struct emitter *e, const struct slot *slot)
{
	return !is_zero(slot->row) && sized_by(e, slot) == e->op->n_buffers;
}

bool is_of_state(struct emitter *e, const struct row *fails)
{
	size_t i;

	for (i = 0; i < fails->n_atoms; i++) {
		if (atom_is_of_state(e->model, e->op, &fails->atoms[i]))
			return true;
	}
	return false;
}

struct limits limits_of(const struct base *base, const struct decl *type, const struct marks *marks)
{
	const struct marks *both[] = { marks, type ? &type->marks : NULL };
	struct limits limits = { 0, base_max(base), 0 };
	const struct mark *range;
	uint64_t value;
	size_t i;

	for (i = 0; i < 2; i++) {
		range = both[i] ? mark_find(both[i], "range") : NULL;
		if (range && range->num.value > limits.low)
			limits.low = range->num.value;
		if (range && range->to.value < limits.high)
			limits.high = range->to.value;
	}
	if (decl_is(type, ENUMS))
		limits = (struct limits){ .low = UINT64_MAX };
	for (i = 0; decl_is(type, ENUMS | OWNS(OWNER_FLAGS)) && i < type->n_rows; i++) {
		value = type->rows[i].num.value;
		if (decl_is(type, OWNS(OWNER_FLAGS)))
			limits.flags |= UINT64_C(1) << value;
		else if (value < limits.low)
			limits.low = value;
		if (decl_is(type, ENUMS) && value > limits.high)
			limits.high = value;
	}
	return limits;
}

/* ---- the header ---- */

/* No name of the spec ends in '_', so one that would meet a name of this output's own gets one. */
static const char *parameter(struct emitter *e, const char *name)
{
	return strcmp(name, "caller") == 0 || strncmp(name, "ret_", 4) == 0
		       ? say(e, "%s_", name)
		       : name_mangle(e->arena, LANGUAGE_C, name);
}

void put_arguments(struct emitter *e, bool declare)
{
	const struct decl *op = e->op;
	const struct row *buffer;
	const char *type, *name;
	size_t i;

	for (i = 0; i < op->n_in; i++) {
		type = c_type(e, op->in[i].base, NULL);
		if (handler_takes(&op->in[i]) && declare)
			put(e, ",\n\t%s %s", type, parameter(e, op->in[i].name));
		else if (handler_takes(&op->in[i]))
			put(e, ", (%s)in[%zu]", type, i);
	}
	for (i = 0; i < op->n_buffers; i++) {
		buffer = op->buffers[i];
		type = c_type(e, buffer->type.base, buffer->type.decl);
		name = buffer->name.text;
		if (!declare)
			put(e, ", &%c%zu", is_list(buffer) ? 'b' : 'v', i);
		else if (is_list(buffer))
			put(e, ",\n\tstruct xabi_buffer *%s", parameter(e, name));
		else if (row_is(buffer, "reads"))
			put(e, ",\n\tconst %s *%s", type, parameter(e, name));
		else
			put(e, ",\n\t%s *ret_%s", type, name);
	}
	for (i = 0; i < op->n_out; i++) {
		if (handler_gives(e, &op->out[i]) && declare)
			put(e, ",\n\tuint64_t *ret_%s", op->out[i].name);
		else if (handler_gives(e, &op->out[i]))
			put(e, ", &call->out[%zu]", i);
	}
}

const char *accessor(struct emitter *e, const struct row *buffer)
{
	const char *type = c_type(e, buffer->type.base, buffer->type.decl);
	bool reads = row_is(buffer, "reads");

	return say(e, "bool xabi_%s_%s_%s(struct xabi_buffer *buffer, %s %s%s)", e->name,
		   buffer->name.text, reads ? "next" : "put", type,
		   reads || !buffer->type.base ? "*" : "", reads ? "ret_element" : "element");
}

/* A handler's statuses are closed: the op's state failures, and what any op may meet. */
static bool handler_ends(struct emitter *e, const struct row *status)
{
	const char *name = status->name.text;
	const struct row *row;
	size_t i;

	if (strcmp(name, "again") == 0 && op_row(e->op, "time")->num.text)
		return true;
	if (status->num.value == 0 || strcmp(name, "not_allowed") == 0 ||
	    strcmp(name, "no_memory") == 0)
		return true;
	for (i = 0; i < e->op->n_rows; i++) {
		row = &e->op->rows[i];
		if (row->attr->type == ATTR_FAILS && row->status == status->num.value &&
		    is_of_state(e, row))
			return true;
	}
	return false;
}

static void declare_op(struct emitter *e)
{
	const struct row *time = op_row(e->op, "time"), *status;
	const char *name;
	size_t i;

	put(e, "\n/* ---- %s.%s ---- */\n\n", e->op->extension->name.text, e->op->name.text);
	if (time->num.text)
		put(e, "#define XABI_SLICE_%s %" PRIu64 " /* %s */\n", e->macro, time->num.value,
		    time->name.text);
	put(e, "enum xabi_%s_status {\n", e->name);
	for (i = 0; e->model->errors && i < e->model->errors->n_rows; i++) {
		status = &e->model->errors->rows[i];
		name = name_upper(e->arena, status->name.text);
		if (handler_ends(e, status))
			put(e, "\tXABI_DO_%s_%s = XABI_STATUS_%s,\n", e->macro, name, name);
	}
	put(e, "};\n");
	for (i = 0; i < e->op->n_buffers; i++) {
		if (is_typed(e->op->buffers[i]))
			put(e, "%s;\n", accessor(e, e->op->buffers[i]));
	}
	put(e, "enum xabi_%s_status xabi_do_%s(struct xabi_caller *caller", e->name, e->name);
	put_arguments(e, true);
	put(e, ");\n");
}

void emit_provider_header(struct model *model, struct out *out)
{
	struct emitter e = provider_start(model, out, "provider-header");
	size_t i;

	put(&e,
	    "#ifndef XABI_PROVIDER_H\n#define XABI_PROVIDER_H\n\n"
	    "/* Places of the ops, by number: in xabi_ops[], and bits of a mask. */\n"
	    "#define XABI_OPS %zu\n#define XABI_MASK_BYTES %zu\n\n"
	    "#include \"provider/core/core.h\"\n\n",
	    model->n_ops, (model->n_ops + 7) / 8);
	for (i = 0; i < model->n_ops; i++) {
		provider_take(&e, i);
		put(&e, "#define XABI_INDEX_%s %zu\n", e.macro, i);
	}
	for (i = 0; i < model->n_ops; i++) {
		provider_take(&e, i);
		declare_op(&e);
	}
	put(&e, "\n#endif\n");
}

/* ---- the tables ---- */

/* `known` of base.probe: the flags, or the largest number. */
static uint64_t known(const struct base *base, const struct decl *type, const struct marks *marks)
{
	struct limits limits = limits_of(base, type, marks);

	return decl_is(type, OWNS(OWNER_FLAGS)) ? limits.flags : limits.high;
}

/* What is zero is not there yet. Of an array of structs the first element stands for all. */
static void put_known_fields(struct emitter *e, const struct row *buffer, const struct decl *type,
			     uint32_t at)
{
	const struct row *field;
	size_t i;

	for (i = 0; i < type->n_rows; i++) {
		field = &type->rows[i];
		if (!field->type.base)
			put_known_fields(e, buffer, field->type.decl, at + field->offset);
		else if (!is_zero(field))
			put(e, "\tXABI_KNOWN_FIELD(XABI_OP_%s, %u, %u, 0x%" PRIx64 "),\n", e->macro,
			    buffer->slot, at + field->offset,
			    known(field->type.base, field->type.decl, &field->marks));
	}
}

static void put_known(struct emitter *e)
{
	const struct decl *op = e->op;
	const struct row *row;
	size_t i;

	for (i = 0; i < op->n_in; i++) {
		row = op->in[i].row;
		if (!is_zero(row))
			put(e, "\tXABI_KNOWN_SLOT(XABI_OP_%s, %zu, 0x%" PRIx64 "),\n", e->macro, i,
			    known(op->in[i].base, row ? row->type.decl : NULL,
				  row ? &row->marks : NULL));
	}
	for (i = 0; i < op->n_buffers; i++)
		put(e, "\tXABI_KNOWN_BUFFER(XABI_OP_%s, %u, %u),\n", e->macro, op->buffers[i]->slot,
		    tref_element_size(&op->buffers[i]->type));
	for (i = 0; i < op->n_buffers; i++) {
		if (!op->buffers[i]->type.base)
			put_known_fields(e, op->buffers[i], op->buffers[i]->type.decl, 0);
	}
}

void emit_provider_tables(struct model *model, struct out *out)
{
	struct emitter e = provider_start(model, out, "provider-tables");
	size_t i;

	put(&e, "#include \"provider/core/probe.h\"\n\nconst uint16_t xabi_ops[] = {\n");
	for (i = 0; i < model->n_ops; i++) {
		provider_take(&e, i);
		put(&e, "\tXABI_OP_%s,\n", e.macro);
	}
	put(&e, "};\n\nconst struct xabi_known xabi_known[] = {\n");
	for (i = 0; i < model->n_ops; i++) {
		provider_take(&e, i);
		put_known(&e);
	}
	put(&e, "};\nconst uint32_t xabi_n_known = sizeof(xabi_known) / sizeof(xabi_known[0]);\n"
		"\nconst struct xabi_cursor xabi_cursors[] = {\n");
	for (i = 0; i < model->n_ops; i++) {
		provider_take(&e, i);
		/* It is generated, and the last of the slots on either side. */
		if (op_row(e.op, "time")->num.text && !op_is_batch(e.op))
			put(&e, "\t{ XABI_OP_%s, %zu, %zu },\n", e.macro, e.op->n_in - 1,
			    e.op->n_out - 1);
	}
	put(&e, "\t{ 0, 0, 0 }, /* the end: no op has number 0 */\n};\n");
}
