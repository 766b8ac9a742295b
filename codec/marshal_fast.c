/* SPDX-License-Identifier: MIT */
/* The short way of codec/marshal.h. */
#include "codec/marshal_inner.h"
#include "codec/walk_inner.h"

/* A host may be compiled in, as static inline functions of a header of its own: calls by pointers are a part of what a call costs. */
#ifdef MARSHAL_HOST
#include MARSHAL_HOST
#define HOST(marshal, function) marshal_host_##function
#else
#define HOST(marshal, function) (marshal)->host->function
#endif

#define CALLS    64 /* hypercalls' numbers */
#define COMMANDS 128
#define PARENTS  32 /* ops with a second level, and its numbers */
#define SECOND   64
#define POINTERS 4
#define APART    2
#define TERMS    3
#define ARGUMENT 512 /* bytes of the longest one */

enum source { FROM_NOWHERE, FROM_NUMBER, FROM_REGISTER, FROM_FIELD };

/* Where a number is. */
struct value {
	uint8_t source; /* enum source */
	uint8_t bytes;  /* of a field */
	uint16_t at;    /* of a field, in the argument; a register's number */
	uint64_t number;
};

struct term {
	uint16_t how;
	struct value value;
};

struct pointer {
	struct value value, filled; /* filled: FROM_NOWHERE where nothing says */
	uint8_t hidden, out, unit, n_terms;
	uint32_t each;
	struct term terms[TERMS];
};

/* Of an op. */
struct plan {
	uint8_t is_made;
	uint8_t second; /* what has a second level: 1 + its place; its number is `command` */
	uint8_t n_pointers, n_apart;
	uint16_t bytes; /* of the argument; 0: none */
	uint8_t is_text;
	uint8_t answers;
	struct value command, target; /* target: FROM_NOWHERE where anybody's will do */
	struct value apart[APART];
	struct pointer pointers[POINTERS];
};

/* Of a hypercall. */
struct plan_call {
	uint8_t is_made;
	uint8_t argument; /* register */
	uint16_t header;  /* bytes of the struct of all its ops; 0: it has none */
	struct value command;
	struct value version_field;
	uint32_t version;
	uint64_t command_mask;
	uint64_t keeps
		[WALK_REGISTERS]; /* all ones for registers that mean something, but the argument's */
	uint16_t ops[COMMANDS];
};

struct marshal_plans {
	uint8_t n_parents;
	struct plan_call calls[CALLS];
	uint16_t second[PARENTS][SECOND];
	struct plan plans[]; /* as walk_ops */
};

/* --- plans */

struct planner {
	struct walk walk;
	struct plan *plan;
	struct walk_scope root;
	uint16_t payload_at;
};

/* What walk_path_value() would read, said as a place. */
static bool find_value(const struct planner *planner, const uint16_t *words, struct value *ret)
{
	const struct walk_scope *scope = &planner->walk.scope[0];
	const struct walk_field *field;
	uint32_t offset, base = planner->payload_at;
	uint16_t i;

	for (i = 0; words[i]; i++)
		if (words[i] == WALK_WORD_ELEMENT)
			return false;
	if (walk_is_register(words[0])) {
		*ret = (struct value){ .source = FROM_REGISTER,
				       .at = (uint16_t)(words[0] - WALK_WORD_REGISTER) };
		return true;
	}
	if (words[0] == WALK_WORD_ROOT) {
		scope = &planner->root;
		base = 0;
		words++;
	}
	field = walk_follow(&planner->walk, scope->record, words, &offset);
	if (!field || field->kind > WALK_POINTER || field->kind == WALK_SIGNED || field->bits)
		return false;
	*ret = (struct value){ .source = FROM_FIELD,
			       .bytes = (uint8_t)walk_field_bytes(&planner->walk, field),
			       .at = (uint16_t)(base + offset) };
	return true;
}

static bool find_length(const struct planner *planner, uint16_t place, struct pointer *pointer)
{
	const uint16_t *words = walk_words + place;
	struct term *term;

	while (*words) {
		if (pointer->n_terms == TERMS)
			return false;
		term = &pointer->terms[pointer->n_terms++];
		term->how = *words++;
		if (*words == WALK_WORD_NUMBER) {
			term->value =
				(struct value){ .source = FROM_NUMBER,
						.number = words[1] | (uint64_t)words[2] << 16 };
			words += 3;
		} else {
			if (!find_value(planner, words, &term->value))
				return false;
			words += walk_path_words(words) + 1;
		}
	}
	return true;
}

