/* SPDX-License-Identifier: MIT */
/*
 * Proves what a generated decoder does with a call, on the spec that has one of everything (tests/xabic/golden): the order
 * of its checks and what r3 says, structs that grew on either side, padding, batches that stop, sums that would wrap. The
 * host here is an array of bytes, and each handler says what it got.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* In place of XABI's own headers, with the names that the core wants of those. */
#include "tests/xabic/golden/all.h"
#define XABI_DOMAIN_SELF         0x7ff0
#define XABI_STATUS_UNKNOWN_OP   2
#define XABI_STATUS_NOT_ALLOWED  3
#define XABI_STATUS_BAD_BUFFER   6
#define XABI_STATUS_BAD_SIZE     7
#define XABI_STATUS_WRONG_TARGET 13
#define XABI_STATUS_BAD_FIELD    14
#include "tests/xabic/golden/provider.h"

#include "provider/core/decode.c"
#include "tests/xabic/golden/provider.c"

#define PATTERN 0xa5

static uint8_t memory[4096];
static struct xabi_caller caller;
static unsigned int pinned, handled, reads;
static struct {
	uint64_t at;
	uint64_t bytes;
	bool write;
} buffers[3];

/* What the handlers got, and how they are to end. */
static struct xabi_page_info pages[64];
static struct xabi_range_list range_list;
static uint32_t n_elements;
static int fail_at;
static uint16_t end_with, lacking;

/* ---- the host ---- */

bool xabi_host_lacks(const struct xabi_caller *of, uint16_t op)
{
	(void)of;
	return op == lacking;
}

uint16_t xabi_host_pin(struct xabi_caller *of, unsigned int n, uint64_t address, uint64_t bytes,
		       bool write)
{
	(void)of;
	if (bytes && (address > sizeof(memory) || bytes > sizeof(memory) - address))
		return XABI_STATUS_BAD_BUFFER;
	buffers[n].at = address;
	buffers[n].bytes = bytes;
	buffers[n].write = write;
	pinned++;
	return 0;
}

void xabi_host_unpin(struct xabi_caller *of)
{
	(void)of;
	pinned = 0;
}

void xabi_host_read(struct xabi_caller *of, unsigned int n, uint64_t at, void *to, uint64_t bytes)
{
	(void)of;
	assert_true(pinned > n && at + bytes <= buffers[n].bytes);
	memcpy(to, memory + buffers[n].at + at, bytes);
	reads++;
}

void xabi_host_write(struct xabi_caller *of, unsigned int n, uint64_t at, const void *from,
		     uint64_t bytes)
{
	(void)of;
	assert_true(pinned > n && buffers[n].write && at + bytes <= buffers[n].bytes);
	memcpy(memory + buffers[n].at + at, from, bytes);
}

/* ---- the handlers ---- */

enum xabi_base_about_status xabi_do_base_about(struct xabi_caller *of, uint64_t *ret_wide_one,
					       uint64_t *ret_level, uint64_t *ret_another)
{
	(void)of;
	handled++;
	if (end_with)
		return (enum xabi_base_about_status)end_with;
	*ret_wide_one = 1;
	*ret_level = 2;
	*ret_another = UINT64_MAX;
	return (enum xabi_base_about_status)end_with;
}

enum xabi_memory_drop_status xabi_do_memory_drop(struct xabi_caller *of, uint16_t target,
						 uint32_t port, int32_t by)
{
	(void)of;
	(void)target;
	(void)port;
	(void)by;
	handled++;
	return (enum xabi_memory_drop_status)end_with;
}

enum xabi_memory_populate_status xabi_do_memory_populate(struct xabi_caller *of, uint16_t target,
							 uint64_t at, uint64_t size, uint32_t mode,
							 uint32_t how)
{
	(void)of;
	(void)target;
	(void)at;
	(void)size;
	(void)mode;
	(void)how;
	handled++;
	return (enum xabi_memory_populate_status)end_with;
}

enum xabi_memory_walk_status xabi_do_memory_walk(struct xabi_caller *of, uint64_t cursor,
						 struct xabi_buffer *ports, uint64_t *ret_cursor)
{
	uint32_t port;

