/* SPDX-License-Identifier: MIT */
/*
 * Proves that the walker takes arguments apart as each release and ABI lays them out: fields by name, pointers at any depth by
 * their lengths, lists in lists, both directions. And that whatever is in memory, a pass ends, reads only what the tables say,
 * and stays within its room. The images are written out by hand, from Xen's headers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "codec/walk_print.h"

/* Memory of the caller's: where it starts for him is its place times AREA. */
#define AREAS 4
#define AREA  UINT64_C(0x10000)
#define BYTES 4096

enum { ARGUMENT = 1, LIST, INNER };

#define MULTICALL   13
#define XEN_VERSION 17
#define GRANT_TABLE 20
#define SYSCTL      35
#define DOMCTL      36
#define KEXEC       37
#define MEMORY      12
#define EVENT       32
#define HVM         34
#define DM          41
#define MMUEXT      26

static uint8_t memory[AREAS][BYTES];
static uint8_t room[WALK_ROOM];
static struct walk walk;

static bool read_memory(void *context, uint64_t address, void *data, size_t bytes)
{
	uint64_t area = address / AREA, at = address % AREA;

	(void)context;
	if (!area || area >= AREAS || at + bytes > BYTES)
		return false;
	memcpy(data, memory[area] + at, bytes);
	return true;
}

static void put(int area, size_t at, size_t bytes, uint64_t value)
{
	memcpy(memory[area] + at, &value, bytes);
}

static void start(uint16_t release, enum walk_abi abi, uint64_t number)
{
	memset(memory, 0, sizeof(memory));
	walk = (struct walk){ .release = release,
			      .abi = (uint8_t)abi,
			      .number = number,
			      .most = 4,
			      .read = read_memory,
			      .room = room,
			      .room_bytes = sizeof(room) };
}

/* The argument's address in register I, and in the one before it COMMAND, if I is not the first. */
static void argument(unsigned int i, uint64_t command)
{
	walk.reg[i] = ARGUMENT * AREA;
	if (i)
		walk.reg[i - 1] = command;
}

static void goes_in(const char *expected)
{
	char text[2048];

	walk_find(&walk);
	walk_print_in(&walk, text, sizeof(text));
	assert_string_equal(text, expected);
}

static void comes_back(const char *expected)
{
	char text[2048];

	walk_print_out(&walk, text, sizeof(text));
	assert_string_equal(text, expected);
}

static void domctl(uint16_t release, enum walk_abi abi, uint32_t version, uint32_t command,
		   uint16_t domain)
{
	start(release, abi, DOMCTL);
	argument(0, 0);
	put(ARGUMENT, 0, 4, command);
	put(ARGUMENT, 4, 4, version);
	put(ARGUMENT, 8, 2, domain);
}

/* createdomain: flags @20 (4.15 on), max_vcpus @28, grant_opts @44, arch @60 with a hole of altp2m in front from 4.19 on. */
static void a_struct_by_release(void **state)
{
	(void)state;
	domctl(0x0411, WALK_X86_64, 0x15, 1, 0x7ff4);
	put(ARGUMENT, 16 + 4, 2, 0xcdab);
	put(ARGUMENT, 16 + 20, 4, 3);
	put(ARGUMENT, 16 + 28, 4, 2);
	put(ARGUMENT, 16 + 44, 4, 1);
	put(ARGUMENT, 16 + 56, 4, 0x11);
	goes_in("domctl.createdomain domain=INVALID ssidref=0 handle=abcd0000-0000-0000-0000-000000000000 flags=hvm|hap "
		"iommu_opts=0x0 max_vcpus=2 max_evtchn_port=0 max_grant_frames=0 max_maptrack_frames=0 grant_opts=1 "
		"vmtrace_size=0B cpupool_id=0 arch={emulation_flags=LAPIC|IOAPIC}");
	put(ARGUMENT, 8, 2, 7);
	comes_back(" domain=7");
	/* The same bytes, by a caller of 4.19. */
	put(ARGUMENT, 4, 4, 0x17);
	goes_in("domctl.createdomain domain=7 ssidref=0 handle=abcd0000-0000-0000-0000-000000000000 flags=hvm|hap "
		"iommu_opts=0x0 max_vcpus=2 max_evtchn_port=0 max_grant_frames=0 max_maptrack_frames=0 grant_opts=1 "
		"altp2m={} vmtrace_size=0B cpupool_id=17 arch={}");
	assert_true(walk.other_release);
	assert_int_equal(walk.release, 0x0415);
}

