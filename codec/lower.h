/* SPDX-License-Identifier: MIT */
/*
 * Lowering: how an XABI op is carried out by one of Xen's older hypercalls.
 *
 * The tables are made by `xencat emit` from catalogue/lower (what goes where), catalogue/ops (how a hypercall is
 * called) and catalogue/layout (where each field is in each release). This is their interpreter: it fills the old
 * argument, and afterwards takes the answer apart. Issuing the hypercall is the caller's part, so that a user process,
 * a kernel and a recording can all use it.
 *
 * Freestanding: no libc, no allocation, no state. Little-endian machines only (Xen has no other).
 */
#ifndef CODEC_LOWER_H
#define CODEC_LOWER_H

#include <stddef.h>
#include <stdint.h>

#include "xabi/call.h"

#define LOWER_NONE       0xff
#define LOWER_ALL        0xff
#define LOWER_REGISTERS  5
#define LOWER_STRUCT_MAX 256 /* bytes of the largest XABI struct that is answered */
#define LOWER_SLACK \
	32 /* bytes an element may have grown by unknown to us: vendors' hotfixes do that */
#define LOWER_POISON 0xa5

/* The caller's ABI, as bits of lower_plan.abis; the order of xencat/lay.h. */
enum lower_abi { LOWER_X86_64 = 1, LOWER_I386 = 2, LOWER_ARM64 = 4, LOWER_ARM32 = 8 };

/* Hypercalls that refuse callers by an interface version of their own. */
enum lower_family { LOWER_SYSCTL, LOWER_DOMCTL, LOWER_FAMILIES };

enum lower_kind {
	/* Before the call: into the argument. */
	LOWER_SET,      /* old field = value */
	LOWER_IN,       /* old field = in slot */
	LOWER_ELEMENTS, /* old field = how many elements are asked for, times `value` */
	/* After it. */
	LOWER_OUT,    /* out slot = old field */
	LOWER_RESULT, /* out slot = what the hypercall returned */
	LOWER_FIELD,  /* field of the answered struct = old field */
	LOWER_BYTES,  /* array in the answered struct = old array */
	LOWER_STRING, /* the buffer = an old char array, up to its NUL */
	LOWER_VARBUF, /* the buffer = as many bytes as the hypercall returned */
	LOWER_AREA,   /* the buffer = as many bytes of the element area as were filled */
	LOWER_SAME,   /* the element's field must equal an in slot, else the status is `value` */
};

enum lower_convert {
	LOWER_AS_IS,
	LOWER_PAGES,  /* pages of 4 KiB to bytes */
	LOWER_LIMIT,  /* the same; 32 bits of ones, "no limit", become 64 */
	LOWER_TIMES,  /* times `value` */
	LOWER_PLUS_1, /* a largest number to a limit; all ones, "none", becomes 0 */
	LOWER_HAS,    /* `mask` in the old field sets `value` in the new one */
	LOWER_BITS,   /* (old & mask) >> value */
	LOWER_LESS,   /* less in slot `value`; 0 if that is more */
};

struct lower_move {
	uint8_t kind;
	uint8_t convert;
	uint8_t slot;
	uint8_t new_bytes;
	uint16_t new_at;
	uint16_t old_at;
	uint16_t old_bytes;
	uint64_t value;
	uint64_t mask;
};

struct lower_errno {
	uint16_t number; /* Xen's, positive */
	uint16_t status;
};

/* How one old struct becomes one XABI struct. */
struct lower_view {
	const struct lower_move *moves;
	uint16_t n_moves;
	uint16_t new_bytes;
	uint16_t old_bytes; /* the stride, where the old ones stand in an array */
};

