/* SPDX-License-Identifier: MIT */
/*
 * The command `json`: the catalogue for programs, and for the site. Where something holds is a number: a place in `cells`, of
 * which each is a word of bits (a bit a release) for each ABI. docs/catalogue.md has the form.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "xencat/commands.h"
#include "xencat/facts.h"
#include "xencat/lint.h"

static const char usage[] =
	"usage: xencat json -o FILE [--into LAYOUT] FILE...\n"
	"\n"
	"The layouts in LAYOUT (catalogue/layout) and what the .ops, .facts and .xabi FILEs say,\n"
	"with the problems that lint finds, as JSON.\n";

struct json {
	struct out out;
	struct arena *arena;
	const struct lay_set *lay;
	const struct ops_set *ops;
	const struct facts_set *facts;
	const struct was_set *spec;
	struct lay_cells *cells;
	size_t n_cells;
	bool comma; /* something stands before */
};

/* A comma where it is needed, and the key, if there is one. */
static void put_key(struct json *json, const char *key)
{
	if (json->comma)
		out_char(&json->out, ',');
	json->comma = true;
	if (key)
		out_printf(&json->out, "\"%s\":", key);
}

static void open_with(struct json *json, const char *key, char bracket)
{
	put_key(json, key);
	out_char(&json->out, bracket);
	json->comma = false;
}

static void close_with(struct json *json, char bracket)
{
	out_char(&json->out, bracket);
	json->comma = true;
}

/* Members that say nothing are left out. */
static void put_text(struct json *json, const char *key, const char *text)
{
	if (!text || !*text)
		return;
	put_key(json, key);
	out_quoted(&json->out, text);
}

static void put_number(struct json *json, const char *key, uint64_t number)
{
	put_key(json, key);
	out_printf(&json->out, "%" PRIu64, number);
}

static void put_texts(struct json *json, const char *key, const char *const *texts, size_t n)
{
	size_t i;

	if (!n)
		return;
	open_with(json, key, '[');
	for (i = 0; i < n; i++)
		put_text(json, NULL, texts[i]);
	close_with(json, ']');
}

static void put_cells(struct json *json, const char *key, struct lay_cells cells)
{
	size_t i;

	for (i = 0; i < json->n_cells; i++)
		if (memcmp(&json->cells[i], &cells, sizeof(cells)) == 0)
			break;
	if (i == json->n_cells)
		*arena_push(json->arena, json->cells, json->n_cells) = cells;
	put_number(json, key, i);
}

static void put_words(struct json *json, const char *key, const struct ops_word *table,
		      unsigned int bits)
{
	size_t i;

	open_with(json, key, '[');
	for (i = 0; table[i].word; i++)
		if (bits >> i & 1)
			put_text(json, NULL, table[i].word);
	close_with(json, ']');
}

static void put_meanings(struct json *json, const char *key, const struct ops_word *table)
{
	size_t i;

	open_with(json, key, '{');
	for (i = 0; table[i].word; i++)
		put_text(json, table[i].word, table[i].meaning);
	close_with(json, '}');
}

/* [cells, offset or value, type] of each row. */
static void put_rows(struct json *json, const struct lay_node *node)
{
	struct out worth = { .arena = json->arena };
	const struct lay_row *row;
	size_t i;

	open_with(json, "rows", '[');
	for (i = 0; i < node->n_rows; i++) {
		row = &node->rows[i];
		if (row->later)
			continue;
		open_with(json, NULL, '[');
		put_cells(json, NULL, row->cells);
		if (node->tag == LAY_FIELD) {
			put_number(json, NULL, row->offset);
			put_text(json, NULL, row->type.text);
			if (row->type.bits)
				put_number(json, NULL, row->bit);
		} else {
			worth.len = 0;
			lay_print_worth(&worth, node->tag, row);
			put_text(json, NULL, worth.text);
		}
		close_with(json, ']');
	}
	close_with(json, ']');
}

