/* SPDX-License-Identifier: MIT */
#include "provider/core/probe.h"

/* How many ops there are below a number: by halves. */
static uint32_t ops_below(uint32_t op)
{
	uint32_t low = 0, high = XABI_OPS, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (xabi_ops[middle] < op)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t xabi_op_index(uint16_t op)
{
	uint32_t index = ops_below(op);

	if (index >= XABI_OPS)
		return XABI_OPS;
	index = xabi_nospec(index, XABI_OPS);
	return xabi_ops[index] == op ? index : XABI_OPS;
}

/* docs/rules.md P1.2: class and extension of a number; those of base are 0. */
static uint16_t extension_of(uint16_t op)
{
	return op >> 8;
}

bool xabi_allowed(const uint8_t mask[XABI_MASK_BYTES], uint32_t index)
{
	return extension_of(xabi_ops[index]) == 0 || mask[index / 8] >> index % 8 & 1;
}

/* How many ops of an extension the caller may use. */
static uint32_t count_of(const uint8_t mask[XABI_MASK_BYTES], uint16_t extension)
{
	uint32_t i, count = 0;

	for (i = 0; i < XABI_OPS; i++)
		count += extension_of(xabi_ops[i]) == extension && xabi_allowed(mask, i);
	return count;
}

static bool find_known(uint64_t key, uint64_t *ret_known)
{
	uint32_t low = 0, high = xabi_n_known, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (xabi_known[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	if (low >= xabi_n_known)
		return false;
	low = xabi_nospec(low, xabi_n_known);
	if (xabi_known[low].key != key)
		return false;
	*ret_known = xabi_known[low].known;
	return true;
}

bool xabi_probe(const uint8_t mask[XABI_MASK_BYTES], uint16_t op, uint32_t kind, uint8_t place,
		uint16_t offset, uint64_t *ret_known)
{
	uint32_t index = xabi_op_index(op);

	if (kind <= XABI_PROBE_KIND_EXTENSION && (place || offset))
		return false;
	if (kind == XABI_PROBE_KIND_EXTENSION) {
		*ret_known = count_of(mask, extension_of(op));
		return *ret_known != 0;
	}
	if (index == XABI_OPS || !xabi_allowed(mask, index))
		return false;
	if (kind == XABI_PROBE_KIND_OP) {
		*ret_known = 1;
		return true;
	}
	return find_known(XABI_KNOWN_KEY(op, kind, place, offset), ret_known);
}

bool xabi_next_op(const uint8_t mask[XABI_MASK_BYTES], uint32_t from, uint16_t *ret_op)
{
	uint32_t index = ops_below(from);

	while (index < XABI_OPS && !xabi_allowed(mask, index))
		index++;
	if (index >= XABI_OPS)
		return false;
	*ret_op = xabi_ops[index];
	return true;
}
