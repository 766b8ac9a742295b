/* SPDX-License-Identifier: MIT */
/*
 * A program that asks Xen's drivers for things on a descriptor that is none of theirs (or that of a file named last), so that each
 * fails but can be traced. Usage: caller WHAT... [FILE]: what each does stands at its function.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct hypercall {
	uint64_t op, arg[5];
};

static int fd;

static int call(uint64_t op, uint64_t a0, uint64_t a1, uint64_t a2)
{
	struct hypercall hypercall = { op, { a0, a1, a2, 0, 0 } };

	return ioctl(fd, _IOC(_IOC_NONE, 'P', 0, sizeof(hypercall)), &hypercall);
}

static uint64_t at(const void *memory)
{
	return (uintptr_t)memory;
}

/* domctl.max_mem of domain 3, by the interface version that 4.17 has. */
static void max_mem(void)
{
	uint32_t domctl[36] = { 11, 0x15, 3 };
	uint64_t kib = 32768;

	memcpy(domctl + 4, &kib, sizeof(kib));
	call(36, at(domctl), 0, 0);
}

static void version(void)
{
	call(17, 0, 0, 0);
}

/* memory_op.populate_physmap of 12 frames. */
static void populate(void)
{
	uint64_t frames[12], reservation[4] = { at(frames), 12, 9, 5 };
	size_t i;

	for (i = 0; i < 12; i++)
		frames[i] = 0x100 + i;
	call(12, 6, at(reservation), 0);
}

/* The struct is where nothing is, and what a list points to is. */
static void garbage(void)
{
	uint64_t reservation[4] = { 0xdead000, 2, 0, 5 };

	call(36, 8, 0, 0);
	call(36, UINT64_MAX - 8, 0, 0);
	call(12, 6, at(reservation), 0);
	call(63, 1, 2, 3);
	ioctl(fd, _IOC(_IOC_NONE, 'P', 0, 48), 16);
	ioctl(fd, _IOC(_IOC_NONE, 'P', 0, 8), 16);
}

/* The drivers' other ioctls. */
static void drivers(void)
{
	uint64_t frames[2] = { 0x1000, 0x1001 };
	uint32_t errors[2] = { 0 };
	uint64_t batch[4] = { 2 | (uint64_t)7 << 32, 0x7f0000000000, at(frames), at(errors) };
	uint32_t grants[8] = { 1, 0, 0, 0, 4, 99 }, virq = 3;

	ioctl(fd, _IOC(_IOC_NONE, 'P', 4, 32), batch);
	ioctl(fd, _IOC(_IOC_NONE, 'G', 0, 24), grants);
	ioctl(fd, _IOC(_IOC_NONE, 'E', 0, 4), &virq);
	ioctl(fd, _IOC(_IOC_NONE, 'E', 5, 0), 0);
}

/* dm_op.set_irq_level by the driver's own way. */
static void device_model(void)
{
	uint32_t op[10] = { 19, 0, 33, 1 };
	uint64_t buffers[4] = { at(op), sizeof(op), at("abc"), 3 };
	uint64_t dm_op[2] = { 5 | 2 << 16, at(buffers) };

	ioctl(fd, _IOC(_IOC_NONE, 'P', 5, 16), dm_op);
}

/* console_io.write of what the kernel maps as I/O memory (the vDSO's data), which nobody outside can read. */
static void io_memory(void)
{
	uint64_t from, to;
	char line[256], name[64];
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned int i;

	while (maps && fgets(line, sizeof(line), maps)) {
		name[0] = '\0';
		if (sscanf(line, "%lx-%lx %*s %*s %*s %*s %63s", &from, &to, name) < 2 ||
		    strcmp(name, "[vvar]") != 0)
			continue;
		for (i = 0; i < 4; i++)
			printf("%02x", ((const unsigned char *)from)[4 + i]);
		puts("");
		fflush(stdout);
		call(18, 0, 4, from + 4);
		call(18, 0, 4, from + 4);
	}
	if (maps)
		fclose(maps);
}

static void child(void)
{
	pid_t pid = fork();

	if (!pid) {
		version();
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

/* Leaves a process behind, and says which. */
static void daemon_process(void)
{
	pid_t pid = fork();

	if (!pid) {
		close(0);
		close(1);
		close(2);
		sleep(60);
		_exit(0);
	}
	printf("%d\n", pid);
}

static void *thread_main(void *context)
{
	(void)context;
	version();
	return NULL;
}

static void threads(void)
{
	pthread_t thread[3];
	int i;

	for (i = 0; i < 3; i++)
		pthread_create(&thread[i], NULL, thread_main, NULL);
	for (i = 0; i < 3; i++)
		pthread_join(thread[i], NULL);
}

/* Signals while it calls: each must arrive. */
static volatile sig_atomic_t ticks;

static void tick(int signal)
{
	(void)signal;
	ticks++;
}

static void signals(void)
{
	int i;

	signal(SIGUSR1, tick);
	for (i = 0; i < 50; i++) {
		raise(SIGUSR1);
		version();
	}
	printf("%d signals\n", (int)ticks);
	fflush(stdout);
}

static void exec_version(void)
{
	execl("/proc/self/exe", "caller", "version", (char *)NULL);
}

static void killed(void)
{
	raise(SIGTERM);
}

/* Until it is told to end: a call a tenth of a second. */
static void endless(void)
{
	for (;;) {
		version();
		usleep(100000);
	}
}

static void many(void)
{
	int i;

	for (i = 0; i < 2000; i++)
		version();
}

static void status(void)
{
	exit(7);
}

static const struct {
	const char *name;
	void (*run)(void);
} rows[] = {
	{ "max_mem", max_mem },       { "version", version },   { "populate", populate },
	{ "garbage", garbage },       { "drivers", drivers },   { "device_model", device_model },
	{ "io_memory", io_memory },   { "child", child },       { "threads", threads },
	{ "signals", signals },       { "exec", exec_version }, { "killed", killed },
	{ "endless", endless },       { "many", many },         { "status", status },
	{ "daemon", daemon_process },
};

int main(int argc, char **argv)
{
	const char *file = argc > 1 && strchr(argv[argc - 1], '/') ? argv[argc - 1] : "/dev/null";
	size_t j;
	int i;

	fd = open(file, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		fprintf(stderr, "caller: cannot open %s: %s\n", file, strerror(errno));
		return 1;
	}
	for (i = 1; i < argc; i++)
		for (j = 0; j < sizeof(rows) / sizeof(rows[0]); j++)
			if (strcmp(argv[i], rows[j].name) == 0)
				rows[j].run();
	return 0;
}
