/* SPDX-License-Identifier: MIT */
/* What `xabi bridge` finds out of the system. */
#ifndef CLI_BRIDGE_H
#define CLI_BRIDGE_H

#include "cli/cli.h"

/* The dynamic linker looks through such files in the order of their names: this one comes ahead of Debian's. */
#define BRIDGE_CONF "/etc/ld.so.conf.d/000-xabi-bridge.conf"

/* The folder of an installed libxenctrl.so, whose name has a release in it. */
struct bridge_tools {
	uint16_t release;
	char *file;
};

/* A process that has a libxencall.so.1 in its memory. */
struct bridge_process {
	unsigned int pid;
	uint16_t tools; /* 0: it has no libxenctrl */
	bool bridged;
	char name[32];
};

struct bridge_system {
	char *library; /* the bridge's file, NULL where it is not installed */
	char *given;   /* the libxencall.so.1 that programs are given; NULL: none */
	bool enabled;  /* BRIDGE_CONF is there */
	bool linker;   /* there is an ldconfig to ask */
	struct bridge_tools *tools;
	size_t n_tools;
	struct bridge_process *processes;
	size_t n_processes;
};

/* The folder of the library, or the end of the program. For the caller to free(). */
char *bridge_folder(void);
void bridge_look(struct bridge_system *ret_system);
void bridge_forget(struct bridge_system *system);

/* Runs ldconfig, which makes known what stands in /etc/ld.so.conf.d. False if it fails. */
bool bridge_refresh(void);

/* "4.17" */
void bridge_release_text(uint16_t release, char ret_text[8]);

/* The processes as JSON. BRIDGED: those that have it, or those that have not. */
json_t *bridge_processes_json(const struct bridge_system *system, bool all, bool bridged);

/* xabi bridge status */
int bridge_status(struct cli *cli);

#endif
