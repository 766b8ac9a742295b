/* SPDX-License-Identifier: MIT */
/*
 * Hypercalls of a program that was built for one release of Xen, made into those of another.
 *
 * What differs is found in the catalogue's tables (codec/walk.h): layouts are carried by name (codec/carry.h), what
 * changed its meaning has a shim (shims.c). What cannot be translated fails before any hypercall is made, and is told.
 */
#ifndef BRIDGE_BRIDGE_H
#define BRIDGE_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/carry.h"

#define BRIDGE_CALLS 64 /* hypercalls' numbers are below */
#define BRIDGE_PLANS \
	512 /* a power of two; more than there are calls with a struct of their release */
#define BRIDGE_ARGUMENT 160 /* bytes of the longest struct that carries an interface version */
#define BRIDGE_ELEMENT  512 /* bytes of the longest element whose layout differs */
#define BRIDGE_LISTS    2
#define BRIDGE_SHIMS    3           /* of one operation */
#define BRIDGE_GAPS     4           /* that a struct may have to go as it is */
#define BRIDGE_PARAMS   2           /* HVM parameters that a newer Xen refuses */
#define BRIDGE_TEXTS    4           /* operations that tell a text with its length */
#define BRIDGE_MOST     (64u << 20) /* bytes of a list: more is refused */

struct bridge;
struct bridge_plan;

/* BRIDGE_PLAIN: no struct of a release, but a shim. */
enum bridge_kind { BRIDGE_PASS, BRIDGE_STRUCT, BRIDGE_LIST_OF_CALLS, BRIDGE_PLAIN };

/* What is done with a hypercall; of one whose struct has an interface version, where the tools have it and the command. */
struct bridge_header {
	enum bridge_kind kind;
	const struct walk_hypercall *call;
	uint32_t command_at, version_at, bytes;
	uint32_t version; /* that the tools say */
	/* Of a plain one. True: done, and *ret_result is the answer. */
	bool (*shim)(struct bridge *bridge, const struct walk_hypercall *call, const uint64_t *arg,
		     long *ret_result);
};

/* What the bridge works with. */
struct bridge_ops {
	/* Makes a hypercall. What it returned, or a negative errno. */
	long (*issue)(struct bridge *bridge, uint64_t number, const uint64_t *arg);
	/* Memory that hypercalls can reach, so many bytes of it cleared; NULL: there is none. */
	void *(*take)(struct bridge *bridge, size_t bytes);
	void (*give)(struct bridge *bridge, void *memory, size_t bytes);
	/* The same if it is sure to be there as long as the call lasts; else NULL. */
	uint8_t *(*find)(struct bridge *bridge, uint64_t address, size_t bytes);
	/* The caller's memory, which may be anything. False: not all of it is there. */
	bool (*read)(struct bridge *bridge, uint64_t address, void *data, size_t bytes);
	bool (*write)(struct bridge *bridge, uint64_t address, const void *data, size_t bytes);
	/* Tells a person why a call fails that the program will only see an errno of. */
	void (*say)(struct bridge *bridge, const char *text);
};

struct bridge_text {
	uint32_t newer, older; /* numbers of the two operations */
	uint32_t bytes;        /* of the older one's array */
};

struct bridge {
	const struct bridge_ops *ops;
	uint16_t tools, xen; /* releases, 0x0411 for 4.17 */
	enum walk_abi abi;
	/* The bridge's own. */
	struct bridge_header headers[BRIDGE_CALLS]; /* by number */
	struct bridge_plan *plans[BRIDGE_PLANS];    /* filled in as calls come */
	/* What plain calls need a shim for, if anything: shims.c. */
	const struct walk_op *set_param, *frame_list;
	uint64_t params[BRIDGE_PARAMS];
	struct bridge_text texts[BRIDGE_TEXTS];
	unsigned int n_params, n_texts;
};

/* Before the first call, on what is cleared or released. OPS are there as long as the bridge. */
void bridge_prepare(struct bridge *bridge, const struct bridge_ops *ops, uint16_t tools,
		    uint16_t xen, enum walk_abi abi);

/* A hypercall as the program made it: what it returned, or a negative errno. Threads may do so at the same time. */
long bridge_call(struct bridge *bridge, uint64_t number, const uint64_t *arg);

/* Frees the plans. */
void bridge_release(struct bridge *bridge);

/* --- how two releases stand to each other: pairs.c */

#define BRIDGE_REFUSED_MOST 64

struct bridge_refused {
	const struct walk_hypercall *call;
	const struct walk_op *op;
};

/* Of the operations whose struct has an interface version, those of the tools. */
struct bridge_pair {
	unsigned int n_as_is;      /* nothing but the version differs */
	unsigned int n_translated; /* by layout or by meaning */
	unsigned int n_refused;    /* this Xen lacks them, and nothing takes their place */
	struct bridge_refused refused[BRIDGE_REFUSED_MOST]; /* the first of them */
	/* A program that cannot do without one of them, so that the pair is refused; and its story. NULL: it works. */
	const char *program, *story;
};