/* getdomaininfo: domain @0, flags @4, tot_pages @8, cpu_time @56; 104 bytes each in 4.14, 112 from 4.16 on. */
static void a_list_by_release(void **state)
{
	static const uint16_t releases[] = { 0x040e, 0x0411 };
	static const uint32_t versions[] = { 0x13, 0x15 }, strides[] = { 104, 112 };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		start(releases[i], WALK_X86_64, SYSCTL);
		argument(0, 0);
		put(ARGUMENT, 0, 4, 6);
		put(ARGUMENT, 4, 4, versions[i]);
		put(ARGUMENT, 8, 2, 1);
		put(ARGUMENT, 12, 4, 5);
		put(ARGUMENT, 16, 8, LIST * AREA);
		goes_in("sysctl.getdomaininfolist first_domain=1 max_domains=5");
		put(ARGUMENT, 24, 4, 2);
		put(LIST, 0, 2, 1);
		put(LIST, 4, 4, 0x22);
		put(LIST, 8, 8, 4096);
		put(LIST, strides[i], 2, 9);
		put(LIST, strides[i] + 56, 8, 1000000000);
		comes_back(
			" buffer=[{domain=1 flags=hvm_guest|running tot_pages=4096pages} {domain=9 cpu_time=1000000000ns}] "
			"num_domains=2");
		/* More than there was room for cannot have been written, whatever comes back; and not all is shown. */
		put(ARGUMENT, 24, 4, 1000000);
		put(ARGUMENT, 12, 4, 1000000);
		put(LIST, 0, 8, 0);
		put(LIST, 8, 8, 0);
		put(LIST, strides[i], 2, 0);
		put(LIST, strides[i] + 56, 8, 0);
		comes_back(
			" buffer=[{domain=0} {domain=0} {domain=0} {domain=0} +1] num_domains=1000000");
	}
}

static void registers_and_words_of_each_abi(void **state)
{
	static const char *const done = " extent_start=[0x5 0x6]";

	(void)state;
	start(0x0414, WALK_X86_64, MEMORY);
	argument(1, 6);
	put(ARGUMENT, 0, 8, LIST * AREA);
	put(ARGUMENT, 8, 8, 2);
	put(ARGUMENT, 20, 4, 0x20000);
	put(ARGUMENT, 24, 2, 3);
	put(LIST, 0, 8, 5);
	put(LIST, 8, 8, 6);
	goes_in("memory_op.populate_physmap extent_start=[0x5 0x6] nr_extents=2 extent_order=0 "
		"mem_flags=exact_node_request domid=3");
	assert_true(walk.has_target);
	assert_int_equal(walk.target, 3);
	comes_back(done);
	/* Where Xen went on, in a multicall it leaves in the number how far it was. */
	walk.reg[0] = 6 | 134 << 6;
	goes_in("memory_op.populate_physmap extent_start=[0x5 0x6] nr_extents=2 extent_order=0 "
		"mem_flags=exact_node_request domid=3");
	/* Everything is 4 bytes wide for this one. */
	start(0x0414, WALK_I386, MEMORY);
	argument(1, 6);
	put(ARGUMENT, 0, 4, LIST * AREA);
	put(ARGUMENT, 4, 4, 2);
	put(ARGUMENT, 16, 2, 0x7ff0);
	put(LIST, 0, 4, 5);
	put(LIST, 4, 4, 6);
	goes_in("memory_op.populate_physmap extent_start=[0x5 0x6] nr_extents=2 extent_order=0 mem_flags=0x0 domid=SELF");
	comes_back(done);
	/* 32-bit Arm has the 64-bit layout. */
	start(0x0414, WALK_ARM32, MEMORY);
	argument(1, 6);
	put(ARGUMENT, 0, 8, LIST * AREA);
	put(ARGUMENT, 8, 8, 1);
	put(LIST, 0, 8, 5);
	goes_in("memory_op.populate_physmap extent_start=[0x5] nr_extents=1 extent_order=0 mem_flags=0x0 domid=0");
}

