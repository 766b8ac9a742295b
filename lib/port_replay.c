/* SPDX-License-Identifier: MIT */
/* A recording (recording.h) in place of a hypervisor. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/port.h"
#include "lib/recording.h"

struct bytes {
	size_t size; /* of the area; only of what came in */
	uint8_t *data;
	size_t used;
};

/* A question and its answer: a hypercall, or a xenstore request. */
struct entry {
	bool is_xenstore;
	bool used;
	bool answered; /* its last line was there */
	/* a hypercall */
	unsigned int number;
	uint64_t reg[LOWER_REGISTERS];
	struct bytes in[LOWER_AREAS], out[LOWER_AREAS];
	int64_t result;
	/* a xenstore request */
	uint32_t type;
	char *path;
	struct bytes reply;
	int error;
	bool none;
};

struct replay {
	struct port port;
	struct entry *entries;
	size_t n_entries;
	void *memory;
};

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Hexadecimal TEXT into *RET. False if it is not that, or there is no memory. */
static bool parse_hex(const char *text, struct bytes *ret)
{
	size_t n = strlen(text) / 2, i;
	int high, low;

	ret->data = malloc(n + 1);
	if (!ret->data || strlen(text) % 2)
		return false;
	for (i = 0; i < n; i++) {
		high = hex_digit(text[2 * i]);
		low = hex_digit(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		ret->data[i] = (uint8_t)(high << 4 | low);
	}
	ret->used = n;
	return true;
}

static struct entry *new_entry(struct replay *replay)
{
	struct entry *grown = realloc(replay->entries, (replay->n_entries + 1) * sizeof(*grown));

	if (!grown)
		return NULL;
	replay->entries = grown;
	grown += replay->n_entries++;
	memset(grown, 0, sizeof(*grown));
	return grown;
}

static bool parse_question(struct replay *replay, const char *line)
{
	struct entry *entry;
	uint64_t reg[LOWER_REGISTERS];
	unsigned int number;
	int end = 0;

	if (sscanf(line,
		   "hypercall %*s %u %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 "%n",
		   &number, &reg[0], &reg[1], &reg[2], &reg[3], &reg[4], &end) == 6 &&
	    !line[end]) {
		entry = new_entry(replay);
		if (!entry)
			return false;
		entry->number = number;
		memcpy(entry->reg, reg, sizeof(reg));
		return true;
	}
	if (sscanf(line, "xenstore %u %n", &number, &end) == 1 && end && line[end]) {
		entry = new_entry(replay);
		if (!entry)
			return false;
		entry->is_xenstore = true;
		entry->type = number;
		entry->path = strdup(line + end);
		return entry->path != NULL;
	}
	return false;
}

/* The lines below a question. */
static bool parse_answer(struct entry *entry, const char *line)
{
	unsigned int area;
	size_t size;
	int end = 0;

	if (entry->is_xenstore) {
		entry->answered = true;
		if (strncmp(line, "reply ", 6) == 0 && !entry->reply.data)
			return parse_hex(line + 6, &entry->reply);
		entry->none = strcmp(line, "none") == 0;
		return entry->none || sscanf(line, "error %d", &entry->error) == 1;
	}
	if (sscanf(line, "result %" SCNd64, &entry->result) == 1)
		return entry->answered = true;
	if (sscanf(line, "in %u %zu%n", &area, &size, &end) == 2 && area < LOWER_AREAS &&
	    !entry->in[area].data) {
		entry->in[area].size = size;
		return parse_hex(line + end + (line[end] == ' '), &entry->in[area]) &&
		       entry->in[area].used <= size;
	}
	if (sscanf(line, "out %u%n", &area, &end) == 1 && area < LOWER_AREAS &&
	    !entry->out[area].data)
		return parse_hex(line + end + (line[end] == ' '), &entry->out[area]) &&
		       entry->out[area].used <= entry->in[area].size;
	return false;
}

static bool parse_line(struct replay *replay, const char *line, unsigned int number)
{
	if (number == 1)
		return strcmp(line, RECORDING_HEAD) == 0;
	if (!*line || *line == '#')
		return true;
	if (replay->n_entries && !replay->entries[replay->n_entries - 1].answered)
		return parse_answer(&replay->entries[replay->n_entries - 1], line);
	if (strncmp(line, "abi ", 4) == 0) {
		replay->port.abi = abi_of_name(line + 4);
		return replay->port.abi != 0;
	}
	if (strncmp(line, "dom0 ", 5) == 0) {
		replay->port.dom0 = strcmp(line + 5, "yes") == 0;
		return replay->port.dom0 || strcmp(line + 5, "no") == 0;
	}
	return parse_question(replay, line);
}

static int parse(struct replay *replay, FILE *file, const char *name, struct xabi_error *ret_error)
{
	unsigned int number = 0;
	char *line = NULL;
	size_t room = 0;
	int code = 0;

	while (!code && getline(&line, &room, file) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		if (!parse_line(replay, line, ++number))
			code = error_set(
				ret_error, XABI_ERROR_RECORDING, "%s:%u: %s", name, number,
				number == 1
					? "this is not a recording (its first line is not '" RECORDING_HEAD
					  "'); make one with --on record:FILE"
					: "a recording has no such line here; was the file changed?");
	}
	if (!code && (number == 0 || !replay->port.abi ||
		      (replay->n_entries && !replay->entries[replay->n_entries - 1].answered)))
		code = error_set(ret_error, XABI_ERROR_RECORDING,
				 "%s: the recording is empty or cut off", name);
	free(line);
	return code;
}

/* Whether an area, as it is before the call, is the one recorded. The element area is known by its size. */
static bool same_area(const struct lower_area *area, const struct bytes *in, bool by_size)
{
	static const uint8_t zero[64];
	size_t at = in->used, part;

	if (area->bytes != in->size)
		return false;
	if (by_size || !area->bytes)
		return true;
	if (in->used && memcmp(area->data, in->data, in->used) != 0)
		return false;
	for (; at < area->bytes; at += part) {
		part = area->bytes - at < sizeof(zero) ? area->bytes - at : sizeof(zero);
		if (memcmp((const uint8_t *)area->data + at, zero, part) != 0)
			return false;
	}
	return true;
}

static bool same_hypercall(const struct entry *entry, const struct lower_hypercall *hypercall)
{
	return !entry->is_xenstore && entry->number == hypercall->plan->hypercall &&
	       memcmp(entry->reg, hypercall->reg, sizeof(entry->reg)) == 0 &&
	       same_area(&hypercall->area[0], &entry->in[0], false) &&
	       same_area(&hypercall->area[1], &entry->in[1], true);
}

static int replay_memory(struct port *port, size_t bytes, void **ret_memory,
			 struct xabi_error *ret_error)
{
	struct replay *replay = (struct replay *)port;

	free(replay->memory);
	replay->memory = malloc(bytes ? bytes : 1);
	if (!replay->memory)
		return error_set(ret_error, XABI_ERROR_SYSTEM, "out of memory");
	*ret_memory = replay->memory;
	return 0;
}

/* A question that is asked several times has its answers in turn, and then the last again; so have those of xenstore. */
static int64_t replay_hypercall(struct port *port, const struct lower_hypercall *hypercall)
{
	struct replay *replay = (struct replay *)port;
	struct entry *entry, *found = NULL;
	size_t i;

	for (i = 0; i < replay->n_entries && !(found && !found->used); i++) {
		entry = &replay->entries[i];
		if (same_hypercall(entry, hypercall))
			found = entry;
	}
	if (!found) {
		port->incomplete = true;
		return -ENOSYS;
	}
	found->used = true;
	for (i = 0; i < LOWER_AREAS; i++) {
		if (!hypercall->area[i].bytes)
			continue;
		memset(hypercall->area[i].data, i == LOWER_ARGUMENT ? 0 : LOWER_POISON,
		       hypercall->area[i].bytes);
		if (found->out[i].used)
			memcpy(hypercall->area[i].data, found->out[i].data, found->out[i].used);
	}
	return found->result;
}

static bool same_request(const struct entry *entry, const struct xenstore_request *request)
{
	size_t len = strlen(request->path);

	if (!entry->is_xenstore || entry->type != request->type ||
	    strncmp(entry->path, request->path, len) != 0)
		return false;
	if (!request->value)
		return !entry->path[len];
	return entry->path[len] == ' ' && strcmp(entry->path + len + 1, request->value) == 0;
}

/* False if the recording says that there was no xenstore. */
static bool replay_one(const struct replay *replay, struct xenstore_request *request)
{
	struct entry *found = NULL;
	size_t i;

	for (i = 0; i < replay->n_entries && !(found && !found->used); i++)
		if (same_request(&replay->entries[i], request))
			found = &replay->entries[i];
	request->error = found ? found->error : ENOENT;
	if (!found)
		return true;
	found->used = true;
	if (found->none || found->error)
		return !found->none;
	request->bytes = found->reply.used;
	request->reply = calloc(1, request->bytes + 1);
	if (!request->reply)
		request->error = ENOMEM;
	else if (request->bytes)
		memcpy(request->reply, found->reply.data, request->bytes);
	return true;
}

static bool replay_xenstore(struct port *port, struct xenstore_request *requests, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!replay_one((struct replay *)port, &requests[i]))
			return false;
	return true;
}

