/* SPDX-License-Identifier: MIT */
/*
 * Proves what the simulated host does that no op can show: memory that really comes and goes, slices, areas that are
 * written, time that passes, masks, the console; and of results that padding never leaks, and that sizes are kept to.
 */
#include "tests/unit/host.h"

#define GUEST_END (16 * MIB) /* of a guest's memory, by default */

static int start(void **state)
{
	(void)state;
	return open_host((struct xabi_host_config){ 0 });
}

static int start_sealed(void **state)
{
	(void)state;
	return open_host((struct xabi_host_config){ .sealed = true });
}

static int start_large_granule(void **state)
{
	(void)state;
	return open_host((struct xabi_host_config){ .granule = 16384 });
}

/* ---- memory ---- */

static void populated_memory_is_there_in_slices(void **state)
{
	struct xabi_call made;
	uint64_t before = get(one, XABI_OP_MEMORY_SIZE, 0, 0);

	(void)state;
	assert_false(xabi_host_store(host, 1, GUEST_END, "x", 1));
	assert_int_equal(slots(one, XABI_OP_MEMORY_POPULATE, GUEST_END, 0, 0), XABI_STATUS_OK);
	/* The allowance is 256 pages, so one slice finds the end of it. */
	made = call(one, XABI_OP_MEMORY_POPULATE, GUEST_END, 300 * PAGE, 0, 0, 0, 0);
	assert_int_equal(made.status, XABI_STATUS_NO_MEMORY);
	assert_int_equal(made.out[XABI_OUT_MEMORY_POPULATE_CURSOR], MIB);
	assert_int_equal(get(one, XABI_OP_MEMORY_SIZE, 0, 0), before + MIB);
	store(one, GUEST_END + MIB - 1, "x", 1);
	assert_false(xabi_host_store(host, 1, GUEST_END + MIB, "x", 1));
	assert_int_equal(call(one, XABI_OP_MEMORY_SIZE, 0, 0, 0, 0, 0, 0).out[2], GUEST_END + MIB);

	/* 16 MiB and 1 are 4352 pages: nine slices of 512. */
	made = call(one, XABI_OP_MEMORY_RELEASE, 0, GUEST_END + MIB, 0, 0, 0, 0);
	assert_int_equal(made.status, XABI_STATUS_AGAIN);
	assert_int_equal(made.out[0], 512 * PAGE);
	assert_int_equal(get(one, XABI_OP_MEMORY_SIZE, 0, 0), before + MIB - 512 * PAGE);
	made = call(one, XABI_OP_MEMORY_RELEASE, 0, GUEST_END + MIB, made.out[0], 0, 0, 0);
	assert_int_equal(made.out[0], 1024 * PAGE);
	/* A page that is gone stops it, and the cursor says where. */
	made = call(one, XABI_OP_MEMORY_RELEASE, 0, 1025 * PAGE, 0, 0, 0, 0);
	assert_int_equal(made.status, XABI_STATUS_NOT_BACKED);
	assert_int_equal(made.out[0], 0);
	/* A cursor is the caller's to make up; it does no more than skip. */
	made = call(one, XABI_OP_MEMORY_RELEASE, 0, 1025 * PAGE, 1024 * PAGE + 1, 0, 0, 0);
	assert_int_equal(made.status, XABI_STATUS_OK);
	made = call(one, XABI_OP_MEMORY_RELEASE, 2 * MIB, PAGE, UINT64_MAX, 0, 0, 0);
	assert_int_equal(made.status, XABI_STATUS_OK);
	assert_int_equal(get(one, XABI_OP_MEMORY_SIZE, 0, 0), before + MIB - 1025 * PAGE);
}

static void memory_that_comes_back_is_zero(void **state)
{
	(void)state;
	fill(one, 0, PAGE);
	assert_int_equal(slots(one, XABI_OP_MEMORY_RELEASE, 0, PAGE, 0), XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_MEMORY_POPULATE, 0, PAGE, 0), XABI_STATUS_OK);
	assert_int_equal(load64(one, 0), 0);
	assert_int_equal(slots(one, XABI_OP_MEMORY_POPULATE, 0, PAGE, 0), XABI_STATUS_OCCUPIED);
}

