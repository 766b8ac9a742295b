/* SPDX-License-Identifier: MIT */
/*
 * Proves that the lowering's interpreter, over the real tables, fills old arguments as each release wants them, takes
 * answers apart without writing a byte too many, and notices elements that a vendor made longer. The expected offsets are
 * written out here a second time on purpose, from Xen's headers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "codec/lower.h"
#include "xabi/abi.h"

#define EACCES 13
#define EPERM  1
#define ENOSYS 38

#define ELEMENTS 8

struct fixture {
	struct lower_host host;
	struct xabi_call call;
	struct lower_hypercall hypercall;
	uint8_t argument[4096];
	uint8_t elements[64 * 1024];
};

static struct fixture f;

static void put(void *base, size_t at, size_t bytes, uint64_t value)
{
	memcpy((uint8_t *)base + at, &value, bytes);
}

static uint64_t get(const void *base, size_t at, size_t bytes)
{
	uint64_t value = 0;

	memcpy(&value, (const uint8_t *)base + at, bytes);
	return value;
}

/* Makes the old call for f.call on that host. */
static void make(uint16_t release, enum lower_abi abi)
{
	size_t bytes[LOWER_AREAS];

	f.host = (struct lower_host){ .release = release, .abi = (uint8_t)abi };
	f.host.version[LOWER_SYSCTL] = lower_version(LOWER_SYSCTL, release);
	f.hypercall.plan = lower_find(&f.host, &f.call);
	assert_non_null(f.hypercall.plan);
	assert_int_equal(lower_sizes(f.hypercall.plan, &f.call, bytes), XABI_STATUS_OK);
	assert_true(bytes[0] <= sizeof(f.argument) && bytes[1] <= sizeof(f.elements));
	f.hypercall.area[0] = (struct lower_area){ f.argument, bytes[0] };
	f.hypercall.area[1] = (struct lower_area){ f.elements, bytes[1] };
	lower_encode(&f.host, &f.call, &f.hypercall);
}

static void ask_list(void *buffer, size_t each, size_t n, uint16_t first)
{
	f.call = (struct xabi_call){ .op = XABI_OP_DOMAIN_LIST };
	f.call.in[XABI_IN_DOMAIN_LIST_FIRST] = first;
	f.call.in[XABI_IN_DOMAIN_LIST_EACH] = each;
	f.call.in[XABI_BUF_DOMAIN_LIST_LIST] = (uintptr_t)buffer;
	f.call.in[XABI_BUF_DOMAIN_LIST_LIST + 1] = each * n;
}

static void ask_info(void *buffer, size_t bytes)
{
	f.call = (struct xabi_call){ .op = XABI_OP_HOST_INFO };
	f.call.in[XABI_BUF_HOST_INFO_INFO] = (uintptr_t)buffer;
	f.call.in[XABI_BUF_HOST_INFO_INFO + 1] = bytes;
}

static void ask_text(uint32_t item, void *buffer, size_t bytes)
{
	f.call = (struct xabi_call){ .op = XABI_OP_HOST_TEXT };
	f.call.in[XABI_IN_HOST_TEXT_ITEM] = item;
	f.call.in[XABI_BUF_HOST_TEXT_TEXT] = (uintptr_t)buffer;
	f.call.in[XABI_BUF_HOST_TEXT_TEXT + 1] = bytes;
}

