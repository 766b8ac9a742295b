/* SPDX-License-Identifier: MIT */
#include "xencat/ops.h"

#include <string.h>

/* To add a word: a line here. Its meaning is what people are shown. */
const struct ops_word ops_callers[] = {
	{ "pv", "PV guests" }, { "hvm", "HVM and PVH guests" }, { "arm", "Arm guests" }, { 0 }
};
const struct ops_word ops_classes[] = { { "stable", "has not changed, and is not meant to" },
					{ "tools", "for Xen's own tools of the same release" },
					{ "dom0",
					  "for the control domain's kernel; frozen in practice" },
					{ "internal", "Xen's own continuation of another op" },
					{ 0 } };
/* Of whom the op is about: its target, or else the caller. */
const struct ops_word ops_effects[] = {
	{ "nothing", "only looks" },
	{ "memory", "what memory it has, or what its addresses mean" },
	{ "pagetables", "its page tables, segments or cached translations" },
	{ "entry", "where its CPUs enter its kernel" },
	{ "area", "memory that Xen writes from then on" },
	{ "vcpu", "whether its vCPUs run, and with what in them" },
	{ "events", "its event channels" },
	{ "grants", "what it lets others reach, or reaches of others" },
	{ "time", "its timers and clocks" },
	{ "devices", "its interrupts, I/O and devices" },
	{ "domain", "whether it lives, and with what settings" },
	{ "host", "the whole machine, and so every domain" },
	{ 0 }
};
const struct ops_word ops_reasons[] = { { "not_yet", "XABI has no op for it yet" },
					{ "pv_only", "PV's ABI stays as it is" },
					{ "internal", "not for callers" },
					{ "obsolete", "superseded, or of no use any more" },
					{ 0 } };

const struct ops_word ops_processes[] = {
	[OPS_NEVER] = { "never", "the kernel alone may" },
	[OPS_OTHERS] = { "others", "a process may, for other domains than its own" },
	[OPS_MAY] = { "may", "a process may" },
	{ 0 }
};

/* Place of TEXT in the table; OPS_NONE if it is not there. */
static unsigned int word_place(const struct ops_word *table, const char *text)
{
	unsigned int i;

	for (i = 0; table[i].word; i++)
		if (strcmp(table[i].word, text) == 0)
			return i;
	return OPS_NONE;
}

bool ops_reason(const char *word, unsigned int *ret_reason)
{
	unsigned int place = word_place(ops_reasons, word);

	if (place != OPS_NONE)
		*ret_reason = place;
	return place != OPS_NONE;
}

unsigned int ops_process(const struct ops_op *op)
{
	if (op->process != OPS_NONE)
		return op->process;
	if (op->effects == 1) /* nothing */
		return OPS_MAY;
	return op->target ? OPS_OTHERS : OPS_NEVER;
}

/* All words behind the first, as bits of the table. */
static bool word_bits(const struct line *row, const struct ops_word *table, unsigned int *ret_bits)
{
	unsigned int bits = 0, place;
	size_t i;

	for (i = 1; i < row->n; i++) {
		place = word_place(table, row->words[i]);
		if (place == OPS_NONE)
			return false;
		bits |= 1u << place;
	}
	*ret_bits = bits;
	return bits != 0;
}

/* "register N" at word I, and as many words behind it as EXTRA says. */
static bool read_register(const struct line *line, size_t i, size_t extra, uint8_t *ret_register)
{
	uint64_t number;

	if (!word_is(line, i, "register") || i + 2 + extra != line->n ||
	    !word_number(line->words[i + 1], &number) || number >= OPS_REGISTERS)
		return false;
	*ret_register = (uint8_t)number;
	return true;
}

