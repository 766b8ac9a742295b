/* SPDX-License-Identifier: MIT */
/*
 * A spec as a tree of items, each with facts. Items are paired by name, or else by the number, offset
 * or slot by which callers know them; of a pair, the facts are compared.
 */
#include "xabic/diff.h"

#include <string.h>

#include "base/out.h"

#define NO_KEY UINT64_MAX

struct item {
	const char *rule;
	const char *name;
	uint64_t key;
	struct place place;
	struct side side; /* no declaration: a generated slot, of which there are no facts */
	const struct decl *owner; /* of a row or slot; the extension of an op */
};

struct items {
	struct item *items;
	size_t n_items;
};

/* ---- findings ---- */

static bool same_place(struct place a, struct place b)
{
	return a.source == b.source && a.at == b.at;
}

/* Of two at the same places, as what a type or an extension says for all that use it, the worse. */
static void report(struct differ *d, const char *rule, enum change change, const char *what,
		   struct place now, struct place was)
{
	struct finding finding = { rule, change, levels_find(rule)[change], what, now, was };
	struct finding *known;

	arena_each(known, d->findings, d->n_findings) {
		if (strcmp(known->rule, rule) != 0 || !same_place(known->now, now) ||
		    !same_place(known->was, was))
			continue;
		if (finding.level < known->level)
			*known = finding;
		return;
	}
	*arena_push(d->arena, d->findings, d->n_findings) = finding;
}

/* ---- facts ---- */

/* Those that are the same, then those that speak of the same thing. */
static void pair_facts(struct facts *was, struct facts *now)
{
	struct fact *a, *b;
	int same;

	for (same = 1; same >= 0; same--) {
		arena_each(a, was->items, was->n_items) {
			arena_each(b, now->items, now->n_items) {
				if (a->partner || b->partner || strcmp(a->rule, b->rule) != 0 ||
				    strcmp(a->key, b->key) != 0 ||
				    (same && strcmp(a->text, b->text) != 0))
					continue;
				a->partner = b;
				b->partner = a;
			}
		}
	}
}

static void report_fact(struct differ *d, const struct item *was, const struct item *now,
			const struct fact *a, const struct fact *b, const char *of)
{
	const struct fact *fact = b ? b : a;
	enum change change = fact_change(a, b);
	const struct decl *extension = fact->side->decl->extension;
	const char *what = fact->rule;

	if (change == N_CHANGES)
		return;
	/* A default of the extension is told once. */
	if (fact->row && extension && op_row(extension, fact->rule) == fact->row)
		of = arena_printf(d->arena, "extension '%s'", extension->name.text);
	what = strcmp(what, now->rule) == 0 ? of : arena_printf(d->arena, "%s of %s", what, of);
	report(d, fact->rule, change, what, b ? b->place : now->place, a ? a->place : was->place);
}

/* Where the order of facts means something: one that is now on the other side of another. */
static void report_moved(struct differ *d, const struct facts *was, const char *of)
{
	const struct fact *a, *b;

	arena_each(b, was->items, was->n_items) {
		for (a = was->items; a < b && levels_find(b->rule)[MOVED] <= LEVEL_DOC; a++) {
			if (strcmp(a->rule, b->rule) == 0 && strcmp(a->key, b->key) != 0 &&
			    a->partner && b->partner && b->partner < a->partner)
				report(d, b->rule, MOVED,
				       arena_printf(d->arena, "%s of %s", b->rule, of),
				       b->partner->place, b->place);
		}
	}
}

static void compare_facts(struct differ *d, const struct item *was, const struct item *now,
			  const char *of)
{
	struct facts a = facts_of(d, &was->side), b = facts_of(d, &now->side);
	size_t i;

	pair_facts(&a, &b);
	for (i = 0; i < a.n_items; i++)
		report_fact(d, was, now, &a.items[i], a.items[i].partner, of);
	for (i = 0; i < b.n_items; i++) {
		if (!b.items[i].partner)
			report_fact(d, was, now, NULL, &b.items[i], of);
	}
	report_moved(d, &a, of);
}

/* ---- items ---- */

static void add(struct differ *d, struct items *items, const char *rule, const char *name,
		uint64_t key, struct place place, struct side side, const struct decl *owner)
{
	*arena_push(d->arena, items->items, items->n_items) =
		(struct item){ rule, name, key, place, side, owner };
}

/* Names of transports, boot states and leaves are per architecture. */
static const char *decl_text(struct differ *d, const struct decl *decl)
{
	return decl->on.text ? arena_printf(d->arena, "%s on %s", decl->name.text, decl->on.text)
			     : decl->name.text;
}

