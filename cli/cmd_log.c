/* SPDX-License-Identifier: MIT */
/* xabi log: the hypervisor's console messages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cli.h"

#define CHUNK   (64 * 1024)
#define POLL_NS 500000000

/* A log as it comes in pieces: the last piece's unfinished line waits here for its end. */
struct log {
	uint64_t next;
	char *line;
	size_t len;
	json_t *lines; /* NULL: print them */
};

static void put_line(struct log *log)
{
	char *clean;

	while (log->len && log->line[log->len - 1] == '\r')
		log->len--;
	clean = cli_clean(log->line, log->len);
	if (log->lines)
		json_array_append_new(log->lines, json_string(clean));
	else
		puts(clean);
	free(clean);
	log->len = 0;
}

static void take(struct log *log, const char *text, size_t len)
{
	size_t i;

	log->line = realloc(log->line, log->len + len + 1);
	if (!log->line)
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	for (i = 0; i < len; i++) {
		if (text[i] == '\n')
			put_line(log);
		else
			log->line[log->len++] = text[i];
	}
}

/* All that there is now. */
static void read_on(struct cli *cli, struct log *log)
{
	static char text[CHUNK];
	struct xabi_call call = { .op = XABI_OP_HOST_LOG };
	uint64_t len;

	do {
		call.in[XABI_IN_HOST_LOG_FROM] = log->next;
		call.in[XABI_BUF_HOST_LOG_TEXT] = (uintptr_t)text;
		call.in[XABI_BUF_HOST_LOG_TEXT + 1] = sizeof(text);
		cli_call(cli, &call);
		len = call.out[XABI_OUT_HOST_LOG_TEXT_NEEDED];
		log->next = call.out[XABI_OUT_HOST_LOG_NEXT];
		take(log, text, len);
	} while (len == sizeof(text));
}

int cmd_log(struct cli *cli)
{
	const struct timespec poll = { .tv_nsec = POLL_NS };
	struct log log = { .lines = cli->json ? json_array() : NULL };

	if (cli->follow && cli->json)
		cli_die(XABI_ERROR_USAGE,
			"--follow and --json do not go together: one object has an end");
	read_on(cli, &log);
	while (cli->follow && fflush(stdout) == 0) {
		nanosleep(&poll, NULL);
		read_on(cli, &log);
	}
	if (log.len)
		put_line(&log);
	if (cli->json) {
		cli->answer = json_object();
		json_object_set_new(cli->answer, "lines", log.lines);
	}
	free(log.line);
	return 0;
}