	(void)of;
	handled++;
	for (ports->next = (uint32_t)cursor; xabi_memory_walk_ports_next(ports, &port);
	     n_elements++)
		assert_int_equal(port, ports->next - 1);
	*ret_cursor = ports->next;
	return (enum xabi_memory_walk_status)end_with;
}

enum xabi_memory_map_status xabi_do_memory_map(struct xabi_caller *of, struct xabi_buffer *list,
					       struct xabi_buffer *made, uint64_t *ret_done)
{
	struct xabi_range range;
	struct xabi_page_info page;

	(void)of;
	handled++;
	memset(&page, PATTERN, sizeof(page));
	while (xabi_memory_map_list_next(list, &page)) {
		if (n_elements == (uint32_t)fail_at)
			return XABI_DO_MEMORY_MAP_NO_SUCH_DOMAIN;
		pages[n_elements++] = page;
		range = (struct xabi_range){ .at = page.owner, .size = page.port };
		assert_true(xabi_memory_map_made_put(made, &range));
		++*ret_done;
	}
	return (enum xabi_memory_map_status)end_with;
}

enum xabi_device_text_status xabi_do_device_text(struct xabi_caller *of, uint16_t target,
						 uint64_t cursor, struct xabi_buffer *text,
						 struct xabi_page_info *ret_info,
						 uint64_t *ret_made, uint64_t *ret_text_needed,
						 uint64_t *ret_cursor)
{
	(void)of;
	(void)target;
	handled++;
	memset(ret_info, PATTERN, sizeof(*ret_info));
	*ret_cursor = cursor + 16;
	if (end_with)
		return (enum xabi_device_text_status)end_with;
	*ret_made = 7;
	*ret_text_needed = 5;
	xabi_buffer_write(text, 0, "texts", 5);
	return (enum xabi_device_text_status)end_with;
}

enum xabi_device_three_status xabi_do_device_three(struct xabi_caller *of,
						   const struct xabi_range_list *from,
						   struct xabi_buffer *list, struct xabi_buffer *to,
						   uint64_t *ret_done)
{
	struct xabi_range range = { 1, 2 };
	uint32_t number;

	(void)of;
	handled++;
	range_list = *from;
	while (xabi_device_three_list_next(list, &number)) {
		assert_true(xabi_device_three_to_put(to, &range));
		++*ret_done;
	}
	return (enum xabi_device_three_status)end_with;
}

/* ---- how to call ---- */

static int start(void **state)
{
	(void)state;
	memset(memory, PATTERN, sizeof(memory));
	caller = (struct xabi_caller){
		.mask = { 0xff },
		.granule = 4096,
		.gpa_limit = UINT64_MAX - 4095,
		.buffer_size = 2048,
		.domain = 3,
	};
	pinned = handled = reads = n_elements = 0;
	lacking = 0;
	fail_at = -1;
	end_with = 0;
	return 0;
}

/* The call comes back with results that were not in it before, and without a buffer left pinned. */
static struct xabi_call call(uint16_t op, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3,
			     uint64_t a4, uint64_t a5)
{
	struct xabi_call call = {
		.op = op, .status = 0xffff, .in = { a0, a1, a2, a3, a4, a5 }, .out = { 1, 2, 3, 4 }
	};

	xabi_provide(&caller, &call);
	assert_int_equal(pinned, 0);
	return call;
}

static void refused(struct xabi_call call, uint16_t status, uint64_t where)
{
	assert_int_equal(call.status, status);
	assert_int_equal(call.out[3], where);
	assert_true(call.out[0] == 0 && call.out[1] == 0 && call.out[2] == 0);
	assert_int_equal(handled, 0);
}

/* ---- slots ---- */