static void a_large_granule_is_what_comes_and_goes(void **state)
{
	(void)state;
	assert_int_equal(get(one, XABI_OP_BASE_LIMITS, 0, 0), 16384);
	assert_int_equal(slots(one, XABI_OP_MEMORY_RELEASE, PAGE, 16384, 0), XABI_STATUS_BAD_SLOT);
	assert_int_equal(slots(one, XABI_OP_MEMORY_RELEASE, 0, 16384, 0), XABI_STATUS_OK);
	assert_false(xabi_host_store(host, 1, 3 * PAGE, "x", 1));
	store(one, 4 * PAGE, "x", 1);
	/* A frame of the table is smaller, and then the granule is neither empty nor backed. */
	assert_int_equal(slots(one, XABI_OP_GRANT_PLACE, 0, 0, PAGE), XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_MEMORY_POPULATE, 0, 16384, 0), XABI_STATUS_OCCUPIED);
	assert_int_equal(slots(one, XABI_OP_MEMORY_REMOVE, PAGE, 0, 0), XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_MEMORY_POPULATE, 0, 16384, 0), XABI_STATUS_OK);
}

/* ---- buffers ---- */

static void a_buffer_lies_in_the_callers_own_ram(void **state)
{
	const uint16_t op = XABI_OP_CONSOLE_WRITE;
	struct xabi_call made;

	(void)state;
	assert_int_equal(call(one, op, 0, 0, 0, 0, GUEST_END - 1, 1).status, XABI_STATUS_OK);
	made = call(one, op, 0, 0, 0, 0, GUEST_END - 1, 2);
	assert_int_equal(made.status, XABI_STATUS_BAD_BUFFER);
	assert_int_equal(made.out[3], XABI_BUF_CONSOLE_WRITE_TEXT);
	assert_int_equal(call(one, op, 0, 0, 0, 0, UINT64_MAX - 1, 8).status,
			 XABI_STATUS_BAD_BUFFER);
	assert_int_equal(call(one, op, 0, 0, 0, 0, 0, 65537).status, XABI_STATUS_BAD_SIZE);
	/* A grant table's frame is not. */
	assert_int_equal(slots(one, XABI_OP_GRANT_PLACE, 0, 0, GUEST_END), XABI_STATUS_OK);
	assert_int_equal(call(one, op, 0, 0, 0, 0, GUEST_END, 1).status, XABI_STATUS_BAD_BUFFER);
	/* The largest, across pages. */
	made = call(one, op, 65536 - 10, 0, 0, 0, 100, 65536);
	assert_int_equal(made.status, XABI_STATUS_OK);
	assert_int_equal(xabi_host_fetches(host), 1);
}

static void a_process_names_its_own_memory(void **state)
{
	struct xabi_caller *process = xabi_host_process(host, 0);
	struct xabi_domain_info list[4];
	struct xabi_call made;

	(void)state;
	assert_int_equal(
		call(process, XABI_OP_BASE_ABOUT, 0, 0, 0, 0, 0, 0).out[XABI_OUT_BASE_ABOUT_CALLER],
		XABI_CALLER_FACTS_VIRTUAL_BUFFERS);
	made = call(process, XABI_OP_DOMAIN_LIST, 0, sizeof(list[0]), 0, 0, (uintptr_t)list,
		    sizeof(list));
	assert_int_equal(made.status, XABI_STATUS_OK);
	assert_int_equal(made.out[0], 3);
	assert_int_equal(list[2].id, 2);
	assert_int_equal(call(process, XABI_OP_DOMAIN_INFO, 0, 0, 0, 0, 0, sizeof(list[0])).status,
			 XABI_STATUS_BAD_BUFFER);
}

/* ---- results ---- */

static void a_struct_is_as_long_as_the_caller_has_it(void **state)
{
	const size_t known = sizeof(struct xabi_domain_info);
	uint8_t bytes[sizeof(struct xabi_domain_info) + 64], whole[sizeof(bytes)];
	struct xabi_call made;
	size_t size, i;

	(void)state;
	made = call(control, XABI_OP_DOMAIN_INFO, 1, 0, 0, 0, 0, known);
	assert_int_equal(made.status, XABI_STATUS_OK);
	assert_int_equal(made.out[0], known);
	load(control, 0, whole, known);
	for (size = known; size <= sizeof(bytes); size++) {
		fill(control, 0, sizeof(bytes) + 1);
		made = call(control, XABI_OP_DOMAIN_INFO, 1, 0, 0, 0, 0, size);
		assert_int_equal(made.out[0], known);
		load(control, 0, bytes, size);
		assert_memory_equal(bytes, whole, known);
		for (i = known; i < size; i++)
			assert_int_equal(bytes[i], 0);
		load(control, size, bytes, 1);
		assert_int_equal(bytes[0], PATTERN);
	}
	assert_int_equal(call(control, XABI_OP_DOMAIN_INFO, 1, 0, 0, 0, 0, known - 1).status,
			 XABI_STATUS_BAD_SIZE);
}

