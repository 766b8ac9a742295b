/* SPDX-License-Identifier: MIT */
	.section .rodata
	.globl second_image, second_image_end
#ifdef __aarch64__
	.hidden second_image, second_image_end
#endif
	.balign 16
second_image:
	.incbin SECOND
second_image_end:

	.section .note.GNU-stack, "", @progbits
