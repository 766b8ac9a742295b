/* SPDX-License-Identifier: MIT */
/*
 * An arm64 guest that maps memory in granules of 64 KiB, as some distributions' kernels do. XABI speaks of bytes, so nothing
 * of it depends on that: a buffer that lies over the end of one of Xen's pages, in the middle of one of the guest's, and a
 * frame of the grant table, which is 4 KiB, placed at an address that is a multiple of 64 KiB.
 */
#include "guest/guest.h"
#include "guest/xabi.h"

#define GRANULE 65536u
#define FRAME   4096u

/* Translation tables of 64 KiB granules: Armv8-A Architecture Reference Manual, D8. Blocks of level 2 are 512 MiB. */
#define BLOCK_SHIFT 29
#define BLOCKS      8192u
#define BLOCK       (1u | 1u << 10 | 3u << 8) /* valid, accessed, inner shareable; memory type 0 */

#define MAIR_NORMAL 0xffu                           /* type 0: write-back */
#define TCR_T0SZ    22u                             /* 42 bits: one table of level 2 is all */
#define TCR_TABLES  (1u << 8 | 1u << 10 | 3u << 12) /* walks through the caches */
#define TCR_64K     (1u << 14)
#define TCR_EPD1    (1u << 23)
#define SCTLR_MMU   (1u | 1u << 2 | 1u << 12) /* M, C, I */

static uint64_t table[BLOCKS] __attribute__((aligned(GRANULE)));
static uint8_t spare[GRANULE] __attribute__((aligned(GRANULE)));
static char text[2 * FRAME] __attribute__((aligned(GRANULE)));

static void map_all(void)
{
	uint64_t ranges, tcr, sctlr, i;

	for (i = 0; i < BLOCKS; i++)
		table[i] = i << BLOCK_SHIFT | BLOCK;
	asm volatile("mrs %0, id_aa64mmfr0_el1" : "=r"(ranges));
	tcr = TCR_T0SZ | TCR_TABLES | TCR_64K | TCR_EPD1 | (ranges & 7) << 32;
	asm volatile("msr mair_el1, %1\n\tmsr tcr_el1, %2\n\tmsr ttbr0_el1, %3\n\tisb\n\t"
		     "tlbi vmalle1\n\tdsb nsh\n\tisb\n\tmrs %0, sctlr_el1\n\torr %0, %0, %4\n\t"
		     "msr sctlr_el1, %0\n\tisb"
		     : "=&r"(sctlr)
		     : "r"((uint64_t)MAIR_NORMAL), "r"(tcr), "r"(table), "r"((uint64_t)SCTLR_MMU)
		     : "memory");
}

/* Text over the end of a page of Xen's. */
static uint16_t say(const char *line)
{
	char *at = &text[FRAME - 8];
	uint64_t size = 0;

	for (; line[size]; size++)
		at[size] = line[size];
	return xabi_console_write((uintptr_t)at, size, NULL);
}

/* One of the guest's granules goes back to Xen, and a frame of the grant table comes where it began. */
static uint16_t place(void)
{
	uint64_t at = (uintptr_t)spare;
	uint16_t status = xabi_memory_release(at, GRANULE, NULL);

	if (status == XABI_STATUS_OK)
		status = xabi_grant_place(XABI_FRAME_KIND_ENTRIES, 0, at);
	return status == XABI_STATUS_OK ? xabi_memory_remove(at) : status;
}

void guest_main(const char *type, const char *cmdline)
{
	uint64_t granule = 0;
	uint16_t said, placed;

	(void)type;
	map_all();
	if (xabi_base_limits(&granule, NULL, NULL) != XABI_STATUS_OK) {
		console_printf("nothing here knows XABI\n");
		guest_exit(cmdline, 2);
	}
	said = say("text in two of Xen's pages and one of mine\n");
	placed = place();
	console_printf("my granule is %u, Xen's %llu: console.write %u, grant.place %u\n", GRANULE,
		       (unsigned long long)granule, said, placed);
	guest_exit(cmdline, said != XABI_STATUS_OK || placed != XABI_STATUS_OK);
}