static void every_control_op_has_a_plan_on_every_release(void **state)
{
#define NUMBER(number, name, doc) number,
	static const uint16_t ops[] = { XABI_OP_EACH(NUMBER) };
	static const enum lower_abi abis[] = { LOWER_X86_64, LOWER_ARM64 };
	struct lower_host host = { 0 };
	size_t i, j;

	(void)state;
	assert_int_equal(lower_oldest, 0x040e);
	assert_true(lower_newest >= 0x0416);
	/* Class 2, control: what user space may ask for. The library answers base itself. */
	for (host.release = lower_oldest; host.release <= lower_newest; host.release++) {
		for (i = 0; i < 2; i++) {
			host.abi = (uint8_t)abis[i];
			for (j = 0; j < sizeof(ops) / sizeof(ops[0]); j++)
				assert_int_equal(lower_knows(&host, ops[j]), ops[j] >> 14 == 2);
			for (j = XABI_HOST_TEXT_EXTRA; j <= XABI_HOST_TEXT_BUILD_ID; j++) {
				ask_text((uint32_t)j, NULL, 0);
				assert_non_null(lower_find(&host, &f.call));
			}
		}
	}
}

static void nothing_serves_an_unknown_op_release_or_abi(void **state)
{
	struct lower_host host = { .release = 0x0411, .abi = LOWER_X86_64 };

	(void)state;
	f.call = (struct xabi_call){ .op = 0x7fff };
	assert_null(lower_find(&host, &f.call));
	ask_text(XABI_HOST_TEXT_BUILD_ID + 1, NULL, 0);
	assert_null(lower_find(&host, &f.call));
	f.call.op = XABI_OP_HOST_INFO;
	host.release = 0x040d;
	assert_null(lower_find(&host, &f.call));
	host.release = 0x0501; /* taken for the newest */
	assert_non_null(lower_find(&host, &f.call));
	host.abi = 0x80;
	assert_null(lower_find(&host, &f.call));
}

static void the_list_is_asked_for_as_each_release_wants_it(void **state)
{
	static const struct {
		uint16_t release;
		uint32_t version;
		size_t stride[2]; /* x86, Arm */
	} rows[] = {
		{ 0x040e, 0x13, { 104, 112 } }, { 0x0410, 0x14, { 112, 120 } },
		{ 0x0411, 0x15, { 112, 120 } }, { 0x0414, 0x15, { 112, 120 } },
		{ 0x0415, 0x16, { 112, 120 } },
	};
	struct xabi_domain_info list[ELEMENTS];
	size_t i, arm;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (arm = 0; arm < 2; arm++) {
			ask_list(list, sizeof(list[0]), ELEMENTS, 5);
			make(rows[i].release, arm ? LOWER_ARM64 : LOWER_X86_64);
			assert_int_equal(f.hypercall.plan->hypercall, 35);
			assert_int_equal(f.hypercall.plan->argument_register, 0);
			assert_int_equal(f.hypercall.area[0].bytes, 136);
			assert_int_equal(get(f.argument, 0, 4), 6); /* cmd */
			assert_int_equal(get(f.argument, 4, 4),
					 rows[i].version);                  /* interface_version */
			assert_int_equal(get(f.argument, 8, 2), 5);         /* first_domain */
			assert_int_equal(get(f.argument, 12, 4), ELEMENTS); /* max_domains */
			assert_int_equal(f.hypercall.plan->view_at, 16);    /* buffer */
			assert_int_equal(f.hypercall.plan->filled_at, 24);  /* num_domains */
			assert_int_equal(f.hypercall.plan->view->old_bytes, rows[i].stride[arm]);
			assert_int_equal(f.elements[0], LOWER_POISON);
		}
	}
}

/* Xen's answer: N domains, STRIDE bytes apart, as 4.17 and x86 lay them out. */
static void answer_list(size_t n, size_t stride)
{
	size_t i;

	put(f.argument, 24, 4, n);
	memset(f.elements, 0, n * stride);
	for (i = 0; i < n; i++) {
		uint8_t *at = f.elements + i * stride;

		put(at, 0, 2, 10 * (i + 1));           /* domain */
		put(at, 4, 4, 1u << 2 | 3u << 16);     /* flags: shutdown, crash */
		put(at, 8, 8, 16384 * (i + 1));        /* tot_pages */
		put(at, 16, 8, i ? 4096 : UINT32_MAX); /* max_pages */
		put(at, 56, 8, 1000000007 * (i + 1));  /* cpu_time */
		put(at, 64, 4, 2);                     /* nr_online_vcpus */
		put(at, 68, 4, i ? 3 : UINT32_MAX);    /* max_vcpu_id */
		memset(at + 76, (int)(0x20 + i), 16);  /* handle */
	}
}

