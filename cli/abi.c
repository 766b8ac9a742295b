/* SPDX-License-Identifier: MIT */
/* Names in the catalogue, and what is like them. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cli/abi.h"

/* The texts whose names begin with FOLDER. */
static const struct source **texts_of(struct arena *arena, const char *folder, size_t *ret_n)
{
	const struct source **texts = NULL;
	size_t i;

	*ret_n = 0;
	for (i = 0; i < catalogue_n_texts; i++)
		if (strncmp(catalogue_texts[i].name, folder, strlen(folder)) == 0)
			*arena_push(arena, texts, *ret_n) = &catalogue_texts[i];
	return texts;
}

/* --release and --arch. */
static void choose(struct abi *abi)
{
	const struct lay_known *known = &abi->lay->known;
	const char *release = abi->cli->release, *arch = abi->cli->arch;
	uint16_t number;
	size_t n;

	lay_releases(abi->lay, &n);
	abi->release = (unsigned int)n - 1;
	if (release && (!lay_release_parse(release, strlen(release), &number) ||
			!lay_release_find(known, number, &abi->release)))
		cli_die(XABI_ERROR_USAGE,
			"the catalogue has no release '%s'; it has %s to %s, the last from Xen's master",
			release, abi_release(abi, 0),
			abi_release(abi, (unsigned int)known->n_releases - 1));
	if (arch && !lay_abi_parse(arch, strlen(arch), &abi->arch))
		cli_die(XABI_ERROR_USAGE, "'%s' is none of x86_64, i386, arm64, arm32", arch);
}

void abi_load(struct abi *abi)
{
	struct arena *arena = abi->arena;
	const struct source **texts;
	struct diag diag = { 0 };
	size_t n;

	texts = texts_of(arena, "layout/", &n);
	abi->lay = lay_load_texts(arena, &diag, "layout", texts, n);
	texts = texts_of(arena, "ops/", &n);
	abi->ops = ops_read(arena, &diag, texts, n);
	texts = texts_of(arena, "spec/", &n);
	abi->spec = was_read(arena, &diag, texts, n);
	texts = texts_of(arena, "facts/", &n);
	abi->facts = facts_read(arena, &diag, texts, n);
	texts = texts_of(arena, "libs/", &n);
	if (abi->lay)
		abi->libs = libs_read(arena, &diag, &abi->lay->known, texts, n);
	if (!abi->lay || diag.errors)
		cli_die(XABI_ERROR_SYSTEM, "the catalogue in this program is damaged");
	choose(abi);
}

const char *abi_release(const struct abi *abi, unsigned int release)
{
	uint16_t number = abi->lay->known.releases[release].release;

	return arena_printf(abi->arena, "%u.%u", number >> 8, number & 0xffu);
}

const struct ops_op *abi_find_op(const struct abi *abi, const char *name,
				 const struct ops_op **ret_hypercall)
{
	const struct ops_op *op = ops_find_named(abi->arena, abi->ops, name);
	size_t i;

	*ret_hypercall = NULL;
	if (op)
		return op;
	for (i = 0; i < abi->ops->n_hypercalls; i++)
		if (strcmp(abi->ops->hypercalls[i]->hypercall->name, name) == 0)
			*ret_hypercall = abi->ops->hypercalls[i];
	return NULL;
}

bool abi_has_op(const struct abi *abi, const struct ops_op *op)
{
	return lay_cells_have(ops_cells(abi->lay, op), abi->release, abi->arch);
}

const char *abi_span(const struct abi *abi, struct lay_cells cells)
{
	struct out out = { .arena = abi->arena };
	struct lay_span span = { .cells = cells };

	out_text(&out, "");
	lay_span_print(&out, &abi->lay->known, span, lay_cells_known(&abi->lay->known));
	/* "  [4.17..]" */
	return out.len < 4 ? "everywhere" : arena_strndup(abi->arena, out.text + 3, out.len - 4);
}

/* Whether WORD is in TEXT, in any case. */
static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word), i;

	for (; *text; text++) {
		for (i = 0;
		     i < len && tolower((unsigned char)text[i]) == tolower((unsigned char)word[i]);
		     i++)
			continue;
		if (i == len)
			return true;
	}
	return false;
}

