/* SPDX-License-Identifier: MIT */
/*
 * A freestanding guest for Xen: what every guest program can call. No libc, no heap, one vCPU, no
 * interrupts: events are left masked and only end a sched_block().
 *
 * Start of day runs start_*.S (stack, page tables or bss), boot_*.c (where the command line and
 * the console are), then guest_main(), which the program provides.
 */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/xen_abi.h"

/* Frames in Xen's ABI are 4 KiB, whatever the guest's own page size. */
#define XEN_PAGE_SHIFT 12

/*
 * The program. @type is "pv", "pvh" or "arm64"; @cmdline is never NULL and lasts.
 */
_Noreturn void guest_main(const char *type, const char *cmdline);

/* -- console.c -- */

/* @ring, when not NULL, is the PV console's page and @port its event channel. */
void console_init(struct xencons_interface *ring, uint32_t port);

/*
 * Knows %s, %u, %x, %llu, %llx and %%. A line ends in \n; at most 255 bytes per call, the rest is cut. Goes to
 * Xen's console (dom0, dom0less and debug builds of Xen: other domUs are refused, which is no
 * error) and to the PV console. Without a reader the ring fills and further text is dropped.
 */
void console_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Gives the PV console's backend a while to read what is in the ring. */
void console_flush(void);

/* -- sched.c -- */

/* Blocks until an event becomes pending. May return early; nothing is handled or cleared. */
void sched_block(void);

/* Blocks for that long, or until an event becomes pending; where there is no XABI, not at all. */
void sched_nap(uint64_t ns);

/* Flushes the console, then ends the domain: @reason is a SHUTDOWN_* value. */
_Noreturn void sched_shutdown(uint32_t reason);

/* The end of a program: tells @status to the lab (docs/lab.md) if that started it, and powers off. */
_Noreturn void guest_exit(const char *cmdline, uint32_t status);

/* -- cmdline.c -- */

/*
 * Finds the first word @name or @name=value among the blank-separated words of @cmdline.
 * Returns whether it is there and its value ("" for a bare word) fits into @size bytes.
 */
bool cmdline_get(const char *cmdline, const char *name, size_t size, char *ret_value);

/* Reads a decimal number that fits 32 bits and fills all of @s. */
bool parse_u32(const char *s, uint32_t *ret_value);

/* -- hvm.c: PVH and arm64 -- */

/* Reads one of this domain's HVM_PARAM_* values. 0, or Xen's negative errno. */
long hvm_param_get(uint32_t index, uint64_t *ret_value);

/* Finds the PV console, if the toolstack made one below the guest-physical address @limit, where
 * the guest's own mapping ends, and hands it to console_init(). */
void hvm_console_init(uint64_t limit);

/* -- boot_arm.c -- */

/* The device tree that this guest was started with. */
extern const void *boot_fdt __attribute__((visibility("hidden")));

/* -- fdt.c: arm64 -- */

/* The string /chosen/bootargs of the flattened device tree @fdt, or "" if there is none. */
const char *fdt_bootargs(const void *fdt);

#endif
