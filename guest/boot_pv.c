/* SPDX-License-Identifier: MIT */
#include "guest.h"

/* Called by start_pv64.S with rsi of start of day. */
_Noreturn void boot_pv(const struct start_info *info);

void boot_pv(const struct start_info *info)
{
	/*
	 * start_info names the ring by machine frame. The toolstack mapped it with the other boot
	 * pages, at its pseudo-physical address plus VIRT_BASE, which is 0 (start_pv64.S).
	 */
	if (!(info->flags & SIF_INITDOMAIN) && info->console.domU.mfn) {
		const uint64_t *m2p = (const uint64_t *)MACH2PHYS_VIRT_START;
		uint64_t pfn = m2p[info->console.domU.mfn];

		console_init((struct xencons_interface *)(pfn << XEN_PAGE_SHIFT),
			     info->console.domU.evtchn);
	}
	guest_main("pv", (const char *)info->cmd_line);
}
