/* SPDX-License-Identifier: MIT */
/* Facts of the catalogue: leaves, parameters, bits, shared words, first states. */
#include <stdio.h>
#include <string.h>

#include "cli/abi.h"

/* In the release that is asked for, on that architecture or, without --arch, else on the first that has it. NULL: on none. */
static const char *worth_of(const struct abi *abi, const struct facts_fact *fact)
{
	const char *worth = facts_worth(abi->arena, abi->lay, fact, abi->release, abi->arch);
	unsigned int arch;

	for (arch = 0; arch < LAY_ABIS && !worth && !abi->cli->arch; arch++)
		worth = facts_worth(abi->arena, abi->lay, fact, abi->release, (enum lay_abi)arch);
	return worth;
}

static const char *xabi_of(const struct abi *abi, const struct facts_fact *fact)
{
	const char *text = fact->n_xabi ? fact->xabi[0] : NULL;
	size_t i;

	for (i = 1; i < fact->n_xabi; i++)
		text = arena_printf(abi->arena, "%s, %s", text, fact->xabi[i]);
	return text;
}

/* What the text is of, in the layouts: "HVM_PARAM_STORE_PFN", "start_info.flags"; NULL of a value. */
static const char *named(const struct abi *abi, const struct facts_fact *fact)
{
	if (fact->kind == FACTS_VALUE)
		return NULL;
	return fact->path ? arena_printf(abi->arena, "%s.%s", fact->is, fact->path) : fact->is;
}

static void print_fact(const struct abi *abi, const struct facts_fact *fact)
{
	static const char *const said[] = { "", "so: ", "otherwise: ", "nowhere" };
	const char *worth = worth_of(abi, fact), *xabi = xabi_of(abi, fact),
		   *name = named(abi, fact);
	struct facts_problem problem;
	size_t i;

	printf("%s\n%s\n", facts_name(abi->arena, fact), fact->doc);
	if (name)
		abi_item("in headers", true, "%s", name);
	abi_item("is", true, "%s",
		 worth ? worth : "not there in this release, on this architecture");
	abi_item("exists", true, "%s", abi_span(abi, facts_cells(abi->lay, fact)));
	if (fact->documented != FACTS_UNSAID)
		abi_item("documented", true, "%s%s", said[fact->documented],
			 fact->documents ? fact->documents : "");
	for (i = 0; i < fact->n_changes; i++)
		abi_item("changed", i == 0, "%u.%u: %s", fact->changes[i].release >> 8,
			 fact->changes[i].release & 0xffu, fact->changes[i].text);
	abi_item("in XABI", true, "%s%s",
		 xabi ? "" : "none: ", xabi ? xabi : ops_reasons[fact->reason].meaning);
	for (i = 0; i < fact->n_problems; i++)
		if (facts_problem_find(fact->problems[i], &problem))
			abi_item("problems", i == 0, "%s: %s", problem.code, problem.title);
	abi_item("from", true, "%s", fact->source ? fact->source : fact->group->source);
}

static json_t *fact_json(const struct abi *abi, const struct facts_fact *fact)
{
	json_t *json = json_object(), *array = json_array(), *one;
	size_t i;

	cli_json_text(json, "name", facts_name(abi->arena, fact));
	cli_json_text(json, "kind", "fact");
	cli_json_text(json, "doc", fact->doc);
	cli_json_text(json, "in_headers", named(abi, fact));
	cli_json_text(json, "is", worth_of(abi, fact));
	cli_json_text(json, "exists", abi_span(abi, facts_cells(abi->lay, fact)));
	cli_json_text(json, "documented",
		      fact->documented ? facts_documented[fact->documented] : NULL);
	cli_json_text(json, "documents", fact->documents);
	for (i = 0; i < fact->n_changes; i++) {
		one = json_object();
		cli_json_text(one, "release",
			      arena_printf(abi->arena, "%u.%u", fact->changes[i].release >> 8,
					   fact->changes[i].release & 0xffu));
		cli_json_text(one, "text", fact->changes[i].text);
		json_array_append_new(array, one);
	}
	json_object_set_new(json, "changed", array);
	array = json_array();
	for (i = 0; i < fact->n_xabi; i++)
		json_array_append_new(array, json_string(fact->xabi[i]));
	json_object_set_new(json, "in_xabi", array);
	array = json_array();
	for (i = 0; i < fact->n_problems; i++)
		json_array_append_new(array, json_string(fact->problems[i]));
	json_object_set_new(json, "problems", array);
	cli_json_text(json, "from", fact->source ? fact->source : fact->group->source);
	return json;
}

static void show_group(struct abi *abi, const struct facts_group *group)
{
	static const char *const heads[] = { "FACT", "IS", "WHAT", "IN XABI", "DOCUMENTED" };
	struct table table = { .heads = heads, .aligns = "lllll", .columns = 5, .shown = 3 };
	json_t *array = json_array();
	const struct facts_fact *fact;
	const char *worth, *xabi;
	size_t i;

	if (!abi->cli->json) {
		printf("%s: %s\n", group->name, group->doc);
		table_start(&table, abi->cli);
	}
	for (i = 0; i < abi->facts->n_facts; i++) {
		fact = abi->facts->facts[i];
		worth = worth_of(abi, fact);
		if (fact->group != group || !worth)
			continue;
		if (abi->cli->json) {
			json_array_append_new(array, fact_json(abi, fact));
			continue;
		}
		xabi = xabi_of(abi, fact);
		table_text(&table, facts_name(abi->arena, fact));
		table_text(&table, worth);
		table_text(&table, fact->doc);
		table_text(&table, xabi ? xabi : "-");
		table_text(&table, fact->documented ? facts_documented[fact->documented] : "-");
	}
	if (!abi->cli->json) {
		json_decref(array);
		table_print(&table, abi->cli);
		return;
	}
	abi->cli->answer = json_object();
	cli_json_text(abi->cli->answer, "name", group->name);
	cli_json_text(abi->cli->answer, "kind", "facts");
	cli_json_text(abi->cli->answer, "doc", group->doc);
	json_object_set_new(abi->cli->answer, "facts", array);
}

bool abi_show_facts(struct abi *abi, const char *name)
{
	const struct facts_group *group = facts_group_find(abi->facts, name);
	const struct facts_fact *fact = facts_find(abi->facts, name);

	if (group)
		show_group(abi, group);
	else if (fact && abi->cli->json)
		abi->cli->answer = fact_json(abi, fact);
	else if (fact)
		print_fact(abi, fact);
	return group || fact;
}

void abi_print_facts_about(const struct abi *abi, const char *name)
{
	const struct facts_fact *fact = NULL;
	bool first = true;

	while ((fact = facts_about(abi->facts, name, fact)) != NULL) {
		abi_item("facts", first, "%s: %s", facts_name(abi->arena, fact), fact->doc);
		first = false;
	}
}
