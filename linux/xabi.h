/* SPDX-License-Identifier: GPL-2.0-only */
/* The device of XABI's own calls, in parts: docs/driver.md. */
#ifndef XABI_LINUX_XABI_H
#define XABI_LINUX_XABI_H

#include <linux/types.h>

#include "codec/policy.h"
#include "xabi/abi.h"
#include "xabi/call.h"

/* xabi.c: finds out what carries calls out, and makes /dev/xen/xabi. */
int xabi_init(void);
void xabi_exit(void);

/* "xen", "lowered", "nowhere" */
const char *xabi_way(void);

/* entry.c: makes CALL, with addresses that Xen understands. False: nobody is there who knows XABI. */
bool entry_call(struct xabi_call *call);

/* lowered.c: carries CALL out by Xen's older calls; its addresses are the kernel's own. 0, or an errno below 0: it was not made. */
long lowered_call(struct xabi_call *call);
bool lowered_init(u64 buffer_size); /* false: this Xen is none that the tables know */

/* report.c */
void report_xabi_issued(void);
void report_xabi_refused(uint16_t op, enum policy_verdict verdict);
/* What the policy would let pass, and was not passed on. */
void report_xabi_failed(uint16_t op, const char *why);

#endif
