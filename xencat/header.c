/* SPDX-License-Identifier: MIT */
/* `xencat header`: the constants and structs that a program names, as one C header for all its ABIs and releases. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/out.h"
#include "xencat/commands.h"
#include "xencat/lay_tree.h"
#include "xencat/words.h"

static const char usage[] =
	"usage: xencat header -o FILE [--into LAYOUT] NAMES.use\n"
	"\n"
	"Makes a C header of what NAMES.use lists, one on a line: NAME [SINCE [UNTIL]], a struct,\n"
	"a union or a constant of Xen's public headers, and the releases that it has to be the same in\n"
	"(all that are out). One that is not is an error. It asks nothing of the compiler but\n"
	"<stdint.h> and <stddef.h>, and may be included by assembler.\n"
	"\n"
	"  -o FILE        what is written\n"
	"  --into LAYOUT  the catalogue's layout folder (catalogue/layout)\n";

static const char *const conditions[LAY_ABIS] = { "defined(__x86_64__)", "defined(__i386__)",
						  "defined(__aarch64__)", "defined(__arm__)" };

/* The release and the ABI in hand. */
struct header {
	const struct lay_set *set;
	struct diag *diag;
	unsigned int release;
	enum lay_abi abi;
};

/* --- C of a struct */

static void put_depth(struct out *out, unsigned int depth)
{
	while (depth--)
		out_char(out, '\t');
}

/* "uint32_t nr_ports[3];", by what is there, not by what it is called in Xen's headers. */
static void put_plain(const struct header *header, struct out *out, const struct lay_type *type,
		      const char *name)
{
	uint32_t size = 0;

	if ((type->kind == LAY_STRUCT || type->kind == LAY_UNION) && type->name) {
		out_printf(out, "%s %s %s", type->kind == LAY_STRUCT ? "struct" : "union",
			   type->name, name);
	} else if (type->kind == LAY_CHAR) {
		out_printf(out, "char %s", name);
	} else {
		lay_element_size(header->set, type, header->release, header->abi, &size);
		out_printf(out, "%sint%" PRIu32 "_t %s", type->kind == LAY_SIGNED ? "" : "u",
			   8 * size, name);
	}
	if (type->bits)
		out_printf(out, " : %u", type->bits);
}

static void put_members(const struct header *header, struct out *out, const struct lay_node *node,
			unsigned int depth)
{
	const struct lay_node *child;
	const struct lay_row *row;
	size_t i;

	for (i = 0; i < node->n_children; i++) {
		child = node->children[i];
		row = lay_node_row(child, header->release, header->abi);
		if (!row)
			continue;
		put_depth(out, depth);
		if (lay_type_inline(&row->type)) {
			out_text(out, row->type.kind == LAY_STRUCT ? "struct {\n" : "union {\n");
			put_members(header, out, child, depth + 1);
			put_depth(out, depth);
			out_printf(out, "} %s", child->name ? child->name : "");
		} else {
			put_plain(header, out, &row->type, child->name ? child->name : "");
		}
		if (row->type.count == 0)
			out_text(out, "[]");
		else if (row->type.count != 1)
			out_printf(out, "[%" PRIu32 "]", row->type.count);
		out_text(out, ";\n");
	}
}

/* The compiler places the members; these say whether it did as Xen's did. */
static void put_checks(const struct header *header, struct out *out, const char *of,
		       const struct lay_node *node, const char *path)
{
	const struct lay_node *child;
	struct lay_field field;
	const char *name;
	size_t i;

	for (i = 0; i < node->n_children; i++) {
		child = node->children[i];
		if (!lay_node_row(child, header->release, header->abi))
			continue;
		name = child->name ? arena_printf(out->arena, "%s%s%s", path, *path ? "." : "",
						  child->name)
				   : path;
		if (child->name &&
		    lay_field(header->set, strchr(of, ' ') + 1, name,
			      header->set->known.releases[header->release].release, header->abi,
			      &field) &&
		    field.count == 1 && !field.bits)
			out_printf(out,
				   "_Static_assert(offsetof(%s, %s) == %" PRIu32 ", \"%s\");\n", of,
				   name, field.offset, name);
		put_checks(header, out, of, child, name);
	}
}

static void put_record(const struct header *header, struct out *out, const struct lay_entry *entry)
{
	const struct lay_row *row = lay_node_row(entry->node, header->release, header->abi);
	const char *of = arena_printf(
		out->arena, "%s %s", row->type.kind == LAY_UNION ? "union" : "struct", entry->name);
	uint32_t size = 0;

	out_printf(out, "%s {\n", of);
	put_members(header, out, entry->node, 1);
	lay_size(header->set, entry->name, header->set->known.releases[header->release].release,
		 header->abi, &size);
	out_printf(out, "};\n_Static_assert(sizeof(%s) == %" PRIu32 ", \"%s\");\n", of, size,
		   entry->name);
	put_checks(header, out, of, entry->node, "");
}

/* --- a name */

