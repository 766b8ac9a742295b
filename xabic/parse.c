/* SPDX-License-Identifier: MIT */
/*
 * Tokens to declarations: one function per rule of the grammar (docs/language.md), named after it.
 * A function that returns false has reported why; the parser then goes on with the next row or
 * declaration.
 */
#include "xabic/model.h"

#include <string.h>

#include "base/out.h"
#include "xabic/attr.h"
#include "xabic/names.h"

struct parser {
	struct model *model;
	struct file *file;
	uint32_t at;     /* the next token */
	uint32_t column; /* of the row; a deeper line continues it. UINT32_MAX: nothing does */
	bool in_line;    /* tokens of a head or row have been taken, so a new line may end it */
	struct token end;
};

/* ---- tokens ---- */

static const struct token *peek(struct parser *parser)
{
	const struct token *token = &parser->file->tokens[parser->at], *before;

	if (!parser->in_line ||
	    (token->kind != TOKEN_END && (!token->starts_line || token->column > parser->column)))
		return token;
	before = token - 1;
	parser->end = (struct token){ .kind = TOKEN_END, .place = before->place };
	parser->end.place.at += before->place.len;
	parser->end.place.len = 1;
	return &parser->end;
}

static const struct token *take(struct parser *parser)
{
	const struct token *token = peek(parser);

	if (token->kind != TOKEN_END)
		parser->at++;
	parser->in_line = true;
	return token;
}

static bool at_text(struct parser *parser, enum token_kind kind, const char *text)
{
	const struct token *token = peek(parser);

	return token->kind == kind && strcmp(token->text, text) == 0;
}

static bool take_text(struct parser *parser, enum token_kind kind, const char *text)
{
	if (!at_text(parser, kind, text))
		return false;
	take(parser);
	return true;
}

static bool take_sign(struct parser *parser, const char *sign)
{
	return take_text(parser, TOKEN_SIGN, sign);
}

static bool take_word(struct parser *parser, const char *word)
{
	return take_text(parser, TOKEN_NAME, word);
}

static bool expected(struct parser *parser, const char *what)
{
	const struct token *token = peek(parser);

	if (token->kind == TOKEN_END)
		model_error(parser->model, "syntax", token->place,
			    "expected %s, but the line ends here", what);
	else if (token->kind == TOKEN_STRING)
		model_error(parser->model, "syntax", token->place, "expected %s, not a text", what);
	else
		model_error(parser->model, "syntax", token->place, "expected %s, not '%s'", what,
			    token->text);
	return false;
}

static bool expect_sign(struct parser *parser, const char *sign)
{
	return take_sign(parser, sign) ||
	       expected(parser, arena_printf(&parser->model->arena, "'%s'", sign));
}

static bool expect_word(struct parser *parser, const char *word)
{
	return take_word(parser, word) ||
	       expected(parser, arena_printf(&parser->model->arena, "'%s'", word));
}

static bool parse_name(struct parser *parser, const char *what, struct name *ret_name)
{
	const struct token *token = peek(parser);

	if (token->kind != TOKEN_NAME)
		return expected(parser, what);
	*ret_name = (struct name){ token->text, token->place };
	take(parser);
	return true;
}

static bool parse_num(struct parser *parser, struct num *ret_num)
{
	const struct token *token = peek(parser);

	if (token->kind != TOKEN_NUM)
		return expected(parser, "a number");
	*ret_num = (struct num){ token->value, token->text, token->place };
	take(parser);
	return true;
}

static bool parse_version(struct parser *parser, struct version *ret_version)
{
	struct num major, minor;

	if (!parse_num(parser, &major) || !expect_sign(parser, ".") || !parse_num(parser, &minor))
		return false;
	if (major.value > UINT16_MAX || minor.value > UINT16_MAX) {
		model_error(parser->model, "number_range", major.place,
			    "the parts of a version have at most 16 bits");
		return false;
	}
	*ret_version =
		(struct version){ (uint32_t)major.value, (uint32_t)minor.value, major.place };
	ret_version->place.len = minor.place.at + minor.place.len - major.place.at;
	return true;
}

static bool parse_path(struct parser *parser, const char *what, struct path *ret_path)
{
	struct path path = { 0 };
	struct name name;

	do {
		if (!parse_name(parser, path.n_names ? "a name" : what, &name))
			return false;
		*arena_push(&parser->model->arena, path.names, path.n_names) = name;
	} while (take_sign(parser, "."));
	path.place = path.names[0].place;
	path.place.len = name.place.at + name.place.len - path.place.at;
	*ret_path = path;
	return true;
}

