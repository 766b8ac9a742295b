/* SPDX-License-Identifier: MIT */
/*
 * Proves that Xen gets only memory that the host gave, at any depth, with what was in the caller's; that the answer comes back as it
 * would have without; that the policy is asked of what Xen gets; and that no memory, however hostile and changing, gets a pointer of
 * the caller's through. Layouts are written out by hand, from Xen's headers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "codec/marshal.h"
#include "codec/walk_inner.h"
#include "tests/unit/marshal_host.h"

/* --- what Xen gets, and what comes back */

/* getdomaininfolist: first_domain @8, max_domains @12, buffer @16, num_domains @24; 112 bytes each. */
static void xen_lists(uint64_t number, const uint64_t *reg)
{
	uint64_t buffer = get(reg[0] + 16, 8);

	assert_int_equal(number, SYSCTL);
	assert_int_equal(get(reg[0], 4), 6);
	assert_int_equal(reg[1], 0);
	assert_true(is_given(buffer, 3 * 112));
	*(uint16_t *)(uintptr_t)(buffer + 112) = 9;
	*(uint32_t *)(uintptr_t)(reg[0] + 24) = 2;
}

static void a_list_comes_back(void **state)
{
	(void)state;
	start(SYSCTL);
	argument(0, 0);
	marshal.reg[1] = 0xdead; /* nobody's register */
	put(ARGUMENT, 0, 4, 6);
	put(ARGUMENT, 4, 4, 0x15);
	put(ARGUMENT, 12, 4, 3);
	put(ARGUMENT, 16, 8, LIST * AREA);
	put(LIST, 2 * 112 + 5, 1, 0x77);
	xen = xen_lists;
	passes();
	assert_int_equal(memory[ARGUMENT][24], 2);
	assert_int_equal(memory[LIST][112], 9);
	assert_int_equal(memory[LIST][5], 0);
	assert_int_equal(memory[LIST][2 * 112 + 5], 0x77); /* what Xen left is as it was */
	assert_int_equal(*(uint64_t *)(memory[ARGUMENT] + 16), LIST * AREA);
}

/* kexec_load: type @0, arch @1, nr_segments @4, segments @8; a segment: buf @0, buf_size @8, 32 bytes. */
static void xen_loads(uint64_t number, const uint64_t *reg)
{
	uint64_t segments = get(reg[1] + 8, 8), first = get(segments, 8),
		 second = get(segments + 32, 8);

	(void)number;
	assert_int_equal(get(first, 1), 0x11);
	assert_int_equal(get(second + 15, 1), 0x22);
	assert_true(is_given(second, 16));
}

static void lists_in_lists(void **state)
{
	(void)state;
	start(KEXEC);
	argument(1, 4);
	put(ARGUMENT, 4, 4, 2);
	put(ARGUMENT, 8, 8, LIST * AREA);
	put(LIST, 0, 8, INNER * AREA);
	put(LIST, 8, 8, 1);
	put(LIST, 32, 8, INNER * AREA + 1);
	put(LIST, 40, 8, 16);
	put(INNER, 0, 1, 0x11);
	put(INNER, 16, 1, 0x22);
	xen = xen_loads;
	passes();
	/* One of the kernel's in the tail. */
	n_issued = 0;
	put(LIST, 32, 8, 0xffffffff81000000);
	is_refused(MARSHAL_FAULT);
	n_refused = 0;
	put(LIST, 32, 8, INNER * AREA);
	is_locked = true;
	is_refused(MARSHAL_LOCKED);
}

static void xen_texts(uint64_t number, const uint64_t *reg)
{
	(void)number;
	assert_true(is_given(reg[1], 16));
	strcpy((char *)(uintptr_t)reg[1], ".7");
}

