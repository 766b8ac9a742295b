/* SPDX-License-Identifier: MIT */
/* How people want to see a field: the rows of `show`, as those of codec/walk.h. */
#include "xencat/calls.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool is_less(const struct ops_show *show, const char *name)
{
	size_t i;

	for (i = 0; i < show->n_less; i++)
		if (strcmp(show->less[i], name) == 0)
			return true;
	return false;
}

static bool one_bit(uint64_t value)
{
	return value && !(value & (value - 1));
}

struct symbol {
	uint64_t value;
	size_t name, where;
};

static int by_value(const void *a, const void *b)
{
	const struct symbol *left = a, *right = b;

	return left->value != right->value
		       ? (left->value > right->value) - (left->value < right->value)
		       : (left->name > right->name) - (left->name < right->name);
}

/* The constants whose names start with the prefix, without it. */
static struct symbol *find_symbols(struct calls *calls, const struct ops_show *show, size_t *ret_n)
{
	const struct lay_index *constants = &calls->lay->constants;
	size_t len = strlen(show->prefix), i, j;
	struct symbol *symbols = NULL;
	const struct lay_node *node;
	const struct lay_row *row;
	const char *name;

	*ret_n = 0;
	for (i = 0; i < constants->n_entries; i++) {
		node = constants->entries[i].node;
		name = constants->entries[i].name;
		if (strncmp(name, show->prefix, len) != 0 || !name[len] ||
		    is_less(show, name + len))
			continue;
		for (j = 0; j < node->n_rows; j++) {
			row = &node->rows[j];
			if (row->later || (show->form == OPS_FLAGS && !one_bit(row->value)))
				continue;
			*arena_push(calls->arena, symbols, *ret_n) =
				(struct symbol){ row->value, calls_name(calls, name + len),
						 calls_where(calls, row->cells) };
		}
	}
	return symbols;
}

/* Returns how many. */
static size_t put_symbols(struct calls *calls, const struct ops_show *show)
{
	size_t n, i;
	struct symbol *symbols = find_symbols(calls, show, &n);

	if (n)
		qsort(symbols, n, sizeof(*symbols), by_value);
	else
		diag_error(calls->diag, show->line->places[2],
			   "no constant's name starts with '%s'", show->prefix);
	for (i = 0; i < n; i++)
		out_printf(&calls->symbols.rows,
			   "\t{ 0x%" PRIx64 "u, 0x%" PRIx64 "u, %zu, %zu },\n",
			   symbols[i].value & UINT32_MAX, symbols[i].value >> 32, symbols[i].name,
			   symbols[i].where);
	calls->symbols.n += n;
	return n;
}

/* The place of a row that has FORM and, of symbols, that KEY; made unless it is there. */
static size_t put_show(struct calls *calls, const char *form, const struct ops_show *show)
{
	const char *key = form, *unit = "";
	size_t i, first = calls->symbols.n, n = 0;

	if (show && show->prefix)
		key = arena_printf(calls->arena, "%s %s", key, show->prefix);
	for (i = 0; show && i < show->n_less; i++)
		key = arena_printf(calls->arena, "%s %s", key, show->less[i]);
	for (i = 0; i < calls->n_show_keys; i++)
		if (strcmp(calls->show_keys[i], key) == 0)
			return i;
	*arena_push(calls->arena, calls->show_keys, calls->n_show_keys) = key;
	if (show && show->form == OPS_IN)
		unit = show->prefix;
	else if (show && show->prefix)
		n = put_symbols(calls, show);
	out_printf(&calls->shows.rows, "\t{ %s, %zu, %zu, %zu },\n", form, calls_name(calls, unit),
		   first, n);
	return calls->shows.n++;
}

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

size_t calls_show(struct calls *calls, const char *owner, const char *path, const char *alias,
		  const char *name)
{
	static const char *const forms[] = { "WALK_FLAGS", "WALK_ONE",  "WALK_UNIT",
					     "WALK_HEX",   "WALK_UUID", "WALK_AS_TEXT" };
	const struct ops_show *show = owner ? ops_show_find(calls->ops, owner, path) : NULL;

	if (!calls->shows.n)
		put_show(calls, "WALK_PLAIN", NULL);
	if (!show && alias)
		show = ops_show_find(calls->ops, alias, "-");
	if (show)
		return put_show(calls, forms[show->form], show);
	name += strspn(name, "_");
	if (starts(name, "pad") || starts(name, "rsvd") || starts(name, "reserved"))
		return put_show(calls, "WALK_GAP", NULL);
	return 0;
}
