/* SPDX-License-Identifier: MIT */
/*
 * The unit that is compiled. Debug info has the types but no macros: their names come from a preprocessor run, and
 * the unit stores the value of each in a section of its own. Which macros are numbers is for the compiler to say: the
 * lines that it rejects are taken out until it is content.
 */
#define _GNU_SOURCE /* memmem, strchrnul */

#include "xencat/extract.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define MAX_ROUNDS 12
#define UNIT       "unit.c"
#define COMPLAINTS 12

extern char **environ;

struct extract_macro {
	const char *name;
	struct lay_node *header;
	unsigned int line;
	bool hex;
	bool dropped; /* it was undefined again, or is no number */
};

static void append(struct arena *arena, char ***words, size_t *n, const char *word)
{
	*arena_push(arena, *words, *n) = word ? arena_strdup(arena, word) : NULL;
}

/* Runs the compiler with OPTIONS (up to a NULL). Its exit status, or -1 with the reason on stderr. */
static int run_compiler(struct extract *extract, const char *const *options, const char *output,
			const char *errors)
{
	posix_spawn_file_actions_t files;
	char **words = NULL;
	size_t n = 0, i;
	int status, error;
	pid_t pid;

	for (i = 0; i < extract->n_compiler; i++)
		append(extract->arena, &words, &n, extract->compiler[i]);
	for (i = 0; options[i]; i++)
		append(extract->arena, &words, &n, options[i]);
	append(extract->arena, &words, &n, NULL);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	posix_spawn_file_actions_addopen(&files, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	error = posix_spawnp(&pid, words[0], &files, NULL, words, environ);
	posix_spawn_file_actions_destroy(&files);
	if (error) {
		fprintf(stderr,
			"xencat: cannot run %s: %s; install it, or name another compiler with --cc\n",
			words[0], strerror(error));
		return -1;
	}
	if (waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* What the compiler said, as far as it helps. */
static void show_complaints(const char *text)
{
	const char *end;
	int i;

	for (i = 0; *text && i < COMPLAINTS; i++) {
		end = strchrnul(text, '\n');
		fprintf(stderr, "    %.*s\n", (int)(end - text), text);
		text = *end ? end + 1 : end;
	}
	if (*text)
		fprintf(stderr, "    ...\n");
}

static const char *read_text(struct extract *extract, const char *path)
{
	struct diag diag = { 0 };
	const struct source *source = source_read(extract->arena, &diag, path);

	return source ? source->text : NULL;
}

static bool identifier_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/*
 * Whether a macro's text can be a number at all. This only has to keep away what would make the compiler lose its
 * place in the lines behind it.
 */
static bool may_be_number(const char *text, size_t len)
{
	int depth = 0;
	size_t i;

	for (i = 0; i < len && depth >= 0; i++) {
		depth += (text[i] == '(') - (text[i] == ')');
		if (strchr("{}[];\"#\\", text[i]))
			return false;
	}
	return len > 0 && depth == 0;
}

static struct extract_macro *find_macro(struct extract *extract, const char *name, size_t len)
{
	struct extract_macro *macro;
	size_t i;

	for (i = 0; i < extract->n_macros; i++) {
		macro = &extract->macros[i];
		if (!macro->dropped && strncmp(macro->name, name, len) == 0 && !macro->name[len])
			return macro;
	}
	return NULL;
}

/*
 * Whether a number is written in hexadecimal here: if the header makes it of bits, as "0x10", "1 << 4" and "A | B"
 * do, or of a macro that is.
 */
static bool made_of_bits(struct extract *extract, const char *text, size_t len)
{
	const struct extract_macro *macro;
	size_t at, name;

	if (memmem(text, len, "0x", 2) || memmem(text, len, "0X", 2) ||
	    memmem(text, len, "<<", 2) || memchr(text, '|', len) || memchr(text, '~', len))
		return true;
	for (at = 0; at < len; at += name + !name) {
		for (name = 0; at + name < len && identifier_char(text[at + name]); name++)
			continue;
		macro = name ? find_macro(extract, text + at, name) : NULL;
		if (macro && macro->hex)
			return true;
	}
	return false;
}

/* A later definition replaces an earlier one. */
static void forget_macro(struct extract *extract, const char *name, size_t len)
{
	struct extract_macro *macro = find_macro(extract, name, len);

	if (macro)
		macro->dropped = true;
}

static void take_macro(struct extract *extract, struct lay_node *header, unsigned int line,
		       const char *text, size_t len)
{
	size_t name = 0;
	bool hex;

	while (name < len && identifier_char(text[name]))
		name++;
	forget_macro(extract, text, name);
	if (!header || name == len || text[name] != ' ' ||
	    !may_be_number(text + name + 1, len - name - 1))
		return;
	hex = made_of_bits(extract, text + name + 1, len - name - 1);
	*arena_push(extract->arena, extract->macros, extract->n_macros) = (struct extract_macro){
		.name = arena_strndup(extract->arena, text, name),
		.header = header,
		.line = line,
		.hex = hex,
	};
}

/* A line marker: # LINE "PATH" ... False if TEXT is none. */
static bool line_marker(struct extract *extract, const char *text, size_t len,
			unsigned int *ret_line, struct lay_node **ret_header)
{
	const char *quote = memchr(text, '"', len),
		   *last = quote ? memchr(quote + 1, '"', len - 1) : NULL;

	if (len < 5 || text[0] != '#' || text[1] != ' ' || !last)
		return false;
	*ret_line = (unsigned int)strtoul(text + 2, NULL, 10);
	*ret_header = extract_header(
		extract, arena_strndup(extract->arena, quote + 1, (size_t)(last - quote - 1)));
	return true;
}

static void take_macros(struct extract *extract, const char *text)
{
	struct lay_node *header = NULL;
	unsigned int line = 0;
	const char *end;
	size_t len;

	for (; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		len = (size_t)(end - text);
		if (line_marker(extract, text, len, &line, &header))
			continue;
		if (strncmp(text, "#define ", 8) == 0)
			take_macro(extract, header, line, text + 8, len - 8);
		else if (strncmp(text, "#undef ", 7) == 0)
			forget_macro(extract, text + 7, len - 7);
		line++;
	}
}

/* The headers are named by their whole path: a folder of them, searched, would hide libc's errno.h and features.h. */
static unsigned int write_includes(const struct extract *extract, struct out *out)
{
	size_t i;

	out_text(out, "#include <stddef.h>\n#include <stdint.h>\n");
	for (i = 0; i < extract->n_includes; i++)
		out_printf(out, "#include \"%s/%s\"\n", extract->dir, extract->includes[i]);
	return (unsigned int)extract->n_includes + 2;
}

/* One line a macro, so that the compiler's complaints name it. `~` is for integers only, unlike a cast or a sum. */
static unsigned int write_values(struct extract *extract, struct out *out, unsigned int lines)
{
	size_t i;

	out_text(
		out,
		"struct xencat_value { unsigned long long value; unsigned int number, negative; };\n");
	for (i = 0; i < extract->n_macros; i++) {
		if (extract->macros[i].dropped)
			out_text(out, "\n");
		else
			out_printf(
				out,
				"static const struct xencat_value xencat_%zu __attribute__((used, aligned(16), "
				"section(\".xencat\"))) = { (unsigned long long)~~(%s), %zu, (%s) < 0 };\n",
				i, extract->macros[i].name, i, extract->macros[i].name);
	}
	return lines + 2;
}

/* Drops the macros of the lines that the compiler named; the first is on line FIRST. False if it named none. */
static bool drop_rejected(struct extract *extract, const char *complaints, unsigned int first)
{
	const char *at = complaints;
	unsigned long line;
	bool any = false;

	while ((at = strstr(at, UNIT ":")) != NULL) {
		at += strlen(UNIT ":");
		line = strtoul(at, NULL, 10);
		if (line < first || line - first >= extract->n_macros ||
		    extract->macros[line - first].dropped)
			continue;
		extract->macros[line - first].dropped = true;
		any = true;
	}
	return any;
}

static bool complain(struct extract *extract, const char *errors)
{
	const char *text = read_text(extract, errors);

	fprintf(stderr, "xencat: %s cannot compile the headers of %s:\n", extract->compiler[0],
		extract->dir);
	if (text)
		show_complaints(text);
	return false;
}

bool extract_compile(struct extract *extract, const char *object)
{
	const char *unit = arena_printf(extract->arena, "%s/" UNIT, extract->work);
	const char *text = arena_printf(extract->arena, "%s/text", extract->work);
	const char *errors = arena_printf(extract->arena, "%s/errors", extract->work);
	const char *const preprocess[] = { "-idirafter", extract->work, "-E", "-dD", unit, NULL };
	const char *const compile[] = {
		"-idirafter", extract->work, "-c", "-o", object, unit, NULL
	};
	struct out out = { .arena = extract->arena };
	unsigned int lines, first;
	int round, status;

	lines = write_includes(extract, &out);
	if (!out_write(&out, unit))
		return false;
	status = run_compiler(extract, preprocess, text, errors);
	if (status)
		return status > 0 && complain(extract, errors);
	text = read_text(extract, text);
	if (!text)
		return false;
	take_macros(extract, text);
	for (round = 0; round < MAX_ROUNDS; round++) {
		out.len = 0;
		write_includes(extract, &out);
		first = write_values(extract, &out, lines);
		if (!out_write(&out, unit))
			return false;
		status = run_compiler(extract, compile, "/dev/null", errors);
		if (status <= 0)
			return status == 0;
		text = read_text(extract, errors);
		if (!text || !drop_rejected(extract, text, first))
			break;
	}
	return complain(extract, errors);
}

void extract_value(struct extract *extract, uint32_t number, uint64_t value, bool negative)
{
	struct lay_row row = { .cells = extract->cells, .value = value, .negative = negative };
	const struct extract_macro *macro;
	struct lay_node *node;

	if (number >= extract->n_macros)
		return;
	macro = &extract->macros[number];
	row.hex = macro->hex && !negative;
	node = lay_node_add(extract->arena, macro->header, LAY_CONST, macro->name);
	node->line = macro->line;
	*arena_push(extract->arena, node->rows, node->n_rows) = row;
}
