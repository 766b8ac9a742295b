/* SPDX-License-Identifier: MIT */
/*
 * Proves what the simulated host does between two domains: events arrive, in words and in queues, and the right vCPU is
 * told; a granted page is the other's own, and stays as long as somebody has it.
 */
#include "tests/unit/host.h"

#define FREE  (UINT64_C(64) * MIB) /* addresses where nothing is */
#define BITS  (UINT64_C(1) * PAGE) /* where the areas of guest 1 are put */
#define EVENT (UINT64_C(2) * PAGE)
#define WORDS (UINT64_C(3) * PAGE)
#define HEADS (UINT64_C(4) * PAGE)
#define TABLE FREE
#define LIST  (UINT64_C(8) * PAGE)
#define MADE  (UINT64_C(9) * PAGE)
#define DATA  (UINT64_C(10) * PAGE)

static int start(void **state)
{
	(void)state;
	return open_host((struct xabi_host_config){ .ports = 2048 });
}

/* A channel between the guests: guest 1's port. */
static uint64_t channel(uint64_t *ret_theirs)
{
	uint64_t ours = get(one, XABI_OP_EVENT_OPEN, 2, 0);

	*ret_theirs = get(two, XABI_OP_EVENT_CONNECT, 1, ours);
	return ours;
}

/* ---- words ---- */

static void place_areas(void)
{
	assert_int_equal(slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_EVENT_BITS, 0, BITS),
			 0);
	assert_int_equal(slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_EVENTS, 0, EVENT), 0);
	assert_int_equal(slots(one, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_EVENTS, 1, EVENT + 64),
			 0);
}

static void an_event_sets_its_bits_and_tells_its_vcpu(void **state)
{
	uint64_t theirs, ours = channel(&theirs), bit = UINT64_C(1) << ours;

	(void)state;
	place_areas();
	assert_int_equal(load64(one, BITS), 0);
	assert_int_equal(slots(two, XABI_OP_EVENT_SEND, theirs, 0, 0), 0);
	assert_int_equal(load64(one, BITS), bit);
	assert_int_equal(load64(one, EVENT), 1);     /* upcall pending */
	assert_int_equal(load64(one, EVENT + 8), 1); /* in word 0 */
	assert_int_equal(xabi_host_upcalls(host, 1, 0), 1);
	/* Once more: it is pending already, so nothing more is told. */
	assert_int_equal(slots(two, XABI_OP_EVENT_SEND, theirs, 0, 0), 0);
	assert_int_equal(xabi_host_upcalls(host, 1, 0), 1);
	/* The guest takes it, moves the port to its other vCPU, and masks it. */
	store64(one, EVENT, 0);
	store64(one, EVENT + 8, 0);
	store64(one, BITS, 0);
	assert_int_equal(slots(one, XABI_OP_EVENT_MOVE, ours, 1, 0), 0);
	store64(one, BITS + 512, bit);
	assert_int_equal(slots(two, XABI_OP_EVENT_SEND, theirs, 0, 0), 0);
	assert_int_equal(load64(one, BITS), bit);
	assert_int_equal(load64(one, EVENT + 64), 0);
	assert_int_equal(slots(one, XABI_OP_EVENT_UNMASK, ours, 0, 0), 0);
	assert_int_equal(load64(one, BITS + 512), 0);
	assert_int_equal(load64(one, EVENT + 64), 1);
	assert_int_equal(load64(one, EVENT), 0);
	assert_int_equal(xabi_host_upcalls(host, 1, 0), 1);
	assert_int_equal(xabi_host_upcalls(host, 1, 1), 1);
	/* A port that is closed has nothing pending. */
	assert_int_equal(slots(one, XABI_OP_EVENT_CLOSE, ours, 0, 0), 0);
	assert_int_equal(load64(one, BITS), 0);
	assert_int_equal(get(two, XABI_OP_EVENT_STATUS, theirs, 0), XABI_PORT_KIND_UNBOUND);
}

