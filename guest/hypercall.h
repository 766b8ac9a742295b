/* SPDX-License-Identifier: MIT */
/*
 * long hypercall(nr, a1, a2, a3, a4, a5): calls Xen, returns what it returned (negative: an errno
 * value of Xen's own errno.h). Pointers are passed as numbers; every buffer is memory to the
 * compiler, so it is written before and read again after the call.
 */
#ifndef GUEST_HYPERCALL_H
#define GUEST_HYPERCALL_H

#if defined(__x86_64__)
#include "hypercall_x86.h"
#elif defined(__i386__)
#include "hypercall_x86_32.h"
#elif defined(__aarch64__) || defined(__arm__)
#include "hypercall_arm.h"
#else
#error "guest/ builds for x86 and Arm"
#endif

#define hypercall2(nr, a1, a2)     hypercall(nr, a1, a2, 0, 0, 0)
#define hypercall3(nr, a1, a2, a3) hypercall(nr, a1, a2, a3, 0, 0)

#endif
