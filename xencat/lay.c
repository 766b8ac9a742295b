/* SPDX-License-Identifier: MIT */
/* Loading a folder of .lay files, the checks that need all of them, and the questions of lay.h. */
#include "xencat/lay_tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NO_PLACE ((struct place){ 0 })
#define KNOWN    "releases.lay"

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

char *lay_path(struct arena *arena, const char *dir, const char *header)
{
	size_t len = strlen(header);

	return arena_printf(arena, "%s/%.*s.lay", dir,
			    (int)(ends_with(header, ".h") ? len - 2 : len), header);
}

bool lay_read_known(struct arena *arena, struct diag *diag, const char *dir,
		    struct lay_known *ret_known)
{
	const char *path = arena_printf(arena, "%s/" KNOWN, dir);
	const struct source *source;

	*ret_known = (struct lay_known){ 0 };
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return true;
	source = source_read(arena, diag, path);
	return source && lay_parse_known(arena, diag, source, ret_known);
}

/* A file is found by its header's name when it is written again, so it has to have that name now. */
static void read_header(struct lay_set *set, struct diag *diag, const char *dir,
			const struct source *source)
{
	struct lay_node *header =
		source ? lay_parse_header(set->arena, diag, source, &set->known) : NULL;

	if (!header)
		return;
	if (!header->name || strcmp(lay_path(set->arena, dir, header->name), source->name) != 0) {
		diag_error(diag, header->rows[0].place, "the file of this header would be %s",
			   header->name ? lay_path(set->arena, dir, header->name)
					: "one with a name");
		return;
	}
	*arena_push(set->arena, set->headers, set->n_headers) = header;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Reads what is below PATH, "DIR" or a folder in it, by name, so that reports come in the same order everywhere. */
static void read_folder(struct lay_set *set, struct diag *diag, const char *dir, const char *path)
{
	struct dirent **entries;
	struct stat status;
	const char *below;
	int n = scandir(path, &entries, visible, alphasort), i;

	if (n < 0) {
		diag_error(diag, NO_PLACE, "cannot read the folder %s: %s", path, strerror(errno));
		return;
	}
	for (i = 0; i < n; i++) {
		below = arena_printf(set->arena, "%s/%s", path, entries[i]->d_name);
		if (stat(below, &status) == 0 && S_ISDIR(status.st_mode))
			read_folder(set, diag, dir, below);
		else if (ends_with(below, ".lay") && strcmp(entries[i]->d_name, KNOWN) != 0)
			read_header(set, diag, dir, source_read(set->arena, diag, below));
		free(entries[i]);
	}
	free(entries);
}

static int compare_headers(const void *a, const void *b)
{
	return strcmp((*(struct lay_node *const *)a)->name, (*(struct lay_node *const *)b)->name);
}

static struct lay_set *new_set(struct arena *arena, const struct lay_known *known)
{
	struct lay_set *set = arena_new(arena, struct lay_set);
	size_t i;

	set->arena = arena;
	set->known = *known;
	for (i = 0; i < known->n_releases; i++)
		set->numbers[i] = known->releases[i].release;
	return set;
}

static void sort_headers(struct lay_set *set)
{
	if (set->n_headers)
		qsort(set->headers, set->n_headers, sizeof(set->headers[0]), compare_headers);
}

struct lay_set *lay_read(struct arena *arena, struct diag *diag, const char *dir,
			 const struct lay_known *known)
{
	struct lay_set *set = new_set(arena, known);
	unsigned int errors = diag->errors;
	size_t len = strlen(dir);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	dir = arena_strndup(arena, dir, len);
	read_folder(set, diag, dir, dir);
	sort_headers(set);
	return diag->errors == errors ? set : NULL;
}

struct lay_set *lay_load_texts(struct arena *arena, struct diag *diag, const char *dir,
			       const struct source *const *sources, size_t n_sources)
{
	const char *known_path = arena_printf(arena, "%s/" KNOWN, dir);
	struct lay_known known = { 0 };
	struct lay_set *set;
	size_t i;

	for (i = 0; i < n_sources; i++)
		if (strcmp(sources[i]->name, known_path) == 0)
			lay_parse_known(arena, diag, sources[i], &known);
	set = new_set(arena, &known);
	for (i = 0; i < n_sources; i++)
		if (ends_with(sources[i]->name, ".lay") &&
		    strcmp(sources[i]->name, known_path) != 0)
			read_header(set, diag, dir, sources[i]);
	sort_headers(set);
	return !diag->errors && lay_finish(set, diag) ? set : NULL;
}

struct lay_set *lay_load(struct arena *arena, struct diag *diag, const char *dir)
{
	struct lay_known known;
	struct lay_set *set;

	if (!lay_read_known(arena, diag, dir, &known))
		return NULL;
	set = lay_read(arena, diag, dir, &known);
	if (!set || !lay_finish(set, diag))
		return NULL;
	if (known.n_releases && set->n_headers)
		return set;
	diag_error(diag, NO_PLACE, "%s holds no catalogue: there is no %s", dir,
		   known.n_releases ? "header's .lay file" : KNOWN " with a release");
	return NULL;
}

const uint16_t *lay_releases(const struct lay_set *set, size_t *ret_n)
{
	const struct lay_known *known = &set->known;

	*ret_n = known->n_releases;
	if (*ret_n && known->releases[*ret_n - 1].unreleased)
		(*ret_n)--;
	return set->numbers;
}

static size_t index_from(const struct lay_index *index, const char *name)
{
	size_t low = 0, high = index->n_entries, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(index->entries[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct lay_entry *find(const struct lay_index *index, const char *name,
				    unsigned int release, enum lay_abi abi)
{
	size_t i = index_from(index, name);

	for (; i < index->n_entries && strcmp(index->entries[i].name, name) == 0; i++)
		if (lay_node_row(index->entries[i].node, release, abi))
			return &index->entries[i];
	return NULL;
}

const struct lay_entry *lay_find_const(const struct lay_set *set, const char *name,
				       unsigned int release, enum lay_abi abi)
{
	return find(&set->constants, name, release, abi);
}

/* A typedef `X_t` of `struct X` is not written down: that is what the headers do nearly everywhere. */
const struct lay_entry *lay_find_type(const struct lay_set *set, const char *name,
				      unsigned int release, enum lay_abi abi)
{
	const struct lay_entry *entry = find(&set->types, name, release, abi);
	const struct lay_row *row;

	if (!entry && ends_with(name, "_t")) {
		name = arena_strndup(set->arena, name, strlen(name) - 2);
		entry = find(&set->types, name, release, abi);
		return entry && entry->node->tag != LAY_TYPEDEF ? entry : NULL;
	}
	if (!entry || entry->node->tag != LAY_TYPEDEF)
		return entry;
	row = lay_node_row(entry->node, release, abi);
	if (row->type.kind == LAY_HANDLE || !row->type.name || row->type.count != 1)
		return entry;
	return find(&set->types, row->type.name, release, abi);
}

bool lay_element_size(const struct lay_set *set, const struct lay_type *type, unsigned int release,
		      enum lay_abi abi, uint32_t *ret_size)
{
	const struct lay_entry *entry;

	if (type->is_long) {
		*ret_size = abi == LAY_X86_64 || abi == LAY_ARM64 ? 8 : 4;
	} else if (type->kind == LAY_HANDLE || !type->name) {
		*ret_size = type->size;
	} else {
		entry = find(&set->types, type->name, release, abi);
		if (!entry || entry->node->tag == LAY_TYPEDEF)
			return false;
		*ret_size = lay_node_row(entry->node, release, abi)->type.size;
	}
	return true;
}

bool lay_size(const struct lay_set *set, const char *type, uint16_t release, enum lay_abi abi,
	      uint32_t *ret_size)
{
	const struct lay_entry *entry;
	const struct lay_row *row;
	unsigned int index;
	uint32_t size;

	if (!lay_release_find(&set->known, release, &index))
		return false;
	entry = lay_find_type(set, type, index, abi);
	if (!entry)
		return false;
	row = lay_node_row(entry->node, index, abi);
	if (!lay_element_size(set, &row->type, index, abi, &size))
		return false;
	*ret_size = size * row->type.count;
	return true;
}

bool lay_const(const struct lay_set *set, const char *name, uint16_t release, enum lay_abi abi,
	       uint64_t *ret_value)
{
	const struct lay_entry *entry;
	unsigned int index;

	if (!lay_release_find(&set->known, release, &index))
		return false;
	entry = lay_find_const(set, name, index, abi);
	if (!entry)
		return false;
	*ret_value = lay_node_row(entry->node, index, abi)->value;
	return true;
}

struct walk {
	const struct lay_set *set;
	unsigned int release;
	enum lay_abi abi;
	const struct lay_node *node;
	const struct lay_row *row;
	uint32_t offset;
};

/* Goes to the member of that name, also through members that have none themselves. */
static bool step(struct walk *walk, const struct lay_node *node, uint32_t offset, const char *name,
		 size_t len)
{
	const struct lay_node *child;
	const struct lay_row *row;
	size_t i;

	for (i = 0; i < node->n_children; i++) {
		child = node->children[i];
		row = lay_node_row(child, walk->release, walk->abi);
		if (!row || child->tag != LAY_FIELD)
			continue;
		if (!child->name) {
			if (step(walk, child, offset + row->offset, name, len))
				return true;
		} else if (strncmp(child->name, name, len) == 0 && !child->name[len]) {
			walk->node = child;
			walk->row = row;
			walk->offset = offset + row->offset;
			return true;
		}
	}
	return false;
}

/* Where the members of what WALK has reached stand: below it, or below its type. */
static const struct lay_node *members_of(const struct walk *walk)
{
	const struct lay_entry *entry;

	if (walk->node->tag != LAY_FIELD || lay_type_inline(&walk->row->type))
		return walk->node;
	if ((walk->row->type.kind != LAY_STRUCT && walk->row->type.kind != LAY_UNION))
		return NULL;
	entry = find(&walk->set->types, walk->row->type.name, walk->release, walk->abi);
	return entry ? entry->node : NULL;
}

bool lay_field(const struct lay_set *set, const char *type, const char *path, uint16_t release,
	       enum lay_abi abi, struct lay_field *ret_field)
{
	struct walk walk = { .set = set, .abi = abi };
	const struct lay_entry *entry;
	const struct lay_node *members;
	uint32_t size;
	size_t len;

	if (!lay_release_find(&set->known, release, &walk.release))
		return false;
	entry = lay_find_type(set, type, walk.release, abi);
	if (!entry)
		return false;
	walk.node = entry->node;
	walk.row = lay_node_row(entry->node, walk.release, abi);
	for (; *path; path += len + (path[len] == '.')) {
		len = strcspn(path, ".");
		members = members_of(&walk);
		if (!members || !step(&walk, members, walk.offset, path, len))
			return false;
	}
	if (!lay_element_size(set, &walk.row->type, walk.release, abi, &size))
		return false;
	*ret_field = (struct lay_field){
		.kind = walk.row->type.kind,
		.offset = walk.offset,
		.size = size * walk.row->type.count,
		.count = walk.row->type.count,
		.bit = walk.row->bit,
		.bits = walk.row->type.bits,
		.type = walk.row->type.name,
	};
	return true;
}
