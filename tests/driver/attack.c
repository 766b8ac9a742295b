/* SPDX-License-Identifier: MIT */
/*
 * Makes the attacks of a table (tests/driver/attacks), one process each, and tells of each what came of it:
 *
 *	NAME HOW HAPPENS | result R errno E | marker clean | leaked no | last WHAT
 *
 * usage: attack TABLE [--all]	--all: those that would end the machine, too
 * Needs the kernel's marker (tests/driver/marker), and in the environment PV, PVH and GUEST, an address in the PV one;
 * KIND is that of the control domain.
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

#define PAGE       4096u
#define REGISTERS  5
#define SELF       0x7ff0
#define DOMAIN_IO  0x7ff1
#define DOMAIN_XEN 0x7ff2

/* The driver's ABI, as Linux's header has it. */
struct hypercall {
	uint64_t number, reg[REGISTERS];
};
struct mmap_entry {
	uint64_t va, frame, pages;
};
struct mmap_call {
	int num;
	uint16_t domid;
	struct mmap_entry *entry;
};
struct batch_call {
	uint32_t num;
	uint16_t domid;
	uint64_t address;
	uint64_t *frames;
	int *errs;
};
struct dm_call {
	uint16_t domid, num;
	const void *buffers;
};
struct resource_call {
	uint16_t domid;
	uint32_t type, id, index;
	uint64_t num, address;
};

#define PRIVCMD(number, type) _IOC(_IOC_NONE, 'P', number, sizeof(type))
#define HYPERCALL             PRIVCMD(0, struct hypercall)
#define MMAP                  PRIVCMD(2, struct mmap_call)
#define MMAPBATCH             _IOC(_IOC_NONE, 'P', 3, 24)
#define MMAPBATCH_V2          PRIVCMD(4, struct batch_call)
#define DM_OP                 PRIVCMD(5, struct dm_call)
#define MMAP_RESOURCE         PRIVCMD(7, struct resource_call)

static int privcmd;
static uint8_t argument[2 * PAGE] __attribute__((aligned(4096)));
static uint8_t *const array = argument + PAGE;
static uint64_t marker, marker_frame, marker_pfn, secret, secret_frame;

/* --- the kernel's side */

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

static long call(uint64_t number, const uint64_t *reg)
{
	struct hypercall hypercall = { .number = number };

	memcpy(hypercall.reg, reg, sizeof(hypercall.reg));
	return ioctl(privcmd, HYPERCALL, &hypercall);
}

/* Whether the secret is in Xen's console by now: asked by a call that anybody may make. */
static bool is_leaked(void)
{
	static uint8_t sysctl[136];
	static char text[65536];
	uint64_t reg[REGISTERS] = { (uintptr_t)sysctl }, address = (uintptr_t)text;
	uint32_t words[] = { 1, 0x15 }, bytes = sizeof(text);

	memset(sysctl, 0, sizeof(sysctl));
	memset(text, 0, sizeof(text)); /* or its pages are not there */
	memcpy(sysctl, words, sizeof(words));
	memcpy(sysctl + 16, &address, 8);
	memcpy(sysctl + 24, &bytes, 4);
	if (call(35, reg) < 0)
		return false;
	return memmem(text, sizeof(text), "xabi secret", 11);
}

/* --- attacks that are more than a hypercall */

static uint8_t *reserve(int prot)
{
	uint8_t *page = mmap(NULL, PAGE, prot, MAP_SHARED, privcmd, 0);

	return page == MAP_FAILED ? NULL : page;
}

/* Where mapping succeeds: writes there. */
static long use(uint8_t *page, long result)
{
	if (result >= 0)
		memset(page, 'A', 16);
	return result;
}

static long mmap_self(void)
{
	uint8_t *page = reserve(PROT_READ | PROT_WRITE);
	struct mmap_entry entry = { (uintptr_t)page, marker_frame, 1 };
	struct mmap_call map = { 1, SELF, &entry };

	return use(page, ioctl(privcmd, MMAP, &map));
}

static long mmapbatch_self(void)
{
	uint8_t *page = reserve(PROT_READ | PROT_WRITE);
	uint64_t frame = marker_frame;
	struct batch_call map = { 1, SELF, (uintptr_t)page, &frame, NULL };
	long result = ioctl(privcmd, MMAPBATCH, &map);

	return use(page, result == 0 && frame != marker_frame ? -1 : result);
}

