/* SPDX-License-Identifier: MIT */
/* Which hypercall, op and release it is; what the tables say of a field, a path, a length. */
#include "codec/walk_inner.h"

/* --- records */

uint16_t walk_record_here(const struct walk *walk, uint16_t record, uint32_t *ret_bytes)
{
	const struct walk_record *first;
	uint16_t i, at;

	if (record == WALK_NONE)
		return WALK_NONE;
	first = &walk_records[record];
	for (at = record; at < walk_n_records; at++) {
		const struct walk_record *here = &walk_records[at];

		if (at != record && (!first->name || here->name != first->name))
			break;
		for (i = 0; i < here->n_sizes; i++) {
			if (walk_holds(walk, walk_sizes[here->sizes + i].where)) {
				*ret_bytes = walk_sizes[here->sizes + i].bytes;
				return at;
			}
		}
	}
	return WALK_NONE;
}

static uint32_t word_bytes(const struct walk *walk)
{
	return walk->abi == WALK_X86_64 || walk->abi == WALK_ARM64 ? 8 : 4;
}

uint32_t walk_field_bytes(const struct walk *walk, const struct walk_field *field)
{
	uint32_t bytes = 0;

	if (field->kind == WALK_STRUCT || field->kind == WALK_UNION)
		walk_record_here(walk, field->record, &bytes);
	else
		bytes = field->bytes ? field->bytes : word_bytes(walk);
	return bytes;
}

uint64_t walk_load(const uint8_t *data, uint32_t bytes)
{
	uint64_t value = 0;
	uint32_t i;

	for (i = 0; i < bytes; i++)
		value |= (uint64_t)data[i] << (8 * i);
	return value;
}

uint64_t walk_field_value(const struct walk *walk, const struct walk_field *field,
			  const uint8_t *data)
{
	uint32_t bytes = walk_field_bytes(walk, field);
	uint64_t value = walk_load(data, bytes), sign;

	if (field->bits)
		value = value >> field->bit & ((UINT64_C(1) << field->bits) - 1);
	if (field->kind == WALK_SIGNED && bytes < 8) {
		sign = UINT64_C(1) << (8 * bytes - 1);
		value = (value ^ sign) - sign;
	}
	return value;
}

/* A field of a record and where it is; NULL if there is none here. The data are inside of what was asked for. */
static const struct walk_field *find_field(const struct walk *walk, uint16_t record, uint16_t name,
					   uint32_t *offset)
{
	const struct walk_field *field, *below;
	uint32_t bytes, at;
	uint16_t i;

	record = walk_record_here(walk, record, &bytes);
	for (i = 0; record != WALK_NONE && i < walk_records[record].n_fields; i++) {
		field = &walk_fields[walk_records[record].fields + i];
		if (!walk_holds(walk, field->where))
			continue;
		at = *offset + field->offset;
		if (field->name == name) {
			*offset = at;
			return field;
		}
		if (field->name || (field->kind != WALK_STRUCT && field->kind != WALK_UNION))
			continue;
		below = find_field(walk, field->record, name, &at);
		if (below) {
			*offset = at;
			return below;
		}
	}
	return NULL;
}

const struct walk_field *walk_follow(const struct walk *walk, uint16_t record,
				     const uint16_t *words, uint32_t *ret_offset)
{
	const struct walk_field *field = NULL;

	*ret_offset = 0;
	for (; *words && *words < WALK_WORD_REGISTER; words++) {
		field = find_field(walk, record, *words, ret_offset);
		if (!field)
			return NULL;
		record = field->record;
	}
	return *words ? NULL : field;
}

/* --- paths and lengths */

bool walk_path_value(const struct walk *walk, const uint16_t *words, bool before,
		     uint64_t *ret_value)
{
	const struct walk_scope *scope = &walk->scope[0];
	const struct walk_field *field;
	uint16_t i, start = 0, level = 0;
	const uint8_t *data;
	uint32_t offset;

	for (i = 0; words[i]; i++) {
		if (words[i] == WALK_WORD_ELEMENT) {
			level++;
			start = (uint16_t)(i + 1);
		}
	}
	if (!level && walk_is_register(words[0])) {
		*ret_value = walk->reg[words[0] - WALK_WORD_REGISTER];
		return true;
	}
	if (level > walk->level)
		return false;
	scope = &walk->scope[level];
	if (words[start] == WALK_WORD_ROOT) {
		scope = &walk->root;
		start++;
	}
	field = walk_follow(walk, scope->record, words + start, &offset);
	if (!field || !scope->data || field->kind > WALK_POINTER)
		return false;
	data = scope->data + offset;
	/* Xen may have written over it. */
	if (before && !level && walk->root.data && data >= walk->root.data) {
		offset = (uint32_t)(data - walk->root.data);
		if (offset + 8u <= walk->n_before)
			data = walk->before + offset;
	}
	*ret_value = walk_field_value(walk, field, data);
	return true;
}

