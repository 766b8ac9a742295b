/* SPDX-License-Identifier: MIT */
/* Facts against the layouts, which have their numbers, and against the spec, which has what replaces them. */
#include <inttypes.h>
#include <string.h>

#include "xencat/facts.h"

struct check {
	struct arena *arena;
	struct diag *diag;
	const struct lay_set *lay;
	const struct facts_set *set;
	const struct block *heads; /* the spec's */
	size_t n_heads;
	struct facts_counts counts;
};

/* What the layouts have of the fact in a release; NULL where it is not there, and of a value. */
static const struct lay_node *find_node(const struct lay_set *lay, const struct facts_fact *fact,
					unsigned int release, enum lay_abi abi)
{
	const struct lay_entry *entry = NULL;

	if (fact->kind == FACTS_CONSTANT)
		entry = lay_find_const(lay, fact->is, release, abi);
	else if (fact->kind == FACTS_TYPE)
		entry = lay_find_type(lay, fact->is, release, abi);
	return entry ? entry->node : NULL;
}

static bool is_there(const struct lay_set *lay, const struct facts_fact *fact, unsigned int release,
		     enum lay_abi abi)
{
	struct lay_field field;

	if (fact->kind == FACTS_VALUE)
		return true;
	if (fact->kind == FACTS_FIELD)
		return lay_field(lay, fact->is, fact->path, lay->numbers[release], abi, &field);
	return find_node(lay, fact, release, abi) != NULL;
}

struct lay_cells facts_cells(const struct lay_set *lay, const struct facts_fact *fact)
{
	struct lay_cells cells = { 0 };
	struct lay_span span;
	unsigned int i, abi;
	size_t at, len;

	for (i = 0; i < lay->known.n_releases; i++)
		for (abi = 0; abi < LAY_ABIS; abi++)
			if (is_there(lay, fact, i, (enum lay_abi)abi))
				cells.abi[abi] |= 1u << i;
	if (fact->built &&
	    !lay_span_parse(&lay->known, fact->built, strlen(fact->built), &span, &at, &len))
		cells = lay_cells_and(cells, span.cells);
	return cells;
}

const char *facts_worth(struct arena *arena, const struct lay_set *lay,
			const struct facts_fact *fact, unsigned int release, enum lay_abi abi)
{
	struct out worth = { .arena = arena };
	const struct lay_node *node;
	struct lay_field field;

	if (!lay_cells_have(facts_cells(lay, fact), release, abi))
		return NULL;
	if (fact->kind == FACTS_VALUE)
		return fact->is;
	if (fact->kind == FACTS_FIELD) {
		if (!lay_field(lay, fact->is, fact->path, lay->numbers[release], abi, &field))
			return NULL;
		return arena_printf(arena, "byte %" PRIu32 " of %s, %" PRIu32 " bytes",
				    field.offset, fact->is, field.size);
	}
	node = find_node(lay, fact, release, abi);
	out_text(&worth, "");
	if (node)
		lay_print_worth(&worth, node->tag, lay_node_row(node, release, abi));
	return worth.text;
}

/* A number stands in the headers or in a fact, not in both. */
static void check_value(struct check *check, const struct facts_fact *fact)
{
	unsigned int last = (unsigned int)check->lay->known.n_releases - 1;
	const struct lay_index *constants = &check->lay->constants;
	uint64_t value, found;
	size_t i, j;

	if (!word_number(fact->is, &value))
		return;
	for (i = 0; i < constants->n_entries; i++)
		for (j = 0; j < fact->group->n_all; j++)
			if (strncmp(constants->entries[i].name, fact->group->all[j],
				    strlen(fact->group->all[j])) == 0 &&
			    lay_const(check->lay, constants->entries[i].name,
				      check->lay->numbers[last], LAY_X86_64, &found) &&
			    found == value)
				diag_error(check->diag, fact->line->places[3],
					   "the headers have this number: say constant %s",
					   constants->entries[i].name);
}

/* "param.get", "area clock": an op, or the first two words of a head. */
static bool spec_has(const struct check *check, const char *name)
{
	const char *extension = "", *own;
	const struct line *head;
	size_t i;

	for (i = 0; i < check->n_heads; i++) {
		head = &check->heads[i].head;
		if (head->n < 2)
			continue;
		if (word_is(head, 0, "extension"))
			extension = head->words[1];
		own = word_is(head, 0, "op")
			      ? arena_printf(check->arena, "%s.%s", extension, head->words[1])
			      : arena_printf(check->arena, "%s %s", head->words[0], head->words[1]);
		if (strcmp(own, name) == 0)
			return true;
	}
	return false;
}