/* Strings one behind another are one text, joined by blanks. */
static void parse_doc(struct parser *parser, struct doc *doc)
{
	struct out text = { .arena = &parser->model->arena };

	doc->first = parser->at;
	while (peek(parser)->kind == TOKEN_STRING) {
		doc->last = parser->at;
		if (text.text)
			out_text(&text, " ");
		out_text(&text, take(parser)->text);
	}
	doc->text = text.text;
}

/* ---- marks and types ---- */

static bool parse_mark(struct parser *parser, struct mark *mark)
{
	switch (mark->attr->type) {
	case ATTR_NUM:
		return parse_num(parser, &mark->num);
	case ATTR_NAME:
		return parse_name(parser, "a name", &mark->name);
	case ATTR_RANGE:
		return parse_num(parser, &mark->num) && expect_sign(parser, "..") &&
		       parse_num(parser, &mark->to);
	case ATTR_VERSION:
		return parse_version(parser, &mark->version);
	default:
		return true;
	}
}

static bool parse_marks(struct parser *parser, enum owner owner, struct marks *marks)
{
	const struct token *token;
	const struct attr *attr;
	struct mark *mark;
	size_t i;

	while ((token = peek(parser))->kind == TOKEN_NAME) {
		attr = attr_mark(token->text);
		if (!attr)
			break;
		if (!(attr->owners & OWNS(owner))) {
			model_error(parser->model, "misplaced_mark", token->place,
				    "'%s' says nothing of %s", attr->keyword, owner_text(owner));
			model_note(parser->model, token->place, "%s", attr->explain);
			return false;
		}
		for (i = 0; i < marks->n_items; i++) {
			if (strcmp(marks->items[i].attr->json, attr->json) == 0)
				model_error(parser->model, "misplaced_mark", token->place,
					    "'%s' after '%s': one of them has to go", attr->keyword,
					    marks->items[i].attr->keyword);
		}
		mark = arena_push(&parser->model->arena, marks->items, marks->n_items);
		*mark = (struct mark){ .attr = attr, .place = token->place };
		take(parser);
		if (!parse_mark(parser, mark))
			return false;
	}
	return true;
}

static bool parse_tref(struct parser *parser, struct tref *tref)
{
	if (!parse_name(parser, "a type", &tref->name))
		return false;
	if (!take_sign(parser, "["))
		return true;
	tref->form = TREF_FIXED;
	if (take_sign(parser, "]")) {
		tref->form = TREF_OPEN;
		return true;
	}
	if (peek(parser)->kind == TOKEN_NUM)
		return parse_num(parser, &tref->len) && expect_sign(parser, "]");
	return parse_name(parser, "a number, a const or ']'", &tref->len_name) &&
	       expect_sign(parser, "]");
}

/* ---- conditions ---- */

static bool parse_term(struct parser *parser, struct term *term)
{
	term->is_num = peek(parser)->kind == TOKEN_NUM;
	if (term->is_num)
		return parse_num(parser, &term->num);
	return parse_path(parser, "a number, a slot or a const", &term->path);
}

static bool parse_sum(struct parser *parser, struct sum *sum)
{
	struct term term = { 0 };

	for (;;) {
		if (!parse_term(parser, &term))
			return false;
		*arena_push(&parser->model->arena, sum->terms, sum->n_terms) = term;
		if (take_sign(parser, "+"))
			term = (struct term){ .minus = false };
		else if (take_sign(parser, "-"))
			term = (struct term){ .minus = true };
		else
			return true;
	}
}

static bool parse_compare(struct parser *parser, struct atom *atom)
{
	static const char *const compares[] = { "<", "<=", "==", "!=", ">=", ">" };
	size_t i;

	for (i = 0; i < sizeof(compares) / sizeof(compares[0]); i++) {
		if (take_sign(parser, compares[i])) {
			atom->compare = compares[i];
			return parse_sum(parser, &atom->right);
		}
	}
	return expected(parser, "'is', 'has', 'lacks' or a comparison");
}

static bool parse_names(struct parser *parser, const char *what, struct name **names,
			size_t *n_names)
{
	struct name name;

	do {
		if (!parse_name(parser, what, &name))
			return false;
		*arena_push(&parser->model->arena, *names, *n_names) = name;
	} while (take_word(parser, "or"));
	return true;
}

