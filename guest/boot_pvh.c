/* SPDX-License-Identifier: MIT */
#include "guest.h"
#include "hypercall.h"

/*
 * Where start_pvh.S's identity map ends, and 32-bit addresses do; Xen puts all of start of day below
 * (start_info.h).
 */
#define MAPPED_END (1ull << 32)

#ifdef __i386__
#define TYPE "pvh32"
#else
#define TYPE "pvh"
#endif

bool hypercall_by_vmmcall;

/* Called by start_pvh.S and start_pvh32.S with ebx of start of day. */
_Noreturn void boot_pvh(const struct hvm_start_info *info);

/* CPUID leaf 0: "AuthenticAMD" and "HygonGenuine" have SVM, all others VMX; ebx tells them. */
static bool cpu_has_svm(void)
{
	uint32_t eax = 0, ebx, ecx, edx;

	asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "=c"(ecx), "=d"(edx));
	return ebx == 0x68747541 || ebx == 0x6f677948;
}

void boot_pvh(const struct hvm_start_info *info)
{
	const char *cmdline = "";

	hypercall_by_vmmcall = cpu_has_svm();
	hvm_console_init(MAPPED_END);
	if (info->magic == XEN_HVM_START_MAGIC_VALUE && info->cmdline_paddr &&
	    info->cmdline_paddr < MAPPED_END)
		cmdline = (const char *)(uintptr_t)info->cmdline_paddr;
	guest_main(TYPE, cmdline);
}