static long batch(uint16_t domid, uint64_t frame, int prot)
{
	uint8_t *page = reserve(prot);
	int err = 0;
	struct batch_call map = { 1, domid, (uintptr_t)page, &frame, &err };
	long result = ioctl(privcmd, MMAPBATCH_V2, &map);

	if (result >= 0 && err) {
		errno = -err;
		result = -1;
	}
	return result;
}

static long mmapbatch_v2_self(void)
{
	uint8_t *page = reserve(PROT_READ | PROT_WRITE);
	uint64_t frame = marker_frame;
	int err = 0;
	struct batch_call map = { 1, SELF, (uintptr_t)page, &frame, &err };
	long result = ioctl(privcmd, MMAPBATCH_V2, &map);

	return use(page, result < 0 || err ? -1 : 0);
}

static long mmapbatch_v2_own(void)
{
	return batch(0, marker_frame, PROT_READ | PROT_WRITE);
}

/* The VGA's memory. */
static long mmapbatch_v2_io(void)
{
	return batch(DOMAIN_IO, 0xb8, PROT_READ | PROT_WRITE);
}

static long mmapbatch_v2_xen(void)
{
	return batch(DOMAIN_XEN, marker_frame, PROT_READ | PROT_WRITE);
}

static long resource_self(void)
{
	uint8_t *page = reserve(PROT_READ | PROT_WRITE);
	struct resource_call map = { SELF, 1, 0, 0, 1, (uintptr_t)page };

	return ioctl(privcmd, MMAP_RESOURCE, &map);
}

/* The kernel's frame at an address of this process, and nothing there before the kernel finds it. */
static long update_va_mapping(void)
{
	uint8_t *page =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t reg[REGISTERS] = { (uintptr_t)page, marker_frame << 12 | 7, 2 };
	long result;

	page[0] = 1;
	result = call(14, reg);
	if (result >= 0) {
		memset(page, 'A', 16);
		reg[1] = 0;
		call(14, reg);
	}
	return result;
}

/* nr_vcpus of the PVH domain, with the kernel's page as the second buffer. */
static long dm_op(void)
{
	uint64_t buffers[] = { (uintptr_t)argument, 32, marker, 64 };
	struct dm_call dm = { (uint16_t)atoi(getenv("PVH")), 2, buffers };

	argument[0] = 20;
	return ioctl(privcmd, DM_OP, &dm);
}

static const struct {
	const char *name;
	long (*run)(void);
} specials[] = {
	{ "mmap_self", mmap_self },
	{ "mmapbatch_self", mmapbatch_self },
	{ "mmapbatch_v2_self", mmapbatch_v2_self },
	{ "mmapbatch_v2_own", mmapbatch_v2_own },
	{ "mmapbatch_v2_io", mmapbatch_v2_io },
	{ "mmapbatch_v2_xen", mmapbatch_v2_xen },
	{ "resource_self", resource_self },
	{ "update_va_mapping", update_va_mapping },
	{ "dm_op", dm_op },
};

/* --- rows */

static uint64_t value_of(const char *text)
{
	const char *plus = strchr(text, '+');
	size_t n = plus ? (size_t)(plus - text) : strlen(text), i;
	const struct {
		const char *name;
		uint64_t value;
	} names[] = {
		{ "@", (uintptr_t)argument },
		{ "@ARRAY", (uintptr_t)array },
		{ "MARKER", marker },
		{ "SECRET", secret },
		{ "MARKER_FRAME", marker_frame },
		{ "SECRET_FRAME", secret_frame },
		{ "MARKER_M2P", marker_frame << 12 | 1 },
		{ "MARKER_PFN", marker_pfn },
		{ "PV", strtoull(getenv("PV"), NULL, 0) },
		{ "PVH", strtoull(getenv("PVH"), NULL, 0) },
		{ "GUEST", strtoull(getenv("GUEST"), NULL, 0) },
	};

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i].name) == n && memcmp(names[i].name, text, n) == 0)
			return names[i].value + (plus ? strtoull(plus + 1, NULL, 0) : 0);
	return strtoull(text, NULL, 0);
}

/* OFFSET.BYTES=VALUE */
static void put(char *text)
{
	char *end;
	unsigned long offset = strtoul(text, &end, 0), bytes = strtoul(end + 1, &end, 0);
	uint64_t value = value_of(end + 1);

	if (*end != '=' || bytes > 8 || offset + bytes > sizeof(argument)) {
		fprintf(stderr, "attack: wrong in the table: %s\n", text);
		exit(2);
	}
	memcpy(argument + offset, &value, bytes);
}

