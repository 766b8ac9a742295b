/* SPDX-License-Identifier: MIT */
/*
 * A guest that proves how a call travels, and what of it is refused, on the Xen that it runs on: each wrong way has a status
 * of its own, and nothing is written. "absent" on the command line: that there is no XABI at all; "masked": that this guest,
 * of profile minimal, may do no more than that.
 */
#include "guest/counter.h"
#include "guest/guest.h"
#include "guest/hypercall.h"
#include "guest/xabi.h"

#define PAGE      4096u
#define MULTICALL 13 /* __HYPERVISOR_multicall */
#define ENOSYS    38
#define PATTERN   UINT64_C(0xa5a5a5a5a5a5a5a5)

/* What Xen has no way to do for this kind of guest; PVH lacks nothing that is in the spec. */
#if defined(__aarch64__)
#define LACKING XABI_OP_EVENT_SET_CALLBACK
#elif defined(GUEST_PV)
#define LACKING XABI_OP_GRANT_UNMAP
#else
#define LACKING 0x3f
#endif

static uint32_t tests, failures;
static uint8_t page[2 * PAGE] __attribute__((aligned(4096)));

static void check(const char *what, uint64_t got, uint64_t wanted)
{
	tests++;
	failures += got != wanted;
	console_printf("%s %u - %s", got == wanted ? "ok" : "not ok", tests, what);
	if (got != wanted)
		console_printf(": %llx, not %llx", (unsigned long long)got,
			       (unsigned long long)wanted);
	console_printf("\n");
}

static struct xabi_call make(uint16_t op, uint64_t a4, uint64_t a5)
{
	struct xabi_call call = { .op = op, .in = { [4] = a4, [5] = a5 } };
	int i;

	for (i = 0; i < 4; i++)
		call.out[i] = PATTERN;
	return call;
}

/* base.surface writes the numbers of ops to a buffer. */
static uint16_t surface(uint64_t address, uint64_t bytes, uint64_t *ret_where)
{
	struct xabi_call call = make(XABI_OP_BASE_SURFACE, address, bytes);
	uint16_t status = XABI_GUEST_CALL(&call);

	*ret_where = call.out[3];
	return status;
}

/* ---- slots ---- */

static void check_slots(void)
{
	struct xabi_call call = make(XABI_OP_BASE_ABOUT, 0, 0);

	check("base.about", XABI_GUEST_CALL(&call), XABI_STATUS_OK);
	check("it is Xen that answers", call.out[XABI_OUT_BASE_ABOUT_IMPLEMENTATION],
	      XABI_IMPLEMENTATION_XEN);
	call = make(0x3f, 0, 0);
	check("no such op", XABI_GUEST_CALL(&call), XABI_STATUS_UNKNOWN_OP);
	check("its results are zero", call.out[0] | call.out[1] | call.out[2] | call.out[3], 0);
	call = make(XABI_OP_BASE_ABOUT, 1, 0);
	check("an unused slot", XABI_GUEST_CALL(&call), XABI_STATUS_BAD_SLOT);
	check("r3 says which", call.out[3], 4);
	call = make(LACKING, 0, 0);
	check("an op that is absent here", XABI_GUEST_CALL(&call), XABI_STATUS_UNKNOWN_OP);
}

/* ---- buffers ---- */

static void check_buffers(void)
{
	uint64_t at = (uintptr_t)page, where, size = 0, limit = 0;
	uint16_t i;

	for (i = 0; i < sizeof(page); i++)
		page[i] = 0xa5;
	xabi_base_limits(NULL, &limit, &size);
	check("a buffer over the end of a page", surface(at + PAGE - 8, 16, &where),
	      XABI_STATUS_OK);
	check("the numbers of ops are in it", page[PAGE - 8], XABI_OP_BASE_ABOUT & 0xff);
	check("and nothing before it", page[PAGE - 9], 0xa5);
	check("and nothing behind it", page[PAGE + 8], 0xa5);
	check("a size of no element", surface(at, 3, &where), XABI_STATUS_BAD_SIZE);
	check("r3 says which", where, 4);
	check("more than a buffer may have", surface(at, size + 2, &where), XABI_STATUS_BAD_SIZE);
	check("an address that wraps", surface(UINT64_MAX - 1, 16, &where), XABI_STATUS_BAD_BUFFER);
	check("r3 says which", where, 4);
	check("where there is no memory", surface(limit - PAGE, 16, &where),
	      XABI_STATUS_BAD_BUFFER);
	check("beyond all memory", surface(limit, 16, &where), XABI_STATUS_BAD_BUFFER);
	check("no bytes, wherever", surface(limit, 0, &where), XABI_STATUS_OK);
}