static void unknown_and_forbidden_ops_are_told_apart(void **state)
{
	(void)state;
	refused(call(0x3fff, 1, 2, 3, 4, 5, 6), XABI_STATUS_UNKNOWN_OP, 0);
	caller.mask[0] = 0;
	refused(call(XABI_OP_MEMORY_DROP, ~0ull, 0, 0, 0, 0, 1), XABI_STATUS_NOT_ALLOWED, 0);
	lacking = XABI_OP_MEMORY_DROP; /* which this host has not, whoever may call it */
	refused(call(XABI_OP_MEMORY_DROP, ~0ull, 0, 0, 0, 0, 1), XABI_STATUS_UNKNOWN_OP, 0);
	assert_int_equal(call(XABI_OP_BASE_ABOUT, 0, 0, 0, 0, 0, 0).status, 0); /* always */
}

static void results_are_of_their_types_and_zero_on_failure(void **state)
{
	struct xabi_call made = call(XABI_OP_BASE_ABOUT, 0, 0, 0, 0, 0, 0);

	(void)state;
	assert_int_equal(made.status, 0);
	assert_int_equal(made.out[0], 1);
	assert_int_equal(made.out[1], 2);
	assert_int_equal(made.out[2], 0);
	assert_int_equal(made.out[3], UINT64_MAX);
	end_with = XABI_STATUS_NOT_ALLOWED;
	handled = 0;
	made = call(XABI_OP_BASE_ABOUT, 0, 0, 0, 0, 0, 0);
	handled = 0;
	refused(made, XABI_STATUS_NOT_ALLOWED, 0);
}

static void every_slot_is_checked_and_the_first_wrong_one_is_told(void **state)
{
	const uint16_t op = XABI_OP_MEMORY_POPULATE;
	unsigned int i;

	(void)state;
	/* at + size - 1 > gpa_limit, size > 512 and the like do not come before a bad slot. */
	refused(call(op, 0x10000, 1, 0, 1, 2, 1), XABI_STATUS_BAD_SLOT, 0);
	refused(call(op, 0, 1, 0, 1, 2, 1), XABI_STATUS_BAD_SLOT, 1);           /* granule */
	refused(call(op, 0, 4096, 0, 1, 2, 1), XABI_STATUS_BAD_SLOT, 2);        /* range */
	refused(call(op, 0, 0, 0x100000000, 0, 0, 0), XABI_STATUS_BAD_SLOT, 2); /* and above */
	refused(call(op, 0, 4096, 4097, 1, 2, 1), XABI_STATUS_BAD_SLOT, 2);
	refused(call(op, 0, 4096, 4096, 1, 2, 1), XABI_STATUS_BAD_SLOT, 3); /* enum */
	refused(call(op, 0, 4096, 4096, 0x100000007, 2, 1), XABI_STATUS_BAD_SLOT, 3);
	refused(call(op, 0, 4096, 4096, 7, 2, 1), XABI_STATUS_BAD_SLOT, 4); /* flags */
	refused(call(op, 0, 4096, 4096, 7, 1ull << 32, 1), XABI_STATUS_BAD_SLOT, 4);
	refused(call(op, 0, 4096, 4096, 7, 0, 1), XABI_STATUS_BAD_SLOT, 5); /* zero */
	for (i = 3; i < 6; i++)
		refused(call(XABI_OP_MEMORY_DROP, 0, 1, 0, i == 3, i == 4, 1), XABI_STATUS_BAD_SLOT,
			i);
}

static void requests_are_refused_exactly(void **state)
{
	const uint16_t op = XABI_OP_MEMORY_POPULATE;

	(void)state;
	caller.granule = 1;
	caller.gpa_limit = 1000;
	/* bad_range when at + size - 1 > gpa_limit and size != 0 */
	refused(call(op, 0, 1000, 2, 0, 0, 0), XABI_STATUS_BAD_RANGE, 0);
	assert_int_equal(call(op, 0, 999, 2, 0, 0, 0).status, 0);
	handled = 0;
	refused(call(op, 0, UINT64_MAX, 2, 0, 0, 0), XABI_STATUS_BAD_RANGE,
		0); /* would wrap to 0 */
	caller.gpa_limit = UINT64_MAX;
	refused(call(op, 0, UINT64_MAX, 2, 0, 0, 0), XABI_STATUS_BAD_RANGE, 0);
	assert_int_equal(call(op, 0, UINT64_MAX, 1, 0, 0, 0).status, 0);
	handled = 0;
	/* In the order of the rows: size > 512, mode is big and how lacks read_only, how has read_only */
	refused(call(op, 0, 0, 513, 7, 0, 0), XABI_STATUS_BAD_RANGE, 0);
	refused(call(op, 0, 0, 512, 7, 0, 0), XABI_STATUS_WRONG_PORT, 0);
	refused(call(op, 0, 0, 512, XABI_MAP_MODE_BIG, 0, 0), XABI_STATUS_WRONG_PORT, 0);
	refused(call(op, 0, 0, 512, 7, 1, 0), XABI_STATUS_READ_ONLY, 0);
	assert_int_equal(call(op, 0, 0, 512, 0, 0, 0).status, 0);
}

