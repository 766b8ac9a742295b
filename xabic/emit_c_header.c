/* SPDX-License-Identifier: MIT */
/*
 * `xabi.h`: numbers, layouts and slots for C99, C11 and C++17, freestanding too. Docs become
 * comments, and texts in the X-macros (NAME_EACH), from which others make tables.
 */
#include "xabic/output.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "xabic/attr.h"
#include "xabic/binding.h"
#include "xabic/check.h"
#include "xabic/freeze.h"
#include "xabic/machine.h"

#define VALUES (OWNS(OWNER_ENUM) | OWNS(OWNER_FLAGS) | OWNS(OWNER_ERRORS))

struct emitter {
	struct model *model;
	struct arena *arena;
	struct out *out;
};

static const char *upper(struct emitter *e, const char *name)
{
	return name_upper(e->arena, name);
}

/* ---- texts ---- */

/* A C string literal; "??" would start a trigraph, which is found before escapes are. */
static void emit_string(struct emitter *e, const char *text)
{
	char before = '\0';

	out_text(e->out, "\"");
	for (; text && *text; text++) {
		if (*text == '\\' || (*text == '?' && before == '?'))
			out_text(e->out, "\\");
		out_char(e->out, *text);
		before = *text;
	}
	out_text(e->out, "\"");
}

/* ---- constants ---- */

/* Small numbers are plain, for assemblers too; those that need a type get one. */
static const char *number(struct emitter *e, uint64_t value)
{
	if (value <= INT32_MAX)
		return arena_printf(e->arena, "%" PRIu64, value);
	if (value <= UINT32_MAX)
		return arena_printf(e->arena, "UINT32_C(0x%" PRIx64 ")", value);
	return arena_printf(e->arena, "UINT64_C(0x%" PRIx64 ")", value);
}

/* What stands in a register. */
static const char *bits(struct emitter *e, uint64_t value)
{
	return value < 10 || value > INT32_MAX ? number(e, value)
					       : arena_printf(e->arena, "0x%" PRIx64, value);
}

static const char *value_text(struct emitter *e, const struct decl *decl, const struct row *row)
{
	if (!decl_is(decl, OWNS(OWNER_FLAGS)))
		return number(e, row->num.value);
	return arena_printf(e->arena, "(UINT%d_C(1) << %" PRIu64 ")",
			    decl->base->size == 8 ? 64 : 32, row->num.value);
}

static void emit_define(struct emitter *e, const char *name, const char *value, const char *doc)
{
	out_printf(e->out, "#define %s %s", name, value);
	if (doc)
		out_printf(e->out, " /* %s */", c_comment_text(e->arena, doc));
	out_text(e->out, "\n");
}

static void emit_values(struct emitter *e, const struct decl *decl)
{
	const char *name = upper(e, decl->name.text), *value;
	size_t i;

	out_text(e->out, "\n");
	out_c_comment(e->out, decl->doc.text);
	for (i = 0; i < decl->n_rows; i++) {
		value = upper(e, decl->rows[i].name.text);
		emit_define(e, arena_printf(e->arena, "XABI_%s_%s", name, value),
			    value_text(e, decl, &decl->rows[i]), decl->rows[i].doc.text);
	}
	out_printf(e->out, "#define XABI_%s_EACH(X)", name);
	for (i = 0; i < decl->n_rows; i++) {
		out_printf(e->out, " \\\n\tX(XABI_%s_%s, ", name,
			   upper(e, decl->rows[i].name.text));
		emit_string(e, decl->rows[i].name.text);
		out_text(e->out, ", ");
		emit_string(e, decl->rows[i].doc.text);
		out_text(e->out, ")");
	}
	out_text(e->out, "\n");
}

static void emit_const(struct emitter *e, const struct decl *decl)
{
	out_text(e->out, "\n");
	emit_define(e, arena_printf(e->arena, "XABI_%s", upper(e, decl->name.text)),
		    number(e, decl->num.value), decl->doc.text);
}

/* ---- structs ---- */

