/* SPDX-License-Identifier: MIT */
/*
 * The architectures that transports, boot states and leaves are on, as far as these speak of them:
 * registers, and instructions that call a hypervisor.
 */
#ifndef XABIC_MACHINE_H
#define XABIC_MACHINE_H

#include "xabic/model.h"

/* The Nth register of an architecture, for NAME's text in ARENA. False: it has no more. */
bool arch_register(struct arena *arena, const struct arch *arch, size_t n, struct reg *ret_reg);

/* What a register can hold: all ones in its width. */
uint64_t reg_limit(const struct reg *reg);

/*
 * The registers that an instruction itself spoils, blank separated: "rcx r11"; "": none. NULL: the
 * architecture has no such instruction.
 */
const char *arch_spoiled(const struct arch *arch, const char *instruction);

/* A general register of full width that no row of the declaration names: what `rest` is about. */
bool reg_is_rest(const struct decl *decl, const struct reg *reg);

#endif
