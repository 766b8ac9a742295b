/* SPDX-License-Identifier: MIT */
/*
 * The provider stands any calls, one after another, and any memory behind their buffers: it answers each with a status that
 * the spec has, and touches nothing but its own.
 *
 * An input is a sequence of calls: a byte that chooses the op, one that says which slots follow (bit 6: a page of memory
 * does), then eight bytes for each of those; the others are what is usual there: 0, or a page for a buffer.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "provider/core/probe.h"
#include "provider/host/host.h"

#define PAGE      4096u
#define MAX_CALLS 1024

static uint64_t n_calls;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How many calls that was in all goes to a file, for libFuzzer counts inputs. */
static void write_calls(void)
{
	const char *path = getenv("FUZZ_CALLS");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (file) {
		fprintf(file, "%" PRIu64 "\n", n_calls);
		fclose(file);
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return atexit(write_calls);
}

/* The next N bytes of the input; zeros behind its end. */
static void take(const uint8_t **data, size_t *size, void *ret_bytes, size_t n)
{
	size_t there = n < *size ? n : *size;

	memset(ret_bytes, 0, n);
	memcpy(ret_bytes, *data, there);
	*data += there;
	*size -= there;
}

static struct xabi_call next_call(const uint8_t **data, size_t *size, struct xabi_host *host)
{
	struct xabi_call call = { 0 };
	uint8_t chosen[2], bytes[64];
	unsigned int i;

	take(data, size, chosen, sizeof(chosen));
	call.op = xabi_ops[chosen[0] % XABI_OPS];
	for (i = 6 - 2 * (call.op >> 6 & 3); i < 6; i += 2) {
		call.in[i] = i * PAGE;
		call.in[i + 1] = PAGE;
	}
	for (i = 0; i < 6; i++)
		if (chosen[1] >> i & 1)
			take(data, size, &call.in[i], sizeof(call.in[i]));
	if (chosen[1] >> 6 & 1) {
		take(data, size, bytes, sizeof(bytes));
		for (i = 2; i < 6; i += 2)
			xabi_host_store(host, 1, i * PAGE, bytes, sizeof(bytes));
	}
	return call;
}

static bool is_status(uint16_t status)
{
#define CASE(number, name, doc) case number:
	switch (status) {
		XABI_STATUS_EACH(CASE)
		return true;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Small, so that little time goes into making and ending a host. */
	const struct xabi_host_config config = {
		.memory = 256 << 10, .allowance = 64 << 10, .gpa_limit = 4 << 20, .grant_frames = 4
	};
	struct xabi_host *host = xabi_host_new(&config);
	struct xabi_caller *caller;
	struct xabi_call call;
	unsigned int n;

	for (n = 0; host && size && n < MAX_CALLS; n++) {
		call = next_call(&data, &size, host);
		caller = xabi_host_caller(host, n % 8 ? 1 : 0, 0);
		if (!caller)
			break; /* the call before has ended it */
		xabi_provide(caller, &call);
		n_calls++;
		if (!is_status(call.status))
			abort();
	}
	if (host)
		xabi_host_free(host);
	return 0;
}
