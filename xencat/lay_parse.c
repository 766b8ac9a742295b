/* SPDX-License-Identifier: MIT */
#include "xencat/lay_tree.h"

#include <string.h>

#define MAX_DEPTH 8

struct parser {
	struct arena *arena;
	struct diag *diag;
	const struct source *source;
	const struct lay_known *known;        /* of a header's file */
	struct lay_known *filling;            /* of releases.lay */
	struct lay_node *open[MAX_DEPTH + 1]; /* what a line of that depth stands in */
	unsigned int deepest;                 /* the depth that the next line may have */
	unsigned int broken; /* lines deeper than this stand in one that was reported */
	/* The line being read: */
	const char *at, *end; /* what is left of it, without its span */
	const char *span;     /* the text between the brackets, or NULL */
	size_t span_len;
};

static struct place place_of(const struct parser *parser, const char *at, size_t len)
{
	return (struct place){ parser->source, (uint32_t)(at - parser->source->text),
			       (uint32_t)len };
}

/* The next blank-separated word; 0 bytes at the end of the line. */
static size_t next_word(struct parser *parser, const char **ret_word)
{
	const char *start;

	while (parser->at < parser->end && *parser->at == ' ')
		parser->at++;
	start = parser->at;
	while (parser->at < parser->end && *parser->at != ' ')
		parser->at++;
	*ret_word = start;
	return (size_t)(parser->at - start);
}

static bool is_word(const char *word, size_t len, const char *expected)
{
	return strlen(expected) == len && memcmp(word, expected, len) == 0;
}

/* Decimal, or hexadecimal with 0x; false if it is neither or needs more than 64 bits. */
static bool number(const char *text, size_t len, uint64_t *ret_value, bool *ret_hex)
{
	bool hex = len > 2 && text[0] == '0' && text[1] == 'x';
	uint64_t value = 0, base = hex ? 16 : 10, digit;
	size_t i = hex ? 2 : 0;

	if (i == len)
		return false;
	for (; i < len; i++) {
		if (text[i] >= '0' && text[i] <= '9')
			digit = (uint64_t)(text[i] - '0');
		else if (hex && text[i] >= 'a' && text[i] <= 'f')
			digit = (uint64_t)(text[i] - 'a') + 10;
		else
			return false;
		if (value > (UINT64_MAX - digit) / base)
			return false;
		value = value * base + digit;
	}
	*ret_value = value;
	*ret_hex = hex;
	return true;
}

static bool parse_value(struct parser *parser, struct lay_row *row)
{
	const char *word;
	size_t len = next_word(parser, &word);

	row->negative = len > 1 && word[0] == '-';
	if (!number(word + row->negative, len - row->negative, &row->value, &row->hex) ||
	    (row->negative && (row->hex || row->value == 0 || row->value > UINT64_C(1) << 63))) {
		diag_error(
			parser->diag, place_of(parser, word, len),
			"a value is a decimal number, or a hexadecimal one with 0x and small letters");
		return false;
	}
	if (row->negative)
		row->value = -row->value;
	return true;
}

static bool parse_size(struct parser *parser, enum lay_kind kind, struct lay_row *row)
{
	const char *word;
	size_t len = next_word(parser, &word);
	uint64_t size;
	bool hex;

	if (!number(word, len, &size, &hex) || hex || size > UINT32_MAX) {
		diag_error(parser->diag, place_of(parser, word, len),
			   "a size in bytes is missing here");
		return false;
	}
	row->type = (struct lay_type){ .kind = kind, .size = (uint32_t)size, .count = 1 };
	row->type.text = lay_type_sized(parser->arena, kind, row->type.size);
	return true;
}

/* The rest of the line. */
static bool parse_type(struct parser *parser, struct lay_row *row)
{
	const char *wrong;

	while (parser->at < parser->end && *parser->at == ' ')
		parser->at++;
	wrong = lay_type_parse(parser->arena, parser->at, (size_t)(parser->end - parser->at),
			       &row->type);
	if (wrong)
		diag_error(parser->diag,
			   place_of(parser, parser->at, (size_t)(parser->end - parser->at)), "%s",
			   wrong);
	parser->at = parser->end;
	return !wrong;
}

