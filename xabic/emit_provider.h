/* SPDX-License-Identifier: MIT */
/* What the outputs for a provider share. */
#ifndef XABIC_EMIT_PROVIDER_H
#define XABIC_EMIT_PROVIDER_H

#include <inttypes.h>
#include <string.h>

#include "xabic/attr.h"
#include "xabic/check.h"
#include "xabic/names.h"
#include "xabic/output.h"

#define ENUMS (OWNS(OWNER_ENUM) | OWNS(OWNER_ERRORS))

struct emitter {
	struct model *model;
	struct arena *arena;
	struct out *out;
	struct decl **ops;         /* by number: the index of an op is its bit in a mask */
	const struct decl *op;     /* the one at hand */
	const char *name, *macro;  /* "event_send", "EVENT_SEND" */
	const struct row *element; /* the list whose accessor is being made, or NULL */
	bool *checked, *cleared;   /* by declaration: the function that does it is there */
};

#define put(e, ...) out_printf((e)->out, __VA_ARGS__)
#define say(e, ...) arena_printf((e)->arena, __VA_ARGS__)

/* Puts the first lines of an output. */
struct emitter provider_start(struct model *model, struct out *out, const char *output);

/* The Nth op is at hand from now on. */
void provider_take(struct emitter *e, size_t n);

/* The C type of an integer, or of a struct where BASE is NULL. */
const char *c_type(struct emitter *e, const struct base *base, const struct decl *type);

bool is_zero(const struct row *row);
bool is_list(const struct row *buffer);  /* elements, not a struct */
bool is_typed(const struct row *buffer); /* elements that are no bytes */

/* The op's buffer of that name: its index, or n_buffers. */
size_t buffer_named(const struct decl *op, const char *name);

/* The struct of whose size a slot <struct>_needed tells: its buffer's index, or n_buffers. */
size_t sized_by(struct emitter *e, const struct slot *slot);

/* The handler's arguments behind the caller: its parameters, or what the decoder passes. */
void put_arguments(struct emitter *e, bool declare);

/* Is a failure the handler's to see? */
bool is_of_state(struct emitter *e, const struct row *fails);

/* What a value of that type with those marks can be; of flags the known bits. */
struct limits {
	uint64_t low, high;
	uint64_t flags;
};

struct limits limits_of(const struct base *base, const struct decl *type,
			const struct marks *marks);

/* "bool xabi_grant_map_list_next(...)": hands out the elements of a list, or puts one into it. */
const char *accessor(struct emitter *e, const struct row *buffer);

#endif