/* kexec_load: type @0, arch @2, nr_segments @4, segments @8; a segment: buf @0, buf_size @8, dest_maddr @16, dest_size @24. */
static void a_list_in_a_list(void **state)
{
	(void)state;
	start(0x0411, WALK_X86_64, KEXEC);
	argument(1, 4);
	put(ARGUMENT, 0, 1, 1);
	put(ARGUMENT, 4, 4, 2);
	put(ARGUMENT, 8, 8, LIST * AREA);
	put(LIST, 0, 8, INNER * AREA);
	put(LIST, 8, 8, 3);
	put(LIST, 16, 8, 0x100000);
	put(LIST, 32, 8, 0x5000000);
	put(LIST, 40, 8, 8);
	put(INNER, 0, 8, 0x332211);
	goes_in("kexec_op.kexec_load type=1 arch=0 nr_segments=2 segments=[{buf=112233 buf_size=3 dest_maddr=1048576} "
		"{buf=0x5000000(unreadable) buf_size=8}] entry_maddr=0");
	comes_back("");
}

static void bitmaps_and_second_levels(void **state)
{
	(void)state;
	domctl(0x0411, WALK_X86_64, 0x15, 10, 4);
	put(ARGUMENT, 16, 4, 11); /* clean */
	put(ARGUMENT, 16 + 16, 8, LIST * AREA);
	put(ARGUMENT, 16 + 24, 8, 20);
	goes_in("domctl.shadow_op.clean domain=4 mode=0x0 mb=0MiB pages=20");
	put(LIST, 0, 4, 0xff0f8001);
	comes_back(" dirty_bitmap=01800f pages=20 stats={}");
	/* A command that nobody knows is that op, with what it has. */
	put(ARGUMENT, 16, 4, 99);
	goes_in("domctl.shadow_op domain=4 op=99 mode=0x0 mb=0MiB dirty_bitmap=0x20000 pages=20 stats={}");
	/* A union whose member a field tells, and one that only the op does. */
	domctl(0x0411, WALK_X86_64, 0x15, 16, 4);
	put(ARGUMENT, 16, 4, 6); /* credit2 */
	put(ARGUMENT, 20, 4, 0); /* putinfo */
	put(ARGUMENT, 24, 2, 256);
	goes_in("domctl.scheduler_op.putinfo domain=4 sched_id=CREDIT2 credit2={weight=256}");
}

/* map_grant_ref: host_addr @0, flags @8, ref @12, dom @16, status @18, handle @20, dev_bus_addr @24. */
static void arguments_that_are_arrays(void **state)
{
	(void)state;
	start(0x0411, WALK_X86_64, GRANT_TABLE);
	argument(1, 0);
	walk.reg[2] = 2;
	put(ARGUMENT, 0, 8, 0x1000);
	put(ARGUMENT, 8, 4, 6);
	put(ARGUMENT, 12, 4, 77);
	put(ARGUMENT, 16, 2, 3);
	put(ARGUMENT, 32, 8, 0x2000);
	goes_in("grant_table_op.map_grant_ref count=2 list=[{host_addr=0x1000 flags=host_map|readonly ref=77 dom=3} "
		"{host_addr=0x2000 dom=0}]");
	put(ARGUMENT, 20, 4, 9);
	put(ARGUMENT, 32 + 18, 2, (uint16_t)-3);
	comes_back(" list=[{status=okay handle=9} {status=bad_gntref}]");
	start(0x0411, WALK_X86_64, MMUEXT);
	argument(0, 0);
	walk.reg[1] = 2;
	walk.reg[3] = 5;
	put(ARGUMENT, 0, 4, 3);
	put(ARGUMENT, 8, 8, 0x1234);
	put(ARGUMENT, 16, 8, 0x5555); /* what this one does not look at */
	put(ARGUMENT, 24, 4, 6);
	goes_in("mmuext_op.pin_l4_table count=2 pdone=0x0 foreigndom=5 list=[{cmd=PIN_L4_TABLE mfn=0x1234} "
		"{cmd=TLB_FLUSH_LOCAL}]");
	comes_back("");
}

