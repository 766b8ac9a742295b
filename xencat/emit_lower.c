/* SPDX-License-Identifier: MIT */
/* `xencat emit`: catalogue/lower, ops and layout as the C tables of codec/lower.h. */
#include "xencat/emit_lower.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "xencat/moves.h"

#define VARBUF_BYTES 4096

/* The same text for a run of releases, on the ABIs of a mask. */
struct run {
	const char *plan;
	uint16_t since, until;
	unsigned int abis;
};

struct emit {
	struct moves at; /* the release and ABI in hand */
	const struct ops_set *ops;
	struct low_set *low;
	struct out arrays;  /* moves, errors and views, each written once */
	const char **texts; /* what `arrays` holds: the initialisers ... */
	size_t n_texts;     /* ... at the index that names the array */
};

/* The name of an array of TYPE that holds these initialisers; made unless it is there. */
static const char *array_of(struct emit *emit, const char *type, const char *initialisers)
{
	struct arena *arena = emit->at.arena;
	size_t i;

	for (i = 0; i < emit->n_texts; i++)
		if (strcmp(emit->texts[i], initialisers) == 0)
			return arena_printf(arena, "lower_%zu", i);
	*arena_push(arena, emit->texts, emit->n_texts) = initialisers;
	out_printf(&emit->arrays, "static const struct %s lower_%zu[] = {\n%s};\n\n", type, i,
		   initialisers);
	return arena_printf(arena, "lower_%zu", i);
}

/* The view of an op's buffer, as a `.view` initialiser. */
static const char *view_of(struct emit *emit, const struct ops_op *old,
			   const struct op_moves *moves)
{
	struct low_struct *low = low_struct_find(emit->low, moves->view);
	struct lay_field field = { 0 };
	struct out rows = { .arena = emit->at.arena };
	const char *initialisers;
	uint32_t stride;
	size_t n = 0;

	if (moves->handle && !old_field(&emit->at, old, moves->handle->path, &field))
		return NULL;
	if (!low || (field.type && strcmp(field.type, low->old_type) != 0)) {
		diag_error(emit->at.diag, moves->view_row->line.places[3],
			   "there is no `struct %s from %s`", moves->view,
			   field.type ? field.type : "...");
		return NULL;
	}
	if (!lay_size(emit->at.lay, low->old_type, emit->at.release, emit->at.abi, &stride) ||
	    !struct_rows(&emit->at, low, &rows, &n))
		return NULL;
	low->block.used = true;
	initialisers = arena_printf(
		emit->at.arena,
		"\t{ .moves = %s, .n_moves = %zu, .new_bytes = sizeof(struct xabi_%s), "
		".old_bytes = %" PRIu32 " },\n",
		array_of(emit, "lower_move", rows.text), n, moves->view, stride);
	return array_of(emit, "lower_view", initialisers);
}

/* How the hypercall is called. False where this release or ABI does not have it. */
static bool put_call(const struct emit *emit, const struct ops_op *old, struct out *out)
{
	const struct moves *at = &emit->at;
	const struct ops_hypercall *call = old->hypercall;
	uint64_t number, command;
	struct lay_field field;
	uint32_t bytes = old->bytes;

	if (!lay_const(at->lay, call->constant, at->release, at->abi, &number) ||
	    !lay_const(at->lay, old->constant, at->release, at->abi, &command))
		return false;
	if (old->type && !lay_size(at->lay, old->type, at->release, at->abi, &bytes))
		return false;
	out_printf(out,
		   "\t  .hypercall = %" PRIu64 ", .command = %" PRIu64
		   ", .argument_bytes = %" PRIu32 ",\n",
		   number, command, old->shape == OPS_VARBUF ? VARBUF_BYTES : bytes);
	out_printf(out, "\t  .argument_register = %u, .command_register = %u,\n",
		   call->argument_register, call->command_register);
	if (call->command_field &&
	    lay_field(at->lay, call->type, call->command_field, at->release, at->abi, &field))
		out_printf(out, "\t  .command_at = %" PRIu32 ",\n", field.offset);
	if (!call->version_field)
		out_text(out, "\t  .family = LOWER_NONE,\n");
	else if (lay_field(at->lay, call->type, call->version_field, at->release, at->abi, &field))
		out_printf(out, "\t  .family = %s, .version_at = %" PRIu32 ",\n",
			   strcmp(call->name, "sysctl") == 0 ? "LOWER_SYSCTL" : "LOWER_DOMCTL",
			   field.offset);
	return true;
}

