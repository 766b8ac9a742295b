/* SPDX-License-Identifier: MIT */
/* Made by `xabic gen provider` from all.xabi more.xabi; not for editing. */
#include "xabi/provider.h"

#include "provider/core/decode.h"

static XABI_APART void unknown_op(struct xabi_caller *caller, struct xabi_call *call)
{
	(void)caller;
	xabi_refuse(call, XABI_STATUS_UNKNOWN_OP, 0);
}

static XABI_APART void not_allowed(struct xabi_caller *caller, struct xabi_call *call)
{
	xabi_refuse(call, xabi_host_lacks(caller, call->op) ? XABI_STATUS_UNKNOWN_OP : XABI_STATUS_NOT_ALLOWED, 0);
}

static XABI_APART void base_about(struct xabi_caller *caller, struct xabi_call *call)
{
	const uint64_t *in = call->in;

	if (in[5] | in[4] | in[3] | in[2] | in[1] | in[0])
		return xabi_refuse_unused(call, 0);
	call->status = (uint16_t)xabi_do_base_about(caller, &call->out[0], &call->out[1], &call->out[3]);
}

static XABI_APART void memory_drop(struct xabi_caller *caller, struct xabi_call *call)
{
	const uint64_t *in = call->in;

	if (in[0] > UINT64_C(0xffff))
		return xabi_refuse(call, XABI_STATUS_BAD_SLOT, 0);
	if (in[1] > UINT64_C(0xffffffff))
		return xabi_refuse(call, XABI_STATUS_BAD_SLOT, 1);
	if ((int64_t)in[2] != (int32_t)in[2])
		return xabi_refuse(call, XABI_STATUS_BAD_SLOT, 2);
	if (in[5] | in[4] | in[3])
		return xabi_refuse_unused(call, 3);
	call->status = (uint16_t)xabi_do_memory_drop(caller, (uint16_t)in[0], (uint32_t)in[1], (int32_t)in[2]);
}

static XABI_APART void memory_populate(struct xabi_caller *caller, struct xabi_call *call)
{
	const uint64_t *in = call->in;

	if (in[0] > UINT64_C(0xffff))
		return xabi_refuse(call, XABI_STATUS_BAD_SLOT, 0);
	if ((in[1] & (caller->granule - 1)))
		return xabi_refuse(call, XABI_STATUS_BAD_SLOT, 1);
	if (in[2] < UINT64_C(0x1) || in[2] > UINT64_C(0xffffffff) || (in[2] & (caller->granule - 1)))
		return xabi_refuse(call, XABI_STATUS_BAD_SLOT, 2);
	if ((in[3] != XABI_MAP_MODE_NORMAL && in[3] != XABI_MAP_MODE_BIG && in[3] != XABI_MAP_MODE_CLASS))
		return xabi_refuse(call, XABI_STATUS_BAD_SLOT, 3);
	if ((in[4] & ~UINT64_C(0x80000001)))
		return xabi_refuse(call, XABI_STATUS_BAD_SLOT, 4);
	if (in[5])
		return xabi_refuse(call, XABI_STATUS_BAD_SLOT, 5);
	if ((xabi_exact)(uint64_t)in[1] + (xabi_exact)(uint64_t)in[2] - (xabi_exact)UINT64_C(1) > (xabi_exact)caller->gpa_limit && (uint64_t)in[2] != UINT64_C(0))
		return xabi_refuse(call, XABI_STATUS_BAD_RANGE, 0);
	if ((uint64_t)in[2] > XABI_PAGE_LIST_LIMIT)
		return xabi_refuse(call, XABI_STATUS_BAD_RANGE, 0);
	if (((uint32_t)in[3] == XABI_MAP_MODE_BIG || (uint32_t)in[3] == XABI_MAP_MODE_CLASS) && !((uint32_t)in[4] & XABI_ACCESS_READ_ONLY))
		return xabi_refuse(call, XABI_STATUS_WRONG_PORT, 0);
	if (((uint32_t)in[4] & XABI_ACCESS_READ_ONLY))
		return xabi_refuse(call, XABI_STATUS_READ_ONLY, 0);
	call->status = (uint16_t)xabi_do_memory_populate(caller, (uint16_t)in[0], (uint64_t)in[1], (uint64_t)in[2], (uint32_t)in[3], (uint32_t)in[4]);
}

