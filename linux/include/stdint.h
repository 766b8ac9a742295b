/* SPDX-License-Identifier: GPL-2.0-only */
/* What codec/ expects of a freestanding compiler's header; the kernel's build has none. */
#ifndef XABI_LINUX_STDINT_H
#define XABI_LINUX_STDINT_H

#include <linux/limits.h>
#include <linux/types.h>

#define UINT32_C(number) number##U
#define UINT64_C(number) number##ULL
#define UINT32_MAX       U32_MAX
#define UINT64_MAX       U64_MAX

#endif
