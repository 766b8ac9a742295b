/* SPDX-License-Identifier: MIT */
/*
 * Proves of the bridge, for every operation and every two releases, with random structs: what both know survives there and
 * back, what only one knows is refused or 0. And that no call, however hostile, reads or writes outside of what is the
 * program's, whose memory changes meanwhile in half of them.
 *
 * ROUNDS (50) is how many random structs each operation and pair of releases gets, CALLS (20000) how many hostile calls; SEED (1)
 * other ones.
 */
#include "tests/unit/bridge.h"

#define FIELDS 600

/* --- a struct as a list of fields with their whole names */

struct flat {
	char path[96];
	uint32_t at, bytes;
	uint16_t place; /* where the walk was: a union's parts are known by it */
	bool is_signed, gap;
};

struct layout {
	struct flat fields[FIELDS];
	size_t n;
};

static void flatten(struct layout *layout, const struct walk *walk, uint16_t record,
		    const char *path, uint32_t at)
{
	const struct walk_field *field;
	char name[96];
	uint32_t bytes, i;
	uint16_t here = walk_record_here(walk, record, &bytes), j;

	for (j = 0; here != WALK_NONE && j < walk_records[here].n_fields; j++) {
		field = &walk_fields[walk_records[here].fields + j];
		bytes = walk_field_bytes(walk, field);
		if (!walk_holds(walk, field->where))
			continue;
		for (i = 0; i < field->count; i++) {
			snprintf(name, sizeof(name), "%s.%s[%u]", path, walk_names + field->name,
				 i);
			if (field->kind == WALK_STRUCT) {
				flatten(layout, walk, field->record, name,
					at + field->offset + i * bytes);
				continue;
			}
			assert_true(layout->n < FIELDS);
			layout->fields[layout->n] = (struct flat){
				.at = at + field->offset + i * bytes,
				.bytes = bytes,
				.is_signed = field->kind == WALK_SIGNED,
				.gap = walk_shows[field->show].form == WALK_GAP,
			};
			strcpy(layout->fields[layout->n++].path, name);
		}
	}
}

static const struct flat *find(const struct layout *layout, const char *path)
{
	size_t i;

	for (i = 0; i < layout->n; i++)
		if (strcmp(layout->fields[i].path, path) == 0)
			return &layout->fields[i];
	return NULL;
}

static uint64_t value(const uint8_t *data, const struct flat *field)
{
	uint64_t number = 0;

	memcpy(&number, data + field->at, field->bytes);
	return number;
}

/* --- there and back */

static struct {
	uint16_t tools, xen;
	struct layout a, b;
	uint8_t seen[BRIDGE_ARGUMENT], answered[BRIDGE_ARGUMENT];
	uint32_t b_bytes;
} d;

static void remember_and_answer(uint64_t number, uint64_t *arg)
{
	uint8_t *data = (uint8_t *)(uintptr_t)arg[t.call->argument_register];
	size_t i;

	assert_int_equal(number, t.call->number);
	memcpy(d.seen, data, d.b_bytes);
	for (i = 0; i < d.b.n; i++) {
		uint64_t random = chance();

		/* What a pointer leads to is not tried here. */
		if (d.b.fields[i].bytes <= 8 && !d.b.fields[i].gap)
			memcpy(data + d.b.fields[i].at, &random, d.b.fields[i].bytes);
	}
	memcpy(d.answered, data, d.b_bytes);
}

static void lay_out(struct layout *layout, uint16_t release, uint32_t *ret_bytes)
{
	struct walk walk = { 0 };
	const struct walk_field *payload;
	uint32_t at;

	layout->n = 0;
	carry_release(&walk, release, t.bridge.abi);
	walk_record_here(&walk, t.call->record, ret_bytes);
	payload = walk_payload_of(&walk, t.op, &at);
	if (payload && payload->kind == WALK_STRUCT)
		flatten(layout, &walk, payload->record, "", at);
}

/* Does the field only come back? By the first name of its path. */
static bool is_answer(const char *path)
{
	const uint16_t *words = walk_words + t.op->out;
	const char *name;

	for (; t.op->out != WALK_NONE && *words; words += walk_path_words(words) + 1) {
		name = walk_names + words[0];
		if (!words[1] && strncmp(path + 1, name, strlen(name)) == 0 &&
		    path[1 + strlen(name)] == '[')
			return true;
	}
	return false;
}

