/* SPDX-License-Identifier: MIT */
/* The command `ops`: every op is annotated, every handle has a length, every name exists. */
#include "xencat/ops_check.h"

#include <stdio.h>
#include <string.h>

#include "xencat/commands.h"
#include "xencat/facts.h"
#include "xencat/libs.h"
#include "xencat/lint.h"

struct check {
	struct arena *arena;
	struct diag *diag;
	const struct lay_set *lay;
	const struct ops_set *ops;
	const struct was_set *spec;
	struct ops_counts counts;
	const struct ops_op *op; /* in hand */
	const struct lay_node **records;
	size_t n_records;
};

/* Of one word in a row. */
static void check_name(struct check *check, const struct line *row, size_t word)
{
	const char *name = row->words[word];
	struct lay_field field;
	uint64_t number;
	size_t i;

	if (word_number(name, &number) ||
	    ops_field(check->arena, check->lay, check->op, name, &field))
		return;
	for (i = 0; i < check->lay->constants.n_entries; i++)
		if (strcmp(check->lay->constants.entries[i].name, name) == 0)
			return;
	diag_error(check->diag, row->places[word], "no release has '%s' in the argument of %s",
		   name, ops_name(check->arena, check->op));
}

/* Words that a row holds beside names. */
static bool is_keyword(const char *word)
{
	static const char *const words[] = { "*",     "+",     "-",       "in",   "out",    "both",
					     "count", "bytes", "bits",    "nul",  "filled", "or",
					     "null",  "other", "command", "state" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

/* Rows made of names: all words behind the first that are none of the language's. */
static void check_row(struct check *check, const struct line *row)
{
	static const char *const rows[] = { "unused",   "handle", "out",     "target",
					    "commands", "array",  "resumes", "both",
					    "uses",     "apart",  "any" };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (word_is(row, 0, rows[i]))
			break;
	if (i == sizeof(rows) / sizeof(rows[0]))
		return;
	for (i = 1; i < row->n; i++) {
		if (word_is(row, i, "implied") || word_is(row, i, "unknown"))
			break; /* words */
		if (word_is(row, i, "as") || word_is(row, i, "op"))
			i++; /* a type; another op */
		else if (!is_keyword(row->words[i]))
			check_name(check, row, i);
	}
}

static bool is_listed(const char **paths, size_t n, const char *path)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(paths[i], path) == 0)
			return true;
	return false;
}

static bool is_unused(const struct ops_op *op, const char *path)
{
	return is_listed(op->unused, op->n_unused, path);
}

/* Whether a command below the op has a row for this handle. */
static bool below_has(const struct check *check, const char *path)
{
	size_t i;

	for (i = 0; i < check->ops->n_ops; i++)
		if (check->ops->ops[i]->parent == check->op &&
		    (ops_handle_find(check->ops->ops[i], path) ||
		     is_unused(check->ops->ops[i], path)))
			return true;
	return false;
}

/* A field that names a domain: whether that may be the caller has to be said, unless the op is not for processes, or looks. */
static void check_domain(struct check *check, const char *path, const struct lay_node *field)
{
	const struct ops_op *op = check->op;
	size_t i;

	for (i = 0; i < field->n_rows; i++)
		if (field->rows[i].type.text && strstr(field->rows[i].type.text, "domid_t"))
			break;
	if (i == field->n_rows || op->effects == 1 || ops_process(op) == OPS_NEVER ||
	    (op->target && strcmp(op->target, path) == 0) ||
	    is_listed(op->apart, op->n_apart, path) || is_listed(op->any, op->n_any, path) ||
	    is_listed(op->out, op->n_out, path))
		return;
	diag_error(check->diag, op->place,
		   "%s: a row 'apart' or 'any' has to say whether '%s' may be the caller",
		   ops_name(check->arena, op), path);
}

/* A handle that nobody says the length of; of second-level commands, the op above answers for all. */
static void take_field(void *context, const char *path, const struct lay_node *field,
		       const struct lay_node *record, const struct ops_handle *handle)
{
	struct check *check = context;
	size_t i;

	check_domain(check, path, field);
	if (record->tag == LAY_RECORD) {
		for (i = 0; i < check->n_records && check->records[i] != record; i++)
			continue;
		if (i == check->n_records)
			*arena_push(check->arena, check->records, check->n_records) = record;
	}
	for (i = 0; i < field->n_rows; i++)
		if (field->rows[i].type.kind == LAY_HANDLE)
			break;
	if (i < field->n_rows && !handle && !check->op->parent && !is_unused(check->op, path) &&
	    !below_has(check, path))
		diag_error(check->diag, check->op->place, "%s does not say what is behind '%s'",
			   ops_name(check->arena, check->op), path);
}