/* A path and a sum of one path start alike, so it is read as a sum first. */
static bool parse_atom(struct parser *parser, struct atom *atom)
{
	atom->place = peek(parser)->place;
	if (!parse_sum(parser, &atom->left))
		return false;
	if (at_text(parser, TOKEN_NAME, "is"))
		atom->kind = ATOM_IS;
	else if (at_text(parser, TOKEN_NAME, "has"))
		atom->kind = ATOM_HAS;
	else if (at_text(parser, TOKEN_NAME, "lacks"))
		atom->kind = ATOM_LACKS;
	else
		atom->kind = ATOM_COMPARE;
	if (atom->kind == ATOM_COMPARE)
		return parse_compare(parser, atom);
	if (atom->left.n_terms != 1 || atom->left.terms[0].is_num)
		return expected(parser, "a comparison");
	take(parser);
	atom->path = atom->left.terms[0].path;
	if (atom->kind == ATOM_IS)
		return parse_names(parser, "a state or value", &atom->names, &atom->n_names);
	atom->n_names = 1;
	atom->names = arena_new(&parser->model->arena, struct name);
	return parse_name(parser, "a flag", &atom->names[0]);
}

/* ---- rows ---- */

static bool parse_state(struct parser *parser, struct row *row)
{
	return parse_name(parser, "a state's name", &row->name);
}

static bool parse_value(struct parser *parser, struct row *row)
{
	return parse_name(parser, "a name", &row->name) && expect_sign(parser, "=") &&
	       parse_num(parser, &row->num);
}

/* A field, a slot or a buffer. */
static bool parse_typed(struct parser *parser, struct row *row)
{
	return parse_name(parser, "a name", &row->name) && expect_sign(parser, ":") &&
	       parse_tref(parser, &row->type);
}

static bool parse_target(struct parser *parser, struct row *row)
{
	if (take_word(parser, "none"))
		return true;
	if (!parse_names(parser, "a resource or 'none'", &row->names, &row->n_names))
		return false;
	row->not_self = take_word(parser, "not");
	return !row->not_self || expect_word(parser, "self");
}

static bool parse_fails(struct parser *parser, struct row *row)
{
	struct atom *atom;

	if (!parse_name(parser, "a status", &row->name) || !expect_word(parser, "when"))
		return false;
	do {
		atom = arena_push(&parser->model->arena, row->atoms, row->n_atoms);
		if (!parse_atom(parser, atom))
			return false;
	} while (take_word(parser, "and"));
	return true;
}

static bool parse_then(struct parser *parser, struct row *row)
{
	struct atom *atom = arena_push(&parser->model->arena, row->atoms, row->n_atoms);

	atom->place = peek(parser)->place;
	atom->kind = ATOM_IS;
	atom->n_names = 1;
	atom->names = arena_new(&parser->model->arena, struct name);
	return parse_path(parser, "a slot", &atom->path) && expect_word(parser, "is") &&
	       parse_name(parser, "a state", &atom->names[0]);
}

static bool parse_time(struct parser *parser, struct row *row)
{
	if (take_word(parser, "constant"))
		return true;
	if (peek(parser)->kind != TOKEN_NUM)
		return expected(parser, "'constant' or a number");
	return parse_num(parser, &row->num) && parse_name(parser, "what is counted", &row->name) &&
	       expect_word(parser, "a") && expect_word(parser, "slice");
}

static bool parse_text(struct parser *parser, struct row *row)
{
	(void)row;
	return peek(parser)->kind == TOKEN_STRING || expected(parser, "a text in quotes");
}

static bool parse_sealed(struct parser *parser, struct row *row)
{
	return expect_word(parser, "no") && parse_text(parser, row);
}

static bool parse_was(struct parser *parser, struct row *row)
{
	struct path path;

	do {
		if (!parse_path(parser, "an old call", &path))
			return false;
		*arena_push(&parser->model->arena, row->paths, row->n_paths) = path;
	} while (take_sign(parser, ","));
	return true;
}

static bool parse_by(struct parser *parser, struct row *row)
{
	return parse_names(parser, "an instruction", &row->names, &row->n_names);
}

static bool parse_registers(struct parser *parser, struct row *row)
{
	struct name name;

	do {
		if (!parse_name(parser, "a register", &name))
			return false;
		*arena_push(&parser->model->arena, row->names, row->n_names) = name;
	} while (peek(parser)->kind == TOKEN_NAME);
	return true;
}

/* word, reg, gives */
static bool parse_register(struct parser *parser, struct row *row)
{
	struct arena *arena = &parser->model->arena;
	struct path path;

	if (!parse_path(parser, "a register", &path))
		return false;
	*arena_push(arena, row->names, row->n_names) =
		(struct name){ path_text(arena, &path), path.place };
	if (take_word(parser, "mask") && !parse_num(parser, &row->mask))
		return false;
	if (!expect_sign(parser, "="))
		return false;
	if (peek(parser)->kind == TOKEN_NUM)
		return parse_num(parser, &row->num);
	*arena_push(arena, row->paths, row->n_paths) = path;
	return parse_path(parser, "a number, or what stands there", row->paths);
}

