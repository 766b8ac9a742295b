/* SPDX-License-Identifier: MIT */
#include "xencat/lay_tree.h"

#include <string.h>

#define MAX_TEXT 200

/* The types that need no name. Those of 0 bytes have the size that `long` has on the ABI. */
static const struct {
	const char *word;
	enum lay_kind kind;
	uint32_t size;
	bool is_long;
} words[] = {
	{ "u8", LAY_UNSIGNED, 1, false },      { "u16", LAY_UNSIGNED, 2, false },
	{ "u32", LAY_UNSIGNED, 4, false },     { "u64", LAY_UNSIGNED, 8, false },
	{ "i8", LAY_SIGNED, 1, false },        { "i16", LAY_SIGNED, 2, false },
	{ "i32", LAY_SIGNED, 4, false },       { "i64", LAY_SIGNED, 8, false },
	{ "ulong", LAY_UNSIGNED, 0, true },    { "long", LAY_SIGNED, 0, true },
	{ "char", LAY_CHAR, 1, false },        { "handle64", LAY_HANDLE, 8, false },
	{ "handle32", LAY_HANDLE, 4, false },  { "pointer64", LAY_HANDLE, 8, false },
	{ "pointer32", LAY_HANDLE, 4, false }, { "struct", LAY_STRUCT, 0, false },
	{ "union", LAY_UNION, 0, false },      { "enum", LAY_ENUM, 0, false },
};

struct scan {
	const char *at, *end;
};

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* The letters, digits and underscores that come next; 0 bytes if there are none. */
static size_t scan_name(struct scan *scan, const char **ret_name)
{
	const char *start = scan->at;

	while (scan->at < scan->end && name_char(*scan->at))
		scan->at++;
	*ret_name = start;
	return (size_t)(scan->at - start);
}

static bool scan_number(struct scan *scan, uint32_t *ret_value)
{
	const char *start = scan->at;
	uint64_t value = 0;

	while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9' && value < UINT32_MAX)
		value = 10 * value + (uint64_t)(*scan->at++ - '0');
	*ret_value = (uint32_t)value;
	return scan->at > start && value < UINT32_MAX;
}

static bool scan_char(struct scan *scan, char c)
{
	if (scan->at == scan->end || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

/* "[4][16]", "[]", ":5" or nothing. */
static const char *parse_suffix(struct scan *scan, struct lay_type *type)
{
	uint32_t n;

	type->count = 1;
	if (scan_char(scan, ':')) {
		if (!scan_number(scan, &n) || n == 0 || n > 64)
			return "a bit-field's width is 1 to 64";
		type->bits = (uint8_t)n;
		return NULL;
	}
	while (scan_char(scan, '[')) {
		n = 0;
		if (!scan_char(scan, ']') && (!scan_number(scan, &n) || !scan_char(scan, ']')))
			return "the number of elements is missing, as in u32[8]";
		if (n && type->count > UINT32_MAX / n)
			return "this array is too large";
		type->count *= n;
	}
	return NULL;
}

/* "xen_domctl" or, for a struct or union without a name, its size. */
static const char *parse_tagged(struct arena *arena, struct scan *scan, struct lay_type *type)
{
	const char *name;
	size_t len;

	if (!scan_char(scan, ' '))
		return "a name or a size is missing, as in 'struct xen_domctl' or 'struct 16'";
	if (type->kind != LAY_ENUM && scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
		return scan_number(scan, &type->size) ? NULL : "this size is too large";
	len = scan_name(scan, &name);
	if (!len)
		return "a name is missing here";
	type->name = arena_strndup(arena, name, len);
	return NULL;
}

static const char *parse_target(struct arena *arena, struct scan *scan, struct lay_type *type)
{
	const char *start = scan->at + 1, *wrong;
	struct lay_type target;

	if (!scan_char(scan, ' ') || scan->at == scan->end)
		return "what the handle points to is missing, as in 'handle64 u8'";
	scan->at = scan->end;
	if (scan->end - start == 4 && memcmp(start, "void", 4) == 0) {
		type->name = "void";
		return NULL;
	}
	wrong = lay_type_parse(arena, start, (size_t)(scan->end - start), &target);
	if (wrong)
		return wrong;
	type->name = target.name && target.kind != LAY_HANDLE
			     ? target.name
			     : arena_strndup(arena, start, strcspn(target.text, "[ "));
	return NULL;
}

static const char *parse_word(struct scan *scan, struct lay_type *type)
{
	const char *word;
	size_t len = scan_name(scan, &word), i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i].word) != len || memcmp(words[i].word, word, len) != 0)
			continue;
		type->kind = words[i].kind;
		type->size = words[i].size;
		type->is_long = words[i].is_long;
		return NULL;
	}
	return "a type is u8 to u64, i8 to i64, ulong, long, char, handle64, handle32, pointer64, pointer32, "
	       "struct, union or enum";
}

const char *lay_type_parse(struct arena *arena, const char *text, size_t len,
			   struct lay_type *ret_type)
{
	struct scan scan = { text, text + len };
	struct lay_type type = { 0 };
	const char *wrong, *alias;

	/* A handle's target is a type again: this bounds how deep that goes. */
	if (len > MAX_TEXT)
		return "this type is too long";
	wrong = parse_word(&scan, &type);
	if (!wrong && (type.kind == LAY_STRUCT || type.kind == LAY_UNION || type.kind == LAY_ENUM))
		wrong = parse_tagged(arena, &scan, &type);
	if (!wrong)
		wrong = parse_suffix(&scan, &type);
	if (!wrong && type.kind == LAY_HANDLE)
		wrong = parse_target(arena, &scan, &type);
	else if (!wrong && scan_char(&scan, ' ') && !scan_name(&scan, &alias))
		wrong = "the name of a typedef is missing here";
	if (!wrong && scan.at != scan.end)
		wrong = "the type ends before this";
	if (wrong)
		return wrong;
	type.text = arena_strndup(arena, text, len);
	*ret_type = type;
	return NULL;
}

bool lay_type_inline(const struct lay_type *type)
{
	return (type->kind == LAY_STRUCT || type->kind == LAY_UNION) && !type->name;
}

const char *lay_type_sized(struct arena *arena, enum lay_kind kind, uint32_t size)
{
	return arena_printf(arena, "%s %u",
			    kind == LAY_ENUM    ? "enum"
			    : kind == LAY_UNION ? "union"
						: "struct",
			    size);
}
