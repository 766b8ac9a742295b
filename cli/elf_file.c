/* SPDX-License-Identifier: MIT */
#include "cli/elf_file.h"

#include <elf.h>
#include <string.h>

/* More than any file has that links; they keep a damaged one from taking all memory and time. */
#define MAX_IMPORTS  65536
#define MAX_VERSIONS 4096

struct reader {
	const uint8_t *bytes;
	uint64_t len;
	bool wide;
	bool bad; /* something was read that is not there; what came of it is 0 */
};

/* Where the two classes of file have the same thing. */
struct at {
	uint8_t narrow, wide, narrow_size, wide_size;
};
#define AT(type, member)                                                                         \
	(struct at)                                                                              \
	{                                                                                        \
		offsetof(Elf32_##type, member), offsetof(Elf64_##type, member),                  \
			sizeof(((Elf32_##type *)0)->member), sizeof(((Elf64_##type *)0)->member) \
	}
#define SIZE(reader, type) ((reader)->wide ? sizeof(Elf64_##type) : sizeof(Elf32_##type))

static uint64_t read_number(struct reader *reader, uint64_t offset, unsigned int size)
{
	uint64_t value = 0;

	if (offset > reader->len || size > reader->len - offset) {
		reader->bad = true;
		return 0;
	}
	while (size-- > 0)
		value = value << 8 | reader->bytes[offset + size];
	return value;
}

static uint64_t read_at(struct reader *reader, uint64_t offset, struct at at)
{
	return reader->wide ? read_number(reader, offset + at.wide, at.wide_size)
			    : read_number(reader, offset + at.narrow, at.narrow_size);
}

/* A text that ends in the file; "" where there is none. */
static const char *read_text(struct reader *reader, uint64_t offset)
{
	if (offset < reader->len && memchr(reader->bytes + offset, 0, reader->len - offset))
		return (const char *)reader->bytes + offset;
	reader->bad = true;
	return "";
}

/* What the dynamic section tells; places in the file. */
struct dynamic {
	uint64_t at, size; /* of itself; size 0: there is none */
	uint64_t strings, symbols, hash, gnu_hash, versym, verneed;
};

/* From an address in memory to a place in the file. */
static uint64_t to_file(struct reader *reader, uint64_t address)
{
	uint64_t headers = read_at(reader, 0, AT(Ehdr, e_phoff)), at, start, size;
	uint64_t n = read_at(reader, 0, AT(Ehdr, e_phnum)), i;

	for (i = 0; i < n && !reader->bad; i++) {
		at = headers + i * SIZE(reader, Phdr);
		start = read_at(reader, at, AT(Phdr, p_vaddr));
		size = read_at(reader, at, AT(Phdr, p_filesz));
		if (read_at(reader, at, AT(Phdr, p_type)) == PT_LOAD && address >= start &&
		    address - start < size)
			return read_at(reader, at, AT(Phdr, p_offset)) + (address - start);
	}
	reader->bad = true;
	return 0;
}

static struct dynamic find_dynamic(struct reader *reader)
{
	uint64_t headers = read_at(reader, 0, AT(Ehdr, e_phoff)), at;
	uint64_t n = read_at(reader, 0, AT(Ehdr, e_phnum)), i;
	struct dynamic dynamic = { 0 };

	for (i = 0; i < n && !reader->bad; i++) {
		at = headers + i * SIZE(reader, Phdr);
		if (read_at(reader, at, AT(Phdr, p_type)) == PT_DYNAMIC) {
			dynamic.at = read_at(reader, at, AT(Phdr, p_offset));
			dynamic.size = read_at(reader, at, AT(Phdr, p_filesz));
		}
	}
	return dynamic;
}

/* The I-th entry; false where the section ends. */
static bool dynamic_entry(struct reader *reader, const struct dynamic *dynamic, uint64_t i,
			  uint64_t *ret_tag, uint64_t *ret_value)
{
	uint64_t at = dynamic->at + i * SIZE(reader, Dyn);

	if ((i + 1) * SIZE(reader, Dyn) > dynamic->size)
		return false;
	*ret_tag = read_at(reader, at, AT(Dyn, d_tag));
	*ret_value = read_at(reader, at, AT(Dyn, d_un.d_val));
	return *ret_tag != DT_NULL && !reader->bad;
}

static void read_dynamic(struct reader *reader, struct dynamic *dynamic)
{
	uint64_t tag, value, i;

	for (i = 0; dynamic_entry(reader, dynamic, i, &tag, &value); i++) {
		if (tag == DT_STRTAB)
			dynamic->strings = to_file(reader, value);
		else if (tag == DT_SYMTAB)
			dynamic->symbols = to_file(reader, value);
		else if (tag == DT_HASH)
			dynamic->hash = to_file(reader, value);
		else if (tag == DT_GNU_HASH)
			dynamic->gnu_hash = to_file(reader, value);
		else if (tag == DT_VERSYM)
			dynamic->versym = to_file(reader, value);
		else if (tag == DT_VERNEED)
			dynamic->verneed = to_file(reader, value);
	}
}

/*
 * How many symbols there are. The dynamic section does not say: the section headers do and, where those were taken away, one
 * kind of hash table does; the other one tells how many stand before those that others may use.
 */
static uint64_t count_symbols(struct reader *reader, const struct dynamic *dynamic)
{
	uint64_t headers = read_at(reader, 0, AT(Ehdr, e_shoff)), at;
	uint64_t n = read_at(reader, 0, AT(Ehdr, e_shnum)), i;

	for (i = 0; i < n && !reader->bad; i++) {
		at = headers + i * SIZE(reader, Shdr);
		if (read_at(reader, at, AT(Shdr, sh_type)) == SHT_DYNSYM)
			return read_at(reader, at, AT(Shdr, sh_size)) / SIZE(reader, Sym);
	}
	if (dynamic->hash)
		return read_number(reader, dynamic->hash + 4, 4);
	return dynamic->gnu_hash ? read_number(reader, dynamic->gnu_hash + 4, 4) : 0;
}

/* The versions that are wanted, each with the soname it is of. */
struct version {
	uint16_t number;
	const char *library;
};

struct versions {
	struct version *list;
	size_t n;
};

static struct versions read_versions(struct arena *arena, struct reader *reader,
				     const struct dynamic *dynamic)
{
	uint64_t need = dynamic->verneed, aux, next, step;
	struct versions versions = { 0 };
	struct version version;

	for (next = dynamic->verneed; next && !reader->bad; need += next) {
		version.library = read_text(
			reader, dynamic->strings + read_at(reader, need, AT(Verneed, vn_file)));
		aux = need + read_at(reader, need, AT(Verneed, vn_aux));
		for (step = 1; step && !reader->bad; aux += step) {
			version.number =
				(uint16_t)(read_at(reader, aux, AT(Vernaux, vna_other)) & 0x7fff);
			*arena_push(arena, versions.list, versions.n) = version;
			if (versions.n > MAX_VERSIONS)
				reader->bad = true;
			step = read_at(reader, aux, AT(Vernaux, vna_next));
		}
		next = read_at(reader, need, AT(Verneed, vn_next));
	}
	return versions;
}

/* The soname of the version that symbol I wants; NULL if it wants none. */
static const char *version_library(struct reader *reader, const struct dynamic *dynamic,
				   const struct versions *versions, uint64_t i)
{
	uint64_t wanted;
	size_t j;

	if (!versions->n || !dynamic->versym)
		return NULL;
	wanted = read_number(reader, dynamic->versym + 2 * i, 2) & 0x7fff;
	for (j = 0; j < versions->n; j++)
		if (versions->list[j].number == wanted)
			return versions->list[j].library;
	return NULL;
}

static void read_imports(struct arena *arena, struct reader *reader, const struct dynamic *dynamic,
			 struct elf *elf)
{
	struct versions versions = read_versions(arena, reader, dynamic);
	uint64_t n = dynamic->symbols ? count_symbols(reader, dynamic) : 0, i, at;
	const char *name;

	if (n > MAX_IMPORTS)
		reader->bad = true;
	for (i = 1; i < n && !reader->bad; i++) {
		at = dynamic->symbols + i * SIZE(reader, Sym);
		if (read_at(reader, at, AT(Sym, st_shndx)) != SHN_UNDEF)
			continue;
		name = read_text(reader, dynamic->strings + read_at(reader, at, AT(Sym, st_name)));
		if (*name)
			*arena_push(arena, elf->imports, elf->n_imports) =
				(struct elf_import){ name, version_library(reader, dynamic,
									   &versions, i) };
	}
}

bool elf_is(const uint8_t *bytes, size_t len)
{
	return len > EI_NIDENT && memcmp(bytes, ELFMAG, SELFMAG) == 0;
}

const char *elf_read(struct arena *arena, const uint8_t *bytes, size_t len, struct elf *ret_elf)
{
	struct reader reader = { .bytes = bytes, .len = len };
	struct elf elf = { 0 };
	struct dynamic dynamic;
	uint64_t tag, value, i;

	if (!elf_is(bytes, len))
		return "is no ELF file";
	if (bytes[EI_DATA] != ELFDATA2LSB ||
	    (bytes[EI_CLASS] != ELFCLASS32 && bytes[EI_CLASS] != ELFCLASS64))
		return "is for a machine that Xen has no ABI for";
	reader.wide = elf.wide = bytes[EI_CLASS] == ELFCLASS64;
	elf.machine = (uint16_t)read_at(&reader, 0, AT(Ehdr, e_machine));
	dynamic = find_dynamic(&reader);
	read_dynamic(&reader, &dynamic);
	for (i = 0; dynamic_entry(&reader, &dynamic, i, &tag, &value); i++) {
		if (tag == DT_NEEDED)
			*arena_push(arena, elf.needed, elf.n_needed) =
				read_text(&reader, dynamic.strings + value);
		else if (tag == DT_SONAME)
			elf.soname = read_text(&reader, dynamic.strings + value);
	}
	read_imports(arena, &reader, &dynamic, &elf);
	if (reader.bad)
		return "is damaged: its headers name what is not in the file";
	*ret_elf = elf;
	return NULL;
}
