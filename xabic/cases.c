/* SPDX-License-Identifier: MIT */
#include "xabic/cases.h"

#include "xabic/emit_provider.h"
#include "xabic/witness.h"

/* In a batch of three each element can be the bad one; text is long enough to be off by one. */
#define USUAL_ELEMENTS 3
#define USUAL_BYTES    16
#define PAST_SLICE     8

/* What is checked for every op alike, in order. A "fault" is one of these or, behind them, a row. */
enum common { UNKNOWN_OP, NOT_ALLOWED, BAD_SLOT, BAD_SIZE, BAD_BUFFER, BAD_FIELD, WRONG_TARGET };
#define N_COMMON (WRONG_TARGET + 1)

static const char *const common_names[N_COMMON] = { "unknown_op",  "not_allowed", "bad_slot",
						    "bad_size",    "bad_buffer",  "bad_field",
						    "wrong_target" };

/* One thing that is done to a call that would succeed, so that it fails in a common way. */
struct poke {
	size_t fault;
	const char *name; /* NULL: nothing is done */
	uint16_t which;
	struct case_set set;
};

static const struct poke nothing = { .which = NO_WHICH, .set = { .place = NOWHERE } };

struct maker {
	struct model *model;
	struct arena *arena;
	struct cases *cases;
	const struct decl *op;
	struct space space;
	struct poke *pokes;
	size_t n_pokes;
	size_t first_row; /* of the op's */
};

/* ---- rows of the table ---- */

static uint8_t resource_index(const struct maker *m, const struct decl *resource)
{
	size_t i;

	for (i = 0; i < m->cases->n_resources; i++) {
		if (m->cases->resources[i] == resource)
			return (uint8_t)i;
	}
	return NOWHERE;
}

static struct case_set set_number(uint8_t place, uint8_t how, size_t at, uint64_t number)
{
	return (struct case_set){ .place = place,
				  .how = how,
				  .at = (uint8_t)at,
				  .size = 8,
				  .resource = NOWHERE,
				  .of_place = NOWHERE,
				  .number = number };
}

static struct case_set set_variable(const struct maker *m, const struct variable *variable,
				    const struct value *value)
{
	const struct variable *of;
	struct case_set set =
		set_number((uint8_t)variable->place, HOW_MAKE, variable->at, value->number.plain);

	set.offset = variable->offset;
	set.size = variable->base ? (uint8_t)variable->base->size : 0;
	set.limit = value->number.limit;
	set.granules = value->number.granules;
	if (variable->place == PLACE_AMBIENT)
		set.at = resource_index(m, variable->type);
	if (value->member >= 0 && decl_is(variable->type, OWNS(OWNER_RESOURCE))) {
		set.resource = resource_index(m, variable->type);
		set.state = (uint8_t)value->member;
		set.number = 0;
	}
	if (variable->of != NO_VARIABLE) {
		of = &m->space.variables[variable->of];
		set.of_place = (uint8_t)of->place;
		set.of_at = of->at;
		set.of_offset = of->offset;
		set.of_size = of->base ? (uint8_t)of->base->size : 0;
	}
	return set;
}

static void add_set(struct maker *m, struct case_set set)
{
	*arena_push(m->arena, m->cases->sets, m->cases->n_sets) = set;
}

static void add_gap(struct maker *m, bool exclusive, const char *name, const char *why)
{
	*arena_push(m->arena, m->cases->gaps, m->cases->n_gaps) =
		(struct case_gap){ say(m, "%s.%s %s", m->op->extension->name.text, m->op->name.text,
				       name),
				   why, exclusive };
}

static bool has_case(const struct maker *m, const char *name)
{
	size_t i;

	for (i = m->first_row; i < m->cases->n_rows; i++) {
		if (strcmp(m->cases->rows[i].name, name) == 0)
			return true;
	}
	return false;
}

/*
 * A case is what it expects, the values of CHOSEN and what is done to them. Its name says the same.
 * One that is there already is not added.
 */
