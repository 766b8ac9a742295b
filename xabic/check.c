/* SPDX-License-Identifier: MIT */
#include "xabic/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "xabic/attr.h"

#define VALUES (OWNS(OWNER_ENUM) | OWNS(OWNER_FLAGS) | OWNS(OWNER_ERRORS))

/* ---- numbers ---- */

static void check_number_range(struct model *model, struct decl *decl)
{
	size_t i;

	if (decl_is(decl, OWNS(OWNER_EXTENSION)) && decl->num.value > MAX_EXTENSION)
		model_error(model, "number_range", decl->num.place,
			    "the number of an extension is 0 to %d", MAX_EXTENSION);
	if (decl_is(decl, IN_EXTENSION) && decl->num.value > MAX_OP)
		model_error(model, "number_range", decl->num.place,
			    "the number of an op is 0 to %d", MAX_OP);
	for (i = 0; i < decl->n_rows; i++) {
		if (decl->rows[i].attr->type == ATTR_TIME && decl->rows[i].num.text &&
		    !decl->rows[i].num.value)
			model_error(model, "number_range", decl->rows[i].num.place,
				    "a slice does at least one");
	}
	if (decl_is(decl, OWNS(OWNER_EXTENSION)) && strcmp(decl->class.text, "device_model") == 0 &&
	    decl->num.value == MAX_EXTENSION)
		model_error(
			model, "number_range", decl->num.place,
			"extension %d of class device_model is never given out: SMCCC's queries live there",
			MAX_EXTENSION);
}

static void check_class_any(struct model *model, struct decl *decl)
{
	bool is_base, is_any;

	if (!decl_is(decl, OWNS(OWNER_EXTENSION)))
		return;
	is_base = strcmp(decl->name.text, "base") == 0;
	is_any = strcmp(decl->class.text, "any") == 0;
	if (is_base != is_any || (is_base && decl->num.value != 0))
		model_error(model, "class_any", decl->class.place,
			    "extension base, and no other, has number 0 and class any");
}

static void duplicate_number(struct model *model, const struct num *num, const struct num *before,
			     const char *name)
{
	model_error(model, "duplicate_number", num->place, "%s is the number of '%s' already",
		    num->text, name);
	model_note(model, before->place, "here; a number is never used again");
}

static void check_duplicate_number(struct model *model, struct decl *decl)
{
	unsigned int kind = decl_is(decl, IN_EXTENSION) ? IN_EXTENSION : OWNS(OWNER_EXTENSION);
	const struct decl *other;
	size_t i, j;

	for (i = 0; i < model->n_decls && (other = model->decls[i]) != decl; i++) {
		if (decl_is(decl, kind) && decl_is(other, kind) &&
		    decl->extension == other->extension && decl->num.value == other->num.value)
			duplicate_number(model, &decl->num, &other->num, other->name.text);
	}
	for (i = 0; decl_is(decl, VALUES) && i < decl->n_rows; i++) {
		for (j = 0; j < i; j++) {
			if (decl->rows[i].num.value == decl->rows[j].num.value)
				duplicate_number(model, &decl->rows[i].num, &decl->rows[j].num,
						 decl->rows[j].name.text);
		}
	}
}

static void check_value_range(struct model *model, struct decl *decl)
{
	uint64_t max;
	size_t i;

	if (!decl_is(decl, VALUES))
		return;
	max = base_max(decl->base);
	if (decl_is(decl, OWNS(OWNER_ERRORS)) && max > MAX_STATUS)
		max = MAX_STATUS;
	if (decl_is(decl, OWNS(OWNER_FLAGS)))
		max = 8 * decl->base->size - 1;
	for (i = 0; i < decl->n_rows; i++) {
		if (decl->rows[i].num.value <= max)
			continue;
		model_error(model, "value_range", decl->rows[i].num.place,
			    "%s is larger than %" PRIu64, decl->rows[i].num.text, max);
		if (decl_is(decl, OWNS(OWNER_FLAGS)))
			model_note(model, decl->rows[i].num.place,
				   "the number of a flag is that of its bit in a %s",
				   decl->base->name);
	}
}

