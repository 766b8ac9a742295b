/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cli.h"
#include "codec/print.h"

/* Options that only some commands take, as bits. */
enum {
	COLUMNS = 1 << 0,
	NO_HEADER = 1 << 1,
	YES = 1 << 2,
	FOLLOW = 1 << 3,
	TIMEOUT = 1 << 4,
	INTERVAL = 1 << 5,
	COUNT = 1 << 6,
	BATCH = 1 << 7,
	RELEASE = 1 << 8,
	TRACE = 1 << 9,
	/* No option: the command needs no Xen. */
	OFFLINE = 1 << 10,
};
#define TABLE (COLUMNS | NO_HEADER)

/*
 * The commands. To add one: a row here, cmd_<name>.c, and what cli/README.md lists; a test compares this table with the
 * manual.
 */
static const struct command {
	const char *name;
	const char *
		argument; /* NULL: it takes none. In brackets: it need not be there. Two words: two. Dots: any number */
	unsigned int options;
	const char *summary;
	int (*run)(struct cli *cli);
} commands[] = {
	{ "info", NULL, 0, "the machine, its hypervisor and what that can do", cmd_info },
	{ "list", NULL, TABLE, "the domains that exist, and how each is doing", cmd_list },
	{ "show", "DOMAIN", 0, "all about one domain", cmd_show },
	{ "vcpus", "[DOMAIN]", TABLE, "the vCPUs, of all domains or of one", cmd_vcpus },
	{ "topology", NULL, TABLE, "where the CPUs sit", cmd_topology },
	{ "log", NULL, FOLLOW, "the hypervisor's console messages", cmd_log },
	{ "metrics", NULL, 0, "figures for Prometheus", cmd_metrics },
	{ "top", NULL, TABLE | INTERVAL | COUNT | BATCH, "the domains by what they use, live",
	  cmd_top },
	{ "watch", "[DOMAIN]", INTERVAL | COUNT, "a line for each change of a domain", cmd_watch },
	{ "pause", "DOMAIN", 0, "stop a domain's vCPUs", cmd_pause },
	{ "unpause", "DOMAIN", 0, "let them run again", cmd_unpause },
	{ "shutdown", "DOMAIN", TIMEOUT, "ask a domain to power off, and wait until it has",
	  cmd_shutdown },
	{ "reboot", "DOMAIN", TIMEOUT, "ask a domain to start again, and wait until it has ended",
	  cmd_reboot },
	{ "destroy", "DOMAIN", YES, "end a domain at once and free its memory", cmd_destroy },
	{ "abi", "WHAT [NAME]", TABLE | RELEASE | OFFLINE,
	  "Xen's own ABI: show, search, history, problems", cmd_abi },
	{ "audit", "FILE...", TABLE | RELEASE | OFFLINE,
	  "which of Xen's interfaces a program relies on", cmd_audit },
	{ "bridge", "WHAT [COMMAND...]", RELEASE | OFFLINE,
	  "programs of another release of Xen on this one: status, run, enable, disable",
	  cmd_bridge },
	{ "driver", "WHAT [FOLDER]", TABLE | OFFLINE,
	  "what the kernel's driver lets processes ask of Xen: status, list, audit", cmd_driver },
	{ "trace", "[COMMAND...]", TRACE | OFFLINE, "every hypercall that a program makes",
	  cmd_trace },
};

/*
 * The options. To add one: a row here, a field in struct cli, and its words in docs/man/xabi.1. HELP is what --help says.
 */
