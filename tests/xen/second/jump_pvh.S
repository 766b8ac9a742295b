/* SPDX-License-Identifier: MIT */
/* void jump_pvh(uint32_t entry, uint32_t info): memory is mapped 1:1, so paging can go from under the code. */
#define CR0_PE	 (1 << 0)
#define MSR_EFER 0xc0000080

#define CODE32 0x08
#define DATA32 0x10
#define TASK   0x18

	.text
	.globl jump_pvh
jump_pvh:
	cli
	cld
	lgdt gdtr32
	pushq $CODE32
	pushq $1f
	lretq

	.code32
1:	mov $DATA32, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	mov $CR0_PE, %eax /* paging off: out of long mode */
	mov %eax, %cr0
	mov $MSR_EFER, %ecx
	xor %eax, %eax
	xor %edx, %edx
	wrmsr
	mov %eax, %cr4
	mov $TASK, %eax
	ltr %ax
	mov %esi, %ebx
	push $2 /* the bit that is always set */
	popf
	jmp *%edi

	.data
	.balign 8
gdt32:	.quad 0
	.quad 0x00cf9b000000ffff /* CODE32: flat, 32-bit */
	.quad 0x00cf93000000ffff /* DATA32 */
	.quad 0x0000890000000067 /* TASK: base 0, limit 0x67 */
gdtr32:	.word . - gdt32 - 1
	.quad gdt32

	.section .note.GNU-stack, "", @progbits
