/* SPDX-License-Identifier: MIT */
/* XABI as the kernel carries it: /dev/xen/xabi, of the driver in linux/. docs/driver.md. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/port.h"
#include "linux/xabi_driver.h"

#define DEVICE "/dev/xen/xabi"

struct device {
	struct port port;
	int fd;
};

_Static_assert(sizeof(struct xabi_driver_call) == sizeof(struct xabi_call) &&
		       offsetof(struct xabi_driver_call, status) ==
			       offsetof(struct xabi_call, status) &&
		       offsetof(struct xabi_driver_call, in) == offsetof(struct xabi_call, in) &&
		       offsetof(struct xabi_driver_call, out) == offsetof(struct xabi_call, out),
	       "the driver takes a call as it is");

static uint16_t status_of(int error)
{
	switch (error) {
	case EPERM:
		return XABI_STATUS_NOT_ALLOWED;
	case EFAULT:
		return XABI_STATUS_BAD_BUFFER;
	case E2BIG:
		return XABI_STATUS_BAD_SIZE;
	case ENOMEM:
		return XABI_STATUS_NO_MEMORY;
	default:
		return XABI_STATUS_UNKNOWN_ERROR;
	}
}

static void device_call(struct port *port, struct xabi_call *call)
{
	struct device *device = (struct device *)port;

	call->pad = 0;
	port->failed = ioctl(device->fd, XABI_DRIVER_CALL, call) < 0 ? errno : 0;
	if (!port->failed)
		return;
	call->status = status_of(port->failed);
	memset(call->out, 0, sizeof(call->out));
}

static bool device_xenstore(struct port *port, struct xenstore_request *requests, size_t n)
{
	(void)port;
	return xenstore_requests(requests, n);
}

static int device_close(struct port *port, struct xabi_error *ret_error)
{
	struct device *device = (struct device *)port;

	(void)ret_error;
	close(device->fd);
	free(device);
	return 0;
}

static const struct port_ops device_ops = {
	.call = device_call,
	.xenstore = device_xenstore,
	.close = device_close,
};

static int explain_open(int error, struct xabi_error *ret_error)
{
	if (error == EACCES || error == EPERM)
		return error_set(ret_error, XABI_ERROR_NOT_ROOT,
				 "you may not open " DEVICE ": run this as root (sudo xabi ...)");
	if (!kernel_says_xen())
		return error_set(
			ret_error, XABI_ERROR_NOT_XEN,
			"this machine does not run on Xen: boot it with Xen, or look at a recording "
			"with --on replay:FILE");
	if (error == ENOENT || error == ENODEV || error == ENXIO)
		return error_set(ret_error, XABI_ERROR_NO_DEVICE,
				 "there is no " DEVICE
				 ": load XABI's driver (package xabi-driver-dkms), or use xen:");
	return error_set(ret_error, XABI_ERROR_SYSTEM, "cannot open " DEVICE ": %s",
			 strerror(error));
}

/* Whether the driver has a way to Xen, and leaves it to this process. */
static int check(int fd, struct xabi_error *ret_error)
{
	struct xabi_driver_about about;

	if (ioctl(fd, XABI_DRIVER_ABOUT, &about) < 0)
		return error_set(ret_error, XABI_ERROR_SYSTEM,
				 DEVICE " does not say what it is (%s): is it another driver's?",
				 strerror(errno));
	if (about.restricted || !about.classes)
		return error_set(ret_error, XABI_ERROR_GUEST,
				 "this is a guest: its kernel leaves " DEVICE
				 " to device models only; run this in dom0");
	if (about.way == XABI_DRIVER_NOWHERE)
		return error_set(ret_error, XABI_ERROR_TOO_OLD,
				 "the driver knows no way to carry XABI out on this Xen: use xen:");
	return 0;
}

int port_xabi_open(const char *name, struct port **ret_port, struct xabi_error *ret_error)
{
	struct device *device;
	int fd, code;

	if (name && *name)
		return error_set(ret_error, XABI_ERROR_USAGE,
				 "xabi: takes nothing behind the colon, not '%s'", name);
	fd = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return explain_open(errno, ret_error);
	code = check(fd, ret_error);
	device = code ? NULL : calloc(1, sizeof(*device));
	if (!device) {
		close(fd);
		return code ? code : error_set(ret_error, XABI_ERROR_SYSTEM, "out of memory");
	}
	device->port = (struct port){
		.ops = &device_ops, .abi = abi_own(), .dom0 = kernel_says_dom0(), .is_kernel = true
	};
	device->fd = fd;
	*ret_port = &device->port;
	return 0;
}

int port_default_open(const char *name, struct port **ret_port, struct xabi_error *ret_error)
{
	struct xabi_error ignored;

	if (port_xabi_open(name, ret_port, &ignored) == 0)
		return 0;
	return port_privcmd_open(name, ret_port, ret_error);
}
