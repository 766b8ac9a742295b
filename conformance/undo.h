/* SPDX-License-Identifier: MIT */
/*
 * A world as new where nobody can make one: in a guest. What calls have made is written down, and taken back by ops, the
 * last first. What no op takes back (a page that was given away is another one afterwards) a case must not count on.
 */
#ifndef CONFORMANCE_UNDO_H
#define CONFORMANCE_UNDO_H

#include "conformance/env.h"

/* What an environment's call() is: @carry_out makes the call, and what it made is noted. */
void undo_call(struct env *env, struct xabi_call *call,
	       void (*carry_out)(struct env *env, struct xabi_call *call));

/* Takes back all that was noted, by env->call. */
void undo_all(struct env *env);

#endif
