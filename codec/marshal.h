/* SPDX-License-Identifier: MIT */
/*
 * A hypercall of today's Xen, made for a process that is not trusted by whoever makes it: a kernel's driver.
 *
 * By the tables of codec/walk.h it is taken apart: which op, for whom, what is behind each of its pointers at any depth. The
 * policy in the tables is asked. All memory is copied in once, into memory that the host gives, and Xen gets only addresses of
 * that; then what Xen wrote is copied back. What the catalogue does not know is refused.
 *
 * The caller's memory is hostile: it may change between any two looks. So nothing is decided by what has not been copied in, and
 * Xen gets what was decided by.
 *
 * Freestanding: no libc, no allocation but by the host.
 */
#ifndef CODEC_MARSHAL_H
#define CODEC_MARSHAL_H

#include "codec/walk.h"

#define MARSHAL_PIECES 96
#define MARSHAL_BYTES  (UINT64_C(64) << 20) /* of one call, together */

/* Why a call is refused. The reasons' texts are marshal_reasons. */
enum marshal_verdict {
	MARSHAL_FINE,
	MARSHAL_NO_CALL,  /* no such hypercall in the catalogue */
	MARSHAL_NO_OP,    /* none of that number */
	MARSHAL_NOT_HERE, /* this release has none */
	MARSHAL_VERSION,  /* its struct is of another interface version than this Xen's */
	MARSHAL_NEVER,    /* the policy: never by a process */
	MARSHAL_SELF,     /* the policy: about the caller's own domain */
	MARSHAL_LOCKED,   /* the policy: the kernel is locked down */
	MARSHAL_POINTER,  /* nothing says how much is behind one of its pointers */
	MARSHAL_TOO_MUCH, /* more memory, or pieces of it, than one call may have */
	MARSHAL_NO_MEMORY,
	MARSHAL_FAULT, /* the caller's memory cannot be read or written, or has changed meanwhile */
	MARSHAL_VERDICTS
};

extern const char *const marshal_reasons[MARSHAL_VERDICTS];

struct marshal;

struct marshal_host {
	bool (*read)(void *context, uint64_t address, void *data, size_t bytes);
	bool (*write)(void *context, uint64_t address, const void *data, size_t bytes);
	/* Whether that is the caller's memory at all: of what is written only after the call. It may still turn out not to be there. */
	bool (*is_caller)(void *context, uint64_t address, size_t bytes);
	/*
	 * Memory for Xen, at a multiple of 8, whose address Xen can be given. It is the call's until drop(). Where Xen writes more
	 * than it was told to, as some releases do, it must meet nothing behind it that matters.
	 */
	void *(*take)(void *context, size_t bytes);
	void (*drop)(void *context); /* all that was taken */
	int64_t (*issue)(void *context, const struct marshal *marshal,
			 const uint64_t reg[WALK_REGISTERS]);
	/* What the caller is to get in place of a result where the verdict is not fine. Nothing has been issued. */
	int64_t (*refuse)(void *context, const struct marshal *marshal);
	bool (*go_on)(void *context); /* with a list of calls */
	bool (*locked)(
		void *context); /* whether the kernel is locked down: asked where it matters */
};

/* Memory that Xen gets. */
struct marshal_piece {
	uint8_t *data;
	uint64_t address; /* the caller's */
	size_t bytes;
	uint8_t *pointer; /* where its address stands, in another piece; NULL: in a register */
	bool out;
	uint16_t
		filled; /* path of how many elements Xen has written: so many go back; or WALK_NONE: all do */
	uint32_t each; /* bytes of one */
};

struct marshal {
	/* The caller's, of each call. */
	const struct marshal_host *host;
	void *context;
	uint16_t release; /* of the Xen that runs */
	uint8_t abi;      /* enum walk_abi; 64 bits only */
	uint16_t self;    /* number of the caller's domain */
	uint64_t number;
	uint64_t reg[WALK_REGISTERS]; /* as the caller passed them */
	/* What marshal_plans_make() made for that release and ABI, or NULL: then each call is looked up in the tables anew. */
	const struct marshal_plans *plans;

	/* For the host to look at in a call that is refused: what walk_find() found, and why. */
	struct walk walk;
	enum marshal_verdict verdict;

	/* Inner. */
	struct marshal_piece pieces[MARSHAL_PIECES];
	unsigned int n_pieces;
	uint64_t bytes;
	uint8_t room[64];
};

/*
 * The short way. Most ops have one struct, with a pointer or two whose lengths are fields beside them: where those are is worked
 * out once, for a release and ABI, and such a call is made without the tables. It is never refused there: whatever is not as it
 * should be goes through the tables, from the start. So the plans decide what a call costs, and nothing else.
 */
size_t marshal_plans_bytes(void);
void marshal_plans_make(struct marshal_plans *plans, uint16_t release, uint8_t abi);
/* How many ops it holds for. */
unsigned int marshal_plans_count(const struct marshal_plans *plans);

/* Makes the call, or refuses it: its result. A list of hypercalls is made one by one, each with a result of its own. */
int64_t marshal_call(struct marshal *marshal);

/*
 * What the tables alone say of the op that walk_find() has found, in a kernel that is locked down or not. `self` is left
 * for when its arguments are known.
 */
enum marshal_verdict marshal_policy(const struct walk *walk, bool locked);

/* Whether a process may name this domain where it may not be the caller's: no number that Xen reserves either. */
bool marshal_is_other(uint64_t domid, uint16_t self);

#endif
