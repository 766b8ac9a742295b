/* SPDX-License-Identifier: MIT */
#include "xencat/commands.h"
#include "xencat/lay_tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef XABI_VERSION
#define XABI_VERSION "dev"
#endif

/*
 * To add a command: a row here, its function's prototype in commands.h, its file in meson.build, a test in
 * tests/xencat. The function gets its name in argv[0], reads its options with options_parse and returns a status.
 */
static const struct {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "calls", "make the tables that take hypercalls apart", command_calls },
	{ "check", "compare Xen's public headers with the catalogue", command_check },
	{ "embed", "put texts of the catalogue into a C file", command_embed },
	{ "emit", "make the tables that carry XABI out by older hypercalls", command_emit },
	{ "extract", "put what Xen's public headers say into the catalogue", command_extract },
	{ "format", "write the catalogue's layout files in their one form", command_format },
	{ "header", "the structs and constants that a program names, as a C header",
	  command_header },
	{ "json", "the whole catalogue, for programs", command_json },
	{ "lint", "what is wrong with Xen's ABI, counted", command_lint },
	{ "ops", "check and count what is said of the hypercalls", command_ops },
	{ "show", "print a struct with its offsets, a field or a constant", command_show },
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

/* The options that have a value, and those that have none; which of them a command takes is its own affair. */
static const struct {
	const char *name;
	unsigned int option; /* 0: every command takes it */
	bool has_value;
} option_table[] = {
	{ "into", 0, true },
	{ "release", OPTION_RELEASE, true },
	{ "arch", OPTION_ARCH, true },
	{ "commit", OPTION_COMMIT, true },
	{ "cc", OPTION_CC, true },
	{ "json", OPTION_JSON, false },
	{ "all", OPTION_ALL, false },
	{ "check", OPTION_CHECK, false },
	{ "later", OPTION_LATER, false },
	{ "master", OPTION_MASTER, false },
};

#define N_OPTIONS (sizeof(option_table) / sizeof(option_table[0]))

_Noreturn void options_wrong(const char *usage, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "xencat: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n%.*s\n", (int)strcspn(usage, "\n"), usage);
	exit(COMMAND_USAGE);
}

static void set_option(struct options *options, const char *name, const char *value,
		       const char *usage)
{
	if (strcmp(name, "into") == 0) {
		options->into = value;
	} else if (strcmp(name, "commit") == 0) {
		options->commit = value;
	} else if (strcmp(name, "cc") == 0) {
		options->cc = value;
	} else if (strcmp(name, "json") == 0) {
		options->json = true;
	} else if (strcmp(name, "all") == 0) {
		options->all = true;
	} else if (strcmp(name, "later") == 0) {
		options->later = true;
	} else if (strcmp(name, "master") == 0) {
		options->master = true;
	} else if (strcmp(name, "check") == 0) {
		options->check = true;
	} else if (strcmp(name, "release") == 0) {
		options->has_release = true;
		if (!lay_release_parse(value, strlen(value), &options->release))
			options_wrong(usage, "'%s' is no release such as 4.17", value);
	} else {
		options->has_arch = true;
		if (!lay_abi_parse(value, strlen(value), &options->arch))
			options_wrong(usage, "'%s' is none of x86_64, i386, arm64, arm32", value);
	}
}

/* The row of --NAME or --NAME=value among those that TAKES allows; N_OPTIONS if there is none. */
static size_t find_option(const char *argument, unsigned int takes)
{
	size_t len = strcspn(argument + 2, "="), i;

	for (i = 0; i < N_OPTIONS; i++)
		if (strlen(option_table[i].name) == len &&
		    memcmp(option_table[i].name, argument + 2, len) == 0 &&
		    (!option_table[i].option || (takes & option_table[i].option)))
			break;
	return i;
}

void options_parse(struct options *options, int argc, char **argv, unsigned int takes,
		   const char *usage)
{
	const char *value;
	size_t option;
	int i;

	*options = (struct options){ .into = DEFAULT_LAYOUT, .arch = LAY_X86_64 };
	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			fputs(usage, stdout);
			exit(COMMAND_FINE);
		}
		if (strncmp(argv[i], "--", 2) != 0) {
			if (options->argument)
				options_wrong(usage, "one argument too many: '%s'", argv[i]);
			options->argument = argv[i];
			continue;
		}
		option = find_option(argv[i], takes);
		if (option == N_OPTIONS)
			options_wrong(usage, "%s has no option %s", argv[0], argv[i]);
		value = strchr(argv[i], '=');
		if (value && !option_table[option].has_value)
			options_wrong(usage, "--%s has no value", option_table[option].name);
		if (option_table[option].has_value && !value && i + 1 == argc)
			options_wrong(usage, "%s needs a value", argv[i]);
		set_option(options, option_table[option].name,
			   !option_table[option].has_value ? NULL
			   : value                         ? value + 1
							   : argv[++i],
			   usage);
	}
}

static void print_help(FILE *file)
{
	size_t i;

	fprintf(file,
		"usage: xencat COMMAND [OPTION...]\n\n"
		"What Xen's public headers say, release by release: the catalogue of the XABI project.\n\n");
	for (i = 0; i < N_COMMANDS; i++)
		fprintf(file, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fprintf(file,
		"\nxencat COMMAND --help says more. Exit status: 0 fine, 1 a difference or an error in data, "
		"2 wrong usage.\n");
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2) {
		print_help(stderr);
		return COMMAND_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0) {
		print_help(stdout);
		return COMMAND_FINE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("xencat %s\n", XABI_VERSION);
		return COMMAND_FINE;
	}
	for (i = 0; i < N_COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "xencat: there is no command '%s'; xencat --help lists them\n", argv[1]);
	return COMMAND_USAGE;
}
