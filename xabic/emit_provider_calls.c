/* SPDX-License-Identifier: MIT */
/*
 * `provider`: for each op a function that checks a call and runs its handler, and the switch. The
 * checks are straight code in the order of docs/rules.md P6.2; no table is looked up on the way.
 */
#include "xabic/emit_provider.h"

static const char tabs[] = "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t";

/* ---- one value ---- */

static const char *upper(struct emitter *e, const char *name)
{
	return name_upper(e->arena, name);
}

/* A value of an enum with holes is none of those named. */
static const char *none_of(struct emitter *e, const char *value, const struct decl *type)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < type->n_rows; i++)
		text = say(e, "%s%s%s != XABI_%s_%s", text, i ? " && " : "", value,
			   upper(e, type->name.text), upper(e, type->rows[i].name.text));
	return say(e, "(%s)", text);
}

/*
 * The condition under which VALUE, of MAX at most as it travels, cannot be taken for that type; ""
 * if there is none.
 */
static const char *refused(struct emitter *e, const char *value, uint64_t max,
			   const struct base *base, const struct decl *type,
			   const struct marks *marks)
{
	struct limits limits = limits_of(base, type, marks);
	const struct mark *align = marks ? mark_find(marks, "align") : NULL;
	const char *text = "", *by;

	if (marks && mark_find(marks, "zero"))
		return value;
	if (decl_is(type, OWNS(OWNER_FLAGS))) {
		limits.high = max;
		if (limits.flags != max)
			text = say(e, " || (%s & ~UINT64_C(0x%" PRIx64 "))", value, limits.flags);
	} else if (decl_is(type, ENUMS) && limits.high - limits.low != type->n_rows - 1) {
		limits = (struct limits){ .high = max };
		text = say(e, " || %s", none_of(e, value, type));
	} else if (base->is_signed && limits.high == base_max(base)) {
		limits.high = max;
		if (max > UINT32_MAX && base->size == 4)
			text = say(e, " || (int64_t)%s != (int32_t)%s", value, value);
	}
	if (limits.low)
		text = say(e, "%s || %s < UINT64_C(0x%" PRIx64 ")", text, value, limits.low);
	if (limits.high != max)
		text = say(e, "%s || %s > UINT64_C(0x%" PRIx64 ")", text, value, limits.high);
	if (!align && type)
		align = mark_find(&type->marks, "align");
	if (align) {
		by = align->name.text;
		by = is_reported(by) ? say(e, "caller->%s", by) : say(e, "XABI_%s", upper(e, by));
		text = say(e, "%s || (%s & (%s - 1))", text, value, by);
	}
	return *text ? text + strlen(" || ") : text;
}

/* ---- structs: checks of one that is read, and zeros for one that is written ---- */

static bool has_zeros(const struct decl *type)
{
	size_t i;

	for (i = 0; i < type->n_rows; i++) {
		if (type->rows[i].type.base ? is_zero(&type->rows[i])
					    : has_zeros(type->rows[i].type.decl))
			return true;
	}
	return false;
}

/* Nothing where the field has nothing to check or to clear. */
static void put_field(struct emitter *e, const struct row *field, bool check)
{
	const struct tref *type = &field->type;
	bool array = type->form == TREF_FIXED && !is_zero(field);
	const char *value = say(e, "v->%s%s", name_mangle(e->arena, LANGUAGE_C, field->name.text),
				array ? "[i]" : ""),
		   *at = say(e, array ? "%u + i * %u" : "%u", field->offset,
			     tref_element_size(type)),
		   *what = "";

	if (is_zero(field)) {
		what = say(e, check ? "xabi_not_zero(&%s, %u)" : "__builtin_memset(&%s, 0, %u)",
			   value, field->size);
	} else if (check && !type->base) {
		what = say(e, "(bad = bad_%s(caller, &%s)) != XABI_NO_FIELD", type->decl->name.text,
			   value);
		at = say(e, "%s + bad", at);
	} else if (check) {
		what = refused(e, value, UINT64_MAX >> (64 - 8 * type->base->size), type->base,
			       type->decl, &field->marks);
	} else if (!type->base && has_zeros(type->decl)) {
		what = say(e, "clear_%s(&%s)", type->decl->name.text, value);
	}
	if (*what && array)
		put(e, "\tfor (i = 0; i < %" PRIu64 "; i++)\n\t", type->count);
	if (*what && check)
		put(e, "\tif (%s)\n\t%s\treturn %s;\n", what, array ? "\t" : "", at);
	else if (*what)
		put(e, "\t%s;\n", what);
}