/* "@40", or "@0.3" for a bit-field. */
static bool parse_offset(struct parser *parser, struct lay_row *row)
{
	const char *word, *dot;
	size_t len = next_word(parser, &word), offset_len;
	uint64_t offset, bit = 0;
	bool hex, bit_hex = false;

	dot = len ? memchr(word, '.', len) : NULL;
	offset_len = dot ? (size_t)(dot - word) : len;
	if (!len || word[0] != '@' || !number(word + 1, offset_len - 1, &offset, &hex) || hex ||
	    offset > UINT32_MAX ||
	    (dot && !number(dot + 1, len - offset_len - 1, &bit, &bit_hex)) || bit_hex || bit > 7) {
		diag_error(parser->diag, place_of(parser, word, len),
			   "the offset in bytes is missing, as in @40, or @0.3 for a bit-field");
		return false;
	}
	row->offset = (uint32_t)offset;
	row->bit = (uint8_t)bit;
	return true;
}

/* Sets the row's cells: its span, within what it stands in. */
static bool parse_span(struct parser *parser, const struct lay_node *parent, struct lay_row *row)
{
	struct lay_cells within = parent ? lay_node_inside(parent) : lay_cells_known(parser->known);
	struct lay_span span = { 0 };
	size_t at = 0, len = 0;
	const char *wrong;

	row->cells = within;
	if (!parser->span)
		return true;
	wrong = lay_span_parse(parser->known, parser->span, parser->span_len, &span, &at, &len);
	if (wrong) {
		diag_error(parser->diag, place_of(parser, parser->span + at, len), "%s", wrong);
		return false;
	}
	row->cells = lay_cells_and(span.cells, within);
	row->later = span.later;
	if (lay_cells_any(row->cells))
		return true;
	diag_error(parser->diag, place_of(parser, parser->span, parser->span_len),
		   "this span holds nowhere where what it stands in exists");
	return false;
}

/* The first release and ABI of CELLS, for a message. */
static const char *cell_name(const struct parser *parser, struct lay_cells cells)
{
	unsigned int i, abi;

	for (i = 0; i < parser->known->n_releases; i++)
		for (abi = 0; abi < LAY_ABIS; abi++)
			if (lay_cells_have(cells, i, (enum lay_abi)abi))
				return arena_printf(parser->arena, "%u.%u %s",
						    parser->known->releases[i].release >> 8,
						    parser->known->releases[i].release & 0xffu,
						    lay_abi_names[abi]);
	return "";
}

/*
 * The node that a line adds a row to. Lines of one name stand together and before what is in it; that is what tells
 * one struct without a name from the next.
 */
static struct lay_node *node_for(struct parser *parser, struct lay_node *parent, enum lay_tag tag,
				 const char *name, struct lay_row *row)
{
	struct lay_node *last =
		parent->n_children ? parent->children[parent->n_children - 1] : NULL;
	struct lay_cells both = { 0 };
	size_t index, i;

	if (last && last->tag == tag && !last->n_children && !last->name == !name &&
	    (!name || strcmp(last->name, name) == 0)) {
		for (i = 0; i < last->n_rows && !lay_cells_any(both); i++)
			if (last->rows[i].later == row->later)
				both = lay_cells_and(last->rows[i].cells, row->cells);
		if (!lay_cells_any(both))
			return last;
		diag_error(parser->diag, row->place, "'%s' has two lines for %s", name ? name : "-",
			   cell_name(parser, both));
		diag_note(parser->diag, last->rows[i - 1].place, "the first is here");
		return NULL;
	}
	/* In a header the index finds this out for all headers at once. */
	if (name && parent->tag != LAY_HEADER && lay_node_child(parent, tag, name, 0, &index)) {
		diag_error(parser->diag, row->place, "the lines of '%s' do not stand together",
			   name);
		return NULL;
	}
	return lay_node_add(parser->arena, parent, tag, name);
}

static bool parse_worth(struct parser *parser, enum lay_tag tag, enum lay_kind kind,
			struct lay_row *row)
{
	switch (tag) {
	case LAY_CONST:
	case LAY_ENUMERATOR:
		return parse_value(parser, row);
	case LAY_TYPEDEF:
		return parse_type(parser, row);
	case LAY_ENUMERATION:
	case LAY_RECORD:
		return parse_size(parser, kind, row);
	case LAY_FIELD:
		return parse_offset(parser, row) && parse_type(parser, row);
	default:
		return true;
	}
}

