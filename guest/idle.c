/* SPDX-License-Identifier: MIT */
/*
 * The idle guest: says hello, then does what its command line asks.
 *
 *   (nothing)	block for ever: `xl list` shows -b----
 *   idle	the same, whatever else is said
 *   spin	burn CPU for ever: the time in `xl list` grows, r----- while it has a CPU
 *   lab=NONCE	print "@NONCE exit N", which ends a run of lab/, and power off
 *   exit[=N]	power off; N (default 0) is the status in lab's line
 */
#include "guest.h"
#include "hypercall.h"

_Noreturn static void idle(void)
{
	for (;;)
		sched_block();
}

_Noreturn static void spin(void)
{
	for (;;)
		cpu_relax();
}

void guest_main(const char *type, const char *cmdline)
{
	long version = hypercall2(__HYPERVISOR_xen_version, XENVER_version, 0);
	uint32_t status = 0;
	char value[64];
	bool has_lab, has_exit;

	console_printf("xabi guest: hello from %s, Xen %u.%u\n", type, (unsigned int)version >> 16,
		       (unsigned int)version & 0xffff);

	if (cmdline_get(cmdline, "idle", sizeof(value), value))
		idle();
	if (cmdline_get(cmdline, "spin", sizeof(value), value))
		spin();

	has_lab = cmdline_get(cmdline, "lab", sizeof(value), value);
	has_exit = cmdline_get(cmdline, "exit", sizeof(value), value);
	if (has_exit && value[0] && !parse_u32(value, &status)) {
		console_printf("xabi guest: exit=%s is no number, reporting 255\n", value);
		status = 255;
	}
	if (has_lab || has_exit)
		guest_exit(cmdline, status);
	idle();
}
