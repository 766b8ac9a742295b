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
	struct refusals {
		struct refusal {
			uint64_t count;
			char reason[LINE];
		} rows[32]; /* those that were */
		size_t n;
	} refused, xabi_refused;
	char way[16]; /* of XABI's own calls; "" where the driver has no device for them */
	uint64_t xabi_issued, xabi_failed;
};

/* "refused 7: REASON" */
static bool read_refusal(const char *line, struct refusals *refusals)
{
	struct refusal refusal;

	if (sscanf(line, "refused %" SCNu64 ": %255[^\n]", &refusal.count, refusal.reason) != 2)
		return false;
	if (refusal.count && refusals->n < CLI_COUNT(refusals->rows))
		refusals->rows[refusals->n++] = refusal;
	return true;
}

static void read_status(const char *folder, struct status *status)
{
	FILE *file = open_file(folder, "status");
	char line[LINE];

	while (next_line(file, line)) {
		if (sscanf(line, "xen %15s", status->xen) == 1 ||
		    sscanf(line, "mode %15s", status->mode) == 1 ||
		    sscanf(line, "domain %" SCNu64, &status->domain) == 1 ||
		    sscanf(line, "issued %" SCNu64, &status->issued) == 1 ||
		    sscanf(line, "refused mapping %" SCNu64, &status->mappings) == 1 ||
		    sscanf(line, "xabi way %15s", status->way) == 1 ||
		    sscanf(line, "xabi issued %" SCNu64, &status->xabi_issued) == 1 ||
		    sscanf(line, "xabi failed %" SCNu64, &status->xabi_failed) == 1)
			continue;
		if (strncmp(line, "xabi ", 5) == 0)
			read_refusal(line + 5, &status->xabi_refused);
		else
			read_refusal(line, &status->refused);
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

static json_t *refusals_json(const struct refusals *refusals)
{
	json_t *array = json_array(), *json;
	size_t i;

	for (i = 0; i < refusals->n; i++) {
		json = json_object();
		cli_json_number(json, "calls", refusals->rows[i].count);
		cli_json_text(json, "reason", refusals->rows[i].reason);
		json_array_append_new(array, json);
	}
	return array;
}

static void status_json(struct cli *cli, const struct status *status)
{
	json_t *xabi = json_object();

	cli->answer = json_object();
	cli_json_text(cli->answer, "xen", status->xen);
	cli_json_number(cli->answer, "domain", status->domain);
	cli_json_text(cli->answer, "mode", status->mode);
	cli_json_number(cli->answer, "calls", status->issued);
	cli_json_number(cli->answer, "mappings_refused", status->mappings);
	json_object_set_new(cli->answer, "refused", refusals_json(&status->refused));
	cli_json_text(cli->answer, "last", status->last[0] ? status->last : NULL);
	if (!status->way[0]) {
		json_decref(xabi);
		json_object_set_new(cli->answer, "xabi", json_null());
		return;
	}
	cli_json_text(xabi, "way", status->way);
	cli_json_number(xabi, "calls", status->xabi_issued);
	cli_json_number(xabi, "failed", status->xabi_failed);
	json_object_set_new(xabi, "refused", refusals_json(&status->xabi_refused));
	json_object_set_new(cli->answer, "xabi", xabi);
}

static int status(struct cli *cli, const char *folder)
{
	struct status status = { 0 };
	size_t i;

	read_status(folder, &status);
	if (cli->json) {
		status_json(cli, &status);
		return 0;
	}
	printf("xen               %s\ndomain            %" PRIu64 "\nmode              %s%s\n",
	       status.xen, status.domain, status.mode,
	       strcmp(status.mode, "audit") == 0 ? " (nothing is refused, only told)" : "");
	printf("calls made        %" PRIu64 "\nmappings refused  %" PRIu64 "\n", status.issued,
	       status.mappings);
	for (i = 0; i < status.refused.n; i++)
		printf("calls refused     %" PRIu64 ": %s\n", status.refused.rows[i].count,
		       status.refused.rows[i].reason);
	if (status.way[0])
		printf("XABI's calls      %s\nXABI made         %" PRIu64
		       "\nXABI failed       %" PRIu64 "\n",
		       status.way, status.xabi_issued, status.xabi_failed);
	for (i = 0; i < status.xabi_refused.n; i++)
		printf("XABI refused      %" PRIu64 ": %s\n", status.xabi_refused.rows[i].count,
		       status.xabi_refused.rows[i].reason);
	printf("the last          %s\n", status.last[0] ? status.last : "-");
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

/* --- audit */

struct refused {
	uint64_t count;
	int pid;
	char what[64], why[LINE], program[32];
};

/* COUNT PID WHAT WHY PROGRAM, with a tab between. */
static void read_refused(const char *folder, const char *line, struct refused *refused)
{
	if (sscanf(line, "%" SCNu64 "\t%d\t%63[^\t]\t%255[^\t]\t%31[^\n]", &refused->count,
		   &refused->pid, refused->what, refused->why, refused->program) != 5)
		cli_die(XABI_ERROR_SYSTEM, "%s/refused is none of this driver's: '%s'", folder,
			line);
}

/* The most frequent one first; those of a program together as the driver met them. */
static int more_first(const void *a, const void *b)
{
	const struct refused *one = a, *other = b;

	return (one->count < other->count) - (one->count > other->count);
}

static void audit_row(struct table *table, json_t *array, const struct refused *refused)
{
	json_t *json = json_object();
	char *program = cli_clean(refused->program, strlen(refused->program));

	table_number(table, refused->count, "");
	table_text(table, refused->what);
	table_text(table, refused->why);
	table_text(table, program);
	table_number(table, (uint64_t)refused->pid, "");
	cli_json_number(json, "calls", refused->count);
	cli_json_text(json, "operation", refused->what);
	cli_json_text(json, "reason", refused->why);
	cli_json_text(json, "program", program);
	cli_json_number(json, "pid", (uint64_t)refused->pid);
	json_array_append_new(array, json);
	free(program);
}

static int audit(struct cli *cli, const char *folder)
{
	static const char *const heads[] = { "CALLS", "OPERATION", "REASON", "PROGRAM", "PID" };
	struct table table = {
		.heads = heads, .aligns = "rlllr", .columns = CLI_COUNT(heads), .shown = 5
	};
	struct status status = { 0 };
	struct refused *rows = NULL;
	FILE *file = open_file(folder, "refused");
	json_t *array = json_array();
	char line[2 * LINE];
	size_t n = 0, i;

	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		rows = cli_grow(rows, n + 1, sizeof(*rows));
		read_refused(folder, line, &rows[n++]);
	}
	fclose(file);
	read_status(folder, &status);
	if (n)
		qsort(rows, n, sizeof(*rows), more_first);
	table_start(&table, cli);
	for (i = 0; i < n; i++)
		audit_row(&table, array, &rows[i]);
	free(rows);
	if (!cli->json) {
		json_decref(array);
		table_print(&table, cli);
		return 0;
	}
	cli->answer = json_object();
	cli_json_text(cli->answer, "mode", status.mode);
	json_object_set_new(cli->answer, "refused", array);
	return 0;
}

/* To add one: a row here, its words in xabi-driver(1). */
static const struct {
	const char *name;
	int (*run)(struct cli *cli, const char *folder);
} words[] = {
	{ "status", status },
	{ "list", list },
	{ "audit", audit },
};

int cmd_driver(struct cli *cli)
{
	size_t i;

	for (i = 0; i < CLI_COUNT(words); i++)
		if (strcmp(words[i].name, cli->domain) == 0)
			return words[i].run(cli, cli->name ? cli->name : FOLDER);
	cli_die(XABI_ERROR_USAGE, "xabi driver has status, list and audit, not '%s'", cli->domain);
}
