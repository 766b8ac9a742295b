/* SPDX-License-Identifier: MIT */
/*
 * `abi.rs`, for the crate in bindings/rust: consts, open enums and flags, structs with their
 * offsets, and a module of functions for each extension. What the macros and the trait Call do is
 * in the crate's lib.rs.
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
	return name_own(e->arena, LANGUAGE_RUST, " call cursor done on result ", name);
}

/* ---- declarations ---- */

static void emit_values(struct emitter *e, const struct decl *decl)
{
	bool flags = decl_is(decl, OWNS(OWNER_FLAGS));
	size_t i;

	out_printf(e->out, "\n%s! {\n", flags ? "flags" : "open_enum");
	out_lines(e->out, "    /// ", decl->doc.text, WIDTH);
	out_printf(e->out, "    pub struct %s: %s {\n", name_camel(e->arena, decl->name.text),
		   base_type(LANGUAGE_RUST, decl->base));
	for (i = 0; i < decl->n_rows; i++) {
		out_lines(e->out, "        /// ", decl->rows[i].doc.text, WIDTH);
		out_printf(e->out,
			   flags ? "        %s = 1 << %" PRIu64 ", \"%s\";\n"
				 : "        %s = %" PRIu64 ", \"%s\";\n",
			   name_upper(e->arena, decl->rows[i].name.text), decl->rows[i].num.value,
			   decl->rows[i].name.text);
	}
	out_text(e->out, "    }\n}\n");
}

static const char *field_type(struct emitter *e, const struct tref *type)
{
	const char *element = tref_type(e->arena, LANGUAGE_RUST, type);

	if (type->form != TREF_FIXED)
		return element;
	return arena_printf(e->arena, "[%s; %" PRIu64 "]", element, type->count);
}

static void emit_struct(struct emitter *e, const struct decl *decl)
{
	size_t i;

	out_text(e->out, "\nabi_struct! {\n");
	out_lines(e->out, "    /// ", decl->doc.text, WIDTH);
	out_printf(e->out, "    pub struct %s, %u bytes {\n", name_camel(e->arena, decl->name.text),
		   decl->size);
	for (i = 0; i < decl->n_rows; i++) {
		out_lines(e->out, "        /// ", decl->rows[i].doc.text, WIDTH);
		out_printf(e->out, "        %u => %s: %s,\n", decl->rows[i].offset,
			   ident(e, decl->rows[i].name.text), field_type(e, &decl->rows[i].type));
	}
	out_text(e->out, "    }\n}\n");
}

static void emit_decl(struct emitter *e, const struct decl *decl)
{
	if (decl_is(decl, VALUES)) {
		emit_values(e, decl);
	} else if (decl_is(decl, LAID_OUT)) {
		emit_struct(e, decl);
	} else if (decl_is(decl, OWNS(OWNER_CONST))) {
		out_text(e->out, "\n");
		out_lines(e->out, "/// ", decl->doc.text, WIDTH);
		out_printf(e->out, "pub const %s: u64 = %s;\n",
			   name_upper(e->arena, decl->name.text), decl->num.text);
	} else if (decl_is(decl, OWNS(OWNER_TYPE) | OWNS(OWNER_RESOURCE)) && decl->base) {
		out_text(e->out, "\n");
		out_lines(e->out, "/// ", decl->doc.text, WIDTH);
		out_printf(e->out, "pub type %s = %s;\n", name_camel(e->arena, decl->name.text),
			   base_type(LANGUAGE_RUST, decl->base));
	}
}

/* ---- results ---- */

static bool is_result_buffer(const struct row *buffer)
{
	return row_is(buffer, "writes") && buffer_form(buffer) == BUFFER_STRUCT;
}

static const char *slot_type(struct emitter *e, const struct slot *slot)
{
	const struct decl *decl = slot_decl(e->model, slot);

	return decl ? name_camel(e->arena, decl->name.text) : base_type(LANGUAGE_RUST, slot->base);
}

struct result {
	const char *name, *type, *value, *doc;
};

static size_t results(struct emitter *e, const struct decl *op,
		      struct result list[MAX_BUFFERS + OUT_SLOTS])
{
	size_t i, n = 0;

	for (i = 0; i < op->n_buffers; i++) {
		const char *name = ident(e, op->buffers[i]->name.text);

		if (is_result_buffer(op->buffers[i]))
			list[n++] = (struct result){
				name, tref_type(e->arena, LANGUAGE_RUST, &op->buffers[i]->type),
				arena_printf(e->arena, "ret_%s", op->buffers[i]->name.text),
				op->buffers[i]->doc.text
			};
	}
	for (i = 0; i < op->n_out; i++) {
		if (slot_is_result(op, &op->out[i]))
			list[n++] = (struct result){ ident(e, op->out[i].name),
						     slot_type(e, &op->out[i]),
						     arena_printf(e->arena, "call.result(%zu)", i),
						     op->out[i].doc };
	}
	return n;
}

