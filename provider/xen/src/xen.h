/* SPDX-License-Identifier: GPL-2.0-only */
/* What XABI's core and generated code need of Xen in place of <stdint.h>. */
#ifndef XABI_XEN_H
#define XABI_XEN_H

#include <xen/types.h>
#include <xen/lib.h>
#include <xen/nospec.h>

#define XABI_NO_STDINT

#ifndef UINT32_C
#define UINT32_C(number) number##U
#endif
#ifndef UINT64_C
#define UINT64_C(number) number##UL
#endif

#define xabi_nospec(index, size) array_index_nospec(index, size)

#include <xabi/provider.h>

#endif
