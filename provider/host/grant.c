/* SPDX-License-Identifier: MIT */
/*
 * Grants, read from the tables that domains keep in their own memory in the formats of Xen's older ABI
 * (public/grant_table.h), and the handlers of extension grant. Of version 2, entries of whole pages can be mapped, those of
 * part of a page only copied; transitive ones count as not made.
 */
#include <stdlib.h>
#include <string.h>

#include "provider/host/internal.h"

#define PERMIT    1u /* of the two lowest bits of the flags */
#define TYPE      3u
#define READ_ONLY (1u << 2)
#define READING   (1u << 3)
#define WRITING   (1u << 4)
#define SUB_PAGE  (1u << 8)
#define KEPT      8u /* entries that a change of version keeps */

struct entry_v1 {
	uint16_t flags, domain;
	uint32_t page;
};

struct entry_v2 {
	uint16_t flags, domain;
	uint16_t offset, size; /* of part of a page */
	uint64_t page;
};

#define PER_FRAME_V1 (PAGE_BYTES / (uint32_t)sizeof(struct entry_v1))
#define PER_FRAME_V2 (PAGE_BYTES / (uint32_t)sizeof(struct entry_v2))
#define STATUS_WORDS (PAGE_BYTES / (uint32_t)sizeof(uint16_t))

/* ---- the table ---- */

bool host_grants_init(struct domain *domain)
{
	const struct xabi_host_config *config = &domain->host->config;
	struct grant_table *table = &domain->grants;
	uint32_t i;

	table->version = 1;
	table->entries = calloc(config->grant_frames, sizeof(*table->entries));
	table->status = calloc(config->grant_frames, sizeof(*table->status));
	table->uses = calloc((size_t)config->grant_frames * PER_FRAME_V1, sizeof(*table->uses));
	table->mappings = calloc(config->maptrack, sizeof(*table->mappings));
	if (!table->entries || !table->status || !table->uses || !table->mappings)
		return false;
	for (i = 0; i < config->grant_frames; i++)
		table->entries[i].at = table->status[i].at = NOWHERE;
	return true;
}

static uint32_t per_frame(const struct grant_table *table)
{
	return table->version == 2 ? PER_FRAME_V2 : PER_FRAME_V1;
}

/* Status words of version 2, for all entries that can be. */
static uint32_t status_frames(const struct grant_table *table)
{
	return (table->frames * PER_FRAME_V2 + STATUS_WORDS - 1) / STATUS_WORDS;
}

/* Makes frames of a kind be there up to number N. */
static bool grow(struct table_frame *frames, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (!frames[i].frame)
			frames[i].frame = host_frame_new();
		if (!frames[i].frame)
			return false;
	}
	return true;
}

static bool grow_table(struct grant_table *table, uint32_t n)
{
	if (!grow(table->entries, n))
		return false;
	if (table->frames < n)
		table->frames = n;
	return table->version == 1 || grow(table->status, status_frames(table));
}

/* Takes frames of a kind away, wherever they are placed. */
static void shrink(struct domain *domain, struct table_frame *frames)
{
	uint32_t i;

	for (i = 0; i < domain->host->config.grant_frames; i++) {
		if (frames[i].at != NOWHERE)
			host_place_clear(domain, host_place(domain, frames[i].at, false));
		host_frame_put(frames[i].frame);
		frames[i] = (struct table_frame){ .at = NOWHERE };
	}
}

void host_grants_unplaced(struct domain *domain, const struct frame *frame)
{
	struct grant_table *table = &domain->grants;
	uint32_t i;

	for (i = 0; i < domain->host->config.grant_frames; i++) {
		if (table->entries[i].frame == frame)
			table->entries[i].at = NOWHERE;
		if (table->status[i].frame == frame)
			table->status[i].at = NOWHERE;
	}
}

/* ---- one grant ---- */

/* What an entry says, in either version, and where it says that it is in use. */
struct grant {
	struct domain *owner;
	uint32_t ref;
	bool read_only;
	uint32_t offset, size; /* bytes of the page that are granted */
	struct frame *frame;   /* a reference */
	uint16_t *in_use;      /* READING, WRITING */
};

