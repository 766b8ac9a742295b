/* SPDX-License-Identifier: MIT */
/* The command `lint`: the problems as a table, or the places of one. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "xencat/commands.h"
#include "xencat/lint.h"

static const char usage[] =
	"usage: xencat lint [--problem CODE] [--into LAYOUT] FILE...\n"
	"\n"
	"What is wrong with Xen's ABI, found in the .ops FILEs and the layouts in LAYOUT\n"
	"(catalogue/layout): how many structs and ops each problem is in, release by release.\n"
	"\n"
	"  --problem CODE  the places of one problem, on the newest release and x86_64\n";

static void print_problems(const struct lint *lint)
{
	const struct lay_known *known = &lint->lay->known;
	struct lint_counts columns[LAY_MAX_RELEASES];
	struct lint run = *lint;
	size_t i;

	for (run.release = 0; run.release < known->n_releases; run.release++)
		columns[run.release] = lint_count(&run, NULL);
	printf("| problem | code | rule |");
	for (i = 0; i < known->n_releases; i++)
		printf(" %u.%u |", known->releases[i].release >> 8,
		       known->releases[i].release & 0xffu);
	printf("\n| --- | --- | --- |");
	for (i = 0; i < known->n_releases; i++)
		printf(" --- |");
	printf("\n");
	for (i = 0; i < lint_n_problems; i++) {
		printf("| %s | `%s` | %s |", lint_problems[i].title, lint_problems[i].code,
		       lint_problems[i].rule);
		for (run.release = 0; run.release < known->n_releases; run.release++)
			printf(" %zu |", lint_problems[i].of_ops
						 ? columns[run.release].ops[i]
						 : lint_structs(&columns[run.release], NULL, i));
		printf("\n");
	}
}

/* Of structs, header by header, on the last release. */
static void print_headers(const struct lint *lint)
{
	static const char *const headers[] = { NULL,         "domctl.h", "sysctl.h",
					       "platform.h", "memory.h", "grant_table.h" };
	struct lint_counts counts = lint_count(lint, NULL);
	size_t i, j;

	printf("\n| header | structs |");
	for (j = 0; j < lint_n_problems; j++)
		if (!lint_problems[j].of_ops)
			printf(" `%s` |", lint_problems[j].code);
	printf("\n| --- | --- |");
	for (j = 0; j < lint_n_problems; j++)
		if (!lint_problems[j].of_ops)
			printf(" --- |");
	printf("\n");
	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		printf("| %s | %zu |", headers[i] ? headers[i] : "all for hypercalls",
		       lint_structs(&counts, headers[i], LINT_ALL));
		for (j = 0; j < lint_n_problems; j++)
			if (!lint_problems[j].of_ops)
				printf(" %zu |", lint_structs(&counts, headers[i], j));
		printf("\n");
	}
}

int command_lint(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct files files = { 0 };
	struct lint lint = { .arena = &arena, .abi = LAY_X86_64 };

	files_parse(&arena, &diag, &files, argc, argv, usage);
	if (!files.n_ops)
		options_wrong(usage, "lint needs .ops files");
	lint.lay = lay_load(&arena, &diag, files.into);
	lint.ops = ops_read(&arena, &diag, files.ops, files.n_ops);
	if (!lint.lay || diag.errors) {
		arena_release(&arena);
		return COMMAND_DIFFERS;
	}
	lint.release = (unsigned int)lint.lay->known.n_releases - 1;
	if (files.problem) {
		lint_count(&lint, files.problem);
	} else {
		print_problems(&lint);
		print_headers(&lint);
	}
	arena_release(&arena);
	return COMMAND_FINE;
}