/* Nothing but the answer is written: an argument that Xen did not touch may be of memory that cannot be. */
static void texts_and_lengths(void **state)
{
	(void)state;
	start(VERSION);
	argument(1, 1);
	xen = xen_texts;
	passes();
	assert_string_equal((char *)memory[ARGUMENT], ".7");
	start(VERSION);
	argument(1, 1);
	marshal.reg[1] = 0xffffffff81000000;
	is_refused(MARSHAL_FAULT);
	start(VERSION); /* build_id: a length, then so much */
	argument(1, 10);
	put(ARGUMENT, 0, 4, 20);
	passes();
	start(VERSION);
	argument(1, 10);
	put(ARGUMENT, 0, 4, 0xffffffff);
	is_refused(MARSHAL_TOO_MUCH);
	start(VERSION); /* version has no argument: what is there does not matter */
	argument(1, 0);
	marshal.reg[1] = 0xffffffff81000000;
	passes();
}

static void xen_prints(uint64_t number, const uint64_t *reg)
{
	(void)number;
	assert_int_equal(reg[1], 5);
	assert_memory_equal((void *)(uintptr_t)reg[2], "hello", 5);
	assert_true(is_given(reg[2], 5));
}

static void a_buffer_in_a_register(void **state)
{
	(void)state;
	start(CONSOLE);
	marshal.reg[0] = 0;
	marshal.reg[1] = 5;
	marshal.reg[2] = LIST * AREA;
	memcpy(memory[LIST], "hello", 5);
	xen = xen_prints;
	passes();
	marshal.reg[2] = 0xffff888000000000;
	n_issued = 0;
	is_refused(MARSHAL_FAULT);
}

/* A buffer: h @0, size @8. */
static void xen_models(uint64_t number, const uint64_t *reg)
{
	uint64_t first = get(reg[2], 8), second = get(reg[2] + 16, 8);

	assert_int_equal(number, DM);
	assert_int_equal(reg[0], 5);
	assert_true(is_given(first, 32));
	assert_int_equal(get(second, 1), 0x33);
	*(uint8_t *)(uintptr_t)second = 0x44;
}

static void a_device_models_buffers(void **state)
{
	(void)state;
	start(DM);
	marshal.reg[0] = 5;
	marshal.reg[1] = 2;
	marshal.reg[2] = LIST * AREA;
	put(LIST, 0, 8, ARGUMENT * AREA);
	put(LIST, 8, 8, 32);
	put(LIST, 16, 8, INNER * AREA);
	put(LIST, 24, 8, 1);
	put(INNER, 0, 1, 0x33);
	xen = xen_models;
	passes();
	assert_int_equal(memory[INNER][0], 0x44);
	n_issued = 0;
	marshal.reg[0] = 0x10000; /* Xen would take its lower half */
	is_refused(MARSHAL_SELF);
}

/* --- the policy */

static void whom_it_is_about(void **state)
{
	static const uint16_t own[] = { 0, 0x7ff0, 0x7ff1, 0x7ff2, 0x7fff, 0xffff };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		domctl(3, own[i]); /* pausedomain */
		is_refused(MARSHAL_SELF);
	}
	domctl(3, 5);
	passes();
	domctl(5, 0); /* getdomaininfo only looks */
	passes();
	marshal.self = 5;
	domctl(3, 5);
	marshal.self = 5;
	is_refused(MARSHAL_SELF);
}

/* set_target: target @16. add_to_physmap_batch: domid @0, space @2, size @4, foreign_domid @6. */
static void another_field_names_it(void **state)
{
	(void)state;
	domctl(46, 5);
	put(ARGUMENT, 16, 2, 6);
	passes();
	domctl(46, 5);
	put(ARGUMENT, 16, 2, 0);
	is_refused(MARSHAL_SELF);
	start(MEMORY);
	argument(1, 23);
	put(ARGUMENT, 0, 2, 5);
	put(ARGUMENT, 2, 2, 4);
	is_refused(MARSHAL_SELF);
	start(MEMORY);
	argument(1, 23);
	put(ARGUMENT, 0, 2, 5);
	put(ARGUMENT, 2, 2, 1); /* not foreign: the field is not looked at */
	passes();
}

static void what_is_never(void **state)
{
	(void)state;
	start(0); /* set_trap_table */
	marshal.reg[0] = ARGUMENT * AREA;
	is_refused(MARSHAL_NEVER);
	start(14); /* update_va_mapping */
	is_refused(MARSHAL_NEVER);
	start(GRANT);
	argument(1, 5); /* copy */
	marshal.reg[2] = 1;
	is_refused(MARSHAL_NEVER);
	start(MMU); /* normal_pt_update */
	argument(0, 0);
	marshal.reg[1] = 1;
	marshal.reg[3] = 5;
	is_refused(MARSHAL_NEVER);
}