static void add_case(struct maker *m, struct case_row row, const size_t *chosen,
		     const struct poke *const pokes[2])
{
	const struct variable *variable = m->space.variables;
	struct cases *cases = m->cases;
	const char *name = row.name, *mark = " (";
	size_t i, first = cases->n_sets;

	for (i = 0; i < m->space.n_variables; i++, variable++) {
		if (chosen[i] == m->space.usual[i])
			continue;
		add_set(m, set_variable(m, variable, &variable->values[chosen[i]]));
		name = say(m, "%s%s%s %s", name, mark, variable->path,
			   variable->values[chosen[i]].name);
		mark = ", ";
	}
	for (i = 0; i < 2; i++) {
		if (!pokes[i]->name)
			continue;
		add_set(m, pokes[i]->set);
		name = say(m, "%s%s%s", name, mark, pokes[i]->name);
		mark = ", ";
	}
	row.name = say(m, *mark == ',' ? "%s)" : "%s", name);
	if (row.element)
		row.name = say(m, "%s, element %u", row.name, row.element);
	if (has_case(m, row.name)) {
		cases->n_sets = first;
		return;
	}
	row.op = (uint16_t)cases->n_ops;
	row.first_set = (uint32_t)first;
	row.n_sets = (uint16_t)(cases->n_sets - first);
	*arena_push(m->arena, cases->rows, cases->n_rows) = row;
	for (i = 0; i < m->space.n_variables; i++)
		m->space.variables[i].values[chosen[i]].shown = true;
}

/* Where what fails is an element of a batch, it is each of three in turn. */
static void add_for_elements(struct maker *m, struct case_row row, const size_t *chosen,
			     const struct poke *poke)
{
	const struct poke *const pokes[2] = { poke, &nothing };
	bool field = poke->set.place == PLACE_FIELD;
	size_t i;

	for (i = 0; i < m->space.n_variables; i++)
		field |= m->space.variables[i].place == PLACE_FIELD &&
			 chosen[i] != m->space.usual[i];
	do {
		add_case(m, row, chosen, pokes);
	} while (field && op_is_batch(m->op) && ++row.element < USUAL_ELEMENTS);
}

static struct case_row expect(const struct maker *m, const char *name, uint64_t status)
{
	return (struct case_row){ .name = name,
				  .expect = EXPECT_STATUS,
				  .status = (uint16_t)status,
				  .which = NO_WHICH,
				  .elements = op_is_batch(m->op) ? USUAL_ELEMENTS : USUAL_BYTES };
}

/* ---- what succeeds ---- */

static void add_successes(struct maker *m, size_t *chosen)
{
	struct wish wish = { { NULL, NULL }, NO_VARIABLE, 0 };
	const struct poke *const pokes[2] = { &nothing, &nothing };
	const struct variable *variable = m->space.variables;

	add_case(m, expect(m, "ok", 0), m->space.usual, pokes);
	for (wish.fixed = 0; wish.fixed < m->space.n_variables; wish.fixed++, variable++) {
		for (wish.value = 0; wish.value < variable->n_values; wish.value++) {
			if ((variable->values[wish.value].member >= 0 || !variable->compared) &&
			    witness_find(&m->space, &wish, chosen))
				add_case(m, expect(m, "ok", 0), chosen, pokes);
		}
	}
}

