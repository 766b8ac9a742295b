/* SPDX-License-Identifier: MIT */
/*
 * Proves how a call is printed: every kind of value, what is wrong in a refused one, and that a buffer that is too short
 * cuts the text and nothing else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "codec/print.h"
#include "xabi/abi.h"

static void assert_printed(const struct xabi_call *call, const char *expected)
{
	size_t len = strlen(expected), size;
	char text[256];

	assert_int_equal(print_call(call, text, sizeof(text)), len);
	assert_string_equal(text, expected);
	for (size = 0; size <= len + 1; size++) {
		memset(text, 'x', sizeof(text));
		assert_int_equal(print_call(call, text, size), len);
		assert_int_equal(text[size], 'x');
		if (!size)
			continue;
		assert_int_equal(strlen(text), size - 1);
		assert_memory_equal(text, expected, size - 1);
	}
}

static void slots(void **state)
{
	struct xabi_call send = { .op = XABI_OP_EVENT_SEND, .status = XABI_STATUS_WRONG_PORT };
	struct xabi_call yield = { .op = XABI_OP_VCPU_YIELD };
	struct xabi_call timer = { .op = XABI_OP_TIME_SET_TIMER };
	struct xabi_call param = { .op = XABI_OP_PARAM_GET, .out = { UINT64_MAX } };

	(void)state;
	send.in[0] = 3;
	assert_printed(&send, "event.send port=3 -> wrong_port");
	assert_printed(&yield, "vcpu.yield -> ok");
	timer.in[0] = 5000000000;
	assert_printed(&timer, "time.set_timer at=5000000000 -> ok");
	assert_printed(&param, "param.get param=store_page -> ok value=0xffffffffffffffff");
}

static void values_with_and_without_names(void **state)
{
	struct xabi_call state_of = { .op = XABI_OP_VCPU_STATE };
	struct xabi_call place = { .op = XABI_OP_VCPU_PLACE_AREA };

	(void)state;
	assert_printed(&state_of, "vcpu.state vcpu=0 -> ok state=0x0");
	state_of.out[0] = XABI_VCPU_STATE_ONLINE | XABI_VCPU_STATE_RUNNING;
	assert_printed(&state_of, "vcpu.state vcpu=0 -> ok state=online|running");
	state_of.out[0] = XABI_VCPU_STATE_BLOCKED | 0x100;
	assert_printed(&state_of, "vcpu.state vcpu=0 -> ok state=blocked|0x100");
	place.in[0] = XABI_AREA_KIND_CLOCK;
	place.in[2] = 0x1000;
	assert_printed(&place, "vcpu.place_area kind=clock vcpu=0 at=0x1000 -> ok");
	place.in[0] = 77;
	place.status = 999;
	assert_printed(&place, "vcpu.place_area kind=77 vcpu=0 at=0x1000 -> 999");
}

static void buffers(void **state)
{
	struct xabi_call info = { .op = XABI_OP_DOMAIN_INFO };
	struct xabi_call map = { .op = XABI_OP_GRANT_MAP };

	(void)state;
	info.in[XABI_BUF_DOMAIN_INFO_INFO] = 0x7000;
	info.in[XABI_BUF_DOMAIN_INFO_INFO + 1] = 96;
	info.out[0] = 104;
	assert_printed(&info, "domain.info target=0 info=0x7000+96 -> ok info_needed=104");
	map.in[XABI_BUF_GRANT_MAP_LIST] = 0x1000;
	map.in[XABI_BUF_GRANT_MAP_LIST + 1] = 48;
	map.in[XABI_BUF_GRANT_MAP_MADE] = 0x2000;
	map.in[XABI_BUF_GRANT_MAP_MADE + 1] = 16;
	map.status = XABI_STATUS_WRONG_GRANT;
	map.out[0] = 1;
	assert_printed(&map, "grant.map list=0x1000+48 made=0x2000+16 -> wrong_grant done=1");
}

static void what_is_wrong(void **state)
{
	struct xabi_call call = { .op = XABI_OP_EVENT_MOVE, .status = XABI_STATUS_BAD_SLOT };
	struct xabi_call copy = { .op = XABI_OP_GRANT_COPY, .status = XABI_STATUS_BAD_FIELD };
	struct xabi_call other = { .op = 0x3f3f, .status = XABI_STATUS_UNKNOWN_OP };

	(void)state;
	call.in[1] = 7;
	call.out[3] = 1;
	assert_printed(&call, "event.move port=0 vcpu=7 -> bad_slot slot=vcpu");
	call.in[5] = 0xff;
	call.out[3] = 5;
	assert_printed(&call, "event.move port=0 vcpu=7 a5=0xff -> bad_slot slot=a5");
	copy.in[4] = 0x1000;
	copy.in[5] = 32;
	copy.out[0] = 2;
	copy.out[3] = 12;
	assert_printed(&copy, "grant.copy list=0x1000+32 -> bad_field offset=12 done=2");
	copy.status = XABI_STATUS_BAD_BUFFER;
	copy.out[0] = 0;
	copy.out[3] = 4;
	assert_printed(&copy, "grant.copy list=0x1000+32 -> bad_buffer slot=list");
	other.in[2] = 1;
	assert_printed(&other, "op 0x3f3f a2=0x1 -> unknown_op");
}

static void every_op_has_its_name_and_as_many_slots_as_the_header_says(void **state)
{
	(void)state;
#define IS_THERE(number, text, doc)                          \
	assert_non_null(print_find(number));                 \
	assert_string_equal(print_find(number)->name, text); \
	assert_int_equal(print_find(number)->n_buffers, (number) >> 6 & 3);
	XABI_OP_EACH(IS_THERE)
	assert_null(print_find(0x3f3f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots),
		cmocka_unit_test(values_with_and_without_names),
		cmocka_unit_test(buffers),
		cmocka_unit_test(what_is_wrong),
		cmocka_unit_test(every_op_has_its_name_and_as_many_slots_as_the_header_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
