/* SPDX-License-Identifier: MIT */
/* What the files of the simulated host share. Each extension's handlers have a file of their own. */
#ifndef PROVIDER_HOST_INTERNAL_H
#define PROVIDER_HOST_INTERNAL_H

#include "provider/host/host.h"

#define PAGE_BYTES     4096u /* of a grant, an area, a page of event words: whatever the granule */
#define LEAF_PAGES     512u
#define BUFFERS        3u
#define BUFFER_BYTES   65536u
#define BUFFER_PAGES   (BUFFER_BYTES / PAGE_BYTES + 1)
#define FETCHES        4096u /* reads of one call that are remembered */
#define NOWHERE        UINT64_MAX
#define NEVER          UINT64_MAX
#define WORD_BITS      64u
#define EVENT_WORDS    64u
#define FIFO_WORDS     1024u /* ports of a page */
#define FIFO_PAGES     4u
#define QUEUES         16u
#define LOG_BYTES      16384u
#define PARAMS         4u
#define DOMAINS        1024u
#define COUNTER_HZ     UINT64_C(1000000000)
#define PROCESS_BUFFER (UINT64_C(1) << 30) /* a process's needs no pinning */

/* ---- memory: memory.c ---- */

/* A page of the machine. It lives as long as something refers to it: an address, a mapping, an area, a buffer. */
struct frame {
	uint64_t refs; /* so wide that what follows is aligned for what guests keep there */
	uint8_t bytes[PAGE_BYTES];
};

enum kind {
	KIND_EMPTY,
	KIND_RAM,
	KIND_TABLE, /* a frame of its grant table */
	KIND_GRANT, /* of another domain, or its own */
};

/* What is at a guest-physical page of a domain. */
struct place {
	struct frame *frame; /* NULL: empty, or RAM that nobody has touched */
	uint8_t kind;
	bool shared;    /* a sealed domain lets Xen reach it */
	bool read_only; /* for the domain itself */
};

/* ---- areas and vCPUs: vcpu.c ---- */

struct area {
	uint64_t at;         /* NOWHERE: not placed */
	struct frame *frame; /* NULL then */
	uint8_t *bytes;      /* where it is kept: there, or in the host's own; NULL: nowhere */
};

enum run { RUN_RUNNING, RUN_RUNNABLE, RUN_BLOCKED, RUN_OFFLINE, RUNS };

/* The heads of a vCPU's queues, as the guest has them (Xen: public/event_channel.h, evtchn_fifo_control_block). */
struct fifo_heads {
	uint32_t ready;
	uint32_t pad;
	uint32_t head[QUEUES];
};

struct domain;

struct vcpu {
	struct xabi_caller caller; /* first */
	struct domain *domain;
	uint32_t number;
	uint64_t entry, argument;
	struct xabi_runstate run;
	struct xabi_vcpu_events events;
	struct area events_area, clock_area, runstate_area;
	uint32_t upcalls;
	uint8_t vector;
	uint64_t timer, next_period; /* NEVER: they do not run */
	uint64_t period;
	uint32_t virq_port[2]; /* 0: none */
	struct area heads;
	uint32_t tail[QUEUES];
};

/* ---- event channels: event.c, fifo.c ---- */

struct port {
	uint8_t kind; /* XABI_PORT_KIND_* */
	bool held;
	bool pending; /* its word is not there yet */
	uint8_t priority;
	uint32_t vcpu;
	uint16_t peer;      /* domain */
	uint32_t peer_port; /* or virq */
};

/* ---- grants: grant.c ---- */

struct mapping {
	bool live, read_only;
	uint16_t owner;
	uint32_t ref;
	struct frame *frame;
};

/* Frames of the table are the host's; the domain reads and writes them where it has placed them. */
struct table_frame {
	struct frame *frame; /* NULL: the table has not grown so far */
	uint64_t at;         /* NOWHERE: not placed */
};

struct grant_use {
	uint32_t readers, writers; /* mappings that are live */
};

struct grant_table {
	uint32_t version, frames;
	struct table_frame *entries, *status; /* grant_frames of each */
	struct grant_use *uses;               /* by grant */
	uint32_t busy;                        /* mappings that others, or it itself, have of it */
	struct mapping *mappings;
};

struct domain {
	struct xabi_host *host;
	uint16_t number;
	bool dying, shut_down;
	uint32_t shutdown_reason;
	uint32_t pauses;
	uint8_t uuid[16];
	uint8_t mask[XABI_MASK_BYTES];
	struct xabi_caller process;
	struct place *leaves[LEAF_PAGES]; /* NULL: nothing there */
	uint64_t pages, page_limit;
	struct vcpu *vcpus;
	struct port *ports;
	struct xabi_event_bits bits;
	struct area bits_area;
	bool fifo;
	struct frame *words[FIFO_PAGES];
	uint32_t n_words;
	struct grant_table grants;
	uint64_t *watchdogs; /* deadlines, or NEVER */
	uint64_t params[PARAMS];
	uint32_t callback, callback_where;
	char *output;
	size_t output_len, output_room;
	char *input;
	size_t input_at, input_len, input_room;
};

