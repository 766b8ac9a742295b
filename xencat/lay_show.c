/* SPDX-License-Identifier: MIT */
/* The commands that show and rewrite the catalogue's layouts. */
#include "xencat/commands.h"
#include "xencat/lay_tree.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char show_usage[] =
	"usage: xencat show NAME [--release R] [--arch A] [--all] [--into LAYOUT]\n"
	"\n"
	"Prints what NAME is: a struct, union or enum with its members (xen_sysctl_physinfo),\n"
	"one field (xen_sysctl.u.physinfo.nr_cpus), or a constant (XEN_SYSCTL_physinfo).\n"
	"\n"
	"  --release R    the release, as 4.17 (the newest that the catalogue knows)\n"
	"  --arch A       the caller's ABI: x86_64, i386, arm64 or arm32 (x86_64)\n"
	"  --all          the lines of the catalogue, for all releases and ABIs\n"
	"  --into LAYOUT  the catalogue's layout folder (catalogue/layout)\n";

struct show {
	const struct lay_set *set;
	uint16_t release;
	unsigned int index;
	enum lay_abi abi;
};

/* "   8     4  cpus  u32", and what is in it below, further to the right. */
static void show_members(const struct show *show, const struct lay_node *node, const char *type,
			 const char *path, unsigned int depth)
{
	const struct lay_node *child;
	const struct lay_row *row;
	struct lay_field field;
	const char *name;
	size_t i;

	for (i = 0; i < node->n_children; i++) {
		child = node->children[i];
		row = lay_node_row(child, show->index, show->abi);
		if (!row)
			continue;
		name = child->name ? arena_printf(show->set->arena, "%s%s%s", path,
						  *path ? "." : "", child->name)
				   : path;
		if (child->name &&
		    lay_field(show->set, type, name, show->release, show->abi, &field))
			printf("%6" PRIu32 " %5" PRIu32 "  ", field.offset, field.size);
		else
			printf("%6s %5" PRIu32 "  ", "", row->type.size);
		printf("%*s%-*s %s\n", (int)(2 * depth), "", (int)(28 - 2 * depth),
		       child->name ? child->name : "-", row->type.text);
		show_members(show, child, type, name, depth + 1);
	}
}

static void show_enumerators(const struct show *show, const struct lay_node *node)
{
	struct out out = { .arena = show->set->arena };
	const struct lay_row *row;
	size_t i;

	for (i = 0; i < node->n_children; i++) {
		row = lay_node_row(node->children[i], show->index, show->abi);
		if (!row)
			continue;
		out.len = 0;
		lay_print_worth(&out, LAY_ENUMERATOR, row);
		printf("  %-28s %s\n", node->children[i]->name, out.text);
	}
}

static void show_entry(const struct show *show, const struct lay_entry *entry)
{
	const struct lay_row *row = lay_node_row(entry->node, show->index, show->abi);
	struct out out = { .arena = show->set->arena };

	lay_print_worth(&out, entry->node->tag, row);
	printf("%s: %s  (%s, %u.%u %s)\n", entry->name, out.text, entry->header->name,
	       show->release >> 8, show->release & 0xffu, lay_abi_names[show->abi]);
	if (entry->node->tag == LAY_RECORD)
		show_members(show, entry->node, entry->name, "", 0);
	else if (entry->node->tag == LAY_ENUMERATION)
		show_enumerators(show, entry->node);
}

/* "TYPE.PATH" */
static bool show_field(const struct show *show, const char *name)
{
	size_t len = strcspn(name, ".");
	const char *type = arena_strndup(show->set->arena, name, len);
	static const char *const kinds[] = { "unsigned", "signed", "char", "handle",
					     "struct",   "union",  "enum" };
	struct lay_field field;

	if (!name[len] ||
	    !lay_field(show->set, type, name + len + 1, show->release, show->abi, &field))
		return false;
	printf("%s: @%" PRIu32 ", %" PRIu32 " bytes, %s%s%s", name, field.offset, field.size,
	       kinds[field.kind], field.type ? " " : "", field.type ? field.type : "");
	if (field.count != 1)
		printf(", %" PRIu32 " elements", field.count);
	if (field.bits)
		printf(", %u bits from bit %u", field.bits, field.bit);
	printf("  (%u.%u %s)\n", show->release >> 8, show->release & 0xffu,
	       lay_abi_names[show->abi]);
	return true;
}

