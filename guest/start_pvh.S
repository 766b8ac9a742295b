/* SPDX-License-Identifier: MIT */
/*
 * x86 PVH start of day (docs/misc/pvh.pandoc): 32-bit protected mode, flat segments, paging off,
 * ebx is the physical address of hvm_start_info. From here to long mode, so that PV, PVH and
 * arm64 share one width of everything; the map is physical 1:1 below 4 GiB.
 */
#include "guest/xen_abi.h"
#include "elfnote.h"

#define CR0_PE	  (1 << 0)
#define CR0_PG	  (1 << 31)
#define CR4_PAE	  (1 << 5)
#define MSR_EFER  0xc0000080
#define EFER_LME  (1 << 8)

#define PAGE_TABLE 0x03 /* present, writable */
#define PAGE_2M	   0x83 /* present, writable, 2 MiB */

#define CODE64 0x08

/* The only note PVH needs; no width is fixed for it, Xen reads 4 or 8 bytes. */
ELFNOTE_XEN(XEN_ELFNOTE_PHYS32_ENTRY, .long entry)

	.section .text.start, "ax", @progbits
	.code32
	.weak entry /* a program may go first: state.S */
	.globl entry_after
entry:
entry_after:
	cld
	mov %ebx, %edi

	mov $pml4, %eax
	mov %eax, %cr3
	mov %cr4, %eax
	or $CR4_PAE, %eax
	mov %eax, %cr4
	mov $MSR_EFER, %ecx
	rdmsr
	or $EFER_LME, %eax
	wrmsr
	mov %cr0, %eax
	or $(CR0_PG | CR0_PE), %eax
	mov %eax, %cr0

	lgdt gdtr
	ljmp $CODE64, $1f

	.code64
1:	xor %eax, %eax /* a null ss, ds and es will do in CPL 0 of long mode */
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	lea stack_end(%rip), %rsp
	mov %edi, %edi /* clears the upper half */
	xor %ebp, %ebp
	call boot_pvh

	.data
	.balign 4096
	.globl page_tables, page_tables_end
page_tables:
pml4:	.quad pdpt + PAGE_TABLE
	.fill 511, 8, 0
pdpt:	.set i, 0
	.rept 4
	.quad pd + 4096 * i + PAGE_TABLE
	.set i, i + 1
	.endr
	.fill 508, 8, 0
pd:	.set i, 0
	.rept 4 * 512
	.quad (i << 21) + PAGE_2M
	.set i, i + 1
	.endr

page_tables_end:
	.balign 8
gdt:	.quad 0
	.quad 0x00af9b000000ffff /* CODE64: present, DPL 0, code, long */
gdtr:	.word . - gdt - 1
	.long gdt

	.bss
	.balign 16
	.skip 8192
	.globl stack_end
stack_end:

	.section .note.GNU-stack, "", @progbits
