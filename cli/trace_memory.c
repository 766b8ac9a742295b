/* SPDX-License-Identifier: MIT */
/*
 * Memory of a thread that is stopped at a system call. Most can be read from outside. What Linux gives out as /dev/xen/hypercall,
 * where libxencall has its buffers, cannot: it is marked as I/O memory (VM_IO), which other processes never get to see. So the
 * thread has to hand it over itself: it is made to call process_vm_writev into this process, ahead of its own call or behind
 * it, and then finds itself where it was.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/elf.h>

#include "cli/trace.h"

#define PAGE 4096 /* at most; what is read stays within such */

/* --- registers */

struct arguments {
	uint64_t number, arg[6];
};

#if defined(__x86_64__)
#define INSTRUCTION 2 /* bytes of syscall */
#define RED_ZONE    128

struct registers {
	struct user_regs_struct user;
};

static bool get_registers(pid_t tid, struct registers *ret_registers)
{
	return ptrace(PTRACE_GETREGS, tid, 0, &ret_registers->user) == 0;
}

static bool set_registers(pid_t tid, const struct registers *registers)
{
	return ptrace(PTRACE_SETREGS, tid, 0, &registers->user) == 0;
}

static uint64_t stack_of(const struct registers *registers)
{
	return registers->user.rsp;
}

static int64_t result_of(const struct registers *registers)
{
	return (int64_t)registers->user.rax;
}

/* ENTERED: it is stopped ahead of a call, whose number is then this one. Else the call is made from its instruction on. */
static bool put_arguments(pid_t tid, struct registers registers, const struct arguments *arguments,
			  bool entered)
{
	struct user_regs_struct *user = &registers.user;

	user->rdi = arguments->arg[0];
	user->rsi = arguments->arg[1];
	user->rdx = arguments->arg[2];
	user->r10 = arguments->arg[3];
	user->r8 = arguments->arg[4];
	user->r9 = arguments->arg[5];
	user->rax = arguments->number;
	user->orig_rax = entered ? arguments->number : UINT64_MAX;
	if (!entered)
		user->rip -= INSTRUCTION;
	return set_registers(tid, &registers);
}

/* So that the call of REGISTERS, which was stopped ahead of, is made again. */
static bool put_again(pid_t tid, struct registers registers)
{
	registers.user.rax = registers.user.orig_rax;
	registers.user.orig_rax = UINT64_MAX;
	registers.user.rip -= INSTRUCTION;
	return set_registers(tid, &registers);
}
#elif defined(__aarch64__)
#define INSTRUCTION 4
#define RED_ZONE    0

struct registers {
	struct user_regs_struct user;
};

static bool get_registers(pid_t tid, struct registers *ret_registers)
{
	struct iovec iov = { &ret_registers->user, sizeof(ret_registers->user) };

	return ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &iov) == 0;
}

static bool set_registers(pid_t tid, const struct registers *registers)
{
	struct iovec iov = { (void *)&registers->user, sizeof(registers->user) };

	return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &iov) == 0;
}

static uint64_t stack_of(const struct registers *registers)
{
	return registers->user.sp;
}

static int64_t result_of(const struct registers *registers)
{
	return (int64_t)registers->user.regs[0];
}

static bool put_arguments(pid_t tid, struct registers registers, const struct arguments *arguments,
			  bool entered)
{
	int number = (int)arguments->number;
	struct iovec iov = { &number, sizeof(number) };

	memcpy(registers.user.regs, arguments->arg, sizeof(arguments->arg));
	registers.user.regs[8] = arguments->number;
	if (!entered)
		registers.user.pc -= INSTRUCTION;
	return set_registers(tid, &registers) &&
	       (!entered || ptrace(PTRACE_SETREGSET, tid, NT_ARM_SYSTEM_CALL, &iov) == 0);
}

static bool put_again(pid_t tid, struct registers registers)
{
	registers.user.pc -= INSTRUCTION;
	return set_registers(tid, &registers);
}
#else
#error "how are registers of a stopped thread read here?"
#endif

/* --- what a thread is made to do */

/* Signals that came meanwhile: they are sent again when the thread goes on. */
static struct {
	int signals[16];
	unsigned int n;
} held;

/* Lets the thread run to its next stop at a system call. False if it is gone. */
static bool next_stop(pid_t tid)
{
	int status;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, tid, 0, 0) != 0 ||
		    waitpid(tid, &status, __WALL) != tid || !WIFSTOPPED(status))
			return false;
		if (WSTOPSIG(status) == (SIGTRAP | 0x80))
			return true;
		if (!(status >> 16) && held.n < CLI_COUNT(held.signals))
			held.signals[held.n++] = WSTOPSIG(status);
	}
}

