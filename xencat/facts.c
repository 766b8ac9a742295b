/* SPDX-License-Identifier: MIT */
#include "xencat/facts.h"

#include <string.h>

#include "xencat/lint.h"

const char *const facts_documented[] = { "", "same", "otherwise", "nothing" };

/* To add one: a row here. */
const struct facts_problem facts_problems[] = {
	{ "undocumented", "no text says it",
	  "a guest's author finds out by trying, and relies on it", "P7.2" },
	{ "misdocumented", "the text says something else",
	  "who follows the text fails, who follows the code breaks when it is mended", "P7.2" },
	{ "mode", "how it is read depends on an earlier call",
	  "a kernel inherits what firmware or an earlier kernel chose, and cannot ask", "P5.4" },
	{ "not-movable", "cannot be moved or taken back",
	  "an earlier kernel's page stays written, so a second one cannot start clean", "P7.1" },
	{ "packed", "several things in one number",
	  "which bits mean what stands in a comment, and differs by the others", "P3.1" },
	{ "by-builder", "depends on who built the domain",
	  "Xen's own builder and the tools do not leave the same", "P7.2" },
	{ "moved-in-branch", "changed within a stable branch",
	  "the release's number does not tell which of them is there", "P9.2" },
	{ "never-set", "defined, but no release sets it",
	  "a guest that waits for it waits for ever", "P5.2" },
	{ "no-answer", "says that something is there which is not",
	  "a guest that asks first fails all the same", "P5.2" },
	{ "coarse", "one value for several failures",
	  "a caller cannot tell what to mend: its argument, its privilege, its release", "P6.1" },
	{ 0 }
};

bool facts_problem_find(const char *code, struct facts_problem *ret_problem)
{
	const struct lint_problem *problem;
	size_t i;

	for (i = 0; facts_problems[i].code; i++) {
		if (strcmp(facts_problems[i].code, code) == 0) {
			*ret_problem = facts_problems[i];
			return true;
		}
	}
	for (i = 0; i < lint_n_problems; i++) {
		problem = &lint_problems[i];
		if (strcmp(problem->code, code) == 0) {
			*ret_problem = (struct facts_problem){ problem->code, problem->title,
							       problem->why, problem->rule };
			return true;
		}
	}
	return false;
}

/* Appends all words behind the first; false if there is none. */
static bool names_row(struct arena *arena, const struct line *row, const char *word,
		      const char ***names, size_t *n)
{
	size_t i;

	if (!word_is(row, 0, word))
		return false;
	for (i = 1; i < row->n; i++)
		*arena_push(arena, *names, *n) = row->words[i];
	return row->n > 1;
}

/* Rows that a group says for all its facts, and a fact for itself. */
static bool shared_row(struct arena *arena, const struct line *row, struct facts_fact *fact)
{
	if (word_is(row, 0, "built") && row->n > 1)
		return fact->built = line_joined(arena, row, 1, row->n), true;
	if (word_is(row, 0, "xabi") && row->n > 1) {
		fact->reason = OPS_NONE;
		*arena_push(arena, fact->xabi, fact->n_xabi) = line_joined(arena, row, 1, row->n);
		return true;
	}
	if (word_is(row, 0, "without") && row->n == 2)
		return ops_reason(row->words[1], &fact->reason);
	return false;
}

static bool documented_row(struct arena *arena, const struct line *row, struct facts_fact *fact)
{
	size_t i;

	if (!word_is(row, 0, "documented"))
		return false;
	for (i = FACTS_SAME; i <= FACTS_NOTHING; i++)
		if (word_is(row, 1, facts_documented[i]))
			break;
	if (i > FACTS_NOTHING || (i != FACTS_NOTHING) != (row->n > 2))
		return false;
	fact->documented = (enum facts_documented)i;
	fact->documents = row->n > 2 ? line_joined(arena, row, 2, row->n) : NULL;
	return true;
}

static bool fact_row(struct arena *arena, const struct line *row, struct facts_fact *fact)
{
	struct ops_change change = { 0 };

	if (line_doc(arena, row, &fact->doc) || documented_row(arena, row, fact) ||
	    shared_row(arena, row, fact) ||
	    names_row(arena, row, "problem", &fact->problems, &fact->n_problems))
		return true;
	if (word_is(row, 0, "source") && row->n > 1)
		return fact->source = line_joined(arena, row, 1, row->n), true;
	if (!ops_changed_row(arena, row, &change))
		return false;
	*arena_push(arena, fact->changes, fact->n_changes) = change;
	return true;
}

