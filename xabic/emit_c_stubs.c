/* SPDX-License-Identifier: MIT */
/*
 * A static inline C function for each op, over libxabi's xabi_call() (`xabi_ops.h`) or over a
 * guest's trap (for emit_guest.c).
 */
#include "xabic/output.h"

#include <stdarg.h>
#include <string.h>

#include "xabic/binding.h"

struct dialect {
	bool guest;
	const char *result;   /* the type of what a stub returns */
	const char *variable; /* its name */
	const char *call;     /* how CALL, a struct xabi_call, is carried out */
	const char *ok;
	const char *again;
};

static const struct dialect user = {
	.result = "int",
	.variable = "code",
	.call = "xabi_call(xabi, &call)",
	.ok = "!code",
	.again = "xabi_last_error(xabi)->status == XABI_STATUS_AGAIN",
};

static const struct dialect guest = {
	.guest = true,
	.result = "uint16_t",
	.variable = "status",
	.call = "XABI_GUEST_CALL(&call)",
	.ok = "status == XABI_STATUS_OK",
	.again = "status == XABI_STATUS_AGAIN",
};

/* Things with commas between them. */
struct list {
	const char **items;
	size_t n_items;
};

struct emitter {
	struct model *model;
	struct arena *arena;
	struct out *out;
	const struct dialect *dialect;
};