static void the_end_that_connects_is_pending(void **state)
{
	uint64_t theirs, bits;

	(void)state;
	channel(&theirs);
	assert_int_equal(slots(two, XABI_OP_VCPU_PLACE_AREA, XABI_AREA_KIND_EVENT_BITS, 0, BITS),
			 0);
	bits = load64(two, BITS); /* what happened before the area was placed is in it */
	assert_int_equal(bits, UINT64_C(1) << theirs);
	assert_int_equal(xabi_host_upcalls(host, 2, 0), 1);
}

static void a_blocked_vcpu_wakes_for_an_event(void **state)
{
	uint64_t port = get(one, XABI_OP_EVENT_BIND_LOCAL, 1, 0);

	(void)state;
	assert_int_equal(slots(one, XABI_OP_VCPU_START, 1, 0, 0), 0);
	xabi_host_block(host, 1, 1, true);
	assert_int_equal(slots(one, XABI_OP_EVENT_SEND, port, 0, 0), 0);
	assert_int_equal(get(one, XABI_OP_VCPU_STATE, 1, 0),
			 XABI_VCPU_STATE_ONLINE | XABI_VCPU_STATE_RUNNING);
}

static void a_virq_that_a_person_raises_arrives(void **state)
{
	uint64_t port = get(one, XABI_OP_EVENT_BIND_VIRQ, XABI_VIRQ_DEBUG, 1);

	(void)state;
	place_areas();
	xabi_host_raise(host, 1, 1, XABI_VIRQ_DEBUG);
	assert_int_equal(load64(one, BITS), UINT64_C(1) << port);
	assert_int_equal(xabi_host_upcalls(host, 1, 1), 1);
	assert_int_equal(slots(one, XABI_OP_EVENT_CLOSE, port, 0, 0), 0);
	assert_int_equal(get(one, XABI_OP_EVENT_BIND_VIRQ, XABI_VIRQ_DEBUG, 1), port);
}

static void reset_goes_in_slices_and_spares_what_xen_holds(void **state)
{
	struct xabi_call made;
	uint64_t port;

	(void)state;
	while (call(one, XABI_OP_EVENT_OPEN, 2, 0, 0, 0, 0, 0).status == 0)
		;
	made = call(one, XABI_OP_EVENT_RESET, 0, 0, 0, 0, 0, 0);
	assert_int_equal(made.status, XABI_STATUS_AGAIN);
	assert_int_equal(made.out[0], 64);
	while (made.status == XABI_STATUS_AGAIN)
		made = call(one, XABI_OP_EVENT_RESET, made.out[0], 0, 0, 0, 0, 0);
	assert_int_equal(made.status, XABI_STATUS_OK);
	assert_int_equal(get(one, XABI_OP_EVENT_STATUS, 1, 0), XABI_PORT_KIND_UNBOUND); /* held */
	assert_int_equal(slots(one, XABI_OP_EVENT_SEND, 1, 0, 0), XABI_STATUS_WRONG_PORT);
	for (port = 2; port < 2048; port++)
		assert_int_equal(get(one, XABI_OP_EVENT_STATUS, port, 0), XABI_PORT_KIND_CLOSED);
	assert_int_equal(slots(one, XABI_OP_EVENT_RESET, UINT64_MAX, 0, 0), XABI_STATUS_OK);
}

/* ---- queues ---- */

#define PENDING (1u << 31)
#define MASKED  (1u << 30)
#define LINKED  (1u << 29)

static uint64_t word_at(uint64_t port)
{
	return WORDS + 4 * port;
}

static uint64_t head_at(unsigned int priority)
{
	return HEADS + 8 + 4 * priority;
}

