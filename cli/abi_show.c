/* SPDX-License-Identifier: MIT */
/* xabi abi show: one op, one hypercall, one type, field or constant, in one release on one ABI. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/abi.h"

void abi_item(const char *question, bool first, const char *format, ...)
{
	va_list args;

	printf("%-12s", first ? question : "");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* The words of TABLE that BITS has, with what they mean. */
static void print_words(const char *question, const struct ops_word *table, unsigned int bits)
{
	bool first = true;
	size_t i;

	for (i = 0; table[i].word; i++) {
		if (!(bits >> i & 1))
			continue;
		abi_item(question, first, "%s: %s", table[i].word, table[i].meaning);
		first = false;
	}
}

/* "all of num_domains of max_domains elements" and so on. */
static const char *handle_reach(const struct abi *abi, const struct ops_handle *handle)
{
	static const char *const units[] = { "elements", "bytes", "bits" };
	const char *text;

	switch (handle->unit) {
	case OPS_NUL:
		return "up to a zero";
	case OPS_IMPLIED:
		return handle->length;
	case OPS_UNKNOWN:
		return arena_printf(abi->arena, "not known (%s was read)", handle->length);
	default:
		text = arena_printf(abi->arena, "%s %s", handle->length, units[handle->unit]);
		return handle->filled
			       ? arena_printf(abi->arena, "%s, %s written", text, handle->filled)
			       : text;
	}
}

static void print_handles(const struct abi *abi, const struct ops_op *op, bool *first)
{
	const struct ops_handle *handle;
	size_t i;

	for (i = 0; i < op->n_handles; i++) {
		handle = &op->handles[i];
		abi_item("pointers", *first, "%s: %s, %s%s", handle->path,
			 handle->in && handle->out ? "read and written"
			 : handle->in              ? "read"
						   : "written",
			 handle_reach(abi, handle), handle->optional ? "; may be null" : "");
		*first = false;
	}
}

/* "xen_domctl, 144 bytes: u.createdomain"; NULL if there is no argument in memory. */
static const char *argument(const struct abi *abi, const struct ops_op *op)
{
	uint16_t release = abi->lay->numbers[abi->release];
	uint32_t bytes = 0;
	const char *text;

	if (op->shape == OPS_TEXT)
		return arena_printf(abi->arena, "a text of %" PRIu32 " bytes", op->bytes);
	if (op->shape == OPS_PLAIN)
		return NULL;
	if (!lay_size(abi->lay, op->type, release, abi->arch, &bytes))
		return op->type;
	text = arena_printf(abi->arena, "%s, %" PRIu32 " bytes", op->type, bytes);
	if (op->array)
		return arena_printf(abi->arena, "%s each, %s of them", text, op->array);
	if (op->shape == OPS_VARBUF)
		return arena_printf(abi->arena, "%s and what follows", text);
	return op->path ? arena_printf(abi->arena, "%s: %s", text, op->path) : text;
}

static void print_replaced(const struct abi *abi, const struct ops_op *op)
{
	const struct was *was = NULL;
	const struct ops_op *up;
	bool first = true;

	for (up = op; up && first; up = up->parent) {
		while ((was = was_find(abi->spec, ops_name(abi->arena, up), was)) != NULL) {
			abi_item("in XABI", first, "%s", was->xabi);
			first = false;
		}
	}
	if (first)
		abi_item("in XABI", true, "none: %s", ops_reasons[op->reason].meaning);
}

static void print_list(const char *question, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		abi_item(question, i == 0, "%s", names[i]);
}

