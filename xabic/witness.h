/* SPDX-License-Identifier: MIT */
/*
 * Witnesses: values of an op's slots, fields and resources under which given rows of failures hold
 * and others do not. Each has a few values that can make a difference; the search takes those that
 * change least. What only a running provider knows (granule, gpa_limit, the number of a resource)
 * stays a symbol, and a condition counts as true or false only where it is so for all it may be.
 */
#ifndef XABIC_WITNESS_H
#define XABIC_WITNESS_H

#include "conformance/case.h"
#include "xabic/model.h"

#define NO_VARIABLE SIZE_MAX

/* limit * gpa_limit + granules * granule + plain, modulo 2^64. */
struct number {
	bool limit;
	int32_t granules;
	uint64_t plain;
};

struct value {
	const char *name;
	int member; /* which state or enum value, a row of the type; -1: neither */
	struct number number;
	bool shown; /* for the user of this: some case has it */
};

struct variable {
	const char *path; /* "port", "list.owner" */
	const struct decl *type;
	const struct base *base; /* NULL: a resource without a number */
	const struct marks *marks;
	enum case_place place;
	uint8_t at; /* slot or buffer */
	uint16_t offset;
	size_t of;  /* the variable that it is numbered within, or NO_VARIABLE */
	bool asked; /* a row of failures looks at it, or at what is numbered within it */
	bool compared;
	struct value *values; /* the usual one first, until space_make() has found one that fits */
	size_t n_values;
};

/* What a row's condition looks at: a member of a variable, or how a sum compares with 0. */
struct operand {
	bool minus;
	size_t variable; /* NO_VARIABLE: the number */
	struct number number;
};

struct test {
	const struct atom *atom;
	size_t variable;
	uint64_t mask; /* of flags */
	struct operand *operands;
	size_t n_operands;
};

struct tests {
	const struct row *row;
	struct test *items;
	size_t n_items;
};

struct space {
	struct model *model;
	const struct decl *op;
	struct variable *variables;
	size_t n_variables;
	struct tests *rows; /* of failures, in order */
	size_t n_rows;
	size_t *usual; /* by variable, the index of a value: a call that succeeds */
};

/* What is looked for: NULL or NO_VARIABLE where nothing is. */
struct wish {
	const struct tests *both[2]; /* rows that hold */
	size_t fixed, value;         /* a variable and the value it has */
};

enum truth { NO, MAYBE, YES };

/* The marks of a slot or field, and below them those of its type. */
const struct mark *variable_mark(const struct variable *variable, const char *keyword);

/* False: no call can succeed. */
bool space_make(struct space *space, struct model *model, const struct decl *op);

enum truth row_truth(const struct space *space, const struct tests *row, const size_t *chosen);

/* CHOSEN, by variable; none of the rows before the wished ones holds, of the others as few as can be. */
bool witness_find(const struct space *space, const struct wish *wish, size_t *chosen);

enum edge { EDGE_JUST, EDGE_FAR, EDGE_JUST_NOT, N_EDGES };

/*
 * For a row with a comparison, and a witness of it: where it just holds, where it holds by most
 * (which is where sums would wrap), and where it just does not; NULL: nowhere.
 */
void witness_edges(const struct space *space, const struct tests *row, const size_t *witness,
		   size_t *ret_chosen[N_EDGES]);

/* The variable of that path, or NO_VARIABLE. */
size_t variable_find(const struct space *space, const char *path);

#endif