static void what_nobody_knows(void **state)
{
	(void)state;
	start(63);
	is_refused(MARSHAL_NO_CALL);
	start(0x100000000 + VERSION);
	is_refused(MARSHAL_NO_CALL);
	domctl(4711, 5);
	is_refused(MARSHAL_NO_OP);
	domctl(16, 5); /* scheduler_op of none of its commands */
	put(ARGUMENT, 20, 4, 99);
	is_refused(MARSHAL_NO_OP);
	domctl(3, 5);
	put(ARGUMENT, 4, 4, 0x14);
	is_refused(MARSHAL_VERSION);
	domctl(3, 5);
	put(ARGUMENT, 4, 4, 0x99);
	is_refused(MARSHAL_VERSION);
	/* XEN_DOMCTL_get_domain_state is of 4.21 on. */
	domctl(89, 5);
	is_refused(MARSHAL_NOT_HERE);
}

/* mmuext_op: cmd @0, arg1 @8, arg2 @16; 24 bytes. */
static void each_element_has_its_op(void **state)
{
	(void)state;
	start(MMUEXT);
	marshal.reg[0] = ARGUMENT * AREA;
	marshal.reg[1] = 2;
	marshal.reg[3] = 5;
	put(ARGUMENT, 16, 8, 0xffffffff81000000); /* pin_l1_table does not look there */
	put(ARGUMENT, 24, 4, 1);
	passes();
	assert_int_equal(*(uint64_t *)(memory[ARGUMENT] + 16), 0xffffffff81000000);
	n_issued = 0;
	put(ARGUMENT, 24, 4, 8); /* tlb_flush_multi: nothing says how long its bitmap is */
	put(ARGUMENT, 24 + 16, 8, LIST * AREA);
	is_refused(MARSHAL_POINTER);
	n_refused = 0;
	put(ARGUMENT, 24, 4, 99);
	is_refused(MARSHAL_NO_OP);
	n_refused = 0;
	put(ARGUMENT, 24, 4, 1);
	marshal.reg[3] = 0x7ff0;
	is_refused(MARSHAL_SELF);
}

static void xen_updates(uint64_t number, const uint64_t *reg)
{
	assert_int_equal(number, MMU);
	assert_int_equal(reg[1], 2);
	assert_int_equal(reg[3], 5);
	assert_int_equal(get(reg[0], 8), 0x123001);
	assert_int_equal(get(reg[0] + 16, 8), 0x124001);
	*(uint32_t *)(uintptr_t)reg[2] = 2;
	assert_true(is_given(reg[2], 4));
}

/* mmu_update: ptr @0, whose lowest bits are what to do, val @8; 16 bytes. */
static void updates(uint64_t first, uint64_t second, uint64_t foreigndom)
{
	start(MMU);
	argument(0, 0);
	marshal.reg[1] = 2;
	marshal.reg[2] = LIST * AREA;
	marshal.reg[3] = foreigndom;
	put(ARGUMENT, 0, 8, first);
	put(ARGUMENT, 16, 8, second);
}

static void a_command_in_the_lowest_bits(void **state)
{
	static const uint64_t own[] = { 0,          0x7ff0,      0x7ff1,    0x7ff2,
					0x10005,    0x60005,     0x60000,   0x10000,
					UINT32_MAX, 0x100000005, UINT64_MAX };
	size_t i;

	(void)state;
	updates(0x123001, 0x124001, 5);
	xen = xen_updates;
	passes();
	assert_int_equal(memory[LIST][0], 2);
	/* Whose frames, and whose page tables. */
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		updates(0x123001, 0x124001, own[i]);
		is_refused(MARSHAL_SELF);
	}
	/* Each has its own. */
	for (i = 0; i < 8; i++) {
		updates(0x123001, 0x124000 + i, 5);
		if (i != 1)
			is_refused(i < 4 ? MARSHAL_NEVER : MARSHAL_NO_OP);
		updates(0x123000 + i, 0x124001, 5);
		if (i != 1)
			is_refused(i < 4 ? MARSHAL_NEVER : MARSHAL_NO_OP);
	}
	/* No list, which Xen would find at the address 0, and the count of a call that goes on. */
	updates(0x123001, 0x124001, 5);
	marshal.reg[0] = 0;
	is_refused(MARSHAL_NO_OP);
	updates(0x123001, 0x124001, 5);
	marshal.reg[1] |= 0x80000000;
	is_refused(MARSHAL_TOO_MUCH);
}

