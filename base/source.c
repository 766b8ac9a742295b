/* SPDX-License-Identifier: MIT */
#include "source.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_LIMIT 20
#define NO_PLACE      ((struct place){ 0 })

static char *read_all(struct arena *arena, FILE *file, size_t *ret_len)
{
	size_t len = 0, room = 4096, got;
	char *text = arena_alloc(arena, room + 1), *grown;

	while ((got = fread(text + len, 1, room - len, file)) > 0) {
		len += got;
		if (len < room)
			continue;
		grown = arena_alloc(arena, 2 * room + 1);
		memcpy(grown, text, len);
		text = grown;
		room *= 2;
	}
	text[len] = '\0';
	*ret_len = len;
	return ferror(file) ? NULL : text;
}

struct source *source_text(struct arena *arena, struct diag *diag, const char *name,
			   const char *text, size_t len)
{
	struct source *source;

	if (memchr(text, '\0', len)) {
		diag_error(diag, NO_PLACE, "%s holds a NUL byte, so it is not a text", name);
		return NULL;
	}
	source = arena_new(arena, struct source);
	*source = (struct source){ .name = arena_strdup(arena, name), .text = text, .len = len };
	return source;
}

struct source *source_read(struct arena *arena, struct diag *diag, const char *name)
{
	FILE *file = fopen(name, "rb");
	const char *text = NULL;
	size_t len = 0;

	if (file)
		text = read_all(arena, file, &len);
	if (!text)
		diag_error(diag, NO_PLACE, "cannot read %s: %s", name, strerror(errno));
	if (file)
		fclose(file);
	return text ? source_text(arena, diag, name, text, len) : NULL;
}

const struct source **sources_read(struct arena *arena, struct diag *diag, char *const names[],
				   size_t n, size_t *ret_n)
{
	const struct source **sources = NULL, *source;
	size_t i;

	*ret_n = 0;
	for (i = 0; i < n; i++) {
		source = source_read(arena, diag, names[i]);
		if (source)
			*arena_push(arena, sources, *ret_n) = source;
	}
	return sources;
}

void source_position(const struct source *source, uint32_t at, unsigned int *ret_line,
		     unsigned int *ret_column)
{
	unsigned int line = 1;
	uint32_t start = 0, i;

	for (i = 0; i < at && i < source->len; i++) {
		if (source->text[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	*ret_line = line;
	*ret_column = at - start + 1;
}

/* The line of PLACE, and a caret under it; tabs are kept so that both lines indent alike. */
static void show_line(FILE *file, struct place place)
{
	const char *text = place.source->text;
	size_t from = place.at, to = place.at, i, marked;

	while (from > 0 && text[from - 1] != '\n')
		from--;
	while (to < place.source->len && text[to] != '\n')
		to++;
	fprintf(file, "    %.*s\n    ", (int)(to - from), text + from);
	for (i = from; i < place.at; i++)
		fputc(text[i] == '\t' ? '\t' : ' ', file);
	fputc('^', file);
	marked = place.len < to - place.at ? place.len : to - place.at;
	for (i = 1; i < marked; i++)
		fputc('~', file);
	fputc('\n', file);
}

static void say(FILE *file, struct place place, const char *kind, const char *format, va_list args)
{
	unsigned int line, column;

	if (place.source) {
		source_position(place.source, place.at, &line, &column);
		fprintf(file, "%s:%u:%u: ", place.source->name, line, column);
	}
	fprintf(file, "%s: ", kind);
	vfprintf(file, format, args);
	fputc('\n', file);
}

void diag_error(struct diag *diag, struct place place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(stderr, place, "error", format, args);
	va_end(args);
	if (place.source)
		show_line(stderr, place);
	if (++diag->errors < (diag->limit ? diag->limit : DEFAULT_LIMIT))
		return;
	fprintf(stderr, "%u errors, stopping here\n", diag->errors);
	exit(1);
}

void diag_note(struct diag *diag, struct place place, const char *format, ...)
{
	va_list args;

	(void)diag;
	va_start(args, format);
	say(stderr, place, "note", format, args);
	va_end(args);
}

void diag_tell(FILE *file, struct place place, const char *kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(file, place, kind, format, args);
	va_end(args);
	if (place.source)
		show_line(file, place);
}
