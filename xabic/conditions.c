/* SPDX-License-Identifier: MIT */
/* Conditions: what their paths mean, and whether each row of failures can be reached. */
#include "xabic/check.h"

#include <string.h>

#include "xabic/attr.h"
#include "xabic/names.h"

static struct meaning typed(enum meaning_kind kind, const struct tref *type, const struct row *row)
{
	return (struct meaning){ kind, type->decl, type->base, row };
}

static struct meaning meaning_of_name(const struct model *model, const struct decl *op,
				      const char *name)
{
	const struct row *row = decl_row(op, OWNS(OWNER_IN) | OWNS(OWNER_OUT), name);
	struct decl *decl;

	if (row)
		return typed(MEANS_SLOT, &row->type, row);
	row = op_row(op, "target");
	if (row && row->n_names && strcmp(name, "target") == 0) {
		decl = model_find(model, OWNS(OWNER_RESOURCE), row->names[0].text);
		return (struct meaning){ MEANS_TARGET, decl, decl ? decl->base : NULL, row };
	}
	row = decl_row(op, OWNS(OWNER_READS) | OWNS(OWNER_WRITES), name);
	if (row && row->type.base)
		return typed(MEANS_ELEMENT, &row->type, row);
	decl = model_find(model, OWNS(OWNER_CONST), name);
	if (decl)
		return (struct meaning){ .kind = MEANS_CONST, .decl = decl };
	if (is_reported(name))
		return (struct meaning){ .kind = MEANS_REPORTED };
	decl = model_find(model, OWNS(OWNER_RESOURCE), name);
	if (decl && !decl->base)
		return (struct meaning){ .kind = MEANS_AMBIENT, .decl = decl };
	return (struct meaning){ 0 };
}

/* A buffer's field: of every element, where it has several. */
struct meaning path_meaning(const struct model *model, const struct decl *op,
			    const struct path *path)
{
	const struct row *row;
	size_t i;

	if (path->n_names == 1)
		return meaning_of_name(model, op, path->names[0].text);
	row = decl_row(op, OWNS(OWNER_READS) | OWNS(OWNER_WRITES), path->names[0].text);
	for (i = 1; row && i < path->n_names; i++) {
		if (row->type.base || row->type.form == TREF_FIXED)
			return (struct meaning){ 0 };
		row = decl_row(row->type.decl, OWNS(OWNER_FIELD), path->names[i].text);
	}
	if (!row || !row->type.base || row->type.form == TREF_FIXED)
		return (struct meaning){ 0 };
	return typed(MEANS_ELEMENT, &row->type, row);
}

bool atom_is_of_state(const struct model *model, const struct decl *op, const struct atom *atom)
{
	return atom->kind == ATOM_IS &&
	       decl_is(path_meaning(model, op, &atom->path).decl, OWNS(OWNER_RESOURCE));
}

static void unknown_path(struct model *model, const struct decl *op, const struct path *path)
{
	struct guess guess = { .name = path->names[0].text };
	const struct decl *decl = op;
	const struct row *row = NULL;
	size_t i, at = 0;

	/* As far as it goes well: the candidates are the rows where it does not. */
	for (; at + 1 < path->n_names; at++) {
		row = decl_row(decl,
			       at ? OWNS(OWNER_FIELD) : OWNS(OWNER_READS) | OWNS(OWNER_WRITES),
			       path->names[at].text);
		if (!row || row->type.base)
			break;
		decl = row->type.decl;
	}
	guess.name = path->names[at].text;
	for (i = 0; i < decl->n_rows; i++) {
		if (decl->rows[i].attr->as != OWNER_NONE &&
		    strcmp(decl->rows[i].name.text, guess.name) != 0)
			guess_consider(&guess, decl->rows[i].name.text);
	}
	model_error(model, "unknown_path", path->place,
		    "'%s' is no value that a condition can look at",
		    path_text(&model->arena, path));
	if (guess.best)
		model_note(model, path->names[at].place, "did you mean '%s'?", guess.best);
	else
		model_note(
			model, path->place,
			"slots, target, BUFFER.FIELD, consts, and resources without a number can stand here");
}

static void resolve_member(struct model *model, const struct decl *decl, const struct name *name)
{
	struct guess guess = { .name = name->text };
	size_t i;

	if (decl_row(decl, OWNS(OWNER_STATE) | OWNS(OWNER_VALUE), name->text))
		return;
	for (i = 0; i < decl->n_rows; i++)
		guess_consider(&guess, decl->rows[i].name.text);
	model_error(model, "unknown_member", name->place, "'%s' has no %s '%s'", decl->name.text,
		    decl_is(decl, OWNS(OWNER_RESOURCE)) ? "state"
		    : decl_is(decl, OWNS(OWNER_FLAGS))  ? "flag"
							: "value",
		    name->text);
	if (guess.best)
		model_note(model, name->place, "did you mean '%s'?", guess.best);
}

