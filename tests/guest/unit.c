/* SPDX-License-Identifier: MIT */
/*
 * Proves, without a Xen, what of guest/ reads input from outside: the command line, the device
 * tree (also cut short at every length and with every byte damaged) and the console ring.
 * Build with -fsanitize=address,undefined: a read outside the tree is then a failure.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In place of guest/hypercall.h: what console_io was given, and how often anything was called. */
#define GUEST_HYPERCALL_H
static char said[512];
static unsigned int sends, yields;

static long hypercall3(unsigned long nr, unsigned long a1, unsigned long a2, unsigned long a3);
#define hypercall2(nr, a1, a2) hypercall3(nr, a1, a2, 0)

static void smp_mb(void)
{
	__sync_synchronize();
}

#include "../../guest/cmdline.c"
#include "../../guest/console.c"
#include "../../guest/fdt.c"

static unsigned int tests, failed;

static void ok(bool good, const char *what)
{
	printf("%sok %u - %s\n", good ? "" : "not ", ++tests, what);
	failed += !good;
}

static long hypercall3(unsigned long nr, unsigned long a1, unsigned long a2, unsigned long a3)
{
	if (nr == __HYPERVISOR_console_io && a1 == CONSOLEIO_write) {
		memcpy(said, (const void *)a3, a2);
		said[a2] = '\0';
	} else if (nr == __HYPERVISOR_event_channel_op && a1 == EVTCHNOP_send) {
		sends += ((const struct evtchn_send *)a2)->port == 7;
	} else if (nr == __HYPERVISOR_sched_op && a1 == SCHEDOP_yield && ++yields == 3) {
		console.ring->out_cons = console.ring->out_prod; /* the backend's turn */
	}
	return 0;
}

static bool word_is(const char *cmdline, const char *name, const char *want)
{
	char value[8] = "kept";
	bool there = cmdline_get(cmdline, name, sizeof(value), value);

	return there ? want && !strcmp(value, want) : !want && !strcmp(value, "kept");
}

static void test_cmdline(void)
{
	uint32_t n = 77;

	ok(word_is("lab=abc exit=3", "lab", "abc") && word_is("lab=abc exit=3", "exit", "3"),
	   "cmdline: words with values");
	ok(word_is("a\tspin\n", "spin", "") && word_is("exit=", "exit", ""),
	   "cmdline: bare words and empty values");
	ok(word_is("", "lab", NULL) && word_is("  ", "lab", NULL) &&
		   word_is("label=1 xlab=2 la", "lab", NULL),
	   "cmdline: a part of a word is not the word");
	ok(word_is("lab=1 lab=2", "lab", "1") && word_is("lab=1234567", "lab", "1234567") &&
		   word_is("lab=12345678", "lab", NULL),
	   "cmdline: the first counts, a value that does not fit is not given");
	ok(parse_u32("0", &n) && n == 0 && parse_u32("4294967295", &n) && n == UINT32_MAX,
	   "parse_u32: the bounds");
	ok(!parse_u32("4294967296", &n) && !parse_u32("", &n) && !parse_u32("-1", &n) &&
		   !parse_u32("3x", &n) && n == UINT32_MAX,
	   "parse_u32: what is no number is refused");
}

static uint32_t *fdt_put(uint32_t *at, uint32_t value)
{
	*at = __builtin_bswap32(value);
	return at + 1;
}

static uint32_t *fdt_put_string(uint32_t *at, const char *s)
{
	size_t len = strlen(s) + 1;

	memset(at, 0, (len + 3) / 4 * 4);
	memcpy(at, s, len);
	return at + (len + 3) / 4;
}

/* A tree with decoys: bootargs in the root, in another node, in a node below and after chosen. */
static uint32_t *fdt_put_bootargs(uint32_t *at, const char *value)
{
	at = fdt_put(at, FDT_PROP);
	at = fdt_put(at, (uint32_t)strlen(value) + 1);
	at = fdt_put(at, 2);
	return fdt_put_string(at, value);
}

static uint32_t *fdt_put_node(uint32_t *at, const char *name)
{
	return fdt_put_string(fdt_put(at, FDT_BEGIN_NODE), name);
}

static size_t fdt_make(uint32_t *tree)
{
	uint32_t *at = tree + FDT_HEADER / 4, *strings;

	memset(tree, 0, FDT_HEADER);
	at = fdt_put_bootargs(fdt_put_node(at, ""), "root");
	at = fdt_put_bootargs(fdt_put_node(at, "chosen@0"), "other");
	at = fdt_put_node(fdt_put(at, FDT_END_NODE), "chosen");
	at = fdt_put_bootargs(fdt_put_node(fdt_put(at, FDT_NOP), "chosen"), "below");
	at = fdt_put_bootargs(fdt_put(at, FDT_END_NODE), "lab=x exit=4");
	at = fdt_put(fdt_put(at, FDT_END_NODE), FDT_END_NODE);
	strings = fdt_put(at, 9);
	at = fdt_put_string(strings, "x");
	memcpy((char *)strings + 2, "bootargs", 9);
	at = strings + 3;
	fdt_put(tree, FDT_MAGIC);
	fdt_put(tree + 1, (uint32_t)((char *)at - (char *)tree));
	fdt_put(tree + 2, FDT_HEADER);
	fdt_put(tree + 3, (uint32_t)((char *)strings - (char *)tree));
	return (size_t)((char *)at - (char *)tree);
}

