/* SPDX-License-Identifier: MIT */
/* Look-up in the model, its parts as text, and the order of the steps that make it. */
#include "xabic/model.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "xabic/attr.h"

void model_error(struct model *model, const char *check, struct place place, const char *format,
		 ...)
{
	va_list args;

	va_start(args, format);
	diag_error(&model->diag, place, "%s [%s]", arena_vprintf(&model->arena, format, args),
		   check);
	va_end(args);
}

void model_note(struct model *model, struct place place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_note(&model->diag, place, "%s", arena_vprintf(&model->arena, format, args));
	va_end(args);
}

bool version_before(const struct version *a, const struct version *b)
{
	return a->major != b->major ? a->major < b->major : a->minor < b->minor;
}

bool decl_is(const struct decl *decl, unsigned int owners)
{
	return decl && (OWNS(decl->head->owner) & owners);
}

bool row_is(const struct row *row, const char *keyword)
{
	return strcmp(row->attr->keyword, keyword) == 0;
}

struct decl *model_find(const struct model *model, unsigned int owners, const char *name)
{
	size_t i;

	for (i = 0; i < model->n_decls; i++) {
		if (decl_is(model->decls[i], owners) &&
		    strcmp(model->decls[i]->name.text, name) == 0)
			return model->decls[i];
	}
	return NULL;
}

struct row *decl_row(const struct decl *decl, unsigned int owners, const char *name)
{
	size_t i;

	for (i = 0; i < decl->n_rows; i++) {
		if ((OWNS(decl->rows[i].attr->as) & owners) &&
		    strcmp(decl->rows[i].name.text, name) == 0)
			return &decl->rows[i];
	}
	return NULL;
}

struct row *op_row(const struct decl *op, const char *keyword)
{
	size_t i;

	for (i = 0; i < op->n_rows; i++) {
		if (row_is(&op->rows[i], keyword))
			return &op->rows[i];
	}
	return op->extension ? op_row(op->extension, keyword) : NULL;
}

struct decl *model_op(const struct model *model, const struct path *path)
{
	size_t i;

	for (i = 0; i < model->n_ops && path->n_names > 1; i++) {
		if (strcmp(model->ops[i]->extension->name.text, path->names[0].text) == 0 &&
		    strcmp(model->ops[i]->name.text, path->names[1].text) == 0)
			return model->ops[i];
	}
	return NULL;
}

struct mark *mark_find(const struct marks *marks, const char *keyword)
{
	size_t i;

	for (i = 0; i < marks->n_items; i++) {
		if (strcmp(marks->items[i].attr->keyword, keyword) == 0)
			return &marks->items[i];
	}
	return NULL;
}

uint64_t base_max(const struct base *base)
{
	return UINT64_MAX >> (64 - 8 * base->size) >> base->is_signed;
}

bool decl_grows(const struct decl *decl)
{
	return decl_is(decl, LAID_OUT) && mark_find(&decl->marks, "growing");
}

bool tref_is_bytes(const struct tref *type)
{
	return type->form == TREF_OPEN && strcmp(type->name.text, "u8") == 0;
}

bool op_is_batch(const struct decl *op)
{
	size_t i;

	for (i = 0; i < op->n_rows; i++) {
		if (op->rows[i].attr->type == ATTR_BUFFER && op->rows[i].type.form == TREF_OPEN &&
		    !tref_is_bytes(&op->rows[i].type))
			return decl_row(op, OWNS(OWNER_OUT), "done");
	}
	return false;
}

uint32_t tref_element_size(const struct tref *type)
{
	return type->base ? type->base->size : type->decl->size;
}

const char *tref_text(struct arena *arena, const struct tref *type)
{
	if (type->form == TREF_OPEN)
		return arena_printf(arena, "%s[]", type->name.text);
	if (type->form == TREF_PLAIN)
		return type->name.text;
	return arena_printf(arena, "%s[%s]", type->name.text,
			    type->len_name.text ? type->len_name.text : type->len.text);
}

const char *op_text(struct arena *arena, const struct decl *op)
{
	return arena_printf(arena, "%s.%s", op->extension->name.text, op->name.text);
}