uint64_t walk_joined(uint16_t how, uint64_t left, uint64_t right)
{
	uint64_t product;

	if (how == WALK_WORD_ADD)
		return left + right < left ? UINT64_MAX : left + right;
	if (how == WALK_WORD_SUB)
		return left < right ? 0 : left - right;
	return __builtin_mul_overflow(left, right, &product) ? UINT64_MAX : product;
}

uint64_t walk_length(const struct walk *walk, uint16_t place)
{
	const uint16_t *words = walk_words + place;
	uint64_t value = 0, term;
	uint16_t how;

	while (*words) {
		how = *words++;
		if (*words == WALK_WORD_NUMBER) {
			term = words[1] | (uint64_t)words[2] << 16;
			words += 3;
		} else {
			if (!walk_path_value(walk, words, true, &term))
				return WALK_ADDRESS_ONLY;
			words += walk_path_words(words) + 1;
		}
		value = walk_joined(how, value, term);
	}
	return value;
}

enum walk_relation walk_relation(const struct walk *walk, const uint16_t *words)
{
	uint16_t i;

	for (i = 0; i < walk->depth && words[i]; i++)
		if (words[i] != walk->path[i])
			return WALK_APART;
	if (i < walk->depth)
		return WALK_ABOVE;
	return words[i] ? WALK_BELOW : WALK_HERE;
}

enum walk_relation walk_relation_of_any(const struct walk *walk, uint16_t paths)
{
	enum walk_relation best = WALK_APART, one;
	const uint16_t *words = walk_words + paths;

	if (paths == WALK_NONE)
		return WALK_APART;
	for (; *words; words += walk_path_words(words) + 1) {
		one = walk_relation(walk, words);
		if (one == WALK_HERE || one == WALK_ABOVE)
			return WALK_HERE;
		if (one == WALK_BELOW)
			best = WALK_BELOW;
	}
	return best;
}

const struct walk_op *walk_op_above(const struct walk *walk, const struct walk_op *op)
{
	const struct walk_op *common = &walk_ops[walk->hypercall->common];

	if (op == common)
		return NULL;
	return op->parent == WALK_NONE ? common : &walk_ops[op->parent];
}

const struct walk_op *walk_op_of(const struct walk *walk)
{
	return walk->op ? walk->op : &walk_ops[walk->hypercall->common];
}

const struct walk_handle *walk_handle_here(const struct walk *walk)
{
	const struct walk_op *op;
	uint16_t i;

	for (op = walk_op_of(walk); op; op = walk_op_above(walk, op))
		for (i = 0; i < op->n_handles; i++)
			if (walk_relation(walk, walk_words + walk_handles[op->handles + i].path) ==
			    WALK_HERE)
				return &walk_handles[op->handles + i];
	return NULL;
}

bool walk_answers_below(const struct walk *walk)
{
	const struct walk_handle *handle;
	const struct walk_op *op;
	uint16_t i;

	for (op = walk_op_of(walk); op; op = walk_op_above(walk, op)) {
		for (i = 0; i < op->n_handles; i++) {
			handle = &walk_handles[op->handles + i];
			/* Those of registers are not below the argument. */
			if (handle->out &&
			    (walk->depth || !walk_is_register(walk_words[handle->path])) &&
			    walk_relation(walk, walk_words + handle->path) >= WALK_HERE)
				return true;
		}
	}
	return false;
}

bool walk_push(struct walk *walk, uint16_t word)
{
	if (walk->depth == WALK_PATH)
		return false;
	walk->path[walk->depth++] = word;
	return true;
}

bool walk_argument_address(const struct walk *walk, uint64_t *ret_address)
{
	const struct walk_hypercall *call = walk->hypercall;
	const struct walk_handle *handle = &walk_handles[walk_ops[call->common].handles];
	const struct walk_field *field;
	const uint16_t *words;
	uint8_t element[64];
	uint32_t bytes, offset;
	uint16_t record;

	if (call->argument_register != WALK_NO_BYTE) {
		*ret_address = walk->reg[call->argument_register];
		return true;
	}
	if (call->behind == WALK_NONE || !walk_ops[call->common].n_handles)
		return false;
	words = walk_words + call->behind;
	record = walk_record_here(walk, handle->record, &bytes);
	if (record == WALK_NONE || bytes > sizeof(element) || !walk_is_register(words[0]) ||
	    !walk->read(walk->memory, walk->reg[words[0] - WALK_WORD_REGISTER], element, bytes))
		return false;
	field = walk_follow(walk, record, words + 2, &offset);
	if (!field || field->kind != WALK_POINTER)
		return false;
	*ret_address = walk_field_value(walk, field, element + offset);
	return true;
}

/* Reads as much of the argument as the command and version are in. */
static bool read_header(struct walk *walk, uint16_t path, uint64_t *ret_value)
{
	const struct walk_field *field;
	uint64_t address;
	uint32_t offset;
	uint8_t data[8];

	if (path == WALK_NONE)
		return false;
	field = walk_follow(walk,
			    walk->hypercall->record == WALK_NONE
				    ? walk_ops[walk->hypercall->ops].record
				    : walk->hypercall->record,
			    walk_words + path, &offset);
	if (!field || field->kind > WALK_POINTER || !walk_argument_address(walk, &address) ||
	    !address ||
	    !walk->read(walk->memory, address + offset, data, walk_field_bytes(walk, field)))
		return false;
	*ret_value = walk_field_value(walk, field, data);
	return true;
}

