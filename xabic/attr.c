/* SPDX-License-Identifier: MIT */
#include "xabic/attr.h"

#include <string.h>

#define OP_OR_EXTENSION (OWNS(OWNER_OP) | OWNS(OWNER_EXTENSION))
#define VALUES          (OWNS(OWNER_ENUM) | OWNS(OWNER_FLAGS) | OWNS(OWNER_ERRORS))
#define SLOTS           (OWNS(OWNER_IN) | OWNS(OWNER_OUT))
#define DATA            (OWNS(OWNER_FIELD) | SLOTS | OWNS(OWNER_TYPE))
#define BUFFERS         (OWNS(OWNER_READS) | OWNS(OWNER_WRITES))
#define MACHINES        (OWNS(OWNER_TRANSPORT) | OWNS(OWNER_BOOT) | OWNS(OWNER_LEAF))
#define LIVES                                                                                     \
	(OP_OR_EXTENSION | VALUES | DATA | BUFFERS | OWNS(OWNER_RESOURCE) | LAID_OUT | MACHINES | \
	 OWNS(OWNER_VALUE) | OWNS(OWNER_PROFILE))

/* What it breaks when it is added, removed, widened, changed, renamed, moved: enum change. */
#define L(added, removed, widened, changed, renamed, moved)                                        \
	{                                                                                          \
		LEVEL_##added, LEVEL_##removed, LEVEL_##widened, LEVEL_##changed, LEVEL_##renamed, \
			LEVEL_##moved                                                              \
	}
#define UNIT L(DOC, DOC, STRICT, WIRE, BARE, BARE)

/*
 * Every row and mark of the language. The parser reads by it, the formatter prints marks in its
 * order, the JSON model takes its keys from it, xabic diff its levels. To add one: a row here; if
 * what follows its keyword is new, also an attr_type with its function in parse.c, fmt.c,
 * emit_json.c and diff_facts.c.
 */
