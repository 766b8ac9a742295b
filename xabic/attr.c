/* SPDX-License-Identifier: MIT */
#include "xabic/attr.h"

#include <string.h>

#define OP_OR_EXTENSION (OWNS(OWNER_OP) | OWNS(OWNER_EXTENSION))
#define VALUES          (OWNS(OWNER_ENUM) | OWNS(OWNER_FLAGS) | OWNS(OWNER_ERRORS))
#define SLOTS           (OWNS(OWNER_IN) | OWNS(OWNER_OUT))
#define DATA            (OWNS(OWNER_FIELD) | SLOTS | OWNS(OWNER_TYPE))
#define BUFFERS         (OWNS(OWNER_READS) | OWNS(OWNER_WRITES))
#define LIVES                                                                                    \
	(OP_OR_EXTENSION | VALUES | DATA | BUFFERS | OWNS(OWNER_RESOURCE) | OWNS(OWNER_STRUCT) | \
	 OWNS(OWNER_VALUE))

/*
 * Every row and mark of the language. The parser reads by it, the formatter prints marks in its
 * order, the JSON model takes its keys from it. To add one: a row here; if what follows its keyword
 * is new, also an attr_type with its function in parse.c, fmt.c and emit_json.c.
 */
const struct attr attrs[] = {
	/* keyword, owners, type, as, many, json, explain */
	{ "state", OWNS(OWNER_RESOURCE), ATTR_STATE, OWNER_STATE, true, "states",
	  "state NAME DOC: one of the exclusive states of a resource, the usual one first" },
	{ "", VALUES, ATTR_VALUE, OWNER_VALUE, true, "values",
	  "NAME = NUM DOC: a value of an enum or errors, the bit number of a flag" },
	{ "", OWNS(OWNER_STRUCT), ATTR_FIELD, OWNER_FIELD, true, "fields",
	  "NAME : TYPE MARKS DOC: a field of a struct" },
	{ "in", OWNS(OWNER_OP), ATTR_SLOT, OWNER_IN, true, "in",
	  "in NAME : TYPE MARKS DOC: a value the caller passes in the next slot a0..a5" },
	{ "out", OWNS(OWNER_OP), ATTR_SLOT, OWNER_OUT, true, "out",
	  "out NAME : TYPE MARKS DOC: a value the caller gets in the next slot r0..r3" },
	{ "reads", OWNS(OWNER_OP), ATTR_BUFFER, OWNER_READS, true, "buffers",
	  "reads NAME : TYPE DOC: a buffer of the caller's memory that the op reads" },
	{ "writes", OWNS(OWNER_OP), ATTR_BUFFER, OWNER_WRITES, true, "buffers",
	  "writes NAME : TYPE DOC: a buffer of the caller's memory that the op writes" },
	{ "target", OP_OR_EXTENSION, ATTR_TARGET, OWNER_NONE, false, "target",
	  "target none | RESOURCE or ... [not self]: what a0 names; in an extension: for its ops that say nothing" },
	{ "fails", OWNS(OWNER_OP), ATTR_FAILS, OWNER_NONE, true, "fails",
	  "fails STATUS when ATOM and ...: the order of these rows is the order of the checks" },
	{ "then", OWNS(OWNER_OP), ATTR_THEN, OWNER_NONE, true, "then",
	  "then PATH is STATE: what is so after success" },
	{ "time", OP_OR_EXTENSION, ATTR_TIME, OWNER_NONE, false, "time",
	  "time constant | N THINGS a slice: the bound of one call; a slice adds a cursor, in a batch done serves" },
	{ "trust", OP_OR_EXTENSION, ATTR_DOC, OWNER_NONE, false, "trust",
	  "trust DOC: what the worst caller could reach" },
	{ "sealed", OP_OR_EXTENSION, ATTR_NO, OWNER_NONE, false, "sealed",
	  "sealed no DOC: does not work for a domain whose memory Xen cannot read, and why" },
	{ "was", OWNS(OWNER_OP), ATTR_PATHS, OWNER_NONE, false, "was",
	  "was HYPERCALL.SUBOP, ...: the calls of the old ABI whose work this does" },
	/* marks, in canonical order */
	{ "growing", OWNS(OWNER_STRUCT), ATTR_WORD, OWNER_NONE, false, "growing",
	  "growing: later versions may add fields at the end; it travels with its size" },
	{ "like", BUFFERS, ATTR_NAME, OWNER_NONE, false, "like",
	  "like BUFFER: has as many elements as that buffer of the op" },
	{ "bytes", DATA | OWNS(OWNER_CONST), ATTR_UNIT, OWNER_NONE, false, "unit",
	  "bytes: counts bytes" },
	{ "ns", DATA | OWNS(OWNER_CONST), ATTR_UNIT, OWNER_NONE, false, "unit", "ns: nanoseconds" },
	{ "ticks", DATA | OWNS(OWNER_CONST), ATTR_UNIT, OWNER_NONE, false, "unit",
	  "ticks: of the counter" },
	{ "hz", DATA | OWNS(OWNER_CONST), ATTR_UNIT, OWNER_NONE, false, "unit", "hz: per second" },
	{ "count", DATA | OWNS(OWNER_CONST), ATTR_UNIT, OWNER_NONE, false, "unit",
	  "count: how many" },
	{ "of", OWNS(OWNER_FIELD) | SLOTS | OWNS(OWNER_RESOURCE), ATTR_NAME, OWNER_NONE, false,
	  "of",
	  "of NAME: of a resource, the resource it is numbered within; of a field or slot, the one beside it "
	  "that says which" },
	{ "range", DATA, ATTR_RANGE, OWNER_NONE, false, "range", "range LOW..HIGH: both included" },
	{ "align", DATA, ATTR_NAME, OWNER_NONE, false, "align",
	  "align CONST: a multiple of a const, or of granule" },
	{ "zero", OWNS(OWNER_FIELD) | SLOTS, ATTR_WORD, OWNER_NONE, false, "zero",
	  "zero: refused unless zero on the way in, written zero on the way out; its name is pad" },
	{ "default", OWNS(OWNER_FIELD) | OWNS(OWNER_IN), ATTR_NUM, OWNER_NONE, false, "default",
	  "default NUM: what a binding passes when its user says nothing" },
	{ "creates", OWNS(OWNER_OUT), ATTR_WORD, OWNER_NONE, false, "creates",
	  "creates: the op makes it" },
	{ "consumes", OWNS(OWNER_IN), ATTR_WORD, OWNER_NONE, false, "consumes",
	  "consumes: the op ends it" },
	{ "since", LIVES, ATTR_VERSION, OWNER_NONE, false, "since",
	  "since VERSION: of the spec, the first that has it" },
	{ "deprecated", LIVES, ATTR_VERSION, OWNER_NONE, false, "deprecated",
	  "deprecated VERSION: of the spec, from which on to use something else" },
};