/* The pointer where the walk is, of which HANDLE tells. */
static bool plan_pointer(struct planner *planner, const struct walk_handle *handle, uint16_t record,
			 struct value value)
{
	struct plan *plan = planner->plan;
	struct pointer *pointer = &plan->pointers[plan->n_pointers];

	if (plan->n_pointers == POINTERS)
		return false;
	*pointer = (struct pointer){ .value = value, .hidden = !handle };
	plan->n_pointers++;
	if (!handle)
		return true;
	if (marshal_leads_on(&planner->walk) || handle->unit == WALK_NUL ||
	    handle->unit == WALK_IMPLIED)
		return false;
	pointer->each = 1;
	if (record != WALK_NONE &&
	    (walk_record_here(&planner->walk, record, &pointer->each) == WALK_NONE ||
	     !pointer->each))
		return false;
	if (handle->unit != WALK_COUNT)
		pointer->each = 1;
	pointer->unit = handle->unit;
	pointer->out = handle->out;
	if (marshal_is_filled(handle) &&
	    !find_value(planner, walk_words + handle->filled, &pointer->filled))
		return false;
	return find_length(planner, handle->length, pointer);
}

static bool plan_fields(struct planner *planner, uint16_t record, const struct walk_scope *owner,
			uint32_t at);

static bool plan_scalar(struct planner *planner, const struct walk_field *field, uint32_t at)
{
	struct plan *plan = planner->plan;
	struct walk *walk = &planner->walk;
	const struct walk_op *op = walk_op_of(walk);
	const struct walk_handle *handle = walk_handle_here(walk);
	struct value value = { .source = FROM_FIELD,
			       .bytes = (uint8_t)walk_field_bytes(walk, field),
			       .at = (uint16_t)at };

	if (op->apart != WALK_NONE && walk_relation_of_any(walk, op->apart) == WALK_HERE) {
		if (plan->n_apart == APART || field->bits || field->kind == WALK_SIGNED)
			return false;
		plan->apart[plan->n_apart++] = value;
	}
	if (field->kind != WALK_POINTER)
		return true;
	if (value.bytes != 8)
		return false;
	if (walk_relation_of_any(walk, op->unused) != WALK_APART ||
	    (!handle && op->parent != WALK_NONE))
		return plan_pointer(planner, NULL, WALK_NONE, value);
	return handle &&
	       plan_pointer(planner, handle,
			    handle->record == WALK_NONE ? field->record : handle->record, value);
}

/* Where data say which member counts, only such are simple in which nothing has to be looked at. */
static bool plan_union(struct planner *planner, const struct walk_field *field,
		       const struct walk_scope *owner, uint32_t at);

static bool plan_field(struct planner *planner, const struct walk_field *field,
		       const struct walk_scope *owner, uint32_t at)
{
	struct walk *walk = &planner->walk;
	uint8_t depth = walk->depth;
	bool fine = true;
	uint32_t bytes = 0, i;
	struct walk_scope own;

	if (field->name && !walk_push(walk, field->name))
		return false;
	if (field->kind == WALK_UNION) {
		fine = plan_union(planner, field, owner, at);
	} else if (field->kind == WALK_STRUCT) {
		own.record = walk_record_here(walk, field->record, &bytes);
		for (i = 0; own.record != WALK_NONE && i < field->count && fine; i++) {
			own.data = owner->data;
			fine = plan_fields(planner, own.record,
					   field->name && walk_records[own.record].name ? &own
											: owner,
					   at + i * bytes);
		}
	} else if (field->count > 1 && field->kind == WALK_POINTER) {
		fine = false;
	} else if (field->count) {
		fine = plan_scalar(planner, field, at);
	}
	walk->depth = depth;
	return fine;
}

static bool plan_union(struct planner *planner, const struct walk_field *field,
		       const struct walk_scope *owner, uint32_t at)
{
	struct walk *walk = &planner->walk;
	const struct walk_op *op = walk_op_of(walk);
	const struct walk_field *member;

	if (field->choice != WALK_NONE && walk_choices[field->choice].n_cases)
		return op->apart == WALK_NONE &&
		       !marshal_has_pointers(walk, field->record, WALK_LEVELS);
	member = walk_member(walk, field, owner);
	if (member)
		return plan_field(planner, member, owner, at + member->offset);
	return !marshal_has_pointers(walk, field->record, WALK_LEVELS);
}

