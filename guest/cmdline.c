/* SPDX-License-Identifier: MIT */
#include "guest.h"

/* Linux quotes values with blanks; no option here has any, so quotes mean nothing. */
static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static bool word_end(char c)
{
	return !c || blank(c);
}

/* The rest of @word behind @name, or NULL if @word is another one. */
static const char *word_match(const char *word, const char *name)
{
	while (*name && *word == *name) {
		word++;
		name++;
	}
	return *name || (*word != '=' && !word_end(*word)) ? NULL : word;
}

bool cmdline_get(const char *cmdline, const char *name, size_t size, char *ret_value)
{
	const char *value = NULL;
	size_t i, len = 0;

	while (*cmdline && !value) {
		while (blank(*cmdline))
			cmdline++;
		value = word_match(cmdline, name);
		while (!word_end(*cmdline))
			cmdline++;
	}
	if (!value)
		return false;
	if (*value == '=')
		value++;
	while (!word_end(value[len]))
		len++;
	if (len >= size)
		return false;
	for (i = 0; i < len; i++)
		ret_value[i] = value[i];
	ret_value[len] = '\0';
	return true;
}

bool parse_u32(const char *s, uint32_t *ret_value)
{
	uint64_t value = 0;

	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;
		value = value * 10 + (uint64_t)(*s - '0');
		if (value > UINT32_MAX)
			return false;
	}
	*ret_value = (uint32_t)value;
	return true;
}
