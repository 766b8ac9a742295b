/* SPDX-License-Identifier: MIT */
/*
 * A case, step by step: the world as new; the fixtures, in the order of the table; buffers laid out
 * in memory filled with a pattern; what the case does to the call; what the resources' states are;
 * the call, again and again while it answers `again`; and all that must be so afterwards.
 */
#include "conformance/run.h"

#include <stddef.h>

#include "conformance/fixture.h"

#define PATTERN     0xa5 /* of memory that nobody may write */
#define GARBAGE     UINT64_C(0x5a5a5a5a5a5a5a5a)
#define MOST_BYTES  16384  /* of a buffer */
#define MOST_SLICES 100000 /* until a call is done */
#define GUARD       256    /* bytes around a buffer that are looked at */
#define MOST_MADE   32 /* resources in a case, but for elements other than the one it is about */

struct made_resource {
	const struct case_set *set;
	uint64_t of, number;
	unsigned int before; /* its state when the call was made */
};

struct run {
	const struct case_op *op;
	const struct case_row *row;
	struct scene scene;
	struct making making;
	struct xabi_call call;
	struct xabi_call first; /* as it was before it went on in slices */
	uint64_t at[CASE_BUFFERS];
	uint32_t bytes[CASE_BUFFERS];
	uint32_t done; /* elements, by all slices */
	struct made_resource made[MOST_MADE];
	unsigned int n_made;
	uint8_t image[CASE_BUFFERS][MOST_BYTES]; /* what was laid into the buffers */
	uint8_t now[MOST_BYTES + 2 * GUARD];
	struct result *result;
};

static struct run run_now; /* too large for a guest's stack */

/* ---- what is told ---- */

const char *conformance_status(uint16_t status)
{
#define NAME(value, name, doc) \
	case value:            \
		return name;
	switch (status) {
		XABI_STATUS_EACH(NAME)
	default:
		return "?";
	}
#undef NAME
}

static void say(struct run *run, const char *text)
{
	char *why = run->result->why;
	unsigned int n = 0;

	while (why[n])
		n++;
	while (*text && n + 1 < sizeof(run->result->why))
		why[n++] = *text++;
	why[n] = '\0';
}

static void say_number(struct run *run, uint64_t number)
{
	char digits[19], *at = &digits[18];

	*at = '\0';
	do {
		*--at = "0123456789abcdef"[number & 15];
		number >>= 4;
	} while (number);
	*--at = 'x';
	*--at = '0';
	say(run, at);
}

static bool fail(struct run *run, const char *what)
{
	run->result->verdict = FAILED;
	say(run, what);
	return false;
}

static bool unreached(struct run *run, const char *what)
{
	run->result->verdict = UNREACHED_STATE;
	say(run, what);
	return false;
}

static bool fail_number(struct run *run, const char *what, uint64_t is, uint64_t wanted)
{
	fail(run, what);
	say(run, " is ");
	say_number(run, is);
	say(run, ", not ");
	say_number(run, wanted);
	return false;
}

/* ---- numbers in slots and elements ---- */

static uint64_t get(const uint8_t *bytes, unsigned int size)
{
	uint64_t number = 0;

	while (size--)
		number = number << 8 | bytes[size];
	return number;
}

static void put(uint8_t *bytes, unsigned int size, uint64_t number)
{
	for (; size--; number >>= 8)
		*bytes++ = (uint8_t)number;
}

static uint32_t stride(const struct run *run, const struct case_buffer *buffer)
{
	if (buffer->open && buffer->grows)
		return (uint32_t)run->first.in[run->op->each];
	return buffer->element;
}

static uint8_t *field(struct run *run, unsigned int buffer, unsigned int offset,
		      unsigned int element)
{
	return &run->image[buffer][element * stride(run, &run->op->buffers[buffer]) + offset];
}

static uint64_t number_of(const struct run *run, const struct case_set *set)
{
	return (set->limit ? run->scene.gpa_limit : 0) +
	       (uint64_t)(int64_t)set->granules * run->scene.granule + set->number;
}