const struct attr attrs[] = {
	/* keyword, owners, type, as, many, json, explain */
	{ "state", OWNS(OWNER_RESOURCE), ATTR_STATE, OWNER_STATE, true, "states",
	  "state NAME DOC: one of the exclusive states of a resource, the usual one first",
	  L(USED, USED, PARTS, PARTS, USED, PLACE) },
	{ "", VALUES, ATTR_VALUE, OWNER_VALUE, true, "values",
	  "NAME = NUM DOC: a value of an enum or errors, the bit number of a flag",
	  L(NEW, CONTRACT, PARTS, PARTS, SOURCE, WIRE) },
	{ "", LAID_OUT, ATTR_FIELD, OWNER_FIELD, true, "fields",
	  "NAME : TYPE MARKS DOC: a field of a struct or an area",
	  L(WIRE, WIRE, PARTS, PARTS, SOURCE, WIRE) },
	{ "in", OWNS(OWNER_OP), ATTR_SLOT, OWNER_IN, true, "in",
	  "in NAME : TYPE MARKS DOC: a value the caller passes in the next slot a0..a5",
	  L(SOURCE, CONTRACT, PARTS, PARTS, SOURCE, WIRE) },
	{ "out", OWNS(OWNER_OP), ATTR_SLOT, OWNER_OUT, true, "out",
	  "out NAME : TYPE MARKS DOC: a value the caller gets in the next slot r0..r3",
	  L(SOURCE, WIRE, PARTS, PARTS, SOURCE, WIRE) },
	{ "reads", OWNS(OWNER_OP), ATTR_BUFFER, OWNER_READS, true, "buffers",
	  "reads NAME : TYPE DOC: a buffer of the caller's memory that the op reads",
	  L(WIRE, WIRE, PARTS, WIRE, SOURCE, WIRE) },
	{ "writes", OWNS(OWNER_OP), ATTR_BUFFER, OWNER_WRITES, true, "buffers",
	  "writes NAME : TYPE DOC: a buffer of the caller's memory that the op writes",
	  L(WIRE, WIRE, PARTS, WIRE, SOURCE, WIRE) },
	{ "target", OP_OR_EXTENSION, ATTR_TARGET, OWNER_NONE, false, "target",
	  "target none | RESOURCE or ... [not self]: what a0 names; in an extension: for its ops that say nothing",
	  L(WIRE, WIRE, MORE, CONTRACT, BARE, BARE) },
	{ "fails", OWNS(OWNER_OP), ATTR_FAILS, OWNER_NONE, true, "fails",
	  "fails STATUS when ATOM and ...: the order of these rows is the order of the checks",
	  L(CONTRACT, CONTRACT, STRICT, CONTRACT, BARE, CONTRACT) },
	{ "then", OWNS(OWNER_OP), ATTR_THEN, OWNER_NONE, true, "then",
	  "then PATH is STATE: what is so after success",
	  L(CONTRACT, CONTRACT, STRICT, CONTRACT, BARE, PLACE) },
	{ "time", OP_OR_EXTENSION, ATTR_TIME, OWNER_NONE, false, "time",
	  "time constant | N THINGS a slice: the bound of one call; a slice adds a cursor, in a batch done serves",
	  L(ALWAYS, ALWAYS, MORE, CONTRACT, BARE, BARE) },
	{ "trust", OP_OR_EXTENSION, ATTR_DOC, OWNER_NONE, false, "trust",
	  "trust DOC: what the worst caller could reach",
	  L(ALWAYS, ALWAYS, STRICT, CONTRACT, BARE, BARE) },
	{ "sealed", OP_OR_EXTENSION, ATTR_NO, OWNER_NONE, false, "sealed",
	  "sealed no DOC: does not work for a domain whose memory Xen cannot read, and why",
	  L(CONTRACT, MORE, STRICT, DOC, BARE, BARE) },
	{ "was", OWNS(OWNER_OP), ATTR_PATHS, OWNER_NONE, false, "was",
	  "was HYPERCALL.SUBOP, ...: the calls of the old ABI whose work this does",
	  L(DOC, DOC, STRICT, DOC, BARE, BARE) },
	{ "by", OWNS(OWNER_TRANSPORT) | OWNS(OWNER_LEAF), ATTR_INSTRUCTIONS, OWNER_NONE, false,
	  "by", "by INSTRUCTION or ...: what makes the call",
	  L(ALWAYS, ALWAYS, MORE, WIRE, BARE, BARE) },
	{ "word", OWNS(OWNER_TRANSPORT), ATTR_REGISTER, OWNER_NONE, false, "word",
	  "word REG = NUM: going in, NUM and the number of the op in one register; in block form NUM alone",
	  L(ALWAYS, ALWAYS, STRICT, WIRE, BARE, BARE) },
	{ "reg", MACHINES, ATTR_REGISTER, OWNER_NONE, true, "regs",
	  "reg REG [mask NUM] = NUM | NAME DOC: what a register holds: going in, or in the first state",
	  L(ABSENT, ABSENT, MORE, WIRE, BARE, PLACE) },
	{ "args", OWNS(OWNER_TRANSPORT), ATTR_REGISTERS, OWNER_NONE, false, "args",
	  "args REG ...: where a0 to a5 go in; one or two: the address of a block, low part first",
	  L(ALWAYS, ALWAYS, STRICT, WIRE, BARE, BARE) },
	{ "status", OWNS(OWNER_TRANSPORT), ATTR_REGISTERS, OWNER_NONE, false, "status",
	  "status REG: where the status comes back", L(ALWAYS, ALWAYS, STRICT, WIRE, BARE, BARE) },
	{ "results", OWNS(OWNER_TRANSPORT), ATTR_REGISTERS, OWNER_NONE, false, "results",
	  "results REG ...: where r0 to r3 come back; those of a block are in it",
	  L(WIRE, WIRE, STRICT, WIRE, BARE, BARE) },
	{ "gives", OWNS(OWNER_LEAF), ATTR_REGISTER, OWNER_NONE, true, "gives",
	  "gives REG [mask NUM] = NUM | NAME DOC: what comes back where XABI is",
	  L(ABSENT, ABSENT, MORE, WIRE, BARE, PLACE) },
	{ "rest", OWNS(OWNER_TRANSPORT) | OWNS(OWNER_BOOT), ATTR_REST, OWNER_NONE, false, "rest",
	  "rest kept | zero | unspecified: the registers that no row names; of a boot, the general ones",
	  L(ALWAYS, ALWAYS, MORE, WIRE, BARE, BARE) },
	{ "", OWNS(OWNER_PROFILE), ATTR_OP, OWNER_NONE, true, "ops",
	  "EXTENSION.OP: an op that the profile has",
	  L(CONTRACT, CONTRACT, BARE, BARE, BARE, PLACE) },
	/* marks, in canonical order */
	{ "growing", LAID_OUT, ATTR_WORD, OWNER_NONE, false, "growing",
	  "growing: later versions may add fields at the end; it travels with its size",
	  L(CONTRACT, WIRE, NEW, BARE, BARE, BARE) },
	{ "like", BUFFERS, ATTR_NAME, OWNER_NONE, false, "like",
	  "like BUFFER: has as many elements as that buffer of the op",
	  L(CONTRACT, CONTRACT, STRICT, CONTRACT, BARE, BARE) },
	{ "bytes", DATA | OWNS(OWNER_CONST), ATTR_UNIT, OWNER_NONE, false, "unit",
	  "bytes: counts bytes", UNIT },
	{ "ns", DATA | OWNS(OWNER_CONST), ATTR_UNIT, OWNER_NONE, false, "unit", "ns: nanoseconds",
	  UNIT },
	{ "ticks", DATA | OWNS(OWNER_CONST), ATTR_UNIT, OWNER_NONE, false, "unit",
	  "ticks: of the counter", UNIT },
	{ "hz", DATA | OWNS(OWNER_CONST), ATTR_UNIT, OWNER_NONE, false, "unit", "hz: per second",
	  UNIT },
	{ "count", DATA | OWNS(OWNER_CONST), ATTR_UNIT, OWNER_NONE, false, "unit",
	  "count: how many", UNIT },
	{ "of", OWNS(OWNER_FIELD) | SLOTS | OWNS(OWNER_RESOURCE), ATTR_NAME, OWNER_NONE, false,
	  "of",
	  "of NAME: of a resource, the resource it is numbered within; of a field or slot, the one beside it "
	  "that says which",
	  L(WIRE, WIRE, STRICT, WIRE, BARE, BARE) },
	{ "range", DATA, ATTR_RANGE, OWNER_NONE, false, "range", "range LOW..HIGH: both included",
	  L(ABSENT, ABSENT, MORE, CONTRACT, BARE, BARE) },
	{ "align", DATA, ATTR_NAME, OWNER_NONE, false, "align",
	  "align CONST: a multiple of a const, or of granule",
	  L(ABSENT, ABSENT, MORE, CONTRACT, BARE, BARE) },
	{ "zero", OWNS(OWNER_FIELD) | SLOTS, ATTR_WORD, OWNER_NONE, false, "zero",
	  "zero: refused unless zero on the way in, written zero on the way out; its name is pad",
	  L(WIRE, NEW, BARE, BARE, BARE, BARE) },
	{ "default", OWNS(OWNER_FIELD) | OWNS(OWNER_IN), ATTR_NUM, OWNER_NONE, false, "default",
	  "default NUM: what a binding passes when its user says nothing",
	  L(MORE, SOURCE, STRICT, CONTRACT, BARE, BARE) },
	{ "creates", OWNS(OWNER_OUT), ATTR_WORD, OWNER_NONE, false, "creates",
	  "creates: the op makes it", L(CONTRACT, CONTRACT, BARE, BARE, BARE, BARE) },
	{ "consumes", OWNS(OWNER_IN), ATTR_WORD, OWNER_NONE, false, "consumes",
	  "consumes: the op ends it", L(CONTRACT, CONTRACT, BARE, BARE, BARE, BARE) },
	{ "since", LIVES | OWNS(OWNER_GONE), ATTR_VERSION, OWNER_NONE, false, "since",
	  "since VERSION: of the spec, the first that has it",
	  L(ABSENT, ABSENT, STRICT, CONTRACT, BARE, BARE) },
	{ "deprecated", LIVES, ATTR_VERSION, OWNER_NONE, false, "deprecated",
	  "deprecated VERSION: of the spec, from which on to use something else",
	  L(DOC, DOC, STRICT, DOC, BARE, BARE) },
	{ "until", OWNS(OWNER_GONE), ATTR_VERSION, OWNER_NONE, false, "until",
	  "until VERSION: of the spec, the first that no longer has it",
	  L(ALWAYS, ALWAYS, STRICT, DOC, BARE, BARE) },
	/* parts of heads and rows, for xabic diff */
	{ "tref", 0, ATTR_PART, OWNER_NONE, false, NULL, "the type of a field, slot or buffer",
	  L(ALWAYS, ALWAYS, SOURCE, WIRE, SOURCE, BARE) },
	{ "base", 0, ATTR_PART, OWNER_NONE, false, NULL, "the integer type of a declaration",
	  L(ALWAYS, ALWAYS, STRICT, WIRE, BARE, BARE) },
	{ "class", 0, ATTR_PART, OWNER_NONE, false, NULL,
	  "the class of an extension, which is in the numbers of its ops",
	  L(ALWAYS, ALWAYS, STRICT, WIRE, BARE, BARE) },
	{ "doc", 0, ATTR_PART, OWNER_NONE, false, NULL, "the text in quotes",
	  L(DOC, DOC, STRICT, DOC, BARE, BARE) },
	{ "slot", 0, ATTR_PART, OWNER_NONE, false, NULL,
	  "a slot that the compiler makes: each, cursor, BUFFER_needed",
	  L(SOURCE, SOURCE, PARTS, PARTS, SOURCE, WIRE) },
};