static void queues_hold_events_in_the_order_they_came(void **state)
{
	uint64_t theirs[3], ours[3];
	unsigned int i;

	(void)state;
	for (i = 0; i < 3; i++)
		ours[i] = channel(&theirs[i]);
	assert_int_equal(slots(one, XABI_OP_EVENT_SET_PRIORITY, ours[2], 0, 0),
			 XABI_STATUS_UNSUPPORTED);
	assert_int_equal(get(one, XABI_OP_EVENT_FIFO_START, 0, HEADS), 17);
	assert_int_equal(slots(one, XABI_OP_EVENT_FIFO_START, 0, HEADS + 256, 0),
			 XABI_STATUS_IN_USE);
	/* Before its word is there an event waits with the host. */
	assert_int_equal(slots(two, XABI_OP_EVENT_SEND, theirs[1], 0, 0), 0);
	assert_int_equal(load32(one, word_at(ours[1])), 0);
	assert_int_equal(slots(one, XABI_OP_EVENT_FIFO_EXPAND, WORDS, 0, 0), 0);
	assert_int_equal(load32(one, word_at(ours[1])), PENDING | LINKED);
	assert_int_equal(load32(one, HEADS), 1u << 7); /* ready */
	assert_int_equal(load32(one, head_at(7)), ours[1]);
	assert_int_equal(xabi_host_upcalls(host, 1, 0), 1);
	/* The next one of the queue is linked behind it; another priority has its own. */
	assert_int_equal(slots(two, XABI_OP_EVENT_SEND, theirs[0], 0, 0), 0);
	assert_int_equal(load32(one, word_at(ours[1])), PENDING | LINKED | ours[0]);
	assert_int_equal(load32(one, word_at(ours[0])), PENDING | LINKED);
	assert_int_equal(slots(one, XABI_OP_EVENT_SET_PRIORITY, ours[2], 0, 0), 0);
	assert_int_equal(slots(two, XABI_OP_EVENT_SEND, theirs[2], 0, 0), 0);
	assert_int_equal(load32(one, head_at(0)), ours[2]);
	assert_int_equal(load32(one, HEADS), 1u << 7 | 1u);
}

static void an_emptied_queue_starts_at_its_head_again(void **state)
{
	uint64_t theirs, ours = channel(&theirs);

	(void)state;
	get(one, XABI_OP_EVENT_FIFO_START, 0, HEADS);
	assert_int_equal(slots(one, XABI_OP_EVENT_FIFO_EXPAND, WORDS, 0, 0), 0);
	assert_int_equal(slots(two, XABI_OP_EVENT_SEND, theirs, 0, 0), 0);
	/* The guest takes it. */
	store32(one, HEADS, 0);
	store32(one, head_at(7), 0);
	store32(one, word_at(ours), 0);
	assert_int_equal(slots(two, XABI_OP_EVENT_SEND, theirs, 0, 0), 0);
	assert_int_equal(load32(one, word_at(ours)), PENDING | LINKED); /* not to itself */
	assert_int_equal(load32(one, head_at(7)), ours);
	/* Masked it is only pending, until it is unmasked. */
	store32(one, HEADS, 0);
	store32(one, head_at(7), 0);
	store32(one, word_at(ours), MASKED);
	assert_int_equal(slots(two, XABI_OP_EVENT_SEND, theirs, 0, 0), 0);
	assert_int_equal(load32(one, word_at(ours)), PENDING | MASKED);
	assert_int_equal(load32(one, HEADS), 0);
	assert_int_equal(slots(one, XABI_OP_EVENT_UNMASK, ours, 0, 0), 0);
	assert_int_equal(load32(one, word_at(ours)), PENDING | LINKED);
	assert_int_equal(load32(one, HEADS), 1u << 7);
}

static void reset_goes_back_to_words(void **state)
{
	struct xabi_call made = { .status = XABI_STATUS_AGAIN };
	uint64_t port;

	(void)state;
	get(one, XABI_OP_EVENT_FIFO_START, 0, HEADS);
	assert_int_equal(slots(one, XABI_OP_EVENT_FIFO_EXPAND, WORDS, 0, 0), 0);
	while (made.status == XABI_STATUS_AGAIN)
		made = call(one, XABI_OP_EVENT_RESET, made.out[0], 0, 0, 0, 0, 0);
	place_areas();
	port = get(one, XABI_OP_EVENT_BIND_LOCAL, 0, 0);
	assert_int_equal(slots(one, XABI_OP_EVENT_SEND, port, 0, 0), 0);
	assert_int_equal(load64(one, BITS), UINT64_C(1) << port);
	assert_int_equal(load32(one, word_at(port)), 0);
	assert_int_equal(slots(one, XABI_OP_EVENT_FIFO_EXPAND, WORDS, 0, 0),
			 XABI_STATUS_UNSUPPORTED);
	get(one, XABI_OP_EVENT_FIFO_START, 0, HEADS);
}

