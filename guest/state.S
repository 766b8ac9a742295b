/* SPDX-License-Identifier: MIT */
/*
 * Takes the place of `entry` (start_*.S): keeps all that can be read, in .data, as bss is not cleared yet, and goes on
 * with what start_*.S needs as it was.
 */
#include "guest/xen_abi.h"

	.section .data.state, "aw", @progbits
	.balign 32
	.globl state_registers
state_registers:

/* A struct state_register; its value is at 9b + 16. */
	.macro named name
	.pushsection .data.state
9:	.asciz "\name"
	.balign 16
	.quad 0, 0
	.popsection
	.endm

	.text
	.globl entry

#if defined(__aarch64__)

	.macro keep name
	named \name
	adr x0, 9b
	str \name, [x0, #16]
	.endm

	/* A value in x1. */
	.macro keep_as name
	named \name
	adr x0, 9b
	str x1, [x0, #16]
	.endm

	.macro keep_system name
	mrs x1, \name
	keep_as \name
	.endm

entry:	msr tpidr_el1, x0 /* the only room there is; no table has it */
	.irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	keep x\n
	.endr
	mov x1, sp
	keep_as sp
	mrs x1, tpidr_el1
	keep_as x0
	mrs x1, daif /* pstate is in parts, each at its place but for the mode */
	mrs x2, CurrentEL
	orr x1, x1, x2
	mrs x2, SPSel
	orr x1, x1, x2
	mrs x2, nzcv
	orr x1, x1, x2
	keep_as pstate
	keep_system sctlr_el1
	keep_system tcr_el1
	keep_system ttbr0_el1
	keep_system ttbr1_el1
	keep_system vbar_el1
	adr x1, start
	keep_as pc
	mrs x0, tpidr_el1
	b entry_after

#elif defined(GUEST_PV)

	.macro keep name, reg
	named \name
	mov \reg, 9b + 16(%rip)
	.endm

	.macro keep_special name, reg
	mov \reg, %rax
	keep \name, %rax
	.endm

	/* Xen carries out those that a kernel in CPL 3 may not. */
entry:	.irp r, rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp, r8, r9, r10, r11, r12, r13, r14, r15
	keep \r, %\r
	.endr
	pushf
	pop %rax
	keep rflags, %rax
	lea entry(%rip), %rax
	keep rip, %rax
	.irp r, cs, ss, ds, es, fs, gs
	mov %\r, %eax
	keep \r\().selector, %rax
	.endr
	.irp r, cr0, cr2, cr3, cr4, dr6, dr7
	keep_special \r, %\r
	.endr
	jmp entry_after

#else

#define MSR_EFER 0xc0000080

	.code32
	.macro keep name, reg
	named \name
	mov \reg, 9b + 16
	.endm

	.macro keep_special name, reg
	mov \reg, %eax
	keep \name, %eax
	.endm

entry:	.irp r, eax, ebx, ecx, edx, esi, edi, ebp, esp
	keep \r, %\r
	.endr
	mov $stack_end, %esp
	pushf
	pop %eax
	keep eflags, %eax
	mov $entry, %eax
	keep eip, %eax
	.irp r, cs, ss, ds, es, fs, gs
	mov %\r, %eax
	keep \r\().selector, %eax
	.endr
	.irp r, cr0, cr2, cr3, cr4, dr6, dr7
	keep_special \r, %\r
	.endr
	mov $MSR_EFER, %ecx
	rdmsr
	keep efer, %eax
	mov %edx, 9b + 20
	jmp entry_after

#endif

	.section .data.state
	.globl state_registers_end
state_registers_end:

	.section .note.GNU-stack, "", @progbits
