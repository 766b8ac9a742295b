/* SPDX-License-Identifier: MIT */
/* Headers against the catalogue: everything that either has for one release and ABI is compared. */
#include "xencat/commands.h"
#include "xencat/extract.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: xencat check DIR --release R --arch A [--json] [--cc CC] [--into LAYOUT]\n"
	"\n"
	"Compares the public headers in DIR (a folder with xen.h, a Xen tree, or the root of\n"
	"an installed system) with what the catalogue says for that release and ABI. Each\n"
	"difference is a line; the exit status is 1 if there is one.\n"
	"\n"
	"  --release R    the release, as 4.17\n"
	"  --arch A       the caller's ABI: x86_64, i386, arm64 or arm32\n"
	"  --json         one JSON object instead of lines\n"
	"  --cc CC        a compiler for that ABI, with options if need be\n"
	"  --into LAYOUT  the catalogue's layout folder (catalogue/layout)\n";

struct difference {
	const char *header;
	unsigned int line; /* 0: there is nothing to point at */
	const char *name;
	const char *expected; /* NULL: nothing */
	const char *found;
	bool later; /* the catalogue knows it of a later commit: no difference, but worth saying */
};

struct check {
	struct arena *arena;
	unsigned int release;
	enum lay_abi abi;
	const char *header;
	size_t types, fields, constants;
	struct difference *differences;
	size_t n_differences, n_later;
};

static const char *worth(const struct check *check, const struct lay_node *node, bool later)
{
	const struct lay_row *row = !node   ? NULL
				    : later ? lay_node_later(node, check->release, check->abi)
					    : lay_node_row(node, check->release, check->abi);
	struct out out = { .arena = check->arena };

	if (!row)
		return NULL;
	out_text(&out, "");
	lay_print_worth(&out, node->tag, row);
	return out.text;
}

static void count(struct check *check, enum lay_tag tag)
{
	check->types += tag == LAY_TYPEDEF || tag == LAY_ENUMERATION || tag == LAY_RECORD;
	check->fields += tag == LAY_FIELD;
	check->constants += tag == LAY_CONST || tag == LAY_ENUMERATOR;
}

/* "xen_sysctl" + "u"; enumerators stand for themselves, and what has no name is passed over. */
static const char *join(const struct check *check, const char *outer, const struct lay_node *node)
{
	if (node->tag != LAY_FIELD)
		return node->name ? node->name : "enum";
	return arena_printf(check->arena, "%s.%s", outer, node->name ? node->name : "-");
}

/* Either of EXPECTED and FOUND may be NULL. What is in something missing is not reported again. */
static void compare(struct check *check, const char *name, const struct lay_node *expected,
		    const struct lay_node *found);

static void compare_members(struct check *check, const char *name, const struct lay_node *expected,
			    const struct lay_node *found)
{
	size_t i, index, unnamed = 0;
	struct lay_node *child;

	for (i = 0; i < found->n_children; i++) {
		child = found->children[i];
		compare(check, join(check, name, child),
			lay_node_child(expected, child->tag, child->name,
				       child->name ? 0 : unnamed++, &index),
			child);
	}
	for (i = unnamed = 0; i < expected->n_children; i++) {
		child = expected->children[i];
		if (!lay_node_child(found, child->tag, child->name, child->name ? 0 : unnamed++,
				    &index))
			compare(check, join(check, name, child), child, NULL);
	}
}

static void add_difference(struct check *check, struct difference difference)
{
	check->n_later += difference.later;
	*arena_push(check->arena, check->differences, check->n_differences) = difference;
}

static void compare(struct check *check, const char *name, const struct lay_node *expected,
		    const struct lay_node *found)
{
	const char *expected_worth = worth(check, expected, false);
	const char *found_worth = worth(check, found, false);
	const char *later_worth = worth(check, expected, true);

	if (!expected_worth && !found_worth)
		return;
	count(check, found ? found->tag : expected->tag);
	if (!expected_worth || !found_worth || strcmp(expected_worth, found_worth) != 0)
		add_difference(check, (struct difference){
					      .header = check->header,
					      .line = found ? found->line : 0,
					      .name = name,
					      .expected = expected_worth,
					      .found = found_worth,
					      .later = found_worth && later_worth &&
						       strcmp(found_worth, later_worth) == 0,
				      });
	if ((expected_worth || later_worth) && found_worth)
		compare_members(check, name, expected, found);
}

static struct lay_node *find_header(struct lay_node *const *headers, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(headers[i]->name, name) == 0)
			return headers[i];
	return NULL;
}