static void check_said(struct check *check)
{
	const struct ops_op *op = check->op;
	const char *missing = !op->callers            ? "callers"
			      : !op->effects          ? "effect"
			      : op->class == OPS_NONE ? "class"
						      : NULL;
	struct lay_span span;
	const char *wrong;
	size_t at, len;

	if (missing)
		diag_error(check->diag, op->place, "neither %s nor its hypercall has a row '%s'",
			   op->name, missing);
	wrong = op->built ? lay_span_parse(&check->lay->known, op->built, strlen(op->built), &span,
					   &at, &len)
			  : NULL;
	if (wrong)
		diag_error(check->diag, op->place, "its row 'built': %s", wrong);
	else if (!lay_cells_any(ops_cells(check->lay, op)))
		diag_error(check->diag, op->place, "no release in the catalogue has %s",
			   op->constant ? op->constant : op->hypercall->constant);
}

/* Either an op of XABI's takes its place, or a row says why none does; a command has what the op above it has. */
static void check_replaced(struct check *check)
{
	const struct ops_op *op = check->op, *up;
	const struct was *was = NULL;

	if (!check->spec)
		return;
	for (up = op; up && !was; up = up->parent)
		was = was_find(check->spec, ops_name(check->arena, up), NULL);
	if (was)
		check->counts.replaced++;
	else if (op->reason != OPS_NONE)
		check->counts.reasons[op->reason]++;
	else
		diag_error(check->diag, op->place,
			   "no `was` row of the spec names %s: say why with a row 'without'",
			   ops_name(check->arena, op));
}

static void check_rows(struct check *check, const struct ops_op *op)
{
	struct ops_counts *counts = &check->counts;
	size_t i;

	for (i = 0; i < op->n_rows; i++)
		check_row(check, &op->rows[i]);
	for (i = 0; i < op->n_handles; i++) {
		counts->handles++;
		counts->nested += strstr(op->handles[i].path, "[].") != NULL;
		counts->unknown += op->handles[i].unit == OPS_UNKNOWN;
		counts->implied += op->handles[i].unit == OPS_IMPLIED;
	}
}

static void check_op(struct check *check, const struct ops_op *op)
{
	struct ops_counts *counts = &check->counts;

	check->op = op;
	check_said(check);
	check_rows(check, op);
	ops_walk(check->arena, check->lay, op, take_field, check);
	check_replaced(check);
	if (op->parent)
		counts->commands++;
	else
		counts->ops++;
	counts->changes += op->n_changes;
}

/* The spec must not name what the catalogue does not have. */
static void check_spec(struct check *check)
{
	const struct was *was;
	size_t i;

	for (i = 0; check->spec && i < check->spec->n_rows; i++) {
		was = &check->spec->rows[i];
		if (!ops_find_named(check->arena, check->ops, was->old))
			diag_error(check->diag, was->place, "the catalogue has no op '%s'",
				   was->old);
	}
}

/* PATH in TYPE, or TYPE itself where it is "-". */
static bool field_anywhere(const struct lay_set *lay, const char *type, const char *path)
{
	struct lay_field field;
	unsigned int abi;
	uint32_t size;
	size_t i;

	for (i = 0; i < lay->known.n_releases; i++)
		for (abi = 0; abi < LAY_ABIS; abi++)
			if (strcmp(path, "-") == 0
				    ? lay_size(lay, type, lay->numbers[i], (enum lay_abi)abi, &size)
				    : lay_field(lay, type, path, lay->numbers[i], (enum lay_abi)abi,
						&field))
				return true;
	return false;
}

static void check_shows(struct check *check)
{
	const struct ops_show *show;
	size_t i;

	for (i = 0; i < check->ops->n_shows; i++) {
		show = &check->ops->shows[i];
		if (!field_anywhere(check->lay, show->type, show->path))
			diag_error(check->diag, show->line->places[0],
				   "no release has a field %s in %s", show->path, show->type);
	}
}

/* Of a union that a field decides on: the members that it decides for. */
static void check_cases(struct check *check, const struct ops_union *entry)
{
	size_t i;

	for (i = 0; i < entry->n_cases; i++)
		if (!field_anywhere(check->lay, entry->type,
				    arena_printf(check->arena, "%s.%s", entry->path,
						 entry->cases[i].member)))
			diag_error(check->diag,
				   entry->cases[i].line->places[entry->cases[i].line->n - 1],
				   "no release has a member %s there", entry->cases[i].member);
}