static void a_list_ends_where_there_are_no_more_or_at_a_slice(void **state)
{
	const size_t each = sizeof(struct xabi_domain_info) + 8;
	struct xabi_host_config many = { .domains = 100, .memory = PAGE * 4 };
	struct xabi_domain_info info;
	struct xabi_call made;

	close_host(state);
	open_host(many);
	fill(control, 0, 4 * PAGE);
	made = call(control, XABI_OP_DOMAIN_LIST, 0, each, 0, 0, 0, 100 * each);
	assert_int_equal(made.status, XABI_STATUS_AGAIN);
	assert_int_equal(made.out[0], 64);
	load(control, 63 * each, &info, sizeof(info));
	assert_int_equal(info.id, 63);
	assert_int_equal(info.pad, 0);
	assert_int_equal(load64(control, 63 * each + sizeof(info)), 0);
	assert_int_equal(load64(control, 64 * each), 0xa5a5a5a5a5a5a5a5);
	made = call(control, XABI_OP_DOMAIN_LIST, 64, each, 0, 0, 64 * each, 36 * each);
	assert_int_equal(made.status, XABI_STATUS_OK);
	assert_int_equal(made.out[0], 36);
	made = call(control, XABI_OP_DOMAIN_LIST, 98, each, 0, 0, 0, 3 * each);
	assert_int_equal(made.status, XABI_STATUS_OK);
	assert_int_equal(made.out[0], 2);
	made = call(control, XABI_OP_DOMAIN_LIST, 0, each, 0, 0, 0, 0);
	assert_int_equal(made.status, XABI_STATUS_OK);
	assert_int_equal(made.out[0], 0);
}

/* ---- base ---- */

static void a_guest_sees_what_it_may_use(void **state)
{
	uint16_t ops[64];
	struct xabi_call made;
	size_t i, n;

	(void)state;
	made = call(one, XABI_OP_BASE_SURFACE, 0, 0, 0, 0, 0, sizeof(ops));
	assert_int_equal(made.status, XABI_STATUS_OK);
	n = made.out[0];
	load(one, 0, ops, sizeof(ops));
	for (i = 0; i < n; i++) {
		assert_true(ops[i] < 0x4000 && (i == 0 || ops[i] > ops[i - 1]));
		made = call(one, XABI_OP_BASE_PROBE, ops[i], XABI_PROBE_KIND_OP, 0, 0, 0, 0);
		assert_true(made.out[0] == 1 && made.out[1] == 1);
		assert_int_not_equal(call(one, ops[i], 9, 9, 9, 9, 9, 9).status,
				     XABI_STATUS_NOT_ALLOWED);
	}
	assert_true(n > 40 && n < XABI_OPS);
	assert_true(xabi_host_allow(host, 1, XABI_OP_EVENT_SEND, false));
	assert_int_equal(slots(one, XABI_OP_EVENT_SEND, 1, 0, 0), XABI_STATUS_NOT_ALLOWED);
	assert_int_equal(slots(two, XABI_OP_EVENT_SEND, 100, 0, 0), XABI_STATUS_WRONG_PORT);
	made = call(one, XABI_OP_BASE_SURFACE, XABI_OP_EVENT_SEND, 0, 0, 0, 0, 2);
	load(one, 0, ops, sizeof(ops[0]));
	assert_int_equal(ops[0], XABI_OP_EVENT_OPEN);
	assert_false(xabi_host_allow(host, 1, 0x3fff, true));
	/* A control op needs more than leave to call it. */
	assert_int_equal(slots(one, XABI_OP_LIFECYCLE_PAUSE, 2, 0, 0), XABI_STATUS_NOT_ALLOWED);
	assert_true(xabi_host_allow(host, 1, XABI_OP_LIFECYCLE_PAUSE, true));
	assert_int_equal(slots(one, XABI_OP_LIFECYCLE_PAUSE, 2, 0, 0), XABI_STATUS_NOT_ALLOWED);
}

static uint64_t probe(struct xabi_caller *caller, uint64_t op, uint64_t kind, uint64_t place,
		      uint64_t offset, uint64_t *ret_known)
{
	struct xabi_call made = call(caller, XABI_OP_BASE_PROBE, op, kind, place, offset, 0, 0);

	assert_int_equal(made.status, XABI_STATUS_OK);
	*ret_known = made.out[1];
	return made.out[0];
}

