/* SPDX-License-Identifier: MIT */
/* Advice: what may be meant so, and mostly is not. It never looks at how a text is laid out. */
#include "xabic/check.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "xabic/attr.h"

static void advise(struct model *model, const char *lint, struct place place, const char *format,
		   ...) __attribute__((format(printf, 4, 5)));

static void advise(struct model *model, const char *lint, struct place place, const char *format,
		   ...)
{
	va_list args;

	va_start(args, format);
	diag_tell(stdout, place, "advice", "%s [%s]", arena_vprintf(&model->arena, format, args),
		  lint);
	va_end(args);
}

/* The length of the word that starts at TEXT: letters and digits. */
static size_t word_length(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]))
		n++;
	return n;
}

static bool has_word(const char *text, const char *word, size_t length)
{
	size_t n;

	for (; text && *text; text += n ? n : 1) {
		n = word_length(text);
		if (n == length && n && strncmp(text, word, n) == 0)
			return true;
	}
	return false;
}

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* ---- what nothing mentions ---- */

static bool sum_mentions(const struct model *model, const struct decl *op, const struct sum *sum,
			 const struct decl *decl)
{
	size_t i;

	for (i = 0; i < sum->n_terms; i++) {
		if (!sum->terms[i].is_num &&
		    path_meaning(model, op, &sum->terms[i].path).decl == decl)
			return true;
	}
	return false;
}

/* DECL, or with MEMBER a state of it: named, or told from the usual one, which is named. */
static bool atom_mentions(const struct model *model, const struct decl *op, const struct atom *atom,
			  const struct decl *decl, const char *member)
{
	size_t i;

	if (atom->kind == ATOM_COMPARE)
		return !member && (sum_mentions(model, op, &atom->left, decl) ||
				   sum_mentions(model, op, &atom->right, decl));
	if (path_meaning(model, op, &atom->path).decl != decl)
		return false;
	for (i = 0; i < atom->n_names && member; i++) {
		if (same(atom->names[i].text, member) ||
		    same(atom->names[i].text, decl->rows[0].name.text))
			return true;
	}
	return !member;
}

static bool marks_mention(const struct marks *marks, const char *name)
{
	size_t i;

	for (i = 0; i < marks->n_items; i++) {
		if (same(marks->items[i].name.text, name))
			return true;
	}
	return false;
}

/* Consts and structs are for callers too, so a doc that tells them of one is enough. */
static bool doc_mentions(const struct doc *doc, const struct decl *decl)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	const char *name = decl->name.text, *at;

	if (!doc->text || !decl_is(decl, OWNS(OWNER_CONST) | OWNS(OWNER_STRUCT)))
		return false;
	for (at = strstr(doc->text, name); at; at = strstr(at + 1, name)) {
		if ((at == doc->text || !strchr(letters, at[-1])) &&
		    strspn(at, letters) == strlen(name))
			return true;
	}
	return false;
}

static bool row_mentions(const struct model *model, const struct decl *owner, const struct row *row,
			 const struct decl *decl, const char *member)
{
	const char *name = decl->name.text;
	size_t i;

	if (decl == model->errors && member)
		return row->attr->type == ATTR_FAILS && same(row->name.text, member);
	for (i = 0; i < row->n_atoms; i++) {
		if (atom_mentions(model, owner, &row->atoms[i], decl, member))
			return true;
	}
	for (i = 0; i < row->n_names && !member; i++) {
		if (same(row->names[i].text, name))
			return true;
	}
	return !member && (row->type.decl == decl || same(row->type.len_name.text, name) ||
			   marks_mention(&row->marks, name) || doc_mentions(&row->doc, decl));
}

static bool is_mentioned(const struct model *model, const struct decl *decl, const char *member)
{
	const struct decl *user;
	size_t i, j;

	for (i = 0; i < model->n_decls; i++) {
		user = model->decls[i];
		if (!member && (marks_mention(&user->marks, decl->name.text) ||
				(user != decl && doc_mentions(&user->doc, decl))))
			return true;
		for (j = 0; j < user->n_rows; j++) {
			if (row_mentions(model, user, &user->rows[j], decl, member))
				return true;
		}
	}
	return false;
}

