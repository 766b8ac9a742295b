/* SPDX-License-Identifier: MIT */
/* From a folder of headers to a tree, and the command that puts that into the catalogue. */
#include "xencat/extract.h"

#include "xencat/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const compilers[LAY_ABIS] = {
	[LAY_X86_64] = "x86_64-linux-gnu-gcc",
	[LAY_I386] = "x86_64-linux-gnu-gcc -m32",
	[LAY_ARM64] = "aarch64-linux-gnu-gcc",
	[LAY_ARM32] = "clang --target=arm-linux-gnueabihf",
};

struct extract_file {
	const char *path;
	struct lay_node *header; /* NULL if it is none of Xen's */
};

static struct lay_node *new_header(struct extract *extract, const char *name)
{
	struct lay_row row = { .cells = extract->cells };
	struct lay_node *header;
	size_t i;

	for (i = 0; i < extract->n_headers; i++)
		if (strcmp(extract->headers[i]->name, name) == 0)
			return extract->headers[i];
	header = lay_node_add(extract->arena, NULL, LAY_HEADER, name);
	*arena_push(extract->arena, header->rows, header->n_rows) = row;
	*arena_push(extract->arena, extract->headers, extract->n_headers) = header;
	return header;
}

struct lay_node *extract_header(struct extract *extract, const char *path)
{
	size_t len = strlen(extract->dir), i;
	struct lay_node *header = NULL;
	char *whole;

	for (i = 0; i < extract->n_files; i++)
		if (strcmp(extract->files[i].path, path) == 0)
			return extract->files[i].header;
	whole = realpath(path, NULL);
	if (whole && strncmp(whole, extract->dir, len) == 0 && whole[len] == '/')
		header = new_header(extract, arena_strdup(extract->arena, whole + len + 1));
	free(whole);
	*arena_push(extract->arena, extract->files, extract->n_files) =
		(struct extract_file){ arena_strdup(extract->arena, path), header };
	return header;
}

static void split_words(struct extract *extract, const char *text)
{
	size_t len;

	for (; *text; text += len) {
		text += strspn(text, " ");
		len = strcspn(text, " ");
		if (len)
			*arena_push(extract->arena, extract->compiler, extract->n_compiler) =
				arena_strndup(extract->arena, text, len);
	}
}

/*
 * The folder of our files, which is searched last: smccc.h says public/xen.h, and libxenvchan.h wants a header of libc's
 * that i386 and arm32 need not have.
 */
static const char *make_work_folder(struct arena *arena, const char *dir)
{
	const char *base = getenv("TMPDIR");
	char *path = arena_printf(arena, "%s/xencat.XXXXXX", base && *base ? base : "/tmp");
	struct out nothing = { .arena = arena };

	out_text(&nothing, "");
	if (mkdtemp(path) && mkdir(arena_printf(arena, "%s/sys", path), 0700) == 0 &&
	    symlink(dir, arena_printf(arena, "%s/public", path)) == 0 &&
	    out_write(&nothing, arena_printf(arena, "%s/sys/types.h", path)))
		return path;
	fprintf(stderr, "xencat: cannot make a folder %s: %s\n", path, strerror(errno));
	return NULL;
}

static void remove_work_folder(struct arena *arena, const char *path)
{
	static const char *const files[] = { "unit.c", "unit.c.tmp",  "text",  "errors",
					     "object", "sys/types.h", "public" };
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(arena_printf(arena, "%s/%s", path, files[i]));
	rmdir(arena_printf(arena, "%s/sys", path));
	rmdir(path);
}

/* Debug info comes in an order of its own; the header's order is what people know. Nearly sorted, so by insertion. */
static void sort_by_line(struct lay_node *header)
{
	struct lay_node *node;
	size_t i, j;

	for (i = 1; i < header->n_children; i++) {
		node = header->children[i];
		for (j = i; j > 0 && header->children[j - 1]->line > node->line; j--)
			header->children[j] = header->children[j - 1];
		header->children[j] = node;
	}
}

static bool is_enumerator(const struct extract *extract, const char *name)
{
	const struct lay_node *header, *child;
	size_t i, j, index;

	for (i = 0; i < extract->n_headers; i++) {
		header = extract->headers[i];
		for (j = 0; j < header->n_children; j++) {
			child = header->children[j];
			if (child->tag == LAY_ENUMERATION &&
			    lay_node_child(child, LAY_ENUMERATOR, name, 0, &index))
				return true;
		}
	}
	return false;
}

/* `#define X X` beside an enumerator X tells #ifdef about it: one constant, not two. */
static void drop_doubles(const struct extract *extract, struct lay_node *header)
{
	struct lay_node *child;
	size_t i, kept = 0;

	for (i = 0; i < header->n_children; i++) {
		child = header->children[i];
		if (child->tag != LAY_CONST || !is_enumerator(extract, child->name))
			header->children[kept++] = child;
	}
	header->n_children = kept;
}

