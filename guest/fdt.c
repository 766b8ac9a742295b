/* SPDX-License-Identifier: MIT */
/*
 * As much of a flattened device tree as finding one string takes. Layout: Devicetree Specification
 * 0.4, chapter 5; all numbers are big-endian. Every read is checked against the tree's own size and
 * that against FDT_MAX, so a broken tree costs the command line and nothing else.
 */
#include "guest.h"

#define FDT_MAGIC      0xd00dfeedu
#define FDT_BEGIN_NODE 1
#define FDT_END_NODE   2
#define FDT_PROP       3
#define FDT_NOP        4
#define FDT_HEADER     40         /* bytes, version 17 */
#define FDT_MAX        (2u << 20) /* arm64 boot protocol: a tree is at most 2 MiB */

struct fdt {
	const uint8_t *base;
	uint32_t size;
	uint32_t strings;
	uint32_t pos;   /* of the next token */
	uint32_t depth; /* of the node around it, 1: the root */
	bool in_chosen;
};

/* 0, which ends every walk here, if @at is outside. */
static uint32_t fdt_u32(const struct fdt *fdt, uint32_t at)
{
	const uint8_t *p = fdt->base + at;

	if (at > fdt->size - 4)
		return 0;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool fdt_string_is(const struct fdt *fdt, uint32_t at, const char *s)
{
	for (; at < fdt->size; at++, s++) {
		if (fdt->base[at] != (uint8_t)*s)
			return false;
		if (!*s)
			return true;
	}
	return false;
}

static uint32_t align4(uint32_t at)
{
	return (at + 3) & ~3u;
}

static void fdt_begin_node(struct fdt *fdt)
{
	uint32_t name = fdt->pos;

	if (++fdt->depth == 2)
		fdt->in_chosen = fdt_string_is(fdt, name, "chosen");
	while (fdt->pos < fdt->size && fdt->base[fdt->pos])
		fdt->pos++;
	fdt->pos = align4(fdt->pos + 1);
}

/* The value if this property is the one, else NULL. */
static const char *fdt_prop(struct fdt *fdt)
{
	uint32_t len = fdt_u32(fdt, fdt->pos);
	uint32_t name = fdt_u32(fdt, fdt->pos + 4);
	uint32_t value = fdt->pos + 8;

	if (value > fdt->size || len > fdt->size - value) {
		fdt->pos = fdt->size; /* broken: nothing more to read */
		return NULL;
	}
	fdt->pos = align4(value + len);
	if (fdt->depth != 2 || !fdt->in_chosen || !len || fdt->base[value + len - 1] ||
	    !fdt_string_is(fdt, fdt->strings + name, "bootargs"))
		return NULL;
	return (const char *)fdt->base + value;
}

const char *fdt_bootargs(const void *tree)
{
	struct fdt fdt = { .base = tree, .size = FDT_HEADER };
	const char *found = NULL;

	/* x0 is all ones when there is no tree (libxc's xg_dom_arm.c) */
	if (!tree || (uintptr_t)tree % 8 || fdt_u32(&fdt, 0) != FDT_MAGIC)
		return "";
	fdt.pos = fdt_u32(&fdt, 8);
	fdt.strings = fdt_u32(&fdt, 12);
	fdt.size = fdt_u32(&fdt, 4);
	if (fdt.size < FDT_HEADER || fdt.size > FDT_MAX)
		return "";
	while (!found) {
		uint32_t token = fdt_u32(&fdt, fdt.pos);

		fdt.pos += 4;
		switch (token) {
		case FDT_BEGIN_NODE:
			fdt_begin_node(&fdt);
			break;
		case FDT_END_NODE:
			fdt.depth--;
			break;
		case FDT_PROP:
			found = fdt_prop(&fdt);
			break;
		case FDT_NOP:
			break;
		default: /* FDT_END, or past the end */
			return "";
		}
	}
	return found;
}
