/* SPDX-License-Identifier: MIT */
/*
 * The catalogue's layouts (catalogue/layout/<header>.lay): where each field of Xen's public structs is, how big each
 * struct, what each constant is worth, for every release and ABI the files span. Questions are asked for one release
 * and one ABI; the files hold a span only where an answer differs.
 */
#ifndef XENCAT_LAY_H
#define XENCAT_LAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/source.h"

/* The ABIs a layout can differ by: the caller's, not the hypervisor's. */
enum lay_abi { LAY_X86_64, LAY_I386, LAY_ARM64, LAY_ARM32, LAY_ABIS };

extern const char *const lay_abi_names[LAY_ABIS]; /* "x86_64" "i386" "arm64" "arm32" */

/* A release as one comparable number: 4.17 is 0x0411. */
#define LAY_RELEASE(major, minor) ((uint16_t)((major) << 8 | (minor)))

enum lay_kind {
	LAY_UNSIGNED,
	LAY_SIGNED,
	LAY_CHAR,   /* text, byte by byte */
	LAY_HANDLE, /* a guest pointer; `type` is what it points to */
	LAY_STRUCT, /* `type` names it (or is NULL for one without a name) */
	LAY_UNION,
	LAY_ENUM,
};

struct lay_field {
	enum lay_kind kind;
	uint32_t offset; /* bytes from the start of the struct that was asked about */
	uint32_t size;   /* bytes, of all elements together */
	uint32_t count;  /* elements of an array; 1 if it is none, 0 for a flexible one */
	uint8_t bit; /* of a bit-field: its first bit, counted from OFFSET, and its width; else 0 */
	uint8_t bits;
	const char *type; /* of a struct, union, enum or handle's target, else NULL */
};

struct lay_set;

/* All .lay files of the folder DIR. NULL, with the reasons reported, if one of them is wrong. */
struct lay_set *lay_load(struct arena *arena, struct diag *diag, const char *dir);

/* The same from texts that have the names of such files in DIR. */
struct lay_set *lay_load_texts(struct arena *arena, struct diag *diag, const char *dir,
			       const struct source *const *sources, size_t n_sources);

/* The releases that the files know, rising; without one to come, which may still change. */
const uint16_t *lay_releases(const struct lay_set *set, size_t *ret_n);

/*
 * False where that struct, field or constant does not exist there. TYPE is a struct, union, enum or typedef; PATH is
 * "u.physinfo.nr_cpus", or "" for TYPE itself. A constant below zero comes sign-extended.
 */
bool lay_size(const struct lay_set *set, const char *type, uint16_t release, enum lay_abi abi,
	      uint32_t *ret_size);
bool lay_field(const struct lay_set *set, const char *type, const char *path, uint16_t release,
	       enum lay_abi abi, struct lay_field *ret_field);
bool lay_const(const struct lay_set *set, const char *name, uint16_t release, enum lay_abi abi,
	       uint64_t *ret_value);

#endif
