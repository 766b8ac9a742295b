/* SPDX-License-Identifier: MIT */
/* What carries a guest's calls out where it is a process: put before its source by -include. */
#include "xabi/call.h"

uint16_t host_call(struct xabi_call *call);

#define XABI_GUEST_CALL(call) host_call(call)
