/* SPDX-License-Identifier: MIT */
/* A pass over what a hypercall's arguments lead to. */
#include "codec/walk_inner.h"

static void copy_bytes(uint8_t *to, const uint8_t *from, size_t n)
{
	while (n--)
		*to++ = *from++;
}

static const char *name_of(uint16_t place)
{
	return place ? walk_names + place : NULL;
}

/* --- what is handed out */

static bool give(struct walk *walk, const struct walk_item *item)
{
	struct walk_item enough = { .what = WALK_ENOUGH };

	if (walk->budget <= 1) {
		if (walk->budget)
			walk->take(walk->taker, &enough);
		walk->budget = 0;
		return false;
	}
	walk->budget--;
	walk->take(walk->taker, item);
	return true;
}

/* Closing is for free: what was opened is always closed. */
static void give_end(struct walk *walk, enum walk_what what)
{
	struct walk_item item = { .what = what };

	walk->take(walk->taker, &item);
}

static void give_value(struct walk *walk, const char *name, const struct walk_field *field,
		       uint64_t value)
{
	struct walk_item item = { .what = WALK_VALUE,
				  .name = name,
				  .show = &walk_shows[field->show],
				  .value = value,
				  .is_signed = field->kind == WALK_SIGNED,
				  .bytes = walk_field_bytes(walk, field) };
	static const struct walk_show hex = { .form = WALK_HEX };

	if (field->kind == WALK_POINTER)
		item.show = &hex;
	give(walk, &item);
}

static void give_number(struct walk *walk, const char *name, uint64_t value, bool hex)
{
	static const struct walk_show shows[] = { { .form = WALK_PLAIN }, { .form = WALK_HEX } };
	struct walk_item item = {
		.what = WALK_VALUE, .name = name, .show = &shows[hex], .value = value, .bytes = 8
	};

	give(walk, &item);
}

static void give_unreadable(struct walk *walk, const char *name, uint64_t address)
{
	struct walk_item item = { .what = WALK_UNREADABLE, .name = name, .address = address };

	give(walk, &item);
}

/* N of TOTAL bytes; of a text, up to its NUL. */
static void give_data(struct walk *walk, const char *name, const struct walk_show *show,
		      const uint8_t *data, uint64_t n, uint64_t total, bool text)
{
	struct walk_item item = { .what = text ? WALK_STRING : WALK_DATA,
				  .name = name,
				  .show = show,
				  .data = data,
				  .bytes = n,
				  .total = total };
	size_t i;

	for (i = 0; text && i < item.bytes; i++)
		if (!data[i])
			item.bytes = item.total = i;
	give(walk, &item);
}

/* --- fields */

static void walk_record(struct walk *walk, uint16_t record, const struct walk_scope *owner,
			const uint8_t *data);
static void walk_pointer(struct walk *walk, const struct walk_handle *handle, const char *name,
			 uint64_t address, uint16_t record);

/* How the fields that the op's rows say come back, and those of them that go in, are related to where the walk is. */
static void relate(const struct walk *walk, enum walk_relation *out, enum walk_relation *both)
{
	const struct walk_op *op;
	enum walk_relation one;

	*out = *both = WALK_APART;
	for (op = walk_op_of(walk); op; op = walk_op_above(walk, op)) {
		one = walk_relation_of_any(walk, op->out);
		if (one == WALK_HERE || *out == WALK_APART)
			*out = one;
		one = walk_relation_of_any(walk, op->both);
		if (one == WALK_HERE || *both == WALK_APART)
			*both = one;
	}
}

/* Whether a field without parts belongs to what is being told: what goes in, or what comes back. */
static bool is_told(const struct walk *walk)
{
	enum walk_relation out, both;

	if (walk->level)
		return walk->after ? walk->list->out : walk->list->in;
	/* The second level's number is in the op's name. */
	if (walk->op && walk->op->parent != WALK_NONE &&
	    walk_relation(walk, walk_words + walk_ops[walk->op->parent].commands) == WALK_HERE)
		return false;
	relate(walk, &out, &both);
	return walk->after ? out == WALK_HERE : out != WALK_HERE || both == WALK_HERE;
}

