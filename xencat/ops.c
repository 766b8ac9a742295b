/* SPDX-License-Identifier: MIT */
#include "xencat/ops.h"

#include <string.h>

/* "register N" at word I. */
static bool read_register(const struct line *line, size_t i, uint8_t *ret_register)
{
	uint64_t number;

	if (!word_is(line, i, "register") || i + 2 != line->n ||
	    !word_number(line->words[i + 1], &number) || number > 4)
		return false;
	*ret_register = (uint8_t)number;
	return true;
}

static bool hypercall_row(const struct line *row, struct ops_hypercall *call)
{
	if (word_is(row, 0, "argument"))
		return read_register(row, 1, &call->argument_register);
	if (word_is(row, 0, "command") && word_is(row, 1, "field") && row->n == 3)
		return call->command_field = row->words[2], true;
	if (word_is(row, 0, "command"))
		return read_register(row, 1, &call->command_register);
	if (word_is(row, 0, "struct") && row->n == 2)
		return call->type = row->words[1], true;
	if (word_is(row, 0, "version") && row->n == 3) {
		call->version_field = row->words[1];
		call->version_constant = row->words[2];
		return true;
	}
	return false;
}

static const struct ops_hypercall *read_hypercall(struct arena *arena, struct diag *diag,
						  const struct block *block)
{
	struct ops_hypercall *call = arena_new(arena, struct ops_hypercall);
	size_t i;

	*call = (struct ops_hypercall){ .name = block->head.words[1],
					.constant = block->head.words[2],
					.command_register = OPS_NONE,
					.argument_register = OPS_NONE };
	for (i = 0; i < block->n_rows; i++)
		if (!hypercall_row(&block->rows[i], call))
			line_error(
				diag, &block->rows[i],
				"argument register N, struct TYPE, command register N, command field FIELD, or "
				"version FIELD CONSTANT");
	return call;
}

static bool op_row(const struct line *row, struct ops_op *op)
{
	uint64_t number;

	if (word_is(row, 0, "list") && ((row->n == 5 && word_is(row, 3, "filled")) ||
					(row->n == 4 && word_is(row, 3, "whole")))) {
		op->list_handle = row->words[1];
		op->list_type = row->words[2];
		op->list_filled = row->n == 5 ? row->words[4] : NULL;
		return true;
	}
	if (row->n != 2 || op->shape != OPS_PLAIN)
		return false;
	if (word_is(row, 0, "payload")) {
		op->shape = OPS_PAYLOAD;
		op->path = row->words[1];
		op->type = op->hypercall->type;
		return op->type != NULL;
	}
	if (word_is(row, 0, "text")) {
		op->shape = OPS_TEXT;
		if (!word_number(row->words[1], &number) || number > 4096)
			return false;
		op->bytes = (uint32_t)number;
		return true;
	}
	op->type = row->words[1];
	op->shape = word_is(row, 0, "varbuf") ? OPS_VARBUF : OPS_STRUCT;
	return word_is(row, 0, "varbuf") || word_is(row, 0, "struct");
}

static void read_op(struct arena *arena, struct diag *diag, const struct ops_hypercall *call,
		    const struct block *block, struct ops_set *set)
{
	struct ops_op *op = arena_new(arena, struct ops_op);
	size_t i;

	*op = (struct ops_op){ .hypercall = call,
			       .name = block->head.words[1],
			       .constant = block->head.words[2],
			       .place = block->head.places[1] };
	if (ops_find(set, call->name, op->name))
		diag_error(diag, op->place, "%s.%s is described twice", call->name, op->name);
	for (i = 0; i < block->n_rows; i++)
		if (!op_row(&block->rows[i], op))
			line_error(
				diag, &block->rows[i],
				"one of payload PATH (where the hypercall has a struct), struct TYPE, text BYTES, "
				"varbuf TYPE; or list HANDLE TYPE filled FIELD | whole");
	*arena_push(arena, set->ops, set->n_ops) = op;
}

struct ops_set *ops_read(struct arena *arena, struct diag *diag, char *const files[],
			 size_t n_files)
{
	struct ops_set *set = arena_new(arena, struct ops_set);
	const struct ops_hypercall *call = NULL;
	struct block *blocks = NULL;
	size_t n_blocks = 0, i;

	for (i = 0; i < n_files; i++)
		words_read(arena, diag, files[i], &blocks, &n_blocks);
	for (i = 0; i < n_blocks; i++) {
		if (word_is(&blocks[i].head, 0, "hypercall") && blocks[i].head.n == 3)
			call = read_hypercall(arena, diag, &blocks[i]);
		else if (word_is(&blocks[i].head, 0, "op") && blocks[i].head.n == 3 && call)
			read_op(arena, diag, call, &blocks[i], set);
		else
			line_error(diag, &blocks[i].head,
				   "hypercall NAME CONSTANT, or below one op NAME CONSTANT");
	}
	return set;
}

const struct ops_op *ops_find(const struct ops_set *set, const char *hypercall, const char *name)
{
	size_t i;

	for (i = 0; i < set->n_ops; i++)
		if (strcmp(set->ops[i]->name, name) == 0 &&
		    strcmp(set->ops[i]->hypercall->name, hypercall) == 0)
			return set->ops[i];
	return NULL;
}