/* Rows that a hypercall says for all its ops, and an op for itself. */
static bool shared_row(struct arena *arena, const struct line *row, struct ops_op *op)
{
	bool two = row->n == 2;

	if (line_doc(arena, row, &op->doc))
		return true;
	if (word_is(row, 0, "callers"))
		return word_bits(row, ops_callers, &op->callers);
	if (word_is(row, 0, "class") && two)
		return (op->class = word_place(ops_classes, row->words[1])) != OPS_NONE;
	if (word_is(row, 0, "without") && two)
		return ops_reason(row->words[1], &op->reason);
	if (word_is(row, 0, "target") && (two || (row->n == 3 && word_is(row, 2, "other")))) {
		op->target = row->words[1];
		op->not_self = !two;
		return true;
	}
	if (word_is(row, 0, "process") && (two || (row->n == 3 && word_is(row, 2, "unlocked")))) {
		op->process = word_place(ops_processes, row->words[1]);
		op->unlocked = !two;
		return op->process != OPS_NONE;
	}
	if (word_is(row, 0, "built") && row->n > 1)
		return op->built = line_joined(arena, row, 1, row->n), true;
	if (word_is(row, 0, "effect"))
		return word_bits(row, ops_effects, &op->effects);
	return false;
}

/* handle PATH in|out|both UNIT LENGTH [filled FIELD] [as TYPE] [or null] */
static bool handle_row(struct arena *arena, const struct line *row, struct ops_op *op)
{
	static const char *const units[] = {
		"count", "bytes", "bits", "nul", "implied", "unknown"
	};
	struct ops_handle handle = { .line = row };
	size_t i = 3, end = row->n;

	if (!word_is(row, 0, "handle") || row->n < 4)
		return false;
	handle.path = row->words[1];
	handle.in = word_is(row, 2, "in") || word_is(row, 2, "both");
	handle.out = word_is(row, 2, "out") || word_is(row, 2, "both");
	while (handle.unit <= OPS_UNKNOWN && !word_is(row, 3, units[handle.unit]))
		handle.unit++;
	if (handle.unit > OPS_UNKNOWN || (!handle.in && !handle.out))
		return false;
	if (end > 6 && word_is(row, end - 2, "or") && word_is(row, end - 1, "null")) {
		handle.optional = true;
		end -= 2;
	}
	for (; end > 5; end -= 2) {
		if (word_is(row, end - 2, "as") && !handle.type)
			handle.type = row->words[end - 1];
		else if (word_is(row, end - 2, "filled") && !handle.filled)
			handle.filled = row->words[end - 1];
		else
			break;
	}
	if ((handle.unit == OPS_NUL) != (end == i + 1))
		return false;
	if (handle.unit != OPS_NUL)
		handle.length = line_joined(arena, row, i + 1, end);
	*arena_push(arena, op->handles, op->n_handles) = handle;
	return true;
}

/* command register N [bits N], command field F [bits N] */
static bool command_row(const struct line *row, struct ops_hypercall *call)
{
	bool some = word_is(row, 3, "bits") && row->n == 5;
	uint64_t bits = 0;

	if (some && (!word_number(row->words[4], &bits) || !bits || bits >= 32))
		return false;
	call->command_bits = (uint8_t)bits;
	if (!word_is(row, 1, "field"))
		return read_register(row, 1, some ? 2 : 0, &call->command_register);
	call->command_field = row->words[2];
	return some || row->n == 3;
}

static bool hypercall_row(const struct line *row, struct ops_hypercall *call)
{
	uint8_t number;

	if (word_is(row, 0, "argument") && word_is(row, 1, "behind") && row->n == 3)
		return call->behind = row->words[2], true;
	if (word_is(row, 0, "argument"))
		return read_register(row, 1, 0, &call->argument_register);
	if (word_is(row, 0, "command"))
		return command_row(row, call);
	if (read_register(row, 0, 1, &number))
		return call->registers[number] = row->words[2], true;
	if (word_is(row, 0, "struct") && row->n == 2)
		return call->type = row->words[1], true;
	if (word_is(row, 0, "version") && row->n == 3) {
		call->version_field = row->words[1];
		call->version_constant = row->words[2];
		return true;
	}
	return false;
}

