/* SPDX-License-Identifier: MIT */
/*
 * The command line. Exit status: 0 fine, 1 errors in the text (or a file that cannot be read or
 * written; or diff finds something broken), 2 usage.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xabic/attr.h"
#include "xabic/check.h"
#include "xabic/diff.h"
#include "xabic/fmt.h"
#include "xabic/freeze.h"
#include "xabic/names.h"
#include "xabic/output.h"

#ifndef XABI_VERSION
#define XABI_VERSION "dev"
#endif

enum { EXIT_FINE, EXIT_ERRORS, EXIT_USAGE };

struct arguments {
	char **paths; /* what is no option */
	size_t n_paths;
	const char *output; /* -o */
	const char *depfile;
	bool check;
	bool frozen;
	bool json;
	bool levels;
	struct texts {
		const char *items[64];
		size_t n_items;
	} without;
};

struct command {
	const char *name;
	int (*run)(struct model *model, struct arguments *arguments);
	const char *usage;
	const char *explain;
};

static int usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int usage_error(const char *format, ...)
{
	va_list args;

	fputs("xabic: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("; see xabic --help\n", stderr);
	return EXIT_USAGE;
}

static int run_check(struct model *model, struct arguments *arguments)
{
	if (arguments->n_paths == 0)
		return usage_error("check: no files given");
	if (arguments->frozen && arguments->n_paths > 1)
		return usage_error("check: a frozen spec is one file");
	if (model_read(model, arguments->paths, arguments->n_paths) && arguments->frozen)
		check_frozen(model);
	return model->diag.errors ? EXIT_ERRORS : EXIT_FINE;
}

static int run_fmt(struct model *model, struct arguments *arguments)
{
	if (arguments->n_paths == 0)
		return usage_error("fmt: no files given");
	return fmt_files(model, arguments->paths, arguments->n_paths, arguments->check)
		       ? EXIT_FINE
		       : EXIT_ERRORS;
}

static void out_make_path(struct out *out, const char *path)
{
	for (; *path; path++) {
		if (strchr(" #\\", *path))
			out_text(out, "\\");
		if (*path == '$')
			out_text(out, "$");
		out_char(out, *path);
	}
}

static bool write_depfile(struct model *model, const struct arguments *arguments)
{
	struct out out = { .arena = &model->arena };
	size_t i;

	out_make_path(&out, arguments->output);
	out_text(&out, ":");
	for (i = 0; i < model->n_files; i++) {
		out_text(&out, " ");
		out_make_path(&out, model->files[i]->path);
	}
	out_text(&out, "\n");
	return out_write(&out, arguments->depfile);
}

static const struct output *find_output(const char *name)
{
	struct guess guess = { .name = name };
	size_t i;

	for (i = 0; i < n_outputs; i++) {
		if (strcmp(outputs[i].name, name) == 0)
			return &outputs[i];
		guess_consider(&guess, outputs[i].name);
	}
	if (guess.best)
		usage_error("gen: no output '%s'; did you mean '%s'?", name, guess.best);
	else
		usage_error("gen: no output '%s'; xabic outputs lists them", name);
	return NULL;
}

static bool write_output(struct model *model, const struct output *output, const char *path)
{
	struct out out = { .arena = &model->arena };

	output->emit(model, &out);
	return out_write(&out, path);
}

/* Every output, each by its own name in the folder. */
static bool write_all(struct model *model, const char *folder)
{
	bool fine = true;
	size_t i;

	for (i = 0; i < n_outputs; i++) {
		const char *path = arena_printf(&model->arena, "%s/%s", folder, outputs[i].file);

		fine = write_output(model, &outputs[i], path) && fine;
	}
	return fine;
}

static int run_gen(struct model *model, struct arguments *arguments)
{
	const struct output *output = NULL;
	bool all, fine;

	if (arguments->n_paths == 0)
		return usage_error("gen: no output named");
	all = strcmp(arguments->paths[0], "all") == 0;
	if (!all && !(output = find_output(arguments->paths[0])))
		return EXIT_USAGE;
	if (!arguments->output)
		return usage_error("gen: -o is missing");
	if (all && arguments->depfile)
		return usage_error("gen: a depfile is of one output");
	if (arguments->n_paths == 1)
		return usage_error("gen: no files given");
	if (!model_read(model, arguments->paths + 1, arguments->n_paths - 1))
		return EXIT_ERRORS;
	fine = all ? write_all(model, arguments->output)
		   : write_output(model, output, arguments->output);
	if (fine && arguments->depfile)
		fine = write_depfile(model, arguments);
	return fine ? EXIT_FINE : EXIT_ERRORS;
}

static int run_freeze(struct model *model, struct arguments *arguments)
{
	struct out out = { .arena = &model->arena };

	if (!arguments->output)
		return usage_error("freeze: -o FILE is missing");
	if (arguments->n_paths == 0)
		return usage_error("freeze: no files given");
	if (!model_read(model, arguments->paths, arguments->n_paths))
		return EXIT_ERRORS;
	freeze(model, &out);
	return out_write(&out, arguments->output) ? EXIT_FINE : EXIT_ERRORS;
}

static int run_diff(struct model *model, struct arguments *arguments)
{
	struct model old = { 0 };
	struct differ differ = { .old = &old, .new = model, .arena = &model->arena };
	int status = EXIT_ERRORS;
	bool fine;

	if (arguments->n_paths < 2)
		return usage_error("diff: give it what was frozen, and a spec");
	fine = model_read(&old, arguments->paths, 1);
	if (model_read(model, arguments->paths + 1, arguments->n_paths - 1) && fine) {
		diff(&differ);
		status = diff_print(&differ, arguments->json) ? EXIT_ERRORS : EXIT_FINE;
	}
	arena_release(&old.arena);
	return status;
}

static int run_lint(struct model *model, struct arguments *arguments)
{
	bool *without = arena_alloc(&model->arena, n_lints * sizeof(*without));
	size_t i, j;

	for (i = 0; i < arguments->without.n_items; i++) {
		for (j = 0; j < n_lints; j++) {
			if (strcmp(lints[j].name, arguments->without.items[i]) == 0)
				break;
		}
		if (j == n_lints)
			return usage_error("lint: no advice is called '%s'",
					   arguments->without.items[i]);
		without[j] = true;
	}
	if (arguments->n_paths == 0)
		return usage_error("lint: no files given");
	if (!model_read(model, arguments->paths, arguments->n_paths))
		return EXIT_ERRORS;
	lint_model(model, without);
	return EXIT_FINE;
}

static int run_outputs(struct model *model, struct arguments *arguments)
{
	size_t i;

	(void)model;
	if (arguments->n_paths)
		return usage_error("outputs: takes no argument");
	for (i = 0; i < n_outputs; i++)
		printf("%-16s %-16s %s\n", outputs[i].name, outputs[i].file, outputs[i].explain);
	return EXIT_FINE;
}

static int run_explain(struct model *model, struct arguments *arguments)
{
	(void)model;
	if (arguments->n_paths + arguments->levels > 1)
		return usage_error("explain: takes one name");
	if (arguments->levels) {
		explain_levels();
		return EXIT_FINE;
	}
	if (explain(arguments->n_paths ? arguments->paths[0] : NULL))
		return EXIT_FINE;
	return usage_error("explain: nothing is called '%s'", arguments->paths[0]);
}

/* Every command. To add one: its run_ function above and a row here; --help lists it. */
static const struct command commands[] = {
	{ "check", run_check, "check [--frozen] FILE...",
	  "say what is wrong in a spec, or that a frozen one was edited" },
	{ "fmt", run_fmt, "fmt [--check] FILE...",
	  "put files into canonical form, or say which are not" },
	{ "gen", run_gen, "gen [--depfile FILE] OUTPUT -o FILE FILE...",
	  "make an output from a spec; `gen all -o FOLDER` makes every one" },
	{ "freeze", run_freeze, "freeze -o FILE FILE...",
	  "make one text of a spec, with its hash, to compare with later" },
	{ "outputs", run_outputs, "outputs", "list what gen can make" },
	{ "diff", run_diff, "diff [--json] OLD FILE...",
	  "say what has changed since a spec was frozen, and what that breaks" },
	{ "lint", run_lint, "lint [--without NAME]... FILE...",
	  "say what could be better in a spec" },
	{ "explain", run_explain, "explain [--levels] [NAME]",
	  "tell about a check, a row or a mark; or list them, or what a change of each breaks" },
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int help(void)
{
	size_t i;

	puts("xabic: the compiler of XABI's spec language (docs/language.md)\n");
	for (i = 0; i < N_COMMANDS; i++)
		printf("  xabic %-45s %s\n", commands[i].usage, commands[i].explain);
	puts("\nThe files of a spec compile together, in any order. -o - is stdout.\n"
	     "Exit status: 0 fine, 1 errors in the text (or diff finds something broken), 2 wrong usage.");
	return EXIT_FINE;
}

/*
 * Every option; which command takes it, its usage says. To add one: a row here, a member of struct
 * arguments.
 */
static const struct option {
	const char *name;
	enum { TAKES_NOTHING, TAKES_TEXT, TAKES_TEXTS } takes; /* the member: bool, text, texts */
	size_t member;
} options[] = {
	{ "-o", TAKES_TEXT, offsetof(struct arguments, output) },
	{ "--depfile", TAKES_TEXT, offsetof(struct arguments, depfile) },
	{ "--check", TAKES_NOTHING, offsetof(struct arguments, check) },
	{ "--frozen", TAKES_NOTHING, offsetof(struct arguments, frozen) },
	{ "--json", TAKES_NOTHING, offsetof(struct arguments, json) },
	{ "--levels", TAKES_NOTHING, offsetof(struct arguments, levels) },
	{ "--without", TAKES_TEXTS, offsetof(struct arguments, without) },
};

static const struct option *find_option(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	}
	return NULL;
}

/* Options may stand anywhere; each is only for the command that has it in its usage. */
static int read_arguments(int argc, char **argv, const char *usage, struct arguments *arguments)
{
	static char *paths[4096];
	const struct option *option;
	struct texts *texts;
	char *member;
	int i;

	arguments->paths = paths;
	for (i = 2; i < argc; i++) {
		if (argv[i][0] != '-' || !argv[i][1]) {
			if (arguments->n_paths == sizeof(paths) / sizeof(paths[0]))
				return usage_error("too many files");
			paths[arguments->n_paths++] = argv[i];
			continue;
		}
		option = find_option(argv[i]);
		if (!option)
			return usage_error("no option '%s'", argv[i]);
		if (!strstr(usage, option->name))
			return usage_error("'%s' is not for this command", option->name);
		member = (char *)arguments + option->member;
		if (option->takes == TAKES_NOTHING) {
			*(bool *)member = true;
			continue;
		}
		if (++i == argc)
			return usage_error("'%s' needs something behind it", option->name);
		if (option->takes == TAKES_TEXT) {
			*(const char **)member = argv[i];
			continue;
		}
		texts = (struct texts *)member;
		if (texts->n_items == sizeof(texts->items) / sizeof(texts->items[0]))
			return usage_error("too many of '%s'", option->name);
		texts->items[texts->n_items++] = argv[i];
	}
	return EXIT_FINE;
}

int main(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct model model = { 0 };
	int status;
	size_t i;

	if (argc < 2)
		return usage_error("no command given");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help();
	if (strcmp(argv[1], "--version") == 0) {
		puts("xabic " XABI_VERSION);
		return EXIT_FINE;
	}
	for (i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i].name, argv[1]) != 0)
			continue;
		status = read_arguments(argc, argv, commands[i].usage, &arguments);
		if (status == EXIT_FINE)
			status = commands[i].run(&model, &arguments);
		arena_release(&model.arena);
		return status;
	}
	return usage_error("no command '%s'", argv[1]);
}
