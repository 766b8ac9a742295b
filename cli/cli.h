/* SPDX-License-Identifier: MIT */
/* What the commands of `xabi` share. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <jansson.h>
#include <popt.h>
#include <stdbool.h>
#include <stdint.h>

#include "xabi/xabi.h"

struct cli {
	const char *on;      /* URI of the route, NULL for the default */
	const char *domain;  /* as the user named it, NULL if not; of `abi`: what to do */
	const char *name;    /* of `abi`: of what, NULL if not said */
	const char *release; /* --release, --arch */
	const char *arch;
	const char *columns; /* -o, NULL without */
	const char *interval;
	const char *count;
	int json;
	int stats;
	int trace;
	int no_header;
	int yes;
	int follow;
	int timeout; /* seconds */
	int help;
	int version;
	int batch;
	int summary;
	const char *pid; /* of `trace`: --pid, --only, --about, --to */
	const char *only;
	const char *about;
	const char *to;
	const char **
		words; /* files of `audit`, the command of `trace`, what `bridge` is to do; NULL behind the last, NULL if none was said */
	struct xabi *xabi; /* NULL for a command that needs no Xen */
	json_t *answer;    /* what --json prints when the command is done; NULL: nothing then */
};

/* A command runs with an open route and prints to stdout. It returns the program's exit status. */
int cmd_abi(struct cli *cli);
int cmd_audit(struct cli *cli);
int cmd_bridge(struct cli *cli);
int cmd_driver(struct cli *cli);
int cmd_info(struct cli *cli);
int cmd_list(struct cli *cli);
int cmd_show(struct cli *cli);
int cmd_vcpus(struct cli *cli);
int cmd_topology(struct cli *cli);
int cmd_log(struct cli *cli);
int cmd_metrics(struct cli *cli);
int cmd_top(struct cli *cli);
int cmd_watch(struct cli *cli);
int cmd_pause(struct cli *cli);
int cmd_unpause(struct cli *cli);
int cmd_shutdown(struct cli *cli);
int cmd_reboot(struct cli *cli);
int cmd_destroy(struct cli *cli);
int cmd_trace(struct cli *cli);

/* CALL, or the end of the program with its error. */
void cli_call(struct cli *cli, struct xabi_call *call);

/* xabi_call(), told on stderr with --trace. */
int cli_try(struct cli *cli, struct xabi_call *call);

/* Prints "xabi: ..." and ends with CODE, the number of the error (xabi/xabi.h). */
void cli_die(int code, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));

/* Never NULL: the program ends where there is no memory. cli_alloc() zeroes, cli_grow() keeps what MEMORY holds. */
void *cli_alloc(size_t n, size_t size);
void *cli_grow(void *memory, size_t n, size_t size);

/*
 * TEXT[0..LEN) as a program or a terminal can take it: what is no UTF-8 becomes U+FFFD, and a control character (a guest
 * may have chosen the text) a '?'. For the caller to free().
 */
char *cli_clean(const char *text, size_t len);

/* Characters, not bytes. */
size_t text_width(const char *text);

/* The name of a value of an enum, from the spec's X-macro; "unknown" in a number's clothes for any other. */
struct cli_name {
	uint64_t value;
	const char *name;
};
#define CLI_NAME(number, text, doc) { number, text },
const char *cli_name_of(const struct cli_name *names, size_t n, uint64_t value, char spare[24]);
#define cli_name(names, value, spare) \
	cli_name_of(names, sizeof(names) / sizeof((names)[0]), value, spare)

/* The names of the bits set in FLAGS, joined by JOIN, into TEXT. */
void cli_flags_text(const struct cli_name *names, size_t n, uint64_t flags, const char *join,
		    char *ret_text, size_t size);

/*
 * Members of a JSON object. A NULL text and a number of all ones, the spec's "none", are null. Names of flags become an
 * array.
 */
void cli_json_text(json_t *object, const char *key, const char *text);
void cli_json_number(json_t *object, const char *key, uint64_t number);
void cli_json_flags(json_t *object, const char *key, const struct cli_name *names, size_t n,
		    uint64_t flags);
/* For commands whose JSON is an object a line. Takes OBJECT. */
void cli_json_line(json_t *object);
#define CLI_COUNT(names) (sizeof(names) / sizeof((names)[0]))

/* The release that --release names, checked; without, what the kernel says of the Xen below it, 0 if there is none. 0x0411 for 4.17. */
uint16_t host_release(const char *asked);

