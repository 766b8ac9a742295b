/* SPDX-License-Identifier: MIT */
/*
 * Proves what the driver lets a process ask of XABI: by hand for the ops that there are, and for all numbers that there can be that
 * nothing of the kernel's own passes, that a tied caller reaches its domain only, and that nothing unknown passes in a kernel
 * that is locked down. The tables are compared with those of another emitter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "codec/policy.h"
#include "codec/print.h"
#include "xabi/abi.h"

#define ALL   (1u << POLICY_CONTROL | 1u << POLICY_DEVICE_MODEL)
#define OTHER 5
#define NEWER 0x8f01 /* of class control, in an extension that there is not */
#define MODEL 0xc101 /* of class device_model */

static const struct policy_caller free_caller = { .classes = ALL };
static const struct policy_caller locked_caller = { .classes = ALL, .locked = true };
static const struct policy_caller tied_caller = { .classes = ALL, .tied = true, .domain = OTHER };
static const struct policy_caller model_caller = { .classes = 1u << POLICY_DEVICE_MODEL,
						   .tied = true,
						   .domain = OTHER };
static const struct policy_caller own_caller = { .classes = ALL, .tied = true, .domain = 0 };
static const struct policy_caller no_caller = { .classes = 0 };
static const struct policy_caller domu = { .classes = ALL, .self = 7 };

