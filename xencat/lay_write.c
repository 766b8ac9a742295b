/* SPDX-License-Identifier: MIT */
#include "xencat/lay_tree.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool same_as_file(struct arena *arena, const struct out *out, const char *path)
{
	struct diag diag = { 0 };
	const struct source *source;

	if (access(path, R_OK) != 0)
		return false;
	source = source_read(arena, &diag, path);
	return source && source->len == out->len && memcmp(source->text, out->text, out->len) == 0;
}

void lay_make_folders(struct arena *arena, const char *path)
{
	const char *slash;

	for (slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/'))
		mkdir(arena_strndup(arena, path, (size_t)(slash - path)), 0777);
}

bool lay_write(struct lay_set *set, const char *dir, bool dry, size_t *ret_changed)
{
	struct arena *arena = set->arena;
	const char *path;
	size_t i, changed = 0;

	for (i = 0; i <= set->n_headers; i++) {
		struct out out = { .arena = arena };

		path = i < set->n_headers ? lay_path(arena, dir, set->headers[i]->name)
					  : arena_printf(arena, "%s/releases.lay", dir);
		if (i < set->n_headers && !set->headers[i]->n_rows) {
			changed += dry || unlink(path) == 0;
			continue;
		}
		if (i < set->n_headers)
			lay_print_header(&out, &set->known, set->headers[i]);
		else
			lay_print_known(&out, &set->known);
		if (same_as_file(arena, &out, path))
			continue;
		changed++;
		if (dry)
			continue;
		lay_make_folders(arena, path);
		if (!out_write(&out, path))
			return false;
	}
	*ret_changed = changed;
	return true;
}