/* What SET's resource is numbered within. */
static uint64_t of_number(struct run *run, const struct case_set *set, unsigned int element)
{
	if (set->of_place == PLACE_SLOT)
		return run->first.in[set->of_at];
	if (set->of_place == PLACE_FIELD)
		return get(field(run, set->of_at, set->of_offset, element), set->of_size);
	return XABI_DOMAIN_SELF;
}

/* ---- making ---- */

static bool stop(struct run *run, enum made made, const struct case_resource *resource,
		 unsigned int state)
{
	run->result->verdict = made == BROKEN ? BROKEN_FIXTURE : UNREACHED_STATE;
	say(run, resource->name);
	say(run, " ");
	say(run, resource->states[state]);
	if (made == BROKEN) {
		say(run, ": op ");
		say_number(run, run->scene.broken_op);
		say(run, " answered ");
		say(run, conformance_status(run->scene.broken_status));
	}
	return false;
}

static void aim(struct run *run, const struct case_set *set, unsigned int element)
{
	run->making = (struct making){
		.scene = &run->scene,
		.op = run->op->number,
		.kind = run->first.in[0],
		.of = of_number(run, set, element),
		.element = element,
		.not_self = run->op->not_self && set->place == PLACE_SLOT && set->at == 0,
	};
}

static bool make(struct run *run, const struct case_set *set, unsigned int element,
		 uint64_t *ret_number)
{
	const struct case_resource *resource = &case_resources[set->resource];
	enum made made;

	if (set->resource == NOWHERE) {
		*ret_number = number_of(run, set);
		return true;
	}
	aim(run, set, element);
	made = resource->make(&run->making, set->state, ret_number);
	if (made != MADE)
		return stop(run, made, resource, set->state);
	if (element == run->row->element && run->n_made < MOST_MADE)
		run->made[run->n_made++] =
			(struct made_resource){ set, run->making.of, *ret_number, UNKNOWN_STATE };
	return true;
}

/* The set of the case in place of one of the base, or that one. */
static const struct case_set *replaced(const struct run *run, const struct case_set *base)
{
	const struct case_set *set = &case_sets[run->row->first_set];
	unsigned int i;

	for (i = 0; i < run->row->n_sets; i++) {
		if (set[i].how == HOW_MAKE && set[i].place == base->place &&
		    set[i].at == base->at && set[i].offset == base->offset)
			return &set[i];
	}
	return base;
}

/* Base and case, of one place: slots first, then elements one by one, then what has no number. */
static bool make_place(struct run *run, enum case_place place, unsigned int element)
{
	const struct case_set *base = &case_sets[run->op->first_base], *set;
	uint64_t number;
	unsigned int i;

	for (i = 0; i < run->op->n_base; i++, base++) {
		if (base->place != place)
			continue;
		set = place != PLACE_FIELD || element == run->row->element ? replaced(run, base)
									   : base;
		if (!make(run, set, element, &number))
			return false;
		if (place == PLACE_SLOT && set->at == run->op->each)
			number += run->row->longer;
		if (place == PLACE_SLOT && set == base && run->scene.env->instead)
			run->scene.env->instead(run->scene.env, run->op->number, set->at, &number);
		if (place == PLACE_SLOT)
			run->call.in[set->at] = run->first.in[set->at] = number;
		if (place == PLACE_FIELD)
			put(field(run, set->at, set->offset, element), set->size, number);
	}
	return true;
}

static bool make_all(struct run *run)
{
	unsigned int i, n = 1;

	for (i = 0; i < run->op->n_buffers; i++) {
		if (run->op->buffers[i].open && !run->op->buffers[i].writes)
			n = run->row->elements;
	}
	if (!make_place(run, PLACE_SLOT, 0))
		return false;
	for (i = 0; i < n; i++) {
		if (!make_place(run, PLACE_FIELD, i))
			return false;
	}
	return make_place(run, PLACE_AMBIENT, 0);
}

/* ---- buffers ---- */

static void fill(struct run *run, uint64_t at, uint32_t n)
{
	struct env *env = run->scene.env;
	uint32_t i, part;

	for (i = 0; i < sizeof(run->now); i++)
		run->now[i] = PATTERN;
	for (; n; n -= part, at += part) {
		part = n < sizeof(run->now) ? n : (uint32_t)sizeof(run->now);
		env->write(env, at, run->now, part);
	}
}