static unsigned int turn;

static void other_command(void)
{
	put(ARGUMENT, 0, 8, n_reads > turn ? 0x123000 : 0x123001);
	put(ARGUMENT, 16, 8, n_reads > turn ? 0x124002 : 0x124001);
}

/* cpupool_op: op @8, cpumap @32, which destroy (2) has no use for; its bitmap @0. */
static void xen_pools(uint64_t number, const uint64_t *reg)
{
	(void)number;
	assert_int_equal(get(reg[0] + 32, 8), 0);
}

static void a_pointer_without_use(void **state)
{
	(void)state;
	start(SYSCTL);
	argument(0, 0);
	put(ARGUMENT, 0, 4, 18);
	put(ARGUMENT, 4, 4, 0x15);
	put(ARGUMENT, 8, 4, 2);
	put(ARGUMENT, 32, 8, 0xffffffff81000000);
	xen = xen_pools;
	passes();
	assert_int_equal(*(uint64_t *)(memory[ARGUMENT] + 32), 0xffffffff81000000);
}

/* An entry: number, result, six arguments; 64 bytes. */
static void lists_of_calls(void **state)
{
	(void)state;
	start(MULTICALL);
	marshal.reg[0] = LIST * AREA;
	marshal.reg[1] = 3;
	put(LIST, 0, 8, VERSION);
	put(LIST, 64, 8, 14);
	put(LIST, 128, 8, MULTICALL);
	assert_int_equal(marshal_call(&marshal), 0);
	assert_int_equal(n_issued, 1);
	assert_int_equal(n_refused, 2);
	assert_int_equal((int64_t) * (uint64_t *)(memory[LIST] + 8), 7);
	assert_int_equal(*(int64_t *)(memory[LIST] + 72), -1);
	assert_int_equal(*(int64_t *)(memory[LIST] + 136), -1);
}

/* --- memory that changes */

static void other_domain(void)
{
	put(ARGUMENT, 8, 2, n_reads > turn ? 0 : 5);
	put(ARGUMENT, 0, 4, n_reads > turn ? 46 : 3);
}

static void xen_pauses(uint64_t number, const uint64_t *reg)
{
	(void)number;
	assert_int_equal(get(reg[0], 4), 3);
	assert_int_equal(get(reg[0] + 8, 2), 5);
}

/* Wherever it changes: Xen gets what was checked, or nothing. */
static void changes_at_any_time(void **state)
{
	(void)state;
	for (turn = 0; turn < 8; turn++) {
		domctl(3, 5);
		meanwhile = other_domain;
		xen = xen_pauses;
		marshal_call(&marshal);
		assert_int_equal(n_issued + n_refused, 1);
		updates(0x123001, 0x124001, 5);
		meanwhile = other_command;
		xen = xen_updates;
		marshal_call(&marshal);
		assert_int_equal(n_issued + n_refused, 1);
	}
}

/* --- every op */

static uint64_t state_of_random = 1;

static uint64_t random_word(void)
{
	state_of_random ^= state_of_random << 13;
	state_of_random ^= state_of_random >> 7;
	state_of_random ^= state_of_random << 17;
	return state_of_random;
}

static bool read_given(void *context, uint64_t address, void *data, size_t bytes)
{
	(void)context;
	if (!is_given(address, bytes))
		return false;
	memcpy(data, (void *)(uintptr_t)address, bytes);
	return true;
}