const size_t n_attrs = sizeof(attrs) / sizeof(attrs[0]);

/*
 * What can stand in column 1. To add a head: a row here, an owner in model.h, its function in
 * parse.c, its rows and marks in attrs[].
 */
const struct head heads[] = {
	{ "spec", OWNER_SPEC, false, NULL, "spec NAME VERSION: once, in one of the files",
	  L(ALWAYS, ALWAYS, MORE, CONTRACT, SOURCE, BARE) },
	{ "extension", OWNER_EXTENSION, true, "extensions",
	  "extension NAME = NUM CLASS: ops that are there or not there together",
	  L(NEW, WIRE, PARTS, PARTS, SOURCE, WIRE) },
	{ "const", OWNER_CONST, false, "consts", "const NAME = NUM [UNIT]: a number fixed for ever",
	  L(NEW, SOURCE, STRICT, CONTRACT, SOURCE, PLACE) },
	{ "type", OWNER_TYPE, false, "types", "type NAME = BASE MARKS: an integer with a meaning",
	  L(NEW, SOURCE, PARTS, PARTS, SOURCE, PLACE) },
	{ "resource", OWNER_RESOURCE, true, "resources",
	  "resource NAME = BASE | none [of RESOURCE]: a thing with states, and the number it goes by",
	  L(NEW, SOURCE, PARTS, PARTS, SOURCE, PLACE) },
	{ "enum", OWNER_ENUM, true, "enums", "enum NAME = BASE: named values, open to more",
	  L(NEW, SOURCE, PARTS, PARTS, SOURCE, PLACE) },
	{ "flags", OWNER_FLAGS, true, "flags",
	  "flags NAME = BASE: named bits; unknown ones are refused",
	  L(NEW, SOURCE, PARTS, PARTS, SOURCE, PLACE) },
	{ "errors", OWNER_ERRORS, true, "errors",
	  "errors NAME = BASE: the statuses; one list in a spec",
	  L(NEW, SOURCE, PARTS, PARTS, SOURCE, PLACE) },
	{ "struct", OWNER_STRUCT, true, "structs", "struct NAME [growing]: what lies in a buffer",
	  L(NEW, SOURCE, PARTS, WIRE, SOURCE, PLACE) },
	{ "area", OWNER_AREA, true, "areas",
	  "area NAME [growing]: what lies in memory that a guest registers by its address; no buffer, no field",
	  L(NEW, SOURCE, PARTS, WIRE, SOURCE, PLACE) },
	{ "op", OWNER_OP, true, "ops", "op NAME = NUM: an operation of the extension above it",
	  L(NEW, WIRE, PARTS, PARTS, SOURCE, WIRE) },
	{ "gone", OWNER_GONE, false, "gone",
	  "gone NAME = NUM since VERSION until VERSION: an op that was in the extension above it; neither name nor number is used again",
	  L(CONTRACT, WIRE, STRICT, PARTS, DOC, WIRE) },
	{ "transport", OWNER_TRANSPORT, true, "transports",
	  "transport NAME on ARCH: how slots travel", L(NEW, WIRE, PARTS, PARTS, SOURCE, PLACE) },
	{ "boot", OWNER_BOOT, true, "boots", "boot NAME on ARCH: the first state of a vCPU",
	  L(NEW, CONTRACT, PARTS, PARTS, SOURCE, PLACE) },
	{ "leaf", OWNER_LEAF, true, "leaves", "leaf NAME on ARCH: how a guest finds XABI",
	  L(NEW, WIRE, PARTS, PARTS, SOURCE, PLACE) },
	{ "profile", OWNER_PROFILE, true, "profiles",
	  "profile NAME: the ops that a kind of guest needs, and base, which is always there",
	  L(NEW, CONTRACT, PARTS, PARTS, CONTRACT, PLACE) },
};