static bool plan_fields(struct planner *planner, uint16_t record, const struct walk_scope *owner,
			uint32_t at)
{
	struct walk *walk = &planner->walk;
	const struct walk_field *field;
	uint32_t bytes;
	uint16_t i;

	record = walk_record_here(walk, record, &bytes);
	for (i = 0; record != WALK_NONE && i < walk_records[record].n_fields; i++) {
		field = &walk_fields[walk_records[record].fields + i];
		if (walk_holds(walk, field->where) &&
		    field->offset + field->count * walk_field_bytes(walk, field) <= bytes &&
		    !plan_field(planner, field, owner, at + field->offset))
			return false;
	}
	return true;
}

static bool plan_registers(struct planner *planner)
{
	const struct walk_hypercall *call = planner->walk.hypercall;
	const struct walk_handle *handle;
	uint16_t i;

	for (i = 0; i < WALK_REGISTERS; i++) {
		if (!call->registers[i] || i == call->command_register)
			continue;
		planner->walk.depth = 0;
		walk_push(&planner->walk, (uint16_t)(WALK_WORD_REGISTER + i));
		handle = walk_handle_here(&planner->walk);
		if (handle && !plan_pointer(planner, handle, handle->record,
					    (struct value){ .source = FROM_REGISTER, .at = i }))
			return false;
	}
	planner->walk.depth = 0;
	return true;
}

/* What the argument is, as bring_argument() of marshal.c has it. Scopes are of no data: nothing decides by them. */
static bool plan_shape(struct planner *planner, const struct walk_op *op)
{
	static const uint8_t nothing[ARGUMENT];
	struct walk *walk = &planner->walk;
	const struct walk_field *payload;
	uint32_t bytes = 0, offset = 0;

	planner->payload_at = 0;
	planner->root = walk->root = walk->scope[0] = (struct walk_scope){ WALK_NONE, nothing };
	if (op->shape == WALK_NOTHING)
		return true;
	if (walk->hypercall->argument_register == WALK_NO_BYTE || op->shape == WALK_VARBUF ||
	    op->array != WALK_NONE)
		return false;
	if (op->shape == WALK_TEXT) {
		planner->plan->bytes = op->text_bytes;
		planner->plan->is_text = true;
		planner->plan->answers = true;
		return op->text_bytes != 0;
	}
	if (walk_record_here(walk, op->record, &bytes) == WALK_NONE || !bytes || bytes > ARGUMENT)
		return false;
	planner->plan->bytes = (uint16_t)bytes;
	planner->plan->answers = marshal_answers(walk, op);
	planner->root.record = walk->root.record = walk->scope[0].record = op->record;
	payload = walk_payload_of(walk, op, &offset);
	if (payload) {
		walk->scope[0] = (struct walk_scope){ payload->record, nothing + offset };
		planner->payload_at = (uint16_t)offset;
	}
	return true;
}

/* Its pointers, as bring_payload() has it. */
static bool plan_payload(struct planner *planner, const struct walk_op *op)
{
	struct walk *walk = &planner->walk;
	const struct walk_field *payload;
	uint32_t offset;

	if (op->shape != WALK_PAYLOAD && op->shape != WALK_OWN)
		return true;
	payload = walk_payload_of(walk, op, &offset);
	if (payload && payload->kind == WALK_STRUCT)
		return plan_fields(planner, payload->record, &walk->scope[0], offset);
	if (payload)
		return plan_field(planner, payload, &walk->root, offset);
	return op->shape == WALK_PAYLOAD || plan_fields(planner, op->record, &walk->root, 0);
}

/* An op with a second level: where the number of that is. */
static bool plan_parent(struct planner *planner, struct marshal_plans *plans)
{
	struct walk *walk = &planner->walk;
	const struct walk_op *op = walk->op, *below;
	uint16_t i;

	if (plans->n_parents == PARENTS || !plan_shape(planner, op) ||
	    !find_value(planner, walk_words + op->commands, &planner->plan->command))
		return false;
	for (i = 0; i < SECOND; i++) {
		below = walk_op_numbered(walk, i, (uint16_t)(op - walk_ops));
		plans->second[plans->n_parents][i] =
			below ? (uint16_t)(below - walk_ops) : WALK_NONE;
	}
	planner->plan->second = ++plans->n_parents;
	return true;
}

