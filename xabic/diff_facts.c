/* SPDX-License-Identifier: MIT */
/* What a spec says of each thing, and when one saying is easier on old callers than another. */
#include "xabic/diff.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "xabic/machine.h"

#define VALUED (OWNS(OWNER_FIELD) | OWNS(OWNER_IN) | OWNS(OWNER_OUT))

/*
 * Which way a value travels. What an old caller passes has to be taken still, what it gets has to be
 * something that it knows: so wider going in is fine, and narrower coming out.
 */
enum { WAY_IN = 1, WAY_OUT = 2 };

static void go(struct decl *decl, unsigned int way)
{
	size_t i;

	if (!decl_is(decl, OWNS(OWNER_STRUCT)) || (decl->ways & way))
		return;
	decl->ways |= way;
	for (i = 0; i < decl->n_rows; i++)
		go(decl->rows[i].type.decl, way);
}

void find_ways(const struct model *model)
{
	size_t i, j;

	for (i = 0; i < model->n_decls; i++) {
		model->decls[i]->twin = NULL;
		model->decls[i]->ways = 0;
	}
	for (i = 0; i < model->n_ops; i++) {
		for (j = 0; j < model->ops[i]->n_buffers; j++)
			go(model->ops[i]->buffers[j]->type.decl,
			   row_is(model->ops[i]->buffers[j], "reads") ? WAY_IN : WAY_OUT);
	}
}

/* What no buffer has may travel both ways. */
static unsigned int ways_of(const struct side *side)
{
	switch (side->row ? side->row->attr->as : OWNER_NONE) {
	case OWNER_IN:
	case OWNER_READS:
		return WAY_IN;
	case OWNER_OUT:
	case OWNER_WRITES:
		return WAY_OUT;
	default:
		return side->decl->ways ? side->decl->ways : WAY_IN | WAY_OUT;
	}
}

/* ---- meanings ---- */

/* The name that it has in the new spec. */
static const char *decl_meaning(struct differ *d, const struct side *side, const struct decl *decl)
{
	return side->model == d->old && decl->twin ? decl->twin->name.text : decl->name.text;
}

static const char *number(struct differ *d, uint64_t value)
{
	return arena_printf(d->arena, "%" PRIu64, value);
}

/* Of a const its number, of a resource the name that it has in the new spec; or it is no such name. */
static const char *named_meaning(struct differ *d, const struct side *side, const char *name)
{
	const struct decl *named =
		model_find(side->model, OWNS(OWNER_CONST) | OWNS(OWNER_RESOURCE), name);

	if (decl_is(named, OWNS(OWNER_CONST)))
		return number(d, named->num.value);
	return named ? decl_meaning(d, side, named) : name;
}

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* As a set: their order means nothing. */
static const char *joined(struct differ *d, const char **texts, size_t n_texts)
{
	const char *text = "";
	size_t i;

	if (n_texts)
		qsort(texts, n_texts, sizeof(texts[0]), compare_texts);
	for (i = 0; i < n_texts; i++)
		text = arena_printf(d->arena, "%s %s", text, texts[i]);
	return text;
}

static const char *path_meaning_text(struct differ *d, const struct side *op,
				     const struct path *path)
{
	struct meaning meaning = path_meaning(op->model, op->decl, path);
	const struct row *row;
	const char *text;
	size_t i;

	if (meaning.kind == MEANS_SLOT)
		return arena_printf(d->arena, "%s[%u]", meaning.row->attr->keyword,
				    meaning.row->slot);
	if (meaning.kind == MEANS_CONST)
		return number(d, meaning.decl->num.value);
	if (meaning.kind == MEANS_AMBIENT)
		return decl_meaning(d, op, meaning.decl);
	if (meaning.kind != MEANS_ELEMENT)
		return path->names[0].text;
	row = decl_row(op->decl, OWNS(OWNER_READS) | OWNS(OWNER_WRITES), path->names[0].text);
	text = arena_printf(d->arena, "buffer[%u]", row->slot);
	for (i = 1; i < path->n_names; i++) {
		row = decl_row(row->type.decl, OWNS(OWNER_FIELD), path->names[i].text);
		text = arena_printf(d->arena, "%s+%u", text, row->offset);
	}
	return text;
}

