/* SPDX-License-Identifier: MIT */
/*
 * What a hypercall of today's Xen has in its arguments: op and second-level command, fields, and everything that pointers at
 * any depth lead to, in the layout of the caller's release and ABI.
 *
 * The tables are made by `xencat calls` from catalogue/ops (what is called how, what is behind a pointer and how much of it,
 * how people want to see a field) and catalogue/layout (where each field is). This is their interpreter, for a tracer, a
 * bridge and a driver alike: it reads memory by a function of the caller's, each byte once in a pass, and hands out what
 * it finds. Memory is taken for hostile: whatever is in it, a pass ends, after at most WALK_BUDGET items and without looking
 * outside of what it has read.
 *
 * Freestanding: no libc, no allocation, no state but that of struct walk. Little-endian machines only (Xen has no other).
 */
#ifndef CODEC_WALK_H
#define CODEC_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WALK_REGISTERS 5
#define WALK_NONE      0xffff /* no record, path, op */
#define WALK_NO_BYTE   0xff   /* the same of what is a byte wide */
#define WALK_PATH      24     /* words of the longest path */
#define WALK_LEVELS    4      /* lists in lists */
#define WALK_ARGUMENT  160    /* bytes of an argument that are kept from before the call */
#define WALK_ROOM      12288  /* bytes that are enough for everything the tables have */
#define WALK_BUDGET    20000

/* The caller's ABI: the order of xencat/lay.h. */
enum walk_abi { WALK_X86_64, WALK_I386, WALK_ARM64, WALK_ARM32, WALK_ABIS };

/* --- the tables: numbers in place of pointers, so that they need no relocation and are small */

/*
 * `where` of a row is an index of walk_where: bit 16 * abi + i is set where the row holds for the i-th of walk_releases.
 * `name` is an offset in walk_names. Paths and lengths are places in walk_words, ending with 0: a name is its offset, and
 */
#define WALK_WORD_ELEMENT 0xffff /* "[]": in an element of what this path so far points to */
#define WALK_WORD_ROOT \
	0xfffe /* the path starts at the hypercall's struct, not at the op's payload */
#define WALK_WORD_NUMBER 0xfffd /* the next two words are a number, low half first */
#define WALK_WORD_ADD \
	0xfff0 /* in front of each term of a length: how it joins what is left of it */
#define WALK_WORD_SUB      0xfff1
#define WALK_WORD_MUL      0xfff2
#define WALK_WORD_REGISTER 0xff00 /* | number */

enum walk_kind { WALK_UNSIGNED, WALK_SIGNED, WALK_CHAR, WALK_POINTER, WALK_STRUCT, WALK_UNION };

struct walk_field {
	uint16_t name; /* 0: none; members are as if they stood around it */
	uint16_t offset;
	uint16_t count;  /* elements; 0: as many as come */
	uint16_t record; /* of a struct, union or what a pointer points to; WALK_NONE: bytes */
	uint16_t choice; /* of a union: place in walk_choices, or WALK_NONE */
	uint8_t kind;
	uint8_t bytes; /* of an integer or pointer; 0: a long */
	uint8_t bit, bits;
	uint8_t show; /* place in walk_shows */
	uint8_t where;
};

/* A struct or union; or, with one field without a name at 0, an integer that is pointed to. Those of one name stand together. */
struct walk_record {
	uint16_t name;
	uint16_t fields, n_fields;
	uint16_t sizes;
	uint8_t n_sizes;
	uint8_t is_union;
};

struct walk_size {
	uint16_t bytes;
	uint16_t where;
};

/* Which member of a union counts: that of the case whose value the field `tag` of the named struct around has; no case: any. */
struct walk_choice {
	uint16_t tag; /* path */
	uint16_t cases, n_cases;
};

struct walk_case {
	uint32_t value;
	uint16_t member; /* name */
};

