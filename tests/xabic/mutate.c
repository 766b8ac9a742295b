/* SPDX-License-Identifier: MIT */
/*
 * Shows that the compiler stands any text: it reads seeded random mutations of good specs, and of what it accepts
 * makes every output. Where the syntax is right, the formatter must be idempotent, and where the spec is, it must not
 * change the model, and freezing it must not either. Made to be built with sanitizers.
 *
 *	mutate SEED COUNT DIR FILE...
 *
 * DIR is for scratch copies. COUNT 0 reads the files as they are, each alone. Exit status: 0 fine, 1 a promise not
 * kept, 99 a sanitizer's finding, a signal for a crash or a hang; DIR has the texts then. What the compiler says is
 * shown only where SHOW is set.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "xabic/diff.h"
#include "xabic/fmt.h"
#include "xabic/freeze.h"
#include "xabic/output.h"

#define MAX_FILES 256
#define SECONDS   10 /* for one text; a hang is a finding */

/* A finding of a sanitizer ends the program, with a status of its own. */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *__asan_default_options(void)
{
	return "exitcode=99";
}

const char *__ubsan_default_options(void)
{
	return "halt_on_error=1:exitcode=99";
}

static uint64_t state;

/* xorshift64*: the same everywhere, so a seed names a text. */
static size_t below(size_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return n ? (size_t)((state * 0x2545f4914f6cdd1dULL) >> 33) % n : 0;
}

static const char *const words[] = {
	"op ",
	"in ",
	"out ",
	"reads ",
	"writes ",
	"fails ",
	"when ",
	"then ",
	"time ",
	"target ",
	"struct x since 0.1\n",
	"extension ",
	"is ",
	"has ",
	"lacks ",
	"and ",
	"or ",
	"not self",
	"none",
	"constant",
	"a slice",
	"since 0.1 ",
	"growing ",
	"like ",
	"of ",
	"range 0..1 ",
	"align ",
	"zero ",
	"default 1 ",
	"creates ",
	"u8",
	"u64",
	"i32",
	"domain",
	"domain_info",
	"[",
	"]",
	"[]",
	"[4]",
	"[0]",
	"[65536]",
	"[4294967296]",
	"=",
	":",
	",",
	".",
	"..",
	"\"",
	"\n",
	"\n    ",
	"    ",
	"#",
	"# note\n",
	"\t",
	"\r",
	"0",
	"1",
	"0x",
	"18446744073709551615",
	"99999999999999999999",
	"\xc3\xa9",
	"\xff",
	"\x01",
	"+",
	"-",
	"<",
	"==",
	"A",
	"_",
	"status",
	"state ",
	"transport ",
	"boot ",
	"leaf ",
	"area ",
	"gone ",
	"profile ",
	"on x86_64 ",
	"by ",
	"reg ",
	"mask 1 ",
	"args ",
	"rest zero",
	"rax ",
	"base.about",
	"until 1.0 ",
};

static void splice(struct out *text, size_t at, size_t removed, const char *added, size_t n_added)
{
	struct out result = { .arena = text->arena };

	out_printf(&result, "%.*s", (int)at, text->text);
	out_printf(&result, "%.*s", (int)n_added, added);
	out_text(&result, text->text + at + removed);
	*text = result;
}

static size_t line_start(const struct out *text, size_t at)
{
	while (at > 0 && text->text[at - 1] != '\n')
		at--;
	return at;
}

static size_t line_length(const struct out *text, size_t start)
{
	size_t len = strcspn(text->text + start, "\n");

	return len + (text->text[start + len] == '\n');
}

static void mutate(struct out *text)
{
	size_t at = below(text->len + 1), start = line_start(text, at),
	       len = line_length(text, start), other;
	const char *word = words[below(sizeof(words) / sizeof(words[0]))];
	char *line = arena_strndup(text->arena, text->text + start, len), byte;

	switch (below(7)) {
	case 0:
		splice(text, at, below(text->len - at + 1) % 12, "", 0);
		break;
	case 1:
		splice(text, at, 0, word, strlen(word));
		break;
	case 2:
		splice(text, start, len, "", 0);
		break;
	case 3:
		other = line_start(text, below(text->len + 1));
		splice(text, other, 0, line, len);
		break;
	case 4:
		byte = (char)(1 + below(126));
		splice(text, at, at < text->len, &byte, 1);
		break;
	case 5:
		splice(text, at, strcspn(text->text + at, " \n"), word, strlen(word));
		break;
	default:
		other = at + strcspn(text->text + at, "0123456789");
		splice(text, other, strspn(text->text + other, "0123456789"), word, strlen(word));
		break;
	}
}

/* What the model is, as JSON; NULL with errors. */
static const char *model_of(struct arena *arena, char **paths, size_t n_paths)
{
	struct model model = { .diag = { .limit = UINT32_MAX } };
	struct out json = { .arena = arena }, header = { .arena = arena };
	bool fine = model_read(&model, paths, n_paths);

	if (fine) {
		emit_json(&model, &json);
		emit_c_header(&model, &header);
	}
	arena_release(&model.arena);
	return fine ? json.text : NULL;
}

