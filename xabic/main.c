/* SPDX-License-Identifier: MIT */
/*
 * The command line. Exit status: 0 fine, 1 errors in the text (or a file that cannot be read or
 * written), 2 usage.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xabic/attr.h"
#include "xabic/check.h"
#include "xabic/fmt.h"
#include "xabic/names.h"
#include "xabic/output.h"

#ifndef XABI_VERSION
#define XABI_VERSION "dev"
#endif

enum { EXIT_FINE, EXIT_ERRORS, EXIT_USAGE };

/*
 * Every output. To add one: a row here, its function in output.h, its emit_<output>.c and that file
 * in meson.build.
 */
static const struct output {
	const char *name;
	void (*emit)(struct model *model, struct out *out);
	const char *explain;
} outputs[] = {
	{ "c-header", emit_c_header, "xabi.h: numbers, layouts and slots for C and C++" },
	{ "json", emit_json, "the whole model, for other tools" },
};

#define N_OUTPUTS (sizeof(outputs) / sizeof(outputs[0]))

struct arguments {
	char **paths; /* what is no option */
	size_t n_paths;
	const char *output; /* -o */
	const char *depfile;
	bool check;
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
	return model_read(model, arguments->paths, arguments->n_paths) ? EXIT_FINE : EXIT_ERRORS;
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
		out_printf(out, "%c", *path);
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

	for (i = 0; i < N_OUTPUTS; i++) {
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

static int run_gen(struct model *model, struct arguments *arguments)
{
	struct out out = { .arena = &model->arena };
	const struct output *output;

	if (arguments->n_paths == 0)
		return usage_error("gen: no output named");
	output = find_output(arguments->paths[0]);
	if (!output)
		return EXIT_USAGE;
	if (!arguments->output)
		return usage_error("gen: -o FILE is missing");
	if (arguments->n_paths == 1)
		return usage_error("gen: no files given");
	if (!model_read(model, arguments->paths + 1, arguments->n_paths - 1))
		return EXIT_ERRORS;
	output->emit(model, &out);
	if (!out_write(&out, arguments->output))
		return EXIT_ERRORS;
	return !arguments->depfile || write_depfile(model, arguments) ? EXIT_FINE : EXIT_ERRORS;
}

static int run_outputs(struct model *model, struct arguments *arguments)
{
	size_t i;

	(void)model;
	if (arguments->n_paths)
		return usage_error("outputs: takes no argument");
	for (i = 0; i < N_OUTPUTS; i++)
		printf("%-10s %s\n", outputs[i].name, outputs[i].explain);
	return EXIT_FINE;
}

static int run_explain(struct model *model, struct arguments *arguments)
{
	(void)model;
	if (arguments->n_paths > 1)
		return usage_error("explain: takes one name");
	if (explain(arguments->n_paths ? arguments->paths[0] : NULL))
		return EXIT_FINE;
	return usage_error("explain: nothing is called '%s'", arguments->paths[0]);
}

/* Every command. To add one: its run_ function above and a row here; --help lists it. */
static const struct command commands[] = {
	{ "check", run_check, "check FILE...", "say what is wrong in a spec" },
	{ "fmt", run_fmt, "fmt [--check] FILE...",
	  "put files into canonical form, or say which are not" },
	{ "gen", run_gen, "gen [--depfile FILE] OUTPUT -o FILE FILE...",
	  "make an output from a spec" },
	{ "outputs", run_outputs, "outputs", "list what gen can make" },
	{ "explain", run_explain, "explain [NAME]",
	  "tell about a check, a row or a mark; or list them" },
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int help(void)
{
	size_t i;

	puts("xabic: the compiler of XABI's spec language (docs/language.md)\n");
	for (i = 0; i < N_COMMANDS; i++)
		printf("  xabic %-45s %s\n", commands[i].usage, commands[i].explain);
	puts("\nThe files of a spec compile together, in any order. -o - is stdout.\n"
	     "Exit status: 0 fine, 1 errors in the text, 2 wrong usage.");
	return EXIT_FINE;
}

/* Options may stand anywhere; each is only for the command that has it in its usage. */
static int read_arguments(int argc, char **argv, const char *usage, struct arguments *arguments)
{
	static char *paths[4096];
	const char **value;
	int i;

	arguments->paths = paths;
	for (i = 2; i < argc; i++) {
		if (argv[i][0] != '-' || !argv[i][1]) {
			if (arguments->n_paths == sizeof(paths) / sizeof(paths[0]))
				return usage_error("too many files");
			paths[arguments->n_paths++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "-o") && strcmp(argv[i], "--depfile") &&
		    strcmp(argv[i], "--check"))
			return usage_error("no option '%s'", argv[i]);
		if (!strstr(usage, argv[i]))
			return usage_error("'%s' is not for this command", argv[i]);
		if (strcmp(argv[i], "--check") == 0) {
			arguments->check = true;
			continue;
		}
		value = argv[i][1] == 'o' ? &arguments->output : &arguments->depfile;
		if (i + 1 == argc)
			return usage_error("'%s' needs a file behind it", argv[i]);
		*value = argv[++i];
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