/* One thing that a search found. */
struct hit {
	const char *kind, *name, *where;
};

static void add_hit(const struct abi *abi, struct hit **hits, size_t *n, const char *kind,
		    const char *name, const char *where)
{
	*arena_push(abi->arena, *hits, *n) = (struct hit){ kind, name, where };
}

/* Fields of NODE, and of what stands in it. */
static void search_fields(const struct abi *abi, const struct lay_node *node, const char *path,
			  const char *word, const char *header, struct hit **hits, size_t *n)
{
	const struct lay_node *child;
	const char *below;
	size_t i;

	for (i = 0; i < node->n_children; i++) {
		child = node->children[i];
		if (child->tag != LAY_FIELD)
			continue;
		below = child->name ? arena_printf(abi->arena, "%s.%s", path, child->name) : path;
		if (child->name && has_word(child->name, word))
			add_hit(abi, hits, n, "field", below, header);
		search_fields(abi, child, below, word, header, hits, n);
	}
}

static size_t search(const struct abi *abi, const char *word, struct hit **hits)
{
	const struct lay_index *indexes[] = { &abi->lay->types, &abi->lay->constants };
	const struct lay_entry *entry;
	const struct facts_fact *fact;
	const struct ops_op *op;
	size_t i, j, n = 0;

	for (i = 0; i < abi->ops->n_ops; i++) {
		op = abi->ops->ops[i];
		if (has_word(ops_name(abi->arena, op), word) ||
		    (op->doc && has_word(op->doc, word)))
			add_hit(abi, hits, &n, "op", ops_name(abi->arena, op),
				op->doc ? op->doc : "");
	}
	for (i = 0; i < abi->facts->n_facts; i++) {
		fact = abi->facts->facts[i];
		if (has_word(facts_name(abi->arena, fact), word) || has_word(fact->doc, word) ||
		    has_word(fact->is, word))
			add_hit(abi, hits, &n, "fact", facts_name(abi->arena, fact), fact->doc);
	}
	for (i = 0; i < 2; i++) {
		for (j = 0; j < indexes[i]->n_entries; j++) {
			entry = &indexes[i]->entries[j];
			if (has_word(entry->name, word))
				add_hit(abi, hits, &n, lay_node_kind(entry->node), entry->name,
					entry->header->name);
			search_fields(abi, entry->node, entry->name, word, entry->header->name,
				      hits, &n);
		}
	}
	return n;
}

void abi_search(struct abi *abi, const char *word)
{
	static const char *const heads[] = { "KIND", "NAME", "WHERE" };
	struct table table = { .heads = heads, .aligns = "lll", .columns = 3, .shown = 3 };
	struct hit *hits = NULL;
	size_t n = search(abi, word, &hits), i;
	json_t *json;

	if (abi->cli->json) {
		abi->cli->answer = json_object();
		json_object_set_new(abi->cli->answer, "found", json_array());
		for (i = 0; i < n; i++) {
			json = json_object();
			cli_json_text(json, "kind", hits[i].kind);
			cli_json_text(json, "name", hits[i].name);
			cli_json_text(json, "where", hits[i].where);
			json_array_append_new(json_object_get(abi->cli->answer, "found"), json);
		}
		return;
	}
	if (!n)
		cli_die(XABI_ERROR_USAGE, "nothing in Xen's ABI has '%s' in its name", word);
	table_start(&table, abi->cli);
	for (i = 0; i < n; i++) {
		table_text(&table, hits[i].kind);
		table_text(&table, hits[i].name);
		table_text(&table, hits[i].where);
	}
	table_print(&table, abi->cli);
}

void abi_unknown(const struct abi *abi, const char *name)
{
	cli_die(XABI_ERROR_USAGE,
		"Xen %s on %s has no '%s': xabi abi history %s looks in all releases, xabi abi search WORD for parts of names",
		abi_release(abi, abi->release), lay_abi_names[abi->arch], name, name);
}