/* The catalogue's own lines. */
static bool show_all(const struct lay_set *set, const char *name)
{
	const struct lay_index *indexes[] = { &set->types, &set->constants };
	struct out out = { .arena = set->arena };
	const struct lay_entry *entry;
	size_t i, j;

	for (i = 0; i < 2; i++) {
		for (j = 0; j < indexes[i]->n_entries; j++) {
			entry = &indexes[i]->entries[j];
			if (strcmp(entry->name, name) != 0)
				continue;
			out_printf(&out, "# %s\n", entry->header->name);
			lay_print_node(&out, &set->known, entry->node, lay_cells_known(&set->known),
				       0);
		}
	}
	if (out.len)
		fputs(out.text, stdout);
	return out.len > 0;
}

static bool show_name(struct show *show, const struct options *options)
{
	const struct lay_set *set = show->set;
	const struct lay_entry *entry;

	if (options->all)
		return show_all(set, options->argument);
	entry = lay_find_type(set, options->argument, show->index, show->abi);
	if (!entry)
		entry = lay_find_const(set, options->argument, show->index, show->abi);
	if (!entry)
		return show_field(show, options->argument);
	show_entry(show, entry);
	return true;
}

int command_show(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct options options;
	struct show show = { 0 };
	const uint16_t *releases;
	int status = COMMAND_DIFFERS;
	size_t n;

	options_parse(&options, argc, argv, OPTION_RELEASE | OPTION_ARCH | OPTION_ALL, show_usage);
	if (!options.argument)
		options_wrong(show_usage, "show needs the name of a type, field or constant");
	show.set = lay_load(&arena, &diag, options.into);
	show.abi = options.arch;
	if (!show.set)
		goto out;
	releases = lay_releases(show.set, &n);
	show.release = options.has_release || !n ? options.release : releases[n - 1];
	if (!lay_release_find(&show.set->known, show.release, &show.index))
		fprintf(stderr, "xencat: the catalogue does not know the release %u.%u\n",
			show.release >> 8, show.release & 0xffu);
	else if (show_name(&show, &options))
		status = COMMAND_FINE;
	else
		fprintf(stderr,
			"xencat: there is no '%s' in %u.%u %s; --all looks in all releases and ABIs\n",
			options.argument, show.release >> 8, show.release & 0xffu,
			lay_abi_names[show.abi]);
out:
	arena_release(&arena);
	return status;
}

static const char format_usage[] =
	"usage: xencat format [--check] [--into LAYOUT]\n"
	"\n"
	"Writes the files of LAYOUT in their one form, where they are not in it.\n"
	"\n"
	"  --check        writes nothing, only says which files differ\n"
	"  --into LAYOUT  the catalogue's layout folder (catalogue/layout)\n";

int command_format(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct options options;
	struct lay_set *set;
	size_t changed = 0;
	int status = COMMAND_DIFFERS;

	options_parse(&options, argc, argv, OPTION_CHECK, format_usage);
	if (options.argument)
		options_wrong(format_usage,
			      "format takes no file; it is --into that names the folder");
	set = lay_load(&arena, &diag, options.into);
	if (set && lay_write(set, options.into, options.check, &changed))
		status = options.check && changed ? COMMAND_DIFFERS : COMMAND_FINE;
	if (set)
		fprintf(stderr, "%s: %zu files %s\n", options.into, changed,
			options.check ? "differ" : "changed");
	arena_release(&arena);
	return status;
}
