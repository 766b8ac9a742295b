/* SPDX-License-Identifier: MIT */
/*
 * The walker stands any memory: a pass ends within its budget, closes what it opens, reads only what it was told of, and stays in
 * its room (which is put at the end of an allocation, so that a byte past it is seen). The input is what the caller says, then his
 * memory; for the way back it is turned round, so that lengths that Xen could have written are other ones.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "codec/walk_print.h"

#define BASE 0x1000 /* where the memory starts for the caller */

struct memory {
	const uint8_t *data;
	size_t size;
	bool turned;
};

struct counts {
	unsigned int open, items;
};

static bool read_memory(void *context, uint64_t address, void *data, size_t bytes)
{
	const struct memory *memory = context;
	uint8_t *to = data;
	size_t i, at;

	if (address < BASE || address - BASE > memory->size ||
	    bytes > memory->size - (address - BASE))
		return false;
	at = address - BASE;
	for (i = 0; i < bytes; i++)
		to[i] = memory->turned ? (uint8_t)~memory->data[at + i] : memory->data[at + i];
	return true;
}

static void take(void *taker, const struct walk_item *item)
{
	struct counts *counts = taker;
	volatile uint8_t sum = 0;
	size_t i;

	counts->items++;
	if (item->what == WALK_OPEN_STRUCT || item->what == WALK_OPEN_LIST ||
	    item->what == WALK_OPEN_CALL)
		counts->open++;
	else if (item->what == WALK_CLOSE_STRUCT || item->what == WALK_CLOSE_LIST ||
		 item->what == WALK_CLOSE_CALL)
		counts->open--;
	for (i = 0; (item->what == WALK_DATA || item->what == WALK_STRING) && i < item->bytes; i++)
		sum = (uint8_t)(sum + ((const uint8_t *)item->data)[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory memory;
	struct counts counts = { 0 };
	struct walk walk = {
		.read = read_memory, .memory = &memory, .take = take, .taker = &counts
	};
	size_t text_size;
	char *text;

	if (size < 8 + 8 * WALK_REGISTERS)
		return 0;
	walk.release = (uint16_t)(0x0400 | (data[0] & 31));
	walk.abi = data[1] % (WALK_ABIS + 1);
	walk.number = data[2] % 64;
	walk.most = 1u + data[3] % 64;
	walk.result = (int8_t)data[4];
	walk.room_bytes = data[5] < 128 ? WALK_ROOM : data[5];
	text_size = data[6];
	memcpy(walk.reg, data + 8, sizeof(walk.reg));
	memory = (struct memory){ data + 8 + sizeof(walk.reg), size - 8 - sizeof(walk.reg), false };
	walk.room = malloc(walk.room_bytes);
	text = malloc(text_size ? text_size : 1);
	if (!walk.room || !text)
		abort();
	walk_find(&walk);
	walk_in(&walk);
	memory.turned = data[7] & 1;
	walk_out(&walk);
	if (counts.open || counts.items > 6 * WALK_BUDGET)
		abort();
	memory.turned = false;
	walk_print_in(&walk, text, text_size);
	walk_print_out(&walk, text, text_size);
	free(text);
	free(walk.room);
	return 0;
}