/* A buffer of the call at hand. */
struct pin {
	uint8_t *flat; /* of a process; NULL: frames */
	struct frame *frames[BUFFER_PAGES];
	uint32_t n_frames, offset;
};

struct fetch {
	uint64_t first, last;
	uint8_t buffer;
};

struct xabi_host {
	struct xabi_host_config config;
	struct domain **domains; /* by number; NULL: gone */
	uint64_t now;            /* ns */
	struct pin pins[BUFFERS];
	struct fetch fetches[FETCHES];
	uint32_t n_fetches, most_fetches;
	char log[LOG_BYTES];
	uint32_t log_end; /* bytes ever written */
};

/* ---- host.c ---- */

struct vcpu *host_vcpu_of(struct xabi_caller *caller);
struct domain *host_domain_of(struct xabi_caller *caller);

/* The domain that a slot or field means, the caller's own included; NULL: there is none. */
struct domain *host_find(struct xabi_caller *caller, uint16_t number);
struct vcpu *host_vcpu(struct domain *domain, uint32_t number);

/* Is the caller one that acts on other domains and the machine? */
bool host_controls(const struct xabi_caller *caller);

/* console.c: into the machine's log. */
void host_log(struct xabi_host *host, const char *text, size_t len);

/* ---- memory.c ---- */

/* The place of an address; NULL: beyond the limit, nothing ever was there, or (with MAKE) no memory. */
struct place *host_place(struct domain *domain, uint64_t at, bool make);
struct frame *host_frame_new(void);
void host_frame_put(struct frame *frame);

/* The frame at a place that has one; NULL: it has none, or there is no memory. */
struct frame *host_frame(struct place *place);

/* RAM of the domain that Xen may reach: a reference to its frame for the caller, or NULL. */
struct frame *host_ram(struct domain *domain, uint64_t at);

void host_place_frame(struct place *place, enum kind kind, struct frame *frame, bool read_only);
void host_place_clear(struct domain *domain, struct place *place);

/* RAM for a new domain; false: no memory. */
bool host_memory_fill(struct domain *domain, uint64_t bytes);

/* Gives up to N pages back; true: there are no more. */
bool host_memory_drain(struct domain *domain, uint32_t n);

/* ---- event.c, fifo.c ---- */

void host_events_raise(struct domain *domain, uint32_t port);
void host_event_virq(struct vcpu *vcpu, uint32_t virq);
void host_upcall(struct vcpu *vcpu);

/* The builder's: a port that a domain can connect to; 0: all are taken. */
uint32_t host_port_open(struct domain *domain, uint16_t peer);
void host_ports_close(struct domain *domain);

void host_fifo_raise(struct domain *domain, uint32_t port);
void host_fifo_unmask(struct domain *domain, uint32_t port);
void host_fifo_clear(struct domain *domain, uint32_t port);
void host_fifo_end(struct domain *domain);

/* ---- grant.c ---- */

bool host_grants_init(struct domain *domain);
void host_grants_release(struct domain *domain);

/* A frame of the grant table has been taken from its address. */
void host_grants_unplaced(struct domain *domain, const struct frame *frame);

/* ---- vcpu.c ---- */

/*
 * Keeps the area at that address, with what it had. False, and nothing changed: that is not RAM Xen can reach, or it crosses
 * a page.
 */
bool host_area_place(struct domain *domain, struct area *area, uint64_t at, uint32_t bytes);

/* Keeps it in OWN from now on, or nowhere. */
void host_area_remove(struct area *area, uint32_t bytes, void *own);

void host_run(struct vcpu *vcpu, enum run state);

/* What a vCPU of the domain does that does not wait. */
enum run host_ready(const struct domain *domain);

/* After the domain was stopped, or goes on. */
void host_settle(struct domain *domain);
void host_areas_keep(struct xabi_host *host);
uint32_t host_vcpu_state(const struct vcpu *vcpu); /* XABI_VCPU_STATE_* */
void host_vcpu_release(struct vcpu *vcpu);

/* ---- power.c, time.c ---- */

void host_shut_down(struct domain *domain, uint32_t reason);
uint64_t host_wall(const struct xabi_host *host);

/* ---- control.c ---- */

void host_domain_free(struct domain *domain);

#endif
