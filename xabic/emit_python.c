/* SPDX-License-Identifier: MIT */
/*
 * `abi.py`, for the package in bindings/python: open enums and flags, structs, and class Ops with a
 * method for each op. What its base classes do is in the package's base.py.
 */
#include "xabic/output.h"

#include <inttypes.h>
#include <string.h>

#include "xabic/binding.h"

#define VALUES (OWNS(OWNER_ENUM) | OWNS(OWNER_FLAGS) | OWNS(OWNER_ERRORS))
#define WIDTH  100

struct emitter {
	struct model *model;
	struct arena *arena;
	struct out *out;
};

static const char *ident(struct emitter *e, const char *name)
{
	return name_own(e->arena, LANGUAGE_PYTHON, " buffers len out self ", name);
}

/* Backslashes are the only thing in a doc that a docstring would take for something else. */
static void emit_docstring(struct emitter *e, const char *indent, const char *doc)
{
	char *text = arena_alloc(e->arena, 2 * strlen(doc) + 1), *to = text;

	for (; *doc; doc++) {
		if (*doc == '\\')
			*to++ = '\\';
		*to++ = *doc;
	}
	if (strlen(indent) + strlen(text) + 6 <= WIDTH) {
		out_printf(e->out, "%s\"\"\"%s\"\"\"\n", indent, text);
		return;
	}
	out_printf(e->out, "%s\"\"\"\n", indent);
	out_lines(e->out, indent, text, WIDTH);
	out_printf(e->out, "%s\"\"\"\n", indent);
}

/* ---- declarations ---- */

static void emit_values(struct emitter *e, const struct decl *decl)
{
	bool flags = decl_is(decl, OWNS(OWNER_FLAGS));
	size_t i;

	out_printf(e->out, "\n\nclass %s(%s):\n", name_camel(e->arena, decl->name.text),
		   flags ? "Flags" : "OpenEnum");
	emit_docstring(e, "    ", decl->doc.text);
	out_text(e->out, "\n");
	for (i = 0; i < decl->n_rows; i++) {
		out_printf(e->out, flags ? "    %s = 1 << %" PRIu64 "\n" : "    %s = %" PRIu64 "\n",
			   name_upper(e->arena, decl->rows[i].name.text), decl->rows[i].num.value);
		if (decl->rows[i].doc.text)
			emit_docstring(e, "    ", decl->rows[i].doc.text);
	}
}

static bool is_valued(const struct tref *type)
{
	return decl_is(type->decl, VALUES);
}

static bool is_byte(const struct tref *type)
{
	return strcmp(type->name.text, "u8") == 0;
}

/* What a value is to the user, and what class or letter of module struct makes it of bytes. */
static const char *element_type(struct emitter *e, const struct tref *type)
{
	if (is_valued(type) || !type->base)
		return name_camel(e->arena, type->decl->name.text);
	return "int";
}

static const char *field_type(struct emitter *e, const struct tref *type)
{
	if (type->form != TREF_FIXED)
		return element_type(e, type);
	return is_byte(type) ? "bytes"
			     : arena_printf(e->arena, "Sequence[%s]", element_type(e, type));
}

/* Everything but a single integer is taken as bytes, and then apart. */
static void emit_field(struct emitter *e, const struct row *field)
{
	const struct tref *type = &field->type;
	bool single = type->form != TREF_FIXED;

	out_printf(e->out, "        Field(\"%s\", %u, ", ident(e, field->name.text), field->offset);
	if (single && type->base)
		out_printf(e->out, "\"%s\"", base_letter(type->base));
	else
		out_printf(e->out, "\"%us\"", field->size);
	if (is_valued(type) || !type->base)
		out_printf(e->out, ", %s", name_camel(e->arena, type->decl->name.text));
	else if (!single && !is_byte(type))
		out_printf(e->out, ", \"%s\"", base_letter(type->base));
	if (!single && !is_byte(type))
		out_printf(e->out, ", %" PRIu64, type->count);
	out_text(e->out, "),\n");
}

