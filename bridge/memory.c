/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bridge/memory.h"

void memory_init(struct memory *memory, int fd)
{
	*memory = (struct memory){ .fd = fd, .page = (size_t)sysconf(_SC_PAGESIZE) };
	pthread_mutex_init(&memory->lock, NULL);
}

static void release_all(struct memory_block *block)
{
	struct memory_block *next;

	for (; block; block = next) {
		next = block->next;
		munmap(block->start, block->bytes);
		free(block);
	}
}

void memory_release(struct memory *memory)
{
	release_all(memory->used);
	release_all(memory->kept);
	if (memory->spare)
		munmap(memory->spare, memory->page);
	pthread_mutex_destroy(&memory->lock);
}

static void *map(const struct memory *memory, size_t bytes)
{
	int flags = memory->fd >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED;
	void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, memory->fd, 0);

	if (start == MAP_FAILED)
		return NULL;
	/* A child that touches it would take the page away from under a hypercall. */
	if (memory->fd < 0)
		madvise(start, bytes, MADV_DONTFORK);
	return start;
}

static struct memory_block *make_block(const struct memory *memory, size_t bytes)
{
	struct memory_block *block = malloc(sizeof(*block));

	if (!block)
		return NULL;
	*block = (struct memory_block){ .start = map(memory, bytes), .bytes = bytes };
	if (!block->start) {
		free(block);
		return NULL;
	}
	/* Xen must find every page, and one that was never written is not there yet. */
	memset(block->start, 0, bytes);
	return block;
}

/* Where a block is looked for first, without the lock. */
static uint8_t **hot_place(struct memory *memory, uint64_t start)
{
	return &memory->hot[(start >> 12) % MEMORY_HOT];
}

void *memory_take(struct memory *memory, size_t bytes)
{
	size_t page = memory->page, whole = bytes ? (bytes + page - 1) / page * page : page;
	struct memory_block *block = NULL;

	if (whole < bytes) {
		errno = ENOMEM;
		return NULL;
	}
	pthread_mutex_lock(&memory->lock);
	if (whole == page && memory->kept) {
		block = memory->kept;
		memory->kept = block->next;
		memory->n_kept--;
	}
	pthread_mutex_unlock(&memory->lock);
	if (block)
		memset(block->start, 0, bytes);
	else
		block = make_block(memory, whole);
	if (!block)
		return NULL;
	pthread_mutex_lock(&memory->lock);
	block->next = memory->used;
	memory->used = block;
	pthread_mutex_unlock(&memory->lock);
	__atomic_store_n(hot_place(memory, (uintptr_t)block->start), block->start,
			 __ATOMIC_RELEASE);
	return block->start;
}

void memory_give(struct memory *memory, void *start)
{
	struct memory_block **place, *block;
	uint8_t *hot = start;

	__atomic_compare_exchange_n(hot_place(memory, (uintptr_t)start), &hot, NULL, false,
				    __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
	pthread_mutex_lock(&memory->lock);
	for (place = &memory->used; *place && (*place)->start != start;)
		place = &(*place)->next;
	block = *place;
	if (block) {
		*place = block->next;
		block->next = NULL;
	}
	if (block && block->bytes == memory->page && memory->n_kept < MEMORY_KEPT) {
		block->next = memory->kept;
		memory->kept = block;
		memory->n_kept++;
		block = NULL;
	}
	pthread_mutex_unlock(&memory->lock);
	release_all(block);
}

void *memory_borrow(struct memory *memory, size_t bytes)
{
	void *page;

	if (bytes > memory->page)
		return memory_take(memory, bytes);
	page = __atomic_exchange_n(&memory->spare, NULL, __ATOMIC_ACQUIRE);
	if (!page)
		page = map(memory, memory->page);
	return page ? memset(page, 0, bytes) : NULL;
}

void memory_return(struct memory *memory, void *start, size_t bytes)
{
	if (bytes > memory->page) {
		memory_give(memory, start);
		return;
	}
	start = __atomic_exchange_n(&memory->spare, start, __ATOMIC_RELEASE);
	if (start)
		munmap(start, memory->page);
}

bool memory_holds(struct memory *memory, uint64_t address, size_t bytes)
{
	const struct memory_block *block;
	uint64_t start = address & ~(uint64_t)(memory->page - 1);
	bool holds = false;

	/* Mostly a struct in the first page of a block. */
	if (__atomic_load_n(hot_place(memory, start), __ATOMIC_ACQUIRE) == (uint8_t *)start &&
	    start && bytes <= memory->page - (address - start))
		return true;
	pthread_mutex_lock(&memory->lock);
	for (block = memory->used; block && !holds; block = block->next)
		holds = address >= (uintptr_t)block->start &&
			address - (uintptr_t)block->start <= block->bytes &&
			bytes <= block->bytes - (address - (uintptr_t)block->start);
	pthread_mutex_unlock(&memory->lock);
	return holds;
}
