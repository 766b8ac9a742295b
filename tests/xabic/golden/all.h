/* SPDX-License-Identifier: MIT */
/* Made by `xabic gen c-header` from all.xabi more.xabi; not for editing. */
#ifndef XABI_H
#define XABI_H

#ifndef XABI_NO_STDINT /* define it where the types and UINT64_C() come from elsewhere */
#include <stdint.h>
#endif

#define XABI_SPEC_MAJOR 1
#define XABI_SPEC_MINOR 12
#define XABI_SPEC_FINGERPRINT "d668ac1462760fef653bf0a35db2eeecf88e222a26c1f2554f346fcaecfd173d"
#define XABI_SPEC_FINGERPRINT_0 UINT64_C(0xef0f766214ac68d6)
#define XABI_SPEC_FINGERPRINT_1 UINT64_C(0xeceeb25da3f03b65)
#define XABI_SPEC_FINGERPRINT_2 UINT64_C(0x55f2c1262a228ef8)
#define XABI_SPEC_FINGERPRINT_3 UINT64_C(0x3d17fdecca6f344f)

/* How a call ended. */
#define XABI_STATUS_OK 0 /* Done. */
#define XABI_STATUS_AGAIN 1 /* Not finished. */
#define XABI_STATUS_BAD_SLOT 5 /* A value is out of its range. */
#define XABI_STATUS_NO_SUCH_DOMAIN 8 /* There is no domain of that number. */
#define XABI_STATUS_WRONG_PORT 32 /* The port cannot do that. */
#define XABI_STATUS_BAD_RANGE 33 /* The range ends beyond the last address. */
#define XABI_STATUS_READ_ONLY 34 /* The page may not be written. */
#define XABI_STATUS_NO_ROOM 35 /* There is no room for another. */
#define XABI_STATUS_EACH(X) \
	X(XABI_STATUS_OK, "ok", "Done.") \
	X(XABI_STATUS_AGAIN, "again", "Not finished.") \
	X(XABI_STATUS_BAD_SLOT, "bad_slot", "A value is out of its range.") \
	X(XABI_STATUS_NO_SUCH_DOMAIN, "no_such_domain", "There is no domain of that number.") \
	X(XABI_STATUS_WRONG_PORT, "wrong_port", "The port cannot do that.") \
	X(XABI_STATUS_BAD_RANGE, "bad_range", "The range ends beyond the last address.") \
	X(XABI_STATUS_READ_ONLY, "read_only", "The page may not be written.") \
	X(XABI_STATUS_NO_ROOM, "no_room", "There is no room for another.")

#define XABI_PAGE_LIST_LIMIT 512 /* How many pages fit in a list. */

#define XABI_HIGHEST UINT64_C(0xffffffffffffffff) /* The largest number there is. */

#define XABI_HALF UINT32_C(0x80000000) /* Too large for an int. */

#define XABI_UUID_BYTES 16 /* Of a UUID. */

#define XABI_CACHE_LINE 64 /* The unit in which memory is shared. */

/* How a page is mapped. A text that breaks C: * / / * ??/ \ and that is not ASCII: größer. */
#define XABI_MAP_MODE_NORMAL 0 /* As usual: \n is no newline here, and ???) no bracket. */
#define XABI_MAP_MODE_BIG UINT32_C(0x80000000) /* Does not fit in an int. */
#define XABI_MAP_MODE_CLASS 7 /* A word of C++. */
#define XABI_MAP_MODE_EACH(X) \
	X(XABI_MAP_MODE_NORMAL, "normal", "As usual: \\n is no newline here, and ?\?\?) no bracket.") \
	X(XABI_MAP_MODE_BIG, "big", "Does not fit in an int.") \
	X(XABI_MAP_MODE_CLASS, "class", "A word of C++.")

/* What may be done. */
#define XABI_ACCESS_READ_ONLY (UINT32_C(1) << 0) /* Reading only. */
#define XABI_ACCESS_LAST (UINT32_C(1) << 31) /* The last bit. */
#define XABI_ACCESS_EACH(X) \
	X(XABI_ACCESS_READ_ONLY, "read_only", "Reading only.") \
	X(XABI_ACCESS_LAST, "last", "The last bit.")