/* The same of a field and all its parts. */
static bool is_any_told(const struct walk *walk)
{
	enum walk_relation out, both;

	if (walk->level)
		return is_told(walk) || (walk->after && walk_answers_below(walk));
	relate(walk, &out, &both);
	if (walk->after)
		return out != WALK_APART || walk_answers_below(walk);
	return out != WALK_HERE || both != WALK_APART;
}

static bool names_below(const struct walk *walk, uint16_t member, uint16_t path)
{
	const uint16_t *words = walk_words + path;

	return path != WALK_NONE && walk_relation(walk, words) == WALK_BELOW &&
	       words[walk->depth] == member;
}

static bool names_below_any(const struct walk *walk, uint16_t member, uint16_t paths)
{
	const uint16_t *words = walk_words + paths;

	for (; paths != WALK_NONE && *words; words += walk_path_words(words) + 1)
		if (names_below(walk, member, (uint16_t)(words - walk_words)))
			return true;
	return false;
}

/* Whether a row of the op's names this member of the union where the walk is. */
static bool op_names(const struct walk *walk, uint16_t member)
{
	const struct walk_op *op = walk_op_of(walk);
	uint16_t i;

	for (i = 0; i < op->n_handles; i++)
		if (names_below(walk, member, walk_handles[op->handles + i].path))
			return true;
	return names_below_any(walk, member, op->out) || names_below_any(walk, member, op->unused);
}

/* The name of the member that a field of the struct around decides on; 0: it does not. */
static uint16_t member_told(const struct walk *walk, const struct walk_field *field,
			    const struct walk_scope *owner)
{
	const struct walk_choice *choice;
	const struct walk_field *tag;
	uint32_t offset;
	uint64_t value;
	uint16_t i;

	if (field->choice == WALK_NONE)
		return 0;
	choice = &walk_choices[field->choice];
	tag = walk_follow(walk, owner->record, walk_words + choice->tag, &offset);
	if (!tag || tag->kind > WALK_POINTER)
		return 0;
	value = walk_field_value(walk, tag, owner->data + offset);
	for (i = 0; i < choice->n_cases; i++)
		if (walk_cases[choice->cases + i].value == value)
			return walk_cases[choice->cases + i].member;
	return 0;
}

const struct walk_field *walk_member(const struct walk *walk, const struct walk_field *field,
				     const struct walk_scope *owner)
{
	const struct walk_field *member, *named = NULL, *only = NULL, *by_field = NULL,
					 *first = NULL;
	uint16_t told = member_told(walk, field, owner), record, i, n = 0, n_named = 0;
	uint32_t bytes;

	record = walk_record_here(walk, field->record, &bytes);
	for (i = 0; record != WALK_NONE && i < walk_records[record].n_fields; i++) {
		member = &walk_fields[walk_records[record].fields + i];
		if (!walk_holds(walk, member->where))
			continue;
		if (names_below(walk, member->name, walk_op_of(walk)->uses))
			return member;
		if (told && member->name == told)
			by_field = member;
		if (op_names(walk, member->name)) {
			named = member;
			n_named++;
		}
		if (!only || member->kind == WALK_POINTER)
			only = member;
		if (!first)
			first = member;
		n++;
	}
	if (by_field || n_named == 1)
		return by_field ? by_field : named;
	if (field->choice != WALK_NONE && !walk_choices[field->choice].n_cases && only &&
	    only->kind != WALK_POINTER)
		return first;
	return n == 1 || (only && only->kind == WALK_POINTER) ? only : NULL;
}

static void walk_field(struct walk *walk, const struct walk_field *field,
		       const struct walk_scope *owner, const uint8_t *data);

