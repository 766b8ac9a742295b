/* SPDX-License-Identifier: MIT */
#include "xabic/witness.h"

#include <inttypes.h>
#include <string.h>

#include "xabic/attr.h"
#include "xabic/check.h"

#define MOST_CHANGES 4      /* from the usual call to a witness */
#define MOST_TRIES   200000 /* of one search */

/* Two providers that differ in all they may: granule, gpa_limit, the number a fixture gives. */
static const struct world {
	uint64_t granule, limit, made;
} worlds[] = {
	{ 4096, UINT64_C(1) << 36, UINT64_C(1) << 20 },
	{ 65536, UINT64_C(1) << 48, UINT64_C(1) << 47 },
};

/* A sum of a few 64-bit numbers, which never wraps. */
__extension__ typedef __int128 exact;

#define N_WORLDS (sizeof(worlds) / sizeof(worlds[0]))

#define say(space, ...) arena_printf(&(space)->model->arena, __VA_ARGS__)

static uint64_t number_in(const struct world *world, const struct number *number)
{
	return (number->limit ? world->limit : 0) +
	       (uint64_t)(int64_t)number->granules * world->granule + number->plain;
}

static uint64_t most_of(const struct variable *variable)
{
	return UINT64_MAX >> (64 - 8 * variable->base->size) >> variable->base->is_signed;
}

static size_t *copy_chosen(const struct space *space, const size_t *chosen)
{
	size_t size = space->n_variables * sizeof(*chosen);

	return memcpy(arena_alloc(&space->model->arena, size + 1), chosen, size);
}

/* ---- variables ---- */

const struct mark *variable_mark(const struct variable *variable, const char *keyword)
{
	const struct mark *mark = variable->marks ? mark_find(variable->marks, keyword) : NULL;

	if (!mark && variable->type && !decl_is(variable->type, OWNS(OWNER_STRUCT)))
		mark = mark_find(&variable->type->marks, keyword);
	return mark;
}

size_t variable_find(const struct space *space, const char *path)
{
	size_t i;

	for (i = 0; i < space->n_variables; i++) {
		if (strcmp(space->variables[i].path, path) == 0)
			return i;
	}
	return NO_VARIABLE;
}

static void add_variable(struct space *space, struct variable variable)
{
	variable.of = NO_VARIABLE;
	*arena_push(&space->model->arena, space->variables, space->n_variables) = variable;
}

/* Every integer in a buffer's element; of a long array the first and the last. */
static void add_fields(struct space *space, const char *path, const struct tref *type,
		       const struct marks *marks, uint8_t buffer, uint64_t offset)
{
	uint64_t n = type->form == TREF_FIXED ? type->count : 1, i, at;
	const struct row *field;
	const char *name = path;
	size_t j;

	for (i = 0; i<n; i += n> 8 && i == 0 ? n - 1 : 1) {
		if (type->form == TREF_FIXED)
			name = say(space, "%s[%" PRIu64 "]", path, i);
		at = offset + i * tref_element_size(type);
		if (type->base)
			add_variable(space, (struct variable){ .path = name,
							       .type = type->decl,
							       .base = type->base,
							       .marks = marks,
							       .place = PLACE_FIELD,
							       .at = buffer,
							       .offset = (uint16_t)at });
		for (j = 0; !type->base && j < type->decl->n_rows; j++) {
			field = &type->decl->rows[j];
			add_fields(space, say(space, "%s.%s", name, field->name.text), &field->type,
				   &field->marks, buffer, at + field->offset);
		}
	}
}

static void add_ambient(struct space *space, const struct row *row)
{
	struct meaning meaning;
	size_t i;

	for (i = 0; i < row->n_atoms; i++) {
		if (row->atoms[i].kind != ATOM_IS)
			continue;
		meaning = path_meaning(space->model, space->op, &row->atoms[i].path);
		if (meaning.kind == MEANS_AMBIENT &&
		    variable_find(space, meaning.decl->name.text) == NO_VARIABLE)
			add_variable(space, (struct variable){ .path = meaning.decl->name.text,
							       .type = meaning.decl,
							       .place = PLACE_AMBIENT });
	}
}