static void add(struct emitter *e, struct list *list, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void add(struct emitter *e, struct list *list, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*arena_push(e->arena, list->items, list->n_items) = arena_vprintf(e->arena, format, args);
	va_end(args);
}

/* BEFORE, which ends in COLUMN, the items, AFTER: on as many lines as they need. */
static void emit_list(struct emitter *e, const char *before, size_t column, const char *indent,
		      const struct list *list, const char *after)
{
	size_t i, len;

	out_text(e->out, before);
	for (i = 0; i < list->n_items; i++) {
		len = strlen(list->items[i]) + (i + 1 == list->n_items ? strcspn(after, "\n") : 1);
		if (i && column + 1 + len > 100) {
			out_printf(e->out, ",\n%s", indent);
			column = 8 * strlen(indent);
		} else if (i) {
			out_text(e->out, ", ");
			column += 2;
		}
		out_text(e->out, list->items[i]);
		column += strlen(list->items[i]);
	}
	out_text(e->out, after);
}

/* ---- names ---- */

static const char *parameter(struct emitter *e, const char *name)
{
	return name_own(e->arena, LANGUAGE_C, " call code cursor done here status xabi ", name);
}

/* ---- parameters ---- */

static void add_buffer_parameter(struct emitter *e, struct list *list, const struct row *buffer)
{
	const char *name = parameter(e, buffer->name.text), *type;
	bool reads = row_is(buffer, "reads");

	if (e->dialect->guest) {
		add(e, list, "uint64_t %s", name);
		add(e, list, "uint64_t %s_bytes", name);
		return;
	}
	type = buffer_form(buffer) == BUFFER_BYTES ? "void"
						   : tref_type(e->arena, LANGUAGE_C, &buffer->type);
	if (reads)
		add(e, list, "const %s *%s", type, name);
	else
		add(e, list, "%s *ret_%s", type, buffer->name.text);
	if (buffer_form(buffer) == BUFFER_BYTES)
		add(e, list, "size_t %s_bytes", name);
	else if (buffer_form(buffer) == BUFFER_ELEMENTS && !buffer->like)
		add(e, list, "size_t n_%s", name);
}

static void emit_head(struct emitter *e, const struct decl *op)
{
	const char *before =
		arena_printf(e->arena, "static inline %s xabi_%s_%s(", e->dialect->result,
			     op->extension->name.text, op->name.text);
	struct list list = { 0 };
	size_t i;

	if (!e->dialect->guest)
		add(e, &list, "struct xabi *xabi");
	for (i = 0; i < op->n_in; i++) {
		if (slot_is_passed(&op->in[i]))
			add(e, &list, "%s %s", base_type(LANGUAGE_C, op->in[i].base),
			    parameter(e, op->in[i].name));
	}
	for (i = 0; i < op->n_buffers; i++)
		add_buffer_parameter(e, &list, op->buffers[i]);
	if (op_shape(op) == SHAPE_CURSOR)
		add(e, &list, "uint64_t *cursor");
	for (i = 0; i < op->n_out; i++) {
		if (slot_is_passed(&op->out[i]))
			add(e, &list, "%s *ret_%s", base_type(LANGUAGE_C, op->out[i].base),
			    op->out[i].name);
	}
	if (!list.n_items)
		add(e, &list, "void");
	emit_list(e, before, strlen(before), "\t\t", &list, ")\n{\n");
}

/* ---- one call ---- */

static const char *slot_value(struct emitter *e, const struct decl *op, const struct slot *slot)
{
	const char *name = parameter(e, slot->name);

	if (slot_is(slot, "cursor"))
		return "here";
	if (slot_is_zero(slot))
		return "0";
	if (slot_is(slot, "each"))
		return arena_printf(e->arena, "sizeof(%s)",
				    tref_type(e->arena, LANGUAGE_C, &op_strided(op)->type));
	if (slot->base->is_signed)
		return arena_printf(e->arena, "(uint%u_t)%s", 8 * slot->base->size, name);
	return name;
}

/* The number of a user's elements; those of a buffer `like` another are as many. */
static const char *count_name(struct emitter *e, const struct row *buffer)
{
	while (buffer->like)
		buffer = buffer->like;
	return arena_printf(e->arena, "n_%s", parameter(e, buffer->name.text));
}

static const char *buffer_name(struct emitter *e, const struct row *buffer)
{
	if (e->dialect->guest || row_is(buffer, "reads"))
		return parameter(e, buffer->name.text);
	return arena_printf(e->arena, "ret_%s", buffer->name.text);
}

/* The whole buffer; of a batch only what is not done yet. */
static void add_buffer_value(struct emitter *e, struct list *list, const struct decl *op,
			     const struct row *buffer)
{
	const char *name = buffer_name(e, buffer), *plain = parameter(e, buffer->name.text);
	bool rest = op_shape(op) == SHAPE_BATCH && buffer_form(buffer) == BUFFER_ELEMENTS;
	const char *done = arena_printf(e->arena, "done * sizeof(%s)",
					tref_type(e->arena, LANGUAGE_C, &buffer->type));

	if (e->dialect->guest) {
		add(e, list, rest ? "%s + %s" : "%s", name, done);
		add(e, list, rest ? "%s_bytes - %s" : "%s_bytes", plain, done);
		return;
	}
	add(e, list, rest ? "(uintptr_t)(%s + done)" : "(uintptr_t)%s", name);
	if (buffer_form(buffer) == BUFFER_BYTES)
		add(e, list, "%s_bytes", plain);
	else if (buffer_form(buffer) == BUFFER_STRUCT)
		add(e, list, "sizeof(*%s)", name);
	else
		add(e, list, rest ? "(%s - done) * sizeof(*%s)" : "%s * sizeof(*%s)",
		    count_name(e, buffer), name);
}

/* Slots in their order: the values, zeroes, the buffers. */
static void emit_call(struct emitter *e, const struct decl *op, const char *indent)
{
	const char *before = arena_printf(e->arena, "%sstruct xabi_call call = { XABI_OP_%s_%s, ",
					  indent, name_upper(e->arena, op->extension->name.text),
					  name_upper(e->arena, op->name.text));
	struct list list = { 0 };
	size_t i;

	for (i = 0; i < op->n_in; i++)
		add(e, &list, "%s", slot_value(e, op, &op->in[i]));
	while (list.n_items < (op->n_buffers ? op->buffers[0]->slot : 1))
		add(e, &list, "0");
	for (i = 0; i < op->n_buffers; i++)
		add_buffer_value(e, &list, op, op->buffers[i]);
	list.items[0] = arena_printf(e->arena, "0, 0, { %s", list.items[0]);
	emit_list(e, before, strlen(before) + 7 * strlen(indent),
		  arena_printf(e->arena, "%s\t", indent), &list, " }, { 0 } };\n");
}

/* A result is written on success; what says how far it came, in any case. */
static void emit_results(struct emitter *e, const struct decl *op, const char *indent)
{
	bool loops = op_shape(op) == SHAPE_BATCH, batch = op_is_batch(op);
	size_t i;

	for (i = 0; i < op->n_out; i++) {
		const char *name = op->out[i].name, *type = base_type(LANGUAGE_C, op->out[i].base);

		if (slot_is_zero(&op->out[i]))
			continue;
		if (slot_is(&op->out[i], "cursor")) {
			out_printf(e->out, "%shere = call.out[%zu];\n", indent, i);
		} else if (loops && strcmp(name, "done") == 0) {
			out_printf(e->out, "%sdone = (%s)(done + call.out[%zu]);\n", indent, type,
				   i);
		} else {
			out_printf(e->out, "%sif (", indent);
			if (!batch || strcmp(name, "done") != 0)
				out_printf(e->out, "%s && ", e->dialect->ok);
			out_printf(e->out, "ret_%s)\n%s\t*ret_%s = (%s)call.out[%zu];\n", name,
				   indent, name, type, i);
		}
	}
}

/* Slice by slice: with the cursor, but for a caller who has it; or with what is not done. */
static void emit_slices(struct emitter *e, const struct decl *op)
{
	const struct dialect *d = e->dialect;
	bool batch = op_shape(op) == SHAPE_BATCH;
	const struct row *done = decl_row(op, OWNS(OWNER_OUT), "done");

	if (batch)
		out_printf(e->out, "\t%s done = 0;\n", base_type(LANGUAGE_C, done->type.base));
	else
		out_text(e->out, "\tuint64_t here = cursor ? *cursor : 0;\n");
	out_printf(e->out, "\t%s %s;\n\n\tdo {\n", d->result, d->variable);
	emit_call(e, op, "\t\t");
	out_printf(e->out, "\n\t\t%s = %s;\n", d->variable, d->call);
	emit_results(e, op, "\t\t");
	out_printf(e->out, "\t} while (%s%s);\n", batch ? "" : "!cursor && ", d->again);
	out_text(e->out, batch ? "\tif (ret_done)\n\t\t*ret_done = done;\n"
			       : "\tif (cursor)\n\t\t*cursor = here;\n");
	out_printf(e->out, "\treturn %s;\n}\n", d->variable);
}

static void emit_stub(struct emitter *e, const struct decl *op)
{
	const struct dialect *d = e->dialect;

	out_text(e->out, "\n");
	out_c_comment(e->out, op_doc(e->arena, op));
	emit_head(e, op);
	if (op_shape(op) != SHAPE_ONCE) {
		emit_slices(e, op);
		return;
	}
	emit_call(e, op, "\t");
	if (op->n_out) {
		out_printf(e->out, "\t%s %s = %s;\n\n", d->result, d->variable, d->call);
		emit_results(e, op, "\t");
		out_printf(e->out, "\treturn %s;\n}\n", d->variable);
	} else {
		out_printf(e->out, "\n\treturn %s;\n}\n", d->call);
	}
}

void emit_c_stubs(struct model *model, struct out *out, bool for_guest)
{
	struct emitter e = { model, &model->arena, out, for_guest ? &guest : &user };
	size_t i;

	for (i = 0; i < model->n_ops; i++)
		emit_stub(&e, model->ops[i]);
}

void emit_user_stubs(struct model *model, struct out *out)
{
	out_printf(
		out,
		"/* SPDX-License-Identifier: MIT */\n"
		"/*\n"
		" * %s\n"
		" *\n"
		" * Each operation as a function over xabi_call() of libxabi, for C99 and C++. It returns 0 or an error\n"
		" * code, of which xabi_last_error() tells more: for XABI_ERROR_REFUSED its status says why.\n"
		" *\n"
		" * Results (ret_) are written on success only, but `done`, which says how many elements are; where one\n"
		" * is not wanted, NULL does. Operations with slices go on until they are done; with a cursor (first 0;\n"
		" * else NULL) it is one slice, which wants another where the status is `again`. A list (results of\n"
		" * elements, nothing read) does not go on by itself.\n"
		" */\n"
		"#ifndef XABI_OPS_H\n#define XABI_OPS_H\n\n"
		"#include \"xabi/xabi.h\"\n",
		made_by(model, "user-stubs"));
	emit_c_stubs(model, out, false);
	out_text(out, "\n#endif\n");
}