static bool plan_op(struct planner *planner, struct marshal_plans *plans)
{
	struct walk *walk = &planner->walk;
	const struct walk_op *op = walk->op;

	if (op->commands != WALK_NONE)
		return plan_parent(planner, plans);
	if (op->process == WALK_NEVER || op->unlocked || !walk_holds(walk, op->where) ||
	    !plan_shape(planner, op) || !plan_registers(planner) || !plan_payload(planner, op))
		return false;
	return op->process != WALK_OTHERS ||
	       (op->target != WALK_NONE &&
		find_value(planner, walk_words + op->target, &planner->plan->target));
}

static bool plan_call(struct planner *planner, struct plan_call *plan)
{
	struct walk *walk = &planner->walk;
	const struct walk_hypercall *call = walk->hypercall;
	uint32_t bytes = 0;
	unsigned int i;

	if (call->calls || call->behind != WALK_NONE ||
	    (call->command != WALK_NONE && call->record == WALK_NONE))
		return false;
	*plan = (struct plan_call){ .argument = call->argument_register };
	for (i = 0; i < WALK_REGISTERS; i++)
		if ((call->registers[i] || i == call->command_register) &&
		    i != call->argument_register)
			plan->keeps[i] = UINT64_MAX;
	if (call->command_register != WALK_NO_BYTE)
		plan->command =
			(struct value){ .source = FROM_REGISTER, .at = call->command_register };
	plan->command_mask = walk_command_in(call, UINT64_MAX);
	if (call->record == WALK_NONE)
		return true;
	walk_record_here(walk, call->record, &bytes);
	walk->scope[0] = planner->root = (struct walk_scope){ call->record, NULL };
	if (!bytes || bytes > ARGUMENT || call->argument_register == WALK_NO_BYTE)
		return false;
	plan->header = (uint16_t)bytes;
	if (call->command != WALK_NONE &&
	    !find_value(planner, walk_words + call->command, &plan->command))
		return false;
	for (i = 0; i + 1u < walk_n_releases && walk_releases[i] != walk->release; i++)
		continue;
	if (call->version != WALK_NONE) {
		plan->version = walk_versions[call->versions + i];
		return find_value(planner, walk_words + call->version, &plan->version_field);
	}
	return true;
}

/* The op of each number; of a hypercall that does one thing, all are that one. */
static void plan_ops(struct planner *planner, struct plan_call *plan)
{
	const struct walk_hypercall *call = planner->walk.hypercall;
	bool single = call->command == WALK_NONE && call->command_register == WALK_NO_BYTE;
	const struct walk_op *op;
	uint16_t i;

	for (i = 0; i < COMMANDS; i++) {
		op = single ? call->n_ops == 1 ? &walk_ops[call->ops] : NULL
			    : walk_op_numbered(&planner->walk, i, WALK_NONE);
		plan->ops[i] = op ? (uint16_t)(op - walk_ops) : WALK_NONE;
	}
}

size_t marshal_plans_bytes(void)
{
	return sizeof(struct marshal_plans) + walk_n_ops * sizeof(struct plan);
}

void marshal_plans_make(struct marshal_plans *plans, uint16_t release, uint8_t abi)
{
	struct planner planner;
	struct plan_call *call;
	uint16_t i, j, op;

	__builtin_memset(plans, 0, marshal_plans_bytes());
	for (i = 0; i < walk_n_hypercalls; i++) {
		planner = (struct planner){ .walk = { .release = release, .abi = abi } };
		walk_set_nearest(&planner.walk);
		planner.walk.hypercall = &walk_hypercalls[i];
		if (walk_hypercalls[i].number >= CALLS ||
		    !walk_holds(&planner.walk, walk_hypercalls[i].where))
			continue;
		call = &plans->calls[walk_hypercalls[i].number];
		if (call->is_made || !plan_call(&planner, call))
			continue;
		plan_ops(&planner, call);
		call->is_made = true;
		for (j = 0; j < walk_hypercalls[i].n_ops; j++) {
			op = (uint16_t)(walk_hypercalls[i].ops + j);
			planner.walk.op = &walk_ops[op];
			planner.walk.depth = planner.walk.level = 0;
			planner.plan = &plans->plans[op];
			planner.plan->is_made = plan_op(&planner, plans);
		}
	}
}

