/* SPDX-License-Identifier: MIT */
/*
 * The .lay files as a tree, for what reads, merges and prints them; lay.h is the view for everybody else.
 * docs/catalogue.md has the format. Everything lives in the arena it was made with.
 */
#ifndef XENCAT_LAY_TREE_H
#define XENCAT_LAY_TREE_H

#include "base/out.h"
#include "xencat/lay.h"

#define LAY_MAX_RELEASES 32

/* How headers are compiled; it stands in releases.lay. docs/catalogue.md says why each of these is needed. */
#define LAY_COMPILER_FLAGS "-D__XEN_TOOLS__ -ffreestanding -g -fno-eliminate-unused-debug-types -w"

/* Where something holds: bit R of abi[A] stands for the R-th known release and ABI A. */
struct lay_cells {
	uint32_t abi[LAY_ABIS];
};

/* What stands between the brackets at the end of a line. */
struct lay_span {
	struct lay_cells cells;
	bool later; /* it is what a later commit of those releases has instead */
};

/* One line of releases.lay: the ABIs of a release that were extracted, and from which commit. */
struct lay_release {
	uint16_t release;
	const char *commit;
	bool abis[LAY_ABIS];
	bool unreleased;   /* the head of master: the release to come, as it was then */
	const char *later; /* a later commit of its branch that was looked at, too; or NULL */
	bool later_abis[LAY_ABIS];
};

struct lay_known {
	struct lay_release releases[LAY_MAX_RELEASES]; /* rising */
	size_t n_releases;
};

/* The type of a field. TEXT is its one spelling: types are the same if their texts are. */
struct lay_type {
	enum lay_kind kind;
	bool is_long;  /* 8 or 4 bytes, by ABI: SIZE does not count */
	uint8_t bits;  /* width of a bit-field, else 0 */
	uint32_t size; /* bytes of one element; 0 if NAME has to be asked */
	uint32_t count;
	const char
		*name; /* of a named struct, union or enum, or what a handle points to; else NULL */
	const char *text;
};

/* What stands in a header, in the order in which it is printed. */
enum lay_tag {
	LAY_CONST,
	LAY_TYPEDEF,
	LAY_ENUMERATION,
	LAY_RECORD,
	LAY_FIELD,
	LAY_ENUMERATOR,
	LAY_HEADER
};

/* One line: what a name is worth in some releases and ABIs. */
struct lay_row {
	struct lay_cells cells;
	struct place place;
	struct lay_type type; /* of all but headers, constants and enumerators */
	uint32_t offset;      /* of a field, within the struct or union around it */
	uint8_t bit;          /* of a bit-field, within the byte at OFFSET */
	bool negative;        /* of a constant: VALUE is to be read as an int64_t */
	bool hex;
	bool later; /* what a later commit of the release has instead; questions are not answered with it */
	uint64_t value;
};

/* A name, with a row for each thing it is worth; no two rows hold for the same release and ABI. */
struct lay_node {
	enum lay_tag tag;
	const char *name; /* NULL for a struct, union or enum without one */
	struct lay_row *rows;
	size_t n_rows;
	struct lay_node **children;
	size_t n_children;
	unsigned int line; /* in the header it was extracted from, else 0 */
};

struct lay_entry {
	const char *name;
	const struct lay_node *node;
	const struct lay_node *header;
};

struct lay_index {
	struct lay_entry *entries; /* by name */
	size_t n_entries;
};

struct lay_set {
	struct arena *arena;
	struct lay_known known;
	uint16_t numbers[LAY_MAX_RELEASES];
	struct lay_node **headers; /* by name */
	size_t n_headers;
	struct lay_index types, constants;
};

/* lay_span.c */
bool lay_abi_parse(const char *text, size_t len, enum lay_abi *ret_abi);
bool lay_release_parse(const char *text, size_t len, uint16_t *ret_release);
bool lay_release_find(const struct lay_known *known, uint16_t release, unsigned int *ret_index);
struct lay_cells lay_cells_known(const struct lay_known *known);
struct lay_cells lay_cells_one(unsigned int release, enum lay_abi abi);
struct lay_cells lay_cells_and(struct lay_cells a, struct lay_cells b);
struct lay_cells lay_cells_or(struct lay_cells a, struct lay_cells b);
struct lay_cells lay_cells_less(struct lay_cells a, struct lay_cells b);
bool lay_cells_any(struct lay_cells cells);
bool lay_cells_have(struct lay_cells cells, unsigned int release, enum lay_abi abi);
/* Orders by the first release, then the first ABI. */
int lay_cells_compare(struct lay_cells a, struct lay_cells b);
/* "  [4.17.. x86_64]", or nothing where SPAN is all of WITHIN. */
void lay_span_print(struct out *out, const struct lay_known *known, struct lay_span span,
		    struct lay_cells within);