static void nothing_that_a_guest_writes_into_its_queues_harms(void **state)
{
	uint64_t theirs[8];
	uint32_t seed = 1;
	unsigned int i, j;

	(void)state;
	for (i = 0; i < 8; i++)
		channel(&theirs[i]);
	get(one, XABI_OP_EVENT_FIFO_START, 0, HEADS);
	assert_int_equal(slots(one, XABI_OP_EVENT_FIFO_EXPAND, WORDS, 0, 0), 0);
	for (i = 0; i < 20000; i++) {
		for (j = 0; j < 20; j++) {
			seed = seed * 1664525 + 1013904223;
			store32(one, WORDS + 4 * j, seed);
			store32(one, HEADS + 4 * j, seed);
		}
		assert_int_equal(slots(two, XABI_OP_EVENT_SEND, theirs[i % 8], 0, 0), 0);
		assert_int_equal(slots(one, XABI_OP_EVENT_UNMASK, i % 12, 0, 0), 0);
	}
}

/* ---- grants ---- */

#define PERMIT    1u
#define READ_ONLY 4u
#define READING   8u
#define WRITING   16u

static void place_table(struct xabi_caller *caller)
{
	assert_int_equal(slots(caller, XABI_OP_GRANT_PLACE, XABI_FRAME_KIND_ENTRIES, 0, TABLE), 0);
}

/* Entry of version 1: guest 2's page at AT, for guest 1. */
static void grant(uint32_t ref, uint32_t flags, uint64_t at)
{
	store32(two, TABLE + 8 * ref, flags | 1u << 16);
	store32(two, TABLE + 8 * ref + 4, (uint32_t)(at / PAGE));
}

static uint32_t grant_flags(uint32_t ref)
{
	return load32(two, TABLE + 8 * ref) & 0xffff;
}

static struct xabi_call map(const struct xabi_grant_map *list, uint32_t n)
{
	store(one, LIST, list, n * sizeof(*list));
	fill(one, MADE, n * sizeof(struct xabi_grant_mapped));
	return call(one, XABI_OP_GRANT_MAP, 0, 0, LIST, n * sizeof(*list), MADE,
		    n * sizeof(struct xabi_grant_mapped));
}

static struct xabi_call unmap(uint32_t mapping, uint64_t at)
{
	struct xabi_grant_unmap list = { .mapping = mapping, .at = at };

	store(one, LIST, &list, sizeof(list));
	return call(one, XABI_OP_GRANT_UNMAP, 0, 0, 0, 0, LIST, sizeof(list));
}