static void emit_struct(struct emitter *e, const struct decl *decl)
{
	const struct row *row;
	size_t i;

	out_printf(e->out, "\n\n@dataclass\nclass %s(Struct):\n",
		   name_camel(e->arena, decl->name.text));
	emit_docstring(e, "    ", decl->doc.text);
	out_printf(e->out, "\n    SIZE = %u\n    FIELDS = (\n", decl->size);
	for (i = 0; i < decl->n_rows; i++) {
		row = &decl->rows[i];
		if (mark_find(&row->marks, "zero"))
			out_printf(e->out, "        Field(\"\", %u, \"%ux\"),\n", row->offset,
				   row->size);
		else
			emit_field(e, row);
	}
	out_text(e->out, "    )\n");
	for (i = 0; i < decl->n_rows; i++) {
		row = &decl->rows[i];
		if (mark_find(&row->marks, "zero"))
			continue;
		out_printf(e->out, "    %s: %s\n", ident(e, row->name.text),
			   field_type(e, &row->type));
		if (row->doc.text)
			emit_docstring(e, "    ", row->doc.text);
	}
}

/* ---- results ---- */

struct result {
	const char *name, *type, *value;
};

static const char *slot_type(struct emitter *e, const struct slot *slot)
{
	const struct decl *decl = slot_decl(e->model, slot);

	return decl_is(decl, VALUES) ? name_camel(e->arena, decl->name.text) : "int";
}

static const char *slot_value(struct emitter *e, const struct slot *slot, size_t n)
{
	if (decl_is(slot_decl(e->model, slot), VALUES))
		return arena_printf(e->arena, "%s(out[%zu])", slot_type(e, slot), n);
	if (slot->base->is_signed)
		return arena_printf(e->arena, "signed(out[%zu], %u)", n, 8 * slot->base->size);
	return arena_printf(e->arena, "out[%zu]", n);
}

/* What a buffer that was written becomes: of elements as many as are done. */
static struct result buffer_result(struct emitter *e, const struct decl *op, size_t n)
{
	const struct row *buffer = op->buffers[n];
	const char *element = element_type(e, &buffer->type), *done = "",
		   *memory = arena_printf(e->arena, "buffers[%zu]", n), *value = memory;
	size_t i;

	for (i = 0; i < op->n_out; i++) {
		if (op_is_batch(op) && strcmp(op->out[i].name, "done") == 0)
			done = arena_printf(e->arena, ", out[%zu]", i);
		if (slot_is_needed(&op->out[i], buffer))
			value = arena_printf(e->arena, "bytes(%s.memory[: out[%zu]])", memory, i);
	}
	if (buffer_form(buffer) == BUFFER_BYTES)
		return (struct result){ ident(e, buffer->name.text), "bytes", value };
	if (buffer_form(buffer) == BUFFER_STRUCT)
		return (struct result){ ident(e, buffer->name.text), element,
					arena_printf(e->arena, "%s.unpack(%s.memory)", element,
						     memory) };
	if (buffer->type.base)
		value = arena_printf(e->arena, "%s.integers(\"%s\"%s)", memory,
				     base_letter(buffer->type.base), done);
	else
		value = arena_printf(e->arena, "%s.structs(%s%s)", memory, element, done);
	if (is_valued(&buffer->type))
		value = arena_printf(e->arena, "[%s(value) for value in %s]", element, value);
	return (struct result){ ident(e, buffer->name.text),
				arena_printf(e->arena, "List[%s]", element), value };
}

static size_t results(struct emitter *e, const struct decl *op,
		      struct result list[MAX_BUFFERS + OUT_SLOTS])
{
	const struct slot *slot;
	size_t i, n = 0;

	for (i = 0; i < op->n_buffers; i++) {
		if (row_is(op->buffers[i], "writes"))
			list[n++] = buffer_result(e, op, i);
	}
	for (i = 0; i < op->n_out; i++) {
		slot = &op->out[i];
		if (slot_is_result(op, slot))
			list[n++] = (struct result){ ident(e, slot->name), slot_type(e, slot),
						     slot_value(e, slot, i) };
	}
	return n;
}

