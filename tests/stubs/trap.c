/* SPDX-License-Identifier: MIT */
/*
 * Proves that a primitive loads and takes back the registers that its transport declares, and tells the compiler of all
 * that change. The one of PV is run as it is: its syscall is caught by seccomp, and the handler sees and sets every
 * register. The primitives for vmcall and vmmcall differ from it in the instruction alone, which ./registers shows.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <ucontext.h>

#define XABI_GUEST_CALL(call) xabi_guest_pv_syscall(call)
#include "xabi/guest.h"

/* rax, a0 to a5, and what must not matter: rcx r10 r11. */
static const int registers[] = { REG_RAX, REG_RDI, REG_RSI, REG_RDX, REG_R8, REG_R9, REG_RBX };
static volatile uint64_t seen[7];
static volatile uint64_t status;

static void carry_out(int signal, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	unsigned int i;

	(void)signal;
	(void)info;
	for (i = 0; i < 7; i++)
		seen[i] = (uint64_t)regs[registers[i]];
	regs[REG_RAX] = (greg_t)status;
	for (i = 1; i < 5; i++)
		regs[registers[i]] = 0x1111 * i;
	regs[REG_RCX] = regs[REG_R11] =
		-1; /* the kernel gives them back, where it can, as they are here */
}

static int install(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xffff0000),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x58410000, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_sigaction = carry_out;
	action.sa_flags = SA_SIGINFO;
	return sigaction(SIGSYS, &action, NULL) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static int is_seen(uint16_t op, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
		   uint64_t a5)
{
	return seen[0] == (0x58410000 | op) && seen[1] == a0 && seen[2] == a1 && seen[3] == a2 &&
	       seen[4] == a3 && seen[5] == a4 && seen[6] == a5;
}

/* Values that live across a call, more of them than registers that a call could keep. */
static __attribute__((__noinline__)) uint64_t mixed(const uint64_t v[8], uint32_t *ret_port)
{
	uint64_t a = v[0] * 3, b = v[1] * 5, c = v[2] * 7, d = v[3] * 11, e = v[4] * 13,
		 f = v[5] * 17, g = v[6] * 19, h = v[7] * 23;

	if (xabi_event_connect((uint16_t)v[0], (uint32_t)v[1], ret_port))
		return 0;
	return a + b + c + d + e + f + g + h;
}

static int ok(int number, int fine, const char *what)
{
	printf("%sok %d - %s\n", fine ? "" : "not ", number, what);
	return !fine;
}

int main(void)
{
	const uint64_t values[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	uint64_t wall = 0, counter = 0, system = 0, frequency = 0, sum;
	uint32_t port = 0;
	uint16_t said;
	int failed = 0;

	if (install()) {
		puts("Bail out! seccomp does not work here");
		return 1;
	}
	said = xabi_console_put(40, 1, 2, 3, 4, UINT64_MAX);
	failed |= ok(1, said == 0 && is_seen(XABI_OP_CONSOLE_PUT, 40, 1, 2, 3, 4, UINT64_MAX),
		     "each slot is in its register");
	said = xabi_vcpu_yield();
	failed |= ok(2, said == 0 && is_seen(XABI_OP_VCPU_YIELD, 0, 0, 0, 0, 0, 0),
		     "slots that are not used are zero");
	said = xabi_time_now(&system, &wall, &counter, &frequency);
	failed |= ok(3,
		     said == 0 && system == 0x1111 && wall == 0x2222 && counter == 0x3333 &&
			     frequency == 0x4444,
		     "results are taken from their registers");
	sum = mixed(values, &port);
	failed |= ok(4, sum == 3 + 10 + 21 + 44 + 65 + 102 + 133 + 184 && port == 0x1111,
		     "the compiler knows what changes");
	status = XABI_STATUS_WRONG_PORT;
	failed |= ok(5, xabi_event_send(3) == XABI_STATUS_WRONG_PORT, "a status is given back");
	status = (uint64_t)-38;
	said = xabi_event_send(3);
	status = UINT64_C(0x100000000);
	failed |= ok(6, said == XABI_GUEST_ABSENT && xabi_event_send(3) == XABI_GUEST_ABSENT,
		     "what is no status means that XABI is absent");
	puts("1..6");
	return failed;
}
