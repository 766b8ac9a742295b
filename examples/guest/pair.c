/* SPDX-License-Identifier: MIT */
/*
 * Two guests that share a page by grant and ring each other, each with this program: one with `give=DOMAIN` grants a page
 * to that domain, the other with `take=DOMAIN` maps it. Nothing tells them about each other but those numbers: the
 * grant is the first that a guest has to give away, and the port to connect to stands in the page. They add to a number in
 * the page in turns, ring after each, and end when it has come to the sum.
 */
#include "guest/guest.h"
#include "guest/hypercall.h"
#include "guest/xabi.h"

#define REF   8u /* those before it are for the toolstack */
#define SUM   20u
#define TRIES 1000000u

/* An entry of a guest's grant table: version 1 of the format of Xen's older ABI. */
struct entry {
	volatile uint16_t flags;
	uint16_t domain;
	uint32_t frame;
};

#define PERMIT 1

struct shared {
	uint32_t port; /* of the giver, that the taker connects to */
	uint32_t number;
};

static volatile struct shared page[XABI_GRANT_FRAME / sizeof(struct shared)]
	__attribute__((aligned(XABI_GRANT_FRAME)));
static struct xabi_event_bits bits __attribute__((aligned(4096)));
static const char *me;
static const char *end_of; /* the command line */

/* Ends the guest where @status, of what @what says, is no success. */
static void need(uint16_t status, const char *what)
{
	if (status == XABI_STATUS_OK)
		return;
	console_printf("%s: %s: status %u\n", me, what, status);
	guest_exit(end_of, 1);
}

/* An address where nothing is. */
static uint64_t nowhere(void)
{
	uint64_t end = 0;

	need(xabi_memory_size(NULL, NULL, &end), "memory.size");
	return (end + XABI_GRANT_FRAME - 1) & ~(uint64_t)(XABI_GRANT_FRAME - 1);
}

/* The port to the taker, which is in the page, too. */
static uint32_t give(uint16_t taker)
{
	uint64_t table = nowhere();
	struct entry *entry = (struct entry *)(uintptr_t)table + REF;
	uint32_t port = 0;

	need(xabi_event_open(taker, &port), "event.open");
	page->port = port;
	need(xabi_grant_place(XABI_FRAME_KIND_ENTRIES, 0, table), "grant.place");
	entry->domain = taker;
	entry->frame = (uint32_t)((uintptr_t)page / XABI_GRANT_FRAME);
	smp_mb(); /* the entry is whole before it says so */
	entry->flags = PERMIT;
	return port;
}

/* The other one may not have come so far: tries again. */
static volatile struct shared *take(uint16_t giver, uint32_t *ret_port)
{
	struct xabi_grant_map map = { .owner = giver, .ref = REF, .at = nowhere() };
	struct xabi_grant_mapped mapped;
	uint16_t status = XABI_STATUS_UNKNOWN_ERROR;
	unsigned int i;

	for (i = 0; i < TRIES && status != XABI_STATUS_OK; i++) {
		xabi_vcpu_yield();
		status = xabi_grant_map((uintptr_t)&map, sizeof(map), (uintptr_t)&mapped,
					sizeof(mapped), NULL);
	}
	need(status, "grant.map");
	need(xabi_event_connect(giver, ((volatile struct shared *)(uintptr_t)map.at)->port,
				ret_port),
	     "event.connect");
	return (volatile struct shared *)(uintptr_t)map.at;
}

/* Whether @port has rung since it was last asked. */
static bool rung(uint32_t port)
{
	uint64_t bit = UINT64_C(1) << port % 64;

	return __atomic_fetch_and(&bits.pending[port / 64], ~bit, __ATOMIC_ACQ_REL) & bit;
}

void guest_main(const char *type, const char *cmdline)
{
	volatile struct shared *shared = page;
	unsigned int heard = 0, tries = 0;
	uint32_t domain = 0, port = 0, number;
	bool gives, has_bits;
	char value[16] = "";

	(void)type;
	end_of = cmdline;
	gives = cmdline_get(cmdline, "give", sizeof(value), value);
	if ((!gives && !cmdline_get(cmdline, "take", sizeof(value), value)) ||
	    !parse_u32(value, &domain)) {
		console_printf("usage: give=DOMAIN in one guest, take=DOMAIN in the other\n");
		guest_exit(cmdline, 2);
	}
	me = gives ? "giver" : "taker";
	/* Where this Xen has no such area the number in the page has to do. */
	has_bits = xabi_vcpu_place_area(XABI_AREA_KIND_EVENT_BITS, 0, (uintptr_t)&bits) ==
		   XABI_STATUS_OK;
	if (gives)
		port = give((uint16_t)domain);
	else
		shared = take((uint16_t)domain, &port);

	for (number = 0; number < SUM && tries++ < TRIES; number = shared->number) {
		xabi_vcpu_yield();
		heard += has_bits && rung(port);
		if (number % 2 != gives)
			continue;
		smp_mb();
		shared->number = number + 1;
		need(xabi_event_send(port), "event.send");
		tries = 0;
	}
	console_printf("%s: the number is %u\n", me, shared->number);
	if (has_bits)
		console_printf("%s: heard the bell%s\n", me, heard ? "" : " never");
	guest_exit(cmdline, shared->number != SUM || (has_bits && !heard));
}