static void print_op(const struct abi *abi, const struct ops_op *op)
{
	const char *text = argument(abi, op);
	struct abi_problem *problems = NULL;
	size_t n, i;
	uint64_t number;
	bool first = true;

	printf("%s", ops_name(abi->arena, op));
	if (op->constant &&
	    lay_const(abi->lay, op->constant, abi->lay->numbers[abi->release], abi->arch, &number))
		printf("  (%s = %" PRIu64 ")", op->constant, number);
	printf("\n%s%s", op->doc ? op->doc : "", op->doc ? "\n" : "");
	abi_item("exists", true, "%s", abi_span(abi, ops_cells(abi->lay, op)));
	print_words("callers", ops_callers, op->callers);
	print_words("class", ops_classes, 1u << op->class);
	if (op->target)
		abi_item("about", true, "the domain in %s%s", op->target,
			 op->not_self ? ", not the caller" : "");
	print_words("changes", ops_effects, op->effects);
	if (text)
		abi_item("argument", true, "%s", text);
	print_handles(abi, op, &first);
	print_handles(abi, op->common, &first);
	print_list("comes back", op->out, op->n_out);
	if (op->commands)
		abi_item("commands", true, "by %s:", op->commands);
	for (i = 0; op->commands && i < abi->ops->n_ops; i++)
		if (abi->ops->ops[i]->parent == op)
			abi_item("", true, "%s", ops_name(abi->arena, abi->ops->ops[i]));
	if (op->resumes)
		abi_item("goes on by", true, "%s", op->resumes);
	for (i = 0; i < op->n_changes; i++)
		abi_item("changed", i == 0, "%u.%u: %s", op->changes[i].release >> 8,
			 op->changes[i].release & 0xffu, op->changes[i].text);
	print_replaced(abi, op);
	n = abi_problems(abi, NULL, op, &problems);
	for (i = 0; i < n; i++)
		abi_item("problems", i == 0, "%s: %s", problems[i].problem->code,
			 problems[i].problem->title);
}

static json_t *json_words(const struct ops_word *table, unsigned int bits)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; table[i].word; i++)
		if (bits >> i & 1)
			json_array_append_new(array, json_string(table[i].word));
	return array;
}

static void json_handles(json_t *array, const struct ops_op *op)
{
	static const char *const units[] = { "elements", "bytes",   "bits",
					     "nul",      "implied", "unknown" };
	json_t *json;
	size_t i;

	for (i = 0; i < op->n_handles; i++) {
		json = json_object();
		cli_json_text(json, "path", op->handles[i].path);
		json_object_set_new(json, "read", json_boolean(op->handles[i].in));
		json_object_set_new(json, "written", json_boolean(op->handles[i].out));
		cli_json_text(json, "unit", units[op->handles[i].unit]);
		cli_json_text(json, "length", op->handles[i].length);
		cli_json_text(json, "filled", op->handles[i].filled);
		json_object_set_new(json, "optional", json_boolean(op->handles[i].optional));
		json_array_append_new(array, json);
	}
}

static json_t *json_replaced(const struct abi *abi, const struct ops_op *op)
{
	json_t *array = json_array();
	const struct was *was = NULL;
	const struct ops_op *up;

	for (up = op; up && json_array_size(array) == 0; up = up->parent)
		while ((was = was_find(abi->spec, ops_name(abi->arena, up), was)) != NULL)
			json_array_append_new(array, json_string(was->xabi));
	return array;
}

static json_t *json_problems(const struct abi *abi, const struct lay_node *record,
			     const struct ops_op *op)
{
	struct abi_problem *problems = NULL;
	size_t n = abi_problems(abi, record, op, &problems), i;
	json_t *array = json_array();

	for (i = 0; i < n; i++)
		json_array_append_new(array, json_string(problems[i].problem->code));
	return array;
}

