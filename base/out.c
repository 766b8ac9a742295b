/* SPDX-License-Identifier: MIT */
#include "out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static char *reserve(struct out *out, size_t more)
{
	char *grown;

	if (out->len + more + 1 > out->room) {
		out->room = 2 * (out->len + more + 1) + 4096;
		grown = arena_alloc(out->arena, out->room);
		if (out->len)
			memcpy(grown, out->text, out->len);
		out->text = grown;
	}
	return out->text + out->len;
}

void out_text(struct out *out, const char *text)
{
	size_t len = strlen(text);

	memcpy(reserve(out, len), text, len + 1);
	out->len += len;
}

void out_char(struct out *out, char c)
{
	char *to = reserve(out, 1);

	to[0] = c;
	to[1] = '\0';
	out->len++;
}

/* Mostly one formatting is enough: into the room that is left. */
void out_printf(struct out *out, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	reserve(out, 256);
	len = vsnprintf(out->text + out->len, out->room - out->len, format, args);
	va_end(args);
	if ((size_t)len >= out->room - out->len)
		vsnprintf(reserve(out, (size_t)len), (size_t)len + 1, format, again);
	va_end(again);
	out->len += (size_t)len;
}

void out_quoted(struct out *out, const char *text)
{
	out_text(out, "\"");
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			out_printf(out, "\\%c", *text);
		else if (*text == '\n')
			out_text(out, "\\n");
		else if ((unsigned char)*text < 0x20)
			out_printf(out, "\\u%04x", (unsigned int)*text);
		else
			out_char(out, *text);
	}
	out_text(out, "\"");
}

static bool complain(const char *what, const char *path)
{
	fprintf(stderr, "cannot %s %s: %s\n", what, path, strerror(errno));
	return false;
}

/* A pipe or device: a rename would put a file in its place. */
static bool is_special(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static bool write_to(const struct out *out, FILE *file, const char *path)
{
	bool written = fwrite(out->text, 1, out->len, file) == out->len;

	written = (file == stdout ? fflush(file) : fclose(file)) == 0 && written;
	return written ? true : complain("write", path);
}

bool out_write(const struct out *out, const char *path)
{
	char *temporary;
	FILE *file;

	if (strcmp(path, "-") == 0)
		return write_to(out, stdout, "stdout");
	if (is_special(path)) {
		file = fopen(path, "wb");
		return file ? write_to(out, file, path) : complain("open", path);
	}
	temporary = arena_printf(out->arena, "%s.tmp", path);
	file = fopen(temporary, "wb");
	if (!file)
		return complain("create", temporary);
	if (!write_to(out, file, temporary)) {
		remove(temporary);
		return false;
	}
	if (rename(temporary, path) != 0) {
		complain("rename to", path);
		remove(temporary);
		return false;
	}
	return true;
}
