/* SPDX-License-Identifier: MIT */
/*
 * Counts the instructions of calls, from the first of xabi_provide() to its return, by stepping through them: decoding,
 * dispatch, the host's part (buffers are flat here), and not the handler. A line for each:
 *
 *	NAME KIND INSTRUCTIONS
 *
 * Handlers that no call here reaches are left undefined by the linker's leave (see run).
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/steps.h"
#include "xabi/provider.h"

/* ---- the host: a buffer is an address ---- */

static uint8_t *buffers[3];

bool xabi_host_lacks(const struct xabi_caller *caller, uint16_t op)
{
	(void)caller;
	(void)op;
	return false;
}

uint16_t xabi_host_pin(struct xabi_caller *caller, unsigned int n, uint64_t address, uint64_t bytes,
		       bool write)
{
	(void)caller;
	(void)bytes;
	(void)write;
	buffers[n] = (uint8_t *)(uintptr_t)address;
	return 0;
}

void xabi_host_unpin(struct xabi_caller *caller)
{
	(void)caller;
}

void xabi_host_read(struct xabi_caller *caller, unsigned int n, uint64_t at, void *to,
		    uint64_t bytes)
{
	(void)caller;
	memcpy(to, buffers[n] + at, bytes);
}

void xabi_host_write(struct xabi_caller *caller, unsigned int n, uint64_t at, const void *from,
		     uint64_t bytes)
{
	(void)caller;
	memcpy(buffers[n] + at, from, bytes);
}

/* ---- handlers: what is in them is not counted ---- */

#define HANDLER __attribute__((section("handlers"), noinline))
extern const char __start_handlers[], __stop_handlers[];

HANDLER enum xabi_event_send_status xabi_do_event_send(struct xabi_caller *caller, uint32_t port)
{
	(void)caller;
	(void)port;
	return XABI_DO_EVENT_SEND_OK;
}

HANDLER enum xabi_event_bind_virq_status xabi_do_event_bind_virq(struct xabi_caller *caller,
								 uint32_t virq, uint32_t vcpu,
								 uint64_t *ret_port)
{
	(void)caller;
	*ret_port = virq + vcpu;
	return XABI_DO_EVENT_BIND_VIRQ_OK;
}

HANDLER enum xabi_event_status_status xabi_do_event_status(struct xabi_caller *caller,
							   uint32_t port, uint64_t *ret_kind,
							   uint64_t *ret_vcpu, uint64_t *ret_peer,
							   uint64_t *ret_peer_port)
{
	(void)caller;
	*ret_kind = *ret_vcpu = *ret_peer = *ret_peer_port = port;
	return XABI_DO_EVENT_STATUS_OK;
}

HANDLER enum xabi_memory_populate_status xabi_do_memory_populate(struct xabi_caller *caller,
								 uint64_t at, uint64_t size,
								 uint64_t cursor,
								 uint64_t *ret_cursor)
{
	(void)caller;
	*ret_cursor = at + size + cursor;
	return XABI_DO_MEMORY_POPULATE_OK;
}

HANDLER enum xabi_time_set_timer_status xabi_do_time_set_timer(struct xabi_caller *caller,
							       uint64_t at)
{
	(void)caller;
	(void)at;
	return XABI_DO_TIME_SET_TIMER_OK;
}

HANDLER enum xabi_time_now_status xabi_do_time_now(struct xabi_caller *caller, uint64_t *ret_system,
						   uint64_t *ret_wall, uint64_t *ret_counter,
						   uint64_t *ret_frequency)
{
	(void)caller;
	*ret_system = *ret_wall = *ret_counter = *ret_frequency = 1;
	return XABI_DO_TIME_NOW_OK;
}

HANDLER enum xabi_console_put_status xabi_do_console_put(struct xabi_caller *caller, uint8_t size,
							 uint64_t text0, uint64_t text1,
							 uint64_t text2, uint64_t text3,
							 uint64_t text4)
{
	(void)caller;
	(void)size;
	(void)(text0 + text1 + text2 + text3 + text4);
	return XABI_DO_CONSOLE_PUT_OK;
}

HANDLER enum xabi_lifecycle_pause_status xabi_do_lifecycle_pause(struct xabi_caller *caller,
								 uint16_t target)
{
	(void)caller;
	(void)target;
	return XABI_DO_LIFECYCLE_PAUSE_OK;
}

