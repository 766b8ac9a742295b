/* SPDX-License-Identifier: MIT */
/* Made by `xabic gen provider-header` from all.xabi more.xabi; not for editing. */
#ifndef XABI_PROVIDER_H
#define XABI_PROVIDER_H

/* Places of the ops, by number: in xabi_ops[], and bits of a mask. */
#define XABI_OPS 7
#define XABI_MASK_BYTES 1

#include "provider/core/core.h"

#define XABI_INDEX_BASE_ABOUT 0
#define XABI_INDEX_MEMORY_DROP 1
#define XABI_INDEX_MEMORY_POPULATE 2
#define XABI_INDEX_MEMORY_WALK 3
#define XABI_INDEX_MEMORY_MAP 4
#define XABI_INDEX_DEVICE_TEXT 5
#define XABI_INDEX_DEVICE_THREE 6

/* ---- base.about ---- */

enum xabi_base_about_status {
	XABI_DO_BASE_ABOUT_OK = XABI_STATUS_OK,
};
enum xabi_base_about_status xabi_do_base_about(struct xabi_caller *caller,
	uint64_t *ret_wide_one,
	uint64_t *ret_level,
	uint64_t *ret_another);

/* ---- memory.drop ---- */

enum xabi_memory_drop_status {
	XABI_DO_MEMORY_DROP_OK = XABI_STATUS_OK,
	XABI_DO_MEMORY_DROP_WRONG_PORT = XABI_STATUS_WRONG_PORT,
};
enum xabi_memory_drop_status xabi_do_memory_drop(struct xabi_caller *caller,
	uint16_t target,
	uint32_t port,
	int32_t by);

/* ---- memory.populate ---- */

enum xabi_memory_populate_status {
	XABI_DO_MEMORY_POPULATE_OK = XABI_STATUS_OK,
	XABI_DO_MEMORY_POPULATE_NO_SUCH_DOMAIN = XABI_STATUS_NO_SUCH_DOMAIN,
	XABI_DO_MEMORY_POPULATE_NO_ROOM = XABI_STATUS_NO_ROOM,
};
enum xabi_memory_populate_status xabi_do_memory_populate(struct xabi_caller *caller,
	uint16_t target,
	uint64_t at,
	uint64_t size,
	uint32_t mode,
	uint32_t how);

/* ---- memory.walk ---- */

#define XABI_SLICE_MEMORY_WALK 9 /* elements */
enum xabi_memory_walk_status {
	XABI_DO_MEMORY_WALK_OK = XABI_STATUS_OK,
	XABI_DO_MEMORY_WALK_AGAIN = XABI_STATUS_AGAIN,
	XABI_DO_MEMORY_WALK_WRONG_PORT = XABI_STATUS_WRONG_PORT,
};
bool xabi_memory_walk_ports_next(struct xabi_buffer *buffer, uint32_t *ret_element);
enum xabi_memory_walk_status xabi_do_memory_walk(struct xabi_caller *caller,
	uint64_t cursor,
	struct xabi_buffer *ports,
	uint64_t *ret_cursor);

/* ---- memory.map ---- */

#define XABI_SLICE_MEMORY_MAP 32 /* elements */
enum xabi_memory_map_status {
	XABI_DO_MEMORY_MAP_OK = XABI_STATUS_OK,
	XABI_DO_MEMORY_MAP_AGAIN = XABI_STATUS_AGAIN,
	XABI_DO_MEMORY_MAP_NO_SUCH_DOMAIN = XABI_STATUS_NO_SUCH_DOMAIN,
	XABI_DO_MEMORY_MAP_WRONG_PORT = XABI_STATUS_WRONG_PORT,
};
bool xabi_memory_map_list_next(struct xabi_buffer *buffer, struct xabi_page_info *ret_element);
bool xabi_memory_map_made_put(struct xabi_buffer *buffer, struct xabi_range *element);
enum xabi_memory_map_status xabi_do_memory_map(struct xabi_caller *caller,
	struct xabi_buffer *list,
	struct xabi_buffer *made,
	uint64_t *ret_done);

/* ---- device.text ---- */

#define XABI_SLICE_DEVICE_TEXT 16 /* characters */
enum xabi_device_text_status {
	XABI_DO_DEVICE_TEXT_OK = XABI_STATUS_OK,
	XABI_DO_DEVICE_TEXT_AGAIN = XABI_STATUS_AGAIN,
};
enum xabi_device_text_status xabi_do_device_text(struct xabi_caller *caller,
	uint16_t target,
	uint64_t cursor,
	struct xabi_buffer *text,
	struct xabi_page_info *ret_info,
	uint64_t *ret_made,
	uint64_t *ret_text_needed,
	uint64_t *ret_cursor);

/* ---- device.three ---- */

#define XABI_SLICE_DEVICE_THREE 7 /* numbers */
enum xabi_device_three_status {
	XABI_DO_DEVICE_THREE_OK = XABI_STATUS_OK,
	XABI_DO_DEVICE_THREE_AGAIN = XABI_STATUS_AGAIN,
};
bool xabi_device_three_list_next(struct xabi_buffer *buffer, uint32_t *ret_element);
bool xabi_device_three_to_put(struct xabi_buffer *buffer, struct xabi_range *element);
enum xabi_device_three_status xabi_do_device_three(struct xabi_caller *caller,
	const struct xabi_range_list *from,
	struct xabi_buffer *list,
	struct xabi_buffer *to,
	uint64_t *ret_done);

#endif
