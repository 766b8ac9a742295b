/* SPDX-License-Identifier: MIT */
#include "codec/lower.h"
#include "xabi/abi.h"

#define PAGE_SHIFT \
	12 /* Xen counts memory in 4 KiB pages on every architecture, whatever a guest's own are */

/* A freestanding compiler still makes calls to these two of its own; where there is no libc, its user has them. */
static void copy(void *to, const void *from, size_t bytes)
{
	__builtin_memcpy(to, from, bytes);
}

static void fill(void *to, int byte, size_t bytes)
{
	__builtin_memset(to, byte, bytes);
}

static uint64_t at_most(uint64_t value, uint64_t limit)
{
	return value < limit ? value : limit;
}

/* Sizes spelt out, so that the compiler makes moves of them and not calls. */
static uint64_t load(const void *base, size_t at, size_t bytes)
{
	const uint8_t *from = (const uint8_t *)base + at;
	uint64_t value = 0;

	if (bytes == 8)
		copy(&value, from, 8);
	else if (bytes == 4)
		copy(&value, from, 4);
	else
		copy(&value, from, bytes);
	return value;
}

static void store(void *base, size_t at, size_t bytes, uint64_t value)
{
	uint8_t *to = (uint8_t *)base + at;

	if (bytes == 8)
		copy(to, &value, 8);
	else if (bytes == 4)
		copy(to, &value, 4);
	else
		copy(to, &value, bytes);
}

uint32_t lower_version(enum lower_family family, uint16_t release)
{
	if (release < lower_oldest)
		return 0;
	return lower_versions[(release > lower_newest ? lower_newest : release) - lower_oldest]
			     [family];
}

static void *buffer_of(const struct xabi_call *call, const struct lower_plan *plan,
		       uint64_t *ret_bytes)
{
	*ret_bytes = call->in[plan->buffer_slot + 1];
	return (void *)(uintptr_t)call->in[plan->buffer_slot];
}

static int plan_serves(const struct lower_plan *plan, const struct lower_host *host, uint16_t op)
{
	uint16_t release = host->release > lower_newest ? lower_newest : host->release;

	return plan->op == op && (plan->abis & host->abi) && plan->since <= release &&
	       release <= plan->until;
}

const struct lower_plan *lower_find(const struct lower_host *host, const struct xabi_call *call)
{
	const struct lower_plan *plan;
	uint16_t i;

	for (i = 0; i < lower_n_plans; i++) {
		plan = &lower_plans[i];
		if (plan_serves(plan, host, call->op) &&
		    (plan->guard_slot == LOWER_NONE ||
		     call->in[plan->guard_slot] == plan->guard_value))
			return plan;
	}
	return NULL;
}

int lower_knows(const struct lower_host *host, uint16_t op)
{
	uint16_t i;

	for (i = 0; i < lower_n_plans; i++)
		if (plan_serves(&lower_plans[i], host, op))
			return 1;
	return 0;
}

/* How many elements, or bytes, the caller's buffer can take. */
static uint64_t capacity(const struct lower_plan *plan, const struct xabi_call *call)
{
	if (!plan->view)
		return call->in[plan->buffer_slot + 1];
	if (plan->each_slot == LOWER_NONE)
		return 1;
	return call->in[plan->each_slot]
		       ? call->in[plan->buffer_slot + 1] / call->in[plan->each_slot]
		       : 0;
}

/* How many elements of the answer are not for the caller's buffer. */
static uint64_t left_out(const struct lower_plan *plan, const struct xabi_call *call)
{
	return plan->from_slot == LOWER_NONE ? 0 : call->in[plan->from_slot];
}

static uint64_t asked_for(const struct lower_plan *plan, const struct xabi_call *call)
{
	return left_out(plan, call) + capacity(plan, call);
}

/* Whether all that goes into the old argument has a place there: what is cut off would mean something else. */
static int fits(const struct lower_plan *plan, const struct xabi_call *call)
{
	const struct lower_move *move;
	uint16_t i;

	for (i = 0; i < plan->n_moves; i++) {
		move = &plan->moves[i];
		if (move->kind == LOWER_IN && move->old_bytes < 8 &&
		    call->in[move->slot] >> 8 * move->old_bytes)
			return 0;
	}
	return 1;
}