static void add_variables(struct space *space)
{
	const struct decl *op = space->op;
	const struct slot *slot;
	const struct row *row;
	size_t i;

	for (i = 0; i < op->n_in; i++) {
		slot = &op->in[i];
		add_variable(space,
			     (struct variable){ .path = slot->name,
						.type = slot->row ? slot->row->type.decl
								  : model_find(space->model,
									       OWNS(OWNER_RESOURCE),
									       slot->type),
						.base = slot->base,
						.marks = slot->row ? &slot->row->marks : NULL,
						.place = PLACE_SLOT,
						.at = (uint8_t)i });
	}
	for (i = 0; i < op->n_buffers; i++) {
		row = op->buffers[i];
		if (row_is(row, "reads") && strcmp(row->type.name.text, "u8") != 0)
			add_fields(space, row->name.text, &row->type, NULL, (uint8_t)i, 0);
	}
	for (i = 0; i < op->n_rows; i++)
		add_ambient(space, &op->rows[i]);
}

/* The variable that VARIABLE is numbered within: the one named beside it, else the target, else the caller. */
static size_t find_of(const struct space *space, const struct variable *variable)
{
	const struct mark *inside = NULL, *beside = NULL;
	const char *dot = strrchr(variable->path, '.');
	size_t i;

	if (decl_is(variable->type, OWNS(OWNER_RESOURCE)))
		inside = mark_find(&variable->type->marks, "of");
	if (!inside)
		return NO_VARIABLE;
	if (variable->marks)
		beside = mark_find(variable->marks, "of");
	if (beside && dot)
		return variable_find(space, say(space, "%.*s.%s", (int)(dot - variable->path),
						variable->path, beside->name.text));
	if (beside)
		return variable_find(space, beside->name.text);
	for (i = 0; i < space->n_variables; i++) {
		if (space->variables[i].type &&
		    strcmp(space->variables[i].type->name.text, inside->name.text) == 0 &&
		    (variable->place == PLACE_AMBIENT ||
		     strcmp(space->variables[i].path, "target") == 0))
			return i;
	}
	return NO_VARIABLE;
}

/* ---- conditions ---- */

/* The number of the const or reported value of that name. */
static struct number number_named(const struct space *space, const char *name)
{
	const struct decl *decl = model_find(space->model, OWNS(OWNER_CONST), name);

	if (strcmp(name, "granule") == 0)
		return (struct number){ .granules = 1 };
	return (struct number){ .limit = is_reported(name), .plain = decl ? decl->num.value : 0 };
}

static size_t variable_at(const struct space *space, const struct path *path)
{
	return variable_find(space, path_text(&space->model->arena, path));
}

static void add_operands(struct space *space, struct test *test, const struct sum *sum, bool minus)
{
	const struct term *term;
	struct operand *operand;

	arena_each(term, sum->terms, sum->n_terms) {
		operand = arena_push(&space->model->arena, test->operands, test->n_operands);
		operand->minus = term->minus != minus;
		operand->number.plain = term->num.value;
		operand->variable = NO_VARIABLE;
		if (term->is_num)
			continue;
		operand->number = number_named(space, term->path.names[0].text);
		operand->variable = variable_at(space, &term->path);
		if (operand->variable == NO_VARIABLE)
			continue;
		space->variables[operand->variable].asked = true;
		space->variables[operand->variable].compared = true;
	}
}

static void add_tests(struct space *space, const struct row *row)
{
	struct tests *tests = arena_push(&space->model->arena, space->rows, space->n_rows);
	const struct atom *atom;
	struct variable *variable;
	struct test *test;
	size_t i;

	tests->row = row;
	arena_each(atom, row->atoms, row->n_atoms) {
		test = arena_push(&space->model->arena, tests->items, tests->n_items);
		test->atom = atom;
		test->variable = NO_VARIABLE;
		if (atom->kind == ATOM_COMPARE) {
			add_operands(space, test, &atom->left, false);
			add_operands(space, test, &atom->right, true);
			continue;
		}
		test->variable = variable_at(space, &atom->path);
		variable = &space->variables[test->variable];
		variable->asked = true;
		for (i = 0; atom->kind != ATOM_IS && i < variable->type->n_rows; i++) {
			if (atom_names(atom, variable->type->rows[i].name.text))
				test->mask |= UINT64_C(1) << variable->type->rows[i].num.value;
		}
	}
}

static const struct value *value_of(const struct space *space, size_t variable,
				    const size_t *chosen)
{
	return &space->variables[variable].values[chosen[variable]];
}

static exact sum_of(const struct space *space, const struct test *test, const size_t *chosen,
		    const struct world *world)
{
	const struct operand *operand;
	const struct value *value;
	uint64_t number;
	exact sum = 0;

	arena_each(operand, test->operands, test->n_operands) {
		number = number_in(world, &operand->number);
		if (operand->variable != NO_VARIABLE) {
			value = value_of(space, operand->variable, chosen);
			number =
				value->member >= 0 ? world->made : number_in(world, &value->number);
		}
		sum += operand->minus ? -(exact)number : (exact)number;
	}
	return sum;
}