static void a_granted_page_is_the_others_own(void **state)
{
	const struct xabi_grant_map list[] = {
		{ .owner = 2, .ref = 8, .at = FREE },
		{ .owner = 2, .ref = 9, .mode = XABI_GRANT_MODE_READ_ONLY, .at = FREE + PAGE },
	};
	struct xabi_grant_mapped made[2];
	struct xabi_call mapped;

	(void)state;
	place_table(two);
	grant(8, PERMIT, DATA);
	grant(9, PERMIT | READ_ONLY, DATA);
	mapped = map(list, 2);
	assert_int_equal(mapped.status, XABI_STATUS_OK);
	assert_int_equal(mapped.out[0], 2);
	load(one, MADE, made, sizeof(made));
	assert_true(made[0].mapping != made[1].mapping && !made[0].pad && !made[1].pad);
	assert_int_equal(grant_flags(8), PERMIT | READING | WRITING);
	assert_int_equal(grant_flags(9), PERMIT | READ_ONLY | READING);
	store64(two, DATA, 0x1234);
	assert_int_equal(load64(one, FREE), 0x1234);
	assert_int_equal(load64(one, FREE + PAGE), 0x1234);
	store64(one, FREE + 8, 0x5678);
	assert_int_equal(load64(two, DATA + 8), 0x5678);
	assert_false(xabi_host_store(host, 1, FREE + PAGE, "x", 1));
	/* It stays the mapping's when its owner gives it away. */
	assert_int_equal(slots(two, XABI_OP_MEMORY_RELEASE, DATA, PAGE, 0), 0);
	assert_int_equal(load64(one, FREE), 0x1234);
	assert_int_equal(slots(two, XABI_OP_GRANT_SET_VERSION, 2, 0, 0), XABI_STATUS_BUSY);
	assert_int_equal(unmap(made[0].mapping, FREE + PAGE * 2).status, XABI_STATUS_NOT_PLACED);
	assert_int_equal(unmap(made[0].mapping, FREE).status, XABI_STATUS_OK);
	assert_false(xabi_host_load(host, 1, FREE, made, 1));
	assert_int_equal(grant_flags(8), PERMIT);
	assert_int_equal(unmap(made[0].mapping, FREE).status, XABI_STATUS_WRONG_MAPPING);
	assert_int_equal(unmap(made[1].mapping, FREE + PAGE).status, XABI_STATUS_OK);
	assert_int_equal(slots(two, XABI_OP_GRANT_SET_VERSION, 2, 0, 0), XABI_STATUS_OK);
}

static void a_batch_of_maps_stops_and_goes_on(void **state)
{
	struct xabi_grant_map list[40];
	struct xabi_call mapped;
	uint32_t i;

	(void)state;
	place_table(two);
	for (i = 0; i < 40; i++) {
		list[i] = (struct xabi_grant_map){ .owner = 2, .ref = i, .at = FREE + i * PAGE };
		grant(i, PERMIT, DATA);
	}
	mapped = map(list, 40);
	assert_int_equal(mapped.status, XABI_STATUS_AGAIN);
	assert_int_equal(mapped.out[0], 32);
	assert_true(xabi_host_load(host, 1, FREE + 31 * PAGE, &i, 4));
	assert_false(xabi_host_load(host, 1, FREE + 32 * PAGE, &i, 4));
	assert_int_equal(load64(one, MADE + 31 * 8) >> 32, 0);
	assert_int_equal(load64(one, MADE + 32 * 8), 0xa5a5a5a5a5a5a5a5);
	list[34].ref = 100;
	mapped = map(list + 32, 8);
	assert_int_equal(mapped.status, XABI_STATUS_WRONG_GRANT);
	assert_int_equal(mapped.out[0], 2);
	list[34].pad = 1;
	mapped = map(list + 34, 1);
	assert_int_equal(mapped.status, XABI_STATUS_BAD_FIELD);
	assert_int_equal(mapped.out[3], offsetof(struct xabi_grant_map, pad));
	assert_int_equal(mapped.out[0], 0);
}

static void what_a_grant_does_not_allow_is_refused(void **state)
{
	struct xabi_grant_map list = { .owner = 2, .ref = 3, .at = FREE };

	(void)state;
	assert_int_equal(map(&list, 1).status, XABI_STATUS_WRONG_GRANT); /* no table yet */
	place_table(two);
	grant(3, 0, DATA);
	assert_int_equal(map(&list, 1).status, XABI_STATUS_WRONG_GRANT);
	grant(3, PERMIT | READ_ONLY, DATA);
	assert_int_equal(map(&list, 1).status, XABI_STATUS_READ_ONLY);
	grant(3, PERMIT, FREE); /* the table itself, which is no RAM of the guest's */
	assert_int_equal(map(&list, 1).status, XABI_STATUS_WRONG_GRANT);
	grant(3, PERMIT, UINT64_C(0xffffffff) * PAGE);
	assert_int_equal(map(&list, 1).status, XABI_STATUS_WRONG_GRANT);
	grant(3, PERMIT, DATA);
	store32(two, TABLE + 8 * 3, PERMIT | 7u << 16); /* to guest 7 */
	assert_int_equal(map(&list, 1).status, XABI_STATUS_WRONG_GRANT);
	list.owner = 77;
	assert_int_equal(map(&list, 1).status, XABI_STATUS_NO_SUCH_DOMAIN);
	list.owner = 2;
	list.at = 0;
	assert_int_equal(map(&list, 1).status, XABI_STATUS_OCCUPIED);
	list.at = one->gpa_limit;
	assert_int_equal(map(&list, 1).status, XABI_STATUS_BAD_RANGE);
}

