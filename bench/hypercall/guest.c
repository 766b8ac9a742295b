/* SPDX-License-Identifier: MIT */
/*
 * A guest that measures what calls cost, of the old ABI and of XABI, in one boot. Under -icount shift=0 a nanosecond of
 * its counter is an instruction, of this guest and of Xen together. A line for each row of rows.h:
 *
 *	cost NAME OLD-CALLS OLD MULTICALL NEW-CALLS NEW
 *
 * with the instructions of the row's calls, 0 where this Xen or this guest has none (docs/bench.md). On a Xen that counts
 * look-ups in the guest's p2m, in place of that
 *
 *	count NAME OLD-CALLS IN-CALLS EXITS NEW-CALLS IN-CALLS EXITS
 *
 * with the look-ups within the row's calls and in all of their exits. "-": there is none. And of event.send, "whole OLD NEW"
 * as a guest calls it, and what of that is Xen's reading of the instruction, "fetch OLD NEW".
 */
#include "bench/hypercall/count.h"
#include "guest/counter.h"
#include "guest/guest.h"
#include "guest/hypercall.h"
#include "guest/xabi.h"

#define TIMES   128 /* calls of a run */
#define RUNS    8   /* the least counts: a timer's interrupt falls into some */
#define BATCH   16  /* calls of a multicall */
#define STEPS   3
#define WORDS   34 /* a sysctl's 136 bytes */
#define NOTHING 0xff
#define RESULT  0xfe /* what the call returned, in place of a word of its argument */

/* Known when the guest runs. */
enum value { NO_VALUE, SEND_PORT, OPEN_PORT, SPARE_FRAME, SPARE_ADDRESS, LIST, N_VALUES };

/* hypercall(nr, cmd, &word, 1), or where `by` is BY_VCPU (nr, cmd, 0, &word), BY_VALUE (nr, cmd), BY_COMMAND (nr, &word). */
enum by { BY_ADDRESS, BY_VCPU, BY_VALUE, BY_COMMAND };

/* `take` of the step before goes to `put` of this one. */
struct old_step {
	uint8_t nr, by;
	unsigned long cmd;
	uint32_t word[WORDS];
	uint8_t take, put;
	uint8_t value, at; /* enum value, and the word where it goes */
	unsigned long args[3];
};

struct new_step {
	uint16_t op;
	uint64_t in[6];
	uint8_t take, put;
	uint8_t value, at;
};

struct row {
	const char *name;
	unsigned int n_old, n_new;
	struct old_step old[STEPS];
	struct new_step new[STEPS];
};

#include "bench/hypercall/rows.h"

static uint8_t spare[1 << XEN_PAGE_SHIFT] __attribute__((aligned(1 << XEN_PAGE_SHIFT)));

static uint8_t list[1 << XEN_PAGE_SHIFT] __attribute__((aligned(1 << XEN_PAGE_SHIFT)));

static uint64_t values[N_VALUES];
static struct row now; /* with its values filled in */

/* Instructions in so many ticks: an x86 one counts nanoseconds under -icount, an Arm one says its frequency. */
static uint64_t instructions(uint64_t ticks)
{
#if defined(__aarch64__)
	uint64_t frequency;

	asm volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
	return ticks * (1000000000 / frequency);
#else
	return ticks;
#endif
}

/* ---- one round of a row's calls: false, one failed ---- */

/* Once for all rounds, so that no row pays for the way its arguments go. */
static void old_prepare(struct old_step *step)
{
	unsigned long at = (unsigned long)step->word;

	step->args[0] = step->by == BY_COMMAND ? at : step->cmd;
	step->args[1] = step->by == BY_ADDRESS ? at : 0;
	step->args[2] = step->by == BY_VCPU ? at : 1;
}

static bool old_round(void)
{
	struct old_step *step = now.old;
	unsigned int i;
	long got = 0;

	for (i = 0; i < now.n_old; i++, step++) {
		if (step->put != NOTHING)
			step->word[step->put] =
				step->take == RESULT ? (uint32_t)got : step[-1].word[step->take];
		got = hypercall3(step->nr, step->args[0], step->args[1], step->args[2]);
		if (got < 0)
			return false;
	}
	return true;
}

static bool new_round(void)
{
	static struct xabi_call call;
	struct new_step *step = now.new;
	unsigned int i;

	for (i = 0; i < now.n_new; i++, step++) {
		if (step->put != NOTHING)
			step->in[step->put] = call.out[step->take];
		call.op = step->op;
		call.in[0] = step->in[0];
		call.in[1] = step->in[1];
		call.in[2] = step->in[2];
		call.in[3] = step->in[3];
		call.in[4] = step->in[4];
		call.in[5] = step->in[5];
		if (XABI_GUEST_CALL(&call) != XABI_STATUS_OK)
			return false;
	}
	return true;
}