/* The entry of a number, read once, as version 2 has it; false: the table has none. */
static bool read_entry(struct grant_table *table, uint32_t ref, struct entry_v2 *ret_entry,
		       uint16_t **ret_in_use)
{
	uint32_t frame = ref / per_frame(table), at = ref % per_frame(table);
	struct entry_v1 entry, *v1;
	struct entry_v2 *v2;

	if (frame >= table->frames)
		return false;
	frame = xabi_nospec(frame, table->frames);
	if (table->version == 2) {
		v2 = (struct entry_v2 *)table->entries[frame].frame->bytes + at;
		memcpy(ret_entry, v2, sizeof(*v2));
		*ret_in_use = (uint16_t *)table->status[ref / STATUS_WORDS].frame->bytes +
			      ref % STATUS_WORDS;
		return true;
	}
	v1 = (struct entry_v1 *)table->entries[frame].frame->bytes + at;
	memcpy(&entry, v1, sizeof(entry));
	*ret_entry = (struct entry_v2){ .flags = entry.flags & (uint16_t)~SUB_PAGE,
					.domain = entry.domain,
					.page = entry.page };
	*ret_in_use = &v1->flags;
	return true;
}

/* The grant of a number, if it is made to CALLER and its page is there. */
static bool find_grant(struct xabi_caller *caller, struct domain *owner, uint32_t ref,
		       struct grant *ret_grant)
{
	struct grant grant = { .owner = owner, .ref = ref, .size = PAGE_BYTES };
	struct entry_v2 entry;

	if (!read_entry(&owner->grants, ref, &entry, &grant.in_use) ||
	    (entry.flags & TYPE) != PERMIT || entry.domain != caller->domain)
		return false;
	grant.read_only = entry.flags & READ_ONLY;
	if (entry.flags & SUB_PAGE) {
		grant.offset = entry.offset;
		grant.size = entry.size;
	}
	if (entry.page >= owner->host->config.gpa_limit / PAGE_BYTES)
		return false;
	grant.frame = host_ram(owner, entry.page * PAGE_BYTES);
	if (!grant.frame)
		return false;
	*ret_grant = grant;
	return true;
}

static void use(struct grant *grant, bool read_only)
{
	struct grant_use *uses = &grant->owner->grants.uses[grant->ref];

	uses->readers++;
	uses->writers += !read_only;
	*grant->in_use |= (uint16_t)(READING | (read_only ? 0 : WRITING));
	grant->owner->grants.busy++;
}

static void disuse(struct domain *owner, uint32_t ref, bool read_only)
{
	struct grant_use *uses = &owner->grants.uses[ref];
	struct entry_v2 entry;
	uint16_t *in_use;

	uses->readers--;
	uses->writers -= !read_only;
	owner->grants.busy--;
	if (!read_entry(&owner->grants, ref, &entry, &in_use))
		return;
	if (!uses->writers)
		*in_use &= (uint16_t)~WRITING;
	if (!uses->readers)
		*in_use &= (uint16_t)~READING;
}

static void unmap(struct domain *domain, struct mapping *mapping)
{
	struct domain *owner = domain->host->domains[mapping->owner];

	/* An owner that is gone, or going, has left its frame to the mapping. */
	if (owner && owner->grants.uses)
		disuse(owner, mapping->ref, mapping->read_only);
	host_frame_put(mapping->frame);
	*mapping = (struct mapping){ 0 };
}

void host_grants_release(struct domain *domain)
{
	struct grant_table *table = &domain->grants;
	uint32_t i;

	for (i = 0; table->mappings && i < domain->host->config.maptrack; i++) {
		if (table->mappings[i].live)
			unmap(domain, &table->mappings[i]);
	}
	if (table->entries && table->status) {
		shrink(domain, table->entries);
		shrink(domain, table->status);
	}
	free(table->entries);
	free(table->status);
	free(table->uses);
	free(table->mappings);
	*table = (struct grant_table){ 0 };
}

/* ---- mapping ---- */

static uint32_t free_mapping(const struct domain *domain)
{
	uint32_t i;

	for (i = 0; i < domain->host->config.maptrack && domain->grants.mappings[i].live; i++)
		;
	return i;
}

static enum xabi_grant_map_status
map_one(struct xabi_caller *caller, const struct xabi_grant_map *wanted, uint32_t *ret_mapping)
{
	struct domain *domain = host_domain_of(caller), *owner = host_find(caller, wanted->owner);
	struct place *place = host_place(domain, wanted->at, true);
	bool read_only = wanted->mode & XABI_GRANT_MODE_READ_ONLY;
	uint32_t number = free_mapping(domain);
	struct grant grant;

	if (!owner)
		return XABI_DO_GRANT_MAP_NO_SUCH_DOMAIN;
	if (place && place->kind != KIND_EMPTY)
		return XABI_DO_GRANT_MAP_OCCUPIED;
	if (number == domain->host->config.maptrack)
		return XABI_DO_GRANT_MAP_NO_ROOM;
	if (!place)
		return XABI_DO_GRANT_MAP_NO_MEMORY;
	if (!find_grant(caller, owner, wanted->ref, &grant))
		return XABI_DO_GRANT_MAP_WRONG_GRANT;
	if (grant.size != PAGE_BYTES || (grant.read_only && !read_only)) {
		host_frame_put(grant.frame);
		return grant.size != PAGE_BYTES ? XABI_DO_GRANT_MAP_WRONG_GRANT
						: XABI_DO_GRANT_MAP_READ_ONLY;
	}
	use(&grant, read_only);
	grant.frame->refs++; /* one for the mapping, one for the place */
	host_place_frame(place, KIND_GRANT, grant.frame, read_only);
	domain->grants.mappings[number] = (struct mapping){ .live = true,
							    .read_only = read_only,
							    .owner = owner->number,
							    .ref = wanted->ref,
							    .frame = grant.frame };
	*ret_mapping = number;
	return XABI_DO_GRANT_MAP_OK;
}