bool extract_headers(struct arena *arena, const char *user_dir, const char *cc,
		     unsigned int release, enum lay_abi abi, struct lay_node ***ret_headers,
		     size_t *ret_n)
{
	struct extract extract = { .arena = arena, .cells = lay_cells_one(release, abi) };
	const char *object;
	bool ok;
	size_t i;

	split_words(&extract, cc ? cc : compilers[abi]);
	if (!extract.n_compiler) {
		fprintf(stderr, "xencat: --cc names no compiler\n");
		return false;
	}
	split_words(&extract, LAY_COMPILER_FLAGS);
	extract.dir = extract_dir(arena, user_dir);
	extract.work = extract.dir ? make_work_folder(arena, extract.dir) : NULL;
	if (!extract.work)
		return false;
	extract_list(&extract, abi);
	object = arena_printf(arena, "%s/object", extract.work);
	ok = extract_compile(&extract, object) && extract_object(&extract, object);
	remove_work_folder(arena, extract.work);
	if (!ok)
		return false;
	for (i = 0; i < extract.n_headers; i++) {
		sort_by_line(extract.headers[i]);
		drop_doubles(&extract, extract.headers[i]);
	}
	*ret_headers = extract.headers;
	*ret_n = extract.n_headers;
	return true;
}

static const char usage[] =
	"usage: xencat extract DIR --release R --arch A --commit ID [OPTION...]\n"
	"\n"
	"Compiles the public headers in DIR (a folder with xen.h, a Xen tree, or the root of\n"
	"an installed system) and puts what they say for that release and ABI into LAYOUT, in\n"
	"the place of what stood there. Doing it again changes nothing.\n"
	"\n"
	"  --release R    the release, as 4.17\n"
	"  --arch A       the caller's ABI: x86_64, i386, arm64 or arm32\n"
	"  --commit ID    Xen's commit that the headers are from, in full\n"
	"  --later        the commit is later in the release's branch than the one in the\n"
	"                 catalogue: keep that, and add what differs, marked as later\n"
	"  --master       the release is to come, the commit is of the master branch\n"
	"  --cc CC        a compiler for that ABI, with options if need be\n"
	"  --into LAYOUT  the catalogue's layout folder (catalogue/layout)\n";

/* The place of the release among those known, made if need be. False, with the reason on stderr. */
static bool find_release(struct lay_known *known, const struct options *options,
			 unsigned int *ret_index)
{
	struct lay_release *releases = known->releases;
	size_t i = 0;

	while (i < known->n_releases && releases[i].release < options->release)
		i++;
	*ret_index = (unsigned int)i;
	if (i < known->n_releases && releases[i].release == options->release)
		return true;
	if (options->later || known->n_releases == LAY_MAX_RELEASES) {
		fprintf(stderr,
			options->later
				? "xencat: a later commit needs the release itself in the catalogue\n"
				: "xencat: the catalogue is full of releases\n");
		return false;
	}
	memmove(&releases[i + 1], &releases[i], (known->n_releases - i) * sizeof(releases[0]));
	releases[i] = (struct lay_release){ .release = options->release };
	known->n_releases++;
	return true;
}

/*
 * Notes the commit. One commit a release: if it is another now, what is known of a later one was compared with what
 * is no longer there, and goes; *RET_STALE says so. It is also true for what was not known at all.
 */
static void set_commit(struct lay_release *release, const struct options *options, bool *ret_stale)
{
	const char **commit = options->later ? &release->later : &release->commit;
	bool *abis = options->later ? release->later_abis : release->abis;
	bool other = *commit && strcmp(*commit, options->commit) != 0;

	if (other)
		fprintf(stderr, "xencat: %u.%u was from %s; extract its other ABIs again, too\n",
			options->release >> 8, options->release & 0xffu, *commit);
	*ret_stale = other || !abis[options->arch];
	*commit = options->commit;
	if (!options->later)
		release->unreleased = options->master;
	abis[options->arch] = true;
}

/* Full ids have 40 digits. Packages name their commit by fewer, which has to do for a later one. */
static bool is_commit(const char *text, bool later)
{
	size_t len = strlen(text);

	return strspn(text, "0123456789abcdef") == len &&
	       (len == 40 || (later && len >= 10 && len < 40));
}

int command_extract(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct lay_node **found;
	struct lay_known known;
	struct options options;
	struct lay_set *set;
	unsigned int index;
	size_t n, changed;
	bool stale;
	int status = COMMAND_DIFFERS;

	options_parse(&options, argc, argv,
		      OPTION_RELEASE | OPTION_ARCH | OPTION_COMMIT | OPTION_CC | OPTION_LATER |
			      OPTION_MASTER,
		      usage);
	if (!options.argument || !options.has_release || !options.has_arch || !options.commit)
		options_wrong(usage, "extract needs a folder, --release, --arch and --commit");
	if (!is_commit(options.commit, options.later))
		options_wrong(usage, "'%s' is no full commit id of 40 digits", options.commit);
	if (!lay_read_known(&arena, &diag, options.into, &known) ||
	    !find_release(&known, &options, &index))
		goto out;
	lay_make_folders(&arena, arena_printf(&arena, "%s/", options.into));
	/* What stands there was written when the release did not have this ABI yet. */
	set = lay_read(&arena, &diag, options.into, &known);
	if (!set ||
	    !extract_headers(&arena, options.argument, options.cc, index, options.arch, &found, &n))
		goto out;
	set_commit(&set->known.releases[index], &options, &stale);
	lay_set_clear(set, index, options.arch, options.later);
	if (stale && !options.later)
		lay_set_clear(set, index, options.arch, true);
	lay_set_merge(set, found, n, options.later);
	if (!lay_finish(set, &diag) || !lay_write(set, options.into, false, &changed))
		goto out;
	fprintf(stderr, "%s: %zu headers, %zu files changed\n", options.into, n, changed);
	status = COMMAND_FINE;
out:
	arena_release(&arena);
	return status;
}
