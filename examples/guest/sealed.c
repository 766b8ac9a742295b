/* SPDX-License-Identifier: MIT */
/*
 * A sealed guest: Xen reaches of its memory what it shares and nothing else, so what it says goes in slots. It shows that
 * neither ABI gets at a page that is not shared, that both do where it is, and that it can be taken back. Its status is 0
 * if all was so. Xen's command line: xabi=all,sealed.
 */
#include "guest/guest.h"
#include "guest/hypercall.h"
#include "guest/xabi.h"

#define PAGE   4096u
#define EFAULT 14

#ifdef __x86_64__
#define IS_X86 1
#else
#define IS_X86 0
#endif

static uint8_t page[PAGE] __attribute__((aligned(4096)));
static uint64_t block[PAGE / 8] __attribute__((aligned(4096)));
static unsigned int failures;

static void say(const char *what)
{
	uint8_t size;

	while (*what) {
		uint64_t slots[5] = { 0 };

		for (size = 0; size < 40 && what[size]; size++)
			((char *)slots)[size] = what[size];
		xabi_console_put(size, slots[0], slots[1], slots[2], slots[3], slots[4]);
		what += size;
	}
}

static void check(const char *what, long got, long wanted)
{
	say(got == wanted ? "ok - " : "not ok - ");
	say(what);
	say("\n");
	failures += got != wanted;
}

/* Whether Xen can write there, which is where it then says what it can do. */
static long ask_new(void)
{
	return xabi_base_surface(0, (uintptr_t)page, PAGE / 2, NULL);
}

static long ask_old(void)
{
	return hypercall2(__HYPERVISOR_xen_version, XENVER_get_features,
			  (unsigned long)page + PAGE / 2);
}

static long by_block(void)
{
	struct xabi_call call = { .op = XABI_OP_BASE_ABOUT };

#ifdef __aarch64__
	return xabi_guest_block_hvc((struct xabi_block *)block, (uintptr_t)block, &call);
#else
	return hypercall_by_vmmcall ? xabi_guest_block_vmmcall((struct xabi_block *)block,
							       (uintptr_t)block, &call)
				    : xabi_guest_block_vmcall((struct xabi_block *)block,
							      (uintptr_t)block, &call);
#endif
}

/* The older ABI has virtual addresses. Arm's processor tells Xen what they mean; on x86 Xen reads the tables. */
static void share_page_tables(void)
{
#ifdef __x86_64__
	extern char page_tables[], page_tables_end[];

	check("the older ABI does not find it, for where it is tables say", ask_old(), -EFAULT);
	check("these are shared, too",
	      xabi_memory_share((uintptr_t)page_tables, (size_t)(page_tables_end - page_tables),
				NULL),
	      XABI_STATUS_OK);
#endif
}

/* ---- points of the older ABI at which Xen keeps a page, or lets another domain have it ---- */

#define EINVAL 22

static long register_info(const void *at)
{
	struct vcpu_register_vcpu_info info = { .mfn = (uintptr_t)at / PAGE };

	return hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_register_vcpu_info, 0, (unsigned long)&info);
}

static long init_queues(const void *at)
{
	struct evtchn_init_control init = { .control_gfn = (uintptr_t)at / PAGE };

	return hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_init_control,
			  (unsigned long)&init);
}

/* Their arguments are in memory, so the page that has them is shared: the stack. */
static void check_older(void)
{
	uint64_t stack = (uintptr_t)__builtin_frame_address(0) & ~(uint64_t)(PAGE - 1);

	xabi_memory_share(stack - PAGE, 2 * PAGE, NULL);
	check("the older ABI has no vcpu_info there", register_info(page), -EINVAL);
	check("and no queues", init_queues(page), -EINVAL);
	xabi_memory_share((uintptr_t)page, PAGE, NULL);
	check("where it is shared it has", register_info(page), 0);
	xabi_memory_share((uintptr_t)block, PAGE, NULL);
	check("and queues", init_queues(block), 0);
}

/* ---- what it grants ---- */

#define REF 8u

static uint8_t granted[PAGE] __attribute__((aligned(4096)));
static uint8_t room[2 * PAGE] __attribute__((aligned(4096)));

/* Its own number: a port that waits for itself has it. */
static uint16_t self(void)
{
	uint32_t port = 0, kind, vcpu, peer = 0, peer_port;

	xabi_event_open(XABI_DOMAIN_SELF, &port);
	xabi_event_status(port, &kind, &vcpu, &peer, &peer_port);
	return (uint16_t)peer;
}