/* fact NAME value TEXT | constant NAME | field TYPE PATH | type TYPE */
static bool fact_head(struct arena *arena, const struct line *head, struct facts_fact *fact)
{
	fact->name = head->words[1];
	if (word_is(head, 2, "value") && head->n > 3) {
		fact->kind = FACTS_VALUE;
		fact->is = line_joined(arena, head, 3, head->n);
		return true;
	}
	fact->is = head->n > 3 ? head->words[3] : NULL;
	fact->path = head->n > 4 ? head->words[4] : NULL;
	fact->kind = word_is(head, 2, "constant") ? FACTS_CONSTANT
		     : word_is(head, 2, "field")  ? FACTS_FIELD
						  : FACTS_TYPE;
	return (fact->kind == FACTS_FIELD ? head->n == 5 : head->n == 4) &&
	       (fact->kind != FACTS_TYPE || word_is(head, 2, "type"));
}

static void read_fact(struct arena *arena, struct diag *diag, const struct facts_group *group,
		      const struct block *block, struct facts_set *set)
{
	struct facts_fact *fact = arena_new(arena, struct facts_fact);
	size_t i;

	*fact = group->common;
	fact->group = group;
	fact->line = &block->head;
	if (!fact_head(arena, &block->head, fact))
		line_error(
			diag, &block->head,
			"fact NAME value TEXT, fact NAME constant NAME, fact NAME field TYPE PATH, "
			"or fact NAME type TYPE");
	for (i = 0; i < block->n_rows; i++)
		if (!fact_row(arena, &block->rows[i], fact))
			line_error(
				diag, &block->rows[i],
				"one of documented same|otherwise TEXT, documented nothing; built, "
				"changed RELEASE TEXT, problem CODE..., source, xabi, without, \"a text\"");
	*arena_push(arena, set->facts, set->n_facts) = fact;
}

static struct facts_group *read_group(struct arena *arena, struct diag *diag,
				      const struct block *block, struct facts_set *set)
{
	struct facts_group *group = arena_new(arena, struct facts_group);
	const struct line *row;
	size_t i;

	*arena_push(arena, set->groups, set->n_groups) = group;
	group->name = block->head.words[1];
	group->place = block->head.places[1];
	group->state = word_is(&block->head, 2, "state");
	group->common.reason = OPS_NONE;
	for (i = 0; i < block->n_rows; i++) {
		row = &block->rows[i];
		if (word_is(row, 0, "source") && row->n > 1)
			group->source = line_joined(arena, row, 1, row->n);
		else if (!line_doc(arena, row, &group->doc) &&
			 !names_row(arena, row, "all", &group->all, &group->n_all) &&
			 !names_row(arena, row, "skip", &group->skip, &group->n_skip) &&
			 !shared_row(arena, row, &group->common))
			line_error(
				diag, row,
				"source TEXT, all PREFIX..., skip PREFIX..., \"a text\", or what holds for "
				"all its facts: built, xabi, without");
	}
	return group;
}

struct facts_set *facts_read(struct arena *arena, struct diag *diag,
			     const struct source *const *sources, size_t n_sources)
{
	struct facts_set *set = arena_new(arena, struct facts_set);
	struct facts_group *group = NULL;
	struct block *blocks = NULL;
	size_t n_blocks = 0, i;

	for (i = 0; i < n_sources; i++)
		words_read(arena, diag, sources[i], &blocks, &n_blocks);
	for (i = 0; i < n_blocks; i++) {
		if (word_is(&blocks[i].head, 0, "group") &&
		    (blocks[i].head.n == 2 || word_is(&blocks[i].head, 2, "state")))
			group = read_group(arena, diag, &blocks[i], set);
		else if (group && word_is(&blocks[i].head, 0, "fact") && blocks[i].head.n > 3)
			read_fact(arena, diag, group, &blocks[i], set);
		else
			line_error(diag, &blocks[i].head,
				   "group NAME [state], or below one fact NAME and what it is");
	}
	return set;
}

const struct facts_group *facts_group_find(const struct facts_set *set, const char *name)
{
	size_t i;

	for (i = 0; i < set->n_groups; i++)
		if (strcmp(set->groups[i]->name, name) == 0)
			return set->groups[i];
	return NULL;
}

const struct facts_fact *facts_find(const struct facts_set *set, const char *name)
{
	const char *dot = strchr(name, '.');
	const struct facts_fact *fact;
	size_t i;

	for (i = 0; dot && i < set->n_facts; i++) {
		fact = set->facts[i];
		if (strcmp(fact->name, dot + 1) == 0 &&
		    strlen(fact->group->name) == (size_t)(dot - name) &&
		    memcmp(fact->group->name, name, (size_t)(dot - name)) == 0)
			return fact;
	}
	return NULL;
}

const struct facts_fact *facts_about(const struct facts_set *set, const char *name,
				     const struct facts_fact *after)
{
	bool seen = !after;
	size_t i;

	for (i = 0; i < set->n_facts; i++) {
		if (seen && set->facts[i]->kind != FACTS_VALUE &&
		    strcmp(set->facts[i]->is, name) == 0)
			return set->facts[i];
		seen = seen || set->facts[i] == after;
	}
	return NULL;
}

const char *facts_name(struct arena *arena, const struct facts_fact *fact)
{
	return arena_printf(arena, "%s.%s", fact->group->name, fact->name);
}