/* One op by one hypercall, for the releases and ABIs that agree on every number in it. */
struct lower_plan {
	const char *name; /* "sysctl.physinfo" */
	const struct lower_move *moves;
	const struct lower_errno *errors;
	const struct lower_view *view; /* of the buffer, if it takes structs */
	uint16_t op;
	uint16_t since, until; /* releases, 0x0411 for 4.17; inclusive */
	uint16_t n_moves, n_errors;
	uint16_t argument_bytes;
	uint16_t command; /* its number; where it goes: */
	uint16_t command_at;
	uint16_t version_at;  /* of the interface version, if it has a family */
	uint16_t view_at;     /* in the argument: the old struct, or the element area's handle */
	uint16_t filled_at;   /* in the argument: how many elements were written */
	uint8_t filled_bytes; /* 0: there is no element area; LOWER_ALL: all of it is */
	uint8_t abis;         /* enum lower_abi, or-ed */
	uint8_t hypercall;
	uint8_t family;           /* enum lower_family, or LOWER_NONE */
	uint8_t command_register; /* LOWER_NONE: command_at in the argument */
	uint8_t argument_register;
	uint8_t guard_slot; /* this plan is for one value of an in slot, or LOWER_NONE */
	uint8_t buffer_slot; /* address of the buffer; its bytes are in the next slot; or LOWER_NONE */
	uint8_t each_slot;   /* bytes of one element, where the buffer takes many; or LOWER_NONE */
	uint8_t needed_slot; /* out: bytes that everything would take; or LOWER_NONE */
	uint8_t from_slot; /* elements before this one are asked for, too, and left out; or LOWER_NONE */
	uint32_t guard_value;
};

/* What the caller knows about the hypervisor it talks to. */
struct lower_host {
	uint16_t release;
	uint8_t abi; /* one bit of enum lower_abi */
	uint32_t version[LOWER_FAMILIES];
};

/* Memory that a hypercall can read and write, from whoever issues it. */
struct lower_area {
	void *data;
	size_t bytes;
};

/* Area 0 is the argument; area 1 what a handle in it points to: elements, or bytes. Either may be empty. */
enum { LOWER_ARGUMENT, LOWER_ELEMENT_AREA, LOWER_AREAS };

/*
 * An old hypercall, ready but for addresses: whoever issues it puts the address of area 0 into register
 * plan->argument_register and that of area 1, 64 bits, at plan->view_at of area 0.
 */
struct lower_hypercall {
	const struct lower_plan *plan;
	uint64_t reg[LOWER_REGISTERS];
	struct lower_area area[LOWER_AREAS];
};

/* The generated tables. */
extern const struct lower_plan lower_plans[];
extern const uint16_t lower_n_plans;
extern const struct lower_errno lower_common_errors[];
extern const uint16_t lower_n_common_errors;

/* The interface version of FAMILY in each release; 0 before the oldest, the newest's after that. */
uint32_t lower_version(enum lower_family family, uint16_t release);
extern const uint8_t lower_versions[][LOWER_FAMILIES];
extern const uint16_t lower_oldest, lower_newest; /* releases that the tables know */

/*
 * The plan for OP with these in slots on that host, or NULL: this hypervisor has nothing to carry the op out by. A
 * release past lower_newest is taken for lower_newest.
 */
const struct lower_plan *lower_find(const struct lower_host *host, const struct xabi_call *call);

/* Whether there is a plan for OP whatever its slots say. */
int lower_knows(const struct lower_host *host, uint16_t op);

/* Bytes that each area must have for this call. 0, or the status to answer: a size, or a number, that the op
 * cannot take. */
uint16_t lower_sizes(const struct lower_plan *plan, const struct xabi_call *call,
		     size_t ret_bytes[LOWER_AREAS]);

/* Fills registers and areas (whose memory the caller has put there); the element area is poisoned. */
void lower_encode(const struct lower_host *host, const struct xabi_call *call,
		  struct lower_hypercall *hypercall);

/*
 * Takes the answer apart: writes CALL's status, out slots and buffer. RESULT is what the hypercall returned, negative
 * for an errno. STRIDE is the distance of two elements in the element area (0: as the table says). Nothing but the
 * status is written on failure.
 */
void lower_decode(const struct lower_hypercall *hypercall, int64_t result, size_t stride,
		  struct xabi_call *call);

/* How many elements the hypercall says it wrote into the element area; 0 where it has none. */
uint64_t lower_filled(const struct lower_hypercall *hypercall);

/*
 * The distance of two elements, found from what was overwritten of the poison: 0 if it cannot be told (less than two
 * elements, or their end does not show).
 */
size_t lower_stride(const struct lower_hypercall *hypercall);

#endif