static void probe_knows_slots_buffers_and_fields(void **state)
{
	const uint64_t map = XABI_OP_GRANT_MAP, list = XABI_BUF_GRANT_MAP_LIST;
	uint64_t known;

	(void)state;
	assert_true(probe(one, XABI_OP_EVENT_SEND, XABI_PROBE_KIND_SLOT, 0, 0, &known));
	assert_int_equal(known, UINT32_MAX);
	assert_false(probe(one, XABI_OP_EVENT_SEND, XABI_PROBE_KIND_SLOT, 1, 0, &known));
	assert_int_equal(known, 0);
	assert_true(probe(one, XABI_OP_EVENT_BIND_VIRQ, XABI_PROBE_KIND_SLOT, 0, 0, &known));
	assert_int_equal(known, 1);
	assert_true(probe(one, XABI_OP_POWER_SHUTDOWN, XABI_PROBE_KIND_SLOT, 0, 0, &known));
	assert_int_equal(known, XABI_SHUTDOWN_REASON_SOFT_RESET);
	assert_true(probe(one, map, XABI_PROBE_KIND_BUFFER, list, 0, &known));
	assert_int_equal(known, sizeof(struct xabi_grant_map));
	assert_false(probe(one, map, XABI_PROBE_KIND_BUFFER, list + 1, 0, &known));
	assert_true(probe(one, map, XABI_PROBE_KIND_FIELD, list,
			  offsetof(struct xabi_grant_map, mode), &known));
	assert_int_equal(known, XABI_GRANT_MODE_READ_ONLY);
	assert_false(probe(one, map, XABI_PROBE_KIND_FIELD, list,
			   offsetof(struct xabi_grant_map, pad), &known));
	assert_false(probe(one, map, XABI_PROBE_KIND_FIELD, list, 1, &known));
	assert_false(probe(one, 0x3fff, XABI_PROBE_KIND_OP, 0, 0, &known));
	assert_false(probe(one, map, XABI_PROBE_KIND_OP, 1, 0, &known));
	/* An extension, by any number in it; only what this domain may use. */
	assert_true(
		probe(one, XABI_OP_EVENT_SEND & 0xff00, XABI_PROBE_KIND_EXTENSION, 0, 0, &known));
	assert_int_equal(known, 15);
	xabi_host_allow(host, 1, XABI_OP_EVENT_SEND, false);
	probe(one, XABI_OP_EVENT_OPEN, XABI_PROBE_KIND_EXTENSION, 0, 0, &known);
	assert_int_equal(known, 14);
	assert_false(probe(one, XABI_OP_EVENT_SEND, XABI_PROBE_KIND_SLOT, 0, 0, &known));
	assert_false(probe(one, XABI_OP_DOMAIN_INFO, XABI_PROBE_KIND_EXTENSION, 0, 0, &known));
	assert_true(probe(control, XABI_OP_DOMAIN_INFO, XABI_PROBE_KIND_EXTENSION, 0, 0, &known));
}

/* ---- sealed ---- */

static void a_sealed_guest_is_reached_only_where_it_shares(void **state)
{
	const uint16_t write = XABI_OP_CONSOLE_WRITE;
	const char *text;

	(void)state;
	assert_int_equal(call(one, XABI_OP_BASE_ABOUT, 0, 0, 0, 0, 0, 0).out[3],
			 XABI_CALLER_FACTS_SEALED);
	store(one, 4 * PAGE, "sealed", 6);
	assert_int_equal(call(one, write, 0, 0, 0, 0, 4 * PAGE, 6).status, XABI_STATUS_BAD_BUFFER);
	assert_int_equal(slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_CLOCK, 0, 4 * PAGE),
			 XABI_STATUS_NOT_BACKED);
	assert_int_equal(slots(one, XABI_OP_EVENT_FIFO_START, 0, 4 * PAGE, 0),
			 XABI_STATUS_NOT_BACKED);
	assert_int_equal(slots(one, XABI_OP_MEMORY_SHARE, 4 * PAGE, PAGE, 0), XABI_STATUS_OK);
	assert_int_equal(call(one, write, 0, 0, 0, 0, 4 * PAGE, 6).status, XABI_STATUS_OK);
	assert_int_equal(xabi_host_console(host, 1, &text), 6);
	assert_memory_equal(text, "sealed", 6);
	assert_int_equal(call(one, write, 0, 0, 0, 0, 5 * PAGE - 1, 2).status,
			 XABI_STATUS_BAD_BUFFER);
	/* What is in use cannot be taken back. */
	assert_int_equal(slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_CLOCK, 0, 4 * PAGE),
			 XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_MEMORY_UNSHARE, 4 * PAGE, PAGE, 0), XABI_STATUS_BUSY);
	assert_int_equal(slots(one, XABI_OP_VCPU_REMOVE_AREA, XABI_AREA_KIND_CLOCK, 0, 0),
			 XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_MEMORY_UNSHARE, 4 * PAGE, PAGE, 0), XABI_STATUS_OK);
	assert_int_equal(call(one, write, 0, 0, 0, 0, 4 * PAGE, 6).status, XABI_STATUS_BAD_BUFFER);
	/* The control domain is not sealed. */
	assert_int_equal(call(control, write, 0, 0, 0, 0, 4 * PAGE, 6).status, XABI_STATUS_OK);
}

