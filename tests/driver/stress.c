/* SPDX-License-Identifier: MIT */
/*
 * Calls and mappings by several threads, while others change every pointer, length and domain in their arguments, take the memory away
 * and put it back, and processes are killed in the middle of it. Only calls that change nothing, so that what is left to see is the
 * kernel's log. Prints how many were made, and how many of them succeeded.
 *
 * usage: stress PROCESSES MILLISECONDS	PV in the environment is a domain to map from
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

#define PAGE    4096u
#define PAGES   16u
#define CALLERS 3

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

static int privcmd;
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
	}
	return NULL;
}

static void map_one(uint64_t *state)
{
	uint64_t frame = next(state) % 0x80000;
	int err = 0;
	uint8_t *page = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, privcmd, 0);
	struct batch_call map = { 1, (uint16_t)atoi(getenv("PV")), (uintptr_t)page, &frame, &err };

	if (page == MAP_FAILED)
		return;
	ioctl(privcmd, _IOC(_IOC_NONE, 'P', 4, sizeof(map)), &map);
	munmap(page, PAGE);
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
		__atomic_add_fetch(&counts[0], 1, __ATOMIC_RELAXED);
		if (ioctl(privcmd, _IOC(_IOC_NONE, 'P', 0, sizeof(call)), &call) >= 0)
			__atomic_add_fetch(&counts[1], 1, __ATOMIC_RELAXED);
		if (next(&state) % 16 == 0)
			map_one(&state);
	}
	return NULL;
}

static void one_process(uintptr_t seed)
{
	pthread_t thread;
	uintptr_t i;

	moving = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		      0);
	for (i = 0; i < N_CALLS; i++)
		arguments[i] =
			mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_create(&thread, NULL, change, (void *)(seed * 16 + 1));
	pthread_create(&thread, NULL, move, (void *)(seed * 16 + 2));
	for (i = 0; i < CALLERS; i++)
		pthread_create(&thread, NULL, ask, (void *)(seed * 16 + 3 + i));
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	unsigned long processes = argc > 1 ? strtoul(argv[1], NULL, 0) : 10, i;
	useconds_t each = (useconds_t)(argc > 2 ? strtoul(argv[2], NULL, 0) : 200) * 1000;
	pid_t child;

	privcmd = open("/dev/xen/privcmd", O_RDWR);
	counts = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (privcmd < 0 || counts == MAP_FAILED || !getenv("PV"))
		return 2;
	for (i = 0; i < processes; i++) {
		child = fork();
		if (!child)
			one_process(i + 1);
		usleep(each);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	printf("made %lu succeeded %lu\n", counts[0], counts[1]);
	return 0;
}