static void check_status_ok(struct model *model, struct decl *decl)
{
	const struct row *ok;

	if (!decl_is(decl, OWNS(OWNER_ERRORS)))
		return;
	ok = decl_row(decl, OWNS(OWNER_VALUE), "ok");
	if (!ok || ok->num.value != 0)
		model_error(model, "status_ok", decl->name.place,
			    "a list of statuses has the row: ok = 0");
}

static void check_mark_values(struct model *model, const struct marks *marks,
			      const struct base *base)
{
	const struct mark *range = mark_find(marks, "range"),
			  *fallback = mark_find(marks, "default"),
			  *align = mark_find(marks, "align");
	const struct decl *by =
		align ? model_find(model, OWNS(OWNER_CONST), align->name.text) : NULL;

	if ((range || fallback || align) && !base) {
		model_error(model, "mark_value",
			    (range      ? range
			     : fallback ? fallback
					: align)
				    ->place,
			    "a struct is no number, so it has no range, default or alignment");
		return;
	}
	if (range && range->num.value > range->to.value)
		model_error(model, "mark_value", range->place, "the range has nothing in it");
	if (range && range->to.value > base_max(base))
		model_error(model, "mark_value", range->to.place, "%s does not fit in a %s",
			    range->to.text, base->name);
	if (fallback && fallback->num.value > base_max(base))
		model_error(model, "mark_value", fallback->num.place, "%s does not fit in a %s",
			    fallback->num.text, base->name);
	if (fallback && range &&
	    (fallback->num.value < range->num.value || fallback->num.value > range->to.value))
		model_error(model, "mark_value", fallback->num.place,
			    "the default is outside the range");
	if (by && (by->num.value == 0 || (by->num.value & (by->num.value - 1))))
		model_error(model, "mark_value", align->name.place,
			    "an alignment is a power of two, and '%s' is %s", align->name.text,
			    by->num.text);
}

static void check_mark_value(struct model *model, struct decl *decl)
{
	size_t i;

	check_mark_values(model, &decl->marks, decl->base);
	for (i = 0; i < decl->n_rows; i++)
		check_mark_values(model, &decl->rows[i].marks, decl->rows[i].type.base);
}

/* ---- what is missing ---- */

static void check_no_rows(struct model *model, struct decl *decl)
{
	if (decl_is(decl, VALUES | LAID_OUT | OWNS(OWNER_PROFILE)) && decl->n_rows == 0)
		model_error(model, "no_rows", decl->name.place, "'%s' has nothing in it",
			    decl->name.text);
}

static void check_no_states(struct model *model, struct decl *decl)
{
	if (!decl_is(decl, OWNS(OWNER_RESOURCE)) || decl->n_rows)
		return;
	model_error(model, "no_states", decl->name.place, "resource '%s' has no states",
		    decl->name.text);
	model_note(model, decl->name.place, "a number without states is a type: type %s = %s",
		   decl->name.text, decl->base_name.text);
}

static void check_missing_doc(struct model *model, struct decl *decl)
{
	const struct row *row;
	size_t i;

	if (!decl_is(decl, OWNS(OWNER_SPEC)) && (!decl->doc.text || !*decl->doc.text))
		model_error(model, "missing_doc", decl->name.place, "nothing says what '%s' is",
			    decl->name.text);
	for (i = 0; i < decl->n_rows; i++) {
		row = &decl->rows[i];
		if (row->doc.text
			    ? !*row->doc.text
			    : row->attr->type == ATTR_STATE || row->attr->type == ATTR_VALUE ||
				      (row->attr->type == ATTR_REGISTER && row->n_paths &&
				       row->paths->n_names < 3))
			model_error(model, "missing_doc", row->place,
				    "nothing says what this row means");
	}
}