static void put_struct(struct emitter *e, const struct decl *type, bool check)
{
	bool *done = check ? e->checked : e->cleared;
	size_t i;

	for (i = 0; e->model->decls[i] != type; i++)
		;
	if (done[i] || (!check && !has_zeros(type)))
		return;
	done[i] = true;
	for (i = 0; i < type->n_rows; i++) {
		if (!type->rows[i].type.base)
			put_struct(e, type->rows[i].type.decl, check);
	}
	put(e,
	    check ? "\n/* The offset of the first field that cannot be taken. */\n"
		    "static uint32_t bad_%s(const struct xabi_caller *caller, "
		    "const struct xabi_%s *v)\n{\n\tuint32_t i, bad;\n\n"
		    "\t(void)caller;\n\t(void)i;\n\t(void)bad;\n"
		  : "\nstatic void clear_%s(struct xabi_%s *v)\n{\n\tuint32_t i;\n\n"
		    "\t(void)i;\n",
	    type->name.text, type->name.text);
	for (i = 0; i < type->n_rows; i++)
		put_field(e, &type->rows[i], check);
	put(e, check ? "\treturn XABI_NO_FIELD;\n}\n" : "}\n");
}

/* The least size that a caller can have: what a growing struct had at first. */
static uint32_t first_size(const struct decl *type)
{
	const struct mark *since = mark_find(&type->marks, "since"), *later;
	size_t i;

	for (i = 0; i < type->n_rows; i++) {
		later = mark_find(&type->rows[i].marks, "since");
		if (later && (later->version.major != since->version.major ||
			      later->version.minor != since->version.minor))
			return type->rows[i].offset;
	}
	return type->size;
}

/* ---- request failures ---- */

static const char *value_of(struct emitter *e, const struct path *path)
{
	struct meaning meaning = path_meaning(e->model, e->op, path);
	const char *first = path->names[0].text, *text;
	size_t i;

	if (meaning.kind == MEANS_CONST)
		return say(e, "XABI_%s", upper(e, first));
	if (meaning.kind == MEANS_REPORTED)
		return say(e, "caller->%s", first);
	if (meaning.kind == MEANS_TARGET || meaning.kind == MEANS_SLOT) {
		i = meaning.kind == MEANS_SLOT ? meaning.row->slot : 0;
		return say(e, "(%s)in[%zu]", c_type(e, meaning.base, NULL), i);
	}
	text = e->element ? "(*v)" : say(e, "v%zu", buffer_named(e->op, first));
	for (i = 1; i < path->n_names; i++)
		text = say(e, "%s.%s", text,
			   name_mangle(e->arena, LANGUAGE_C, path->names[i].text));
	return text;
}

/* Two numbers compare as they are; a sum does in a type where it cannot wrap. */
static const char *comparison(struct emitter *e, const struct atom *atom)
{
	const struct sum *sums[] = { &atom->left, &atom->right };
	const struct term *term;
	const char *text = "", *values[3] = { "" };
	bool exact = atom->left.n_terms + atom->right.n_terms > 2;
	size_t i, j, n = 0;

	for (i = 0; i < 2; i++) {
		for (j = 0; j < sums[i]->n_terms; j++) {
			term = &sums[i]->terms[j];
			values[n % 3] = term->is_num
						? say(e, "UINT64_C(%" PRIu64 ")", term->num.value)
						: value_of(e, &term->path);
			text = say(e, "%s%s%s%s", text,
				   term->minus ? " - "
				   : j         ? " + "
					       : "",
				   exact ? "(xabi_exact)" : "", values[n++ % 3]);
		}
		text = i ? text : say(e, "%s %s ", text, atom->compare);
	}
	/* What ranges are asked for, A + B > C, with less: neither side can wrap. */
	if (n == 3 && atom->left.n_terms == 2 && !atom->left.terms[1].minus &&
	    strcmp(atom->compare, ">") == 0)
		return say(e, "(%s > %s || %s > %s - %s)", values[1], values[2], values[0],
			   values[2], values[1]);
	return text;
}