unsigned int marshal_plans_count(const struct marshal_plans *plans)
{
	unsigned int n = 0;
	uint16_t i;

	for (i = 0; i < walk_n_ops; i++)
		n += plans->plans[i].is_made && !plans->plans[i].second;
	return n;
}

/* --- calls */

static inline uint64_t load(const uint8_t *at, uint8_t bytes)
{
	uint64_t word = 0;

	switch (bytes) {
	case 8:
		__builtin_memcpy(&word, at, 8);
		return word;
	case 4:
		__builtin_memcpy(&word, at, 4);
		return word;
	case 2:
		__builtin_memcpy(&word, at, 2);
		return word;
	default:
		return walk_load(at, bytes);
	}
}

/* Registers as the caller passed them. FROM_NOWHERE: 0. */
static inline uint64_t value_of(const struct value *value, const uint64_t *reg, const uint8_t *data)
{
	if (value->source == FROM_FIELD)
		return load(data + value->at, value->bytes);
	return value->source == FROM_REGISTER ? reg[value->at] : value->number;
}

static uint64_t length_of(const struct pointer *pointer, const uint64_t *reg, const uint8_t *data)
{
	uint64_t length = 0;
	unsigned int i;

	for (i = 0; i < pointer->n_terms; i++)
		length = walk_joined(pointer->terms[i].how, length,
				     value_of(&pointer->terms[i].value, reg, data));
	if (pointer->unit == WALK_BITS)
		return length / 8 + (length % 8 != 0);
	return pointer->each == 1 ? length : walk_joined(WALK_WORD_MUL, length, pointer->each);
}

/* FRESH: zeros, for Xen says how much of it is written. */
static bool copy_in(struct marshal *marshal, uint64_t address, uint64_t bytes, bool fresh,
		    struct marshal_piece *piece)
{
	if (bytes > MARSHAL_BYTES - marshal->bytes)
		return false;
	marshal->bytes += bytes;
	piece->bytes = (size_t)bytes;
	piece->address = address;
	piece->data = HOST(marshal, take)(marshal->context, (size_t)bytes);
	if (!piece->data)
		return false;
	if (!fresh)
		return !bytes ||
		       HOST(marshal, read)(marshal->context, address, piece->data, (size_t)bytes);
	__builtin_memset(piece->data, 0, (size_t)bytes);
	return HOST(marshal, is_caller)(marshal->context, address, (size_t)bytes);
}

/* A piece for each pointer of the plan's that is not null; a hidden one is of no bytes. */
static bool bring_pointers(struct marshal *marshal, const struct plan *plan, uint64_t *reg,
			   uint8_t *data)
{
	const struct pointer *pointer = plan->pointers, *end = pointer + plan->n_pointers;
	struct marshal_piece *piece = marshal->pieces;
	uint64_t address;

	for (; pointer < end; pointer++, piece++) {
		address = value_of(&pointer->value, marshal->reg, data);
		piece->address = address;
		piece->data = NULL;
		piece->bytes = 0;
		piece->pointer =
			pointer->value.source == FROM_FIELD ? data + pointer->value.at : NULL;
		if (address && !pointer->hidden &&
		    !copy_in(marshal, address, length_of(pointer, marshal->reg, data),
			     pointer->filled.source != FROM_NOWHERE, piece))
			return false;
		if (piece->pointer)
			marshal_put_word(piece->pointer, (uintptr_t)piece->data);
		else
			reg[pointer->value.at] = (uintptr_t)piece->data;
	}
	return true;
}

static bool is_allowed(const struct marshal *marshal, const struct plan *plan, const uint8_t *data)
{
	unsigned int i;

	if (plan->target.source != FROM_NOWHERE &&
	    !marshal_is_other(value_of(&plan->target, marshal->reg, data), marshal->self))
		return false;
	for (i = 0; i < plan->n_apart; i++)
		if (!marshal_is_other(value_of(&plan->apart[i], marshal->reg, data), marshal->self))
			return false;
	return true;
}