/* TEXT is what stands between the brackets. NULL, or what is wrong with it and with which of its bytes. */
const char *lay_span_parse(const struct lay_known *known, const char *text, size_t len,
			   struct lay_span *ret_span, size_t *ret_at, size_t *ret_len);

/* lay_type.c: NULL, or what is wrong. */
const char *lay_type_parse(struct arena *arena, const char *text, size_t len,
			   struct lay_type *ret_type);
/* Whether the type's members stand below it because it has no name. */
bool lay_type_inline(const struct lay_type *type);
/* The text of a type that is known by its size: "struct 112". */
const char *lay_type_sized(struct arena *arena, enum lay_kind kind, uint32_t size);

/* lay_node.c */
struct lay_node *lay_node_add(struct arena *arena, struct lay_node *parent, enum lay_tag tag,
			      const char *name);
/* What it is, in a word: "constant", "type", "enum", "struct". */
const char *lay_node_kind(const struct lay_node *node);
struct lay_row *lay_node_row(const struct lay_node *node, unsigned int release, enum lay_abi abi);
/* What the later commit of that release has instead; NULL if that is nothing else. */
struct lay_row *lay_node_later(const struct lay_node *node, unsigned int release, enum lay_abi abi);
/* Where NODE exists. */
struct lay_cells lay_node_cells(const struct lay_node *node);
/* Where NODE has children: a field is a container only where its type has no name. */
struct lay_cells lay_node_inside(const struct lay_node *node);
/* The child of that tag and name; of those without a name, the NTH. NULL if there is none. */
struct lay_node *lay_node_child(const struct lay_node *node, enum lay_tag tag, const char *name,
				size_t nth, size_t *ret_index);
/* Takes out what holds for a release and ABI. LATER: of its later commit, or else of the commit itself. */
void lay_set_clear(struct lay_set *set, unsigned int release, enum lay_abi abi, bool later);
/* Adds what HEADERS say; if that is of a LATER commit, where it differs. Drops what holds nowhere. */
void lay_set_merge(struct lay_set *set, struct lay_node **headers, size_t n_headers, bool later);

/* lay_parse.c: both report what is wrong and return NULL or false. */
bool lay_parse_known(struct arena *arena, struct diag *diag, const struct source *source,
		     struct lay_known *ret_known);
struct lay_node *lay_parse_header(struct arena *arena, struct diag *diag,
				  const struct source *source, const struct lay_known *known);

/* lay_write.c */
/* Makes the folders of PATH that are not there; where that fails, writing to PATH will say why. */
void lay_make_folders(struct arena *arena, const char *path);
/* Writes the files of SET that are not as they should be; if DRY, only counts. False, with the reason on stderr. */
bool lay_write(struct lay_set *set, const char *dir, bool dry, size_t *ret_changed);

/* lay_print.c: the one way in which a tree is written. */
void lay_print_known(struct out *out, const struct lay_known *known);
void lay_print_header(struct out *out, const struct lay_known *known,
		      const struct lay_node *header);
void lay_print_node(struct out *out, const struct lay_known *known, const struct lay_node *node,
		    struct lay_cells within, unsigned int depth);
/* "@40 u64", "112 bytes", "0x15". */
void lay_print_worth(struct out *out, enum lay_tag tag, const struct lay_row *row);

/* lay_check.c: indexes SET and checks that it makes sense as a whole. Questions may be asked afterwards. */
bool lay_finish(struct lay_set *set, struct diag *diag);

/* lay.c */
/* Reads releases.lay of DIR; if there is none, nothing is known. */
bool lay_read_known(struct arena *arena, struct diag *diag, const char *dir,
		    struct lay_known *ret_known);
/* Reads the files of DIR against KNOWN, without an index and without the checks across files. */
struct lay_set *lay_read(struct arena *arena, struct diag *diag, const char *dir,
			 const struct lay_known *known);
/* "dir/arch-x86/xen.lay" for the header arch-x86/xen.h. */
char *lay_path(struct arena *arena, const char *dir, const char *header);
/* Of one element. */
bool lay_element_size(const struct lay_set *set, const struct lay_type *type, unsigned int release,
		      enum lay_abi abi, uint32_t *ret_size);
/* The struct, union, enum or typedef, through typedefs of structs. NULL if there is none. */
const struct lay_entry *lay_find_type(const struct lay_set *set, const char *name,
				      unsigned int release, enum lay_abi abi);
const struct lay_entry *lay_find_const(const struct lay_set *set, const char *name,
				       unsigned int release, enum lay_abi abi);

#endif