static void put_children(struct json *json, const struct lay_node *node)
{
	size_t i;

	if (!node->n_children)
		return;
	open_with(json, "fields", '[');
	for (i = 0; i < node->n_children; i++) {
		open_with(json, NULL, '{');
		put_text(json, "name", node->children[i]->name);
		put_rows(json, node->children[i]);
		put_children(json, node->children[i]);
		close_with(json, '}');
	}
	close_with(json, ']');
}

static void put_headers(struct json *json)
{
	const struct lay_node *header;
	size_t i, j;

	open_with(json, "headers", '[');
	for (i = 0; i < json->lay->n_headers; i++) {
		header = json->lay->headers[i];
		open_with(json, NULL, '{');
		put_text(json, "name", header->name);
		put_number(json, "use", lint_use(header->name));
		open_with(json, "has", '[');
		for (j = 0; j < header->n_children; j++) {
			if (!header->children[j]->name)
				continue;
			open_with(json, NULL, '{');
			put_text(json, "name", header->children[j]->name);
			put_text(json, "kind", lay_node_kind(header->children[j]));
			put_rows(json, header->children[j]);
			put_children(json, header->children[j]);
			close_with(json, '}');
		}
		close_with(json, ']');
		close_with(json, '}');
	}
	close_with(json, ']');
}

static void put_handles(struct json *json, const struct ops_op *op)
{
	static const char *const units[] = { "elements", "bytes",   "bits",
					     "nul",      "implied", "unknown" };
	const struct ops_handle *handle;
	size_t i;

	for (i = 0; i < op->n_handles; i++) {
		handle = &op->handles[i];
		open_with(json, NULL, '{');
		put_text(json, "path", handle->path);
		put_text(json, "way",
			 handle->in && handle->out ? "both"
			 : handle->in              ? "read"
						   : "written");
		put_text(json, "unit", units[handle->unit]);
		put_text(json, "length", handle->length);
		put_text(json, "filled", handle->filled);
		if (ops_is_register(op->hypercall, handle->path))
			put_number(json, "register", 1);
		if (handle->optional)
			put_number(json, "optional", 1);
		close_with(json, '}');
	}
}

static void put_changes(struct json *json, const struct ops_change *changes, size_t n)
{
	size_t i;

	if (!n)
		return;
	open_with(json, "changed", '[');
	for (i = 0; i < n; i++) {
		open_with(json, NULL, '[');
		put_text(json, NULL,
			 arena_printf(json->arena, "%u.%u", changes[i].release >> 8,
				      changes[i].release & 0xffu));
		put_text(json, NULL, changes[i].text);
		close_with(json, ']');
	}
	close_with(json, ']');
}

static void put_replaced(struct json *json, const struct ops_op *op)
{
	const struct was *was = NULL;
	const struct ops_op *up;
	bool some = false;

	open_with(json, "xabi", '[');
	for (up = op; up && !some; up = up->parent) {
		while ((was = was_find(json->spec, ops_name(json->arena, up), was)) != NULL) {
			put_text(json, NULL, was->xabi);
			some = true;
		}
	}
	close_with(json, ']');
	if (!some && op->reason != OPS_NONE)
		put_text(json, "without", ops_reasons[op->reason].word);
}

static void put_op(struct json *json, const struct ops_op *op)
{
	open_with(json, NULL, '{');
	put_text(json, "name", ops_name(json->arena, op));
	put_text(json, "hypercall", op->hypercall->name);
	if (op->parent)
		put_text(json, "parent", ops_name(json->arena, op->parent));
	put_text(json, "constant", op->constant);
	put_text(json, "doc", op->doc);
	put_cells(json, "cells", ops_cells(json->lay, op));
	put_words(json, "callers", ops_callers, op->callers);
	put_text(json, "class", ops_classes[op->class].word);
	put_words(json, "effects", ops_effects, op->effects);
	put_text(json, "target", op->target);
	if (op->not_self)
		put_number(json, "other", 1);
	put_text(json, "type", op->type);
	put_text(json, "path", op->path);
	put_text(json, "array", op->array);
	open_with(json, "handles", '[');
	put_handles(json, op);
	put_handles(json, op->common);
	close_with(json, ']');
	put_texts(json, "out", op->out, op->n_out);
	put_text(json, "resumes", op->resumes);
	put_changes(json, op->changes, op->n_changes);
	put_replaced(json, op);
	close_with(json, '}');
}