static bool compares(const char *compare, exact sum)
{
	bool equal = strchr(compare, '='), less = compare[0] == '<', more = compare[0] == '>';

	if (compare[0] == '!')
		return sum != 0;
	return (equal && sum == 0) || (less && sum < 0) || (more && sum > 0);
}

static enum truth test_truth(const struct space *space, const struct test *test,
			     const size_t *chosen)
{
	const struct value *value;
	size_t i, n = 0;

	for (i = 0; test->atom->kind == ATOM_COMPARE && i < N_WORLDS; i++)
		n += compares(test->atom->compare, sum_of(space, test, chosen, &worlds[i]));
	if (test->atom->kind == ATOM_COMPARE)
		return n == N_WORLDS ? YES : n ? MAYBE : NO;
	value = value_of(space, test->variable, chosen);
	if (test->atom->kind == ATOM_IS && value->member < 0)
		return MAYBE;
	if (test->atom->kind == ATOM_IS)
		return atom_names(test->atom, value->name) ? YES : NO;
	return !(value->number.plain & test->mask) == (test->atom->kind == ATOM_LACKS) ? YES : NO;
}

enum truth row_truth(const struct space *space, const struct tests *row, const size_t *chosen)
{
	enum truth truth = YES, one;
	size_t i;

	for (i = 0; i < row->n_items; i++) {
		one = test_truth(space, &row->items[i], chosen);
		if (one < truth)
			truth = one;
	}
	return truth;
}

/* ---- values ---- */

static bool number_fits(const struct space *space, const struct variable *variable,
			const struct number *number)
{
	const struct mark *range = variable_mark(variable, "range"),
			  *align = variable_mark(variable, "align");
	struct number unit = { .plain = 1 };
	uint64_t is;
	size_t i;

	if (align)
		unit = number_named(space, align->name.text);
	for (i = 0; i < N_WORLDS; i++) {
		is = number_in(&worlds[i], number);
		if (is > most_of(variable) || is % number_in(&worlds[i], &unit) ||
		    (range && (is < range->num.value || is > range->to.value)) ||
		    (is && variable_mark(variable, "zero")))
			return false;
	}
	return true;
}

static const char *number_text(const struct space *space, const struct number *number)
{
	const char *text = number->limit ? "gpa_limit" : "";

	if (number->granules)
		text = say(space, "%s%s%d granules", text, *text && number->granules > 0 ? "+" : "",
			   number->granules);
	if (*text && number->plain == 0)
		return text;
	return say(space, number->plain < 100000 ? "%s%s%" PRIu64 : "%s%s0x%" PRIx64, text,
		   *text ? "+" : "", number->plain);
}

static void add_value(struct space *space, struct variable *variable, const char *name, int member,
		      uint64_t plain)
{
	*arena_push(&space->model->arena, variable->values, variable->n_values) =
		(struct value){ .name = name, .member = member, .number = { .plain = plain } };
}

/* One that the variable cannot take, or has, is passed over. */
static void add_number(struct space *space, struct variable *variable, struct number number)
{
	const char *text = number_text(space, &number);
	size_t i;

	for (i = 0; i < variable->n_values && strcmp(variable->values[i].name, text) != 0; i++)
		;
	if (i < variable->n_values || !number_fits(space, variable, &number))
		return;
	add_value(space, variable, text, -1, 0);
	variable->values[i].number = number;
}

static void add_plain(struct space *space, struct variable *variable, uint64_t plain)
{
	add_number(space, variable, (struct number){ .plain = plain });
}

/* What the rows compare with, and its neighbours. */
static void add_neighbours(struct space *space, struct variable *variable)
{
	const struct test *test;
	struct number number;
	size_t i, j, k;

	for (i = 0; i < space->n_rows; i++) {
		for (j = 0; j < space->rows[i].n_items; j++) {
			test = &space->rows[i].items[j];
			for (k = 0; k < 3 * test->n_operands; k++) {
				number = test->operands[k / 3].number;
				number.plain += k % 3 - 1;
				add_number(space, variable, number);
			}
		}
	}
}

