/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included at the end of x86's asm/guest_access.h: its raw accesses go through functions that know XABI's window
 * (xabi/window.c), and are as they were where that is closed.
 */
#if defined(CONFIG_XABI) && !defined(XEN_XABI_WINDOW_H)
#define XEN_XABI_WINDOW_H

unsigned int xabi_copy_to_guest(void *to, const void *from, unsigned int bytes,
                                bool checked);
unsigned int xabi_copy_from_guest(void *to, const void *from,
                                  unsigned int bytes, bool checked);
unsigned int xabi_clear_guest(void *to, unsigned int bytes);

#ifndef XABI_WINDOW_BEHIND
#undef raw_copy_to_guest
#undef raw_copy_from_guest
#undef raw_clear_guest
#undef __raw_copy_to_guest
#undef __raw_copy_from_guest

#define raw_copy_to_guest(to, from, bytes) \
    xabi_copy_to_guest((void *)(to), from, bytes, false)
#define raw_copy_from_guest(to, from, bytes) \
    xabi_copy_from_guest(to, (const void *)(from), bytes, false)
#define raw_clear_guest(to, bytes) xabi_clear_guest((void *)(to), bytes)
#define __raw_copy_to_guest(to, from, bytes) \
    xabi_copy_to_guest((void *)(to), from, bytes, true)
#define __raw_copy_from_guest(to, from, bytes) \
    xabi_copy_from_guest(to, (const void *)(from), bytes, true)
#endif

#endif
