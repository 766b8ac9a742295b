/* SPDX-License-Identifier: MIT */
/* xabi audit: which of Xen's interfaces a program relies on. Needs no Xen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/audit.h"

/* Texts of the file that are shown as they are: what a terminal might obey taken out. */
static const char *clean(const struct abi *abi, const char *text)
{
	char *cleaned = cli_clean(text, strlen(text));

	text = arena_strdup(abi->arena, cleaned);
	free(cleaned);
	return text;
}

static const char *joined(const struct abi *abi, const char *const *texts, size_t n)
{
	const char *text = n ? texts[0] : "";
	size_t i;

	for (i = 1; i < n; i++)
		text = arena_printf(abi->arena, "%s, %s", text, texts[i]);
	return text;
}

static const char *class_of(const struct audit_op *op)
{
	return op->class == OPS_NONE ? "-" : ops_classes[op->class].word;
}

/* The ops of XABI's that take its place, and how many they are; with none, *ret_why is what the catalogue says about that. */
static const char **replaced(const struct abi *abi, const struct audit_op *op, size_t *ret_n,
			     const char **ret_why)
{
	const struct was *was = NULL;
	const struct ops_op *up;
	const char **names = NULL;

	*ret_n = 0;
	*ret_why = "depends on what it asks for";
	for (up = op->op; up && !*ret_n; up = up->parent)
		while ((was = was_find(abi->spec, ops_name(abi->arena, up), was)) != NULL)
			*arena_push(abi->arena, names, *ret_n) = was->xabi;
	if (op->op && op->op->reason != OPS_NONE)
		*ret_why = ops_reasons[op->op->reason].meaning;
	return names;
}

/* "4.17..4.20": releases of which Xen has all that is asked. "" where there is none. */
static const char *accepts(const struct abi *abi, const struct audit *audit)
{
	struct lay_cells all = { 0 };
	struct lay_span span = { .cells = audit->accepts };
	struct out out = { .arena = abi->arena };
	struct lay_known known = abi->lay->known;
	unsigned int i;

	if (!lay_cells_any(audit->accepts))
		return "";
	/* Seen from this architecture, there is no other: its name need not be said. */
	for (i = 0; i < known.n_releases; i++)
		memset(known.releases[i].abis, 0, sizeof(known.releases[i].abis));
	for (i = 0; i < known.n_releases; i++) {
		known.releases[i].abis[audit->arch] = true;
		all.abi[audit->arch] |= 1u << i;
	}
	out_text(&out, "");
	lay_span_print(&out, &known, span, all);
	return out.len < 4 ? arena_printf(abi->arena, "%s..", abi_release(abi, 0))
			   : arena_strndup(abi->arena, out.text + 3, out.len - 4);
}

static const char *library_text(const struct abi *abi, const struct audit_library *library)
{
	if (library->is->stable)
		return "of every release";
	return library->release ? arena_printf(abi->arena, "of Xen %s alone", library->release)
				: "of one release, which is not said";
}

static void print_libraries(const struct abi *abi, const struct audit *audit, bool by_name)
{
	const struct audit_library *library;
	bool first = true;
	size_t i;

	for (i = 0; i < audit->n_libraries; i++) {
		library = &audit->libraries[i];
		if (library->by_name != by_name)
			continue;
		if (by_name)
			abi_item("may load", first, "%s, %s", clean(abi, library->soname),
				 library_text(abi, library));
		else
			abi_item("links", first, "%s, %s: %zu functions",
				 clean(abi, library->soname), library_text(abi, library),
				 library->functions);
		first = false;
	}
}

static void print_releases(const struct abi *abi, const struct audit *audit)
{
	const char *releases = accepts(abi, audit);
	bool bound = audit->release != NULL;

	if (audit->own || audit->any)
		abi_item("hypercalls", true, "%s: xabi trace tells which it makes",
			 audit->own ? "of its own, by privcmd" : "any, by xencall");
	if (bound)
		abi_item("runs on", true, "Xen %s, as its libraries are that release's",
			 clean(abi, audit->release));
	else if (audit->own || audit->any)
		abi_item("runs on", true, "not known: it makes its hypercalls itself");
	if ((bound && !audit->n_ops) || (!bound && (audit->own || audit->any)))
		return;
	if (!*releases)
		releases = "no release that the catalogue has";
	else
		releases = arena_printf(abi->arena, "Xen %s", releases);
	abi_item(bound ? "" : "runs on", true, "%s%s%s%s%s", bound ? "its calls would do on " : "",
		 releases, *audit->interfaces ? " (" : "", audit->interfaces,
		 *audit->interfaces ? ")" : "");
}

