/* SPDX-License-Identifier: MIT */
/*
 * What has changed since a snapshot, and what that breaks for an old caller: docs/rules.md P9.2. The
 * levels are those of attrs[] and heads[]; diff*.c say only what counts as added, removed, widened,
 * changed, renamed or moved.
 */
#ifndef XABIC_DIFF_H
#define XABIC_DIFF_H

#include "xabic/attr.h"

struct finding {
	const char *rule; /* the name of a head or attribute */
	enum change change;
	enum level level;
	const char *what;      /* "in 'port' of op 'send' of extension 'event'" */
	struct place now, was; /* one of them may be no place */
};

struct differ {
	struct model *old, *new; /* without errors */
	struct arena *arena;     /* for all that it makes */
	struct finding *findings;
	size_t n_findings;
};

/* Compares; findings come in the order of heads[]. */
void diff(struct differ *d);

/* Writes the findings on stdout, the worst first. True: something is broken. */
bool diff_print(const struct differ *d, bool json);

/* ---- between diff.c and diff_facts.c ---- */

/* A row of a declaration, or the declaration itself: then without a row. */
struct side {
	const struct model *model;
	const struct decl *decl;
	const struct row *row;
};

/*
 * Something that a spec says of a SIDE, in a form that does not depend on names: slots, offsets and
 * numbers stand for what has one. Facts of one rule and KEY speak of the same thing.
 */
struct fact {
	const char *rule, *key, *text;
	struct place place;
	const struct side *side;
	const struct mark *mark; /* it is one, or NULL */
	const struct row *row;   /* of an op, that says it; or NULL */
	const struct fact *partner;
};

struct facts {
	struct fact *items;
	size_t n_items;
};

struct facts facts_of(struct differ *d, const struct side *side);

/* What became of a fact, one of which may be NULL; N_CHANGES: nothing. */
enum change fact_change(const struct fact *was, const struct fact *now);

/* Forgets earlier twins and finds out which way structs travel, before the others are called. */
void find_ways(const struct model *model);

#endif