static const char *result_class(struct emitter *e, const struct decl *op)
{
	return arena_printf(e->arena, "%s%sResult", name_camel(e->arena, op->extension->name.text),
			    name_camel(e->arena, op->name.text));
}

static void emit_result_class(struct emitter *e, const struct decl *op)
{
	struct result list[MAX_BUFFERS + OUT_SLOTS];
	size_t n = results(e, op, list), i;

	if (n < 2)
		return;
	out_printf(e->out, "\n\nclass %s(NamedTuple):\n", result_class(e, op));
	emit_docstring(e, "    ",
		       arena_printf(e->arena, "What Ops.%s_%s() tells.", op->extension->name.text,
				    op->name.text));
	out_text(e->out, "\n");
	for (i = 0; i < n; i++)
		out_printf(e->out, "    %s: %s\n", list[i].name, list[i].type);
}

/* ---- methods ---- */

static void emit_parameters(struct emitter *e, const struct decl *op)
{
	const struct row *buffer;
	size_t i;

	for (i = 0; i < op->n_in; i++) {
		if (slot_is_passed(&op->in[i]))
			out_printf(e->out, ", %s: %s", ident(e, op->in[i].name),
				   slot_type(e, &op->in[i]));
	}
	for (i = 0; i < op->n_buffers; i++) {
		const char *name;

		buffer = op->buffers[i];
		name = ident(e, buffer->name.text);
		if (row_is(buffer, "reads")) {
			const char *element = element_type(e, &buffer->type);

			out_printf(e->out,
				   buffer_form(buffer) == BUFFER_BYTES    ? ", %s: bytes"
				   : buffer_form(buffer) == BUFFER_STRUCT ? ", %s: %s"
									  : ", %s: Sequence[%s]",
				   name, element);
		} else if (buffer_form(buffer) == BUFFER_BYTES) {
			out_printf(e->out, ", %s_bytes: int = 4096", buffer->name.text);
		} else if (buffer_form(buffer) == BUFFER_ELEMENTS && !buffer->like) {
			out_printf(e->out, ", n_%s: int = 512", buffer->name.text);
		}
	}
}

static const char *input_value(struct emitter *e, const struct decl *op, const struct slot *slot)
{
	if (slot_is_zero(slot) || slot_is(slot, "cursor"))
		return "0";
	if (slot_is(slot, "each"))
		return arena_printf(e->arena, "%s.SIZE", element_type(e, &op_strided(op)->type));
	if (slot->base->is_signed)
		return arena_printf(e->arena, "%s & 0x%" PRIx64, ident(e, slot->name),
				    UINT64_MAX >> (64 - 8 * slot->base->size));
	return ident(e, slot->name);
}

static void emit_buffer(struct emitter *e, const struct row *buffer)
{
	const char *name = ident(e, buffer->name.text), *count;
	uint32_t size = tref_element_size(&buffer->type);

	out_text(e->out, "            ");
	if (row_is(buffer, "reads")) {
		if (buffer_form(buffer) == BUFFER_BYTES)
			out_printf(e->out, "Buffer(%s),\n", name);
		else if (buffer_form(buffer) == BUFFER_STRUCT)
			out_printf(e->out, "Buffer(%s.pack()),\n", name);
		else if (buffer->type.base)
			out_printf(e->out, "Buffer.of_integers(\"%s\", %s),\n",
				   base_letter(buffer->type.base), name);
		else
			out_printf(e->out, "Buffer.of_structs(%s, %u),\n", name, size);
		return;
	}
	if (buffer_form(buffer) == BUFFER_BYTES)
		out_printf(e->out, "Buffer(bytes(%s_bytes)),\n", buffer->name.text);
	else if (buffer_form(buffer) == BUFFER_STRUCT)
		out_printf(e->out, "Buffer(bytes(%u)),\n", size);
	else {
		count = buffer->like ? arena_printf(e->arena, "len(%s)",
						    ident(e, buffer->like->name.text))
				     : arena_printf(e->arena, "n_%s", buffer->name.text);
		out_printf(e->out, "Buffer(bytes(%u * %s), %u),\n", size, count, size);
	}
}