/* Bits beyond 32. */
#define XABI_WIDE_FIRST (UINT64_C(1) << 0) /* The first bit. */
#define XABI_WIDE_LAST (UINT64_C(1) << 63) /* The last bit. */
#define XABI_WIDE_EACH(X) \
	X(XABI_WIDE_FIRST, "first", "The first bit.") \
	X(XABI_WIDE_LAST, "last", "The last bit.")

#if defined(__cplusplus) && __cplusplus >= 201103L
#define XABI_ASSERT(what, name) static_assert(what, #name)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define XABI_ASSERT(what, name) _Static_assert(what, #name)
#else
#define XABI_ASSERT(what, name) typedef char xabi_assert_##name[(what) ? 1 : -1]
#endif
#define XABI_ASSERT_SIZE(type, size) \
	XABI_ASSERT(sizeof(struct xabi_##type) == (size), type##_has_size_##size)
#define XABI_ASSERT_OFFSET(type, field, offset) \
	XABI_ASSERT(__builtin_offsetof(struct xabi_##type, field) == (offset), \
		    type##_has_##field##_at_##offset)

/* From an address on. */
struct xabi_range {
	uint64_t at; /* gpa */
	uint64_t size; /* bytes */
};
XABI_ASSERT_SIZE(range, 16);
XABI_ASSERT_OFFSET(range, at, 0);
XABI_ASSERT_OFFSET(range, size, 8);

/* Two ranges and a reserved word in every language. */
struct xabi_range_list {
	struct xabi_range ranges[2];
	uint8_t uuid[16];
	int64_t delta; /* ns */
	int32_t class_; /* A keyword of C++ and Python. */
	uint32_t pad; /* zero */
	struct xabi_range inside;
};
XABI_ASSERT_SIZE(range_list, 80);
XABI_ASSERT_OFFSET(range_list, ranges, 0);
XABI_ASSERT_OFFSET(range_list, uuid, 32);
XABI_ASSERT_OFFSET(range_list, delta, 48);
XABI_ASSERT_OFFSET(range_list, class_, 56);
XABI_ASSERT_OFFSET(range_list, pad, 60);
XABI_ASSERT_OFFSET(range_list, inside, 64);

/* What a guest registers: 64 words, and what came later. */
struct xabi_event_words {
	uint64_t pending[64];
	struct xabi_range where;
};
XABI_ASSERT_SIZE(event_words, 528);
XABI_ASSERT_OFFSET(event_words, pending, 0);
XABI_ASSERT_OFFSET(event_words, where, 512);

/* About a page. */
struct xabi_page_info {
	uint16_t owner; /* domain */
	uint8_t pad[2]; /* zero */
	uint32_t port; /* port: Numbered within its owner. */
	uint32_t mode; /* map_mode */
	uint32_t access; /* access */
	uint32_t level; /* level */
	uint32_t pad2; /* zero */
};
XABI_ASSERT_SIZE(page_info, 24);
XABI_ASSERT_OFFSET(page_info, owner, 0);
XABI_ASSERT_OFFSET(page_info, pad, 2);
XABI_ASSERT_OFFSET(page_info, port, 4);
XABI_ASSERT_OFFSET(page_info, mode, 8);
XABI_ASSERT_OFFSET(page_info, access, 12);
XABI_ASSERT_OFFSET(page_info, level, 16);
XABI_ASSERT_OFFSET(page_info, pad2, 20);

#undef XABI_ASSERT_OFFSET
#undef XABI_ASSERT_SIZE
#undef XABI_ASSERT

/*
 * Operations, by number. IN: the slot a0..a5 of a value; BUF: the slot of a buffer's address,
 * its size in bytes is in the next; OUT: the slot r0..r3 of a result.
 */

/*
 * Who answers. A long doc is broken into lines, here and in the C header, where the line would
 * have more than 100 columns: this one is.
 */
#define XABI_OP_BASE_ABOUT 0x003f
#define XABI_OUT_BASE_ABOUT_WIDE_ONE 0 /* wide */
#define XABI_OUT_BASE_ABOUT_LEVEL 1 /* level */
#define XABI_OUT_BASE_ABOUT_ONE 2 /* u64 */
#define XABI_OUT_BASE_ABOUT_ANOTHER 3 /* i32 */

/* Maps pages: growing elements, and done instead of a cursor. */
#define XABI_OP_MEMORY_MAP 0x8581
#define XABI_IN_MEMORY_MAP_EACH 0 /* u32, bytes */
#define XABI_BUF_MEMORY_MAP_LIST 2 /* reads page_info[] */
#define XABI_BUF_MEMORY_MAP_MADE 4 /* writes range[] */
#define XABI_OUT_MEMORY_MAP_DONE 0 /* u32, count */

/* Consumes. */
#define XABI_OP_MEMORY_DROP 0x8502
#define XABI_IN_MEMORY_DROP_TARGET 0 /* domain */
#define XABI_IN_MEMORY_DROP_PORT 1 /* port */
#define XABI_IN_MEMORY_DROP_BY 2 /* i32 */

/* Backs a range. */
#define XABI_OP_MEMORY_POPULATE 0x8503
#define XABI_IN_MEMORY_POPULATE_TARGET 0 /* domain */
#define XABI_IN_MEMORY_POPULATE_AT 1 /* gpa, bytes */
#define XABI_IN_MEMORY_POPULATE_SIZE 2 /* u64, bytes */
#define XABI_IN_MEMORY_POPULATE_MODE 3 /* map_mode */
#define XABI_IN_MEMORY_POPULATE_HOW 4 /* access */
#define XABI_IN_MEMORY_POPULATE_NONE 5 /* u64 */

/* Elements without done have a cursor. */
#define XABI_OP_MEMORY_WALK 0x8544
#define XABI_IN_MEMORY_WALK_CURSOR 0 /* u64 */
#define XABI_BUF_MEMORY_WALK_PORTS 4 /* reads port[] */
#define XABI_OUT_MEMORY_WALK_CURSOR 0 /* u64 */

/* Three buffers fill all slots, so no target. */
#define XABI_OP_DEVICE_THREE 0xfec0
#define XABI_BUF_DEVICE_THREE_FROM 0 /* reads range_list */
#define XABI_BUF_DEVICE_THREE_LIST 2 /* reads u32[] */
#define XABI_BUF_DEVICE_THREE_TO 4 /* writes range[] */
#define XABI_OUT_DEVICE_THREE_DONE 0 /* u32, count */

/* Bytes and a growing struct, each with its needed size; both before the cursor. */
#define XABI_OP_DEVICE_TEXT 0xfe82
#define XABI_IN_DEVICE_TEXT_TARGET 0 /* domain */
#define XABI_IN_DEVICE_TEXT_CURSOR 1 /* u64 */
#define XABI_BUF_DEVICE_TEXT_TEXT 2 /* writes u8[] */
#define XABI_BUF_DEVICE_TEXT_INFO 4 /* writes page_info */
#define XABI_OUT_DEVICE_TEXT_MADE 0 /* port */
#define XABI_OUT_DEVICE_TEXT_TEXT_NEEDED 1 /* u64, bytes */
#define XABI_OUT_DEVICE_TEXT_INFO_NEEDED 2 /* u64, bytes */
#define XABI_OUT_DEVICE_TEXT_CURSOR 3 /* u64 */

/*
 * XABI_OP_MEMORY_SWAP, number 5 of its extension, is gone since 1.2. Swapped pages; map does it
 * now.
 */

#define XABI_OP_EACH(X) \
	X(XABI_OP_BASE_ABOUT, "base.about", "Who answers. A long doc is broken into lines, here and in the C header, where the line would have more than 100 columns: this one is.") \
	X(XABI_OP_MEMORY_MAP, "memory.map", "Maps pages: growing elements, and done instead of a cursor.") \
	X(XABI_OP_MEMORY_DROP, "memory.drop", "Consumes.") \
	X(XABI_OP_MEMORY_POPULATE, "memory.populate", "Backs a range.") \
	X(XABI_OP_MEMORY_WALK, "memory.walk", "Elements without done have a cursor.") \
	X(XABI_OP_DEVICE_THREE, "device.three", "Three buffers fill all slots, so no target.") \
	X(XABI_OP_DEVICE_TEXT, "device.text", "Bytes and a growing struct, each with its needed size; both before the cursor.")

/* Two ops, in the order they stand here. */
#define XABI_PROFILE_SMALL_EACH(X) \
	X(XABI_OP_MEMORY_MAP, "memory.map", "Maps pages: growing elements, and done instead of a cursor.") \
	X(XABI_OP_DEVICE_TEXT, "device.text", "Bytes and a growing struct, each with its needed size; both before the cursor.")

/*
 * Transports and leaves: what stands in registers going in, or comes back; X(index, register)
 * for each slot. Boot states: X(register, mask, value, holds): its masked bits are the value,
 * or what HOLDS names.
 */

/* Registers, constants, and what is kept. */
#define XABI_TRANSPORT_X86_64_TRAP_WORD 0x58410000 /* rax */
#define XABI_TRANSPORT_X86_64_TRAP_R10 UINT64_C(0xffffffffffffffff) /* A vendor's word. */
#define XABI_TRANSPORT_X86_64_TRAP_RCX 3
#define XABI_TRANSPORT_X86_64_TRAP_ARGS_EACH(X) X(0, rdi) X(1, rsi) X(2, rdx) X(3, r8) X(4, r9) X(5, rbx)
#define XABI_TRANSPORT_X86_64_TRAP_RESULTS_EACH(X) X(0, rdi) X(1, rsi) X(2, rdx) X(3, r8)

/* A block, on another architecture. */
#define XABI_TRANSPORT_ARM32_TRAP_WORD UINT32_C(0x86000000) /* r0 */
#define XABI_TRANSPORT_ARM32_TRAP_ARGS_EACH(X) X(0, r1) X(1, r2)

/* Parts of registers, masks, names. */
#define XABI_BOOT_X86_64_FLAT_EACH(X) \
	X("eip", UINT32_C(0xffffffff), 0, "note.phys32_entry") \
	X("ebx", UINT32_C(0xffffffff), 0, "memory.drop.port") \
	X("cr0", UINT32_C(0x80000011), 0x11, "") \
	X("cs.base", UINT64_C(0xffffffffffffffff), 0, "") \
	X("cs.limit", UINT32_C(0xffffffff), UINT32_C(0xffffffff), "") \
	X("rax", UINT64_C(0xffffffffffffffff), 0, "") \
	X("rcx", UINT64_C(0xffffffffffffffff), 0, "") \
	X("rdx", UINT64_C(0xffffffffffffffff), 0, "") \
	X("rsp", UINT64_C(0xffffffffffffffff), 0, "") \
	X("rbp", UINT64_C(0xffffffffffffffff), 0, "") \
	X("rsi", UINT64_C(0xffffffffffffffff), 0, "") \
	X("rdi", UINT64_C(0xffffffffffffffff), 0, "") \
	X("r8", UINT64_C(0xffffffffffffffff), 0, "") \
	X("r9", UINT64_C(0xffffffffffffffff), 0, "") \
	X("r10", UINT64_C(0xffffffffffffffff), 0, "") \
	X("r11", UINT64_C(0xffffffffffffffff), 0, "") \
	X("r12", UINT64_C(0xffffffffffffffff), 0, "") \
	X("r13", UINT64_C(0xffffffffffffffff), 0, "") \
	X("r14", UINT64_C(0xffffffffffffffff), 0, "") \
	X("r15", UINT64_C(0xffffffffffffffff), 0, "")

/* The rest is not said. */
#define XABI_BOOT_ARM64_FLAT_EACH(X) \
	X("pc", UINT64_C(0xffffffffffffffff), 0, "entry") \
	X("x0", UINT64_C(0xffffffffffffffff), UINT64_C(0xffffffffffffffff), "")

/* What goes in, and what comes back. */
#define XABI_LEAF_X86_32_LOOK_IN_EAX 0x40000006
#define XABI_LEAF_X86_32_LOOK_OUT_EAX 0x58
#define XABI_LEAF_X86_32_LOOK_OUT_EAX_MASK 0xff

#endif
