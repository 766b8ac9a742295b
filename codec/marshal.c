/* SPDX-License-Identifier: MIT */
#include "codec/marshal.h"

#include "codec/marshal_inner.h"
#include "codec/walk_inner.h"

#define FIRST_RESERVED 0x7ff0 /* of domains' numbers */

const char *const marshal_reasons[MARSHAL_VERDICTS] = {
	[MARSHAL_FINE] = "fine",
	[MARSHAL_NO_CALL] = "no such hypercall is known",
	[MARSHAL_NO_OP] = "no such operation is known",
	[MARSHAL_NOT_HERE] = "this release of Xen has no such operation",
	[MARSHAL_VERSION] = "its interface version is not that of this Xen",
	[MARSHAL_NEVER] = "only the kernel may do that",
	[MARSHAL_SELF] = "it is about this domain itself",
	[MARSHAL_LOCKED] = "the kernel is locked down",
	[MARSHAL_POINTER] = "nothing says how much one of its pointers leads to",
	[MARSHAL_TOO_MUCH] = "it takes too much memory",
	[MARSHAL_NO_MEMORY] = "there is no memory",
	[MARSHAL_FAULT] = "memory that cannot be read or written, or changes meanwhile",
};

static enum marshal_verdict bring_fields(struct marshal *marshal, uint16_t record,
					 const struct walk_scope *owner, uint8_t *data);

/* --- the policy */

bool marshal_is_other(uint64_t domid, uint16_t self)
{
	return domid < FIRST_RESERVED && domid != self;
}

/* The caller's release is Xen's, or its structs are not what Xen takes them for. */
static bool is_versioned(const struct walk *walk)
{
	const struct walk_hypercall *call = walk->hypercall;
	unsigned int i = 0;

	if (call->version == WALK_NONE)
		return true;
	while (i + 1 < walk_n_releases && walk_releases[i] != walk->release)
		i++;
	return !walk->other_release && walk->version == walk_versions[call->versions + i];
}

enum marshal_verdict marshal_policy(const struct walk *walk, bool locked)
{
	const struct walk_op *op;

	if (!walk->hypercall)
		return MARSHAL_NO_CALL;
	op = walk_op_of(walk);
	/* All of a device model's memory is in a list, and its domain in a register: what it wants there is not asked. */
	if (walk->hypercall->behind != WALK_NONE)
		return MARSHAL_FINE;
	if (!is_versioned(walk))
		return MARSHAL_VERSION;
	if (!walk->op && (walk->has_command || walk->hypercall->command != WALK_NONE))
		return MARSHAL_NO_OP;
	if (op->process == WALK_NEVER)
		return MARSHAL_NEVER;
	if (op->commands != WALK_NONE)
		return MARSHAL_NO_OP;
	if (!walk_holds(walk, op->where))
		return MARSHAL_NOT_HERE;
	return op->unlocked && locked ? MARSHAL_LOCKED : MARSHAL_FINE;
}

static enum marshal_verdict policy(struct marshal *marshal)
{
	const struct walk *walk = &marshal->walk;

	return marshal_policy(walk, walk->hypercall && walk_op_of(walk)->unlocked &&
					    marshal->host->locked(marshal->context));
}

/* Whom it is about, by what Xen will get. */
static enum marshal_verdict check_target(struct marshal *marshal)
{
	const struct walk_op *op = walk_op_of(&marshal->walk);
	uint64_t target;

	if (op->process != WALK_OTHERS)
		return MARSHAL_FINE;
	if (op->target == WALK_NONE ||
	    !walk_path_value(&marshal->walk, walk_words + op->target, false, &target))
		return MARSHAL_SELF;
	return marshal_is_other(target, marshal->self) ? MARSHAL_FINE : MARSHAL_SELF;
}

/* --- memory */

static bool read_outside(void *memory, uint64_t address, void *data, size_t bytes)
{
	struct marshal *marshal = memory;

	return marshal->host->read(marshal->context, address, data, bytes);
}

