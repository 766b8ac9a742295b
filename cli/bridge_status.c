/* SPDX-License-Identifier: MIT */
/* xabi bridge status: which Xen, which tools, and how they get on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bridge/bridge.h"
#include "cli/bridge.h"
#include "xencat/lay_tree.h"

struct status {
	struct cli *cli;
	struct bridge_system system;
	uint16_t xen; /* 0: not known */
	enum walk_abi abi;
	struct bridge_pair *pairs; /* of walk_releases, with this Xen */
};

/* The library's own rule, in xencall.c: what the tables have no row for is taken for the nearest below. */
static enum walk_abi abi_of(const char *asked)
{
#if defined(__aarch64__)
	enum lay_abi abi = (enum lay_abi)WALK_ARM64;
#else
	enum lay_abi abi = (enum lay_abi)WALK_X86_64;
#endif

	if (asked && !lay_abi_parse(asked, strlen(asked), &abi))
		cli_die(XABI_ERROR_USAGE, "'%s' is none of x86_64, i386, arm64, arm32", asked);
	return (enum walk_abi)abi;
}

static const char *installed(const struct status *status, uint16_t release)
{
	size_t i;

	for (i = 0; i < status->system.n_tools; i++)
		if (status->system.tools[i].release == release)
			return status->system.tools[i].file;
	return NULL;
}

static const char *verdict(const struct status *status, uint16_t release,
			   const struct bridge_pair *pair)
{
	if (release == status->xen)
		return "same";
	return pair->program ? "refused" : "works";
}

/* --- for programs */

static json_t *pair_json(const struct status *status, uint16_t release,
			 const struct bridge_pair *pair)
{
	json_t *json = json_object(), *names = json_array();
	char text[128];
	size_t i;

	bridge_release_text(release, text);
	cli_json_text(json, "release", text);
	cli_json_text(json, "file", installed(status, release));
	if (!status->xen)
		goto out;
	cli_json_text(json, "pair", verdict(status, release, pair));
	cli_json_number(json, "as_they_are", pair->n_as_is);
	cli_json_number(json, "translated", pair->n_translated);
	for (i = 0; i < pair->n_refused && i < BRIDGE_REFUSED_MOST; i++) {
		snprintf(text, sizeof(text), "%s.%s", walk_names + pair->refused[i].call->name,
			 walk_names + pair->refused[i].op->name);
		json_array_append_new(names, json_string(text));
	}
	json_object_set(json, "refused", names);
	cli_json_text(json, "refused_for", pair->program);
out:
	json_decref(names);
	return json;
}

static void print_json(const struct status *status)
{
	json_t *answer = json_object(), *tools = json_array();
	char release[8];
	uint16_t i;

	bridge_release_text(status->xen, release);
	cli_json_text(answer, "xen", status->xen ? release : NULL);
	cli_json_text(answer, "arch", lay_abi_names[status->abi]);
	cli_json_text(answer, "library", status->system.library);
	json_object_set_new(answer, "enabled", json_boolean(status->system.enabled));
	cli_json_text(answer, "given", status->system.given);
	for (i = 0; i < walk_n_releases; i++)
		json_array_append_new(tools,
				      pair_json(status, walk_releases[i], &status->pairs[i]));
	json_object_set_new(answer, "tools", tools);
	json_object_set_new(answer, "processes",
			    bridge_processes_json(&status->system, true, true));
	status->cli->answer = answer;
}

/* --- for people */