static void a_copy_moves_bytes_both_ways(void **state)
{
	const struct xabi_grant_copy list[] = {
		{ .owner = 2, .ref = 8, .offset = 10, .size = 5, .at = DATA + 100 },
		{ .owner = 2,
		  .ref = 8,
		  .to = XABI_COPY_TO_GRANT,
		  .offset = 20,
		  .size = 4096 - 20,
		  .at = DATA },
		{ .owner = 2, .ref = 9, .to = XABI_COPY_TO_GRANT, .size = 1, .at = DATA },
		{ .owner = 2, .ref = 8, .offset = 4090, .size = 7, .at = DATA },
		{ .owner = 2, .ref = 8, .size = 2, .at = DATA + 4095 },
	};
	uint8_t bytes[8];
	struct xabi_call made;

	(void)state;
	place_table(two);
	grant(8, PERMIT, DATA);
	grant(9, PERMIT | READ_ONLY, DATA);
	store(two, DATA + 10, "hello", 5);
	store(one, DATA, "world", 5);
	store(one, LIST, list, sizeof(list));
	made = call(one, XABI_OP_GRANT_COPY, 0, 0, 0, 0, LIST, sizeof(list));
	assert_int_equal(made.status, XABI_STATUS_READ_ONLY);
	assert_int_equal(made.out[0], 2);
	load(one, DATA + 100, bytes, 6);
	assert_memory_equal(bytes, "hello", 6);
	load(two, DATA + 20, bytes, 5);
	assert_memory_equal(bytes, "world", 5);
	load(two, DATA + 10, bytes, 5);
	assert_memory_equal(bytes, "hello", 5);
	made = call(one, XABI_OP_GRANT_COPY, 0, 0, 0, 0, LIST + 3 * sizeof(list[0]),
		    sizeof(list[0]));
	assert_int_equal(made.status, XABI_STATUS_BAD_RANGE);
	made = call(one, XABI_OP_GRANT_COPY, 0, 0, 0, 0, LIST + 4 * sizeof(list[0]),
		    sizeof(list[0]));
	assert_int_equal(made.status, XABI_STATUS_NOT_BACKED);
	assert_int_equal(grant_flags(8), PERMIT);
}

