/* SPDX-License-Identifier: MIT */
/* What the two kernels share, and how the first starts the second. */
#ifndef TESTS_XEN_SECOND_H
#define TESTS_XEN_SECOND_H

#include <stdint.h>

#define RUNSTATE_AT 512 /* in the page of both areas */

/* The second kernel's file, in the first one's memory: ELF on x86, an Image on Arm. */
extern const uint8_t second_image[], second_image_end[];

/* Loads it and jumps to it in the state in which Xen starts a kernel. Returns where the image is none. */
void second_start(const char *cmdline);

#endif