/* Where buffers lie; newer callers, whose structs are longer; nothing to do; more than a slice. */
static void add_layouts(struct maker *m)
{
	const struct row *time = op_row(m->op, "time");
	uint64_t slice = time && time->num.text ? time->num.value + PAST_SLICE : 0;
	struct poke longer = { .name = say(m, "%" PRIu64 " pages", slice) };
	const struct poke *pokes[2] = { &nothing, &nothing };
	struct case_row row;
	size_t i;

	for (i = 0; m->op->n_buffers && i < 2; i++) {
		row = expect(m, i ? "ok, across a page" : "ok, at an odd address", 0);
		row.shift = i ? 4093 : 1;
		add_case(m, row, m->space.usual, pokes);
	}
	for (i = 0; i < m->op->n_buffers; i++) {
		row = expect(m, "ok, longer structs", 0);
		row.longer = 8;
		if (decl_grows(m->op->buffers[i]->type.decl))
			add_case(m, row, m->space.usual, pokes);
	}
	row = expect(m, "ok, empty", 0);
	row.elements = 0;
	if (op_is_batch(m->op))
		add_case(m, row, m->space.usual, pokes);
	for (i = 0; slice && i < m->space.n_variables; i++) {
		if (!variable_mark(&m->space.variables[i], "bytes") ||
		    !variable_mark(&m->space.variables[i], "align"))
			continue;
		longer.set = set_number(PLACE_SLOT, HOW_PUT, m->space.variables[i].at, 0);
		longer.set.granules = (int32_t)slice;
		pokes[0] = &longer;
	}
	row = expect(m, "ok, several slices", 0);
	row.elements = (uint32_t)slice;
	if (slice && (m->op->n_buffers || pokes[0]->name))
		add_case(m, row, m->space.usual, pokes);
	else if (slice)
		add_gap(m, false, "longer than a slice", "nothing in the call says how long");
}

/* ---- what fails in a way of its own ---- */

static void add_failure(struct maker *m, const struct tests *row, size_t *chosen)
{
	struct wish wish = { { row, NULL }, NO_VARIABLE, 0 };
	struct case_row fails = expect(m, row->row->name.text, row->row->status);
	const struct variable *variable;
	size_t *edges[N_EDGES], i;

	if (!witness_find(&m->space, &wish, chosen)) {
		add_gap(m, false, row->row->name.text, "no call was found that fails so");
		return;
	}
	add_for_elements(m, fails, chosen, &nothing);
	for (i = 0; i < row->n_items; i++) {
		wish.fixed = row->items[i].variable;
		if (row->items[i].atom->kind != ATOM_IS || wish.fixed == NO_VARIABLE)
			continue;
		variable = &m->space.variables[wish.fixed];
		for (wish.value = 0; wish.value < variable->n_values; wish.value++) {
			if (atom_names(row->items[i].atom, variable->values[wish.value].name) &&
			    witness_find(&m->space, &wish, chosen))
				add_for_elements(m, fails, chosen, &nothing);
		}
	}
	wish.fixed = NO_VARIABLE;
	witness_find(&m->space, &wish, chosen);
	witness_edges(&m->space, row, chosen, edges);
	for (i = 0; i < N_EDGES; i++) {
		if (i == EDGE_JUST_NOT) {
			fails.name = say(m, "not %s", fails.name);
			fails.expect = EXPECT_NOT;
		}
		if (edges[i])
			add_for_elements(m, fails, edges[i], &nothing);
	}
}

/* ---- what fails in a common way ---- */

/* NULL: a spec without such a status has no such failure. */
static const struct row *common_status(const struct maker *m, size_t common)
{
	return m->model->errors
		       ? decl_row(m->model->errors, OWNS(OWNER_VALUE), common_names[common])
		       : NULL;
}

static void add_poke(struct maker *m, enum common common, size_t which, struct case_set set,
		     const char *name)
{
	if (!common_status(m, common))
		return;
	*arena_push(m->arena, m->pokes, m->n_pokes) =
		(struct poke){ common, name, (uint16_t)which, set };
}

/* VALUE is put into a slot or field, or added to it. */
static void poke_value(struct maker *m, const struct variable *variable, uint8_t how,
		       uint64_t value)
{
	bool field = variable->place == PLACE_FIELD;
	struct case_set set = set_number((uint8_t)variable->place, how, variable->at, value);

	set.offset = variable->offset;
	if (field)
		set.size = (uint8_t)variable->base->size;
	add_poke(m, field ? BAD_FIELD : BAD_SLOT, field ? variable->offset : variable->at, set,
		 say(m, "%s %s 0x%" PRIx64, variable->path, how == HOW_ADD ? "+" : "=", value));
}

static bool has_value(const struct decl *type, uint64_t value)
{
	size_t i;

	for (i = 0; i < type->n_rows && type->rows[i].num.value != value; i++)
		;
	return i < type->n_rows;
}