#ifdef GUEST_PV
static struct multicall_entry batch[BATCH];

static bool multi_round(void)
{
	unsigned int i;

	for (i = 0; i < BATCH; i++) {
		batch[i].op = now.old[0].nr;
		batch[i].args[0] = now.old[0].args[0];
		batch[i].args[1] = now.old[0].args[1];
		batch[i].args[2] = now.old[0].args[2];
	}
	if (hypercall2(__HYPERVISOR_multicall, (unsigned long)batch, BATCH))
		return false;
	for (i = 0; i < BATCH; i++) {
		if ((int64_t)batch[i].result < 0)
			return false;
	}
	return true;
}
#endif

/* ---- measuring ---- */

/* Instructions of one round, rounded; false, and *ret_count as it was: one failed. */
static bool measure(bool (*round)(void), uint64_t *ret_count)
{
	uint64_t start, ticks, least = UINT64_MAX;
	unsigned int run, i;
	bool good = round();

	for (run = 0; run < RUNS && good; run++) {
		start = guest_counter();
		for (i = 0; i < TIMES; i++)
			good &= round();
		ticks = guest_counter() - start;
		if (ticks < least)
			least = ticks;
	}
	if (good)
		*ret_count = (instructions(least) + TIMES / 2) / TIMES;
	return good;
}

/* ---- look-ups ---- */

static void say_counted(uint32_t calls, bool good, struct looks looks)
{
	if (!good)
		console_printf(" %u - -", calls);
	else
		console_printf(" %u %llu %llu", calls, (unsigned long long)looks.in_calls,
			       (unsigned long long)looks.all);
}

static void count_round(bool (*round)(void), uint32_t calls)
{
	struct looks looks;
	unsigned int i;
	bool good = round();

	count_start();
	for (i = 0; i < TIMES && good; i++)
		good &= round();
	looks = count_stop(TIMES);
	say_counted(calls, good, looks);
}

static void count_row(const struct row *row)
{
	console_printf("count %s", row->name);
	count_round(old_round, row->n_old);
	count_round(new_round, row->n_new);
	console_printf("\n");
}

static void measure_row(const struct row *row, bool has_xabi, bool counts)
{
	uint64_t old = 0, new = 0, multi = 0;
	unsigned int i;

	now = *row;
	for (i = 0; i < STEPS; i++) {
		old_prepare(&now.old[i]);
		if (now.old[i].value)
			now.old[i].word[now.old[i].at] = (uint32_t)values[now.old[i].value];
		if (now.new[i].value)
			now.new[i].in[now.new[i].at] = values[now.new[i].value];
	}
	if (counts) {
		count_row(row);
		return;
	}
	measure(old_round, &old);
#ifdef GUEST_PV
	if (now.n_old == 1 && now.old[0].by != BY_COMMAND && measure(multi_round, &multi))
		multi /= BATCH;
#endif
	if (has_xabi)
		measure(new_round, &new);
	console_printf("cost %s %u %llu %llu %u %llu\n", row->name, row->n_old,
		       (unsigned long long)old, (unsigned long long)multi, row->n_new,
		       (unsigned long long)new);
}

/* ---- a whole call, as a guest makes it ---- */

static bool old_whole(void)
{
	struct evtchn_send send = { .port = (uint32_t)values[SEND_PORT] };

	return !hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (unsigned long)&send);
}

static bool new_whole(void)
{
	return xabi_event_send((uint32_t)values[SEND_PORT]) == XABI_STATUS_OK;
}

/* What Xen's reading of the call's instruction costs: it is the same in a Xen that does not count. */
static uint64_t fetch_of(bool (*round)(void))
{
	uint64_t with = 0, without = 0;

	measure(round, &with);
	count_ask(COUNT_FETCH_OFF, &count_before);
	measure(round, &without);
	count_ask(COUNT_FETCH_ON, &count_before);
	return with - without;
}

static void measure_whole(bool has_xabi, bool counts)
{
	uint64_t old = 0, new = 0;

	if (counts) {
		old = fetch_of(old_whole);
		new = fetch_of(new_whole);
	} else {
		measure(old_whole, &old);
		if (has_xabi)
			measure(new_whole, &new);
	}
	console_printf("%s %llu %llu\n", counts ? "fetch" : "whole", (unsigned long long)old,
		       (unsigned long long)new);
}

/* ---- grants, to oneself ---- */

#ifndef GUEST_PV

#define GRANTS    64
#define FIRST_REF 8u