enum xabi_grant_map_status xabi_do_grant_map(struct xabi_caller *caller, struct xabi_buffer *list,
					     struct xabi_buffer *made, uint64_t *ret_done)
{
	struct xabi_grant_mapped mapped;
	enum xabi_grant_map_status status;
	struct xabi_grant_map wanted;

	while (xabi_grant_map_list_next(list, &wanted)) {
		status = map_one(caller, &wanted, &mapped.mapping);
		if (status != XABI_DO_GRANT_MAP_OK)
			return status;
		xabi_grant_map_made_put(made, &mapped);
		++*ret_done;
	}
	return XABI_DO_GRANT_MAP_OK;
}

static enum xabi_grant_unmap_status unmap_one(struct domain *domain,
					      const struct xabi_grant_unmap *wanted)
{
	struct place *place = host_place(domain, wanted->at, false);
	struct mapping *mapping;

	if (wanted->mapping >= domain->host->config.maptrack)
		return XABI_DO_GRANT_UNMAP_WRONG_MAPPING;
	mapping = &domain->grants
			   .mappings[xabi_nospec(wanted->mapping, domain->host->config.maptrack)];
	if (!mapping->live)
		return XABI_DO_GRANT_UNMAP_WRONG_MAPPING;
	if (!place || place->kind != KIND_GRANT || place->frame != mapping->frame)
		return XABI_DO_GRANT_UNMAP_NOT_PLACED;
	host_place_clear(domain, place);
	unmap(domain, mapping);
	return XABI_DO_GRANT_UNMAP_OK;
}

enum xabi_grant_unmap_status xabi_do_grant_unmap(struct xabi_caller *caller,
						 struct xabi_buffer *list, uint64_t *ret_done)
{
	enum xabi_grant_unmap_status status;
	struct xabi_grant_unmap wanted;

	while (xabi_grant_unmap_list_next(list, &wanted)) {
		status = unmap_one(host_domain_of(caller), &wanted);
		if (status != XABI_DO_GRANT_UNMAP_OK)
			return status;
		++*ret_done;
	}
	return XABI_DO_GRANT_UNMAP_OK;
}

/* ---- copying ---- */

/* OFFSET + SIZE are within a page: the decoder has seen to it. */
static enum xabi_grant_copy_status copy_one(struct xabi_caller *caller,
					    const struct xabi_grant_copy *wanted)
{
	struct domain *domain = host_domain_of(caller), *owner = host_find(caller, wanted->owner);
	uint32_t at = (uint32_t)(wanted->at % PAGE_BYTES);
	enum xabi_grant_copy_status status = XABI_DO_GRANT_COPY_OK;
	bool to_grant = wanted->to == XABI_COPY_TO_GRANT;
	struct frame *own = NULL;
	struct grant grant;

	if (!owner)
		return XABI_DO_GRANT_COPY_NO_SUCH_DOMAIN;
	if (!find_grant(caller, owner, wanted->ref, &grant))
		return XABI_DO_GRANT_COPY_WRONG_GRANT;
	if (wanted->offset < grant.offset ||
	    wanted->offset + wanted->size > grant.offset + grant.size)
		status = XABI_DO_GRANT_COPY_WRONG_GRANT;
	else if (grant.read_only && to_grant)
		status = XABI_DO_GRANT_COPY_READ_ONLY;
	else if (at + wanted->size > PAGE_BYTES || !(own = host_ram(domain, wanted->at)))
		status = XABI_DO_GRANT_COPY_NOT_BACKED;
	else if (to_grant)
		memmove(grant.frame->bytes + wanted->offset, own->bytes + at, wanted->size);
	else
		memmove(own->bytes + at, grant.frame->bytes + wanted->offset, wanted->size);
	host_frame_put(own);
	host_frame_put(grant.frame);
	return status;
}

