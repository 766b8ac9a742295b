/* SPDX-License-Identifier: MIT */
/*
 * What root tries against its own kernel by way of /dev/xen/xabi, and what a descriptor that is restricted can still do. TAP, in a
 * control domain with the kernel's marker (tests/driver/marker) and two other domains, PV and PVH in the environment.
 *
 * usage: device [locked]	locked: the kernel is locked down by now
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/xabi_driver.h"
#include "xabi/abi.h"

#define DEVICE "/dev/xen/xabi"
#define PAGE   4096u
#define NEWER  0x8f41  /* class control, one buffer, an extension that there is not */
#define MODEL  0xc101  /* class device_model, no buffer */
#define NO     0x10000 /* in place of a status: the ioctl fails */

static uint64_t marker, marker_frame;
static unsigned int pv, pvh, tests, failures;
static uint8_t memory[2 * PAGE] __attribute__((aligned(4096)));

static bool read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[n < 0 ? 0 : n] = 0;
	text[strcspn(text, "\n")] = 0;
	return n >= 0;
}

static void ok(bool fine, const char *what, const char *format, long a, long b)
{
	char state[32], last[200];

	read_file("/sys/kernel/debug/xabi-marker/state", state, sizeof(state));
	read_file("/sys/kernel/debug/xabi/last", last, sizeof(last));
	if (strcmp(state, "clean") != 0)
		fine = false;
	if (!fine) {
		printf("# ");
		printf(format, a, b);
		printf(", marker %s, last %s\n", state, last);
	}
	tests++;
	failures += !fine;
	printf("%sok %u - %s\n", fine ? "" : "not ", tests, what);
	fflush(stdout);
}

static int open_device(void)
{
	int fd = open(DEVICE, O_RDWR);

	if (fd < 0) {
		perror(DEVICE);
		exit(2);
	}
	return fd;
}

static void buffer(struct xabi_driver_call *call, unsigned int slot, uint64_t address,
		   uint64_t bytes)
{
	call->in[slot] = address;
	call->in[slot + 1] = bytes;
}

static int made(int fd, struct xabi_driver_call *call)
{
	errno = 0;
	return ioctl(fd, XABI_DRIVER_CALL, call) < 0 ? NO | errno : call->status;
}

static bool last_is(const char *text)
{
	char last[200];

	return read_file("/sys/kernel/debug/xabi/last", last, sizeof(last)) && strstr(last, text);
}

static void expect(int fd, struct xabi_driver_call call, int wanted, const char *what)
{
	int got = made(fd, &call);

	ok(got == wanted, what, "got 0x%lx, not 0x%lx", got, wanted);
}

/* Refused by the policy, and named. */
static void refused(int fd, struct xabi_driver_call call, const char *last, const char *what)
{
	int got = made(fd, &call);

	ok(got == (NO | EPERM) && last_is(last), what, "got 0x%lx, not 0x%lx", got, NO | EPERM);
}

static struct xabi_driver_call call_of(uint16_t op, uint64_t a0)
{
	return (struct xabi_driver_call){ .op = op, .in = { a0 } };
}

static struct xabi_driver_call list_into(uint64_t address, uint64_t bytes)
{
	struct xabi_driver_call call = call_of(XABI_OP_DOMAIN_LIST, 0);

	call.in[XABI_IN_DOMAIN_LIST_EACH] = sizeof(struct xabi_domain_info);
	buffer(&call, XABI_BUF_DOMAIN_LIST_LIST, address, bytes);
	return call;
}

static struct xabi_driver_call info_of(uint64_t domain)
{
	struct xabi_driver_call call = call_of(XABI_OP_DOMAIN_INFO, domain);

	buffer(&call, XABI_BUF_DOMAIN_INFO_INFO, (uintptr_t)memory,
	       sizeof(struct xabi_domain_info));
	return call;
}

/* --- the parts */

