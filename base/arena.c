/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES (64 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	max_align_t data[];
};

static struct arena_block *block_new(struct arena_block *next, size_t size)
{
	struct arena_block *block = calloc(1, sizeof(*block) + size);

	if (!block) {
		fprintf(stderr, "out of memory for %zu bytes\n", size);
		exit(1);
	}
	block->next = next;
	block->size = size;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	size_t rounded = (size + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
	void *ret;

	if (!block || block->size - block->used < rounded) {
		block = block_new(block, rounded > BLOCK_BYTES ? rounded : BLOCK_BYTES);
		arena->blocks = block;
	}
	ret = (char *)block->data + block->used;
	block->used += rounded;
	return ret;
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	memcpy(copy, text, len);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void arena_release(struct arena *arena)
{
	struct arena_block *block = arena->blocks, *next;

	for (; block; block = next) {
		next = block->next;
		free(block);
	}
	arena->blocks = NULL;
}

/* Capacity is not stored: it is the next power of two, so growth is due exactly when N is one. */
void *arena_grow_(struct arena *arena, void *items, size_t n, size_t item_size)
{
	void *grown;

	if (n != 0 && (n & (n - 1)) != 0)
		return items;
	grown = arena_alloc(arena, (n ? 2 * n : 1) * item_size);
	if (n)
		memcpy(grown, items, n * item_size);
	return grown;
}