/* Failures look at what the caller passed, `then` also at what it got. */
static bool resolve_path(struct model *model, const struct decl *op, const struct row *row,
			 const struct path *path, struct meaning *ret_meaning)
{
	struct meaning meaning = path_meaning(model, op, path);
	bool is_out;

	if (meaning.kind == MEANS_NOTHING) {
		unknown_path(model, op, path);
		return false;
	}
	is_out = (meaning.kind == MEANS_SLOT && meaning.row->attr->as == OWNER_OUT) ||
		 (meaning.kind == MEANS_ELEMENT &&
		  decl_row(op, OWNS(OWNER_WRITES), path->names[0].text));
	if (is_out && row->attr->type == ATTR_FAILS) {
		model_error(model, "unknown_path", path->place,
			    "'%s' is a result, and failures come before results",
			    path->names[0].text);
		return false;
	}
	*ret_meaning = meaning;
	return true;
}

static void resolve_sum(struct model *model, const struct decl *op, const struct row *row,
			const struct sum *sum)
{
	struct meaning meaning;
	size_t i;

	for (i = 0; i < sum->n_terms; i++) {
		const struct path *path = &sum->terms[i].path;

		if (sum->terms[i].is_num || !resolve_path(model, op, row, path, &meaning))
			continue;
		if (meaning.kind == MEANS_AMBIENT ||
		    decl_is(meaning.decl, OWNS(OWNER_FLAGS) | OWNS(OWNER_ENUM))) {
			model_error(model, "wrong_condition", path->place, "'%s' is not counted",
				    path_text(&model->arena, path));
			model_note(model, path->place,
				   "use 'is' for a state or an enum, 'has' and 'lacks' for flags");
		}
	}
}

static void resolve_atom(struct model *model, const struct decl *op, const struct row *row,
			 struct atom *atom)
{
	unsigned int owners = OWNS(OWNER_RESOURCE) | OWNS(OWNER_ENUM);
	const char *what = "a resource or an enum";
	struct meaning meaning;
	size_t i;

	if (atom->kind == ATOM_COMPARE) {
		resolve_sum(model, op, row, &atom->left);
		resolve_sum(model, op, row, &atom->right);
		return;
	}
	if (!resolve_path(model, op, row, &atom->path, &meaning))
		return;
	if (atom->kind != ATOM_IS) {
		owners = OWNS(OWNER_FLAGS);
		what = "flags";
	}
	if (!decl_is(meaning.decl, owners)) {
		model_error(model, "wrong_condition", atom->path.place, "'%s' is not %s",
			    path_text(&model->arena, &atom->path), what);
		return;
	}
	for (i = 0; i < atom->n_names; i++)
		resolve_member(model, meaning.decl, &atom->names[i]);
}

static void resolve_status(struct model *model, struct row *row)
{
	struct guess guess = { .name = row->name.text };
	const struct row *status = NULL;
	size_t i;

	if (model->errors)
		status = decl_row(model->errors, OWNS(OWNER_VALUE), row->name.text);
	if (status) {
		row->status = status->num.value;
		return;
	}
	for (i = 0; model->errors && i < model->errors->n_rows; i++)
		guess_consider(&guess, model->errors->rows[i].name.text);
	model_error(model, "unknown_name", row->name.place, "there is no status '%s'",
		    row->name.text);
	if (guess.best)
		model_note(model, row->name.place, "did you mean '%s'?", guess.best);
	else
		model_note(model, row->name.place,
			   "statuses are listed once, in the errors declaration");
}

void resolve_conditions(struct model *model)
{
	struct decl *op;
	struct row *row;
	size_t i, j, k;

	for (i = 0; i < model->n_ops; i++) {
		op = model->ops[i];
		for (j = 0; j < op->n_rows; j++) {
			row = &op->rows[j];
			if (row->attr->type == ATTR_FAILS)
				resolve_status(model, row);
			for (k = 0; k < row->n_atoms; k++)
				resolve_atom(model, op, row, &row->atoms[k]);
		}
	}
}

/* ---- checks ---- */

bool atom_names(const struct atom *atom, const char *name)
{
	size_t i;

	for (i = 0; i < atom->n_names; i++) {
		if (strcmp(atom->names[i].text, name) == 0)
			return true;
	}
	return false;
}

static size_t shared_names(const struct atom *a, const struct atom *b)
{
	size_t i, n = 0;

	for (i = 0; i < a->n_names; i++)
		n += atom_names(b, a->names[i].text);
	return n;
}

/* Where a quantity lies that satisfies `COMPARE n`. Without a low end it may be negative. */
struct interval {
	bool has_low, has_high;
	uint64_t low, high;
};

/* False where the comparison is with no number or gives no interval. */
static bool interval_of(const struct atom *atom, struct interval *ret_interval)
{
	bool equal = strchr(atom->compare, '='), less = atom->compare[0] == '<',
	     more = atom->compare[0] == '>';
	uint64_t n;

	if (atom->right.n_terms != 1 || !atom->right.terms[0].is_num || atom->compare[0] == '!')
		return false;
	n = atom->right.terms[0].num.value;
	if (!equal && (less ? n == 0 : n == UINT64_MAX))
		return false;
	*ret_interval =
		(struct interval){ !less, !more, n + (more && !equal), n - (less && !equal) };
	return true;
}