bool xabi_memory_walk_ports_next(struct xabi_buffer *buffer, uint32_t *ret_element)
{
	const struct xabi_caller *caller = buffer->caller;
	const uint64_t *in = buffer->in;
	const uint32_t *v = ret_element;
	uint32_t bad = 0;

	(void)caller;
	(void)in;
	(void)v;
	(void)bad;
	if (!xabi_buffer_next(buffer, ret_element, 4))
		return false;
	return true;
}

static XABI_APART void memory_walk_pinned(struct xabi_caller *caller, struct xabi_call *call)
{
	const uint64_t *in = call->in;
	uint16_t status;
	struct xabi_buffer b0;

	if (in[3] | in[2] | in[1])
		return xabi_refuse_unused(call, 1);
	if (in[5] > caller->buffer_size || in[5] % 4)
		return xabi_refuse(call, XABI_STATUS_BAD_SIZE, 4);
	call->out[0] = in[0];
	status = xabi_host_pin(caller, 0, in[4], in[5], false);
	if (status)
		return xabi_refuse_buffer(call, status, 4);
	xabi_buffer_open(&b0, caller, in, 0, in[5], 4, UINT32_MAX);
	status = (uint16_t)xabi_do_memory_walk(caller, (uint64_t)in[0], &b0, &call->out[0]);
	status = xabi_buffer_close(&b0, call, status);
	call->status = status;
}

static XABI_APART void memory_walk(struct xabi_caller *caller, struct xabi_call *call)
{
	memory_walk_pinned(caller, call);
	xabi_host_unpin(caller);
}

/* The offset of the first field that cannot be taken. */
static uint32_t bad_page_info(const struct xabi_caller *caller, const struct xabi_page_info *v)
{
	uint32_t i, bad;

	(void)caller;
	(void)i;
	(void)bad;
	if (xabi_not_zero(&v->pad, 2))
		return 2;
	if ((v->mode != XABI_MAP_MODE_NORMAL && v->mode != XABI_MAP_MODE_BIG && v->mode != XABI_MAP_MODE_CLASS))
		return 8;
	if ((v->access & ~UINT64_C(0x80000001)))
		return 12;
	if (v->level > UINT64_C(0x7))
		return 16;
	if (xabi_not_zero(&v->pad2, 4))
		return 20;
	return XABI_NO_FIELD;
}

bool xabi_memory_map_list_next(struct xabi_buffer *buffer, struct xabi_page_info *ret_element)
{
	const struct xabi_caller *caller = buffer->caller;
	const uint64_t *in = buffer->in;
	const struct xabi_page_info *v = ret_element;
	uint32_t bad = 0;

	(void)caller;
	(void)in;
	(void)v;
	(void)bad;
	if (!xabi_buffer_next(buffer, ret_element, 24))
		return false;
	if ((bad = bad_page_info(caller, v)) != XABI_NO_FIELD)
		return xabi_buffer_refuse(buffer, XABI_STATUS_BAD_FIELD, bad);
	if (((*v).mode == XABI_MAP_MODE_NORMAL) && !((*v).access & XABI_ACCESS_READ_ONLY))
		return xabi_buffer_refuse(buffer, XABI_STATUS_READ_ONLY, 0);
	return true;
}

bool xabi_memory_map_made_put(struct xabi_buffer *buffer, struct xabi_range *element)
{
	return xabi_buffer_put(buffer, element, 16);
}

static XABI_APART void memory_map_pinned(struct xabi_caller *caller, struct xabi_call *call)
{
	const uint64_t *in = call->in;
	uint16_t status;
	struct xabi_buffer b0;
	struct xabi_buffer b1;

	if (in[0] > UINT64_C(0xffffffff))
		return xabi_refuse(call, XABI_STATUS_BAD_SLOT, 0);
	if (in[1])
		return xabi_refuse_unused(call, 1);
	if (in[0] < 16)
		return xabi_refuse(call, XABI_STATUS_BAD_SIZE, 0);
	if (in[3] > caller->buffer_size || in[3] % in[0])
		return xabi_refuse(call, XABI_STATUS_BAD_SIZE, 2);
	if (in[5] > caller->buffer_size || in[5] % 16 || in[5] / 16 != in[3] / in[0])
		return xabi_refuse(call, XABI_STATUS_BAD_SIZE, 4);
	status = xabi_host_pin(caller, 0, in[2], in[3], false);
	if (status)
		return xabi_refuse_buffer(call, status, 2);
	xabi_buffer_open(&b0, caller, in, 0, in[3], in[0], 32);
	status = xabi_host_pin(caller, 1, in[4], in[5], true);
	if (status)
		return xabi_refuse_buffer(call, status, 4);
	xabi_buffer_open(&b1, caller, in, 1, in[5], 16, 32);
	status = (uint16_t)xabi_do_memory_map(caller, &b0, &b1, &call->out[0]);
	status = xabi_buffer_close(&b0, call, status);
	status = xabi_buffer_close(&b1, call, status);
	call->status = status;
}