/* What a function with several results gives back. */
static void emit_result_struct(struct emitter *e, const struct decl *op, const struct result *list,
			       size_t n)
{
	size_t i;

	out_printf(e->out,
		   "\n    /// What [`%s`] tells.\n    #[derive(Clone, Copy, Debug)]\n"
		   "    pub struct %sResult {\n",
		   ident(e, op->name.text), name_camel(e->arena, op->name.text));
	for (i = 0; i < n; i++) {
		out_lines(e->out, "        /// ", list[i].doc, WIDTH);
		out_printf(e->out, "        pub %s: %s,\n", list[i].name, list[i].type);
	}
	out_text(e->out, "    }\n");
}

static const char *result_type(struct emitter *e, const struct decl *op, const struct result *list,
			       size_t n)
{
	const char *type = n == 0 ? "()" : list[0].type;

	if (n > 1)
		type = arena_printf(e->arena, "%sResult", name_camel(e->arena, op->name.text));
	return arena_printf(
		e->arena,
		op_is_batch(op) ? "(usize, Result<%s, C::Error>)" : "Result<%s, C::Error>", type);
}

/* ---- functions ---- */

/* Is that type, or a field in it, of the type PART? */
static bool holds(const struct decl *decl, const struct decl *part)
{
	size_t i;

	if (!decl || decl == part)
		return decl;
	for (i = 0; decl_is(decl, OWNS(OWNER_STRUCT)) && i < decl->n_rows; i++) {
		if (holds(decl->rows[i].type.decl, part))
			return true;
	}
	return false;
}

/* An address as an operand (P2.6): what is there may change, which Rust must not learn by surprise. */
static bool takes_gpa(const struct model *model, const struct decl *op)
{
	const struct decl *gpa = model_find(model, OWNS(OWNER_RESOURCE) | OWNS(OWNER_TYPE), "gpa");
	size_t i;

	for (i = 0; gpa && i < op->n_in; i++) {
		if (slot_decl(model, &op->in[i]) == gpa)
			return true;
	}
	for (i = 0; gpa && i < op->n_buffers; i++) {
		if (row_is(op->buffers[i], "reads") && holds(op->buffers[i]->type.decl, gpa))
			return true;
	}
	return false;
}

static void emit_parameters(struct emitter *e, const struct decl *op)
{
	const struct row *buffer;
	size_t i;

	out_text(e->out, "        on: &mut C,\n");
	for (i = 0; i < op->n_in; i++) {
		if (slot_is(&op->in[i], "cursor"))
			out_text(e->out, "        cursor: &mut u64,\n");
		else if (slot_is_passed(&op->in[i]))
			out_printf(e->out, "        %s: %s,\n", ident(e, op->in[i].name),
				   slot_type(e, &op->in[i]));
	}
	for (i = 0; i < op->n_buffers; i++) {
		buffer = op->buffers[i];
		if (is_result_buffer(buffer))
			continue;
		out_printf(e->out,
			   buffer_form(buffer) == BUFFER_STRUCT ? "        %s: &%s%s,\n"
								: "        %s: &%s[%s],\n",
			   ident(e, buffer->name.text), row_is(buffer, "writes") ? "mut " : "",
			   tref_type(e->arena, LANGUAGE_RUST, &buffer->type));
	}
}

static const char *slot_value(struct emitter *e, const struct decl *op, const struct slot *slot)
{
	if (slot_is_zero(slot))
		return "0";
	if (slot_is(slot, "cursor"))
		return "*cursor";
	if (slot_is(slot, "each"))
		return arena_printf(e->arena, "size_of::<%s>() as u64",
				    tref_type(e->arena, LANGUAGE_RUST, &op_strided(op)->type));
	return arena_printf(e->arena, "%s.to_slot()", ident(e, slot->name));
}

/* The whole buffer; of a batch only what is not done yet. */
static const char *buffer_value(struct emitter *e, const struct decl *op, const struct row *buffer)
{
	const char *name = ident(e, buffer->name.text),
		   *mut = row_is(buffer, "writes") ? "mut " : "";

	if (is_result_buffer(buffer))
		return arena_printf(e->arena, "from_mut(&mut ret_%s)", buffer->name.text);
	if (buffer_form(buffer) == BUFFER_STRUCT)
		return arena_printf(e->arena, "from_ref(%s)", name);
	if (op_shape(op) == SHAPE_BATCH && buffer_form(buffer) == BUFFER_ELEMENTS)
		return arena_printf(e->arena, "&%s%s[done..]", mut, name);
	return name;
}

static void emit_call(struct emitter *e, const struct decl *op, const char *indent)
{
	size_t i;

	out_printf(e->out, "%slet mut call = Slots::new(0x%04x, &[", indent, op->number);
	for (i = 0; i < op->n_in; i++)
		out_printf(e->out, "%s%s", i ? ", " : "", slot_value(e, op, &op->in[i]));
	out_text(e->out, "])");
	for (i = 0; i < op->n_buffers; i++)
		out_printf(e->out, "\n%s    .%s(on, %u, %s)", indent,
			   row_is(op->buffers[i], "reads") ? "reads" : "writes",
			   op->buffers[i]->slot, buffer_value(e, op, op->buffers[i]));
	out_text(e->out, ";\n");
}

