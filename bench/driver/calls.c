/* SPDX-License-Identifier: MIT */
/*
 * Makes hypercalls by /dev/xen/privcmd, and prints for each what one takes, in ticks: under QEMU's -icount shift=0 those are
 * instructions, of the program, the kernel and Xen together. The least of ROUNDS.
 *
 *	call NAME BYTES TICKS		BYTES: of all memory that goes in or out
 *
 * usage: calls DOMID, of a paused PV domain. In dom0 of Xen 4.17.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define PAGE     4096u
#define ROUNDS   64
#define SYSCTL   0x15u /* interface versions of 4.17 */
#define DOMCTL   0x15u
#define IOCTL(n) _IOC(_IOC_NONE, 'P', n, 48)

struct call {
	uint64_t number, reg[5];
};

/* A call as it is made; what is in the argument at which offset. Numbers are those of Xen's public headers. */
struct row {
	const char *name;
	unsigned int bytes;
	struct call call;
	struct {
		uint8_t offset, bytes;
		uint64_t value;
	} put[6];
};

static uint8_t *argument, *list, *frames;
static uint64_t domid;

static uint64_t ticks(void)
{
	return __builtin_ia32_rdtsc();
}

static uint64_t measure(int fd, const struct row *row)
{
	uint64_t least = UINT64_MAX, from;
	struct call call;
	unsigned int i, j;
	int result = 0;

	for (i = 0; i < ROUNDS; i++) {
		memset(argument, 0, PAGE);
		for (j = 0; j < 6; j++)
			memcpy(argument + row->put[j].offset, &row->put[j].value,
			       row->put[j].bytes);
		call = row->call;
		from = ticks();
		result = ioctl(fd, IOCTL(0), &call);
		from = ticks() - from;
		if (result < 0) {
			fprintf(stderr, "calls: %s: %s\n", row->name, strerror(errno));
			exit(1);
		}
		if (from < least)
			least = from;
	}
	return least;
}

static void measure_all(int fd)
{
	const uint64_t a = (uintptr_t)argument, l = (uintptr_t)list;
	const struct row rows[] = {
		{ "xen_version.version", 0, { 17, { 0 } }, { { 0 } } },
		{ "xen_version.extraversion", 16, { 17, { 1, a } }, { { 0 } } },
		{ "xen_version.capabilities", 1024, { 17, { 3, a } }, { { 0 } } },
		{ "memory_op.maximum_gpfn", 2, { 12, { 14, a } }, { { 0, 2, domid } } },
		{ "event_channel_op.status",
		  24,
		  { 32, { 5, a } },
		  { { 0, 2, 0x7ff0 }, { 4, 4, 1 } } },
		{ "domctl.getdomaininfo",
		  128,
		  { 36, { a } },
		  { { 0, 4, 5 }, { 4, 4, DOMCTL }, { 8, 2, domid } } },
		{ "domctl.pausedomain",
		  128,
		  { 36, { a } },
		  { { 0, 4, 3 }, { 4, 4, DOMCTL }, { 8, 2, domid } } },
		{ "domctl.unpausedomain",
		  128,
		  { 36, { a } },
		  { { 0, 4, 4 }, { 4, 4, DOMCTL }, { 8, 2, domid } } },
		{ "domctl.max_mem",
		  128,
		  { 36, { a } },
		  { { 0, 4, 11 }, { 4, 4, DOMCTL }, { 8, 2, domid }, { 16, 8, 65536 } } },
		{ "domctl.getvcpuaffinity",
		  129,
		  { 36, { a } },
		  { { 0, 4, 25 },
		    { 4, 4, DOMCTL },
		    { 8, 2, domid },
		    { 20, 4, 1 },
		    { 24, 8, l },
		    { 32, 4, 8 } } },
		{ "domctl.scheduler_op.getinfo",
		  128,
		  { 36, { a } },
		  { { 0, 4, 16 }, { 4, 4, DOMCTL }, { 8, 2, domid }, { 16, 4, 6 }, { 20, 4, 1 } } },
		{ "domctl.getvcpucontext",
		  128 + 5168,
		  { 36, { a } },
		  { { 0, 4, 13 }, { 4, 4, DOMCTL }, { 8, 2, domid }, { 24, 8, l } } },
		{ "sysctl.physinfo", 128, { 35, { a } }, { { 0, 4, 3 }, { 4, 4, SYSCTL } } },
		{ "sysctl.getdomaininfolist of 36",
		  128 + 36 * 112,
		  { 35, { a } },
		  { { 0, 4, 6 }, { 4, 4, SYSCTL }, { 12, 4, 36 }, { 16, 8, l } } },
		{ "sysctl.readconsole of a page",
		  128 + 4096,
		  { 35, { a } },
		  { { 0, 4, 1 }, { 4, 4, SYSCTL }, { 16, 8, l }, { 24, 4, PAGE } } },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		printf("call %s|%u|%" PRIu64 "\n", rows[i].name, rows[i].bytes,
		       measure(fd, &rows[i]));
}

/* The page that Xen shares with the domain, mapped N times; the ioctl only. */
static void measure_map(int fd, unsigned int n)
{
	struct {
		uint32_t num;
		uint16_t domid;
		uint64_t address;
		uint64_t *frames;
		int *errs;
	} batch = { .num = n, .domid = (uint16_t)domid };
	uint64_t least = UINT64_MAX, from;
	static int errs[64];
	unsigned int i;
	uint8_t *at;

	for (i = 0; i < ROUNDS; i++) {
		at = mmap(NULL, n * PAGE, PROT_READ, MAP_SHARED, fd, 0);
		batch.address = (uintptr_t)at;
		batch.frames = (uint64_t *)frames;
		batch.errs = errs;
		from = ticks();
		if (at == MAP_FAILED || ioctl(fd, _IOC(_IOC_NONE, 'P', 4, 32), &batch) || errs[0]) {
			fprintf(stderr, "calls: mmapbatch_v2: %s\n", strerror(errno));
			exit(1);
		}
		from = ticks() - from;
		if (from < least)
			least = from;
		munmap(at, n * PAGE);
	}
	printf("call mmapbatch_v2 of %u|%u|%" PRIu64 "\n", n, n * 12, least);
}

int main(int argc, char **argv)
{
	int fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
	struct call call = { .number = 36 };
	uint32_t header[] = { 5, DOMCTL };
	uint64_t frame;
	unsigned int i;

	argument = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_LOCKED, -1, 0);
	list = argument + 2 * PAGE;
	frames = argument + 6 * PAGE;
	domid = argc > 1 ? strtoull(argv[1], NULL, 0) : 0;
	if (fd < 0 || argument == MAP_FAILED || !domid) {
		fprintf(stderr, "calls: no driver, memory or domain\n");
		return 1;
	}
	measure_all(fd);
	/* Of getdomaininfo: shared_info_frame. */
	memset(argument, 0, PAGE);
	memcpy(argument, header, sizeof(header));
	memcpy(argument + 8, &domid, 2);
	call.reg[0] = (uintptr_t)argument;
	if (ioctl(fd, IOCTL(0), &call))
		return 1;
	memcpy(&frame, argument + 16 + 48, 8);
	for (i = 0; i < 64; i++)
		memcpy(frames + 8 * i, &frame, 8);
	measure_map(fd, 1);
	measure_map(fd, 64);
	return 0;
}
