/* SPDX-License-Identifier: MIT */
/*
 * x86 PVH start of day (docs/misc/pvh.pandoc) for who stays in the mode it starts in: 32-bit protected, flat segments, paging
 * off, ebx is the physical address of hvm_start_info.
 */
#include "guest/xen_abi.h"
#include "elfnote.h"

ELFNOTE_XEN(XEN_ELFNOTE_PHYS32_ENTRY, .long entry)

	.section .text.start, "ax", @progbits
	.globl entry
entry:
	cld
	mov $stack_end, %esp
	xor %ebp, %ebp
	sub $12, %esp /* so that the stack is as the ABI wants it at a call */
	push %ebx
	call boot_pvh

	.bss
	.balign 16
	.skip 8192
stack_end:

	.section .note.GNU-stack, "", @progbits
