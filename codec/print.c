/* SPDX-License-Identifier: MIT */
#include "codec/print.h"
#include "codec/line.h"
#include "xabi/abi.h"

#define IN_SLOTS  6
#define OUT_SLOTS 4

static void put_enum(struct line *line, const struct print_type *type, uint64_t value)
{
	uint16_t i;

	for (i = 0; i < type->n_values; i++) {
		if (type->values[i].value == value) {
			line_text(line, type->values[i].name);
			return;
		}
	}
	line_number(line, value, 10);
}

/* The flags by name, then what no name is known for. */
static void put_flags(struct line *line, const struct print_type *type, uint64_t value)
{
	const char *between = "";
	uint16_t i;

	for (i = 0; i < type->n_values; i++) {
		if (!(value & type->values[i].value))
			continue;
		line_text(line, between);
		line_text(line, type->values[i].name);
		value &= ~type->values[i].value;
		between = "|";
	}
	if (value || !*between) {
		line_text(line, between);
		line_hex(line, value);
	}
}

/* What has a unit is counted; other large numbers are mostly texts, all ones, or wrong. */
static void put_value(struct line *line, const struct print_slot *slot, uint64_t value)
{
	switch (slot->type->kind) {
	case PRINT_ENUM:
		put_enum(line, slot->type, value);
		break;
	case PRINT_FLAGS:
		put_flags(line, slot->type, value);
		break;
	case PRINT_SIGNED:
		line_signed(line, value, slot->type->bytes);
		break;
	default:
		if (slot->type->kind == PRINT_ADDRESS || (!slot->unit && value > UINT32_MAX))
			line_hex(line, value);
		else
			line_number(line, value, 10);
		break;
	}
}

static void put_name(struct line *line, const char *name)
{
	line_char(line, ' ');
	line_text(line, name);
	line_char(line, '=');
}

/* Slots from FIRST to LAST that have no name, where they are not zero. */
static void put_unnamed(struct line *line, char letter, const uint64_t *slots, unsigned int first,
			unsigned int last)
{
	for (; first < last; first++) {
		if (!slots[first])
			continue;
		line_char(line, ' ');
		line_char(line, letter);
		line_char(line, (char)('0' + first));
		line_char(line, '=');
		line_hex(line, slots[first]);
	}
}

static void put_request(struct line *line, const struct print_op *op, const struct xabi_call *call)
{
	const struct print_slot *slot = op->slots;
	unsigned int i;

	for (i = 0; i < op->n_in; i++, slot++) {
		put_name(line, slot->name);
		put_value(line, slot, call->in[slot->slot]);
	}
	put_unnamed(line, 'a', call->in, op->n_in, IN_SLOTS - 2u * op->n_buffers);
	for (i = 0; i < op->n_buffers; i++, slot++) {
		put_name(line, slot->name);
		line_hex(line, call->in[slot->slot]);
		line_char(line, '+');
		line_number(line, call->in[slot->slot + 1], 10);
	}
}

/* r3 of a refusal is the slot that is wrong. */
static void put_wrong_slot(struct line *line, const struct print_op *op, uint64_t number)
{
	unsigned int i;

	put_name(line, "slot");
	for (i = 0; i < (unsigned int)op->n_in + op->n_buffers; i++) {
		if (op->slots[i].slot == number) {
			line_text(line, op->slots[i].name);
			return;
		}
	}
	line_char(line, 'a');
	line_number(line, number, 10);
}

/* On failure results are zero, but for how far it came, and for r3, which says what is wrong. */
static void put_answer(struct line *line, const struct print_op *op, const struct xabi_call *call)
{
	const struct print_slot *slot = op->slots + op->n_in + op->n_buffers;
	unsigned int i, n = OUT_SLOTS;

	if (call->status == XABI_STATUS_BAD_SLOT || call->status == XABI_STATUS_BAD_SIZE ||
	    call->status == XABI_STATUS_BAD_BUFFER) {
		put_wrong_slot(line, op, call->out[--n]);
	} else if (call->status == XABI_STATUS_BAD_FIELD) {
		put_name(line, "offset");
		line_number(line, call->out[--n], 10);
	}
	for (i = 0; i < op->n_out && i < n; i++) {
		if (call->status != XABI_STATUS_OK && !call->out[i])
			continue;
		put_name(line, slot[i].name);
		put_value(line, &slot[i], call->out[i]);
	}
	put_unnamed(line, 'r', call->out, op->n_out, n);
}

const struct print_op *print_find(uint16_t op)
{
	uint16_t i;

	for (i = 0; i < print_n_ops; i++) {
		if (print_ops[i].op == op)
			return &print_ops[i];
	}
	return NULL;
}

static const struct print_op *op_or_nothing(uint16_t number)
{
	static const struct print_op nothing;
	const struct print_op *op = print_find(number);

	return op ? op : &nothing;
}

size_t print_request(const struct xabi_call *call, char *text, size_t size)
{
	const struct print_op *op = op_or_nothing(call->op);
	struct line line = { text, size, 0 };

	if (op->name) {
		line_text(&line, op->name);
	} else {
		line_text(&line, "op ");
		line_hex(&line, call->op);
	}
	put_request(&line, op, call);
	return line_end(&line);
}

size_t print_answer(const struct xabi_call *call, char *text, size_t size)
{
	struct line line = { text, size, 0 };

	put_enum(&line, &print_status, call->status);
	put_answer(&line, op_or_nothing(call->op), call);
	return line_end(&line);
}

size_t print_call(const struct xabi_call *call, char *text, size_t size)
{
	size_t len = print_request(call, text, size), room = 0;
	struct line line = { text, size, len };

	line_text(&line, " -> ");
	if (line.len < size)
		room = size - line.len;
	else
		line_end(&line);
	return line.len + print_answer(call, room ? text + line.len : NULL, room);
}