static uint16_t map(uint64_t at)
{
	static struct xabi_grant_map list __attribute__((aligned(4096)));
	static struct xabi_grant_mapped made __attribute__((aligned(4096)));

	xabi_memory_share((uintptr_t)&list, PAGE, NULL);
	xabi_memory_share((uintptr_t)&made, PAGE, NULL);
	list = (struct xabi_grant_map){ .owner = XABI_DOMAIN_SELF, .ref = REF, .at = at };
	return xabi_grant_map((uintptr_t)&list, sizeof(list), (uintptr_t)&made, sizeof(made), NULL);
}

static void check_grants(void)
{
	uint64_t table = (uintptr_t)room;
	struct grant_entry_v1 *entry;

	check("room is made", xabi_memory_release(table, sizeof(room), NULL), XABI_STATUS_OK);
	check("the grant table is Xen's own memory",
	      xabi_grant_place(XABI_FRAME_KIND_ENTRIES, 0, table), XABI_STATUS_OK);
	entry = (struct grant_entry_v1 *)(uintptr_t)table + REF;
	entry->domid = self();
	entry->frame = (uint32_t)((uintptr_t)granted / PAGE);
	smp_mb();
	entry->flags = 1;
	check("what is granted is not reached", map(table + PAGE), XABI_STATUS_WRONG_GRANT);
	xabi_memory_share((uintptr_t)granted, PAGE, NULL);
	check("unless it is shared", map(table + PAGE), XABI_STATUS_OK);
	/* On x86 a page is at one address, so it is not here any more. */
	check("and stays so while it is mapped",
	      xabi_memory_unshare((uintptr_t)granted, PAGE, NULL),
	      IS_X86 ? XABI_STATUS_NOT_BACKED : XABI_STATUS_BUSY);
}

/* As guest_exit(), whose line would be in memory. */
static _Noreturn void end(const char *cmdline)
{
	char nonce[64];

	if (cmdline_get(cmdline, "lab", sizeof(nonce), nonce)) {
		say("@");
		say(nonce);
		say(failures ? " exit 1\n" : " exit 0\n");
	}
	for (;;)
		xabi_power_shutdown(failures ? XABI_SHUTDOWN_REASON_CRASH
					     : XABI_SHUTDOWN_REASON_POWEROFF);
}

void guest_main(const char *type, const char *cmdline)
{
	uint32_t facts = 0;

	(void)type;
	xabi_base_about(NULL, NULL, NULL, &facts);
	check("Xen says that this guest is sealed", facts & XABI_CALLER_FACTS_SEALED,
	      XABI_CALLER_FACTS_SEALED);
	check("XABI does not write where it is not shared", ask_new(), XABI_STATUS_BAD_BUFFER);
	check("nor does the older ABI", ask_old(), -EFAULT);
	check("nor a call in memory", by_block(), XABI_STATUS_BAD_TRANSPORT);
	check("no area of time can be there",
	      xabi_vcpu_place_area(XABI_AREA_KIND_CLOCK, 0, (uintptr_t)block),
	      XABI_STATUS_NOT_BACKED);
	check("nor queues of events", xabi_event_fifo_start(0, (uintptr_t)block, NULL),
	      XABI_STATUS_NOT_BACKED);
	check("it is shared", xabi_memory_share((uintptr_t)page, PAGE, NULL), XABI_STATUS_OK);
	check("then XABI writes there", ask_new(), XABI_STATUS_OK);
	share_page_tables();
	check("and the older ABI", ask_old(), 0);
	check("but not its neighbour", by_block(), XABI_STATUS_BAD_TRANSPORT);
	check("that is shared, too", xabi_memory_share((uintptr_t)block, PAGE, NULL),
	      XABI_STATUS_OK);
	check("then a call can be there", by_block(), XABI_STATUS_OK);
	check("and an area", xabi_vcpu_place_area(XABI_AREA_KIND_CLOCK, 0, (uintptr_t)block + 256),
	      XABI_STATUS_OK);
	check("while it is, the page stays shared",
	      xabi_memory_unshare((uintptr_t)block, PAGE, NULL), XABI_STATUS_BUSY);
	xabi_vcpu_remove_area(XABI_AREA_KIND_CLOCK, 0);
	check("without it, it is taken back", xabi_memory_unshare((uintptr_t)block, PAGE, NULL),
	      XABI_STATUS_OK);
	check("so is the first one", xabi_memory_unshare((uintptr_t)page, PAGE, NULL),
	      XABI_STATUS_OK);
	check("XABI writes there no more", ask_new(), XABI_STATUS_BAD_BUFFER);
	check("nor does the older ABI", ask_old(), -EFAULT);
	check_grants();
	check_older();
	end(cmdline);
}