static bool parse_record(struct parser *parser, unsigned int depth, enum lay_tag tag,
			 enum lay_kind kind)
{
	struct lay_node *parent = parser->open[depth], *node;
	struct lay_row row = { 0 };
	const char *word, *name, *rest;
	size_t len = next_word(parser, &word);

	if (!len) {
		diag_error(parser->diag, place_of(parser, word, 1), "a name is missing here");
		return false;
	}
	row.place = place_of(parser, word, len);
	name = is_word(word, len, "-") ? NULL : arena_strndup(parser->arena, word, len);
	if (!parse_worth(parser, tag, kind, &row) || !parse_span(parser, parent, &row))
		return false;
	len = next_word(parser, &rest);
	if (len) {
		diag_error(parser->diag, place_of(parser, rest, len), "the line ends before this");
		return false;
	}
	if (tag == LAY_HEADER)
		node = lay_node_add(parser->arena, NULL, tag, name);
	else
		node = node_for(parser, parent, tag, name, &row);
	if (!node)
		return false;
	*arena_push(parser->arena, node->rows, node->n_rows) = row;
	if (tag == LAY_HEADER) {
		parser->open[0] = node;
		return true;
	}
	parser->open[depth + 1] = node;
	if (tag == LAY_ENUMERATION || tag == LAY_RECORD ||
	    (tag == LAY_FIELD && lay_type_inline(&row.type)))
		parser->deepest = depth + 1;
	return true;
}

/* The first word of a line that stands in nothing but a header. */
static const struct {
	const char *word;
	enum lay_tag tag;
	enum lay_kind kind;
} records[] = {
	{ "header", LAY_HEADER, LAY_UNSIGNED }, { "const", LAY_CONST, LAY_UNSIGNED },
	{ "type", LAY_TYPEDEF, LAY_UNSIGNED },  { "enum", LAY_ENUMERATION, LAY_ENUM },
	{ "struct", LAY_RECORD, LAY_STRUCT },   { "union", LAY_RECORD, LAY_UNION },
};

static bool parse_outer(struct parser *parser)
{
	const char *word;
	size_t len = next_word(parser, &word), i;

	for (i = 0; i < sizeof(records) / sizeof(records[0]); i++)
		if (is_word(word, len, records[i].word))
			break;
	if (i == sizeof(records) / sizeof(records[0])) {
		diag_error(parser->diag, place_of(parser, word, len),
			   "a line begins with header, const, type, enum, struct or union");
	} else if ((records[i].tag == LAY_HEADER) != !parser->open[0]) {
		diag_error(parser->diag, place_of(parser, word, len),
			   parser->open[0] ? "a file describes one header"
					   : "the first line says which header this is");
	} else {
		parser->deepest = 0;
		return parse_record(parser, 0, records[i].tag, records[i].kind);
	}
	return false;
}

/* Cuts the span off the end of the line. False if its brackets do not match. */
static bool cut_span(struct parser *parser)
{
	const char *at;

	parser->span = NULL;
	for (at = parser->at; at + 1 < parser->end && !(at[0] == ' ' && at[1] == '['); at++)
		continue;
	if (at + 1 >= parser->end)
		return true;
	if (parser->end[-1] != ']') {
		diag_error(parser->diag, place_of(parser, at + 1, (size_t)(parser->end - at - 1)),
			   "a span ends the line, with ']'");
		return false;
	}
	parser->span = at + 2;
	parser->span_len = (size_t)(parser->end - 1 - parser->span);
	for (parser->end = at; parser->end > parser->at && parser->end[-1] == ' '; parser->end--)
		continue;
	return true;
}

static bool parse_inner(struct parser *parser, const char *start, unsigned int depth)
{
	if (depth > parser->deepest || depth > MAX_DEPTH - 1) {
		diag_error(
			parser->diag, place_of(parser, start, depth),
			"this line stands in nothing that has members; indent with one tab for each level");
		return false;
	}
	parser->deepest = depth;
	return parse_record(parser, depth,
			    parser->open[depth]->tag == LAY_ENUMERATION ? LAY_ENUMERATOR
									: LAY_FIELD,
			    LAY_UNSIGNED);
}