static bool parse_rest(struct parser *parser, struct row *row)
{
	if (!at_text(parser, TOKEN_NAME, "kept") && !at_text(parser, TOKEN_NAME, "zero") &&
	    !at_text(parser, TOKEN_NAME, "unspecified"))
		return expected(parser, "'kept', 'zero' or 'unspecified'");
	return parse_name(parser, "a word", &row->name);
}

static bool parse_op(struct parser *parser, struct row *row)
{
	row->paths = arena_new(&parser->model->arena, struct path);
	row->n_paths = 1;
	return parse_path(parser, "an op", row->paths);
}

static bool (*const row_parsers[])(struct parser *, struct row *) = {
	[ATTR_STATE] = parse_state,
	[ATTR_VALUE] = parse_value,
	[ATTR_FIELD] = parse_typed,
	[ATTR_SLOT] = parse_typed,
	[ATTR_BUFFER] = parse_typed,
	[ATTR_TARGET] = parse_target,
	[ATTR_FAILS] = parse_fails,
	[ATTR_THEN] = parse_then,
	[ATTR_TIME] = parse_time,
	[ATTR_DOC] = parse_text,
	[ATTR_NO] = parse_sealed,
	[ATTR_PATHS] = parse_was,
	[ATTR_INSTRUCTIONS] = parse_by,
	[ATTR_REGISTERS] = parse_registers,
	[ATTR_REGISTER] = parse_register,
	[ATTR_REST] = parse_rest,
	[ATTR_OP] = parse_op,
};

static void unknown_row(struct parser *parser, enum owner owner, const struct token *token)
{
	struct guess guess = { .name = token->text };
	size_t i;

	for (i = 0; i < n_attrs; i++) {
		if (attr_is_row(&attrs[i]) && (attrs[i].owners & OWNS(owner)))
			guess_consider(&guess, attrs[i].keyword);
	}
	model_error(parser->model, "unknown_row", token->place, "%s has no row '%s'",
		    owner_text(owner), token->text);
	if (guess.best)
		model_note(parser->model, token->place, "did you mean '%s'?", guess.best);
}

/*
 * Rows whose line cannot be read are left out; those that repeat are kept, so that more is found in
 * them.
 */
static bool parse_row(struct parser *parser, struct decl *decl)
{
	const struct token *token = peek(parser);
	const struct attr *attr;
	struct row row = { 0 };
	size_t i;

	parser->column = token->column;
	if (token->kind != TOKEN_NAME)
		return expected(parser, "a row");
	attr = attr_row(decl->head->owner, token->text);
	if (!attr) {
		unknown_row(parser, decl->head->owner, token);
		return false;
	}
	row.attr = attr;
	row.first = parser->at;
	row.place = token->place;
	for (i = 0; i < decl->n_rows; i++) {
		if (decl->rows[i].attr == attr && !attr->many)
			model_error(parser->model, "repeated_row", token->place,
				    "a second '%s' row", attr->keyword);
	}
	if (*attr->keyword)
		take(parser);
	if (!row_parsers[attr->type](parser, &row))
		return false;
	if (attr->as != OWNER_NONE && !parse_marks(parser, attr->as, &row.marks))
		return false;
	if (attr_has_doc(attr))
		parse_doc(parser, &row.doc);
	if (peek(parser)->kind != TOKEN_END) {
		expected(parser, "the end of the row");
		if (peek(parser)->starts_line)
			model_note(
				parser->model, peek(parser)->place,
				"this line is deeper than the row above it, so it continues that row");
		return false;
	}
	row.last = parser->at - 1;
	*arena_push(&parser->model->arena, decl->rows, decl->n_rows) = row;
	return true;
}

/* ---- heads ---- */

static bool parse_spec(struct parser *parser, struct decl *decl)
{
	return parse_version(parser, &decl->version);
}

static bool parse_extension(struct parser *parser, struct decl *decl)
{
	return expect_sign(parser, "=") && parse_num(parser, &decl->num) &&
	       parse_name(parser, "a class", &decl->class);
}

/* const, op, gone */
static bool parse_numbered(struct parser *parser, struct decl *decl)
{
	return expect_sign(parser, "=") && parse_num(parser, &decl->num);
}

/* type, resource, enum, flags, errors */
static bool parse_based(struct parser *parser, struct decl *decl)
{
	return expect_sign(parser, "=") && parse_name(parser, "an integer type", &decl->base_name);
}

