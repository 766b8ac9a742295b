/* SPDX-License-Identifier: MIT */
/* Another port, with a record of all that passes it (recording.h). */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/port.h"
#include "lib/recording.h"

struct record {
	struct port port;
	struct port *below;
	FILE *file;
	char *name;
};

static void put_bytes(FILE *file, const char *what, unsigned int area, size_t bytes,
		      const uint8_t *data, size_t used)
{
	fprintf(file, "%s %u", what, area);
	if (bytes)
		fprintf(file, " %zu", bytes);
	if (used)
		fputc(' ', file);
	while (used--)
		fprintf(file, "%02x", *data++);
	fputc('\n', file);
}

/* Bytes of DATA before those that are FILLER to the end. */
static size_t used_bytes(const uint8_t *data, size_t bytes, uint8_t filler)
{
	while (bytes && data[bytes - 1] == filler)
		bytes--;
	return bytes;
}

static int record_memory(struct port *port, size_t bytes, void **ret_memory,
			 struct xabi_error *ret_error)
{
	struct record *record = (struct record *)port;

	return record->below->ops->memory(record->below, bytes, ret_memory, ret_error);
}

static int64_t record_hypercall(struct port *port, const struct lower_hypercall *hypercall)
{
	struct record *record = (struct record *)port;
	const struct lower_area *area = hypercall->area;
	FILE *file = record->file;
	int64_t result;
	unsigned int i;

	fprintf(file, "hypercall %s %u", hypercall->plan->name, hypercall->plan->hypercall);
	for (i = 0; i < LOWER_REGISTERS; i++)
		fprintf(file, " %" PRIu64, hypercall->reg[i]);
	fputc('\n', file);
	if (area[0].bytes)
		put_bytes(file, "in", 0, area[0].bytes, area[0].data,
			  used_bytes(area[0].data, area[0].bytes, 0));
	if (area[1].bytes)
		put_bytes(file, "in", 1, area[1].bytes, NULL, 0);
	result = record->below->ops->hypercall(record->below, hypercall);
	if (area[0].bytes)
		put_bytes(file, "out", 0, 0, area[0].data,
			  used_bytes(area[0].data, area[0].bytes, 0));
	if (area[1].bytes)
		put_bytes(file, "out", 1, 0, area[1].data,
			  used_bytes(area[1].data, area[1].bytes, LOWER_POISON));
	fprintf(file, "result %" PRId64 "\n", result);
	return result;
}

static bool record_xenstore(struct port *port, struct xenstore_request *requests, size_t n)
{
	struct record *record = (struct record *)port;
	FILE *file = record->file;
	bool there = record->below->ops->xenstore(record->below, requests, n);
	size_t i, j;

	for (i = 0; i < n; i++) {
		fprintf(file, "xenstore %" PRIu32 " %s%s%s\n", requests[i].type, requests[i].path,
			requests[i].value ? " " : "", requests[i].value ? requests[i].value : "");
		if (!there) {
			fputs("none\n", file);
		} else if (requests[i].error) {
			fprintf(file, "error %d\n", requests[i].error);
		} else {
			fputs("reply ", file);
			for (j = 0; j < requests[i].bytes; j++)
				fprintf(file, "%02x", (uint8_t)requests[i].reply[j]);
			fputc('\n', file);
		}
	}
	return there;
}

static int record_close(struct port *port, struct xabi_error *ret_error)
{
	struct record *record = (struct record *)port;
	int code = record->below->ops->close(record->below, ret_error);
	int failed = ferror(record->file);

	if (fclose(record->file) != 0 || failed)
		code = error_set(ret_error, XABI_ERROR_SYSTEM, "the recording %s is incomplete: %s",
				 record->name, strerror(errno));
	free(record->name);
	free(record);
	return code;
}

static const struct port_ops record_ops = {
	.memory = record_memory,
	.hypercall = record_hypercall,
	.xenstore = record_xenstore,
	.close = record_close,
};

int port_record_open(const char *name, struct port **ret_port, struct xabi_error *ret_error)
{
	struct record *record = NULL;
	struct port *below = NULL;
	struct xabi_error ignored;
	int code;

	if (!name || !*name)
		return error_set(ret_error, XABI_ERROR_USAGE,
				 "record: needs a file: --on record:FILE");
	code = port_privcmd_open(NULL, &below, ret_error);
	if (code)
		return code;
	record = calloc(1, sizeof(*record));
	if (record)
		record->name = strdup(name);
	if (!record || !record->name) {
		code = error_set(ret_error, XABI_ERROR_SYSTEM, "out of memory");
		goto failed;
	}
	record->file = fopen(name, "we");
	if (!record->file) {
		code = error_set(ret_error, XABI_ERROR_SYSTEM, "cannot write the recording %s: %s",
				 name, strerror(errno));
		goto failed;
	}
	record->port = (struct port){ .ops = &record_ops, .abi = below->abi, .dom0 = below->dom0 };
	record->below = below;
	fprintf(record->file, RECORDING_HEAD "\nabi %s\ndom0 %s\n", abi_name(below->abi),
		below->dom0 ? "yes" : "no");
	*ret_port = &record->port;
	return 0;
failed:
	below->ops->close(below, &ignored);
	if (record)
		free(record->name);
	free(record);
	return code;
}
