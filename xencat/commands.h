/* SPDX-License-Identifier: MIT */
/* What the commands share: their options, and how they end. */
#ifndef XENCAT_COMMANDS_H
#define XENCAT_COMMANDS_H

#include "xencat/lay.h"

#define DEFAULT_LAYOUT "catalogue/layout"

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
	OPTION_MASTER = 1 << 8,
};

struct options {
	const char *argument; /* the one that is no option, or NULL */
	const char *into;     /* the catalogue's layout folder */
	const char *commit;
	const char *cc;
	bool has_release, has_arch, json, all, check, later, master;
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

/* What the commands that read hand-written files take instead. */
struct files {
	const char *into;
	const char *output;  /* -o */
	const char *problem; /* --problem */
	/* read; what could not be is reported and left out */
	const struct source **low, **ops, **lib, **facts, **xabi, **use;
	size_t n_low, n_ops, n_lib, n_facts, n_xabi, n_use;
};

/* As options_parse; files are told apart by their suffix. */
void files_parse(struct arena *arena, struct diag *diag, struct files *files, int argc, char **argv,
		 const char *usage);

/* Each gets its name in argv[0] and returns the exit status. */
int command_calls(int argc, char **argv);
int command_emit(int argc, char **argv);
int command_extract(int argc, char **argv);
int command_check(int argc, char **argv);
int command_show(int argc, char **argv);
int command_format(int argc, char **argv);
int command_embed(int argc, char **argv);
int command_header(int argc, char **argv);
int command_json(int argc, char **argv);
int command_lint(int argc, char **argv);
int command_ops(int argc, char **argv);

#endif