static void take_item(void *taker, const struct walk_item *item)
{
	const struct walk *walk = taker;

	/* Of a device model's first buffer Xen takes as much as there is. */
	if (walk->hypercall->behind != WALK_NONE && walk->depth == 0)
		return;
	/* A null is the caller's own first page, if it is anything. */
	if (item->what == WALK_UNREADABLE && item->address)
		fail_msg("%s.%s: %s leads to 0x%llx, which was not given",
			 walk_names + walk->hypercall->name,
			 walk->op ? walk_names + walk->op->name : "?",
			 item->name ? item->name : "element", (unsigned long long)item->address);
	if (item->what == WALK_BUFFER && item->address && item->bytes &&
	    !is_given(item->address, item->bytes))
		fail_msg("%s.%s: %s: %zu bytes at 0x%llx were not given",
			 walk_names + walk->hypercall->name,
			 walk->op ? walk_names + walk->op->name : "?",
			 item->name ? item->name : "element", item->bytes,
			 (unsigned long long)item->address);
}

/* Another reader of the same tables looks at what Xen gets. */
static void xen_walks(uint64_t number, const uint64_t *reg)
{
	static uint8_t room[WALK_ROOM];
	struct walk walk = { .release = marshal.release,
			     .abi = marshal.abi,
			     .number = number,
			     .most = 64,
			     .read = read_given,
			     .take = take_item,
			     .room = room,
			     .room_bytes = sizeof(room) };

	walk.taker = &walk;
	memcpy(walk.reg, reg, sizeof(walk.reg));
	assert_true(walk_find(&walk));
	walk_in(&walk);
}

/* Small numbers, other domains, and addresses of the caller's, where anything may be taken for anything. */
static void fill(void)
{
	size_t i;

	for (i = 0; i < sizeof(memory) / 8; i++) {
		uint64_t word = random_word(), value;

		value = word % 4 == 0 ? word >> 60
			: word % 4 == 1
				? (1 + (word >> 8) % (AREAS - 1)) * AREA + (word >> 32) % 256 * 8
				: 5 | (word >> 60) << 32;
		memcpy((uint8_t *)memory + 8 * i, &value, 8);
	}
}

/* What Xen got, by the tables and by the plans. */
static struct {
	uint8_t arena[sizeof(arena)];
	uint64_t reg[WALK_REGISTERS];
	size_t used;
} got[2];

static void xen_keeps(uint64_t number, const uint64_t *reg)
{
	size_t i;

	xen_walks(number, reg);
	memcpy(got[with_plans].arena, arena, used);
	memcpy(got[with_plans].reg, reg, sizeof(got[0].reg));
	got[with_plans].used = used;
	/* And writes here and there. */
	for (i = 0; i < used; i += 1 + random_word() % 40)
		arena[i] = (uint8_t)random_word();
}

static void one_of_any(uint16_t release, uint8_t abi, const struct walk_hypercall *call,
		       const struct walk_op *op)
{
	struct walk walk = { .release = release, .abi = abi };
	const struct walk_field *field;
	uint32_t offset;
	unsigned int i;

	start(call->number);
	fill();
	marshal.release = release;
	marshal.abi = abi;
	walk_set_nearest(&walk);
	for (i = 0; i < WALK_REGISTERS; i++)
		marshal.reg[i] = random_word() % 2 ? LIST * AREA : random_word() % 8;
	if (call->argument_register != WALK_NO_BYTE)
		marshal.reg[call->argument_register] = ARGUMENT * AREA;
	if (call->command_register != WALK_NO_BYTE)
		marshal.reg[call->command_register] = op->number;
	if (call->command != WALK_NONE) {
		field = walk_follow(&walk, call->record == WALK_NONE ? op->record : call->record,
				    walk_words + call->command, &offset);
		put(ARGUMENT, offset, walk_field_bytes(&walk, field), op->number);
	}
	if (call->version != WALK_NONE) {
		for (i = 0; i + 1u < walk_n_releases && walk_releases[i] != release; i++)
			continue;
		field = walk_follow(&walk, call->record, walk_words + call->version, &offset);
		put(ARGUMENT, offset, 4, walk_versions[call->versions + i]);
	}
	xen = xen_keeps;
}

