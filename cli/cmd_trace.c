/* SPDX-License-Identifier: MIT */
/* xabi trace: every hypercall that a program makes, and what else it asks of Linux's drivers for Xen. docs/trace.md. */
#include <errno.h>
#include <fnmatch.h>
#include <linux/ioctl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cli/trace.h"

/* Linux, include/uapi/xen/privcmd.h: { u64 op, arg[5] }, and { u16 dom, num; buffers }. */
#define PRIVCMD_HYPERCALL _IOC(_IOC_NONE, 'P', 0, 48)
#define PRIVCMD_DM_OP     _IOC(_IOC_NONE, 'P', 5, 16)

#define ELEMENTS 8     /* of a list that are shown */
#define TEXT     32768 /* bytes of a line */

/* For --summary. */
struct total {
	char name[64];
	uint64_t calls, errors, ns;
};

struct trace {
	struct cli *cli;
	FILE *to;
	uint16_t release;
	bool fitted; /* a call was wanted */
	bool has_about;
	uint64_t about;
	char text[TEXT];
	struct total *totals;
	size_t n_totals;
};

/* A call that is going on. */
struct call {
	struct trace_walk walk;
	char name[64];
	char *in;     /* as text, or */
	json_t *json; /* as JSON; neither with --summary */
};

/* --- which release */

/* What the kernel says of the Xen below it; without one, the newest that is known. */
static uint16_t release_of(const char *asked)
{
	uint16_t release = host_release(asked);

	return release ? release : walk_releases[walk_n_releases - 1];
}

/* --- which calls */

static bool fits(const char *pattern, size_t len, const char *name)
{
	char *text = strndup(pattern, len);
	bool fit;

	if (!text)
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	fit = fnmatch(text, name, 0) == 0 || (strncmp(name, text, len) == 0 && name[len] == '.');
	free(text);
	return fit;
}

static bool is_wanted(const char *only, const char *name)
{
	size_t len;

	if (!only)
		return true;
	for (; *only; only += len + (only[len] == ',')) {
		len = strcspn(only, ",");
		if (len && fits(only, len, name))
			return true;
	}
	return false;
}

/* --- one call */

static uint64_t hypercall_number(const char *hypercall)
{
	uint16_t i;

	for (i = 0; i < walk_n_hypercalls; i++)
		if (strcmp(walk_names + walk_hypercalls[i].name, hypercall) == 0)
			return walk_hypercalls[i].number;
	return UINT64_MAX; /* nothing is found by that */
}

/* What the ioctl is: a hypercall with its registers, or another one; false if it is none of Xen's. */
static bool identify(struct trace_walk *walk, const struct trace_ioctl *ioctl)
{
	uint8_t argument[48];
	size_t i;

	walk->walk.reg[0] = ioctl->address;
	walk->device = trace_device_find(ioctl->request);
	if (walk->device)
		return true;
	if ((ioctl->request != PRIVCMD_HYPERCALL && ioctl->request != PRIVCMD_DM_OP) ||
	    !trace_read(walk->walk.memory, ioctl->address, argument, _IOC_SIZE(ioctl->request)))
		return false;
	if (ioctl->request == PRIVCMD_HYPERCALL) {
		memcpy(&walk->walk.number, argument, 8);
		for (i = 0; i < WALK_REGISTERS; i++)
			memcpy(&walk->walk.reg[i], argument + 8 + 8 * i, 8);
	} else {
		walk->walk.number = hypercall_number("dm_op");
		for (i = 0; i < 2; i++) {
			walk->walk.reg[i] = 0;
			memcpy(&walk->walk.reg[i], argument + 2 * i, 2);
		}
		memcpy(&walk->walk.reg[2], argument + 8, 8);
	}
	walk_find(&walk->walk);
	return true;
}

static const char *text_of(struct trace *trace, struct walk *walk, void (*pass)(struct walk *walk))
{
	if (walk_print(walk, pass, trace->text, TEXT) >= TEXT)
		memcpy(trace->text + TEXT - 4, "...", 4);
	return trace->text;
}

static void ignore(void *taker, const struct walk_item *item)
{
	(void)taker;
	(void)item;
}

