/* SPDX-License-Identifier: MIT */
/*
 * The second of two kernels: knows nothing of the first, asks Xen where areas of this vCPU are, takes them away, and has
 * their memory to itself. On the command line: "keep", it leaves them where they are, and so proves that Xen would write
 * into its memory.
 */
#include "guest/guest.h"
#include "guest/xabi.h"

#define PATTERN UINT64_C(0xa5a5a5a5a5a5a5a5)
#define MS      UINT64_C(1000000)

static const uint32_t kinds[] = { XABI_AREA_KIND_EVENT_BITS, XABI_AREA_KIND_EVENTS,
				  XABI_AREA_KIND_CLOCK, XABI_AREA_KIND_RUNSTATE };
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static struct xabi_runstate own __attribute__((aligned(XABI_AREA_ALIGN)));

/* What the first left: nothing where the address is all ones. */
struct left {
	uint64_t at;
	uint32_t size;
};

static bool is_left(const struct left *left)
{
	return left->at != UINT64_MAX;
}

static bool find(uint32_t kind, struct left *ret_left)
{
	uint16_t status = xabi_vcpu_area(kind, 0, &ret_left->at, &ret_left->size);

	if (status == XABI_STATUS_UNSUPPORTED)
		ret_left->at = UINT64_MAX;
	return status == XABI_STATUS_OK || status == XABI_STATUS_UNSUPPORTED;
}

static void fill(const struct left *left)
{
	volatile uint64_t *word = (volatile uint64_t *)(uintptr_t)left->at;
	uint32_t i;

	for (i = 0; i < left->size / sizeof(*word); i++)
		word[i] = PATTERN;
}

static bool is_filled(const struct left *left)
{
	const volatile uint64_t *word = (const volatile uint64_t *)(uintptr_t)left->at;
	uint32_t i;

	for (i = 0; i < left->size / sizeof(*word); i++) {
		if (word[i] != PATTERN)
			return false;
	}
	return true;
}

/* Its own area, where its own memory is. */
static bool has_own(void)
{
	volatile struct xabi_runstate *run = &own;
	uint64_t slept;

	if (xabi_vcpu_place_area(XABI_AREA_KIND_RUNSTATE, 0, (uintptr_t)&own) != XABI_STATUS_OK)
		return false;
	slept = run->time[XABI_RUN_STATE_BLOCKED];
	sched_nap(20 * MS);
	return run->time[XABI_RUN_STATE_BLOCKED] - slept >= 10 * MS;
}

void guest_main(const char *type, const char *cmdline)
{
	static const char *const names[] = { "event_bits", "events", "clock", "runstate" };
	struct left left[KINDS];
	char none[1];
	bool keep = cmdline_get(cmdline, "keep", sizeof(none), none), good = true;
	unsigned int i;

	console_printf("second: a kernel of type %s\n", type);
	for (i = 0; i < KINDS; i++) {
		good &= find(kinds[i], &left[i]);
		if (!is_left(&left[i]))
			continue;
		console_printf("second: %s at %llx\n", names[i], (unsigned long long)left[i].at);
		if (!keep)
			good &= xabi_vcpu_remove_area(kinds[i], 0) == XABI_STATUS_OK;
		fill(&left[i]);
	}
	sched_nap(20 * MS);
	for (i = 0; i < KINDS; i++) {
		if (is_left(&left[i]))
			console_printf("second: %s is %s\n", names[i],
				       is_filled(&left[i]) ? "left alone" : "written to");
	}
	console_printf("second: its own area is %s\n", has_own() ? "kept" : "not kept");
	guest_exit(cmdline, good ? 0 : 1);
}