void trace_send_again(pid_t tid)
{
	unsigned int i;

	for (i = 0; i < held.n; i++)
		syscall(SYS_tkill, tid, held.signals[i]);
	held.n = 0;
}

/* Has the thread make a call, and puts it back. */
static bool make_call(pid_t tid, bool after, const struct arguments *arguments, int64_t *ret_result)
{
	struct registers registers, now;
	bool made;

	if (!get_registers(tid, &registers))
		return false;
	made = put_arguments(tid, registers, arguments, !after) && (!after || next_stop(tid)) &&
	       next_stop(tid) && get_registers(tid, &now);
	if (made)
		*ret_result = result_of(&now);
	if (after)
		return set_registers(tid, &registers) && made;
	return put_again(tid, registers) && next_stop(tid) && made;
}

/* Puts the two descriptions that the call takes below the thread's stack, and what was there back again. */
static bool hand_over(const struct trace_memory *memory, uint64_t address, uint8_t *bytes)
{
	struct iovec remote[2] = { { (void *)(uintptr_t)address, PAGE }, { bytes, PAGE } }, old[2];
	struct iovec here = { remote, sizeof(remote) }, kept = { old, sizeof(old) }, there;
	struct arguments arguments = { .number = SYS_process_vm_writev,
				       .arg = { (uint64_t)getpid(), 0, 1, 0, 1, 0 } };
	struct registers registers;
	int64_t result = -1;

	if (!get_registers(memory->tid, &registers))
		return false;
	arguments.arg[1] = ((stack_of(&registers) - RED_ZONE - sizeof(remote)) & ~UINT64_C(15));
	arguments.arg[3] = arguments.arg[1] + sizeof(remote[0]);
	there = (struct iovec){ (void *)(uintptr_t)arguments.arg[1], sizeof(remote) };
	if (process_vm_readv(memory->tid, &kept, 1, &there, 1, 0) != sizeof(old) ||
	    process_vm_writev(memory->tid, &here, 1, &there, 1, 0) != sizeof(remote))
		return false;
	if (!make_call(memory->tid, memory->after, &arguments, &result))
		result = -1;
	process_vm_writev(memory->tid, &kept, 1, &there, 1, 0);
	return result == PAGE;
}

/* --- pages */

/* The page, which the thread hands over once in a stop; NULL if it cannot. */
static const uint8_t *page_at(struct trace_memory *memory, uint64_t address)
{
	uint8_t *bytes;
	unsigned int i;

	for (i = 0; i < memory->n_pages; i++)
		if (memory->pages[i].address == address)
			return memory->pages[i].bytes;
	if (i == CLI_COUNT(memory->pages)) {
		i--;
		free(memory->pages[i].bytes);
		memory->n_pages--;
	}
	bytes = cli_alloc(1, PAGE);
	if (!hand_over(memory, address, bytes)) {
		free(bytes);
		bytes = NULL;
	}
	memory->pages[i].address = address;
	memory->pages[i].bytes = bytes;
	memory->n_pages++;
	return bytes;
}

static bool read_slowly(struct trace_memory *memory, uint64_t address, uint8_t *data, size_t bytes)
{
	const uint8_t *page;
	size_t part;

	for (; bytes; address += part, data += part, bytes -= part) {
		part = PAGE - address % PAGE;
		if (part > bytes)
			part = bytes;
		page = page_at(memory, address - address % PAGE);
		if (!page)
			return false;
		memcpy(data, page + address % PAGE, part);
	}
	return true;
}

bool trace_read(void *context, uint64_t address, void *data, size_t bytes)
{
	struct trace_memory *memory = context;
	struct iovec local = { data, bytes }, remote = { (void *)(uintptr_t)address, bytes };
	ssize_t got;

	if (!bytes)
		return true;
	got = process_vm_readv(memory->tid, &local, 1, &remote, 1, 0);
	if (got == (ssize_t)bytes)
		return true;
	/* What is not mapped at all is not worth a call of the thread's: those are ahead of its first page, or past its end. */
	return address >= PAGE && address + bytes > address && address < UINT64_C(1) << 56 &&
	       read_slowly(memory, address, data, bytes);
}

void trace_memory_release(struct trace_memory *memory)
{
	unsigned int i;

	for (i = 0; i < memory->n_pages; i++)
		free(memory->pages[i].bytes);
	memory->n_pages = 0;
}