/* What one beyond a provider's limits is, at either end; of flags, and enums with a hole, in between. */
static void poke_limits(struct maker *m, const struct variable *variable)
{
	struct limits limits = limits_of(variable->base, variable->type, variable->marks);
	uint32_t bits = 8 * variable->base->size;
	uint64_t most = UINT64_MAX >> (64 - bits), n = 1;

	if (limits.low)
		poke_value(m, variable, HOW_PUT, limits.low - 1);
	if (limits.high < most && !limits.flags)
		poke_value(m, variable, HOW_PUT, limits.high + 1);
	while (limits.flags & n)
		n <<= 1;
	if (limits.flags && n && n <= most)
		poke_value(m, variable, HOW_PUT, n);
	if (limits.flags && !(limits.flags >> (bits - 1)))
		poke_value(m, variable, HOW_PUT, UINT64_C(1) << (bits - 1));
	for (n = limits.low; decl_is(variable->type, ENUMS) && n < limits.high; n++) {
		if (has_value(variable->type, n))
			continue;
		poke_value(m, variable, HOW_PUT, n);
		break;
	}
}

static void poke_variable(struct maker *m, const struct variable *variable)
{
	const struct mark *align = variable_mark(variable, "align");
	const struct decl *unit;
	uint32_t bits = 8 * variable->base->size;

	if (variable->place == PLACE_SLOT && bits < 64) {
		poke_value(m, variable, HOW_ADD, UINT64_C(1) << bits);
		poke_value(m, variable, HOW_ADD, UINT64_C(1) << 63);
	}
	poke_limits(m, variable);
	unit = align ? model_find(m->model, OWNS(OWNER_CONST), align->name.text) : NULL;
	if (align)
		poke_value(m, variable, HOW_ADD, 1);
	if (unit)
		poke_value(m, variable, HOW_ADD, unit->num.value / 2);
	if (!variable_mark(variable, "zero"))
		return;
	poke_value(m, variable, HOW_PUT, 1);
	poke_value(m, variable, HOW_PUT, UINT64_C(1) << (bits - 1));
}

static void poke_bytes(struct maker *m, const struct row *buffer, uint64_t add)
{
	add_poke(m, BAD_SIZE, buffer->slot, set_number(PLACE_SLOT, HOW_ADD, buffer->slot + 1, add),
		 say(m, "%s bytes %+" PRId64, buffer->name.text, (int64_t)add));
}

static void poke_sizes(struct maker *m, const struct row *buffer, size_t n)
{
	uint64_t size = tref_element_size(&buffer->type);
	const struct variable *each;
	struct case_set set = set_number(PLACE_SLOT, HOW_TOO_BIG, buffer->slot + 1, 0);
	size_t i;

	if (size > 1)
		poke_bytes(m, buffer, (uint64_t)-1);
	if (size > 1 && (buffer->type.form == TREF_OPEN || !decl_grows(buffer->type.decl)))
		poke_bytes(m, buffer, 1);
	if (buffer->like) {
		poke_bytes(m, buffer, -size);
		poke_bytes(m, buffer, size);
	}
	set.offset = (uint16_t)n;
	if (buffer->type.form == TREF_OPEN)
		add_poke(m, BAD_SIZE, buffer->slot, set, say(m, "%s too big", buffer->name.text));
	i = variable_find(&m->space, "each");
	if (i == NO_VARIABLE || !decl_grows(buffer->type.decl))
		return;
	each = &m->space.variables[i];
	for (i = 0; i < 2; i++)
		add_poke(m, BAD_SIZE, each->at,
			 set_number(PLACE_SLOT, HOW_PUT, each->at, i ? 0 : size - 1),
			 say(m, "each = %" PRIu64, i ? 0 : size - 1));
}