static const char *sum_meaning(struct differ *d, const struct side *op, const struct sum *sum)
{
	const struct term *term;
	const char *text = "";

	arena_each(term, sum->terms, sum->n_terms)
		text = arena_printf(d->arena, "%s%s%s", text, term->minus ? "-" : "+",
				    term->is_num ? number(d, term->num.value)
						 : path_meaning_text(d, op, &term->path));
	return text;
}

static const char *atom_meaning(struct differ *d, const struct side *op, const struct atom *atom)
{
	const char **members = arena_alloc(d->arena, (atom->n_names + 1) * sizeof(*members));
	const struct row *row;
	size_t i;

	if (atom->kind == ATOM_COMPARE)
		return arena_printf(d->arena, "%s %s %s", sum_meaning(d, op, &atom->left),
				    atom->compare, sum_meaning(d, op, &atom->right));
	for (i = 0; i < atom->n_names; i++) {
		row = decl_row(path_meaning(op->model, op->decl, &atom->path).decl,
			       OWNS(OWNER_VALUE), atom->names[i].text);
		members[i] = row ? number(d, row->num.value) : atom->names[i].text;
	}
	return arena_printf(d->arena, "%s %d%s", path_meaning_text(d, op, &atom->path), atom->kind,
			    joined(d, members, atom->n_names));
}

/* What a register holds: a slot of an op by its numbers, anything else by its name. */
static const char *held_meaning(struct differ *d, const struct side *side, const struct path *path)
{
	const struct decl *op = model_op(side->model, path);
	const struct row *slot =
		op && path->n_names == 3 ? decl_row(op, VALUED, path->names[2].text) : NULL;

	return slot ? arena_printf(d->arena, "%u.%s[%u]", op->number, slot->attr->keyword,
				   slot->slot)
		    : path_text(d->arena, path);
}

/* Texts of a row, a set but for those whose place has a meaning. */
static const char *row_meaning(struct differ *d, const struct side *side, const struct row *row)
{
	size_t n = row->n_atoms + row->n_names + row->n_paths, i;
	const char **texts = arena_alloc(d->arena, (n + 1) * sizeof(*texts)), **to = texts,
		   *text = "";

	switch (row->attr->type) {
	case ATTR_DOC:
	case ATTR_NO:
		return row->doc.text;
	case ATTR_REST:
		return row->name.text;
	case ATTR_TIME:
		return row->num.text ? arena_printf(d->arena, "%" PRIu64 " %s", row->num.value,
						    row->name.text)
				     : "constant";
	case ATTR_REGISTER:
		return arena_printf(d->arena, "%s %" PRIu64 " %" PRIu64 " %s", row->names[0].text,
				    row->mask.text ? row->mask.value : UINT64_MAX, row->num.value,
				    row->n_paths ? held_meaning(d, side, row->paths) : "");
	case ATTR_OP:
		return number(d, row->op->number);
	case ATTR_TARGET:
	case ATTR_REGISTERS:
		for (i = 0; i < row->n_names; i++)
			text = arena_printf(d->arena, "%s %s", text,
					    row->n_regs
						    ? row->names[i].text
						    : named_meaning(d, side, row->names[i].text));
		return text;
	default:
		break;
	}
	for (i = 0; i < row->n_atoms; i++)
		*to++ = atom_meaning(d, side, &row->atoms[i]);
	for (i = 0; i < row->n_names; i++)
		*to++ = row->names[i].text;
	for (i = 0; i < row->n_paths; i++)
		*to++ = path_text(d->arena, &row->paths[i]);
	return joined(d, texts, n);
}

static const char *type_meaning(struct differ *d, const struct side *side)
{
	const struct tref *type = &side->row->type;

	return arena_printf(d->arena, "%s %d %" PRIu64,
			    type->decl ? decl_meaning(d, side, type->decl) : type->name.text,
			    type->form, type->count);
}