/* ---- structs ---- */

static void a_growing_result_is_cut_or_filled_up_and_its_size_told(void **state)
{
	const size_t at = 256, known = sizeof(struct xabi_page_info);
	struct xabi_call made;
	size_t bytes, i;

	(void)state;
	for (bytes = 16; bytes <= known + 100; bytes++) {
		start(NULL);
		made = call(XABI_OP_DEVICE_TEXT, 0, 0, 0, 3, at, bytes);
		assert_int_equal(made.status, 0);
		assert_int_equal(made.out[XABI_OUT_DEVICE_TEXT_MADE], 7);
		assert_int_equal(made.out[XABI_OUT_DEVICE_TEXT_TEXT_NEEDED], 5);
		assert_int_equal(made.out[XABI_OUT_DEVICE_TEXT_INFO_NEEDED], known);
		assert_int_equal(made.out[XABI_OUT_DEVICE_TEXT_CURSOR], 16);
		assert_memory_equal(memory, "tex\xa5", 4);
		for (i = 0; i < bytes;
		     i++) /* pad at 2 and 3, pad2 from 20 to 23, then what nobody knows */
			assert_int_equal(memory[at + i], i == 2 || i == 3 || i >= 20 ? 0 : PATTERN);
		assert_int_equal(memory[at + bytes], PATTERN);
	}
	refused((handled = 0, call(XABI_OP_DEVICE_TEXT, 0, 0, 0, 3, at, 15)), XABI_STATUS_BAD_SIZE,
		4);
	refused(call(XABI_OP_DEVICE_TEXT, 0, 0, 0, 2049, at, 15), XABI_STATUS_BAD_SIZE, 2);
	refused(call(XABI_OP_DEVICE_TEXT, 0, 0, 0, 3, 4090, 16), XABI_STATUS_BAD_BUFFER, 4);
	refused(call(XABI_OP_DEVICE_TEXT, 0, 0, 4096, 3, 4090, 16), XABI_STATUS_BAD_BUFFER, 2);
	/* Sizes come before buffers, and buffers before the target. */
	refused(call(XABI_OP_DEVICE_TEXT, 3, 0, 4096, 3, 0, 15), XABI_STATUS_BAD_SIZE, 4);
	refused(call(XABI_OP_DEVICE_TEXT, 3, 0, 4096, 3, 0, 16), XABI_STATUS_BAD_BUFFER, 2);
	refused(call(XABI_OP_DEVICE_TEXT, 3, 0, 0, 3, 256, 16), XABI_STATUS_WRONG_TARGET, 0);
	refused(call(XABI_OP_DEVICE_TEXT, XABI_DOMAIN_SELF, 0, 0, 3, 256, 16),
		XABI_STATUS_WRONG_TARGET, 0);
}

static void a_failed_op_writes_only_how_far_it_got(void **state)
{
	struct xabi_call made;

	(void)state;
	end_with = XABI_STATUS_AGAIN;
	made = call(XABI_OP_DEVICE_TEXT, 0, 100, 0, 3, 256, 24);
	assert_int_equal(made.status, XABI_STATUS_AGAIN);
	assert_int_equal(made.out[XABI_OUT_DEVICE_TEXT_CURSOR], 116);
	assert_true(made.out[0] == 0 && made.out[1] == 0 && made.out[2] == 0);
	assert_int_equal(memory[256], PATTERN);
}