/* The unions below NODE, of which each needs a word about what tells its members apart. */
static void check_unions(struct check *check, const struct lay_node *record,
			 const struct lay_node *node, const char *path)
{
	const struct lay_node *child;
	const char *below;
	size_t i, j;

	for (i = 0; i < node->n_children; i++) {
		child = node->children[i];
		below = arena_printf(check->arena, "%s%s%s", path, *path ? "." : "",
				     child->name ? child->name : "-");
		for (j = 0; j < child->n_rows; j++)
			if (child->rows[j].type.kind == LAY_UNION)
				break;
		if (j < child->n_rows && !ops_union_find(check->ops, record->name, below))
			diag_error(check->diag, child->rows[j].place,
				   "nothing is said of what tells this union's members apart");
		check_unions(check, record, child, below);
	}
}

static void check_all_unions(struct check *check)
{
	const struct lay_set *lay = check->lay;
	const struct lay_node *node;
	size_t i, j;

	for (i = 0; i < check->ops->n_unions; i++) {
		check_cases(check, &check->ops->unions[i]);
		if (check->ops->unions[i].tag &&
		    !field_anywhere(lay, check->ops->unions[i].type, check->ops->unions[i].tag))
			diag_error(check->diag, check->ops->unions[i].place,
				   "no release has a field %s in %s", check->ops->unions[i].tag,
				   check->ops->unions[i].type);
	}
	for (i = 0; i < lay->n_headers && check->ops->n_unions; i++) {
		for (j = 0; j < lay->headers[i]->n_children &&
			    lint_use(lay->headers[i]->name) == LINT_HYPERCALL;
		     j++) {
			node = lay->headers[i]->children[j];
			if (node->tag == LAY_RECORD)
				check_unions(check, node, node, "");
		}
	}
}

bool ops_check(struct arena *arena, struct diag *diag, const struct lay_set *lay,
	       const struct ops_set *ops, const struct was_set *spec, struct ops_counts *ret_counts)
{
	struct check check = { .arena = arena, .diag = diag, .lay = lay, .ops = ops, .spec = spec };
	unsigned int errors = diag->errors;
	size_t i;

	for (i = 0; i < ops->n_hypercalls; i++) {
		check.op = ops->hypercalls[i];
		check_rows(&check, check.op);
	}
	for (i = 0; i < ops->n_ops; i++)
		check_op(&check, ops->ops[i]);
	check_spec(&check);
	check_all_unions(&check);
	check_shows(&check);
	check.counts.hypercalls = ops->n_hypercalls;
	check.counts.types = check.n_records;
	*ret_counts = check.counts;
	return diag->errors == errors;
}

static const char usage[] =
	"usage: xencat ops [--into LAYOUT] FILE...\n"
	"\n"
	"Checks the .ops FILEs: that every op is annotated, every handle has a length and every\n"
	"name is in LAYOUT (catalogue/layout); with .xabi FILEs also that each op is replaced by\n"
	"one of XABI's or says why not, and with .lib FILEs that the functions of Xen's libraries\n"
	"reach ops that are there, and .facts FILEs against LAYOUT. Prints what was counted.\n";

struct column {
	size_t ops, commands, handles; /* handles: ops with at least one */
	size_t effects;                /* ops that do more than look */
};

/* Inside the argument, not in a register. */
static bool has_pointer(const struct ops_op *op)
{
	size_t i;

	for (i = 0; i < op->n_handles; i++)
		if (!ops_is_register(op->hypercall, op->handles[i].path))
			return true;
	return false;
}

/* What a release and ABI has of OPS. */
static struct column count_column(const struct lay_set *lay, const struct ops_set *ops,
				  unsigned int release, enum lay_abi abi)
{
	struct column column = { 0 };
	const struct ops_op *op;
	size_t i, j;
	bool handle;

	for (i = 0; i < ops->n_ops; i++) {
		op = ops->ops[i];
		if (!lay_cells_have(ops_cells(lay, op), release, abi))
			continue;
		handle = has_pointer(op) || has_pointer(op->common);
		for (j = 0; j < ops->n_ops && !handle; j++)
			handle = ops->ops[j]->parent == op && has_pointer(ops->ops[j]);
		column.commands += op->parent != NULL;
		column.ops += !op->parent;
		column.handles += !op->parent && handle;
		column.effects += !op->parent && op->effects != 1;
	}
	return column;
}