static void check_list(size_t n, const struct xabi_domain_info *list)
{
	size_t i;

	assert_int_equal(f.call.status, XABI_STATUS_OK);
	assert_int_equal(f.call.out[XABI_OUT_DOMAIN_LIST_DONE], n);
	for (i = 0; i < n; i++) {
		assert_int_equal(list[i].id, 10 * (i + 1));
		assert_int_equal(list[i].state, XABI_DOMAIN_STATE_SHUTDOWN);
		assert_int_equal(list[i].shutdown_reason, XABI_SHUTDOWN_REASON_CRASH);
		assert_int_equal(list[i].memory, (i + 1) << 26);
		assert_int_equal(list[i].memory_limit, i ? 4096 << 12 : UINT64_MAX);
		assert_int_equal(list[i].cpu_time, 1000000007 * (i + 1));
		assert_int_equal(list[i].vcpus, 2);
		assert_int_equal(list[i].vcpu_limit, i ? 4 : 0);
		assert_int_equal(list[i].uuid[15], 0x20 + i);
	}
}

static void a_list_is_taken_apart(void **state)
{
	struct xabi_domain_info list[ELEMENTS];

	(void)state;
	ask_list(list, sizeof(list[0]), ELEMENTS, 0);
	make(0x0411, LOWER_X86_64);
	answer_list(3, 112);
	assert_int_equal(lower_filled(&f.hypercall), 3);
	assert_int_equal(lower_stride(&f.hypercall), 112);
	lower_decode(&f.hypercall, 0, 0, &f.call);
	check_list(3, list);
}

/* An older list that always starts at 0: what comes before the first is asked for, too, and left out. */
static void a_list_goes_on_where_the_older_one_cannot(void **state)
{
	struct xabi_cpu_times list[2] = { 0 };
	uint64_t i, first;

	(void)state;
	for (first = 0; first < 8; first++) {
		f.call = (struct xabi_call){ .op = XABI_OP_HOST_CPU_TIMES };
		f.call.in[XABI_IN_HOST_CPU_TIMES_FIRST] = first;
		f.call.in[XABI_BUF_HOST_CPU_TIMES_LIST] = (uintptr_t)list;
		f.call.in[XABI_BUF_HOST_CPU_TIMES_LIST + 1] = sizeof(list);
		f.call.in[XABI_IN_HOST_CPU_TIMES_EACH] = sizeof(list[0]);
		make(0x0411, LOWER_X86_64);
		assert_int_equal(get(f.argument, 8, 4), first + 2);    /* max_cpus */
		put(f.argument, 24, 4, first + 2 < 5 ? first + 2 : 5); /* nr_cpus */
		for (i = 0; i < 5 && i < first + 2; i++)
			put(f.elements + 8 * i, 0, 8, 100 + i); /* idletime */
		lower_decode(&f.hypercall, 0, 0, &f.call);
		assert_int_equal(f.call.status, XABI_STATUS_OK);
		assert_int_equal(f.call.out[XABI_OUT_HOST_CPU_TIMES_DONE], first > 5 ? 0
									   : first + 2 > 5
										   ? 5 - first
										   : 2);
		for (i = 0; i < f.call.out[XABI_OUT_HOST_CPU_TIMES_DONE]; i++)
			assert_int_equal(list[i].idle, 100 + first + i);
	}
}

static void elements_that_a_vendor_made_longer_are_noticed(void **state)
{
	struct xabi_domain_info list[ELEMENTS];

	(void)state;
	ask_list(list, sizeof(list[0]), ELEMENTS, 0);
	make(0x0411, LOWER_X86_64);
	answer_list(ELEMENTS, 120);
	assert_int_equal(lower_stride(&f.hypercall), 120);
	lower_decode(&f.hypercall, 0, 120, &f.call);
	check_list(ELEMENTS, list);

	make(0x0411, LOWER_X86_64);
	answer_list(1, 120); /* one element has no distance */
	assert_int_equal(lower_stride(&f.hypercall), 0);
}

