/* SPDX-License-Identifier: MIT */
/*
 * Where a suite runs: something that carries XABI calls out, and the memory of the caller. The
 * interpreter and the fixtures know nothing else of it, so that they are the same in a process with
 * a simulated host and in a guest. To run it against another implementation: fill this in, and call
 * conformance_run() for each case.
 */
#ifndef CONFORMANCE_ENV_H
#define CONFORMANCE_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "xabi/call.h"

struct env {
	void *context; /* the environment's own */
	const char *name;
	/* The caller's own memory, backed, that nothing else uses: at least 2048 granules. */
	uint64_t ram, ram_bytes;
	/* From where on nothing is; 0: beyond all the memory that memory.size tells of. */
	uint64_t empty;

	/* Before each case: as if nothing had been called before. */
	void (*reset)(struct env *env);
	void (*call)(struct env *env, struct xabi_call *call);
	/* The caller's memory by guest-physical address; it is there. */
	void (*read)(struct env *env, uint64_t at, void *ret_bytes, uint32_t n);
	void (*write)(struct env *env, uint64_t at, const void *bytes, uint32_t n);

	/* What follows may be NULL; the cases that need it are then unreached. */

	/* From now on the caller may not, or may again, use an op. */
	bool (*deny)(struct env *env, uint16_t op, bool denied);
	/* How often, at most, the last call read one byte of the caller's memory. */
	unsigned int (*fetches)(struct env *env);
	/* What the base call has in an input slot in place of the least that the spec allows, where the provider lacks that. */
	void (*instead)(struct env *env, uint16_t op, uint8_t slot, uint64_t *number);
	/* Why the environment would not survive the op's success, or NULL: it would. */
	const char *(*spare)(struct env *env, uint16_t op);
};

#endif