/* Memory that is not the caller's own: what gpa has states for, past the end, half outside. */
static void poke_addresses(struct maker *m, const struct row *buffer, size_t n)
{
	const struct decl *gpa = model_find(m->model, OWNS(OWNER_RESOURCE), "gpa");
	struct case_set set = set_number(PLACE_BUFFER, HOW_PUT, n, 0);
	const char *name = buffer->name.text;
	size_t i;

	set.limit = true;
	add_poke(m, BAD_BUFFER, buffer->slot, set, say(m, "%s at gpa_limit", name));
	set.limit = false;
	set.number = UINT64_MAX;
	add_poke(m, BAD_BUFFER, buffer->slot, set, say(m, "%s wraps", name));
	if (tref_is_bytes(&buffer->type) || tref_element_size(&buffer->type) > 1)
		add_poke(m, BAD_BUFFER, buffer->slot, set_number(PLACE_BUFFER, HOW_EDGE, n, 0),
			 say(m, "%s half outside", name));
	for (i = 1; gpa && i < gpa->n_rows; i++) {
		set = set_number(PLACE_BUFFER, HOW_MAKE, n, 0);
		set.resource = resource_index(m, gpa);
		set.state = (uint8_t)i;
		add_poke(m, BAD_BUFFER, buffer->slot, set,
			 say(m, "%s in %s memory", name, gpa->rows[i].name.text));
	}
}

/* Numbers near the op's that no op has. */
static void poke_number(struct maker *m)
{
	static const uint32_t bits[] = { 0x40, 0x80, 0x4000, 0x8000 };
	uint32_t number;
	size_t i, j;

	for (i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		number = m->op->number ^ bits[i];
		for (j = 0; j < m->model->n_ops && m->model->ops[j]->number != number; j++)
			;
		if (j == m->model->n_ops)
			add_poke(m, UNKNOWN_OP, NO_WHICH,
				 set_number(PLACE_CALL, HOW_NUMBER, 0, number),
				 say(m, "number 0x%04x", number));
	}
}

static void add_pokes(struct maker *m)
{
	const struct decl *op = m->op,
			  *self = model_find(m->model, OWNS(OWNER_CONST), "domain_self");
	const struct row *target = op_row(op, "target");
	struct variable unused = { .place = PLACE_SLOT };
	size_t i;

	poke_number(m);
	if (strcmp(op->extension->class.text, "any") != 0)
		add_poke(m, NOT_ALLOWED, NO_WHICH, set_number(PLACE_CALL, HOW_DENY, 0, 0),
			 "denied");
	for (i = op->n_in; i < IN_SLOTS - 2 * op->n_buffers; i++) {
		unused.at = (uint8_t)i;
		unused.path = say(m, "a%zu", i);
		poke_value(m, &unused, HOW_PUT, 1);
		poke_value(m, &unused, HOW_PUT, UINT64_C(1) << 63);
	}
	for (i = 0; i < m->space.n_variables; i++) {
		if (m->space.variables[i].base)
			poke_variable(m, &m->space.variables[i]);
	}
	for (i = 0; i < op->n_buffers; i++) {
		poke_sizes(m, op->buffers[i], i);
		poke_addresses(m, op->buffers[i], i);
	}
	if (!target || !target->not_self || !self)
		return;
	add_poke(m, WRONG_TARGET, NO_WHICH, set_number(PLACE_SLOT, HOW_PUT, 0, self->num.value),
		 "target self");
	add_poke(m, WRONG_TARGET, NO_WHICH, set_number(PLACE_SLOT, HOW_SELF, 0, 0),
		 "target by its own number");
}

/* Do the two bear on one thing? Where a buffer is not the caller's, nothing in it can be wrong. */
static bool meet(const struct case_set *a, const struct case_set *b)
{
	if (a->place == b->place)
		return a->place != NOWHERE && a->at == b->at && a->offset == b->offset;
	return (a->place == PLACE_FIELD || b->place == PLACE_FIELD) &&
	       (a->place == PLACE_BUFFER || b->place == PLACE_BUFFER) && a->at == b->at;
}

