/* SPDX-License-Identifier: MIT */
/* The suite's environments on simulated hosts: provider/host. */
#ifndef CONFORMANCE_HOST_H
#define CONFORMANCE_HOST_H

#include "conformance/env.h"

/*
 * The first is a host that has everything; in those behind it, there are states that are not in the first. NULL: no more.
 * Out of memory ends the process.
 */
struct env *host_env(unsigned int n);

/* From now on a host is kept from case to case, and what a case did is taken back by ops (undo.h), as a guest has to. */
void host_keep(void);

#endif