enum xabi_grant_copy_status xabi_do_grant_copy(struct xabi_caller *caller, struct xabi_buffer *list,
					       uint64_t *ret_done)
{
	enum xabi_grant_copy_status status;
	struct xabi_grant_copy wanted;

	while (xabi_grant_copy_list_next(list, &wanted)) {
		status = copy_one(caller, &wanted);
		if (status != XABI_DO_GRANT_COPY_OK)
			return status;
		++*ret_done;
	}
	return XABI_DO_GRANT_COPY_OK;
}

/* ---- the caller's own table ---- */

enum xabi_grant_size_status xabi_do_grant_size(struct xabi_caller *caller, uint64_t *ret_frames,
					       uint64_t *ret_frame_limit, uint64_t *ret_version,
					       uint64_t *ret_version_limit)
{
	const struct domain *domain = host_domain_of(caller);

	*ret_frames = domain->grants.frames;
	*ret_frame_limit = domain->host->config.grant_frames;
	*ret_version = domain->grants.version;
	*ret_version_limit = domain->host->config.one_format ? 1 : 2;
	return XABI_DO_GRANT_SIZE_OK;
}

/* The first entries in their new form; the others, and what was said of their use, are cleared. */
static void convert(struct grant_table *table, uint32_t version)
{
	struct entry_v2 kept[KEPT] = { { 0 } };
	struct entry_v1 v1;
	uint16_t *in_use;
	uint32_t i;

	for (i = 0; i < KEPT; i++)
		read_entry(table, i, &kept[i], &in_use);
	table->version = version;
	for (i = 0; i < table->frames; i++)
		memset(table->entries[i].frame->bytes, 0, PAGE_BYTES);
	for (i = 0; table->frames && i < KEPT; i++) {
		v1 = (struct entry_v1){ kept[i].flags, kept[i].domain, (uint32_t)kept[i].page };
		if (version == 2)
			memcpy(table->entries[0].frame->bytes + i * sizeof(kept[i]), &kept[i],
			       sizeof(kept[i]));
		else if (!(kept[i].flags & SUB_PAGE))
			memcpy(table->entries[0].frame->bytes + i * sizeof(v1), &v1, sizeof(v1));
	}
}

enum xabi_grant_set_version_status xabi_do_grant_set_version(struct xabi_caller *caller,
							     uint32_t version)
{
	struct domain *domain = host_domain_of(caller);
	struct grant_table *table = &domain->grants;

	if (version == 2 && domain->host->config.one_format)
		return XABI_DO_GRANT_SET_VERSION_UNSUPPORTED;
	if (version == table->version)
		return XABI_DO_GRANT_SET_VERSION_OK;
	if (table->busy)
		return XABI_DO_GRANT_SET_VERSION_BUSY;
	if (version == 2 && !grow(table->status, status_frames(table)))
		return XABI_DO_GRANT_SET_VERSION_NO_MEMORY;
	convert(table, version);
	if (version == 1)
		shrink(domain, table->status);
	return XABI_DO_GRANT_SET_VERSION_OK;
}

enum xabi_grant_place_status xabi_do_grant_place(struct xabi_caller *caller, uint32_t kind,
						 uint32_t frame, uint64_t at)
{
	struct domain *domain = host_domain_of(caller);
	struct grant_table *table = &domain->grants;
	uint32_t limit = domain->host->config.grant_frames;
	bool status = kind == XABI_FRAME_KIND_STATUS;
	uint64_t frames = status ? frame * (uint64_t)(STATUS_WORDS / PER_FRAME_V2) + 1
				 : frame + UINT64_C(1); /* of entries, for it to be there */
	struct table_frame *placed;
	struct place *place;

	if (frames > limit || (status && table->version == 1))
		return XABI_DO_GRANT_PLACE_NO_ROOM;
	frame = xabi_nospec(frame, limit);
	place = host_place(domain, at, true);
	if (!place)
		return XABI_DO_GRANT_PLACE_NO_MEMORY;
	if (place->kind != KIND_EMPTY)
		return XABI_DO_GRANT_PLACE_OCCUPIED;
	if (!grow_table(table, (uint32_t)frames))
		return XABI_DO_GRANT_PLACE_NO_MEMORY;
	placed = status ? &table->status[frame] : &table->entries[frame];
	if (placed->at != NOWHERE)
		host_place_clear(domain, host_place(domain, placed->at, false));
	placed->at = at;
	placed->frame->refs++;
	host_place_frame(place, KIND_TABLE, placed->frame, false);
	return XABI_DO_GRANT_PLACE_OK;
}
