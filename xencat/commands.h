/* SPDX-License-Identifier: MIT */
/* What the commands share: their options, and how they end. */
#ifndef XENCAT_COMMANDS_H
#define XENCAT_COMMANDS_H

#include "xencat/lay.h"

enum command_status { COMMAND_FINE = 0, COMMAND_DIFFERS = 1, COMMAND_USAGE = 2 };

/* Which options a command takes. */
enum {
	OPTION_RELEASE = 1 << 0,
	OPTION_ARCH = 1 << 1,
	OPTION_COMMIT = 1 << 2,
	OPTION_CC = 1 << 3,
	OPTION_JSON = 1 << 4,
	OPTION_ALL = 1 << 5,
	OPTION_CHECK = 1 << 6,
	OPTION_LATER = 1 << 7,
};

struct options {
	const char *argument; /* the one that is no option, or NULL */
	const char *into;     /* the catalogue's layout folder */
	const char *commit;
	const char *cc;
	bool has_release, has_arch, json, all, check, later;
	uint16_t release;
	enum lay_abi arch;
};

/*
 * Reads what stands behind a command's name. USAGE is printed for --help, which ends the program. A wrong option is
 * explained on stderr and ends it too, with COMMAND_USAGE.
 */
void options_parse(struct options *options, int argc, char **argv, unsigned int takes,
		   const char *usage);
/* Ends the program with COMMAND_USAGE, after saying what is missing. */
_Noreturn void options_wrong(const char *usage, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Each gets its name in argv[0] and returns the exit status. */
int command_emit(int argc, char **argv);
int command_extract(int argc, char **argv);
int command_check(int argc, char **argv);
int command_show(int argc, char **argv);
int command_format(int argc, char **argv);

#endif
