/* SPDX-License-Identifier: MIT */
/* A kernel for arm64 (Linux's Documentation/arch/arm64/booting.rst): at a multiple of 2 MiB, x0 the device tree's address. */
#include "guest/guest.h"
#include "tests/xen/second/second.h"

#define ALIGN    (UINT64_C(2) << 20)
#define DISTANCE (UINT64_C(16) << 20) /* from the first: more than either takes */
#define MAGIC_AT 56
#define MAGIC    0x644d5241 /* "ARM\x64" */

void *memcpy(void *restrict to, const void *restrict from, size_t n);

extern const uint8_t start[] __attribute__((visibility("hidden")));

typedef void kernel(const void *fdt, uint64_t zero1, uint64_t zero2, uint64_t zero3);

/* The second finds the same device tree, and so the same command line. The MMU and caches are off, as they have to be. */
void second_start(const char *cmdline)
{
	uint64_t at = ((uintptr_t)start & ~(ALIGN - 1)) + DISTANCE;

	(void)cmdline;
	if (*(const uint32_t *)(second_image + MAGIC_AT) != MAGIC)
		return;
	memcpy((void *)at, second_image, (size_t)(second_image_end - second_image));
	asm volatile("dsb ish; ic iallu; dsb ish; isb" ::: "memory");
	((kernel *)at)(boot_fdt, 0, 0, 0);
}