/* What its ops have unless they say otherwise. */
static struct ops_op *read_hypercall(struct arena *arena, struct diag *diag,
				     const struct block *block)
{
	struct ops_hypercall *call = arena_new(arena, struct ops_hypercall);
	struct ops_op *common = arena_new(arena, struct ops_op);
	size_t i;

	*call = (struct ops_hypercall){ .name = block->head.words[1],
					.constant = block->head.words[2],
					.command_register = OPS_NONE,
					.argument_register = OPS_NONE,
					.place = block->head.places[1] };
	*common = (struct ops_op){
		.hypercall = call, .class = OPS_NONE, .reason = OPS_NONE, .process = OPS_NONE
	};
	for (i = 0; i < block->n_rows; i++)
		if (!hypercall_row(&block->rows[i], call) &&
		    !handle_row(arena, &block->rows[i], common) &&
		    !shared_row(arena, &block->rows[i], common))
			line_error(
				diag, &block->rows[i],
				"argument register N, argument behind PATH, struct TYPE, command register N [bits N], command field FIELD [bits N], "
				"version FIELD CONSTANT, register N NAME, or what holds for all its ops: "
				"callers, class, target, effect, process, without, built, handle, \"a text\"");
	common->rows = block->rows;
	common->n_rows = block->n_rows;
	common->place = call->place;
	return common;
}

bool ops_changed_row(struct arena *arena, const struct line *row, struct ops_change *ret_change)
{
	uint16_t release;

	if (!word_is(row, 0, "changed") || row->n < 3 ||
	    !lay_release_parse(row->words[1], strlen(row->words[1]), &release))
		return false;
	*ret_change = (struct ops_change){ release, line_joined(arena, row, 2, row->n) };
	return true;
}

static bool changed_row(struct arena *arena, const struct line *row, struct ops_op *op)
{
	struct ops_change change;

	if (!ops_changed_row(arena, row, &change))
		return false;
	*arena_push(arena, op->changes, op->n_changes) = change;
	return true;
}

/* What the argument is. */
static bool shape_row(const struct line *row, struct ops_op *op)
{
	uint64_t number;

	if (row->n != 2)
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
	if (!word_is(row, 0, "varbuf") && !word_is(row, 0, "struct"))
		return false;
	op->type = row->words[1];
	op->path = NULL;
	op->shape = word_is(row, 0, "varbuf") ? OPS_VARBUF : OPS_STRUCT;
	return true;
}

/* Appends all words behind the first; false if there is none. */
static bool names_row(struct arena *arena, const struct line *row, const char ***names, size_t *n)
{
	size_t i;

	for (i = 1; i < row->n; i++)
		*arena_push(arena, *names, *n) = row->words[i];
	return row->n > 1;
}

static bool op_row(struct arena *arena, const struct line *row, struct ops_op *op)
{
	if (handle_row(arena, row, op) || changed_row(arena, row, op) ||
	    shared_row(arena, row, op) || shape_row(row, op))
		return true;
	if (word_is(row, 0, "out"))
		return names_row(arena, row, &op->out, &op->n_out);
	if (word_is(row, 0, "both"))
		return names_row(arena, row, &op->out, &op->n_out) &&
		       names_row(arena, row, &op->both, &op->n_both);
	if (word_is(row, 0, "uses") && row->n == 2)
		return op->uses = row->words[1], true;
	if (word_is(row, 0, "apart"))
		return names_row(arena, row, &op->apart, &op->n_apart);
	if (word_is(row, 0, "any"))
		return names_row(arena, row, &op->any, &op->n_any);
	if (word_is(row, 0, "unused"))
		return names_row(arena, row, &op->unused, &op->n_unused);
	if (word_is(row, 0, "resumes") && row->n > 1)
		return op->resumes = line_joined(arena, row, 1, row->n), true;
	if (word_is(row, 0, "array") && row->n == 2)
		return op->array = row->words[1], true;
	if (word_is(row, 0, "commands") && row->n == 2)
		return op->commands = row->words[1], true;
	return false;
}