/* ---- blocks ---- */

#ifndef GUEST_PV
static uint16_t block_call(struct xabi_block *block, uint64_t at, struct xabi_call *call)
{
#ifdef __aarch64__
	return xabi_guest_block_hvc(block, at, call);
#else
	return hypercall_by_vmmcall ? xabi_guest_block_vmmcall(block, at, call)
				    : xabi_guest_block_vmcall(block, at, call);
#endif
}

static void check_blocks(void)
{
	struct xabi_block *block = (struct xabi_block *)page;
	struct xabi_call call = make(XABI_OP_BASE_ABOUT, 0, 0);
	uint64_t at = (uintptr_t)page;

	check("base.about in a block", block_call(block, at, &call), XABI_STATUS_OK);
	check("its results are there", call.out[XABI_OUT_BASE_ABOUT_IMPLEMENTATION],
	      XABI_IMPLEMENTATION_XEN);
	check("its status, too", block->status, XABI_STATUS_OK);
	check("a block that is not aligned", block_call(block, at + 8, &call),
	      XABI_STATUS_BAD_TRANSPORT);
	check("a block where there is no memory", block_call(block, UINT64_C(1) << 62, &call),
	      XABI_STATUS_BAD_TRANSPORT);
	call = make(0x3f, 0, 0);
	check("no such op in a block", block_call(block, at, &call), XABI_STATUS_UNKNOWN_OP);
}
#else
static void check_blocks(void)
{
}
#endif

/* ---- memory and grants ---- */

#ifndef GUEST_PV
#define GRANTS 3

static uint8_t room[(GRANTS + 2) * PAGE] __attribute__((aligned(4096)));
static uint8_t granted[GRANTS * PAGE] __attribute__((aligned(4096)));

/* An entry of version 1 (public/grant_table.h): to oneself, for reading and writing. */
struct entry {
	uint16_t flags, domain;
	uint32_t frame;
};

static void grant(uint64_t table, uint32_t ref, const void *memory, uint16_t domain)
{
	volatile struct entry *entry = (struct entry *)(uintptr_t)table + ref;

	entry->domain = domain;
	entry->frame = (uint32_t)((uintptr_t)memory / PAGE);
	smp_mb();
	entry->flags = 1;
}

/* Grants that this guest makes to itself, of dom0 number 0, mapped where its own memory was. */
static void check_grants(void)
{
	struct xabi_grant_map list[GRANTS + 1];
	struct xabi_grant_mapped made[GRANTS + 1];
	struct xabi_grant_unmap unmap[GRANTS];
	uint64_t table = (uintptr_t)room, at = table + PAGE;
	uint32_t i, done = 0;

	check("own memory is given back", xabi_memory_release(table, sizeof(room), NULL),
	      XABI_STATUS_OK);
	check("the grant table's frame is placed there", xabi_grant_place(0, 0, table),
	      XABI_STATUS_OK);
	check("where something is nothing is placed", xabi_grant_place(0, 1, table),
	      XABI_STATUS_OCCUPIED);
	for (i = 0; i <= GRANTS; i++) {
		list[i] = (struct xabi_grant_map){ .ref = 8 + i, .at = at + i * PAGE };
		if (i == GRANTS)
			break;
		granted[i * PAGE] = (uint8_t)(0x51 + i);
		grant(table, 8 + i, &granted[i * PAGE], 0);
	}
	list[GRANTS].at = (uintptr_t)page;
	check("mapped up to the one that fails",
	      xabi_grant_map((uintptr_t)list, sizeof(list), (uintptr_t)made, sizeof(made), &done),
	      XABI_STATUS_OCCUPIED);
	check("as many as are good", done, GRANTS);
	for (i = 0; i < GRANTS; i++) {
		check("the granted page is there", ((volatile uint8_t *)(uintptr_t)at)[i * PAGE],
		      0x51 + i);
		unmap[i] = (struct xabi_grant_unmap){ .mapping = made[i].mapping,
						      .at = at + i * PAGE };
	}
	unmap[0].at = table + GRANTS * PAGE + PAGE;
	check("not where it is not mapped",
	      xabi_grant_unmap((uintptr_t)unmap, sizeof(unmap), &done), XABI_STATUS_NOT_PLACED);
	unmap[0].at = at;
	check("all are unmapped", xabi_grant_unmap((uintptr_t)unmap, sizeof(unmap), &done),
	      XABI_STATUS_OK);
	check("one after the other", done, GRANTS);
	check("and not twice", xabi_grant_unmap((uintptr_t)unmap, sizeof(unmap), &done),
	      XABI_STATUS_WRONG_MAPPING);
	check("the table is taken away", xabi_memory_remove(table), XABI_STATUS_OK);
	check("and is not there any more", xabi_memory_remove(table), XABI_STATUS_NOT_PLACED);
	check("the memory comes back", xabi_memory_populate(table, sizeof(room), NULL),
	      XABI_STATUS_OK);
	room[sizeof(room) - 1] = 0x77;
	check("and can be used", room[sizeof(room) - 1], 0x77);
}
#else
static void check_grants(void)
{
}
#endif