uint16_t lower_sizes(const struct lower_plan *plan, const struct xabi_call *call,
		     size_t ret_bytes[LOWER_AREAS])
{
	uint64_t elements = 0;

	if (!fits(plan, call))
		return XABI_STATUS_BAD_SLOT;
	if (plan->each_slot != LOWER_NONE && call->in[plan->each_slot] == 0)
		return XABI_STATUS_BAD_SIZE;
	if (plan->filled_bytes) {
		elements = asked_for(plan, call);
		if (elements == 0 || elements > UINT32_MAX / LOWER_STRUCT_MAX)
			return XABI_STATUS_BAD_SIZE;
	}
	ret_bytes[LOWER_ARGUMENT] = plan->argument_bytes;
	ret_bytes[LOWER_ELEMENT_AREA] =
		plan->view ? elements * (plan->view->old_bytes + LOWER_SLACK) : elements;
	return XABI_STATUS_OK;
}

void lower_encode(const struct lower_host *host, const struct xabi_call *call,
		  struct lower_hypercall *hypercall)
{
	const struct lower_plan *plan = hypercall->plan;
	void *argument = hypercall->area[LOWER_ARGUMENT].data;
	const struct lower_move *move;
	uint64_t value;
	uint16_t i;

	fill(hypercall->reg, 0, sizeof(hypercall->reg));
	if (plan->argument_bytes)
		fill(argument, 0, hypercall->area[LOWER_ARGUMENT].bytes);
	if (hypercall->area[LOWER_ELEMENT_AREA].bytes)
		fill(hypercall->area[LOWER_ELEMENT_AREA].data, LOWER_POISON,
		     hypercall->area[LOWER_ELEMENT_AREA].bytes);
	if (plan->command_register != LOWER_NONE)
		hypercall->reg[plan->command_register] = plan->command;
	else
		store(argument, plan->command_at, 4, plan->command);
	if (plan->family != LOWER_NONE)
		store(argument, plan->version_at, 4, host->version[plan->family]);
	for (i = 0; i < plan->n_moves; i++) {
		move = &plan->moves[i];
		if (move->kind == LOWER_SET)
			value = move->value;
		else if (move->kind == LOWER_IN)
			value = call->in[move->slot];
		else if (move->kind == LOWER_ELEMENTS)
			value = asked_for(plan, call) * move->value;
		else
			continue;
		store(argument, move->old_at, move->old_bytes, value);
	}
}

static uint64_t convert(const struct lower_move *move, uint64_t old)
{
	switch (move->convert) {
	case LOWER_PAGES:
		return old << PAGE_SHIFT;
	case LOWER_LIMIT:
		return old == UINT32_MAX ? UINT64_MAX : old << PAGE_SHIFT;
	case LOWER_TIMES:
		return old * move->value;
	case LOWER_PLUS_1:
		return (old + 1) & (UINT64_MAX >> (64 - 8 * move->old_bytes));
	case LOWER_HAS:
		return old & move->mask ? move->value : 0;
	case LOWER_BITS:
		return (old & move->mask) >> move->value;
	default:
		return old;
	}
}

/* One old struct, taken as an XABI struct into the caller's memory: cut where that is shorter, zero where longer. */
static void view_struct(const struct lower_view *view, const void *old, void *to, uint64_t to_bytes)
{
	uint8_t whole[LOWER_STRUCT_MAX];
	const struct lower_move *move;
	uint64_t value;
	uint16_t i;

	fill(whole, 0, view->new_bytes);
	for (i = 0; i < view->n_moves; i++) {
		move = &view->moves[i];
		if (move->kind == LOWER_BYTES) {
			copy(whole + move->new_at, (const uint8_t *)old + move->old_at,
			     move->new_bytes);
			continue;
		}
		/* Flags gather bit by bit, so a field is or-ed into what is there. */
		value = load(whole, move->new_at, move->new_bytes);
		value |= convert(move, load(old, move->old_at, move->old_bytes));
		store(whole, move->new_at, move->new_bytes, value);
	}
	copy(to, whole, at_most(to_bytes, view->new_bytes));
	if (to_bytes > view->new_bytes)
		fill((uint8_t *)to + view->new_bytes, 0, to_bytes - view->new_bytes);
}

static uint16_t status_of(const struct lower_plan *plan, int64_t result)
{
	uint16_t i;

	for (i = 0; i < plan->n_errors; i++)
		if (plan->errors[i].number == -result)
			return plan->errors[i].status;
	for (i = 0; i < lower_n_common_errors; i++)
		if (lower_common_errors[i].number == -result)
			return lower_common_errors[i].status;
	return XABI_STATUS_UNKNOWN_ERROR;
}

uint64_t lower_filled(const struct lower_hypercall *hypercall)
{
	const struct lower_plan *plan = hypercall->plan;

	if (!plan->filled_bytes)
		return 0;
	if (plan->filled_bytes == LOWER_ALL)
		return hypercall->area[LOWER_ELEMENT_AREA].bytes;
	return load(hypercall->area[LOWER_ARGUMENT].data, plan->filled_at, plan->filled_bytes);
}