static void put_ops(struct json *json)
{
	const struct ops_op *call;
	size_t i;

	open_with(json, "hypercalls", '[');
	for (i = 0; i < json->ops->n_hypercalls; i++) {
		call = json->ops->hypercalls[i];
		open_with(json, NULL, '{');
		put_text(json, "name", call->hypercall->name);
		put_text(json, "constant", call->hypercall->constant);
		put_text(json, "doc", call->doc);
		put_text(json, "type", call->hypercall->type);
		close_with(json, '}');
	}
	close_with(json, ']');
	open_with(json, "calls", '[');
	for (i = 0; i < json->ops->n_ops; i++)
		put_op(json, json->ops->ops[i]);
	close_with(json, ']');
}

static void put_fact(struct json *json, const struct facts_fact *fact)
{
	static const char *const kinds[] = { "value", "constant", "field", "type" };

	open_with(json, NULL, '{');
	put_text(json, "name", fact->name);
	put_text(json, "kind", kinds[fact->kind]);
	put_text(json, "is", fact->is);
	put_text(json, "path", fact->path);
	put_text(json, "doc", fact->doc);
	put_cells(json, "cells", facts_cells(json->lay, fact));
	put_text(json, "documented", facts_documented[fact->documented]);
	put_text(json, "documents", fact->documents);
	put_changes(json, fact->changes, fact->n_changes);
	put_texts(json, "problems", fact->problems, fact->n_problems);
	put_texts(json, "xabi", fact->xabi, fact->n_xabi);
	if (!fact->n_xabi && fact->reason != OPS_NONE)
		put_text(json, "without", ops_reasons[fact->reason].word);
	put_text(json, "source", fact->source);
	close_with(json, '}');
}

static void put_facts(struct json *json)
{
	size_t i, j;

	open_with(json, "facts", '[');
	for (i = 0; json->facts && i < json->facts->n_groups; i++) {
		open_with(json, NULL, '{');
		put_text(json, "name", json->facts->groups[i]->name);
		put_text(json, "doc", json->facts->groups[i]->doc);
		put_text(json, "source", json->facts->groups[i]->source);
		open_with(json, "has", '[');
		for (j = 0; j < json->facts->n_facts; j++)
			if (json->facts->facts[j]->group == json->facts->groups[i])
				put_fact(json, json->facts->facts[j]);
		close_with(json, ']');
		close_with(json, '}');
	}
	close_with(json, ']');
}

/* The ops that have one problem. */
struct places {
	struct json *json;
	const struct lint_problem *problem;
	const struct ops_op *last;
};

static void take_place(void *context, const struct lint_found *found)
{
	struct places *places = context;

	if (!found->op || found->problem != places->problem || found->op == places->last)
		return;
	places->last = found->op;
	put_text(places->json, NULL, ops_name(places->json->arena, found->op));
}

static struct lint lint_of(const struct json *json, unsigned int release)
{
	return (struct lint){ .arena = json->arena,
			      .lay = json->lay,
			      .ops = json->ops,
			      .release = release,
			      .abi = LAY_X86_64 };
}

/* Where problem I is, in the release of COUNTS. */
static void put_places(struct json *json, const struct lint_counts *counts, size_t i)
{
	struct places places = { .json = json, .problem = &lint_problems[i] };
	struct lint lint = *counts->lint;
	size_t j;

	lint.take = take_place;
	lint.context = &places;
	open_with(json, "places", '[');
	if (lint_problems[i].of_ops)
		lint_run(&lint);
	for (j = 0; j < counts->n_records && !lint_problems[i].of_ops; j++)
		if (counts->records[j].problems >> i & 1)
			put_text(json, NULL, counts->records[j].node->name);
	close_with(json, ']');
}

