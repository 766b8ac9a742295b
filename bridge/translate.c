/* SPDX-License-Identifier: MIT */
/* Calls whose struct depends on the release: found by hypercall and op, planned once, carried there and back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/bridge.h"
#include "codec/walk_inner.h"

#define NOWHERE UINT32_MAX

static void complain(const struct bridge *bridge, const struct bridge_plan *plan, const char *what)
{
	struct bridge *to = (struct bridge *)bridge;
	char text[240];

	snprintf(text, sizeof(text),
		 "%s.%s: %s (the program was built for Xen %u.%u, this is Xen %u.%u)",
		 walk_names + plan->call->name,
		 plan->op ? walk_names + plan->op->name : "of unknown number", what,
		 plan->release >> 8, plan->release & 0xff, bridge->xen >> 8, bridge->xen & 0xff);
	to->ops->say(to, text);
}

/* --- plans */

static uint32_t version_of(const struct walk_hypercall *call, uint16_t release)
{
	unsigned int i = walk_n_releases;

	while (--i && walk_releases[i] > release)
		continue;
	return walk_versions[call->versions + i];
}

/* Where a scalar of the hypercall's struct stands. */
static uint32_t place_of(const struct walk *walk, const struct walk_hypercall *call, uint16_t path)
{
	uint32_t at = NOWHERE;

	if (path == WALK_NONE || !walk_follow(walk, call->record, walk_words + path, &at))
		return NOWHERE;
	return at;
}

/* The record that is the op's own, and where; WALK_NONE: it has none there. */
static uint16_t own_record(const struct walk *walk, const struct walk_op *op, uint32_t *ret_at)
{
	const struct walk_field *field = walk_payload_of(walk, op, ret_at);
	uint32_t bytes;

	if (!field || field->kind != WALK_STRUCT)
		return WALK_NONE;
	return walk_record_here(walk, field->record, &bytes);
}

/* A payload that is a single number. */
static void carry_scalar(struct carry *carry, const struct walk *from, const struct walk *to,
			 const struct walk_op *op)
{
	uint32_t from_at, to_at;
	const struct walk_field *a = walk_payload_of(from, op, &from_at),
				*b = walk_payload_of(to, op, &to_at);

	if (a && b)
		carry_field_bytes(carry, from_at, to_at,
				  (uint32_t)walk_least(walk_field_bytes(from, a) * a->count,
						       walk_field_bytes(to, b) * b->count),
				  a->name);
}

static bool is_listed(uint16_t paths, const uint16_t *path)
{
	const uint16_t *words = walk_words + paths;
	uint16_t n;

	for (; paths != WALK_NONE && *words; words += n + 1) {
		n = walk_path_words(words);
		if (n == walk_path_words(path) && memcmp(words, path, n * sizeof(*words)) == 0)
			return true;
	}
	return false;
}

/* What only comes back may be anything on its way in: older tools leave there what was on their stack. */
static void forgive_answers(struct bridge_plan *plan, uint16_t record, uint32_t at)
{
	const uint16_t *words = walk_words + plan->op->out;
	const struct walk_field *field;
	struct carry_move *move;
	uint32_t start, end;

	for (; plan->op->out != WALK_NONE && *words; words += walk_path_words(words) + 1) {
		field = walk_follow(&plan->from, record, words, &start);
		if (!field || is_listed(plan->op->both, words))
			continue;
		start += at;
		end = start + field->count * walk_field_bytes(&plan->from, field);
		for (move = plan->in.moves; move < plan->in.moves + plan->in.n_moves; move++)
			if (move->kind != CARRY_COPY && move->from >= start && move->from < end)
				*move = (struct carry_move){ .kind = CARRY_COPY };
	}
}

static void plan_payload(struct bridge_plan *plan)
{
	uint32_t from_at, to_at;
	uint16_t from = own_record(&plan->from, plan->op, &from_at),
		 to = own_record(&plan->to, plan->op, &to_at);

	if (from == WALK_NONE || to == WALK_NONE) {
		carry_scalar(&plan->in, &plan->from, &plan->to, plan->op);
		carry_scalar(&plan->out, &plan->to, &plan->from, plan->op);
		return;
	}
	carry_record(&plan->in, &plan->from, &plan->to, from, from_at, to_at);
	carry_record(&plan->out, &plan->to, &plan->from, to, to_at, from_at);
	forgive_answers(plan, from, from_at);
}