/* Where what fills a buffer stands: an array behind a handle, or a struct in the argument. */
static bool put_view(struct emit *emit, const struct ops_op *old, const struct op_moves *moves,
		     struct out *out)
{
	const struct moves *at = &emit->at;
	const char *view = moves->view ? view_of(emit, old, moves) : NULL;
	struct lay_field field = { 0 };

	if (moves->view && !view)
		return false;
	if (view)
		out_printf(out, "\t  .view = %s,\n", view);
	if (moves->handle) {
		if (!moves->handle->filled)
			out_text(out, "\t  .filled_bytes = LOWER_ALL,\n");
		else if (old_field(at, old, moves->handle->filled, &field))
			out_printf(out,
				   "\t  .filled_at = %" PRIu32 ", .filled_bytes = %" PRIu32 ",\n",
				   field.offset, field.size);
		else
			return false;
		if (!old_field(at, old, moves->handle->path, &field))
			return false;
	} else if (old->path &&
		   !lay_field(at->lay, old->type, old->path, at->release, at->abi, &field)) {
		return false;
	}
	out_printf(out, "\t  .view_at = %" PRIu32 ",\n", field.offset);
	return true;
}

/* Which of XABI's slots the buffer's parts are in. */
static void put_buffer(struct emit *emit, const struct low_op *low, const struct op_moves *moves,
		       struct out *out)
{
	struct arena *arena = emit->at.arena;
	const char *needed = arena_printf(arena, "%s_needed", moves->buffer ? moves->buffer : "");

	if (!moves->buffer) {
		out_text(
			out,
			"\t  .buffer_slot = LOWER_NONE, .each_slot = LOWER_NONE, .needed_slot = LOWER_NONE,\n"
			"\t  .from_slot = LOWER_NONE,\n");
		return;
	}
	out_printf(out, "\t  .buffer_slot = %s,\n",
		   xabi_name(arena, "buf", low->extension, low->op, moves->buffer, (char *)NULL));
	if (moves->from)
		out_printf(
			out, "\t  .from_slot = %s,\n",
			xabi_name(arena, "in", low->extension, low->op, moves->from, (char *)NULL));
	else
		out_text(out, "\t  .from_slot = LOWER_NONE,\n");
	if (moves->counted)
		out_printf(out, "\t  .each_slot = %s, .needed_slot = LOWER_NONE,\n",
			   xabi_name(arena, "in", low->extension, low->op, "each", (char *)NULL));
	else
		out_printf(out, "\t  .each_slot = LOWER_NONE, .needed_slot = %s,\n",
			   xabi_name(arena, "out", low->extension, low->op, needed, (char *)NULL));
}

