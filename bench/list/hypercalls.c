/* SPDX-License-Identifier: MIT */
/*
 * Usage: hypercalls PROGRAM [ARGUMENT...]. Runs it with its output thrown away, watches its system calls and those of
 * its threads and children, and prints on stdout "ALL CONTROL": the hypercalls that it made through privcmd's ioctl, and
 * those of them that are a sysctl or a domctl, as is every one that can ask for domains. Which sub-op each was stands in
 * memory of the kernel's that ptrace does not reach.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define __XEN_TOOLS__ 1
#include <xen/xen.h>
#include <xen/sys/privcmd.h>

/* Each stop of a watched task that is a system call's has this bit in its signal. */
#define SYSCALL_STOP (SIGTRAP | 0x80)

struct counts {
	unsigned long all, control;
};

static void die(const char *format, ...)
{
	va_list args;

	fputs("hypercalls: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static void peek(pid_t task, uint64_t address, void *to, size_t bytes)
{
	struct iovec here = { to, bytes }, there = { (void *)(uintptr_t)address, bytes };

	if (process_vm_readv(task, &here, 1, &there, 1, 0) != (ssize_t)bytes)
		die("cannot read the memory of process %d: %s", task, strerror(errno));
}

static void look(pid_t task, struct counts *counts)
{
	struct __ptrace_syscall_info info;
	struct privcmd_hypercall call;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, task, sizeof(info), &info) <= 0)
		die("cannot see the system call of process %d: %s", task, strerror(errno));
	if (info.op != PTRACE_SYSCALL_INFO_ENTRY || info.entry.nr != SYS_ioctl ||
	    info.entry.args[1] != IOCTL_PRIVCMD_HYPERCALL)
		return;
	peek(task, info.entry.args[2], &call, sizeof(call));
	counts->all++;
	counts->control += call.op == __HYPERVISOR_sysctl || call.op == __HYPERVISOR_domctl;
}

/* The child, stopped until GO is closed; with its stdout thrown away. */
static void start(char **words, const int go[2])
{
	int null = open("/dev/null", O_WRONLY);
	char byte;

	close(go[1]);
	if (null < 0 || dup2(null, 1) < 0 || read(go[0], &byte, 1) != 0)
		die("cannot start %s: %s", words[0], strerror(errno));
	execvp(words[0], words);
	die("%s: %s", words[0], strerror(errno));
}

/* Until the last task has ended. The wait status of FIRST. */
static int watch(pid_t first, struct counts *counts)
{
	int status, result = 0, signal;
	pid_t task;

	while ((task = waitpid(-1, &status, __WALL)) > 0) {
		if (!WIFSTOPPED(status)) {
			if (task == first)
				result = status;
			continue;
		}
		signal = WSTOPSIG(status);
		if (signal == SYSCALL_STOP)
			look(task, counts);
		/* Events of the tracing itself are not passed on, signals are. */
		if (signal == SYSCALL_STOP || status >> 16)
			signal = 0;
		ptrace(PTRACE_SYSCALL, task, 0, signal);
	}
	return result;
}

int main(int argc, char **argv)
{
	struct counts counts = { 0 };
	int go[2], status;
	pid_t child;

	if (argc < 2)
		die("say what to run: hypercalls PROGRAM [ARGUMENT...]");
	if (pipe2(go, O_CLOEXEC) || (child = fork()) < 0)
		die("cannot start a process: %s", strerror(errno));
	if (child == 0)
		start(argv + 1, go);
	if (ptrace(PTRACE_SEIZE, child, 0,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
			   PTRACE_O_TRACEVFORK | PTRACE_O_EXITKILL) ||
	    ptrace(PTRACE_INTERRUPT, child, 0, 0))
		die("cannot watch process %d: %s", child, strerror(errno));
	close(go[0]);
	close(go[1]);
	status = watch(child, &counts);
	if (status)
		die("%s: failed with wait status 0x%x", argv[1], status);
	printf("%lu %lu\n", counts.all, counts.control);
	return 0;
}
