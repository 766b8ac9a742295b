/* SPDX-License-Identifier: MIT */
/*
 * What a process may ask of XABI through a kernel that does not do it itself: by the op's number (docs/rules.md P1.2), so that an op
 * newer than these tables passes or not by its class; the tables, made by `xabic gen policy`, only refine that.
 *
 * Freestanding: no libc, no allocation, no state.
 */
#ifndef CODEC_POLICY_H
#define CODEC_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POLICY_BUFFERS 3

enum policy_class { POLICY_KERNEL, POLICY_MEDIATED, POLICY_CONTROL, POLICY_DEVICE_MODEL };

enum policy_target { POLICY_TARGET_NONE, POLICY_TARGET_ANY, POLICY_TARGET_OTHERS };

struct policy_op {
	const char *name; /* "domain.list" */
	uint16_t op;
	uint8_t target;        /* enum policy_target: what a0 is */
	uint8_t reads, writes; /* bits of buffers, the first is in a0 and a1 */
};

/* Who asks. */
struct policy_caller {
	uint16_t self;   /* the kernel's own domain */
	uint16_t domain; /* to which the caller is tied */
	bool tied;
	uint8_t classes; /* bits by enum policy_class: those that are left to it */
	bool locked;     /* the kernel is locked down */
};

/* Why a call is refused. The reasons' texts are policy_reasons. */
enum policy_verdict {
	POLICY_FINE,
	POLICY_OWN,    /* of a class that is the kernel's own */
	POLICY_SHED,   /* of a class that the caller has given up */
	POLICY_SELF,   /* about the caller's own domain */
	POLICY_UNTIED, /* a device model's, and the caller is tied to no domain */
	POLICY_TIED,   /* about another domain than the caller is tied to, or about none */
	POLICY_NEWER,  /* not in the tables, and the kernel is locked down */
	POLICY_VERDICTS
};

extern const char *const policy_reasons[POLICY_VERDICTS];

/* The generated tables, in rising order of the numbers. */
extern const struct policy_op policy_ops[];
extern const uint16_t policy_n_ops;

/* NULL: an op that the tables do not have. */
const struct policy_op *policy_find(uint16_t op);

/* What the number alone says: the class; how many buffers there are; the slot of buffer I's address, its bytes are in the next. */
enum policy_class policy_class_of(uint16_t op);
unsigned int policy_buffers(uint16_t op);
unsigned int policy_slot(uint16_t op, unsigned int i);

/* Whether buffer I is written by the call: one of an op that is not known may be. */
bool policy_writes(uint16_t op, unsigned int i);

/*
 * Whether CALLER may make the call OP, whose first slot is A0. Where it is tied to a domain the call that is made has that
 * domain's number in a0, and no other word of the caller's.
 */
enum policy_verdict policy_ask(const struct policy_caller *caller, uint16_t op, uint64_t a0);

#endif