HANDLER enum xabi_bench_take_status xabi_do_bench_take(struct xabi_caller *caller,
						       const struct xabi_bench_all *from)
{
	(void)caller;
	(void)from;
	return XABI_DO_BENCH_TAKE_OK;
}

HANDLER enum xabi_bench_give_status xabi_do_bench_give(struct xabi_caller *caller,
						       struct xabi_bench_all *ret_to)
{
	(void)caller;
	ret_to->id = 1;
	return XABI_DO_BENCH_GIVE_OK;
}

HANDLER enum xabi_grant_unmap_status
xabi_do_grant_unmap(struct xabi_caller *caller, struct xabi_buffer *list, uint64_t *ret_done)
{
	struct xabi_grant_unmap unmap;

	(void)caller;
	while (xabi_grant_unmap_list_next(list, &unmap))
		++*ret_done;
	return XABI_DO_GRANT_UNMAP_OK;
}

/* ---- the calls ---- */

static struct xabi_bench_all whole = { .at = 64, .size = 1 };
static struct xabi_grant_unmap list[32];

#define BUFFER(object) (uint64_t)(uintptr_t) & (object), sizeof(object)

/* To add one: a row here and its handler above; run knows the limits of the kinds. */
static struct {
	const char *name, *kind;
	struct xabi_call call;
} calls[] = {
	{ "event.send", "slots", { .op = XABI_OP_EVENT_SEND, .in = { 5 } } },
	{ "event.bind_virq", "slots", { .op = XABI_OP_EVENT_BIND_VIRQ, .in = { 1, 2 } } },
	{ "event.status", "results", { .op = XABI_OP_EVENT_STATUS, .in = { 5 } } },
	{ "memory.populate", "range", { .op = XABI_OP_MEMORY_POPULATE, .in = { 4096, 4096, 0 } } },
	{ "time.now", "slots", { .op = XABI_OP_TIME_NOW } },
	{ "time.set_timer", "slots", { .op = XABI_OP_TIME_SET_TIMER, .in = { 9 } } },
	{ "console.put", "slots", { .op = XABI_OP_CONSOLE_PUT, .in = { 40, 1, 2, 3, 4, 5 } } },
	{ "lifecycle.pause", "slots", { .op = XABI_OP_LIFECYCLE_PAUSE, .in = { 1 } } },
	{ "bench.take", "struct", { .op = XABI_OP_BENCH_TAKE } },
	{ "bench.give", "struct", { .op = XABI_OP_BENCH_GIVE } },
	{ "grant.unmap-1", "list", { .op = XABI_OP_GRANT_UNMAP } },
	{ "grant.unmap-32", "list", { .op = XABI_OP_GRANT_UNMAP } },
	{ "unknown", "slots", { .op = 0x3fff } },
};

#define CALLS (sizeof(calls) / sizeof(calls[0]))

static void set_buffer(struct xabi_call *call, uint64_t address, uint64_t bytes)
{
	call->in[4] = address;
	call->in[5] = bytes;
}

static void make_calls(void)
{
	struct xabi_caller caller = {
		.granule = 4096, .gpa_limit = UINT64_C(1) << 40, .buffer_size = 65536, .domain = 7
	};
	size_t i;

	memset(caller.mask, 0xff, sizeof(caller.mask));
	for (i = 0; i < CALLS; i++) {
		if (strcmp(calls[i].kind, "struct") == 0)
			set_buffer(&calls[i].call, BUFFER(whole));
		if (strcmp(calls[i].kind, "list") == 0)
			set_buffer(&calls[i].call, BUFFER(list));
		if (strcmp(calls[i].name, "grant.unmap-1") == 0)
			calls[i].call.in[5] = sizeof(list[0]);
		xabi_provide(&caller, &calls[i].call);
		if (calls[i].call.status != XABI_STATUS_OK && calls[i].call.op != 0x3fff)
			_exit(2);
	}
	_exit(0);
}

/* ---- counting ---- */

static bool is_handler(uintptr_t place)
{
	return place >= (uintptr_t)__start_handlers && place < (uintptr_t)__stop_handlers;
}

static void tell(size_t n, unsigned long instructions)
{
	if (n < CALLS)
		printf("%s %s %lu\n", calls[n].name, calls[n].kind, instructions);
}

int main(void)
{
	return steps_count(make_calls, (uintptr_t)xabi_provide, is_handler, tell) == CALLS ? 0 : 2;
}