static void good(int fd)
{
	const struct xabi_domain_info *info = (const void *)memory;
	struct xabi_driver_about about = { 0 };
	struct xabi_driver_call call;
	int got;

	got = ioctl(fd, XABI_DRIVER_ABOUT, &about);
	ok(got == 0 && about.way >= XABI_DRIVER_XEN && about.classes == 12 && !about.restricted &&
		   about.buffer_size >= 65536,
	   "the driver says by which way calls go", "got %ld, way %ld", got, about.way);
	expect(fd, call_of(XABI_OP_BASE_ABOUT, 0), XABI_STATUS_OK, "base is answered");
	call = list_into((uintptr_t)memory, 64 * sizeof(*info));
	got = made(fd, &call);
	ok(got == XABI_STATUS_OK && call.out[0] == 3 && info[0].id == 0 && info[1].id == pv &&
		   info[2].id == pvh,
	   "a list of domains", "got 0x%lx, %ld domains", got, (long)call.out[0]);
	expect(fd, info_of(0), XABI_STATUS_OK, "the own domain can be looked at");
	expect(fd, call_of(XABI_OP_LIFECYCLE_PAUSE, pv), XABI_STATUS_OK, "another one is paused");
	expect(fd, call_of(XABI_OP_LIFECYCLE_UNPAUSE, pv), XABI_STATUS_OK, "and goes on");
	expect(fd, call_of(XABI_OP_LIFECYCLE_PAUSE, 77), XABI_STATUS_NO_SUCH_DOMAIN,
	       "Xen's own word where it refuses");
	memset(memory, 0x5a, sizeof(memory));
	call = list_into((uintptr_t)memory, sizeof(struct xabi_domain_info) + 8);
	made(fd, &call);
	ok(memory[sizeof(struct xabi_domain_info) + 8] == 0x5a,
	   "nothing behind a buffer is written", "0x%lx %ld",
	   memory[sizeof(struct xabi_domain_info) + 8], 0);
}

static void addresses(int fd)
{
	uint64_t page = (uintptr_t)memory;
	struct xabi_driver_call call;
	uint8_t *other;
	unsigned int i;

	expect(fd, list_into(marker, 96), NO | EFAULT,
	       "a kernel's address as a buffer: domain.list");
	call = call_of(XABI_OP_HOST_TEXT, 0);
	buffer(&call, XABI_BUF_HOST_TEXT_TEXT, marker, 64);
	expect(fd, call, NO | EFAULT, "host.text");
	call = call_of(XABI_OP_HOST_LOG, 0);
	buffer(&call, XABI_BUF_HOST_LOG_TEXT, marker, 64);
	expect(fd, call, NO | EFAULT, "host.log");
	call = call_of(XABI_OP_HOST_INFO, 0);
	buffer(&call, XABI_BUF_HOST_INFO_INFO, marker, 72);
	expect(fd, call, NO | EFAULT, "host.info");
	call = call_of(XABI_OP_BASE_SURFACE, 0);
	buffer(&call, XABI_BUF_BASE_SURFACE_OPS, marker, 64);
	expect(fd, call, NO | EFAULT, "base.surface");
	expect(fd, list_into(0x7ffffffff000, 2 * PAGE), NO | EFAULT,
	       "a buffer that begins in the process and ends in the kernel");
	expect(fd, list_into(marker_frame << 12, 96), NO | EFAULT, "a frame's address");
	expect(fd, list_into(page, UINT64_MAX), NO | E2BIG, "a buffer of all there is");
	expect(fd, list_into(page, UINT64_C(1) << 32), NO | E2BIG, "a buffer of 4 GiB");
	expect(fd, list_into(0, 96), NO | EFAULT, "no memory");
	for (i = 0; i < 4; i++) {
		call = call_of((uint16_t)(NEWER & ~0xc0) | (uint16_t)(i << 6), 0);
		call.in[0] = call.in[2] = call.in[4] = marker;
		call.in[1] = call.in[3] = call.in[5] = 64;
		expect(fd, call, i ? NO | EFAULT : XABI_STATUS_UNKNOWN_OP,
		       "a kernel's address in an operation newer than the driver");
	}
	call = call_of(XABI_OP_HOST_VERSION, 0);
	call.in[4] = marker;
	call.in[5] = 64;
	made(fd, &call);
	ok(true, "a kernel's address where the operation has no buffer", "%ld %ld", 0, 0);
	other = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	expect(fd, list_into((uintptr_t)other, 96), NO | EFAULT, "memory that may only be read");
	ok(other[0] == 0, "and that was not written", "%ld %ld", other[0], 0);
	munmap(other, PAGE);
	expect(fd, list_into((uintptr_t)other, 96), NO | EFAULT, "memory that is not there");
	other = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(other + PAGE, PAGE);
	expect(fd, list_into((uintptr_t)other + PAGE - 96, 192), NO | EFAULT,
	       "memory that is half there");
	munmap(other, PAGE);
}

