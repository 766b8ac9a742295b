/* SPDX-License-Identifier: MIT */
/*
 * Counts what the bridge adds to a hypercall: from the first instruction of bridge_call() to its return, with memory as the
 * library has it, and without the hypercall itself. Each call is made twice; the first one's plan is not counted. A line
 * for each: NAME INSTRUCTIONS COPYING, the latter those of carry_apply(), which run puts into a section of its own.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/steps.h"
#include "bridge/bridge.h"
#include "bridge/memory.h"
#include "codec/walk_inner.h"

/* --- what is not counted: the hypercall */

#define BELOW __attribute__((section("below"), noinline))
extern const char __start_below[], __stop_below[], __start_copying[], __stop_copying[];

/* Of a list of domains: that there is one. Where that stands in Xen's layout. */
static uint64_t list_number;
static uint32_t list_found;

BELOW static long issue(struct bridge *bridge, uint64_t number, const uint64_t *arg)
{
	(void)bridge;
	if (number == list_number)
		*(uint32_t *)(uintptr_t)(arg[0] + list_found) = 1;
	return 0;
}

/* --- a program's memory, as xencall.c has it */

static struct memory memory;

static void *take(struct bridge *bridge, size_t bytes)
{
	(void)bridge;
	return memory_borrow(&memory, bytes);
}

static void give(struct bridge *bridge, void *start, size_t bytes)
{
	(void)bridge;
	memory_return(&memory, start, bytes);
}

static uint8_t *find(struct bridge *bridge, uint64_t address, size_t bytes)
{
	(void)bridge;
	return memory_holds(&memory, address, bytes) ? (uint8_t *)(uintptr_t)address : NULL;
}

static bool read_memory(struct bridge *bridge, uint64_t address, void *data, size_t bytes)
{
	(void)bridge;
	if (!memory_holds(&memory, address, bytes))
		return false;
	memcpy(data, (const void *)(uintptr_t)address, bytes);
	return true;
}

static bool write_memory(struct bridge *bridge, uint64_t address, const void *data, size_t bytes)
{
	(void)bridge;
	if (!memory_holds(&memory, address, bytes))
		return false;
	memcpy((void *)(uintptr_t)address, data, bytes);
	return true;
}

static void say(struct bridge *bridge, const char *text)
{
	(void)bridge;
	fputs(text, stderr);
}

static const struct bridge_ops ops = { issue, take, give, find, read_memory, write_memory, say };

/* --- the calls */

/* To add one: a row here; run knows the limits. */
static const struct {
	const char *name, *hypercall, *op;
	uint16_t tools, xen;
} calls[] = {
	{ "same-release", "domctl", "pausedomain", 0x0411, 0x0411 },
	{ "unchanged-call", "event_channel_op", "send", 0x0411, 0x0414 },
	{ "no-payload", "domctl", "pausedomain", 0x0411, 0x0414 },
	{ "same-layout", "domctl", "getvcpuinfo", 0x0411, 0x0414 },
	{ "other-layout", "domctl", "createdomain", 0x0411, 0x0414 },
	{ "other-layout-back", "domctl", "createdomain", 0x0414, 0x0411 },
	{ "physinfo", "sysctl", "physinfo", 0x040e, 0x0414 },
	{ "next-domain", "domctl", "getdomaininfo", 0x0411, 0x0414 },
	{ "no-other-domain", "domctl", "getdomaininfo", 0x0414, 0x0411 },
};
#define CALLS (sizeof(calls) / sizeof(calls[0]))

static void know_list(void)
{
	const struct walk_hypercall *sysctl = bridge_hypercall("sysctl");
	struct walk walk = { 0 };

	carry_release(&walk, 0x0414, WALK_X86_64);
	list_number = sysctl->number;
	bridge_field(&walk, bridge_op(sysctl, "getdomaininfolist"),
		     "u.getdomaininfolist.num_domains", &list_found);
}

static void make_calls(void)
{
	uint64_t arg[WALK_REGISTERS] = { 0 };
	size_t i, j;

	memory_init(&memory, -1);
	know_list();
	for (i = 0; i < CALLS; i++) {
		struct bridge bridge;
		const struct walk_hypercall *call = bridge_hypercall(calls[i].hypercall);
		const struct walk_op *op = bridge_op(call, calls[i].op);
		uint32_t *data = memory_take(&memory, 4096);

		bridge_prepare(&bridge, &ops, calls[i].tools, calls[i].xen, WALK_X86_64);
		for (j = 0; walk_releases[j] != calls[i].tools; j++)
			continue;
		data[0] = op->number;
		data[1] = call->version == WALK_NONE ? 0 : walk_versions[call->versions + j];
		arg[0] = call->version == WALK_NONE ? op->number : (uintptr_t)data;
		for (j = 0; j < 2; j++)
			if (bridge_call(&bridge, call->number, arg) != 0)
				_exit(2);
		memory_give(&memory, data);
	}
	_exit(0);
}

static unsigned long copying;

static bool is_below(uintptr_t place)
{
	copying += place >= (uintptr_t)__start_copying && place < (uintptr_t)__stop_copying;
	return place >= (uintptr_t)__start_below && place < (uintptr_t)__stop_below;
}

static void tell(size_t n, unsigned long instructions)
{
	if (n % 2 && n / 2 < CALLS)
		printf("%s %lu %lu\n", calls[n / 2].name, instructions, copying);
	copying = 0;
}

int main(void)
{
	return steps_count(make_calls, (uintptr_t)bridge_call, is_below, tell) == 2 * CALLS ? 0 : 2;
}