static void check_said(struct check *check, const struct facts_fact *fact)
{
	const struct place place = fact->line->places[1];
	struct facts_problem problem;
	size_t i;

	if (!fact->doc)
		diag_error(check->diag, place, "%s has no text", fact->name);
	if (!fact->source && !fact->group->source)
		diag_error(check->diag, place, "nothing says where %s is from", fact->name);
	if (fact->group->state && fact->documented == FACTS_UNSAID)
		diag_error(check->diag, place,
			   "%s does not say whether it is documented, as all of its group do",
			   fact->name);
	for (i = 0; i < fact->n_problems; i++)
		if (!facts_problem_find(fact->problems[i], &problem))
			diag_error(check->diag, place, "there is no problem '%s'",
				   fact->problems[i]);
	if (!fact->n_xabi && fact->reason == OPS_NONE)
		diag_error(check->diag, place,
			   "neither what in XABI takes the place of %s, nor why nothing does",
			   fact->name);
	for (i = 0; i < fact->n_xabi && check->n_heads; i++)
		if (!spec_has(check, fact->xabi[i]))
			diag_error(check->diag, place, "the spec has no '%s'", fact->xabi[i]);
}

static void check_fact(struct check *check, const struct facts_fact *fact)
{
	struct facts_counts *counts = &check->counts;
	struct lay_span span;
	const char *wrong = NULL;
	size_t at, len;

	check_said(check, fact);
	if (fact->built)
		wrong = lay_span_parse(&check->lay->known, fact->built, strlen(fact->built), &span,
				       &at, &len);
	if (wrong)
		diag_error(check->diag, fact->line->places[1], "its row 'built': %s", wrong);
	else if (!lay_cells_any(facts_cells(check->lay, fact)))
		diag_error(check->diag, fact->line->places[3], "no release has %s%s%s", fact->is,
			   fact->path ? "." : "", fact->path ? fact->path : "");
	if (fact->kind == FACTS_VALUE)
		check_value(check, fact);
	if (facts_find(check->set, facts_name(check->arena, fact)) != fact)
		diag_error(check->diag, fact->line->places[1], "%s is described twice", fact->name);
	counts->facts++;
	counts->named += fact->kind != FACTS_VALUE;
	counts->values += fact->kind == FACTS_VALUE;
	counts->documented[fact->documented]++;
	counts->problems += fact->n_problems != 0;
	counts->xabi += fact->n_xabi != 0;
	if (!fact->n_xabi && fact->reason != OPS_NONE)
		counts->reasons[fact->reason]++;
}

static bool begins(const char *name, const char *const *prefixes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

/* The constant or enumerator NAME needs a fact in GROUP. */
static void check_listed(struct check *check, const struct facts_group *group, const char *name)
{
	const struct facts_fact *fact = NULL;

	if (!name || !begins(name, group->all, group->n_all) ||
	    begins(name, group->skip, group->n_skip))
		return;
	while ((fact = facts_about(check->set, name, fact)) != NULL)
		if (fact->group == group)
			return;
	diag_error(check->diag, group->place, "%s has no fact about %s", group->name, name);
}

static void check_group(struct check *check, const struct facts_group *group)
{
	size_t i;

	if (!group->doc)
		diag_error(check->diag, group->place, "%s has no text", group->name);
	for (i = 0; i < check->lay->constants.n_entries; i++)
		check_listed(check, group, check->lay->constants.entries[i].name);
}

bool facts_check(struct arena *arena, struct diag *diag, const struct lay_set *lay,
		 const struct facts_set *set, const struct source *const *spec, size_t n_spec,
		 struct facts_counts *ret_counts)
{
	struct check check = { .arena = arena, .diag = diag, .lay = lay, .set = set };
	unsigned int errors = diag->errors;
	struct block *heads = NULL;
	size_t i;

	for (i = 0; i < n_spec; i++)
		words_read(arena, diag, spec[i], &heads, &check.n_heads);
	check.heads = heads;
	check.counts.groups = set->n_groups;
	for (i = 0; i < set->n_groups; i++)
		check_group(&check, set->groups[i]);
	for (i = 0; i < set->n_facts; i++)
		check_fact(&check, set->facts[i]);
	*ret_counts = check.counts;
	return diag->errors == errors;
}