static void by_hand(void **state)
{
	static const struct {
		const struct policy_caller *caller;
		uint16_t op;
		uint64_t a0;
		enum policy_verdict verdict;
	} rows[] = {
		{ &free_caller, XABI_OP_HOST_INFO, 0, POLICY_FINE },
		{ &free_caller, XABI_OP_DOMAIN_LIST, 0, POLICY_FINE },
		{ &free_caller, XABI_OP_DOMAIN_INFO, 0, POLICY_FINE },
		{ &free_caller, XABI_OP_LIFECYCLE_PAUSE, OTHER, POLICY_FINE },
		{ &free_caller, XABI_OP_LIFECYCLE_PAUSE, 0, POLICY_SELF },
		{ &free_caller, XABI_OP_LIFECYCLE_DESTROY, XABI_DOMAIN_SELF, POLICY_SELF },
		{ &domu, XABI_OP_LIFECYCLE_DESTROY, 7, POLICY_SELF },
		{ &domu, XABI_OP_LIFECYCLE_DESTROY, 0, POLICY_FINE },
		{ &free_caller, XABI_OP_VCPU_PLACE_AREA, 0, POLICY_OWN },
		{ &free_caller, XABI_OP_GRANT_COPY, 0, POLICY_OWN },
		{ &free_caller, XABI_OP_EVENT_SEND, OTHER, POLICY_OWN },
		{ &free_caller, 0x4101, OTHER, POLICY_OWN },
		{ &free_caller, NEWER, 0, POLICY_FINE },
		{ &free_caller, MODEL, OTHER, POLICY_UNTIED },
		{ &locked_caller, NEWER, OTHER, POLICY_NEWER },
		{ &locked_caller, XABI_OP_LIFECYCLE_PAUSE, OTHER, POLICY_FINE },
		{ &locked_caller, XABI_OP_BASE_ABOUT, 0, POLICY_FINE },
		{ &locked_caller, 0x003f, 0, POLICY_FINE }, /* a newer one of base */
		{ &tied_caller, XABI_OP_BASE_SURFACE, 0, POLICY_FINE },
		{ &tied_caller, XABI_OP_DOMAIN_INFO, OTHER, POLICY_FINE },
		{ &tied_caller, XABI_OP_DOMAIN_INFO, OTHER + 1, POLICY_TIED },
		{ &tied_caller, XABI_OP_DOMAIN_INFO, OTHER | UINT64_C(1) << 32, POLICY_TIED },
		{ &tied_caller, XABI_OP_DOMAIN_LIST, OTHER, POLICY_TIED },
		{ &tied_caller, XABI_OP_HOST_INFO, OTHER, POLICY_TIED },
		{ &tied_caller, NEWER, OTHER, POLICY_TIED },
		{ &tied_caller, MODEL, OTHER, POLICY_FINE },
		{ &tied_caller, MODEL, OTHER + 1, POLICY_TIED },
		{ &tied_caller, MODEL | 3 << 6, OTHER, POLICY_TIED }, /* a0 is an address */
		{ &model_caller, XABI_OP_DOMAIN_INFO, OTHER, POLICY_SHED },
		{ &model_caller, MODEL, OTHER, POLICY_FINE },
		{ &own_caller, XABI_OP_DOMAIN_INFO, 0, POLICY_SELF },
		{ &no_caller, XABI_OP_HOST_INFO, 0, POLICY_SHED },
		{ &no_caller, MODEL, OTHER, POLICY_SHED },
		{ &no_caller, XABI_OP_BASE_LIMITS, 0, POLICY_FINE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (policy_ask(rows[i].caller, rows[i].op, rows[i].a0) != rows[i].verdict)
			fail_msg(
				"row %zu, op 0x%04x: %s", i, rows[i].op,
				policy_reasons[policy_ask(rows[i].caller, rows[i].op, rows[i].a0)]);
}

static void all_numbers(void **state)
{
	static const struct policy_caller *const callers[] = { &free_caller, &locked_caller,
							       &tied_caller, &model_caller,
							       &own_caller,  &no_caller,
							       &domu };
	uint32_t op, i, a0;

	(void)state;
	for (op = 0x100; op < 0x10000; op++)
		for (i = 0; i < sizeof(callers) / sizeof(callers[0]); i++)
			for (a0 = 0; a0 < 8; a0++) {
				const struct policy_caller *caller = callers[i];

				if (policy_ask(caller, (uint16_t)op, a0) != POLICY_FINE)
					continue;
				assert_true(op >> 14 >= POLICY_CONTROL);
				assert_true(caller->classes >> (op >> 14) & 1);
				assert_false(caller->tied && (a0 != OTHER || a0 != caller->domain));
				assert_false(caller->locked && !policy_find((uint16_t)op));
				assert_false(op >> 14 == POLICY_DEVICE_MODEL && !caller->tied);
			}
}

static unsigned int bits_of(const struct print_op *op, uint8_t writes)
{
	unsigned int i, bits = 0;

	for (i = op->n_in; i < (unsigned int)op->n_in + op->n_buffers; i++)
		if (op->slots[i].writes == writes)
			bits |= 1u << op->slots[i].slot / 2;
	return bits;
}

static void tables(void **state)
{
	const struct print_op *other;
	unsigned int i, j;

	(void)state;
	assert_int_equal(policy_n_ops, print_n_ops);
	for (i = 0; i < policy_n_ops; i++) {
		const struct policy_op *op = &policy_ops[i];

		assert_true(i == 0 || policy_ops[i - 1].op < op->op);
		assert_ptr_equal(policy_find(op->op), op);
		other = print_find(op->op);
		assert_non_null(other);
		assert_string_equal(op->name, other->name);
		assert_int_equal(policy_buffers(op->op), other->n_buffers);
		assert_int_equal(op->reads, bits_of(other, 0));
		assert_int_equal(op->writes, bits_of(other, 1));
		for (j = 0; j < other->n_buffers; j++)
			assert_int_equal(policy_writes(op->op, j),
					 op->writes >> policy_slot(op->op, j) / 2 & 1);
		/* What a class is for: a control op that is not about others changes nothing, so it writes down what it tells. */
		if (policy_class_of(op->op) == POLICY_CONTROL && op->target == POLICY_TARGET_ANY)
			assert_int_not_equal(op->writes, 0);
	}
	assert_null(policy_find(NEWER));
	assert_null(policy_find(0));
	assert_null(policy_find(0xffff));
	assert_true(policy_writes(NEWER | 1 << 6, 0));
	assert_int_equal(policy_slot(NEWER | 3 << 6, 0), 0);
	assert_int_equal(policy_slot(NEWER | 2 << 6, 1), 4);
	assert_int_equal(policy_slot(NEWER | 1 << 6, 0), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(all_numbers),
		cmocka_unit_test(tables),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
