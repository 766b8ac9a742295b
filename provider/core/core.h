/* SPDX-License-Identifier: MIT */
/*
 * The provider's core: what a host supplies to it, and what a handler works with. docs/provider.md
 * says how the parts fit.
 *
 * It comes with xabi/provider.h, which is generated and knows how many ops there are; include that one.
 *
 * Freestanding C (gnu99), no allocation, no state of its own. Where the types come from elsewhere, XABI_NO_STDINT keeps
 * <stdint.h> and <stdbool.h> out.
 */
#ifndef PROVIDER_CORE_H
#define PROVIDER_CORE_H

#ifndef XABI_NO_STDINT
#include <stdbool.h>
#endif

#include "xabi/abi.h"
#include "xabi/call.h"

/*
 * An index that the guest chose, below SIZE: the host may define a form that no speculation takes further, as Xen's
 * array_index_nospec().
 */
#ifndef xabi_nospec
#define xabi_nospec(index, size) (index)
#endif

/*
 * Who calls: a vCPU, or a process through its kernel. The host fills this in, as the first member of a type of its own;
 * it may change between calls, not within one.
 */
struct xabi_caller {
	uint8_t mask[XABI_MASK_BYTES]; /* what its domain may call; base is always allowed */
	uint64_t granule;              /* bytes, a power of two */
	uint64_t gpa_limit;            /* the first address beyond the guest-physical ones */
	uint64_t buffer_size;          /* the most bytes that a buffer of one call can have */
	uint32_t facts;                /* XABI_CALLER_FACTS_* */
	uint32_t implementation;       /* XABI_IMPLEMENTATION_* */
	uint16_t domain;               /* its own number */
};

/* ---- what a host supplies ---- */

/* Is there no way to do an op here for this caller, whoever allowed it? Asked of one that the mask does not have. */
bool xabi_host_lacks(const struct xabi_caller *caller, uint16_t op);

/*
 * Makes buffer N (0 to 2) of the call at hand ready, until xabi_host_unpin(): from now on it lies in memory that stays the
 * caller's own, and that may be written where WRITE says so. 0; bad_buffer if it does not wholly; or `again`. Without
 * BYTES there is nothing to look at, and it succeeds.
 */
uint16_t xabi_host_pin(struct xabi_caller *caller, unsigned int n, uint64_t address, uint64_t bytes,
		       bool write);

/* Lets go of all buffers of the call; also where none was made ready. */
void xabi_host_unpin(struct xabi_caller *caller);

/* Copy out of and into buffer N, within what was pinned. The core reads no byte twice. */
void xabi_host_read(struct xabi_caller *caller, unsigned int n, uint64_t at, void *to,
		    uint64_t bytes);
void xabi_host_write(struct xabi_caller *caller, unsigned int n, uint64_t at, const void *from,
		     uint64_t bytes);

/* ---- the call ---- */

/* Carries CALL out: its status and results are written, whatever was in them. Its other fields are the caller's. */
void xabi_provide(struct xabi_caller *caller, struct xabi_call *call);

/* Does a domain's number mean the caller's own? */
static inline bool xabi_is_self(const struct xabi_caller *caller, uint16_t domain)
{
	return domain == XABI_DOMAIN_SELF || domain == caller->domain;
}

/*
 * ---- what a handler gets: xabi_do_*() in xabi/provider.h ----
 *
 * Its values are checked; what it finds out about the state of things is its own. Results, ret_*, are zero to begin with, and
 * are the caller's registers: of a handler that fails they stay so, but for the count of a batch and a cursor, which say how
 * far it got. A struct that it fills in is written to the caller's memory when it has returned ok.
 */

/*
 * A buffer of elements or bytes. For each buffer of elements there are generated functions, in xabi/provider.h:
 *
 *	bool xabi_<op>_<buffer>_next(buffer, ret_element)	of one that the op reads
 *	bool xabi_<op>_<buffer>_put(buffer, element)		of one that it writes
 *
 * `next` hands the elements out, each copied once and checked. It is false at the end, where the op's slice is over, and
 * before an element that is refused; in any case the handler finishes those it has got and returns ok: the core knows
 * which it was, and answers `ok`, `again` or the refusal. `put` appends; what is padding it clears. It is false where the
 * buffer is full or the slice is over, and then the element is not written; here, too, the handler returns ok.
 *
 * A failure that the handler itself returns goes before all that, because its element does.
 */
struct xabi_buffer {
	struct xabi_caller *caller;
	const uint64_t *in; /* the call's slots */
	uint64_t bytes;
	uint32_t count;   /* elements */
	uint32_t each;    /* bytes of one, as the caller knows it */
	uint32_t next;    /* element */
	uint32_t end;     /* of the slice */
	uint32_t where;   /* a refused element's field */
	uint16_t refusal; /* its status, or 0 */
	bool cut;         /* the slice ended before the buffer did */
	uint8_t number;
};

/* Of a buffer of bytes: copies from AT, within the buffer. */
void xabi_buffer_read(const struct xabi_buffer *buffer, uint64_t at, void *ret_bytes,
		      uint64_t bytes);

/* Of a buffer of bytes: writes as much as there is room for. */
void xabi_buffer_write(struct xabi_buffer *buffer, uint64_t at, const void *from, uint64_t bytes);

#endif