/* The op that NAME's part before its last dot names; NULL if there is no dot. */
static const struct ops_op *parent_of(struct arena *arena, const struct ops_set *set,
				      const char *hypercall, const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? ops_find(set, hypercall, arena_strndup(arena, name, (size_t)(dot - name)))
		   : NULL;
}

/* An op has what its hypercall says for all, a second-level command what the op above it has; but for their own rows. */
static void inherit(struct ops_op *op, const struct ops_op *parent)
{
	*op = *parent;
	op->out = op->both = NULL;
	op->handles = NULL;
	op->changes = NULL;
	op->unused = NULL;
	op->n_out = op->n_both = op->n_unused = op->n_handles = op->n_changes = 0;
	op->commands = op->resumes = op->doc = op->uses = NULL;
}

static void read_op(struct arena *arena, struct diag *diag, const struct ops_op *common,
		    const struct block *block, struct ops_set *set)
{
	struct ops_op *op = arena_new(arena, struct ops_op);
	const struct ops_hypercall *call = common->hypercall;
	const char *name = block->head.words[1];
	const struct ops_op *parent = parent_of(arena, set, call->name, name);
	size_t i;

	inherit(op, parent ? parent : common);
	op->parent = parent;
	op->common = common;
	op->name = name;
	op->constant = word_is(&block->head, 2, "-") ? NULL : block->head.words[2];
	op->place = block->head.places[1];
	op->rows = block->rows;
	op->n_rows = block->n_rows;
	if (ops_find(set, call->name, op->name))
		diag_error(diag, op->place, "%s.%s is described twice", call->name, op->name);
	for (i = 0; i < block->n_rows; i++)
		if (!op_row(arena, &block->rows[i], op))
			line_error(
				diag, &block->rows[i],
				"one of payload PATH (where the hypercall has a struct), struct TYPE, text BYTES, "
				"varbuf TYPE, array LENGTH; handle PATH in|out|both UNIT LENGTH; out, both, uses, unused, effect, "
				"target, apart, any, process, resumes, changed, commands, built, callers, class, without, \"a text\"");
	*arena_push(arena, set->ops, set->n_ops) = op;
}

/* when CONSTANT... MEMBER */
static bool case_row(struct arena *arena, const struct line *row, struct ops_union *entry)
{
	size_t i;

	if (!word_is(row, 0, "when") || row->n < 3 || !entry->tag)
		return false;
	for (i = 1; i + 1 < row->n; i++)
		*arena_push(arena, entry->cases, entry->n_cases) =
			(struct ops_case){ row->words[i], row->words[row->n - 1], row };
	return true;
}

static bool told_row(struct arena *arena, const struct line *row, struct ops_union *entry)
{
	struct line text = { .words = row->words + 1, .n = row->n - 1 };

	if (word_is(row, 0, "by") && row->n == 2)
		return entry->tag = row->words[1], true;
	if (row->n < 2 || (!word_is(row, 0, "same") && !word_is(row, 0, "elsewhere")))
		return false;
	entry->same = word_is(row, 0, "same");
	return line_doc(arena, &text, &entry->told);
}

static void read_union(struct arena *arena, struct diag *diag, const struct block *block,
		       struct ops_set *set)
{
	struct ops_union *entry = arena_push(arena, set->unions, set->n_unions);
	size_t i;

	entry->type = block->head.words[1];
	entry->path = block->head.words[2];
	entry->place = block->head.places[1];
	for (i = 0; i < block->n_rows; i++)
		if (!(i ? case_row(arena, &block->rows[i], entry)
			: told_row(arena, &block->rows[i], entry)))
			break;
	if (!i || i < block->n_rows)
		line_error(
			diag, i < block->n_rows ? &block->rows[i] : &block->head,
			"below a union: by FIELD, same \"why\", or elsewhere \"what tells\"; then, of a field, "
			"when CONSTANT... MEMBER");
}

