/* SPDX-License-Identifier: MIT */
/* Names to what they name: declarations, then types and marks. */
#include "xabic/model.h"

#include <stdlib.h>
#include <string.h>

#include "xabic/attr.h"
#include "xabic/names.h"

#define SCALARS                                                                           \
	(OWNS(OWNER_TYPE) | OWNS(OWNER_RESOURCE) | OWNS(OWNER_ENUM) | OWNS(OWNER_FLAGS) | \
	 OWNS(OWNER_ERRORS))
#define TYPES   (SCALARS | OWNS(OWNER_STRUCT))
#define GLOBALS (TYPES | OWNS(OWNER_CONST) | OWNS(OWNER_AREA))

static const struct base bases[] = {
	{ "u8", 1, false },  { "u16", 2, false }, { "u32", 4, false },
	{ "u64", 8, false }, { "i32", 4, true },  { "i64", 8, true },
};

#define N_BASES (sizeof(bases) / sizeof(bases[0]))

/* Bits [15:14] of an op number: docs/rules.md P1.4. */
static const struct {
	const char *name;
	uint32_t code;
} classes[] = {
	{ "kernel", 0 }, { "mediated", 1 }, { "control", 2 }, { "device_model", 3 }, { "any", 0 }
};

#define N_CLASSES (sizeof(classes) / sizeof(classes[0]))

/* Values that the provider reports: the spec uses them by name and never fixes them. */
static const char *const reported[] = { "granule", "gpa_limit" };

bool is_reported(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(reported) / sizeof(reported[0]); i++) {
		if (strcmp(reported[i], name) == 0)
			return true;
	}
	return false;
}

static const struct base *base_find(const char *name)
{
	size_t i;

	for (i = 0; i < N_BASES; i++) {
		if (strcmp(bases[i].name, name) == 0)
			return &bases[i];
	}
	return NULL;
}

static void note_guess(struct model *model, const struct guess *guess, struct place place)
{
	if (guess->best)
		model_note(model, place, "did you mean '%s'?", guess->best);
}

static void guess_decls(const struct model *model, struct guess *guess, unsigned int owners)
{
	size_t i;

	for (i = 0; i < model->n_decls; i++) {
		if (decl_is(model->decls[i], owners))
			guess_consider(guess, model->decls[i]->name.text);
	}
}

/* ---- declarations ---- */

static void duplicate(struct model *model, const struct name *name, const struct name *before)
{
	model_error(model, "duplicate_name", name->place, "a second '%s'", name->text);
	model_note(model, before->place, "the first one is here");
}

/* Do the two declarations share a namespace? */
static bool names_meet(const struct decl *a, const struct decl *b)
{
	if (decl_is(a, IN_EXTENSION))
		return decl_is(b, IN_EXTENSION) && a->extension == b->extension;
	if (decl_is(a, OWNS(OWNER_EXTENSION)))
		return decl_is(b, OWNS(OWNER_EXTENSION));
	if (a->on.text && a->head == b->head)
		return strcmp(a->on.text, b->on.text) == 0;
	if (decl_is(a, OWNS(OWNER_PROFILE)))
		return decl_is(b, OWNS(OWNER_PROFILE));
	return decl_is(a, GLOBALS) && decl_is(b, GLOBALS);
}

static void resolve_duplicates(struct model *model, size_t n)
{
	struct decl *decl = model->decls[n];
	const char *name = decl->name.text;
	size_t i;

	if (decl_is(decl, GLOBALS) && (base_find(name) || is_reported(name)))
		model_error(model, "duplicate_name", decl->name.place,
			    "'%s' means something already", name);
	for (i = 0; i < n; i++) {
		if (names_meet(decl, model->decls[i]) &&
		    strcmp(model->decls[i]->name.text, name) == 0) {
			duplicate(model, &decl->name, &model->decls[i]->name);
			return;
		}
	}
}

