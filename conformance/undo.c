/* SPDX-License-Identifier: MIT */
#include "conformance/undo.h"

#include <stddef.h>

#include "xabi/abi.h"

#define MOST     16384 /* calls of a case that can be taken back */
#define ARGS     3
#define ELEMENTS 256 /* of a grant.map */

/* From where the slots of the call that takes back are filled: a slot of the call, a result of it, or nowhere: zero. */
#define IN(slot)  (slot)
#define OUT(slot) (0x10 | (slot))
#define ZERO      0xff

struct undo {
	uint16_t op, by;
	uint8_t from[ARGS];
};

/* To add an op that makes something: the op that takes it back. grant.map, a batch, is in undo_call(). */
static const struct undo undos[] = {
	{ XABI_OP_EVENT_OPEN, XABI_OP_EVENT_CLOSE, { OUT(0), ZERO, ZERO } },
	{ XABI_OP_EVENT_CONNECT, XABI_OP_EVENT_CLOSE, { OUT(0), ZERO, ZERO } },
	{ XABI_OP_EVENT_BIND_VIRQ, XABI_OP_EVENT_CLOSE, { OUT(0), ZERO, ZERO } },
	{ XABI_OP_EVENT_BIND_LOCAL, XABI_OP_EVENT_CLOSE, { OUT(0), ZERO, ZERO } },
	{ XABI_OP_EVENT_SET_CALLBACK, XABI_OP_EVENT_SET_CALLBACK, { ZERO, ZERO, ZERO } },
	{ XABI_OP_EVENT_FIFO_START, XABI_OP_EVENT_RESET, { ZERO, ZERO, ZERO } },
	{ XABI_OP_GRANT_PLACE, XABI_OP_MEMORY_REMOVE, { IN(XABI_IN_GRANT_PLACE_AT), ZERO, ZERO } },
	{ XABI_OP_MEMORY_POPULATE, XABI_OP_MEMORY_RELEASE, { IN(0), IN(1), ZERO } },
	{ XABI_OP_MEMORY_RELEASE, XABI_OP_MEMORY_POPULATE, { IN(0), IN(1), ZERO } },
	{ XABI_OP_MEMORY_UNSHARE, XABI_OP_MEMORY_SHARE, { IN(0), IN(1), ZERO } },
	{ XABI_OP_VCPU_PLACE_AREA, XABI_OP_VCPU_REMOVE_AREA, { IN(0), IN(1), ZERO } },
	{ XABI_OP_VCPU_START, XABI_OP_VCPU_STOP, { IN(0), ZERO, ZERO } },
	{ XABI_OP_TIME_SET_TIMER, XABI_OP_TIME_STOP_TIMER, { ZERO, ZERO, ZERO } },
	{ XABI_OP_TIME_SET_PERIOD, XABI_OP_TIME_SET_PERIOD, { IN(0), ZERO, ZERO } },
	{ XABI_OP_POWER_WATCHDOG_START, XABI_OP_POWER_WATCHDOG_STOP, { OUT(0), ZERO, ZERO } },
	{ XABI_OP_LIFECYCLE_PAUSE, XABI_OP_LIFECYCLE_UNPAUSE, { IN(0), ZERO, ZERO } },
};

static struct noted {
	uint16_t by;
	uint64_t in[ARGS]; /* of grant.unmap: mapping and address of its one element */
} noted[MOST];

static unsigned int n_noted;
static bool undoing;

static struct noted *note(uint16_t by)
{
	struct noted *next = &noted[n_noted < MOST ? n_noted++ : MOST - 1];

	*next = (struct noted){ .by = by };
	return next;
}

static void note_mappings(struct env *env, const struct xabi_call *call, const uint64_t *at)
{
	uint64_t made = call->in[XABI_BUF_GRANT_MAP_MADE];
	struct xabi_grant_mapped mapped;
	struct noted *next;
	uint64_t i;

	for (i = 0; i < call->out[XABI_OUT_GRANT_MAP_DONE] && i < ELEMENTS; i++) {
		env->read(env, made + i * sizeof(mapped), &mapped, sizeof(mapped));
		next = note(XABI_OP_GRANT_UNMAP);
		next->in[0] = mapped.mapping;
		next->in[1] = at[i];
	}
}

static void note_call(const struct xabi_call *call)
{
	struct noted *next;
	unsigned int i, j;
	uint8_t from;

	for (i = 0; i < sizeof(undos) / sizeof(undos[0]); i++) {
		if (undos[i].op != call->op)
			continue;
		next = note(undos[i].by);
		for (j = 0; j < ARGS; j++) {
			from = undos[i].from[j];
			if (from != ZERO)
				next->in[j] = from & OUT(0) ? call->out[from & 3] : call->in[from];
		}
	}
}

