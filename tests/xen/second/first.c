/* SPDX-License-Identifier: MIT */
/*
 * The first of two kernels: has Xen keep areas in its memory, and starts the second without a word to Xen, as a kernel that
 * crashed starts the one that writes its memory out. Only what the second is asked to do is on the command line (second.c).
 */
#include "guest/guest.h"
#include "guest/hypercall.h"
#include "guest/xabi.h"
#include "tests/xen/second/second.h"

static uint8_t area[1 << XEN_PAGE_SHIFT] __attribute__((aligned(1 << XEN_PAGE_SHIFT)));

void guest_main(const char *type, const char *cmdline)
{
	uint64_t clock = (uintptr_t)area, runstate = clock + RUNSTATE_AT;

	(void)type;
	if (xabi_vcpu_place_area(XABI_AREA_KIND_CLOCK, 0, clock) != XABI_STATUS_OK ||
	    xabi_vcpu_place_area(XABI_AREA_KIND_RUNSTATE, 0, runstate) != XABI_STATUS_OK) {
		console_printf("the first kernel has no areas\n");
		guest_exit(cmdline, 1);
	}
	console_printf("first: clock at %llx, runstate at %llx\n", (unsigned long long)clock,
		       (unsigned long long)runstate);
	second_start(cmdline);
	console_printf("the first kernel cannot start the second\n");
	guest_exit(cmdline, 1);
}
