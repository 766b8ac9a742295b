/* SPDX-License-Identifier: MIT */
/* `xencat calls`: catalogue/ops and layout as the C tables of codec/walk.h. */
#include "xencat/calls.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "codec/walk.h"
#include "xencat/commands.h"
#include "xencat/ops_check.h"

static void put_handle(struct calls *calls, const struct ops_op *op,
		       const struct ops_handle *handle)
{
	static const char *const units[] = {
		[OPS_COUNT] = "WALK_COUNT",     [OPS_BYTES] = "WALK_BYTES",
		[OPS_BITS] = "WALK_BITS",       [OPS_NUL] = "WALK_NUL",
		[OPS_IMPLIED] = "WALK_IMPLIED", [OPS_UNKNOWN] = "WALK_IMPLIED",
	};
	size_t length = CALLS_NONE;

	if (handle->unit <= OPS_BITS)
		length = calls_length(calls, op, handle, handle->length);
	out_printf(&calls->handles.rows, "\t{ %zu, %zu, %zu, %zu, %d, %d, %s },\n",
		   calls_path(calls, op, handle->path), length,
		   calls_path(calls, op, handle->filled),
		   handle->type ? calls_record(calls, handle->type) : CALLS_NONE, handle->in,
		   handle->out, units[handle->unit]);
	calls->handles.n++;
}

/* The shape's name and, beside it, the record. */
static const char *shape_of(struct calls *calls, const struct ops_op *op, size_t *ret_record)
{
	const char *whole = op->hypercall->type;

	*ret_record = op->type ? calls_record(calls, op->type) : CALLS_NONE;
	switch (op->shape) {
	case OPS_PAYLOAD:
		return "WALK_PAYLOAD";
	case OPS_STRUCT:
		return whole && strcmp(whole, op->type) == 0 ? "WALK_PAYLOAD" : "WALK_OWN";
	case OPS_TEXT:
		return "WALK_TEXT";
	case OPS_VARBUF:
		return "WALK_VARBUF";
	default:
		return "WALK_NOTHING";
	}
}

static size_t place_of(const struct ops_set *ops, const struct ops_op *op)
{
	size_t i;

	for (i = 0; i < ops->n_ops; i++)
		if (ops->ops[i] == op)
			return i;
	return CALLS_NONE;
}

/* A field that comes back and goes in: its row says so, or it is a length. */
static bool goes_in(const struct ops_op *op, const char *path)
{
	size_t i, j;

	for (i = 0; i < op->n_both; i++)
		if (strcmp(op->both[i], path) == 0)
			return true;
	for (i = 0; i < op->n_handles; i++)
		for (j = 0; j < op->handles[i].line->n; j++)
			if (op->handles[i].unit <= OPS_BITS &&
			    !word_is(op->handles[i].line, j - 1, "filled") &&
			    word_is(op->handles[i].line, j, path))
				return true;
	return false;
}

static size_t put_both(struct calls *calls, const struct ops_op *op)
{
	const char **paths = NULL;
	size_t n = 0, i;

	for (i = 0; i < op->n_out; i++)
		if (goes_in(op, op->out[i]))
			*arena_push(calls->arena, paths, n) = op->out[i];
	return calls_paths(calls, op, paths, n);
}

/* Changes of meaning that have a story: "... (S5)". */
static void put_changes(struct calls *calls, const struct ops_op *op)
{
	const char *story;
	unsigned int number;
	size_t i;
	int end;

	for (i = 0; i < op->n_changes; i++) {
		story = strrchr(op->changes[i].text, '(');
		if (!story || sscanf(story, "(S%u)%n", &number, &end) != 1 || story[end])
			continue;
		out_printf(&calls->changes.rows, "\t{ %zu, 0x%04x, %u },\n", calls->ops_rows.n,
			   op->changes[i].release, number);
		calls->changes.n++;
	}
}