/* Whatever is returned must be a string inside the tree, or the empty one. */
static bool fdt_result_inside(const void *tree, size_t size)
{
	const char *s = fdt_bootargs(tree);
	const char *base = tree;

	return !*s || (s >= base && s < base + size && memchr(s, 0, size - (size_t)(s - base)));
}

/* The byte @skip behind the start of @s in the tree. */
static char *strstr_in(uint32_t *tree, size_t size, const char *s, size_t skip)
{
	return (char *)memmem(tree, size, s, strlen(s)) + skip;
}

static void test_fdt(void)
{
	static uint32_t tree[128];
	size_t size = fdt_make(tree), i, len;
	unsigned int bit;
	bool good = true;
	uint8_t *copy;

	ok(!strcmp(fdt_bootargs(tree), "lab=x exit=4"), "fdt: finds /chosen/bootargs among others");
	ok(!*fdt_bootargs(NULL) && !*fdt_bootargs((const void *)UINTPTR_MAX),
	   "fdt: no tree is no command line");
	for (len = FDT_HEADER; len < size; len++) {
		copy = malloc(len);
		memcpy(copy, tree, len);
		fdt_put((uint32_t *)copy + 1, (uint32_t)len);
		good = good && fdt_result_inside(copy, len);
		free(copy);
	}
	ok(good, "fdt: cut short anywhere it is read within its bounds");
	for (i = 8; i < size; i++) { /* behind magic and size, which say what memory is there */
		for (bit = 0; bit < 8; bit++) {
			copy = malloc(size);
			memcpy(copy, tree, size);
			copy[i] ^= (uint8_t)(1u << bit);
			good = good && fdt_result_inside(copy, size);
			free(copy);
		}
	}
	ok(good, "fdt: with any bit flipped it is read within its bounds");
	good = true;
	for (len = 0; len < FDT_HEADER; len++) {
		copy = malloc(FDT_HEADER);
		memcpy(copy, tree, FDT_HEADER);
		fdt_put((uint32_t *)copy + 1, (uint32_t)len);
		good = good && !*fdt_bootargs(copy);
		free(copy);
	}
	fdt_put(tree + 1, FDT_MAX + 1);
	ok(good && !*fdt_bootargs(tree), "fdt: a size no tree can have is refused");
	fdt_make(tree);
	*strstr_in(tree, size, "exit=4", 6) = 'x';
	ok(!*fdt_bootargs(tree), "fdt: a value without its end is no string");
	fdt_make(tree);
	fdt_put(tree, 0xd00dfeee);
	ok(!*fdt_bootargs(tree), "fdt: another magic is no tree");
}

static void test_printf(void)
{
	const char *unknown = "a%d %u\n";
	char longest[300];

	console_printf("%s %u %u%%\n", "x", 0u, 4294967295u);
	ok(!strcmp(said, "x 0 4294967295%\n"), "printf: %s, %u and %%");
	console_printf("%x %llx %llu\n", 0xbeefu, 1ull << 63, ~0ull);
	ok(!strcmp(said, "beef 8000000000000000 18446744073709551615\n"),
	   "printf: %x, %llx and %llu");
	console_printf(unknown, 1);
	ok(!strcmp(said, "a%d %u\n"),
	   "printf: from an unknown conversion on the text is shown as it is");
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	console_printf("%s", longest);
	ok(strlen(said) == 255, "printf: a call prints at most 255 bytes");
}

static void test_ring(void)
{
	static struct xencons_interface ring;
	unsigned int i;

	ring.out_cons = ring.out_prod = UINT32_MAX - 1; /* the index wraps in the first line */
	console_init(&ring, 7);
	console_printf("ab\n");
	ok(ring.out_prod == 2 && ring.out[2046] == 'a' && ring.out[2047] == 'b' &&
		   ring.out[0] == '\r' && ring.out[1] == '\n' && sends == 1,
	   "ring: a line ends in \\r\\n, the index runs over, the port is told");
	for (i = 0; i < 100; i++)
		console_printf("%s\n", "some forty characters to fill up a ring.");
	ok(ring.out_prod - ring.out_cons == sizeof(ring.out) && ring.out[2046] == 'a',
	   "ring: a full one keeps what it has");
	console_flush();
	ok(yields == 3 && ring.out_cons == ring.out_prod, "ring: flush waits for the reader");
}

int main(void)
{
	test_cmdline();
	test_fdt();
	test_printf();
	test_ring();
	printf("1..%u\n", tests);
	return failed != 0;
}
