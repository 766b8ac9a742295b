/* SPDX-License-Identifier: MIT */
/* A kernel for PVH: its segments to where they belong, and the state that Xen's docs/misc/pvh.pandoc describes. */
#include <elf.h>

#include "guest/guest.h"
#include "tests/xen/second/second.h"

/* jump_pvh.S: to ENTRY in 32-bit protected mode without paging, with INFO in ebx. */
_Noreturn void jump_pvh(uint32_t entry, uint32_t info);

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memset(void *to, int byte, size_t n);

/* The value of Xen's note of that type in a segment of notes, or 0. */
static uint32_t note_in(const uint8_t *at, const uint8_t *end, uint32_t type)
{
	const Elf64_Nhdr *note;
	const uint8_t *value;

	for (; at + sizeof(*note) <= end; at = value + ((note->n_descsz + 3) & ~3u)) {
		note = (const Elf64_Nhdr *)at;
		value = at + sizeof(*note) + ((note->n_namesz + 3) & ~3u);
		if (note->n_type == type && note->n_descsz >= 4)
			return *(const uint32_t *)value;
	}
	return 0;
}

void second_start(const char *cmdline)
{
	static struct hvm_start_info info = { .magic = XEN_HVM_START_MAGIC_VALUE, .version = 1 };
	const Elf64_Ehdr *elf = (const Elf64_Ehdr *)second_image;
	const Elf64_Phdr *segment = (const Elf64_Phdr *)(second_image + elf->e_phoff);
	uint32_t entry = 0;
	unsigned int i;

	if (*(const uint32_t *)elf->e_ident != 0x464c457f)
		return;
	for (i = 0; i < elf->e_phnum; i++, segment++) {
		uint8_t *to = (uint8_t *)(uintptr_t)segment->p_paddr;
		const uint8_t *from = second_image + segment->p_offset;

		if (segment->p_type == PT_NOTE)
			entry = note_in(from, from + segment->p_filesz, XEN_ELFNOTE_PHYS32_ENTRY);
		if (segment->p_type != PT_LOAD)
			continue;
		memcpy(to, from, segment->p_filesz);
		memset(to + segment->p_filesz, 0, segment->p_memsz - segment->p_filesz);
	}
	info.cmdline_paddr = (uintptr_t)cmdline;
	if (entry)
		jump_pvh(entry, (uint32_t)(uintptr_t)&info);
}
