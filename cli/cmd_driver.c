/* SPDX-License-Identifier: MIT */
/* xabi driver: what the kernel's driver lets processes ask of Xen, and what it has refused. docs/driver.md. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

#define FOLDER "/sys/kernel/debug/xabi"
#define LINE   256

static FILE *open_file(const char *folder, const char *name)
{
	char *path;
	FILE *file;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	file = fopen(path, "re");
	if (!file && (errno == EACCES || errno == EPERM))
		cli_die(XABI_ERROR_NOT_ROOT,
			"you may not read %s: run this as root (sudo xabi ...)", path);
	if (!file && strcmp(folder, FOLDER) != 0)
		cli_die(XABI_ERROR_NO_DEVICE,
			"there is no %s: name a folder that is a copy of " FOLDER, path);
	if (!file && access("/sys/module/xen_privcmd", F_OK) == 0)
		cli_die(XABI_ERROR_NO_DEVICE,
			"there is no %s: the xen-privcmd that is loaded is Linux's own, which refuses nothing, or debugfs is not mounted",
			path);
	if (!file)
		cli_die(XABI_ERROR_NO_DEVICE,
			"there is no %s: the driver is not loaded (modprobe xen-privcmd)", path);
	free(path);
	return file;
}

/* Without its end. False: there is none more. */
static bool next_line(FILE *file, char line[LINE])
{
	if (!fgets(line, LINE, file))
		return false;
	line[strcspn(line, "\n")] = '\0';
	return true;
}

/* --- status */

struct status {
	char xen[16], mode[16], last[LINE];
	uint64_t domain, issued, mappings;
	struct refusal {
		uint64_t count;
		char reason[LINE];
	} refused[32]; /* those that were */
	size_t n_refused;
};

static void read_status(const char *folder, struct status *status)
{
	FILE *file = open_file(folder, "status");
	struct refusal refusal;
	char line[LINE];

	while (next_line(file, line)) {
		if (sscanf(line, "xen %15s", status->xen) == 1 ||
		    sscanf(line, "mode %15s", status->mode) == 1 ||
		    sscanf(line, "domain %" SCNu64, &status->domain) == 1 ||
		    sscanf(line, "issued %" SCNu64, &status->issued) == 1 ||
		    sscanf(line, "refused mapping %" SCNu64, &status->mappings) == 1)
			continue;
		if (sscanf(line, "refused %" SCNu64 ": %255[^\n]", &refusal.count,
			   refusal.reason) == 2 &&
		    refusal.count && status->n_refused < CLI_COUNT(status->refused))
			status->refused[status->n_refused++] = refusal;
	}
	fclose(file);
	if (!status->xen[0] || !status->mode[0])
		cli_die(XABI_ERROR_SYSTEM,
			"%s/status is none of this driver's: it names no Xen and no mode", folder);
	file = open_file(folder, "last");
	if (next_line(file, line))
		memcpy(status->last, line, sizeof(status->last));
	fclose(file);
}

static int status(struct cli *cli, const char *folder)
{
	struct status status = { 0 };
	json_t *refused;
	size_t i;

	read_status(folder, &status);
	if (!cli->json) {
		printf("xen               %s\ndomain            %" PRIu64
		       "\nmode              %s%s\n",
		       status.xen, status.domain, status.mode,
		       strcmp(status.mode, "audit") == 0 ? " (nothing is refused, only told)" : "");
		printf("calls made        %" PRIu64 "\nmappings refused  %" PRIu64 "\n",
		       status.issued, status.mappings);
		for (i = 0; i < status.n_refused; i++)
			printf("calls refused     %" PRIu64 ": %s\n", status.refused[i].count,
			       status.refused[i].reason);
		printf("the last          %s\n", status.last[0] ? status.last : "-");
		return 0;
	}
	cli->answer = json_object();
	cli_json_text(cli->answer, "xen", status.xen);
	cli_json_number(cli->answer, "domain", status.domain);
	cli_json_text(cli->answer, "mode", status.mode);
	cli_json_number(cli->answer, "calls", status.issued);
	cli_json_number(cli->answer, "mappings_refused", status.mappings);
	refused = json_array();
	for (i = 0; i < status.n_refused; i++) {
		json_t *json = json_object();

		cli_json_number(json, "calls", status.refused[i].count);
		cli_json_text(json, "reason", status.refused[i].reason);
		json_array_append_new(refused, json);
	}
	json_object_set_new(cli->answer, "refused", refused);
	cli_json_text(cli->answer, "last", status.last[0] ? status.last : NULL);
	return 0;
}

/* --- list */

static int list(struct cli *cli, const char *folder)
{
	static const char *const heads[] = { "OPERATION", "PROCESS", "LOCKED" };
	struct table table = {
		.heads = heads, .aligns = "lll", .columns = CLI_COUNT(heads), .shown = 3
	};
	FILE *file = open_file(folder, "list");
	char line[LINE], name[LINE], process[16];
	json_t *operations = json_array();

	table_start(&table, cli);
	while (next_line(file, line)) {
		bool unlocked = strstr(line, " unlocked");
		json_t *json = json_object();

		if (sscanf(line, "%255s %15s", name, process) != 2)
			cli_die(XABI_ERROR_SYSTEM, "%s/list is none of this driver's: '%s'", folder,
				line);
		table_text(&table, name);
		table_text(&table, process);
		table_text(&table, unlocked ? "never" : process);
		cli_json_text(json, "name", name);
		cli_json_text(json, "process", process);
		cli_json_text(json, "locked", unlocked ? "never" : process);
		json_array_append_new(operations, json);
	}
	fclose(file);
	if (cli->json) {
		cli->answer = json_object();
		json_object_set_new(cli->answer, "operations", operations);
	} else {
		json_decref(operations);
		table_print(&table, cli);
	}
	return 0;
}

/* To add one: a row here, its words in xabi-driver(1). */
static const struct {
	const char *name;
	int (*run)(struct cli *cli, const char *folder);
} words[] = {
	{ "status", status },
	{ "list", list },
};

int cmd_driver(struct cli *cli)
{
	size_t i;

	for (i = 0; i < CLI_COUNT(words); i++)
		if (strcmp(words[i].name, cli->domain) == 0)
			return words[i].run(cli, cli->name ? cli->name : FOLDER);
	cli_die(XABI_ERROR_USAGE, "xabi driver has status and list, not '%s'", cli->domain);
}