static void print_ops(const struct abi *abi, const struct audit *audit)
{
	static const char *const heads[] = { "OP", "CLASS", "IN XABI", "BY", "EXISTS" };
	struct table table = { .heads = heads, .aligns = "lllll", .columns = 5, .shown = 4 };
	const struct audit_op *op;
	const char **names, *why;
	size_t i, n;

	table_start(&table, abi->cli);
	for (i = 0; i < audit->n_ops; i++) {
		op = &audit->ops[i];
		names = replaced(abi, op, &n, &why);
		table_text(&table, op->name);
		table_text(&table, class_of(op));
		table_text(&table, n ? joined(abi, names, n) : "-");
		table_text(&table, joined(abi, op->symbols, op->n_symbols));
		table_text(&table, op->op ? abi_span(abi, ops_cells(abi->lay, op->op)) : "-");
	}
	table_print(&table, abi->cli);
}

static void print_audit(struct abi *abi, const struct audit *audit, void *context)
{
	bool *first = context;
	size_t unstable = 0, i;

	for (i = 0; i < audit->n_ops; i++)
		unstable += strcmp(class_of(&audit->ops[i]), "tools") == 0;
	printf("%s%s\n", *first ? "" : "\n", clean(abi, audit->file));
	*first = false;
	if (!audit->n_libraries && !audit->n_devices) {
		puts("relies on no interface of Xen's");
		return;
	}
	abi_item("machine", true, "%s", audit->machine);
	print_libraries(abi, audit, false);
	print_libraries(abi, audit, true);
	for (i = 0; i < audit->n_devices; i++)
		abi_item("names", i == 0, "%s", clean(abi, audit->devices[i]));
	print_releases(abi, audit);
	for (i = 0; i < audit->n_unknown; i++)
		abi_item("not known", i == 0, "%s", clean(abi, audit->unknown[i]));
	abi_item("ops", true, "%zu, %zu of them for tools of one release", audit->n_ops, unstable);
	if (audit->n_ops)
		print_ops(abi, audit);
}

static json_t *json_texts(const struct abi *abi, const char *const *texts, size_t n)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(array, json_string(clean(abi, texts[i])));
	return array;
}

static json_t *json_libraries(const struct abi *abi, const struct audit *audit)
{
	const struct audit_library *library;
	json_t *array = json_array(), *json;
	size_t i;

	for (i = 0; i < audit->n_libraries; i++) {
		library = &audit->libraries[i];
		json = json_object();
		cli_json_text(json, "soname", clean(abi, library->soname));
		json_object_set_new(json, "stable", json_boolean(library->is->stable));
		cli_json_number(json, "functions", library->functions);
		json_object_set_new(json, "by_name", json_boolean(library->by_name));
		json_array_append_new(array, json);
	}
	return array;
}

static json_t *json_ops(const struct abi *abi, const struct audit *audit)
{
	json_t *array = json_array(), *json;
	const struct audit_op *op;
	const char **names, *why;
	size_t i, n;

	for (i = 0; i < audit->n_ops; i++) {
		op = &audit->ops[i];
		names = replaced(abi, op, &n, &why);
		json = json_object();
		cli_json_text(json, "name", op->name);
		cli_json_text(json, "class",
			      op->class == OPS_NONE ? NULL : ops_classes[op->class].word);
		json_object_set_new(json, "by", json_texts(abi, op->symbols, op->n_symbols));
		json_object_set_new(json, "in_xabi", json_texts(abi, names, n));
		cli_json_text(json, "without", n ? NULL : why);
		cli_json_text(json, "exists",
			      op->op ? abi_span(abi, ops_cells(abi->lay, op->op)) : NULL);
		json_array_append_new(array, json);
	}
	return array;
}

static void add_json(struct abi *abi, const struct audit *audit, void *context)
{
	json_t *json = json_object();

	cli_json_text(json, "file", clean(abi, audit->file));
	cli_json_text(json, "machine", audit->machine);
	json_object_set_new(json, "libraries", json_libraries(abi, audit));
	cli_json_text(json, "release", audit->release ? clean(abi, audit->release) : NULL);
	cli_json_text(json, "accepted_by", audit->own || audit->any ? NULL : accepts(abi, audit));
	cli_json_text(json, "interfaces", audit->interfaces);
	json_object_set_new(json, "own_hypercalls", json_boolean(audit->own));
	json_object_set_new(json, "devices", json_texts(abi, audit->devices, audit->n_devices));
	json_object_set_new(json, "not_known", json_texts(abi, audit->unknown, audit->n_unknown));
	json_object_set_new(json, "ops", json_ops(abi, audit));
	json_array_append_new(context, json);
}

int cmd_audit(struct cli *cli)
{
	struct arena arena = { 0 };
	struct abi abi = { .cli = cli, .arena = &arena };
	json_t *files = json_array();
	bool first = true;
	size_t i;

	abi_load(&abi);
	for (i = 0; cli->words[i]; i++)
		audit_files(&abi, cli->words[i], cli->json ? add_json : print_audit,
			    cli->json ? (void *)files : &first);
	if (cli->json) {
		cli->answer = json_object();
		json_object_set(cli->answer, "files", files);
	}
	json_decref(files);
	arena_release(&arena);
	return 0;
}
