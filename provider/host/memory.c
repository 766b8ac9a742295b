/* SPDX-License-Identifier: MIT */
/* The memory of domains, the buffers of a call, and the handlers of extension memory. */
#include <stdlib.h>
#include <string.h>

#include "provider/host/internal.h"

/* ---- frames and places ---- */

struct frame *host_frame_new(void)
{
	struct frame *frame = calloc(1, sizeof(*frame));

	if (frame)
		frame->refs = 1;
	return frame;
}

void host_frame_put(struct frame *frame)
{
	if (frame && --frame->refs == 0)
		free(frame);
}

struct place *host_place(struct domain *domain, uint64_t at, bool make)
{
	uint64_t page = at / PAGE_BYTES;
	struct place **leaf;

	if (at >= domain->host->config.gpa_limit)
		return NULL;
	leaf = &domain->leaves[page / LEAF_PAGES];
	if (!*leaf && make)
		*leaf = calloc(LEAF_PAGES, sizeof(**leaf));
	return *leaf ? *leaf + page % LEAF_PAGES : NULL;
}

struct frame *host_frame(struct place *place)
{
	if (!place->frame && place->kind == KIND_RAM)
		place->frame = host_frame_new();
	return place->frame;
}

/* Is what the domain does not share out of reach? */
static bool is_sealed(const struct domain *domain)
{
	return domain->vcpus[0].caller.facts & XABI_CALLER_FACTS_SEALED;
}

struct frame *host_ram(struct domain *domain, uint64_t at)
{
	struct place *place = host_place(domain, at, false);
	struct frame *frame;

	if (!place || place->kind != KIND_RAM)
		return NULL;
	if (is_sealed(domain) && !place->shared)
		return NULL;
	frame = host_frame(place);
	if (frame)
		frame->refs++;
	return frame;
}

void host_place_frame(struct place *place, enum kind kind, struct frame *frame, bool read_only)
{
	*place = (struct place){ .frame = frame, .kind = (uint8_t)kind, .read_only = read_only };
}

void host_place_clear(struct domain *domain, struct place *place)
{
	domain->pages -= place->kind == KIND_RAM;
	host_frame_put(place->frame);
	*place = (struct place){ 0 };
}

static bool populate(struct domain *domain, uint64_t at)
{
	struct place *place = host_place(domain, at, true);

	if (!place)
		return false;
	place->kind = KIND_RAM;
	domain->pages++;
	return true;
}

bool host_memory_fill(struct domain *domain, uint64_t bytes)
{
	uint64_t at;

	for (at = 0; at < bytes; at += PAGE_BYTES) {
		if (!populate(domain, at))
			return false;
	}
	return true;
}

bool host_memory_drain(struct domain *domain, uint32_t n)
{
	uint32_t i, j;

	for (i = 0; i < LEAF_PAGES; i++) {
		for (j = 0; domain->leaves[i] && j < LEAF_PAGES; j++) {
			if (domain->leaves[i][j].kind == KIND_EMPTY)
				continue;
			if (!n--)
				return false;
			host_place_clear(domain, &domain->leaves[i][j]);
		}
		free(domain->leaves[i]);
		domain->leaves[i] = NULL;
	}
	return true;
}

/* ---- what a domain itself sees ---- */

/* The byte at an address, and how many follow in its page; NULL: not there. */
static uint8_t *own_bytes(struct xabi_host *host, uint16_t number, uint64_t at, bool write,
			  size_t *ret_bytes)
{
	struct domain *domain = number < host->config.domains ? host->domains[number] : NULL;
	struct place *place = domain ? host_place(domain, at, false) : NULL;
	struct frame *frame = place ? host_frame(place) : NULL;

	if (!frame || (write && place->read_only))
		return NULL;
	*ret_bytes = PAGE_BYTES - at % PAGE_BYTES;
	return frame->bytes + at % PAGE_BYTES;
}

static bool own_copy(struct xabi_host *host, uint16_t number, uint64_t at, void *to,
		     const void *from, size_t bytes)
{
	size_t done, part;
	uint8_t *own;

	for (done = 0; done < bytes; done += part) {
		own = own_bytes(host, number, at + done, from != NULL, &part);
		if (!own)
			return false;
	}
	for (done = 0; done < bytes; done += part) {
		own = own_bytes(host, number, at + done, from != NULL, &part);
		part = part < bytes - done ? part : bytes - done;
		if (from)
			memcpy(own, (const uint8_t *)from + done, part);
		else
			memcpy((uint8_t *)to + done, own, part);
	}
	return true;
}