static void walk_union(struct walk *walk, const struct walk_field *field,
		       const struct walk_scope *owner, const uint8_t *data)
{
	const struct walk_field *member = walk_member(walk, field, owner);
	uint32_t bytes = walk_field_bytes(walk, field);
	bool filled_up = member && member->kind == WALK_POINTER && !walk_names[member->name + 1];

	/* "h" says nothing: a pointer that is only filled up has the union's name. */
	walk->label = filled_up ? field->name : 0;
	if (member)
		walk_field(walk, member, owner, data + member->offset);
	else if (is_told(walk))
		give_data(walk, name_of(field->name), &walk_shows[0], data, bytes, bytes, false);
}

static void walk_struct(struct walk *walk, const struct walk_field *field, const char *name,
			const struct walk_scope *owner, const uint8_t *data)
{
	struct walk_item open = { .what = WALK_OPEN_STRUCT, .name = name };
	uint32_t bytes;
	struct walk_scope own = { walk_record_here(walk, field->record, &bytes), data };

	if (own.record == WALK_NONE || !give(walk, &open))
		return;
	walk_record(walk, own.record, walk_records[own.record].name ? &own : owner, data);
	give_end(walk, WALK_CLOSE_STRUCT);
}

static bool is_text(const struct walk_field *field)
{
	return field->kind == WALK_CHAR || walk_shows[field->show].form == WALK_AS_TEXT;
}

/* An array that stands in a struct. */
static void walk_array(struct walk *walk, const struct walk_field *field,
		       const struct walk_scope *owner, const uint8_t *data)
{
	struct walk_item open = { .what = WALK_OPEN_LIST,
				  .name = name_of(field->name),
				  .total = field->count };
	uint32_t bytes = walk_field_bytes(walk, field), all = field->count * bytes, i;

	if (field->kind == WALK_CHAR || (field->kind == WALK_UNSIGNED && bytes == 1) ||
	    walk_shows[field->show].form == WALK_GAP) {
		if (is_told(walk))
			give_data(walk, open.name, &walk_shows[field->show], data,
				  walk_least(all, 8 * (uint64_t)walk->most), all, is_text(field));
		return;
	}
	if ((field->kind < WALK_STRUCT && !is_told(walk)) || !give(walk, &open))
		return;
	for (i = 0; i < walk_least(field->count, walk->most) && walk->budget; i++, data += bytes) {
		if (field->kind < WALK_STRUCT)
			give_value(walk, NULL, field, walk_field_value(walk, field, data));
		else
			walk_struct(walk, field, NULL, owner, data);
	}
	give_end(walk, WALK_CLOSE_LIST);
}

static void walk_scalar(struct walk *walk, const struct walk_field *field, const uint8_t *data)
{
	const struct walk_handle *handle;
	uint64_t value = walk_field_value(walk, field, data);
	const char *name = name_of(walk->label ? walk->label : field->name);

	walk->label = 0;
	handle = field->kind == WALK_POINTER ? walk_handle_here(walk) : NULL;
	if (handle)
		walk_pointer(walk, handle, name, value,
			     handle->record == WALK_NONE ? field->record : handle->record);
	else if (is_told(walk) &&
		 walk_relation_of_any(walk, walk_op_of(walk)->unused) == WALK_APART)
		give_value(walk, name, field, value);
}

/* DATA are inside of what was read: the tables' sizes and offsets agree. */
static void walk_field(struct walk *walk, const struct walk_field *field,
		       const struct walk_scope *owner, const uint8_t *data)
{
	bool named = field->name;

	if (field->name && !walk_push(walk, field->name))
		return;
	if (!is_any_told(walk))
		; /* of the other pass */
	else if (field->count > 1)
		walk_array(walk, field, owner, data);
	else if (field->kind == WALK_UNION)
		walk_union(walk, field, owner, data);
	else if (field->kind == WALK_STRUCT && field->name)
		walk_struct(walk, field, name_of(field->name), owner, data);
	else if (field->kind == WALK_STRUCT)
		walk_record(walk, field->record, owner, data);
	else if (field->count)
		walk_scalar(walk, field, data);
	if (named)
		walk->depth--;
}

