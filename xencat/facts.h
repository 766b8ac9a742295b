/* SPDX-License-Identifier: MIT */
/*
 * catalogue/facts/<topic>.facts: what of Xen's ABI is neither a call nor a layout: leaves, parameters, bits, words that are
 * shared, what a vCPU finds when it starts. Hand-written; what has a name in the headers is referred to by it, so its number,
 * and where it exists, are those of the layouts. docs/catalogue.md has the format.
 */
#ifndef XENCAT_FACTS_H
#define XENCAT_FACTS_H

#include "xencat/ops_check.h"
#include "xencat/was.h"

enum facts_kind {
	FACTS_VALUE,    /* no header has it: `name` is a text */
	FACTS_CONSTANT, /* `name`, also of an enum's */
	FACTS_FIELD,    /* `name` is the type's, `path` the field's */
	FACTS_TYPE,
};

enum facts_documented { FACTS_UNSAID, FACTS_SAME, FACTS_OTHERWISE, FACTS_NOTHING };
extern const char *const facts_documented[]; /* "" "same" "otherwise" "nothing" */

/* What of the problems that a fact may have no check could find. Those of lint.h may stand in a fact, too. */
struct facts_problem {
	const char *code, *title, *why, *rule;
};
extern const struct facts_problem facts_problems[]; /* ends with one without a code */

struct facts_group;

struct facts_fact {
	const struct facts_group *group;
	const char *name; /* "store_pfn" */
	enum facts_kind kind;
	const char *is, *path;
	const char *doc;
	const char *built; /* a span: where it holds; NULL: where its name is defined */
	enum facts_documented documented;
	const char *documents; /* where, or what else is said there; NULL with FACTS_UNSAID */
	const char *source;    /* NULL: its group's */
	struct ops_change *changes;
	size_t n_changes;
	const char **problems;
	size_t n_problems;
	const char **xabi; /* "param.get", "area clock" */
	size_t n_xabi;
	unsigned int reason; /* of ops_reasons, OPS_NONE if XABI has something for it */
	const struct line *line;
};

struct facts_group {
	const char *name; /* "hvm_param" */
	const char *doc;
	const char *source;
	bool state;       /* each of its facts says whether it is documented */
	const char **all; /* each constant that begins so has a fact here ... */
	size_t n_all;
	const char **skip; /* ... but for those that begin so */
	size_t n_skip;
	struct facts_fact common; /* what its facts have unless they say otherwise: built, reason */
	struct place place;
};

struct facts_set {
	struct facts_group **groups;
	size_t n_groups;
	struct facts_fact **facts; /* in the order of the files */
	size_t n_facts;
};

struct facts_counts {
	size_t groups, facts, named, values; /* named: in the headers */
	size_t documented[4], problems, xabi, reasons[8];
};

/* All of the SOURCES; what is wrong in them is reported. */
struct facts_set *facts_read(struct arena *arena, struct diag *diag,
			     const struct source *const *sources, size_t n_sources);

const struct facts_group *facts_group_find(const struct facts_set *set, const char *name);
/* By "hvm_param.store_pfn". */
const struct facts_fact *facts_find(const struct facts_set *set, const char *name);
/* The next fact behind AFTER (NULL: the first) that is about the constant or type NAME. */
const struct facts_fact *facts_about(const struct facts_set *set, const char *name,
				     const struct facts_fact *after);
const char *facts_name(struct arena *arena, const struct facts_fact *fact);

/* Where it holds. */
struct lay_cells facts_cells(const struct lay_set *lay, const struct facts_fact *fact);
/* What it is in a release: "1", "@40 u64", "56 bytes", or its text. NULL where it is not there. */
const char *facts_worth(struct arena *arena, const struct lay_set *lay,
			const struct facts_fact *fact, unsigned int release, enum lay_abi abi);
/* Also of lint.h's. False if there is none of that code. */
bool facts_problem_find(const char *code, struct facts_problem *ret_problem);

/*
 * False, with all of it reported, if a name is in no release or in no spec, a number that the headers have is repeated, or a
 * constant is left out. SPEC: the .xabi files, whose heads are what XABI has; without any, that is not checked.
 */
bool facts_check(struct arena *arena, struct diag *diag, const struct lay_set *lay,
		 const struct facts_set *set, const struct source *const *spec, size_t n_spec,
		 struct facts_counts *ret_counts);

#endif
