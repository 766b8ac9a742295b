/* SPDX-License-Identifier: MIT */
#include "guest.h"

/* Called by start_arm64.S with x0 of start of day. */
_Noreturn void boot_arm64(const void *fdt);

void boot_arm64(const void *fdt)
{
	hvm_console_init(1ull << 48); /* no address is larger without LPA */
	guest_main("arm64", fdt_bootargs(fdt));
}
