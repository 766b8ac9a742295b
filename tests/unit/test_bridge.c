/* SPDX-License-Identifier: MIT */
/*
 * Proves of the bridge: each shim's story; that lists change their stride and calls in lists are translated; and that
 * nothing is made of a call that cannot be.
 */
#include "tests/unit/bridge.h"

/* A call in the program's memory, of the tools' release. */
static const struct walk_op *ask(const char *call, const char *op, struct walk *ret_walk)
{
	const struct walk_hypercall *hypercall = bridge_hypercall(call);
	const struct walk_op *row = bridge_op(hypercall, op);
	uint32_t word;

	assert_non_null(row);
	carry_release(ret_walk, t.bridge.tools, t.bridge.abi);
	memset(t.memory, 0, sizeof(t.memory));
	word = version(hypercall, t.bridge.tools);
	memcpy(t.memory, &row->number, 4);
	memcpy(t.memory + 4, &word, 4);
	t.call = hypercall;
	t.op = row;
	return row;
}

static long make(void)
{
	const uint64_t arg[WALK_REGISTERS] = { MEMORY_AT };
	long result = bridge_call(&t.bridge, t.call->number, arg);

	assert_int_equal(t.taken, 0);
	return result;
}

static void between_equals_nothing_is_touched(void **state)
{
	const uint64_t arg[WALK_REGISTERS] = { 1, 2, 3, 4, 5 };

	(void)state;
	between(0x0411, 0x0411, WALK_X86_64);
	t.result = 0;
	assert_int_equal(bridge_call(&t.bridge, bridge_hypercall("domctl")->number, arg), 0);
	assert_int_equal(t.calls, 1);
	assert_int_equal(t.taken, 0);
}

static struct walk xen_walk;

/* A list of three domains, 7, 9 and 12, as this Xen lays it out. */
static void list_domains(uint64_t number, uint64_t *arg)
{
	static const uint16_t ids[] = { 7, 9, 12 };
	const struct walk_hypercall *sysctl = bridge_hypercall("sysctl");
	const struct walk_op *list = bridge_op(sysctl, "getdomaininfolist"),
			     *info = bridge_op(bridge_hypercall("domctl"), "getdomaininfo");
	const struct walk_field *field;
	uint8_t *data = (uint8_t *)(uintptr_t)arg[0], *element;
	uint64_t first, most, n = 0, i;
	uint32_t at, id_at;

	assert_int_equal(number, sysctl->number);
	first = bridge_get(&xen_walk, list, data, "u.getdomaininfolist.first_domain");
	most = bridge_get(&xen_walk, list, data, "u.getdomaininfolist.max_domains");
	element = (uint8_t *)(uintptr_t)bridge_get(&xen_walk, list, data,
						   "u.getdomaininfolist.buffer");
	field = bridge_field(&xen_walk, info, "u.getdomaininfo", &at);
	bridge_field(&xen_walk, info, "u.getdomaininfo.domain", &id_at);
	for (i = 0; i < 3 && n < most; i++) {
		if (ids[i] < first)
			continue;
		memset(element, 0, walk_field_bytes(&xen_walk, field));
		memcpy(element + (id_at - at), &ids[i], 2);
		memset(element + walk_field_bytes(&xen_walk, field) - 1, 0x55, 1);
		element += walk_field_bytes(&xen_walk, field);
		n++;
	}
	bridge_put(&xen_walk, list, data, "u.getdomaininfolist.num_domains", n);
}

