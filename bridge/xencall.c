/* SPDX-License-Identifier: MIT */
/*
 * libxencall.so.1 as tools/include/xencall.h of Xen's releases tells of it, and nothing else: an opaque handle; calls that
 * never log, and return what Xen did or -1 with errno; buffers that are whole pages or lie in such; after a fork the child
 * may close or exec only.
 */
#define _GNU_SOURCE /* dl_iterate_phdr(), process_vm_readv() */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "bridge/bridge.h"
#include "bridge/memory.h"
#include "bridge/xencall.h"

/* Linux, include/uapi/xen/privcmd.h. */
struct privcmd_hypercall {
	uint64_t op;
	uint64_t arg[5];
};
#define PRIVCMD_HYPERCALL _IOC(_IOC_NONE, 'P', 0, sizeof(struct privcmd_hypercall))

/*
 * What libxentoolcore.so.1 links up, to restrict all open handles at once; its layout is that of a list of queue(3)
 * (tools/libs/toolcore/include/xentoolcore_internal.h). Absent in programs that do without that library.
 */
struct restricted {
	int (*restrict_to)(struct restricted *handle, uint16_t domain);
	struct restricted *next, **previous;
};
void xentoolcore__register_active_handle(struct restricted *handle) __attribute__((weak));
void xentoolcore__deregister_active_handle(struct restricted *handle) __attribute__((weak));

struct xencall_handle {
	struct restricted restricted; /* first */
	struct bridge bridge;
	int fd, buffer_fd;
	struct memory memory;
};

/* In front of a buffer that is no whole number of pages. */
#define HEADER 16

#define EXPORT __attribute__((visibility("default")))

/* --- what the bridge works with */

static struct xencall_handle *handle_of(struct bridge *bridge)
{
	return (struct xencall_handle *)((char *)bridge - offsetof(struct xencall_handle, bridge));
}

static long issue(struct bridge *bridge, uint64_t number, const uint64_t *arg)
{
	struct privcmd_hypercall call = { .op = number };
	long result;

	memcpy(call.arg, arg, sizeof(call.arg));
	result = ioctl(handle_of(bridge)->fd, PRIVCMD_HYPERCALL, &call);
	return result < 0 ? -errno : result;
}

static void *take(struct bridge *bridge, size_t bytes)
{
	return memory_borrow(&handle_of(bridge)->memory, bytes);
}

static void give(struct bridge *bridge, void *memory, size_t bytes)
{
	memory_return(&handle_of(bridge)->memory, memory, bytes);
}

static uint8_t *find(struct bridge *bridge, uint64_t address, size_t bytes)
{
	return memory_holds(&handle_of(bridge)->memory, address, bytes)
		       ? (uint8_t *)(uintptr_t)address
		       : NULL;
}

/* Of the program's memory only what was taken here is known to be there; the kernel looks after the rest. */
static bool copy(struct bridge *bridge, uint64_t address, void *data, size_t bytes, bool write)
{
	struct iovec own = { data, bytes }, other = { (void *)(uintptr_t)address, bytes };
	ssize_t done;

	if (find(bridge, address, bytes)) {
		memcpy(write ? other.iov_base : data, write ? data : other.iov_base, bytes);
		return true;
	}
	done = write ? process_vm_writev(getpid(), &own, 1, &other, 1, 0)
		     : process_vm_readv(getpid(), &own, 1, &other, 1, 0);
	return done == (ssize_t)bytes;
}

static bool read_memory(struct bridge *bridge, uint64_t address, void *data, size_t bytes)
{
	return copy(bridge, address, data, bytes, false);
}

static bool write_memory(struct bridge *bridge, uint64_t address, const void *data, size_t bytes)
{
	return copy(bridge, address, (void *)data, bytes, true);
}

static void say(struct bridge *bridge, const char *text)
{
	(void)bridge;
	fprintf(stderr, "xabi bridge: %s\n", text);
}

static const struct bridge_ops system_ops = { .issue = issue,
					      .take = take,
					      .give = give,
					      .find = find,
					      .read = read_memory,
					      .write = write_memory,
					      .say = say };

/* --- which releases */

/* "4.17" as 0x0411; 0 if it is none. */
static uint16_t release_named(const char *text)
{
	unsigned int major, minor;
	char end;

	return sscanf(text, "%u.%u%c", &major, &minor, &end) == 2 && major < 256 && minor < 256
		       ? (uint16_t)(major << 8 | minor)
		       : 0;
}

/* The library that makes a toolstack's calls has its release in its name. */
static int look_for_tools(struct dl_phdr_info *info, size_t size, void *data)
{
	const char *name = strstr(info->dlpi_name, "/libxenctrl.so.");

	(void)size;
	if (!name)
		return 0;
	*(uint16_t *)data = release_named(name + strlen("/libxenctrl.so."));
	return *(uint16_t *)data != 0;
}

/* XABI_BRIDGE=off: as if there were no bridge. XABI_BRIDGE_TOOLS=4.17: for who has not that library. */
static uint16_t release_of_tools(uint16_t xen)
{
	const char *told = getenv("XABI_BRIDGE"), *tools = getenv("XABI_BRIDGE_TOOLS");
	uint16_t release = tools ? release_named(tools) : 0;

	if (!xen || (told && strcmp(told, "off") == 0))
		return xen;
	if (!release)
		dl_iterate_phdr(look_for_tools, &release);
	return release ? release : xen;
}

