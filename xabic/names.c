/* SPDX-License-Identifier: MIT */
#include "xabic/names.h"

#include <stdbool.h>
#include <string.h>

/*
 * Words that a language keeps for itself, only those that can be a name in a spec (lower case),
 * with a blank around each. C stands for C99 to C23, C++17, and what compilers in gnu modes and the
 * standard headers define. To add a language: its row here and in enum language.
 */
static const char *const reserved[] = {
	[LANGUAGE_C] =
		" alignas alignof and and_eq asm auto bitand bitor bool break case catch char class"
		" compl const constexpr continue decltype default delete do double else enum errno"
		" explicit export extern false float for friend goto i386 if inline int linux long"
		" mutable namespace new noexcept not not_eq nullptr operator or or_eq private"
		" protected public register reinterpret_cast restrict return short signed sizeof"
		" static static_assert stderr stdin stdout struct switch template this thread_local"
		" throw true try typedef typeid typename typeof union unix unsigned using virtual"
		" void volatile while xor xor_eq ",
	[LANGUAGE_RUST] =
		" abstract as async await become box break const continue crate do dyn else enum"
		" extern false final fn for gen if impl in let loop macro match mod move mut"
		" override priv pub ref return self static struct super trait true try type typeof"
		" unsafe unsized use virtual where while yield ",
	[LANGUAGE_GO] =
		" break case chan const continue default defer else fallthrough for func go goto if"
		" import interface map package range return select struct switch type var ",
	[LANGUAGE_PYTHON] =
		" and as assert async await break class continue def del elif else except finally"
		" for from global if import in is lambda nonlocal not or pass raise return try while"
		" with yield ",
};

static bool is_word(struct arena *arena, const char *words, const char *name)
{
	return strstr(words, arena_printf(arena, " %s ", name));
}

const char *name_mangle(struct arena *arena, enum language language, const char *name)
{
	return is_word(arena, reserved[language], name) ? arena_printf(arena, "%s_", name) : name;
}

const char *name_own(struct arena *arena, enum language language, const char *own, const char *name)
{
	return is_word(arena, own, name) ? arena_printf(arena, "%s_", name)
					 : name_mangle(arena, language, name);
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

const char *name_camel(struct arena *arena, const char *name)
{
	char *camel = arena_strdup(arena, name_upper(arena, name)), *to = camel;
	size_t i;

	for (i = 0; name[i]; i++) {
		if (name[i] != '_')
			*to++ = i == 0 || name[i - 1] == '_' ? camel[i] : name[i];
	}
	*to = '\0';
	return camel;
}

/*
 * Edits (a character more, less or other) from one name to another; names too long to be typing
 * errors are far.
 */
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
	unsigned int far = distance(guess->name, candidate),
		     limit = (unsigned int)strlen(guess->name) / 3 + 1;

	if (far > limit || (guess->best && far >= guess->distance))
		return;
	guess->best = candidate;
	guess->distance = far;
}