/*
 * Mapping a page of one's own takes it away from where it was, so none is mapped twice: sets, as many as a frame of the
 * table has entries for, and holes to map to, which have memory no more. Of more than one set the least counts, since a
 * timer's interrupt falls into some.
 */
#define OLD_SETS  2
#define NEW_SETS  3
#define EACH_SETS 2
#define SETS      (OLD_SETS + NEW_SETS + EACH_SETS)
static struct {
	uint8_t granted[SETS * GRANTS][1 << XEN_PAGE_SHIFT];
	uint8_t holes[GRANTS][1 << XEN_PAGE_SHIFT];
} grant __attribute__((aligned(2 << 20)));

static bool remove_page(const void *page)
{
	uint32_t remove[4] = { DOMID_SELF, 0, 0, 0 };

	remove[2] = (uint32_t)((uintptr_t)page >> XEN_PAGE_SHIFT);
	return !hypercall2(__HYPERVISOR_memory_op, XENMEM_remove_from_physmap,
			   (unsigned long)remove);
}

/* The table comes to the spare page. @self is this domain's number, for DOMID_SELF is none in an entry. */
static bool prepare_grants(uint16_t self)
{
	uint32_t add[6] = { DOMID_SELF, XENMAPSPACE_grant_table,       0,
			    0,          (uint32_t)values[SPARE_FRAME], 0 };
	struct grant_entry_v1 *entry = (struct grant_entry_v1 *)(uintptr_t)spare + FIRST_REF;
	unsigned int i;

	if (hypercall2(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, (unsigned long)add))
		return false;
	for (i = 0; i < SETS * GRANTS; i++, entry++) {
		entry->domid = self;
		entry->frame = (uint32_t)((uintptr_t)grant.granted[i] >> XEN_PAGE_SHIFT);
		smp_mb();
		entry->flags = 1;
	}
	for (i = 0; i < GRANTS; i++) {
		if (!remove_page(grant.holes[i]))
			return false;
	}
	return true;
}

/* The least of some sets. */
struct grant_cost {
	uint64_t map, unmap;
	struct looks looks; /* of mapping */
};

static void take_least(struct grant_cost *least, const struct grant_cost *one)
{
	if (!least->map || one->map < least->map)
		least->map = one->map;
	if (!least->unmap || one->unmap < least->unmap)
		least->unmap = one->unmap;
	least->looks = one->looks;
}

/* A set, from grant @first on. */
static bool old_grants(uint16_t self, unsigned int first, struct grant_cost *least)
{
	struct grant_cost cost;
	static struct gnttab_map_grant_ref map[GRANTS];
	static struct gnttab_unmap_grant_ref unmap[GRANTS];
	uint64_t start, middle;
	unsigned int i;

	for (i = 0; i < GRANTS; i++)
		map[i] = (struct gnttab_map_grant_ref){ .host_addr = (uintptr_t)grant.holes[i],
							.flags = GNTMAP_host_map,
							.ref = FIRST_REF + first + i,
							.dom = self };
	count_start();
	start = guest_counter();
	hypercall3(__HYPERVISOR_grant_table_op, GNTTABOP_map_grant_ref, (unsigned long)map, GRANTS);
	cost.map = instructions(guest_counter() - start);
	cost.looks = count_stop(1);
	for (i = 0; i < GRANTS; i++) {
		if (map[i].status) {
			console_printf("grant %u: status -%u\n", i, (unsigned int)-map[i].status);
			return false;
		}
		unmap[i] = (struct gnttab_unmap_grant_ref){ .host_addr = map[i].host_addr,
							    .handle = map[i].handle };
	}
	middle = guest_counter();
	hypercall3(__HYPERVISOR_grant_table_op, GNTTABOP_unmap_grant_ref, (unsigned long)unmap,
		   GRANTS);
	cost.unmap = instructions(guest_counter() - middle);
	take_least(least, &cost);
	return !unmap[GRANTS - 1].status;
}