/* The plan of one op for the release and ABI in hand, but for which those are; NULL where it has none. */
static const char *plan_of(struct emit *emit, struct low_op *low, const struct ops_op *old)
{
	struct arena *arena = emit->at.arena;
	struct out out = { .arena = arena };
	struct op_moves moves = { .moves = { .arena = arena }, .errors = { .arena = arena } };

	out_printf(&out, "\t  .name = \"%s.%s\", .op = %s,\n", low->hypercall, low->old,
		   xabi_name(arena, "op", low->extension, low->op, (char *)NULL));
	if (!put_call(emit, old, &out) || !op_rows(&emit->at, low, old, &moves))
		return NULL;
	low->block.used = true;
	if (moves.n_moves)
		out_printf(&out, "\t  .moves = %s, .n_moves = %zu,\n",
			   array_of(emit, "lower_move", moves.moves.text), moves.n_moves);
	if (moves.n_errors)
		out_printf(&out, "\t  .errors = %s, .n_errors = %zu,\n",
			   array_of(emit, "lower_errno", moves.errors.text), moves.n_errors);
	if ((moves.view || moves.area) && !put_view(emit, old, &moves, &out))
		return NULL;
	put_buffer(emit, low, &moves, &out);
	if (low->guard_slot)
		out_printf(&out, "\t  .guard_slot = %s, .guard_value = %s,\n",
			   xabi_name(arena, "in", low->extension, low->op, low->guard_slot,
				     (char *)NULL),
			   xabi_name(arena, low->guard_enum, low->guard_value, (char *)NULL));
	else
		out_text(&out, "\t  .guard_slot = LOWER_NONE,\n");
	return out.text;
}

/* Joins the plans of one ABI's releases into runs, and equal runs of several ABIs into one. */
static void add_run(struct arena *arena, struct run run, struct run **runs, size_t *n_runs)
{
	size_t i;

	for (i = 0; i < *n_runs; i++) {
		if (strcmp((*runs)[i].plan, run.plan) == 0 && (*runs)[i].since == run.since &&
		    (*runs)[i].until == run.until) {
			(*runs)[i].abis |= run.abis;
			return;
		}
	}
	*arena_push(arena, *runs, *n_runs) = run;
}

static void op_runs(struct emit *emit, struct low_op *low, const struct ops_op *old,
		    struct run **runs, size_t *n_runs)
{
	size_t n_releases, i;
	const uint16_t *releases = lay_releases(emit->at.lay, &n_releases);
	struct run run = { 0 };
	const char *plan;
	unsigned int abi;

	for (abi = 0; abi < LAY_ABIS; abi++) {
		for (i = 0; i < n_releases; i++) {
			emit->at.release = releases[i];
			emit->at.abi = (enum lay_abi)abi;
			plan = plan_of(emit, low, old);
			if (plan && run.plan && strcmp(plan, run.plan) == 0) {
				run.until = releases[i];
				continue;
			}
			if (run.plan)
				add_run(emit->at.arena, run, runs, n_runs);
			run = (struct run){ .plan = plan,
					    .since = releases[i],
					    .until = releases[i],
					    .abis = 1u << abi };
		}
		if (run.plan)
			add_run(emit->at.arena, run, runs, n_runs);
		run.plan = NULL;
	}
}

static void put_plans(struct emit *emit, struct out *plans)
{
	const struct ops_op *old;
	size_t i, j, n_runs;
	struct low_op *low;
	struct run *runs;

	for (i = 0; i < emit->low->n_ops; i++) {
		low = &emit->low->ops[i];
		old = ops_find(emit->ops, low->hypercall, low->old);
		if (!old) {
			diag_error(emit->at.diag, low->old_place,
				   "catalogue/ops does not describe %s.%s", low->hypercall,
				   low->old);
			continue;
		}
		runs = NULL;
		n_runs = 0;
		op_runs(emit, low, old, &runs, &n_runs);
		for (j = 0; j < n_runs; j++)
			out_printf(plans,
				   "\t{ .since = 0x%04x, .until = 0x%04x, .abis = 0x%x,\n%s\t},\n",
				   runs[j].since, runs[j].until, runs[j].abis, runs[j].plan);
	}
}