static void *enter(void *context, const struct trace_ioctl *ioctl)
{
	static uint8_t room[WALK_ROOM]; /* threads are stopped one at a time */
	struct trace *trace = context;
	struct trace_memory memory = { .tid = ioctl->tid };
	struct call *call = cli_alloc(1, sizeof(*call));
	struct walk *walk = &call->walk.walk;
	void (*pass)(struct walk * walk);

	*walk = (struct walk){ .release = trace->release,
			       .abi = ioctl->abi,
			       .most = ELEMENTS,
			       .read = trace_read,
			       .memory = &memory,
			       .take = ignore,
			       .room = room,
			       .room_bytes = sizeof(room) };
	if (!identify(&call->walk, ioctl))
		goto unwanted;
	if (call->walk.device)
		snprintf(call->name, sizeof(call->name), "%s",
			 trace_device_name(call->walk.device));
	else
		walk_name(walk, call->name, sizeof(call->name));
	if (!is_wanted(trace->cli->only, call->name))
		goto unwanted;
	trace->fitted = true;
	pass = call->walk.device ? trace_device_in : walk_in;
	if (trace->cli->summary)
		pass(walk);
	else if (trace->cli->json)
		call->json = trace_json(walk, pass);
	else
		call->in = strdup(text_of(trace, walk, pass));
	if (call->walk.device)
		walk->has_target = trace_device_target(&call->walk, &walk->target);
	if (trace->has_about && (!walk->has_target || walk->target != trace->about))
		goto unwanted;
	trace_memory_release(&memory);
	return call;
unwanted:
	trace_memory_release(&memory);
	json_decref(call->json);
	free(call->in);
	free(call);
	return NULL;
}

/* Where a call failed, what it did write is what was too little room for. */
static bool has_answer(const struct trace_ioctl *ioctl)
{
	return !ioctl->ended && (ioctl->result >= 0 || ioctl->result == -ENOBUFS);
}

static void print_json(struct trace *trace, const struct trace_ioctl *ioctl, struct call *call,
		       void (*pass)(struct walk *walk))
{
	const struct walk *walk = &call->walk.walk;
	json_t *line = json_object();
	char *text;

	json_object_set_new(line, "pid", json_integer(ioctl->pid));
	json_object_set_new(line, "tid", json_integer(ioctl->tid));
	json_object_set_new(line, "call", json_string(call->name));
	json_object_set_new(line, "domain",
			    walk->has_target ? json_integer((json_int_t)walk->target)
					     : json_null());
	json_object_set_new(line, "in", call->json);
	call->json = NULL;
	json_object_set_new(line, "result",
			    ioctl->ended ? json_null() : json_integer(ioctl->result));
	json_object_set_new(line, "error",
			    ioctl->result < 0 ? json_string(strerrorname_np((int)-ioctl->result))
					      : json_null());
	json_object_set_new(line, "out",
			    has_answer(ioctl) ? trace_json(&call->walk.walk, pass) : json_null());
	json_object_set_new(line, "duration_ns", json_integer((json_int_t)ioctl->ns));
	text = json_dumps(line, JSON_COMPACT);
	if (!text)
		cli_die(XABI_ERROR_SYSTEM, "cannot make the JSON: out of memory");
	fprintf(trace->to, "%s\n", text);
	free(text);
	json_decref(line);
}

static void print_text(struct trace *trace, const struct trace_ioctl *ioctl,
		       const struct call *call, void (*pass)(struct walk *walk))
{
	const char *error = ioctl->result < 0 ? strerrorname_np((int)-ioctl->result) : NULL;

	fprintf(trace->to, "%d %s%s -> ", ioctl->tid, call->name, call->in ? call->in : "");
	if (ioctl->ended)
		fputs("no answer: it ended", trace->to);
	else if (error)
		fputs(error, trace->to);
	else
		fprintf(trace->to, "%lld", (long long)ioctl->result);
	if (has_answer(ioctl))
		fputs(text_of(trace, (struct walk *)&call->walk.walk, pass), trace->to);
	fprintf(trace->to, " (%llu us)\n", (unsigned long long)ioctl->ns / 1000);
}

static void add_up(struct trace *trace, const struct trace_ioctl *ioctl, const struct call *call)
{
	struct total *total;
	size_t i;

	for (i = 0; i < trace->n_totals; i++)
		if (strcmp(trace->totals[i].name, call->name) == 0)
			break;
	if (i == trace->n_totals) {
		trace->totals = cli_grow(trace->totals, ++trace->n_totals, sizeof(*trace->totals));
		trace->totals[i] = (struct total){ 0 };
		snprintf(trace->totals[i].name, sizeof(trace->totals[i].name), "%s", call->name);
	}
	total = &trace->totals[i];
	total->calls++;
	total->errors += ioctl->ended || ioctl->result < 0;
	total->ns += ioctl->ns;
}