static const char *mark_meaning(struct differ *d, const struct side *side, const struct mark *mark)
{
	const char *name = mark->name.text;
	const struct row *row;

	switch (mark->attr->type) {
	case ATTR_UNIT:
		return mark->attr->keyword;
	case ATTR_NUM:
		return number(d, mark->num.value);
	case ATTR_RANGE:
		return arena_printf(d->arena, "%" PRIu64 " %" PRIu64, mark->num.value,
				    mark->to.value);
	case ATTR_VERSION:
		return arena_printf(d->arena, "%u.%u", mark->version.major, mark->version.minor);
	case ATTR_NAME:
		break;
	default:
		return "";
	}
	if (strcmp(mark->attr->keyword, "like") == 0)
		return number(d, side->row->like->slot);
	row = side->row ? decl_row(side->decl, VALUED, name) : NULL;
	if (row && strcmp(mark->attr->keyword, "of") == 0)
		return arena_printf(d->arena, "%s %u", attr_name(row->attr),
				    row->slot + row->offset);
	return named_meaning(d, side, name);
}

/* ---- facts ---- */

static struct fact *add(struct differ *d, struct facts *facts, const struct side *side,
			const char *rule, const char *text, struct place place)
{
	struct fact *fact = arena_push(d->arena, facts->items, facts->n_items);

	*fact = (struct fact){
		.rule = rule, .key = "", .text = text, .place = place, .side = side
	};
	return fact;
}

static bool has_fact(const struct facts *facts, const char *rule)
{
	size_t i;

	for (i = 0; i < facts->n_items; i++) {
		if (strcmp(facts->items[i].rule, rule) == 0)
			return true;
	}
	return false;
}

/* Marks of a type hold for what is of that type, and are compared there: one may be going in. */
static bool is_inherited(const struct attr *attr)
{
	return attr->type != ATTR_VERSION && (attr->owners & OWNS(OWNER_TYPE));
}

/* Its own ones, those of its type, and of a row the age of its declaration. */
static void add_marks(struct differ *d, struct facts *facts, const struct side *side)
{
	const struct decl *type = side->row ? side->row->type.decl : NULL;
	const struct marks none = { 0 },
			   *lists[] = { side->row ? &side->row->marks : &none,
					decl_is(type, OWNS(OWNER_TYPE)) ? &type->marks : &none,
					&side->decl->marks };
	const struct mark *mark;
	size_t i, j;

	for (i = 0; i < 3; i++) {
		for (j = 0; j < lists[i]->n_items; j++) {
			mark = &lists[i]->items[j];
			if ((i == 1 && !is_inherited(mark->attr)) ||
			    (i == 2 && side->row && strcmp(mark->attr->keyword, "since") != 0) ||
			    (i == 2 && decl_is(side->decl, OWNS(OWNER_TYPE)) &&
			     is_inherited(mark->attr)) ||
			    has_fact(facts, attr_name(mark->attr)))
				continue;
			add(d, facts, side, attr_name(mark->attr), mark_meaning(d, side, mark),
			    mark->place)
				->mark = mark;
		}
	}
}

static void add_row(struct differ *d, struct facts *facts, const struct side *side,
		    const struct row *row)
{
	struct fact *fact;
	const char *text, *key = "";

	if (!row || (row->attr->type == ATTR_TARGET && !row->n_names))
		return;
	text = row_meaning(d, side, row);
	if (row->attr->type == ATTR_FAILS)
		key = number(d, row->status);
	if (row->attr->type == ATTR_THEN)
		key = path_meaning_text(d, side, &row->atoms[0].path);
	if (row->attr->type == ATTR_REGISTER && row->attr->many)
		key = row->names[0].text;
	if (row->attr->type == ATTR_OP)
		key = text;
	fact = add(d, facts, side, attr_name(row->attr), text, row->place);
	fact->key = key;
	fact->row = row;
	if (row->doc.text && row->doc.text != text)
		add(d, facts, side, "doc", row->doc.text, row->place)->key =
			row->attr->type == ATTR_FAILS ? text : key;
	if (row->not_self)
		add(d, facts, side, row->attr->keyword, "", row->place)->key = "not self";
}

