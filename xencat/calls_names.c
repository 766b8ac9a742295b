/* SPDX-License-Identifier: MIT */
/* What rows of codec/walk.h refer to: names, paths, and where something holds. */
#include "xencat/calls.h"

#include <string.h>

#include "codec/walk.h"
#include "xencat/ops_check.h"

size_t calls_name(struct calls *calls, const char *text)
{
	size_t i, place = calls->name_bytes;

	for (i = 0; i < calls->n_names; i++)
		if (strcmp(calls->name_texts[i], text) == 0)
			return calls->name_places[i];
	*arena_push(calls->arena, calls->name_texts, calls->n_names) = text;
	*arena_push(calls->arena, calls->name_places, calls->n_name_places) = (uint16_t)place;
	out_printf(&calls->names, "\t\"%s\\0\"\n", text);
	calls->name_bytes += strlen(text) + 1;
	return place;
}

size_t calls_where(struct calls *calls, struct lay_cells cells)
{
	uint64_t where = 0;
	unsigned int abi;
	size_t i;

	for (abi = 0; abi < LAY_ABIS; abi++)
		for (i = 0; i < calls->n_releases; i++)
			if (lay_cells_have(cells, (unsigned int)i, (enum lay_abi)abi))
				where |= UINT64_C(1) << (16 * abi + i);
	for (i = 0; i < calls->n_wheres; i++)
		if (calls->wheres[i] == where)
			return i;
	*arena_push(calls->arena, calls->wheres, calls->n_wheres) = where;
	return i;
}

/* WORDS, which may be in the table already as part of something longer. */
static size_t put_words(struct calls *calls, const uint16_t *words, size_t n)
{
	size_t i;

	for (i = 0; i + n <= calls->n_words; i++)
		if (memcmp(calls->words + i, words, n * sizeof(*words)) == 0)
			return i;
	for (i = 0; i < n; i++)
		*arena_push(calls->arena, calls->words, calls->n_words) = words[i];
	return calls->n_words - n;
}

struct words {
	uint16_t *words;
	size_t n;
};

static void add(struct calls *calls, struct words *words, size_t word)
{
	*arena_push(calls->arena, words->words, words->n) = (uint16_t)word;
}

static size_t register_number(const struct ops_hypercall *call, const char *name)
{
	size_t i;

	for (i = 0; i < OPS_REGISTERS; i++)
		if (call->registers[i] && strcmp(call->registers[i], name) == 0)
			return i;
	return call->argument_register;
}

/* "segments.h[].buf.h": a word for each name, one for each pair of brackets. */
static void add_path(struct calls *calls, struct words *words, const struct ops_op *op,
		     const char *path)
{
	const char *name;
	size_t len;

	if (*path == '.') {
		add(calls, words, WALK_WORD_ROOT);
		path++;
	}
	for (; *path; path += len + (path[len] == '.')) {
		len = strcspn(path, ".[");
		name = arena_strndup(calls->arena, path, len);
		if (op && !words->n && ops_is_register(op->hypercall, name))
			add(calls, words,
			    WALK_WORD_REGISTER | register_number(op->hypercall, name));
		else if (strcmp(name, "-") != 0)
			add(calls, words, calls_name(calls, name));
		if (strncmp(path + len, "[]", 2) == 0) {
			add(calls, words, WALK_WORD_ELEMENT);
			len += 2;
		}
	}
	add(calls, words, 0);
	if (words->n > WALK_PATH)
		diag_error(calls->diag, op ? op->place : (struct place){ 0 },
			   "a path has more than %d parts", WALK_PATH);
}

size_t calls_path(struct calls *calls, const struct ops_op *op, const char *path)
{
	struct words words = { 0 };

	if (!path)
		return CALLS_NONE;
	add_path(calls, &words, op, path);
	return put_words(calls, words.words, words.n);
}

size_t calls_paths(struct calls *calls, const struct ops_op *op, const char **paths, size_t n)
{
	struct words words = { 0 }, one;
	size_t i, j;

	if (!n)
		return CALLS_NONE;
	for (i = 0; i < n; i++) {
		one = (struct words){ 0 };
		add_path(calls, &one, op, paths[i]);
		for (j = 0; j < one.n; j++)
			add(calls, &words, one.words[j]);
	}
	add(calls, &words, 0);
	return put_words(calls, words.words, words.n);
}

struct lay_cells calls_constant(struct calls *calls, const char *name, struct place place,
				uint64_t *ret_value)
{
	struct lay_cells cells = { 0 };
	const struct lay_entry *entry;
	const struct lay_row *row;
	unsigned int release, abi;
	uint64_t value = 0;

	for (release = 0; release < calls->n_releases; release++) {
		for (abi = 0; abi < LAY_ABIS; abi++) {
			entry = lay_find_const(calls->lay, name, release, (enum lay_abi)abi);
			if (!entry)
				continue;
			row = lay_node_row(entry->node, release, (enum lay_abi)abi);
			if (lay_cells_any(cells) && row->value != value)
				diag_error(calls->diag, place,
					   "'%s' is not the same in all releases", name);
			value = row->value;
			cells = lay_cells_or(cells, lay_cells_one(release, (enum lay_abi)abi));
		}
	}
	*ret_value = value;
	return cells;
}

/* A number or a constant, but no field. */
static bool is_number(struct calls *calls, const struct ops_op *op, const char *word,
		      uint64_t *ret_value)
{
	struct lay_field field;

	if (word_number(word, ret_value))
		return true;
	return !ops_field(calls->arena, calls->lay, op, word, &field) &&
	       lay_cells_any(calls_constant(calls, word, op->place, ret_value));
}

/* From left to right: a product behind a sum would be misread. */
size_t calls_length(struct calls *calls, const struct ops_op *op, const struct ops_handle *handle,
		    const char *length)
{
	struct words words = { 0 }, path;
	size_t join = WALK_WORD_ADD, len, i;
	bool sum = false;
	uint64_t number;
	const char *word;

	for (; *length; length += len + (length[len] == ' ')) {
		len = strcspn(length, " ");
		word = arena_strndup(calls->arena, length, len);
		if (len == 1 && strchr("+-*", *word)) {
			join = *word == '+'   ? WALK_WORD_ADD
			       : *word == '-' ? WALK_WORD_SUB
					      : WALK_WORD_MUL;
			if (sum && join == WALK_WORD_MUL)
				diag_error(calls->diag, handle->line->places[0],
					   "in a length products come first");
			sum = join != WALK_WORD_MUL;
			continue;
		}
		add(calls, &words, join);
		if (is_number(calls, op, word, &number)) {
			add(calls, &words, WALK_WORD_NUMBER);
			add(calls, &words, number & 0xffff);
			add(calls, &words, number >> 16);
			continue;
		}
		path = (struct words){ 0 };
		add_path(calls, &path, op, word);
		for (i = 0; i < path.n; i++)
			add(calls, &words, path.words[i]);
	}
	add(calls, &words, 0);
	return put_words(calls, words.words, words.n);
}