/* What NAME is in one release and ABI, as C; NULL where it is not there. */
static const char *text_of(const struct header *header, struct arena *arena, const char *name)
{
	const struct lay_entry *entry;
	const struct lay_row *row;
	struct out out = { .arena = arena };

	entry = lay_find_const(header->set, name, header->release, header->abi);
	if (entry) {
		row = lay_node_row(entry->node, header->release, header->abi);
		out_printf(&out, "#define %s ", name);
		if (row->negative)
			out_printf(&out, "(%" PRId64 ")\n", (int64_t)row->value);
		else
			out_printf(&out, row->hex ? "0x%" PRIx64 "\n" : "%" PRIu64 "\n",
				   row->value);
		return out.text;
	}
	entry = lay_find_type(header->set, name, header->release, header->abi);
	if (!entry || entry->node->tag != LAY_RECORD)
		return NULL;
	put_record(header, &out, entry);
	return out.text;
}

/* The releases of "NAME [SINCE [UNTIL]]", as indexes. */
static bool range_of(const struct header *header, const struct line *line, unsigned int *ret_since,
		     unsigned int *ret_until)
{
	const struct lay_known *known = &header->set->known;
	unsigned int *rets[] = { ret_since, ret_until };
	uint16_t release;
	size_t i;

	*ret_since = 0;
	*ret_until = (unsigned int)known->n_releases - 1;
	while (*ret_until && known->releases[*ret_until].unreleased)
		--*ret_until;
	for (i = 1; i < line->n; i++) {
		if (i > 2 || !lay_release_parse(line->words[i], strlen(line->words[i]), &release) ||
		    !lay_release_find(known, release, rets[i - 1])) {
			diag_error(
				header->diag, line->places[i],
				"expected a release that the catalogue knows, as 4.17: NAME [SINCE [UNTIL]]");
			return false;
		}
	}
	return true;
}

/* What it is in each ABI, the same in all of its releases. */
static bool texts_of(struct header *header, struct arena *arena, const struct line *line,
		     const char *texts[LAY_ABIS])
{
	unsigned int since, until, abis = 0;
	const char *text;

	if (!range_of(header, line, &since, &until))
		return false;
	for (header->abi = 0; header->abi < LAY_ABIS; header->abi++) {
		texts[header->abi] = NULL;
		for (header->release = since; header->release <= until; header->release++) {
			text = text_of(header, arena, line->words[0]);
			if (header->release == since)
				texts[header->abi] = text;
			else if (!text != !texts[header->abi] ||
				 (text && strcmp(text, texts[header->abi]) != 0))
				break;
		}
		abis += texts[header->abi] != NULL;
		if (header->release <= until) {
			diag_error(
				header->diag, line->places[0],
				"'%s' is not the same in all of these releases on %s; name those you mean",
				line->words[0], lay_abi_names[header->abi]);
			return false;
		}
	}
	if (!abis)
		diag_error(header->diag, line->places[0],
			   "there is no struct, union or constant '%s' in these releases",
			   line->words[0]);
	return abis;
}

/* Once where it is the same everywhere, else for each set of ABIs that have it alike. */
static void put_name(struct out *out, const char *const texts[LAY_ABIS])
{
	bool done[LAY_ABIS] = { false }, same = true;
	const char *word = "#if ";
	unsigned int i, j;

	for (i = 1; i < LAY_ABIS; i++)
		same = same && texts[i] && texts[0] && strcmp(texts[i], texts[0]) == 0;
	if (same) {
		out_text(out, texts[0]);
		return;
	}
	for (i = 0; i < LAY_ABIS; i++) {
		if (!texts[i] || done[i])
			continue;
		out_text(out, word);
		word = "#elif ";
		for (j = i; j < LAY_ABIS; j++) {
			if (!texts[j] || strcmp(texts[j], texts[i]) != 0)
				continue;
			out_printf(out, "%s%s", j == i ? "" : " || ", conditions[j]);
			done[j] = true;
		}
		out_printf(out, "\n%s", texts[i]);
	}
	out_text(out, "#endif\n");
}

/* Constants first, for assembler has nothing else. */
static void put_header(struct header *header, struct out *out, const struct block *blocks, size_t n)
{
	struct out records = { .arena = out->arena };
	const char *texts[LAY_ABIS];
	unsigned int abi;
	size_t i;

	for (i = 0; i < n; i++) {
		if (blocks[i].n_rows)
			line_error(header->diag, &blocks[i].rows[0],
				   "a name at the start of the line");
		else if (texts_of(header, out->arena, &blocks[i].head, texts)) {
			for (abi = 0; !texts[abi]; abi++)
				continue;
			put_name(texts[abi][0] == '#' ? out : &records, texts);
		}
	}
	out_printf(
		out,
		"\n#ifndef __ASSEMBLER__\n#include <stddef.h>\n#include <stdint.h>\n\n%s#endif\n",
		records.len ? records.text : "");
}

int command_header(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct out out = { .arena = &arena };
	struct files files;
	struct header header = { .diag = &diag };
	struct block *blocks = NULL;
	size_t n = 0, i;
	bool fine;

	files_parse(&arena, &diag, &files, argc, argv, usage);
	if (!files.output || !files.n_use)
		options_wrong(usage, "header needs -o FILE and a file NAMES.use");
	header.set = lay_load(&arena, &diag, files.into);
	for (i = 0; i < files.n_use; i++)
		words_read(&arena, &diag, files.use[i], &blocks, &n);
	out_text(
		&out,
		"/* Made from catalogue/layout by `xencat header`. Do not edit. */\n#pragma once\n\n");
	if (header.set && !diag.errors)
		put_header(&header, &out, blocks, n);
	fine = header.set && !diag.errors && out_write(&out, files.output);
	arena_release(&arena);
	return fine ? COMMAND_FINE : COMMAND_DIFFERS;
}
