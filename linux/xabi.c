/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/xen/xabi. What a call is about, and where its buffers are, is told by its number (codec/policy.h); Xen gets addresses of the
 * driver's memory only, and the caller's memory is read once.
 */
#include "xabi.h"

#include <linux/fs.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <xen/xen.h>
#include <xen/xenbus.h>

#include "driver.h"
#include "xabi_driver.h"

#define BUFFER_BYTES (1ul << 20)
#define CLASSES      (1u << POLICY_CONTROL | 1u << POLICY_DEVICE_MODEL)

/* What an open file may, in one word, so that each call sees it as it was at one moment. */
#define STATE_DOMAIN 0xffffu
#define STATE_TIED   (1u << 16)
#define STATE_CLASS  24 /* bits from here on */

struct xabi_file {
	atomic_t state;
};

/* A call's buffers in the driver's memory. */
struct buffers {
	struct xabi_call call; /* as it is made */
	unsigned int n;
	struct buffer {
		void __user *user;
		void *data;
		size_t bytes;
	} each[POLICY_BUFFERS];
};

static enum xabi_driver_way way;
static u64 buffer_size = BUFFER_BYTES;

const char *xabi_way(void)
{
	static const char *const names[] = { "nowhere", "xen", "lowered" };

	return names[way];
}

/* Xen knows a PV domain's buffers by virtual address, those of others by guest-physical one. */
static bool is_physical(void)
{
	return way == XABI_DRIVER_XEN && !xen_pv_domain();
}

static void *buffer_new(size_t bytes)
{
	if (is_physical())
		return alloc_pages_exact(bytes, GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	return kvmalloc(bytes, GFP_KERNEL_ACCOUNT);
}

static void buffer_free(struct buffer *buffer)
{
	if (!buffer->data)
		return;
	if (is_physical())
		free_pages_exact(buffer->data, buffer->bytes);
	else
		kvfree(buffer->data);
}

static long buffer_in(struct buffer *buffer, u64 address, u64 bytes)
{
	if (bytes > buffer_size)
		return -E2BIG;
	buffer->user = (void __user *)(unsigned long)address;
	/* Also where it is only written to, and before anything is done. */
	if (!access_ok(buffer->user, bytes))
		return -EFAULT;
	buffer->data = buffer_new(bytes);
	if (!buffer->data)
		return -ENOMEM;
	buffer->bytes = bytes;
	return copy_from_user(buffer->data, buffer->user, bytes) ? -EFAULT : 0;
}

static long buffers_in(struct buffers *buffers)
{
	struct xabi_call *call = &buffers->call;
	u64 address, bytes;
	unsigned int i, slot;
	long err;

	for (i = 0; i < policy_buffers(call->op); i++) {
		slot = policy_slot(call->op, i);
		address = call->in[slot];
		bytes = call->in[slot + 1];
		call->in[slot] = 0;
		buffers->n = i + 1;
		if (!bytes)
			continue;
		err = buffer_in(&buffers->each[i], address, bytes);
		if (err)
			return err;
		call->in[slot] = is_physical() ? virt_to_phys(buffers->each[i].data)
					       : (unsigned long)buffers->each[i].data;
	}
	return 0;
}

static long buffers_out(const struct buffers *buffers)
{
	const struct buffer *buffer;
	unsigned int i;

	for (i = 0; i < buffers->n; i++) {
		buffer = &buffers->each[i];
		if (buffer->data && policy_writes(buffers->call.op, i) &&
		    copy_to_user(buffer->user, buffer->data, buffer->bytes))
			return -EFAULT;
	}
	return 0;
}

static void buffers_release(struct buffers *buffers)
{
	unsigned int i;

	for (i = 0; i < buffers->n; i++)
		buffer_free(&buffers->each[i]);
}

/* --- calls */

/* For a process a buffer's address is a virtual one, and the driver has a bound of its own. */
static void mend_base(struct xabi_call *call)
{
	u64 *out = call->out;

	if (call->op == XABI_OP_BASE_ABOUT)
		out[XABI_OUT_BASE_ABOUT_CALLER] |= XABI_CALLER_FACTS_VIRTUAL_BUFFERS;
	if (call->op == XABI_OP_BASE_LIMITS)
		out[XABI_OUT_BASE_LIMITS_BUFFER_SIZE] =
			min(out[XABI_OUT_BASE_LIMITS_BUFFER_SIZE], buffer_size);
}

static long pass_on(struct xabi_call *call)
{
	memset(call->out, 0, sizeof(call->out));
	call->status = 0;
	report_xabi_issued();
	if (way == XABI_DRIVER_LOWERED)
		return lowered_call(call);
	if (way == XABI_DRIVER_NOWHERE) {
		call->status = XABI_STATUS_UNKNOWN_OP;
		return 0;
	}
	if (!entry_call(call))
		return -EIO;
	mend_base(call);
	return 0;
}

static enum policy_verdict ask(const struct xabi_file *file, struct xabi_call *call)
{
	u32 state = (u32)atomic_read(&file->state);
	const struct policy_caller caller = {
		.self = driver_self,
		.domain = state & STATE_DOMAIN,
		.tied = state & STATE_TIED,
		.classes = (u8)(state >> STATE_CLASS),
		.locked = security_locked_down(LOCKDOWN_REASON),
	};
	enum policy_verdict verdict = policy_ask(&caller, call->op, call->in[0]);

	/* Written by the driver, whatever was there. */
	if (verdict == POLICY_FINE && caller.tied && policy_class_of(call->op) >= POLICY_CONTROL)
		call->in[0] = caller.domain;
	return verdict;
}

static const char *why_not(long err)
{
	switch (err) {
	case -E2BIG:
		return "too much memory for one call";
	case -ENOMEM:
		return "no memory for it now";
	case -EFAULT:
		return "memory that cannot be read or written";
	default:
		return "an answer that no known release gives";
	}
}

static long call_ioctl(const struct xabi_file *file, void __user *arg)
{
	struct buffers buffers = { 0 };
	struct xabi_call *call = &buffers.call;
	enum policy_verdict verdict;
	long err;

	BUILD_BUG_ON(sizeof(struct xabi_driver_call) != sizeof(*call));
	if (copy_from_user(call, arg, sizeof(*call)))
		return -EFAULT;
	if (call->pad)
		return -EINVAL;
	verdict = ask(file, call);
	if (verdict != POLICY_FINE) {
		report_xabi_refused(call->op, verdict);
		return -EPERM;
	}
	err = buffers_in(&buffers);
	if (!err)
		err = pass_on(call);
	if (!err)
		err = buffers_out(&buffers);
	if (!err && (put_user(call->status, &((struct xabi_driver_call __user *)arg)->status) ||
		     copy_to_user(((struct xabi_driver_call __user *)arg)->out, call->out,
				  sizeof(call->out))))
		err = -EFAULT;
	if (err)
		report_xabi_failed(call->op, why_not(err));
	buffers_release(&buffers);
	return err;
}

/* --- files */

static long restrict_ioctl(struct xabi_file *file, void __user *arg)
{
	struct xabi_driver_restrict wanted;
	u32 old, new;

	if (copy_from_user(&wanted, arg, sizeof(wanted)))
		return -EFAULT;
	if (!wanted.flags || wanted.flags & ~(XABI_DRIVER_TO_DOMAIN | XABI_DRIVER_TO_CLASSES) ||
	    (wanted.domain && !(wanted.flags & XABI_DRIVER_TO_DOMAIN)) ||
	    (wanted.classes && !(wanted.flags & XABI_DRIVER_TO_CLASSES)))
		return -EINVAL;
	do {
		old = new = (u32)atomic_read(&file->state);
		if (wanted.flags & XABI_DRIVER_TO_DOMAIN) {
			if (old & STATE_TIED && (old & STATE_DOMAIN) != wanted.domain)
				return -EINVAL;
			new |= STATE_TIED | wanted.domain;
		}
		if (wanted.flags & XABI_DRIVER_TO_CLASSES)
			new &= (u32)(wanted.classes & CLASSES) << STATE_CLASS |
			       ((1u << STATE_CLASS) - 1);
	} while ((u32)atomic_cmpxchg(&file->state, (int)old, (int)new) != old);
	return 0;
}

static long about_ioctl(const struct xabi_file *file, void __user *arg)
{
	u32 state = (u32)atomic_read(&file->state);
	struct xabi_driver_about about = {
		.way = way,
		.classes = state >> STATE_CLASS,
		.restricted = !!(state & STATE_TIED),
		.domain = state & STATE_DOMAIN,
		.buffer_size = buffer_size,
	};

	return copy_to_user(arg, &about, sizeof(about)) ? -EFAULT : 0;
}

static long xabi_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case XABI_DRIVER_CALL:
		return call_ioctl(file->private_data, (void __user *)arg);
	case XABI_DRIVER_RESTRICT:
		return restrict_ioctl(file->private_data, (void __user *)arg);
	case XABI_DRIVER_ABOUT:
		return about_ioctl(file->private_data, (void __user *)arg);
	default:
		return -ENOTTY;
	}
}