/* Rows that have no name of their own. An extension's are the defaults of its ops: told of those. */
static void add_rows(struct differ *d, struct facts *facts, const struct side *side)
{
	const struct decl *decl = side->decl;
	size_t i, j;

	for (i = 0; i < n_attrs && !decl_is(decl, OWNS(OWNER_EXTENSION)); i++) {
		if (!attr_is_row(&attrs[i]) || attrs[i].as != OWNER_NONE ||
		    !(attrs[i].owners & OWNS(decl->head->owner)))
			continue;
		if (!attrs[i].many)
			add_row(d, facts, side, op_row(decl, attrs[i].keyword));
		for (j = 0; attrs[i].many && j < decl->n_rows; j++) {
			if (decl->rows[j].attr == &attrs[i])
				add_row(d, facts, side, &decl->rows[j]);
		}
	}
}

struct facts facts_of(struct differ *d, const struct side *side)
{
	const struct decl *decl = side->decl;
	const struct row *row = side->row;
	const struct doc *doc = row ? &row->doc : &decl->doc;
	const char *head = decl->head->keyword;
	struct facts facts = { 0 };

	if (doc->text)
		add(d, &facts, side, "doc", doc->text, row ? row->place : decl->name.place);
	if (row && row->type.name.text)
		add(d, &facts, side, "tref", type_meaning(d, side), row->type.name.place)->row =
			row;
	add_marks(d, &facts, side);
	if (row)
		return facts;
	if (decl->class.text)
		add(d, &facts, side, "class", decl->class.text, decl->class.place);
	if (decl->base_name.text)
		add(d, &facts, side, "base", decl->base_name.text, decl->base_name.place);
	if (decl_is(decl, OWNS(OWNER_SPEC)))
		add(d, &facts, side, head,
		    arena_printf(d->arena, "%u.%u", decl->version.major, decl->version.minor),
		    decl->version.place);
	if (decl_is(decl, OWNS(OWNER_CONST)))
		add(d, &facts, side, head, number(d, decl->num.value), decl->num.place);
	if (decl->size)
		add(d, &facts, side, head, number(d, decl->size), decl->name.place);
	add_rows(d, &facts, side);
	return facts;
}

/* ---- what is easier ---- */

/* Does a bound let all through that another one does? Without one, everything passes. */
static bool lets_through(const struct fact *a, const struct fact *b)
{
	uint64_t x, y;

	if (!a || !b)
		return !a;
	if (a->mark->attr->type == ATTR_RANGE)
		return a->mark->num.value <= b->mark->num.value &&
		       b->mark->to.value <= a->mark->to.value;
	/* An alignment that the provider reports is no number here. */
	x = strtoull(a->text, NULL, 10);
	y = strtoull(b->text, NULL, 10);
	return x && y ? y % x == 0 : strcmp(a->text, b->text) == 0;
}

static enum change bound_change(const struct fact *was, const struct fact *now)
{
	unsigned int ways = (was ? ways_of(was->side) : 0) | (now ? ways_of(now->side) : 0);

	return ((ways & WAY_IN) && !lets_through(now, was)) ||
			       ((ways & WAY_OUT) && !lets_through(was, now))
		       ? CHANGED
		       : WIDENED;
}

static enum change type_change(const struct fact *was, const struct fact *now)
{
	const struct tref *a = &was->row->type, *b = &now->row->type;

	if (a->form != b->form || a->count != b->count || (a->decl && b->decl) || !a->base ||
	    !b->base || a->base->is_signed != b->base->is_signed)
		return CHANGED;
	if (a->base->size < b->base->size)
		return ways_of(now->side) == WAY_IN && a->form == TREF_PLAIN ? WIDENED : CHANGED;
	/* Unknown flags are refused, and an integer had none. */
	return a->base->size != b->base->size || (decl_is(b->decl, OWNS(OWNER_FLAGS)) &&
						  (ways_of(now->side) & WAY_IN))
		       ? CHANGED
		       : RENAMED;
}

static enum change time_change(const struct fact *was, const struct fact *now)
{
	const struct row *a = was->row, *b = now->row;