const size_t n_heads = sizeof(heads) / sizeof(heads[0]);

static const char *const owner_texts[] = {
	[OWNER_SPEC] = "the spec line",
	[OWNER_EXTENSION] = "an extension",
	[OWNER_CONST] = "a const",
	[OWNER_TYPE] = "a type",
	[OWNER_RESOURCE] = "a resource",
	[OWNER_ENUM] = "an enum",
	[OWNER_FLAGS] = "flags",
	[OWNER_ERRORS] = "errors",
	[OWNER_STRUCT] = "a struct",
	[OWNER_AREA] = "an area",
	[OWNER_OP] = "an op",
	[OWNER_GONE] = "a gone op",
	[OWNER_TRANSPORT] = "a transport",
	[OWNER_BOOT] = "a boot state",
	[OWNER_LEAF] = "a leaf",
	[OWNER_PROFILE] = "a profile",
	[OWNER_STATE] = "a state",
	[OWNER_VALUE] = "a value",
	[OWNER_FIELD] = "a field",
	[OWNER_IN] = "an in slot",
	[OWNER_OUT] = "an out slot",
	[OWNER_READS] = "a buffer",
	[OWNER_WRITES] = "a buffer",
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
	       attr->type == ATTR_REGISTER || attr->type == ATTR_NO;
}