static bool meets_witness(const struct maker *m, const struct poke *poke, const size_t *chosen)
{
	const struct variable *variable = m->space.variables;
	struct case_set set;
	size_t i;

	for (i = 0; i < m->space.n_variables; i++, variable++) {
		set = set_variable(m, variable, &variable->values[chosen[i]]);
		if (chosen[i] != m->space.usual[i] && meet(&poke->set, &set))
			return true;
	}
	return false;
}

/* The N-th way to make a call fail so; of a row that is done by its witness. NULL: no more. */
static const struct poke *poke_of(const struct maker *m, size_t fault, size_t n)
{
	size_t i;

	if (fault >= N_COMMON)
		return n ? NULL : &nothing;
	for (i = 0; i < m->n_pokes; i++) {
		if (m->pokes[i].fault == fault && n-- == 0)
			return &m->pokes[i];
	}
	return NULL;
}

static const struct tests *tests_of(const struct maker *m, size_t fault)
{
	return fault < N_COMMON ? NULL : &m->space.rows[fault - N_COMMON];
}

static struct case_row expect_fault(const struct maker *m, size_t fault)
{
	const struct row *row =
		fault < N_COMMON ? common_status(m, fault) : tests_of(m, fault)->row;

	return expect(m, row->name.text, fault < N_COMMON ? row->num.value : row->status);
}

/* Two at once: the one that is checked first is told. */
static void add_pair(struct maker *m, size_t first, size_t second, size_t *chosen)
{
	const struct tests *a = tests_of(m, first), *b = tests_of(m, second);
	struct wish wish = { { a ? a : b, a ? b : NULL }, NO_VARIABLE, 0 };
	const struct poke *pokes[2];
	struct case_row row, later;
	size_t i, j;

	/* Nobody can be denied an op that is not there. */
	if (!poke_of(m, first, 0) || !poke_of(m, second, 0) ||
	    (first == UNKNOWN_OP && second == NOT_ALLOWED))
		return;
	row = expect_fault(m, first);
	later = expect_fault(m, second);
	row.name = say(m, "%s before %s", row.name, later.name);
	if (witness_find(&m->space, &wish, chosen) && row.status != later.status) {
		for (i = 0; (pokes[0] = poke_of(m, first, i)); i++) {
			row.which = pokes[0]->which;
			for (j = 0; (pokes[1] = poke_of(m, second, j)); j++) {
				if (meet(&pokes[0]->set, &pokes[1]->set) ||
				    meets_witness(m, pokes[0], chosen))
					continue;
				add_case(m, row, chosen, pokes);
				return;
			}
		}
	}
	add_gap(m, true, row.name,
		row.status == later.status ? "the same status" : "they cannot meet");
}

static void add_common(struct maker *m)
{
	struct case_row row;
	size_t i;

	add_pokes(m);
	for (i = 0; i < m->n_pokes; i++) {
		row = expect_fault(m, m->pokes[i].fault);
		row.which = m->pokes[i].which;
		add_for_elements(m, row, m->space.usual, &m->pokes[i]);
	}
}

/* What a caller may pass and nobody says what comes of it: any status that the op lists, no more. */
static void add_wild(struct maker *m)
{
	static const uint64_t cursors[] = { 1, UINT64_C(1) << 32, UINT64_C(1) << 63, UINT64_MAX };
	size_t cursor = variable_find(&m->space, "cursor"), i;
	struct case_row row = expect(m, "any", 0);
	struct poke poke = { 0 };

	row.expect = EXPECT_LISTED;
	for (i = 0; cursor != NO_VARIABLE && i < sizeof(cursors) / sizeof(cursors[0]); i++) {
		poke.set =
			set_number(PLACE_SLOT, HOW_PUT, m->space.variables[cursor].at, cursors[i]);
		poke.name = say(m, "cursor = 0x%" PRIx64, cursors[i]);
		add_for_elements(m, row, m->space.usual, &poke);
	}
	for (i = 1; i < m->op->n_buffers; i++) {
		poke.set = set_number(PLACE_BUFFER, HOW_SAME, i, 0);
		poke.name = say(m, "%s lies over %s", m->op->buffers[i]->name.text,
				m->op->buffers[0]->name.text);
		add_for_elements(m, row, m->space.usual, &poke);
	}
}