static void a_count_beyond_what_was_asked_for_is_not_believed(void **state)
{
	struct xabi_domain_info list[2];

	(void)state;
	ask_list(list, sizeof(list[0]), 2, 0);
	make(0x0411, LOWER_X86_64);
	answer_list(3, 112);
	lower_decode(&f.hypercall, 0, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_UNKNOWN_ERROR);
	assert_int_equal(f.call.out[XABI_OUT_DOMAIN_LIST_DONE], 0);
}

/* A caller of an older or newer spec has shorter or longer elements: P3.3. */
static void elements_of_the_caller_may_be_shorter_or_longer(void **state)
{
	uint8_t buffer[4][sizeof(struct xabi_domain_info) + 16];
	struct xabi_domain_info whole;

	(void)state;
	memset(buffer, 0xee, sizeof(buffer));
	ask_list(buffer, sizeof(buffer[0]), 3, 0);
	make(0x0411, LOWER_X86_64);
	answer_list(3, 112);
	lower_decode(&f.hypercall, 0, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_OK);
	memcpy(&whole, buffer[2], sizeof(whole));
	assert_int_equal(whole.id, 30);
	assert_int_equal(get(buffer[2], sizeof(whole), 8), 0);
	assert_int_equal(buffer[3][0], 0xee);

	memset(buffer, 0xee, sizeof(buffer));
	ask_list(buffer, 18, 3, 0); /* uuid and id */
	make(0x0411, LOWER_X86_64);
	answer_list(3, 112);
	lower_decode(&f.hypercall, 0, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_OK);
	assert_int_equal(get(buffer, 2 * 18 + 16, 2), 30);
	assert_int_equal(get(buffer, 3 * 18, 1), 0xee);
}

static void sizes_that_no_element_fits_are_refused(void **state)
{
	size_t bytes[LOWER_AREAS] = { 1, 1 };
	struct lower_host host = { .release = 0x0411, .abi = LOWER_X86_64 };

	(void)state;
	ask_list(NULL, 0, 4, 0);
	assert_int_equal(lower_sizes(lower_find(&host, &f.call), &f.call, bytes),
			 XABI_STATUS_BAD_SIZE);
	ask_list(NULL, 96, 0, 0);
	assert_int_equal(lower_sizes(lower_find(&host, &f.call), &f.call, bytes),
			 XABI_STATUS_BAD_SIZE);
	ask_list(NULL, 1, UINT32_MAX, 0);
	assert_int_equal(lower_sizes(lower_find(&host, &f.call), &f.call, bytes),
			 XABI_STATUS_BAD_SIZE);
	assert_int_equal(bytes[0], 1);
}

static void one_domain_must_be_the_one_asked_for(void **state)
{
	struct xabi_domain_info info = { .id = 77 };

	(void)state;
	f.call = (struct xabi_call){ .op = XABI_OP_DOMAIN_INFO };
	f.call.in[XABI_IN_DOMAIN_INFO_TARGET] = 10;
	f.call.in[XABI_BUF_DOMAIN_INFO_INFO] = (uintptr_t)&info;
	f.call.in[XABI_BUF_DOMAIN_INFO_INFO + 1] = sizeof(info);
	make(0x0411, LOWER_X86_64);
	assert_int_equal(get(f.argument, 12, 4), 1);
	answer_list(1, 112);
	lower_decode(&f.hypercall, 0, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_OK);
	assert_int_equal(info.id, 10);
	assert_int_equal(f.call.out[XABI_OUT_DOMAIN_INFO_INFO_NEEDED], sizeof(info));

	info.id = 77;
	f.call.in[XABI_IN_DOMAIN_INFO_TARGET] = 9; /* Xen answers with the next one, 10 */
	make(0x0411, LOWER_X86_64);
	answer_list(1, 112);
	lower_decode(&f.hypercall, 0, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_NO_SUCH_DOMAIN);
	assert_int_equal(info.id, 77);

	make(0x0411, LOWER_X86_64);
	answer_list(0, 112);
	lower_decode(&f.hypercall, 0, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_NO_SUCH_DOMAIN);
}