static json_t *op_json(const struct abi *abi, const struct ops_op *op)
{
	json_t *json = json_object(), *array = json_array(), *one;
	uint64_t number;
	size_t i;

	cli_json_text(json, "name", ops_name(abi->arena, op));
	cli_json_text(json, "kind", "op");
	cli_json_text(json, "constant", op->constant);
	if (op->constant &&
	    lay_const(abi->lay, op->constant, abi->lay->numbers[abi->release], abi->arch, &number))
		cli_json_number(json, "number", number);
	cli_json_text(json, "doc", op->doc);
	cli_json_text(json, "exists", abi_span(abi, ops_cells(abi->lay, op)));
	json_object_set_new(json, "callers", json_words(ops_callers, op->callers));
	cli_json_text(json, "class", ops_classes[op->class].word);
	cli_json_text(json, "target", op->target);
	json_object_set_new(json, "target_may_be_caller", json_boolean(!op->not_self));
	json_object_set_new(json, "changes_of_target", json_words(ops_effects, op->effects));
	cli_json_text(json, "argument", argument(abi, op));
	json_handles(array, op);
	json_handles(array, op->common);
	json_object_set_new(json, "pointers", array);
	json_object_set_new(json, "comes_back", json_array());
	for (i = 0; i < op->n_out; i++)
		json_array_append_new(json_object_get(json, "comes_back"), json_string(op->out[i]));
	cli_json_text(json, "goes_on_by", op->resumes);
	array = json_array();
	for (i = 0; i < op->n_changes; i++) {
		one = json_object();
		cli_json_text(one, "release",
			      arena_printf(abi->arena, "%u.%u", op->changes[i].release >> 8,
					   op->changes[i].release & 0xffu));
		cli_json_text(one, "text", op->changes[i].text);
		json_array_append_new(array, one);
	}
	json_object_set_new(json, "changed", array);
	json_object_set_new(json, "in_xabi", json_replaced(abi, op));
	json_object_set_new(json, "problems", json_problems(abi, NULL, op));
	return json;
}

/* All first-level ops of a hypercall that are there. */
static void show_hypercall(struct abi *abi, const struct ops_op *call)
{
	static const char *const heads[] = { "OP", "CLASS", "WHAT" };
	struct table table = { .heads = heads, .aligns = "lll", .columns = 3, .shown = 3 };
	const struct ops_op *op;
	json_t *array = json_array();
	size_t i;

	if (!abi->cli->json) {
		printf("%s%s%s\n", call->hypercall->name, call->doc ? ": " : "",
		       call->doc ? call->doc : "");
		table_start(&table, abi->cli);
	}
	for (i = 0; i < abi->ops->n_ops; i++) {
		op = abi->ops->ops[i];
		if (op->hypercall != call->hypercall || op->parent || !abi_has_op(abi, op))
			continue;
		if (abi->cli->json) {
			json_array_append_new(array, json_string(ops_name(abi->arena, op)));
			continue;
		}
		table_text(&table, ops_name(abi->arena, op));
		table_text(&table, ops_classes[op->class].word);
		table_text(&table, op->doc ? op->doc : "");
	}
	if (abi->cli->json) {
		abi->cli->answer = json_object();
		cli_json_text(abi->cli->answer, "name", call->hypercall->name);
		cli_json_text(abi->cli->answer, "kind", "hypercall");
		cli_json_text(abi->cli->answer, "doc", call->doc);
		json_object_set_new(abi->cli->answer, "ops", array);
		return;
	}
	json_decref(array);
	table_print(&table, abi->cli);
}

/* Members of NODE, from byte AT on: one row of the table or object of ARRAY each. */
static void show_members(const struct abi *abi, const struct lay_node *node, const char *path,
			 uint32_t at, struct table *table, json_t *array)
{
	const struct lay_node *child;
	const struct lay_row *row;
	const char *below;
	uint32_t bytes;
	json_t *json;
	size_t i;

	for (i = 0; i < node->n_children; i++) {
		child = node->children[i];
		row = lay_node_row(child, abi->release, abi->arch);
		if (!row)
			continue;
		below = arena_printf(abi->arena, "%s%s%s", path, *path && child->name ? "." : "",
				     child->name ? child->name : "");
		if (!lay_element_size(abi->lay, &row->type, abi->release, abi->arch, &bytes))
			bytes = 0;
		bytes *= row->type.count;
		if (table) {
			table_number(table, at + row->offset, "");
			table_number(table, bytes, "");
			table_text(table, child->name ? below : "-");
			table_text(table, row->type.text);
		} else {
			json = json_object();
			cli_json_text(json, "path", child->name ? below : NULL);
			cli_json_number(json, "offset_bytes", at + row->offset);
			cli_json_number(json, "bytes", bytes);
			cli_json_text(json, "type", row->type.text);
			json_array_append_new(array, json);
		}
		show_members(abi, child, below, at + row->offset, table, array);
	}
}

