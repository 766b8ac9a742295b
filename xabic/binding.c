/* SPDX-License-Identifier: MIT */
#include "xabic/binding.h"

#include <string.h>

/* ---- ops ---- */

static bool op_is_sliced(const struct decl *op)
{
	const struct row *time = op_row(op, "time");

	return time && time->num.text;
}

enum op_shape op_shape(const struct decl *op)
{
	size_t i;

	if (!op_is_sliced(op))
		return SHAPE_ONCE;
	if (!op_is_batch(op))
		return SHAPE_CURSOR;
	for (i = 0; i < op->n_buffers; i++) {
		if (row_is(op->buffers[i], "reads") &&
		    buffer_form(op->buffers[i]) == BUFFER_ELEMENTS)
			return SHAPE_BATCH;
	}
	return SHAPE_ONCE;
}

enum buffer_form buffer_form(const struct row *buffer)
{
	if (buffer->type.form != TREF_OPEN)
		return BUFFER_STRUCT;
	return strcmp(buffer->type.name.text, "u8") == 0 ? BUFFER_BYTES : BUFFER_ELEMENTS;
}

bool slot_is(const struct slot *slot, const char *generated)
{
	return !slot->row && strcmp(slot->name, generated) == 0;
}

bool slot_is_zero(const struct slot *slot)
{
	return slot->row && mark_find(&slot->row->marks, "zero");
}

bool slot_is_passed(const struct slot *slot)
{
	return !slot_is(slot, "each") && !slot_is(slot, "cursor") && !slot_is_zero(slot);
}

bool slot_is_needed(const struct slot *slot, const struct row *buffer)
{
	size_t len = strlen(buffer->name.text);

	return !slot->row && strncmp(slot->name, buffer->name.text, len) == 0 &&
	       strcmp(slot->name + len, "_needed") == 0;
}

bool slot_is_result(const struct decl *op, const struct slot *slot)
{
	size_t i;

	for (i = 0; i < op->n_buffers; i++) {
		if (buffer_form(op->buffers[i]) == BUFFER_STRUCT &&
		    slot_is_needed(slot, op->buffers[i]))
			return false;
	}
	return slot_is_passed(slot) && !(op_is_batch(op) && strcmp(slot->name, "done") == 0);
}

size_t slot_index(const struct slot *slots, const char *name)
{
	size_t i = 0;

	while (strcmp(slots[i].name, name) != 0)
		i++;
	return i;
}

const struct decl *slot_decl(const struct model *model, const struct slot *slot)
{
	if (slot->row)
		return slot->row->type.decl;
	return model_find(model, OWNS(OWNER_RESOURCE), slot->type);
}

const struct row *op_strided(const struct decl *op)
{
	size_t i;

	for (i = 0; i < op->n_buffers; i++) {
		if (op->buffers[i]->type.form == TREF_OPEN && decl_grows(op->buffers[i]->type.decl))
			return op->buffers[i];
	}
	return NULL;
}

static const char *op_failures(struct arena *arena, const struct decl *op)
{
	const char *text = NULL;
	size_t i, j;

	for (i = 0; i < op->n_rows; i++) {
		if (!row_is(&op->rows[i], "fails"))
			continue;
		for (j = 0; j < i; j++) {
			if (row_is(&op->rows[j], "fails") &&
			    op->rows[j].status == op->rows[i].status)
				break;
		}
		if (j == i)
			text = arena_printf(arena, "%s%s%s", text ? text : "", text ? ", " : "",
					    op->rows[i].name.text);
	}
	return text;
}

const char *op_doc(struct arena *arena, const struct decl *op)
{
	const char *failures = op_failures(arena, op);

	if (!failures)
		return op->doc.text;
	return arena_printf(arena, "%s Fails: %s.", op->doc.text, failures);
}

static void add_struct(struct decl **structs, size_t *n, struct decl *decl)
{
	size_t i;

	for (i = 0; i < *n; i++) {
		if (structs[i] == decl)
			return;
	}
	for (i = 0; i < decl->n_rows; i++) {
		if (!decl->rows[i].type.base)
			add_struct(structs, n, decl->rows[i].type.decl);
	}
	structs[(*n)++] = decl;
}

size_t model_structs(struct model *model, struct decl ***ret_structs)
{
	struct decl **structs = arena_alloc(&model->arena, (model->n_decls + 1) * sizeof(*structs));
	size_t i, n = 0;

	for (i = 0; i < model->n_decls; i++) {
		if (decl_is(model->decls[i], LAID_OUT))
			add_struct(structs, &n, model->decls[i]);
	}
	*ret_structs = structs;
	return n;
}

/* ---- types ---- */

/* What the integer types are called. To add a language: a column, and its words in names.c. */
static const struct {
	const char *base, *c, *rust, *python, *letter;
} types[] = {
	{ "u8", "uint8_t", "u8", "int", "B" },    { "u16", "uint16_t", "u16", "int", "H" },
	{ "u32", "uint32_t", "u32", "int", "I" }, { "u64", "uint64_t", "u64", "int", "Q" },
	{ "i32", "int32_t", "i32", "int", "i" },  { "i64", "int64_t", "i64", "int", "q" },
};

static size_t type_index(const struct base *base)
{
	size_t i = 0;

	while (strcmp(types[i].base, base->name) != 0)
		i++;
	return i;
}

const char *base_type(enum language language, const struct base *base)
{
	size_t i = type_index(base);

	if (language == LANGUAGE_C)
		return types[i].c;
	return language == LANGUAGE_RUST ? types[i].rust : types[i].python;
}

const char *base_letter(const struct base *base)
{
	return types[type_index(base)].letter;
}

const char *tref_type(struct arena *arena, enum language language, const struct tref *type)
{
	if (language == LANGUAGE_C && !type->base)
		return arena_printf(arena, "struct xabi_%s", type->decl->name.text);
	if (language == LANGUAGE_C || !type->decl)
		return base_type(language, type->base);
	return name_camel(arena, type->decl->name.text);
}

/* ---- texts ---- */

void out_lines(struct out *out, const char *prefix, const char *text, size_t width)
{
	size_t room = width - strlen(prefix), len;
	const char *cut;

	for (; text && *text; text = cut + (*cut == ' ')) {
		len = strlen(text);
		cut = text + (len < room ? len : room);
		while (len > room && cut > text && *cut != ' ')
			cut--;
		if (cut == text)
			cut = text + strcspn(text, " ");
		out_printf(out, "%s%.*s\n", prefix, (int)(cut - text), text);
	}
}

/* What opens or closes a comment is taken apart. */
const char *c_comment_text(struct arena *arena, const char *doc)
{
	char *text = arena_alloc(arena, 2 * strlen(doc) + 1), *to = text;

	for (; *doc; doc++) {
		*to++ = *doc;
		if ((doc[0] == '*' && doc[1] == '/') || (doc[0] == '/' && doc[1] == '*'))
			*to++ = ' ';
	}
	return text;
}

void out_c_comment(struct out *out, const char *doc)
{
	const char *text;

	if (!doc)
		return;
	text = c_comment_text(out->arena, doc);
	if (strlen(text) <= 92) {
		out_printf(out, "/* %s */\n", text);
		return;
	}
	out_text(out, "/*\n");
	out_lines(out, " * ", text, 99);
	out_text(out, " */\n");
}

const char *made_by(struct model *model, const char *output)
{
	return arena_printf(&model->arena, "Made by `xabic gen %s` from %s; not for editing.",
			    output, model_sources(model));
}