static void check_missing_row(struct model *model, struct decl *decl)
{
	static const struct {
		enum owner owner;
		const char *row;
	} needed[] = {
		{ OWNER_OP, "target" },        { OWNER_OP, "time" },
		{ OWNER_OP, "trust" },         { OWNER_TRANSPORT, "by" },
		{ OWNER_TRANSPORT, "word" },   { OWNER_TRANSPORT, "args" },
		{ OWNER_TRANSPORT, "status" }, { OWNER_TRANSPORT, "rest" },
		{ OWNER_BOOT, "reg" },         { OWNER_BOOT, "rest" },
		{ OWNER_LEAF, "by" },          { OWNER_LEAF, "reg" },
		{ OWNER_LEAF, "gives" },
	};
	size_t i;

	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (decl->head->owner != needed[i].owner || op_row(decl, needed[i].row))
			continue;
		if (decl->extension)
			model_error(model, "missing_row", decl->name.place,
				    "neither op '%s' nor extension '%s' has a row '%s'",
				    decl->name.text, decl->extension->name.text, needed[i].row);
		else
			model_error(model, "missing_row", decl->name.place,
				    "%s '%s' has no row '%s'", decl->head->keyword, decl->name.text,
				    needed[i].row);
		model_note(model, decl->name.place, "%s",
			   attr_row(needed[i].owner, needed[i].row)->explain);
	}
}

/* ---- versions ---- */

static const struct version *since_of(const struct marks *marks, const struct version *otherwise)
{
	const struct mark *since = mark_find(marks, "since");

	return since ? &since->version : otherwise;
}

static void check_missing_since(struct model *model, struct decl *decl)
{
	if (decl_is(decl, OWNS(OWNER_GONE)) && !mark_find(&decl->marks, "until"))
		model_error(model, "missing_since", decl->name.place,
			    "nothing says until when there was '%s'", decl->name.text);
	if (decl_is(decl, OWNS(OWNER_SPEC) | OWNS(OWNER_CONST)) || mark_find(&decl->marks, "since"))
		return;
	model_error(model, "missing_since", decl->name.place,
		    "nothing says since when there is '%s'", decl->name.text);
	model_note(model, decl->name.place, "write at the end of its line: since %u.%u",
		   model->spec->version.major, model->spec->version.minor);
}

static void check_life(struct model *model, const struct marks *marks, const struct version *owner)
{
	const struct mark *since = mark_find(marks, "since"),
			  *deprecated = mark_find(marks, "deprecated"),
			  *until = mark_find(marks, "until"), *mark;
	const struct version *spec = &model->spec->version;
	size_t i;

	for (i = 0; i < marks->n_items; i++) {
		mark = &marks->items[i];
		if (mark->attr->type == ATTR_VERSION && version_before(spec, &mark->version))
			model_error(model, "since_order", mark->version.place,
				    "the spec is of version %u.%u only", spec->major, spec->minor);
	}
	if (since && owner && version_before(&since->version, owner))
		model_error(model, "since_order", since->version.place,
			    "older than what it is in, which is of version %u.%u", owner->major,
			    owner->minor);
	if (deprecated && since && version_before(&deprecated->version, &since->version))
		model_error(model, "since_order", deprecated->version.place,
			    "deprecated before it was there");
	if (until && since && !version_before(&since->version, &until->version))
		model_error(model, "since_order", until->version.place, "gone before it was there");
}

static void check_since_order(struct model *model, struct decl *decl)
{
	const struct version *owner =
		decl->extension ? since_of(&decl->extension->marks, NULL) : NULL;
	size_t i;

	check_life(model, &decl->marks, owner);
	owner = since_of(&decl->marks, owner);
	for (i = 0; i < decl->n_rows; i++)
		check_life(model, &decl->rows[i].marks, owner);
}

/* A struct or area gets fields at its end only, and only one that grows gets any. */
static void check_growth(struct model *model, struct decl *decl)
{
	const struct version *before = since_of(&decl->marks, NULL), *since;
	size_t i;

	if (!decl_is(decl, LAID_OUT))
		return;
	for (i = 0; i < decl->n_rows; i++) {
		since = since_of(&decl->rows[i].marks, since_of(&decl->marks, NULL));
		if (!since || !before)
			continue;
		if (version_before(since, before))
			model_error(model, "growth", decl->rows[i].place,
				    "a field older than the one before it");
		if (version_before(before, since) && !decl_grows(decl))
			model_error(model, "growth", decl->rows[i].place,
				    "'%s' is not growing, so it never gets another field",
				    decl->name.text);
		before = since;
	}
}

/* ---- rows ---- */

/* pad, pad2, pad3 ... */
static bool is_pad_name(const char *name)
{
	return strncmp(name, "pad", 3) == 0 && name[3 + strspn(name + 3, "0123456789")] == '\0';
}

