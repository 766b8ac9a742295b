/* SPDX-License-Identifier: MIT */
/* Text to tokens. Comments hang on the tokens they stand above or behind, for the formatter. */
#include "xabic/model.h"

#include <string.h>

#define MAX_TEXT (16u * 1024 * 1024)

struct lexer {
	struct model *model;
	struct file *file;
	const char *text;
	uint32_t at;
	uint32_t line_start;
	bool starts_line;
	bool blank; /* an empty line since the last token or comment */
	bool line_is_empty;
	struct comment *leads;
	size_t n_leads;
	bool failed;
};

static struct place place_of(const struct lexer *lexer, uint32_t from, uint32_t to)
{
	return (struct place){ .source = lexer->file->source, .at = from, .len = to - from };
}

/*
 * Length of the UTF-8 sequence at TEXT, 0 if it is none (overlong, surrogate, beyond U+10FFFF, cut
 * short).
 */
static uint32_t utf8_length(const unsigned char *text)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t len, i, code;

	if (text[0] < 0x80)
		return 1;
	len = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
	if (text[0] < 0xc2 || text[0] > 0xf4)
		return 0;
	code = text[0] & (0x7fu >> len);
	for (i = 1; i < len; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	if (code < least[len] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return len;
}

/* Docs go into outputs as they are, so the whole text must be what those can carry. */
static bool check_text(struct lexer *lexer)
{
	const unsigned char *text = (const unsigned char *)lexer->text;
	uint32_t at = 0, len;

	if (lexer->file->source->len > MAX_TEXT) {
		model_error(lexer->model, "text_form", (struct place){ 0 },
			    "%s is larger than 16 MiB", lexer->file->path);
		return false;
	}
	for (; text[at]; at += len) {
		len = utf8_length(text + at);
		if (len == 0) {
			model_error(lexer->model, "text_form", place_of(lexer, at, at + 1),
				    "byte 0x%02x is not UTF-8", text[at]);
			return false;
		}
		if ((text[at] < 0x20 && !strchr("\t\r\n", text[at])) || text[at] == 0x7f) {
			model_error(lexer->model, "text_form", place_of(lexer, at, at + 1),
				    "control character 0x%02x", text[at]);
			return false;
		}
	}
	return true;
}

static struct token *add_token(struct lexer *lexer, enum token_kind kind, uint32_t from)
{
	struct arena *arena = &lexer->model->arena;
	struct token *token = arena_push(arena, lexer->file->tokens, lexer->file->n_tokens);

	*token = (struct token){
		.kind = kind,
		.place = place_of(lexer, from, lexer->at),
		.text = arena_strndup(arena, lexer->text + from, lexer->at - from),
		.column = from - lexer->line_start + 1,
		.starts_line = lexer->starts_line,
		.blank_before = lexer->blank,
		.leads = lexer->leads,
		.n_leads = lexer->n_leads,
	};
	lexer->leads = NULL;
	lexer->n_leads = 0;
	lexer->starts_line = false;
	lexer->line_is_empty = false;
	lexer->blank = false;
	return token;
}

static void lex_comment(struct lexer *lexer)
{
	struct arena *arena = &lexer->model->arena;
	uint32_t from = lexer->at, to;
	struct comment *comment;
	const char *text;

	while (lexer->text[lexer->at] && lexer->text[lexer->at] != '\n')
		lexer->at++;
	for (to = lexer->at; strchr(" \t\r", lexer->text[to - 1]); to--)
		;
	text = arena_strndup(arena, lexer->text + from, to - from);
	if (!lexer->starts_line) {
		if (lexer->file->n_tokens)
			lexer->file->tokens[lexer->file->n_tokens - 1].tail = text;
		return;
	}
	comment = arena_push(arena, lexer->leads, lexer->n_leads);
	*comment = (struct comment){ text, lexer->blank, from != lexer->line_start };
	lexer->line_is_empty = false;
	lexer->blank = false;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/*
 * Lower case, digits, single '_' inside: so that upper case and a '_' behind stay free for
 * mangling.
 */
static void lex_name(struct lexer *lexer)
{
	uint32_t from = lexer->at, i;
	struct token *token;
	bool bad = lexer->text[from] == '_';

	while (is_word(lexer->text[lexer->at]))
		lexer->at++;
	for (i = from; i < lexer->at; i++) {
		if (lexer->text[i] >= 'A' && lexer->text[i] <= 'Z')
			bad = true;
		if (lexer->text[i] == '_' && (i + 1 == lexer->at || lexer->text[i + 1] == '_'))
			bad = true;
	}
	token = add_token(lexer, TOKEN_NAME, from);
	if (!bad)
		return;
	model_error(lexer->model, "name_form", token->place, "'%s' is not a name", token->text);
	model_note(
		lexer->model, token->place,
		"a name is lower case letters, digits and single '_' between them, a letter first");
	lexer->failed = true;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return 99;
}

static void lex_num(struct lexer *lexer)
{
	uint32_t from = lexer->at, i;
	const char *wrong = NULL;
	uint64_t value = 0, base = 10;
	struct token *token;
	int digit;

	while (is_word(lexer->text[lexer->at]))
		lexer->at++;
	token = add_token(lexer, TOKEN_NUM, from);
	i = 0;
	if (strncmp(token->text, "0x", 2) == 0 && token->text[2]) {
		base = 16;
		i = 2;
	} else if (token->text[0] == '0' && token->text[1]) {
		wrong = "a decimal number does not start with 0";
	}
	for (; token->text[i] && !wrong; i++) {
		digit = digit_value(token->text[i]);
		if ((uint64_t)digit >= base)
			wrong = "a number is decimal digits, or 0x and lower case hexadecimal digits";
		else if (value > (UINT64_MAX - (uint64_t)digit) / base)
			wrong = "a number has at most 64 bits";
		else
			value = value * base + (uint64_t)digit;
	}
	token->value = value;
	if (!wrong)
		return;
	model_error(lexer->model, "number_form", token->place, "'%s' is not a number", token->text);
	model_note(lexer->model, token->place, "%s", wrong);
	lexer->failed = true;
}

static void lex_string(struct lexer *lexer)
{
	uint32_t from = lexer->at++;
	struct token *token;
	const char *text;

	while (lexer->text[lexer->at] && !strchr("\"\r\n", lexer->text[lexer->at]))
		lexer->at++;
	text = arena_strndup(&lexer->model->arena, lexer->text + from + 1, lexer->at - from - 1);
	if (lexer->text[lexer->at] == '"') {
		lexer->at++;
	} else {
		model_error(lexer->model, "text_form", place_of(lexer, from, lexer->at),
			    "the string has no end on its line");
		model_note(
			lexer->model, place_of(lexer, from, lexer->at),
			"for a longer text put several strings, each on a line, behind one another");
		lexer->failed = true;
	}
	token = add_token(lexer, TOKEN_STRING, from);
	token->text = text;
}

static void lex_sign(struct lexer *lexer)
{
	static const char *const signs[] = { "..", "<=", ">=", "==", "!=", "=", ":", "[",
					     "]",  ".",  ",",  "<",  ">",  "+", "-" };
	uint32_t from = lexer->at;
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (strncmp(lexer->text + from, signs[i], strlen(signs[i])) == 0) {
			lexer->at += (uint32_t)strlen(signs[i]);
			add_token(lexer, TOKEN_SIGN, from);
			return;
		}
	}
	lexer->at += utf8_length((const unsigned char *)lexer->text + from);
	model_error(lexer->model, "syntax", place_of(lexer, from, lexer->at),
		    "'%.*s' means nothing here", (int)(lexer->at - from), lexer->text + from);
	lexer->failed = true;
	lexer->starts_line = false;
}

static void lex_newline(struct lexer *lexer)
{
	if (lexer->line_is_empty)
		lexer->blank = true;
	lexer->at++;
	lexer->line_start = lexer->at;
	lexer->starts_line = true;
	lexer->line_is_empty = true;
}

bool lex_file(struct model *model, struct file *file)
{
	struct lexer lexer = { .model = model,
			       .file = file,
			       .text = file->source->text,
			       .starts_line = true,
			       .line_is_empty = true };
	char c;

	if (!check_text(&lexer))
		return false;
	while ((c = lexer.text[lexer.at]) != '\0') {
		if (c == '\n')
			lex_newline(&lexer);
		else if (strchr(" \t\r", c))
			lexer.at++;
		else if (c == '#')
			lex_comment(&lexer);
		else if (c == '"')
			lex_string(&lexer);
		else if (c >= '0' && c <= '9')
			lex_num(&lexer);
		else if (is_word(c))
			lex_name(&lexer);
		else
			lex_sign(&lexer);
	}
	lexer.starts_line = true;
	add_token(&lexer, TOKEN_END, lexer.at)->column = 1;
	return !lexer.failed;
}
