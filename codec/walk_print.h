/* SPDX-License-Identifier: MIT */
/*
 * A hypercall of today's Xen in words, as far as codec/walk.h can take it apart:
 *
 *	domctl.max_mem domain=3 max_memkb=32768kib
 *	sysctl.getdomaininfolist first_domain=0 max_domains=1024
 *
 * and what came back: "buffer=[{domain=0 flags=running ...} {...}] num_domains=2". What fills gaps is left out; so
 * is, within braces, all that is zero. Freestanding: no libc, no allocation, no state.
 */
#ifndef CODEC_WALK_PRINT_H
#define CODEC_WALK_PRINT_H

#include "codec/walk.h"

/*
 * Each runs its pass over WALK, whose take and taker it replaces for that time, and prints into SIZE bytes, with a NUL behind
 * it (unless SIZE is 0); what does not fit is cut off. They return how long the text is, uncut. The answer starts with a
 * blank, or is empty.
 */
size_t walk_print_in(struct walk *walk, char *text, size_t size);
size_t walk_print_out(struct walk *walk, char *text, size_t size);

/* The same of any PASS that gives items to WALK's take; without a name, each item with a blank in front. */
size_t walk_print(struct walk *walk, void (*pass)(struct walk *walk), char *text, size_t size);

/*
 * Parts of it. walk_name(): "domctl.shadow_op.clean"; "domctl.91" for an op that nobody knows. walk_value(): "hvm|hap", "16kib",
 * "0x1f"; whether it is a name or names, and no number, is in RET_NAMED (or NULL).
 */
size_t walk_name(const struct walk *walk, char *text, size_t size);
size_t walk_value(const struct walk *walk, const struct walk_item *item, char *text, size_t size,
		  bool *ret_named);
/* Of data by their show: "0a1b2c", or a uuid. */
size_t walk_data(const struct walk_item *item, char *text, size_t size);

#endif
