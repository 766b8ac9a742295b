/* SPDX-License-Identifier: MIT */
#include "bench/steps.h"

#include <elf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the process is, and where it returns to if it is at the start of FUNCTION. */
static void place(pid_t child, uintptr_t function, uintptr_t *ret_pc, uintptr_t *ret_return)
{
	struct user_regs_struct regs;
	struct iovec io = { &regs, sizeof(regs) };

	if (ptrace(PTRACE_GETREGSET, child, (void *)NT_PRSTATUS, &io) != 0) {
		perror("cannot read the registers");
		exit(2);
	}
#ifdef __x86_64__
	*ret_pc = regs.rip;
	if (*ret_pc == function)
		*ret_return = (uintptr_t)ptrace(PTRACE_PEEKDATA, child, (void *)regs.rsp, NULL);
#else
	*ret_pc = regs.pc;
	if (*ret_pc == function)
		*ret_return = regs.regs[30];
#endif
}

int steps_count(void (*make)(void), uintptr_t function, bool (*skip)(uintptr_t place),
		void (*take)(size_t n, unsigned long instructions))
{
	uintptr_t pc, end = 0;
	unsigned long count = 0;
	int done = 0, status;
	pid_t child = fork();

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		make();
	}
	waitpid(child, &status, 0);
	while (WIFSTOPPED(status) && (WSTOPSIG(status) == SIGTRAP || WSTOPSIG(status) == SIGSTOP)) {
		place(child, function, &pc, &end);
		if (pc == function)
			count = 0;
		if (pc == end) {
			take((size_t)done++, count);
			end = 0;
		}
		count += !skip || !skip(pc);
		ptrace(PTRACE_SINGLESTEP, child, NULL, NULL);
		waitpid(child, &status, 0);
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return done;
	kill(child, SIGKILL);
	fprintf(stderr, "the process that is stepped through did not come to its end\n");
	return -1;
}