/* Elsewhere than in the control domain it is restricted from the start, as the other device is (main.c): maybe to nothing. */
static int xabi_open(struct inode *inode, struct file *file)
{
	struct xabi_file *xabi = kzalloc(sizeof(*xabi), GFP_KERNEL);
	u32 state = CLASSES << STATE_CLASS;
	unsigned int target;

	if (!xabi)
		return -ENOMEM;
	if (!xen_initial_domain()) {
		target = xenbus_read_unsigned("target", "", DOMID_IDLE);
		state = target < DOMID_FIRST_RESERVED ? state | STATE_TIED | target : 0;
	}
	atomic_set(&xabi->state, (int)state);
	file->private_data = xabi;
	return 0;
}

static int xabi_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static const struct file_operations xabi_fops = {
	.owner = THIS_MODULE,
	.open = xabi_open,
	.release = xabi_release,
	.unlocked_ioctl = xabi_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice xabi_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/xabi",
	.fops = &xabi_fops,
};

/* --- the module's part */

/* Xen's own if it answers, whatever version it is of; else the tables, if they know this release. */
static enum xabi_driver_way find_way(void)
{
	struct xabi_call call = { .op = XABI_OP_BASE_LIMITS };

	if (entry_call(&call) && call.status == XABI_STATUS_OK) {
		buffer_size = min_t(u64, call.out[XABI_OUT_BASE_LIMITS_BUFFER_SIZE], BUFFER_BYTES);
		return XABI_DRIVER_XEN;
	}
	return lowered_init(buffer_size) ? XABI_DRIVER_LOWERED : XABI_DRIVER_NOWHERE;
}

int xabi_init(void)
{
	way = find_way();
	return misc_register(&xabi_device);
}

void xabi_exit(void)
{
	misc_deregister(&xabi_device);
}
