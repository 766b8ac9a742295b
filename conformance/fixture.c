/* SPDX-License-Identifier: MIT */
#include "conformance/fixture.h"

#include <stddef.h>

#include "conformance/case.h"
#include "fixtures.h"

#define MOST_SLICES 100000

/* Of a sliced op: where its cursor goes in and comes out. NULL: it is none. */
static const struct case_op *sliced_op(uint16_t number)
{
	unsigned int i;

	for (i = 0; i < n_case_ops; i++) {
		if (case_ops[i].number == number && case_ops[i].cursor != NOWHERE)
			return &case_ops[i];
	}
	return NULL;
}

uint16_t fixture_call(const struct making *making, struct xabi_call *call)
{
	const struct case_op *op = sliced_op(call->op);
	struct env *env = making->scene->env;
	unsigned int i;

	env->call(env, call);
	for (i = 0; op && call->status == XABI_STATUS_AGAIN && i < MOST_SLICES; i++) {
		call->in[op->cursor] = call->out[op->next];
		env->call(env, call);
	}
	return call->status;
}

enum made fixture_status(const struct making *making, uint16_t op, uint16_t status)
{
	if (status == XABI_STATUS_OK)
		return MADE;
	if (status == XABI_STATUS_UNKNOWN_OP || status == XABI_STATUS_NOT_ALLOWED ||
	    status == NO_GRANT)
		return UNREACHED;
	making->scene->broken_op = op;
	making->scene->broken_status = status;
	return BROKEN;
}

enum made fixture_do(const struct making *making, struct xabi_call *call)
{
	return fixture_status(making, call->op, fixture_call(making, call));
}

uint64_t fixture_page(const struct making *making)
{
	struct scene *scene = making->scene;

	scene->page += scene->granule;
	return scene->page - scene->granule;
}

struct making fixture_own(const struct making *making)
{
	struct making own = *making;

	own.of = XABI_DOMAIN_SELF;
	own.not_self = false;
	return own;
}

/* No op says it outright: a port that waits for the caller does. */
enum made fixture_self(const struct making *making, uint64_t *ret_number)
{
	struct xabi_call open = { .op = XABI_OP_EVENT_OPEN },
			 status = { .op = XABI_OP_EVENT_STATUS },
			 close = { .op = XABI_OP_EVENT_CLOSE };
	enum made made;

	open.in[XABI_IN_EVENT_OPEN_PEER] = XABI_DOMAIN_SELF;
	made = fixture_do(making, &open);
	if (made != MADE)
		return made;
	status.in[XABI_IN_EVENT_STATUS_PORT] = open.out[XABI_OUT_EVENT_OPEN_PORT];
	made = fixture_do(making, &status);
	if (made != MADE)
		return made;
	*ret_number = status.out[XABI_OUT_EVENT_STATUS_PEER];
	close.in[XABI_IN_EVENT_CLOSE_PORT] = open.out[XABI_OUT_EVENT_OPEN_PORT];
	return fixture_do(making, &close);
}

enum made fixture_other(const struct making *making, uint64_t *ret_number)
{
	struct scene *scene = making->scene;
	struct xabi_call list = { .op = XABI_OP_DOMAIN_LIST };
	struct xabi_domain_info info;
	uint64_t at = fixture_page(making), self;
	enum made made = fixture_self(making, &self);

	if (made != MADE)
		return made;
	list.in[XABI_IN_DOMAIN_LIST_EACH] = sizeof(info);
	list.in[XABI_BUF_DOMAIN_LIST_LIST] = at;
	list.in[XABI_BUF_DOMAIN_LIST_LIST + 1] = sizeof(info);
	for (;;) {
		made = fixture_do(making, &list);
		if (made != MADE)
			return made;
		if (list.out[XABI_OUT_DOMAIN_LIST_DONE] == 0)
			return UNREACHED;
		scene->env->read(scene->env, at, &info, sizeof(info));
		*ret_number = info.id;
		if (info.id != self && !(info.state & XABI_DOMAIN_STATE_DYING))
			return MADE;
		list.in[XABI_IN_DOMAIN_LIST_FIRST] = info.id + 1u;
	}
}

enum made fixture_entry(const struct making *making, uint64_t ref, uint64_t *ret_at)
{
	struct xabi_call place = { .op = XABI_OP_GRANT_PLACE };
	struct making own = fixture_own(making);
	uint64_t size = sizeof(struct grant_entry) * (making->scene->version == 2 ? 2 : 1),
		 per_frame = XABI_GRANT_FRAME / size, frame = ref / per_frame,
		 *table = &making->scene->table[frame];
	enum made made;

	if (frame >= SCENE_FRAMES)
		return UNREACHED;
	if (!*table) {
		made = make_gpa(&own, GPA_EMPTY, &place.in[XABI_IN_GRANT_PLACE_AT]);
		place.in[XABI_IN_GRANT_PLACE_FRAME] = frame;
		if (made == MADE)
			made = fixture_do(making, &place);
		if (made != MADE)
			return made;
		*table = place.in[XABI_IN_GRANT_PLACE_AT];
	}
	*ret_at = *table + ref % per_frame * size;
	return MADE;
}

void fixture_write_entry(const struct making *making, uint64_t at, const struct grant_entry *entry)
{
	struct env *env = making->scene->env;
	struct grant_entry first = *entry;
	uint64_t frame = entry->frame;

	if (making->scene->version == 2) {
		env->write(env, at + sizeof(first), &frame, sizeof(frame));
		first.frame = 0;
	}
	env->write(env, at, &first, sizeof(first));
}

uint16_t fixture_map(const struct making *making, struct xabi_grant_unmap *ret_mapped)
{
	struct scene *scene = making->scene;
	struct making own = fixture_own(making);
	struct xabi_call call = { .op = XABI_OP_GRANT_MAP };
	struct xabi_grant_map map = { .owner = XABI_DOMAIN_SELF };
	struct xabi_grant_mapped made = { 0, 0 };
	uint64_t ref, list, page;

	if (make_grant(&own, GRANT_WRITABLE, &ref) != MADE ||
	    make_gpa(&own, GPA_EMPTY, &map.at) != MADE)
		return NO_GRANT;
	page = scene->page;
	list = fixture_page(making);
	map.ref = (uint32_t)ref;
	call.in[XABI_BUF_GRANT_MAP_LIST] = list;
	call.in[XABI_BUF_GRANT_MAP_LIST + 1] = sizeof(map);
	call.in[XABI_BUF_GRANT_MAP_MADE] = list + sizeof(map);
	call.in[XABI_BUF_GRANT_MAP_MADE + 1] = sizeof(made);
	scene->env->write(scene->env, list, &map, sizeof(map));
	if (fixture_call(making, &call) == XABI_STATUS_OK)
		scene->env->read(scene->env, list + sizeof(map), &made, sizeof(made));
	scene->page = page;
	*ret_mapped = (struct xabi_grant_unmap){ .mapping = made.mapping, .at = map.at };
	return call.status;
}

uint16_t fixture_unmap(const struct making *making, const struct xabi_grant_unmap *mapped)
{
	struct scene *scene = making->scene;
	struct xabi_call call = { .op = XABI_OP_GRANT_UNMAP };
	uint64_t page = scene->page, list = fixture_page(making);

	call.in[XABI_BUF_GRANT_UNMAP_LIST] = list;
	call.in[XABI_BUF_GRANT_UNMAP_LIST + 1] = sizeof(*mapped);
	scene->env->write(scene->env, list, mapped, sizeof(*mapped));
	scene->page = page;
	return fixture_call(making, &call);
}