/* As restore_pointers() and copy_back() of marshal.c. */
static bool give_back(struct marshal *marshal, const struct plan *plan,
		      const struct marshal_piece *argument, int64_t result)
{
	const struct pointer *pointer = plan->pointers;
	struct marshal_piece *piece, *end = marshal->pieces + plan->n_pointers;
	bool fine = true;
	uint64_t at;

	for (piece = marshal->pieces; piece < end; piece++) {
		if (!piece->pointer || !piece->address)
			continue;
		at = load(piece->pointer, 8) - (uintptr_t)piece->data;
		if (at <= piece->bytes)
			marshal_put_word(piece->pointer, piece->address + at);
	}
	if (plan->answers && argument->data && !(plan->is_text && result < 0))
		fine = HOST(marshal, write)(marshal->context, argument->address, argument->data,
					    argument->bytes);
	for (piece = marshal->pieces; piece < end; piece++, pointer++) {
		if (pointer->filled.source != FROM_NOWHERE && piece->bytes) {
			piece->each = pointer->each;
			piece->bytes = marshal_filled_bytes(
				piece, value_of(&pointer->filled, marshal->reg, argument->data));
		}
		if (pointer->out && piece->bytes &&
		    !HOST(marshal, write)(marshal->context, piece->address, piece->data,
					  piece->bytes))
			fine = false;
	}
	return fine;
}

/* Powers of two, so that a mask keeps a processor that has guessed wrong within the tables, too. */
static const struct plan *plan_numbered(const struct marshal_plans *plans, const uint16_t *ops,
					uint64_t most, uint64_t number)
{
	uint16_t op = ops[number & (most - 1)];

	return number < most && op != WALK_NONE && plans->plans[op].is_made ? &plans->plans[op]
									    : NULL;
}

/* The op, and the argument where all ops have one struct: what was copied in says which it is. */
static const struct plan *find_plan(struct marshal *marshal, const struct plan_call *call,
				    struct marshal_piece *argument)
{
	const struct marshal_plans *plans = marshal->plans;
	const struct plan *plan, *parent;
	uint64_t address = 0;

	if (call->argument != WALK_NO_BYTE)
		address = marshal->reg[call->argument];
	if (call->header &&
	    (!address || !copy_in(marshal, address, call->header, false, argument) ||
	     value_of(&call->version_field, marshal->reg, argument->data) != call->version))
		return NULL;
	plan = plan_numbered(plans, call->ops, COMMANDS,
			     value_of(&call->command, marshal->reg, argument->data) &
				     call->command_mask);
	if (!plan || (call->header && call->header != plan->bytes))
		return NULL;
	if (plan->bytes && !call->header &&
	    (!address || !copy_in(marshal, address, plan->bytes, plan->is_text, argument)))
		return NULL;
	if (!plan->second)
		return plan;
	parent = plan;
	plan = plan_numbered(plans, plans->second[parent->second - 1], SECOND,
			     value_of(&parent->command, marshal->reg, argument->data));
	return plan && plan->bytes == parent->bytes ? plan : NULL;
}

bool marshal_fast(struct marshal *marshal, int64_t *ret_result)
{
	const struct plan_call *call;
	const struct plan *plan;
	struct marshal_piece argument = { 0 };
	uint64_t reg[WALK_REGISTERS];
	unsigned int i;
	bool fine;

	if (!marshal->plans || marshal->number >= CALLS)
		return false;
	call = &marshal->plans->calls[marshal->number & (CALLS - 1)];
	if (!call->is_made)
		return false;
	marshal->bytes = 0;
	for (i = 0; i < WALK_REGISTERS; i++)
		reg[i] = marshal->reg[i] & call->keeps[i];
	plan = find_plan(marshal, call, &argument);
	if (plan && argument.data)
		reg[call->argument] = (uintptr_t)argument.data;
	fine = plan && is_allowed(marshal, plan, argument.data) &&
	       bring_pointers(marshal, plan, reg, argument.data);
	if (fine) {
		marshal->verdict = MARSHAL_FINE;
		*ret_result = HOST(marshal, issue)(marshal->context, marshal, reg);
		if (!give_back(marshal, plan, &argument, *ret_result))
			*ret_result = MARSHAL_EFAULT;
	}
	HOST(marshal, drop)(marshal->context);
	return fine;
}