/* A range list that can be taken, at 0, and three numbers behind it. */
static void put_list(void)
{
	struct xabi_range_list list = { 0 };

	list.ranges[0].size = list.ranges[1].size = list.inside.size = 64;
	memcpy(memory, &list, sizeof(list));
}

static void a_struct_that_is_read_is_checked_field_by_field(void **state)
{
	const size_t bytes = sizeof(struct xabi_range_list);
	const uint16_t op = XABI_OP_DEVICE_THREE;
	static const struct {
		size_t at;
		uint8_t value;
		size_t field;
	} bad[] = { { 60, 1, 60 },  { 63, 1, 60 }, { 8, 0, 8 },  { 8, 65, 8 },
		    { 24, 63, 24 }, { 31, 1, 24 }, { 72, 1, 72 } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put_list();
		memory[bad[i].at] = bad[i].value;
		refused(call(op, 0, bytes, 128, 12, 256, 48), XABI_STATUS_BAD_FIELD, bad[i].field);
	}
	put_list();
	refused(call(op, 0, bytes - 8, 128, 12, 256, 48), XABI_STATUS_BAD_SIZE, 0);
	refused(call(op, 0, bytes + 8, 128, 12, 256, 48), XABI_STATUS_BAD_SIZE, 0);
	refused(call(op, 0, bytes, 128, 13, 256, 48), XABI_STATUS_BAD_SIZE, 2);
	refused(call(op, 0, bytes, 128, 12, 256, 47), XABI_STATUS_BAD_SIZE, 4);
	refused(call(op, 0, bytes, 128, 12, 256, 64), XABI_STATUS_BAD_SIZE, 4); /* like */
	reads = 0;
	assert_int_equal(call(op, 0, bytes, 128, 12, 256, 48).out[0], 3);
	assert_int_equal(reads, 4); /* the struct and three numbers, once each */
	assert_memory_equal(&range_list, memory, bytes);
}

/* ---- batches ---- */

/* N elements of EACH bytes from 0 on, numbered. */
static void put_pages(unsigned int n, size_t each)
{
	struct xabi_page_info page = { .access = XABI_ACCESS_READ_ONLY };
	unsigned int i;

	for (i = 0; i < n; i++) {
		page.owner = (uint16_t)i;
		page.port = 100 + i;
		page.level = 3;
		memset(memory + i * each, 0, each);
		memcpy(memory + i * each, &page, each < sizeof(page) ? each : sizeof(page));
	}
}

static struct xabi_call map(unsigned int n, size_t each)
{
	return call(XABI_OP_MEMORY_MAP, each, 0, 0, n * each, 3072, n * sizeof(struct xabi_range));
}

static void elements_of_any_size_that_grew_are_taken(void **state)
{
	struct xabi_call made;
	size_t each, i;

	(void)state;
	for (each = 16; each < 64; each++) {
		start(NULL);
		put_pages(3, each);
		made = map(3, each);
		assert_int_equal(made.status, 0);
		assert_int_equal(made.out[0], 3);
		for (i = 0; i < 3; i++) {
			assert_int_equal(pages[i].owner, i);
			assert_int_equal(pages[i].port, 100 + i);
			assert_int_equal(pages[i].level, each >= 20 ? 3 : each < 17 ? 0 : 3);
			assert_int_equal(memory[3072 + 16 * i + 8], 100 + i);
		}
		if (each <= 24)
			continue;
		handled = n_elements = 0;
		memory[2 * each - 1] = 1; /* the second element's last byte, which nobody knows */
		made = map(3, each);
		assert_int_equal(made.status, XABI_STATUS_BAD_FIELD);
		assert_int_equal(made.out[3], each - 1);
		assert_int_equal(made.out[0], 1);
	}
	refused((handled = 0, map(3, 15)), XABI_STATUS_BAD_SIZE, 0);
	refused(call(XABI_OP_MEMORY_MAP, 0, 0, 0, 0, 0, 0), XABI_STATUS_BAD_SIZE, 0);
	refused(call(XABI_OP_MEMORY_MAP, 17, 0, 0, 18, 3072, 16), XABI_STATUS_BAD_SIZE, 2);
}