size_t lower_stride(const struct lower_hypercall *hypercall)
{
	const struct lower_area *area = &hypercall->area[LOWER_ELEMENT_AREA];
	uint64_t n = lower_filled(hypercall);
	size_t end = area->bytes;

	if (!hypercall->plan->view || n < 2)
		return 0;
	/* Most of an area is never written: by words first. */
	while (end >= 8 && load(area->data, end - 8, 8) == LOWER_POISON * (UINT64_MAX / 0xff))
		end -= 8;
	while (end > 0 && ((const uint8_t *)area->data)[end - 1] == LOWER_POISON)
		end--;
	return end % n == 0 && end / n % 8 == 0 ? end / n : 0;
}

/* Buffers of structs. The status, if the answer is not what was asked for. */
static uint16_t decode_view(const struct lower_hypercall *hypercall, size_t stride,
			    struct xabi_call *call)
{
	const struct lower_plan *plan = hypercall->plan;
	const uint8_t *old = (const uint8_t *)hypercall->area[LOWER_ARGUMENT].data + plan->view_at;
	uint64_t bytes, n = 1, first = 0, i;
	uint8_t *to = buffer_of(call, plan, &bytes);

	if (plan->filled_bytes) {
		old = hypercall->area[LOWER_ELEMENT_AREA].data;
		n = lower_filled(hypercall);
		if (n > asked_for(plan, call))
			return XABI_STATUS_UNKNOWN_ERROR;
		first = at_most(left_out(plan, call), n);
	}
	for (i = 0; i < plan->n_moves; i++) {
		const struct lower_move *move = &plan->moves[i];

		if (move->kind == LOWER_SAME &&
		    (n == 0 || load(old, move->old_at, move->old_bytes) != call->in[move->slot]))
			return (uint16_t)move->value;
	}
	if (plan->each_slot != LOWER_NONE)
		bytes = call->in[plan->each_slot];
	for (i = first; i < n; i++)
		view_struct(plan->view, old + i * (stride ? stride : plan->view->old_bytes),
			    to + (i - first) * bytes, bytes);
	if (plan->needed_slot != LOWER_NONE)
		call->out[plan->needed_slot] = plan->view->new_bytes;
	return XABI_STATUS_OK;
}

/* Buffers of bytes: as much as fits, and how much there was. */
static void decode_text(const struct lower_hypercall *hypercall, const struct lower_move *move,
			int64_t result, struct xabi_call *call)
{
	const uint8_t *old = (const uint8_t *)hypercall->area[LOWER_ARGUMENT].data + move->old_at;
	uint64_t len = 0, bytes;
	void *to = buffer_of(call, hypercall->plan, &bytes);

	switch (move->kind) {
	case LOWER_AREA:
		old = hypercall->area[LOWER_ELEMENT_AREA].data;
		len = at_most(lower_filled(hypercall), hypercall->area[LOWER_ELEMENT_AREA].bytes);
		break;
	case LOWER_VARBUF:
		len = at_most((uint64_t)result, move->old_bytes);
		break;
	default:
		while (len < move->old_bytes && old[len])
			len++;
	}
	copy(to, old, at_most(len, bytes));
	call->out[hypercall->plan->needed_slot] = len;
}

void lower_decode(const struct lower_hypercall *hypercall, int64_t result, size_t stride,
		  struct xabi_call *call)
{
	const struct lower_plan *plan = hypercall->plan;
	const void *argument = hypercall->area[LOWER_ARGUMENT].data;
	const struct lower_move *move;
	uint64_t old;
	uint16_t i;

	fill(call->out, 0, sizeof(call->out));
	call->status = result < 0 ? status_of(plan, result) : XABI_STATUS_OK;
	if (result < 0) /* and yet no failure: then there is nothing to tell of */
		result = 0;
	if (call->status == XABI_STATUS_OK && plan->view)
		call->status = decode_view(hypercall, stride, call);
	if (call->status != XABI_STATUS_OK)
		return;
	for (i = 0; i < plan->n_moves; i++) {
		move = &plan->moves[i];
		if (move->kind == LOWER_OUT) {
			old = load(argument, move->old_at, move->old_bytes);
			call->out[move->slot] = move->convert == LOWER_LESS
							? old - at_most(call->in[move->value], old)
							: convert(move, old);
		} else if (move->kind == LOWER_RESULT)
			call->out[move->slot] = convert(move, (uint64_t)result);
		else if (move->kind >= LOWER_STRING && move->kind <= LOWER_AREA)
			decode_text(hypercall, move, result, call);
	}
}
