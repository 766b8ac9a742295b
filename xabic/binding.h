/* SPDX-License-Identifier: MIT */
/*
 * What the emitters of stubs and bindings share: what kind of thing each part of an op is, what
 * its type is called in a language, and docs as comments.
 */
#ifndef XABIC_BINDING_H
#define XABIC_BINDING_H

#include "base/out.h"
#include "xabic/model.h"
#include "xabic/names.h"

/* How an op that is not done in one slice goes on. */
enum op_shape {
	SHAPE_ONCE,   /* it has no slices; or it is a list, and only the caller knows where to */
	SHAPE_CURSOR, /* with the cursor that came back */
	SHAPE_BATCH,  /* with the elements behind those that are done */
};

enum op_shape op_shape(const struct decl *op);

enum buffer_form { BUFFER_STRUCT, BUFFER_ELEMENTS, BUFFER_BYTES };

enum buffer_form buffer_form(const struct row *buffer);

/* A slot of that name that the compiler made (`each`, `cursor`), not one that the spec declares. */
bool slot_is(const struct slot *slot, const char *generated);

/* Is it always zero? Then nobody passes it. */
bool slot_is_zero(const struct slot *slot);

/* Is it a caller's to pass, or to get? Not so `each`, `cursor`, and what is always zero. */
bool slot_is_passed(const struct slot *slot);

/* Is it `<name>_needed` of that buffer? */
bool slot_is_needed(const struct slot *slot, const struct row *buffer);

/*
 * Is it a result for languages that give results back? `done` of a batch is beside them, and
 * `<name>_needed` of a struct says only how much of it the provider knows.
 */
bool slot_is_result(const struct decl *op, const struct slot *slot);

/* The index of the slot of that name, which is there. */
size_t slot_index(const struct slot *slots, const char *name);

/* The enum, flags, resource or type that a slot's value is of; NULL: a plain number. */
const struct decl *slot_decl(const struct model *model, const struct slot *slot);

/* The elements that `each` is the size of. */
const struct row *op_strided(const struct decl *op);

/* Structs and areas, each behind those it contains, else in the order of the spec: how many. */
size_t model_structs(struct model *model, struct decl ***ret_structs);

/* The doc of an op, and what it can fail with but for the common failures. */
const char *op_doc(struct arena *arena, const struct decl *op);

/* "uint32_t", "u32", "int"; in Python also the letter that module struct has for it. */
const char *base_type(enum language language, const struct base *base);
const char *base_letter(const struct base *base);

/* "uint32_t" or "struct xabi_range"; "u32" or "Range" (of enums and resources, too). */
const char *tref_type(struct arena *arena, enum language language, const struct tref *type);

/* TEXT in lines of at most WIDTH, each behind PREFIX; a NULL text is none. */
void out_lines(struct out *out, const char *prefix, const char *text, size_t width);

/* A doc as a C comment: above what follows, or (text only) within a line. */
void out_c_comment(struct out *out, const char *doc);
const char *c_comment_text(struct arena *arena, const char *doc);

/* Appends a C function for each op: over xabi_call(), or for guests over XABI_GUEST_CALL(). */
void emit_c_stubs(struct model *model, struct out *out, bool for_guest);

/* "Made by `xabic gen OUTPUT` from base.xabi ...; not for editing." */
const char *made_by(struct model *model, const char *output);

#endif