static void print_releases(const struct lay_set *lay, const struct ops_set *ops)
{
	struct column x86, arm;
	unsigned int i;

	printf("\n| release | ops, x86-64 | of the second level | with a pointer inside | that change something | ops, "
	       "arm64 |\n| --- | --- | --- | --- | --- | --- |\n");
	for (i = 0; i < lay->known.n_releases; i++) {
		x86 = count_column(lay, ops, i, LAY_X86_64);
		arm = count_column(lay, ops, i, LAY_ARM64);
		printf("| %u.%u%s | %zu | %zu | %zu | %zu | %zu |\n", lay->numbers[i] >> 8,
		       lay->numbers[i] & 0xffu,
		       lay->known.releases[i].unreleased ? " (master)" : "", x86.ops, x86.commands,
		       x86.handles, x86.effects, arm.ops);
	}
}

static void print_counts(const struct ops_counts *counts)
{
	size_t i;

	printf("| what | how many |\n| --- | --- |\n");
	printf("| hypercalls | %zu |\n| ops | %zu |\n| commands of a second level | %zu |\n",
	       counts->hypercalls, counts->ops, counts->commands);
	printf("| pointers in arguments | %zu |\n| of those, in what another one points to | %zu |\n",
	       counts->handles, counts->nested);
	printf("| whose length the argument does not tell | %zu |\n| whose length is not known | %zu |\n",
	       counts->implied, counts->unknown);
	printf("| structs and unions in arguments | %zu |\n| changes of meaning | %zu |\n",
	       counts->types, counts->changes);
	printf("| ops and commands that XABI replaces | %zu |\n", counts->replaced);
	for (i = 0; ops_reasons[i].word; i++)
		printf("| and that it does not: %s | %zu |\n", ops_reasons[i].meaning,
		       counts->reasons[i]);
}

static void print_libs(const struct libs_counts *counts)
{
	printf("| libraries of Xen's | %zu |\n| whose soname lasts | %zu |\n", counts->libraries,
	       counts->stable);
	printf("| their functions | %zu |\n| of those, that reach an op | %zu |\n", counts->symbols,
	       counts->calling);
}

static void print_facts(const struct facts_counts *counts)
{
	size_t i;

	printf("| facts that are neither calls nor layouts | %zu |\n| in so many groups | %zu |\n",
	       counts->facts, counts->groups);
	printf("| of them, with a name in the headers | %zu |\n| and without | %zu |\n",
	       counts->named, counts->values);
	printf("| with a problem | %zu |\n| of which the documentation says the same | %zu |\n",
	       counts->problems, counts->documented[FACTS_SAME]);
	printf("| something else | %zu |\n| nothing | %zu |\n", counts->documented[FACTS_OTHERWISE],
	       counts->documented[FACTS_NOTHING]);
	printf("| facts that XABI has something in place of | %zu |\n", counts->xabi);
	for (i = 0; ops_reasons[i].word; i++)
		printf("| or not: %s | %zu |\n", ops_reasons[i].meaning, counts->reasons[i]);
}

/* What .lib and .facts files say, against OPS and LAY. */
static bool check_others(struct arena *arena, struct diag *diag, const struct files *files,
			 const struct lay_set *lay, const struct ops_set *ops)
{
	struct facts_counts facts;
	struct libs_counts libs;

	if (files->n_lib &&
	    libs_check(arena, diag, ops,
		       libs_read(arena, diag, &lay->known, files->lib, files->n_lib), &libs))
		print_libs(&libs);
	if (files->n_facts &&
	    facts_check(arena, diag, lay, facts_read(arena, diag, files->facts, files->n_facts),
			files->xabi, files->n_xabi, &facts))
		print_facts(&facts);
	return !diag->errors;
}

int command_ops(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct files files = { 0 };
	struct ops_counts counts;
	const struct lay_set *lay;
	struct ops_set *ops;
	struct was_set *spec;
	bool fine;

	files_parse(&arena, &diag, &files, argc, argv, usage);
	if (!files.n_ops)
		options_wrong(usage, "ops needs .ops files");
	lay = lay_load(&arena, &diag, files.into);
	ops = ops_read(&arena, &diag, files.ops, files.n_ops);
	spec = files.n_xabi ? was_read(&arena, &diag, files.xabi, files.n_xabi) : NULL;
	fine = lay && !diag.errors && ops_check(&arena, &diag, lay, ops, spec, &counts);
	if (fine)
		print_counts(&counts);
	fine = fine && check_others(&arena, &diag, &files, lay, ops);
	if (fine)
		print_releases(lay, ops);
	arena_release(&arena);
	return fine ? COMMAND_FINE : COMMAND_DIFFERS;
}