static void walk_record(struct walk *walk, uint16_t record, const struct walk_scope *owner,
			const uint8_t *data)
{
	const struct walk_field *field;
	uint32_t bytes;
	uint16_t i;

	record = walk_record_here(walk, record, &bytes);
	for (i = 0; record != WALK_NONE && i < walk_records[record].n_fields && walk->budget; i++) {
		field = &walk_fields[walk_records[record].fields + i];
		if (walk_holds(walk, field->where) &&
		    field->offset + field->count * walk_field_bytes(walk, field) <= bytes)
			walk_field(walk, field, owner, data + field->offset);
	}
}

/* --- what is behind pointers */

static bool is_bytes(const struct walk *walk, uint16_t record)
{
	const struct walk_field *field;

	if (record == WALK_NONE)
		return true;
	field = &walk_fields[walk_records[record].fields];
	return walk_records[record].n_fields == 1 && !field->name && field->kind <= WALK_CHAR &&
	       walk_field_bytes(walk, field) == 1;
}

static bool is_integer(uint16_t record)
{
	const struct walk_field *field = &walk_fields[walk_records[record].fields];

	return walk_records[record].n_fields && !walk_records[record].name && !field->name &&
	       field->kind <= WALK_POINTER;
}

/* How many bytes or elements a pointer leads to; WALK_ADDRESS_ONLY where that is not known. */
static uint64_t pointed(struct walk *walk, const struct walk_handle *handle, uint32_t bytes)
{
	uint64_t total, filled;

	if (handle->unit == WALK_NUL || handle->unit == WALK_IMPLIED)
		return WALK_ADDRESS_ONLY;
	total = walk_length(walk, handle->length);
	if (total == WALK_ADDRESS_ONLY)
		return total;
	if (handle->unit == WALK_BITS)
		total = total / 8 + (total % 8 != 0);
	if (walk->after && handle->filled != WALK_NONE &&
	    walk_path_value(walk, walk_words + handle->filled, false, &filled))
		total = walk_least(total, filled);
	return handle->unit == WALK_BYTES && bytes ? total / bytes : total;
}

/* Room for N bytes, as long as the pass is in what it was taken for; NULL if there is none. */
static uint8_t *take_room(struct walk *walk, size_t n)
{
	uint8_t *room = walk->room + walk->used;

	if (n > walk->room_bytes - walk->used)
		return NULL;
	walk->used += n;
	return room;
}

/* Bytes, or a text. */
static void walk_bytes(struct walk *walk, const struct walk_handle *handle, const char *name,
		       uint64_t address, uint16_t record, uint64_t total)
{
	bool text =
		handle->unit == WALK_NUL ||
		(record != WALK_NONE && walk_fields[walk_records[record].fields].kind == WALK_CHAR);
	uint64_t n = walk_least(
		total, walk_least(8 * (uint64_t)walk->most, walk->room_bytes - walk->used));
	uint8_t *data = take_room(walk, n);

	if (!n)
		give_data(walk, name, &walk_shows[0], data, 0, total, text);
	else if (!walk->read(walk->memory, address, data, n))
		give_unreadable(walk, name, address);
	else
		give_data(walk, name, &walk_shows[0], data, n, handle->unit == WALK_NUL ? n : total,
			  text);
	walk->used -= n;
}

static void walk_call(struct walk *walk, const uint8_t *entry);

/* One element, which has been read. */
static void walk_element(struct walk *walk, uint16_t record, const uint8_t *data)
{
	struct walk_item open = { .what = WALK_OPEN_STRUCT };
	const struct walk_field *field = &walk_fields[walk_records[record].fields];

	walk->scope[walk->level] = (struct walk_scope){ record, data };
	if (is_integer(record)) {
		give_value(walk, NULL, field, walk_field_value(walk, field, data));
	} else if (walk->hypercall->calls && !walk->nested) {
		walk_call(walk, data);
	} else if (give(walk, &open)) {
		walk_record(walk, record, &walk->scope[walk->level], data);
		give_end(walk, WALK_CLOSE_STRUCT);
	}
}