static void emit_field(struct emitter *e, const struct row *field)
{
	const struct tref *type = &field->type;
	const char *c_type, *note = "";
	size_t i;

	if (type->base)
		c_type = arena_printf(e->arena, "%sint%u_t", type->base->is_signed ? "" : "u",
				      8 * type->base->size);
	else
		c_type = arena_printf(e->arena, "struct xabi_%s", type->decl->name.text);
	out_printf(e->out, "\t%s %s", c_type, name_mangle(e->arena, LANGUAGE_C, field->name.text));
	if (type->form == TREF_FIXED)
		out_printf(e->out, "[%" PRIu64 "]", type->count);
	out_text(e->out, ";");
	if (type->decl && type->base)
		note = type->name.text;
	for (i = 0; i < field->marks.n_items; i++) {
		const struct attr *attr = field->marks.items[i].attr;

		if (attr->type == ATTR_UNIT || attr->type == ATTR_WORD)
			note = arena_printf(e->arena, "%s%s%s", note, *note ? ", " : "",
					    attr->keyword);
	}
	if (field->doc.text)
		note = arena_printf(e->arena, "%s%s%s", note, *note ? ": " : "",
				    c_comment_text(e->arena, field->doc.text));
	out_printf(e->out, *note ? " /* %s */\n" : "%s\n", note);
}

static void emit_struct(struct emitter *e, struct decl *decl)
{
	const char *name = decl->name.text;
	size_t i;

	out_text(e->out, "\n");
	out_c_comment(e->out, decl->doc.text);
	out_printf(e->out, "struct xabi_%s {\n", name);
	for (i = 0; i < decl->n_rows; i++)
		emit_field(e, &decl->rows[i]);
	out_text(e->out, "};\n");
	out_printf(e->out, "XABI_ASSERT_SIZE(%s, %u);\n", name, decl->size);
	for (i = 0; i < decl->n_rows; i++)
		out_printf(e->out, "XABI_ASSERT_OFFSET(%s, %s, %u);\n", name,
			   name_mangle(e->arena, LANGUAGE_C, decl->rows[i].name.text),
			   decl->rows[i].offset);
}

/*
 * An array type of size 1 or -1 says in C99 what static_assert says later; offsetof() itself needs
 * <stddef.h>.
 */
static const char *const assertions =
	"\n#if defined(__cplusplus) && __cplusplus >= 201103L\n"
	"#define XABI_ASSERT(what, name) static_assert(what, #name)\n"
	"#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L\n"
	"#define XABI_ASSERT(what, name) _Static_assert(what, #name)\n"
	"#else\n"
	"#define XABI_ASSERT(what, name) typedef char xabi_assert_##name[(what) ? 1 : -1]\n"
	"#endif\n"
	"#define XABI_ASSERT_SIZE(type, size) \\\n"
	"\tXABI_ASSERT(sizeof(struct xabi_##type) == (size), type##_has_size_##size)\n"
	"#define XABI_ASSERT_OFFSET(type, field, offset) \\\n"
	"\tXABI_ASSERT(__builtin_offsetof(struct xabi_##type, field) == (offset), \\\n"
	"\t\t    type##_has_##field##_at_##offset)\n";

static void emit_structs(struct emitter *e)
{
	struct decl **structs;
	size_t n = model_structs(e->model, &structs), i;

	out_text(e->out, assertions);
	for (i = 0; i < n; i++)
		emit_struct(e, structs[i]);
	out_text(e->out,
		 "\n#undef XABI_ASSERT_OFFSET\n#undef XABI_ASSERT_SIZE\n#undef XABI_ASSERT\n");
}

/* ---- ops ---- */

static const char *op_macro(struct emitter *e, const struct decl *op)
{
	return arena_printf(e->arena, "%s_%s", upper(e, op->extension->name.text),
			    upper(e, op->name.text));
}

static void emit_slots(struct emitter *e, const char *kind, const char *op,
		       const struct slot *slots, size_t n_slots)
{
	size_t i;

	for (i = 0; i < n_slots; i++)
		out_printf(e->out, "#define XABI_%s_%s_%s %zu /* %s%s%s */\n", kind, op,
			   upper(e, slots[i].name), i, slots[i].type, slots[i].unit ? ", " : "",
			   slots[i].unit ? slots[i].unit : "");
}