/* FIRST: the place of the first of ops->ops among the rows. */
static void put_op(struct calls *calls, const struct ops_op *op, size_t first)
{
	static const char *const processes[] = {
		[OPS_NEVER] = "WALK_NEVER", [OPS_OTHERS] = "WALK_OTHERS", [OPS_MAY] = "WALK_MAY"
	};
	const struct ops_handle array = { .line = op->rows };
	size_t handles = calls->handles.n, record, parent = CALLS_NONE, i;
	const char *shape = shape_of(calls, op, &record);
	struct lay_cells cells = ops_cells(calls->lay, op);
	uint64_t number = 0;

	for (i = 0; i < op->n_handles; i++)
		put_handle(calls, op, &op->handles[i]);
	if (op->constant)
		cells = calls_constant(calls, op->constant, op->place, &number);
	if (op->parent)
		parent = first + place_of(calls->ops, op->parent);
	out_printf(&calls->ops_rows.rows,
		   "\t{ 0x%" PRIx64 "u, %zu, %zu, %zu, %zu, %zu, %zu, %zu, %zu, %zu, %zu, %zu, ",
		   number & UINT32_MAX, calls_name(calls, op->name ? op->name : ""), parent, record,
		   calls_path(calls, NULL, op->path), handles, op->n_handles,
		   calls_paths(calls, op, op->out, op->n_out), put_both(calls, op),
		   calls_paths(calls, op, op->unused, op->n_unused),
		   calls_path(calls, op, op->uses), calls_path(calls, op, op->target));
	out_printf(&calls->ops_rows.rows, "%zu, %zu, %zu, %" PRIu32 ", %s, %zu, %s, %d },\n",
		   calls_paths(calls, op, op->apart, op->n_apart),
		   calls_path(calls, op, op->commands),
		   op->array ? calls_length(calls, op, &array, op->array) : CALLS_NONE, op->bytes,
		   shape, calls_where(calls, cells), processes[ops_process(op)], op->unlocked);
	put_changes(calls, op);
	calls->ops_rows.n++;
}

/* The interface version of each release; the place of the first. */
static size_t put_versions(struct calls *calls, const struct ops_hypercall *call)
{
	size_t first = calls->versions.n, i;
	const uint16_t *releases = lay_releases(calls->lay, &calls->n_releases);
	uint64_t version;

	for (i = 0; i < calls->n_releases; i++) {
		if (!lay_const(calls->lay, call->version_constant, releases[i], LAY_X86_64,
			       &version))
			version = 0;
		out_printf(&calls->versions.rows, "\t0x%" PRIx64 ",\n", version);
		calls->versions.n++;
	}
	return first;
}

/* Its ops stand one behind the other in ops->ops, as they were read. */
static void put_hypercall(struct calls *calls, const struct ops_op *common, size_t common_place,
			  size_t first)
{
	const struct ops_hypercall *call = common->hypercall;
	size_t from = CALLS_NONE, n = 0, i;
	uint64_t number;
	struct lay_cells cells = calls_constant(calls, call->constant, call->place, &number);

	for (i = 0; i < calls->ops->n_ops; i++) {
		if (calls->ops->ops[i]->hypercall != call)
			continue;
		if (!n++)
			from = first + i;
	}
	out_printf(&calls->hypercalls.rows, "\t{ %zu, %zu, %zu, %zu, %zu, %zu, %zu, %zu, %zu, {",
		   calls_name(calls, call->name), common_place, from, n,
		   call->type ? calls_record(calls, call->type) : CALLS_NONE,
		   calls_path(calls, NULL, call->command_field),
		   calls_path(calls, NULL, call->version_field),
		   call->version_field ? put_versions(calls, call) : 0,
		   calls_path(calls, common, call->behind));
	for (i = 0; i < OPS_REGISTERS; i++)
		out_printf(&calls->hypercalls.rows, " %zu,",
			   call->registers[i] ? calls_name(calls, call->registers[i]) : 0);
	out_printf(&calls->hypercalls.rows, " }, %" PRIu64 ", %u, %u, %u, %zu, %d },\n", number,
		   call->argument_register, call->command_register, call->command_bits,
		   calls_where(calls, cells), strcmp(call->name, "multicall") == 0);
	calls->hypercalls.n++;
}

static void put_table(struct out *out, const char *type, const char *name,
		      const struct calls_table *table)
{
	out_printf(out, "const %s %s[] = {\n%s};\n\n", type, name,
		   table->n ? table->rows.text : "\t{ 0 },\n");
}

static void put_numbers(struct calls *calls, struct out *out)
{
	size_t n, i;
	const uint16_t *releases = lay_releases(calls->lay, &n);

	out_text(out, "const uint16_t walk_words[] = {");
	for (i = 0; i < calls->n_words; i++)
		out_printf(out, "%s0x%x,", i % 12 ? " " : "\n\t", calls->words[i]);
	out_text(out, "\n};\n\nconst uint64_t walk_where[] = {\n");
	for (i = 0; i < calls->n_wheres; i++)
		out_printf(out, "\tUINT64_C(0x%" PRIx64 "),\n", calls->wheres[i]);
	out_text(out, "};\n\nconst uint16_t walk_releases[] = {");
	for (i = 0; i < n; i++)
		out_printf(out, " 0x%04x,", releases[i]);
	out_printf(out, " };\nconst uint16_t walk_n_releases = %zu;\n\n", n);
}