const size_t n_attrs = sizeof(attrs) / sizeof(attrs[0]);

/*
 * What can stand in column 1. To add a head: a row here, an owner in model.h, its function in
 * parse.c, its rows and marks in attrs[]. Heads of OWNER_LATER are in the language, and refused by
 * this version of the compiler.
 */
const struct head heads[] = {
	{ "spec", OWNER_SPEC, false, NULL, "spec NAME VERSION: once, in one of the files" },
	{ "extension", OWNER_EXTENSION, true, "extensions",
	  "extension NAME = NUM CLASS: ops that are there or not there together" },
	{ "const", OWNER_CONST, false, "consts",
	  "const NAME = NUM [UNIT]: a number fixed for ever" },
	{ "type", OWNER_TYPE, false, "types", "type NAME = BASE MARKS: an integer with a meaning" },
	{ "resource", OWNER_RESOURCE, true, "resources",
	  "resource NAME = BASE | none [of RESOURCE]: a thing with states, and the number it goes by" },
	{ "enum", OWNER_ENUM, true, "enums", "enum NAME = BASE: named values, open to more" },
	{ "flags", OWNER_FLAGS, true, "flags",
	  "flags NAME = BASE: named bits; unknown ones are refused" },
	{ "errors", OWNER_ERRORS, true, "errors",
	  "errors NAME = BASE: the statuses; one list in a spec" },
	{ "struct", OWNER_STRUCT, true, "structs", "struct NAME [growing]: what lies in a buffer" },
	{ "op", OWNER_OP, true, "ops", "op NAME = NUM: an operation of the extension above it" },
	{ "area", OWNER_LATER, true, NULL, "area NAME: memory that a guest registers and shares" },
	{ "gone", OWNER_LATER, false, NULL,
	  "gone NAME = NUM since VERSION until VERSION: a removed op" },
	{ "transport", OWNER_LATER, true, NULL, "transport NAME on ARCH: how slots travel" },
	{ "boot", OWNER_LATER, true, NULL, "boot NAME on ARCH: the first state of a vCPU" },
	{ "leaf", OWNER_LATER, true, NULL, "leaf NAME on ARCH: how a guest finds XABI" },
	{ "profile", OWNER_LATER, true, NULL, "profile NAME: a named set of ops" },
};

const size_t n_heads = sizeof(heads) / sizeof(heads[0]);

static const char *const owner_texts[] = {
	[OWNER_SPEC] = "the spec line",  [OWNER_EXTENSION] = "an extension",
	[OWNER_CONST] = "a const",       [OWNER_TYPE] = "a type",
	[OWNER_RESOURCE] = "a resource", [OWNER_ENUM] = "an enum",
	[OWNER_FLAGS] = "flags",         [OWNER_ERRORS] = "errors",
	[OWNER_STRUCT] = "a struct",     [OWNER_OP] = "an op",
	[OWNER_LATER] = "this",          [OWNER_STATE] = "a state",
	[OWNER_VALUE] = "a value",       [OWNER_FIELD] = "a field",
	[OWNER_IN] = "an in slot",       [OWNER_OUT] = "an out slot",
	[OWNER_READS] = "a buffer",      [OWNER_WRITES] = "a buffer",
	[OWNER_NONE] = "this row",
};

const struct head *head_find(const char *keyword)
{
	size_t i;

	for (i = 0; i < n_heads; i++) {
		if (strcmp(heads[i].keyword, keyword) == 0)
			return &heads[i];
	}
	return NULL;
}

const struct attr *attr_row(enum owner owner, const char *keyword)
{
	size_t i;

	for (i = 0; i < n_attrs; i++) {
		if (!attr_is_row(&attrs[i]) || !(attrs[i].owners & OWNS(owner)))
			continue;
		if (!*attrs[i].keyword || strcmp(attrs[i].keyword, keyword) == 0)
			return &attrs[i];
	}
	return NULL;
}

const struct attr *attr_mark(const char *keyword)
{
	size_t i;

	for (i = 0; i < n_attrs; i++) {
		if (!attr_is_row(&attrs[i]) && strcmp(attrs[i].keyword, keyword) == 0)
			return &attrs[i];
	}
	return NULL;
}

bool attr_is_row(const struct attr *attr)
{
	return attr->type >= ATTR_STATE;
}

bool attr_has_doc(const struct attr *attr)
{
	return attr->as != OWNER_NONE || attr->type == ATTR_FAILS || attr->type == ATTR_DOC ||
	       attr->type == ATTR_NO;
}

const char *owner_text(enum owner owner)
{
	return owner_texts[owner];
}