/* Where the elements of a grant.map go: as many as were done. */
static void read_places(struct env *env, const struct xabi_call *call, uint64_t n, uint64_t *ret_at)
{
	struct xabi_grant_map map;
	uint64_t i;

	for (i = 0; i < n && i < ELEMENTS; i++) {
		env->read(env, call->in[XABI_BUF_GRANT_MAP_LIST] + i * sizeof(map), &map,
			  sizeof(map));
		ret_at[i] = map.at;
	}
}

void undo_call(struct env *env, struct xabi_call *call,
	       void (*carry_out)(struct env *env, struct xabi_call *call))
{
	static uint64_t at[ELEMENTS];
	bool maps = !undoing && call->op == XABI_OP_GRANT_MAP,
	     /* what is made is written over the list */
		over = call->in[XABI_BUF_GRANT_MAP_LIST] == call->in[XABI_BUF_GRANT_MAP_MADE];

	if (maps && over)
		read_places(env, call,
			    call->in[XABI_BUF_GRANT_MAP_LIST + 1] / sizeof(struct xabi_grant_map),
			    at);
	carry_out(env, call);
	if (maps && !over)
		read_places(env, call, call->out[XABI_OUT_GRANT_MAP_DONE], at);
	if (maps)
		note_mappings(env, call, at);
	if (!undoing && call->op == XABI_OP_GRANT_SET_VERSION && call->status == XABI_STATUS_OK)
		note(call->op)->in[0] = 1;
	if (!undoing && (call->status == XABI_STATUS_OK || call->status == XABI_STATUS_AGAIN))
		note_call(call);
}

/* By an element in the last page of the caller's memory. */
static void unmap(struct env *env, const struct noted *last)
{
	struct xabi_grant_unmap element = { .mapping = (uint32_t)last->in[0], .at = last->in[1] };
	struct xabi_call call = { .op = XABI_OP_GRANT_UNMAP };

	call.in[XABI_BUF_GRANT_UNMAP_LIST] = env->ram + env->ram_bytes - sizeof(element);
	call.in[XABI_BUF_GRANT_UNMAP_LIST + 1] = sizeof(element);
	env->write(env, call.in[XABI_BUF_GRANT_UNMAP_LIST], &element, sizeof(element));
	env->call(env, &call);
}

/* Those that take a range or all go on by a cursor behind their other slots. */
static void take_back(struct env *env, const struct noted *last)
{
	struct xabi_call call = { .op = last->by };
	unsigned int cursor = last->by == XABI_OP_EVENT_RESET ? 0 : 2;

	call.in[0] = last->in[0];
	call.in[1] = last->in[1];
	call.in[2] = last->in[2];
	do {
		env->call(env, &call);
		call.in[cursor] = call.out[0];
	} while (call.status == XABI_STATUS_AGAIN);
}

/*
 * Page tables of x86 have one address for a page: one that its owner has mapped by grant is not where it was any more, and
 * nowhere once that is taken back. Others come in their place.
 */
static void refill(struct env *env)
{
	struct xabi_call share = { .op = XABI_OP_MEMORY_SHARE, .in = { env->ram, env->ram_bytes } },
			 populate = { .op = XABI_OP_MEMORY_POPULATE };

	populate.in[XABI_IN_MEMORY_POPULATE_SIZE] = XABI_GRANT_FRAME;
	do {
		env->call(env, &share);
		share.in[XABI_IN_MEMORY_SHARE_CURSOR] = share.out[XABI_OUT_MEMORY_SHARE_CURSOR];
		populate.in[XABI_IN_MEMORY_POPULATE_AT] =
			env->ram + share.out[XABI_OUT_MEMORY_SHARE_CURSOR];
		if (share.status == XABI_STATUS_NOT_BACKED)
			env->call(env, &populate);
	} while (share.status == XABI_STATUS_AGAIN ||
		 (share.status == XABI_STATUS_NOT_BACKED && populate.status == XABI_STATUS_OK));
}

void undo_all(struct env *env)
{
	bool mapped = false;

	undoing = true;
	while (n_noted) {
		if (noted[--n_noted].by == XABI_OP_GRANT_UNMAP) {
			unmap(env, &noted[n_noted]);
			mapped = true;
		} else {
			take_back(env, &noted[n_noted]);
		}
	}
	if (mapped)
		refill(env);
	undoing = false;
}
