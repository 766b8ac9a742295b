/* SPDX-License-Identifier: MIT */
/* Processes and threads under ptrace, stopped at each system call, and those that they start. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/trace.h"

#define OPTIONS                                                                                   \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | \
	 PTRACE_O_TRACEEXEC)

struct tracee {
	struct trace_ioctl ioctl;
	void *call; /* of ENTER; NULL: nothing that counts is going on */
	uint64_t started;
};

struct follow {
	const struct trace_follower *follower;
	struct tracee *tracees;
	size_t n, room;
	pid_t child; /* 0 with --pid */
	int status;
	bool ended; /* the child has */
};

/* What ioctl is by the kernel's word for the caller's architecture. */
static const struct {
	uint32_t audit;
	uint8_t abi;
	uint64_t ioctl;
} architectures[] = {
	{ AUDIT_ARCH_X86_64, WALK_X86_64, 16 },
	{ AUDIT_ARCH_I386, WALK_I386, 54 },
	{ AUDIT_ARCH_AARCH64, WALK_ARM64, 29 },
	{ AUDIT_ARCH_ARM, WALK_ARM32, 54 },
};

static volatile sig_atomic_t asked_to_end;

static void end(int signal)
{
	asked_to_end = signal;
}

static uint64_t clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* --- who is there */

/* The process that a thread is of. */
static pid_t process_of(pid_t tid)
{
	char path[64], line[128];
	pid_t pid = tid;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "Tgid: %d", &pid) == 1)
			break;
	if (file)
		fclose(file);
	return pid;
}

static struct tracee *find(struct follow *follow, pid_t tid)
{
	size_t i;

	for (i = 0; i < follow->n; i++)
		if (follow->tracees[i].ioctl.tid == tid)
			return &follow->tracees[i];
	return NULL;
}

static struct tracee *add(struct follow *follow, pid_t tid)
{
	struct tracee *tracee = find(follow, tid);

	if (tracee)
		return tracee;
	if (follow->n == follow->room) {
		follow->room = 2 * follow->room + 8;
		follow->tracees = cli_grow(follow->tracees, follow->room, sizeof(*follow->tracees));
	}
	tracee = &follow->tracees[follow->n++];
	*tracee = (struct tracee){ .ioctl = { .tid = tid, .pid = process_of(tid) } };
	return tracee;
}

/* What it was in the middle of has no answer. */
static void drop(struct follow *follow, pid_t tid)
{
	struct tracee *tracee = find(follow, tid);

	if (!tracee)
		return;
	if (tracee->call) {
		tracee->ioctl.ended = true;
		tracee->ioctl.ns = clock_now() - tracee->started;
		follow->follower->leave(follow->follower->context, &tracee->ioctl, tracee->call);
	}
	*tracee = follow->tracees[--follow->n];
}

/* --- a stop */

static void enter(struct follow *follow, struct tracee *tracee,
		  const struct __ptrace_syscall_info *info)
{
	size_t i;

	for (i = 0; i < CLI_COUNT(architectures); i++)
		if (architectures[i].audit == info->arch &&
		    architectures[i].ioctl == info->entry.nr)
			break;
	if (i == CLI_COUNT(architectures))
		return;
	tracee->ioctl.abi = architectures[i].abi;
	tracee->ioctl.request = (uint32_t)info->entry.args[1];
	tracee->ioctl.address = info->entry.args[2];
	tracee->call = follow->follower->enter(follow->follower->context, &tracee->ioctl);
	tracee->started = clock_now();
}

static void leave(struct follow *follow, struct tracee *tracee, int64_t result, uint64_t now)
{
	void *call = tracee->call;

	tracee->call = NULL;
	tracee->ioctl.result = result;
	tracee->ioctl.ns = now - tracee->started;
	tracee->ioctl.ended = false;
	follow->follower->leave(follow->follower->context, &tracee->ioctl, call);
}

static void at_system_call(struct follow *follow, struct tracee *tracee, uint64_t now)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, tracee->ioctl.tid, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		enter(follow, tracee, &info);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT && tracee->call)
		leave(follow, tracee, info.exit.rval, now);
}

/* The thread that ran the new program goes on under its process's number. */
static void at_exec(struct follow *follow, pid_t tid)
{
	unsigned long former = 0;

	ptrace(PTRACE_GETEVENTMSG, tid, 0, &former);
	if ((pid_t)former != tid)
		drop(follow, (pid_t)former);
}

