/* SPDX-License-Identifier: MIT */
/*
 * The vocabulary of the language: heads, and the attributes (rows and marks) that they and their
 * rows own; and what it breaks when one of them is another than it was (xabic diff).
 */
#ifndef XABIC_ATTR_H
#define XABIC_ATTR_H

#include "xabic/model.h"

/*
 * What follows an attribute's keyword. From ATTR_STATE on the attribute is a row, before it a mark.
 */
enum attr_type {
	ATTR_WORD, /* nothing */
	ATTR_UNIT, /* nothing; the keyword is the value */
	ATTR_NUM,
	ATTR_NAME,
	ATTR_RANGE,
	ATTR_VERSION,
	ATTR_STATE,
	ATTR_VALUE,
	ATTR_FIELD,
	ATTR_SLOT,
	ATTR_BUFFER,
	ATTR_TARGET,
	ATTR_FAILS,
	ATTR_THEN,
	ATTR_TIME,
	ATTR_DOC,
	ATTR_NO,
	ATTR_PATHS,
	ATTR_INSTRUCTIONS,
	ATTR_REGISTERS,
	ATTR_REGISTER,
	ATTR_REST,
	ATTR_OP,
	ATTR_PART, /* of a head or row, and no row: it has levels, as rows have */
};

/*
 * What can become of something. Widened: an old caller keeps all that it relies on, because more is
 * taken from it or more promised to it. Changed: any other difference.
 */
enum change { ADDED, REMOVED, WIDENED, CHANGED, RENAMED, MOVED, N_CHANGES };

/* What a change breaks, the worst first; from LEVEL_NEW on nothing, and why. */
enum level {
	LEVEL_UNSAID, /* nobody has thought about it; no table may have it */
	LEVEL_WIRE,
	LEVEL_CONTRACT,
	LEVEL_SOURCE,
	LEVEL_DOC,
	LEVEL_NEW,
	LEVEL_MORE,
	LEVEL_USED,
	LEVEL_PARTS,
	LEVEL_ABSENT,
	LEVEL_STRICT,
	LEVEL_PLACE,
	LEVEL_BARE,
	LEVEL_ALWAYS,
	N_LEVELS
};

struct attr {
	const char *keyword; /* "": the row starts with its name */
	unsigned int owners;
	enum attr_type type;
	enum owner as;    /* what a row is to its own marks; OWNER_NONE: it has none */
	bool many;        /* may stand more than once */
	const char *json; /* its key in the JSON model; rows that may repeat share an array */
	const char *explain;
	enum level levels[N_CHANGES];
};

struct head {
	const char *keyword;
	enum owner owner;
	bool has_rows;
	const char *json; /* the array it goes to in the JSON model */
	const char *explain;
	enum level levels[N_CHANGES];
};

extern const struct attr attrs[];
extern const size_t n_attrs;
extern const struct head heads[];
extern const size_t n_heads;

/* NULL: the language has no such head. */
const struct head *head_find(const char *keyword);

/* The row of OWNER with that keyword, or its keywordless kind of row, or NULL. */
const struct attr *attr_row(enum owner owner, const char *keyword);

/* A mark by its keyword, whoever owns it, or NULL. */
const struct attr *attr_mark(const char *keyword);

bool attr_is_row(const struct attr *attr);

/* May a doc stand at the end of such a row? */
bool attr_has_doc(const struct attr *attr);

/* "an op", "a field" */
const char *owner_text(enum owner owner);

/* Its keyword; "unit" of all units; "field", "value" of rows that start with their name. */
const char *attr_name(const struct attr *attr);

/* The levels of the head or attribute of that name, of which there is one, or NULL. */
const enum level *levels_find(const char *name);

/* "WIRE"; "new", "more" for the reasons why a change breaks nothing. */
const char *level_name(enum level level);
const char *level_explain(enum level level);

/* "added" */
const char *change_name(enum change change);

#endif