bool xabi_host_load(struct xabi_host *host, uint16_t domain, uint64_t at, void *ret_bytes,
		    size_t bytes)
{
	return own_copy(host, domain, at, ret_bytes, NULL, bytes);
}

bool xabi_host_store(struct xabi_host *host, uint16_t domain, uint64_t at, const void *from,
		     size_t bytes)
{
	return own_copy(host, domain, at, NULL, from, bytes);
}

/* ---- the buffers of a call ---- */

uint16_t xabi_host_pin(struct xabi_caller *caller, unsigned int n, uint64_t address, uint64_t bytes,
		       bool write)
{
	struct domain *domain = host_domain_of(caller);
	struct xabi_host *host = domain->host;
	struct pin *pin = &host->pins[n];
	uint64_t at = address - address % PAGE_BYTES, end = address + bytes;

	(void)write; /* all RAM of a simulated domain can be written */
	if (n == 0)
		host->n_fetches = host->most_fetches = 0;
	*pin = (struct pin){ .offset = (uint32_t)(address % PAGE_BYTES) };
	if (!bytes)
		return XABI_STATUS_OK;
	if (caller->facts & XABI_CALLER_FACTS_VIRTUAL_BUFFERS) {
		pin->flat = (uint8_t *)(uintptr_t)address;
		return pin->flat ? XABI_STATUS_OK : XABI_STATUS_BAD_BUFFER;
	}
	if (end < address)
		return XABI_STATUS_BAD_BUFFER;
	for (; at < end; at += PAGE_BYTES) {
		pin->frames[pin->n_frames] = host_ram(domain, at);
		if (!pin->frames[pin->n_frames])
			return XABI_STATUS_BAD_BUFFER;
		pin->n_frames++;
	}
	return XABI_STATUS_OK;
}

void xabi_host_unpin(struct xabi_caller *caller)
{
	struct pin *pins = host_domain_of(caller)->host->pins;
	uint32_t n, i;

	for (n = 0; n < BUFFERS; n++) {
		for (i = 0; i < pins[n].n_frames; i++)
			host_frame_put(pins[n].frames[i]);
		pins[n] = (struct pin){ 0 };
	}
}

/* The bytes at AT of a pinned buffer, and how many follow in their page. */
static uint8_t *pinned(const struct pin *pin, uint64_t at, uint64_t bytes, uint64_t *ret_part)
{
	uint64_t page = (pin->offset + at) / PAGE_BYTES, offset = (pin->offset + at) % PAGE_BYTES;

	*ret_part = bytes;
	if (pin->flat)
		return pin->flat + at;
	if (bytes > PAGE_BYTES - offset)
		*ret_part = PAGE_BYTES - offset;
	return pin->frames[page]->bytes + offset;
}

/* Remembers a read, so that a test can see a byte read twice. */
static void note_fetch(struct xabi_host *host, unsigned int n, uint64_t at, uint64_t bytes)
{
	uint32_t i, same = 1;

	for (i = 0; i < host->n_fetches; i++)
		same += host->fetches[i].buffer == n && host->fetches[i].first < at + bytes &&
			at < host->fetches[i].last;
	if (same > host->most_fetches)
		host->most_fetches = same;
	if (host->n_fetches < FETCHES)
		host->fetches[host->n_fetches++] = (struct fetch){ at, at + bytes, (uint8_t)n };
}

void xabi_host_read(struct xabi_caller *caller, unsigned int n, uint64_t at, void *to,
		    uint64_t bytes)
{
	struct xabi_host *host = host_domain_of(caller)->host;
	uint64_t done, part;
	uint8_t *from;

	if (bytes)
		note_fetch(host, n, at, bytes);
	for (done = 0; done < bytes; done += part) {
		from = pinned(&host->pins[n], at + done, bytes - done, &part);
		memcpy((uint8_t *)to + done, from, part);
	}
}

