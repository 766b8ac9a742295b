/* SPDX-License-Identifier: MIT */
#include "guest.h"
#include "hypercall.h"

/*
 * SCHEDOP_poll of no ports rather than SCHEDOP_block, hlt or wfi: it blocks the same on PV, PVH
 * and arm64 and leaves events masked. SCHEDOP_block unmasks them, and a PV guest without an event
 * callback dies of the first; hlt with interrupts off counts as the vCPU's end on PVH.
 */
void sched_block(void)
{
	struct sched_poll poll = { .nr_ports = 0 };

	hypercall2(HYPERCALL_SCHED_OP, SCHEDOP_poll, (unsigned long)&poll);
}

void sched_shutdown(uint32_t reason)
{
	struct sched_shutdown shutdown = { .reason = reason };

	console_flush();
	for (;;)
		hypercall2(HYPERCALL_SCHED_OP, SCHEDOP_shutdown, (unsigned long)&shutdown);
}