/* The interface version of each family in each release. */
static void put_versions(struct emit *emit, struct out *out)
{
	static const char *const families[] = { "XEN_SYSCTL_INTERFACE_VERSION",
						"XEN_DOMCTL_INTERFACE_VERSION" };
	size_t n, i, j;
	const uint16_t *releases = lay_releases(emit->at.lay, &n);
	uint64_t version;

	out_printf(out, "const uint16_t lower_oldest = 0x%04x, lower_newest = 0x%04x;\n\n",
		   releases[0], releases[n - 1]);
	out_text(out, "const uint8_t lower_versions[][LOWER_FAMILIES] = {\n");
	for (i = 0; i < n; i++) {
		out_text(out, "\t{");
		for (j = 0; j < sizeof(families) / sizeof(families[0]); j++) {
			if (!lay_const(emit->at.lay, families[j], releases[i], LAY_X86_64,
				       &version))
				version = 0;
			out_printf(out, " 0x%02" PRIx64 ",", version);
		}
		out_printf(out, " }, /* %d.%d */\n", releases[i] >> 8, releases[i] & 0xff);
	}
	out_text(out, "};\n\n");
}

/* The catalogue must not hold what no release has: such a row is a slip of the pen. */
static void report_unused(struct emit *emit, const struct low_block *block)
{
	size_t i;

	if (!block->used)
		diag_error(emit->at.diag, block->head.places[0],
			   "no release in the catalogue has this");
	for (i = 0; block->used && i < block->n_rows; i++)
		if (!block->rows[i].used)
			diag_error(
				emit->at.diag, block->rows[i].line.places[0],
				"no release in the catalogue has a field or constant that this row names");
}

static void report_all_unused(struct emit *emit)
{
	size_t i;

	for (i = 0; i < emit->low->n_ops; i++)
		report_unused(emit, &emit->low->ops[i].block);
	for (i = 0; i < emit->low->n_structs; i++)
		report_unused(emit, &emit->low->structs[i].block);
	for (i = 0; i < emit->low->n_errors; i++)
		report_unused(emit, &emit->low->errors[i]);
}

static void put_errors(struct emit *emit, struct out *out)
{
	size_t n_releases, i, n = 0;
	const uint16_t *releases = lay_releases(emit->at.lay, &n_releases);

	emit->at.release = releases[n_releases - 1];
	emit->at.abi = LAY_X86_64;
	out_text(out, "const struct lower_errno lower_common_errors[] = {\n");
	for (i = 0; i < emit->low->n_errors; i++) {
		emit->low->errors[i].used = true;
		error_rows(&emit->at, &emit->low->errors[i], out, &n);
	}
	out_printf(out, "};\nconst uint16_t lower_n_common_errors = %zu;\n\n", n);
}

bool emit_lower(struct arena *arena, struct diag *diag, const struct lay_set *lay,
		const struct ops_set *ops, struct low_set *low, const char *path)
{
	struct emit emit = { .at = { .arena = arena, .diag = diag, .lay = lay },
			     .ops = ops,
			     .low = low,
			     .arrays = { .arena = arena } };
	struct out out = { .arena = arena }, plans = { .arena = arena };

	out_text(&out,
		 "/* SPDX-License-Identifier: MIT */\n"
		 "/* Made from catalogue/ by `xencat emit`. Do not edit: change the catalogue. */\n"
		 "#include \"codec/lower.h\"\n#include \"xabi/abi.h\"\n\n"
		 "#define LOWER_NEW(type, field) \\\n"
		 "\t.new_at = offsetof(struct xabi_##type, field), \\\n"
		 "\t.new_bytes = sizeof(((struct xabi_##type *)0)->field)\n\n");
	put_versions(&emit, &out);
	put_errors(&emit, &out);
	put_plans(&emit, &plans);
	report_all_unused(&emit);
	if (diag->errors)
		return false;
	out_text(&out, emit.arrays.text);
	out_printf(&out, "const struct lower_plan lower_plans[] = {\n%s};\n\n", plans.text);
	out_text(&out,
		 "const uint16_t lower_n_plans = sizeof(lower_plans) / sizeof(lower_plans[0]);\n");
	return out_write(&out, path);
}
