/* SPDX-License-Identifier: MIT */
#include "codec/line.h"

void line_char(struct line *line, char c)
{
	if (line->len + 1 < line->size)
		line->text[line->len] = c;
	line->len++;
}

void line_text(struct line *line, const char *text)
{
	while (*text)
		line_char(line, *text++);
}

void line_number(struct line *line, uint64_t value, unsigned int base)
{
	char digits[20];
	unsigned int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (n)
		line_char(line, digits[--n]);
}

void line_hex(struct line *line, uint64_t value)
{
	line_text(line, "0x");
	line_number(line, value, 16);
}

void line_signed(struct line *line, uint64_t value, unsigned int bytes)
{
	uint64_t sign = UINT64_C(1) << (8 * bytes - 1);

	if (value & sign) {
		line_char(line, '-');
		value = 2 * sign - value;
	}
	line_number(line, value, 10);
}

size_t line_end(const struct line *line)
{
	if (line->size)
		line->text[line->len < line->size ? line->len : line->size - 1] = '\0';
	return line->len;
}