/* What is behind a pointer of the op's own record, if its layout is not the same. */
static void plan_list(struct bridge_plan *plan, const struct walk_handle *handle)
{
	const uint16_t *words = walk_words + handle->path;
	struct bridge_list list = { .handle = handle };
	uint32_t from_own, to_own;
	uint16_t from = own_record(&plan->from, plan->op, &from_own),
		 to = own_record(&plan->to, plan->op, &to_own), record = handle->record;
	const struct walk_field *a = walk_follow(&plan->from, from, words, &list.from_at),
				*b = walk_follow(&plan->to, to, words, &list.to_at);

	if (!a || !b)
		return;
	if (record == WALK_NONE)
		record = a->record;
	if (record == WALK_NONE || carry_is_same(&plan->from, &plan->to, record))
		return;
	if (walk_record_here(&plan->from, record, &list.from_each) == WALK_NONE ||
	    walk_record_here(&plan->to, record, &list.to_each) == WALK_NONE)
		return;
	list.from_at += from_own;
	list.to_at += to_own;
	carry_begin(&list.in);
	carry_begin(&list.out);
	carry_record(&list.in, &plan->from, &plan->to, record, 0, 0);
	carry_record(&list.out, &plan->to, &plan->from, record, 0, 0);
	if (plan->n_lists == BRIDGE_LISTS || list.in.too_long || list.out.too_long ||
	    list.from_each > BRIDGE_ELEMENT || list.to_each > BRIDGE_ELEMENT)
		plan->impossible = "what its pointers lead to differs too much";
	else
		plan->lists[plan->n_lists++] = list;
}

/* The op of that number that the caller's release has; else one of any release. */
static const struct walk_op *op_numbered(const struct walk *walk, const struct walk_hypercall *call,
					 uint64_t number)
{
	const struct walk_op *op = walk_ops + call->ops, *other = NULL;
	uint16_t i;

	for (i = 0; i < call->n_ops; i++) {
		if (op[i].parent != WALK_NONE || op[i].number != number)
			continue;
		if (walk_holds(walk, op[i].where))
			return &op[i];
		other = &op[i];
	}
	return other;
}

/* Whether the struct may go as it is, and what has to be cleared in it then. */
static bool fits_in_place(struct bridge_plan *plan)
{
	uint32_t at;
	uint16_t record = own_record(&plan->from, plan->op, &at);

	return plan->in.same && plan->out.same && !plan->n_lists && !plan->n_shims &&
	       plan->from_version == plan->to_version && plan->from_bytes == plan->to_bytes &&
	       carry_gaps(&plan->from, plan->call->record, 0, true, plan->gaps, &plan->n_gaps,
			  BRIDGE_GAPS) &&
	       carry_gaps(&plan->from, record, at, false, plan->gaps, &plan->n_gaps, BRIDGE_GAPS);
}

static void make_plan(const struct bridge *bridge, struct bridge_plan *plan)
{
	uint16_t i;

	carry_release(&plan->from, plan->release, bridge->abi);
	carry_release(&plan->to, bridge->xen, bridge->abi);
	walk_record_here(&plan->from, plan->call->record, &plan->from_bytes);
	walk_record_here(&plan->to, plan->call->record, &plan->to_bytes);
	plan->room = plan->to_bytes;
	plan->from_version = place_of(&plan->from, plan->call, plan->call->version);
	plan->to_version = place_of(&plan->to, plan->call, plan->call->version);
	plan->to_command = place_of(&plan->to, plan->call, plan->call->command);
	plan->version = version_of(plan->call, plan->to.release);
	plan->told = version_of(plan->call, plan->release);
	plan->op = op_numbered(&plan->from, plan->call, plan->command);
	carry_begin(&plan->in);
	carry_begin(&plan->out);
	/* What all ops share; the payload is one member of a union. */
	carry_numbers(&plan->in, &plan->from, &plan->to, plan->call->record);
	carry_numbers(&plan->out, &plan->to, &plan->from, plan->call->record);
	if (!plan->op) {
		plan->impossible = "no release of Xen is known that has such an operation";
		return;
	}
	bridge_find_shims(bridge, plan);
	if (!walk_holds(&plan->to, plan->op->where) && !plan->n_shims)
		plan->impossible = "this Xen has no such operation";
	plan_payload(plan);
	for (i = 0; i < plan->op->n_handles; i++)
		plan_list(plan, &walk_handles[plan->op->handles + i]);
	if (plan->in.too_long || plan->out.too_long || plan->from_bytes > BRIDGE_ARGUMENT ||
	    plan->to_bytes > BRIDGE_ARGUMENT)
		plan->impossible = "its struct differs too much";
	plan->in_place = fits_in_place(plan);
}