static void texts_and_results(void **state)
{
	(void)state;
	start(0x0411, WALK_X86_64, XEN_VERSION);
	goes_in("xen_version.version");
	argument(1, 1);
	goes_in("xen_version.extraversion");
	memcpy(memory[ARGUMENT], ".7\n\033", 5);
	comes_back(" text=\".7\\n?\"");
	walk.reg[0] = 10;
	put(ARGUMENT, 0, 4, 100);
	goes_in("xen_version.build_id len=100");
	put(ARGUMENT, 4, 4, 0x04030201);
	walk.result = 3;
	comes_back(" buf=010203");
	walk.result = -22;
	comes_back(" buf=");
	start(0x0414, WALK_ARM64, XEN_VERSION);
	argument(1, 11);
	put(ARGUMENT, 0, 4, 6);
	memcpy(memory[ARGUMENT] + 4, ".5-pre", 6);
	goes_in("xen_version.extraversion2 len=6");
	walk.result = 6;
	comes_back(" buf=\".5-pre\"");
}

/* create_ioreq_server: op @0, handle_bufioreq @8, id @12. */
static void a_device_model(void **state)
{
	(void)state;
	start(0x0411, WALK_X86_64, DM);
	walk.reg[0] = 9;
	walk.reg[1] = 2;
	walk.reg[2] = LIST * AREA;
	put(LIST, 0, 8, ARGUMENT * AREA);
	put(LIST, 8, 8, 40);
	put(LIST, 16, 8, INNER * AREA);
	put(LIST, 24, 8, 2);
	put(ARGUMENT, 0, 4, 1);
	put(ARGUMENT, 8, 1, 2);
	put(INNER, 0, 2, 0xbbaa);
	goes_in("dm_op.create_ioreq_server domid=9 nr_bufs=2 bufs=[{h=aabb size=2}] handle_bufioreq=ATOMIC");
	put(ARGUMENT, 12, 2, 1);
	comes_back(" bufs=[{h=aabb}] id=1");
}

static void calls_in_a_call(void **state)
{
	(void)state;
	start(0x0411, WALK_X86_64, MULTICALL);
	walk.reg[0] = LIST * AREA;
	walk.reg[1] = 3;
	put(LIST, 0, 8, EVENT);
	put(LIST, 16, 8, 6);
	put(LIST, 24, 8, ARGUMENT * AREA);
	put(LIST, 64, 8, 77);
	put(LIST, 128, 8, MULTICALL);
	put(LIST, 128 + 16, 8, LIST * AREA);
	put(LIST, 128 + 24, 8, 1);
	put(ARGUMENT, 0, 2, 2);
	goes_in("multicall call_list=[event_channel_op.alloc_unbound{dom=2 remote_dom=0} hypercall 77{arg0=0x0 arg1=0x0 "
		"arg2=0x0 arg3=0x0 arg4=0x0} multicall{call_list=[{op=32 args=[6 65536 0 0 +2]}] nr_calls=1}] nr_calls=3");
	put(ARGUMENT, 4, 4, 12);
	put(LIST, 64 + 8, 8, (uint64_t)-38);
	comes_back(" call_list=[event_channel_op.alloc_unbound{port=12}->0 hypercall 77{}->-38 "
		   "multicall{call_list=[{op=32 args=[6 65536 0 0 +2]}]}->0]");
}

static void what_nobody_knows(void **state)
{
	(void)state;
	start(0x0411, WALK_X86_64, 63);
	walk.reg[0] = 5;
	goes_in("hypercall 63 arg0=0x5 arg1=0x0 arg2=0x0 arg3=0x0 arg4=0x0");
	start(0x0411, WALK_X86_64, HVM);
	argument(1, 99);
	goes_in("hvm_op.99 arg1=0x10000 arg2=0x0 arg3=0x0 arg4=0x0");
	/* An op of a later release keeps its name. */
	domctl(0x0411, WALK_X86_64, 0x15, 88, 1);
	goes_in("domctl.gsi_permission domain=1");
	/* No memory: as much as is known without it. */
	start(0x0411, WALK_X86_64, DOMCTL);
	walk.reg[0] = 0x9999999;
	goes_in("domctl argument=0x9999999(unreadable)");
}

/* --- memory of any kind */