static void lint_unused(struct model *model, struct decl *decl)
{
	if (decl_is(decl, OWNS(OWNER_CONST) | OWNS(OWNER_TYPE) | OWNS(OWNER_RESOURCE) |
				  OWNS(OWNER_ENUM) | OWNS(OWNER_FLAGS) | OWNS(OWNER_STRUCT)) &&
	    !is_mentioned(model, decl, NULL))
		advise(model, "unused", decl->name.place, "nothing uses %s '%s'",
		       decl->head->keyword, decl->name.text);
}

/* Success is no failure, `again` is what time says, and the common ones are every op's. */
static void lint_unused_status(struct model *model, struct decl *decl)
{
	size_t i;

	for (i = 0; decl == model->errors && i < decl->n_rows; i++) {
		const char *name = decl->rows[i].name.text;

		if (decl->rows[i].num.value && !same(name, "again") && !is_common_failure(name) &&
		    !is_mentioned(model, decl, name))
			advise(model, "unused_status", decl->rows[i].name.place,
			       "no op fails with '%s'", name);
	}
}

/* The first state is the usual one, of which nothing need be said. */
static void lint_unseen_state(struct model *model, struct decl *decl)
{
	size_t i;

	for (i = 1; decl_is(decl, OWNS(OWNER_RESOURCE)) && i < decl->n_rows; i++) {
		if (!is_mentioned(model, decl, decl->rows[i].name.text))
			advise(model, "unseen_state", decl->rows[i].name.place,
			       "no condition tells state '%s' from '%s'", decl->rows[i].name.text,
			       decl->rows[0].name.text);
	}
}

/* ---- texts ---- */

static void lint_same_status(struct model *model, struct decl *decl)
{
	size_t i, j;

	for (i = 0; decl == model->errors && i < decl->n_rows; i++) {
		for (j = 0; j < i; j++) {
			if (same(decl->rows[i].doc.text, decl->rows[j].doc.text))
				advise(model, "same_status", decl->rows[i].name.place,
				       "'%s' means what '%s' does", decl->rows[i].name.text,
				       decl->rows[j].name.text);
		}
	}
}

static void check_doc(struct model *model, const char *name, const struct doc *doc,
		      struct place place)
{
	static const char fillers[] = "A An The a an the of its this";
	const char *text = doc->text;
	char first;
	size_t n;

	for (; text && *text; text += n ? n : 1) {
		n = word_length(text);
		first = (char)tolower((unsigned char)*text);
		if (n && !has_word(fillers, text, n) && !has_word(name, text, n) &&
		    !(*name == first && word_length(name) == n &&
		      strncmp(name + 1, text + 1, n - 1) == 0))
			return;
	}
	if (text)
		advise(model, "empty_doc", place, "this says no more than the name '%s'", name);
}

static void lint_empty_doc(struct model *model, struct decl *decl)
{
	size_t i;

	check_doc(model, decl->name.text, &decl->doc, decl->name.place);
	for (i = 0; i < decl->n_rows; i++) {
		if (decl->rows[i].attr->as != OWNER_NONE)
			check_doc(model, decl->rows[i].name.text, &decl->rows[i].doc,
				  decl->rows[i].name.place);
	}
}

/* ---- ops ---- */

static void lint_no_was(struct model *model, struct decl *decl)
{
	if (decl_is(decl, OWNS(OWNER_OP)) && !op_row(decl, "was") &&
	    !has_word(decl->doc.text, "new", 3) && !has_word(decl->doc.text, "New", 3))
		advise(model, "no_was", decl->name.place,
		       "op '%s' names no old call; if it is new, its doc says so", decl->name.text);
}

static void lint_no_target(struct model *model, struct decl *decl)
{
	const struct row *own, *usual;
	size_t i;

	if (!decl_is(decl, OWNS(OWNER_OP)) || !same(decl->extension->class.text, "control"))
		return;
	own = op_row(decl, "target");
	usual = op_row(decl->extension, "target");
	if (own->n_names || !usual || !usual->n_names)
		return;
	for (i = 0; i < decl->n_in; i++) {
		if (same(decl->in[i].type, usual->names[0].text))
			return;
	}
	advise(model, "no_target", own->place, "op '%s' acts on no %s, unlike its extension",
	       decl->name.text, usual->names[0].text);
}

