/* SPDX-License-Identifier: MIT */
/*
 * The whole model as JSON: docs/language.md, "The JSON model". Keys in a fixed order, mostly that
 * of attrs[].
 */
#include "xabic/output.h"

#include <inttypes.h>
#include <string.h>

#include "xabic/attr.h"
#include "xabic/check.h"
#include "xabic/freeze.h"

/* Rises when a key goes or changes its meaning: docs/xabi-model.schema.json. */
#define FORMAT 1

struct writer {
	struct model *model;
	struct out *out;
	int depth;
	bool first; /* nothing yet in the array or object that is open */
};

/* ---- writing ---- */

static void item(struct writer *w, const char *key)
{
	if (w->depth)
		out_printf(w->out, "%s\n%*s", w->first ? "" : ",", 2 * w->depth, "");
	w->first = false;
	if (key)
		out_printf(w->out, "\"%s\": ", key);
}

static void open_(struct writer *w, const char *key, const char *bracket)
{
	item(w, key);
	out_text(w->out, bracket);
	w->depth++;
	w->first = true;
}

static void close_(struct writer *w, const char *bracket)
{
	w->depth--;
	if (!w->first)
		out_printf(w->out, "\n%*s", 2 * w->depth, "");
	w->first = false;
	out_text(w->out, bracket);
}

static void text(struct writer *w, const char *key, const char *value)
{
	item(w, key);
	if (value)
		out_quoted(w->out, value);
	else
		out_text(w->out, "null");
}

static void text_if(struct writer *w, const char *key, const char *value)
{
	if (value)
		text(w, key, value);
}

static void number(struct writer *w, const char *key, uint64_t value)
{
	item(w, key);
	out_printf(w->out, "%" PRIu64, value);
}

static void truth(struct writer *w, const char *key, bool value)
{
	item(w, key);
	out_text(w->out, value ? "true" : "false");
}

static void version(struct writer *w, const char *key, const struct version *value)
{
	item(w, key);
	out_printf(w->out, "\"%u.%u\"", value->major, value->minor);
}

/* ---- marks and parts of rows ---- */

static void emit_mark(struct writer *w, const struct mark *mark)
{
	const char *key = mark->attr->json;

	switch (mark->attr->type) {
	case ATTR_UNIT:
		text(w, key, mark->attr->keyword);
		break;
	case ATTR_NUM:
		number(w, key, mark->num.value);
		break;
	case ATTR_NAME:
		text(w, key, mark->name.text);
		break;
	case ATTR_RANGE:
		open_(w, key, "[");
		number(w, NULL, mark->num.value);
		number(w, NULL, mark->to.value);
		close_(w, "]");
		break;
	case ATTR_VERSION:
		version(w, key, &mark->version);
		break;
	default:
		truth(w, key, true);
		break;
	}
}

static void emit_marks(struct writer *w, const struct marks *marks)
{
	size_t i, j;

	for (i = 0; i < n_attrs; i++) {
		for (j = 0; j < marks->n_items; j++) {
			if (marks->items[j].attr == &attrs[i])
				emit_mark(w, &marks->items[j]);
		}
	}
}

static void emit_type(struct writer *w, const struct tref *type)
{
	text(w, "type", type->name.text);
	if (type->base)
		text(w, "base", type->base->name);
	if (type->form == TREF_FIXED)
		number(w, "count", type->count);
	if (type->form == TREF_OPEN)
		truth(w, "array", true);
}

static void emit_names(struct writer *w, const char *key, const struct name *names, size_t n_names)
{
	size_t i;

	open_(w, key, "[");
	for (i = 0; i < n_names; i++)
		text(w, NULL, names[i].text);
	close_(w, "]");
}

static void emit_sum(struct writer *w, const char *key, const struct sum *sum)
{
	size_t i;

	open_(w, key, "[");
	for (i = 0; i < sum->n_terms; i++) {
		open_(w, NULL, "{");
		if (sum->terms[i].minus)
			truth(w, "minus", true);
		if (sum->terms[i].is_num)
			number(w, "number", sum->terms[i].num.value);
		else
			text(w, "path", path_text(&w->model->arena, &sum->terms[i].path));
		close_(w, "}");
	}
	close_(w, "]");
}

static void emit_atom(struct writer *w, const struct atom *atom)
{
	open_(w, NULL, "{");
	text(w, "text", atom_text(&w->model->arena, atom));
	if (atom->kind == ATOM_COMPARE) {
		emit_sum(w, "left", &atom->left);
		text(w, "compare", atom->compare);
		emit_sum(w, "right", &atom->right);
	} else {
		text(w, "path", path_text(&w->model->arena, &atom->path));
		if (atom->kind == ATOM_IS)
			emit_names(w, "is", atom->names, atom->n_names);
		else
			text(w, atom->kind == ATOM_HAS ? "has" : "lacks", atom->names[0].text);
	}
	close_(w, "}");
}