static void a_list_changes_its_stride(void **state)
{
	static const uint16_t pairs[][2] = { { 0x040e, 0x0414 }, { 0x0414, 0x040e } };
	uint32_t at, id_at, each;
	const struct walk_op *list, *info;
	struct walk walk = { 0 };
	size_t i, j;

	(void)state;
	for (i = 0; i < 2; i++) {
		between(pairs[i][0], pairs[i][1], WALK_X86_64);
		carry_release(&xen_walk, pairs[i][1], WALK_X86_64);
		list = ask("sysctl", "getdomaininfolist", &walk);
		info = bridge_op(bridge_hypercall("domctl"), "getdomaininfo");
		each = walk_field_bytes(&walk, bridge_field(&walk, info, "u.getdomaininfo", &at));
		bridge_field(&walk, info, "u.getdomaininfo.domain", &id_at);
		bridge_put(&walk, list, t.memory, "u.getdomaininfolist.max_domains", 8);
		bridge_put(&walk, list, t.memory, "u.getdomaininfolist.buffer", MEMORY_AT + 1024);
		t.xen = list_domains;
		assert_int_equal(make(), 0);
		assert_int_equal(
			bridge_get(&walk, list, t.memory, "u.getdomaininfolist.num_domains"), 3);
		assert_int_equal(bridge_get(&walk, list, t.memory, "u.getdomaininfolist.buffer"),
				 MEMORY_AT + 1024);
		for (j = 0; j < 3; j++) {
			uint16_t id;

			memcpy(&id, t.memory + 1024 + j * each + (id_at - at), 2);
			assert_int_equal(id, j == 0 ? 7 : j == 1 ? 9 : 12);
		}
		for (j = 3 * each; j < 2048; j++)
			assert_int_equal(t.memory[1024 + j], 0);
		/* More than anybody has memory for. */
		bridge_put(&walk, list, t.memory, "u.getdomaininfolist.max_domains", UINT32_MAX);
		t.calls = 0;
		assert_int_equal(make(), -E2BIG);
		assert_int_equal(t.calls, 0);
	}
}

static void s1_the_next_domain(void **state)
{
	const struct walk_op *info;
	struct walk walk = { 0 };

	(void)state;
	between(0x0411, 0x0414, WALK_X86_64);
	carry_release(&xen_walk, 0x0414, WALK_X86_64);
	info = ask("domctl", "getdomaininfo", &walk);
	bridge_put(&walk, info, t.memory, "domain", 8);
	t.xen = list_domains;
	assert_int_equal(make(), 0);
	assert_int_equal(bridge_get(&walk, info, t.memory, "domain"), 9);
	assert_int_equal(bridge_get(&walk, info, t.memory, "u.getdomaininfo.domain"), 9);
	info = ask("domctl", "getdomaininfo", &walk);
	bridge_put(&walk, info, t.memory, "domain", 13);
	assert_int_equal(make(), -ESRCH);
}

static void answer_domain_9(uint64_t number, uint64_t *arg)
{
	uint8_t *data = (uint8_t *)(uintptr_t)arg[0];

	assert_int_equal(number, t.call->number);
	bridge_put(&xen_walk, t.op, data, "u.getdomaininfo.domain", 9);
	bridge_put(&xen_walk, t.op, data, "u.getdomaininfo.tot_pages", 5);
}

static void s1_backward_no_other_domain(void **state)
{
	const struct walk_op *info;
	uint8_t before[BRIDGE_ARGUMENT];
	struct walk walk = { 0 };
	unsigned int id;

	(void)state;
	between(0x0414, 0x0411, WALK_X86_64);
	carry_release(&xen_walk, 0x0411, WALK_X86_64);
	for (id = 8; id < 10; id++) {
		info = ask("domctl", "getdomaininfo", &walk);
		bridge_put(&walk, info, t.memory, "domain", id);
		bridge_put(&walk, info, t.memory, "u.getdomaininfo.tot_pages", 77);
		memcpy(before, t.memory, sizeof(before));
		t.xen = answer_domain_9;
		assert_int_equal(make(), id == 9 ? 0 : -ESRCH);
		/* Of another domain nothing is told. */
		if (id == 9)
			assert_int_equal(
				bridge_get(&walk, info, t.memory, "u.getdomaininfo.tot_pages"), 5);
		else
			assert_memory_equal(t.memory, before, sizeof(before));
	}
}

static struct {
	uint64_t domain, grant_opts, opts, nr, mb, mode;
} told;

static void hear(uint64_t number, uint64_t *arg)
{
	const uint8_t *data = (const uint8_t *)(uintptr_t)arg[0];
	const struct walk_op *shadow = bridge_op(t.call, "shadow_op");

	assert_int_equal(number, t.call->number);
	told.domain = bridge_get(&xen_walk, t.op, data, "domain");
	told.grant_opts = bridge_get(&xen_walk, t.op, data, "u.createdomain.grant_opts");
	told.opts = bridge_get(&xen_walk, t.op, data, "u.createdomain.altp2m.opts");
	told.nr = bridge_get(&xen_walk, t.op, data, "u.createdomain.altp2m.nr");
	told.mode = bridge_get(&xen_walk, shadow, data, "u.shadow_op.op");
	told.mb = bridge_get(&xen_walk, shadow, data, "u.shadow_op.mb");
}

