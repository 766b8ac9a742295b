/* SPDX-License-Identifier: MIT */
/* How many ops and structs a problem is in. */
#include <stdio.h>
#include <string.h>

#include "xencat/lint.h"

static struct lint_record *record_of(struct lint_counts *counts, const struct lay_node *node)
{
	size_t i;

	for (i = 0; i < counts->n_records; i++)
		if (counts->records[i].node == node)
			return &counts->records[i];
	return NULL;
}

static void take_found(void *context, const struct lint_found *found)
{
	struct lint_counts *counts = context;
	size_t problem = (size_t)(found->problem - lint_problems);
	struct lint_record *record = found->record ? record_of(counts, found->record) : NULL;

	if (record)
		record->problems |= UINT32_C(1) << problem;
	if (found->op && counts->last[problem] != found->op)
		counts->ops[problem]++;
	counts->last[problem] = found->op;
	if (!counts->places || strcmp(counts->places, found->problem->code) != 0 ||
	    (found->record && !record))
		return;
	printf("%s%s%s\n",
	       found->op ? ops_name(counts->lint->arena, found->op) : found->record->name,
	       found->field ? " " : "", found->field ? found->field : "");
}

/* What the members of NODE bring along; *CHANGED is set if that is more than RECORD has. */
static void join_members(struct lint_counts *counts, struct lint_record *record,
			 const struct lay_node *node, bool *changed)
{
	const struct lint *lint = counts->lint;
	const struct lay_entry *entry;
	const struct lint_record *member;
	const struct lay_row *row;
	size_t i;

	for (i = 0; i < node->n_children; i++) {
		row = lay_node_row(node->children[i], lint->release, lint->abi);
		if (!row)
			continue;
		join_members(counts, record, node->children[i], changed);
		entry = row->type.name && row->type.kind != LAY_HANDLE
				? lay_find_type(lint->lay, row->type.name, lint->release, lint->abi)
				: NULL;
		member = entry ? record_of(counts, entry->node) : NULL;
		if (!member || !(member->problems & ~record->problems))
			continue;
		record->problems |= member->problems;
		*changed = true;
	}
}

/* The structs of the headers that are for hypercalls. */
static void list_records(struct lint_counts *counts)
{
	const struct lint *lint = counts->lint;
	const struct lay_node *header, *node;
	size_t i, j;

	for (i = 0; i < lint->lay->n_headers; i++) {
		header = lint->lay->headers[i];
		for (j = 0; j < header->n_children && lint_use(header->name) == LINT_HYPERCALL;
		     j++) {
			node = header->children[j];
			if (node->tag == LAY_RECORD && lay_node_row(node, lint->release, lint->abi))
				*arena_push(lint->arena, counts->records, counts->n_records) =
					(struct lint_record){ .header = header, .node = node };
		}
	}
}

struct lint_counts lint_count(const struct lint *lint, const char *places)
{
	struct lint_counts counts = { .lint = lint, .places = places };
	struct lint run = *lint;
	bool changed = true;
	size_t i;

	list_records(&counts);
	run.take = take_found;
	run.context = &counts;
	lint_run(&run);
	while (changed) {
		changed = false;
		for (i = 0; i < counts.n_records; i++)
			join_members(&counts, &counts.records[i], counts.records[i].node, &changed);
	}
	return counts;
}

size_t lint_structs(const struct lint_counts *counts, const char *header, size_t problem)
{
	size_t i, n = 0;

	for (i = 0; i < counts->n_records; i++)
		if ((!header || strcmp(header, counts->records[i].header->name) == 0) &&
		    (problem == LINT_ALL || counts->records[i].problems >> problem & 1))
			n++;
	return n;
}