/* arch_capabilities came in 4.17 and moved all that follows by 8 bytes. */
static void physinfo_is_read_where_each_release_has_it(void **state)
{
	static const struct {
		uint16_t release;
		size_t pages_at;
	} rows[] = {
		{ 0x040e, 8 + 32 }, { 0x0410, 8 + 32 }, { 0x0411, 8 + 40 }, { 0x0416, 8 + 40 }
	};
	struct xabi_host_info info;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ask_info(&info, sizeof(info));
		make(rows[i].release, LOWER_X86_64);
		assert_int_equal(get(f.argument, 0, 4), 3);
		put(f.argument, 8 + 8, 4, 4);        /* nr_cpus */
		put(f.argument, 8 + 12, 4, 7);       /* max_cpu_id */
		put(f.argument, 8 + 24, 4, 2400123); /* cpu_khz */
		put(f.argument, 8 + 28, 4, 1 << 3 | 1 << 0 | 1u << 31);
		put(f.argument, rows[i].pages_at, 8, 524288);
		put(f.argument, rows[i].pages_at + 8, 8, 1000);
		lower_decode(&f.hypercall, 0, 0, &f.call);
		assert_int_equal(f.call.status, XABI_STATUS_OK);
		assert_int_equal(info.cpus, 4);
		assert_int_equal(info.cpu_limit, 8);
		assert_int_equal(info.cpu_hz, 2400123000);
		assert_int_equal(info.features, XABI_HOST_FEATURES_HVM | XABI_HOST_FEATURES_HAP);
		assert_int_equal(info.memory, UINT64_C(2) << 30);
		assert_int_equal(info.free, 1000 * 4096);
	}
}

static void texts_are_cut_and_their_length_told(void **state)
{
	char buffer[8];

	(void)state;
	memset(buffer, '#', sizeof(buffer));
	ask_text(XABI_HOST_TEXT_EXTRA, buffer, 4);
	make(0x0411, LOWER_X86_64); /* a fixed array */
	assert_int_equal(f.hypercall.reg[0], 1);
	assert_int_equal(f.hypercall.plan->argument_register, 1);
	memcpy(f.argument, ".5-pre\0garbage", 15);
	lower_decode(&f.hypercall, 0, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_OK);
	assert_int_equal(f.call.out[XABI_OUT_HOST_TEXT_TEXT_NEEDED], 6);
	assert_memory_equal(buffer, ".5-p####", 8);

	memset(f.argument, 'x', sizeof(f.argument)); /* no NUL: the array is full */
	lower_decode(&f.hypercall, 0, 0, &f.call);
	assert_int_equal(f.call.out[XABI_OUT_HOST_TEXT_TEXT_NEEDED], 16);

	memset(buffer, '#', sizeof(buffer));
	ask_text(XABI_HOST_TEXT_EXTRA, buffer, sizeof(buffer));
	make(0x0414, LOWER_ARM64); /* a counted one */
	assert_int_equal(f.hypercall.reg[0], 11);
	assert_int_equal(get(f.argument, 0, 4), 4092);
	memcpy(f.argument + 4, ".3garbage", 9);
	lower_decode(&f.hypercall, 2, 0, &f.call);
	assert_int_equal(f.call.out[XABI_OUT_HOST_TEXT_TEXT_NEEDED], 2);
	assert_memory_equal(buffer, ".3######", 8);

	lower_decode(&f.hypercall, 1 << 20, 0, &f.call); /* a length that cannot be */
	assert_true(f.call.out[XABI_OUT_HOST_TEXT_TEXT_NEEDED] <= 4092);
}

