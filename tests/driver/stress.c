/* SPDX-License-Identifier: MIT */
/*
 * Calls and mappings by several threads, by both devices, while others change every pointer, length, count and domain in their arguments,
 * take the memory away and put it back, fork, exec, and close what is in use; and processes are killed in the middle of it. Only calls
 * that change nothing, so that what is left to see is the kernel's log. Prints how many were made, and how many of them succeeded.
 *
 * usage: stress PROCESSES MILLISECONDS [CALLS]	with CALLS: as many processes as that takes
 * PV in the environment is a domain to map from, PVH one with a device model's interface.
 */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>

#include "linux/xabi_driver.h"
#include "xabi/abi.h"

#define PAGE    4096u
#define PAGES   16u
#define CALLERS 3
#define FRAMES  16
#define BEHIND  (64u << 20)

struct hypercall {
	uint64_t number, reg[5];
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

/* What may be asked for: hypercall, command in the argument or in a register, where the words are that others change. */
static const struct {
	uint8_t number;
	uint32_t command, version;
	uint8_t first, last; /* words of 8 bytes */
} calls[] = {
	{ 35, 6, 0x15, 1, 3 },  /* getdomaininfolist */
	{ 35, 16, 0x15, 1, 2 }, /* cputopoinfo */
	{ 35, 1, 0x15, 2, 3 },  /* readconsole */
	{ 35, 29, 0x15, 1, 4 }, /* get_cpu_policy */
	{ 36, 25, 0x15, 1, 5 }, /* getvcpuaffinity */
	{ 36, 5, 0x15, 1, 1 },  /* getdomaininfo */
	{ 12, 10, 0, 0, 1 },    /* machine_memory_map */
	{ 17, 10, 0, 0, 0 },    /* build_id */
	{ 13, 0, 0, 0, 7 },     /* multicall */
};

#define N_CALLS (sizeof(calls) / sizeof(calls[0]))

/* XABI's that change nothing; the last is one that there is not. */
static const uint16_t ops[] = { XABI_OP_DOMAIN_LIST,  XABI_OP_DOMAIN_INFO,     XABI_OP_HOST_TEXT,
				XABI_OP_HOST_INFO,    XABI_OP_HOST_CPUS,       XABI_OP_HOST_LOG,
				XABI_OP_BASE_SURFACE, XABI_OP_DOMAIN_AFFINITY, 0x8fc1 };

#define N_OPS (sizeof(ops) / sizeof(ops[0]))

static int privcmd, device; /* leave() closes them, and opens them anew */
static uint64_t *list;      /* of buffers, and of frames */
static struct xabi_driver_call *shared;
static uint64_t *arguments[N_CALLS];
static uint8_t *moving; /* memory that comes and goes */
static volatile bool done;
static unsigned long *counts; /* made, succeeded; shared by all processes */

static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static uint64_t any_word(uint64_t *state)
{
	uint64_t word = next(state);

	switch (word % 6) {
	case 0:
		return (uintptr_t)moving + (word >> 32) % (PAGES * PAGE);
	case 1:
		return UINT64_C(0xffff888000000000) + (word >> 40);
	case 2:
		return (word >> 32) % 64;
	case 3:
		return word;
	case 4:
		return (uintptr_t)arguments[(word >> 32) % N_CALLS];
	default:
		return 17 | (word >> 62) << 32;
	}
}

static void *change(void *seed)
{
	uint64_t state = (uintptr_t)seed;

	while (!done) {
		size_t i = next(&state) % N_CALLS;
		unsigned int n = calls[i].last - calls[i].first + 1u;

		arguments[i][calls[i].first + next(&state) % n] = any_word(&state);
		if (calls[i].version)
			arguments[i][0] = calls[i].command | (uint64_t)calls[i].version << 32;
		list[next(&state) % (2 * FRAMES)] = any_word(&state);
		shared->in[next(&state) % 6] = any_word(&state);
		if (next(&state) % 4 == 0)
			shared->op = ops[next(&state) % N_OPS];
		if (next(&state) % 64 == 0)
			usleep(next(&state) % 64);
	}
	return NULL;
}

static void reopen(int *fd, const char *path)
{
	close(*fd);
	*fd = open(path, O_RDWR);
}

/* A child with all that is open and mapped, which ends, or becomes another program, while the others call. */
static void *leave(void *seed)
{
	uint64_t state = (uintptr_t)seed;
	pid_t child;

	while (!done) {
		switch (next(&state) % 4) {
		case 0:
			reopen(&privcmd, "/dev/xen/privcmd");
			break;
		case 1:
			reopen(&device, "/dev/xen/xabi");
			break;
		default:
			child = fork();
			if (!child && next(&state) % 2)
				execl("/proc/self/exe", "stress", NULL);
			if (!child)
				_exit(ioctl(device, XABI_DRIVER_CALL, shared));
			waitpid(child, NULL, 0);
		}
		usleep(20000);
	}
	return NULL;
}

static void *move(void *seed)
{
	uint64_t state = (uintptr_t)seed;

	while (!done) {
		uint8_t *page = moving + next(&state) % PAGES * PAGE;

		munmap(page, PAGE);
		mmap(page, PAGE, next(&state) % 4 ? PROT_READ | PROT_WRITE : PROT_READ,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		usleep(next(&state) % 256); /* or who calls comes to nothing for want of the lock */
	}
	return NULL;
}

static void count(long result)
{
	__atomic_add_fetch(&counts[0], 1, __ATOMIC_RELAXED);
	if (result >= 0)
		__atomic_add_fetch(&counts[1], 1, __ATOMIC_RELAXED);
}

/* Frames from a list that others change. */
static void map_some(uint64_t *state)
{
	uint32_t n = 1 + next(state) % FRAMES;
	uint8_t *page = mmap(NULL, FRAMES * PAGE, PROT_READ, MAP_SHARED, privcmd, 0);
	struct batch_call map = { n, (uint16_t)atoi(getenv("PV")), (uintptr_t)page, list,
				  (int *)moving };

	if (page == MAP_FAILED)
		return;
	count(ioctl(privcmd, _IOC(_IOC_NONE, 'P', 4, sizeof(map)), &map));
	munmap(page, FRAMES * PAGE);
}

/* nr_vcpus of a PVH domain, its buffers in a list that others change. */
static void ask_dm(uint64_t *state)
{
	struct dm_call dm = { (uint16_t)atoi(getenv("PVH")), (uint16_t)(1 + next(state) % 4),
			      list };

	arguments[0][0] = 20;
	list[0] = (uintptr_t)arguments[0];
	list[1] = 32;
	count(ioctl(privcmd, _IOC(_IOC_NONE, 'P', 5, sizeof(dm)), &dm));
}

static void ask_xabi(uint64_t *state)
{
	struct xabi_driver_call call = { .op = ops[next(state) % N_OPS] };

	if (next(state) % 4 == 0) {
		count(ioctl(device, XABI_DRIVER_CALL, shared));
		return;
	}
	call.in[XABI_IN_DOMAIN_LIST_EACH] = call.op == XABI_OP_DOMAIN_LIST ? 96 : 0;
	call.in[4] = (uintptr_t)moving + next(state) % PAGES * PAGE;
	call.in[5] = 96 * (1 + next(state) % 200);
	count(ioctl(device, XABI_DRIVER_CALL, &call));
}

static void *ask(void *seed)
{
	uint64_t state = (uintptr_t)seed;

	while (!done) {
		size_t i = next(&state) % N_CALLS;
		struct hypercall call = { calls[i].number, { 0 } };
		bool in_register = calls[i].number == 12 || calls[i].number == 17;

		call.reg[in_register] = (uintptr_t)arguments[i];
		if (in_register)
			call.reg[0] = calls[i].command;
		if (calls[i].number == 13)
			call.reg[1] = 1 + next(&state) % 3;
		count(ioctl(privcmd, _IOC(_IOC_NONE, 'P', 0, sizeof(call)), &call));
		ask_xabi(&state);
		if (next(&state) % 16 == 0)
			map_some(&state);
		if (next(&state) % 16 == 0)
			ask_dm(&state);
	}
	return NULL;
}

static void one_process(uintptr_t seed)
{
	pthread_t thread;
	uintptr_t i;

	/* What calls are told to write behind it meets nothing. */
	moving = mmap(NULL, BEHIND, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	mprotect(moving, PAGES * PAGE, PROT_READ | PROT_WRITE);
	for (i = 0; i < N_CALLS; i++)
		arguments[i] =
			mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	list = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	shared->op = ops[0];
	pthread_create(&thread, NULL, leave, (void *)(seed * 16 + 15));
	pthread_create(&thread, NULL, change, (void *)(seed * 16 + 1));
	pthread_create(&thread, NULL, move, (void *)(seed * 16 + 2));
	for (i = 0; i < CALLERS; i++)
		pthread_create(&thread, NULL, ask, (void *)(seed * 16 + 3 + i));
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	unsigned long processes = argc > 1 ? strtoul(argv[1], NULL, 0) : 0, i;
	useconds_t each = (useconds_t)(argc > 2 ? strtoul(argv[2], NULL, 0) : 200) * 1000;
	unsigned long most = argc > 3 ? strtoul(argv[3], NULL, 0) : 0;
	pid_t child;

	if (argc < 2)
		return 0; /* what a child has become */
	privcmd = open("/dev/xen/privcmd", O_RDWR);
	device = open("/dev/xen/xabi", O_RDWR);
	counts = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (privcmd < 0 || device < 0 || counts == MAP_FAILED || !getenv("PV") || !getenv("PVH"))
		return 2;
	for (i = 0; most ? counts[0] < most : i < processes; i++) {
		child = fork();
		if (!child)
			one_process(i + 1);
		usleep(each);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	printf("made %lu succeeded %lu processes %lu\n", counts[0], counts[1], i);
	return 0;
}