/* A buffer lies in the middle of pages of its own. */
static bool lay_out(struct run *run, unsigned int n)
{
	const struct case_buffer *buffer = &run->op->buffers[n];
	struct env *env = run->scene.env;
	uint64_t page = fixture_page(&run->making), end;
	uint32_t i;

	run->bytes[n] = buffer->open ? run->row->elements * stride(run, buffer)
				     : buffer->element + (buffer->grows ? run->row->longer : 0u);
	if (run->bytes[n] > MOST_BYTES)
		return fail(run, "the interpreter has no room for such a buffer");
	end = page + 2 * GUARD + run->row->shift + run->bytes[n];
	while (run->scene.page < end)
		fixture_page(&run->making);
	fill(run, page, (uint32_t)(end - page));
	run->at[n] = page + GUARD + run->row->shift;
	run->call.in[buffer->slot] = run->at[n];
	run->call.in[buffer->slot + 1] = run->bytes[n];
	if (buffer->writes)
		return true;
	for (i = 0; buffer->element == 1 && i < run->bytes[n]; i++)
		run->image[n][i] = (uint8_t)('a' + i % 26);
	env->write(env, run->at[n], run->image[n], run->bytes[n]);
	return true;
}

/* The last byte of what goes in at the end of the caller's memory. */
static bool lay_at_edge(struct run *run, const struct case_set *set)
{
	struct xabi_call release = { .op = XABI_OP_MEMORY_RELEASE };
	uint64_t page = fixture_page(&run->making), hole = fixture_page(&run->making);
	uint16_t status;

	release.in[XABI_IN_MEMORY_RELEASE_AT] = hole;
	release.in[XABI_IN_MEMORY_RELEASE_SIZE] = run->scene.granule;
	status = fixture_call(&run->making, &release);
	if (status != XABI_STATUS_OK)
		return unreached(run, "no page can be released");
	fill(run, page, (uint32_t)run->scene.granule);
	run->call.in[run->op->buffers[set->at].slot] = hole + 1 - run->bytes[set->at];
	return true;
}

/* ---- what the case does to the call ---- */

static void poke_field(struct run *run, const struct case_set *set)
{
	struct env *env = run->scene.env;
	uint8_t *bytes = field(run, set->at, set->offset, run->row->element);

	put(bytes, set->size,
	    number_of(run, set) + (set->how == HOW_ADD ? get(bytes, set->size) : 0));
	env->write(env, run->at[set->at], run->image[set->at], run->bytes[set->at]);
}

static bool poke(struct run *run, const struct case_set *set)
{
	const struct case_buffer *buffer = &run->op->buffers[set->offset % CASE_BUFFERS];
	uint64_t number;

	switch (set->place) {
	case PLACE_FIELD:
		poke_field(run, set);
		return true;
	case PLACE_SLOT:
		number = number_of(run, set);
		if (set->how == HOW_ADD)
			number += run->call.in[set->at];
		if (set->how == HOW_TOO_BIG)
			number = (run->scene.buffer_size / stride(run, buffer) + 1) *
				 stride(run, buffer);
		if (set->how == HOW_SELF && fixture_self(&run->making, &number) != MADE)
			return unreached(run, "no op tells the caller's number");
		run->call.in[set->at] = number;
		return true;
	case PLACE_BUFFER:
		if (set->how == HOW_EDGE)
			return lay_at_edge(run, set);
		number = run->at[set->offset];
		if (set->how != HOW_SAME && !make(run, set, 0, &number))
			return false;
		run->call.in[run->op->buffers[set->at].slot] = number;
		return true;
	default:
		if (set->how == HOW_NUMBER)
			run->call.op = (uint16_t)set->number;
		return true;
	}
}

static bool poke_all(struct run *run)
{
	const struct case_set *set = &case_sets[run->row->first_set];
	unsigned int i;

	for (i = 0; i < run->row->n_sets; i++, set++) {
		if ((set->how != HOW_MAKE || set->place == PLACE_BUFFER) && !poke(run, set))
			return false;
	}
	return true;
}

static bool denies(const struct run *run)
{
	unsigned int i;

	for (i = 0; i < run->row->n_sets; i++) {
		if (case_sets[run->row->first_set + i].how == HOW_DENY)
			return true;
	}
	return false;
}