static void emit_op(struct emitter *e, const struct decl *op)
{
	const char *name = op_macro(e, op);
	size_t i;

	out_text(e->out, "\n");
	out_c_comment(e->out, op->doc.text);
	out_printf(e->out, "#define XABI_OP_%s 0x%04x\n", name, op->number);
	emit_slots(e, "IN", name, op->in, op->n_in);
	for (i = 0; i < op->n_buffers; i++)
		out_printf(e->out, "#define XABI_BUF_%s_%s %u /* %s %s */\n", name,
			   upper(e, op->buffers[i]->name.text), op->buffers[i]->slot,
			   op->buffers[i]->attr->keyword,
			   tref_text(e->arena, &op->buffers[i]->type));
	emit_slots(e, "OUT", name, op->out, op->n_out);
}

/* A comment, for those who look for the macro. */
static void emit_gone(struct emitter *e, const struct decl *gone)
{
	const struct version *until = &mark_find(&gone->marks, "until")->version;

	out_text(e->out, "\n");
	out_c_comment(
		e->out,
		arena_printf(e->arena,
			     "XABI_OP_%s, number %s of its extension, is gone since %u.%u. %s",
			     op_macro(e, gone), gone->num.text, until->major, until->minor,
			     gone->doc.text));
}

static void emit_op_each(struct emitter *e, const struct decl *op)
{
	out_printf(e->out, " \\\n\tX(XABI_OP_%s, \"%s\", ", op_macro(e, op), op_text(e->arena, op));
	emit_string(e, op->doc.text);
	out_text(e->out, ")");
}

static void emit_profile(struct emitter *e, const struct decl *profile)
{
	size_t i;

	out_text(e->out, "\n");
	out_c_comment(e->out, profile->doc.text);
	out_printf(e->out, "#define XABI_PROFILE_%s_EACH(X)", upper(e, profile->name.text));
	for (i = 0; i < profile->n_rows; i++)
		emit_op_each(e, profile->rows[i].op);
	out_text(e->out, "\n");
}

static void emit_ops(struct emitter *e)
{
	struct model *model = e->model;
	size_t i;

	out_text(
		e->out,
		"\n/*\n"
		" * Operations, by number. IN: the slot a0..a5 of a value; BUF: the slot of a buffer's address,\n"
		" * its size in bytes is in the next; OUT: the slot r0..r3 of a result.\n */\n");
	for (i = 0; i < model->n_ops; i++)
		emit_op(e, model->ops[i]);
	for (i = 0; i < model->n_decls; i++) {
		if (decl_is(model->decls[i], OWNS(OWNER_GONE)))
			emit_gone(e, model->decls[i]);
	}
	out_text(e->out, "\n#define XABI_OP_EACH(X)");
	for (i = 0; i < model->n_ops; i++)
		emit_op_each(e, model->ops[i]);
	out_text(e->out, "\n");
	for (i = 0; i < model->n_decls; i++) {
		if (decl_is(model->decls[i], OWNS(OWNER_PROFILE)))
			emit_profile(e, model->decls[i]);
	}
}

/* ---- transports, boot states, leaves ---- */

/* "transport_x86_64_trap_word": of a row of a transport or leaf, whose value becomes a macro. */
static const char *register_macro(struct arena *arena, const struct decl *decl,
				  const struct row *row)
{
	const char *what = "";

	if (decl_is(decl, OWNS(OWNER_LEAF)))
		what = row_is(row, "gives") ? "out_" : "in_";
	return arena_printf(arena, "%s_%s_%s_%s%s", decl->head->keyword, decl->on.text,
			    decl->name.text, what, row_is(row, "word") ? "word" : row->regs->name);
}

/* The registers of a transport's slots, for who takes a call. */
static void emit_slot_registers(struct emitter *e, const struct decl *decl, const struct row *row)
{
	size_t i;

	out_printf(e->out, "#define XABI_TRANSPORT_%s_%s_%s_EACH(X)", upper(e, decl->on.text),
		   upper(e, decl->name.text), upper(e, row->attr->keyword));
	for (i = 0; i < row->n_regs; i++)
		out_printf(e->out, " X(%zu, %s)", i, row->regs[i].name);
	out_text(e->out, "\n");
}

