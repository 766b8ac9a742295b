/* SPDX-License-Identifier: MIT */
/*
 * Arena: memory that lives as long as the tool runs. Everything is zeroed; nothing is freed singly.
 * Out of memory is reported on stderr and ends the program with status 1, so no caller checks.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena {
	struct arena_block *blocks;
};

/* Zeroed, aligned for any type. The arena owns it. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of TEXT[0..LEN), with a NUL behind it. */
char *arena_strndup(struct arena *arena, const char *text, size_t len);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3), nonnull(2)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0), nonnull(2)));

void arena_release(struct arena *arena);

#define arena_new(arena, type) ((type *)arena_alloc(arena, sizeof(type)))

/*
 * Appends to a growing array: `type *items; size_t n_items;` and yields a pointer to the new, zeroed
 * element. The array moves as it grows, so keep indices, not pointers, while appending.
 */
#define arena_push(arena, items, n_items) \
	((items) = arena_grow_(arena, items, n_items, sizeof(*(items))), &(items)[(n_items)++])

/* A loop over such an array, which is NULL while it is empty. */
#define arena_each(item, items, n_items) \
	for ((item) = (items); (item) && (item) < (items) + (n_items); (item)++)

/* For arena_push alone: ITEMS with room for one more than N. */
void *arena_grow_(struct arena *arena, void *items, size_t n, size_t item_size);

#endif
