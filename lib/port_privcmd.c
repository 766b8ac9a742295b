/* SPDX-License-Identifier: MIT */
/* The hypervisor below, by Linux's /dev/xen/privcmd. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/port.h"

/* Linux, include/uapi/xen/privcmd.h (which Debian installs in a form that cannot be included). */
struct privcmd_hypercall {
	uint64_t op;
	uint64_t arg[5];
};
#define PRIVCMD_HYPERCALL _IOC(_IOC_NONE, 'P', 0, sizeof(struct privcmd_hypercall))

#define DEVICE        "/dev/xen/privcmd"
#define BUFFER_DEVICE "/dev/xen/hypercall"

/* Bit of /sys/hypervisor/properties/features: XENFEAT_dom0 (xen/include/public/features.h). */
#define FEATURE_DOM0 11

struct privcmd {
	struct port port;
	int fd;
	int buffer_fd; /* -1: a kernel before 4.18, whose hypercalls take locked anonymous memory */
	void *memory;
	size_t bytes; /* mapped, without the guard page behind */
};

static size_t page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/* First line of a small file, without its end; "" if there is none. */
static void read_line(const char *path, char *ret_line, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, ret_line, size - 1);

	ret_line[got > 0 ? got : 0] = '\0';
	ret_line[strcspn(ret_line, "\n")] = '\0';
	if (fd >= 0)
		close(fd);
}

bool kernel_says_xen(void)
{
	char type[16];

	read_line("/sys/hypervisor/type", type, sizeof(type));
	return strcmp(type, "xen") == 0;
}

bool kernel_says_dom0(void)
{
	char features[32];

	read_line("/sys/hypervisor/properties/features", features, sizeof(features));
	return strtoull(features, NULL, 16) >> FEATURE_DOM0 & 1;
}

/* Why DEVICE did not open, told apart for somebody who wants to mend it. */
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
				 "Xen runs, but there is no " DEVICE
				 ": load its driver (modprobe xen-privcmd)");
	return error_set(ret_error, XABI_ERROR_SYSTEM, "cannot open " DEVICE ": %s",
			 strerror(error));
}

static void unmap(struct privcmd *privcmd)
{
	if (privcmd->memory)
		munmap(privcmd->memory, privcmd->bytes + page_bytes());
	privcmd->memory = NULL;
	privcmd->bytes = 0;
}

/*
 * The memory ends at a page that nobody can touch: should Xen write more than it was told to (its elements grew), it
 * fails with EFAULT and overwrites nothing.
 */
static int privcmd_memory(struct port *port, size_t bytes, void **ret_memory,
			  struct xabi_error *ret_error)
{
	struct privcmd *privcmd = (struct privcmd *)port;
	size_t page = page_bytes(), rounded = (bytes + page - 1) / page * page;
	int flags =
		MAP_FIXED |
		(privcmd->buffer_fd >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED);
	void *memory;

	if (privcmd->bytes < rounded) {
		unmap(privcmd);
		memory = mmap(NULL, rounded + page, PROT_NONE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (memory == MAP_FAILED)
			goto failed;
		privcmd->memory = memory;
		privcmd->bytes = rounded;
		if (mmap(memory, rounded, PROT_READ | PROT_WRITE, flags, privcmd->buffer_fd, 0) ==
		    MAP_FAILED)
			goto failed;
		/* Xen must find every page: one that was never written is not there yet (seen on arm64). */
		memset(memory, 0, rounded);
		if (privcmd->buffer_fd < 0)
			madvise(memory, rounded, MADV_DONTFORK);
	}
	*ret_memory = privcmd->memory;
	return 0;
failed:
	error_set(ret_error, XABI_ERROR_SYSTEM,
		  "cannot get %zu bytes of memory that Xen can reach: %s", rounded,
		  strerror(errno));
	unmap(privcmd);
	return ret_error->code;
}

static int64_t privcmd_hypercall(struct port *port, const struct lower_hypercall *hypercall)
{
	struct privcmd *privcmd = (struct privcmd *)port;
	const struct lower_plan *plan = hypercall->plan;
	const struct lower_area *area = hypercall->area;
	struct privcmd_hypercall request = { .op = plan->hypercall };
	uint64_t address = (uintptr_t)area[LOWER_ELEMENT_AREA].data;
	int result;

	memcpy(request.arg, hypercall->reg, sizeof(request.arg));
	if (area[LOWER_ARGUMENT].bytes)
		request.arg[plan->argument_register] = (uintptr_t)area[LOWER_ARGUMENT].data;
	if (area[LOWER_ELEMENT_AREA].bytes)
		memcpy((char *)area[LOWER_ARGUMENT].data + plan->view_at, &address,
		       sizeof(address));
	result = ioctl(privcmd->fd, PRIVCMD_HYPERCALL, &request);
	if (result < 0)
		result = -errno;
	if (area[LOWER_ELEMENT_AREA].bytes)
		memset((char *)area[LOWER_ARGUMENT].data + plan->view_at, 0, sizeof(address));
	return result;
}

static bool privcmd_xenstore(struct port *port, struct xenstore_request *requests, size_t n)
{
	(void)port;
	return xenstore_requests(requests, n);
}

static int privcmd_close(struct port *port, struct xabi_error *ret_error)
{
	struct privcmd *privcmd = (struct privcmd *)port;

	(void)ret_error;
	unmap(privcmd);
	if (privcmd->buffer_fd >= 0)
		close(privcmd->buffer_fd);
	close(privcmd->fd);
	free(privcmd);
	return 0;
}

static const struct port_ops privcmd_ops = {
	.memory = privcmd_memory,
	.hypercall = privcmd_hypercall,
	.xenstore = privcmd_xenstore,
	.close = privcmd_close,
};

int port_privcmd_open(const char *name, struct port **ret_port, struct xabi_error *ret_error)
{
	int fd, code;
	struct privcmd *privcmd;

	if (name && *name)
		return error_set(ret_error, XABI_ERROR_USAGE,
				 "xen: takes nothing behind the colon, not '%s'", name);
	fd = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return explain_open(errno, ret_error);
	privcmd = calloc(1, sizeof(*privcmd));
	if (!privcmd) {
		code = error_set(ret_error, XABI_ERROR_SYSTEM, "out of memory");
		close(fd);
		return code;
	}
	privcmd->port =
		(struct port){ .ops = &privcmd_ops, .abi = abi_own(), .dom0 = kernel_says_dom0() };
	privcmd->fd = fd;
	privcmd->buffer_fd = open(BUFFER_DEVICE, O_RDWR | O_CLOEXEC);
	*ret_port = &privcmd->port;
	return 0;
}