/* What has been copied in, by its address for Xen. */
static bool read_inside(void *memory, uint64_t address, void *data, size_t bytes)
{
	const struct marshal *marshal = memory;
	const struct marshal_piece *piece;
	unsigned int i;
	uint64_t at;

	for (i = 0; i < marshal->n_pieces; i++) {
		piece = &marshal->pieces[i];
		at = address - (uintptr_t)piece->data;
		if (at <= piece->bytes && bytes <= piece->bytes - at) {
			__builtin_memcpy(data, piece->data + at, bytes);
			return true;
		}
	}
	return false;
}

/*
 * Copies in, whatever its direction: what Xen leaves as it is, is given back as it was. But not what is FRESH: Xen writes all of
 * that, or says how much. POINTER is where Xen finds the address, or NULL.
 */
static enum marshal_verdict bring(struct marshal *marshal, uint64_t address, uint64_t bytes,
				  uint8_t *pointer, bool out, bool fresh,
				  struct marshal_piece **ret_piece)
{
	struct marshal_piece *piece = &marshal->pieces[marshal->n_pieces];

	if (marshal->n_pieces == MARSHAL_PIECES || bytes > MARSHAL_BYTES - marshal->bytes)
		return MARSHAL_TOO_MUCH;
	*piece = (struct marshal_piece){ .address = address,
					 .bytes = (size_t)bytes,
					 .pointer = pointer,
					 .out = out,
					 .filled = WALK_NONE };
	piece->data = marshal->host->take(marshal->context, piece->bytes);
	if (!piece->data)
		return MARSHAL_NO_MEMORY;
	if (fresh && !marshal->host->is_caller(marshal->context, address, piece->bytes))
		return MARSHAL_FAULT;
	if (fresh)
		__builtin_memset(piece->data, 0, piece->bytes);
	else if (piece->bytes &&
		 !marshal->host->read(marshal->context, address, piece->data, piece->bytes))
		return MARSHAL_FAULT;
	marshal->n_pieces++;
	marshal->bytes += bytes;
	if (pointer)
		marshal_put_word(pointer, (uintptr_t)piece->data);
	*ret_piece = piece;
	return MARSHAL_FINE;
}

/* A pointer that Xen does not look at: none, until the caller gets his back. */
static enum marshal_verdict hide(struct marshal *marshal, uint64_t address, uint8_t *pointer)
{
	if (marshal->n_pieces == MARSHAL_PIECES)
		return MARSHAL_TOO_MUCH;
	marshal->pieces[marshal->n_pieces++] = (struct marshal_piece){ .address = address,
								       .pointer = pointer,
								       .filled = WALK_NONE };
	marshal_put_word(pointer, 0);
	return MARSHAL_FINE;
}

/* Whether what the pointer here leads to has pointers in it: their rows begin with its path. */
bool marshal_leads_on(const struct walk *walk)
{
	const uint16_t *words;
	const struct walk_op *op;
	uint16_t i, j;

	for (op = walk_op_of(walk); op; op = walk_op_above(walk, op)) {
		for (i = 0; i < op->n_handles; i++) {
			words = walk_words + walk_handles[op->handles + i].path;
			for (j = 0; j < walk->depth && words[j] == walk->path[j]; j++)
				continue;
			if (j == walk->depth && words[j])
				return true;
		}
	}
	return false;
}

bool marshal_answers(const struct walk *walk, const struct walk_op *op)
{
	for (; op; op = walk_op_above(walk, op))
		if (op->out != WALK_NONE)
			return true;
	return false;
}

bool marshal_is_filled(const struct walk_handle *handle)
{
	const uint16_t *words = walk_words + handle->length;

	if (handle->in || handle->filled == WALK_NONE)
		return false;
	/* Bytes: where they are no number of elements by another name. */
	return handle->unit == WALK_COUNT ||
	       (handle->unit == WALK_BYTES && words[1] != WALK_WORD_NUMBER &&
		!words[walk_path_words(words + 1) + 2]);
}