static void version_2_has_its_status_apart_and_parts_of_pages(void **state)
{
	/* flags, domain, offset, size, page: of part of a page, and of a whole one */
	const uint16_t part[8] = { PERMIT | 1u << 8, 1, 100, 50, DATA / PAGE };
	const uint16_t whole[8] = { PERMIT, 1, 0, 0, DATA / PAGE };
	struct xabi_grant_copy copy = {
		.owner = 2, .ref = 8, .offset = 100, .size = 50, .at = DATA
	};
	struct xabi_grant_map list = { .owner = 2, .ref = 8, .at = FREE };
	uint16_t status;

	(void)state;
	place_table(two);
	grant(3, PERMIT, DATA);
	assert_int_equal(slots(two, XABI_OP_GRANT_PLACE, XABI_FRAME_KIND_STATUS, 0, FREE + PAGE),
			 XABI_STATUS_NO_ROOM);
	assert_int_equal(slots(two, XABI_OP_GRANT_SET_VERSION, 2, 0, 0), XABI_STATUS_OK);
	assert_int_equal(load32(two, TABLE + 16 * 3), PERMIT | 1u << 16); /* of the first eight */
	assert_int_equal(load64(two, TABLE + 16 * 3 + 8), DATA / PAGE);
	assert_int_equal(slots(two, XABI_OP_GRANT_PLACE, XABI_FRAME_KIND_STATUS, 0, FREE + PAGE),
			 0);
	store(two, TABLE + 16 * 8, part, sizeof(part));
	store(one, LIST, &copy, sizeof(copy));
	assert_int_equal(call(one, XABI_OP_GRANT_COPY, 0, 0, 0, 0, LIST, sizeof(copy)).status, 0);
	copy.size = 51;
	store(one, LIST, &copy, sizeof(copy));
	assert_int_equal(call(one, XABI_OP_GRANT_COPY, 0, 0, 0, 0, LIST, sizeof(copy)).status,
			 XABI_STATUS_WRONG_GRANT);
	assert_int_equal(map(&list, 1).status, XABI_STATUS_WRONG_GRANT);
	store(two, TABLE + 16 * 8, whole, sizeof(whole));
	assert_int_equal(map(&list, 1).status, XABI_STATUS_OK);
	load(two, FREE + PAGE + 2 * 8, &status, sizeof(status));
	assert_int_equal(status, READING | WRITING);
	assert_int_equal(load32(two, TABLE + 16 * 8) & 0xffff, PERMIT);
	assert_int_equal(unmap(load32(one, MADE), FREE).status, 0);
	/* Back to version 1 the status frame is gone, wherever it was. */
	assert_int_equal(slots(two, XABI_OP_GRANT_SET_VERSION, 1, 0, 0), 0);
	assert_false(xabi_host_load(host, 2, FREE + PAGE, &status, sizeof(status)));
	assert_int_equal(grant_flags(3), PERMIT);
}

static void a_frame_of_the_table_moves_and_is_taken_away(void **state)
{
	struct xabi_call size;
	uint8_t byte;

	(void)state;
	place_table(two);
	grant(0, PERMIT, DATA);
	assert_int_equal(slots(two, XABI_OP_GRANT_PLACE, 0, 0, FREE + 5 * PAGE), 0);
	assert_false(xabi_host_load(host, 2, TABLE, &byte, 1));
	assert_int_equal(load32(two, FREE + 5 * PAGE), PERMIT | 1u << 16);
	assert_int_equal(slots(two, XABI_OP_GRANT_PLACE, 0, 3, FREE + 2 * PAGE), 0);
	size = call(two, XABI_OP_GRANT_SIZE, 0, 0, 0, 0, 0, 0);
	assert_true(size.out[0] == 4 && size.out[1] == 4 && size.out[2] == 1 && size.out[3] == 2);
	assert_int_equal(slots(two, XABI_OP_GRANT_PLACE, 0, 4, FREE + PAGE), XABI_STATUS_NO_ROOM);
	assert_int_equal(slots(two, XABI_OP_MEMORY_REMOVE, FREE + 5 * PAGE, 0, 0), 0);
	assert_false(xabi_host_load(host, 2, FREE + 5 * PAGE, &byte, 1));
	assert_int_equal(slots(two, XABI_OP_MEMORY_REMOVE, FREE + 5 * PAGE, 0, 0),
			 XABI_STATUS_NOT_PLACED);
	place_table(two); /* what was in it is still there */
	assert_int_equal(grant_flags(0), PERMIT);
}