/* ---- rows ---- */

static void emit_buffer(struct writer *w, const struct row *row)
{
	text(w, "access", row->attr->keyword);
	number(w, "slot", row->slot);
	emit_type(w, &row->type);
	number(w, "element_size", tref_element_size(&row->type));
}

static void emit_fails(struct writer *w, const struct decl *op, const struct row *row)
{
	bool of_state = false;
	size_t i;

	for (i = 0; i < row->n_atoms; i++)
		of_state = of_state || atom_is_of_state(w->model, op, &row->atoms[i]);
	text(w, "status", row->name.text);
	number(w, "value", row->status);
	text(w, "kind", of_state ? "state" : "request");
	open_(w, "when", "[");
	for (i = 0; i < row->n_atoms; i++)
		emit_atom(w, &row->atoms[i]);
	close_(w, "]");
}

static void emit_register(struct writer *w, const struct row *row)
{
	text(w, "reg", row->regs->name);
	if (row->mask.text)
		number(w, "mask", row->mask.value);
	if (row->n_paths)
		text(w, "holds", path_text(&w->model->arena, row->paths));
	else
		number(w, "value", row->num.value);
}

/* One of several rows of its kind. */
static void emit_row(struct writer *w, const struct decl *decl, const struct row *row)
{
	open_(w, NULL, "{");
	if (row->attr->as != OWNER_NONE)
		text(w, "name", row->name.text);
	if (row->attr->type == ATTR_OP) {
		text(w, "name", op_text(&w->model->arena, row->op));
		number(w, "op", row->op->number);
	}
	if (row->attr->type == ATTR_VALUE)
		number(w, decl_is(decl, OWNS(OWNER_FLAGS)) ? "bit" : "value", row->num.value);
	if (row->attr->type == ATTR_FIELD) {
		emit_type(w, &row->type);
		number(w, "offset", row->offset);
		number(w, "size", row->size);
	}
	if (row->attr->type == ATTR_BUFFER)
		emit_buffer(w, row);
	if (row->attr->type == ATTR_FAILS)
		emit_fails(w, decl, row);
	if (row->attr->type == ATTR_REGISTER)
		emit_register(w, row);
	if (row->attr->type == ATTR_THEN) {
		text(w, "path", path_text(&w->model->arena, &row->atoms[0].path));
		text(w, "is", row->atoms[0].names[0].text);
	}
	emit_marks(w, &row->marks);
	text_if(w, "doc", row->doc.text);
	close_(w, "}");
}

/* The one row of its kind, of the op or else its extension. */
static void emit_single(struct writer *w, const struct row *row)
{
	size_t i;

	switch (row->attr->type) {
	case ATTR_TARGET:
		open_(w, row->attr->json, "{");
		emit_names(w, "resources", row->names, row->n_names);
		if (row->n_names)
			truth(w, "self", !row->not_self);
		close_(w, "}");
		break;
	case ATTR_TIME:
		open_(w, row->attr->json, "{");
		truth(w, "constant", !row->num.text);
		if (row->num.text) {
			number(w, "slice", row->num.value);
			text(w, "of", row->name.text);
		}
		close_(w, "}");
		break;
	case ATTR_PATHS:
		open_(w, row->attr->json, "[");
		for (i = 0; i < row->n_paths; i++)
			text(w, NULL, path_text(&w->model->arena, &row->paths[i]));
		close_(w, "]");
		break;
	case ATTR_REGISTER:
		open_(w, row->attr->json, "{");
		emit_register(w, row);
		text_if(w, "doc", row->doc.text);
		close_(w, "}");
		break;
	case ATTR_INSTRUCTIONS:
	case ATTR_REGISTERS:
		if (row_is(row, "status"))
			text(w, row->attr->json, row->names[0].text);
		else
			emit_names(w, row->attr->json, row->names, row->n_names);
		break;
	case ATTR_REST:
		text(w, row->attr->json, row->name.text);
		break;
	default:
		text(w, row->attr->json, row->doc.text);
		break;
	}
}

/* Declared and generated ones. */
static void emit_slots(struct writer *w, const char *key, const struct slot *slots, size_t n_slots)
{
	size_t i;

	open_(w, key, "[");
	for (i = 0; i < n_slots; i++) {
		open_(w, NULL, "{");
		text(w, "name", slots[i].name);
		number(w, "slot", i);
		text(w, "type", slots[i].type);
		text(w, "base", slots[i].base->name);
		if (slots[i].row)
			emit_marks(w, &slots[i].row->marks);
		else
			truth(w, "generated", true);
		if (!slots[i].row)
			text_if(w, "unit", slots[i].unit);
		text_if(w, "doc", slots[i].doc);
		close_(w, "}");
	}
	close_(w, "]");
}