/* States, values, fields; slots and buffers of an op together. */
static void resolve_row_names(struct model *model, const struct decl *decl)
{
	size_t i, j;

	for (i = 0; i < decl->n_rows; i++) {
		for (j = 0; j < i && decl->rows[i].attr->as != OWNER_NONE; j++) {
			if (decl->rows[j].attr->as != OWNER_NONE &&
			    strcmp(decl->rows[i].name.text, decl->rows[j].name.text) == 0) {
				duplicate(model, &decl->rows[i].name, &decl->rows[j].name);
				break;
			}
		}
	}
}

static void resolve_single(struct model *model, struct decl *decl, struct decl **single)
{
	if (*single) {
		model_error(model, "one_spec", decl->name.place, "a second '%s' declaration",
			    decl->head->keyword);
		model_note(model, (*single)->name.place, "the first one is here");
		return;
	}
	*single = decl;
}

static void resolve_class(struct model *model, const struct decl *extension)
{
	struct guess guess = { .name = extension->class.text };
	size_t i;

	for (i = 0; i < N_CLASSES; i++) {
		if (strcmp(classes[i].name, extension->class.text) == 0)
			return;
		guess_consider(&guess, classes[i].name);
	}
	model_error(model, "unknown_class", extension->class.place, "there is no class '%s'",
		    extension->class.text);
	note_guess(model, &guess, extension->class.place);
	model_note(model, extension->class.place,
		   "the classes are kernel mediated control device_model, and any for base");
}

static uint32_t class_code(const struct decl *extension)
{
	size_t i;

	for (i = 0; i + 1 < N_CLASSES; i++) {
		if (strcmp(classes[i].name, extension->class.text) == 0)
			break;
	}
	return classes[i].code;
}

static int compare_numbers(const void *left, const void *right)
{
	const struct decl *a = *(struct decl *const *)left, *b = *(struct decl *const *)right;

	if (a->extension && a->extension != b->extension)
		return compare_numbers(&a->extension, &b->extension);
	return a->num.value < b->num.value ? -1 : a->num.value > b->num.value;
}

static void resolve_extension(struct model *model, struct decl *decl, struct decl *extension)
{
	if (extension && extension->file == decl->file) {
		decl->extension = extension;
		return;
	}
	model_error(model, "stray_op", decl->name.place, "%s '%s' stands below no extension",
		    decl->head->keyword, decl->name.text);
	model_note(model, decl->name.place, "an op belongs to the extension above it in its file");
}

static void resolve_op(struct model *model, struct decl *op)
{
	const struct decl *extension = op->extension;
	size_t i;

	for (i = 0; i < op->n_rows; i++) {
		if (op->rows[i].attr->type == ATTR_BUFFER)
			op->n_buffers++;
	}
	op->number = class_code(extension) << 14 |
		     (uint32_t)(extension->num.value & MAX_EXTENSION) << 8 |
		     (uint32_t)(op->n_buffers & 3) << 6 | (uint32_t)(op->num.value & MAX_OP);
	*arena_push(&model->arena, model->ops, model->n_ops) = op;
}

void resolve_names(struct model *model)
{
	struct decl *extension = NULL, *decl;
	size_t i;

	for (i = 0; i < model->n_decls; i++) {
		decl = model->decls[i];
		if (decl_is(decl, OWNS(OWNER_SPEC)))
			resolve_single(model, decl, &model->spec);
		if (decl_is(decl, OWNS(OWNER_ERRORS)))
			resolve_single(model, decl, &model->errors);
		if (decl_is(decl, OWNS(OWNER_EXTENSION))) {
			extension = decl;
			resolve_class(model, decl);
			*arena_push(&model->arena, model->extensions, model->n_extensions) = decl;
		}
		if (decl_is(decl, IN_EXTENSION))
			resolve_extension(model, decl, extension);
		if (decl_is(decl, OWNS(OWNER_OP)) && decl->extension)
			resolve_op(model, decl);
		resolve_duplicates(model, i);
		resolve_row_names(model, decl);
	}
	if (!model->spec) {
		model_error(model, "one_spec", (struct place){ 0 },
			    "none of the files has the spec line");
		model_note(model, (struct place){ 0 },
			   "all files of a spec compile together; one starts with: spec xabi 0.1");
	}
	if (model->n_extensions)
		qsort(model->extensions, model->n_extensions, sizeof(model->extensions[0]),
		      compare_numbers);
	if (model->n_ops)
		qsort(model->ops, model->n_ops, sizeof(model->ops[0]), compare_numbers);
}