static void parse_line(struct parser *parser, const char *start, const char *end)
{
	unsigned int depth = 0;

	while (start + depth < end && start[depth] == '\t')
		depth++;
	parser->at = start + depth;
	parser->end = end;
	if (parser->at == end || *parser->at == '#' || depth > parser->broken)
		return;
	parser->broken = MAX_DEPTH;
	if (!cut_span(parser) || !(depth ? parse_inner(parser, start, depth) : parse_outer(parser)))
		parser->broken = depth;
}

static void each_line(struct parser *parser,
		      void (*take)(struct parser *, const char *, const char *))
{
	const char *at = parser->source->text, *stop = at + parser->source->len, *end;

	while (at < stop) {
		end = memchr(at, '\n', (size_t)(stop - at));
		if (!end)
			end = stop;
		take(parser, at, end);
		at = end + 1;
	}
}

struct lay_node *lay_parse_header(struct arena *arena, struct diag *diag,
				  const struct source *source, const struct lay_known *known)
{
	struct parser parser = {
		.arena = arena, .diag = diag, .source = source, .known = known, .broken = MAX_DEPTH
	};
	unsigned int errors = diag->errors;

	each_line(&parser, parse_line);
	if (!parser.open[0] && diag->errors == errors)
		diag_error(diag, (struct place){ source, 0, 1 },
			   "there is no 'header' line in this file");
	return diag->errors == errors ? parser.open[0] : NULL;
}

/* "COMMIT x86_64 arm64", the end of a line of releases.lay. */
static bool parse_commit(struct parser *parser, const char **ret_commit, bool *ret_abis)
{
	const char *word;
	size_t len = next_word(parser, &word);
	enum lay_abi abi;

	if (len < 7) {
		diag_error(parser->diag, place_of(parser, word, len),
			   "a commit's id is missing here");
		return false;
	}
	*ret_commit = arena_strndup(parser->arena, word, len);
	while ((len = next_word(parser, &word)) > 0) {
		if (!lay_abi_parse(word, len, &abi)) {
			diag_error(parser->diag, place_of(parser, word, len),
				   "the ABIs are x86_64, i386, arm64 and arm32");
			return false;
		}
		ret_abis[abi] = true;
	}
	return true;
}

/*
 * "release 4.17 COMMIT x86_64 arm64", "later ..." for the release of the line before, or "master ..." for the release
 * to come.
 */
static void parse_release(struct parser *parser, const char *start, const char *end)
{
	struct lay_known *known = parser->filling;
	struct lay_release release = { 0 },
			   *last = known->n_releases ? &known->releases[known->n_releases - 1]
						     : NULL;
	const char *word;
	bool later;
	size_t len;

	parser->at = start;
	parser->end = end;
	len = next_word(parser, &word);
	if (!len || *word == '#')
		return;
	later = is_word(word, len, "later");
	release.unreleased = is_word(word, len, "master");
	if (!later && !release.unreleased && !is_word(word, len, "release")) {
		diag_error(parser->diag, place_of(parser, word, len),
			   "a line here begins with release, later or master");
		return;
	}
	len = next_word(parser, &word);
	if (!lay_release_parse(word, len, &release.release)) {
		diag_error(parser->diag, place_of(parser, word, len),
			   "a release such as 4.17 stands here");
	} else if (later && last && last->release == release.release && !last->later) {
		parse_commit(parser, &last->later, last->later_abis);
	} else if (later || known->n_releases == LAY_MAX_RELEASES ||
		   (last && (last->unreleased || last->release >= release.release))) {
		diag_error(
			parser->diag, place_of(parser, word, len),
			"releases rise, a 'later' line follows its release, 'master' is the last, and there "
			"are %d at most",
			LAY_MAX_RELEASES);
	} else if (parse_commit(parser, &release.commit, release.abis)) {
		known->releases[known->n_releases++] = release;
	}
}

bool lay_parse_known(struct arena *arena, struct diag *diag, const struct source *source,
		     struct lay_known *ret_known)
{
	struct lay_known known = { 0 };
	struct parser parser = {
		.arena = arena, .diag = diag, .source = source, .filling = &known
	};
	unsigned int errors = diag->errors;

	each_line(&parser, parse_release);
	if (diag->errors != errors)
		return false;
	*ret_known = known;
	return true;
}