static void show_enumerators(const struct abi *abi, const struct lay_node *node)
{
	struct out worth = { .arena = abi->arena };
	const struct lay_row *row;
	size_t i;

	for (i = 0; i < node->n_children; i++) {
		row = lay_node_row(node->children[i], abi->release, abi->arch);
		if (!row)
			continue;
		worth.len = 0;
		lay_print_worth(&worth, LAY_ENUMERATOR, row);
		abi_item(worth.text, true, "%s", node->children[i]->name);
	}
}

/* A constant may be the number of an op. */
static void print_ops_of(const struct abi *abi, const char *constant)
{
	const struct ops_op *op;
	size_t i;

	for (i = 0; i < abi->ops->n_ops; i++) {
		op = abi->ops->ops[i];
		if (op->constant && strcmp(op->constant, constant) == 0)
			abi_item("op", true, "%s", ops_name(abi->arena, op));
	}
}

/* A type or constant. */
static void show_entry(struct abi *abi, const struct lay_entry *entry)
{
	static const char *const heads[] = { "OFFSET", "BYTES", "FIELD", "TYPE" };
	struct table table = { .heads = heads, .aligns = "rrll", .columns = 4, .shown = 4 };
	const struct lay_row *row = lay_node_row(entry->node, abi->release, abi->arch);
	bool record = entry->node->tag == LAY_RECORD;
	struct out worth = { .arena = abi->arena };
	struct abi_problem *problems = NULL;
	json_t *fields = json_array();
	size_t n, i;

	lay_print_worth(&worth, entry->node->tag, row);
	show_members(abi, entry->node, "", 0, NULL, fields);
	if (abi->cli->json) {
		abi->cli->answer = json_object();
		cli_json_text(abi->cli->answer, "name", entry->name);
		cli_json_text(abi->cli->answer, "kind", lay_node_kind(entry->node));
		cli_json_text(abi->cli->answer, "header", entry->header->name);
		cli_json_text(abi->cli->answer, "is", worth.text);
		json_object_set_new(abi->cli->answer, "fields", fields);
		json_object_set_new(abi->cli->answer, "problems",
				    json_problems(abi, record ? entry->node : NULL, NULL));
		return;
	}
	json_decref(fields);
	printf("%s: %s  (%s, Xen %s, %s)\n", entry->name, worth.text, entry->header->name,
	       abi_release(abi, abi->release), lay_abi_names[abi->arch]);
	if (!record) {
		show_enumerators(abi, entry->node);
		print_ops_of(abi, entry->name);
		abi_print_facts_about(abi, entry->name);
		return;
	}
	table_start(&table, abi->cli);
	show_members(abi, entry->node, "", 0, &table, NULL);
	table_print(&table, abi->cli);
	n = abi_problems(abi, entry->node, NULL, &problems);
	for (i = 0; i < n; i++)
		abi_item("problems", i == 0, "%s: %s%s%s", problems[i].problem->code,
			 problems[i].problem->title, problems[i].first ? ": " : "",
			 problems[i].first ? problems[i].first : "");
	abi_print_facts_about(abi, entry->name);
}

void abi_show(struct abi *abi, const char *name)
{
	const struct ops_op *call, *op = abi_find_op(abi, name, &call);
	const struct lay_entry *entry;

	if (op && abi->cli->json) {
		abi->cli->answer = op_json(abi, op);
	} else if (op) {
		print_op(abi, op);
	} else if (call) {
		show_hypercall(abi, call);
	} else {
		entry = lay_find_type(abi->lay, name, abi->release, abi->arch);
		if (!entry && abi_show_facts(abi, name))
			return;
		if (!entry)
			entry = lay_find_const(abi->lay, name, abi->release, abi->arch);
		if (!entry)
			abi_unknown(abi, name);
		show_entry(abi, entry);
	}
}
