/* SPDX-License-Identifier: MIT */
#include "provider/core/decode.h"

void xabi_refuse(struct xabi_call *call, uint16_t status, uint32_t where)
{
	call->status = status;
	call->out[3] = where;
}

void xabi_refuse_unused(struct xabi_call *call, uint32_t first)
{
	while (!call->in[first])
		first++;
	xabi_refuse(call, XABI_STATUS_BAD_SLOT, first);
}

void xabi_refuse_buffer(struct xabi_call *call, uint16_t status, uint32_t slot)
{
	xabi_refuse(call, status, status == XABI_STATUS_BAD_BUFFER ? slot : 0);
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* ---- one struct or element ---- */

/* The first byte of [at, end) of a buffer that is not zero, or `end`. Seldom asked for: it stays out of the way. */
static XABI_APART uint64_t not_zero(struct xabi_caller *caller, unsigned int n, uint64_t at,
				    uint64_t end)
{
	uint8_t part[64];
	uint64_t bytes, i;

	for (; at < end; at += bytes) {
		bytes = least(end - at, sizeof(part));
		xabi_host_read(caller, n, at, part, bytes);
		for (i = 0; i < bytes; i++) {
			if (part[i])
				return at + i;
		}
	}
	return end;
}

static uint32_t read_at(struct xabi_caller *caller, unsigned int n, uint64_t at, uint64_t bytes,
			void *ret_value, uint32_t known)
{
	uint64_t found;

	if (bytes < known)
		__builtin_memset((uint8_t *)ret_value + bytes, 0, known - bytes);
	xabi_host_read(caller, n, at, ret_value, least(bytes, known));
	if (bytes <= known)
		return XABI_NO_FIELD;
	found = not_zero(caller, n, at + known, at + bytes);
	return found < at + bytes ? (uint32_t)(found - at) : XABI_NO_FIELD;
}

static XABI_APART void write_zero(struct xabi_caller *caller, unsigned int n, uint64_t at,
				  uint64_t end)
{
	static const uint8_t zero[64];
	uint64_t part;

	for (; at < end; at += part) {
		part = least(end - at, sizeof(zero));
		xabi_host_write(caller, n, at, zero, part);
	}
}

static void write_at(struct xabi_caller *caller, unsigned int n, uint64_t at, uint64_t bytes,
		     const void *value, uint32_t known)
{
	xabi_host_write(caller, n, at, value, least(bytes, known));
	if (bytes > known)
		write_zero(caller, n, at + known, at + bytes);
}

uint32_t xabi_read_struct(struct xabi_caller *caller, unsigned int n, uint64_t bytes,
			  void *ret_value, uint32_t known)
{
	return read_at(caller, n, 0, bytes, ret_value, known);
}

void xabi_write_struct(struct xabi_caller *caller, unsigned int n, uint64_t bytes,
		       const void *value, uint32_t known)
{
	write_at(caller, n, 0, bytes, value, known);
}

/* ---- buffers of elements ---- */

void xabi_buffer_open(struct xabi_buffer *buffer, struct xabi_caller *caller, const uint64_t *in,
		      uint8_t number, uint64_t bytes, uint64_t each, uint32_t slice)
{
	buffer->caller = caller;
	buffer->in = in;
	buffer->bytes = bytes;
	buffer->count = (uint32_t)(bytes / each);
	buffer->each = (uint32_t)each;
	buffer->next = 0;
	buffer->end = (uint32_t)least(buffer->count, slice);
	buffer->where = 0;
	buffer->refusal = 0;
	buffer->cut = false;
	buffer->number = number;
}

uint16_t xabi_buffer_close(const struct xabi_buffer *buffer, struct xabi_call *call,
			   uint16_t status)
{
	if (status != XABI_STATUS_OK)
		return status;
	if (buffer->refusal == XABI_STATUS_BAD_FIELD)
		call->out[3] = buffer->where;
	if (buffer->refusal)
		return buffer->refusal;
	return buffer->cut ? XABI_STATUS_AGAIN : XABI_STATUS_OK;
}

bool xabi_buffer_refuse(struct xabi_buffer *buffer, uint16_t status, uint32_t where)
{
	buffer->refusal = status;
	buffer->where = where;
	return false;
}

/* Whether there is a place for another element in this call; then it is taken. */
static bool take(struct xabi_buffer *buffer, uint64_t *ret_at)
{
	if (buffer->refusal || buffer->next >= buffer->end) {
		buffer->cut = buffer->end < buffer->count;
		return false;
	}
	*ret_at = (uint64_t)buffer->next++ * buffer->each;
	return true;
}

/* Of another size than known here. Seldom: it stays out of the way of the others. */
static XABI_APART bool next_other(struct xabi_buffer *buffer, uint64_t at, void *ret_element,
				  uint32_t known)
{
	uint32_t bad =
		read_at(buffer->caller, buffer->number, at, buffer->each, ret_element, known);

	return bad == XABI_NO_FIELD || xabi_buffer_refuse(buffer, XABI_STATUS_BAD_FIELD, bad);
}

static XABI_APART bool put_other(struct xabi_buffer *buffer, uint64_t at, const void *element,
				 uint32_t known)
{
	write_at(buffer->caller, buffer->number, at, buffer->each, element, known);
	return true;
}

bool xabi_buffer_next(struct xabi_buffer *buffer, void *ret_element, uint32_t known)
{
	uint64_t at;

	if (!take(buffer, &at))
		return false;
	if (buffer->each != known)
		return next_other(buffer, at, ret_element, known);
	xabi_host_read(buffer->caller, buffer->number, at, ret_element, known);
	return true;
}

bool xabi_buffer_put(struct xabi_buffer *buffer, const void *element, uint32_t known)
{
	uint64_t at;

	if (!take(buffer, &at))
		return false;
	if (buffer->each != known)
		return put_other(buffer, at, element, known);
	xabi_host_write(buffer->caller, buffer->number, at, element, known);
	return true;
}

/* ---- buffers of bytes ---- */

void xabi_buffer_read(const struct xabi_buffer *buffer, uint64_t at, void *ret_bytes,
		      uint64_t bytes)
{
	xabi_host_read(buffer->caller, buffer->number, at, ret_bytes, bytes);
}

void xabi_buffer_write(struct xabi_buffer *buffer, uint64_t at, const void *from, uint64_t bytes)
{
	if (at < buffer->bytes)
		xabi_host_write(buffer->caller, buffer->number, at, from,
				least(bytes, buffer->bytes - at));
}