static void walk_elements(struct walk *walk, const char *name, uint64_t address, uint16_t record,
			  uint32_t bytes, uint64_t total)
{
	struct walk_item open = {
		.what = WALK_OPEN_LIST, .name = name, .address = address, .total = total
	};
	uint8_t *data = take_room(walk, bytes);
	/* The first of a device model's buffers is the argument, which is told as such. */
	uint64_t first = walk->level == 1 && walk->hypercall->behind != WALK_NONE && total, i;

	open.total -= first;
	if (!data) {
		give_unreadable(walk, name, address);
		return;
	}
	if (give(walk, &open)) {
		for (i = first; i < walk_least(total, walk->most) && walk->budget; i++) {
			if (!walk->read(walk->memory, address + i * bytes, data, bytes)) {
				give_unreadable(walk, NULL, address + i * bytes);
				break;
			}
			walk_element(walk, record, data);
		}
		give_end(walk, WALK_CLOSE_LIST);
	}
	walk->used -= bytes;
}

/* Elements of a list are a level of their own, and a word of the path. */
static void walk_list(struct walk *walk, const struct walk_handle *handle, const char *name,
		      uint64_t address, uint16_t record, uint32_t bytes, uint64_t total)
{
	const struct walk_handle *around = walk->list;

	if (walk->level + 1 == WALK_LEVELS || !walk_push(walk, WALK_WORD_ELEMENT)) {
		give_unreadable(walk, name, address);
		return;
	}
	walk->level++;
	walk->list = handle;
	walk_elements(walk, name, address, record, bytes, total);
	walk->list = around;
	walk->level--;
	walk->depth--;
}

static void walk_pointer(struct walk *walk, const struct walk_handle *handle, const char *name,
			 uint64_t address, uint16_t record)
{
	struct walk_item buffer = { .what = WALK_BUFFER,
				    .name = name,
				    .address = address,
				    .in = handle->in,
				    .out = handle->out };
	uint32_t bytes = 1;
	bool plain = is_bytes(walk, record), told;
	uint64_t total;

	if (!plain)
		record = walk_record_here(walk, record, &bytes);
	if (walk_relation_of_any(walk, walk_op_of(walk)->unused) != WALK_APART)
		return;
	told = walk->after ? handle->out || walk_answers_below(walk) : handle->in;
	total = record == WALK_NONE && !plain ? WALK_ADDRESS_ONLY : pointed(walk, handle, bytes);
	if (!address || (total == WALK_ADDRESS_ONLY && handle->unit != WALK_NUL)) {
		if (!walk->after)
			give_number(walk, name, address, true);
		return;
	}
	buffer.bytes = handle->unit == WALK_NUL ? 1 : walk_joined(WALK_WORD_MUL, total, bytes);
	if (!walk->after && !give(walk, &buffer))
		return;
	if (!told)
		return;
	if (plain || handle->unit == WALK_BITS)
		walk_bytes(walk, handle, name, address, record, total);
	else
		walk_list(walk, handle, name, address, record, bytes, total);
}

/* --- calls */

/* Of a list of hypercalls, one: number, result, arguments, each a word. */
static void walk_call(struct walk *walk, const uint8_t *entry)
{
	struct walk inner = { .release = walk->release,
			      .abi = walk->abi,
			      .most = walk->most,
			      .read = walk->read,
			      .take = walk->take,
			      .memory = walk->memory,
			      .taker = walk->taker,
			      .room = walk->room + walk->used,
			      .room_bytes = walk->room_bytes - walk->used,
			      .nested = true };
	struct walk_item open = { .what = WALK_OPEN_CALL, .call = &inner };
	uint32_t word = walk->abi == WALK_I386 ? 4 : 8, i;

	inner.number = walk_load(entry, word);
	inner.result = (int64_t)walk_load(entry + word, word);
	if (word == 4)
		inner.result = (int32_t)inner.result;
	for (i = 0; i < WALK_REGISTERS; i++)
		inner.reg[i] = walk_load(entry + (2 + i) * word, word);
	walk_find(&inner);
	inner.after = walk->after;
	if (!give(walk, &open))
		return;
	inner.budget = walk->budget;
	if (walk->after)
		walk_out(&inner);
	else
		walk_in(&inner);
	walk->budget = (uint32_t)walk_least(walk->budget, inner.budget);
	give_end(walk, WALK_CLOSE_CALL);
}

