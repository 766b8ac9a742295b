/* SPDX-License-Identifier: MIT */
/*
 * Fixtures: for each resource of the spec, in fixture/<resource>.c,
 *
 *	make_<r>()     brings one into a state and gives its number
 *	observe_<r>()  says in which state one is, and leaves it there
 *
 * built from ops only, so that they work wherever the suite does. Their prototypes, and the names of
 * the states, are made from the spec (fixtures.h). Of a resource without a number, the number given
 * is 0.
 */
#ifndef CONFORMANCE_FIXTURE_H
#define CONFORMANCE_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "conformance/env.h"
#include "xabi/abi.h"

#define SCENE_ELEMENTS 128
#define SCENE_FRAMES   4
#define UNKNOWN_STATE  UINT32_MAX /* what observe_<r>() answers where no op can tell */

enum made {
	MADE,
	UNREACHED, /* no op brings it there, or the caller may not use the one that does */
	BROKEN, /* an op that should have done it failed: the provider's fault, or the fixture's */
};

/* One case's world: what its fixtures have used up and set up. */
struct scene {
	struct env *env;
	uint64_t granule, gpa_limit, buffer_size; /* as the provider reports them */
	uint64_t page, operand, empty;            /* the next to be given out */
	uint64_t table[SCENE_FRAMES];       /* where those of the grant table are; 0: nowhere */
	uint32_t frame, ref;                /* frames beyond those, and grants, given out */
	uint32_t version;                   /* of its entries, where a fixture changed it; else 0 */
	uint64_t mapped_at[SCENE_ELEMENTS]; /* of the mapping made for that element, or 0 */
	uint16_t broken_op, broken_status;  /* what made a fixture BROKEN */
};

struct making {
	struct scene *scene;
	uint16_t op;   /* that the case is about */
	uint64_t kind; /* its slot a0, by which some resources without a number are chosen */
	uint64_t of;   /* the number of what it is numbered within; XABI_DOMAIN_SELF: the caller */
	uint32_t element; /* of a batch */
	bool not_self;    /* a domain: another than the caller */
};

struct case_resource {
	const char *name;
	enum made (*make)(struct making *making, unsigned int state, uint64_t *ret_number);
	unsigned int (*observe)(struct making *making, uint64_t number);
	const char *const *states;
	unsigned int n_states;
};

extern const struct case_resource case_resources[];
extern const unsigned int n_case_resources;

/* ---- for fixtures: fixture.c ---- */

/* Calls, and calls again with the cursor while the answer is `again`; the status. */
uint16_t fixture_call(const struct making *making, struct xabi_call *call);

/* What it means for a fixture that OP, which it needs, ended so. */
enum made fixture_status(const struct making *making, uint16_t op, uint16_t status);

/* Calls where that should succeed. */
enum made fixture_do(const struct making *making, struct xabi_call *call);

/* A page for a buffer or an area; it stays the caller's memory. */
uint64_t fixture_page(const struct making *making);

/* The same with what is in it: for a resource of the caller's. */
struct making fixture_own(const struct making *making);

/* The number of the caller, and of another domain that lives. */
enum made fixture_self(const struct making *making, uint64_t *ret_number);
enum made fixture_other(const struct making *making, uint64_t *ret_number);

/*
 * An entry of the caller's grant table, in the formats of Xen's older ABI; both begin so, and version 2 has the frame behind
 * them, in 64 bits. fixture_entry() says where one lies in the caller's memory.
 */
struct grant_entry {
	uint16_t flags, domain;
	uint32_t frame;
};

#define GRANT_PERMIT    1u
#define GRANT_READ_ONLY 4u

enum made fixture_entry(const struct making *making, uint64_t ref, uint64_t *ret_at);
void fixture_write_entry(const struct making *making, uint64_t at, const struct grant_entry *entry);

/*
 * A new grant of the caller's to itself, mapped at an empty address; the status of the last op, or NO_GRANT: the fixtures
 * have no more to give.
 */
#define NO_GRANT 0xffff
uint16_t fixture_map(const struct making *making, struct xabi_grant_unmap *ret_mapped);
uint16_t fixture_unmap(const struct making *making, const struct xabi_grant_unmap *mapped);

#endif
