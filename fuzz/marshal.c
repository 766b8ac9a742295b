/* SPDX-License-Identifier: MIT */
/*
 * Whatever a process asks for, and however its memory changes meanwhile, Xen gets only memory that the host gave: what was given is
 * read once more by the walker, which must find nothing that leads elsewhere, and stays within its allocation (each piece is one
 * of its own, so that a byte past it is seen). The input is what the caller says, then his memory; after some looks it is another one.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "codec/marshal.h"

#define BASE   0x1000 /* where the memory starts for the caller */
#define PIECES 128

struct process {
	const uint8_t *data;
	size_t size;
	unsigned int looks, turn;
	bool written;
};

static struct {
	uint8_t *data;
	size_t bytes;
} pieces[PIECES];
static unsigned int n_pieces;
static uint16_t release;
static uint8_t abi;

static bool is_there(const struct process *process, uint64_t address, size_t bytes)
{
	return address >= BASE && address - BASE <= process->size &&
	       bytes <= process->size - (address - BASE);
}

static bool read_process(void *context, uint64_t address, void *data, size_t bytes)
{
	struct process *process = context;
	uint8_t *to = data;
	size_t i;

	if (!is_there(process, address, bytes))
		return false;
	memcpy(to, process->data + (address - BASE), bytes);
	if (process->turn && process->looks++ >= process->turn)
		for (i = 0; i < bytes; i++)
			to[i] ^= (uint8_t)process->looks;
	return true;
}

static bool write_process(void *context, uint64_t address, const void *data, size_t bytes)
{
	struct process *process = context;
	volatile uint8_t sum = 0;
	size_t i;

	for (i = 0; i < bytes; i++)
		sum = (uint8_t)(sum + ((const uint8_t *)data)[i]);
	process->written = true;
	return is_there(process, address, bytes);
}

static void *take_piece(void *context, size_t bytes)
{
	(void)context;
	if (n_pieces == PIECES || bytes > 1 << 20)
		return NULL;
	/* Of no bytes there is none, but its address is one. */
	pieces[n_pieces].data = malloc(bytes ? bytes : 1);
	pieces[n_pieces].bytes = bytes;
	return pieces[n_pieces++].data;
}

static void drop_pieces(void *context)
{
	(void)context;
	while (n_pieces)
		free(pieces[--n_pieces].data);
}

static bool is_given(uint64_t address, size_t bytes)
{
	unsigned int i;
	uint64_t at;

	for (i = 0; i < n_pieces; i++) {
		at = address - (uintptr_t)pieces[i].data;
		if (at <= pieces[i].bytes && bytes <= pieces[i].bytes - at)
			return true;
	}
	return false;
}

static bool read_given(void *context, uint64_t address, void *data, size_t bytes)
{
	(void)context;
	if (!is_given(address, bytes))
		return false;
	memcpy(data, (void *)(uintptr_t)address, bytes);
	return true;
}

static void look_at(void *taker, const struct walk_item *item)
{
	const struct walk *walk = taker;

	/* Of a device model's first buffer Xen takes as much as there is. */
	if (walk->hypercall->behind != WALK_NONE && !walk->depth)
		return;
	if (item->what == WALK_UNREADABLE && item->address)
		abort();
	if (item->what == WALK_BUFFER && item->address && item->bytes &&
	    !is_given(item->address, item->bytes))
		abort();
}

/* Xen: looks, and writes over all that it was given, as far as it goes. */
static int64_t issue(void *context, const struct marshal *marshal, const uint64_t *reg)
{
	static uint8_t room[WALK_ROOM];
	struct walk walk = { .release = release,
			     .abi = abi,
			     .number = marshal->number,
			     .most = 16,
			     .read = read_given,
			     .take = look_at,
			     .room = room,
			     .room_bytes = sizeof(room) };
	unsigned int i;

	(void)context;
	walk.taker = &walk;
	memcpy(walk.reg, reg, sizeof(walk.reg));
	if (!walk_find(&walk))
		abort();
	if (marshal_policy(&walk, false) != MARSHAL_FINE && walk.hypercall->behind == WALK_NONE)
		abort();
	walk_in(&walk);
	for (i = 0; i < n_pieces; i++)
		memset(pieces[i].data, (int)i, pieces[i].bytes);
	return 0;
}

static int64_t refuse(void *context, const struct marshal *marshal)
{
	(void)context;
	if (marshal->verdict == MARSHAL_FINE)
		abort();
	return -1;
}

static bool go_on(void *context)
{
	struct process *process = context;

	return process->looks++ < 100000;
}

static bool locked(void *context)
{
	const struct process *process = context;

	return process->turn & 1;
}

static bool is_process(void *context, uint64_t address, size_t bytes)
{
	return is_there(context, address, bytes);
}

static const struct marshal_host host = { .read = read_process,
					  .write = write_process,
					  .is_caller = is_process,
					  .take = take_piece,
					  .drop = drop_pieces,
					  .issue = issue,
					  .refuse = refuse,
					  .go_on = go_on,
					  .locked = locked };

/* Made once for each release and ABI. */
static const struct marshal_plans *plans_of(void)
{
	static struct marshal_plans *plans[2][32];
	struct marshal_plans **found = &plans[abi == WALK_ARM64][release & 31];

	if (!*found) {
		*found = malloc(marshal_plans_bytes());
		if (!*found)
			abort();
		marshal_plans_make(*found, release, abi);
	}
	return *found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct marshal marshal;
	struct process process;

	if (size < 8 + 8 * WALK_REGISTERS)
		return 0;
	release = (uint16_t)(0x0400 | (data[0] & 31));
	abi = data[1] & 1 ? WALK_ARM64 : WALK_X86_64;
	process = (struct process){ .data = data + 8 + 8 * WALK_REGISTERS,
				    .size = size - 8 - 8 * WALK_REGISTERS,
				    .turn = data[3] & 15 };
	marshal = (struct marshal){ .host = &host,
				    .context = &process,
				    .release = release,
				    .abi = abi,
				    .self = data[4],
				    .number = data[2] % 64 };
	memcpy(marshal.reg, data + 8, sizeof(marshal.reg));
	if (data[5] & 1)
		marshal.plans = plans_of();
	marshal_call(&marshal);
	if (n_pieces)
		abort();
	return 0;
}
