/* SPDX-License-Identifier: MIT */
#include "codec/policy.h"
#include "xabi/abi.h"

const char *const policy_reasons[POLICY_VERDICTS] = {
	[POLICY_FINE] = "nothing",
	[POLICY_OWN] = "operations of this class are the kernel's own",
	[POLICY_SHED] = "the descriptor has given up operations of this class",
	[POLICY_SELF] = "it is about this domain itself",
	[POLICY_UNTIED] =
		"the descriptor is not restricted to a domain, as a device model's has to be",
	[POLICY_TIED] = "it is not about the domain to which the descriptor is restricted",
	[POLICY_NEWER] = "the kernel is locked down, and the operation is newer than the driver",
};

const struct policy_op *policy_find(uint16_t op)
{
	uint16_t low = 0, high = policy_n_ops, middle;

	while (low < high) {
		middle = (uint16_t)((low + high) / 2);
		if (policy_ops[middle].op < op)
			low = (uint16_t)(middle + 1);
		else
			high = middle;
	}
	return low < policy_n_ops && policy_ops[low].op == op ? &policy_ops[low] : NULL;
}

enum policy_class policy_class_of(uint16_t op)
{
	return (enum policy_class)(op >> 14);
}

unsigned int policy_buffers(uint16_t op)
{
	return op >> 6 & 3;
}

unsigned int policy_slot(uint16_t op, unsigned int i)
{
	return 2 * (POLICY_BUFFERS - policy_buffers(op) + i);
}

bool policy_writes(uint16_t op, unsigned int i)
{
	const struct policy_op *known = policy_find(op);

	return !known || known->writes >> policy_slot(op, i) / 2 & 1;
}

/* Extension base, which is for everybody, has number 0 in class 0. */
static bool is_base(uint16_t op)
{
	return op >> 8 == 0;
}

/* One that is about a domain in a0: surely. */
static bool has_target(uint16_t op, const struct policy_op *known)
{
	if (policy_buffers(op) == POLICY_BUFFERS)
		return false;
	if (known)
		return known->target != POLICY_TARGET_NONE;
	return policy_class_of(op) == POLICY_DEVICE_MODEL;
}

static enum policy_verdict ask_tied(const struct policy_caller *caller, uint16_t op, uint64_t a0)
{
	if (!has_target(op, policy_find(op)) || a0 != caller->domain)
		return POLICY_TIED;
	return caller->domain == caller->self || caller->domain >= XABI_DOMAIN_SELF ? POLICY_SELF
										    : POLICY_FINE;
}

enum policy_verdict policy_ask(const struct policy_caller *caller, uint16_t op, uint64_t a0)
{
	const struct policy_op *known = policy_find(op);
	enum policy_class class = policy_class_of(op);

	if (is_base(op))
		return POLICY_FINE;
	if (class == POLICY_KERNEL || class == POLICY_MEDIATED)
		return POLICY_OWN;
	if (!(caller->classes >> class & 1))
		return POLICY_SHED;
	if (!known && caller->locked)
		return POLICY_NEWER;
	if (caller->tied)
		return ask_tied(caller, op, a0);
	if (class == POLICY_DEVICE_MODEL)
		return POLICY_UNTIED;
	if (known && known->target == POLICY_TARGET_OTHERS &&
	    (a0 == caller->self || a0 == XABI_DOMAIN_SELF))
		return POLICY_SELF;
	return POLICY_FINE;
}