/* ---- types and marks ---- */

static void unknown_type(struct model *model, const struct name *name, unsigned int owners)
{
	struct guess guess = { .name = name->text };
	size_t i;

	for (i = 0; i < N_BASES; i++)
		guess_consider(&guess, bases[i].name);
	guess_decls(model, &guess, owners);
	model_error(model, "unknown_name", name->place, "there is no type '%s'", name->text);
	note_guess(model, &guess, name->place);
	if (model_find(model, OWNS(OWNER_AREA), name->text))
		model_note(model, name->place,
			   "'%s' is an area, which a guest registers by its address", name->text);
	else if (!guess.best)
		model_note(model, name->place, "the integer types are u8 u16 u32 u64 i32 i64");
}

static struct decl *resolve_decl(struct model *model, const struct name *name, unsigned int owners,
				 const char *what)
{
	struct decl *decl = model_find(model, owners, name->text);
	struct guess guess = { .name = name->text };

	if (decl)
		return decl;
	guess_decls(model, &guess, owners);
	model_error(model, "unknown_name", name->place, "there is no %s '%s'", what, name->text);
	note_guess(model, &guess, name->place);
	return NULL;
}

static void resolve_base(struct model *model, struct decl *decl)
{
	bool none =
		decl_is(decl, OWNS(OWNER_RESOURCE)) && strcmp(decl->base_name.text, "none") == 0;

	decl->base = base_find(decl->base_name.text);
	if (!decl->base && !none)
		unknown_type(model, &decl->base_name, 0);
}

static void resolve_tref(struct model *model, struct tref *type)
{
	const struct decl *len;

	type->base = base_find(type->name.text);
	type->count = 1;
	if (!type->base) {
		type->decl = model_find(model, TYPES, type->name.text);
		if (!type->decl) {
			unknown_type(model, &type->name, TYPES);
			return;
		}
		if (!decl_is(type->decl, OWNS(OWNER_STRUCT))) {
			type->base = base_find(type->decl->base_name.text);
			if (!type->base)
				model_error(model, "slot_type", type->name.place,
					    "'%s' has no number, so nothing can hold one",
					    type->name.text);
		}
	}
	if (type->form == TREF_FIXED) {
		len = type->len_name.text
			      ? resolve_decl(model, &type->len_name, OWNS(OWNER_CONST), "const")
			      : NULL;
		type->count = len ? len->num.value : type->len.value;
	}
}

/*
 * The type of the field beside a field, of the slot beside a slot; NULL: there is none of that
 * name.
 */
static const char *type_beside(const struct decl *decl, const char *name)
{
	const struct row *row =
		decl_row(decl, OWNS(OWNER_FIELD) | OWNS(OWNER_IN) | OWNS(OWNER_OUT), name);

	if (row)
		return row->type.name.text;
	row = strcmp(name, "target") == 0 ? op_row(decl, "target") : NULL;
	return row && row->n_names ? row->names[0].text : NULL;
}

static void resolve_of(struct model *model, const struct decl *decl, const struct row *row,
		       const struct mark *mark)
{
	const char *type = row->type.name.text, *beside = type_beside(decl, mark->name.text);
	const struct mark *inside = NULL;

	if (decl_is(row->type.decl, OWNS(OWNER_RESOURCE)))
		inside = mark_find(&row->type.decl->marks, "of");
	if (!inside)
		model_error(model, "bad_of", mark->place, "a '%s' is not numbered within anything",
			    type);
	else if (!beside)
		model_error(model, "unknown_name", mark->name.place, "there is no '%s' beside '%s'",
			    mark->name.text, row->name.text);
	else if (strcmp(beside, inside->name.text) != 0)
		model_error(model, "bad_of", mark->name.place,
			    "a '%s' is of a '%s', and '%s' is of type '%s'", type,
			    inside->name.text, mark->name.text, beside);
}