/* --- passes */

static void walk_registers(struct walk *walk)
{
	const struct walk_hypercall *call = walk->hypercall;
	const struct walk_handle *handle;
	unsigned int i;

	for (i = 0; i < WALK_REGISTERS; i++) {
		if (!call->registers[i] || i == call->command_register)
			continue;
		walk->depth = 0;
		walk_push(walk, (uint16_t)(WALK_WORD_REGISTER + i));
		handle = walk_handle_here(walk);
		if (handle)
			walk_pointer(walk, handle, name_of(call->registers[i]), walk->reg[i],
				     handle->record);
		else if (!walk->after)
			give_number(walk, name_of(call->registers[i]), walk->reg[i],
				    walk->reg[i] > UINT32_MAX);
	}
	walk->depth = 0;
}

/* Of the struct that all ops share, what is neither number, version nor payload. */
static void walk_root(struct walk *walk, const struct walk_op *op)
{
	const struct walk_hypercall *call = walk->hypercall;
	const struct walk_field *field;
	uint16_t record = walk->root.record, skip[3], i;

	if (call->record == WALK_NONE)
		return;
	skip[0] = call->command == WALK_NONE ? 0 : walk_words[call->command];
	skip[1] = call->version == WALK_NONE ? 0 : walk_words[call->version];
	skip[2] = op->payload == WALK_NONE ? 0 : walk_words[op->payload];
	walk_push(walk, WALK_WORD_ROOT);
	for (i = 0; i < walk_records[record].n_fields; i++) {
		field = &walk_fields[walk_records[record].fields + i];
		if (walk_holds(walk, field->where) && field->name != skip[0] &&
		    field->name != skip[1] && field->name != skip[2] && field->kind != WALK_UNION)
			walk_field(walk, field, &walk->root, walk->root.data + field->offset);
	}
	walk->depth = 0;
}

static void walk_struct_argument(struct walk *walk, const struct walk_op *op, uint64_t address)
{
	struct walk_item buffer = { .what = WALK_BUFFER, .address = address, .in = true };
	const struct walk_field *payload;
	uint32_t bytes, offset;
	uint8_t *data;

	walk->root.record = walk_record_here(walk, op->record, &bytes);
	if (walk->root.record == WALK_NONE)
		return;
	data = take_room(walk, bytes);
	buffer.bytes = bytes;
	buffer.out = op->out != WALK_NONE;
	if (!walk->after && !give(walk, &buffer))
		return;
	if (!data || !walk->read(walk->memory, address, data, bytes)) {
		give_unreadable(walk, NULL, address);
		return;
	}
	if (!walk->after) {
		walk->n_before = (uint16_t)walk_least(bytes, sizeof(walk->before));
		copy_bytes(walk->before, data, walk->n_before);
	}
	walk->root.data = data;
	payload = walk_payload_of(walk, op, &offset);
	walk->scope[0] = walk->root;
	if (payload)
		walk->scope[0] = (struct walk_scope){ payload->record, data + offset };
	if (op->shape == WALK_PAYLOAD)
		walk_root(walk, op);
	if (payload && payload->kind == WALK_STRUCT)
		walk_record(walk, payload->record, &walk->scope[0], data + offset);
	else if (payload)
		walk_field(walk, payload, &walk->root, data + offset);
	else if (op->shape == WALK_OWN)
		walk_record(walk, walk->root.record, &walk->root, data);
}

/* The elements of an argument that is an array are level 0, as a struct would be. */
static void walk_array_argument(struct walk *walk, const struct walk_op *op, uint64_t address)
{
	struct walk_item buffer = { .what = WALK_BUFFER, .address = address, .in = true };
	uint64_t total = walk_length(walk, op->array);
	uint32_t bytes;
	uint16_t record = walk_record_here(walk, op->record, &bytes);

	if (record == WALK_NONE || total == WALK_ADDRESS_ONLY)
		return;
	buffer.bytes = walk_joined(WALK_WORD_MUL, total, bytes);
	buffer.out = op->out != WALK_NONE;
	if (!walk->after && !give(walk, &buffer))
		return;
	if (is_any_told(walk))
		walk_elements(walk, "list", address, record, bytes, total);
}