static bool contains(const struct interval *a, const struct interval *b)
{
	return (!a->has_low || (b->has_low && a->low <= b->low)) &&
	       (!a->has_high || (b->has_high && b->high <= a->high));
}

/* Does A hold whenever B does? False also where this cannot tell. */
static bool follows(struct arena *arena, const struct atom *a, const struct atom *b)
{
	struct interval of_a, of_b;

	if (a->kind != b->kind)
		return false;
	if (a->kind != ATOM_COMPARE) {
		return strcmp(path_text(arena, &a->path), path_text(arena, &b->path)) == 0 &&
		       shared_names(b, a) == b->n_names;
	}
	if (strcmp(atom_text(arena, a), atom_text(arena, b)) == 0)
		return true;
	return strcmp(sum_text(arena, &a->left), sum_text(arena, &b->left)) == 0 &&
	       interval_of(a, &of_a) && interval_of(b, &of_b) && contains(&of_a, &of_b);
}

static bool covers(struct arena *arena, const struct row *earlier, const struct row *later)
{
	bool found;
	size_t i, j;

	for (i = 0; i < earlier->n_atoms; i++) {
		found = false;
		for (j = 0; j < later->n_atoms && !found; j++)
			found = follows(arena, &earlier->atoms[i], &later->atoms[j]);
		if (!found)
			return false;
	}
	return true;
}

void check_unreachable(struct model *model, struct decl *op)
{
	size_t i, j;

	for (i = 0; i < op->n_rows; i++) {
		for (j = 0; j < i; j++) {
			if (op->rows[i].attr->type != ATTR_FAILS ||
			    op->rows[j].attr->type != ATTR_FAILS ||
			    !covers(&model->arena, &op->rows[j], &op->rows[i]))
				continue;
			model_error(
				model, "unreachable", op->rows[i].place,
				"this failure is never reached: an earlier one always comes first");
			model_note(model, op->rows[j].place, "it is this one");
			break;
		}
	}
}

/* Two atoms of one row that never hold together. */
static bool excludes(struct arena *arena, const struct atom *a, const struct atom *b)
{
	if (a->kind == ATOM_COMPARE || b->kind == ATOM_COMPARE ||
	    strcmp(path_text(arena, &a->path), path_text(arena, &b->path)) != 0)
		return false;
	if (a->kind == ATOM_IS && b->kind == ATOM_IS)
		return shared_names(a, b) == 0;
	return a->kind != b->kind && shared_names(a, b) != 0;
}

void check_never(struct model *model, struct decl *op)
{
	const struct row *row;
	size_t i, j, k;

	for (i = 0; i < op->n_rows; i++) {
		row = &op->rows[i];
		for (j = 0; j < row->n_atoms; j++) {
			for (k = 0; k < j; k++) {
				if (excludes(&model->arena, &row->atoms[j], &row->atoms[k]))
					model_error(model, "never_true", row->atoms[j].place,
						    "this never holds together with '%s'",
						    atom_text(&model->arena, &row->atoms[k]));
			}
		}
	}
}

/* One condition, naming every state there is; and a name twice in a condition. */
void check_always(struct model *model, struct decl *op)
{
	const struct atom *atom;
	size_t i, j, k;

	for (i = 0; i < op->n_rows; i++) {
		for (j = 0; j < op->rows[i].n_atoms; j++) {
			atom = &op->rows[i].atoms[j];
			for (k = 1; k < atom->n_names; k++) {
				if (atom_names(&(struct atom){ .names = atom->names, .n_names = k },
					       atom->names[k].text))
					model_error(model, "always_true", atom->names[k].place,
						    "'%s' stands here twice", atom->names[k].text);
			}
			if (atom_is_of_state(model, op, atom) &&
			    op->rows[i].attr->type == ATTR_FAILS &&
			    atom->n_names == path_meaning(model, op, &atom->path).decl->n_rows)
				model_error(model, "always_true", atom->place,
					    "this names every state, so it always holds");
		}
	}
}

const char *const common_failures[] = { "unknown_op", "not_allowed", "bad_transport", "bad_slot",
					"bad_size",   "bad_buffer",  "bad_field" };
const size_t n_common_failures = sizeof(common_failures) / sizeof(common_failures[0]);

/* `unknown_error` stands for an answer of an older Xen that has no status. */
bool is_common_failure(const char *status)
{
	size_t i;

	for (i = 0; i < n_common_failures; i++) {
		if (strcmp(common_failures[i], status) == 0)
			return true;
	}
	return strcmp(status, "unknown_error") == 0;
}

void check_common(struct model *model, struct decl *op)
{
	size_t i;

	for (i = 0; i < op->n_rows; i++) {
		if (op->rows[i].attr->type != ATTR_FAILS)
			continue;
		if (op->rows[i].status == 0)
			model_error(model, "common_failure", op->rows[i].name.place,
				    "status 0 is success");
		if (is_common_failure(op->rows[i].name.text))
			model_error(model, "common_failure", op->rows[i].name.place,
				    "'%s' is checked for every op alike, so no op lists it",
				    op->rows[i].name.text);
	}
}
