/* SPDX-License-Identifier: MIT */
/* Made by `xabic gen policy` from all.xabi more.xabi; not for editing. */
#include "codec/policy.h"

const struct policy_op policy_ops[] = {
	{ "base.about", 0x003f, POLICY_TARGET_NONE, 0x0, 0x0 },
	{ "memory.drop", 0x8502, POLICY_TARGET_ANY, 0x0, 0x0 },
	{ "memory.populate", 0x8503, POLICY_TARGET_ANY, 0x0, 0x0 },
	{ "memory.walk", 0x8544, POLICY_TARGET_NONE, 0x4, 0x0 },
	{ "memory.map", 0x8581, POLICY_TARGET_NONE, 0x2, 0x4 },
	{ "device.text", 0xfe82, POLICY_TARGET_OTHERS, 0x0, 0x6 },
	{ "device.three", 0xfec0, POLICY_TARGET_NONE, 0x3, 0x4 },
};

const uint16_t policy_n_ops = 7;
