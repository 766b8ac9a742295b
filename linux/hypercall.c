/* SPDX-License-Identifier: GPL-2.0-only */
/* Hypercalls of processes: codec/marshal.h between the process's memory and Xen. */
#include "driver.h"

#include <linux/nospec.h>
#include <linux/sched/signal.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include <xen/interface/hvm/dm_op.h>
#include <xen/privcmd.h>
#include <xen/xen-ops.h>

#include "issue.h"

#define AREA_BYTES (128u << 10) /* a list of 1024 domains, which is what tools ask for, fits in */
#define ABI        (IS_ENABLED(CONFIG_ARM64) ? WALK_ARM64 : WALK_X86_64)

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

/* A call's memory that waits for the next one. */
static DEFINE_PER_CPU(struct call *, kept);
static struct marshal_plans *plans;

static unsigned int dm_op_max_nr_bufs = 16;
module_param(dm_op_max_nr_bufs, uint, 0644);
MODULE_PARM_DESC(dm_op_max_nr_bufs, "Most buffers of one device model operation");
static unsigned int dm_op_buf_max_size = 4096;
module_param(dm_op_buf_max_size, uint, 0644);
MODULE_PARM_DESC(dm_op_buf_max_size, "Most bytes of one of them");

/* --- what codec/marshal.h asks of its host */

/*
 * The kernel's own side is an area of ours, of which marshal has taken so much: what copy_from_user() would look up again, for
 * vmalloc's memory under a lock of all CPUs.
 */
static bool read_user(void *context, uint64_t address, void *data, size_t bytes)
{
	const void __user *user = (const void __user *)(unsigned long)address;

	might_fault();
	if (!access_ok(user, bytes))
		return false;
	barrier_nospec();
	return !raw_copy_from_user(data, user, bytes);
}

static bool write_user(void *context, uint64_t address, const void *data, size_t bytes)
{
	void __user *user = (void __user *)(unsigned long)address;

	might_fault();
	return access_ok(user, bytes) && !raw_copy_to_user(user, data, bytes);
}

static bool is_user(void *context, uint64_t address, size_t bytes)
{
	return access_ok((void __user *)(unsigned long)address, bytes);
}

static struct area *new_area(size_t bytes)
{
	struct area *area = kmalloc(sizeof(*area), GFP_KERNEL_ACCOUNT);

	if (!area)
		return NULL;
	*area = (struct area){ .bytes = PAGE_ALIGN(max_t(size_t, bytes, AREA_BYTES)) };
	area->data = __vmalloc(area->bytes, GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (area->data)
		return area;
	kfree(area);
	return NULL;
}

static void *take(void *context, size_t bytes)
{
	struct call *call = context;
	struct area *area = call->areas;
	void *data;

	bytes = ALIGN(bytes, 8);
	if (bytes > area->bytes - area->used) {
		area = new_area(bytes);
		if (!area)
			return NULL;
		area->next = call->areas;
		call->areas = area;
	}
	data = area->data + area->used;
	area->used += bytes;
	return data;
}

static void drop(void *context)
{
	struct call *call = context;
	struct area *area;

	while ((area = call->areas) != &call->first) {
		call->areas = area->next;
		vfree(area->data);
		kfree(area);
	}
	call->first.used = 0;
}

static int64_t issue(void *context, const struct marshal *marshal,
		     const uint64_t reg[WALK_REGISTERS])
{
	long result;

	report_issued();
	xen_preemptible_hcall_begin();
	result = driver_hypercall(marshal->number, reg);
	xen_preemptible_hcall_end();
	return result;
}

static int64_t refuse(void *context, const struct marshal *marshal)
{
	const uint64_t *reg = marshal->reg;
	long result;

	report_refused(marshal);
	if (driver_audits()) {
		xen_preemptible_hcall_begin();
		result = privcmd_call(marshal->number, reg[0], reg[1], reg[2], reg[3], reg[4]);
		xen_preemptible_hcall_end();
		return result;
	}
	switch (marshal->verdict) {
	case MARSHAL_NO_CALL:
	case MARSHAL_NO_OP:
	case MARSHAL_NOT_HERE:
		return -ENOSYS;
	case MARSHAL_FAULT:
		return -EFAULT;
	case MARSHAL_NO_MEMORY:
		return -ENOMEM;
	case MARSHAL_VERSION:
		return -EACCES;
	case MARSHAL_TOO_MUCH:
		return -E2BIG;
	default:
		return -EPERM;
	}
}

static bool go_on(void *context)
{
	cond_resched();
	return !fatal_signal_pending(current);
}

static bool locked(void *context)
{
	return security_locked_down(LOCKDOWN_REASON);
}

static const struct marshal_host host = {
	.read = read_user,
	.write = write_user,
	.is_caller = is_user,
	.take = take,
	.drop = drop,
	.issue = issue,
	.refuse = refuse,
	.go_on = go_on,
	.locked = locked,
};

/* --- calls */

static struct call *call_new(void)
{
	struct call *call = kzalloc(sizeof(*call), GFP_KERNEL_ACCOUNT);