static void s2_s5_s6_a_domain_is_made(void **state)
{
	const struct walk_op *create;
	struct walk walk = { 0 };

	(void)state;
	between(0x040e, 0x0416, WALK_X86_64);
	carry_release(&xen_walk, 0x0416, WALK_X86_64);
	create = ask("domctl", "createdomain", &walk);
	bridge_put(&walk, create, t.memory, "domain", 0xffff);
	t.xen = hear;
	assert_int_equal(make(), 0);
	assert_int_equal(told.domain, 0x7ff5);
	assert_int_equal(told.grant_opts, 2);
	assert_int_equal(told.nr, 0);
	/* Views of memory since 4.19, their number since 4.21. */
	between(0x0414, 0x0416, WALK_X86_64);
	create = ask("domctl", "createdomain", &walk);
	bridge_put(&walk, create, t.memory, "domain", 5);
	bridge_put(&walk, create, t.memory, "u.createdomain.grant_opts", 1);
	bridge_put(&walk, create, t.memory, "u.createdomain.altp2m_opts", 1);
	t.xen = hear;
	assert_int_equal(make(), 0);
	assert_int_equal(told.domain, 5);
	assert_int_equal(told.grant_opts, 1);
	assert_int_equal(told.opts, 1);
	assert_int_equal(told.nr, 10);
	/* An older Xen has neither: to leave them out is no error, to want them is. */
	between(0x0414, 0x0411, WALK_X86_64);
	create = ask("domctl", "createdomain", &walk);
	t.xen = hear;
	assert_int_equal(make(), 0);
	bridge_put(&walk, create, t.memory, "u.createdomain.altp2m_opts", 1);
	t.calls = 0;
	assert_int_equal(make(), -EINVAL);
	assert_int_equal(t.calls, 0);
	assert_non_null(strstr(t.said, "domctl.createdomain: 'altp2m_opts' has a value"));
	assert_non_null(strstr(t.said, "built for Xen 4.20, this is Xen 4.17"));
}

/* As the tools before 4.19 ask: with what was on the stack where the answer will be. */
static void what_was_on_the_stack(void **state)
{
	const struct walk_op *info;
	struct walk walk = { 0 };
	uint32_t header[2];

	(void)state;
	between(0x0411, 0x040e, WALK_X86_64);
	info = ask("sysctl", "physinfo", &walk);
	memcpy(header, t.memory, sizeof(header));
	memset(t.memory, 0x5a, 136);
	memcpy(t.memory, header, sizeof(header));
	assert_int_equal(make(), 0);
	assert_int_equal(t.calls, 1);
	assert_string_equal(t.said, "");
	assert_int_equal(bridge_get(&walk, info, t.memory, "u.physinfo.nr_cpus"), 0x5a5a5a5a);
}

static void s7_the_pool_of_page_tables(void **state)
{
	const struct walk_op *pool;
	struct walk walk = { 0 };

	(void)state;
	between(0x0414, 0x040e, WALK_X86_64);
	carry_release(&xen_walk, 0x040e, WALK_X86_64);
	pool = ask("domctl", "set_paging_mempool_size", &walk);
	bridge_put(&walk, pool, t.memory, "domain", 3);
	bridge_put(&walk, pool, t.memory, "u.paging_mempool.size", (5 << 20) - 4096);
	t.xen = hear;
	assert_int_equal(make(), 0);
	assert_int_equal(t.calls, 1);
	assert_int_equal(told.domain, 3);
	assert_int_equal(told.mb, 5);
	assert_int_equal(bridge_get(&walk, pool, t.memory, "u.paging_mempool.size"),
			 (5 << 20) - 4096);
	assert_memory_equal(t.memory, &pool->number, 4);
	assert_int_equal(told.mode, bridge_symbol(&xen_walk, bridge_op(t.call, "shadow_op"),
						  "u.shadow_op.op", "SET_ALLOCATION"));
	between(0x0414, 0x040e, WALK_ARM64);
	ask("domctl", "set_paging_mempool_size", &walk);
	t.xen = hear;
	assert_int_equal(make(), 0);
	assert_int_equal(t.calls, 0);
}