/* The same by XABI, @each at a time. */
static bool new_grants(unsigned int first, unsigned int each, struct grant_cost *least)
{
	struct grant_cost cost;
	/* Each in one page, wherever the linker puts it. */
	static struct xabi_grant_map map[GRANTS] __attribute__((aligned(2048)));
	static struct xabi_grant_mapped mapped[GRANTS] __attribute__((aligned(512)));
	static struct xabi_grant_unmap unmap[GRANTS];
	bool good = true;
	uint64_t start;
	unsigned int i;

	for (i = 0; i < GRANTS; i++)
		map[i] = (struct xabi_grant_map){ .owner = XABI_DOMAIN_SELF,
						  .ref = FIRST_REF + first + i,
						  .at = (uintptr_t)grant.holes[i] };
	count_start();
	start = guest_counter();
	for (i = 0; i < GRANTS; i += each)
		good &= xabi_grant_map((uintptr_t)&map[i], each * sizeof(map[0]),
				       (uintptr_t)&mapped[i], each * sizeof(mapped[0]),
				       NULL) == XABI_STATUS_OK;
	cost.map = instructions(guest_counter() - start);
	cost.looks = count_stop(1);
	for (i = 0; i < GRANTS; i++)
		unmap[i] =
			(struct xabi_grant_unmap){ .mapping = mapped[i].mapping, .at = map[i].at };
	start = guest_counter();
	for (i = 0; i < GRANTS; i += each)
		good &= xabi_grant_unmap((uintptr_t)&unmap[i], each * sizeof(unmap[0]), NULL) ==
			XABI_STATUS_OK;
	cost.unmap = instructions(guest_counter() - start);
	take_least(least, &cost);
	return good;
}

#define PAGES 4

/* A call whose buffer has so many pages: of those that are not granted yet. */
static void count_pages(unsigned int n)
{
	now.n_new = 1;
	now.new[0] = (struct new_step)NEW(
		BASE_SURFACE, ALONE,
		.in = { 0, 0, 0, 0, (uintptr_t)grant.granted, n << XEN_PAGE_SHIFT });
	console_printf("count base.surface/%u 0 - -", n);
	count_round(new_round, 1);
	console_printf("\n");
}

static bool all_grants(uint16_t self, bool has_xabi, struct grant_cost *old, struct grant_cost *new,
		       struct grant_cost *each)
{
	unsigned int set = 0;
	bool good = prepare_grants(self);

	for (; set < OLD_SETS && good; set++)
		good = old_grants(self, set * GRANTS, old);
	for (; set < OLD_SETS + NEW_SETS && good && has_xabi; set++)
		good = new_grants(set * GRANTS, GRANTS, new);
	for (; set < SETS && good && has_xabi; set++)
		good = new_grants(set * GRANTS, 1, each);
	return good;
}

static void measure_grants(uint16_t self, bool has_xabi, bool counts)
{
	struct grant_cost old = { 0 }, new = { 0 }, each = { 0 };

	if (!all_grants(self, has_xabi, &old, &new, &each)) {
		console_printf("no grants\n");
		return;
	}
	if (counts) {
		console_printf("count grant.map*64");
		say_counted(1, true, old.looks);
		say_counted(1, has_xabi, new.looks);
		console_printf("\n");
		return;
	}
	console_printf("cost grant.map*64 1 %llu 0 1 %llu\n", (unsigned long long)old.map,
		       (unsigned long long)new.map);
	console_printf("cost grant.unmap*64 1 %llu 0 1 %llu\n", (unsigned long long)old.unmap,
		       (unsigned long long)new.unmap);
	console_printf("cost 64*grant.map 1 0 0 64 %llu\n", (unsigned long long)each.map);
}

#endif

/* ---- what the calls are about, by the old ABI ---- */

static bool prepare(void)
{
	uint32_t open[2] = { DOMID_SELF | (uint32_t)DOMID_SELF << 16, 0 };
	uint32_t connect[3] = { DOMID_SELF, 0, 0 };

	if (hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, (unsigned long)open))
		return false;
	connect[1] = open[1];
	if (hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_interdomain,
		       (unsigned long)connect))
		return false;
	values[SEND_PORT] = connect[2];
	if (hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, (unsigned long)open))
		return false;
	values[OPEN_PORT] = open[1];
	values[SPARE_ADDRESS] = (uintptr_t)spare;
	values[LIST] = (uintptr_t)list;
	values[SPARE_FRAME] = values[SPARE_ADDRESS] >> XEN_PAGE_SHIFT;
#ifndef GUEST_PV
	if (!remove_page(spare)) /* an address where nothing is */
		return false;
#endif
	return true;
}

void guest_main(const char *type, const char *cmdline)
{
	bool has_xabi = xabi_base_about(NULL, NULL, NULL, NULL) == XABI_STATUS_OK;
	bool counts = count_ask(COUNT_READ, &count_before);
	unsigned int i;

	console_printf("bench %s\n", type);
	if (!prepare()) {
		console_printf("no event channel to send to\n");
		guest_exit(cmdline, 1);
	}
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		measure_row(&rows[i], has_xabi, counts);
	measure_whole(has_xabi, counts);
#ifndef GUEST_PV
	for (i = 1; counts && i <= PAGES; i++)
		count_pages(i);
	measure_grants(0, has_xabi, counts);
#endif
	guest_exit(cmdline, 0);
}