static void lint_buffer_reason(struct model *model, struct decl *decl)
{
	if (decl->n_buffers && same(decl->extension->class.text, "kernel") &&
	    !has_word(decl->doc.text, "buffer", 6) && !has_word(decl->doc.text, "buffers", 7))
		advise(model, "buffer_reason", decl->name.place,
		       "op '%s' of a kernel has a buffer, and its doc does not say why",
		       decl->name.text);
}

/* ---- numbers ---- */

static bool has_unit(const struct marks *marks)
{
	size_t i;

	for (i = 0; i < marks->n_items; i++) {
		if (marks->items[i].attr->type == ATTR_UNIT)
			return true;
	}
	return false;
}

static void lint_no_unit(struct model *model, struct decl *decl)
{
	const struct row *row;
	const char *name;
	size_t len;

	arena_each(row, decl->rows, decl->n_rows) {
		name = row->name.text;
		if (!row->type.base || row->type.base->size != 8 || has_unit(&row->marks) ||
		    (row->type.decl && has_unit(&row->type.decl->marks)))
			continue;
		len = strlen(name);
		if (strstr(name, "size") || strstr(name, "time") ||
		    (len > 3 && same(name + len - 3, "_at")))
			advise(model, "no_unit", row->name.place,
			       "nothing says in what '%s' counts", name);
	}
}

static void check_page_number(struct model *model, const struct name *name,
			      const struct marks *marks)
{
	static const struct {
		const char *word, *with;
	} words[] = {
		{ "gfn", "" },       { "pfn", "" },       { "mfn", "" },
		{ "gmfn", "" },      { "frame", "" },     { "frames", "" },
		{ "shift", "page" }, { "order", "page" }, { "pages", "" },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]) && !mark_find(marks, "bytes"); i++) {
		if (has_word(name->text, words[i].word, strlen(words[i].word)) &&
		    strstr(name->text, words[i].with))
			advise(model, "page_number", name->place,
			       "'%s' looks like a number of pages: addresses and sizes are in bytes",
			       name->text);
	}
}

static void lint_page_number(struct model *model, struct decl *decl)
{
	size_t i;

	if (decl_is(decl, OWNS(OWNER_CONST) | OWNS(OWNER_TYPE)))
		check_page_number(model, &decl->name, &decl->marks);
	for (i = 0; i < decl->n_rows; i++) {
		if (decl->rows[i].type.base &&
		    !decl_is(decl->rows[i].type.decl, OWNS(OWNER_RESOURCE)))
			check_page_number(model, &decl->rows[i].name, &decl->rows[i].marks);
	}
}

/* ---- the table ---- */

/*
 * All advice: what stands in [] behind it and can be named after --without. To add one: a function
 * above, a row here, and a file in tests/xabic/lint/ that sets it off.
 */
const struct check lints[] = {
	{ "unused", lint_unused, "What nothing names can go, or something forgot it." },
	{ "unused_status", lint_unused_status,
	  "A status that no op fails with is never the answer." },
	{ "unseen_state", lint_unseen_state,
	  "A state that no condition tells from the usual one, which comes first, makes no difference to\n"
	  "a caller." },
	{ "same_status", lint_same_status, "Two statuses with one meaning are one too many." },
	{ "empty_doc", lint_empty_doc, "A doc says what the name does not." },
	{ "no_was", lint_no_was,
	  "An op does what an old call did (was), or the word new is in its doc, and why it is." },
	{ "no_target", lint_no_target,
	  "An op that acts on a domain has it in a0 (P1.6), as the others of its extension." },
	{ "buffer_reason", lint_buffer_reason,
	  "Ops of guest kernels are slots only, save those that say why (P2.4): their doc has the word\n"
	  "buffer." },
	{ "no_unit", lint_no_unit, "A size or a time has a unit: bytes, ns, ticks ..." },
	{ "page_number", lint_page_number,
	  "Never a frame number or a shift: bytes everywhere, the granule is discovered (P2.5)." },
};

const size_t n_lints = sizeof(lints) / sizeof(lints[0]);

void lint_model(struct model *model, const bool *without)
{
	size_t i, j;

	for (i = 0; i < model->n_decls; i++) {
		for (j = 0; j < n_lints; j++) {
			if (!without[j])
				lints[j].run(model, model->decls[i]);
		}
	}
}
