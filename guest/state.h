/* SPDX-License-Identifier: MIT */
/*
 * What the registers held at the guest's first instruction. A program that links state.S starts there, before start_*.S
 * has changed anything; what code in the guest cannot read (hidden parts of segments) is not among them.
 */
#ifndef GUEST_STATE_H
#define GUEST_STATE_H

#include <stdint.h>

/* Named as in spec/boot.xabi. */
struct state_register {
	char name[16];
	uint64_t value, pad;
};

extern const struct state_register state_registers[], state_registers_end[];

#endif