/* --- pointers and what is behind them */

/* How many bytes; and how many elements of how many. */
struct extent {
	uint64_t bytes, total;
	uint32_t each;
	uint16_t record;
};

static bool extent_of(const struct walk *walk, const struct walk_handle *handle, uint16_t record,
		      struct extent *ret)
{
	uint64_t length;

	*ret = (struct extent){ .each = 1, .record = WALK_NONE };
	if (handle->unit == WALK_NUL || handle->unit == WALK_IMPLIED)
		return false;
	if (record != WALK_NONE) {
		ret->record = walk_record_here(walk, record, &ret->each);
		if (ret->record == WALK_NONE || !ret->each)
			return false;
	}
	length = walk_length(walk, handle->length);
	if (length == WALK_ADDRESS_ONLY)
		return false;
	if (handle->unit == WALK_BITS)
		ret->bytes = length / 8 + (length % 8 != 0);
	else if (handle->unit == WALK_BYTES)
		ret->bytes = length;
	else
		ret->bytes = walk_joined(WALK_WORD_MUL, length, ret->each);
	ret->total = ret->bytes / ret->each;
	return true;
}

static enum marshal_verdict bring_elements(struct marshal *marshal, const struct extent *extent,
					   uint8_t *data)
{
	struct walk *walk = &marshal->walk;
	enum marshal_verdict verdict = MARSHAL_FINE;
	uint64_t i;

	if (walk->level + 1 == WALK_LEVELS || !walk_push(walk, WALK_WORD_ELEMENT))
		return MARSHAL_TOO_MUCH;
	walk->level++;
	for (i = 0; i < extent->total && verdict == MARSHAL_FINE; i++, data += extent->each) {
		walk->scope[walk->level] = (struct walk_scope){ extent->record, data };
		verdict = bring_fields(marshal, extent->record, &walk->scope[walk->level], data);
	}
	walk->level--;
	walk->depth--;
	return verdict;
}

/* POINTER: where it stands, NULL for RET_REGISTER. */
static enum marshal_verdict bring_pointed(struct marshal *marshal, const struct walk_handle *handle,
					  uint16_t record, uint64_t address, uint8_t *pointer,
					  uint64_t *ret_register)
{
	struct walk *walk = &marshal->walk;
	struct marshal_piece *piece;
	struct extent extent;
	bool further = marshal_leads_on(walk), filled = marshal_is_filled(handle) && !walk->level;
	enum marshal_verdict verdict;

	if (ret_register)
		*ret_register = 0;
	if (!address && !further)
		return MARSHAL_FINE; /* and stays so: there is nothing of the kernel's */
	if (!extent_of(walk, handle, record, &extent))
		return MARSHAL_POINTER;
	if (!address)
		return extent.bytes ? MARSHAL_FAULT : MARSHAL_FINE;
	verdict = bring(marshal, address, extent.bytes, pointer, handle->out, filled, &piece);
	if (verdict != MARSHAL_FINE)
		return verdict;
	if (filled) {
		piece->filled = handle->filled;
		piece->each = handle->unit == WALK_COUNT ? extent.each : 1;
	}
	if (ret_register)
		*ret_register = (uintptr_t)piece->data;
	if (further && extent.record != WALK_NONE)
		return bring_elements(marshal, &extent, piece->data);
	return further ? MARSHAL_POINTER : MARSHAL_FINE;
}

/* --- fields */

bool marshal_has_pointers(const struct walk *walk, uint16_t record, unsigned int depth)
{
	const struct walk_field *field;
	uint32_t bytes;
	uint16_t i;

	record = walk_record_here(walk, record, &bytes);
	if (record == WALK_NONE)
		return false;
	for (i = 0; i < walk_records[record].n_fields; i++) {
		field = &walk_fields[walk_records[record].fields + i];
		if (!walk_holds(walk, field->where))
			continue;
		if (field->kind == WALK_POINTER)
			return true;
		if (field->kind >= WALK_STRUCT &&
		    (!depth || marshal_has_pointers(walk, field->record, depth - 1)))
			return true;
	}
	return false;
}

