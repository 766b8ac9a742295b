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

/* What base.probe says, and whether it is available. */
static bool probe(uint16_t op, uint32_t kind, uint8_t place, uint16_t offset, uint64_t *ret_known)
{
	struct xabi_call call = { .op = XABI_OP_BASE_PROBE, .in = { op, kind, place, offset } };

	assert_int_equal(xabi_call(xabi, &call), 0);
	*ret_known = call.out[XABI_OUT_BASE_PROBE_KNOWN];
	return call.out[XABI_OUT_BASE_PROBE_AVAILABLE];
}

/* What user space may ask for: control ops, and base. A guest's kernel ops are not. */
static void every_control_op_of_the_spec_is_there_and_no_other(void **state)
{
	struct xabi_call call = { .op = XABI_OP_BASE_SURFACE };
	uint16_t ops[256], n = 0;
	uint64_t known;

	(void)state;
	call.in[XABI_BUF_BASE_SURFACE_OPS] = (uintptr_t)ops;
	call.in[XABI_BUF_BASE_SURFACE_OPS + 1] = sizeof(ops);
	assert_int_equal(xabi_call(xabi, &call), 0);
#define IS_THERE(number, name, doc)                                       \
	assert_int_equal(probe(number, XABI_PROBE_KIND_OP, 0, 0, &known), \
			 (number) >> 14 == 2 || (number) >> 8 == 0);      \
	n += (number) >> 14 == 2 || (number) >> 8 == 0;
	XABI_OP_EACH(IS_THERE)
	assert_int_equal(call.out[XABI_OUT_BASE_SURFACE_DONE], n);
	assert_int_equal(ops[0], XABI_OP_BASE_ABOUT);
	assert_true(ops[n - 1] > ops[n - 2]);
	assert_false(probe(0x7fff, XABI_PROBE_KIND_OP, 0, 0, &known));
	assert_false(probe(0, XABI_PROBE_KIND_OP, 0, 0, &known));
	call.in[XABI_IN_BASE_SURFACE_FROM] = ops[n - 1];
	assert_int_equal(xabi_call(xabi, &call), 0);
	assert_int_equal(call.out[XABI_OUT_BASE_SURFACE_DONE], 1);
}

static void probe_knows_slots_and_fields(void **state)
{
	const uint8_t buffer = XABI_BUF_DOMAIN_INFO_INFO;
	uint64_t known;

	(void)state;
	assert_true(probe(XABI_OP_DOMAIN_INFO, XABI_PROBE_KIND_SLOT, 0, 0, &known));
	assert_int_equal(known, 0xffff);
	assert_true(probe(XABI_OP_DOMAIN_INFO, XABI_PROBE_KIND_BUFFER, buffer, 0, &known));
	assert_int_equal(known, sizeof(struct xabi_domain_info));
	assert_true(probe(XABI_OP_DOMAIN_INFO, XABI_PROBE_KIND_FIELD, buffer,
			  offsetof(struct xabi_domain_info, memory), &known));
	assert_false(probe(XABI_OP_DOMAIN_INFO, XABI_PROBE_KIND_FIELD, buffer,
			   offsetof(struct xabi_domain_info, pad), &known));
	assert_true(probe(XABI_OP_DOMAIN_INFO, XABI_PROBE_KIND_EXTENSION, 0, 0, &known));
	assert_int_equal(known, 4);
	assert_false(probe(XABI_OP_EVENT_SEND, XABI_PROBE_KIND_EXTENSION, 0, 0, &known));
}

static void an_unknown_op_is_told_and_leaves_nothing(void **state)
{
	struct xabi_call call = { .op = 0x7fff, .out = { 1, 2, 3, 4 } };

	(void)state;
	assert_int_equal(xabi_call(xabi, &call), XABI_ERROR_NO_OP);
	assert_int_equal(call.status, XABI_STATUS_UNKNOWN_OP);
	assert_true(call.out[0] == 0 && call.out[3] == 0);
	assert_string_equal(
		xabi_last_error(xabi)->text,
		"this Xen 4.17 has nothing to carry an unknown operation out by: it was built without "
		"that, or another release has it");
}