/* host.c. What host_bytes() and host_text() (cleaned) return is for the caller to free(). */
void host_info(struct cli *cli, struct xabi_host_info *ret_info);
/* How many elements of SIZE, WANTED at most, one call's buffer can take. */
uint64_t host_batch(struct cli *cli, size_t size, uint64_t wanted);
/* OP is host.cpus or one with the same slots: fills LIST, N elements of SIZE, from number 0 on; how many there are. */
uint64_t host_list(struct cli *cli, uint16_t op, void *list, uint64_t n, size_t size);
char *host_bytes(struct cli *cli, uint64_t item, size_t *ret_len);
char *host_text(struct cli *cli, uint64_t item);

/* The domains of the host, with their names. domains.c */
struct domains {
	struct xabi_domain_info *list;
	char **names; /* cleaned; NULL for a domain without one */
	size_t n, room;
};

void domains_get(struct cli *cli, struct domains *ret_domains);
/* The list anew, without names, in the memory that DOMAINS has. */
void domains_list(struct cli *cli, struct domains *domains);
void domains_release(struct domains *domains);

/*
 * The domain that cli->domain names: its number, its name, its uuid, or the start of a name or uuid that fits no other.
 * The program ends with its own message where none or several fit.
 */
size_t domains_find(const struct cli *cli, const struct domains *domains);
/* The same; one that is dying is refused. */
size_t domains_find_living(const struct cli *cli, const struct domains *domains);

/* The domain's state now; false if it is gone. */
bool domain_get(struct cli *cli, uint16_t domain, struct xabi_domain_info *ret_info);

/* Waits until DONE(cli, CONTEXT), asking it ten times a second, so many seconds. Whether it came. */
bool cli_wait(struct cli *cli, unsigned int seconds, bool (*done)(struct cli *cli, void *context),
	      void *context);

/* The name, or the uuid of a domain that has none. TEXT is room for that. */
const char *domain_label(const struct domains *domains, size_t index, char text[37]);
void format_uuid(const uint8_t uuid[16], char ret_text[37]);

/* "blocked", "shutdown (crash)", "paused,blocked" ... */
void format_state(const struct xabi_domain_info *domain, char *ret_text, size_t size);
json_t *domain_json(const struct xabi_domain_info *domain, const char *name);

/*
 * The domains, looked at again and again. A domain is the same as long as its number and uuid are: Xen gives numbers
 * again. Names are asked for where one is new, and for all only now and then; one that xenstore forgets stays. Memory
 * grows with the most domains seen at once, not with looks. cmd_watch.c
 */
struct look {
	/* Of those in the look before only the ones that are gone have their names left. */
	struct domains domains;
	size_t *was;        /* each one's index in the look before, LOOK_NEW if it was not there */
	unsigned int *seen; /* looks that it has been there for, this one included */
	size_t room;        /* in each of these, and in the names */
	uint64_t at;        /* clock_ns() */
};
#define LOOK_NEW SIZE_MAX

struct watch {
	struct look now, before;
	uint64_t looks;
};

void watch_look(struct cli *cli, struct watch *watch);
void watch_release(struct watch *watch);

/* --interval in ns, and --count, UINT64_MAX without. The program ends where they are none. */
uint64_t watch_interval(const struct cli *cli, uint64_t without);
uint64_t watch_count(const struct cli *cli);

/* When a look was, as RFC 3339 has it, in UTC. */
void watch_time(const struct look *look, char ret_text[32]);

/*
 * A table: cells are added row by row, each for the next column, and copied. A column is as wide as its widest cell; numbers
 * are flush right. -o chooses columns by their heads in lower case, blanks as '_'; the others' cells are dropped.
 */
#define TABLE_COLUMNS_MAX 32

struct cell {
	size_t at; /* in the texts */
	unsigned int width;
};

struct table {
	const char *const *heads;
	const char *aligns; /* one of 'l', 'r' a column */
	size_t columns;
	size_t shown; /* without -o: the first so many */
	/* the rest is table.c's */
	uint8_t chosen[TABLE_COLUMNS_MAX]; /* columns in the order of printing */
	uint8_t place[TABLE_COLUMNS_MAX];  /* of a wanted column among those kept of a row */
	bool wanted[TABLE_COLUMNS_MAX];
	unsigned int width[TABLE_COLUMNS_MAX];
	size_t n_chosen, kept, next;
	struct cell *cells;
	size_t n_cells, cells_room;
	char *text;
	size_t used, room;
};

void table_start(struct table *table, const struct cli *cli);
void table_text(struct table *table, const char *text);
void table_number(struct table *table, uint64_t number,
		  const char *unit);                  /* UNIT with its blank, or "" */
void table_seconds(struct table *table, uint64_t ns); /* to a tenth */
/* Prints, and gives the cells back. */
void table_print(struct table *table, const struct cli *cli);

#endif
