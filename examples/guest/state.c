/* SPDX-License-Identifier: MIT */
/*
 * A guest that tells what its registers held at the first instruction, and compares that with the table of its boot
 * protocol in spec/boot.xabi. TAP; its status is the number of registers that held something else. It needs no XABI.
 */
#include "guest/state.h"
#include "guest/guest.h"
#include "xabi/abi.h"

#if defined(__aarch64__)
#define TABLE XABI_BOOT_ARM64_IMAGE_EACH
#elif defined(GUEST_PV)
#define TABLE XABI_BOOT_X86_64_PV_EACH
#else
#define TABLE XABI_BOOT_X86_64_PVH_EACH
#endif

#define NO_DEVICE_TREE    0xffffffffu
#define DEVICE_TREE_MAGIC 0xedfe0dd0u /* read as little-endian */

static unsigned int tests, failed;

static bool same(const char *a, const char *b)
{
	for (; *a && *a == *b; a++)
		b++;
	return *a == *b;
}

static const struct state_register *find(const char *name)
{
	const struct state_register *found;

	for (found = state_registers; found < state_registers_end; found++) {
		if (same(found->name, name))
			return found;
	}
	return NULL;
}

/* Whether @value is what the table only names; code that runs was entered where it should. */
static bool is_named(const char *name, uint64_t value)
{
#ifdef GUEST_PV
	const struct start_info *info = (const struct start_info *)find("rsi")->value;
	const uint64_t *m2p = (const uint64_t *)MACH2PHYS_VIRT_START;

	if (same(name, "start_info.address"))
		return same(info->magic, "xen-3.0-x86_64");
	if (same(name, "stack.top"))
		return value == info->pt_base + ((info->nr_pt_frames + 1) << XEN_PAGE_SHIFT);
	if (same(name, "start_info.pt_base"))
		return m2p[value >> XEN_PAGE_SHIFT] << XEN_PAGE_SHIFT == info->pt_base;
#elif defined(__x86_64__)
	if (same(name, "start_info.address"))
		return ((const struct hvm_start_info *)value)->magic == XEN_HVM_START_MAGIC_VALUE;
#else
	if (same(name, "device_tree.address"))
		return value == NO_DEVICE_TREE || *(const uint32_t *)value == DEVICE_TREE_MAGIC;
#endif
	return same(name, "note.entry") || same(name, "note.phys32_entry") ||
	       same(name, "image.entry");
}

static void compare(const char *name, uint64_t mask, uint64_t value, const char *holds)
{
	const struct state_register *found = find(name);
	bool good =
		!found || (*holds ? is_named(holds, found->value) : (found->value & mask) == value);

	console_printf("%sok %u - %s ", good ? "" : "not ", ++tests, name);
	if (*holds)
		console_printf("is %s", holds);
	else
		console_printf("& 0x%llx is 0x%llx", (unsigned long long)mask,
			       (unsigned long long)value);
	console_printf("%s\n", found ? "" : " # SKIP hidden from the guest");
	failed += !good;
}

void guest_main(const char *type, const char *cmdline)
{
	const struct state_register *found;

	console_printf("# first instruction, %s\n", type);
	for (found = state_registers; found < state_registers_end; found++)
		console_printf("# %s 0x%llx\n", found->name, (unsigned long long)found->value);
#define COMPARE(name, mask, value, holds) compare(name, mask, value, holds);
	TABLE(COMPARE)
#undef COMPARE
	console_printf("1..%u\n", tests);
	guest_exit(cmdline, failed);
}
