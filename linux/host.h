/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What codec/marshal.h asks of its host and each call needs: here, so that codec/marshal_fast.c has it inline, in place of calls by
 * pointers. The rest is in hypercall.c.
 */
#ifndef XABI_LINUX_HOST_H
#define XABI_LINUX_HOST_H

#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/uaccess.h>

#include <xen/xen-ops.h>

#include "driver.h"
#include "issue.h"

/*
 * An area is of vmalloc's, with an unmapped page behind it: some releases of Xen write more than they were told to, and hit
 * nothing of the kernel's so.
 */
struct area {
	struct area *next;
	u8 *data;
	size_t bytes, used;
};

struct call {
	struct marshal marshal;
	struct area first, *areas;
};

/* hypercall.c: another area for so much, or NULL; all but the first go. */
struct area *host_more(struct call *call, size_t bytes);
void host_drop_more(struct call *call);

/*
 * The kernel's own side is an area of ours, of which marshal has taken so much: what copy_from_user() would look up again, for
 * vmalloc's memory under a lock of all CPUs.
 */
static inline bool marshal_host_read(void *context, uint64_t address, void *data, size_t bytes)
{
	const void __user *user = (const void __user *)(unsigned long)address;

	might_fault();
	if (!access_ok(user, bytes))
		return false;
	barrier_nospec();
	return !raw_copy_from_user(data, user, bytes);
}

static inline bool marshal_host_write(void *context, uint64_t address, const void *data,
				      size_t bytes)
{
	void __user *user = (void __user *)(unsigned long)address;

	might_fault();
	return access_ok(user, bytes) && !raw_copy_to_user(user, data, bytes);
}

static inline bool marshal_host_is_caller(void *context, uint64_t address, size_t bytes)
{
	return access_ok((void __user *)(unsigned long)address, bytes);
}

static inline void *marshal_host_take(void *context, size_t bytes)
{
	struct call *call = context;
	struct area *area = call->areas;
	void *data;

	bytes = ALIGN(bytes, 8);
	if (unlikely(bytes > area->bytes - area->used)) {
		area = host_more(call, bytes);
		if (!area)
			return NULL;
	}
	data = area->data + area->used;
	area->used += bytes;
	return data;
}

static inline void marshal_host_drop(void *context)
{
	struct call *call = context;

	if (unlikely(call->areas != &call->first))
		host_drop_more(call);
	call->first.used = 0;
}

static inline int64_t marshal_host_issue(void *context, const struct marshal *marshal,
					 const uint64_t reg[WALK_REGISTERS])
{
	long result;

	report_issued();
	xen_preemptible_hcall_begin();
	result = driver_hypercall(marshal->number, reg);
	xen_preemptible_hcall_end();
	return result;
}

#endif