static bool stops_all(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static void at_stop(struct follow *follow, pid_t tid, int status, uint64_t now)
{
	struct tracee *tracee = add(follow, tid);
	int signal = WSTOPSIG(status), event = status >> 16, with = 0;

	if (signal == (SIGTRAP | 0x80)) {
		at_system_call(follow, tracee, now);
	} else if (event == PTRACE_EVENT_STOP && stops_all(signal)) {
		ptrace(PTRACE_LISTEN, tid, 0, 0);
		return;
	} else if (event == PTRACE_EVENT_EXEC) {
		at_exec(follow, tid);
	} else if (!event) {
		with = signal;
	}
	ptrace(PTRACE_SYSCALL, tid, 0, with);
	trace_send_again(tid);
}

static void at_end(struct follow *follow, pid_t tid, int status)
{
	drop(follow, tid);
	follow->ended = tid == follow->child;
	if (follow->ended)
		follow->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void run(struct follow *follow)
{
	uint64_t now;
	int status;
	pid_t tid;

	/* What the program leaves running when it ends, as xl create does, goes on without a tracer. */
	while (!asked_to_end && !follow->ended) {
		tid = waitpid(-1, &status, __WALL);
		now = clock_now();
		if (tid < 0 && errno == EINTR)
			continue;
		if (tid < 0)
			return; /* nobody is left */
		if (WIFSTOPPED(status))
			at_stop(follow, tid, status, now);
		else
			at_end(follow, tid, status);
	}
}

/* --- the first ones */

static void refuse(pid_t pid)
{
	int error = errno;

	cli_die(error == EPERM ? XABI_ERROR_NOT_ROOT : XABI_ERROR_USAGE,
		error == EPERM
			? "you may not trace process %d: run this as root, and without another tracer on it"
			: "there is no process %d to trace",
		pid);
}

/* Stops at its system calls from the next one on. */
static void seize(struct follow *follow, pid_t tid)
{
	if (ptrace(PTRACE_SEIZE, tid, 0, OPTIONS) != 0 || ptrace(PTRACE_INTERRUPT, tid, 0, 0) != 0)
		refuse(tid);
	add(follow, tid);
}

static void attach(struct follow *follow, pid_t pid)
{
	const struct dirent *entry;
	char path[64];
	DIR *dir;

	seize(follow, pid);
	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)) != NULL)
		if (atoi(entry->d_name) > 0 && !find(follow, atoi(entry->d_name)) &&
		    ptrace(PTRACE_SEIZE, atoi(entry->d_name), 0, OPTIONS) == 0) {
			ptrace(PTRACE_INTERRUPT, atoi(entry->d_name), 0, 0);
			add(follow, atoi(entry->d_name));
		}
	if (dir)
		closedir(dir);
}

/* The child waits for a byte, and says by another pipe why it could not become the program. */
static void become(const char *const *words, int go, int failed)
{
	char byte;
	int error;

	if (read(go, &byte, 1) == 1)
		execvp(words[0], (char *const *)words);
	error = errno;
	if (write(failed, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

static void start(struct follow *follow, const char *const *words, int *ret_failed)
{
	int go[2], failed[2];

	if (pipe2(go, O_CLOEXEC) != 0 || pipe2(failed, O_CLOEXEC) != 0)
		cli_die(XABI_ERROR_SYSTEM, "cannot start a program: %s", strerror(errno));
	follow->child = fork();
	if (follow->child < 0)
		cli_die(XABI_ERROR_SYSTEM, "cannot start a program: %s", strerror(errno));
	if (!follow->child)
		become(words, go[0], failed[1]);
	close(go[0]);
	close(failed[1]);
	seize(follow, follow->child);
	if (write(go[1], "", 1) != 1)
		cli_die(XABI_ERROR_SYSTEM, "cannot start a program: %s", strerror(errno));
	close(go[1]);
	*ret_failed = failed[0];
}

int trace_follow(const struct trace_follower *follower, const char *const *words, pid_t pid)
{
	struct follow follow = { .follower = follower };
	struct sigaction action = { .sa_handler = words ? SIG_IGN : end };
	int failed = -1, error;

	if (words)
		start(&follow, words, &failed);
	else
		attach(&follow, pid);
	/* A terminal's signals are for the program. */
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGQUIT, &action, NULL);
	action.sa_handler = end;
	sigaction(SIGTERM, &action, NULL);
	run(&follow);
	free(follow.tracees);
	if (words && read(failed, &error, sizeof(error)) == sizeof(error))
		cli_die(XABI_ERROR_USAGE, "cannot run %s: %s", words[0], strerror(error));
	if (failed >= 0)
		close(failed);
	return follow.status;
}