static struct items decls_of(struct differ *d, const struct model *model, const struct head *head,
			     const struct decl *extension)
{
	struct items items = { 0 };
	const struct decl *decl;
	uint64_t key;
	size_t i;

	for (i = 0; i < model->n_decls; i++) {
		decl = model->decls[i];
		if (decl->head != head || decl->extension != extension)
			continue;
		key = decl_is(decl, OWNS(OWNER_EXTENSION) | IN_EXTENSION)    ? decl->num.value
		      : decl_is(decl, OWNS(OWNER_SPEC) | OWNS(OWNER_ERRORS)) ? 0
									     : NO_KEY;
		add(d, &items, head->keyword, decl_text(d, decl), key, decl->name.place,
		    (struct side){ model, decl, NULL }, extension);
	}
	return items;
}

static uint64_t row_key(const struct row *row)
{
	switch (row->attr->type) {
	case ATTR_VALUE:
		return row->num.value;
	case ATTR_FIELD:
		return row->offset;
	case ATTR_SLOT:
	case ATTR_BUFFER:
		return row->slot;
	default:
		return NO_KEY;
	}
}

/* Rows with names that share an array in the JSON model. What is zero is there to be used later. */
static struct items rows_of(struct differ *d, const struct side *side, const char *json)
{
	struct items items = { 0 };
	const struct row *row;

	arena_each(row, side->decl->rows, side->decl->n_rows) {
		if (row->attr->as != OWNER_NONE && strcmp(row->attr->json, json) == 0 &&
		    !mark_find(&row->marks, "zero"))
			add(d, &items, attr_name(row->attr), row->name.text, row_key(row),
			    row->name.place, (struct side){ side->model, side->decl, row },
			    side->decl);
	}
	return items;
}

/* That of the target goes with its row. */
static struct items generated_slots(struct differ *d, const struct decl *op, bool out)
{
	const struct slot *slots = out ? op->out : op->in;
	size_t n_slots = out ? op->n_out : op->n_in, i;
	struct items items = { 0 };

	for (i = 0; i < n_slots; i++) {
		if (!slots[i].row && strcmp(slots[i].name, "target") != 0)
			add(d, &items, "slot", slots[i].name, i, op->name.place, (struct side){ 0 },
			    op);
	}
	return items;
}

static const struct item *find_name(const struct items *items, const char *name)
{
	size_t i;

	for (i = 0; i < items->n_items; i++) {
		if (strcmp(items->items[i].name, name) == 0)
			return &items->items[i];
	}
	return NULL;
}

/* That of the same name; else the one with its key, if its name is new. Of a declaration its twin. */
static const struct item *find_partner(const struct item *item, const struct items *from,
				       const struct items *in)
{
	const struct decl *twin = item->side.decl ? item->side.decl->twin : NULL;
	const struct item *partner = find_name(in, item->name);
	size_t i;

	for (i = 0; i < in->n_items && !item->side.row && twin; i++) {
		if (in->items[i].side.decl == twin)
			return &in->items[i];
	}
	for (i = 0; i < in->n_items && !partner && item->key != NO_KEY; i++) {
		if (in->items[i].key == item->key && !find_name(from, in->items[i].name))
			partner = &in->items[i];
	}
	return partner;
}

/* Is every byte from OFFSET on padding? */
static bool is_padding(const struct decl *decl, uint32_t offset, uint32_t end)
{
	const struct row *row;

	arena_each(row, decl->rows, decl->n_rows) {
		if (offset >= end || row->offset > offset || offset >= row->offset + row->size)
			continue;
		if (!mark_find(&row->marks, "zero"))
			return false;
		offset = row->offset + row->size;
	}
	return offset >= end;
}

/*
 * What is new in a later version must not claim to have been in the snapshot's; and a slot has to
 * take the zero that old callers have there.
 */
static void check_new(struct differ *d, const struct item *item, const char *what)
{
	struct facts facts = { 0 };
	const struct fact *fact;

	if (item->side.decl)
		facts = facts_of(d, &item->side);
	arena_each(fact, facts.items, facts.n_items) {
		if (fact->mark &&
		    ((strcmp(fact->rule, "range") == 0 && strcmp(item->rule, "in") == 0 &&
		      fact->mark->num.value) ||
		     (strcmp(fact->rule, "since") == 0 &&
		      version_before(&d->old->spec->version, &d->new->spec->version) &&
		      !version_before(&d->old->spec->version, &fact->mark->version))))
			report(d, fact->rule, CHANGED,
			       arena_printf(d->arena, "%s of %s", fact->rule, what), item->place,
			       (struct place){ 0 });
	}
}