const char *owner_text(enum owner owner)
{
	return owner_texts[owner];
}

const char *attr_name(const struct attr *attr)
{
	if (attr->type == ATTR_UNIT)
		return attr->json;
	if (*attr->keyword)
		return attr->keyword;
	return attr->as == OWNER_NONE ? attr->json : strchr(owner_text(attr->as), ' ') + 1;
}

const enum level *levels_find(const char *name)
{
	size_t i;

	for (i = 0; i < n_attrs; i++) {
		if (strcmp(attr_name(&attrs[i]), name) == 0)
			return attrs[i].levels;
	}
	return head_find(name) ? head_find(name)->levels : NULL;
}

static const struct {
	const char *name, *explain;
} levels[N_LEVELS] = {
	[LEVEL_UNSAID] = { "?", "nobody has said" },
	[LEVEL_WIRE] = { "WIRE", "an old caller is misread, or misreads" },
	[LEVEL_CONTRACT] = { "CONTRACT", "what an old caller may rely on is no longer so" },
	[LEVEL_SOURCE] = { "SOURCE", "a binding made anew no longer compiles with old callers" },
	[LEVEL_DOC] = { "DOC", "only what people read is another" },
	[LEVEL_NEW] = { "new", "fine: no old caller uses it" },
	[LEVEL_MORE] = { "more", "fine: an old caller keeps all that it relies on" },
	[LEVEL_USED] = { "used", "no level: told of each condition that uses it" },
	[LEVEL_PARTS] = { "parts", "no level: told of each of its parts" },
	[LEVEL_ABSENT] = { "absent",
			   "no level: its absence has a meaning, with which it is compared" },
	[LEVEL_STRICT] = { "strict", "no level: every difference counts as changed" },
	[LEVEL_PLACE] = { "place", "no level: its place in the text means nothing" },
	[LEVEL_BARE] = { "bare", "cannot be: it has no value, name or place of its own" },
	[LEVEL_ALWAYS] = { "always", "cannot be: it is always there" },
};

const char *level_name(enum level level)
{
	return levels[level].name;
}

const char *level_explain(enum level level)
{
	return levels[level].explain;
}

const char *change_name(enum change change)
{
	static const char *const names[] = { "added",   "removed", "widened",
					     "changed", "renamed", "moved" };

	return names[change];
}
