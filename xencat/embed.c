/* SPDX-License-Identifier: MIT */
/* `xencat embed`: texts of the catalogue as C, for a program that has them in itself. */
#include <stdio.h>
#include <string.h>

#include "base/out.h"
#include "xencat/commands.h"

static const char usage[] =
	"usage: xencat embed -o FILE NAME=TEXT...\n"
	"\n"
	"Makes a C file with `const struct source catalogue_texts[]` and `catalogue_n_texts`: each\n"
	"file TEXT, under NAME.\n";

/* A string literal for each line. */
static void put_text(struct out *out, const struct source *source)
{
	const char *at, *stop = source->text + source->len;
	bool open = false;

	for (at = source->text; at < stop; at++) {
		if (!open)
			out_text(out, "\t  \"");
		open = *at != '\n';
		if (*at == '\n')
			out_text(out, "\\n\"\n");
		else if (*at == '\t')
			out_text(out, "\\t");
		else if (*at == '"' || *at == '\\')
			out_printf(out, "\\%c", *at);
		else
			out_printf(out, "%c", *at);
	}
	if (open)
		out_text(out, "\"\n");
}

int command_embed(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct out out = { .arena = &arena };
	const struct source *source;
	const char *path = NULL, *equals;
	size_t n = 0;
	bool fine;
	int i;

	out_text(&out, "/* Made from catalogue/ and spec/ by `xencat embed`. Do not edit. */\n"
		       "#include \"base/source.h\"\n#include \"cli/abi.h\"\n\n"
		       "const struct source catalogue_texts[] = {\n");
	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			fputs(usage, stdout);
			return COMMAND_FINE;
		}
		equals = strchr(argv[i], '=');
		if (strcmp(argv[i], "-o") == 0 && i + 1 < argc) {
			path = argv[++i];
			continue;
		}
		if (!equals)
			options_wrong(usage, "'%s' is neither an option nor NAME=TEXT", argv[i]);
		source = source_read(&arena, &diag, equals + 1);
		if (!source)
			break;
		out_text(&out, "\t{ .name = ");
		out_quoted(&out, arena_strndup(&arena, argv[i], (size_t)(equals - argv[i])));
		out_printf(&out, ", .len = %zu, .text =\n", source->len);
		put_text(&out, source);
		out_text(&out, "\t},\n");
		n++;
	}
	if (!path || (!n && !diag.errors))
		options_wrong(usage, "embed needs -o FILE and texts");
	out_printf(&out, "};\nconst size_t catalogue_n_texts = %zu;\n", n);
	fine = !diag.errors && out_write(&out, path);
	arena_release(&arena);
	return fine ? COMMAND_FINE : COMMAND_DIFFERS;
}