/* What is left of an op that was removed, or NULL. */
static const struct decl *tombstone(const struct differ *d, const struct decl *op)
{
	const struct decl *decl;
	size_t i;

	for (i = 0; i < d->new->n_decls &&decl_is(op, OWNS(OWNER_OP)); i++) {
		decl = d->new->decls[i];
		if (decl_is(decl, OWNS(OWNER_GONE)) && decl->extension == op->extension->twin &&
		    decl->num.value == op->num.value)
			return decl;
	}
	return NULL;
}

/* Without a partner. In place of padding, or at the end of what grows, is where a field is added. */
static void report_lone(struct differ *d, const struct item *item, enum change change,
			const char *of)
{
	const char *rule = item->rule,
		   *what = arena_printf(d->arena, of ? "%s '%s' of %s" : "%s '%s'", rule,
					item->name, of);
	const struct decl *other = item->owner ? item->owner->twin : NULL;
	struct place there = other ? other->name.place : (struct place){ 0 };
	const struct row *row = item->side.row;
	const struct decl *gone = item->side.decl ? tombstone(d, item->side.decl) : NULL;
	bool added = change == ADDED;

	/* A tombstone is told with its op, or is of something that the snapshot did not have. */
	if (added && decl_is(item->side.decl, OWNS(OWNER_GONE)))
		return;
	if (gone) {
		report(d, gone->head->keyword, ADDED, what, gone->name.place, item->place);
		return;
	}
	if (added)
		check_new(d, item, what);
	if (row && row->attr->type == ATTR_FIELD) {
		if (added && decl_grows(other) && row->offset >= other->size) {
			rule = "growing";
			change = WIDENED;
		} else if (is_padding(other, row->offset, row->offset + row->size)) {
			rule = "zero";
			change = added ? REMOVED : ADDED;
		}
	}
	report(d, rule, change, what, added ? item->place : there, added ? there : item->place);
}

static void compare_children(struct differ *d, const struct side *was, const struct side *now,
			     const char *of);

static void compare_items(struct differ *d, const struct items *was, const struct items *now,
			  const char *of)
{
	const struct item *a, *b;
	const char *what;

	arena_each(a, was->items, was->n_items) {
		b = find_partner(a, was, now);
		if (!b) {
			report_lone(d, a, REMOVED, of);
			continue;
		}
		what = arena_printf(d->arena, of ? "%s '%s' of %s" : "%s '%s'", b->rule, b->name,
				    of);
		if (b->key != a->key)
			report(d, b->rule, MOVED, what, b->place, a->place);
		else if (strcmp(b->name, a->name) != 0)
			report(d, b->rule, RENAMED, what, b->place, a->place);
		if (strcmp(b->rule, a->rule) != 0)
			report(d, b->rule, CHANGED, what, b->place, a->place);
		if (!a->side.decl)
			continue;
		compare_facts(d, a, b, what);
		if (!a->side.row)
			compare_children(d, &a->side, &b->side, what);
	}
	arena_each(b, now->items, now->n_items) {
		if (!find_partner(b, now, was))
			report_lone(d, b, ADDED, of);
	}
}

/* ---- the tree ---- */

static void compare_heads(struct differ *d, const struct decl *was, const struct decl *now,
			  const char *of)
{
	struct items a, b;
	size_t i;

	for (i = 0; i < n_heads; i++) {
		a = decls_of(d, d->old, &heads[i], was);
		b = decls_of(d, d->new, &heads[i], now);
		compare_items(d, &a, &b, of);
	}
}

static void compare_children(struct differ *d, const struct side *was, const struct side *now,
			     const char *of)
{
	struct items a, b;
	size_t i;

	for (i = 0; i < n_attrs; i++) {
		if (attrs[i].as == OWNER_NONE ||
		    (i && strcmp(attrs[i].json, attrs[i - 1].json) == 0))
			continue;
		a = rows_of(d, was, attrs[i].json);
		b = rows_of(d, now, attrs[i].json);
		compare_items(d, &a, &b, of);
	}
	for (i = 0; i < 2; i++) {
		a = generated_slots(d, was->decl, i);
		b = generated_slots(d, now->decl, i);
		compare_items(d, &a, &b, of);
	}
	if (decl_is(now->decl, OWNS(OWNER_EXTENSION)))
		compare_heads(d, was->decl, now->decl, of);
}

