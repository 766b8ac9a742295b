/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with Xen's ABI, found by looking at the catalogue, not by reading. Each problem has a code, what it means, and
 * the rule of XABI's (docs/rules.md) that ends it.
 */
#ifndef XENCAT_LINT_H
#define XENCAT_LINT_H

#include "xencat/ops_check.h"

struct lint_look; /* what a check looks at */

struct lint_problem {
	const char *code;  /* "nested-pointer" */
	const char *title; /* a few words */
	const char *why;   /* why it is one */
	const char *rule;  /* "P2.6" */
	bool of_ops;       /* found in ops, or in structs */
	bool (*check)(const struct lint_look *look);
};

extern const struct lint_problem lint_problems[];
extern const size_t lint_n_problems;

/* One place. */
struct lint_found {
	const struct lint_problem *problem;
	const struct lay_node *header, *record; /* of a struct's; else NULL */
	const struct ops_op *op;                /* of an op's */
	const char *field;                      /* path, or NULL: the struct or op as a whole */
};

struct lint {
	struct arena *arena;
	const struct lay_set *lay;
	const struct ops_set *ops; /* NULL: structs only */
	unsigned int release;      /* its place among those known */
	enum lay_abi abi;
	void (*take)(void *context, const struct lint_found *found);
	void *context;
};

/* Gives all places of that release and ABI to TAKE: those of one struct together, those of one op together. */
void lint_run(const struct lint *lint);

/* A struct and the problems in its bytes, as bits: its own, and those of structs that are members. */
struct lint_record {
	const struct lay_node *header, *node;
	uint32_t problems;
};

/* Of one release and ABI. */
struct lint_counts {
	const struct lint *lint;
	struct lint_record *records; /* of the headers that are for hypercalls */
	size_t n_records;
	size_t ops[32]; /* by problem */
	const struct ops_op *last[32];
	const char *places;
};

/* TAKE of LINT is not used. PLACES, if not NULL, is a problem whose places are printed. */
struct lint_counts lint_count(const struct lint *lint, const char *places);
/* How many structs of HEADER (NULL: all) have the problem; LINT_ALL: how many there are. */
#define LINT_ALL 32
size_t lint_structs(const struct lint_counts *counts, const char *header, size_t problem);

/* What headers are for: arguments of hypercalls, migration records, rings and areas shared with Xen, or PV drivers. */
enum lint_use { LINT_HYPERCALL, LINT_SAVE, LINT_SHARED, LINT_DRIVER };
enum lint_use lint_use(const char *header);

#endif