/* WALK_GAP: it fills one. */
enum walk_form {
	WALK_PLAIN,
	WALK_FLAGS,
	WALK_ONE,
	WALK_UNIT,
	WALK_HEX,
	WALK_UUID,
	WALK_AS_TEXT,
	WALK_GAP
};

struct walk_show {
	uint8_t form;
	uint16_t unit; /* name: "bytes" */
	uint16_t symbols, n_symbols;
};

struct walk_symbol {
	uint32_t value, value_high;
	uint16_t name;
	uint16_t where;
};

enum walk_unit { WALK_COUNT, WALK_BYTES, WALK_BITS, WALK_NUL, WALK_IMPLIED };

struct walk_handle {
	uint16_t path;
	uint16_t length; /* of WALK_COUNT, WALK_BYTES and WALK_BITS */
	uint16_t filled; /* path of how many were written, or WALK_NONE */
	uint16_t record; /* what is there, where the layouts say void only; or WALK_NONE */
	uint8_t in, out;
	uint8_t unit;
};

/* What a kernel that does not trust a process lets it do by an op: nothing, what is about other domains, or all. */
enum walk_process { WALK_NEVER, WALK_OTHERS, WALK_MAY };

enum walk_shape { WALK_NOTHING, WALK_PAYLOAD, WALK_OWN, WALK_TEXT, WALK_VARBUF };

struct walk_op {
	uint32_t number;
	uint16_t name;
	uint16_t parent;  /* of a second-level command: its op; else WALK_NONE */
	uint16_t record;  /* the struct of its argument */
	uint16_t payload; /* path in it, of WALK_PAYLOAD */
	uint16_t handles, n_handles;
	uint16_t out, both, unused; /* lists of paths, each with its 0; WALK_NONE where empty */
	uint16_t uses;              /* path */
	uint16_t target;            /* path, or WALK_NONE */
	uint16_t apart;    /* paths of other domains that may not be the caller's; WALK_NONE */
	uint16_t commands; /* path to the second level's number, or WALK_NONE */
	uint16_t array;    /* length; WALK_NONE: the argument is no array */
	uint16_t text_bytes;
	uint8_t shape;
	uint8_t where;
	uint8_t process;  /* enum walk_process */
	uint8_t unlocked; /* and only as long as the kernel is not locked down */
};

/* A change of meaning that no layout shows: the op's place in walk_ops, since when, and its story's number ("S5"). */
struct walk_change {
	uint16_t op;
	uint16_t release;
	uint8_t story;
};

struct walk_hypercall {
	uint16_t name;
	uint16_t common; /* the op that holds what all have */
	uint16_t ops, n_ops;
	uint16_t record;   /* the struct of all its ops, or WALK_NONE */
	uint16_t command;  /* path in it, or WALK_NONE */
	uint16_t version;  /* path in it, or WALK_NONE */
	uint16_t versions; /* place in walk_versions of the first release's; 0 for WALK_NONE */
	uint16_t behind;   /* path of the pointer to the argument, or WALK_NONE */
	uint16_t registers[WALK_REGISTERS]; /* names, or 0 */
	uint8_t number;
	uint8_t argument_register, command_register;
	uint8_t command_bits; /* its lowest ones are the command, the rest is not; 0: all (of a register 32) */
	uint8_t where;
	uint8_t calls; /* the list behind its first register is one of hypercalls */
};

extern const char walk_names[];
extern const uint16_t walk_words[];
extern const uint64_t walk_where[];
extern const uint16_t walk_releases[], walk_n_releases; /* rising */
extern const struct walk_field walk_fields[];
extern const struct walk_record walk_records[];
extern const struct walk_size walk_sizes[];
extern const struct walk_choice walk_choices[];
extern const struct walk_case walk_cases[];
extern const struct walk_show walk_shows[];
extern const struct walk_symbol walk_symbols[];
extern const struct walk_handle walk_handles[];
extern const struct walk_op walk_ops[];
extern const struct walk_hypercall walk_hypercalls[];
extern const struct walk_change walk_changes[];
extern const uint16_t walk_n_hypercalls, walk_n_ops, walk_n_records, walk_n_changes;
extern const uint32_t walk_versions[];
extern const uint32_t walk_table_bytes; /* of all of these together */