/* The list of calls' second one has its argument there; a bitmap, a path, a frame; where to put a page. */
static void fill_array(const char *name)
{
	uint64_t words[] = { marker_frame, 0x100, 0, 0 };

	memcpy(array, words, sizeof(words));
	if (strstr(name, "machine_memory_map")) {
		words[0] = 16;
		words[1] = marker;
		memcpy(array, words, sizeof(words));
	} else if (strstr(name, "hypfs")) {
		strcpy((char *)array, "/");
	} else if (strstr(name, "getidletime")) {
		memset(array, 1, 1);
	}
}

static long attack(const char *name, char *rest)
{
	uint64_t number, reg[REGISTERS] = { 0 };
	char *word = strtok(rest, " \t");
	size_t i, n = 0;
	long result;

	if (*word == '!') {
		for (i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
			if (strcmp(specials[i].name, word + 1) == 0)
				return specials[i].run();
		exit(2);
	}
	number = strtoull(word, NULL, 0);
	fill_array(name);
	while ((word = strtok(NULL, " \t")) && strcmp(word, ":") != 0)
		if (n < REGISTERS)
			reg[n++] = value_of(word);
	while (word && (word = strtok(NULL, " \t")))
		put(word);
	/* Xen itself does not bring a page in. */
	*(volatile uint8_t *)argument = argument[0];
	result = call(number, reg);
	/* Where Xen writes from now on: no more, or it would be taken for the next row's. */
	if (result >= 0 && strstr(name, "_memory_area")) {
		memset(argument, 0, 8);
		call(number, reg);
	}
	return result;
}

/* In a process of its own: it may not come back, and what it maps goes with it. */
static void make_row(const char *name, const char *how, const char *happens, char *rest)
{
	char state[32], last[200];
	uint64_t reg[REGISTERS] = { 0 };
	long result = -1;
	int status, pipes[2], said[2] = { -1, 0 };

	read_file("/sys/kernel/debug/xabi-marker/state", state,
		  sizeof(state)); /* clean from here on */
	call(63, reg);            /* so that what was last is of this row */
	if (pipe(pipes))
		exit(2);
	if (fork() == 0) {
		alarm(10);
		errno = 0;
		result = attack(name, rest);
		said[0] = (int)result;
		said[1] = result < 0 ? errno : 0;
		_exit(write(pipes[1], said, sizeof(said)) != sizeof(said));
	}
	close(pipes[1]);
	wait(&status);
	if (read(pipes[0], said, sizeof(said)) != sizeof(said))
		said[1] = 9999;
	close(pipes[0]);
	read_file("/sys/kernel/debug/xabi-marker/state", state, sizeof(state));
	if (!read_file("/sys/kernel/debug/xabi/last", last, sizeof(last)))
		strcpy(last, "-");
	printf("%s %s %s | result %d errno %d | marker %s | leaked %s | last %s\n", name, how,
	       happens, said[0], said[1], state, is_leaked() ? "yes" : "no", last);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	char line[400], where[200], name[80], how[20], happens[40], *other;
	bool all = argc > 2 && strcmp(argv[2], "--all") == 0;
	FILE *table = argc > 1 ? fopen(argv[1], "r") : NULL;
	const char *path = getenv("PRIVCMD"), *kind = getenv("KIND");
	int at;

	privcmd = open(path ? path : "/dev/xen/privcmd", O_RDWR);
	if (!table || privcmd < 0 || !getenv("PV") || !getenv("PVH") || !getenv("GUEST") ||
	    !read_file("/sys/kernel/debug/xabi-marker/where", where, sizeof(where)) ||
	    sscanf(where, "%lx %lx %lx %lx %lx", &marker, &marker_frame, &marker_pfn, &secret,
		   &secret_frame) != 5) {
		fprintf(stderr, "attack: no table, driver, marker or domains\n");
		return 2;
	}
	while (fgets(line, sizeof(line), table)) {
		line[strcspn(line, "\n")] = 0;
		if (line[0] == '#' ||
		    sscanf(line, "%79s %19s %39s %n", name, how, happens, &at) != 3)
			continue;
		other = strchr(happens, '/');
		if (other && kind && strcmp(kind, "pvh") == 0)
			memmove(happens, other + 1, strlen(other));
		else if (other)
			*other = 0;
		memset(argument, 0, sizeof(argument));
		if (all || strcmp(happens, "untried") != 0)
			make_row(name, how, happens, line + at);
	}
	return 0;
}
