/* SPDX-License-Identifier: MIT */
#include "xabic/names.h"

#include <string.h>

#define C      LANGUAGE_C
#define RUST   LANGUAGE_RUST
#define GO     LANGUAGE_GO
#define PYTHON LANGUAGE_PYTHON

/*
 * Words that a language keeps for itself, only those that can be a name in a spec (lower case). C stands for C99 to
 * C23, C++17, and what compilers define in gnu modes. To add a language: a bit in enum language, its words here.
 */
static const struct {
	const char *word;
	unsigned int languages;
} reserved[] = {
	{ "abstract", RUST }, { "alignas", C }, { "alignof", C }, { "and", C | PYTHON }, { "and_eq", C },
	{ "as", RUST | PYTHON }, { "asm", C }, { "assert", PYTHON }, { "async", RUST | PYTHON },
	{ "auto", C }, { "await", RUST | PYTHON }, { "become", RUST }, { "bitand", C }, { "bitor", C },
	{ "bool", C }, { "box", RUST }, { "break", C | RUST | GO | PYTHON }, { "case", C | GO },
	{ "catch", C }, { "chan", GO }, { "char", C }, { "class", C | PYTHON }, { "compl", C },
	{ "const", C | RUST | GO }, { "constexpr", C }, { "continue", C | RUST | GO | PYTHON },
	{ "crate", RUST }, { "decltype", C }, { "def", PYTHON }, { "default", C | GO }, { "defer", GO },
	{ "del", PYTHON }, { "delete", C }, { "do", C | RUST }, { "double", C }, { "dyn", RUST },
	{ "elif", PYTHON }, { "else", C | RUST | GO | PYTHON }, { "enum", C | RUST },
	{ "except", PYTHON }, { "explicit", C }, { "export", C }, { "extern", C | RUST },
	{ "fallthrough", GO }, { "false", C | RUST }, { "final", RUST }, { "finally", PYTHON },
	{ "float", C }, { "fn", RUST }, { "for", C | RUST | GO | PYTHON }, { "friend", C },
	{ "from", PYTHON }, { "func", GO }, { "gen", RUST }, { "global", PYTHON }, { "go", GO },
	{ "goto", C | GO }, { "i386", C }, { "if", C | RUST | GO | PYTHON }, { "impl", RUST },
	{ "import", GO | PYTHON }, { "in", RUST | PYTHON }, { "inline", C }, { "int", C },
	{ "interface", GO }, { "is", PYTHON }, { "lambda", PYTHON }, { "let", RUST }, { "linux", C },
	{ "long", C }, { "loop", RUST }, { "macro", RUST }, { "map", GO }, { "match", RUST },
	{ "mod", RUST }, { "move", RUST }, { "mut", RUST }, { "mutable", C }, { "namespace", C },
	{ "new", C }, { "noexcept", C }, { "nonlocal", PYTHON }, { "not", C | PYTHON }, { "not_eq", C },
	{ "nullptr", C }, { "operator", C }, { "or", C | PYTHON }, { "or_eq", C }, { "override", RUST },
	{ "package", GO }, { "pass", PYTHON }, { "priv", RUST }, { "private", C }, { "protected", C },
	{ "pub", RUST }, { "public", C }, { "raise", PYTHON }, { "range", GO }, { "ref", RUST },
	{ "register", C }, { "reinterpret_cast", C }, { "restrict", C }, { "return", C | RUST | GO | PYTHON },
	{ "select", GO }, { "self", RUST }, { "short", C }, { "signed", C }, { "sizeof", C },
	{ "static", C | RUST }, { "static_assert", C }, { "struct", C | RUST | GO }, { "super", RUST },
	{ "switch", C | GO }, { "template", C }, { "this", C }, { "thread_local", C }, { "throw", C },
	{ "trait", RUST }, { "true", C | RUST }, { "try", C | RUST | PYTHON }, { "type", RUST | GO },
	{ "typedef", C }, { "typeid", C }, { "typename", C }, { "typeof", C | RUST }, { "union", C },
	{ "unix", C }, { "unsafe", RUST }, { "unsigned", C }, { "unsized", RUST }, { "use", RUST },
	{ "using", C }, { "var", GO }, { "virtual", C | RUST }, { "void", C }, { "volatile", C },
	{ "where", RUST }, { "while", C | RUST | PYTHON }, { "with", PYTHON }, { "xor", C },
	{ "xor_eq", C }, { "yield", RUST | PYTHON },
};

const char *name_mangle(struct arena *arena, enum language language, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		if ((reserved[i].languages & (unsigned int)language) && strcmp(reserved[i].word, name) == 0)
			return arena_printf(arena, "%s_", name);
	}
	return name;
}

const char *name_upper(struct arena *arena, const char *name)
{
	char *upper = arena_strdup(arena, name), *c;

	for (c = upper; *c; c++) {
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
		else if (*c == '.')
			*c = '_';
	}
	return upper;
}

/* Edits (a character more, less or other) from one name to another; names too long to be typing errors are far. */
static unsigned int distance(const char *from, const char *to)
{
	unsigned int row[33], diagonal, above, best, i, j, n = (unsigned int)strlen(to);

	if (n >= 32 || strlen(from) >= 32)
		return 99;
	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; from[i - 1]; i++) {
		diagonal = row[0];
		row[0] = i;
		for (j = 1; j <= n; j++) {
			above = row[j];
			best = diagonal + (from[i - 1] != to[j - 1]);
			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
			diagonal = above;
		}
	}
	return row[n];
}

void guess_consider(struct guess *guess, const char *candidate)
{
	unsigned int far = distance(guess->name, candidate), limit = (unsigned int)strlen(guess->name) / 3 + 1;

	if (far > limit || (guess->best && far >= guess->distance))
		return;
	guess->best = candidate;
	guess->distance = far;
}