static void put_problem(struct json *json, const char *code, const char *title, const char *why,
			const char *rule)
{
	put_text(json, "code", code);
	put_text(json, "title", title);
	put_text(json, "why", why);
	put_text(json, "rule", rule);
}

static void put_problems(struct json *json)
{
	struct lint_counts counts[LAY_MAX_RELEASES];
	struct lint lints[LAY_MAX_RELEASES];
	const struct facts_problem *told;
	unsigned int release;
	size_t i, newest;

	for (release = 0; release < json->lay->known.n_releases; release++) {
		lints[release] = lint_of(json, release);
		counts[release] = lint_count(&lints[release], NULL);
	}
	lay_releases(json->lay, &newest);
	open_with(json, "problems", '[');
	for (i = 0; i < lint_n_problems; i++) {
		open_with(json, NULL, '{');
		put_problem(json, lint_problems[i].code, lint_problems[i].title,
			    lint_problems[i].why, lint_problems[i].rule);
		put_text(json, "of", lint_problems[i].of_ops ? "calls" : "structs");
		open_with(json, "counts", '[');
		for (release = 0; release < json->lay->known.n_releases; release++)
			put_number(json, NULL,
				   lint_problems[i].of_ops
					   ? counts[release].ops[i]
					   : lint_structs(&counts[release], NULL, i));
		close_with(json, ']');
		put_places(json, &counts[newest - 1], i);
		close_with(json, '}');
	}
	for (told = facts_problems; told->code; told++) {
		open_with(json, NULL, '{');
		put_problem(json, told->code, told->title, told->why, told->rule);
		put_text(json, "of", "facts");
		close_with(json, '}');
	}
	close_with(json, ']');
}

static void put_known(struct json *json)
{
	unsigned int i, abi;

	open_with(json, "releases", '[');
	for (i = 0; i < json->lay->known.n_releases; i++)
		put_text(json, NULL,
			 arena_printf(json->arena, "%u.%u", json->lay->numbers[i] >> 8,
				      json->lay->numbers[i] & 0xffu));
	close_with(json, ']');
	put_texts(json, "abis", lay_abi_names, LAY_ABIS);
	put_meanings(json, "callers", ops_callers);
	put_meanings(json, "classes", ops_classes);
	put_meanings(json, "effects", ops_effects);
	put_meanings(json, "reasons", ops_reasons);
	open_with(json, "cells", '[');
	for (i = 0; i < json->n_cells; i++) {
		open_with(json, NULL, '[');
		for (abi = 0; abi < LAY_ABIS; abi++)
			put_number(json, NULL, json->cells[i].abi[abi]);
		close_with(json, ']');
	}
	close_with(json, ']');
}

int command_json(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct files files = { 0 };
	struct json json = { .arena = &arena, .out = { .arena = &arena } };
	bool fine;

	files_parse(&arena, &diag, &files, argc, argv, usage);
	if (!files.n_ops || !files.output)
		options_wrong(usage, "json needs -o FILE and .ops files");
	json.lay = lay_load(&arena, &diag, files.into);
	json.ops = ops_read(&arena, &diag, files.ops, files.n_ops);
	json.facts = facts_read(&arena, &diag, files.facts, files.n_facts);
	json.spec = was_read(&arena, &diag, files.xabi, files.n_xabi);
	fine = json.lay && !diag.errors;
	if (fine) {
		open_with(&json, NULL, '{');
		put_headers(&json);
		put_ops(&json);
		put_facts(&json);
		put_problems(&json);
		put_known(&json);
		close_with(&json, '}');
		out_char(&json.out, '\n');
		fine = out_write(&json.out, files.output);
	}
	arena_release(&arena);
	return fine ? COMMAND_FINE : COMMAND_DIFFERS;
}
