/* SPDX-License-Identifier: MIT */
/*
 * arm64 start of day (Linux's Documentation/arch/arm64/booting.rst, Xen's docs/misc/arm/
 * booting.txt): EL1, MMU and caches off, interrupts masked, x0 is the device tree's address, the
 * image lies anywhere at a multiple of 2 MiB, so it relocates itself. Neither Xen nor its toolstack clears bss.
 *
 * The MMU stays off, so this guest reads and writes past the caches, while Xen and the console's
 * backend go through them. QEMU has no caches; on hardware map memory as public/arch-arm.h asks.
 */
	.section .text.start, "ax", @progbits
	.globl start
start:
	b entry
	.long 0
	.quad 0 /* text_offset */
	.long image_size, 0 /* a quad, but of a type a relocatable image can hold */
	.quad 0xa /* little-endian, 4 KiB pages, anywhere in memory */
	.quad 0, 0, 0
	.ascii "ARM\x64"
	.long 0

	.weak entry /* a program may go first: state.S */
	.hidden entry
	.globl entry_after
entry:
entry_after:
	adrp x1, bss_start
	add x1, x1, :lo12:bss_start
	adrp x2, bss_end
	add x2, x2, :lo12:bss_end
2:	cmp x1, x2
	b.hs 3f
	stp xzr, xzr, [x1], #16
	b 2b
3:	adrp x1, rela_start
	add x1, x1, :lo12:rela_start
	adrp x2, rela_end
	add x2, x2, :lo12:rela_end
	adrp x3, start
4:	cmp x1, x2 /* all are R_AARCH64_RELATIVE: where, what, and from the image's start */
	b.hs 5f
	ldr x4, [x1]
	ldr x5, [x1, #16]
	add x5, x5, x3
	str x5, [x3, x4]
	add x1, x1, #24
	b 4b
5:	adrp x1, stack_end
	add sp, x1, :lo12:stack_end
	mov x29, xzr
	bl boot_arm

	.bss
	.balign 16
	.skip 8192
stack_end:

	.section .note.GNU-stack, "", @progbits