static enum marshal_verdict bring_scalar(struct marshal *marshal, const struct walk_field *field,
					 uint8_t *data)
{
	struct walk *walk = &marshal->walk;
	const struct walk_op *op = walk_op_of(walk);
	const struct walk_handle *handle = walk_handle_here(walk);

	if (op->apart != WALK_NONE && walk_relation_of_any(walk, op->apart) == WALK_HERE &&
	    !marshal_is_other(walk_field_value(walk, field, data), marshal->self))
		return MARSHAL_SELF;
	if (field->kind != WALK_POINTER)
		return MARSHAL_FINE;
	/* A pointer of another command of the same struct's is not said to be unused. */
	if (walk_relation_of_any(walk, op->unused) != WALK_APART ||
	    (!handle && op->parent != WALK_NONE))
		return hide(marshal, walk_field_value(walk, field, data), data);
	if (!handle || walk_field_bytes(walk, field) != 8)
		return MARSHAL_POINTER;
	return bring_pointed(marshal, handle,
			     handle->record == WALK_NONE ? field->record : handle->record,
			     walk_field_value(walk, field, data), data, NULL);
}

static enum marshal_verdict bring_struct(struct marshal *marshal, const struct walk_field *field,
					 const struct walk_scope *owner, uint8_t *data)
{
	struct walk *walk = &marshal->walk;
	enum marshal_verdict verdict = MARSHAL_FINE;
	uint32_t bytes = walk_field_bytes(walk, field), i;
	struct walk_scope own;

	own.record = walk_record_here(walk, field->record, &bytes);
	for (i = 0; own.record != WALK_NONE && i < field->count && verdict == MARSHAL_FINE; i++) {
		own.data = data;
		verdict = bring_fields(marshal, own.record,
				       field->name && walk_records[own.record].name ? &own : owner,
				       data);
		data += bytes;
	}
	return verdict;
}

/* DATA is inside of what was copied in: the tables' sizes and offsets agree. */
static enum marshal_verdict bring_field(struct marshal *marshal, const struct walk_field *field,
					const struct walk_scope *owner, uint8_t *data)
{
	struct walk *walk = &marshal->walk;
	const struct walk_field *member;
	enum marshal_verdict verdict = MARSHAL_FINE;
	uint8_t depth = walk->depth;

	if (field->name && !walk_push(walk, field->name))
		return MARSHAL_TOO_MUCH;
	if (field->kind == WALK_UNION) {
		member = walk_member(walk, field, owner);
		if (member)
			verdict = bring_field(marshal, member, owner, data + member->offset);
		else if (marshal_has_pointers(walk, field->record, WALK_LEVELS))
			verdict = MARSHAL_POINTER;
	} else if (field->kind == WALK_STRUCT) {
		verdict = bring_struct(marshal, field, owner, data);
	} else if (field->count > 1 && field->kind == WALK_POINTER) {
		verdict = MARSHAL_POINTER; /* nothing has such */
	} else if (field->count) {
		verdict = bring_scalar(marshal, field, data);
	}
	walk->depth = depth;
	return verdict;
}

static enum marshal_verdict bring_fields(struct marshal *marshal, uint16_t record,
					 const struct walk_scope *owner, uint8_t *data)
{
	struct walk *walk = &marshal->walk;
	const struct walk_field *field;
	enum marshal_verdict verdict = MARSHAL_FINE;
	uint32_t bytes;
	uint16_t i;

	record = walk_record_here(walk, record, &bytes);
	for (i = 0; record != WALK_NONE && i < walk_records[record].n_fields; i++) {
		field = &walk_fields[walk_records[record].fields + i];
		if (!walk_holds(walk, field->where) ||
		    field->offset + field->count * walk_field_bytes(walk, field) > bytes)
			continue;
		verdict = bring_field(marshal, field, owner, data + field->offset);
		if (verdict != MARSHAL_FINE)
			break;
	}
	return verdict;
}