static void emit_value(struct emitter *e, const struct decl *op, const struct result *list,
		       size_t n)
{
	size_t i;

	if (n == 0)
		out_text(e->out, "()");
	if (n == 1)
		out_text(e->out, list[0].value);
	if (n > 1) {
		out_printf(e->out, "%sResult { ", name_camel(e->arena, op->name.text));
		for (i = 0; i < n; i++)
			out_printf(e->out, "%s: %s%s", list[i].name, list[i].value,
				   i + 1 < n ? ", " : " }");
	}
}

static void emit_body(struct emitter *e, const struct decl *op, const struct result *list, size_t n)
{
	bool loops = op_shape(op) != SHAPE_ONCE, batch = op_is_batch(op);
	const char *indent = loops ? "            " : "        ";
	size_t i;

	for (i = 0; i < op->n_buffers; i++) {
		const char *name = op->buffers[i]->name.text;

		if (is_result_buffer(op->buffers[i]))
			out_printf(e->out, "        let mut ret_%s = %s::default();\n", name,
				   tref_type(e->arena, LANGUAGE_RUST, &op->buffers[i]->type));
		if (op->buffers[i]->like && row_is(op->buffers[i], "writes"))
			out_printf(e->out, "        let %s = &mut %s[..%s.len()];\n",
				   ident(e, name), ident(e, name),
				   ident(e, op->buffers[i]->like->name.text));
	}
	if (batch && loops)
		out_text(e->out, "        let mut done = 0;\n");
	if (loops)
		out_text(e->out, "        loop {\n");
	emit_call(e, op, indent);
	out_printf(e->out, "%slet result = on.call(&mut call);\n", indent);
	if (op_shape(op) == SHAPE_CURSOR)
		out_printf(e->out, "%s*cursor = call.result(%zu);\n", indent,
			   slot_index(op->out, "cursor"));
	if (batch)
		out_printf(e->out, "%s%sdone %s call.result::<%s>(%zu) as usize;\n", indent,
			   loops ? "" : "let ", loops ? "+=" : "=",
			   base_type(LANGUAGE_RUST, op->out[slot_index(op->out, "done")].base),
			   slot_index(op->out, "done"));
	if (loops)
		out_printf(e->out,
			   "%sif result.is_err() && call.status == Status::AGAIN && on.again() {\n"
			   "%s    continue;\n%s}\n",
			   indent, indent, indent);
	out_printf(e->out, "%s%s%sresult", indent, loops ? "return " : "", batch ? "(done, " : "");
	if (n) {
		out_text(e->out, ".map(|()| ");
		emit_value(e, op, list, n);
		out_text(e->out, ")");
	}
	out_printf(e->out, "%s%s\n", batch ? ")" : "", loops ? ";\n        }" : "");
}

static void emit_op(struct emitter *e, const struct decl *op)
{
	struct result list[MAX_BUFFERS + OUT_SLOTS];
	size_t n = results(e, op, list);
	bool unsafe = takes_gpa(e->model, op);

	if (n > 1)
		emit_result_struct(e, op, list, n);
	out_text(e->out, "\n");
	out_lines(e->out, "    /// ", op_doc(e->arena, op), WIDTH);
	if (unsafe)
		out_text(e->out,
			 "    ///\n    /// # Safety\n"
			 "    /// It acts on memory by its address; what is there may change.\n");
	out_printf(e->out, "    pub %sfn %s<C: Call + ?Sized>(\n", unsafe ? "unsafe " : "",
		   ident(e, op->name.text));
	emit_parameters(e, op);
	out_printf(e->out, "    ) -> %s {\n", result_type(e, op, list, n));
	emit_body(e, op, list, n);
	out_text(e->out, "    }\n");
}

static void emit_extension(struct emitter *e, const struct decl *extension)
{
	size_t i;

	out_text(e->out, "\n");
	out_lines(e->out, "/// ", extension->doc.text, WIDTH);
	out_printf(e->out,
		   "pub mod %s {\n    use super::*;\n    use crate::{Call, Slot, Slots};\n"
		   "    use core::mem::size_of;\n    use core::slice::{from_mut, from_ref};\n",
		   ident(e, extension->name.text));
	for (i = 0; i < e->model->n_ops; i++) {
		if (e->model->ops[i]->extension == extension)
			emit_op(e, e->model->ops[i]);
	}
	out_text(e->out, "}\n");
}

void emit_rust(struct model *model, struct out *out)
{
	struct emitter e = { model, &model->arena, out };
	size_t i;

	out_printf(out, "// SPDX-License-Identifier: MIT\n// %s\n", made_by(model, "rust"));
	out_printf(out,
		   "#![allow(unused_imports, clippy::too_many_arguments)]\n\n"
		   "/// The version of the spec that this was made from.\n"
		   "pub const SPEC: (u16, u16) = (%u, %u);\n",
		   model->spec->version.major, model->spec->version.minor);
	for (i = 0; i < model->n_decls; i++)
		emit_decl(&e, model->decls[i]);
	for (i = 0; i < model->n_extensions; i++)
		emit_extension(&e, model->extensions[i]);
}
