/* SPDX-License-Identifier: MIT */
/* xabi bridge: programs of another release of Xen on this one, for a command or for all. docs/bridge.md. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/bridge.h"

/* --- run */

static int run(struct cli *cli)
{
	const char *before = getenv("LD_LIBRARY_PATH"), *const *words = cli->words + 1;
	char *folder, *path;

	if (!words[0])
		cli_die(XABI_ERROR_USAGE, "say what to run: xabi bridge run -- xl list");
	if (cli->release) {
		host_release(cli->release);
		setenv("XABI_BRIDGE_TOOLS", cli->release, 1);
	}
	folder = bridge_folder();
	if (asprintf(&path, "%s%s%s", folder, before && *before ? ":" : "", before ? before : "") <
	    0)
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	setenv("LD_LIBRARY_PATH", path, 1);
	free(path);
	free(folder);
	unsetenv("XABI_BRIDGE"); /* which might be off */
	execvp(words[0], (char *const *)words);
	cli_die(XABI_ERROR_SYSTEM, "cannot run '%s': %s", words[0], strerror(errno));
}

/* --- enable, disable */

/* Who may write it could have all of Xen's tools do what he likes. */
static void check_owner(const char *path)
{
	struct stat stat;

	if (lstat(path, &stat) != 0)
		cli_die(XABI_ERROR_SYSTEM, "cannot look at %s: %s", path, strerror(errno));
	if (stat.st_uid != 0 || (!S_ISLNK(stat.st_mode) && stat.st_mode & (S_IWGRP | S_IWOTH)))
		cli_die(XABI_ERROR_SYSTEM,
			"others than root may write %s, and all of Xen's tools would load it: "
			"install the package xabi-bridge",
			path);
}

/* Whole or not at all; the linker takes names that end with .conf only. */
static void write_conf(const char *folder)
{
	static const char fresh[] = BRIDGE_CONF ".new";
	FILE *file = fopen(fresh, "we");
	bool written;

	if (!file)
		cli_die(XABI_ERROR_SYSTEM, "cannot write %s: %s%s", fresh, strerror(errno),
			errno == EACCES ? " (run this as root: sudo xabi ...)" : "");
	written = fprintf(file, "# By xabi bridge enable; xabi bridge disable takes it away.\n%s\n",
			  folder) > 0;
	if (fclose(file) != 0 || !written || rename(fresh, BRIDGE_CONF) != 0) {
		int error = errno;

		unlink(fresh);
		cli_die(XABI_ERROR_SYSTEM, "cannot write %s: %s", BRIDGE_CONF, strerror(error));
	}
}

static void print_restart(const struct bridge_system *system, bool bridged)
{
	const struct bridge_process *process = system->processes;
	bool some = false, xenstored = false;
	size_t i;

	for (i = 0; i < system->n_processes; i++) {
		if (process[i].bridged == bridged)
			continue;
		if (!some)
			puts("these go on as they are until they are started anew:");
		some = true;
		printf("  %u %s\n", process[i].pid, process[i].name);
		xenstored |= strstr(process[i].name, "xenstored") != NULL;
	}
	if (xenstored)
		puts("xenstored cannot be started anew while domains use it: that is for the next boot");
}

/* What was done, or that nothing was to be done. */
static void tell(struct cli *cli, struct bridge_system *system, bool enabled, bool changed)
{
	if (cli->json) {
		cli->answer = json_object();
		json_object_set_new(cli->answer, "enabled", json_boolean(enabled));
		json_object_set_new(cli->answer, "changed", json_boolean(changed));
		cli_json_text(cli->answer, "file", BRIDGE_CONF);
		cli_json_text(cli->answer, "given", system->given);
		json_object_set_new(cli->answer, "restart",
				    bridge_processes_json(system, false, !enabled));
		return;
	}
	if (!changed)
		printf("nothing to do: %s is %s\n", BRIDGE_CONF, enabled ? "there" : "not there");
	else if (enabled)
		puts("wrote " BRIDGE_CONF ", and ran ldconfig");
	else
		puts("took " BRIDGE_CONF " away, and ran ldconfig");
	printf("programs are given %s\n", system->given ? system->given : "no libxencall.so.1");
	print_restart(system, enabled);
}

static void undo(void)
{
	unlink(BRIDGE_CONF);
	bridge_refresh();
}

static int enable(struct cli *cli)
{
	char *folder = bridge_folder();
	struct bridge_system system;
	bool changed;

	bridge_look(&system);
	changed = !system.enabled || !system.given || strcmp(system.given, system.library) != 0;
	if (!system.linker)
		cli_die(XABI_ERROR_SYSTEM,
			"there is no ldconfig here: put %s into LD_LIBRARY_PATH of what starts "
			"Xen's tools instead",
			folder);
	if (changed) {
		check_owner(folder);
		check_owner(system.library);
		write_conf(folder);
		if (!bridge_refresh()) {
			undo();
			cli_die(XABI_ERROR_SYSTEM, "ldconfig failed; all is as it was");
		}
		bridge_forget(&system);
		bridge_look(&system);
		if (!system.given || strcmp(system.given, system.library) != 0) {
			undo();
			cli_die(XABI_ERROR_SYSTEM,
				"ldconfig puts %s ahead of %s: does /etc/ld.so.conf include "
				"/etc/ld.so.conf.d/*.conf first? All is as it was",
				system.given ? system.given : "nothing", system.library);
		}
	}
	tell(cli, &system, true, changed);
	bridge_forget(&system);
	free(folder);
	return 0;
}

static int disable(struct cli *cli)
{
	struct bridge_system system;
	bool changed = unlink(BRIDGE_CONF) == 0;

	if (!changed && errno != ENOENT)
		cli_die(XABI_ERROR_SYSTEM, "cannot take %s away: %s%s", BRIDGE_CONF,
			strerror(errno),
			errno == EACCES ? " (run this as root: sudo xabi ...)" : "");
	if (changed && !bridge_refresh())
		cli_die(XABI_ERROR_SYSTEM,
			"took %s away, but ldconfig failed: run it, or programs go on getting the "
			"bridge",
			BRIDGE_CONF);
	bridge_look(&system);
	tell(cli, &system, false, changed);
	bridge_forget(&system);
	return 0;
}

/* To add one: a row here, its words in xabi-bridge(1). */
static const struct {
	const char *name;
	bool takes_command;
	int (*run)(struct cli *cli);
} words[] = {
	{ "status", false, bridge_status },
	{ "run", true, run },
	{ "enable", false, enable },
	{ "disable", false, disable },
};

int cmd_bridge(struct cli *cli)
{
	size_t i;

	for (i = 0; i < CLI_COUNT(words); i++)
		if (strcmp(words[i].name, cli->domain) == 0)
			break;
	if (i == CLI_COUNT(words))
		cli_die(XABI_ERROR_USAGE,
			"xabi bridge has status, run, enable and disable, not '%s'", cli->domain);
	if (!words[i].takes_command && cli->words[1])
		cli_die(XABI_ERROR_USAGE, "xabi bridge %s takes no argument, not '%s'",
			words[i].name, cli->words[1]);
	return words[i].run(cli);
}