/* ---- areas ---- */

#ifndef GUEST_PV
#define MS UINT64_C(1000000)

#ifdef __aarch64__
static const bool is_arm = true;
#else
static const bool is_arm;
#endif

/* System time by the area of the clock and this vCPU's own counter. */
static uint64_t area_time(const volatile struct xabi_clock *clock)
{
	uint64_t counter, system, now;
	uint32_t before;

	do {
		before = clock->sequence & ~1u;
		smp_mb();
		counter = clock->counter;
		system = clock->system;
		now = guest_counter();
		smp_mb();
	} while (clock->sequence != before);
	return system + (now - counter) * 1000 / (clock->frequency / 1000000);
}

static void check_clock(uint64_t at)
{
	const volatile struct xabi_clock *clock = (const volatile struct xabi_clock *)(uintptr_t)at;
	uint64_t before = 0, after = 0, now;
	uint32_t sequence;

	check("an area for time", xabi_vcpu_place_area(XABI_AREA_KIND_CLOCK, 0, at),
	      XABI_STATUS_OK);
	sequence = clock->sequence;
	sched_nap(20 * MS);
	/* Where Xen emulates the counter it keeps the same pace as system time. */
	if (is_arm)
		check("it is written when the vCPU comes to run", clock->sequence != sequence,
		      true);
	xabi_time_now(&before, NULL, NULL, NULL);
	now = area_time(clock);
	xabi_time_now(&after, NULL, NULL, NULL);
	check("it tells the same time as a call", before <= now + MS && now <= after + MS, true);
}

static void check_runstate(uint64_t at)
{
	volatile struct xabi_runstate *run = (volatile struct xabi_runstate *)(uintptr_t)at;
	uint64_t slept;

	check("an area for a vCPU's state", xabi_vcpu_place_area(XABI_AREA_KIND_RUNSTATE, 0, at),
	      XABI_STATUS_OK);
	check("it runs", run->state, XABI_RUN_STATE_RUNNING);
	slept = run->time[XABI_RUN_STATE_BLOCKED];
	sched_nap(20 * MS);
	slept = run->time[XABI_RUN_STATE_BLOCKED] - slept;
	check("how long it has slept", slept >= 10 * MS && slept < 10000 * MS, true);
}

/* As a second kernel would, which knows nothing of the first: it asks where they are, and takes them away. */
static void check_areas_found(uint64_t clock, uint64_t runstate)
{
	volatile struct xabi_runstate *run = (volatile struct xabi_runstate *)(uintptr_t)runstate;
	uint64_t at = 0;
	uint32_t size = 0;

	check("where the clock is", xabi_vcpu_area(XABI_AREA_KIND_CLOCK, 0, &at, &size),
	      XABI_STATUS_OK);
	check("there", at, clock);
	check("so large", size, sizeof(struct xabi_clock));
	check("and the state", xabi_vcpu_area(XABI_AREA_KIND_RUNSTATE, 0, &at, NULL),
	      XABI_STATUS_OK);
	check("there, too", at, runstate);
	xabi_vcpu_remove_area(XABI_AREA_KIND_CLOCK, 0);
	xabi_vcpu_remove_area(XABI_AREA_KIND_RUNSTATE, 0);
	run->since = PATTERN;
	sched_nap(20 * MS);
	check("nothing is written to one that was removed", run->since, PATTERN);
	xabi_vcpu_area(XABI_AREA_KIND_RUNSTATE, 0, &at, NULL);
	check("and it is nowhere", at, UINT64_MAX);
}