#define FIELD(name) offsetof(struct cli, name)
static const struct {
	const char *name;
	char letter;
	unsigned int option; /* which commands take it; 0: every one */
	unsigned int type;   /* POPT_ARG_* */
	size_t field;        /* of struct cli */
	const char *help;
} options[] = {
	{ "on", 0, 0, POPT_ARG_STRING, FIELD(on),
	  "--on URI     where to ask: xen: (the default), record:FILE, replay:FILE, host:" },
	{ "json", 0, 0, POPT_ARG_NONE, FIELD(json), "--json       print JSON, for programs" },
	{ "stats", 0, 0, POPT_ARG_NONE, FIELD(stats),
	  "--stats      say on stderr how the answer was got" },
	{ "trace", 0, 0, POPT_ARG_NONE, FIELD(trace),
	  "--trace      say on stderr what is called, and what came of it" },
	{ "columns", 'o', COLUMNS, POPT_ARG_STRING, FIELD(columns),
	  "-o, --columns NAME,...  of a table: these columns, in this order" },
	{ "no-header", 0, NO_HEADER, POPT_ARG_NONE, FIELD(no_header),
	  "--no-header  of a table: without its first line" },
	{ "yes", 0, YES, POPT_ARG_NONE, FIELD(yes), "--yes        do not ask" },
	{ "follow", 0, FOLLOW, POPT_ARG_NONE, FIELD(follow), "--follow     wait for more" },
	{ "timeout", 0, TIMEOUT, POPT_ARG_INT, FIELD(timeout),
	  "--timeout S  wait so many seconds (60)" },
	{ "interval", 0, INTERVAL, POPT_ARG_STRING, FIELD(interval),
	  "--interval SECONDS  from one look to the next" },
	{ "count", 0, COUNT, POPT_ARG_STRING, FIELD(count),
	  "--count N    end after so many frames or events" },
	{ "batch", 0, BATCH, POPT_ARG_NONE, FIELD(batch), "--batch      plain text, not a screen" },
	{ "pid", 'p', TRACE, POPT_ARG_STRING, FIELD(pid),
	  "-p, --pid PID  trace a process that runs" },
	{ "only", 0, TRACE, POPT_ARG_STRING, FIELD(only),
	  "--only NAME,...  of calls: these, as domctl or domctl.max_mem or *.map*" },
	{ "about", 0, TRACE, POPT_ARG_STRING, FIELD(about),
	  "--about N    of calls: those about this domain, by its number" },
	{ "summary", 0, TRACE, POPT_ARG_NONE, FIELD(summary),
	  "--summary    count calls and add up their times instead" },
	{ "to", 0, TRACE, POPT_ARG_STRING, FIELD(to), "--to FILE    write there" },
	{ "release", 0, RELEASE | TRACE, POPT_ARG_STRING, FIELD(release),
	  "--release R  of Xen, as 4.17" },
	{ "arch", 0, RELEASE, POPT_ARG_STRING, FIELD(arch),
	  "--arch A     x86_64, i386, arm64 or arm32" },
	{ "help", 'h', 0, POPT_ARG_NONE, FIELD(help), "--help       print this and exit" },
	{ "version", 'V', 0, POPT_ARG_NONE, FIELD(version),
	  "--version    print the version and exit" },
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

int cli_try(struct cli *cli, struct xabi_call *call)
{
	struct timespec start, end;
	char request[256], answer[256];
	int code;

	clock_gettime(CLOCK_MONOTONIC, &start);
	code = xabi_call(cli->xabi, call);
	clock_gettime(CLOCK_MONOTONIC, &end);
	if (!cli->trace)
		return code;
	print_request(call, request, sizeof(request));
	if (code && call->status == XABI_STATUS_OK)
		snprintf(answer, sizeof(answer), "not carried out");
	else
		print_answer(call, answer, sizeof(answer));
	fprintf(stderr, "xabi: %s -> %s (%lld us)\n", request, answer,
		(end.tv_sec - start.tv_sec) * 1000000LL + (end.tv_nsec - start.tv_nsec) / 1000);
	return code;
}

void *cli_grow(void *memory, size_t n, size_t size)
{
	memory = reallocarray(memory, n ? n : 1, size);
	if (!memory)
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	return memory;
}

void cli_call(struct cli *cli, struct xabi_call *call)
{
	int code = cli_try(cli, call);

	if (code)
		cli_die(code, "%s", xabi_last_error(cli->xabi)->text);
}

static void print_help(void)
{
	char words[32];
	size_t i;

	puts("Usage: xabi [OPTION...] COMMAND [DOMAIN]\n"
	     "Tells what runs on a Xen host, and runs it, on every Xen from 4.14 on.\n\nCommands:");
	for (i = 0; i < CLI_COUNT(commands); i++) {
		snprintf(words, sizeof(words), "%s %s", commands[i].name,
			 commands[i].argument ? commands[i].argument : "");
		printf("  %-15s %s\n", words, commands[i].summary);
	}
	puts("\nDOMAIN is a number, a name, a uuid, or the start of one that fits no other domain.\n\nOptions:");
	for (i = 0; i < CLI_COUNT(options); i++)
		printf("  %s\n", options[i].help);
	puts("\nExit status:\n  0    done");
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

/* What was given on the command line, as bits: 1 << the option's place in the table. */
static unsigned int parse_options(poptContext context)
{
	unsigned int given = 0;
	int option;

	while ((option = poptGetNextOpt(context)) > 0)
		given |= 1u << (option - 1);
	if (option < -1)
		cli_die(XABI_ERROR_USAGE, "%s: %s; xabi --help lists the options",
			poptBadOption(context, POPT_BADOPTION_NOALIAS), poptStrerror(option));
	return given;
}

static bool takes_two(const struct command *command)
{
	return command->argument && strchr(command->argument, ' ');
}

static bool takes_many(const struct command *command)
{
	return command->argument && strstr(command->argument, "...");
}

/* What CONTEXT has left, behind FIRST. */
static const char **take_all(poptContext context, const char *first)
{
	const char **words = NULL;
	size_t n = 0;

	for (; first; first = poptGetArg(context)) {
		words = cli_grow(words, n + 2, sizeof(*words));
		words[n++] = strdup(first);
		words[n] = NULL;
	}
	return words;
}

static void check_fit(const struct command *command, const struct cli *cli, unsigned int given,
		      const char *spare)
{
	size_t i;

	for (i = 0; i < CLI_COUNT(options); i++)
		if (given & 1u << i && options[i].option && !(command->options & options[i].option))
			cli_die(XABI_ERROR_USAGE, "%s has no option --%s", command->name,
				options[i].name);
	if (!command->argument && cli->domain)
		cli_die(XABI_ERROR_USAGE, "%s takes no argument, not '%s'", command->name,
			cli->domain);
	if (command->argument && command->argument[0] != '[' && !cli->domain)
		cli_die(XABI_ERROR_USAGE, "say %s: xabi %s %s",
			takes_two(command) || takes_many(command) ? "what" : "which domain",
			command->name, command->argument);
	if (spare && takes_two(command))
		cli_die(XABI_ERROR_USAGE, "%s takes one name, not '%s' too", command->name, spare);
	if (spare)
		cli_die(XABI_ERROR_USAGE, "%s takes one domain, not '%s' too", command->name,
			spare);
}

/* The command that the words name; options may stand anywhere. Ends the program for --help and --version. */
static const struct command *parse(int argc, const char **argv, struct cli *cli)
{
	struct poptOption table[CLI_COUNT(options) + 1] = { 0 };
	const struct command *command;
	poptContext context;
	unsigned int given;
	const char *word;
	size_t i;

	/* What an option returns is its place in the table and one. */
	for (i = 0; i < CLI_COUNT(options); i++)
		table[i] = (struct poptOption){ .longName = options[i].name,
						.shortName = options[i].letter,
						.argInfo = options[i].type,
						.arg = (char *)cli + options[i].field,
						.val = (int)i + 1 };
	context = poptGetContext("xabi", argc, argv, table, 0);
	given = parse_options(context);
	if (cli->help) {
		print_help();
		exit(0);
	}
	if (cli->version) {
		puts("xabi " XABI_VERSION);
		exit(0);
	}
	word = poptGetArg(context);
	if (!word)
		cli_die(XABI_ERROR_USAGE, "say what to do; xabi --help lists the commands");
	command = find_command(word);
	word = poptGetArg(context);
	if (word)
		cli->domain = strdup(word);
	if (takes_many(command))
		cli->words = take_all(context, word);
	word = takes_two(command) ? poptGetArg(context) : NULL;
	if (word)
		cli->name = strdup(word);
	check_fit(command, cli, given, poptGetArg(context));
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

static void finish_output(struct cli *cli)
{
	if (cli->answer) {
		if (json_dumpf(cli->answer, stdout, JSON_INDENT(2)) != 0)
			cli_die(XABI_ERROR_SYSTEM, "cannot make the JSON: out of memory");
		putchar('\n');
		json_decref(cli->answer);
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		cli_die(XABI_ERROR_SYSTEM, "cannot write the answer: %s", strerror(errno));
}

/* Says what else there is to say of it. */
static void close_route(struct cli *cli)
{
	struct xabi_error error;
	struct xabi_route route;

	xabi_route(cli->xabi, &route);
	if (route.assumed[0])
		fprintf(stderr, "xabi: note: %s\n", route.assumed);
	if (cli->stats)
		print_stats(cli);
	if (xabi_close(cli->xabi, &error))
		cli_die(error.code, "%s", error.text);
}

int main(int argc, char **argv)
{
	struct cli cli = { .timeout = 60 };
	const struct command *command = parse(argc, (const char **)argv, &cli);
	struct xabi_error error;
	const char **word;
	int status;

	if (!(command->options & OFFLINE) && xabi_open(cli.on, &cli.xabi, &error))
		cli_die(error.code, "%s", error.text);
	status = command->run(&cli);
	finish_output(&cli);
	if (cli.xabi)
		close_route(&cli);
	free((char *)cli.on);
	free((char *)cli.columns);
	free((char *)cli.interval);
	free((char *)cli.count);
	free((char *)cli.domain);
	free((char *)cli.name);
	free((char *)cli.release);
	free((char *)cli.arch);
	free((char *)cli.pid);
	free((char *)cli.only);
	free((char *)cli.about);
	free((char *)cli.to);
	for (word = cli.words; word && *word; word++)
		free((char *)*word);
	free(cli.words);
	return status;
}
