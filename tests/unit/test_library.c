/* SPDX-License-Identifier: MIT */
/*
 * Proves what libxabi promises apart from Xen's answers: the extension `base`, which it answers itself, its errors, and that
 * a failed call leaves nothing behind. Over a recording, named by the environment's RECORDING.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "xabi/xabi.h"

static struct xabi *xabi;

static int open_recording(void **state)
{
	struct xabi_error error;
	char uri[256];

	(void)state;
	snprintf(uri, sizeof(uri), "replay:%s", getenv("RECORDING"));
	return xabi_open(uri, &xabi, &error);
}

static int close_recording(void **state)
{
	(void)state;
	return xabi_close(xabi, NULL);
}

static void base_says_who_answers(void **state)
{
	struct xabi_call call = { .op = XABI_OP_BASE_ABOUT };

	(void)state;
	assert_int_equal(xabi_call(xabi, &call), 0);
	assert_int_equal(call.status, XABI_STATUS_OK);
	assert_int_equal(call.out[XABI_OUT_BASE_ABOUT_MAJOR], XABI_SPEC_MAJOR);
	assert_int_equal(call.out[XABI_OUT_BASE_ABOUT_MINOR], XABI_SPEC_MINOR);
	assert_int_equal(call.out[XABI_OUT_BASE_ABOUT_IMPLEMENTATION],
			 XABI_IMPLEMENTATION_LOWERING);
}

static uint64_t probe(uint16_t op)
{
	struct xabi_call call = { .op = XABI_OP_BASE_PROBE };

	call.in[XABI_IN_BASE_PROBE_OP] = op;
	assert_int_equal(xabi_call(xabi, &call), 0);
	return call.out[XABI_OUT_BASE_PROBE_AVAILABLE];
}

static void every_op_of_the_spec_is_there_and_no_other(void **state)
{
	(void)state;
#define IS_THERE(number, name, doc) assert_int_equal(probe(number), 1);
	XABI_OP_EACH(IS_THERE)
	assert_int_equal(probe(0x7fff), 0);
	assert_int_equal(probe(0), 0);
}

static void an_unknown_op_is_told_and_leaves_nothing(void **state)
{
	struct xabi_call call = { .op = 0x7fff, .out = { 1, 2, 3, 4 } };

	(void)state;
	assert_int_equal(xabi_call(xabi, &call), XABI_ERROR_TOO_OLD);
	assert_int_equal(call.status, XABI_STATUS_UNKNOWN_OP);
	assert_true(call.out[0] == 0 && call.out[3] == 0);
	assert_string_equal(xabi_last_error(xabi)->text,
			    "Xen 4.17 has nothing to carry an unknown operation out by");
}

static void a_good_call_clears_the_error_before(void **state)
{
	struct xabi_call call = { .op = 0x7fff };

	(void)state;
	xabi_call(xabi, &call);
	call.op = XABI_OP_BASE_ABOUT;
	assert_int_equal(xabi_call(xabi, &call), 0);
	assert_int_equal(xabi_last_error(xabi)->code, 0);
}

static void a_size_that_cannot_be_is_refused_without_a_hypercall(void **state)
{
	struct xabi_call call = { .op = XABI_OP_DOMAIN_LIST };
	struct xabi_route before, after;

	(void)state;
	xabi_route(xabi, &before);
	assert_int_equal(xabi_call(xabi, &call), XABI_ERROR_REFUSED);
	assert_int_equal(call.status, XABI_STATUS_BAD_SIZE);
	xabi_route(xabi, &after);
	assert_int_equal(before.hypercalls, after.hypercalls);
}

static void statuses_have_names(void **state)
{
	(void)state;
	assert_string_equal(xabi_status_name(XABI_STATUS_OK), "ok");
	assert_string_equal(xabi_status_name(XABI_STATUS_NO_SUCH_VCPU), "no_such_vcpu");
	assert_string_equal(xabi_status_name(0x7fff), "unknown");
}

static void names_of_no_domain_and_of_one_that_has_none(void **state)
{
	const uint16_t ids[] = { 0, 999, 1 };
	char **names;

	(void)state;
	assert_int_equal(xabi_domain_names(xabi, 0, NULL, &names), 0);
	free(names);
	assert_int_equal(xabi_domain_names(xabi, 3, ids, &names), 0);
	assert_string_equal(names[0], "Domain-0");
	assert_null(names[1]);
	assert_string_equal(names[2], "idle-1");
	free(names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base_says_who_answers),
		cmocka_unit_test(every_op_of_the_spec_is_there_and_no_other),
		cmocka_unit_test(an_unknown_op_is_told_and_leaves_nothing),
		cmocka_unit_test(a_good_call_clears_the_error_before),
		cmocka_unit_test(a_size_that_cannot_be_is_refused_without_a_hypercall),
		cmocka_unit_test(statuses_have_names),
		cmocka_unit_test(names_of_no_domain_and_of_one_that_has_none),
	};

	return cmocka_run_group_tests(tests, open_recording, close_recording);
}
