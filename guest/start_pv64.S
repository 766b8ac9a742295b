/* SPDX-License-Identifier: MIT */
/*
 * x86-64 PV start of day (public/xen.h): long mode, CPL 3, flat segments, events masked, rsi is
 * the virtual address of start_info, image and boot pages mapped; the loader cleared bss.
 */
#include "guest/xen_abi.h"
#include "elfnote.h"

/* libelf loads what names itself xen-3.0 and the generic loader; that is all its check. */
ELFNOTE_XEN(XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0")
ELFNOTE_XEN(XEN_ELFNOTE_LOADER, .asciz "generic")
ELFNOTE_XEN(XEN_ELFNOTE_GUEST_OS, .asciz "xabi guest")
/* Virtual is pseudo-physical: boot_pv.c counts on it. */
ELFNOTE_XEN(XEN_ELFNOTE_VIRT_BASE, .quad 0)
ELFNOTE_XEN(XEN_ELFNOTE_ENTRY, .quad entry)

	.section .text.start, "ax", @progbits
	.weak entry /* a program may go first: state.S */
	.globl entry_after
entry:
entry_after:
	cld
	lea stack_end(%rip), %rsp
	mov %rsi, %rdi
	xor %ebp, %ebp
	call boot_pv

	.bss
	.balign 16
	.skip 8192
stack_end:

	.section .note.GNU-stack, "", @progbits