/* ---- the op's own row ---- */

static void add_base(struct maker *m)
{
	bool *done = arena_alloc(m->arena, m->space.n_variables + 1);
	size_t place, i, of, n;

	for (place = 0; place <= PLACE_AMBIENT; place++) {
		do {
			for (i = n = 0; i < m->space.n_variables; i++) {
				of = m->space.variables[i].of;
				if (done[i] || m->space.variables[i].place != place ||
				    (of != NO_VARIABLE && !done[of]))
					continue;
				add_set(m,
					set_variable(
						m, &m->space.variables[i],
						&m->space.variables[i].values[m->space.usual[i]]));
				done[i] = true;
				n++;
			}
		} while (n);
	}
}

/* What a path of `then` leads to: to what goes in, or to a result. */
static void add_then(struct maker *m, const struct atom *atom)
{
	struct meaning meaning = path_meaning(m->model, m->op, &atom->path);
	size_t i, n = variable_find(&m->space, path_text(m->arena, &atom->path));
	struct variable result = {
		.type = meaning.decl, .base = meaning.base, .place = PLACE_RESULT, .of = NO_VARIABLE
	};
	struct value value = { 0 };

	if (!decl_is(meaning.decl, OWNS(OWNER_RESOURCE)))
		return;
	value.member = (int)(decl_row(meaning.decl, OWNS(OWNER_STATE), atom->names[0].text) -
			     meaning.decl->rows);
	if (n == NO_VARIABLE)
		result.at = (uint8_t)meaning.row->slot;
	for (i = 0; n == NO_VARIABLE && i < m->op->n_buffers; i++) {
		if (strcmp(m->op->buffers[i]->name.text, atom->path.names[0].text) != 0)
			continue;
		result.place = PLACE_FIELD;
		result.at = (uint8_t)i;
		result.offset = (uint16_t)meaning.row->offset;
	}
	add_set(m, set_variable(m, n == NO_VARIABLE ? &result : &m->space.variables[n], &value));
}

static void add_pads(struct maker *m, const struct decl *decl, uint32_t offset)
{
	const struct row *field;
	uint64_t j;
	size_t i;

	for (i = 0; i < decl->n_rows; i++) {
		field = &decl->rows[i];
		if (mark_find(&field->marks, "zero"))
			*arena_push(m->arena, m->cases->pads, m->cases->n_pads) =
				(struct case_pad){ (uint16_t)(offset + field->offset),
						   (uint16_t)field->size };
		for (j = 0; !field->type.base && j < field->type.count; j++)
			add_pads(m, field->type.decl,
				 offset + field->offset +
					 (uint32_t)j * tref_element_size(&field->type));
	}
}

static uint8_t slot_find(const struct slot *slots, size_t n_slots, const char *name)
{
	size_t i;

	for (i = 0; i < n_slots; i++) {
		if (strcmp(slots[i].name, name) == 0)
			return (uint8_t)i;
	}
	return NOWHERE;
}

static struct case_buffer make_buffer(struct maker *m, const struct row *row)
{
	const struct decl *op = m->op;
	struct case_buffer buffer = { .slot = (uint8_t)row->slot,
				      .writes = row_is(row, "writes"),
				      .open = row->type.form == TREF_OPEN,
				      .grows = decl_grows(row->type.decl),
				      .like = NOWHERE,
				      .element = (uint16_t)tref_element_size(&row->type),
				      .first_pad = (uint16_t)m->cases->n_pads };
	size_t i;

	buffer.needed = slot_find(op->out, op->n_out, say(m, "%s_needed", row->name.text));
	for (i = 0; i < op->n_buffers; i++) {
		if (op->buffers[i] == row->like)
			buffer.like = (uint8_t)i;
	}
	if (buffer.writes && !row->type.base)
		add_pads(m, row->type.decl, 0);
	buffer.n_pads = (uint16_t)(m->cases->n_pads - buffer.first_pad);
	return buffer;
}