/* The first that fits is the usual one: its default, one unit of bytes, its least. */
static void add_numbers(struct space *space, struct variable *variable)
{
	const struct mark *range = variable_mark(variable, "range"),
			  *align = variable_mark(variable, "align"),
			  *usual = variable_mark(variable, "default");
	struct number unit = { .plain = 1 }, last = { .plain = most_of(variable) };
	int32_t i;

	if (align)
		unit = number_named(space, align->name.text);
	if (unit.plain)
		last.plain -= last.plain % unit.plain;
	else
		last = (struct number){ .granules = -1 };
	if (usual)
		add_plain(space, variable, usual->num.value);
	if (variable_mark(variable, "bytes"))
		add_number(space, variable, unit);
	if (range)
		add_plain(space, variable, range->num.value);
	add_plain(space, variable, 0);
	add_number(space, variable, unit);
	if (range)
		add_plain(space, variable, range->to.value);
	add_number(space, variable, last);
	if (!variable->compared)
		return;
	add_neighbours(space, variable);
	add_number(space, variable, (struct number){ .granules = 2 });
	for (i = -1; i <= 1; i++)
		add_number(space, variable, (struct number){ .limit = true, .granules = i });
}

/* None, each, all. */
static void add_flags(struct space *space, struct variable *variable)
{
	const struct decl *type = variable->type;
	uint64_t all = 0, flag;
	size_t i;

	add_value(space, variable, "none", -1, 0);
	for (i = 0; i < type->n_rows; i++) {
		flag = UINT64_C(1) << type->rows[i].num.value;
		all |= flag;
		add_value(space, variable, type->rows[i].name.text, -1, flag);
	}
	if (type->n_rows > 1)
		add_value(space, variable, "all", -1, all);
}

static void add_values(struct space *space, struct variable *variable)
{
	const struct decl *type = variable->type;
	bool resource = decl_is(type, OWNS(OWNER_RESOURCE));
	size_t i;

	if (decl_is(type, OWNS(OWNER_FLAGS))) {
		add_flags(space, variable);
		return;
	}
	for (i = 0; (resource || decl_is(type, OWNS(OWNER_ENUM))) && i < type->n_rows; i++)
		add_value(space, variable, type->rows[i].name.text, (int)i,
			  type->rows[i].num.value);
	for (i = 0; strcmp(variable->path, "each") == 0 && i < space->op->n_buffers; i++) {
		if (decl_grows(space->op->buffers[i]->type.decl))
			add_plain(space, variable, space->op->buffers[i]->type.decl->size);
	}
	if (strcmp(variable->path, "cursor") == 0)
		add_plain(space, variable, 0);
	if (resource && variable->of != NO_VARIABLE && !variable->compared)
		add_value(space, variable, "any", -1, 0);
	if (variable->n_values == 0 || (resource && variable->compared))
		add_numbers(space, variable);
}

/* ---- the search ---- */

static bool is_absent(const struct space *space, size_t variable, const size_t *chosen)
{
	const struct value *value = value_of(space, variable, chosen);

	return value->member >= 0 && strcmp(value->name, "absent") == 0;
}

/* Within what is absent there is nothing: a number of it is any number, or absent too. */
static bool is_consistent(const struct space *space, const size_t *chosen)
{
	const struct variable *variable = space->variables;
	bool made;
	size_t i;

	for (i = 0; i < space->n_variables; i++, variable++) {
		made = value_of(space, i, chosen)->member >= 0;
		if (variable->of == NO_VARIABLE)
			continue;
		if (is_absent(space, variable->of, chosen) ? made && !is_absent(space, i, chosen)
							   : !made && !variable->compared)
			return false;
	}
	return true;
}

struct search {
	const struct space *space;
	const struct wish *wish;
	bool (*visit)(struct search *search); /* true: this is it */
	bool relaxed;                         /* rows after the first wished one may hold */
	bool *varied;                         /* by variable */
	unsigned int tries;
	size_t *chosen;
	size_t **edges; /* of witness_edges() */
	exact distances[N_EDGES];
};

static bool suits(struct search *search)
{
	const struct tests *const *both = search->wish->both, *row;
	enum truth truth;
	bool after = false;
	size_t i;

	for (i = 0; i < search->space->n_rows; i++) {
		row = &search->space->rows[i];
		truth = row_truth(search->space, row, search->chosen);
		if (row == both[0] || row == both[1]) {
			if (truth != YES)
				return false;
			after = true;
		} else if (after ? truth == YES && !search->relaxed : truth != NO) {
			return false;
		}
	}
	return true;
}

/* Tries all ways to change so many variables from N on. */
static bool vary(struct search *search, size_t n, int changes)
{
	size_t usual, i;

	if (search->tries++ >= MOST_TRIES)
		return false;
	if (changes == 0)
		return is_consistent(search->space, search->chosen) && search->visit(search);
	for (; n < search->space->n_variables; n++) {
		usual = search->chosen[n];
		for (i = 0; search->varied[n] && i < search->space->variables[n].n_values; i++) {
			search->chosen[n] = i;
			if (i != usual && vary(search, n + 1, changes - 1))
				return true;
		}
		search->chosen[n] = usual;
	}
	return false;
}