/* --- the interpreter */

enum walk_what {
	WALK_VALUE,  /* an integer, or a pointer that is not followed */
	WALK_DATA,   /* bytes */
	WALK_STRING, /* text, up to its NUL */
	WALK_OPEN_STRUCT,
	WALK_CLOSE_STRUCT,
	WALK_OPEN_LIST,
	WALK_CLOSE_LIST,
	WALK_BUFFER, /* what a pointer leads to, ahead of what is in it: for who has to know all memory that counts */
	WALK_UNREADABLE, /* what is behind `address` cannot be read */
	WALK_OPEN_CALL,  /* a hypercall in a list of such; `call` is it */
	WALK_CLOSE_CALL,
	WALK_ENOUGH, /* there would be more, but the budget is used up; the last item but for those that close */
};

struct walk_item {
	enum walk_what what;
	const char *name; /* NULL: an element */
	const struct walk_show *show;
	uint64_t value; /* of a signed one: sign-extended */
	bool is_signed;
	const void *data; /* of data and strings: as long as the call of take() lasts */
	size_t bytes;     /* of them; of a buffer: all of it; of a value: how wide it is */
	uint64_t
		total; /* of data, strings and lists: bytes or elements that there are, of which these are the first */
	uint64_t address; /* of what a pointer leads to */
	bool in, out;     /* of a buffer: Xen reads, writes it */
	const struct walk *call;
};

/* What stands where at one depth of lists. */
struct walk_scope {
	uint16_t record;
	const uint8_t *data;
};

struct walk {
	/* The caller's. */
	uint16_t release; /* 0x0411 for 4.17; the nearest that the tables know is taken */
	uint8_t abi;      /* enum walk_abi */
	uint64_t number;  /* the hypercall's */
	uint64_t reg[WALK_REGISTERS];
	int64_t result; /* before walk_out(): what the hypercall returned */
	uint32_t most;  /* elements of a list, and 8 bytes each of data, that are looked at */
	bool (*read)(void *memory, uint64_t address, void *data, size_t bytes);
	void *memory;
	void (*take)(void *taker, const struct walk_item *item);
	void *taker;
	uint8_t *room; /* WALK_ROOM bytes; nothing is kept there between passes */
	size_t room_bytes;

	/* What walk_find() found: for looking at. */
	const struct walk_hypercall *hypercall; /* NULL: nobody knows this number */
	const struct walk_op *op; /* NULL: the same of the op; or the hypercall has but one */
	bool has_command;
	uint64_t command;   /* the op's number, if there is one */
	uint32_t version;   /* the interface version that the caller says, or 0 */
	bool other_release; /* which made another release of that which was given */
	/* And walk_in(): the domain that the call is about, if it is about one. */
	bool has_target;
	uint64_t target;

	/* The walker's own. */
	uint64_t where; /* the bit of release and ABI */
	uint8_t before[WALK_ARGUMENT];
	uint16_t n_before;
	bool after, nested;
	uint32_t budget;
	size_t used; /* of room */
	uint16_t path[WALK_PATH];
	uint8_t depth;
	struct walk_scope root, scope[WALK_LEVELS];
	uint8_t level;
	uint16_t label;                 /* the name of the next value, if not its own */
	const struct walk_handle *list; /* that the current element is in, from level 1 on */
};

/*
 * Finds out which op it is, by reading where that takes it. True if the hypercall is known. Where its struct holds an interface
 * version that is not that of the given release, the newest release with that version is taken in its place: so the layout is
 * that of who wrote the struct, whatever Xen makes of it.
 */
bool walk_find(struct walk *walk);

/* What goes in, after walk_find() and ahead of the call; and what came back, after both and the call. */
void walk_in(struct walk *walk);
void walk_out(struct walk *walk);

#endif