static int replay_close(struct port *port, struct xabi_error *ret_error)
{
	struct replay *replay = (struct replay *)port;
	size_t i, j;

	(void)ret_error;
	for (i = 0; i < replay->n_entries; i++) {
		for (j = 0; j < LOWER_AREAS; j++) {
			free(replay->entries[i].in[j].data);
			free(replay->entries[i].out[j].data);
		}
		free(replay->entries[i].path);
		free(replay->entries[i].reply.data);
	}
	free(replay->entries);
	free(replay->memory);
	free(replay);
	return 0;
}

static const struct port_ops replay_ops = {
	.memory = replay_memory,
	.hypercall = replay_hypercall,
	.xenstore = replay_xenstore,
	.close = replay_close,
};

/* The recording NAME; a bare name that is no file here may be one of those that are installed. */
static FILE *open_recording(const char *name)
{
	static const char *const dirs[] = { XABI_DATADIR, "/usr/share" };
	FILE *file = fopen(name, "re");
	char path[256];
	size_t i;
	int len;

	for (i = 0; !file && errno == ENOENT && !strchr(name, '/') && i < 2; i++) {
		len = snprintf(path, sizeof(path), "%s/xabi/%s.rec", dirs[i], name);
		if (len > 0 && (size_t)len < sizeof(path))
			file = fopen(path, "re");
	}
	return file;
}

int port_replay_open(const char *name, struct port **ret_port, struct xabi_error *ret_error)
{
	struct xabi_error ignored;
	struct replay *replay;
	FILE *file;
	int code;

	if (!name || !*name)
		return error_set(ret_error, XABI_ERROR_USAGE,
				 "replay: needs a file: --on replay:FILE");
	file = open_recording(name);
	if (!file)
		return error_set(ret_error, XABI_ERROR_SYSTEM, "cannot read the recording %s: %s",
				 name, strerror(errno));
	replay = calloc(1, sizeof(*replay));
	if (!replay) {
		fclose(file);
		return error_set(ret_error, XABI_ERROR_SYSTEM, "out of memory");
	}
	replay->port.ops = &replay_ops;
	code = parse(replay, file, name, ret_error);
	fclose(file);
	if (code)
		replay_close(&replay->port, &ignored);
	else
		*ret_port = &replay->port;
	return code;
}
