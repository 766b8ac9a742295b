/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* Bytes of the UTF-8 character at TEXT, 0 if it is none (RFC 3629: no surrogates, no overlong forms). */
static size_t utf8_bytes(const unsigned char *text, size_t len)
{
	static const struct {
		uint8_t mask, lead;
		uint32_t least;
	} forms[] = { { 0x80, 0x00, 0 },
		      { 0xe0, 0xc0, 0x80 },
		      { 0xf0, 0xe0, 0x800 },
		      { 0xf8, 0xf0, 0x10000 } };
	uint32_t point;
	size_t n, i;

	for (n = 0; n < 4 && (text[0] & forms[n].mask) != forms[n].lead; n++)
		;
	if (n == 4 || n + 1 > len)
		return 0;
	point = text[0] & (uint8_t)~forms[n].mask;
	for (i = 1; i <= n; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (text[i] & 0x3f);
	}
	return point < forms[n].least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)
		       ? 0
		       : n + 1;
}

char *cli_clean(const char *text, size_t len)
{
	char *clean = cli_alloc(3 * len + 1, 1), *to = clean;
	size_t i = 0, n;

	while (i < len) {
		n = utf8_bytes((const unsigned char *)text + i, len - i);
		/* C0, DEL, and C1 in its two-byte form: what a terminal might obey. */
		if (n == 1 && ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)) {
			*to++ = '?';
		} else if (n == 2 && (unsigned char)text[i] == 0xc2 &&
			   (unsigned char)text[i + 1] < 0xa0) {
			*to++ = '?';
		} else if (n) {
			memcpy(to, text + i, n);
			to += n;
		} else {
			memcpy(to, "\xef\xbf\xbd", 3);
			to += 3;
		}
		i += n ? n : 1;
	}
	return clean;
}

/* UTF-8's continuation bytes take no room. */
size_t text_width(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

const char *cli_name_of(const struct cli_name *names, size_t n, uint64_t value, char spare[24])
{
	size_t i;

	for (i = 0; i < n; i++)
		if (names[i].value == value)
			return names[i].name;
	snprintf(spare, 24, "%" PRIu64, value);
	return spare;
}

void cli_flags_text(const struct cli_name *names, size_t n, uint64_t flags, const char *join,
		    char *ret_text, size_t size)
{
	char *at = ret_text, *end = ret_text + size - 1;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!(flags & names[i].value))
			continue;
		if (at != ret_text)
			at = stpncpy(at, join, (size_t)(end - at));
		at = stpncpy(at, names[i].name, (size_t)(end - at));
	}
	*at = '\0';
}

void cli_json_text(json_t *object, const char *key, const char *text)
{
	json_object_set_new(object, key, text ? json_string(text) : json_null());
}

void cli_json_line(json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(15));

	if (!text)
		cli_die(XABI_ERROR_SYSTEM, "cannot make the JSON: out of memory");
	puts(text);
	free(text);
	json_decref(object);
}

void cli_json_number(json_t *object, const char *key, uint64_t number)
{
	json_object_set_new(object, key,
			    number == UINT64_MAX ? json_null() : json_integer((json_int_t)number));
}

void cli_json_flags(json_t *object, const char *key, const struct cli_name *names, size_t n,
		    uint64_t flags)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		if (flags & names[i].value)
			json_array_append_new(array, json_string(names[i].name));
	json_object_set_new(object, key, array);
}
