/* SPDX-License-Identifier: MIT */
/* The handlers of extension base: they need nothing of a host. */
#include "provider/core/probe.h"

enum xabi_base_about_status xabi_do_base_about(struct xabi_caller *caller, uint64_t *ret_major,
					       uint64_t *ret_minor, uint64_t *ret_implementation,
					       uint64_t *ret_caller)
{
	*ret_major = XABI_SPEC_MAJOR;
	*ret_minor = XABI_SPEC_MINOR;
	*ret_implementation = caller->implementation;
	*ret_caller = caller->facts;
	return XABI_DO_BASE_ABOUT_OK;
}

enum xabi_base_probe_status xabi_do_base_probe(struct xabi_caller *caller, uint16_t op,
					       uint32_t kind, uint8_t place, uint16_t offset,
					       uint64_t *ret_available, uint64_t *ret_known)
{
	*ret_available = xabi_probe(caller->mask, op, kind, place, offset, ret_known);
	return XABI_DO_BASE_PROBE_OK;
}

enum xabi_base_fingerprint_status xabi_do_base_fingerprint(struct xabi_caller *caller,
							   uint64_t *ret_word0, uint64_t *ret_word1,
							   uint64_t *ret_word2, uint64_t *ret_word3)
{
	(void)caller;
	*ret_word0 = XABI_SPEC_FINGERPRINT_0;
	*ret_word1 = XABI_SPEC_FINGERPRINT_1;
	*ret_word2 = XABI_SPEC_FINGERPRINT_2;
	*ret_word3 = XABI_SPEC_FINGERPRINT_3;
	return XABI_DO_BASE_FINGERPRINT_OK;
}

enum xabi_base_surface_status xabi_do_base_surface(struct xabi_caller *caller, uint16_t from,
						   struct xabi_buffer *ops, uint64_t *ret_done)
{
	uint32_t next = from;
	uint16_t op;

	while (xabi_next_op(caller->mask, next, &op) && xabi_base_surface_ops_put(ops, op)) {
		next = op + 1u;
		++*ret_done;
	}
	return XABI_DO_BASE_SURFACE_OK;
}

enum xabi_base_limits_status xabi_do_base_limits(struct xabi_caller *caller, uint64_t *ret_granule,
						 uint64_t *ret_gpa_limit, uint64_t *ret_buffer_size)
{
	*ret_granule = caller->granule;
	*ret_gpa_limit = caller->gpa_limit;
	*ret_buffer_size = caller->buffer_size;
	return XABI_DO_BASE_LIMITS_OK;
}