static void check_pad_name(struct model *model, struct decl *decl)
{
	const struct row *row;
	bool zero;
	size_t i;

	for (i = 0; decl_is(decl, LAID_OUT) && i < decl->n_rows; i++) {
		row = &decl->rows[i];
		zero = mark_find(&row->marks, "zero");
		if (zero != is_pad_name(row->name.text))
			model_error(model, "pad_name", row->name.place,
				    zero ? "'%s' is zero, so its name is pad, pad2, pad3 ..."
					 : "'%s' is padding, so it is marked zero",
				    row->name.text);
	}
}

static void check_creates(struct model *model, struct decl *decl)
{
	const struct mark *mark;
	size_t i;

	for (i = 0; i < decl->n_rows; i++) {
		mark = mark_find(&decl->rows[i].marks, "creates");
		if (!mark)
			mark = mark_find(&decl->rows[i].marks, "consumes");
		if (mark && !decl_is(decl->rows[i].type.decl, OWNS(OWNER_RESOURCE)))
			model_error(model, "creates", mark->place,
				    "an op %s resources, and '%s' is none", mark->attr->keyword,
				    decl->rows[i].type.name.text);
	}
}

/* HYPERCALL, HYPERCALL.SUBOP or HYPERCALL.SUBOP.SUBOP; each at most once. */
static void check_was(struct model *model, struct decl *decl)
{
	const struct row *was = op_row(decl, "was");
	const char *text;
	size_t i, j;

	for (i = 0; was && i < was->n_paths; i++) {
		text = path_text(&model->arena, &was->paths[i]);
		if (was->paths[i].n_names > 3)
			model_error(model, "was", was->paths[i].place,
				    "'%s' is no old call: write HYPERCALL.SUBOP", text);
		for (j = 0; j < i; j++) {
			if (strcmp(path_text(&model->arena, &was->paths[j]), text) == 0)
				model_error(model, "was", was->paths[i].place,
					    "'%s' stands here twice", text);
		}
	}
}

static void check_profile_base(struct model *model, struct decl *decl)
{
	size_t i;

	for (i = 0; i < decl->n_rows; i++) {
		if (decl->rows[i].op && strcmp(decl->rows[i].op->extension->name.text, "base") == 0)
			model_error(model, "profile_base", decl->rows[i].place,
				    "base is in every profile, so none lists its ops");
	}
}

/* ---- the table ---- */

/*
 * Every check: what stands in [] behind an error. To add one: a function above (or a model_error()
 * in an earlier step, then without a function here), a row here, and a file in tests/xabic/bad/
 * that sets it off.
 */