static XABI_APART void memory_map(struct xabi_caller *caller, struct xabi_call *call)
{
	memory_map_pinned(caller, call);
	xabi_host_unpin(caller);
}

static void clear_page_info(struct xabi_page_info *v)
{
	uint32_t i;

	(void)i;
	__builtin_memset(&v->pad, 0, 2);
	__builtin_memset(&v->pad2, 0, 4);
}

static XABI_APART void device_text_pinned(struct xabi_caller *caller, struct xabi_call *call)
{
	const uint64_t *in = call->in;
	uint16_t status;
	struct xabi_buffer b0;
	struct xabi_page_info v1;

	if (in[0] > UINT64_C(0xffff))
		return xabi_refuse(call, XABI_STATUS_BAD_SLOT, 0);
	if (in[3] > caller->buffer_size)
		return xabi_refuse(call, XABI_STATUS_BAD_SIZE, 2);
	if (in[5] > caller->buffer_size || in[5] < 16)
		return xabi_refuse(call, XABI_STATUS_BAD_SIZE, 4);
	call->out[3] = in[1];
	status = xabi_host_pin(caller, 0, in[2], in[3], true);
	if (status)
		return xabi_refuse_buffer(call, status, 2);
	xabi_buffer_open(&b0, caller, in, 0, in[3], 1, UINT32_MAX);
	status = xabi_host_pin(caller, 1, in[4], in[5], true);
	if (status)
		return xabi_refuse_buffer(call, status, 4);
	if (xabi_is_self(caller, (uint16_t)in[0]))
		return xabi_refuse(call, XABI_STATUS_WRONG_TARGET, 0);
	__builtin_memset(&v1, 0, sizeof(v1));
	status = (uint16_t)xabi_do_device_text(caller, (uint16_t)in[0], (uint64_t)in[1], &b0, &v1, &call->out[0], &call->out[1], &call->out[3]);
	status = xabi_buffer_close(&b0, call, status);
	call->status = status;
	if (status != XABI_STATUS_OK)
		return;
	clear_page_info(&v1);
	xabi_write_struct(caller, 1, in[5], &v1, 24);
	call->out[2] = sizeof(v1);
}

static XABI_APART void device_text(struct xabi_caller *caller, struct xabi_call *call)
{
	device_text_pinned(caller, call);
	xabi_host_unpin(caller);
}

/* The offset of the first field that cannot be taken. */
static uint32_t bad_range(const struct xabi_caller *caller, const struct xabi_range *v)
{
	uint32_t i, bad;

	(void)caller;
	(void)i;
	(void)bad;
	if (v->size < UINT64_C(0x1) || v->size > UINT64_C(0x1000000000) || (v->size & (XABI_CACHE_LINE - 1)))
		return 8;
	return XABI_NO_FIELD;
}

/* The offset of the first field that cannot be taken. */
static uint32_t bad_range_list(const struct xabi_caller *caller, const struct xabi_range_list *v)
{
	uint32_t i, bad;

	(void)caller;
	(void)i;
	(void)bad;
	for (i = 0; i < 2; i++)
		if ((bad = bad_range(caller, &v->ranges[i])) != XABI_NO_FIELD)
			return 0 + i * 16 + bad;
	if (xabi_not_zero(&v->pad, 4))
		return 60;
	if ((bad = bad_range(caller, &v->inside)) != XABI_NO_FIELD)
		return 64 + bad;
	return XABI_NO_FIELD;
}