static void structs(int fd)
{
	struct xabi_driver_call call = call_of(XABI_OP_HOST_VERSION, 0), *constant;
	struct xabi_driver_restrict restricted = { .flags = 4 };
	int got;

	call.pad = 1;
	expect(fd, call, NO | EINVAL, "a pad that is not zero");
	got = ioctl(fd, XABI_DRIVER_CALL, marker);
	ok(got < 0 && errno == EFAULT, "a call in the kernel's memory", "%ld %ld", got, errno);
	got = ioctl(fd, XABI_DRIVER_ABOUT, marker);
	ok(got < 0 && errno == EFAULT, "an answer into the kernel's memory", "%ld %ld", got, errno);
	got = ioctl(fd, XABI_DRIVER_RESTRICT, marker);
	ok(got < 0 && errno == EFAULT, "a restriction from the kernel's memory", "%ld %ld", got,
	   errno);
	got = ioctl(fd, _IOWR('x', 0x80, char[96]), &call);
	ok(got < 0 && errno == ENOTTY, "a call of another size", "%ld %ld", got, errno);
	got = ioctl(fd, _IOC(_IOC_NONE, 'P', 0, 48), &call);
	ok(got < 0 && errno == ENOTTY, "the other device's call", "%ld %ld", got, errno);
	constant = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*constant = call_of(XABI_OP_HOST_VERSION, 0);
	mprotect(constant, PAGE, PROT_READ);
	got = made(fd, constant);
	ok(got == (NO | EFAULT) && !constant->out[0], "a call in memory that may only be read",
	   "%ld %ld", got, 0);
	munmap(constant, PAGE);
	got = ioctl(fd, XABI_DRIVER_RESTRICT, &restricted);
	ok(got < 0 && errno == EINVAL, "an unknown flag", "%ld %ld", got, errno);
	restricted = (struct xabi_driver_restrict){ .flags = XABI_DRIVER_TO_CLASSES, .domain = 1 };
	got = ioctl(fd, XABI_DRIVER_RESTRICT, &restricted);
	ok(got < 0 && errno == EINVAL, "a domain without its flag", "%ld %ld", got, errno);
	got = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED;
	ok(got, "the device is not to be mapped", "%ld %ld", got, 0);
}

static void classes(int fd)
{
	struct xabi_driver_call call;

	refused(fd, call_of(XABI_OP_MEMORY_SIZE, 0), "xabi memory.size",
		"class kernel: memory.size");
	call = call_of(XABI_OP_VCPU_PLACE_AREA, 0);
	call.in[2] = marker_frame << 12;
	refused(fd, call, "xabi vcpu.place_area", "vcpu.place_area on the marker");
	call = call_of(XABI_OP_GRANT_COPY, 0);
	buffer(&call, 4, (uintptr_t)memory, 32);
	refused(fd, call, "xabi grant.copy", "grant.copy");
	refused(fd, call_of(XABI_OP_EVENT_SEND, 1), "xabi event.send", "event.send");
	refused(fd, call_of(XABI_OP_POWER_SHUTDOWN, 0), "xabi power.shutdown", "power.shutdown");
	refused(fd, call_of(XABI_OP_CONSOLE_WRITE, 0), "xabi console.write", "console.write");
	refused(fd, call_of(0x3f01, 0), "xabi operation 0x3f01", "class kernel, newer");
	refused(fd, call_of(0x4101, pv), "xabi operation 0x4101", "class mediated");
	refused(fd, call_of(MODEL, pv), "not restricted", "class device_model, not restricted");
	refused(fd, call_of(XABI_OP_LIFECYCLE_PAUSE, 0), "lifecycle.pause: it is about this domain",
		"the own domain, paused");
	refused(fd, call_of(XABI_OP_LIFECYCLE_DESTROY, XABI_DOMAIN_SELF),
		"lifecycle.destroy: it is about this domain", "SELF, destroyed");
	expect(fd, call_of(XABI_OP_LIFECYCLE_PAUSE, UINT64_C(1) << 32), XABI_STATUS_BAD_SLOT,
	       "a number that is the own one if it is cut");
	expect(fd, call_of(XABI_OP_LIFECYCLE_PAUSE, 0x7ff1), XABI_STATUS_NO_SUCH_DOMAIN,
	       "a reserved number");
}

static int restrict_to(int fd, uint32_t flags, unsigned int domain, unsigned int left)
{
	struct xabi_driver_restrict wanted = { flags, (uint16_t)domain, (uint16_t)left };

	return ioctl(fd, XABI_DRIVER_RESTRICT, &wanted) < 0 ? errno : 0;
}