static const char *condition(struct emitter *e, const struct atom *atom)
{
	const char *text = "", *value;
	const struct decl *type;
	size_t i;

	if (atom->kind == ATOM_COMPARE)
		return comparison(e, atom);
	type = path_meaning(e->model, e->op, &atom->path).decl;
	value = value_of(e, &atom->path);
	for (i = 0; i < atom->n_names; i++)
		text = say(e, "%s%s%s %s XABI_%s_%s", text, i ? " || " : "", value,
			   atom->kind == ATOM_IS ? "==" : "&", upper(e, type->name.text),
			   upper(e, atom->names[i].text));
	return say(e, atom->kind == ATOM_LACKS ? "!(%s)" : "(%s)", text);
}

static const struct row *list_at(const struct decl *op, const struct path *path)
{
	size_t i = path->n_names ? buffer_named(op, path->names[0].text) : op->n_buffers;

	return i < op->n_buffers && is_list(op->buffers[i]) ? op->buffers[i] : NULL;
}

/* The list at whose elements a failure looks, or NULL. */
static const struct row *list_of(const struct decl *op, const struct row *fails)
{
	const struct row *list = NULL;
	size_t i, j, k;

	for (i = 0; i < fails->n_atoms; i++) {
		const struct atom *atom = &fails->atoms[i];
		const struct sum *sums[] = { &atom->left, &atom->right };

		list = list ? list : list_at(op, &atom->path);
		for (j = 0; j < 2; j++) {
			for (k = 0; k < sums[j]->n_terms; k++)
				list = list ? list : list_at(op, &sums[j]->terms[k].path);
		}
	}
	return list;
}

/* Those of the call, or of an element of the list at hand. */
static void put_requests(struct emitter *e, const char *refuse)
{
	const struct row *row;
	const char *text;
	size_t i, j;

	for (i = 0; i < e->op->n_rows; i++) {
		row = &e->op->rows[i];
		if (row->attr->type != ATTR_FAILS || list_of(e->op, row) != e->element ||
		    is_of_state(e, row))
			continue;
		text = "";
		for (j = 0; j < row->n_atoms; j++)
			text = say(e, "%s%s%s", text, j ? " && " : "",
				   condition(e, &row->atoms[j]));
		put(e, "\tif (%s)\n\t\treturn %s, XABI_STATUS_%s, 0);\n", text, refuse,
		    upper(e, row->name.text));
	}
}

/* ---- lists ---- */

static void put_next(struct emitter *e, const struct row *buffer)
{
	const struct tref *type = &buffer->type;
	const char *what;

	e->element = buffer;
	put(e,
	    "\n%s\n{\n\tconst struct xabi_caller *caller = buffer->caller;\n"
	    "\tconst uint64_t *in = buffer->in;\n\tconst %s *v = ret_element;\n"
	    "\tuint32_t bad = 0;\n\n\t(void)caller;\n\t(void)in;\n\t(void)v;\n\t(void)bad;\n"
	    "\tif (!xabi_buffer_next(buffer, ret_element, %u))\n\t\treturn false;\n",
	    accessor(e, buffer), c_type(e, type->base, type->decl), tref_element_size(type));
	if (type->base)
		what = refused(e, "*v", UINT64_MAX >> (64 - 8 * type->base->size), type->base,
			       type->decl, NULL);
	else
		what = say(e, "(bad = bad_%s(caller, v)) != XABI_NO_FIELD", type->decl->name.text);
	if (*what)
		put(e,
		    "\tif (%s)\n"
		    "\t\treturn xabi_buffer_refuse(buffer, XABI_STATUS_BAD_FIELD, bad);\n",
		    what);
	put_requests(e, "xabi_buffer_refuse(buffer");
	put(e, "\treturn true;\n}\n");
	e->element = NULL;
}