/* ---- vCPUs, areas, time ---- */

static void the_clock_area_says_what_now_says(void **state)
{
	const uint64_t at = 2 * PAGE + 64;
	uint32_t sequence;
	struct xabi_call now;

	(void)state;
	fill(one, at, 64);
	assert_int_equal(slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_CLOCK, 1, at),
			 XABI_STATUS_OK);
	sequence = load32(one, at);
	assert_int_equal(sequence & 1, 0);
	xabi_host_advance(host, 12345);
	now = call(one, XABI_OP_TIME_NOW, 0, 0, 0, 0, 0, 0);
	assert_int_equal(now.out[XABI_OUT_TIME_NOW_SYSTEM], 12345);
	assert_int_equal(load32(one, at), sequence + 2);
	assert_int_equal(load64(one, at + 8), now.out[XABI_OUT_TIME_NOW_COUNTER]);
	assert_int_equal(load64(one, at + 16), now.out[XABI_OUT_TIME_NOW_SYSTEM]);
	assert_int_equal(load64(one, at + 24), now.out[XABI_OUT_TIME_NOW_WALL]);
	assert_int_equal(load64(one, at + 32), now.out[XABI_OUT_TIME_NOW_FREQUENCY]);
	/* Moved, and no longer kept where it was. */
	assert_int_equal(slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_CLOCK, 1, PAGE),
			 XABI_STATUS_OK);
	xabi_host_advance(host, 1);
	assert_int_equal(load64(one, at + 16), 12345);
	assert_int_equal(load64(one, PAGE + 16), 12346);
	now = call(one, XABI_OP_VCPU_AREA, XABI_AREA_KIND_CLOCK, 1, 0, 0, 0, 0);
	assert_int_equal(now.out[0], PAGE);
	assert_int_equal(slots(one, XABI_OP_VCPU_REMOVE_AREA, XABI_AREA_KIND_CLOCK, 1, 0),
			 XABI_STATUS_OK);
	xabi_host_advance(host, 1);
	assert_int_equal(load64(one, PAGE + 16), 12346);
	assert_int_equal(get(one, XABI_OP_VCPU_AREA, XABI_AREA_KIND_CLOCK, 1), NOWHERE);
}

static void an_area_does_not_cross_a_page_nor_lie_in_what_is_mapped(void **state)
{
	(void)state;
	assert_int_equal(
		slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_EVENT_BITS, 0, PAGE - 64),
		XABI_STATUS_NOT_BACKED);
	assert_int_equal(
		slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_EVENT_BITS, 0, PAGE - 1024),
		XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_EVENT_BITS, 2, 0),
			 XABI_STATUS_NO_SUCH_VCPU);
	assert_int_equal(slots(one, XABI_OP_GRANT_PLACE, 0, 0, GUEST_END), XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_CLOCK, 0, GUEST_END),
			 XABI_STATUS_NOT_BACKED);
	/* The area lives on where its page is released: the host has a reference. */
	assert_int_equal(slots(one, XABI_OP_MEMORY_RELEASE, 0, PAGE, 0), XABI_STATUS_OK);
	xabi_host_advance(host, 1);
}

static void the_runstate_area_accounts_for_all_time(void **state)
{
	const uint64_t at = PAGE;
	uint64_t sum = 0;
	unsigned int i;

	(void)state;
	xabi_host_advance(host, 100); /* offline, until it is started */
	assert_int_equal(slots(one, XABI_OP_VCPU_START, 1, 0x1000, 7), XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_RUNSTATE, 1, at),
			 XABI_STATUS_OK);
	assert_int_equal(load32(one, at), 0); /* running */
	xabi_host_advance(host, 10);
	xabi_host_block(host, 1, 1, true);
	assert_int_equal(load32(one, at), 2); /* blocked */
	assert_int_equal(get(one, XABI_OP_VCPU_STATE, 1, 0),
			 XABI_VCPU_STATE_ONLINE | XABI_VCPU_STATE_BLOCKED);
	xabi_host_advance(host, 5);
	assert_int_equal(load64(one, at + 16), 10);
	assert_int_equal(load64(one, at + 32), 5);
	assert_int_equal(load64(one, at + 40), 100);
	for (i = 0; i < 4; i++)
		sum += load64(one, at + 16 + 8 * i);
	assert_int_equal(sum, 115);
	assert_int_equal(load64(one, at + 8), 115);
}