/* False: no memory. */
bool bridge_pair(uint16_t tools, uint16_t xen, enum walk_abi abi, struct bridge_pair *ret_pair);

/* What becomes of an operation of the tools'. */
enum bridge_fate { BRIDGE_AS_IS, BRIDGE_TRANSLATED, BRIDGE_REFUSED, BRIDGE_NO_MEMORY };
enum bridge_fate bridge_fate(struct bridge *bridge, const struct walk_hypercall *call,
			     const struct walk_op *op);

/* --- between translate.c and shims.c */

struct bridge_list {
	const struct walk_handle *handle;
	uint32_t from_at, to_at; /* of the pointer */
	uint32_t from_each, to_each;
	struct carry in, out;
};

/* What S1 asks in place of what it was asked, and where in that what is. The question lies behind `to`, the answer behind that. */
struct bridge_question {
	uint8_t argument[BRIDGE_ARGUMENT];
	const struct walk_hypercall *call;
	uint32_t bytes, first, found, buffer;
	uint32_t domain, own, own_bytes, own_domain; /* of the plan's own op */
};

/* How a call with a struct that depends on the release is translated. Made once, and never changed. */
struct bridge_plan {
	const struct walk_hypercall *call;
	const struct walk_op *op;
	uint64_t command;
	uint16_t release;       /* the caller's */
	const char *impossible; /* why it cannot be; NULL: it can */
	struct walk from, to;
	uint32_t from_bytes, to_bytes;
	uint32_t room; /* what is taken for `to`, and for what shims have there besides */
	uint32_t from_version, to_version; /* where they stand; UINT32_MAX: nowhere */
	uint32_t to_command;
	uint32_t version, told; /* Xen's, the caller's */
	struct carry in, out;
	struct bridge_list lists[BRIDGE_LISTS];
	uint8_t n_lists;
	const struct bridge_shim *shims[BRIDGE_SHIMS + 1]; /* NULL behind the last */
	uint8_t n_shims;
	struct bridge_question question;
	/* Nothing differs but the version: the caller's own struct may go, once what is in its gaps is cleared. */
	bool in_place;
	uint8_t n_gaps;
	struct carry_gap gaps[BRIDGE_GAPS];
};

/* A call on its way. */
struct bridge_pass {
	struct bridge *bridge;
	const struct bridge_plan *plan;
	const uint8_t *from; /* the caller's struct */
	uint8_t *to;         /* what Xen gets, and has answered; in memory from take() */
	const uint64_t *arg;
	long result;
	const char *refused; /* set it to say what is wrong; with result */
	bool untold;         /* nothing goes back but the result */
};

/*
 * What changed its meaning, and no layout shows. FORWARD: the caller is of a release before the change, and Xen is not;
 * BACKWARD: the other way about; LACKING: this Xen has no such operation. Since when is for the row `changed` of that story in
 * catalogue/ops to say.
 */
enum bridge_when { BRIDGE_FORWARD, BRIDGE_BACKWARD, BRIDGE_LACKING };

struct bridge_shim {
	unsigned int story; /* 1 for S1 */
	const char *hypercall, *op;
	enum bridge_when when;
	/* Once, when the plan is made. */
	void (*plan)(const struct bridge *bridge, struct bridge_plan *plan);
	/* Ahead of the call, with `to` filled in: true if that was all, and `result` is the answer. */
	bool (*before)(struct bridge_pass *pass);
	/* Behind it, ahead of what goes back. */
	void (*after)(struct bridge_pass *pass);
};

extern const struct bridge_shim bridge_shims[];
extern const size_t bridge_n_shims;

/* Adds to the plan the shims of its op. */
void bridge_find_shims(const struct bridge *bridge, struct bridge_plan *plan);

/* Calls that have no struct of their release, but a meaning: which of them are there between these two releases. */
void bridge_plan_plain(struct bridge *bridge);

/* Rows of the tables by name; NULL: there is none. */
const struct walk_hypercall *bridge_hypercall(const char *name);
const struct walk_op *bridge_op(const struct walk_hypercall *call, const char *name);

/*
 * A field of the op's argument by its path, "u.createdomain.grant_opts" or "domain", as the layout of WALK has it; NULL
 * where it has none.
 */
const struct walk_field *bridge_field(const struct walk *walk, const struct walk_op *op,
				      const char *path, uint32_t *ret_at);
uint64_t bridge_get(const struct walk *walk, const struct walk_op *op, const uint8_t *data,
		    const char *path);
/* Nothing happens where there is no such field. */
void bridge_put(const struct walk *walk, const struct walk_op *op, uint8_t *data, const char *path,
		uint64_t value);
/* The value that people know as NAME in that field ("ALTP2M" of an HVM parameter's index); UINT64_MAX: there is none. */
uint64_t bridge_symbol(const struct walk *walk, const struct walk_op *op, const char *path,
		       const char *name);
/* Prepares DATA, cleared, as the argument of another op of the Xen that TO is: number and version. */
void bridge_compose(const struct walk *to, const struct walk_hypercall *call,
		    const struct walk_op *op, uint8_t *data);

#endif
