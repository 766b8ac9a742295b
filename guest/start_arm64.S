/* SPDX-License-Identifier: MIT */
/*
 * arm64 start of day (Linux's Documentation/arch/arm64/booting.rst, Xen's docs/misc/arm/
 * booting.txt): EL1, MMU and caches off, interrupts masked, x0 is the device tree's address, the
 * image lies anywhere at a multiple of 2 MiB. Neither Xen nor its toolstack clears bss.
 *
 * The MMU stays off, so this guest reads and writes past the caches, while Xen and the console's
 * backend go through them. QEMU has no caches; on hardware map memory as public/arch-arm.h asks.
 */
	.section .text.start, "ax", @progbits
	.globl start
start:
	b 1f
	.long 0
	.quad 0 /* text_offset */
	.long image_size, 0 /* a quad, but of a type a relocatable image can hold */
	.quad 0xa /* little-endian, 4 KiB pages, anywhere in memory */
	.quad 0, 0, 0
	.ascii "ARM\x64"
	.long 0

1:	adrp x1, bss_start
	add x1, x1, :lo12:bss_start
	adrp x2, bss_end
	add x2, x2, :lo12:bss_end
2:	cmp x1, x2
	b.hs 3f
	stp xzr, xzr, [x1], #16
	b 2b
3:	adrp x1, stack_end
	add sp, x1, :lo12:stack_end
	mov x29, xzr
	bl boot_arm64

	.bss
	.balign 16
	.skip 8192
stack_end:

	.section .note.GNU-stack, "", @progbits
