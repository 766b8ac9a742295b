/* SPDX-License-Identifier: MIT */
/*
 * A provider in a process: a machine with simulated domains, which carries out every op of the spec. Tests, fuzzers and
 * the conformance suite call it with xabi_provide(); `xabi --on host:` too (lib/port_host.c).
 *
 *	struct xabi_host *host = xabi_host_new(&(struct xabi_host_config){ .domains = 2 });
 *	struct xabi_call call = { .op = XABI_OP_EVENT_OPEN };
 *
 *	xabi_provide(xabi_host_caller(host, 1, 0), &call);
 *
 * Nothing happens by itself: time passes when a test says so, and one call at a time. Two hosts know nothing of each
 * other.
 */
#ifndef PROVIDER_HOST_H
#define PROVIDER_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "xabi/provider.h"

/* What is 0 is as the comment says; all but the first of each domain. Limits are small, so that tests reach them. */
struct xabi_host_config {
	uint32_t domains;      /* 3: the control domain, number 0, and guests; at most 1024 */
	uint32_t vcpus;        /* 2; the first is online. At most 64 */
	uint32_t ports;        /* 128: their numbers are below that; 8 to 4096 */
	uint32_t held_ports;   /* 1: so many from 1 on are Xen's own */
	uint32_t maptrack;     /* 64 mappings */
	uint32_t grant_frames; /* 4: the most that the grant table can have; at most 64 */
	uint32_t watchdogs;    /* 2 */
	uint64_t memory;       /* 16 MiB, from address 0 on */
	uint64_t allowance;    /* 1 MiB: that may be populated beyond it */
	uint64_t gpa_limit;    /* 1 GiB, which is also the most */
	uint64_t granule;      /* 4 KiB; a power of two, at least that */
	uint64_t buffer_size;  /* 64 KiB, which is also the most */
	uint32_t cpus;         /* 4: of the machine */
	bool sealed;           /* guests are: what they do not share is out of reach */
	bool one_format;       /* grant tables have version 1 only */
	bool no_areas;         /* time and state of a vCPU are calls */
};

struct xabi_host;

/* NULL: no memory, or a configuration that cannot be (errno says which). */
struct xabi_host *xabi_host_new(const struct xabi_host_config *config);
void xabi_host_free(struct xabi_host *host);

/* A vCPU of a domain; NULL: there is none. It is the host's, and gone when the domain is. */
struct xabi_caller *xabi_host_caller(struct xabi_host *host, uint16_t domain, uint32_t vcpu);

/*
 * A process in a domain, through a kernel that hands its calls on: as that domain's first vCPU, but its buffers are named by
 * this process's own addresses.
 */
struct xabi_caller *xabi_host_process(struct xabi_host *host, uint16_t domain);

/* From now on the domain may, or may not, use the op (not of extension base). False: there is no such op or domain. */
bool xabi_host_allow(struct xabi_host *host, uint16_t domain, uint16_t op, bool allowed);

/*
 * A domain's memory as the domain sees it: RAM, and what it has mapped. False, with nothing copied, where something of it is
 * not there, or not to be written.
 */
bool xabi_host_load(struct xabi_host *host, uint16_t domain, uint64_t at, void *ret_bytes,
		    size_t bytes);
bool xabi_host_store(struct xabi_host *host, uint16_t domain, uint64_t at, const void *from,
		     size_t bytes);

/* How often, at most, the last call read one byte of its buffers. */
uint32_t xabi_host_fetches(const struct xabi_host *host);

/* Lets time pass: timers and watchdogs run out on the way, and areas are kept. */
void xabi_host_advance(struct xabi_host *host, uint64_t ns);

/* Raises one of a vCPU's virqs, as a person at Xen's console can. */
void xabi_host_raise(struct xabi_host *host, uint16_t domain, uint32_t vcpu, uint32_t virq);

/* The vCPU waits for an event, or does not. */
void xabi_host_block(struct xabi_host *host, uint16_t domain, uint32_t vcpu, bool blocked);

/* How many times a vCPU was told of events: an interrupt each. */
uint32_t xabi_host_upcalls(const struct xabi_host *host, uint16_t domain, uint32_t vcpu);

/* What a domain has written to Xen's console so far; valid until its next call. Not NUL-terminated. */
size_t xabi_host_console(const struct xabi_host *host, uint16_t domain, const char **ret_text);

/* A person types at Xen's console for the domain. */
void xabi_host_type(struct xabi_host *host, uint16_t domain, const char *text);

#endif