static void bytes_behind_a_handle_are_counted(void **state)
{
	char buffer[16];

	(void)state;
	memset(buffer, '#', sizeof(buffer));
	f.call = (struct xabi_call){ .op = XABI_OP_HOST_LOG };
	f.call.in[XABI_IN_HOST_LOG_FROM] = 77;
	f.call.in[XABI_BUF_HOST_LOG_TEXT] = (uintptr_t)buffer;
	f.call.in[XABI_BUF_HOST_LOG_TEXT + 1] = 10;
	make(0x0414, LOWER_ARM64);
	assert_int_equal(f.hypercall.area[1].bytes, 10);
	assert_int_equal(get(f.argument, 0, 4), 1);
	assert_int_equal(get(f.argument, 8, 2), 1 << 8); /* clear, incremental */
	assert_int_equal(get(f.argument, 12, 4), 77);    /* index */
	assert_int_equal(f.hypercall.plan->view_at, 16); /* buffer */
	assert_int_equal(get(f.argument, 24, 4), 10);    /* count */
	memcpy(f.elements, "hello", 5);
	put(f.argument, 24, 4, 5);
	put(f.argument, 12, 4, 82);
	lower_decode(&f.hypercall, 0, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_OK);
	assert_int_equal(f.call.out[XABI_OUT_HOST_LOG_TEXT_NEEDED], 5);
	assert_int_equal(f.call.out[XABI_OUT_HOST_LOG_NEXT], 82);
	assert_memory_equal(buffer, "hello###########", 16);

	put(f.argument, 24, 4, 4000); /* a count that cannot be */
	lower_decode(&f.hypercall, 0, 0, &f.call);
	assert_int_equal(f.call.out[XABI_OUT_HOST_LOG_TEXT_NEEDED], 10);
	assert_int_equal(buffer[10], '#');
}

/* domctl: the target is in the struct that all its ops share. */
static void a_domctl_names_its_target(void **state)
{
	struct xabi_vcpu_info info;

	(void)state;
	f.call = (struct xabi_call){ .op = XABI_OP_LIFECYCLE_PAUSE };
	f.call.in[XABI_IN_LIFECYCLE_PAUSE_TARGET] = 9;
	make(0x0416, LOWER_X86_64);
	f.host.version[LOWER_DOMCTL] = 0x18;
	lower_encode(&f.host, &f.call, &f.hypercall);
	assert_int_equal(f.hypercall.plan->hypercall, 36);
	assert_int_equal(f.hypercall.area[0].bytes, 144);
	assert_int_equal(get(f.argument, 0, 4), 3);
	assert_int_equal(get(f.argument, 4, 4), 0x18);
	assert_int_equal(get(f.argument, 8, 2), 9);
	lower_decode(&f.hypercall, -22 /* EINVAL */, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_WRONG_TARGET);
	lower_decode(&f.hypercall, -3 /* ESRCH */, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_NO_SUCH_DOMAIN);

	f.call = (struct xabi_call){ .op = XABI_OP_DOMAIN_VCPU };
	f.call.in[XABI_IN_DOMAIN_VCPU_TARGET] = 9;
	f.call.in[XABI_IN_DOMAIN_VCPU_VCPU] = 2;
	f.call.in[XABI_BUF_DOMAIN_VCPU_INFO] = (uintptr_t)&info;
	f.call.in[XABI_BUF_DOMAIN_VCPU_INFO + 1] = sizeof(info);
	make(0x040e, LOWER_X86_64);
	assert_int_equal(get(f.argument, 16, 4), 2);
	put(f.argument, 20, 3, 0x010001); /* online, blocked, running */
	put(f.argument, 24, 8, 123456789);
	put(f.argument, 32, 4, 7);
	lower_decode(&f.hypercall, 0, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_OK);
	assert_int_equal(info.state, XABI_VCPU_STATE_ONLINE | XABI_VCPU_STATE_RUNNING);
	assert_int_equal(info.cpu_time, 123456789);
	assert_int_equal(info.cpu, 7);
}