static void check_areas(void)
{
	uint64_t at = (uintptr_t)page;

	check("words of events have no area here",
	      xabi_vcpu_place_area(XABI_AREA_KIND_EVENTS, 0, at), XABI_STATUS_UNSUPPORTED);
	check_clock(at);
	check_runstate(at + PAGE);
	check("one that was placed moves",
	      xabi_vcpu_place_area(XABI_AREA_KIND_RUNSTATE, 0, at + 64), XABI_STATUS_OK);
	check_areas_found(at, at + 64);
}
#else
static void check_areas(void)
{
}
#endif

/* ---- beside the older ABI ---- */

/* Its first fields; what is behind them lies elsewhere in some releases. */
enum physinfo { THREADS, CORES, CPUS, CPU_LIMIT, NODES, NODE_LIMIT, KHZ, CAPABILITIES };

static void check_host(void)
{
	static struct {
		uint32_t cmd, version, info[64];
	} old = { XEN_SYSCTL_physinfo, XEN_SYSCTL_INTERFACE_VERSION, { 0 } };
	static struct xabi_host_info host;
	const uint32_t *info = old.info;

	check("physinfo", (uint64_t)hypercall2(__HYPERVISOR_sysctl, (unsigned long)&old, 0), 0);
	check("host.info", xabi_host_info((uintptr_t)&host, sizeof(host), NULL), XABI_STATUS_OK);
	check("the same CPUs", host.cpus | (uint64_t)host.cpu_limit << 32,
	      info[CPUS] | (info[CPU_LIMIT] + UINT64_C(1)) << 32);
	check("the same nodes", host.nodes | (uint64_t)host.node_limit << 32,
	      info[NODES] | (info[NODE_LIMIT] + UINT64_C(1)) << 32);
	check("the same cores", host.threads_per_core | (uint64_t)host.cores_per_socket << 32,
	      info[THREADS] | (uint64_t)info[CORES] << 32);
	check("the same frequency", host.cpu_hz, info[KHZ] * UINT64_C(1000));
	check("the same features", host.features, info[CAPABILITIES]);
}

/* Domain 0, which this guest is, by number, name of its own, and in a list: the older call has its bytes where it wants. */
static void check_domains(void)
{
	static uint32_t info[64];
	static struct {
		uint32_t cmd, version;
		uint16_t first, pad;
		uint32_t most;
		uint64_t buffer;
		uint32_t n;
		uint8_t rest[128];
	} old = {
		XEN_SYSCTL_getdomaininfolist, XEN_SYSCTL_INTERFACE_VERSION, 0, 0, 2, 0, 0, { 0 }
	};
	static struct xabi_domain_info list[2], self;
	uint32_t done = 0;

	old.buffer = (uintptr_t)info;
	check("getdomaininfolist",
	      (uint64_t)hypercall2(__HYPERVISOR_sysctl, (unsigned long)&old, 0), 0);
	check("domain.list", xabi_domain_list(0, (uintptr_t)list, sizeof(list), &done),
	      XABI_STATUS_OK);
	check("as many domains", done, old.n);
	check("the same state", list[0].state, info[1] & 0x1ff);
	check("domain.info",
	      xabi_domain_info(XABI_DOMAIN_SELF, (uintptr_t)&self, sizeof(self), NULL),
	      XABI_STATUS_OK);
	check("the same memory", self.memory | self.memory_limit << 1,
	      list[0].memory | list[0].memory_limit << 1);
	check("behind the last domain there is none",
	      xabi_domain_list(1, (uintptr_t)list, sizeof(list), &done), XABI_STATUS_OK);
	check("no element", done, 0);
	check("a domain that is not there",
	      xabi_domain_info(77, (uintptr_t)&self, sizeof(self), NULL),
	      XABI_STATUS_NO_SUCH_DOMAIN);
}

static void check_multicall(void)
{
	uint64_t entry[8] = { XABI_TRANSPORT_X86_64_TRAP_WORD | XABI_OP_BASE_ABOUT };

	check("a multicall", (uint64_t)hypercall2(MULTICALL, (unsigned long)entry, 1), 0);
	check("knows no XABI", entry[1], (uint64_t)-ENOSYS);
}