bool xabi_device_three_list_next(struct xabi_buffer *buffer, uint32_t *ret_element)
{
	const struct xabi_caller *caller = buffer->caller;
	const uint64_t *in = buffer->in;
	const uint32_t *v = ret_element;
	uint32_t bad = 0;

	(void)caller;
	(void)in;
	(void)v;
	(void)bad;
	if (!xabi_buffer_next(buffer, ret_element, 4))
		return false;
	return true;
}

bool xabi_device_three_to_put(struct xabi_buffer *buffer, struct xabi_range *element)
{
	return xabi_buffer_put(buffer, element, 16);
}

static XABI_APART void device_three_pinned(struct xabi_caller *caller, struct xabi_call *call)
{
	const uint64_t *in = call->in;
	uint16_t status;
	struct xabi_range_list v0;
	uint32_t bad;
	struct xabi_buffer b1;
	struct xabi_buffer b2;

	if (in[1] != 80)
		return xabi_refuse(call, XABI_STATUS_BAD_SIZE, 0);
	if (in[3] > caller->buffer_size || in[3] % 4)
		return xabi_refuse(call, XABI_STATUS_BAD_SIZE, 2);
	if (in[5] > caller->buffer_size || in[5] % 16 || in[5] / 16 != in[3] / 4)
		return xabi_refuse(call, XABI_STATUS_BAD_SIZE, 4);
	status = xabi_host_pin(caller, 0, in[0], in[1], false);
	if (status)
		return xabi_refuse_buffer(call, status, 0);
	status = xabi_host_pin(caller, 1, in[2], in[3], false);
	if (status)
		return xabi_refuse_buffer(call, status, 2);
	xabi_buffer_open(&b1, caller, in, 1, in[3], 4, 7);
	status = xabi_host_pin(caller, 2, in[4], in[5], true);
	if (status)
		return xabi_refuse_buffer(call, status, 4);
	xabi_buffer_open(&b2, caller, in, 2, in[5], 16, 7);
	xabi_host_read(caller, 0, 0, &v0, 80);
	bad = bad_range_list(caller, &v0);
	if (bad != XABI_NO_FIELD)
		return xabi_refuse(call, XABI_STATUS_BAD_FIELD, bad);
	status = (uint16_t)xabi_do_device_three(caller, &v0, &b1, &b2, &call->out[0]);
	status = xabi_buffer_close(&b1, call, status);
	status = xabi_buffer_close(&b2, call, status);
	call->status = status;
}

static XABI_APART void device_three(struct xabi_caller *caller, struct xabi_call *call)
{
	device_three_pinned(caller, call);
	xabi_host_unpin(caller);
}

void xabi_provide(struct xabi_caller *caller, struct xabi_call *call)
{
	uint16_t op = call->op;

	call->out[0] = call->out[1] = call->out[2] = call->out[3] = 0;
	if (op < XABI_OP_MEMORY_WALK) {
		if (op < XABI_OP_MEMORY_DROP) {
			if (op == XABI_OP_BASE_ABOUT)
				return base_about(caller, call);
		} else {
			if (op < XABI_OP_MEMORY_POPULATE) {
				if (op == XABI_OP_MEMORY_DROP)
					return !(caller->mask[0] & 0x02) ? not_allowed(caller, call) : memory_drop(caller, call);
			} else {
				if (op == XABI_OP_MEMORY_POPULATE)
					return !(caller->mask[0] & 0x04) ? not_allowed(caller, call) : memory_populate(caller, call);
			}
		}
	} else {
		if (op < XABI_OP_DEVICE_TEXT) {
			if (op < XABI_OP_MEMORY_MAP) {
				if (op == XABI_OP_MEMORY_WALK)
					return !(caller->mask[0] & 0x08) ? not_allowed(caller, call) : memory_walk(caller, call);
			} else {
				if (op == XABI_OP_MEMORY_MAP)
					return !(caller->mask[0] & 0x10) ? not_allowed(caller, call) : memory_map(caller, call);
			}
		} else {
			if (op < XABI_OP_DEVICE_THREE) {
				if (op == XABI_OP_DEVICE_TEXT)
					return !(caller->mask[0] & 0x20) ? not_allowed(caller, call) : device_text(caller, call);
			} else {
				if (op == XABI_OP_DEVICE_THREE)
					return !(caller->mask[0] & 0x40) ? not_allowed(caller, call) : device_three(caller, call);
			}
		}
	}
	unknown_op(caller, call);
}
