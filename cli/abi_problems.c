/* SPDX-License-Identifier: MIT */
/* xabi abi history, xabi abi problems. */
#include <stdio.h>
#include <string.h>

#include "cli/abi.h"

struct collect {
	struct arena *arena;
	const struct lay_node *record;
	const struct ops_op *op;
	struct abi_problem *problems;
	size_t n;
};

static void take(void *context, const struct lint_found *found)
{
	struct collect *collect = context;
	struct abi_problem *problem;
	size_t i;

	if (collect->record ? found->record != collect->record
	    : collect->op   ? found->op != collect->op
			    : found->header && lint_use(found->header->name) != LINT_HYPERCALL)
		return;
	for (i = 0; i < collect->n && collect->problems[i].problem != found->problem; i++)
		continue;
	if (i == collect->n) {
		problem = arena_push(collect->arena, collect->problems, collect->n);
		*problem = (struct abi_problem){ .problem = found->problem, .first = found->field };
	}
	collect->problems[i].places++;
}

size_t abi_problems(const struct abi *abi, const struct lay_node *record, const struct ops_op *op,
		    struct abi_problem **ret_problems)
{
	struct collect collect = { .arena = abi->arena, .record = record, .op = op };
	struct lint lint = { .arena = abi->arena,
			     .lay = abi->lay,
			     .ops = abi->ops,
			     .release = abi->release,
			     .abi = abi->arch,
			     .take = take,
			     .context = &collect };

	lint_run(&lint);
	*ret_problems = collect.problems;
	return collect.n;
}

static void print_problems(struct abi *abi, const struct abi_problem *problems, size_t n)
{
	static const char *const heads[] = { "PROBLEM", "PLACES", "RULE", "WHAT", "WHY" };
	struct table table = { .heads = heads, .aligns = "lrlll", .columns = 5, .shown = 5 };
	size_t i;

	table_start(&table, abi->cli);
	for (i = 0; i < n; i++) {
		table_text(&table, problems[i].problem->code);
		table_number(&table, problems[i].places, "");
		table_text(&table, problems[i].problem->rule);
		table_text(&table, problems[i].problem->title);
		table_text(&table, problems[i].problem->why);
	}
	table_print(&table, abi->cli);
}

static void json_problems(struct abi *abi, const struct abi_problem *problems, size_t n)
{
	json_t *array = json_array(), *json;
	size_t i;

	for (i = 0; i < n; i++) {
		json = json_object();
		cli_json_text(json, "code", problems[i].problem->code);
		cli_json_text(json, "what", problems[i].problem->title);
		cli_json_text(json, "why", problems[i].problem->why);
		cli_json_text(json, "rule", problems[i].problem->rule);
		cli_json_number(json, "places", problems[i].places);
		cli_json_text(json, "first", problems[i].first);
		json_array_append_new(array, json);
	}
	abi->cli->answer = json_object();
	json_object_set_new(abi->cli->answer, "problems", array);
}

void abi_print_problems(struct abi *abi, const char *name)
{
	const struct ops_op *call = NULL, *op = name ? abi_find_op(abi, name, &call) : NULL;
	const struct lay_entry *entry = NULL;
	struct abi_problem *problems = NULL;
	size_t n;

	if (name && !op) {
		entry = lay_find_type(abi->lay, name, abi->release, abi->arch);
		if (!entry || entry->node->tag != LAY_RECORD)
			abi_unknown(abi, name);
	}
	if (op && !abi_has_op(abi, op))
		abi_unknown(abi, name);
	n = abi_problems(abi, entry ? entry->node : NULL, op, &problems);
	if (abi->cli->json)
		json_problems(abi, problems, n);
	else if (n)
		print_problems(abi, problems, n);
	else
		printf("%s has none that this program can see\n", name);
}

/* What the catalogue says of NAME in all releases, as it says it. */
static void history_entries(const struct abi *abi, const char *name, struct out *out)
{
	const struct lay_index *indexes[] = { &abi->lay->types, &abi->lay->constants };
	size_t i, j;

	for (i = 0; i < 2; i++)
		for (j = 0; j < indexes[i]->n_entries; j++)
			if (strcmp(indexes[i]->entries[j].name, name) == 0)
				lay_print_node(out, &abi->lay->known, indexes[i]->entries[j].node,
					       lay_cells_known(&abi->lay->known), 0);
}

static void history_op(const struct abi *abi, const struct ops_op *op, struct out *out)
{
	size_t i;

	out_printf(out, "%s  [%s]\n", ops_name(abi->arena, op),
		   abi_span(abi, ops_cells(abi->lay, op)));
	for (i = 0; i < op->n_changes; i++)
		out_printf(out, "changed %u.%u: %s\n", op->changes[i].release >> 8,
			   op->changes[i].release & 0xffu, op->changes[i].text);
}

/* The type of an op's argument, which has a history, too; NULL if it has none. */
static const char *argument_type(const struct abi *abi, const struct ops_op *op)
{
	struct lay_field field;
	unsigned int i = (unsigned int)abi->lay->known.n_releases;

	if (op->shape != OPS_PAYLOAD)
		return op->shape == OPS_STRUCT ? op->type : NULL;
	while (i-- > 0)
		if (lay_field(abi->lay, op->type, op->path, abi->lay->numbers[i], abi->arch,
			      &field))
			return field.type;
	return NULL;
}

void abi_history(struct abi *abi, const char *name)
{
	const struct ops_op *call, *op = abi_find_op(abi, name, &call);
	struct out out = { .arena = abi->arena };
	const char *type = op ? argument_type(abi, op) : name, *at, *end;
	json_t *array;

	out_text(&out, "");
	if (op)
		history_op(abi, op, &out);
	if (type)
		history_entries(abi, type, &out);
	if (!out.len)
		cli_die(XABI_ERROR_USAGE,
			"no release in the catalogue has '%s': xabi abi search WORD looks for parts of names",
			name);
	if (!abi->cli->json) {
		fputs(out.text, stdout);
		return;
	}
	array = json_array();
	for (at = out.text; *at; at = end + 1) {
		end = strchr(at, '\n');
		json_array_append_new(array, json_stringn(at, (size_t)(end - at)));
	}
	abi->cli->answer = json_object();
	cli_json_text(abi->cli->answer, "name", name);
	json_object_set_new(abi->cli->answer, "lines", array);
}