static void restricted(void)
{
	struct xabi_driver_about about;
	int fd = open_device(), got, status;

	got = restrict_to(fd, XABI_DRIVER_TO_DOMAIN, pv, 0);
	ioctl(fd, XABI_DRIVER_ABOUT, &about);
	ok(got == 0 && about.restricted && about.domain == pv, "restricted to a domain", "%ld %ld",
	   got, about.domain);
	expect(fd, info_of(pv), XABI_STATUS_OK, "that one can be asked about");
	refused(fd, info_of(pvh), "domain.info: it is not about the domain", "another one cannot");
	refused(fd, info_of(pv | UINT64_C(1) << 32), "domain.info: it is not about",
		"nor its number, lengthened");
	refused(fd, list_into((uintptr_t)memory, PAGE), "domain.list: it is not about", "nor all");
	refused(fd, call_of(XABI_OP_HOST_VERSION, 0), "host.version: it is not about",
		"nor the host");
	refused(fd, call_of(NEWER & ~0xc0, pv), "it is not about",
		"nor what is newer: its a0 may be no domain");
	expect(fd, call_of(MODEL, pv), XABI_STATUS_UNKNOWN_OP, "a device model's call goes to Xen");
	refused(fd, call_of(MODEL, pvh), "it is not about", "but not for another domain");
	expect(fd, call_of(XABI_OP_BASE_LIMITS, 0), XABI_STATUS_OK, "base is for everybody");
	got = restrict_to(fd, XABI_DRIVER_TO_DOMAIN, pvh, 0);
	ok(got == EINVAL, "not to another domain", "%ld %ld", got, 0);
	got = restrict_to(fd, XABI_DRIVER_TO_DOMAIN, pv, 0);
	ok(got == 0, "to the same again", "%ld %ld", got, 0);
	got = restrict_to(fd, XABI_DRIVER_TO_CLASSES, 0, 4);
	refused(fd, call_of(MODEL, pv), "has given up", "restricted to a class: others are gone");
	got = restrict_to(fd, XABI_DRIVER_TO_CLASSES, 0, 0xffff);
	refused(fd, call_of(MODEL, pv), "has given up", "and do not come back");
	expect(fd, info_of(pv), XABI_STATUS_OK, "the class that is left");
	if (fork() == 0)
		_exit(made(fd, &(struct xabi_driver_call){ .op = XABI_OP_HOST_VERSION }) !=
		      (NO | EPERM));
	wait(&status);
	ok(status == 0, "a child has no more", "%ld %ld", status, 0);
	restrict_to(fd, XABI_DRIVER_TO_CLASSES, 0, 0);
	refused(fd, info_of(pv), "has given up", "restricted to nothing");
	expect(fd, call_of(XABI_OP_BASE_ABOUT, 0), XABI_STATUS_OK, "but base");
	close(fd);
	fd = open_device();
	restrict_to(fd, XABI_DRIVER_TO_DOMAIN, 0, 0);
	refused(fd, info_of(0), "about this domain itself",
		"restricted to the own domain: nothing");
	close(fd);
}

static void others(void)
{
	int status;

	if (fork() == 0) {
		if (setgid(65534) || setuid(65534))
			_exit(2);
		_exit(open(DEVICE, O_RDWR) >= 0 || errno != EACCES);
	}
	wait(&status);
	ok(status == 0, "who is not root cannot open it", "%ld %ld", status, 0);
}

static void locked(int fd)
{
	refused(fd, call_of(NEWER & ~0xc0, pv), "xabi operation 0x8f01: the kernel is locked down",
		"locked down: an operation newer than the driver is refused by name");
	expect(fd, info_of(pv), XABI_STATUS_OK, "locked down: what it knows passes");
	refused(fd, call_of(XABI_OP_LIFECYCLE_PAUSE, 0), "about this domain",
		"locked down: the own domain");
}

int main(int argc, char **argv)
{
	char where[200];
	int fd;

	if (!getenv("PV") || !getenv("PVH") ||
	    !read_file("/sys/kernel/debug/xabi-marker/where", where, sizeof(where)) ||
	    sscanf(where, "%lx %lx", &marker, &marker_frame) != 2) {
		fprintf(stderr, "device: no marker or domains\n");
		return 2;
	}
	pv = (unsigned int)atoi(getenv("PV"));
	pvh = (unsigned int)atoi(getenv("PVH"));
	fd = open_device();
	if (argc > 1 && strcmp(argv[1], "locked") == 0) {
		locked(fd);
	} else {
		good(fd);
		addresses(fd);
		structs(fd);
		classes(fd);
		restricted();
		others();
	}
	printf("1..%u\n", tests);
	return failures != 0;
}