static bool format(char **paths, size_t n_paths, bool check)
{
	struct model model = { .diag = { .limit = UINT32_MAX } };
	bool fine = fmt_files(&model, paths, n_paths, check);

	arena_release(&model.arena);
	return fine;
}

/* Frozen, it is the same spec; and it can be compared with ORIGINAL, whatever became of that. */
static bool freezes(char **paths, size_t n_paths, const struct out *original)
{
	struct model model = { .diag = { .limit = UINT32_MAX } }, frozen = model, old = model;
	struct out text = { .arena = &model.arena }, again = { .arena = &model.arena };
	struct differ itself = { .old = &model, .new = &frozen, .arena = &model.arena },
		      other = { .old = &old, .new = &model, .arena = &model.arena };
	bool fine = true;

	if (model_read(&model, paths, n_paths)) {
		freeze(&model, &text);
		fine = model_read_text(&frozen, "frozen", text.text, text.len);
	}
	if (fine && text.len) {
		freeze(&frozen, &again);
		diff(&itself);
		fine = itself.n_findings == 0 && strcmp(text.text, again.text) == 0;
	}
	if (text.len && original->len &&
	    model_read_text(&old, "old", original->text, original->len))
		diff(&other);
	arena_release(&old.arena);
	arena_release(&frozen.arena);
	arena_release(&model.arena);
	return fine;
}

/* What the specs are before anything is done to them; nothing if they are none. */
static struct out frozen_text(struct arena *arena, char **paths, size_t n_paths)
{
	struct model model = { .diag = { .limit = UINT32_MAX } };
	struct out text = { .arena = arena };

	if (model_read(&model, paths, n_paths))
		freeze(&model, &text);
	arena_release(&model.arena);
	return text;
}

/* True: the texts were read, or refused in an orderly way. */
static bool stands(char **paths, size_t n_paths, const struct out *original,
		   unsigned long counts[2])
{
	struct arena arena = { 0 };
	const char *before, *after;
	bool fine, parsed;

	alarm(SECONDS);
	before = model_of(&arena, paths, n_paths);
	parsed = format(paths, n_paths, false);
	after = model_of(&arena, paths, n_paths);
	fine = parsed ? format(paths, n_paths, true) : !before;
	fine = fine && (before && after ? strcmp(before, after) == 0 : before == after);
	fine = fine && freezes(paths, n_paths, original);
	counts[!before]++;
	arena_release(&arena);
	return fine;
}

static bool copy(const struct out *text, const char *path)
{
	if (out_write(text, path))
		return true;
	exit(2);
}

int main(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct out originals[MAX_FILES] = { 0 }, text, original;
	char *paths[MAX_FILES], *dir;
	unsigned long seed, count, i, counts[2] = { 0 };
	size_t n_files = (size_t)(argc > 4 ? argc - 4 : 0), chosen, j;

	if (n_files == 0 || n_files > MAX_FILES) {
		fputs("usage: mutate SEED COUNT DIR FILE...\n", stderr);
		return 2;
	}
	if (!getenv("SHOW") && !freopen("/dev/null", "w", stderr))
		return 2;
	seed = strtoul(argv[1], NULL, 10);
	count = strtoul(argv[2], NULL, 10);
	dir = argv[3];
	for (j = 0; j < n_files; j++) {
		struct source *source = source_read(&arena, &diag, argv[4 + j]);

		if (!source)
			return 2;
		originals[j].arena = &arena;
		out_text(&originals[j], source->text);
		paths[j] = arena_printf(&arena, "%s/%zu.xabi", dir, j);
		copy(&originals[j], paths[j]);
	}
	original = frozen_text(&arena, paths, n_files);
	for (j = 0; count == 0 && j < n_files; j++) {
		if (!stands(&paths[j], 1, &original, counts)) {
			printf("finding: %s\n", argv[4 + j]);
			return 1;
		}
	}
	for (i = 0; i < count; i++) {
		struct arena scratch = { 0 };

		state = (seed << 32) + i + 0x9e3779b97f4a7c15ULL;
		chosen = below(n_files);
		text = (struct out){ .arena = &scratch };
		out_text(&text, originals[chosen].text);
		for (j = 0; j < 1 + i % 3; j++)
			mutate(&text);
		copy(&text, paths[chosen]);
		if (!stands(paths, n_files, &original, counts)) {
			printf("finding: seed %lu, mutation %lu, of %s\n", seed, i,
			       argv[4 + chosen]);
			return 1;
		}
		copy(&originals[chosen], paths[chosen]);
		arena_release(&scratch);
	}
	printf("%lu read, %lu refused\n", counts[0], counts[1]);
	arena_release(&arena);
	return 0;
}