static void header_difference(struct check *check, const char *name, bool expected)
{
	add_difference(check, (struct difference){
				      .header = name,
				      .name = name,
				      .expected = expected ? "a header" : NULL,
				      .found = expected ? NULL : "a header",
			      });
}

static void compare_headers(struct check *check, const struct lay_set *set, struct lay_node **found,
			    size_t n_found)
{
	const struct lay_node *expected;
	size_t i;

	for (i = 0; i < n_found; i++) {
		check->header = found[i]->name;
		expected = find_header(set->headers, set->n_headers, found[i]->name);
		if (expected && lay_node_row(expected, check->release, check->abi))
			compare_members(check, "", expected, found[i]);
		else
			header_difference(check, found[i]->name, false);
	}
	for (i = 0; i < set->n_headers; i++)
		if (lay_node_row(set->headers[i], check->release, check->abi) &&
		    !find_header(found, n_found, set->headers[i]->name))
			header_difference(check, set->headers[i]->name, true);
}

static void print_text(const struct check *check)
{
	const struct difference *difference;
	size_t i;

	for (i = 0; i < check->n_differences; i++) {
		difference = &check->differences[i];
		printf("%s:", difference->header);
		if (difference->line)
			printf("%u:", difference->line);
		printf(" %s: %s: expected %s, found %s%s\n", difference->later ? "note" : "error",
		       difference->name, difference->expected ? difference->expected : "nothing",
		       difference->found ? difference->found : "nothing",
		       difference->later ? ", as in later commits of this release" : "");
	}
	printf("%zu differences (%zu types, %zu fields, %zu constants compared",
	       check->n_differences - check->n_later, check->types, check->fields,
	       check->constants);
	if (check->n_later)
		printf("; %zu as in later commits", check->n_later);
	printf(")\n");
}

static void json_member(struct out *out, const char *name, const char *value)
{
	out_printf(out, ", \"%s\": ", name);
	if (value)
		out_quoted(out, value);
	else
		out_text(out, "null");
}

static void print_json(const struct check *check, const struct options *options)
{
	struct out out = { .arena = check->arena };
	const struct difference *difference;
	size_t i;

	out_printf(&out, "{\"release\": \"%u.%u\", \"arch\": \"%s\", ", options->release >> 8,
		   options->release & 0xffu, lay_abi_names[options->arch]);
	out_printf(&out, "\"types\": %zu, \"fields\": %zu, \"constants\": %zu, \"differences\": [",
		   check->types, check->fields, check->constants);
	for (i = 0; i < check->n_differences; i++) {
		difference = &check->differences[i];
		out_text(&out, i ? ",\n  {\"header\": " : "\n  {\"header\": ");
		out_quoted(&out, difference->header);
		out_printf(&out, ", \"line\": %u", difference->line);
		json_member(&out, "name", difference->name);
		json_member(&out, "expected", difference->expected);
		json_member(&out, "found", difference->found);
		out_printf(&out, ", \"later\": %s", difference->later ? "true" : "false");
		out_text(&out, "}");
	}
	out_text(&out, "]}\n");
	fputs(out.text, stdout);
}

/* The release's place in SET, if that knows it for the ABI. False, with the reason on stderr. */
static bool find_column(const struct lay_set *set, const struct options *options,
			unsigned int *ret_index)
{
	if (lay_release_find(&set->known, options->release, ret_index) &&
	    set->known.releases[*ret_index].abis[options->arch])
		return true;
	fprintf(stderr,
		"xencat: the catalogue does not have %u.%u for %s; %s/releases.lay lists what it has\n",
		options->release >> 8, options->release & 0xffu, lay_abi_names[options->arch],
		options->into);
	return false;
}

int command_check(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct check check = { .arena = &arena };
	struct lay_node **found;
	struct options options;
	struct lay_set *set;
	int status = COMMAND_DIFFERS;
	size_t n;

	options_parse(&options, argc, argv, OPTION_RELEASE | OPTION_ARCH | OPTION_JSON | OPTION_CC,
		      usage);
	if (!options.argument || !options.has_release || !options.has_arch)
		options_wrong(usage, "check needs a folder, --release and --arch");
	set = lay_load(&arena, &diag, options.into);
	if (!set || !find_column(set, &options, &check.release))
		goto out;
	check.abi = options.arch;
	if (!extract_headers(&arena, options.argument, options.cc, check.release, check.abi, &found,
			     &n))
		goto out;
	compare_headers(&check, set, found, n);
	if (options.json)
		print_json(&check, &options);
	else
		print_text(&check);
	status = check.n_differences > check.n_later ? COMMAND_DIFFERS : COMMAND_FINE;
out:
	arena_release(&arena);
	return status;
}