static struct case_op make_op(struct maker *m)
{
	const struct decl *op = m->op;
	const struct row *target = op_row(op, "target"), *time = op_row(op, "time");
	struct case_op made = { .name = say(m, "%s.%s", op->extension->name.text, op->name.text),
				.number = (uint16_t)op->number,
				.n_out = (uint8_t)op->n_out,
				.each = slot_find(op->in, op->n_in, "each"),
				.cursor = slot_find(op->in, op->n_in, "cursor"),
				.next = slot_find(op->out, op->n_out, "cursor"),
				.done = op_is_batch(op) ? slot_find(op->out, op->n_out, "done")
							: NOWHERE,
				.not_self = target && target->not_self,
				.sliced = time && time->num.text,
				.n_buffers = (uint8_t)op->n_buffers };
	size_t i, j;

	for (i = 0; i < op->n_out; i++)
		made.out_size[i] = (uint8_t)op->out[i].base->size;
	for (i = 0; i < op->n_buffers; i++)
		made.buffers[i] = make_buffer(m, op->buffers[i]);
	made.first_base = (uint16_t)m->cases->n_sets;
	add_base(m);
	made.n_base = (uint16_t)(m->cases->n_sets - made.first_base);
	made.first_then = (uint16_t)m->cases->n_sets;
	for (i = 0; i < op->n_rows; i++) {
		for (j = 0; op->rows[i].attr->type == ATTR_THEN && j < op->rows[i].n_atoms; j++)
			add_then(m, &op->rows[i].atoms[j]);
	}
	made.n_then = (uint16_t)(m->cases->n_sets - made.first_then);
	made.first_status = (uint16_t)m->cases->n_statuses;
	for (i = 0; i < m->space.n_rows; i++)
		*arena_push(m->arena, m->cases->statuses, m->cases->n_statuses) =
			(uint16_t)m->space.rows[i].row->status;
	made.n_statuses = (uint16_t)(m->cases->n_statuses - made.first_status);
	return made;
}

/* Every state and value has a case, or is told. */
static void add_unhit(struct maker *m)
{
	const struct variable *variable;
	size_t i, j;

	for (i = 0; i < m->space.n_variables; i++) {
		variable = &m->space.variables[i];
		for (j = 0; j < variable->n_values; j++) {
			if (variable->values[j].member >= 0 && !variable->values[j].shown)
				add_gap(m, false,
					say(m, "%s %s", variable->path, variable->values[j].name),
					"no call was found that has it");
		}
	}
}

static void add_op(struct model *model, struct cases *cases, const struct decl *op)
{
	struct maker m = { .model = model, .arena = &model->arena, .cases = cases, .op = op };
	struct case_op made;
	size_t *chosen, i, j;

	m.first_row = cases->n_rows;
	if (!space_make(&m.space, model, op))
		add_gap(&m, false, "ok", "no call was found that succeeds");
	made = make_op(&m);
	chosen = arena_alloc(m.arena, (m.space.n_variables + 1) * sizeof(*chosen));
	add_successes(&m, chosen);
	add_layouts(&m);
	for (i = 0; i < m.space.n_rows; i++)
		add_failure(&m, &m.space.rows[i], chosen);
	add_common(&m);
	for (i = 0; i < N_COMMON + m.space.n_rows; i++) {
		for (j = i + 1; j < N_COMMON + m.space.n_rows; j++)
			add_pair(&m, i, j, chosen);
	}
	add_wild(&m);
	add_unhit(&m);
	*arena_push(m.arena, cases->ops, cases->n_ops) = made;
}

void cases_make(struct model *model, struct cases *ret_cases)
{
	size_t i;

	*ret_cases = (struct cases){ 0 };
	for (i = 0; i < model->n_decls; i++) {
		if (decl_is(model->decls[i], OWNS(OWNER_RESOURCE)) && model->decls[i]->n_rows)
			*arena_push(&model->arena, ret_cases->resources, ret_cases->n_resources) =
				model->decls[i];
	}
	for (i = 0; i < model->n_ops; i++)
		add_op(model, ret_cases, model->ops[i]);
}
