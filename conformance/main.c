/* SPDX-License-Identifier: MIT */
/*
 * The suite as a program, on a simulated host: TAP on stdout, and JUnit where asked for. What is
 * unreached is a skip with its reason; what the spec says and no case shows is listed behind.
 * Exit status: 0 nothing failed, 1 something did, 2 usage.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/host.h"
#include "conformance/run.h"

struct arguments {
	const char *only; /* cases whose name starts so */
	const char *junit;
	const char *on; /* one environment only */
	bool list, stop;
};

struct totals {
	unsigned int passed, failed, unreached;
};

static const char *case_name(const struct case_row *row)
{
	static char name[256];

	snprintf(name, sizeof(name), "%s %s", case_ops[row->op].name, row->name);
	return name;
}

static bool is_chosen(const struct arguments *arguments, const struct case_row *row)
{
	return !arguments->only ||
	       strncmp(case_name(row), arguments->only, strlen(arguments->only)) == 0;
}

/* ---- TAP ---- */

static void tell_tap(unsigned int n, const struct case_row *row, const struct result *result)
{
	bool failed = result->verdict == FAILED || result->verdict == BROKEN_FIXTURE;

	if (failed)
		printf("# %s%s\n",
		       result->verdict == FAILED ? "" : "its fixture is broken: ", result->why);
	printf("%s %u - %s", failed ? "not ok" : "ok", n, case_name(row));
	if (result->verdict == UNREACHED_STATE)
		printf(" # SKIP unreached: %s", result->why);
	putchar('\n');
}

/* ---- JUnit ---- */

static void put_escaped(FILE *file, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			fputs("&lt;", file);
		else if (*text == '&')
			fputs("&amp;", file);
		else if (*text == '"')
			fputs("&quot;", file);
		else
			fputc(*text, file);
	}
}

static void tell_junit(FILE *file, const struct case_row *row, const struct result *result)
{
	fprintf(file, "  <testcase classname=\"%s\" name=\"", case_ops[row->op].name);
	put_escaped(file, row->name);
	if (result->verdict == PASSED) {
		fputs("\"/>\n", file);
		return;
	}
	fprintf(file, "\"><%s message=\"",
		result->verdict == UNREACHED_STATE ? "skipped" : "failure");
	put_escaped(file, result->why);
	fputs("\"/></testcase>\n", file);
}

/* ---- all of it ---- */

/* In the first environment where it can be reached. */
static void run_case(const struct arguments *arguments, const struct case_row *row,
		     struct result *ret_result)
{
	struct env *env;
	unsigned int i;

	for (i = 0; (env = host_env(i)); i++) {
		if (arguments->on && strcmp(arguments->on, env->name) != 0)
			continue;
		conformance_run(env, row, ret_result);
		if (ret_result->verdict != UNREACHED_STATE)
			break;
	}
}

static bool has_env(const char *name)
{
	struct env *env;
	unsigned int i;

	for (i = 0; (env = host_env(i)); i++) {
		if (strcmp(env->name, name) == 0)
			return true;
	}
	return false;
}

static void run_op(const struct arguments *arguments, unsigned int op, FILE *junit, unsigned int *n,
		   struct totals *totals)
{
	struct result result;
	unsigned int i;

	for (i = 0; i < n_case_rows && !(arguments->stop && totals->failed); i++) {
		if (case_rows[i].op != op || !is_chosen(arguments, &case_rows[i]))
			continue;
		run_case(arguments, &case_rows[i], &result);
		tell_tap(++*n, &case_rows[i], &result);
		if (junit)
			tell_junit(junit, &case_rows[i], &result);
		if (result.verdict == PASSED)
			totals->passed++;
		else if (result.verdict == UNREACHED_STATE)
			totals->unreached++;
		else
			totals->failed++;
	}
}

static void tell_gaps(const char *head, bool exclusive)
{
	unsigned int i, n = 0;

	for (i = 0; i < n_case_gaps; i++)
		n += case_gaps[i].exclusive == exclusive;
	printf("# %s: %u\n", head, n);
	for (i = 0; i < n_case_gaps; i++) {
		if (case_gaps[i].exclusive == exclusive)
			printf("#   %s: %s\n", case_gaps[i].name, case_gaps[i].why);
	}
}

static int run(const struct arguments *arguments, FILE *junit)
{
	struct totals all = { 0, 0, 0 }, of;
	unsigned int i, n = 0, without = 0;

	if (junit)
		fputs("<testsuite name=\"conformance\">\n", junit);
	for (i = 0; i < n_case_ops && !(arguments->stop && all.failed); i++) {
		of = (struct totals){ 0, 0, 0 };
		run_op(arguments, i, junit, &n, &of);
		if (of.passed + of.failed + of.unreached)
			printf("# %s: %u passed, %u failed, %u unreached\n", case_ops[i].name,
			       of.passed, of.failed, of.unreached);
		else
			without++;
		all.passed += of.passed;
		all.failed += of.failed;
		all.unreached += of.unreached;
	}
	printf("1..%u\n", n);
	if (junit)
		fputs("</testsuite>\n", junit);
	if (!arguments->only) {
		tell_gaps("pairs of failures that cannot meet or be told apart", true);
		tell_gaps("not covered", false);
		printf("# %u ops, %u without a case\n", n_case_ops, without);
	}
	printf("# %u passed, %u failed, %u unreached\n", all.passed, all.failed, all.unreached);
	return all.failed || n == 0;
}

static int usage(void)
{
	fputs("usage: conformance [--list] [--case NAME] [--on HOST] [--stop] [--keep] [--junit FILE]\n"
	      "  --list        say the names of the cases\n"
	      "  --case NAME   only those whose name starts so: \"event.send\"\n"
	      "  --on HOST     control, plain or sealed only; else each where it can be reached\n"
	      "  --stop        at the first failure\n"
	      "  --keep        one host for all cases, what they did taken back by ops\n"
	      "  --junit FILE  write the results there, too\n",
	      stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct arguments arguments = { NULL, NULL, NULL, false, false };
	FILE *junit = NULL;
	unsigned int j;
	int i, status;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--list") == 0)
			arguments.list = true;
		else if (strcmp(argv[i], "--stop") == 0)
			arguments.stop = true;
		else if (strcmp(argv[i], "--keep") == 0)
			host_keep();
		else if (strcmp(argv[i], "--case") == 0 && i + 1 < argc)
			arguments.only = argv[++i];
		else if (strcmp(argv[i], "--on") == 0 && i + 1 < argc && has_env(argv[i + 1]))
			arguments.on = argv[++i];
		else if (strcmp(argv[i], "--junit") == 0 && i + 1 < argc)
			arguments.junit = argv[++i];
		else
			return usage();
	}
	for (j = 0; arguments.list && j < n_case_rows; j++) {
		if (is_chosen(&arguments, &case_rows[j]))
			puts(case_name(&case_rows[j]));
	}
	if (arguments.list)
		return 0;
	if (arguments.junit)
		junit = fopen(arguments.junit, "w");
	if (arguments.junit && !junit) {
		fprintf(stderr, "conformance: cannot write %s: %s\n", arguments.junit,
			strerror(errno));
		return 2;
	}
	status = run(&arguments, junit);
	if (junit && fclose(junit) != 0) {
		fprintf(stderr, "conformance: cannot write %s: %s\n", arguments.junit,
			strerror(errno));
		return 2;
	}
	return status;
}