/* struct, area, profile: the name is all */
static bool parse_named(struct parser *parser, struct decl *decl)
{
	(void)parser;
	(void)decl;
	return true;
}

/* transport, boot, leaf */
static bool parse_machine(struct parser *parser, struct decl *decl)
{
	return expect_word(parser, "on") && parse_name(parser, "an architecture", &decl->on);
}

static bool (*const head_parsers[])(struct parser *, struct decl *) = {
	[OWNER_SPEC] = parse_spec,         [OWNER_EXTENSION] = parse_extension,
	[OWNER_CONST] = parse_numbered,    [OWNER_TYPE] = parse_based,
	[OWNER_RESOURCE] = parse_based,    [OWNER_ENUM] = parse_based,
	[OWNER_FLAGS] = parse_based,       [OWNER_ERRORS] = parse_based,
	[OWNER_STRUCT] = parse_named,      [OWNER_AREA] = parse_named,
	[OWNER_OP] = parse_numbered,       [OWNER_GONE] = parse_numbered,
	[OWNER_TRANSPORT] = parse_machine, [OWNER_BOOT] = parse_machine,
	[OWNER_LEAF] = parse_machine,      [OWNER_PROFILE] = parse_named,
};

static bool unknown_head(struct parser *parser, const struct token *token)
{
	struct guess guess = { .name = token->text };
	size_t i;

	for (i = 0; i < n_heads; i++)
		guess_consider(&guess, heads[i].keyword);
	model_error(parser->model, "unknown_head", token->place, "no declaration starts with '%s'",
		    token->text);
	if (guess.best)
		model_note(parser->model, token->place, "did you mean '%s'?", guess.best);
	return false;
}

static bool parse_head(struct parser *parser, struct decl *decl)
{
	const struct token *token = peek(parser);

	parser->column = UINT32_MAX;
	if (token->kind != TOKEN_NAME)
		return expected(parser, "a declaration");
	decl->head = head_find(token->text);
	if (!decl->head)
		return unknown_head(parser, token);
	decl->first = parser->at;
	take(parser);
	if (!parse_name(parser, "a name", &decl->name) ||
	    !head_parsers[decl->head->owner](parser, decl) ||
	    !parse_marks(parser, decl->head->owner, &decl->marks))
		return false;
	decl->last = parser->at - 1;
	return true;
}

/* To the next line that is not deeper than COLUMN. */
static void skip_lines(struct parser *parser, uint32_t column)
{
	const struct token *token;

	for (;; parser->at++) {
		token = &parser->file->tokens[parser->at];
		if (token->kind == TOKEN_END || (token->starts_line && token->column <= column))
			return;
	}
}

static void parse_rows(struct parser *parser, struct decl *decl)
{
	const struct token *token;
	uint32_t column;

	while ((token = &parser->file->tokens[parser->at])->kind != TOKEN_END &&
	       token->column > 1) {
		column = token->column;
		parser->in_line = false;
		if (!decl->head->has_rows) {
			model_error(parser->model, "unknown_row", token->place, "%s has no rows",
				    owner_text(decl->head->owner));
			skip_lines(parser, 1);
		} else if (!parse_row(parser, decl)) {
			if (parser->file->tokens[parser->at].place.at == token->place.at)
				parser->at++;
			skip_lines(parser, column);
		}
	}
}

/* The doc, on the head's line or on lines of its own. */
static bool parse_head_end(struct parser *parser, struct decl *decl)
{
	const struct token *token = peek(parser);

	if (token->kind != TOKEN_END && token->kind != TOKEN_STRING)
		return expected(parser, "the end of the line");
	parser->column = 1;
	parse_doc(parser, &decl->doc);
	token = peek(parser);
	return token->kind == TOKEN_END || token->starts_line ||
	       expected(parser, "the end of the line");
}

static void parse_decl(struct parser *parser)
{
	struct decl *decl = arena_new(&parser->model->arena, struct decl);
	uint32_t first = parser->at;

	decl->file = parser->file;
	parser->in_line = false;
	if (peek(parser)->column != 1) {
		expected(parser, "a declaration in column 1");
		skip_lines(parser, 1);
		return;
	}
	if (!parse_head(parser, decl) || !parse_head_end(parser, decl)) {
		if (parser->at == first)
			parser->at++;
		skip_lines(parser, 1);
		return;
	}
	parse_rows(parser, decl);
	*arena_push(&parser->model->arena, parser->model->decls, parser->model->n_decls) = decl;
}

void parse_file(struct model *model, struct file *file)
{
	struct parser parser = { .model = model, .file = file };

	while (file->tokens[parser.at].kind != TOKEN_END)
		parse_decl(&parser);
}