static void a_number_that_the_old_field_would_cut_is_refused(void **state)
{
	struct lower_host host = { .release = 0x0411, .abi = LOWER_X86_64 };
	struct xabi_call call = { .op = XABI_OP_LIFECYCLE_PAUSE };
	size_t bytes[LOWER_AREAS];

	(void)state;
	call.in[0] = 0xffff;
	assert_int_equal(lower_sizes(lower_find(&host, &call), &call, bytes), XABI_STATUS_OK);
	call.in[0] = 0x10000; /* not domain 0 */
	assert_int_equal(lower_sizes(lower_find(&host, &call), &call, bytes), XABI_STATUS_BAD_SLOT);
	call.in[0] = UINT64_C(1) << 32;
	assert_int_equal(lower_sizes(lower_find(&host, &call), &call, bytes), XABI_STATUS_BAD_SLOT);
}

static void an_errno_becomes_a_status_and_nothing_is_written(void **state)
{
	static const struct {
		int number;
		uint16_t status;
	} rows[] = { { EPERM, XABI_STATUS_NOT_ALLOWED },
		     { ENOSYS, XABI_STATUS_UNKNOWN_OP },
		     { 12, XABI_STATUS_NO_MEMORY },
		     { 999, XABI_STATUS_UNKNOWN_ERROR } };
	struct xabi_host_info info = { .cpus = 99 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ask_info(&info, sizeof(info));
		make(0x0411, LOWER_X86_64);
		f.call.out[0] = 5;
		lower_decode(&f.hypercall, -rows[i].number, 0, &f.call);
		assert_int_equal(f.call.status, rows[i].status);
		assert_int_equal(f.call.out[0], 0);
		assert_int_equal(info.cpus, 99);
	}
}

static void a_missing_build_id_is_an_empty_text(void **state)
{
	char buffer[4] = "###";

	(void)state;
	ask_text(XABI_HOST_TEXT_BUILD_ID, buffer, sizeof(buffer));
	make(0x0411, LOWER_X86_64);
	lower_decode(&f.hypercall, -61 /* ENODATA */, 0, &f.call);
	assert_int_equal(f.call.status, XABI_STATUS_OK);
	assert_int_equal(f.call.out[XABI_OUT_HOST_TEXT_TEXT_NEEDED], 0);
	assert_memory_equal(buffer, "###", 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_control_op_has_a_plan_on_every_release),
		cmocka_unit_test(nothing_serves_an_unknown_op_release_or_abi),
		cmocka_unit_test(the_list_is_asked_for_as_each_release_wants_it),
		cmocka_unit_test(a_list_is_taken_apart),
		cmocka_unit_test(a_list_goes_on_where_the_older_one_cannot),
		cmocka_unit_test(elements_that_a_vendor_made_longer_are_noticed),
		cmocka_unit_test(a_count_beyond_what_was_asked_for_is_not_believed),
		cmocka_unit_test(elements_of_the_caller_may_be_shorter_or_longer),
		cmocka_unit_test(sizes_that_no_element_fits_are_refused),
		cmocka_unit_test(one_domain_must_be_the_one_asked_for),
		cmocka_unit_test(physinfo_is_read_where_each_release_has_it),
		cmocka_unit_test(texts_are_cut_and_their_length_told),
		cmocka_unit_test(bytes_behind_a_handle_are_counted),
		cmocka_unit_test(a_domctl_names_its_target),
		cmocka_unit_test(a_number_that_the_old_field_would_cut_is_refused),
		cmocka_unit_test(an_errno_becomes_a_status_and_nothing_is_written),
		cmocka_unit_test(a_missing_build_id_is_an_empty_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