/* PATH FORM [PREFIX|UNIT [less NAME...]] */
static bool show_row(struct arena *arena, const struct line *row, struct ops_show *show)
{
	static const char *const forms[] = { "flags", "one", "in", "hex", "uuid", "text" };
	size_t i;

	while (show->form < OPS_FORMS && !word_is(row, 1, forms[show->form]))
		show->form++;
	if (show->form == OPS_FORMS || row->n < 2 || (show->form <= OPS_IN) != (row->n > 2))
		return false;
	show->path = row->words[0];
	show->line = row;
	if (row->n > 2)
		show->prefix = row->words[2];
	if (row->n > 3 && (show->form == OPS_IN || !word_is(row, 3, "less") || row->n == 4))
		return false;
	for (i = 4; i < row->n; i++)
		*arena_push(arena, show->less, show->n_less) = row->words[i];
	return true;
}

static void read_shows(struct arena *arena, struct diag *diag, const struct block *block,
		       struct ops_set *set)
{
	struct ops_show show;
	size_t i;

	for (i = 0; i < block->n_rows; i++) {
		show = (struct ops_show){ .type = block->head.words[1] };
		if (show_row(arena, &block->rows[i], &show))
			*arena_push(arena, set->shows, set->n_shows) = show;
		else
			line_error(
				diag, &block->rows[i],
				"PATH flags|one PREFIX [less NAME...], PATH in UNIT, PATH hex, uuid or text");
	}
}

struct ops_set *ops_read(struct arena *arena, struct diag *diag,
			 const struct source *const *sources, size_t n_sources)
{
	struct ops_set *set = arena_new(arena, struct ops_set);
	struct ops_op *common = NULL;
	struct block *blocks = NULL;
	size_t n_blocks = 0, i;

	for (i = 0; i < n_sources; i++)
		words_read(arena, diag, sources[i], &blocks, &n_blocks);
	for (i = 0; i < n_blocks; i++) {
		if (word_is(&blocks[i].head, 0, "hypercall") && blocks[i].head.n == 3)
			*arena_push(arena, set->hypercalls, set->n_hypercalls) = common =
				read_hypercall(arena, diag, &blocks[i]);
		else if (word_is(&blocks[i].head, 0, "union") && blocks[i].head.n == 3)
			read_union(arena, diag, &blocks[i], set);
		else if (word_is(&blocks[i].head, 0, "show") && blocks[i].head.n == 2)
			read_shows(arena, diag, &blocks[i], set);
		else if (word_is(&blocks[i].head, 0, "op") && blocks[i].head.n == 3 && common)
			read_op(arena, diag, common, &blocks[i], set);
		else
			line_error(
				diag, &blocks[i].head,
				"hypercall NAME CONSTANT, or below one op NAME CONSTANT; union TYPE PATH; show TYPE");
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

const struct ops_op *ops_find_named(struct arena *arena, const struct ops_set *set,
				    const char *name)
{
	const char *dot = strchr(name, '.');

	return dot ? ops_find(set, arena_strndup(arena, name, (size_t)(dot - name)), dot + 1)
		   : ops_find(set, name, name);
}

const struct ops_union *ops_union_find(const struct ops_set *set, const char *type,
				       const char *path)
{
	size_t i;

	for (i = 0; i < set->n_unions; i++)
		if (strcmp(set->unions[i].type, type) == 0 &&
		    strcmp(set->unions[i].path, path) == 0)
			return &set->unions[i];
	return NULL;
}

const struct ops_show *ops_show_find(const struct ops_set *set, const char *type, const char *path)
{
	size_t i;

	for (i = 0; i < set->n_shows; i++)
		if (strcmp(set->shows[i].type, type) == 0 && strcmp(set->shows[i].path, path) == 0)
			return &set->shows[i];
	return NULL;
}

const struct ops_handle *ops_handle_find(const struct ops_op *op, const char *path)
{
	size_t i;

	for (i = 0; i < op->n_handles; i++)
		if (strcmp(op->handles[i].path, path) == 0)
			return &op->handles[i];
	return NULL;
}
