/* SPDX-License-Identifier: MIT */
/*
 * Made by `xabic gen user-stubs` from all.xabi more.xabi; not for editing.
 *
 * Each operation as a function over xabi_call() of libxabi, for C99 and C++. It returns 0 or an error
 * code, of which xabi_last_error() tells more: for XABI_ERROR_REFUSED its status says why.
 *
 * Results (ret_) are written on success only, but `done`, which says how many elements are; where one
 * is not wanted, NULL does. Operations with slices go on until they are done; with a cursor (first 0;
 * else NULL) it is one slice, which wants another where the status is `again`. A list (results of
 * elements, nothing read) does not go on by itself.
 */
#ifndef XABI_OPS_H
#define XABI_OPS_H

#include "xabi/xabi.h"

/*
 * Who answers. A long doc is broken into lines, here and in the C header, where the line would
 * have more than 100 columns: this one is.
 */
static inline int xabi_base_about(struct xabi *xabi, uint64_t *ret_wide_one, uint32_t *ret_level,
		int32_t *ret_another)
{
	struct xabi_call call = { XABI_OP_BASE_ABOUT, 0, 0, { 0 }, { 0 } };
	int code = xabi_call(xabi, &call);

	if (!code && ret_wide_one)
		*ret_wide_one = (uint64_t)call.out[0];
	if (!code && ret_level)
		*ret_level = (uint32_t)call.out[1];
	if (!code && ret_another)
		*ret_another = (int32_t)call.out[3];
	return code;
}

/*
 * Maps pages: growing elements, and done instead of a cursor. Fails: no_such_domain, wrong_port,
 * read_only.
 */
static inline int xabi_memory_map(struct xabi *xabi, const struct xabi_page_info *list,
		size_t n_list, struct xabi_range *ret_made, uint32_t *ret_done)
{
	uint32_t done = 0;
	int code;

	do {
		struct xabi_call call = { XABI_OP_MEMORY_MAP, 0, 0, { sizeof(struct xabi_page_info),
			0, (uintptr_t)(list + done), (n_list - done) * sizeof(*list),
			(uintptr_t)(ret_made + done), (n_list - done) * sizeof(*ret_made) }, { 0 } };

		code = xabi_call(xabi, &call);
		done = (uint32_t)(done + call.out[0]);
	} while (xabi_last_error(xabi)->status == XABI_STATUS_AGAIN);
	if (ret_done)
		*ret_done = done;
	return code;
}

/* Consumes. Fails: wrong_port. */
static inline int xabi_memory_drop(struct xabi *xabi, uint16_t target, uint32_t port, int32_t by)
{
	struct xabi_call call = { XABI_OP_MEMORY_DROP, 0, 0, { target, port, (uint32_t)by }, { 0 } };

	return xabi_call(xabi, &call);
}

/* Backs a range. Fails: bad_range, wrong_port, read_only, no_such_domain, no_room. */
static inline int xabi_memory_populate(struct xabi *xabi, uint16_t target, uint64_t at,
		uint64_t size, uint32_t mode, uint32_t how)
{
	struct xabi_call call = { XABI_OP_MEMORY_POPULATE, 0, 0, { target, at, size, mode, how,
		0 }, { 0 } };

	return xabi_call(xabi, &call);
}

/* Elements without done have a cursor. Fails: wrong_port. */
static inline int xabi_memory_walk(struct xabi *xabi, const uint32_t *ports, size_t n_ports,
		uint64_t *cursor)
{
	uint64_t here = cursor ? *cursor : 0;
	int code;

	do {
		struct xabi_call call = { XABI_OP_MEMORY_WALK, 0, 0, { here, 0, 0, 0,
			(uintptr_t)ports, n_ports * sizeof(*ports) }, { 0 } };

		code = xabi_call(xabi, &call);
		here = call.out[0];
	} while (!cursor && xabi_last_error(xabi)->status == XABI_STATUS_AGAIN);
	if (cursor)
		*cursor = here;
	return code;
}

/* Three buffers fill all slots, so no target. */
static inline int xabi_device_three(struct xabi *xabi, const struct xabi_range_list *from,
		const uint32_t *list, size_t n_list, struct xabi_range *ret_to, uint32_t *ret_done)
{
	uint32_t done = 0;
	int code;

	do {
		struct xabi_call call = { XABI_OP_DEVICE_THREE, 0, 0, { (uintptr_t)from,
			sizeof(*from), (uintptr_t)(list + done), (n_list - done) * sizeof(*list),
			(uintptr_t)(ret_to + done), (n_list - done) * sizeof(*ret_to) }, { 0 } };

		code = xabi_call(xabi, &call);
		done = (uint32_t)(done + call.out[0]);
	} while (xabi_last_error(xabi)->status == XABI_STATUS_AGAIN);
	if (ret_done)
		*ret_done = done;
	return code;
}

/* Bytes and a growing struct, each with its needed size; both before the cursor. */
static inline int xabi_device_text(struct xabi *xabi, uint16_t target, void *ret_text,
		size_t text_bytes, struct xabi_page_info *ret_info, uint64_t *cursor,
		uint32_t *ret_made, uint64_t *ret_text_needed, uint64_t *ret_info_needed)
{
	uint64_t here = cursor ? *cursor : 0;
	int code;

	do {
		struct xabi_call call = { XABI_OP_DEVICE_TEXT, 0, 0, { target, here,
			(uintptr_t)ret_text, text_bytes, (uintptr_t)ret_info,
			sizeof(*ret_info) }, { 0 } };

		code = xabi_call(xabi, &call);
		if (!code && ret_made)
			*ret_made = (uint32_t)call.out[0];
		if (!code && ret_text_needed)
			*ret_text_needed = (uint64_t)call.out[1];
		if (!code && ret_info_needed)
			*ret_info_needed = (uint64_t)call.out[2];
		here = call.out[3];
	} while (!cursor && xabi_last_error(xabi)->status == XABI_STATUS_AGAIN);
	if (cursor)
		*cursor = here;
	return code;
}

#endif