static void resolve_like(struct model *model, const struct decl *op, struct row *row,
			 const struct mark *mark)
{
	row->like = decl_row(op, OWNS(OWNER_READS) | OWNS(OWNER_WRITES), mark->name.text);
	if (!row->like || row->like == row) {
		model_error(model, "unknown_name", mark->name.place,
			    "'%s' is no other buffer of this op", mark->name.text);
		row->like = NULL;
	} else if (row->type.form != TREF_OPEN || row->like->type.form != TREF_OPEN) {
		model_error(model, "buffer_type", mark->place,
			    "'like' counts elements, so both buffers need a type with []");
	}
}

static void resolve_marks(struct model *model, struct decl *decl, struct row *row,
			  struct marks *marks)
{
	struct mark *mark;
	size_t i;

	for (i = 0; i < marks->n_items; i++) {
		mark = &marks->items[i];
		if (mark->attr->type != ATTR_NAME)
			continue;
		if (strcmp(mark->attr->keyword, "align") == 0 && !is_reported(mark->name.text))
			resolve_decl(model, &mark->name, OWNS(OWNER_CONST), "const");
		else if (strcmp(mark->attr->keyword, "of") == 0 && row)
			resolve_of(model, decl, row, mark);
		else if (strcmp(mark->attr->keyword, "of") == 0)
			resolve_decl(model, &mark->name, OWNS(OWNER_RESOURCE), "resource");
		else if (strcmp(mark->attr->keyword, "like") == 0)
			resolve_like(model, decl, row, mark);
	}
}

static void unknown_op(struct model *model, const struct row *row)
{
	struct guess guess = { .name = path_text(&model->arena, &row->paths[0]) };
	size_t i;

	for (i = 0; i < model->n_ops; i++)
		guess_consider(&guess, op_text(&model->arena, model->ops[i]));
	model_error(model, "unknown_name", row->place, "there is no op '%s'", guess.name);
	note_guess(model, &guess, row->place);
}

static void resolve_profile(struct model *model, struct decl *profile)
{
	struct row *row;
	size_t i, j;

	for (i = 0; decl_is(profile, OWNS(OWNER_PROFILE)) && i < profile->n_rows; i++) {
		row = &profile->rows[i];
		row->op = row->paths[0].n_names == 2 ? model_op(model, &row->paths[0]) : NULL;
		if (!row->op)
			unknown_op(model, row);
		for (j = 0; row->op && j < i; j++) {
			if (profile->rows[j].op == row->op)
				duplicate(model, &row->paths[0].names[1],
					  &profile->rows[j].paths[0].names[1]);
		}
	}
}

void resolve_types(struct model *model)
{
	struct decl *decl;
	struct row *row;
	size_t i, j, k;

	for (i = 0; i < model->n_decls; i++) {
		decl = model->decls[i];
		if (decl_is(decl, SCALARS))
			resolve_base(model, decl);
		resolve_profile(model, decl);
		for (j = 0; j < decl->n_rows; j++) {
			if (decl->rows[j].type.name.text)
				resolve_tref(model, &decl->rows[j].type);
		}
	}
	for (i = 0; i < model->n_decls; i++) {
		decl = model->decls[i];
		resolve_marks(model, decl, NULL, &decl->marks);
		for (j = 0; j < decl->n_rows; j++) {
			row = &decl->rows[j];
			resolve_marks(model, decl, row, &row->marks);
			for (k = 0; row->attr->type == ATTR_TARGET && k < row->n_names; k++)
				resolve_decl(model, &row->names[k], OWNS(OWNER_RESOURCE),
					     "resource");
		}
	}
}