static void put_put(struct emitter *e, const struct row *buffer)
{
	const struct tref *type = &buffer->type;

	put(e, "\n%s\n{\n", accessor(e, buffer));
	if (!type->base && has_zeros(type->decl))
		put(e, "\tclear_%s(element);\n", type->decl->name.text);
	put(e, "\treturn xabi_buffer_put(buffer, %selement, %u);\n}\n", type->base ? "&" : "",
	    tref_element_size(type));
}

/* ---- one op ---- */

static void put_locals(struct emitter *e)
{
	const struct row *buffer;
	size_t i;

	put(e, "\tconst uint64_t *in = call->in;\n%s",
	    e->op->n_buffers ? "\tuint16_t status;\n" : "");
	for (i = 0; i < e->op->n_buffers; i++) {
		buffer = e->op->buffers[i];
		if (is_list(buffer))
			put(e, "\tstruct xabi_buffer b%zu;\n", i);
		else
			put(e, "\tstruct xabi_%s v%zu;\n%s", buffer->type.decl->name.text, i,
			    row_is(buffer, "reads") ? "\tuint32_t bad;\n" : "");
	}
	put(e, "\n");
}

static void refuse_if(struct emitter *e, const char *what, const char *status, size_t slot)
{
	if (*what)
		put(e, "\tif (%s)\n\t\treturn xabi_refuse(call, XABI_STATUS_%s, %zu);\n", what,
		    status, slot);
}

/* Slot by slot: values, then those that are not in use; buffers are last and have their own. */
static void put_slot_checks(struct emitter *e)
{
	const struct decl *op = e->op;
	size_t i, end = IN_SLOTS - 2 * op->n_buffers;
	const struct row *row;
	const char *what = "";

	for (i = 0; i < op->n_in; i++) {
		row = op->in[i].row;
		what = refused(e, say(e, "in[%zu]", i), UINT64_MAX, op->in[i].base,
			       row ? row->type.decl : NULL, row ? &row->marks : NULL);
		refuse_if(e, what, "BAD_SLOT", i);
	}
	for (i = op->n_in; i < end; i++)
		what = say(e, i == op->n_in ? "in[%zu]" : "in[%zu] | %s", i, what);
	if (op->n_in < end)
		put(e, "\tif (%s)\n\t\treturn xabi_refuse_unused(call, %zu);\n", what, op->n_in);
}

/* The slot with the size of growing elements, or n_in. */
static size_t each_slot(const struct decl *op)
{
	size_t i;

	for (i = 0; i < op->n_in; i++) {
		if (!op->in[i].row && strcmp(op->in[i].name, "each") == 0)
			break;
	}
	return i;
}

/* From one element to the next, as C. */
static const char *stride(struct emitter *e, const struct row *buffer)
{
	if (decl_grows(buffer->type.decl))
		return say(e, "in[%zu]", each_slot(e->op));
	return say(e, "%u", tref_element_size(&buffer->type));
}

static void put_sizes(struct emitter *e)
{
	const char *bytes, *each, *what;
	const struct row *buffer;
	uint32_t least;
	size_t i;

	for (i = 0; i < e->op->n_buffers; i++) {
		buffer = e->op->buffers[i];
		least = decl_grows(buffer->type.decl) ? first_size(buffer->type.decl) : 0;
		bytes = say(e, "in[%u]", buffer->slot + 1);
		each = stride(e, buffer);
		if (is_list(buffer) && least)
			refuse_if(e, say(e, "%s < %u", each, least), "BAD_SIZE", each_slot(e->op));
		what = say(e, "%s > caller->buffer_size", bytes);
		if (is_typed(buffer))
			what = say(e, "%s || %s %% %s", what, bytes, each);
		else if (least)
			what = say(e, "%s || %s < %u", what, bytes, least);
		else if (!is_list(buffer))
			what = say(e, "%s != %u", bytes, buffer->type.decl->size);
		if (buffer->like)
			what = say(e, "%s || %s / %s != in[%u] / %s", what, bytes, each,
				   buffer->like->slot + 1, stride(e, buffer->like));
		refuse_if(e, what, "BAD_SIZE", buffer->slot);
	}
}

