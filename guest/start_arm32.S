/* SPDX-License-Identifier: MIT */
/*
 * 32-bit Arm start of day (Linux's Documentation/arch/arm/booting.rst, zImage): SVC mode, MMU and caches off, interrupts masked, r2 is the
 * device tree's address. The image lies anywhere at a multiple of 4 KiB, so it relocates itself. It has its bss in it: Xen puts
 * it at the end of memory, by the length that the header says. What start_arm64.S says of caches holds here, too.
 */
	.syntax unified
	.arm
	.section .text.start, "ax", %progbits
	.globl start
start:
	.rept 8
	nop
	.endr
	b entry
	.long 0x016f2818 /* zImage */
	.long 0 /* from here, and at any address */
	.long image_end - start
entry:
	adr r4, start
	ldr r7, at_rel_start
	ldr r8, at_rel_end
	ldr r9, at_stack_end
	add r7, r7, r4
	add r8, r8, r4
1:	cmp r7, r8 /* all are R_ARM_RELATIVE: where; what is there counts from the image's start */
	bhs 2f
	ldr r0, [r7], #8
	ldr r1, [r0, r4]
	add r1, r1, r4
	str r1, [r0, r4]
	b 1b
2:	add sp, r9, r4
	mov r0, r2
	bl boot_arm
at_rel_start: .long rel_start - start
at_rel_end: .long rel_end - start
at_stack_end: .long stack_end - start

/* The run-time ABI's division: r0 and r1 by r2 and r3, the quotient in the first two, the rest in the others. */
	.text
	.globl __aeabi_uldivmod
__aeabi_uldivmod:
	push {r4, lr}
	sub sp, sp, #16
	add r4, sp, #8
	str r4, [sp]
	bl __udivmoddi4
	ldrd r2, r3, [sp, #8]
	add sp, sp, #16
	pop {r4, pc}

	.bss
	.balign 16
	.skip 8192
stack_end:

	.section .note.GNU-stack, "", %progbits
