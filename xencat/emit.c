/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "xencat/commands.h"
#include "xencat/emit_lower.h"

static const char usage[] =
	"usage: xencat emit [--into DIR] -o FILE FILE...\n\n"
	"Makes the C tables by which XABI's operations are carried out by older hypercalls (codec/lower.h),\n"
	"from .low and .ops files and the layouts in DIR (catalogue/layout).\n";

struct files {
	char **names;
	size_t n;
};

static bool has_suffix(const char *text, const char *suffix)
{
	size_t len = strlen(text), suffix_len = strlen(suffix);

	return len > suffix_len && strcmp(text + len - suffix_len, suffix) == 0;
}

int command_emit(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct files low = { 0 }, ops = { 0 };
	const char *layout = "catalogue/layout", *path = NULL;
	const struct ops_set *ops_set;
	const struct lay_set *lay;
	struct low_set *low_set;
	int i;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			fputs(usage, stdout);
			return COMMAND_FINE;
		}
		if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
			path = argv[++i];
		else if (strcmp(argv[i], "--into") == 0 && i + 1 < argc)
			layout = argv[++i];
		else if (has_suffix(argv[i], ".low"))
			*arena_push(&arena, low.names, low.n) = argv[i];
		else if (has_suffix(argv[i], ".ops"))
			*arena_push(&arena, ops.names, ops.n) = argv[i];
		else
			options_wrong(usage, "'%s' is neither an option nor a .low or .ops file",
				      argv[i]);
	}
	if (!path || !low.n || !ops.n)
		options_wrong(usage, "emit needs -o FILE, .low files and .ops files");
	lay = lay_load(&arena, &diag, layout);
	ops_set = ops_read(&arena, &diag, ops.names, ops.n);
	low_set = low_read(&arena, &diag, low.names, low.n);
	if (!lay || diag.errors || !emit_lower(&arena, &diag, lay, ops_set, low_set, path))
		return COMMAND_DIFFERS;
	arena_release(&arena);
	return COMMAND_FINE;
}