static const struct check checks[] = {
	{ "text_form", NULL,
	  "A spec is UTF-8 without control characters; a string ends on its line." },
	{ "name_form", NULL,
	  "Names are lower case, so that each language can put them into its own form, and have no\n"
	  "'_' at an end or two together, which are kept for that." },
	{ "number_form", NULL,
	  "Numbers are decimal without a leading 0 (which means octal in C), or 0x with lower case\n"
	  "digits, of at most 64 bits." },
	{ "syntax", NULL,
	  "docs/language.md has the grammar on one page. A declaration starts in column 1, its rows are\n"
	  "indented, and a line deeper than a row continues it." },
	{ "unknown_head", NULL,
	  "In column 1 only the heads that `xabic explain` lists can stand." },
	{ "unknown_row", NULL,
	  "Each kind of declaration has its own rows; `xabic explain` lists them." },
	{ "repeated_row", NULL,
	  "A row that says one thing of an op, such as its time, stands once." },
	{ "misplaced_mark", NULL,
	  "Marks say something of what they stand behind, and not of everything." },
	{ "one_spec", NULL,
	  "All files of a spec compile together; exactly one has the spec line, and at most one the\n"
	  "list of statuses (errors)." },
	{ "stray_op", NULL, "An op belongs to the extension above it in its file." },
	{ "duplicate_name", NULL,
	  "Consts, types, resources, enums, flags, errors, structs and areas share one space of names;\n"
	  "extensions have one; the ops of an extension, and the rows of a declaration, too." },
	{ "unknown_class", NULL,
	  "The class of an extension says who may call it, and is in the op's number." },
	{ "unknown_name", NULL, "What a row names must be declared, in any of the files." },
	{ "bad_of", NULL,
	  "`of` on a slot or field names the one beside it that holds what a resource is numbered within." },
	{ "array_length", NULL,
	  "Arrays in structs have a fixed length; only a buffer has as many elements as fit." },
	{ "struct_cycle", NULL, "A struct cannot contain itself." },
	{ "growing_inside", NULL,
	  "A growing struct inside another would move what follows it when it grows." },
	{ "implicit_padding", NULL,
	  "Every byte is a field, naturally aligned, so that layouts agree between architectures\n"
	  "and nothing leaks or is ignored in a gap. The note has the row to add." },
	{ "struct_size", NULL,
	  "What a call carries is copied in one go, so a struct has a bound." },
	{ "slot_type", NULL, "A slot is 64 bits and holds one integer." },
	{ "buffer_type", NULL, "A buffer holds one struct, or elements: TYPE[]." },
	{ "generated_slot", NULL,
	  "target, each, cursor and BUFFER_needed are made by the compiler where they are needed." },
	{ "two_strides", NULL,
	  "Growing elements travel with their size in the slot `each`; an op has one." },
	{ "too_many_slots", NULL,
	  "A call has slots a0..a5, of which a buffer takes two, and r0..r3." },
	{ "unknown_path", NULL,
	  "A condition looks at what the caller passed: slots, target, the fields of buffers;\n"
	  "at consts; and at resources without a number." },
	{ "unknown_member", NULL,
	  "After `is` stand states of the resource or values of the enum, after `has` a flag." },
	{ "wrong_condition", NULL,
	  "`is` is for resources and enums, `has` and `lacks` for flags, comparisons for numbers." },
	{ "number_range", check_number_range,
	  "An op number has 6 bits for the extension and 6 for the op." },
	{ "class_any", check_class_any,
	  "base answers everybody; every other extension has a class that can be refused." },
	{ "duplicate_number", check_duplicate_number, "A number means one thing for ever." },
	{ "value_range", check_value_range,
	  "Values fit their base type; statuses are 0 to 0x7fff; flags are bit numbers." },
	{ "status_ok", check_status_ok,
	  "Success is status 0 in every language, so the list says so." },
	{ "mark_value", check_mark_value,
	  "A range, a default and an alignment are possible values of what they mark." },
	{ "no_rows", check_no_rows,
	  "An enum, flags, errors, struct, area or profile has something in it." },
	{ "no_states", check_no_states,
	  "What makes a number a resource is that conditions can ask for its state." },
	{ "missing_doc", check_missing_doc,
	  "The manual is made from the docs: every declaration, state and value has one, and every\n"
	  "name of what a register holds." },
	{ "missing_row", check_missing_row,
	  "Every op says whom it acts on, its bound in time and the trust it presumes;\n"
	  "a row in the extension says it for all its ops. A transport says where each slot is, a\n"
	  "boot state and a leaf which registers hold what." },
	{ "slot_registers", check_slot_registers,
	  "A transport carries six slots and a status in and out of four results, or in one or two\n"
	  "registers the address of a block of memory that holds them." },
	{ "register_twice", check_register_twice,
	  "Going in, and coming back, a register holds one thing, and none that the instruction spoils;\n"
	  "eax is the lower half of rax." },
	{ "register_value", check_register_value,
	  "What a register holds fits in it, and is within the mask." },
	{ "missing_since", check_missing_since,
	  "A caller can ask what a version has, so everything says since when." },
	{ "since_order", check_since_order,
	  "since <= deprecated <= the version of the spec, since < until <= it; nothing is older\n"
	  "than what it is in." },
	{ "growth", check_growth,
	  "New fields go to the end of growing structs, so that older callers still agree." },
	{ "pad_name", check_pad_name,
	  "Padding is called pad, pad2 ... and marked zero; nothing else is either." },
	{ "creates", check_creates, "creates and consumes are about resources." },
	{ "was", check_was,
	  "The catalogue knows an old call as HYPERCALL, HYPERCALL.SUBOP or one level more." },
	{ "profile_base", check_profile_base,
	  "base answers everybody, whatever else a provider lets a guest use." },
	{ "common_failure", check_common,
	  "What is checked for every op alike is declared once, not in each op." },
	{ "never_true", check_never,
	  "Conditions of one row that exclude one another make a failure nobody can see." },
	{ "always_true", check_always,
	  "A condition that names every state, or one twice, says nothing." },
	{ "unreachable", check_unreachable,
	  "Failures are checked in order, so a row that holds only where an earlier one\n"
	  "does can never be the answer." },
	{ "frozen", NULL,
	  "A frozen spec is compared with for ever, so nobody edits it: `xabic check --frozen`." },
	{ "c_names", check_c_names,
	  "Two names of the spec must not become one in the C header, as value `info` of enum\n"
	  "`host` and a const `host_info` would." },
};