static void walk_text(struct walk *walk, const struct walk_op *op, uint64_t address)
{
	uint64_t n = walk_least(op->text_bytes, walk->room_bytes - walk->used);
	uint8_t *data = take_room(walk, n);

	if (!walk->after)
		return;
	if (!walk->read(walk->memory, address, data, n))
		give_unreadable(walk, "text", address);
	else
		give_data(walk, "text", &walk_shows[0], data, n, n, true);
}

/* A length, and behind it as many bytes as the hypercall returns. */
static void walk_varbuf(struct walk *walk, const struct walk_op *op, uint64_t address)
{
	const struct walk_field *field;
	uint8_t *data = take_room(walk, 4);
	uint32_t bytes;
	uint16_t record = walk_record_here(walk, op->record, &bytes);
	uint64_t n;

	if (record == WALK_NONE || !walk->read(walk->memory, address, data, 4)) {
		give_unreadable(walk, NULL, address);
		return;
	}
	n = walk_load(data, 4);
	if (!walk->after) {
		give_number(walk, "len", n, false);
		return;
	}
	field = &walk_fields[walk_records[record].fields + walk_records[record].n_fields - 1];
	n = walk_least(n, walk->result < 0 ? 0 : (uint64_t)walk->result);
	n = walk_least(n, walk->room_bytes - walk->used);
	data = take_room(walk, n);
	if (!walk->read(walk->memory, address + field->offset, data, n))
		give_unreadable(walk, "buf", address);
	else
		give_data(walk, "buf", &walk_shows[0], data, n, n, is_text(field));
}

/* A call of which nobody knows what is behind its registers. */
static void walk_unknown(struct walk *walk)
{
	static const char *const names[] = { "arg0", "arg1", "arg2", "arg3", "arg4" };
	unsigned int i;

	for (i = 0; !walk->after && i < WALK_REGISTERS; i++)
		if (!walk->hypercall ||
		    (i != walk->hypercall->command_register && !walk->hypercall->registers[i]))
			give_number(walk, names[i], walk->reg[i], true);
}

static void walk_pass(struct walk *walk)
{
	const struct walk_op *op = walk->op;
	uint64_t address;

	walk->used = 0;
	walk->depth = walk->level = 0;
	walk->root = walk->scope[0] = (struct walk_scope){ WALK_NONE, NULL };
	walk->list = NULL;
	if (!walk->hypercall) {
		walk_unknown(walk);
		return;
	}
	walk_registers(walk);
	if (!op && walk->has_command)
		walk_unknown(walk);
	else if (!op && walk->hypercall->command != WALK_NONE && !walk->after &&
		 walk_argument_address(walk, &address))
		give_unreadable(walk, "argument", address);
	if (!op || op->shape == WALK_NOTHING || !walk_argument_address(walk, &address))
		return;
	if (!address) {
		if (!walk->after)
			give_number(walk, "argument", 0, true);
		return;
	}
	if (op->shape == WALK_TEXT)
		walk_text(walk, op, address);
	else if (op->shape == WALK_VARBUF)
		walk_varbuf(walk, op, address);
	else if (op->array != WALK_NONE)
		walk_array_argument(walk, op, address);
	else
		walk_struct_argument(walk, op, address);
}

void walk_in(struct walk *walk)
{
	const struct walk_op *op;

	walk->after = walk->has_target = false;
	if (!walk->nested)
		walk->budget = WALK_BUDGET;
	walk_pass(walk);
	if (!walk->hypercall)
		return;
	op = walk_op_of(walk);
	walk->has_target = op->target != WALK_NONE &&
			   walk_path_value(walk, walk_words + op->target, true, &walk->target);
}

void walk_out(struct walk *walk)
{
	walk->after = true;
	if (!walk->nested)
		walk->budget = WALK_BUDGET;
	walk_pass(walk);
}
