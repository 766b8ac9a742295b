/* SPDX-License-Identifier: MIT */
/*
 * Random ioctls on the driver's devices: numbers and arguments of any kind, most of a form that gets further than the first check. What is
 * left to see is the kernel's log. The same seed makes the same ioctls.
 *
 * usage: random ROUNDS SEED [user]	user: as nobody, by descriptors that root opened
 * Prints how many were made, how many succeeded, and on which device with which errno the others ended.
 *
 * Not made, for they may end the machine or the lab's run, and a process may: sched_op (watchdog), kexec_op, console_io, and XABI's
 * lifecycle.destroy. Calls with an interface version in their argument are made by stress.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "linux/xabi_driver.h"
#include "xabi/abi.h"

#define PAGE   4096u
#define WORDS  512u
#define PAGES  16u
#define REOPEN 512 /* rounds after which a descriptor is a new one: it may have been restricted */

#define PRIVCMD(number, bytes) _IOC(_IOC_NONE, 'P', number, bytes)

static const struct {
	const char *path;
	unsigned int n;
	unsigned int commands[8];
} devices[] = {
	{ "/dev/xen/privcmd",
	  7,
	  { PRIVCMD(0, 48), PRIVCMD(2, 16), PRIVCMD(3, 24), PRIVCMD(4, 32), PRIVCMD(5, 16),
	    PRIVCMD(7, 32), PRIVCMD(6, 2) } },
	{ "/dev/xen/xabi", 3, { XABI_DRIVER_CALL, XABI_DRIVER_ABOUT, XABI_DRIVER_RESTRICT } },
	{ "/dev/xen/hypercall", 0, { 0 } },
};

#define N_DEVICES (sizeof(devices) / sizeof(devices[0]))
#define N_ERRORS  140

static int fds[N_DEVICES];
static uint64_t state, *words;
static uint8_t *mapped; /* of the first device, for what it maps */
static bool user;
static unsigned long made, succeeded, errors[N_DEVICES][N_ERRORS];

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * UINT64_C(0x2545f4914f6cdd1d);
}

static uint64_t any_word(void)
{
	uint64_t word = next();

	switch (word % 8) {
	case 0:
		return (uintptr_t)(words + (word >> 32) % WORDS);
	case 1:
		return UINT64_C(0xffff888000000000) + (word >> 34);
	case 2:
		return word;
	case 3:
		return (uintptr_t)mapped + (word >> 32) % (PAGES * PAGE);
	case 4:
		return UINT64_C(0x7ff0) + (word >> 60);
	case 5:
		return (word >> 32) % 4096;
	default:
		return (word >> 32) % 64;
	}
}

static void open_one(size_t i)
{
	if (fds[i] > 0)
		close(fds[i]);
	fds[i] = open(devices[i].path, O_RDWR);
	if (fds[i] < 0) {
		perror(devices[i].path);
		exit(2);
	}
}

static void map_anew(void)
{
	if (mapped)
		munmap(mapped, PAGES * PAGE);
	mapped = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fds[0], 0);
	if (mapped == MAP_FAILED)
		exit(2);
}

/* Of a hypercall or XABI's call: a number that gets somewhere; false: not this one. */
static bool choose(unsigned int command)
{
	struct xabi_driver_call *call = (void *)words;

	if (command == PRIVCMD(0, 48)) {
		words[0] = next() % 64;
		return words[0] != 29 && words[0] != 37 && words[0] != 18;
	}
	if (command == XABI_DRIVER_CALL) {
		call->op = (uint16_t)(next() >> 40);
		if (next() % 4) /* class, extension and op that are there */
			call->op = (uint16_t)(2 << 14 | (1 + next() % 3) << 8 | (next() & 1) << 6 |
					      (1 + next() % 8));
		call->pad = next() % 16 == 0;
		call->in[5] = next() % 4096;
		return call->op != XABI_OP_LIFECYCLE_DESTROY;
	}
	if (command == XABI_DRIVER_RESTRICT || command == PRIVCMD(6, 2))
		return !user;
	return true;
}

static void one_round(void)
{
	size_t device = next() % 64, i;
	unsigned int command;
	uint64_t argument;

	device = device < 40 ? 0 : device < 62 ? 1 : 2;
	for (i = 0; i < 12; i++)
		words[i < 8 ? i : next() % WORDS] = any_word();
	command = devices[device].n ? devices[device].commands[next() % devices[device].n]
				    : (unsigned int)next();
	argument = next() % 16 ? (uintptr_t)words : any_word();
	if (!choose(command))
		return;
	if (next() % 32 == 0)
		command ^= 1u << next() % 32;
	made++;
	if (ioctl(fds[device], command, argument) >= 0)
		succeeded++;
	else
		errors[device][errno < N_ERRORS ? errno : 0]++;
}

int main(int argc, char **argv)
{
	unsigned long rounds, i, j;

	if (argc < 3)
		return 2;
	rounds = strtoul(argv[1], NULL, 0);
	state = strtoul(argv[2], NULL, 0) * UINT64_C(0x9e3779b97f4a7c15) + 1;
	user = argc > 3 && strcmp(argv[3], "user") == 0;
	words = mmap(NULL, WORDS * 8, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (i = 0; i < N_DEVICES; i++)
		open_one(i);
	if (user && (setgid(65534) || setuid(65534)))
		return 2;
	for (i = 0; made < rounds; i++) {
		if (i % REOPEN == 0 && !user)
			open_one(i / REOPEN % N_DEVICES);
		if (i % REOPEN == 0)
			map_anew();
		one_round();
	}
	printf("made %lu succeeded %lu\n", made, succeeded);
	for (i = 0; i < N_DEVICES; i++)
		for (j = 0; j < N_ERRORS; j++)
			if (errors[i][j])
				printf("%s errno %lu %lu\n", devices[i].path, j, errors[i][j]);
	return 0;
}
