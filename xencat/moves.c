/* SPDX-License-Identifier: MIT */
#include "xencat/moves.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

const char *xabi_name(struct arena *arena, const char *part, ...)
{
	struct out name = { .arena = arena };
	va_list parts;
	char *at;

	out_text(&name, "XABI");
	va_start(parts, part);
	for (; part; part = va_arg(parts, const char *))
		out_printf(&name, "_%s", part);
	va_end(parts);
	for (at = name.text; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	return name.text;
}

bool old_field(const struct moves *moves, const struct ops_op *old, const char *path,
	       struct lay_field *ret_field)
{
	const char *type = old->type;

	if (path[0] == '.') {
		type = old->hypercall->type;
		path++;
	} else if (old->shape == OPS_PAYLOAD) {
		path = arena_printf(moves->arena, "%s.%s", old->path, path);
	}
	return type && lay_field(moves->lay, type, path, moves->release, moves->abi, ret_field);
}

/* A row is its own line of output, told apart for the C compiler's messages. */
static void open_row(struct moves *moves, struct low_row *row, struct out *out)
{
	const struct place place = row->line.places[0];
	unsigned int line, column;

	(void)moves;
	source_position(place.source, place.at, &line, &column);
	out_printf(out, "#line %u ", line);
	out_quoted(out, place.source->name);
	out_text(out, "\n\t{ ");
	row->used = true;
}

/* A number or a constant of the catalogue. */
static bool number_at(const struct moves *moves, const struct line *line, size_t i,
		      uint64_t *ret_value)
{
	return i < line->n &&
	       (word_number(line->words[i], ret_value) ||
		lay_const(moves->lay, line->words[i], moves->release, moves->abi, ret_value));
}

/* The conversion that the words from I on name, as initialisers; NULL if they name none. */
static const char *conversion(const struct moves *moves, const struct line *line, size_t i)
{
	static const struct {
		const char *name, *initialiser;
	} plain[] = {
		{ "pages", ".convert = LOWER_PAGES, " },
		{ "pages_limit", ".convert = LOWER_LIMIT, " },
		{ "plus_1", ".convert = LOWER_PLUS_1, " },
	};
	uint64_t first, second;
	size_t word;

	if (i == line->n)
		return "";
	for (word = 0; i + 1 == line->n && word < sizeof(plain) / sizeof(plain[0]); word++)
		if (word_is(line, i, plain[word].name))
			return plain[word].initialiser;
	if (word_is(line, i, "times") && i + 2 == line->n && number_at(moves, line, i + 1, &first))
		return arena_printf(moves->arena, ".convert = LOWER_TIMES, .value = %" PRIu64 ", ",
				    first);
	if (word_is(line, i, "bits") && i + 3 == line->n && number_at(moves, line, i + 1, &first) &&
	    number_at(moves, line, i + 2, &second))
		return arena_printf(moves->arena,
				    ".convert = LOWER_BITS, .mask = 0x%" PRIx64
				    ", .value = %" PRIu64 ", ",
				    first, second);
	return NULL;
}

static void put_old(struct out *out, const struct lay_field *field)
{
	out_printf(out, ".old_at = %" PRIu32 ", .old_bytes = %" PRIu32 ", ", field->offset,
		   field->size);
}

/* FIELD has FLAGS.FLAG <- FIELD has CONSTANT */
static bool flag_row(struct moves *moves, struct low_struct *low, struct low_row *row,
		     struct out *out, size_t *n)
{
	const struct line *line = &row->line;
	struct lay_field field;
	const char *dot;
	uint64_t mask;

	if (line->n != 7 || !word_is(line, 1, "has") || !word_is(line, 3, "<-") ||
	    !word_is(line, 5, "has"))
		return false;
	dot = strchr(line->words[2], '.');
	if (!dot)
		return false;
	if (!lay_field(moves->lay, low->old_type, line->words[4], moves->release, moves->abi,
		       &field) ||
	    !number_at(moves, line, 6, &mask))
		return true;
	open_row(moves, row, out);
	out_printf(out, ".kind = LOWER_FIELD, .convert = LOWER_HAS, LOWER_NEW(%s, %s), ",
		   low->new_type, line->words[0]);
	put_old(out, &field);
	out_printf(out, ".mask = 0x%" PRIx64 ", .value = %s },\n", mask,
		   xabi_name(moves->arena,
			     arena_strndup(moves->arena, line->words[2],
					   (size_t)(dot - line->words[2])),
			     dot + 1, (char *)NULL));
	(*n)++;
	return true;
}

/* FIELD <- FIELD [CONVERSION] */
static bool field_row(struct moves *moves, struct low_struct *low, struct low_row *row,
		      struct out *out, size_t *n)
{
	const struct line *line = &row->line;
	struct lay_field field;
	const char *convert;

	if (line->n < 3 || !word_is(line, 1, "<-"))
		return false;
	convert = conversion(moves, line, 3);
	if (!convert)
		return false;
	if (!lay_field(moves->lay, low->old_type, line->words[2], moves->release, moves->abi,
		       &field))
		return true;
	open_row(moves, row, out);
	out_printf(out, ".kind = %s, %sLOWER_NEW(%s, %s), ",
		   field.count == 1 ? "LOWER_FIELD" : "LOWER_BYTES", convert, low->new_type,
		   line->words[0]);
	put_old(out, &field);
	out_text(out, "},\n");
	(*n)++;
	return true;
}

bool struct_rows(struct moves *moves, struct low_struct *low, struct out *ret_moves, size_t *ret_n)
{
	unsigned int before = moves->diag->errors;
	size_t i;

	for (i = 0; i < low->block.n_rows; i++) {
		struct low_row *row = &low->block.rows[i];

		if (!flag_row(moves, low, row, ret_moves, ret_n) &&
		    !field_row(moves, low, row, ret_moves, ret_n))
			line_error(moves->diag, &row->line,
				   "FIELD <- FIELD [CONVERSION] as xencat/low.h lists them, or "
				   "FIELD has FLAGS.FLAG <- FIELD has CONSTANT");
	}
	return moves->diag->errors == before;
}

/* ERRNO STATUS */
static bool errno_row(struct moves *moves, struct low_row *row, struct out *out, size_t *n)
{
	const struct line *line = &row->line;
	uint64_t number;

	if (line->n != 2 || line->words[0][0] != 'E')
		return false;
	if (!lay_const(moves->lay, arena_printf(moves->arena, "XEN_%s", line->words[0]),
		       moves->release, moves->abi, &number))
		return true;
	open_row(moves, row, out);
	out_printf(out, "%" PRIu64 ", %s },\n", number,
		   xabi_name(moves->arena, "status", line->words[1], (char *)NULL));
	(*n)++;
	return true;
}

bool error_rows(struct moves *moves, struct low_block *block, struct out *ret_errors, size_t *ret_n)
{
	unsigned int before = moves->diag->errors;
	size_t i;

	for (i = 0; i < block->n_rows; i++)
		if (!errno_row(moves, &block->rows[i], ret_errors, ret_n))
			line_error(moves->diag, &block->rows[i].line, "ERRNO STATUS");
	return moves->diag->errors == before;
}

/* SLOT|NUMBER -> FIELD, BUFFER -> FIELD elements [from SLOT] */
static bool in_row(struct moves *moves, struct low_op *low, const struct ops_op *old,
		   struct low_row *row, struct op_moves *ret)
{
	const struct line *line = &row->line;
	bool bits = word_is(line, 3, "bits");
	bool elements = word_is(line, 3, "elements") || word_is(line, 3, "bytes") || bits;
	bool from = word_is(line, 3, "elements") && word_is(line, 4, "from");
	struct lay_field field;
	uint64_t value;

	if (!word_is(line, 1, "->") || line->n != (from ? 6u : elements ? 4u : 3u))
		return false;
	ret->counted |= word_is(line, 3, "elements");
	if (from)
		ret->from = line->words[5];
	if (!old_field(moves, old, line->words[2], &field))
		return true;
	open_row(moves, row, &ret->moves);
	if (elements)
		out_printf(&ret->moves, ".kind = LOWER_ELEMENTS, .value = %d, ", bits ? 8 : 1);
	else if (word_number(line->words[0], &value))
		out_printf(&ret->moves, ".kind = LOWER_SET, .value = %" PRIu64 ", ", value);
	else
		out_printf(&ret->moves, ".kind = LOWER_IN, .slot = %s, ",
			   xabi_name(moves->arena, "in", low->extension, low->op, line->words[0],
				     (char *)NULL));
	put_old(&ret->moves, &field);
	out_text(&ret->moves, "},\n");
	ret->n_moves++;
	return true;
}

/* BUFFER <- payload|HANDLE NEW */
static bool view_row(const struct ops_op *old, struct low_row *row, struct op_moves *ret)
{
	const struct line *line = &row->line;
	const struct ops_handle *handle =
		line->n == 4 ? ops_handle_find(old, line->words[2]) : NULL;

	if (line->n != 4 || !word_is(line, 1, "<-") || (!handle && !word_is(line, 2, "payload")))
		return false;
	ret->handle = handle;
	ret->buffer = line->words[0];
	ret->view = line->words[3];
	ret->view_row = row;
	row->used = true;
	return true;
}

/* BUFFER <- HANDLE: the bytes it points to */
static bool area_row(struct moves *moves, const struct ops_op *old, struct low_row *row,
		     struct op_moves *ret)
{
	const struct line *line = &row->line;

	const struct ops_handle *handle =
		line->n == 3 ? ops_handle_find(old, line->words[2]) : NULL;

	if (!handle || !word_is(line, 1, "<-"))
		return false;
	ret->handle = handle;
	ret->buffer = line->words[0];
	ret->area = true;
	open_row(moves, row, &ret->moves);
	out_text(&ret->moves, ".kind = LOWER_AREA },\n");
	ret->n_moves++;
	return true;
}

/* BUFFER <- text [FIELD], BUFFER <- varbuf */
static bool text_row(struct moves *moves, const struct ops_op *old, struct low_row *row,
		     struct op_moves *ret)
{
	const struct line *line = &row->line;
	bool varbuf = word_is(line, 2, "varbuf") && old->shape == OPS_VARBUF && line->n == 3;
	struct lay_field field = { .size = old->bytes };

	if (!word_is(line, 1, "<-") || (!varbuf && (!word_is(line, 2, "text") || line->n > 4)))
		return false;
	if (line->n == 3 && !varbuf && old->shape != OPS_TEXT)
		return false;
	ret->buffer = line->words[0];
	if (varbuf ? !old_field(moves, old, "buf", &field)
		   : line->n == 4 && !old_field(moves, old, line->words[3], &field))
		return true;
	open_row(moves, row, &ret->moves);
	out_printf(&ret->moves, ".kind = %s, ", varbuf ? "LOWER_VARBUF" : "LOWER_STRING");
	if (varbuf)
		field.size = 4096 - field.offset;
	put_old(&ret->moves, &field);
	out_text(&ret->moves, "},\n");
	ret->n_moves++;
	if (!varbuf)
		return true;
	out_printf(&ret->moves, "\t{ .kind = LOWER_SET, .value = %" PRIu32 ", .old_bytes = 4 },\n",
		   field.size);
	ret->n_moves++;
	return true;
}

/* SLOT <- FIELD|result [CONVERSION] */
static bool out_row(struct moves *moves, struct low_op *low, const struct ops_op *old,
		    struct low_row *row, struct op_moves *ret)
{
	const struct line *line = &row->line;
	bool result = word_is(line, 2, "result");
	bool less = word_is(line, 3, "less") && line->n == 5;
	struct lay_field field;
	const char *convert;

	if (line->n < 3 || !word_is(line, 1, "<-") || word_is(line, 2, "text") ||
	    word_is(line, 2, "varbuf") || word_is(line, 2, "payload"))
		return false;
	convert = less ? arena_printf(moves->arena, ".convert = LOWER_LESS, .value = %s, ",
				      xabi_name(moves->arena, "in", low->extension, low->op,
						line->words[4], (char *)NULL))
		       : conversion(moves, line, 3);
	if (!convert)
		return false;
	if (!result && !old_field(moves, old, line->words[2], &field))
		return true;
	open_row(moves, row, &ret->moves);
	out_printf(&ret->moves, ".kind = %s, %s.slot = %s, ", result ? "LOWER_RESULT" : "LOWER_OUT",
		   convert,
		   xabi_name(moves->arena, "out", low->extension, low->op, line->words[0],
			     (char *)NULL));
	if (!result)
		put_old(&ret->moves, &field);
	out_text(&ret->moves, "},\n");
	ret->n_moves++;
	return true;
}

/* SLOT == FIELD else STATUS */
static bool same_row(struct moves *moves, struct low_op *low, const struct ops_op *old,
		     struct low_row *row, struct op_moves *ret)
{
	const struct line *line = &row->line;
	struct lay_field field;

	if (line->n != 5 || !word_is(line, 1, "==") || !word_is(line, 3, "else") || !ret->handle)
		return false;
	if (!old_field(moves, old, ret->handle->path, &field) ||
	    !lay_field(moves->lay, field.type, line->words[2], moves->release, moves->abi, &field))
		return true;
	open_row(moves, row, &ret->moves);
	out_printf(&ret->moves, ".kind = LOWER_SAME, .slot = %s, ",
		   xabi_name(moves->arena, "in", low->extension, low->op, line->words[0],
			     (char *)NULL));
	put_old(&ret->moves, &field);
	out_printf(&ret->moves, ".value = %s },\n",
		   xabi_name(moves->arena, "status", line->words[4], (char *)NULL));
	ret->n_moves++;
	return true;
}

bool op_rows(struct moves *moves, struct low_op *low, const struct ops_op *old,
	     struct op_moves *ret_moves)
{
	unsigned int before = moves->diag->errors;
	struct low_row *row;
	size_t i;

	for (i = 0; i < low->block.n_rows; i++) {
		row = &low->block.rows[i];
		if (!errno_row(moves, row, &ret_moves->errors, &ret_moves->n_errors) &&
		    !in_row(moves, low, old, row, ret_moves) && !view_row(old, row, ret_moves) &&
		    !area_row(moves, old, row, ret_moves) &&
		    !text_row(moves, old, row, ret_moves) &&
		    !out_row(moves, low, old, row, ret_moves) &&
		    !same_row(moves, low, old, row, ret_moves))
			line_error(
				moves->diag, &row->line,
				"a row as xencat/low.h lists them, fitting what the .ops file says of this op");
	}
	return moves->diag->errors == before;
}