	if (!a->num.text || (b->num.text && strcmp(a->name.text, b->name.text) != 0))
		return CHANGED;
	return !b->num.text || b->num.value < a->num.value ? WIDENED : CHANGED;
}

/* More of them behind those that there were; or oneself, too. */
static enum change target_change(const struct fact *was, const struct fact *now)
{
	size_t len = was ? strlen(was->text) : 0;

	if (*(was ? was : now)->key)
		return was ? WIDENED : CHANGED;
	if (!was || !now)
		return was ? REMOVED : ADDED;
	return strncmp(was->text, now->text, len) == 0 && now->text[len] == ' ' ? WIDENED : CHANGED;
}

static enum change instructions_change(const struct fact *was, const struct fact *now)
{
	const struct row *a = was->row, *b = now->row;
	size_t i, j, kept = 0;

	for (i = 0; i < a->n_names; i++) {
		for (j = 0; j < b->n_names; j++)
			kept += strcmp(a->names[i].text, b->names[j].text) == 0;
	}
	return kept == a->n_names ? WIDENED : CHANGED;
}

static enum change rest_change(const struct fact *was, const struct fact *now)
{
	(void)now;
	return strcmp(was->text, "unspecified") == 0 ? WIDENED : CHANGED;
}

/* The bits that are said of a register; without a row for it, those that `rest zero` says. */
static uint64_t said_of(const struct fact *fact, const struct decl *decl, const struct reg *reg)
{
	const struct row *rest = op_row(decl, "rest");

	if (fact)
		return fact->row->mask.text ? fact->row->mask.value : reg_limit(reg);
	return rest && strcmp(rest->name.text, "zero") == 0 && reg_is_rest(decl, reg)
		       ? reg_limit(reg)
		       : 0;
}

/*
 * What comes back, or stands there at the first instruction, may be said of more bits; what has to
 * go in, of fewer.
 */
static enum change register_change(const struct fact *was, const struct fact *now)
{
	const struct fact *fact = now ? now : was;
	const struct decl *twin = fact->side->decl->twin;
	uint64_t a = said_of(was, was ? was->side->decl : twin, fact->row->regs),
		 b = said_of(now, now ? now->side->decl : twin, fact->row->regs),
		 x = was ? was->row->num.value : 0, y = now ? now->row->num.value : 0;
	bool out = row_is(fact->row, "gives") || decl_is(fact->side->decl, OWNS(OWNER_BOOT));
	bool names = (was && was->row->n_paths) || (now && now->row->n_paths);

	if (names ? was && now : ((x ^ y) & a & b) != 0)
		return CHANGED;
	return (out ? a & ~b : b & ~a) ? CHANGED : WIDENED;
}

static enum change size_change(const struct fact *was, const struct fact *now)
{
	return decl_grows(was->side->decl) && now->side->decl->size > was->side->decl->size
		       ? N_CHANGES
		       : CHANGED;
}

static enum change spec_change(const struct fact *was, const struct fact *now)
{
	return version_before(&was->side->decl->version, &now->side->decl->version) ? WIDENED
										    : CHANGED;
}

enum change fact_change(const struct fact *was, const struct fact *now)
{
	/* Rules for which not every difference is one; to add one: its function above, a row here. */
	static const struct {
		const char *rule;
		enum change (*change)(const struct fact *was, const struct fact *now);
	} special[] = {
		{ "range", bound_change },     { "align", bound_change },
		{ "tref", type_change },       { "time", time_change },
		{ "target", target_change },   { "struct", size_change },
		{ "area", size_change },       { "spec", spec_change },
		{ "by", instructions_change }, { "rest", rest_change },
		{ "reg", register_change },    { "gives", register_change },
	};
	const char *rule = (now ? now : was)->rule;
	size_t i;

	if (was && now && strcmp(was->text, now->text) == 0)
		return N_CHANGES;
	for (i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
		if (strcmp(special[i].rule, rule) == 0)
			return special[i].change(was, now);
	}
	return !was ? ADDED : !now ? REMOVED : CHANGED;
}