static void a_good_call_clears_the_error_before(void **state)
{
	struct xabi_call call = { .op = 0x7fff };

	(void)state;
	xabi_call(xabi, &call);
	call.op = XABI_OP_BASE_ABOUT;
	assert_int_equal(xabi_call(xabi, &call), 0);
	assert_int_equal(xabi_last_error(xabi)->code, 0);
	assert_int_equal(xabi_last_error(xabi)->status, 0);
}

static void a_size_that_cannot_be_is_refused_without_a_hypercall(void **state)
{
	struct xabi_call call = { .op = XABI_OP_DOMAIN_LIST };
	struct xabi_route before, after;

	(void)state;
	xabi_route(xabi, &before);
	assert_int_equal(xabi_call(xabi, &call), XABI_ERROR_REFUSED);
	assert_int_equal(call.status, XABI_STATUS_BAD_SIZE);
	assert_int_equal(xabi_last_error(xabi)->status, XABI_STATUS_BAD_SIZE);
	xabi_route(xabi, &after);
	assert_int_equal(before.hypercalls, after.hypercalls);
}

/* A route that carries XABI itself. */
static void a_simulated_machine_is_called_as_it_is(void **state)
{
	struct xabi_call call = { .op = XABI_OP_DOMAIN_LIST };
	struct xabi_domain_info list[100];
	struct xabi_error error;
	struct xabi *simulated;
	struct xabi_route route;

	(void)state;
	assert_int_equal(xabi_open("host:domains=100,memory=2,still", &simulated, &error), 0);
	xabi_route(simulated, &route);
	assert_int_equal(route.hypercalls, 2);
	call.in[XABI_BUF_DOMAIN_LIST_LIST] = (uintptr_t)list;
	call.in[XABI_BUF_DOMAIN_LIST_LIST + 1] = sizeof(list);
	call.in[XABI_IN_DOMAIN_LIST_EACH] = sizeof(list[0]);
	assert_int_equal(xabi_call(simulated, &call), 0);
	assert_int_equal(call.status, XABI_STATUS_AGAIN);
	assert_int_equal(call.out[XABI_OUT_DOMAIN_LIST_DONE], 64);
	call.in[XABI_IN_DOMAIN_LIST_EACH] = 1;
	assert_int_equal(xabi_call(simulated, &call), XABI_ERROR_REFUSED);
	assert_int_equal(call.status, XABI_STATUS_BAD_SIZE);
	assert_int_equal(call.out[3], XABI_IN_DOMAIN_LIST_EACH);
	call = (struct xabi_call){ .op = XABI_OP_BASE_ABOUT };
	assert_int_equal(xabi_call(simulated, &call), 0);
	assert_int_equal(call.out[XABI_OUT_BASE_ABOUT_IMPLEMENTATION], XABI_IMPLEMENTATION_HOST);
	call = (struct xabi_call){ .op = 0x7fff };
	assert_int_equal(xabi_call(simulated, &call), XABI_ERROR_NO_OP);
	assert_int_equal(call.status, XABI_STATUS_UNKNOWN_OP);
	/* More pages than a slice has. */
	call = (struct xabi_call){ .op = XABI_OP_MEMORY_RELEASE, .in = { 0, 1 << 20 } };
	assert_int_equal(xabi_call(simulated, &call), 0);
	call = (struct xabi_call){ .op = XABI_OP_LIFECYCLE_DESTROY, .in = { 1 } };
	assert_int_equal(xabi_call(simulated, &call), 0);
	assert_int_equal(call.status, XABI_STATUS_OK);
	assert_int_equal(call.out[XABI_OUT_LIFECYCLE_DESTROY_CURSOR], 512);
	assert_int_equal(xabi_close(simulated, NULL), 0);
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
		cmocka_unit_test(every_control_op_of_the_spec_is_there_and_no_other),
		cmocka_unit_test(probe_knows_slots_and_fields),
		cmocka_unit_test(a_simulated_machine_is_called_as_it_is),
		cmocka_unit_test(an_unknown_op_is_told_and_leaves_nothing),
		cmocka_unit_test(a_good_call_clears_the_error_before),
		cmocka_unit_test(a_size_that_cannot_be_is_refused_without_a_hypercall),
		cmocka_unit_test(statuses_have_names),
		cmocka_unit_test(names_of_no_domain_and_of_one_that_has_none),
	};

	return cmocka_run_group_tests(tests, open_recording, close_recording);
}