static void one_round(void)
{
	/* Where the bridge may let it lie, and where it may not. */
	uint32_t base = chance() % 2 ? MEMORY_BYTES / 2 : 0;
	const uint64_t arg[WALK_REGISTERS] = { MEMORY_AT + base };
	uint8_t *const data = t.memory + base;
	uint32_t word = version(t.call, d.tools), number = t.op->number;
	uint8_t sent[BRIDGE_ARGUMENT];
	const char *lost = NULL;
	const struct flat *b;
	size_t i;
	long result;

	memset(t.memory, 0, sizeof(t.memory));
	memcpy(data, &number, 4);
	memcpy(data + 4, &word, 4);
	for (i = 0; i < d.a.n; i++) {
		const struct flat *a = &d.a.fields[i];
		uint64_t random = chance() % 3 ? chance() : chance() % 200;

		b = find(&d.b, a->path);
		/* Seldom something that the other has no place for: else there would be nothing but refusals. */
		if ((!b || b->bytes < a->bytes) && chance() % 16)
			random = b ? random & 0x7f : 0;
		if (a->bytes <= 8)
			memcpy(data + a->at, &random, a->bytes);
		if (!a->gap && !is_answer(a->path) &&
		    (!b || (b->bytes < a->bytes && value(data, a) >> (8 * b->bytes))) &&
		    value(data, a))
			lost = a->path;
	}
	memcpy(sent, data, sizeof(sent));
	t.calls = 0;
	result = bridge_call(&t.bridge, t.call->number, arg);
	assert_int_equal(t.taken, 0);
	if (lost) {
		assert_int_equal(t.calls, 0);
		assert_int_equal(result, -EINVAL);
		assert_memory_equal(data, sent, sizeof(sent));
		return;
	}
	assert_int_equal(t.calls, 1);
	assert_int_equal(result, 0);
	word = version(t.call, d.xen);
	assert_memory_equal(d.seen, &number, 4);
	assert_memory_equal(d.seen + 4, &word, 4);
	assert_memory_equal(data, sent, 8);
	for (i = 0; i < d.b.n; i++) {
		const struct flat *a = find(&d.a, d.b.fields[i].path);

		b = &d.b.fields[i];
		if (b->bytes > 8 || is_answer(b->path))
			continue;
		assert_int_equal(value(d.seen, b), a && !b->gap ? value(sent, a) : 0);
		if (a && !b->gap && a->bytes >= b->bytes && b->bytes <= 8)
			assert_int_equal(value(data, a) & (UINT64_MAX >> (64 - 8 * b->bytes)),
					 value(d.answered, b));
	}
}

/* Ops whose meaning changes as well have tests of their own. */
static bool has_shim(const struct walk_hypercall *call, const struct walk_op *op)
{
	size_t i;

	for (i = 0; i < bridge_n_shims; i++)
		if (strcmp(bridge_shims[i].hypercall, walk_names + call->name) == 0 &&
		    strcmp(bridge_shims[i].op, walk_names + op->name) == 0)
			return true;
	return false;
}

static void every_op(uint16_t tools, uint16_t xen, enum walk_abi abi)
{
	unsigned int rounds = setting("ROUNDS", 50), i;
	struct walk from = { 0 }, to = { 0 };
	uint32_t bytes;
	uint16_t h, o;

	between(tools, xen, abi);
	carry_release(&from, tools, abi);
	carry_release(&to, xen, abi);
	d.tools = tools;
	d.xen = xen;
	for (h = 0; h < walk_n_hypercalls; h++) {
		t.call = &walk_hypercalls[h];
		if (t.call->record == WALK_NONE || t.call->version == WALK_NONE)
			continue;
		for (o = 0; o < t.call->n_ops; o++) {
			t.op = &walk_ops[t.call->ops + o];
			if (t.op->parent != WALK_NONE || !walk_holds(&from, t.op->where) ||
			    !walk_holds(&to, t.op->where) || t.op->n_handles ||
			    has_shim(t.call, t.op))
				continue;
			lay_out(&d.a, tools, &bytes);
			lay_out(&d.b, xen, &d.b_bytes);
			t.xen = remember_and_answer;
			for (i = 0; i < rounds; i++)
				one_round();
		}
	}
}

static void what_both_know_survives(void **state)
{
	static const enum walk_abi abis[] = { WALK_X86_64, WALK_ARM64 };
	unsigned int i, j, k;

	(void)state;
	for (i = 0; i < walk_n_releases; i++)
		for (j = 0; j < walk_n_releases; j++)
			for (k = 0; k < 2; k++)
				if (i != j)
					every_op(walk_releases[i], walk_releases[j], abis[k]);
}

/* --- hostile */

static void hostile_calls(void **state)
{
	unsigned int calls = setting("CALLS", 20000), i, j;
	uint64_t arg[WALK_REGISTERS];
	const struct walk_hypercall *call;

	(void)state;
	for (i = 0; i < calls; i++) {
		if (i % 256 == 0)
			between(walk_releases[chance() % walk_n_releases],
				walk_releases[chance() % walk_n_releases],
				chance() % 2 ? WALK_X86_64 : WALK_ARM64);
		t.shifting = i / 256 % 2;
		call = &walk_hypercalls[chance() % walk_n_hypercalls];
		for (j = 0; j < MEMORY_BYTES; j += 8) {
			uint64_t word =
				chance() % 3 ? chance() % 64 : MEMORY_AT + chance() % MEMORY_BYTES;

			if (chance() % 4 == 0)
				word = chance();
			memcpy(t.memory + j, &word, 8);
		}
		for (j = 0; j < WALK_REGISTERS; j++)
			arg[j] = chance() % 2 ? MEMORY_AT + chance() % (MEMORY_BYTES + 64)
					      : chance() % 64;
		if (call->version != WALK_NONE && chance() % 8) {
			uint32_t header[2] = { (uint32_t)(chance() % 100),
					       version(call,
						       walk_releases[chance() % walk_n_releases]) };

			arg[0] = MEMORY_AT + 8 * (chance() % 16);
			write_own(NULL, arg[0], header, sizeof(header));
		}
		if (call->calls && arg[1] > 16)
			arg[1] = 16; /* Xen does not look at millions either */
		bridge_call(&t.bridge, call->number, arg);
		assert_int_equal(t.taken, 0);
	}
	t.shifting = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_both_know_survives),
		cmocka_unit_test(hostile_calls),
	};
	int failed;

	seed = setting("SEED", 1);
	failed = cmocka_run_group_tests(tests, NULL, NULL);

	bridge_release(&t.bridge);
	return failed;
}