static void s3_s4_parameters_of_old(void **state)
{
	static const struct {
		uint16_t tools, xen;
		const char *index;
		uint64_t value;
		long result;
		unsigned int calls;
	} rows[] = {
		{ 0x0411, 0x0414, "ALTP2M", 0, 0, 0 },
		{ 0x0411, 0x0414, "ALTP2M", 1, -EOPNOTSUPP, 0 },
		{ 0x0411, 0x0414, "NESTEDHVM", 0, 0, 1 },
		{ 0x040e, 0x0414, "NESTEDHVM", 0, 0, 0 },
		{ 0x040e, 0x0414, "HPET_ENABLED", 1, 0, 1 },
		{ 0x0414, 0x0411, "ALTP2M", 0, 0, 1 },
		{ 0x0411, 0x0412, "ALTP2M", 1, 0, 1 },
	};
	const struct walk_hypercall *hvm = bridge_hypercall("hvm_op");
	const struct walk_op *set = bridge_op(hvm, "set_param");
	uint64_t arg[WALK_REGISTERS] = { set->number, MEMORY_AT };
	struct walk walk = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		between(rows[i].tools, rows[i].xen, WALK_X86_64);
		carry_release(&walk, rows[i].tools, WALK_X86_64);
		bridge_put(&walk, set, t.memory, "index",
			   bridge_symbol(&walk, set, "index", rows[i].index));
		bridge_put(&walk, set, t.memory, "value", rows[i].value);
		assert_int_equal(bridge_call(&t.bridge, hvm->number, arg), rows[i].result);
		assert_int_equal(t.calls, rows[i].calls);
		assert_int_equal(t.said[0] != 0, rows[i].result < 0);
	}
}

static void tell_version(uint64_t number, uint64_t *arg)
{
	assert_int_equal(number, bridge_hypercall("xen_version")->number);
	assert_int_equal(arg[0],
			 bridge_op(bridge_hypercall("xen_version"), "extraversion")->number);
	strcpy((char *)(uintptr_t)arg[1], ".5-rc1");
}

static void s12_texts_with_a_length(void **state)
{
	const struct walk_hypercall *call = bridge_hypercall("xen_version");
	uint64_t arg[WALK_REGISTERS] = { bridge_op(call, "extraversion2")->number, MEMORY_AT };
	uint32_t room;

	(void)state;
	between(0x0414, 0x0411, WALK_X86_64);
	t.xen = tell_version;
	for (room = 0; room < 10; room++) {
		memset(t.memory, 0xee, 32);
		memcpy(t.memory, &room, 4);
		assert_int_equal(bridge_call(&t.bridge, call->number, arg),
				 room < 6 ? -ENOBUFS : 6);
		assert_memory_equal(t.memory + 4,
				    room < 6 ? "\xee\xee\xee\xee\xee\xee\xee" : ".5-rc1\xee", 7);
	}
	arg[1] = 0; /* how long is it? */
	assert_int_equal(bridge_call(&t.bridge, call->number, arg), 6);
}

static void no_such_table(uint64_t number, uint64_t *arg)
{
	(void)number;
	(void)arg;
	t.result = -EOPNOTSUPP;
}

