/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver by which processes make hypercalls: the ioctls of the kernel's own xen-privcmd, for unmodified tools, without what
 * lets a process reach the kernel by way of Xen. docs/driver.md.
 */
#ifndef XABI_LINUX_DRIVER_H
#define XABI_LINUX_DRIVER_H

#include <linux/fs.h>
#include <linux/types.h>
#include <xen/interface/xen.h>

#include "codec/marshal.h"

/* An open file. */
struct privcmd_file {
	domid_t domid; /* to which it is restricted, for ever; DOMID_INVALID: to none */
};

/* What the driver finds out when it is loaded. */
extern u16 driver_release; /* of Xen; 0x0411 for 4.17 */
extern domid_t driver_self;

/* Whether what would be refused is only told of. Never where the kernel is locked down. */
bool driver_audits(void);

/* hypercall.c: each returns what the ioctl does. */
long hypercall_ioctl(struct privcmd_file *file, void __user *arg);
long hypercall_dm_op(struct privcmd_file *file, void __user *arg);
int hypercall_init(void);
void hypercall_exit(void);

/* map.c */
int map_mmap(struct file *file, struct vm_area_struct *vma);
long map_ioctl_old(struct privcmd_file *file, void __user *arg);
long map_ioctl_batch(struct privcmd_file *file, void __user *arg, bool second);
long map_ioctl_resource(struct privcmd_file *file, void __user *arg);

/* buffer.c: /dev/xen/hypercall, memory that stays where it is. */
extern const struct file_operations xen_privcmdbuf_fops;

/* report.c: what was refused, and the whole policy, under debugfs in xabi/. */
void report_init(void);
void report_exit(void);
void report_issued(void);
/* Logs it once. WHAT and WHY are kept as the last one. */
void report_refused(const struct marshal *marshal);
void report_refused_mapping(const char *what, u64 domid, const char *why);

/* refused.c: WHAT may be any text, WHY has to stay. */
struct seq_file;
void refused_note(const char *what, const char *why);
int refused_show(struct seq_file *file, void *data);
void refused_init(void);
void refused_exit(void);

#endif
