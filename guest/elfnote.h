/* SPDX-License-Identifier: MIT */
/* ELFNOTE_XEN(type, desc): one note for Xen's loaders; @desc is assembler that emits the value. */
#ifndef GUEST_ELFNOTE_H
#define GUEST_ELFNOTE_H

/* clang-format off */
#define ELFNOTE_XEN(type, desc...)			  \
	.pushsection .note.Xen, "a", @note		; \
	.balign 4					; \
	.long 4, 2f - 1f, type				; \
	.asciz "Xen"					; \
1:	desc						; \
2:	.balign 4					; \
	.popsection
/* clang-format on */

#endif
