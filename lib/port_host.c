/* SPDX-License-Identifier: MIT */
/*
 * A simulated machine in this process (provider/host): host:domains=5,cpus=8. Its domains take turns in what they do, one
 * running, one waiting, one paused, one ended. Its clock is the real one, unless it is told to stand still.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/port.h"
#include "provider/host/host.h"

#define UP_NS     UINT64_C(100000000000) /* the machine has run for so long when it is opened */
#define SECOND_NS UINT64_C(1000000000)

struct options {
	struct xabi_host_config config;
	uint32_t still;
	uint32_t buffer;
};

struct simulated {
	struct port port;
	struct xabi_host *host;
	struct xabi_caller *process; /* this one, in the control domain */
	uint32_t domains;
	bool still;
	uint64_t last; /* real time */
};

/*
 * The options. To add one: a row here, with how many of the field's unit one is, and its words in docs/man/xabi.1.
 */
#define CONFIG(field) \
	offsetof(struct options, config.field), sizeof(((struct options *)0)->config.field)
static const struct {
	const char *name;
	size_t at, bytes;
	uint64_t times;
	uint64_t most;
} options[] = {
	{ "domains", CONFIG(domains), 1, 1024 },
	{ "vcpus", CONFIG(vcpus), 1, 64 },
	{ "cpus", CONFIG(cpus), 1, 64 },
	{ "memory", CONFIG(memory), 1 << 20, 512 },
	{ "granule", CONFIG(granule), 1 << 10, 1024 },
	{ "sealed", CONFIG(sealed), 1, 1 },
	{ "still", offsetof(struct options, still), sizeof(uint32_t), 1, 1 },
	{ "buffer", offsetof(struct options, buffer), sizeof(uint32_t), 1, 1 << 20 },
};

#define N_OPTIONS (sizeof(options) / sizeof(options[0]))

/* NAME=NUMBER, or NAME for 1. */
static int set_option(const char *text, struct options *set, struct xabi_error *ret_error)
{
	size_t len = strcspn(text, "="), i;
	uint64_t value = 1;
	char *end = NULL;

	for (i = 0; i < N_OPTIONS; i++)
		if (strncmp(options[i].name, text, len) == 0 && !options[i].name[len])
			break;
	if (i == N_OPTIONS)
		return error_set(
			ret_error, XABI_ERROR_USAGE,
			"host: has no option '%s': domains, vcpus, cpus, memory (MiB), granule (KiB), sealed, still, buffer (bytes)",
			text);
	if (text[len])
		value = strtoull(text + len + 1, &end, 10);
	if (value == 0 || value > options[i].most || (end && (end == text + len + 1 || *end)))
		return error_set(ret_error, XABI_ERROR_USAGE, "host: %s is a number from 1 to %llu",
				 options[i].name, (unsigned long long)options[i].most);
	value *= options[i].times;
	memcpy((char *)set + options[i].at, &value, options[i].bytes); /* little-endian */
	return 0;
}

static int read_options(const char *name, struct options *set, struct xabi_error *ret_error)
{
	char *copy = strdup(name), *at, *text;
	int code = 0;

	if (!copy)
		return error_set(ret_error, XABI_ERROR_SYSTEM, "out of memory");
	for (text = strtok_r(copy, ",", &at); text && !code; text = strtok_r(NULL, ",", &at))
		code = set_option(text, set, ret_error);
	free(copy);
	return code;
}

/* ---- the machine ---- */

static uint64_t real_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * SECOND_NS + (uint64_t)now.tv_nsec;
}

static void name_of(uint32_t domain, char ret_name[32])
{
	static const char *const names[] = { "Domain-0", "web", "database", "mail", "archive" };

	if (domain < sizeof(names) / sizeof(names[0]))
		snprintf(ret_name, 32, "%s", names[domain]);
	else
		snprintf(ret_name, 32, "guest-%u", domain);
}

/* A guest's first words, 40 bytes a call. */
static void say(struct xabi_caller *caller, const char *text)
{
	struct xabi_call call = { .op = XABI_OP_CONSOLE_PUT };

	call.in[XABI_IN_CONSOLE_PUT_SIZE] = strnlen(text, 40);
	memcpy(&call.in[XABI_IN_CONSOLE_PUT_TEXT0], text, call.in[XABI_IN_CONSOLE_PUT_SIZE]);
	xabi_provide(caller, &call);
}

static void ask(struct xabi_caller *caller, uint16_t op, uint64_t a0)
{
	struct xabi_call call = { .op = op, .in = { a0 } };

	xabi_provide(caller, &call);
}

/* What each domain does. */
static void populate(struct simulated *simulated)
{
	struct xabi_host *host = simulated->host;
	struct xabi_caller *guest;
	char name[32], text[64];
	uint16_t i;

	for (i = 1; i < simulated->domains; i++) {
		guest = xabi_host_caller(host, i, 0);
		name_of(i, name);
		snprintf(text, sizeof(text), "%s: a simulated guest\n", name);
		say(guest, text);
		if (i % 4 == 2)
			xabi_host_block(host, i, 0, true);
	}
	xabi_host_block(host, 0, 0, true);
	xabi_host_advance(host, UP_NS);
	for (i = 1; i < simulated->domains; i++) {
		if (i % 4 == 3)
			ask(simulated->process, XABI_OP_LIFECYCLE_PAUSE, i);
		if (i % 4 == 0)
			ask(xabi_host_caller(host, i, 0), XABI_OP_POWER_SHUTDOWN,
			    XABI_SHUTDOWN_REASON_POWEROFF);
	}
	simulated->last = real_ns();
}