/* xen_version's first operation: major in the upper half, minor in the lower. */
static uint16_t release_of_xen(struct bridge *bridge)
{
	const uint64_t arg[WALK_REGISTERS] = { 0 };
	long version = issue(bridge, bridge_hypercall("xen_version")->number, arg);

	return version < 0 ? 0 : (uint16_t)(version >> 16 << 8 | (version & 0xff));
}

static enum walk_abi own_abi(void)
{
#if defined(__x86_64__)
	return WALK_X86_64;
#elif defined(__i386__)
	return WALK_I386;
#elif defined(__aarch64__)
	return WALK_ARM64;
#else
	return WALK_ARM32;
#endif
}

/* --- the library */

static int restrict_to(struct restricted *restricted, uint16_t domain)
{
	struct xencall_handle *handle = (struct xencall_handle *)restricted;
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC), result = -1, error;

	(void)domain; /* no hypercall is safe in the hands of who is to have one domain only */
	if (nowhere >= 0)
		result = dup2(nowhere, handle->fd) < 0 || (handle->buffer_fd >= 0 &&
							   dup2(nowhere, handle->buffer_fd) < 0)
				 ? -1
				 : 0;
	error = errno;
	if (nowhere >= 0)
		close(nowhere);
	errno = error;
	return result;
}

static int open_privcmd(void)
{
	int fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);

	return fd < 0 && (errno == ENOENT || errno == ENXIO || errno == ENODEV)
		       ? open("/proc/xen/privcmd", O_RDWR | O_CLOEXEC)
		       : fd;
}

EXPORT struct xencall_handle *xencall_open(void *logger, unsigned int flags)
{
	struct xencall_handle *handle = calloc(1, sizeof(*handle));
	uint16_t xen;

	(void)logger;
	(void)flags;
	if (!handle)
		return NULL;
	handle->restricted.restrict_to = restrict_to;
	if (xentoolcore__register_active_handle)
		xentoolcore__register_active_handle(&handle->restricted);
	handle->fd = open_privcmd();
	handle->buffer_fd = open("/dev/xen/hypercall", O_RDWR | O_CLOEXEC);
	memory_init(&handle->memory, handle->buffer_fd);
	if (handle->fd < 0) {
		int error = errno;

		xencall_close(handle);
		errno = error;
		return NULL;
	}
	xen = release_of_xen(&handle->bridge);
	bridge_prepare(&handle->bridge, &system_ops, release_of_tools(xen), xen, own_abi());
	return handle;
}

EXPORT int xencall_close(struct xencall_handle *handle)
{
	if (!handle)
		return 0;
	if (xentoolcore__deregister_active_handle)
		xentoolcore__deregister_active_handle(&handle->restricted);
	bridge_release(&handle->bridge);
	memory_release(&handle->memory);
	if (handle->buffer_fd >= 0)
		close(handle->buffer_fd);
	if (handle->fd >= 0)
		close(handle->fd);
	free(handle);
	return 0;
}

EXPORT int xencall_fd(struct xencall_handle *handle)
{
	return handle->fd;
}

static long call(struct xencall_handle *handle, uint64_t op, const uint64_t arg[WALK_REGISTERS])
{
	long result = bridge_call(&handle->bridge, op, arg);

	if (result >= 0)
		return result;
	errno = (int)-result;
	return -1;
}

#define CALL(...) (int)call(handle, op, (const uint64_t[WALK_REGISTERS]){ __VA_ARGS__ })

EXPORT int xencall0(struct xencall_handle *handle, unsigned int op)
{
	return CALL(0);
}

EXPORT int xencall1(struct xencall_handle *handle, unsigned int op, uint64_t a)
{
	return CALL(a);
}

EXPORT int xencall2(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b)
{
	return CALL(a, b);
}

EXPORT long xencall2L(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b)
{
	return call(handle, op, (const uint64_t[WALK_REGISTERS]){ a, b });
}

EXPORT int xencall3(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b,
		    uint64_t c)
{
	return CALL(a, b, c);
}

EXPORT int xencall4(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b,
		    uint64_t c, uint64_t d)
{
	return CALL(a, b, c, d);
}

EXPORT int xencall5(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b,
		    uint64_t c, uint64_t d, uint64_t e)
{
	return CALL(a, b, c, d, e);
}

/* Until 4.15; privcmd has never had room for a sixth argument. */
EXPORT int xencall6(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b,
		    uint64_t c, uint64_t d, uint64_t e, uint64_t f)
{
	if (f) {
		errno = ENOSYS;
		return -1;
	}
	return CALL(a, b, c, d, e);
}

EXPORT int xencall_buffers_never_fault(struct xencall_handle *handle)
{
	return handle->buffer_fd >= 0;
}

EXPORT void *xencall_alloc_buffer_pages(struct xencall_handle *handle, size_t pages)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (pages > SIZE_MAX / page) {
		errno = ENOMEM;
		return NULL;
	}
	return memory_take(&handle->memory, pages * page);
}

EXPORT void xencall_free_buffer_pages(struct xencall_handle *handle, void *memory, size_t pages)
{
	(void)pages;
	memory_give(&handle->memory, memory);
}

EXPORT void *xencall_alloc_buffer(struct xencall_handle *handle, size_t bytes)
{
	char *memory;

	if (bytes > SIZE_MAX - HEADER) {
		errno = ENOMEM;
		return NULL;
	}
	memory = memory_take(&handle->memory, bytes + HEADER);
	return memory ? memory + HEADER : NULL;
}

EXPORT void xencall_free_buffer(struct xencall_handle *handle, void *memory)
{
	if (memory)
		memory_give(&handle->memory, (char *)memory - HEADER);
}