static void leave(void *context, const struct trace_ioctl *ioctl, void *the_call)
{
	struct trace *trace = context;
	struct call *call = the_call;
	struct trace_memory memory = { .tid = ioctl->tid, .after = true };
	void (*pass)(struct walk * walk) = call->walk.device ? trace_device_out : walk_out;

	call->walk.walk.memory = &memory;
	call->walk.walk.result = ioctl->result;
	if (trace->cli->summary)
		add_up(trace, ioctl, call);
	else if (trace->cli->json)
		print_json(trace, ioctl, call, pass);
	else
		print_text(trace, ioctl, call, pass);
	trace_memory_release(&memory);
	json_decref(call->json);
	free(call->in);
	free(call);
}

/* --- all of them */

static int by_time(const void *a, const void *b)
{
	const struct total *left = a, *right = b;

	return (left->ns < right->ns) - (left->ns > right->ns);
}

static void print_summary(struct trace *trace)
{
	const struct total *total;
	json_t *line;
	char *text;
	size_t i;

	if (trace->n_totals)
		qsort(trace->totals, trace->n_totals, sizeof(*trace->totals), by_time);
	if (!trace->cli->json)
		fprintf(trace->to, "%8s %8s %10s %10s  %s\n", "CALLS", "ERRORS", "TIME(us)",
			"MEAN(us)", "CALL");
	for (i = 0; i < trace->n_totals; i++) {
		total = &trace->totals[i];
		if (!trace->cli->json) {
			fprintf(trace->to, "%8llu %8llu %10llu %10llu  %s\n",
				(unsigned long long)total->calls, (unsigned long long)total->errors,
				(unsigned long long)total->ns / 1000,
				(unsigned long long)(total->ns / total->calls / 1000), total->name);
			continue;
		}
		line = json_pack("{s:s, s:I, s:I, s:I}", "call", total->name, "calls",
				 (json_int_t)total->calls, "errors", (json_int_t)total->errors,
				 "duration_ns", (json_int_t)total->ns);
		text = json_dumps(line, JSON_COMPACT);
		if (!text)
			cli_die(XABI_ERROR_SYSTEM, "cannot make the JSON: out of memory");
		fprintf(trace->to, "%s\n", text);
		free(text);
		json_decref(line);
	}
	free(trace->totals);
}

/* A number that is all of TEXT and at most MOST. */
static uint64_t number_of(const char *text, uint64_t most, const char *what)
{
	char *rest;
	unsigned long long number;

	errno = 0;
	number = strtoull(text, &rest, 10);
	if (!*text || *text == '-' || *rest || errno || number > most)
		cli_die(XABI_ERROR_USAGE, "'%s' is no %s", text, what);
	return number;
}

/* Where a program's own output goes is for the program; a process that runs already has its own. */
static FILE *output(const struct cli *cli)
{
	FILE *file;

	if (!cli->to)
		return cli->pid ? stdout : stderr;
	file = fopen(cli->to, "we");
	if (!file)
		cli_die(XABI_ERROR_SYSTEM, "cannot write %s: %s", cli->to, strerror(errno));
	return file;
}

int cmd_trace(struct cli *cli)
{
	static struct trace trace;
	const struct trace_follower follower = { .enter = enter,
						 .leave = leave,
						 .context = &trace };
	pid_t pid = 0;
	int status;

	if (!cli->words == !cli->pid)
		cli_die(XABI_ERROR_USAGE,
			"say what to trace, one of: xabi trace -- COMMAND..., xabi trace --pid PID");
	if (cli->pid)
		pid = (pid_t)number_of(cli->pid, INT32_MAX, "process number");
	trace = (struct trace){ .cli = cli, .release = release_of(cli->release) };
	trace.has_about = cli->about != NULL;
	if (cli->about)
		trace.about = number_of(cli->about, 0x7fff, "domain's number");
	trace.to = output(cli);
	setvbuf(trace.to, NULL, _IOLBF, TEXT);
	status = trace_follow(&follower, cli->words, pid);
	if (cli->summary)
		print_summary(&trace);
	if (cli->only && !trace.fitted)
		fprintf(stderr,
			"xabi: note: no call was made that fits '%s'; xabi abi search finds names\n",
			cli->only);
	if (fflush(trace.to) != 0 || ferror(trace.to))
		cli_die(XABI_ERROR_SYSTEM, "cannot write the trace: %s", strerror(errno));
	if (cli->to)
		fclose(trace.to);
	return status;
}
