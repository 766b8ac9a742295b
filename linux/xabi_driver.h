/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * /dev/xen/xabi: XABI's calls, for processes. Fixed layouts, the same for 32 and 64 bits and on every architecture; what is
 * named pad has to be zero. docs/driver.md.
 *
 * What goes wrong on the way is an errno; what XABI says to a call that was made is its status, and the ioctl is 0.
 *
 * EPERM   the policy refuses the call: the kernel's log and /sys/kernel/debug/xabi/refused say why
 * EFAULT  the call or a buffer is not the process's own memory; where it went away meanwhile the call may have been made
 * EINVAL  a pad or a flag that is not zero; another domain than the one that the descriptor is restricted to
 * E2BIG   a buffer is larger than XABI_DRIVER_ABOUT's buffer_size
 * ENOMEM  the kernel has no memory for the buffers now
 * EIO     Xen gave an answer that none of its releases gives
 */
#ifndef XABI_DRIVER_H
#define XABI_DRIVER_H

#include <linux/ioctl.h>
#include <linux/types.h>

/*
 * A call, as struct xabi_call of xabi/call.h: the op's number, its slots; buffers are addresses and bytes in the slots that the number
 * says (docs/rules.md P1.2, P2.5), in the process's memory. Each is copied in once before the call, and copied back behind it unless the op
 * is known not to write there.
 */
struct xabi_driver_call {
	__u16 op;
	__u16 status; /* written */
	__u32 pad;
	__u64 in[6];
	__u64 out[4]; /* written */
};

/* For ever: a descriptor loses what it could do, and gets nothing back. */
struct xabi_driver_restrict {
	__u32 flags;   /* XABI_DRIVER_TO_* */
	__u16 domain;  /* with TO_DOMAIN: the only one that calls can be about from now on */
	__u16 classes; /* with TO_CLASSES: bits, 4 control, 8 device_model; what else there was is given up. 0: extension base is left */
};

#define XABI_DRIVER_TO_DOMAIN  1u
#define XABI_DRIVER_TO_CLASSES 2u

enum xabi_driver_way {
	XABI_DRIVER_NOWHERE =
		0, /* this Xen has nothing to carry XABI out by: all but base is unknown_op */
	XABI_DRIVER_XEN = 1,     /* Xen has XABI, and carries it out */
	XABI_DRIVER_LOWERED = 2, /* the driver does, by Xen's older calls */
};

struct xabi_driver_about {
	__u16 way; /* enum xabi_driver_way */
	__u16 classes;
	__u16 restricted; /* 1: to `domain` */
	__u16 domain;
	__u64 buffer_size; /* the most bytes of one buffer */
	__u64 pad[2];
};

#define XABI_DRIVER_CALL     _IOWR('x', 0x80, struct xabi_driver_call)
#define XABI_DRIVER_RESTRICT _IOW('x', 0x81, struct xabi_driver_restrict)
#define XABI_DRIVER_ABOUT    _IOR('x', 0x82, struct xabi_driver_about)

#endif
