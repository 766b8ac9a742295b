/* SPDX-License-Identifier: MIT */
/*
 * Usage: mkdomains N. Makes N empty domains, by the domctl createdomain and nothing else: no memory, no vCPU, no name.
 * Compiled with the public headers of the very release that is to take it, so no number or layout stands here.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define __XEN_TOOLS__ 1
#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/sys/privcmd.h>

#define DEVICE        "/dev/xen/privcmd"
#define BUFFER_DEVICE "/dev/xen/hypercall"

static void die(const char *format, ...)
{
	va_list args;

	fputs("mkdomains: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static int open_device(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		die("cannot open %s: %s; run this as root in dom0", path, strerror(errno));
	return fd;
}

/* Of each thing as little as Xen accepts. */
static void fill(struct xen_domctl *domctl)
{
	struct xen_domctl_createdomain *create = &domctl->u.createdomain;

	memset(domctl, 0, sizeof(*domctl));
	domctl->cmd = XEN_DOMCTL_createdomain;
	domctl->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	create->max_vcpus = 1;
	create->max_grant_frames = 1;
#ifdef XEN_DOMCTL_GRANT_version
	create->grant_opts = XEN_DOMCTL_GRANT_version(1);
#endif
#if defined(__aarch64__)
	create->flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap;
	create->arch.gic_version = XEN_DOMCTL_CONFIG_GIC_NATIVE;
#endif
}

/* The id that Xen chose, or a negative errno. */
static int make_domain(int fd, struct xen_domctl *domctl)
{
	struct privcmd_hypercall call = { .op = __HYPERVISOR_domctl, .arg = { (uintptr_t)domctl } };

	fill(domctl);
	if (ioctl(fd, IOCTL_PRIVCMD_HYPERCALL, &call) < 0)
		return -errno;
	return domctl->domain;
}

int main(int argc, char **argv)
{
	struct xen_domctl *domctl;
	int fd, buffer_fd, domid;
	unsigned long n, i;
	char *end;

	if (argc != 2 || (n = strtoul(argv[1], &end, 10)) == 0 || *end)
		die("say how many domains to make: mkdomains N");
	fd = open_device(DEVICE);
	buffer_fd = open_device(BUFFER_DEVICE);
	domctl = mmap(NULL, sizeof(*domctl), PROT_READ | PROT_WRITE, MAP_SHARED, buffer_fd, 0);
	if (domctl == MAP_FAILED)
		die("cannot map %s: %s", BUFFER_DEVICE, strerror(errno));
	for (i = 0; i < n; i++) {
		domid = make_domain(fd, domctl);
		if (domid < 0)
			die("domain %lu of %lu: createdomain (version 0x%x): %s", i + 1, n,
			    XEN_DOMCTL_INTERFACE_VERSION, strerror(-domid));
	}
	return 0;
}