static bool is_plan_of(const struct bridge_plan *plan, const struct walk_hypercall *call,
		       uint64_t command, uint16_t release)
{
	return plan->call == call && plan->command == command && plan->release == release;
}

static unsigned int plan_place(const struct walk_hypercall *call, uint64_t command,
			       uint16_t release)
{
	return ((unsigned int)command + call->number * 131u + release * 31u) % BRIDGE_PLANS;
}

/* The plan, made if need be; NULL: no memory. Whoever comes second throws its own away. */
__attribute__((noinline)) static const struct bridge_plan *
find_plan(struct bridge *bridge, const struct walk_hypercall *call, uint64_t command,
	  uint16_t release)
{
	unsigned int start = plan_place(call, command, release), i;
	struct bridge_plan *plan, *there;

	for (i = 0; i < BRIDGE_PLANS; i++) {
		struct bridge_plan **place = &bridge->plans[(start + i) % BRIDGE_PLANS];

		there = __atomic_load_n(place, __ATOMIC_ACQUIRE);
		if (!there) {
			plan = calloc(1, sizeof(*plan));
			if (!plan)
				return NULL;
			plan->call = call;
			plan->command = command;
			plan->release = release;
			make_plan(bridge, plan);
			if (__atomic_compare_exchange_n(place, &there, plan, false,
							__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
				return plan;
			free(plan);
		}
		if (is_plan_of(there, call, command, release))
			return there;
	}
	return NULL;
}

/* The same: mostly it is there, and where it belongs. */
static const struct bridge_plan *plan_for(struct bridge *bridge, const struct walk_hypercall *call,
					  uint64_t command, uint16_t release)
{
	const struct bridge_plan *plan = __atomic_load_n(
		&bridge->plans[plan_place(call, command, release)], __ATOMIC_ACQUIRE);

	return plan && is_plan_of(plan, call, command, release)
		       ? plan
		       : find_plan(bridge, call, command, release);
}

enum bridge_fate bridge_fate(struct bridge *bridge, const struct walk_hypercall *call,
			     const struct walk_op *op)
{
	const struct bridge_plan *plan = plan_for(bridge, call, op->number, bridge->tools);

	if (!plan)
		return BRIDGE_NO_MEMORY;
	if (plan->impossible)
		return BRIDGE_REFUSED;
	return plan->in.same && plan->out.same && !plan->n_lists && !plan->n_shims
		       ? BRIDGE_AS_IS
		       : BRIDGE_TRANSLATED;
}

void bridge_release(struct bridge *bridge)
{
	unsigned int i;

	for (i = 0; i < BRIDGE_PLANS; i++) {
		free(bridge->plans[i]);
		bridge->plans[i] = NULL;
	}
}

/* --- lists behind pointers */

struct room {
	uint8_t *memory;
	size_t bytes;
	uint64_t address, count; /* of the caller's list */
};

static uint64_t read_pointer(const uint8_t *at)
{
	uint64_t address;

	memcpy(&address, at, sizeof(address));
	return address;
}

/* A walk that stands in DATA, to have lengths and counts worked out by. */
static struct walk look_at(const struct walk *release, const struct bridge_plan *plan,
			   const uint8_t *data)
{
	const struct walk_field *payload;
	struct walk walk = *release;
	uint32_t at;

	walk.hypercall = plan->call;
	walk.op = plan->op;
	walk.root = walk.scope[0] = (struct walk_scope){ plan->call->record, data };
	payload = walk_payload_of(&walk, plan->op, &at);
	if (payload)
		walk.scope[0] = (struct walk_scope){ payload->record, data + at };
	return walk;
}

/* Makes room for the list in Xen's layout, filled where it goes in. 0, or a negative errno. */
static long list_in(struct bridge_pass *pass, const struct bridge_list *list, struct room *room)
{
	struct bridge *bridge = pass->bridge;
	struct walk walk = look_at(&pass->plan->from, pass->plan, pass->from);
	uint64_t i, address;
	uint8_t element[BRIDGE_ELEMENT];

	*room = (struct room){ .address = read_pointer(pass->from + list->from_at) };
	room->count =
		list->handle->unit == WALK_COUNT ? walk_length(&walk, list->handle->length) : 1;
	if (!room->address || !room->count)
		return 0;
	if (room->count > BRIDGE_MOST / list->to_each)
		return -E2BIG;
	room->bytes = room->count * list->to_each;
	room->memory = bridge->ops->take(bridge, room->bytes);
	if (!room->memory)
		return -ENOMEM;
	address = (uintptr_t)room->memory;
	memcpy(pass->to + list->to_at, &address, sizeof(address));
	for (i = 0; list->handle->in && i < room->count; i++) {
		if (!bridge->ops->read(bridge, room->address + i * list->from_each, element,
				       list->from_each))
			return -EFAULT;
		pass->refused = carry_apply(&list->in, element, room->memory + i * list->to_each);
		if (pass->refused)
			return -EINVAL;
	}
	return 0;
}

static void list_out(struct bridge_pass *pass, const struct bridge_list *list,
		     const struct room *room)
{
	struct bridge *bridge = pass->bridge;
	struct walk walk = look_at(&pass->plan->to, pass->plan, pass->to);
	uint64_t i, n = room->count, filled;
	uint8_t element[BRIDGE_ELEMENT];

	if (!list->handle->out || !room->memory)
		return;
	if (list->handle->filled != WALK_NONE &&
	    walk_path_value(&walk, walk_words + list->handle->filled, false, &filled))
		n = walk_least(n, filled);
	for (i = 0; i < n && pass->result >= 0; i++) {
		memset(element, 0, list->from_each);
		carry_apply(&list->out, room->memory + i * list->to_each, element);
		if (!bridge->ops->write(bridge, room->address + i * list->from_each, element,
					list->from_each))
			pass->result = -EFAULT;
	}
}

/* --- a call */

static bool before(struct bridge_pass *pass)
{
	const struct bridge_shim *const *shim = pass->plan->shims;

	for (; *shim; shim++)
		if ((*shim)->before && (*shim)->before(pass))
			return true;
	return false;
}

static void after(struct bridge_pass *pass)
{
	const struct bridge_shim *const *shim = pass->plan->shims;

	for (; *shim; shim++)
		if ((*shim)->after)
			(*shim)->after(pass);
}

/* The hypercall, with the caller's first pointer replaced by that of what Xen gets. */
static long issue(struct bridge_pass *pass)
{
	uint64_t arg[WALK_REGISTERS];

	memcpy(arg, pass->arg, sizeof(arg));
	arg[pass->plan->call->argument_register] = (uintptr_t)pass->to;
	return pass->bridge->ops->issue(pass->bridge, pass->plan->call->number, arg);
}

static void call_with_lists(struct bridge_pass *pass)
{
	const struct bridge_plan *plan = pass->plan;
	struct room rooms[BRIDGE_LISTS] = { 0 };
	unsigned int i;

	for (i = 0; i < plan->n_lists && pass->result == 0; i++)
		pass->result = list_in(pass, &plan->lists[i], &rooms[i]);
	if (pass->result == 0)
		pass->result = issue(pass);
	after(pass);
	for (i = 0; i < plan->n_lists; i++) {
		list_out(pass, &plan->lists[i], &rooms[i]);
		/* The caller's pointer, not ours. */
		memcpy(pass->to + plan->lists[i].to_at, pass->from + plan->lists[i].from_at, 8);
		if (rooms[i].memory)
			pass->bridge->ops->give(pass->bridge, rooms[i].memory, rooms[i].bytes);
	}
}

static void make_call(struct bridge_pass *pass)
{
	if (pass->plan->n_lists) {
		call_with_lists(pass);
		return;
	}
	pass->result = issue(pass);
	after(pass);
}

/* There, and back: into FROM, in the caller's layout. */
static void translate(struct bridge_pass *pass, uint8_t *from)
{
	const struct bridge_plan *plan = pass->plan;

	pass->refused = carry_apply(&plan->in, from, pass->to);
	/* Whatever another thread has written there since. */
	memcpy(pass->to + plan->to_command, &plan->command, sizeof(uint32_t));
	memcpy(pass->to + plan->to_version, &plan->version, sizeof(plan->version));
	if (before(pass)) /* and only it may give what is lost another meaning */
		;
	else if (pass->refused)
		pass->result = -EINVAL;
	else
		make_call(pass);
	if (pass->untold)
		return;
	if (pass->refused) {
		char text[160];

		snprintf(text, sizeof(text), "'%s' has a value that this Xen has no place for",
			 pass->refused);
		complain(pass->bridge, plan, text);
		return;
	}
	memcpy(pass->to + plan->to_version, &plan->told, sizeof(plan->told));
	carry_apply(&plan->out, pass->to, from);
}

/*
 * The release that a struct is of whose version is not that of the tools: what the version says; 0 where no release has that,
 * and where it is the word of those that need none.
 */
static uint16_t release_of(const struct walk_hypercall *call, uint32_t version)
{
	unsigned int i;

	for (i = walk_n_releases; i-- > 0;)
		if (walk_versions[call->versions + i] == version)
			return walk_releases[i];
	return 0;
}

/* The caller's struct with another version, in memory that is good enough for Xen. */
static long in_place(struct bridge *bridge, const struct bridge_plan *plan, uint8_t *own,
		     const uint64_t *arg)
{
	uint32_t told;
	long result;
	uint8_t i;

	for (i = 0; i < plan->n_gaps; i++)
		memset(own + plan->gaps[i].at, 0, plan->gaps[i].bytes);
	memcpy(&told, own + plan->to_version, sizeof(told));
	memcpy(own + plan->to_version, &plan->version, sizeof(plan->version));
	result = bridge->ops->issue(bridge, plan->call->number, arg);
	memcpy(own + plan->to_version, &told, sizeof(told));
	return result;
}

/* The struct in Xen's layout, in memory of ours. FROM is the caller's own, which is looked at piece by piece, or a COPY of it. */
static long copied(struct bridge *bridge, const struct bridge_plan *plan, uint8_t *from, bool copy,
		   const uint64_t *arg)
{
	struct bridge_pass pass = { .bridge = bridge, .plan = plan, .from = from, .arg = arg };

	pass.to = bridge->ops->take(bridge, plan->room);
	if (!pass.to)
		return -ENOMEM;
	translate(&pass, from);
	bridge->ops->give(bridge, pass.to, plan->room);
	if (copy && !pass.refused && !pass.untold &&
	    !bridge->ops->write(bridge, arg[plan->call->argument_register], from, plan->from_bytes))
		return -EFAULT;
	return pass.result;
}

static long struct_call(struct bridge *bridge, const struct bridge_header *header,
			const uint64_t *arg)
{
	const struct walk_hypercall *call = header->call;
	uint64_t address = arg[call->argument_register];
	uint8_t from[BRIDGE_ARGUMENT], *own = bridge->ops->find(bridge, address, header->bytes);
	const uint8_t *data = own ? own : from;
	const struct bridge_plan *plan;
	uint32_t version, command;
	uint16_t release = bridge->tools; /* which are not Xen's */

	if (!own && !bridge->ops->read(bridge, address, from, header->bytes))
		return bridge->ops->issue(bridge, call->number,
					  arg); /* it fails as it would have */
	memcpy(&version, data + header->version_at, sizeof(version));
	memcpy(&command, data + header->command_at, sizeof(command));
	if (version != header->version) {
		release = release_of(call, version);
		if (!release || release == bridge->xen)
			return bridge->ops->issue(bridge, call->number, arg);
	}
	plan = plan_for(bridge, call, command, release);
	if (!plan)
		return -ENOMEM;
	if (plan->impossible) {
		complain(bridge, plan, plan->impossible);
		return -EOPNOTSUPP;
	}
	if (own && plan->in_place)
		return in_place(bridge, plan, own, arg);
	return copied(bridge, plan, own ? own : from, !own, arg);
}

void bridge_compose(const struct walk *to, const struct walk_hypercall *call,
		    const struct walk_op *op, uint8_t *data)
{
	uint32_t version = version_of(call, to->release);

	memcpy(data + place_of(to, call, call->command), &op->number, sizeof(op->number));
	memcpy(data + place_of(to, call, call->version), &version, sizeof(version));
}

/* --- lists of calls */

static bool is_translated(const struct bridge *bridge, uint64_t number)
{
	return number < BRIDGE_CALLS && bridge->headers[number].kind == BRIDGE_STRUCT;
}

static bool is_list(const struct bridge *bridge, uint64_t number)
{
	return number < BRIDGE_CALLS && bridge->headers[number].kind == BRIDGE_LIST_OF_CALLS;
}

/*
 * One after another: what Xen does with such a list, too. A word each: number, result, six arguments. A list in a list Xen
 * refuses.
 */
static long call_list(struct bridge *bridge, uint64_t address, uint64_t n)
{
	uint64_t entry[8], i;

	for (i = 0; i < n; i++) {
		if (!bridge->ops->read(bridge, address + i * sizeof(entry), entry, sizeof(entry)))
			return -EFAULT;
		entry[1] = (uint64_t)(is_list(bridge, entry[0])
					      ? -EINVAL
					      : bridge_call(bridge, entry[0], &entry[2]));
		if (!bridge->ops->write(bridge, address + i * sizeof(entry) + 8, &entry[1], 8))
			return -EFAULT;
	}
	return 0;
}

/* Whether a list holds what has to be translated. One that cannot be read is Xen's to refuse. */
static bool list_is_translated(struct bridge *bridge, uint64_t address, uint64_t n)
{
	uint64_t entry[8], i;

	for (i = 0; i < n; i++) {
		if (!bridge->ops->read(bridge, address + i * sizeof(entry), entry, sizeof(entry)))
			return false;
		if (is_translated(bridge, entry[0]))
			return true;
	}
	return false;
}

void bridge_prepare(struct bridge *bridge, const struct bridge_ops *ops, uint16_t tools,
		    uint16_t xen, enum walk_abi abi)
{
	const struct walk_hypercall *call;
	struct walk walk = { 0 };

	*bridge = (struct bridge){ .ops = ops, .tools = tools, .xen = xen, .abi = abi };
	carry_release(&walk, tools, abi);
	for (call = walk_hypercalls; call < walk_hypercalls + walk_n_hypercalls; call++) {
		struct bridge_header *header = &bridge->headers[call->number % BRIDGE_CALLS];

		if (call->number >= BRIDGE_CALLS)
			continue;
		header->call = call;
		if (call->calls)
			header->kind = BRIDGE_LIST_OF_CALLS;
		if (call->record == WALK_NONE || call->version == WALK_NONE ||
		    walk_record_here(&walk, call->record, &header->bytes) == WALK_NONE ||
		    header->bytes > BRIDGE_ARGUMENT)
			continue;
		header->kind = BRIDGE_STRUCT;
		header->command_at = place_of(&walk, call, call->command);
		header->version_at = place_of(&walk, call, call->version);
		header->version = version_of(call, tools);
	}
	bridge_plan_plain(bridge);
}

static long other_call(struct bridge *bridge, uint64_t number, const uint64_t *arg)
{
	const struct bridge_header *header = &bridge->headers[number];
	long result;

	if (header->kind == BRIDGE_STRUCT)
		return struct_call(bridge, header, arg);
	if (header->kind == BRIDGE_PLAIN && header->shim(bridge, header->call, arg, &result))
		return result;
	if (header->kind == BRIDGE_LIST_OF_CALLS && list_is_translated(bridge, arg[0], arg[1]))
		return call_list(bridge, arg[0], arg[1]);
	return bridge->ops->issue(bridge, number, arg);
}

long bridge_call(struct bridge *bridge, uint64_t number, const uint64_t *arg)
{
	if (bridge->tools == bridge->xen || number >= BRIDGE_CALLS ||
	    bridge->headers[number].kind == BRIDGE_PASS)
		return bridge->ops->issue(bridge, number, arg);
	return other_call(bridge, number, arg);
}