static void a_batch_stops_at_what_fails(void **state)
{
	struct xabi_call made;
	unsigned int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		start(NULL);
		put_pages(3, 24);
		memory[24 * i + 12] = 4; /* an unknown flag */
		made = map(3, 24);
		assert_int_equal(made.status, XABI_STATUS_BAD_FIELD);
		assert_int_equal(made.out[3], 12);
		assert_int_equal(made.out[0], i);
		assert_int_equal(n_elements, i);
		memory[24 * i + 12] = 0; /* a request failure */
		n_elements = 0;
		made = map(3, 24);
		assert_int_equal(made.status, XABI_STATUS_READ_ONLY);
		assert_int_equal(made.out[3], 0);
		assert_int_equal(made.out[0], i);
		put_pages(3, 24);
		n_elements = 0;
		fail_at = (int)i;
		made = map(3, 24);
		assert_int_equal(made.status, XABI_STATUS_NO_SUCH_DOMAIN);
		assert_int_equal(made.out[0], i);
		assert_int_equal(memory[3072 + 16 * i], PATTERN);
	}
}

static void the_handlers_failure_goes_before_a_refusal_behind_it(void **state)
{
	struct xabi_call made;

	(void)state;
	put_pages(3, 24);
	memory[48 + 12] = 4;
	end_with = XABI_STATUS_NO_ROOM; /* as of an element before the one refused */
	made = map(3, 24);
	assert_int_equal(made.status, XABI_STATUS_NO_ROOM);
	assert_int_equal(made.out[3], 0);
}

static void a_slice_ends_with_again(void **state)
{
	struct xabi_call made;

	(void)state;
	put_pages(33, 24);
	made = map(33, 24);
	assert_int_equal(made.status, XABI_STATUS_AGAIN);
	assert_int_equal(made.out[0], 32);
	assert_int_equal(n_elements, 32);
	n_elements = 0;
	assert_int_equal(map(32, 24).status, 0);
	assert_int_equal(map(0, 24).status, 0);
	assert_int_equal(call(XABI_OP_MEMORY_MAP, 24, 0, UINT64_MAX, 0, UINT64_MAX, 0).status, 0);
}

static void elements_without_a_count_have_a_cursor(void **state)
{
	uint32_t ports[5] = { 0, 1, 2, 3, 4 };
	struct xabi_call made;

	(void)state;
	memcpy(memory, ports, sizeof(ports));
	made = call(XABI_OP_MEMORY_WALK, 2, 0, 0, 0, 0, sizeof(ports));
	assert_int_equal(made.status, 0);
	assert_int_equal(made.out[0], 5);
	assert_int_equal(n_elements, 3);
	made = call(XABI_OP_MEMORY_WALK, 2, 0, 0, 0, 4096, sizeof(ports));
	assert_int_equal(made.status, XABI_STATUS_BAD_BUFFER);
	assert_int_equal(made.out[0], 2); /* as far as it was */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(unknown_and_forbidden_ops_are_told_apart, start),
		cmocka_unit_test_setup(results_are_of_their_types_and_zero_on_failure, start),
		cmocka_unit_test_setup(every_slot_is_checked_and_the_first_wrong_one_is_told,
				       start),
		cmocka_unit_test_setup(requests_are_refused_exactly, start),
		cmocka_unit_test_setup(a_growing_result_is_cut_or_filled_up_and_its_size_told,
				       start),
		cmocka_unit_test_setup(a_failed_op_writes_only_how_far_it_got, start),
		cmocka_unit_test_setup(a_struct_that_is_read_is_checked_field_by_field, start),
		cmocka_unit_test_setup(elements_of_any_size_that_grew_are_taken, start),
		cmocka_unit_test_setup(a_batch_stops_at_what_fails, start),
		cmocka_unit_test_setup(the_handlers_failure_goes_before_a_refusal_behind_it, start),
		cmocka_unit_test_setup(a_slice_ends_with_again, start),
		cmocka_unit_test_setup(elements_without_a_count_have_a_cursor, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