static void s15_a_table_that_is_gone(void **state)
{
	static const struct {
		uint16_t tools, xen;
		long result;
		uint64_t frame;
	} rows[] = {
		{ 0x040e, 0x0414, 0, UINT64_MAX },
		{ 0x040e, 0x040f, 0, UINT64_MAX },
		{ 0x040f, 0x0414, -EOPNOTSUPP, 0 },
	};
	const struct walk_hypercall *call = bridge_hypercall("memory_op");
	const struct walk_op *list = bridge_op(call, "machphys_compat_mfn_list");
	uint64_t arg[WALK_REGISTERS] = { list->number, MEMORY_AT }, frame;
	struct walk walk = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		between(rows[i].tools, rows[i].xen, WALK_X86_64);
		carry_release(&walk, rows[i].tools, WALK_X86_64);
		bridge_put(&walk, list, t.memory, "max_extents", 1);
		bridge_put(&walk, list, t.memory, "extent_start", MEMORY_AT + 64);
		t.xen = no_such_table;
		assert_int_equal(bridge_call(&t.bridge, call->number, arg), rows[i].result);
		assert_int_equal(t.calls, 1);
		memcpy(&frame, t.memory + 64, sizeof(frame));
		assert_true(frame == rows[i].frame);
		assert_int_equal(bridge_get(&walk, list, t.memory, "nr_extents"),
				 rows[i].result == 0);
	}
	/* Xen's own answer is left alone. */
	between(0x040e, 0x0414, WALK_X86_64);
	bridge_put(&walk, list, t.memory, "max_extents", 1);
	bridge_put(&walk, list, t.memory, "extent_start", MEMORY_AT + 64);
	assert_int_equal(bridge_call(&t.bridge, call->number, arg), 0);
	assert_int_equal(bridge_get(&walk, list, t.memory, "nr_extents"), 0);
}

static void what_this_xen_lacks_is_told(void **state)
{
	struct walk walk = { 0 };

	(void)state;
	between(0x0414, 0x0411, WALK_X86_64);
	ask("domctl", "set_llc_colors", &walk);
	assert_int_equal(make(), -EOPNOTSUPP);
	assert_int_equal(t.calls, 0);
	assert_string_equal(
		t.said, "domctl.set_llc_colors: this Xen has no such operation (the program was "
			"built for Xen 4.20, this is Xen 4.17)");
}

/* A version that no release has is Xen's to refuse; one of another release than the tools' says whose struct it is. */
static void a_struct_says_whose_it_is(void **state)
{
	const struct walk_op *info;
	struct walk walk = { 0 };
	uint32_t word = 0x7777;

	(void)state;
	between(0x0414, 0x0411, WALK_X86_64);
	ask("domctl", "getdomaininfo", &walk);
	memcpy(t.memory + 4, &word, 4);
	assert_int_equal(make(), 0);
	assert_int_equal(t.calls, 1);
	between(0x0414, 0x0411, WALK_X86_64);
	carry_release(&xen_walk, 0x0411, WALK_X86_64);
	info = ask("domctl", "getdomaininfo", &walk);
	word = version(t.call, 0x040e);
	memcpy(t.memory + 4, &word, 4);
	bridge_put(&walk, info, t.memory, "domain", 8);
	t.xen = answer_domain_9;
	assert_int_equal(make(), 0); /* 4.14 wants the next */
	carry_release(&walk, 0x040e, WALK_X86_64);
	assert_int_equal(bridge_get(&walk, info, t.memory, "u.getdomaininfo.domain"), 9);
}

static const uint8_t *where;
static uint8_t header_seen[16];

static void look_where(uint64_t number, uint64_t *arg)
{
	assert_int_equal(number, t.call->number);
	where = (const uint8_t *)(uintptr_t)arg[0];
	memcpy(header_seen, where, sizeof(header_seen));
}

/* What differs by its version only goes as it is, if it lies where Xen can reach it, without what was in its gaps. */
static void a_struct_stays_where_it_is(void **state)
{
	const uint64_t arg[WALK_REGISTERS] = { MEMORY_AT + MEMORY_BYTES / 2 };
	uint8_t *data = t.memory + MEMORY_BYTES / 2;
	struct walk walk = { 0 };
	uint32_t word;

	(void)state;
	between(0x0411, 0x0414, WALK_X86_64);
	ask("domctl", "pausedomain", &walk);
	memcpy(data, t.memory, 8);
	memset(data + 8, 0x5a, 136);
	t.xen = look_where;
	assert_int_equal(bridge_call(&t.bridge, t.call->number, arg), 0);
	assert_ptr_equal(where, data);
	word = version(t.call, 0x0414);
	assert_memory_equal(header_seen + 4, &word, 4);
	assert_memory_equal(header_seen + 8, "\x5a\x5a\0\0\0\0\0\0", 8);
	word = version(t.call, 0x0411);
	assert_memory_equal(data + 4, &word, 4);
	/* Elsewhere it does not. */
	assert_int_equal(make(), 0);
	assert_ptr_not_equal(where, t.memory);
	assert_memory_equal(header_seen + 8, "\0\0\0\0\0\0\0\0", 8);
}