static void emit_many(struct writer *w, const struct decl *decl, const char *key)
{
	size_t i;

	open_(w, key, "[");
	for (i = 0; i < decl->n_rows; i++) {
		if (strcmp(decl->rows[i].attr->json, key) == 0)
			emit_row(w, decl, &decl->rows[i]);
	}
	close_(w, "]");
}

static void emit_rows(struct writer *w, const struct decl *decl)
{
	const struct attr *attr;
	const struct row *row;
	size_t i;

	for (i = 0; i < n_attrs; i++) {
		attr = &attrs[i];
		if (!attr_is_row(attr) || !(attr->owners & OWNS(decl->head->owner)))
			continue;
		/* Kinds of row that share an array stand one behind another in the table. */
		if (attr->many && i && strcmp(attrs[i - 1].json, attr->json) == 0)
			continue;
		row = op_row(decl, attr->keyword);
		if (attr->type == ATTR_SLOT && attr->as == OWNER_IN)
			emit_slots(w, attr->json, decl->in, decl->n_in);
		else if (attr->type == ATTR_SLOT)
			emit_slots(w, attr->json, decl->out, decl->n_out);
		else if (attr->many)
			emit_many(w, decl, attr->json);
		else if (row)
			emit_single(w, row);
	}
}

/* ---- declarations ---- */

static void emit_decl(struct writer *w, const struct decl *decl)
{
	size_t i;

	open_(w, NULL, "{");
	text(w, "name", decl->name.text);
	if (decl_is(decl, OWNS(OWNER_OP)))
		number(w, "op", decl->number);
	if (decl->num.text)
		number(w, decl_is(decl, OWNS(OWNER_CONST)) ? "value" : "number", decl->num.value);
	text_if(w, "class", decl->class.text);
	text_if(w, "on", decl->on.text);
	if (decl_is(decl, OWNS(OWNER_TRANSPORT)))
		truth(w, "block", transport_is_block(decl));
	if (decl->base_name.text)
		text(w, "base", decl->base ? decl->base->name : NULL);
	if (decl_is(decl, LAID_OUT)) {
		number(w, "size", decl->size);
		number(w, "align", decl->align);
	}
	emit_marks(w, &decl->marks);
	text_if(w, "doc", decl->doc.text);
	emit_rows(w, decl);
	if (decl_is(decl, OWNS(OWNER_EXTENSION))) {
		open_(w, "ops", "[");
		for (i = 0; i < w->model->n_ops; i++) {
			if (w->model->ops[i]->extension == decl)
				emit_decl(w, w->model->ops[i]);
		}
		close_(w, "]");
		open_(w, "gone", "[");
		for (i = 0; i < w->model->n_decls; i++) {
			if (w->model->decls[i]->extension == decl &&
			    decl_is(w->model->decls[i], OWNS(OWNER_GONE)))
				emit_decl(w, w->model->decls[i]);
		}
		close_(w, "]");
	}
	close_(w, "}");
}

static void emit_head(struct writer *w, const struct head *head)
{
	struct model *model = w->model;
	size_t i;

	open_(w, head->json, "[");
	for (i = 0; i < model->n_decls && head->owner != OWNER_EXTENSION; i++) {
		if (model->decls[i]->head == head)
			emit_decl(w, model->decls[i]);
	}
	for (i = 0; i < model->n_extensions && head->owner == OWNER_EXTENSION; i++)
		emit_decl(w, model->extensions[i]);
	close_(w, "]");
}

/* The failures that no op lists, in the order in which they are checked. */
static void emit_common(struct writer *w)
{
	size_t i;

	open_(w, "common", "[");
	for (i = 0; i < n_common_failures; i++)
		text(w, NULL, common_failures[i]);
	close_(w, "]");
}

void emit_json(struct model *model, struct out *out)
{
	struct writer w = { .model = model, .out = out, .first = true };
	struct sha256 digest;
	size_t i;

	fingerprint(model, &digest);

	open_(&w, NULL, "{");
	text(&w, "made_by",
	     arena_printf(&model->arena, "xabic gen json from %s", model_sources(model)));
	number(&w, "format", FORMAT);
	text(&w, "name", model->spec->name.text);
	version(&w, "version", &model->spec->version);
	text(&w, "fingerprint", digest.hex);
	emit_common(&w);
	for (i = 0; i < n_heads; i++) {
		if (heads[i].json && !(OWNS(heads[i].owner) & IN_EXTENSION))
			emit_head(&w, &heads[i]);
	}
	close_(&w, "}");
	out_text(out, "\n");
}