	if (!call)
		return NULL;
	call->first.bytes = AREA_BYTES;
	call->first.data = __vmalloc(AREA_BYTES, GFP_KERNEL);
	if (!call->first.data) {
		kfree(call);
		return NULL;
	}
	call->areas = &call->first;
	return call;
}

static void call_free(struct call *call)
{
	vfree(call->first.data);
	kfree(call);
}

static struct call *call_get(void)
{
	return this_cpu_xchg(kept, NULL) ?: call_new();
}

static void call_put(struct call *call)
{
	call = this_cpu_xchg(kept, call);
	if (unlikely(call))
		call_free(call);
}

static long make_call(u64 number, const u64 *reg)
{
	struct call *call = call_get();
	long result;

	if (!call)
		return -ENOMEM;
	call->marshal.host = &host;
	call->marshal.context = call;
	call->marshal.release = driver_release;
	call->marshal.abi = ABI;
	call->marshal.plans = plans;
	call->marshal.self = driver_self;
	call->marshal.number = number;
	memcpy(call->marshal.reg, reg, sizeof(call->marshal.reg));
	result = marshal_call(&call->marshal);
	call_put(call);
	return result;
}

long hypercall_ioctl(struct privcmd_file *file, void __user *arg)
{
	struct privcmd_hypercall call;

	BUILD_BUG_ON(sizeof(call.arg) != WALK_REGISTERS * sizeof(u64));
	/* What is restricted to a domain cannot say which. */
	if (file->domid != DOMID_INVALID)
		return -EPERM;
	if (copy_from_user(&call, arg, sizeof(call)))
		return -EFAULT;
	return make_call(call.op, call.arg);
}

/* The list of buffers has the form that Xen's has. */
long hypercall_dm_op(struct privcmd_file *file, void __user *arg)
{
	struct privcmd_dm_op op;
	struct privcmd_dm_op_buf buffer;
	u64 reg[WALK_REGISTERS] = { 0 };
	unsigned int i;

	BUILD_BUG_ON(sizeof(struct privcmd_dm_op_buf) != sizeof(struct xen_dm_op_buf));
	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	if (file->domid != DOMID_INVALID && file->domid != op.dom)
		return -EPERM;
	if (op.num == 0)
		return 0;
	if (op.num > dm_op_max_nr_bufs)
		return -E2BIG;
	/* Only for who asks too much: what counts is copied later. */
	for (i = 0; i < op.num; i++) {
		if (copy_from_user(&buffer, &op.ubufs[i], sizeof(buffer)))
			return -EFAULT;
		if (buffer.size > dm_op_buf_max_size)
			return -E2BIG;
	}
	reg[0] = op.dom;
	reg[1] = op.num;
	reg[2] = (unsigned long)op.ubufs;
	return make_call(__HYPERVISOR_dm_op, reg);
}

int hypercall_init(void)
{
	struct call *call = call_new();

	if (!call)
		return -ENOMEM;
	plans = vmalloc(marshal_plans_bytes());
	if (!plans) {
		call_free(call);
		return -ENOMEM;
	}
	marshal_plans_make(plans, driver_release, ABI);
	call_put(call);
	return 0;
}

void hypercall_exit(void)
{
	struct call *call;
	int cpu;

	for_each_possible_cpu(cpu)
	{
		call = per_cpu(kept, cpu);
		if (call)
			call_free(call);
	}
	vfree(plans);
}