/* --- the argument */

/* Copies it in as it is; its pointers come later. */
static enum marshal_verdict bring_argument(struct marshal *marshal, uint64_t address,
					   struct marshal_piece **ret_piece)
{
	struct walk *walk = &marshal->walk;
	const struct walk_op *op = walk_op_of(walk);
	const struct walk_field *field;
	uint32_t bytes = 0;
	uint16_t record = walk_record_here(walk, op->record, &bytes);
	enum marshal_verdict verdict;
	uint64_t total = 1;

	if (op->shape == WALK_TEXT)
		return bring(marshal, address, op->text_bytes, NULL, true, true, ret_piece);
	if (record == WALK_NONE || !bytes)
		return MARSHAL_POINTER;
	if (op->shape == WALK_VARBUF) {
		if (!marshal->host->read(marshal->context, address, marshal->room, 4))
			return MARSHAL_FAULT;
		field = &walk_fields[walk_records[record].fields + walk_records[record].n_fields -
				     1];
		verdict = bring(marshal, address, field->offset + walk_load(marshal->room, 4), NULL,
				true, false, ret_piece);
		if (verdict == MARSHAL_FINE)
			__builtin_memcpy((*ret_piece)->data, marshal->room, 4);
		return verdict;
	}
	if (op->array != WALK_NONE)
		total = walk_length(walk, op->array);
	if (total == WALK_ADDRESS_ONLY)
		return MARSHAL_POINTER;
	return bring(marshal, address, walk_joined(WALK_WORD_MUL, total, bytes), NULL,
		     marshal_answers(walk, op), false, ret_piece);
}

/* Where the list's elements each have a command: the op of this one. */
static enum marshal_verdict find_element(struct marshal *marshal, const uint8_t *data)
{
	struct walk *walk = &marshal->walk;
	const struct walk_field *field;
	uint32_t offset;

	if (walk->hypercall->command == WALK_NONE)
		return MARSHAL_FINE;
	field = walk_follow(walk, walk->op->record, walk_words + walk->hypercall->command, &offset);
	if (!field || field->kind > WALK_POINTER)
		return MARSHAL_NO_OP;
	walk->command =
		walk_command_in(walk->hypercall, walk_field_value(walk, field, data + offset));
	walk->op = walk_op_numbered(walk, walk->command, WALK_NONE);
	return policy(marshal);
}

static enum marshal_verdict bring_array(struct marshal *marshal, const struct marshal_piece *piece)
{
	struct walk *walk = &marshal->walk;
	enum marshal_verdict verdict = MARSHAL_FINE;
	uint32_t each;
	uint16_t record = walk_record_here(walk, walk->op->record, &each);
	size_t at;

	for (at = 0; at < piece->bytes && verdict == MARSHAL_FINE; at += each) {
		walk->root = walk->scope[0] = (struct walk_scope){ record, piece->data + at };
		verdict = find_element(marshal, piece->data + at);
		if (verdict == MARSHAL_FINE)
			verdict = check_target(marshal);
		if (verdict == MARSHAL_FINE)
			verdict = bring_fields(marshal, record, &walk->root, piece->data + at);
	}
	return verdict;
}

