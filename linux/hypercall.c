/* SPDX-License-Identifier: GPL-2.0-only */
/* Hypercalls of processes: codec/marshal.h between the process's memory and Xen. */
#include "host.h"

#include <linux/sched/signal.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <xen/interface/hvm/dm_op.h>
#include <xen/privcmd.h>

#define AREA_BYTES (128u << 10) /* a list of 1024 domains, which is what tools ask for, fits in */
#define ABI        (IS_ENABLED(CONFIG_ARM64) ? WALK_ARM64 : WALK_X86_64)

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

struct area *host_more(struct call *call, size_t bytes)
{
	struct area *area = kmalloc(sizeof(*area), GFP_KERNEL_ACCOUNT);

	if (!area)
		return NULL;
	*area = (struct area){ .bytes = PAGE_ALIGN(max_t(size_t, bytes, AREA_BYTES)) };
	area->data = __vmalloc(area->bytes, GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!area->data) {
		kfree(area);
		return NULL;
	}
	area->next = call->areas;
	call->areas = area;
	return area;
}

void host_drop_more(struct call *call)
{
	struct area *area;

	while ((area = call->areas) != &call->first) {
		call->areas = area->next;
		vfree(area->data);
		kfree(area);
	}
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
	.read = marshal_host_read,
	.write = marshal_host_write,
	.is_caller = marshal_host_is_caller,
	.take = marshal_host_take,
	.drop = marshal_host_drop,
	.issue = marshal_host_issue,
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
	call->marshal.host = &host;
	call->marshal.context = call;
	call->marshal.release = driver_release;
	call->marshal.abi = ABI;
	call->marshal.plans = plans;
	call->marshal.self = driver_self;
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
	struct call *call;

	plans = vmalloc(marshal_plans_bytes());
	if (!plans)
		return -ENOMEM;
	marshal_plans_make(plans, driver_release, ABI);
	call = call_new();
	if (!call) {
		vfree(plans);
		return -ENOMEM;
	}
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