static void put_tables(struct calls *calls, struct out *out)
{
	static const char *const tables[] = { "names",      "words",    "where",   "fields",
					      "records",    "sizes",    "choices", "cases",
					      "shows",      "symbols",  "handles", "ops",
					      "hypercalls", "versions", "changes" };
	size_t i;

	out_text(
		out,
		"/* SPDX-License-Identifier: MIT */\n"
		"/* Made from catalogue/ by `xencat calls`. Do not edit: change the catalogue. */\n"
		"#include \"codec/walk.h\"\n\nconst char walk_names[] =\n");
	out_printf(out, "%s;\n\n", calls->names.text);
	put_numbers(calls, out);
	put_table(out, "struct walk_field", "walk_fields", &calls->fields);
	put_table(out, "struct walk_record", "walk_records", &calls->record_rows);
	put_table(out, "struct walk_size", "walk_sizes", &calls->sizes);
	put_table(out, "struct walk_choice", "walk_choices", &calls->choices);
	put_table(out, "struct walk_case", "walk_cases", &calls->cases);
	put_table(out, "struct walk_show", "walk_shows", &calls->shows);
	put_table(out, "struct walk_symbol", "walk_symbols", &calls->symbols);
	put_table(out, "struct walk_handle", "walk_handles", &calls->handles);
	put_table(out, "struct walk_op", "walk_ops", &calls->ops_rows);
	put_table(out, "struct walk_hypercall", "walk_hypercalls", &calls->hypercalls);
	put_table(out, "uint32_t", "walk_versions", &calls->versions);
	put_table(out, "struct walk_change", "walk_changes", &calls->changes);
	out_printf(
		out,
		"const uint16_t walk_n_hypercalls = %zu, walk_n_ops = %zu, walk_n_records = %zu, walk_n_changes = %zu;\n"
		"const uint32_t walk_table_bytes = 0",
		calls->hypercalls.n, calls->ops_rows.n, calls->record_rows.n, calls->changes.n);
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		out_printf(out, " + sizeof(walk_%s)", tables[i]);
	out_text(out, ";\n");
}

/* What does not fit the widths of codec/walk.h. */
static void check_widths(const struct calls *calls)
{
	const struct place nowhere = { 0 };

	if (calls->n_wheres > 255 || calls->shows.n > 255)
		diag_error(calls->diag, nowhere, "more than 255 spans or ways to show a field");
	if (calls->name_bytes >= WALK_WORD_REGISTER || calls->n_words >= CALLS_NONE ||
	    calls->fields.n >= CALLS_NONE || calls->symbols.n >= CALLS_NONE)
		diag_error(calls->diag, nowhere, "a table is too large for numbers of 16 bits");
	if (calls->n_releases > 16)
		diag_error(calls->diag, nowhere, "more than 16 releases");
}

static bool emit_calls(struct calls *calls, const char *path)
{
	struct out out = { .arena = calls->arena };
	const struct ops_set *ops = calls->ops;
	struct calls_table *tables[] = { &calls->fields,     &calls->sizes,    &calls->record_rows,
					 &calls->choices,    &calls->cases,    &calls->shows,
					 &calls->symbols,    &calls->handles,  &calls->ops_rows,
					 &calls->hypercalls, &calls->versions, &calls->changes };
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		tables[i]->rows.arena = calls->arena;
	calls->names.arena = calls->arena;
	lay_releases(calls->lay, &calls->n_releases);
	calls_name(calls, ""); /* place 0 */
	calls_show(calls, NULL, "", NULL, "");
	for (i = 0; i < ops->n_hypercalls; i++)
		put_op(calls, ops->hypercalls[i], ops->n_hypercalls);
	for (i = 0; i < ops->n_ops; i++)
		put_op(calls, ops->ops[i], ops->n_hypercalls);
	for (i = 0; i < ops->n_hypercalls; i++)
		put_hypercall(calls, ops->hypercalls[i], i, ops->n_hypercalls);
	calls_put_records(calls);
	check_widths(calls);
	if (calls->diag->errors)
		return false;
	put_tables(calls, &out);
	return out_write(&out, path);
}

static const char usage[] =
	"usage: xencat calls [--into DIR] -o FILE FILE...\n\n"
	"Makes the C tables that take the arguments of hypercalls apart (codec/walk.h), from .ops files\n"
	"and the layouts in DIR (catalogue/layout).\n";

int command_calls(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct files files = { 0 };
	struct calls calls = { .arena = &arena, .diag = &diag };

	files_parse(&arena, &diag, &files, argc, argv, usage);
	if (!files.output || !files.n_ops)
		options_wrong(usage, "calls needs -o FILE and .ops files");
	calls.lay = lay_load(&arena, &diag, files.into);
	calls.ops = ops_read(&arena, &diag, files.ops, files.n_ops);
	if (!calls.lay || diag.errors || !emit_calls(&calls, files.output))
		return COMMAND_DIFFERS;
	arena_release(&arena);
	return COMMAND_FINE;
}