/* What the struct's pointers lead to: those of all ops, and those of this one. */
static enum marshal_verdict bring_payload(struct marshal *marshal,
					  const struct marshal_piece *piece)
{
	struct walk *walk = &marshal->walk;
	const struct walk_op *op = walk_op_of(walk);
	const struct walk_field *payload;
	enum marshal_verdict verdict;
	uint32_t offset;

	if (op->shape != WALK_PAYLOAD && op->shape != WALK_OWN)
		return check_target(marshal);
	if (op->array != WALK_NONE)
		return bring_array(marshal, piece);
	walk->root = (struct walk_scope){ op->record, piece->data };
	payload = walk_payload_of(walk, op, &offset);
	walk->scope[0] = walk->root;
	if (payload)
		walk->scope[0] = (struct walk_scope){ payload->record, piece->data + offset };
	verdict = check_target(marshal);
	if (verdict != MARSHAL_FINE)
		return verdict;
	if (payload && payload->kind == WALK_STRUCT)
		return bring_fields(marshal, payload->record, &walk->scope[0],
				    piece->data + offset);
	if (payload)
		return bring_field(marshal, payload, &walk->root, piece->data + offset);
	/* A struct of all ops, of which this one has no part. */
	if (op->shape == WALK_PAYLOAD)
		return MARSHAL_FINE;
	return bring_fields(marshal, op->record, &walk->root, piece->data);
}

/* --- a call */

/* What the first look found has to be what Xen will find in what was copied. */
static enum marshal_verdict look_again(struct marshal *marshal, const uint64_t *reg)
{
	struct walk *walk = &marshal->walk;
	const struct walk_op *op = walk->op;

	walk->read = read_inside;
	__builtin_memcpy(walk->reg, reg, sizeof(walk->reg));
	if (!walk_find(walk))
		return MARSHAL_FAULT;
	if (walk->hypercall->behind != WALK_NONE)
		walk->op = op; /* for its name: that list is not there yet */
	else if (walk->op != op)
		return MARSHAL_FAULT;
	walk->depth = walk->level = 0;
	return policy(marshal);
}

static enum marshal_verdict bring_registers(struct marshal *marshal, uint64_t *reg)
{
	struct walk *walk = &marshal->walk;
	const struct walk_handle *handle;
	enum marshal_verdict verdict = MARSHAL_FINE;
	unsigned int i;

	for (i = 0; i < WALK_REGISTERS && verdict == MARSHAL_FINE; i++) {
		if (!walk->hypercall->registers[i] || i == walk->hypercall->command_register)
			continue;
		walk->depth = 0;
		walk_push(walk, (uint16_t)(WALK_WORD_REGISTER + i));
		handle = walk_handle_here(walk);
		if (handle)
			verdict = bring_pointed(marshal, handle, handle->record, marshal->reg[i],
						NULL, &reg[i]);
	}
	walk->depth = 0;
	return verdict;
}

static enum marshal_verdict prepare(struct marshal *marshal, uint64_t *reg)
{
	struct walk *walk = &marshal->walk;
	struct marshal_piece *argument = NULL;
	enum marshal_verdict verdict;
	unsigned int i, at;
	const struct walk_op *op;

	verdict = policy(marshal);
	if (verdict != MARSHAL_FINE)
		return verdict;
	op = walk_op_of(walk);
	at = walk->hypercall->argument_register;
	for (i = 0; i < WALK_REGISTERS; i++)
		reg[i] = walk->hypercall->registers[i] || i == walk->hypercall->command_register
				 ? marshal->reg[i]
				 : 0;
	if (at != WALK_NO_BYTE)
		reg[at] = 0;
	if (at != WALK_NO_BYTE && op->shape != WALK_NOTHING &&
	    (marshal->reg[at] || op->shape == WALK_PAYLOAD || op->shape == WALK_OWN)) {
		verdict = bring_argument(marshal, marshal->reg[at], &argument);
		if (verdict != MARSHAL_FINE)
			return verdict;
		reg[at] = (uintptr_t)argument->data;
	}
	verdict = look_again(marshal, reg);
	if (verdict == MARSHAL_FINE)
		verdict = bring_registers(marshal, reg);
	if (verdict == MARSHAL_FINE)
		verdict = argument ? bring_payload(marshal, argument) : check_target(marshal);
	return verdict;
}