const char *path_text(struct arena *arena, const struct path *path)
{
	const char *text = path->names[0].text;
	size_t i;

	for (i = 1; i < path->n_names; i++)
		text = arena_printf(arena, "%s.%s", text, path->names[i].text);
	return text;
}

const char *sum_text(struct arena *arena, const struct sum *sum)
{
	const char *text = "", *term;
	size_t i;

	for (i = 0; i < sum->n_terms; i++) {
		term = sum->terms[i].is_num ? sum->terms[i].num.text
					    : path_text(arena, &sum->terms[i].path);
		text = arena_printf(arena, "%s%s%s", text,
				    i == 0                ? ""
				    : sum->terms[i].minus ? " - "
							  : " + ",
				    term);
	}
	return text;
}

const char *atom_text(struct arena *arena, const struct atom *atom)
{
	static const char *const verbs[] = {
		[ATOM_IS] = "is", [ATOM_HAS] = "has", [ATOM_LACKS] = "lacks"
	};
	const char *text;
	size_t i;

	if (atom->kind == ATOM_COMPARE)
		return arena_printf(arena, "%s %s %s", sum_text(arena, &atom->left), atom->compare,
				    sum_text(arena, &atom->right));
	text = arena_printf(arena, "%s %s %s", path_text(arena, &atom->path), verbs[atom->kind],
			    atom->names[0].text);
	for (i = 1; i < atom->n_names; i++)
		text = arena_printf(arena, "%s or %s", text, atom->names[i].text);
	return text;
}

const char *model_sources(struct model *model)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < model->n_files; i++)
		text = arena_printf(&model->arena, "%s%s%s", text, i ? " " : "",
				    model->files[i]->name);
	return text;
}

/* Without its folders, so that outputs do not depend on where the build runs. */
static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int compare_files(const void *left, const void *right)
{
	const struct file *a = *(struct file *const *)left, *b = *(struct file *const *)right;
	int order = strcmp(a->name, b->name);

	return order ? order : strcmp(a->source->text, b->source->text);
}

/* The file that says which spec this is comes first in every output. */
static void put_spec_first(struct model *model)
{
	size_t i, j;

	for (i = 0; i < model->n_files; i++) {
		struct file *file = model->files[i];

		for (j = 0; j < file->n_tokens; j++) {
			if (file->tokens[j].column == 1 &&
			    strcmp(file->tokens[j].text, "spec") == 0)
				break;
		}
		if (j == file->n_tokens)
			continue;
		memmove(model->files + 1, model->files, i * sizeof(model->files[0]));
		model->files[0] = file;
		return;
	}
}

static void add_file(struct model *model, struct source *source)
{
	struct file *file = arena_new(&model->arena, struct file);

	*file = (struct file){ .source = source,
			       .path = source->name,
			       .name = base_name(source->name) };
	*arena_push(&model->arena, model->files, model->n_files) = file;
}

static bool parse_files(struct model *model)
{
	bool lexed = true;
	size_t i;

	if (model->n_files)
		qsort(model->files, model->n_files, sizeof(model->files[0]), compare_files);
	for (i = 0; i < model->n_files; i++)
		lexed = lex_file(model, model->files[i]) && lexed;
	put_spec_first(model);
	for (i = 0; i < model->n_files && lexed; i++)
		parse_file(model, model->files[i]);
	return model->diag.errors == 0;
}

static bool resolve(struct model *model)
{
	static void (*const steps[])(struct model *) = { resolve_names,    resolve_types,
							 layout_structs,   resolve_slots,
							 resolve_machines, resolve_conditions,
							 check_model };
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]) && model->diag.errors == 0; i++)
		steps[i](model);
	return model->diag.errors == 0;
}

bool model_parse(struct model *model, char **paths, size_t n_paths)
{
	struct source *source;
	size_t i;

	for (i = 0; i < n_paths; i++) {
		source = source_read(&model->arena, &model->diag, paths[i]);
		if (source)
			add_file(model, source);
	}
	return parse_files(model);
}

bool model_read(struct model *model, char **paths, size_t n_paths)
{
	return model_parse(model, paths, n_paths) && resolve(model);
}

bool model_read_text(struct model *model, const char *name, const char *text, size_t len)
{
	struct source *source = source_text(&model->arena, &model->diag, name, text, len);

	if (source)
		add_file(model, source);
	return parse_files(model) && resolve(model);
}