static void set_release(struct walk *walk, unsigned int index)
{
	walk->release = walk_releases[index];
	walk->where = UINT64_C(1) << (16 * walk->abi + index);
}

void walk_set_nearest(struct walk *walk)
{
	unsigned int i = walk_n_releases;

	while (--i && walk_releases[i] > walk->release)
		continue;
	set_release(walk, i);
}

/* A struct says by its interface version of which release its layout is. */
static void follow_version(struct walk *walk)
{
	const struct walk_hypercall *call = walk->hypercall;
	const uint32_t *versions = walk_versions + call->versions;
	uint64_t version = 0;
	unsigned int i = walk_n_releases;

	if (!read_header(walk, call->version, &version))
		return;
	walk->version = (uint32_t)version;
	while (i && walk_releases[i - 1] != walk->release)
		i--;
	if (i && versions[i - 1] == version)
		return;
	for (i = walk_n_releases; i-- > 0;) {
		if (versions[i] == version) {
			set_release(walk, i);
			walk->other_release = true;
			return;
		}
	}
}

uint64_t walk_command_in(const struct walk_hypercall *call, uint64_t value)
{
	if (call->command_register != WALK_NO_BYTE)
		value = (uint32_t)value;
	return call->command_bits ? value & ((UINT64_C(1) << call->command_bits) - 1) : value;
}

const struct walk_op *walk_op_numbered(const struct walk *walk, uint64_t number, uint16_t parent)
{
	const struct walk_hypercall *call = walk->hypercall;
	const struct walk_op *other = NULL, *op;
	uint16_t i;

	for (i = 0; i < call->n_ops; i++) {
		op = &walk_ops[call->ops + i];
		if (op->number != number || op->parent != parent)
			continue;
		if (walk_holds(walk, op->where))
			return op;
		other = op;
	}
	return other;
}

const struct walk_field *walk_payload_of(const struct walk *walk, const struct walk_op *op,
					 uint32_t *ret_offset)
{
	*ret_offset = 0;
	if (op->payload == WALK_NONE)
		return NULL;
	return walk_follow(walk, op->record, walk_words + op->payload, ret_offset);
}

/* The second level's number, in a register or in the argument. */
static bool read_command(struct walk *walk, const struct walk_op *op, uint64_t *ret_value)
{
	const uint16_t *words = walk_words + op->commands;
	const struct walk_field *field, *payload;
	uint32_t offset, more;
	uint64_t address;
	uint8_t data[8];

	if (walk_is_register(words[0])) {
		*ret_value = walk->reg[words[0] - WALK_WORD_REGISTER];
		return true;
	}
	payload = walk_payload_of(walk, op, &offset);
	field = walk_follow(walk, payload ? payload->record : op->record, words, &more);
	if (!field || field->kind > WALK_POINTER || !walk_argument_address(walk, &address) ||
	    !address ||
	    !walk->read(walk->memory, address + offset + more, data, walk_field_bytes(walk, field)))
		return false;
	*ret_value = walk_field_value(walk, field, data);
	return true;
}

static void find_command(struct walk *walk)
{
	const struct walk_hypercall *call = walk->hypercall;
	const struct walk_op *below;
	uint64_t number;

	if (call->command_register != WALK_NO_BYTE) {
		walk->command = walk->reg[call->command_register];
		walk->has_command = true;
	} else if (call->command != WALK_NONE) {
		walk->has_command = read_header(walk, call->command, &walk->command);
	}
	walk->command = walk_command_in(call, walk->command);
	if (walk->has_command)
		walk->op = walk_op_numbered(walk, walk->command, WALK_NONE);
	else if (call->n_ops == 1 && call->command == WALK_NONE)
		walk->op = &walk_ops[call->ops];
	if (!walk->op || walk->op->commands == WALK_NONE || !read_command(walk, walk->op, &number))
		return;
	below = walk_op_numbered(walk, number, (uint16_t)(walk->op - walk_ops));
	if (below)
		walk->op = below;
}

bool walk_find(struct walk *walk)
{
	uint16_t i;

	walk->hypercall = NULL;
	walk->op = NULL;
	walk->has_command = walk->other_release = false;
	walk->version = 0;
	walk->n_before = 0;
	if (walk->abi >= WALK_ABIS)
		return false;
	walk_set_nearest(walk);
	for (i = 0; i < walk_n_hypercalls && !walk->hypercall; i++)
		if (walk_hypercalls[i].number == walk->number &&
		    walk_holds(walk, walk_hypercalls[i].where))
			walk->hypercall = &walk_hypercalls[i];
	if (!walk->hypercall)
		return false;
	follow_version(walk);
	find_command(walk);
	return true;
}