/* ---- states ---- */

static unsigned int observe(struct run *run, const struct case_set *set, uint64_t of,
			    uint64_t number, unsigned int element)
{
	aim(run, set, element);
	run->making.of = of;
	return case_resources[set->resource].observe(&run->making, number);
}

static void observe_before(struct run *run)
{
	struct made_resource *made = run->made;

	for (; made < run->made + run->n_made; made++)
		made->before = observe(run, made->set, made->of, made->number, run->row->element);
}

/* Where a batch got as far as the bad element, those before it changed what all share. */
static bool check_unchanged(struct run *run)
{
	struct made_resource *made = run->made;
	unsigned int now;

	for (; made < run->made + run->n_made; made++) {
		if (made->before == UNKNOWN_STATE ||
		    (run->row->element && made->set->place == PLACE_AMBIENT))
			continue;
		now = observe(run, made->set, made->of, made->number, run->row->element);
		if (now == made->before)
			continue;
		fail(run, "it failed, and changed ");
		say(run, case_resources[made->set->resource].name);
		return false;
	}
	return true;
}

static bool check_state(struct run *run, const struct case_set *set, unsigned int element)
{
	const struct case_resource *resource = &case_resources[set->resource];
	unsigned int state;
	uint64_t number = 0;

	if (set->place == PLACE_SLOT)
		number = run->first.in[set->at];
	if (set->place == PLACE_RESULT)
		number = run->call.out[set->at];
	if (set->place == PLACE_FIELD)
		number = get(field(run, set->at, set->offset, element), set->size);
	state = observe(run, set, of_number(run, set, element), number, element);
	if (state == set->state || state == UNKNOWN_STATE)
		return true;
	fail(run, resource->name);
	say(run, " is ");
	say(run, resource->states[state]);
	say(run, ", not ");
	say(run, resource->states[set->state]);
	return false;
}

static bool check_then(struct run *run)
{
	const struct case_set *set = &case_sets[run->op->first_then];
	struct env *env = run->scene.env;
	unsigned int i, j, n;

	for (i = 0; i < run->op->n_buffers; i++) { /* numbers that the call gave out */
		if (run->op->buffers[i].writes)
			env->read(env, run->at[i], run->image[i], run->bytes[i]);
	}
	for (i = 0; i < run->op->n_then; i++, set++) {
		n = set->place == PLACE_FIELD ? run->row->elements : 1;
		for (j = 0; j < n; j++) {
			if (!check_state(run, set, j))
				return false;
		}
	}
	return true;
}

/* ---- the call ---- */

/* A batch goes on with what is left; another call with its cursor. False: there is no more to do. */
static bool go_on(struct run *run)
{
	const struct case_op *op = run->op;
	const struct case_buffer *buffer = op->buffers;
	uint64_t n;

	if (run->call.status != XABI_STATUS_AGAIN || !op->sliced)
		return false;
	if (op->done == NOWHERE) {
		run->call.in[op->cursor] = run->call.out[op->next];
		return true;
	}
	n = run->call.out[op->done];
	if (op->buffers[0].writes || n > run->row->elements - run->done)
		return false;
	run->done += (uint32_t)n;
	for (; buffer < op->buffers + op->n_buffers; buffer++) {
		run->call.in[buffer->slot] += n * stride(run, buffer);
		run->call.in[buffer->slot + 1] -= n * stride(run, buffer);
	}
	return true;
}

static void carry_out(struct run *run)
{
	struct env *env = run->scene.env;
	unsigned int i, slices = 0;

	do {
		for (i = 0; i < 4; i++)
			run->call.out[i] = GARBAGE;
		run->call.status = (uint16_t)GARBAGE;
		env->call(env, &run->call);
		if (env->fetches && env->fetches(env) > 1) {
			fail(run, "it read a byte twice");
			return;
		}
	} while (go_on(run) && ++slices < MOST_SLICES);
}

/* ---- what must be so afterwards ---- */

