/* SPDX-License-Identifier: MIT */
/*
 * What an ELF file wants of shared libraries, and the texts in it. Of 32 and 64 bits, little-endian, as all of Xen's ABIs
 * are. The file may be damaged, or made by somebody with bad intent: nothing outside of it is read.
 */
#ifndef CLI_ELF_FILE_H
#define CLI_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct elf_import {
	const char *name;
	const char *library; /* the soname whose version of it is wanted; NULL: any */
};

struct elf {
	uint16_t machine;   /* EM_* */
	bool wide;          /* of 64 bits */
	const char *soname; /* its own, NULL: none */
	const char **needed;
	size_t n_needed;
	struct elf_import *imports;
	size_t n_imports;
};

bool elf_is(const uint8_t *bytes, size_t len);

/* NULL with all in *ret_elf, which points into BYTES; or what is wrong, as "is damaged: ...". */
const char *elf_read(struct arena *arena, const uint8_t *bytes, size_t len, struct elf *ret_elf);

#endif
