/* SPDX-License-Identifier: MIT */
#include "guest.h"

#ifdef __arm__
#define TYPE       "arm32"
#define MAPPED_END (1ull << 32)
#else
#define TYPE       "arm64"
#define MAPPED_END (1ull << 48) /* no address is larger without LPA */
#endif

/* Called by start_arm64.S with x0 of start of day, by start_arm32.S with r2. */
_Noreturn void boot_arm(const void *fdt);

const void *boot_fdt;

void boot_arm(const void *fdt)
{
	boot_fdt = fdt;
	hvm_console_init(MAPPED_END);
	guest_main(TYPE, fdt_bootargs(fdt));
}