static void emit_constants(struct emitter *e, const struct decl *decl)
{
	const struct row *row;
	const char *name;
	size_t i;

	out_text(e->out, "\n");
	out_c_comment(e->out, decl->doc.text);
	for (i = 0; i < decl->n_rows; i++) {
		row = &decl->rows[i];
		if (row_is(row, "args") || row_is(row, "results"))
			emit_slot_registers(e, decl, row);
		if (row->attr->type != ATTR_REGISTER || row->n_paths)
			continue;
		name = upper(e, register_macro(e->arena, decl, row));
		emit_define(e, arena_printf(e->arena, "XABI_%s", name), bits(e, row->num.value),
			    row_is(row, "word") ? row->regs->name : row->doc.text);
		if (row->mask.text)
			emit_define(e, arena_printf(e->arena, "XABI_%s_MASK", name),
				    bits(e, row->mask.value), NULL);
	}
}

static void emit_state(struct emitter *e, const struct reg *reg, uint64_t mask, uint64_t value,
		       const char *holds)
{
	out_printf(e->out, " \\\n\tX(\"%s\", %s, %s, \"%s\")", reg->name, bits(e, mask),
		   bits(e, value), holds);
}

/* Also a row for each register that is zero because it has none. */
static void emit_boot(struct emitter *e, const struct decl *boot)
{
	const struct row *row;
	struct reg reg;
	size_t i;

	out_text(e->out, "\n");
	out_c_comment(e->out, boot->doc.text);
	out_printf(e->out, "#define XABI_BOOT_%s_%s_EACH(X)", upper(e, boot->on.text),
		   upper(e, boot->name.text));
	for (i = 0; i < boot->n_rows; i++) {
		row = &boot->rows[i];
		if (row_is(row, "reg"))
			emit_state(e, row->regs,
				   row->mask.text ? row->mask.value : reg_limit(row->regs),
				   row->num.value,
				   row->n_paths ? path_text(e->arena, row->paths) : "");
	}
	if (strcmp(op_row(boot, "rest")->name.text, "zero") == 0) {
		for (i = 0; arch_register(e->arena, boot->arch, i, &reg); i++) {
			if (reg_is_rest(boot, &reg))
				emit_state(e, &reg, reg_limit(&reg), 0, "");
		}
	}
	out_text(e->out, "\n");
}

static void emit_machines(struct emitter *e)
{
	struct decl *decl;
	size_t i;

	out_text(
		e->out,
		"\n/*\n"
		" * Transports and leaves: what stands in registers going in, or comes back; X(index, register)\n"
		" * for each slot. Boot states: X(register, mask, value, holds): its masked bits are the value,\n"
		" * or what HOLDS names.\n"
		" */\n");
	for (i = 0; i < e->model->n_decls; i++) {
		decl = e->model->decls[i];
		if (decl_is(decl, OWNS(OWNER_BOOT)))
			emit_boot(e, decl);
		else if (decl->on.text)
			emit_constants(e, decl);
	}
}

/* As a text, and as words that a provider can put into slots: little-endian, as all of the ABI. */
static void emit_fingerprint(struct emitter *e)
{
	struct sha256 digest;
	uint64_t word;
	int i, j;

	fingerprint(e->model, &digest);
	out_printf(e->out, "#define XABI_SPEC_FINGERPRINT \"%s\"\n", digest.hex);
	for (i = 0; i < SHA256_BYTES / 8; i++) {
		for (word = 0, j = 7; j >= 0; j--)
			word = word << 8 | digest.bytes[8 * i + j];
		out_printf(e->out, "#define XABI_SPEC_FINGERPRINT_%d UINT64_C(0x%016" PRIx64 ")\n",
			   i, word);
	}
}

void emit_c_header(struct model *model, struct out *out)
{
	struct emitter e = { model, &model->arena, out };
	size_t i;

	out_printf(
		out,
		"/* SPDX-License-Identifier: MIT */\n"
		"/* Made by `xabic gen c-header` from %s; not for editing. */\n"
		"#ifndef XABI_H\n#define XABI_H\n\n"
		"#ifndef XABI_NO_STDINT /* define it where the types and UINT64_C() come from elsewhere */\n"
		"#include <stdint.h>\n#endif\n\n",
		model_sources(model));
	out_printf(out, "#define XABI_SPEC_MAJOR %u\n#define XABI_SPEC_MINOR %u\n",
		   model->spec->version.major, model->spec->version.minor);
	emit_fingerprint(&e);
	for (i = 0; i < model->n_decls; i++) {
		if (decl_is(model->decls[i], OWNS(OWNER_CONST)))
			emit_const(&e, model->decls[i]);
		if (decl_is(model->decls[i], VALUES))
			emit_values(&e, model->decls[i]);
	}
	emit_structs(&e);
	emit_ops(&e);
	emit_machines(&e);
	out_text(out, "\n#endif\n");
}