static void a_timer_raises_its_virq_when_its_time_has_come(void **state)
{
	struct xabi_caller *second = xabi_host_caller(host, 1, 1);
	uint64_t port = get(one, XABI_OP_EVENT_BIND_VIRQ, XABI_VIRQ_TIMER, 1);
	const uint64_t bits = PAGE;

	(void)state;
	assert_int_equal(slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_EVENT_BITS, 0, bits),
			 XABI_STATUS_OK);
	assert_int_equal(slots(second, XABI_OP_TIME_SET_TIMER, 1000, 0, 0), XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_TIME_SET_TIMER, 10, 0, 0), XABI_STATUS_OK);
	xabi_host_advance(host, 999);
	assert_int_equal(load64(one, bits), 0);
	xabi_host_advance(host, 1);
	assert_int_equal(load64(one, bits), UINT64_C(1) << port);
	assert_int_equal(xabi_host_upcalls(host, 1, 0), 0);
	assert_int_equal(xabi_host_upcalls(host, 1, 1), 1);
	store64(one, bits, 0);
	xabi_host_advance(host, 5000);
	assert_int_equal(load64(one, bits), 0); /* once */
	assert_int_equal(slots(second, XABI_OP_TIME_SET_TIMER, 1, 0, 0), XABI_STATUS_OK);
	assert_int_equal(load64(one, bits), UINT64_C(1) << port); /* long past */
	store64(one, bits, 0);
	assert_int_equal(slots(second, XABI_OP_TIME_SET_TIMER, 10000, 0, 0), XABI_STATUS_OK);
	assert_int_equal(slots(second, XABI_OP_TIME_STOP_TIMER, 0, 0, 0), XABI_STATUS_OK);
	xabi_host_advance(host, 10000);
	assert_int_equal(load64(one, bits), 0);
}

static void a_period_raises_again_and_again(void **state)
{
	uint64_t port = get(one, XABI_OP_EVENT_BIND_VIRQ, XABI_VIRQ_TIMER, 0), i;
	const uint64_t bits = PAGE;

	(void)state;
	slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_EVENT_BITS, 0, bits);
	assert_int_equal(slots(one, XABI_OP_TIME_SET_PERIOD, 0, XABI_PERIOD_MIN - 1, 0),
			 XABI_STATUS_BAD_RANGE);
	assert_int_equal(slots(one, XABI_OP_TIME_SET_PERIOD, 0, XABI_PERIOD_MIN, 0),
			 XABI_STATUS_OK);
	for (i = 0; i < 3; i++) {
		xabi_host_advance(host, XABI_PERIOD_MIN);
		assert_int_equal(load64(one, bits), UINT64_C(1) << port);
		store64(one, bits, 0);
	}
	assert_int_equal(slots(one, XABI_OP_TIME_SET_PERIOD, 0, 0, 0), XABI_STATUS_OK);
	xabi_host_advance(host, 10 * XABI_PERIOD_MIN);
	assert_int_equal(load64(one, bits), 0);
}

/* ---- ends ---- */

static uint32_t state_of(uint16_t domain, uint32_t *ret_reason)
{
	struct xabi_domain_info info;

	call(control, XABI_OP_DOMAIN_INFO, domain, 0, 0, 0, 0, sizeof(info));
	load(control, 0, &info, sizeof(info));
	*ret_reason = info.shutdown_reason;
	return info.state;
}

static void a_watchdog_ends_a_domain_that_does_not_feed_it(void **state)
{
	uint64_t watchdog = get(one, XABI_OP_POWER_WATCHDOG_START, 1000, 0);
	uint64_t other = get(one, XABI_OP_POWER_WATCHDOG_START, 1000, 0);
	uint32_t reason;

	(void)state;
	assert_int_equal(slots(one, XABI_OP_POWER_WATCHDOG_START, 1000, 0, 0), XABI_STATUS_NO_ROOM);
	xabi_host_advance(host, 999);
	assert_int_equal(slots(one, XABI_OP_POWER_WATCHDOG_FEED, watchdog, 1000, 0),
			 XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_POWER_WATCHDOG_STOP, other, 0, 0), XABI_STATUS_OK);
	xabi_host_advance(host, 999);
	assert_false(state_of(1, &reason) & XABI_DOMAIN_STATE_SHUTDOWN);
	xabi_host_advance(host, 1);
	assert_true(state_of(1, &reason) & XABI_DOMAIN_STATE_SHUTDOWN);
	assert_int_equal(reason, XABI_SHUTDOWN_REASON_WATCHDOG);
	assert_int_equal(slots(one, XABI_OP_POWER_WATCHDOG_FEED, watchdog, 1, 0),
			 XABI_STATUS_WRONG_WATCHDOG);
	assert_int_equal(slots(one, XABI_OP_POWER_WATCHDOG_STOP, 0, 0, 0),
			 XABI_STATUS_WRONG_WATCHDOG);
}