static void emit_call(struct emitter *e, const struct decl *op, bool wants_out)
{
	size_t i;

	if (op->n_buffers)
		out_text(e->out, "        buffers = [\n");
	for (i = 0; i < op->n_buffers; i++)
		emit_buffer(e, op->buffers[i]);
	if (op->n_buffers)
		out_text(e->out, "        ]\n");
	out_printf(e->out, "        %sself._call(0x%04x, [", wants_out ? "out = " : "", op->number);
	for (i = 0; i < op->n_in; i++)
		out_printf(e->out, "%s%s", i ? ", " : "", input_value(e, op, &op->in[i]));
	out_printf(e->out, "], %s", op->n_buffers ? "buffers" : "[]");
	if (op_shape(op) == SHAPE_CURSOR)
		out_printf(e->out, ", cursor=(%zu, %zu)", slot_index(op->in, "cursor"),
			   slot_index(op->out, "cursor"));
	if (op_is_batch(op))
		out_printf(e->out, ", done=%zu", slot_index(op->out, "done"));
	if (op_shape(op) == SHAPE_BATCH)
		out_text(e->out, ", resume=True");
	out_text(e->out, ")\n");
}

static void emit_op(struct emitter *e, const struct decl *op)
{
	struct result list[MAX_BUFFERS + OUT_SLOTS];
	size_t n = results(e, op, list), i;
	bool wants_out = n > 1;

	out_printf(e->out, "\n    def %s_%s(self", op->extension->name.text, op->name.text);
	emit_parameters(e, op);
	out_printf(e->out, ") -> %s:\n",
		   n == 0   ? "None"
		   : n == 1 ? list[0].type
			    : result_class(e, op));
	emit_docstring(e, "        ", op_doc(e->arena, op));
	wants_out = n > 1 || (n == 1 && strstr(list[0].value, "out["));
	emit_call(e, op, wants_out);
	if (n == 1)
		out_printf(e->out, "        return %s\n", list[0].value);
	if (n > 1) {
		out_printf(e->out, "        return %s(\n", result_class(e, op));
		for (i = 0; i < n; i++)
			out_printf(e->out, "            %s=%s,\n", list[i].name, list[i].value);
		out_text(e->out, "        )\n");
	}
}

void emit_python(struct model *model, struct out *out)
{
	struct emitter e = { model, &model->arena, out };
	struct decl **structs;
	size_t n = model_structs(model, &structs), i;

	out_printf(out,
		   "# SPDX-License-Identifier: MIT\n# %s\n"
		   "from __future__ import annotations\n\n"
		   "from dataclasses import dataclass\n"
		   "from typing import List, NamedTuple, Sequence\n\n"
		   "from .base import Buffer, Caller, Field, Flags, OpenEnum, Struct, signed\n\n"
		   "SPEC = (%u, %u)\n",
		   made_by(model, "python"), model->spec->version.major,
		   model->spec->version.minor);
	for (i = 0; i < model->n_decls; i++) {
		if (decl_is(model->decls[i], OWNS(OWNER_CONST)))
			out_printf(out, "%s = %s\n",
				   name_upper(e.arena, model->decls[i]->name.text),
				   model->decls[i]->num.text);
	}
	for (i = 0; i < model->n_decls; i++) {
		if (decl_is(model->decls[i], VALUES))
			emit_values(&e, model->decls[i]);
	}
	for (i = 0; i < n; i++)
		emit_struct(&e, structs[i]);
	for (i = 0; i < model->n_ops; i++)
		emit_result_class(&e, model->ops[i]);
	out_text(out, "\n\nclass Ops(Caller):\n    \"\"\"A method for each operation.\"\"\"\n");
	for (i = 0; i < model->n_ops; i++)
		emit_op(&e, model->ops[i]);
}