/* ---- the check of its names ---- */

struct macro {
	const char *name;
	struct place place;
};

struct macros {
	struct model *model;
	struct macro *items;
	size_t n_items;
};

static void add_macro(struct macros *macros, struct place place, const char *name)
{
	*arena_push(&macros->model->arena, macros->items, macros->n_items) =
		(struct macro){ name, place };
}

static int compare_macros(const void *left, const void *right)
{
	const struct macro *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	if (order)
		return order;
	return a->place.at < b->place.at ? -1 : a->place.at > b->place.at;
}

static void add_decl(struct macros *macros, const struct decl *decl)
{
	struct arena *arena = &macros->model->arena;
	const char *prefix = decl->name.text;
	size_t i;

	if (decl_is(decl, OWNS(OWNER_CONST)))
		add_macro(macros, decl->name.place, decl->name.text);
	if (decl_is(decl, VALUES))
		add_macro(macros, decl->name.place, arena_printf(arena, "%s_each", prefix));
	for (i = 0; decl_is(decl, VALUES) && i < decl->n_rows; i++)
		add_macro(macros, decl->rows[i].name.place,
			  arena_printf(arena, "%s_%s", prefix, decl->rows[i].name.text));
	if (decl_is(decl, OWNS(OWNER_PROFILE)))
		add_macro(macros, decl->name.place, arena_printf(arena, "profile_%s_each", prefix));
	if (decl_is(decl, OWNS(OWNER_BOOT)))
		add_macro(macros, decl->name.place,
			  arena_printf(arena, "boot_%s_%s_each", decl->on.text, prefix));
	for (i = 0; decl_is(decl, OWNS(OWNER_TRANSPORT) | OWNS(OWNER_LEAF)) && i < decl->n_rows;
	     i++) {
		if (decl->rows[i].attr->type == ATTR_REGISTER)
			add_macro(macros, decl->rows[i].place,
				  register_macro(arena, decl, &decl->rows[i]));
	}
	if (!decl->extension)
		return;
	prefix = arena_printf(arena, "%s_%s", decl->extension->name.text, prefix);
	add_macro(macros, decl->name.place, arena_printf(arena, "op_%s", prefix));
	for (i = 0; i < decl->n_in; i++)
		add_macro(macros, decl->name.place,
			  arena_printf(arena, "in_%s_%s", prefix, decl->in[i].name));
	for (i = 0; i < decl->n_out; i++)
		add_macro(macros, decl->name.place,
			  arena_printf(arena, "out_%s_%s", prefix, decl->out[i].name));
	for (i = 0; i < decl->n_buffers; i++)
		add_macro(macros, decl->name.place,
			  arena_printf(arena, "buf_%s_%s", prefix, decl->buffers[i]->name.text));
}

/*
 * For all declarations at once, when the turn is at the spec line. Lower case here, as the user
 * knows the names.
 */
void check_c_names(struct model *model, struct decl *decl)
{
	static const char *const own[] = {
		"spec_major",
		"spec_minor",
		"spec_fingerprint",
		"spec_fingerprint_0",
		"spec_fingerprint_1",
		"spec_fingerprint_2",
		"spec_fingerprint_3",
		"op_each",
		"h",
		"no_stdint",
	};
	struct macros macros = { .model = model };
	size_t i;

	if (decl != model->spec)
		return;
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		add_macro(&macros, (struct place){ 0 }, own[i]);
	for (i = 0; i < model->n_decls; i++)
		add_decl(&macros, model->decls[i]);
	qsort(macros.items, macros.n_items, sizeof(macros.items[0]), compare_macros);
	for (i = 1; i < macros.n_items; i++) {
		if (strcmp(macros.items[i].name, macros.items[i - 1].name) != 0)
			continue;
		model_error(model, "c_names", macros.items[i].place,
			    "two things would be XABI_%s in the C header",
			    name_upper(&model->arena, macros.items[i].name));
		if (macros.items[i - 1].place.source)
			model_note(model, macros.items[i - 1].place, "the other one is here");
	}
}
