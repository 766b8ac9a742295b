/* SPDX-License-Identifier: MIT */
/* The command line of the commands that read the hand-written files: each by its suffix. */
#include "xencat/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_suffix(const char *text, const char *suffix)
{
	size_t len = strlen(text), suffix_len = strlen(suffix);

	return len > suffix_len && strcmp(text + len - suffix_len, suffix) == 0;
}

void files_parse(struct arena *arena, struct diag *diag, struct files *files, int argc, char **argv,
		 const char *usage)
{
	char **low = NULL, **ops = NULL, **lib = NULL, **facts = NULL, **xabi = NULL, **use = NULL;
	size_t n_low = 0, n_ops = 0, n_lib = 0, n_facts = 0, n_xabi = 0, n_use = 0;
	int i;

	*files = (struct files){ .into = DEFAULT_LAYOUT };
	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			fputs(usage, stdout);
			exit(COMMAND_FINE);
		}
		if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
			files->output = argv[++i];
		else if (strcmp(argv[i], "--problem") == 0 && i + 1 < argc)
			files->problem = argv[++i];
		else if (strcmp(argv[i], "--into") == 0 && i + 1 < argc)
			files->into = argv[++i];
		else if (has_suffix(argv[i], ".low"))
			*arena_push(arena, low, n_low) = argv[i];
		else if (has_suffix(argv[i], ".ops"))
			*arena_push(arena, ops, n_ops) = argv[i];
		else if (has_suffix(argv[i], ".lib"))
			*arena_push(arena, lib, n_lib) = argv[i];
		else if (has_suffix(argv[i], ".facts"))
			*arena_push(arena, facts, n_facts) = argv[i];
		else if (has_suffix(argv[i], ".xabi"))
			*arena_push(arena, xabi, n_xabi) = argv[i];
		else if (has_suffix(argv[i], ".use"))
			*arena_push(arena, use, n_use) = argv[i];
		else
			options_wrong(usage, "'%s' is neither an option nor a file that %s reads",
				      argv[i], argv[0]);
	}
	files->low = sources_read(arena, diag, low, n_low, &files->n_low);
	files->ops = sources_read(arena, diag, ops, n_ops, &files->n_ops);
	files->lib = sources_read(arena, diag, lib, n_lib, &files->n_lib);
	files->facts = sources_read(arena, diag, facts, n_facts, &files->n_facts);
	files->use = sources_read(arena, diag, use, n_use, &files->n_use);
	files->xabi = sources_read(arena, diag, xabi, n_xabi, &files->n_xabi);
}
