/* SPDX-License-Identifier: MIT */
/*
 * A call in words, one line:
 *
 *	event.send port=3 -> wrong_port
 *	domain.info target=0 info=0x7ffd1000+104 -> ok info_needed=104
 *
 * The tables are made by `xabic gen trace`. Freestanding: no libc, no allocation, no state.
 */
#ifndef CODEC_PRINT_H
#define CODEC_PRINT_H

#include <stddef.h>
#include <stdint.h>

#include "xabi/call.h"

enum print_kind { PRINT_NUMBER, PRINT_SIGNED, PRINT_ADDRESS, PRINT_ENUM, PRINT_FLAGS };

struct print_value {
	const char *name;
	uint64_t value; /* of a flag its bit alone */
};

struct print_type {
	const char *name; /* as the spec has it: "port", "u32", "domain_info[]" */
	enum print_kind kind;
	uint16_t bytes; /* of a slot's value; of a buffer's element */
	uint16_t n_values;
	const struct print_value *values;
};

struct print_slot {
	const char *name;
	const struct print_type *type;
	const char *unit; /* "bytes", "ns", "ticks", "hz", "count" or NULL */
	uint8_t slot;     /* in a0..a5 or r0..r3; of a buffer its address's */
	uint8_t writes;   /* of a buffer: the call writes to it */
};

struct print_op {
	uint16_t op;
	uint8_t n_in, n_buffers, n_out;
	const char *name;               /* "event.send" */
	const struct print_slot *slots; /* going in, then buffers, then coming out */
};

/* The generated tables. */
extern const struct print_op print_ops[];
extern const uint16_t print_n_ops;
extern const struct print_type print_status;

/* NULL: the spec has no such op. */
const struct print_op *print_find(uint16_t op);

/*
 * Each prints into SIZE bytes, with a NUL behind it (unless SIZE is 0), what does not fit is cut off, and returns how long
 * the text is, uncut: what is asked for ("event.send port=3"), what came of it ("wrong_port"), or both, with " -> " between
 * them. Slots that the op does not have are shown where they are not zero.
 */
size_t print_request(const struct xabi_call *call, char *text, size_t size);
size_t print_answer(const struct xabi_call *call, char *text, size_t size);
size_t print_call(const struct xabi_call *call, char *text, size_t size);

#endif