/* Pins all buffers; a cursor stays what it was if that fails. Then one copy of each struct read. */
static void put_buffers(struct emitter *e)
{
	const struct row *buffer, *time = op_row(e->op, "time");
	const char *slice = "UINT32_MAX";
	const struct decl *type;
	size_t i;

	if (op_is_batch(e->op) && time->num.text)
		slice = say(e, "%" PRIu64, time->num.value);
	else if (e->op->n_buffers && time->num.text)
		put(e, "\tcall->out[%zu] = in[%zu];\n", e->op->n_out - 1, e->op->n_in - 1);
	for (i = 0; i < e->op->n_buffers; i++) {
		buffer = e->op->buffers[i];
		put(e,
		    "\tstatus = xabi_host_pin(caller, %zu, in[%u], in[%u], %s);\n"
		    "\tif (status)\n\t\treturn xabi_refuse_buffer(call, status, %u);\n",
		    i, buffer->slot, buffer->slot + 1, row_is(buffer, "writes") ? "true" : "false",
		    buffer->slot);
		if (is_list(buffer))
			put(e, "\txabi_buffer_open(&b%zu, caller, in, %zu, in[%u], %s, %s);\n", i,
			    i, buffer->slot + 1, stride(e, buffer), slice);
	}
	for (i = 0; i < e->op->n_buffers; i++) {
		buffer = e->op->buffers[i];
		if (is_list(buffer) || !row_is(buffer, "reads"))
			continue;
		type = buffer->type.decl;
		if (decl_grows(type))
			put(e,
			    "\tbad = xabi_read_struct(caller, %zu, in[%u], &v%zu, %u);\n"
			    "\tif (bad == XABI_NO_FIELD)\n\t",
			    i, buffer->slot + 1, i, type->size);
		else
			put(e, "\txabi_host_read(caller, %zu, 0, &v%zu, %u);\n", i, i, type->size);
		put(e,
		    "\tbad = bad_%s(caller, &v%zu);\n\tif (bad != XABI_NO_FIELD)\n"
		    "\t\treturn xabi_refuse(call, XABI_STATUS_BAD_FIELD, bad);\n",
		    type->name.text, i);
	}
}

/* The handler, then what only success gives: structs, and the size that they would need. */
static void put_handler_call(struct emitter *e)
{
	const struct decl *op = e->op;
	const struct row *buffer;
	const char *text = "";
	size_t i;

	put(e, "\t%s = (uint16_t)xabi_do_%s(caller", op->n_buffers ? "status" : "call->status",
	    e->name);
	put_arguments(e, false);
	put(e, ");\n");
	for (i = 0; i < op->n_buffers; i++) {
		buffer = op->buffers[i];
		if (is_list(buffer)) {
			put(e, "\tstatus = xabi_buffer_close(&b%zu, call, status);\n", i);
			continue;
		}
		if (row_is(buffer, "reads"))
			continue;
		if (has_zeros(buffer->type.decl))
			text = say(e, "%s\tclear_%s(&v%zu);\n", text, buffer->type.decl->name.text,
				   i);
		text = decl_grows(buffer->type.decl)
			       ? say(e, "%s\txabi_write_struct(caller, %zu, in[%u], &v%zu, %u);\n",
				     text, i, buffer->slot + 1, i, buffer->type.decl->size)
			       : say(e, "%s\txabi_host_write(caller, %zu, 0, &v%zu, %u);\n", text,
				     i, i, buffer->type.decl->size);
	}
	for (i = 0; i < op->n_out; i++) {
		if (sized_by(e, &op->out[i]) < op->n_buffers)
			text = say(e, "%s\tcall->out[%zu] = sizeof(v%zu);\n", text, i,
				   sized_by(e, &op->out[i]));
	}
	if (op->n_buffers)
		put(e, "\tcall->status = status;\n");
	if (*text)
		put(e, "\tif (status != XABI_STATUS_OK)\n\t\treturn;\n%s", text);
}