#define N_CHECKS (sizeof(checks) / sizeof(checks[0]))

void check_model(struct model *model)
{
	size_t i, j;

	for (i = 0; i < model->n_decls; i++) {
		for (j = 0; j < N_CHECKS; j++) {
			if (checks[j].run)
				checks[j].run(model, model->decls[i]);
		}
	}
}

/* The first line of a text, or all of it. */
static void tell(const char *name, const char *text, bool whole)
{
	if (whole)
		printf("%s\n", text);
	else
		printf("  %-18s %.*s\n", name, (int)strcspn(text, "\n"), text);
}

/* The level of one change, as xabic diff names it: "range.changed". */
static bool explain_rule(const char *name)
{
	size_t len = strcspn(name, ".");
	const enum level *levels;
	char rule[32];
	int i;

	if (len >= sizeof(rule))
		return false;
	snprintf(rule, sizeof(rule), "%.*s", (int)len, name);
	levels = levels_find(rule);
	for (i = 0; levels && i < N_CHANGES; i++) {
		if (strcmp(name + len + (name[len] == '.'), change_name((enum change)i)) == 0) {
			printf("%s: %s\n", level_name(levels[i]), level_explain(levels[i]));
			return true;
		}
	}
	return false;
}

static bool explain_checks(const char *title, const struct check *table, size_t n, const char *name)
{
	bool found = false;
	size_t i;

	if (!name)
		puts(title);
	for (i = 0; i < n; i++) {
		if (!name || strcmp(table[i].name, name) == 0) {
			tell(table[i].name, table[i].explain, name != NULL);
			found = true;
		}
	}
	return found;
}

bool explain(const char *name)
{
	bool found = !name;
	size_t i;

	found = explain_checks("checks:", checks, N_CHECKS, name) || found;
	found = explain_checks("advice:", lints, n_lints, name) || found;
	if (!name)
		puts("heads:");
	for (i = 0; i < n_heads; i++) {
		if (!name || strcmp(heads[i].keyword, name) == 0) {
			tell(heads[i].keyword, heads[i].explain, name != NULL);
			found = true;
		}
	}
	if (!name)
		puts("rows and marks:");
	for (i = 0; i < n_attrs; i++) {
		if (!name || strcmp(attr_name(&attrs[i]), name) == 0 ||
		    (*name && strcmp(attrs[i].keyword, name) == 0)) {
			tell(*attrs[i].keyword ? attrs[i].keyword : "-", attrs[i].explain,
			     name != NULL);
			found = true;
		}
	}
	return found || explain_rule(name);
}

static void tell_levels(const char *name, const enum level *levels)
{
	int i;

	printf("%-12s", name);
	for (i = 0; i < N_CHANGES; i++)
		printf(i + 1 < N_CHANGES ? "%-10s" : "%s\n", level_name(levels[i]));
}

void explain_levels(void)
{
	int i;
	size_t j;

	printf("%-12s", "");
	for (i = 0; i < N_CHANGES; i++)
		printf(i + 1 < N_CHANGES ? "%-10s" : "%s\n", change_name((enum change)i));
	for (j = 0; j < n_heads; j++)
		tell_levels(heads[j].keyword, heads[j].levels);
	for (j = 0; j < n_attrs; j++) {
		if (j == 0 || strcmp(attr_name(&attrs[j]), attr_name(&attrs[j - 1])) != 0)
			tell_levels(attr_name(&attrs[j]), attrs[j].levels);
	}
	puts("");
	for (i = LEVEL_WIRE; i < N_LEVELS; i++)
		printf("%-12s%s\n", level_name((enum level)i), level_explain((enum level)i));
}
