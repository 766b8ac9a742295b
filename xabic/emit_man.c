/* SPDX-License-Identifier: MIT */
/*
 * Manual pages in mdoc, section 9, one for each extension: its ops, row by row, and what else its
 * file declares; and one for each file without an extension. A comment before each page names its
 * file. All is as `mandoc -T lint` wants it: short lines, and each sentence on a line of its own.
 */
#include "xabic/output.h"

#include <string.h>

#include "xabic/attr.h"
#include "xabic/check.h"
#include "xabic/fmt.h"
#include "xabic/names.h"

/* A page needs a date and a spec has none: when the way that pages are made last changed. */
#define DATE    "November 25, 2026"
#define COLUMNS 78
#define LIST    ".Bl -tag -width Ds -compact\n"
/* What stands in an extension's own part of a page. All else is types, registers and profiles. */
#define OPERATIONS (OWNS(OWNER_SPEC) | OWNS(OWNER_EXTENSION) | OWNS(OWNER_OP) | OWNS(OWNER_GONE))

struct page {
	struct model *model;
	struct arena *arena;
	struct out *out;
};

/* ---- text ---- */

static void word(struct page *p, const char *text, size_t len, bool starts_line)
{
	size_t i;

	if (starts_line && strchr(".'", text[0]))
		out_text(p->out, "\\&");
	for (i = 0; i < len; i++)
		out_printf(p->out, text[i] == '\\' ? "\\e" : "%c", text[i]);
}

/* TEXT, which may be NULL, on lines of its own. */
static void prose(struct page *p, const char *text)
{
	size_t column = 0, len;
	bool ended = false;

	while (text && *text) {
		len = strcspn(text, " ");
		if (ended || column + 1 + len > COLUMNS) {
			out_text(p->out, column ? "\n" : "");
			column = 0;
		}
		out_text(p->out, column ? " " : "");
		word(p, text, len, column == 0);
		column += len + 1;
		ended = len && strchr(".!?", text[len - 1]);
		text += len + (text[len] == ' ');
	}
	out_text(p->out, column ? "\n" : "");
}

/* ---- items of lists: HEAD is mdoc, TEXT and DOC are the spec's ---- */

static void item(struct page *p, const char *head, const char *text, const char *doc)
{
	out_printf(p->out, ".It %s%s%s\n", head, *text ? " " : "", text);
	prose(p, doc);
}

static void row_item(struct page *p, const struct row *row)
{
	const char *keyword = row->attr->keyword;

	item(p, *keyword ? arena_printf(p->arena, "Cm %s", keyword) : "Va", row_text(p->arena, row),
	     row->doc.text);
}

static void emit_slots(struct page *p, char letter, const struct slot *slots, size_t n_slots)
{
	const struct slot *slot;
	size_t i;

	for (i = 0; i < n_slots; i++) {
		slot = &slots[i];
		item(p, arena_printf(p->arena, "Cm %c%zu Va", letter, i),
		     slot->row ? row_text(p->arena, slot->row)
			       : arena_printf(p->arena, "%s : %s", slot->name, slot->type),
		     slot->doc);
	}
}

static void emit_buffers(struct page *p, const struct decl *op)
{
	const struct row *row;
	size_t i;

	for (i = 0; i < op->n_buffers; i++) {
		row = op->buffers[i];
		item(p,
		     arena_printf(p->arena, "Cm a%u a%u %s Va", row->slot, row->slot + 1,
				  row->attr->keyword),
		     row_text(p->arena, row), row->doc.text);
	}
}

/* ---- declarations ---- */

static void emit_head(struct page *p, const struct decl *decl)
{
	out_printf(p->out, ".Ss %s\n", decl_text(p->arena, decl));
	prose(p, decl->doc.text);
}

/* Slots, then the other rows as the spec has them, then what the extension says for all its ops. */
static void emit_op(struct page *p, const struct decl *op)
{
	static const char *const defaults[] = { "target", "time", "sealed" };
	const struct row *row;
	size_t i;

	emit_head(p, op);
	out_printf(p->out, LIST ".It Cm number No 0x%04x\n", op->number);
	emit_slots(p, 'a', op->in, op->n_in);
	emit_buffers(p, op);
	emit_slots(p, 'r', op->out, op->n_out);
	for (i = 0; i < op->n_rows; i++) {
		if (op->rows[i].attr->as == OWNER_NONE)
			row_item(p, &op->rows[i]);
	}
	for (i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
		row = op_row(op, defaults[i]);
		if (row && row == op_row(op->extension, defaults[i]))
			row_item(p, row);
	}
	out_text(p->out, ".El\n");
}