struct counts {
	unsigned int depth, items;
};

static void count(void *taker, const struct walk_item *item)
{
	struct counts *counts = taker;

	counts->items++;
	switch (item->what) {
	case WALK_OPEN_STRUCT:
	case WALK_OPEN_LIST:
	case WALK_OPEN_CALL:
		counts->depth++;
		break;
	case WALK_CLOSE_STRUCT:
	case WALK_CLOSE_LIST:
	case WALK_CLOSE_CALL:
		assert_true(counts->depth > 0);
		counts->depth--;
		break;
	default:
		break;
	}
}

/* Addresses lead to the areas now and then, numbers are small or wild. */
static uint64_t wild(void)
{
	uint64_t number = (uint64_t)rand() << 32 ^ (uint64_t)rand();

	switch (rand() % 4) {
	case 0:
		return number;
	case 1:
		return number % 64;
	case 2:
		return (number % AREAS) * AREA + number / 16 % 8 * 8;
	default:
		return 0;
	}
}

static void a_pass_always_ends(void **state)
{
	struct counts counts;
	unsigned int i, area, at;

	(void)state;
	for (i = 0; i < 20000; i++) {
		start((uint16_t)(0x040c + rand() % 12), (enum walk_abi)(rand() % (WALK_ABIS + 1)),
		      (uint64_t)(rand() % 50));
		for (area = 0; area < AREAS; area++)
			for (at = 0; at < 512; at += 8)
				put((int)area, at, 8, wild());
		put(ARGUMENT, 0, 4, (uint64_t)(rand() % 100));
		for (at = 0; at < WALK_REGISTERS; at++)
			walk.reg[at] = rand() % 2 ? ARGUMENT * AREA : wild();
		walk.most = 1u + (unsigned int)rand() % 64;
		walk.take = count;
		walk.taker = &counts;
		walk.room_bytes = rand() % 2 ? sizeof(room) : (size_t)(rand() % 200);
		walk.room = room + sizeof(room) -
			    walk.room_bytes; /* a sanitizer sees what is past it */
		counts = (struct counts){ 0 };
		walk_find(&walk);
		walk_in(&walk);
		assert_int_equal(counts.depth, 0);
		walk.result = rand();
		walk_out(&walk);
		assert_int_equal(counts.depth, 0);
		assert_true(counts.items <= 4 * WALK_BUDGET);
	}
}

/* 64 calls, each with a list of 64 structs that are somewhere in memory. */
static void a_pass_has_a_budget(void **state)
{
	struct counts counts = { 0 };
	unsigned int i;

	(void)state;
	start(0x0411, WALK_X86_64, MULTICALL);
	walk.reg[0] = LIST * AREA;
	walk.reg[1] = 64;
	for (i = 0; i < 64; i++) {
		put(LIST, 64 * i, 8, GRANT_TABLE);
		put(LIST, 64 * i + 24, 8, ARGUMENT * AREA);
		put(LIST, 64 * i + 32, 8, 64);
	}
	walk.most = 64;
	walk.take = count;
	walk.taker = &counts;
	walk_find(&walk);
	walk_in(&walk);
	assert_int_equal(counts.depth, 0);
	/* What closes is not counted. */
	assert_in_range(counts.items, WALK_BUDGET, WALK_BUDGET + 64 * 66);
}

/* The bridge and the driver carry these tables, too. */
static void the_tables_are_small(void **state)
{
	(void)state;
	assert_true(walk_table_bytes > 64 * 1024);
	assert_true(walk_table_bytes < 256 * 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_struct_by_release),
		cmocka_unit_test(a_list_by_release),
		cmocka_unit_test(registers_and_words_of_each_abi),
		cmocka_unit_test(a_list_in_a_list),
		cmocka_unit_test(bitmaps_and_second_levels),
		cmocka_unit_test(arguments_that_are_arrays),
		cmocka_unit_test(texts_and_results),
		cmocka_unit_test(a_device_model),
		cmocka_unit_test(calls_in_a_call),
		cmocka_unit_test(what_nobody_knows),
		cmocka_unit_test(a_pass_always_ends),
		cmocka_unit_test(a_pass_has_a_budget),
		cmocka_unit_test(the_tables_are_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