/* ---- discovery ---- */

#ifdef __x86_64__
#ifdef GUEST_PV
#define CPUID \
	".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e\n\tcpuid" /* public/arch-x86/cpuid.h: XEN_EMULATE_PREFIX */
#else
#define CPUID "cpuid"
#endif

static void cpuid(uint32_t leaf, uint32_t ret[4])
{
	__asm__ __volatile__(CPUID
			     : "=a"(ret[0]), "=b"(ret[1]), "=c"(ret[2]), "=d"(ret[3])
			     : "a"(leaf), "c"(0));
}

static void check_discovery(bool there)
{
	uint32_t leaf[4];

	cpuid(0x40000000, leaf);
	check("the highest leaf", leaf[0], there ? XABI_LEAF_X86_64_CPUID_IN_EAX : 0x40000005);
	cpuid(XABI_LEAF_X86_64_CPUID_IN_EAX, leaf);
	check("the leaf", leaf[0], there ? XABI_LEAF_X86_64_CPUID_OUT_EAX : 0);
	check("has the spec's fingerprint", (uint64_t)leaf[2] << 32 | leaf[1],
	      there ? XABI_SPEC_FINGERPRINT_0 : 0);
}
#else
static void check_discovery(bool there)
{
	register uint64_t x0 __asm__("x0") = XABI_LEAF_ARM64_UID_IN_W0;
	register uint64_t x1 __asm__("x1"), x2 __asm__("x2"), x3 __asm__("x3");

	__asm__ __volatile__("hvc #0" : "+r"(x0), "=r"(x1), "=r"(x2), "=r"(x3));
	check("the hypervisor's UID", (uint32_t)x0,
	      there ? XABI_LEAF_ARM64_UID_OUT_W0 : UINT32_MAX);
}
#endif

static void check_absence(void)
{
	struct xabi_call call = make(XABI_OP_BASE_ABOUT, 0, 0);

	check("nobody knows XABI", XABI_GUEST_CALL(&call), XABI_GUEST_ABSENT);
}

/* Of profile minimal, which is what the mask has; those that would end the guest, too, are not tried. */
static bool is_minimal(uint16_t op)
{
#define OP(of, name, doc) \
	if (op == (of))   \
		return true;
	XABI_PROFILE_MINIMAL_EACH(OP)
#undef OP
	return op >> 8 == 0;
}

/* Each op by itself, for a policy that is wrong for one is wrong. */
static void check_masked(void)
{
	uint32_t refused = 0, ops = 0;
	struct xabi_call call;
	uint16_t status;

#define OP(of, name, doc)                                                                          \
	if (!is_minimal(of)) {                                                                     \
		call = make(of, 0, 0);                                                             \
		status = XABI_GUEST_CALL(&call);                                                   \
		ops++;                                                                             \
		refused +=                                                                         \
			(status == XABI_STATUS_NOT_ALLOWED || status == XABI_STATUS_UNKNOWN_OP) && \
			!(call.out[0] | call.out[1] | call.out[2] | call.out[3]);                  \
	}
	XABI_OP_EACH(OP)
#undef OP
	check("each op that the mask lacks is refused", refused, ops);
	call = make(XABI_OP_EVENT_OPEN, 0, 0);
	check("one that the mask lacks alone", XABI_GUEST_CALL(&call), XABI_STATUS_NOT_ALLOWED);
	call = make(LACKING, 0, 0);
	check("one that Xen lacks, too", XABI_GUEST_CALL(&call), XABI_STATUS_UNKNOWN_OP);
	call = make(XABI_OP_VCPU_YIELD, 0, 0);
	check("one that the mask has", XABI_GUEST_CALL(&call), XABI_STATUS_OK);
}

void guest_main(const char *type, const char *cmdline)
{
	char value[8];
	bool absent = cmdline_get(cmdline, "absent", sizeof(value), value);

	(void)type;
	if (absent) {
		check_absence();
	} else if (cmdline_get(cmdline, "masked", sizeof(value), value)) {
		check_masked();
	} else {
		check_slots();
		check_buffers();
		check_blocks();
		check_grants();
		check_areas();
		check_multicall();
		check_host();
		check_domains();
	}
	check_discovery(!absent);
	console_printf("1..%u\n", tests);
	guest_exit(cmdline, failures ? 1 : 0);
}
