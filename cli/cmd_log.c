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
	json_t *lines; /* an array for them; NULL: print them */
	bool json;     /* each as an object */
};

static void put_line(struct log *log)
{
	char *clean;
	json_t *json;

	while (log->len && log->line[log->len - 1] == '\r')
		log->len--;
	clean = cli_clean(log->line, log->len);
	if (log->lines) {
		json_array_append_new(log->lines, json_string(clean));
	} else if (log->json) {
		json = json_object();
		cli_json_text(json, "line", clean);
		cli_json_line(json);
	} else {
		puts(clean);
	}
	free(clean);
	log->len = 0;
}

static void take(struct log *log, const char *text, size_t len)
{
	size_t i;

	log->line = cli_grow(log->line, log->len + len + 1, 1);
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
	struct log log = { .lines = cli->json && !cli->follow ? json_array() : NULL,
			   .json = cli->json };

	read_on(cli, &log);
	while (cli->follow && fflush(stdout) == 0) {
		nanosleep(&poll, NULL);
		read_on(cli, &log);
	}
	if (log.len)
		put_line(&log);
	if (log.lines) {
		cli->answer = json_object();
		json_object_set_new(cli->answer, "lines", log.lines);
	}
	free(log.line);
	return 0;
}