static void the_last_vcpu_that_stops_ends_its_domain(void **state)
{
	uint32_t reason;

	(void)state;
	assert_int_equal(slots(one, XABI_OP_VCPU_START, 1, 0, 0), XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_VCPU_STOP, 0, 0, 0), XABI_STATUS_OK);
	assert_false(state_of(1, &reason) & XABI_DOMAIN_STATE_SHUTDOWN);
	assert_int_equal(slots(one, XABI_OP_VCPU_STOP, 1, 0, 0), XABI_STATUS_OK);
	assert_true(state_of(1, &reason) & XABI_DOMAIN_STATE_SHUTDOWN);
	assert_int_equal(reason, XABI_SHUTDOWN_REASON_POWEROFF);
}

static void a_destroyed_domain_goes_in_slices(void **state)
{
	uint64_t theirs = get(two, XABI_OP_EVENT_OPEN, 1, 0);
	uint64_t ours = get(one, XABI_OP_EVENT_CONNECT, 2, theirs);
	struct xabi_call made = { .status = XABI_STATUS_AGAIN };
	unsigned int calls = 0;
	uint32_t reason;

	(void)state;
	assert_int_equal(slots(control, XABI_OP_LIFECYCLE_DESTROY, 0, 0, 0),
			 XABI_STATUS_WRONG_TARGET);
	assert_int_equal(slots(control, XABI_OP_LIFECYCLE_DESTROY, XABI_DOMAIN_SELF, 0, 0),
			 XABI_STATUS_WRONG_TARGET);
	for (; made.status == XABI_STATUS_AGAIN; calls++) {
		made = call(control, XABI_OP_LIFECYCLE_DESTROY, 2, made.out[0], 0, 0, 0, 0);
		if (made.status != XABI_STATUS_AGAIN)
			continue;
		assert_true(state_of(2, &reason) & XABI_DOMAIN_STATE_DYING);
		assert_int_equal(slots(control, XABI_OP_LIFECYCLE_UNPAUSE, 2, 0, 0),
				 XABI_STATUS_WRONG_TARGET);
	}
	assert_int_equal(made.status, XABI_STATUS_OK);
	assert_int_equal(calls, 4096 / 256);
	assert_int_equal(slots(control, XABI_OP_LIFECYCLE_PAUSE, 2, 0, 0),
			 XABI_STATUS_NO_SUCH_DOMAIN);
	assert_null(xabi_host_caller(host, 2, 0));
	/* The other end of its channel waits. */
	assert_int_equal(get(one, XABI_OP_EVENT_STATUS, ours, 0), XABI_PORT_KIND_UNBOUND);
	assert_int_equal(slots(one, XABI_OP_EVENT_SEND, ours, 0, 0), XABI_STATUS_OK);
	assert_int_equal(slots(one, XABI_OP_EVENT_CLOSE, ours, 0, 0), XABI_STATUS_OK);
}

/* ---- console, parameters ---- */

static void the_console_takes_and_gives_text(void **state)
{
	uint64_t words[5] = { 0 };
	struct xabi_call made;
	uint8_t log[100];
	const char *text;

	(void)state;
	memcpy(words, "forty bytes are the most that fit in it.", 40);
	assert_int_equal(
		call(one, XABI_OP_CONSOLE_PUT, 40, words[0], words[1], words[2], words[3], words[4])
			.status,
		XABI_STATUS_OK);
	assert_int_equal(call(one, XABI_OP_CONSOLE_PUT, 3, words[0], 0, 0, 0, 0).status, 0);
	assert_int_equal(xabi_host_console(host, 1, &text), 43);
	assert_memory_equal(text, "forty bytes are the most that fit in it.for", 43);
	assert_int_equal(xabi_host_console(host, 2, &text), 0);
	xabi_host_type(host, 1, "abcdefghijklmnopqrstuvwxyz");
	made = call(one, XABI_OP_CONSOLE_GET, 0, 0, 0, 0, 0, 0);
	assert_int_equal(made.out[0], 24);
	assert_memory_equal(&made.out[1], "abcdefghijklmnopqrstuvwx", 24);
	made = call(one, XABI_OP_CONSOLE_GET, 0, 0, 0, 0, 0, 0);
	assert_int_equal(made.out[0], 2);
	assert_memory_equal(&made.out[1], "yz\0\0\0", 5);
	assert_int_equal(get(one, XABI_OP_CONSOLE_GET, 0, 0), 0);
	/* It goes into the machine's log, too, which is told in pieces. */
	made = call(control, XABI_OP_HOST_LOG, 0, 0, 0, 0, 0, 5);
	assert_int_equal(made.out[XABI_OUT_HOST_LOG_NEXT], 5);
	assert_int_equal(made.out[XABI_OUT_HOST_LOG_TEXT_NEEDED], 5);
	made = call(control, XABI_OP_HOST_LOG, 5, 0, 0, 0, 5, 95);
	assert_int_equal(made.out[XABI_OUT_HOST_LOG_TEXT_NEEDED], 38);
	load(control, 0, log, 43);
	assert_memory_equal(log, "forty bytes are the most that fit in it.for", 43);
}