void xabi_host_write(struct xabi_caller *caller, unsigned int n, uint64_t at, const void *from,
		     uint64_t bytes)
{
	struct xabi_host *host = host_domain_of(caller)->host;
	uint64_t done, part;
	uint8_t *to;

	for (done = 0; done < bytes; done += part) {
		to = pinned(&host->pins[n], at + done, bytes - done, &part);
		memcpy(to, (const uint8_t *)from + done, part);
	}
}

uint32_t xabi_host_fetches(const struct xabi_host *host)
{
	return host->most_fetches;
}

/* ---- extension memory ---- */

/* The kind of what is at an address. */
static uint8_t kind_at(struct domain *domain, uint64_t at)
{
	const struct place *place = host_place(domain, at, false);

	return place ? place->kind : KIND_EMPTY;
}

/* Are all pages of a granule of that kind? */
static bool granule_is(struct domain *domain, uint64_t at, uint8_t kind)
{
	uint64_t i;

	for (i = 0; i < domain->host->config.granule; i += PAGE_BYTES) {
		if (kind_at(domain, at + i) != kind)
			return false;
	}
	return true;
}

/*
 * A range, granule by granule, from the cursor on: bytes that are done. What a caller put there itself skips part of its
 * range, or all.
 */
struct walk {
	struct domain *domain;
	uint64_t at, size, done, slice;
};

static struct walk walk_start(struct xabi_caller *caller, uint64_t at, uint64_t size,
			      uint64_t cursor)
{
	struct domain *domain = host_domain_of(caller);
	uint64_t granule = domain->host->config.granule;

	return (struct walk){ .domain = domain,
			      .at = at,
			      .size = size,
			      .done = cursor - cursor % granule,
			      .slice = XABI_SLICE_MEMORY_POPULATE };
}

static bool walk_on(const struct walk *walk)
{
	return walk->done < walk->size && walk->slice;
}

static void walk_next(struct walk *walk)
{
	walk->done += walk->domain->host->config.granule;
	walk->slice--;
}

static bool walk_cut(const struct walk *walk)
{
	return walk->done < walk->size;
}

enum xabi_memory_populate_status xabi_do_memory_populate(struct xabi_caller *caller, uint64_t at,
							 uint64_t size, uint64_t cursor,
							 uint64_t *ret_cursor)
{
	struct walk walk = walk_start(caller, at, size, cursor);
	struct domain *domain = walk.domain;
	uint64_t granule = domain->host->config.granule, i;

	for (; walk_on(&walk); walk_next(&walk)) {
		*ret_cursor = walk.done;
		if (!granule_is(domain, at + walk.done, KIND_EMPTY))
			return XABI_DO_MEMORY_POPULATE_OCCUPIED;
		if (domain->pages + granule / PAGE_BYTES > domain->page_limit)
			return XABI_DO_MEMORY_POPULATE_NO_MEMORY;
		for (i = 0; i < granule; i += PAGE_BYTES) {
			if (!populate(domain, at + walk.done + i))
				return XABI_DO_MEMORY_POPULATE_NO_MEMORY;
		}
	}
	*ret_cursor = walk.done;
	return walk_cut(&walk) ? XABI_DO_MEMORY_POPULATE_AGAIN : XABI_DO_MEMORY_POPULATE_OK;
}

enum xabi_memory_release_status xabi_do_memory_release(struct xabi_caller *caller, uint64_t at,
						       uint64_t size, uint64_t cursor,
						       uint64_t *ret_cursor)
{
	struct walk walk = walk_start(caller, at, size, cursor);
	struct domain *domain = walk.domain;
	uint64_t i;

	for (; walk_on(&walk); walk_next(&walk)) {
		*ret_cursor = walk.done;
		if (!granule_is(domain, at + walk.done, KIND_RAM))
			return XABI_DO_MEMORY_RELEASE_NOT_BACKED;
		for (i = 0; i < domain->host->config.granule; i += PAGE_BYTES)
			host_place_clear(domain, host_place(domain, at + walk.done + i, false));
	}
	*ret_cursor = walk.done;
	return walk_cut(&walk) ? XABI_DO_MEMORY_RELEASE_AGAIN : XABI_DO_MEMORY_RELEASE_OK;
}