static bool is_listed(const struct run *run, uint16_t status)
{
	static const uint16_t common[] = {
		XABI_STATUS_OK,        XABI_STATUS_UNKNOWN_OP, XABI_STATUS_NOT_ALLOWED,
		XABI_STATUS_BAD_SLOT,  XABI_STATUS_BAD_SIZE,   XABI_STATUS_BAD_BUFFER,
		XABI_STATUS_BAD_FIELD, XABI_STATUS_NO_MEMORY,  XABI_STATUS_BAD_TRANSPORT,
	};
	unsigned int i;

	for (i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
		if (common[i] == status)
			return true;
	}
	for (i = 0; i < run->op->n_statuses; i++) {
		if (case_statuses[run->op->first_status + i] == status)
			return true;
	}
	return (status == XABI_STATUS_AGAIN && run->op->sliced) ||
	       (status == XABI_STATUS_WRONG_TARGET && run->op->not_self);
}

static bool check_status(struct run *run)
{
	uint16_t status = run->call.status;
	bool right = status == run->row->status;

	if (run->row->expect != EXPECT_STATUS)
		right = is_listed(run, status) && (run->row->expect == EXPECT_LISTED || !right);
	else if (status == XABI_STATUS_AGAIN && run->op->sliced && run->op->n_buffers &&
		 run->op->buffers[0].writes)
		right = run->row->status == XABI_STATUS_OK; /* a list goes on by a number in it */
	if (right)
		return true;
	fail(run, "status is ");
	say(run, conformance_status(status));
	say(run, run->row->expect == EXPECT_NOT ? ", not another than " : ", not ");
	say(run, run->row->expect == EXPECT_LISTED ? "one that the op lists"
						   : conformance_status(run->row->status));
	return false;
}

/* How much of each result may be used; all of it where nothing fails. */
static bool check_results(struct run *run, bool succeeded)
{
	static const char *const names[] = { "r0", "r1", "r2", "r3" };
	const struct case_op *op = run->op;
	uint64_t is, wanted;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		is = run->call.out[i];
		wanted = 0;
		if (succeeded && i < op->n_out) {
			if (op->out_size[i] == 8 || !(is >> (8 * op->out_size[i])))
				continue;
			return fail_number(run, names[i], is,
					   is & ((1ull << 8 * op->out_size[i]) - 1));
		}
		if (!succeeded && i == op->done && run->row->which == NO_WHICH)
			wanted = run->row->element - run->done;
		if (i == op->done && run->row->which != NO_WHICH && run->row->element)
			wanted = run->row->element - run->done;
		if (!succeeded && i == 3 && run->row->which != NO_WHICH)
			wanted = run->row->which;
		if (is != wanted)
			return fail_number(run, names[i], is, wanted);
	}
	if (succeeded && op->done != NOWHERE && !op->buffers[0].writes &&
	    run->done + run->call.out[op->done] != run->row->elements)
		return fail_number(run, "done", run->done + run->call.out[op->done],
				   run->row->elements);
	return true;
}

static bool check_pads(struct run *run, const struct case_buffer *buffer, const uint8_t *element)
{
	const struct case_pad *pad = &case_pads[buffer->first_pad];
	unsigned int i, j;

	for (i = 0; i < buffer->n_pads; i++, pad++) {
		for (j = 0; j < pad->size; j++) {
			if (element[pad->offset + j])
				return fail_number(run, "a pad byte", element[pad->offset + j], 0);
		}
	}
	return true;
}

/* Bytes beyond what was written: as they were or, after a success, zero. */
static bool is_rest(const uint8_t *bytes, uint32_t n, bool succeeded)
{
	for (; n--; bytes++) {
		if (*bytes != PATTERN && !(succeeded && *bytes == 0))
			return false;
	}
	return true;
}

/* How much of a buffer that is written has been: elements counted, or as many bytes as there are. */
static uint32_t written(const struct run *run, const struct case_buffer *buffer, uint32_t bytes,
			bool succeeded)
{
	const struct case_op *op = run->op;
	uint64_t n = bytes;

	if (op->done != NOWHERE)
		n = (succeeded ? run->done + run->call.out[op->done] : run->row->element) *
		    stride(run, buffer);
	else if (!succeeded)
		n = 0;
	else if (buffer->needed != NOWHERE)
		n = run->call.out[buffer->needed];
	return n < bytes ? (uint32_t)n : bytes;
}