static unsigned int pauses;

static void count_pauses(uint64_t number, uint64_t *arg)
{
	const struct walk_hypercall *domctl = bridge_hypercall("domctl");
	uint32_t header[2];

	if (number != domctl->number)
		return;
	memcpy(header, (const void *)(uintptr_t)arg[0], sizeof(header));
	assert_int_equal(header[0], bridge_op(domctl, "pausedomain")->number);
	assert_int_equal(header[1], version(domctl, 0x0414));
	pauses++;
	t.result = -EPERM;
}

static void calls_in_a_list_are_translated(void **state)
{
	const struct walk_hypercall *domctl = bridge_hypercall("domctl");
	uint64_t list[2][8] = { { bridge_hypercall("sched_op")->number, 99, 1, 2 },
				{ domctl->number } };
	const uint64_t arg[WALK_REGISTERS] = { MEMORY_AT + 4096, 2 };
	struct walk walk = { 0 };

	(void)state;
	between(0x0411, 0x0414, WALK_X86_64);
	ask("domctl", "pausedomain", &walk);
	list[1][2] = MEMORY_AT;
	memcpy(t.memory + 4096, list, sizeof(list));
	t.xen = count_pauses;
	pauses = 0;
	assert_int_equal(bridge_call(&t.bridge, bridge_hypercall("multicall")->number, arg), 0);
	memcpy(list, t.memory + 4096, sizeof(list));
	assert_int_equal(pauses, 1);
	assert_int_equal(t.calls, 2);
	assert_int_equal(list[0][1], 0);
	assert_int_equal((int64_t)list[1][1], -EPERM);
	/* Nothing in it: Xen's own way. */
	list[1][0] = list[0][0];
	memcpy(t.memory + 4096, list, sizeof(list));
	t.calls = 0;
	t.xen = NULL;
	assert_int_equal(bridge_call(&t.bridge, bridge_hypercall("multicall")->number, arg), 0);
	assert_int_equal(t.calls, 1);
}

/* As Xen has it: else one that holds itself would never end. */
static void a_list_in_a_list_is_refused(void **state)
{
	const struct walk_hypercall *domctl = bridge_hypercall("domctl"),
				    *multicall = bridge_hypercall("multicall");
	uint64_t list[2][8] = { { domctl->number, 99, MEMORY_AT },
				{ multicall->number, 99, MEMORY_AT + 1024, 2 } };
	const uint64_t arg[WALK_REGISTERS] = { MEMORY_AT + 1024, 2 };
	struct walk walk = { 0 };

	(void)state;
	between(0x0411, 0x0414, WALK_X86_64);
	ask("domctl", "pausedomain", &walk);
	memcpy(t.memory + 1024, list, sizeof(list));
	assert_int_equal(bridge_call(&t.bridge, multicall->number, arg), 0);
	memcpy(list, t.memory + 1024, sizeof(list));
	assert_int_equal(t.calls, 1);
	assert_int_equal(list[0][1], 0);
	assert_int_equal((int64_t)list[1][1], -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(between_equals_nothing_is_touched),
		cmocka_unit_test(a_list_changes_its_stride),
		cmocka_unit_test(s1_the_next_domain),
		cmocka_unit_test(s1_backward_no_other_domain),
		cmocka_unit_test(s2_s5_s6_a_domain_is_made),
		cmocka_unit_test(s3_s4_parameters_of_old),
		cmocka_unit_test(what_was_on_the_stack),
		cmocka_unit_test(s7_the_pool_of_page_tables),
		cmocka_unit_test(s12_texts_with_a_length),
		cmocka_unit_test(s15_a_table_that_is_gone),
		cmocka_unit_test(what_this_xen_lacks_is_told),
		cmocka_unit_test(a_struct_says_whose_it_is),
		cmocka_unit_test(a_struct_stays_where_it_is),
		cmocka_unit_test(calls_in_a_list_are_translated),
		cmocka_unit_test(a_list_in_a_list_is_refused),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	bridge_release(&t.bridge);
	return failed;
}