static void a_text_longer_than_a_slice_is_written_once(void **state)
{
	char text[300];
	const char *written;
	struct xabi_call made = { .status = XABI_STATUS_AGAIN };
	unsigned int calls = 0;

	(void)state;
	memset(text, 'x', sizeof(text));
	store(one, PAGE - 100, text, sizeof(text));
	for (; made.status == XABI_STATUS_AGAIN; calls++)
		made = call(one, XABI_OP_CONSOLE_WRITE, made.out[0], 0, 0, 0, PAGE - 100, 300);
	assert_int_equal(made.status, XABI_STATUS_OK);
	assert_int_equal(calls, 3);
	assert_int_equal(xabi_host_console(host, 1, &written), 300);
	assert_memory_equal(written, text, 300);
}

static void a_guest_finds_what_its_builder_left(void **state)
{
	uint64_t port = get(one, XABI_OP_PARAM_GET, XABI_PARAM_STORE_PORT, 0);
	struct xabi_call made = call(one, XABI_OP_EVENT_STATUS, port, 0, 0, 0, 0, 0);

	(void)state;
	assert_int_equal(made.out[XABI_OUT_EVENT_STATUS_KIND], XABI_PORT_KIND_UNBOUND);
	assert_int_equal(made.out[XABI_OUT_EVENT_STATUS_PEER], 0);
	assert_int_equal(get(one, XABI_OP_PARAM_GET, XABI_PARAM_STORE_PAGE, 0), GUEST_END - PAGE);
	assert_int_equal(get(control, XABI_OP_PARAM_GET, XABI_PARAM_STORE_PAGE, 0), NOWHERE);
	get(control, XABI_OP_EVENT_CONNECT, 1, port);
}

static void a_machine_that_cannot_be_is_refused(void **state)
{
	(void)state;
	assert_null(xabi_host_new(&(struct xabi_host_config){ .granule = 6000 }));
	assert_null(xabi_host_new(&(struct xabi_host_config){ .domains = 5000 }));
	assert_null(xabi_host_new(&(struct xabi_host_config){ .buffer_size = 1 << 20 }));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, close_host)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(populated_memory_is_there_in_slices),
		TEST(memory_that_comes_back_is_zero),
		cmocka_unit_test_setup_teardown(a_large_granule_is_what_comes_and_goes,
						start_large_granule, close_host),
		TEST(a_buffer_lies_in_the_callers_own_ram),
		TEST(a_process_names_its_own_memory),
		TEST(a_struct_is_as_long_as_the_caller_has_it),
		TEST(a_list_ends_where_there_are_no_more_or_at_a_slice),
		TEST(a_guest_sees_what_it_may_use),
		TEST(probe_knows_slots_buffers_and_fields),
		cmocka_unit_test_setup_teardown(a_sealed_guest_is_reached_only_where_it_shares,
						start_sealed, close_host),
		TEST(the_clock_area_says_what_now_says),
		TEST(an_area_does_not_cross_a_page_nor_lie_in_what_is_mapped),
		TEST(the_runstate_area_accounts_for_all_time),
		TEST(a_timer_raises_its_virq_when_its_time_has_come),
		TEST(a_period_raises_again_and_again),
		TEST(a_watchdog_ends_a_domain_that_does_not_feed_it),
		TEST(the_last_vcpu_that_stops_ends_its_domain),
		TEST(a_destroyed_domain_goes_in_slices),
		TEST(the_console_takes_and_gives_text),
		TEST(a_text_longer_than_a_slice_is_written_once),
		TEST(a_guest_finds_what_its_builder_left),
		cmocka_unit_test(a_machine_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