/* Declarations get their twins before anything is compared: types are told apart by them. */
static void set_twins(struct differ *d, const struct decl *was, const struct decl *now)
{
	const struct item *a, *b;
	struct items of_old, of_new;
	size_t i;

	for (i = 0; i < n_heads; i++) {
		of_old = decls_of(d, d->old, &heads[i], was);
		of_new = decls_of(d, d->new, &heads[i], now);
		arena_each(a, of_old.items, of_old.n_items) {
			b = find_partner(a, &of_old, &of_new);
			if (!b)
				continue;
			((struct decl *)a->side.decl)->twin = (struct decl *)b->side.decl;
			((struct decl *)b->side.decl)->twin = (struct decl *)a->side.decl;
			if (heads[i].owner == OWNER_EXTENSION)
				set_twins(d, a->side.decl, b->side.decl);
		}
	}
}

/* What has no number and is the same but for its name has another name. */
static void find_renamed(struct differ *d)
{
	struct decl *was, *now;
	size_t i, j;

	for (i = 0; i < d->old->n_decls; i++) {
		was = d->old->decls[i];
		for (j = 0; j < d->new->n_decls && !was->twin && !was->extension; j++) {
			struct item a = { .side = { d->old, was, NULL } },
				    b = { .side = { d->new, d->new->decls[j], NULL } };

			now = d->new->decls[j];
			if (now->twin || now->head != was->head || now->arch != was->arch ||
			    decl_is(now, OWNS(OWNER_EXTENSION)))
				continue;
			was->twin = now;
			now->twin = was;
			a.rule = b.rule = now->head->keyword;
			compare_facts(d, &a, &b, "");
			compare_children(d, &a.side, &b.side, "");
			if (d->n_findings)
				was->twin = now->twin = NULL;
			d->n_findings = 0;
		}
	}
}

void diff(struct differ *d)
{
	find_ways(d->old);
	find_ways(d->new);
	set_twins(d, NULL, NULL);
	find_renamed(d);
	compare_heads(d, NULL, NULL, NULL);
}

/* ---- printing ---- */

static const char *shown_level(enum level level)
{
	return level < LEVEL_NEW ? level_name(level) : "fine";
}

static void print_text(const struct finding *f)
{
	static const char *const happened[] = {
		[ADDED] = "is new",        [REMOVED] = "is gone",     [WIDENED] = "is wider",
		[CHANGED] = "has changed", [RENAMED] = "was renamed", [MOVED] = "has moved",
	};

	diag_tell(stdout, f->now.source ? f->now : f->was, shown_level(f->level), "%s %s [%s.%s]",
		  f->what, happened[f->change], f->rule, change_name(f->change));
	if (f->now.source && f->was.source && f->level < LEVEL_NEW)
		diag_tell(stdout, f->was, "was", "%s", "here");
}

static void print_place(struct out *out, const char *key, struct place place)
{
	unsigned int line, column;

	if (!place.source)
		return;
	source_position(place.source, place.at, &line, &column);
	out_printf(out, ", \"%s\": {\"file\": ", key);
	out_quoted(out, place.source->name);
	out_printf(out, ", \"line\": %u, \"column\": %u}", line, column);
}

static void print_json(struct out *out, const struct finding *f)
{
	out_printf(out, "%s\n  {\"level\": \"%s\", \"rule\": \"%s.%s\", \"what\": ",
		   out->len > 1 ? "," : "", shown_level(f->level), f->rule, change_name(f->change));
	out_quoted(out, f->what);
	print_place(out, "now", f->now);
	print_place(out, "was", f->was);
	out_text(out, "}");
}

bool diff_print(const struct differ *d, bool json)
{
	struct out out = { .arena = d->arena };
	size_t counts[N_LEVELS] = { 0 }, i;
	int level;

	out_text(&out, "[");
	for (level = LEVEL_WIRE; level < N_LEVELS; level++) {
		for (i = 0; i < d->n_findings; i++) {
			if ((int)d->findings[i].level != level)
				continue;
			counts[level < LEVEL_NEW ? level : LEVEL_NEW]++;
			if (json)
				print_json(&out, &d->findings[i]);
			else
				print_text(&d->findings[i]);
		}
	}
	if (json)
		printf("%s\n]\n", out.text);
	else
		printf("%zu WIRE, %zu CONTRACT, %zu SOURCE, %zu DOC, %zu fine\n",
		       counts[LEVEL_WIRE], counts[LEVEL_CONTRACT], counts[LEVEL_SOURCE],
		       counts[LEVEL_DOC], counts[LEVEL_NEW]);
	return counts[LEVEL_WIRE] + counts[LEVEL_CONTRACT] + counts[LEVEL_SOURCE] > 0;
}
