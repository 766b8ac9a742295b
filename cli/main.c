/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/*
 * The commands. To add one: a row here, cmd_<name>.c, and what cli/README.md lists; a test compares this table with the
 * manual.
 */
static const struct command {
	const char *name;
	const char *summary;
	int (*run)(struct cli *cli);
} commands[] = {
	{ "info", "the machine, its hypervisor and what that can do", cmd_info },
	{ "list", "the domains that exist, and how each is doing", cmd_list },
};

void cli_die(int code, const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("xabi: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(code);
}

void *cli_alloc(size_t n, size_t size)
{
	void *memory = calloc(n ? n : 1, size);

	if (!memory)
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	return memory;
}

void cli_call(struct cli *cli, struct xabi_call *call)
{
	int code = xabi_call(cli->xabi, call);

	if (code)
		cli_die(code, "%s", xabi_last_error(cli->xabi)->text);
}

static void print_help(void)
{
	size_t i;

	puts("Usage: xabi [OPTION...] COMMAND\n"
	     "Tells what runs on a Xen host, on every Xen from 4.14 on.\n\nCommands:");
	for (i = 0; i < CLI_COUNT(commands); i++)
		printf("  %-12s %s\n", commands[i].name, commands[i].summary);
	puts("\nOptions:\n"
	     "  --on URI     where to ask: xen: (the default), record:FILE, replay:FILE\n"
	     "  --json       print JSON, for programs\n"
	     "  --stats      say on stderr how the answer was got\n"
	     "  --help       print this and exit\n"
	     "  --version    print the version and exit\n\nExit status:\n"
	     "  0    done");
#define PRINT_ERROR(name, number, meaning) printf("  %-4d %s\n", number, meaning);
	XABI_ERROR_EACH(PRINT_ERROR)
#undef PRINT_ERROR
	puts("\nSee xabi(1).");
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < CLI_COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	cli_die(XABI_ERROR_USAGE, "there is no command '%s'; xabi --help lists them", name);
}

/* The command that the words name; options may stand anywhere. Ends the program for --help and --version. */
static const struct command *parse(int argc, const char **argv, struct cli *cli)
{
	int help = 0, version = 0, option;
	const struct poptOption options[] = {
		{ "on", 0, POPT_ARG_STRING, &cli->on, 0, NULL, NULL },
		{ "json", 0, POPT_ARG_NONE, &cli->json, 0, NULL, NULL },
		{ "stats", 0, POPT_ARG_NONE, &cli->stats, 0, NULL, NULL },
		{ "help", 'h', POPT_ARG_NONE, &help, 0, NULL, NULL },
		{ "version", 'V', POPT_ARG_NONE, &version, 0, NULL, NULL },
		POPT_TABLEEND,
	};
	poptContext context = poptGetContext("xabi", argc, argv, options, 0);
	const char *word;
	const struct command *command = NULL;

	option = poptGetNextOpt(context);
	if (option < -1)
		cli_die(XABI_ERROR_USAGE, "%s: %s; xabi --help lists the options",
			poptBadOption(context, POPT_BADOPTION_NOALIAS), poptStrerror(option));
	if (help) {
		print_help();
		exit(0);
	}
	if (version) {
		puts("xabi " XABI_VERSION);
		exit(0);
	}
	word = poptGetArg(context);
	if (!word)
		cli_die(XABI_ERROR_USAGE, "say what to do; xabi --help lists the commands");
	command = find_command(word);
	word = poptGetArg(context);
	if (word)
		cli_die(XABI_ERROR_USAGE, "%s takes no argument, not '%s'", command->name, word);
	poptFreeContext(context);
	return command;
}

static void print_stats(const struct cli *cli)
{
	struct xabi_route route;

	xabi_route(cli->xabi, &route);
	fprintf(stderr,
		"xabi: architecture=%s release=%u.%u sysctl_version=0x%x domain_bytes=%u hypercalls=%llu\n",
		route.architecture, route.major, route.minor, route.sysctl_version,
		route.domain_bytes, (unsigned long long)route.hypercalls);
}

static void print_answer(struct cli *cli)
{
	if (cli->json && (!cli->answer || json_dumpf(cli->answer, stdout, JSON_INDENT(2)) != 0))
		cli_die(XABI_ERROR_SYSTEM, "cannot make the JSON: out of memory");
	if (cli->json)
		putchar('\n');
	json_decref(cli->answer);
	if (fflush(stdout) != 0 || ferror(stdout))
		cli_die(XABI_ERROR_SYSTEM, "cannot write the answer: %s", strerror(errno));
}

int main(int argc, char **argv)
{
	struct cli cli = { 0 };
	const struct command *command = parse(argc, (const char **)argv, &cli);
	struct xabi_error error;
	struct xabi_route route;
	int status;

	if (xabi_open(cli.on, &cli.xabi, &error))
		cli_die(error.code, "%s", error.text);
	status = command->run(&cli);
	print_answer(&cli);
	xabi_route(cli.xabi, &route);
	if (route.assumed[0])
		fprintf(stderr, "xabi: note: %s\n", route.assumed);
	if (cli.stats)
		print_stats(&cli);
	if (xabi_close(cli.xabi, &error))
		cli_die(error.code, "%s", error.text);
	free((char *)cli.on);
	return status;
}