static void put_op(struct emitter *e)
{
	const struct decl *op = e->op;
	size_t i;

	for (i = 0; i < op->n_buffers; i++) {
		const struct row *buffer = op->buffers[i];

		if (!buffer->type.base)
			put_struct(e, buffer->type.decl, row_is(buffer, "reads"));
		if (is_typed(buffer) && row_is(buffer, "reads"))
			put_next(e, buffer);
		else if (is_typed(buffer))
			put_put(e, buffer);
	}
	put(e,
	    "\nstatic XABI_APART void %s%s(struct xabi_caller *caller, struct xabi_call *call)\n{\n",
	    e->name, op->n_buffers ? "_pinned" : "");
	put_locals(e);
	put_slot_checks(e);
	put_sizes(e);
	put_buffers(e);
	if (op_row(op, "target")->not_self)
		refuse_if(e, "xabi_is_self(caller, (uint16_t)in[0])", "WRONG_TARGET", 0);
	put_requests(e, "xabi_refuse(call");
	for (i = 0; i < op->n_buffers; i++) {
		if (!is_list(op->buffers[i]) && row_is(op->buffers[i], "writes"))
			put(e, "\t__builtin_memset(&v%zu, 0, sizeof(v%zu));\n", i, i);
	}
	put_handler_call(e);
	put(e, "}\n");
	if (op->n_buffers)
		put(e,
		    "\nstatic XABI_APART void %s(struct xabi_caller *caller, struct xabi_call *call)\n"
		    "{\n\t%s_pinned(caller, call);\n\txabi_host_unpin(caller);\n}\n",
		    e->name, e->name);
}

/*
 * The way to ops [LOW, HIGH), by halves: it takes fewer instructions than what compilers make of a
 * switch without jump tables, and Xen is built without.
 */
static void put_dispatch(struct emitter *e, size_t low, size_t high, int depth)
{
	size_t middle = (low + high) / 2;
	const char *allowed = "";

	if (high - low > 1) {
		provider_take(e, middle);
		put(e, "%.*sif (op < XABI_OP_%s) {\n", depth, tabs, e->macro);
		put_dispatch(e, low, middle, depth + 1);
		put(e, "%.*s} else {\n", depth, tabs);
		put_dispatch(e, middle, high, depth + 1);
		put(e, "%.*s}\n", depth, tabs);
		return;
	}
	provider_take(e, low);
	if (strcmp(e->op->extension->class.text, "any") != 0)
		allowed = say(e, "!(caller->mask[%zu] & 0x%02x) ? not_allowed(caller, call) : ",
			      low / 8, 1u << low % 8);
	put(e, "%.*sif (op == XABI_OP_%s)\n%.*sreturn %s%s(caller, call);\n", depth, tabs, e->macro,
	    depth + 1, tabs, allowed, e->name);
}

void emit_provider(struct model *model, struct out *out)
{
	struct emitter e = provider_start(model, out, "provider");
	size_t i;

	put(&e,
	    "#include \"xabi/provider.h\"\n\n#include \"provider/core/decode.h\"\n"
	    "\nstatic XABI_APART void unknown_op(struct xabi_caller *caller, struct xabi_call *call)\n{\n"
	    "\t(void)caller;\n\txabi_refuse(call, XABI_STATUS_UNKNOWN_OP, 0);\n}\n"
	    "\nstatic XABI_APART void not_allowed(struct xabi_caller *caller, struct xabi_call *call)\n{\n"
	    "\txabi_refuse(call, xabi_host_lacks(caller, call->op) ? XABI_STATUS_UNKNOWN_OP : XABI_STATUS_NOT_ALLOWED, 0);\n}\n");
	for (i = 0; i < model->n_ops; i++) {
		provider_take(&e, i);
		put_op(&e);
	}
	put(&e, "\nvoid xabi_provide(struct xabi_caller *caller, struct xabi_call *call)\n{\n"
		"\tuint16_t op = call->op;\n\n"
		"\tcall->out[0] = call->out[1] = call->out[2] = call->out[3] = 0;\n");
	if (model->n_ops)
		put_dispatch(&e, 0, model->n_ops, 1);
	put(&e, "\tunknown_op(caller, call);\n}\n");
}
