/* SPDX-License-Identifier: MIT */
/*
 * Usage: count TIMES COMMAND... Runs each COMMAND (words with blanks between) TIMES times, in turns, its output thrown
 * away, and prints for each one line:
 *
 *	MIN-TICKS MIN-NS MEDIAN-NS COMMAND
 *
 * from before its process is made until its end is known. A tick is 1 ns of the CPU's own counter, which under QEMU's
 * -icount shift=0 is one instruction of the machine: the program's, the kernel's, Xen's, xenstored's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define WORDS_MAX 16

extern char **environ;

struct run {
	uint64_t ticks, ns;
};

static void die(const char *format, ...)
{
	va_list args;

	fputs("count: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static uint64_t ticks(void)
{
#if defined(__x86_64__)
	return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
	uint64_t count, per_second;

	__asm__ volatile("isb; mrs %0, cntvct_el0; mrs %1, cntfrq_el0"
			 : "=r"(count), "=r"(per_second));
	return count * (1000000000 / per_second);
#endif
}

static uint64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void split(const char *command, char *ret_words[WORDS_MAX + 1])
{
	char *copy = strdup(command), *save = NULL, *word;
	size_t n = 0;

	if (!copy)
		die("out of memory");
	for (word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		if (n == WORDS_MAX)
			die("more than %d words: %s", WORDS_MAX, command);
		ret_words[n++] = word;
	}
	if (!n)
		die("a command is empty");
	ret_words[n] = NULL;
}

static struct run run(char *const words[])
{
	posix_spawn_file_actions_t actions;
	struct run run = { 0 };
	int error, status;
	pid_t child;

	if (posix_spawn_file_actions_init(&actions) ||
	    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0))
		die("out of memory");
	run.ns = nanoseconds();
	run.ticks = ticks();
	error = posix_spawnp(&child, words[0], &actions, NULL, words, environ);
	if (error)
		die("%s: %s", words[0], strerror(error));
	if (waitpid(child, &status, 0) < 0)
		die("waitpid: %s", strerror(errno));
	run.ticks = ticks() - run.ticks;
	run.ns = nanoseconds() - run.ns;
	if (status)
		die("%s: failed with wait status 0x%x", words[0], status);
	posix_spawn_file_actions_destroy(&actions);
	return run;
}

static int compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

static void report(const char *command, const struct run *runs, size_t times)
{
	uint64_t *ns = calloc(times, sizeof(*ns)), least = UINT64_MAX;
	size_t i;

	if (!ns)
		die("out of memory");
	for (i = 0; i < times; i++) {
		ns[i] = runs[i].ns;
		if (runs[i].ticks < least)
			least = runs[i].ticks;
	}
	qsort(ns, times, sizeof(*ns), compare);
	printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %s\n", least, ns[0], ns[times / 2], command);
	free(ns);
}

int main(int argc, char **argv)
{
	size_t times = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
	size_t n = argc > 2 ? (size_t)argc - 2 : 0, i, j;
	char *(*words)[WORDS_MAX + 1] = calloc(n + 1, sizeof(*words));
	struct run *runs = calloc(n * times + 1, sizeof(*runs));

	if (!times)
		die("say how often, and what: count TIMES COMMAND...");
	if (!words || !runs)
		die("out of memory");
	for (i = 0; i < n; i++)
		split(argv[2 + i], words[i]);
	for (j = 0; j < times; j++)
		for (i = 0; i < n; i++)
			runs[i * times + j] = run(words[i]);
	for (i = 0; i < n; i++)
		report(argv[2 + i], runs + i * times, times);
	free(words);
	free(runs);
	return 0;
}
