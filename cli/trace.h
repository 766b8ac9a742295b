/* SPDX-License-Identifier: MIT */
/* What the parts of `xabi trace` share. */
#ifndef CLI_TRACE_H
#define CLI_TRACE_H

#include <stdio.h>
#include <sys/types.h>

#include "cli/cli.h"
#include "codec/walk_print.h"

/* --- the processes: trace_follow.c */

/* What a thread hands to the kernel, or gets from it. */
struct trace_ioctl {
	pid_t tid, pid;
	uint8_t abi; /* enum walk_abi */
	uint64_t request, address;
	int64_t result; /* after it; negative for an errno */
	bool ended;     /* after it: the thread was gone before it came back */
	uint64_t ns;
};

struct trace_follower {
	/*
	 * ENTER is called ahead of an ioctl and returns what LEAVE gets after it, or NULL if it does not want that. The thread
	 * is stopped then and its memory can be read.
	 */
	void *(*enter)(void *context, const struct trace_ioctl *ioctl);
	void (*leave)(void *context, const struct trace_ioctl *ioctl, void *call);
	void *context;
};

/*
 * Starts WORDS and follows it and what it starts to its end; or, if there are none, the process PID with all its threads, until a
 * signal to end, too. Who is left then goes on without a tracer. The exit status of WORDS; 128 and more for a signal; 0 of PID.
 */
int trace_follow(const struct trace_follower *follower, const char *const *words, pid_t pid);

/* --- their memory: trace_memory.c */

/* Where a thread is stopped: ahead of its ioctl or behind it. */
struct trace_memory {
	pid_t tid;
	bool after;
	/* Pages that had to be got in the slow way. */
	struct {
		uint64_t address;
		uint8_t *bytes; /* NULL: nothing is there */
	} pages[4];
	unsigned int n_pages;
};

/* For struct walk: BYTES of a thread that is stopped at its ioctl. */
bool trace_read(void *memory, uint64_t address, void *data, size_t bytes);
void trace_memory_release(struct trace_memory *memory);

/* Signals that came for a thread while its memory was read, to be sent again. */
void trace_send_again(pid_t tid);

/* --- the calls: trace_device.c, trace_json.c */

/* An ioctl of Linux's drivers for Xen that is no hypercall; NULL: it is none of these. */
const struct trace_device *trace_device_find(uint64_t request);
const char *trace_device_name(const struct trace_device *device);

/* Passes over its argument, as walk_in() and walk_out() are over a hypercall's; its address is in register 0. */
struct trace_walk {
	struct walk walk;                  /* first */
	const struct trace_device *device; /* NULL: it is a hypercall */
};
void trace_device_in(struct walk *walk);
void trace_device_out(struct walk *walk);
/* The domain that it is about; false if it is about none. */
bool trace_device_target(struct trace_walk *walk, uint64_t *ret_domain);

/* What a pass gives, as an object. */
json_t *trace_json(struct walk *walk, void (*pass)(struct walk *walk));

#endif
