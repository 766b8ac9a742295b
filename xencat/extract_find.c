/* SPDX-License-Identifier: MIT */
/* Where the headers are, and which of them the unit includes: all, but for a few. */
#include "xencat/extract.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the headers are in what a user may name: themselves, a Xen tree, an installed system. */
static const char *const places[] = {
	"", "/xen/include/public", "/include/public", "/usr/include/xen", "/include/xen", "/xen"
};

#define ARM (1u << LAY_ARM64 | 1u << LAY_ARM32)
#define X86 (1u << LAY_X86_64 | 1u << LAY_I386)

/*
 * What is not included: by the beginning of its name, on these ABIs. xen.h takes in those of its own architecture that
 * must come once. To leave another out: a row here, and why; then extract every release again.
 */
static const struct {
	const char *begins;
	unsigned int abis;
} left_out[] = {
	{ "arch-arm.h", X86 },
	{ "arch-arm/", X86 },
	{ "arch-arm/hvm/save.h", ARM }, /* hvm/save.h takes it in */
	{ "arch-ppc", ARM | X86 },      /* ABIs that this catalogue does not have */
	{ "arch-riscv", ARM | X86 },
	{ "arch-x86", ARM },
	{ "arch-x86/hvm/save.h", X86 },
	{ "arch-x86/xen-x86_", ARM | X86 }, /* two of which xen.h takes one */
	{ "dom0_ops.h", ARM | X86 }, /* former names of platform.h's; refuses to be included */
	{ "foreign/", ARM | X86 },   /* of installed systems: copies of others */
	{ "sys/", ARM | X86 },       /* of installed systems: Linux's drivers */
};

static bool has_file(struct arena *arena, const char *dir, const char *file)
{
	return access(arena_printf(arena, "%s/%s", dir, file), R_OK) == 0;
}

const char *extract_dir(struct arena *arena, const char *user_dir)
{
	const char *dir;
	char *whole;
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		dir = arena_printf(arena, "%s%s", user_dir, places[i]);
		if (!has_file(arena, dir, "xen.h") || !has_file(arena, dir, "xen-compat.h"))
			continue;
		whole = realpath(dir, NULL);
		if (!whole)
			break;
		dir = arena_strdup(arena, whole);
		free(whole);
		return dir;
	}
	fprintf(stderr,
		"xencat: no public headers of Xen in %s: looked for xen.h and xen-compat.h in it, in "
		"xen/include/public (a Xen tree) and in usr/include/xen (an installed system)\n",
		user_dir);
	return NULL;
}

static bool wanted(const char *name, enum lay_abi abi)
{
	size_t len = strlen(name), i;

	if (len < 3 || strcmp(name + len - 2, ".h") != 0 || strcmp(name, EXTRACT_FIRST) == 0)
		return false;
	for (i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if ((left_out[i].abis & 1u << abi) &&
		    strncmp(name, left_out[i].begins, strlen(left_out[i].begins)) == 0)
			return false;
	return true;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* BELOW is "" or ends with a slash. By name, so that one compiler's run is like the next. */
static void list_folder(struct extract *extract, const char *below, enum lay_abi abi)
{
	struct arena *arena = extract->arena;
	const char *path = arena_printf(arena, "%s/%s", extract->dir, below), *name;
	struct dirent **entries;
	struct stat status;
	int n = scandir(path, &entries, visible, alphasort), i;

	for (i = 0; i < n; i++) {
		name = arena_printf(arena, "%s%s", below, entries[i]->d_name);
		if (stat(arena_printf(arena, "%s/%s", extract->dir, name), &status) == 0 &&
		    S_ISDIR(status.st_mode))
			list_folder(extract, arena_printf(arena, "%s/", name), abi);
		else if (wanted(name, abi))
			*arena_push(arena, extract->includes, extract->n_includes) = name;
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

void extract_list(struct extract *extract, enum lay_abi abi)
{
	*arena_push(extract->arena, extract->includes, extract->n_includes) = EXTRACT_FIRST;
	list_folder(extract, "", abi);
}
