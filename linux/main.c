/* SPDX-License-Identifier: GPL-2.0-only */
/* The module: its devices, and what it has to know of the Xen it runs on. */
#include "driver.h"

#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/security.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include <xen/events.h> /* for the export's checksum: it is over all types that are known here */
#endif
#include <xen/interface/event_channel.h>
#include <xen/interface/version.h>
#include <xen/privcmd.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#include "xabi.h"

u16 driver_release;
domid_t driver_self;

static bool audit;
module_param(audit, bool, 0444);
MODULE_PARM_DESC(audit,
		 "Only tell what would be refused; without effect in a kernel that is locked down");

bool driver_audits(void)
{
	return audit && !security_locked_down(LOCKDOWN_REASON);
}

/* --- files */

static int privcmd_open(struct inode *inode, struct file *file)
{
	struct privcmd_file *privcmd = kzalloc(sizeof(*privcmd), GFP_KERNEL);

	if (!privcmd)
		return -ENOMEM;
	privcmd->domid = DOMID_INVALID;
	/* Elsewhere than in the control domain there is one use: a device model for the domain that Xenstore names. */
	if (!xen_initial_domain())
		privcmd->domid = xenbus_read_unsigned("target", "", DOMID_IDLE);
	file->private_data = privcmd;
	return 0;
}

static int privcmd_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

/* For ever: to the same domain again is the only way to go on. */
static long restrict_to(struct privcmd_file *privcmd, void __user *arg)
{
	domid_t domid;

	if (copy_from_user(&domid, arg, sizeof(domid)))
		return -EFAULT;
	if (cmpxchg(&privcmd->domid, DOMID_INVALID, domid) != DOMID_INVALID &&
	    READ_ONCE(privcmd->domid) != domid)
		return -EINVAL;
	return 0;
}

static long privcmd_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct privcmd_file *privcmd = file->private_data;
	void __user *user = (void __user *)arg;

	switch (cmd) {
	case IOCTL_PRIVCMD_HYPERCALL:
		return hypercall_ioctl(privcmd, user);
	case IOCTL_PRIVCMD_DM_OP:
		return hypercall_dm_op(privcmd, user);
	case IOCTL_PRIVCMD_MMAP:
		return map_ioctl_old(privcmd, user);
	case IOCTL_PRIVCMD_MMAPBATCH:
		return map_ioctl_batch(privcmd, user, false);
	case IOCTL_PRIVCMD_MMAPBATCH_V2:
		return map_ioctl_batch(privcmd, user, true);
	case IOCTL_PRIVCMD_MMAP_RESOURCE:
		return map_ioctl_resource(privcmd, user);
	case IOCTL_PRIVCMD_RESTRICT:
		return restrict_to(privcmd, user);
	default:
		return -ENOTTY;
	}
}

/* Also for /proc/xen/privcmd, which xenfs makes. */
const struct file_operations xen_privcmd_fops = {
	.owner = THIS_MODULE,
	.open = privcmd_open,
	.release = privcmd_release,
	.unlocked_ioctl = privcmd_ioctl,
	.mmap = map_mmap,
};
EXPORT_SYMBOL_GPL(xen_privcmd_fops);

static struct miscdevice privcmd_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/privcmd",
	.fops = &xen_privcmd_fops,
};

static struct miscdevice buffer_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/hypercall",
	.fops = &xen_privcmdbuf_fops,
};

/* --- the module */

/* A domain does not know its own number. Xen says it of a port that waits for whoever is SELF. */
static int __init find_self(void)
{
	struct evtchn_alloc_unbound alloc = { .dom = DOMID_SELF, .remote_dom = DOMID_SELF };
	struct evtchn_status status = { .dom = DOMID_SELF };
	struct evtchn_close close;
	int err = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &alloc);

	if (err)
		return err;
	status.port = close.port = alloc.port;
	err = HYPERVISOR_event_channel_op(EVTCHNOP_status, &status);
	HYPERVISOR_event_channel_op(EVTCHNOP_close, &close);
	if (!err && status.status != EVTCHNSTAT_unbound)
		err = -EIO;
	if (!err)
		driver_self = status.u.unbound.dom;
	return err;
}

static int __init privcmd_init(void)
{
	int version, err;

	if (!xen_domain())
		return -ENODEV;
	version = HYPERVISOR_xen_version(XENVER_version, NULL);
	driver_release = (u16)((version >> 16) << 8 | (version & 0xff));
	err = find_self();
	if (err) {
		pr_err("xen-privcmd: Xen does not tell this domain's number: %d\n", err);
		return err;
	}
	err = hypercall_init();
	if (err)
		return err;
	err = misc_register(&privcmd_device);
	if (err)
		goto no_device;
	err = misc_register(&buffer_device);
	if (err)
		goto no_buffer;
	err = xabi_init();
	if (err)
		goto no_xabi;
	report_init();
	pr_info("xen-privcmd: of XABI, for Xen %d.%d, in domain %u%s; XABI's calls: %s\n",
		version >> 16, version & 0xffff, driver_self,
		driver_audits() ? ", only telling" : "", xabi_way());
	return 0;

no_xabi:
	misc_deregister(&buffer_device);
no_buffer:
	misc_deregister(&privcmd_device);
no_device:
	hypercall_exit();
	pr_err("xen-privcmd: cannot make its devices: %d (is another driver of that name still there?)\n",
	       err);
	return err;
}

static void __exit privcmd_exit(void)
{
	report_exit();
	xabi_exit();
	misc_deregister(&buffer_device);
	misc_deregister(&privcmd_device);
	hypercall_exit();
}

module_init(privcmd_init);
module_exit(privcmd_exit);
MODULE_DESCRIPTION("Hypercalls of processes, checked by XABI's catalogue");
MODULE_LICENSE("GPL");