static void emit_type(struct page *p, const struct decl *decl)
{
	const struct row *row;
	size_t i;

	emit_head(p, decl);
	if (decl->n_rows == 0)
		return;
	out_text(p->out, LIST);
	if (decl->size)
		out_printf(p->out, ".It Cm size No %u bytes\n", decl->size);
	for (i = 0; i < decl->n_rows; i++) {
		row = &decl->rows[i];
		if (row->attr->type == ATTR_FIELD)
			item(p, arena_printf(p->arena, "Cm %u Va", row->offset),
			     row_text(p->arena, row), row->doc.text);
		else
			row_item(p, row);
	}
	out_text(p->out, ".El\n");
}

/* ---- pages ---- */

static void emit_common(struct page *p)
{
	const struct row *row;
	size_t i;

	out_text(p->out, ".Sh RETURN VALUES\n");
	prose(p, "Status 0 is success. What a row fails lists is checked in the order of these "
		 "rows, behind what every operation can end with, in this order:");
	out_text(p->out, LIST);
	for (i = 0; i < n_common_failures && p->model->errors; i++) {
		row = decl_row(p->model->errors, OWNS(OWNER_VALUE), common_failures[i]);
		if (row)
			item(p, "Er", row->name.text, row->doc.text);
	}
	out_text(p->out, ".El\n.Pp\n");
	prose(p, "With bad_slot, bad_size, bad_buffer and bad_field r3 says which slot it is, or "
		 "the offset in the struct or element. Last of all an operation can end with "
		 "not_allowed, by the security policy, and with no_memory.");
}

static void emit_title(struct page *p, const char *name, const char *doc)
{
	name = arena_printf(p->arena, "xabi_%s", name);
	out_printf(p->out, ".\\\" FILE %s.9\n.\\\" SPDX-License-Identifier: MIT\n", name);
	out_printf(p->out, ".\\\" Made by `xabic gen man` from %s; not for editing.\n",
		   model_sources(p->model));
	out_printf(p->out, ".Dd " DATE "\n.Dt %s 9\n.Os\n", name_upper(p->arena, name));
	out_printf(p->out, ".Sh NAME\n.Nm %s\n.Nd %.*s\n", name, (int)strcspn(doc, "."), doc);
}

static void emit_extension(struct page *p, const struct decl *extension)
{
	size_t i;

	emit_title(p, extension->name.text, extension->doc.text);
	out_text(p->out, ".Sh DESCRIPTION\n");
	emit_head(p, extension);
	out_text(p->out, LIST);
	for (i = 0; i < extension->n_rows; i++)
		row_item(p, &extension->rows[i]);
	out_text(p->out, ".El\n.Sh OPERATIONS\n");
	for (i = 0; i < p->model->n_ops; i++) {
		if (p->model->ops[i]->extension == extension)
			emit_op(p, p->model->ops[i]);
	}
	emit_common(p);
}

/* What a file has beside ops. */
static void emit_types(struct page *p, const struct file *file)
{
	bool some = false;
	size_t i;

	for (i = 0; i < p->model->n_decls; i++) {
		const struct decl *decl = p->model->decls[i];

		if (decl->file != file || decl_is(decl, OPERATIONS))
			continue;
		out_text(p->out, some ? "" : ".Sh DECLARATIONS\n");
		some = true;
		emit_type(p, decl);
	}
}

void emit_man(struct model *model, struct out *out)
{
	struct page page = { model, &model->arena, out };
	size_t i, j;

	for (i = 0; i < model->n_extensions; i++) {
		emit_extension(&page, model->extensions[i]);
		emit_types(&page, model->extensions[i]->file);
	}
	for (i = 0; i < model->n_files; i++) {
		const struct file *file = model->files[i];

		for (j = 0; j < model->n_extensions && model->extensions[j]->file != file; j++)
			;
		if (j < model->n_extensions)
			continue;
		emit_title(&page, arena_strndup(page.arena, file->name, strcspn(file->name, ".")),
			   arena_printf(page.arena, "declarations of %s", file->name));
		emit_types(&page, file);
	}
}