static void a_mapping_outlives_the_domain_that_granted(void **state)
{
	struct xabi_grant_map list = { .owner = 2, .ref = 8, .at = FREE };
	struct xabi_call made = { .status = XABI_STATUS_AGAIN };

	(void)state;
	place_table(two);
	grant(8, PERMIT, DATA);
	store64(two, DATA, 0x1234);
	assert_int_equal(map(&list, 1).status, XABI_STATUS_OK);
	while (made.status == XABI_STATUS_AGAIN)
		made = call(control, XABI_OP_LIFECYCLE_DESTROY, 2, made.out[0], 0, 0, 0, 0);
	assert_int_equal(made.status, XABI_STATUS_OK);
	assert_int_equal(load64(one, FREE), 0x1234);
	assert_int_equal(unmap(load32(one, MADE), FREE).status, XABI_STATUS_OK);
	list.at = FREE + PAGE;
	assert_int_equal(map(&list, 1).status, XABI_STATUS_NO_SUCH_DOMAIN);
}

static void the_one_that_maps_may_go_first(void **state)
{
	struct xabi_grant_map list = { .owner = 2, .ref = 8, .at = FREE };
	struct xabi_call made = { .status = XABI_STATUS_AGAIN };

	(void)state;
	place_table(two);
	grant(8, PERMIT, DATA);
	assert_int_equal(map(&list, 1).status, XABI_STATUS_OK);
	while (made.status == XABI_STATUS_AGAIN)
		made = call(control, XABI_OP_LIFECYCLE_DESTROY, 1, made.out[0], 0, 0, 0, 0);
	assert_int_equal(grant_flags(8), PERMIT);
	assert_int_equal(slots(two, XABI_OP_GRANT_SET_VERSION, 2, 0, 0), XABI_STATUS_OK);
}

static void a_domain_can_map_its_own(void **state)
{
	struct xabi_grant_map list = { .owner = XABI_DOMAIN_SELF, .ref = 8, .at = FREE + PAGE };

	(void)state;
	place_table(one);
	store32(one, TABLE + 8 * 8, PERMIT | 1u << 16);
	store32(one, TABLE + 8 * 8 + 4, DATA / PAGE);
	assert_int_equal(map(&list, 1).status, XABI_STATUS_OK);
	store64(one, DATA, 99);
	assert_int_equal(load64(one, FREE + PAGE), 99);
}

static void a_sealed_page_cannot_be_granted_until_it_is_shared(void **state)
{
	struct xabi_grant_map list = { .owner = 2, .ref = 8, .at = FREE };

	close_host(state);
	open_host((struct xabi_host_config){ .sealed = true });
	assert_int_equal(slots(one, XABI_OP_MEMORY_SHARE, LIST, 2 * PAGE, 0), 0);
	place_table(two);
	grant(8, PERMIT, DATA);
	assert_int_equal(map(&list, 1).status, XABI_STATUS_WRONG_GRANT);
	assert_int_equal(slots(two, XABI_OP_MEMORY_SHARE, DATA, PAGE, 0), 0);
	assert_int_equal(map(&list, 1).status, XABI_STATUS_OK);
	assert_int_equal(slots(two, XABI_OP_MEMORY_UNSHARE, DATA, PAGE, 0), XABI_STATUS_BUSY);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, close_host)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_event_sets_its_bits_and_tells_its_vcpu),
		TEST(the_end_that_connects_is_pending),
		TEST(a_blocked_vcpu_wakes_for_an_event),
		TEST(a_virq_that_a_person_raises_arrives),
		TEST(reset_goes_in_slices_and_spares_what_xen_holds),
		TEST(queues_hold_events_in_the_order_they_came),
		TEST(an_emptied_queue_starts_at_its_head_again),
		TEST(reset_goes_back_to_words),
		TEST(nothing_that_a_guest_writes_into_its_queues_harms),
		TEST(a_granted_page_is_the_others_own),
		TEST(a_batch_of_maps_stops_and_goes_on),
		TEST(what_a_grant_does_not_allow_is_refused),
		TEST(a_copy_moves_bytes_both_ways),
		TEST(version_2_has_its_status_apart_and_parts_of_pages),
		TEST(a_frame_of_the_table_moves_and_is_taken_away),
		TEST(a_mapping_outlives_the_domain_that_granted),
		TEST(the_one_that_maps_may_go_first),
		TEST(a_domain_can_map_its_own),
		TEST(a_sealed_page_cannot_be_granted_until_it_is_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