/* Pointers that Xen has left, or moved on in what they lead to, are the caller's again. */
static void restore_pointers(struct marshal *marshal)
{
	const struct marshal_piece *piece;
	unsigned int i;
	uint64_t at;

	for (i = 0; i < marshal->n_pieces; i++) {
		piece = &marshal->pieces[i];
		if (!piece->pointer)
			continue;
		at = walk_load(piece->pointer, 8) - (uintptr_t)piece->data;
		if (at <= piece->bytes)
			marshal_put_word(piece->pointer, piece->address + at);
	}
}

/* False where the caller's memory cannot be written. A text is one only where the call has worked. */
static bool copy_back(struct marshal *marshal, int64_t result)
{
	const struct walk *walk = &marshal->walk;
	bool text = walk_op_of(walk)->shape == WALK_TEXT, fine = true;
	struct marshal_piece *piece;
	unsigned int i;
	uint64_t filled;
	size_t bytes;

	for (i = 0; i < marshal->n_pieces; i++) {
		piece = &marshal->pieces[i];
		bytes = piece->bytes;
		if (piece->filled != WALK_NONE &&
		    walk_path_value(walk, walk_words + piece->filled, false, &filled))
			bytes = marshal_filled_bytes(piece, filled);
		if (piece->out && bytes && !(text && result < 0) &&
		    !marshal->host->write(marshal->context, piece->address, piece->data, bytes))
			fine = false;
	}
	return fine;
}

static int64_t one_call(struct marshal *marshal)
{
	uint64_t reg[WALK_REGISTERS] = { 0 };
	int64_t result;

	marshal->verdict = prepare(marshal, reg);
	if (marshal->verdict == MARSHAL_FINE) {
		result = marshal->host->issue(marshal->context, marshal, reg);
		restore_pointers(marshal);
		if (!copy_back(marshal, result))
			result = MARSHAL_EFAULT;
	} else {
		result = marshal->host->refuse(marshal->context, marshal);
	}
	marshal->host->drop(marshal->context);
	return result;
}

static void find(struct marshal *marshal)
{
	marshal->walk = (struct walk){ .release = marshal->release,
				       .abi = marshal->abi,
				       .number = marshal->number,
				       .read = read_outside,
				       .memory = marshal };
	__builtin_memcpy(marshal->walk.reg, marshal->reg, sizeof(marshal->reg));
	marshal->n_pieces = 0;
	marshal->bytes = 0;
	walk_find(&marshal->walk);
}

/* Xen does the same with them: one after another. A word each: number, result, arguments. */
static int64_t call_list(struct marshal *marshal)
{
	uint64_t address = marshal->reg[0], n = (uint32_t)marshal->reg[1], entry[8], i;
	int64_t result;

	for (i = 0; i < n; i++, address += sizeof(entry)) {
		if (!marshal->host->go_on(marshal->context))
			return MARSHAL_EINTR;
		if (!marshal->host->read(marshal->context, address, entry, sizeof(entry)))
			return MARSHAL_EFAULT;
		marshal->number = entry[0];
		__builtin_memcpy(marshal->reg, &entry[2], sizeof(marshal->reg));
		if (!marshal_fast(marshal, &result)) {
			find(marshal);
			/* None in another one. */
			if (marshal->walk.hypercall && marshal->walk.hypercall->calls)
				marshal->walk.hypercall = NULL;
			result = one_call(marshal);
		}
		if (!marshal->host->write(marshal->context, address + 8, &result, sizeof(result)))
			return MARSHAL_EFAULT;
	}
	return 0;
}

int64_t marshal_call(struct marshal *marshal)
{
	int64_t result;

	if (marshal_fast(marshal, &result))
		return result;
	find(marshal);
	if (marshal->walk.hypercall && marshal->walk.hypercall->calls)
		return call_list(marshal);
	return one_call(marshal);
}