/* The same call by the tables and by the plans: the same gets to Xen, and the same comes back. True if the plans had it. */
static bool both_ways(void)
{
	static uint8_t before[sizeof(memory)], after[sizeof(memory)];
	static struct marshal call; /* a list of calls leaves its last one there */
	uint64_t seed = state_of_random;
	enum marshal_verdict verdict;
	unsigned int issued;
	bool fast;

	call = marshal;
	memcpy(before, memory, sizeof(memory));
	with_plans = false;
	marshal_call(&marshal);
	verdict = marshal.verdict;
	issued = n_issued;
	memcpy(after, memory, sizeof(memory));
	memcpy(memory, before, sizeof(memory));
	memset(arena, 0xcc, sizeof(arena));
	state_of_random = seed;
	n_issued = n_refused = 0;
	with_plans = true;
	marshal = call;
	marshal.plans = plans_of(marshal.release, marshal.abi);
	marshal_call(&marshal);
	fast = n_issued == 1 && !marshal.walk.hypercall;
	with_plans = false;
	assert_int_equal(marshal.verdict, verdict);
	assert_int_equal(n_issued, issued);
	if (memcmp(memory, after, sizeof(memory)))
		fail_msg("hypercall %u of %x, %u: another answer", (unsigned int)call.number,
			 call.release, (unsigned int)call.reg[0]);
	if (issued != 1)
		return fast;
	assert_memory_equal(got[0].reg, got[1].reg, sizeof(got[0].reg));
	assert_int_equal(got[0].used, got[1].used);
	assert_memory_equal(got[0].arena, got[1].arena, got[0].used);
	return fast;
}

static bool is_there(uint16_t release, uint8_t abi, const struct walk_hypercall *call)
{
	struct walk walk = { .release = release, .abi = abi };

	walk_set_nearest(&walk);
	return walk_holds(&walk, call->where);
}

static void every_op_of_every_release(void **state)
{
	static const uint8_t abis[] = { WALK_X86_64, WALK_ARM64 };
	const char *rounds = getenv("ROUNDS");
	const struct walk_hypercall *call;
	unsigned int i, j, round, passed = 0, fast = 0;
	uint16_t op;

	(void)state;
	for (round = 0; round < (rounds ? (unsigned int)atoi(rounds) : 8); round++) {
		for (i = 0; i < walk_n_releases * 2u; i++) {
			for (j = 0; j < walk_n_hypercalls; j++) {
				call = &walk_hypercalls[j];
				if (!is_there(walk_releases[i / 2], abis[i % 2], call))
					continue;
				for (op = 0; op < call->n_ops; op++) {
					if (walk_ops[call->ops + op].parent != WALK_NONE)
						continue;
					one_of_any(walk_releases[i / 2], abis[i % 2], call,
						   &walk_ops[call->ops + op]);
					fast += both_ways();
					passed += n_issued;
				}
			}
		}
	}
	print_message("# %u calls passed, %u of them by plans\n", passed, fast);
	assert_true(passed > 1000);
	assert_true(fast > passed / 2);
}

static int set_plans(void **state)
{
	(void)state;
	with_plans = true;
	return 0;
}

static int forget_plans(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < 2 * 16; i++)
		free(plans[i / 16][i % 16]);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_comes_back),
		cmocka_unit_test(lists_in_lists),
		cmocka_unit_test(texts_and_lengths),
		cmocka_unit_test(a_buffer_in_a_register),
		cmocka_unit_test(a_device_models_buffers),
		cmocka_unit_test(whom_it_is_about),
		cmocka_unit_test(another_field_names_it),
		cmocka_unit_test(what_is_never),
		cmocka_unit_test(what_nobody_knows),
		cmocka_unit_test(each_element_has_its_op),
		cmocka_unit_test(a_command_in_the_lowest_bits),
		cmocka_unit_test(a_pointer_without_use),
		cmocka_unit_test(lists_of_calls),
		cmocka_unit_test(changes_at_any_time),
	};
	const struct CMUnitTest all[] = { cmocka_unit_test(every_op_of_every_release) };
	int failed = cmocka_run_group_tests_name("by the tables", tests, NULL, NULL);

	failed += cmocka_run_group_tests_name("by plans", tests, set_plans, NULL);
	return failed + cmocka_run_group_tests_name("both", all, NULL, forget_plans);
}