static void print_pairs(const struct status *status)
{
	static const char *const heads[] = { "TOOLS",      "PAIR",    "AS THEY ARE",
					     "TRANSLATED", "REFUSED", "INSTALLED" };
	struct table table = {
		.heads = heads, .aligns = "llrrrl", .columns = CLI_COUNT(heads), .shown = 6
	};
	const struct bridge_pair *pair;
	const char *file;
	char release[8];
	uint16_t i;

	table_start(&table, status->cli);
	for (i = 0; i < walk_n_releases; i++) {
		pair = &status->pairs[i];
		bridge_release_text(walk_releases[i], release);
		table_text(&table, release);
		table_text(&table, verdict(status, walk_releases[i], pair));
		table_number(&table, pair->n_as_is, "");
		table_number(&table, pair->n_translated, "");
		table_number(&table, pair->n_refused, "");
		file = installed(status, walk_releases[i]);
		table_text(&table, file ? file : "-");
	}
	table_print(&table, status->cli);
}

/* What does not work of the tools that are here; of all tools where the question is about another Xen. */
static void print_refused(const struct status *status)
{
	const struct bridge_pair *pair;
	uint16_t i;
	size_t j;

	for (i = 0; i < walk_n_releases; i++) {
		pair = &status->pairs[i];
		if (!pair->n_refused ||
		    (!status->cli->release && !installed(status, walk_releases[i])))
			continue;
		printf("%u.%u refused:", walk_releases[i] >> 8, walk_releases[i] & 0xff);
		for (j = 0; j < pair->n_refused && j < BRIDGE_REFUSED_MOST; j++)
			printf(" %s.%s", walk_names + pair->refused[j].call->name,
			       walk_names + pair->refused[j].op->name);
		if (pair->program)
			printf(" (%s cannot do without: %s)", pair->program, pair->story);
		putchar('\n');
	}
}

static void print_processes(const struct status *status)
{
	static const char *const heads[] = { "PID", "PROGRAM", "TOOLS", "BRIDGE" };
	struct table table = {
		.heads = heads, .aligns = "rlll", .columns = CLI_COUNT(heads), .shown = 4
	};
	const struct bridge_process *process;
	char release[8];
	size_t i;

	if (geteuid() != 0)
		fputs("xabi: note: only root can see other users' processes\n", stderr);
	if (!status->system.n_processes)
		return;
	putchar('\n');
	table_start(&table, status->cli);
	for (i = 0; i < status->system.n_processes; i++) {
		process = &status->system.processes[i];
		table_number(&table, process->pid, "");
		table_text(&table, process->name);
		bridge_release_text(process->tools, release);
		table_text(&table, process->tools ? release : "-");
		table_text(&table, process->bridged ? "yes" : "no");
	}
	table_print(&table, status->cli);
}

static void print_text(const struct status *status)
{
	const struct bridge_system *system = &status->system;

	if (status->xen)
		printf("xen       %u.%u on %s\n", status->xen >> 8, status->xen & 0xff,
		       lay_abi_names[status->abi]);
	else
		puts("xen       does not run here (--release R asks about another one)");
	printf("library   %s\n",
	       system->library ? system->library : "not installed (the package xabi-bridge)");
	printf("enabled   %s\n", system->enabled ? "yes, by " BRIDGE_CONF : "no");
	printf("given     %s\n", !system->linker ? "not known: there is no ldconfig"
				 : system->given ? system->given
						 : "none: no libxencall.so.1 is installed");
	if (status->xen) {
		putchar('\n');
		print_pairs(status);
		print_refused(status);
	}
	print_processes(status);
}

int bridge_status(struct cli *cli)
{
	struct status status = { .cli = cli,
				 .xen = host_release(cli->release),
				 .abi = abi_of(cli->arch) };
	uint16_t i;

	bridge_look(&status.system);
	status.pairs = cli_alloc(walk_n_releases, sizeof(*status.pairs));
	for (i = 0; status.xen && i < walk_n_releases; i++)
		if (!bridge_pair(walk_releases[i], status.xen, status.abi, &status.pairs[i]))
			cli_die(XABI_ERROR_SYSTEM, "out of memory");
	if (cli->json)
		print_json(&status);
	else
		print_text(&status);
	free(status.pairs);
	bridge_forget(&status.system);
	return 0;
}