enum xabi_memory_remove_status xabi_do_memory_remove(struct xabi_caller *caller, uint64_t at)
{
	struct domain *domain = host_domain_of(caller);
	struct place *place = host_place(domain, at, false);

	if (!place || (place->kind != KIND_TABLE && place->kind != KIND_GRANT))
		return XABI_DO_MEMORY_REMOVE_NOT_PLACED;
	if (place->kind == KIND_TABLE)
		host_grants_unplaced(domain, place->frame);
	host_place_clear(domain, place);
	return XABI_DO_MEMORY_REMOVE_OK;
}

/* The first address beyond all that is there. */
static uint64_t end_of(const struct domain *domain)
{
	uint64_t page = LEAF_PAGES * LEAF_PAGES;
	const struct place *leaf;

	for (; page; page--) {
		leaf = domain->leaves[(page - 1) / LEAF_PAGES];
		if (leaf && leaf[(page - 1) % LEAF_PAGES].kind != KIND_EMPTY)
			break;
	}
	return page * PAGE_BYTES;
}

enum xabi_memory_size_status xabi_do_memory_size(struct xabi_caller *caller, uint64_t *ret_memory,
						 uint64_t *ret_memory_limit, uint64_t *ret_end)
{
	const struct domain *domain = host_domain_of(caller);

	*ret_memory = domain->pages * PAGE_BYTES;
	*ret_memory_limit = domain->page_limit * PAGE_BYTES;
	*ret_end = end_of(domain);
	return XABI_DO_MEMORY_SIZE_OK;
}

enum shared { SHARED, SHARED_NOT_BACKED, SHARED_BUSY };

/* Shares a granule, or no longer. Whoever else uses a frame has a reference to it. */
static enum shared set_shared(struct domain *domain, uint64_t at, bool shared)
{
	uint64_t granule = domain->host->config.granule, i;
	struct place *place;

	if (!granule_is(domain, at, KIND_RAM))
		return SHARED_NOT_BACKED;
	for (i = 0; i < granule; i += PAGE_BYTES) {
		place = host_place(domain, at + i, false);
		if (!shared && place->shared && place->frame && place->frame->refs > 1)
			return SHARED_BUSY;
	}
	for (i = 0; i < granule; i += PAGE_BYTES)
		host_place(domain, at + i, false)->shared = shared && is_sealed(domain);
	return SHARED;
}

enum xabi_memory_share_status xabi_do_memory_share(struct xabi_caller *caller, uint64_t at,
						   uint64_t size, uint64_t cursor,
						   uint64_t *ret_cursor)
{
	struct walk walk = walk_start(caller, at, size, cursor);

	for (; walk_on(&walk); walk_next(&walk)) {
		*ret_cursor = walk.done;
		if (set_shared(walk.domain, at + walk.done, true) != SHARED)
			return XABI_DO_MEMORY_SHARE_NOT_BACKED;
	}
	*ret_cursor = walk.done;
	return walk_cut(&walk) ? XABI_DO_MEMORY_SHARE_AGAIN : XABI_DO_MEMORY_SHARE_OK;
}

enum xabi_memory_unshare_status xabi_do_memory_unshare(struct xabi_caller *caller, uint64_t at,
						       uint64_t size, uint64_t cursor,
						       uint64_t *ret_cursor)
{
	struct walk walk = walk_start(caller, at, size, cursor);
	enum shared result;

	for (; walk_on(&walk); walk_next(&walk)) {
		*ret_cursor = walk.done;
		result = set_shared(walk.domain, at + walk.done, false);
		if (result != SHARED)
			return result == SHARED_BUSY ? XABI_DO_MEMORY_UNSHARE_BUSY
						     : XABI_DO_MEMORY_UNSHARE_NOT_BACKED;
	}
	*ret_cursor = walk.done;
	return walk_cut(&walk) ? XABI_DO_MEMORY_UNSHARE_AGAIN : XABI_DO_MEMORY_UNSHARE_OK;
}

enum xabi_memory_page_table_dying_status xabi_do_memory_page_table_dying(struct xabi_caller *caller,
									 uint64_t root)
{
	(void)caller;
	(void)root; /* no shadows here that the hint could spare */
	return XABI_DO_MEMORY_PAGE_TABLE_DYING_OK;
}