/* Nothing is written beside a buffer, or to one that is read; pads are zero. */
static bool check_buffer(struct run *run, unsigned int n, bool succeeded)
{
	const struct case_buffer *buffer = &run->op->buffers[n];
	struct env *env = run->scene.env;
	uint32_t bytes = run->bytes[n], done, i, each = stride(run, buffer);
	uint8_t *now = run->now + GUARD;

	env->read(env, run->at[n] - GUARD, run->now, bytes + 2 * GUARD);
	if (!is_rest(run->now, GUARD, false) || !is_rest(now + bytes, GUARD, false))
		return fail(run, "it wrote beside a buffer");
	if (run->row->expect == EXPECT_LISTED)
		return true;
	for (i = 0; !buffer->writes && i < bytes; i++) {
		if (now[i] != run->image[n][i])
			return fail(run, "it wrote to a buffer that it reads");
	}
	if (!buffer->writes || run->row->expect != EXPECT_STATUS)
		return true;
	done = written(run, buffer, bytes, succeeded);
	if (!is_rest(now + done, bytes - done, succeeded))
		return fail(run, "it wrote more than it did");
	for (i = 0; each > 1 && i + each <= done; i += each) {
		if (is_rest(now + i, each, false))
			return fail(run, "it did not write what it did");
		if (!is_rest(now + i + buffer->element, each - buffer->element, true))
			return fail(run, "it wrote beyond a struct");
		if (!check_pads(run, buffer, now + i))
			return false;
	}
	return true;
}

static void check(struct run *run)
{
	bool succeeded = run->row->status == XABI_STATUS_OK;
	unsigned int i;

	if (!check_status(run))
		return;
	if (run->row->expect == EXPECT_STATUS && !check_results(run, succeeded))
		return;
	for (i = 0; i < run->op->n_buffers; i++) {
		if (run->call.op == run->op->number && !check_buffer(run, i, succeeded))
			return;
	}
	if (run->row->expect != EXPECT_STATUS)
		return;
	if (succeeded)
		check_then(run);
	else
		check_unchanged(run);
}

/* ---- a case ---- */

static bool prepare(struct run *run, struct env *env)
{
	struct xabi_call limits = { .op = XABI_OP_BASE_LIMITS };
	unsigned int i;

	env->reset(env);
	env->call(env, &limits);
	if (limits.status != XABI_STATUS_OK)
		return fail(run, "base.limits failed");
	run->scene.env = env;
	run->scene.granule = limits.out[XABI_OUT_BASE_LIMITS_GRANULE];
	run->scene.gpa_limit = limits.out[XABI_OUT_BASE_LIMITS_GPA_LIMIT];
	run->scene.buffer_size = limits.out[XABI_OUT_BASE_LIMITS_BUFFER_SIZE];
	run->scene.page = env->ram;
	run->scene.empty = env->empty;
	run->scene.operand = env->ram + env->ram_bytes / 2;
	run->making.scene = &run->scene;
	run->call.op = run->first.op = run->op->number;
	if (!make_all(run))
		return false;
	for (i = 0; i < run->op->n_buffers; i++) {
		if (!lay_out(run, i))
			return false;
	}
	return poke_all(run);
}

void conformance_run(struct env *env, const struct case_row *row, struct result *ret_result)
{
	struct run *run = &run_now;
	const char *spared = NULL;
	uint8_t *byte = (uint8_t *)run;
	bool denied;
	size_t i;

	for (i = 0; i < sizeof(*run); i++)
		byte[i] = 0;
	*ret_result = (struct result){ PASSED, "" };
	run->op = &case_ops[row->op];
	run->row = row;
	run->result = ret_result;
	denied = denies(run);
	if (row->status == XABI_STATUS_OK && env->spare)
		spared = env->spare(env, run->op->number);
	if (spared)
		unreached(run, spared);
	else if (denied && !env->deny)
		unreached(run, "nobody can deny the op here");
	if (ret_result->verdict != PASSED || !prepare(run, env))
		return;
	if (row->status != XABI_STATUS_OK)
		observe_before(run);
	if (denied)
		env->deny(env, run->op->number, true);
	carry_out(run);
	if (denied)
		env->deny(env, run->op->number, false);
	if (ret_result->verdict == PASSED)
		check(run);
}
