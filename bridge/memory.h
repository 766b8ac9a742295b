/* SPDX-License-Identifier: MIT */
/*
 * Memory for hypercalls: pages that Xen can always reach, where the kernel has them (/dev/xen/hypercall), else locked ones.
 * A few are kept for the next who asks. Threads may call at the same time.
 */
#ifndef BRIDGE_MEMORY_H
#define BRIDGE_MEMORY_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEMORY_KEPT 8
#define MEMORY_HOT  16 /* a power of two */

struct memory_block {
	uint8_t *start;
	size_t bytes;
	struct memory_block *next;
};

struct memory {
	int fd; /* of /dev/xen/hypercall; -1: there is none */
	pthread_mutex_t lock;
	struct memory_block *used, *kept; /* kept: single pages */
	void *spare;                      /* a page for a call on its way; NULL: it is in use */
	size_t page;
	unsigned int n_kept;
	/* Starts of blocks that are given out, each where its page number has it; of those, what was given out last. */
	uint8_t *hot[MEMORY_HOT];
};

void memory_init(struct memory *memory, int fd);
/* Unmaps all that is there. */
void memory_release(struct memory *memory);

/* Whole pages, of which BYTES are cleared. NULL with errno: there are none. */
void *memory_take(struct memory *memory, size_t bytes);
void memory_give(struct memory *memory, void *start);

/* The same for as long as a call lasts; mostly without a lock. */
void *memory_borrow(struct memory *memory, size_t bytes);
void memory_return(struct memory *memory, void *start, size_t bytes);

/* Whether all of it lies in what memory_take() has given out, so that it can be read and written. */
bool memory_holds(struct memory *memory, uint64_t address, size_t bytes);

#endif
