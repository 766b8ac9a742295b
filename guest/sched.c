/* SPDX-License-Identifier: MIT */
#include "guest.h"
#include "hypercall.h"
#include "xabi.h"

/*
 * SCHEDOP_poll of no ports rather than SCHEDOP_block, hlt or wfi: it blocks the same on PV, PVH
 * and arm64 and leaves events masked. SCHEDOP_block unmasks them, and a PV guest without an event
 * callback dies of the first; hlt with interrupts off counts as the vCPU's end on PVH.
 */
void sched_block(void)
{
	struct sched_poll poll = { .nr_ports = 0 };

	hypercall2(__HYPERVISOR_sched_op, SCHEDOP_poll, (unsigned long)&poll);
}

void sched_nap(uint64_t ns)
{
	struct sched_poll poll = { .nr_ports = 0 };
	uint64_t now;

	if (xabi_time_now(&now, NULL, NULL, NULL) != XABI_STATUS_OK)
		return;
	poll.timeout = now + ns;
	hypercall2(__HYPERVISOR_sched_op, SCHEDOP_poll, (unsigned long)&poll);
}

void sched_shutdown(uint32_t reason)
{
	struct sched_shutdown shutdown = { .reason = reason };

	console_flush();
	for (;;)
		hypercall2(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (unsigned long)&shutdown);
}

void guest_exit(const char *cmdline, uint32_t status)
{
	char nonce[64];

	if (cmdline_get(cmdline, "lab", sizeof(nonce), nonce))
		console_printf("@%s exit %u\n", nonce, status);
	sched_shutdown(SHUTDOWN_poweroff);
}