static void host_call(struct port *port, struct xabi_call *call)
{
	struct simulated *simulated = (struct simulated *)port;
	uint64_t now = real_ns();

	if (!simulated->still)
		xabi_host_advance(simulated->host, now - simulated->last);
	simulated->last = now;
	xabi_provide(simulated->process, call);
}

/* ---- its xenstore ---- */

static bool lives(const struct simulated *simulated, unsigned int domain)
{
	return domain <= UINT16_MAX &&
	       xabi_host_caller(simulated->host, (uint16_t)domain, 0) != NULL;
}

static void reply(struct xenstore_request *request, const char *text, size_t bytes)
{
	request->reply = malloc(bytes + 1);
	if (!request->reply) {
		request->error = ENOMEM;
		return;
	}
	memcpy(request->reply, text, bytes);
	request->reply[bytes] = '\0';
	request->bytes = bytes;
	request->error = 0;
}

/* The numbers of those that live, a NUL behind each. */
static void reply_directory(const struct simulated *simulated, struct xenstore_request *request)
{
	char *list = malloc(8 * (size_t)simulated->domains);
	size_t used = 0;
	uint32_t i;

	for (i = 0; list && i < simulated->domains; i++)
		if (lives(simulated, i))
			used += (size_t)snprintf(list + used, 8, "%u", i) + 1;
	if (list)
		reply(request, list, used);
	free(list);
}

/* A guest here does as it is asked, at once. */
static void obey(struct simulated *simulated, uint16_t domain, const char *wish)
{
	static const struct {
		const char *wish;
		uint32_t reason;
	} wishes[] = {
		{ "poweroff", XABI_SHUTDOWN_REASON_POWEROFF },
		{ "halt", XABI_SHUTDOWN_REASON_POWEROFF },
		{ "reboot", XABI_SHUTDOWN_REASON_REBOOT },
		{ "suspend", XABI_SHUTDOWN_REASON_SUSPEND },
	};
	size_t i;

	for (i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++)
		if (strcmp(wishes[i].wish, wish) == 0)
			ask(xabi_host_caller(simulated->host, domain, 0), XABI_OP_POWER_SHUTDOWN,
			    wishes[i].reason);
}

static void answer(struct simulated *simulated, struct xenstore_request *request)
{
	char name[32], leaf[32] = "";
	unsigned int domain;

	request->error = ENOENT;
	if (request->type == XENSTORE_DIRECTORY && strcmp(request->path, "/local/domain") == 0)
		reply_directory(simulated, request);
	if (sscanf(request->path, "/local/domain/%5u/%31s", &domain, leaf) != 2 ||
	    !lives(simulated, domain))
		return;
	if (request->type == XENSTORE_READ && strcmp(leaf, "name") == 0) {
		name_of(domain, name);
		reply(request, name, strlen(name));
	}
	if (strcmp(leaf, "control/shutdown") != 0)
		return;
	if (request->type == XENSTORE_WRITE)
		obey(simulated, (uint16_t)domain, request->value);
	reply(request, "", 0);
}

static bool host_xenstore(struct port *port, struct xenstore_request *requests, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		answer((struct simulated *)port, &requests[i]);
	return true;
}

/* ---- the port ---- */

static int host_close(struct port *port, struct xabi_error *ret_error)
{
	struct simulated *simulated = (struct simulated *)port;

	(void)ret_error;
	xabi_host_free(simulated->host);
	free(simulated);
	return 0;
}

static const struct port_ops host_ops = {
	.call = host_call,
	.xenstore = host_xenstore,
	.close = host_close,
};

int port_host_open(const char *name, struct port **ret_port, struct xabi_error *ret_error)
{
	struct options set = { .config = { .domains = 5 } };
	struct simulated *simulated;
	int code = read_options(name, &set, ret_error);

	if (code)
		return code;
	simulated = calloc(1, sizeof(*simulated));
	if (!simulated)
		return error_set(ret_error, XABI_ERROR_SYSTEM, "out of memory");
	simulated->host = xabi_host_new(&set.config);
	if (!simulated->host) {
		code = error_set(
			ret_error, errno == EINVAL ? XABI_ERROR_USAGE : XABI_ERROR_SYSTEM,
			errno == EINVAL
				? "host: there is no such machine: a granule is a power of two, and memory a multiple of it"
				: "out of memory");
		free(simulated);
		return code;
	}
	simulated->port = (struct port){ .ops = &host_ops, .abi = abi_own(), .dom0 = true };
	simulated->process = xabi_host_process(simulated->host, 0);
	simulated->domains = set.config.domains;
	simulated->still = set.still;
	if (set.buffer)
		simulated->process->buffer_size = set.buffer;
	populate(simulated);
	*ret_port = &simulated->port;
	return 0;
}