static bool vary_more(struct search *search)
{
	int changes;

	for (changes = 0; changes <= MOST_CHANGES; changes++) {
		if (vary(search, 0, changes))
			return true;
	}
	return false;
}

static bool looks_at(const struct tests *row, size_t variable)
{
	size_t i, j;

	for (i = 0; row && i < row->n_items; i++) {
		if (row->items[i].variable == variable)
			return true;
		for (j = 0; j < row->items[i].n_operands; j++) {
			if (row->items[i].operands[j].variable == variable)
				return true;
		}
	}
	return false;
}

static bool is_named(const struct wish *wish, size_t variable)
{
	return variable == wish->fixed || looks_at(wish->both[0], variable) ||
	       looks_at(wish->both[1], variable);
}

bool witness_find(const struct space *space, const struct wish *wish, size_t *chosen)
{
	struct search search = { .space = space, .wish = wish, .visit = suits, .chosen = chosen };
	size_t i, of;
	int pass;

	search.varied = arena_alloc(&space->model->arena, space->n_variables + 1);
	for (pass = 0; pass < 4; pass++) {
		memcpy(chosen, space->usual, space->n_variables * sizeof(*chosen));
		if (wish->fixed != NO_VARIABLE)
			chosen[wish->fixed] = wish->value;
		search.relaxed = pass >= 2;
		for (i = 0; i < space->n_variables; i++) {
			of = space->variables[i].of;
			search.varied[i] =
				i != wish->fixed &&
				(is_named(wish, i) || (of != NO_VARIABLE && is_named(wish, of)) ||
				 (pass & 1 && space->variables[i].asked));
		}
		if (vary_more(&search))
			return true;
	}
	return false;
}

/* Is this a better place at one of the edges than what is there? */
static bool is_edge(struct search *search)
{
	const struct tests *row = search->wish->both[0], *before;
	enum truth truth = row_truth(search->space, row, search->chosen);
	const struct test *test = row->items;
	exact distance;
	int i;

	for (before = search->space->rows; before < row; before++) {
		if (row_truth(search->space, before, search->chosen) != NO)
			return false;
	}
	while (test->n_operands == 0)
		test++;
	distance = sum_of(search->space, test, search->chosen, &worlds[0]);
	distance = distance < 0 ? -distance : distance;
	for (i = 0; i < N_EDGES; i++) {
		if (truth != (i == EDGE_JUST_NOT ? NO : YES) ||
		    (search->edges[i] && (i == EDGE_FAR ? distance <= search->distances[i]
							: distance >= search->distances[i])))
			continue;
		search->distances[i] = distance;
		search->edges[i] = copy_chosen(search->space, search->chosen);
	}
	return false;
}

void witness_edges(const struct space *space, const struct tests *row, const size_t *witness,
		   size_t *ret_chosen[N_EDGES])
{
	struct wish wish = { { row, NULL }, NO_VARIABLE, 0 };
	struct search search = {
		.space = space, .wish = &wish, .visit = is_edge, .edges = ret_chosen
	};
	bool compares = false;
	size_t i;

	search.chosen = copy_chosen(space, witness);
	search.varied = arena_alloc(&space->model->arena, space->n_variables + 1);
	for (i = 0; i < space->n_variables; i++)
		search.varied[i] = space->variables[i].compared && looks_at(row, i);
	for (i = 0; i < row->n_items; i++)
		compares |= row->items[i].n_operands != 0;
	for (i = 0; i < N_EDGES; i++)
		ret_chosen[i] = NULL;
	if (compares)
		vary_more(&search);
}

bool space_make(struct space *space, struct model *model, const struct decl *op)
{
	struct wish nothing = { { NULL, NULL }, NO_VARIABLE, 0 };
	size_t *chosen, i;

	*space = (struct space){ .model = model, .op = op };
	add_variables(space);
	for (i = 0; i < op->n_rows; i++) {
		if (op->rows[i].attr->type == ATTR_FAILS)
			add_tests(space, &op->rows[i]);
	}
	for (i = 0; i < space->n_variables; i++) {
		space->variables[i].of = find_of(space, &space->variables[i]);
		add_values(space, &space->variables[i]);
	}
	for (i = 0; i < space->n_variables; i++) {
		if (space->variables[i].of != NO_VARIABLE && space->variables[i].asked)
			space->variables[space->variables[i].of].asked = true;
	}
	space->usual = arena_alloc(&model->arena, (space->n_variables + 1) * sizeof(*chosen));
	chosen = copy_chosen(space, space->usual);
	if (!witness_find(space, &nothing, chosen))
		return false;
	space->usual = chosen;
	return true;
}
