/* SPDX-License-Identifier: MIT */
/*
 * Proves what the stubs pass and give back: over a provider that answers by a script and keeps the calls. Compiled twice,
 * for guests and, with USER, over a libxabi of its own. The spec is the compiler's golden one, which has one of everything.
 */
#include <stdio.h>
#include <string.h>

#include "xabi/abi.h"
#include "xabi/call.h"

/* What is answered, call by call. */
static struct xabi_call script[4];
static struct xabi_call seen[4];
static unsigned int n_calls;

static uint16_t answer(struct xabi_call *call)
{
	seen[n_calls] = *call;
	call->status = script[n_calls].status;
	memcpy(call->out, script[n_calls].out, sizeof(call->out));
	n_calls++;
	return call->status;
}

static void begin(void)
{
	memset(script, 0, sizeof(script));
	memset(seen, 0, sizeof(seen));
	n_calls = 0;
}

#ifdef USER
#include "xabi/xabi.h"

static struct xabi_error last;

int xabi_call(struct xabi *xabi, struct xabi_call *call)
{
	(void)xabi;
	last.status = answer(call);
	last.code = last.status ? XABI_ERROR_REFUSED : 0;
	return last.code;
}

const struct xabi_error *xabi_last_error(const struct xabi *xabi)
{
	(void)xabi;
	return &last;
}

#include "xabi/ops.h"
#define FAILED(name)      XABI_ERROR_REFUSED
#define CALL(name, ...)   name(NULL, __VA_ARGS__)
#define ELEMENTS(list, n) list, n
#define LIKE(list, n)     list
#define STRUCT(object)    &(object)
#define BYTES(bytes)      bytes, sizeof(bytes)
#else
#define XABI_GUEST_CALL(call) answer(call)
#include "xabi/guest.h"
#define FAILED(name)      XABI_STATUS_##name
#define CALL(name, ...)   name(__VA_ARGS__)
#define ELEMENTS(list, n) (uintptr_t)(list), (n) * sizeof((list)[0])
#define LIKE(list, n)     ELEMENTS(list, n)
#define STRUCT(object)    (uintptr_t) & (object), sizeof(object)
#define BYTES(bytes)      (uintptr_t)(bytes), sizeof(bytes)
#endif

static int n_tests, n_failed;

#define EXPECT(what)                                                                \
	do {                                                                        \
		if (!(what)) {                                                      \
			printf("# %s:%d: not so: %s\n", __FILE__, __LINE__, #what); \
			wrong = 1;                                                  \
		}                                                                   \
	} while (0)

static void verdict(int wrong, const char *what)
{
	n_failed += wrong;
	printf("%sok %d - %s\n", wrong ? "not " : "", ++n_tests, what);
}

static int is_call(unsigned int n, uint16_t op, const uint64_t in[6])
{
	return n < n_calls && seen[n].op == op && memcmp(seen[n].in, in, sizeof(seen[n].in)) == 0;
}

static void slots_only(void)
{
	const uint64_t in[6] = { 7, 0x1000, 0x2000, XABI_MAP_MODE_BIG, 1, 0 };
	const uint64_t negative[6] = { 7, 8, 0xfffffffe, 0, 0, 0 };
	int wrong = 0;

	begin();
	EXPECT(CALL(xabi_memory_populate, 7, 0x1000, 0x2000, XABI_MAP_MODE_BIG, 1) == 0);
	EXPECT(n_calls == 1 && is_call(0, XABI_OP_MEMORY_POPULATE, in));
	script[1].status = XABI_STATUS_NO_ROOM;
	EXPECT(CALL(xabi_memory_populate, 7, 0x1000, 0x2000, XABI_MAP_MODE_BIG, 1) ==
	       FAILED(NO_ROOM));
	EXPECT(CALL(xabi_memory_drop, 7, 8, -2) == 0 && is_call(2, XABI_OP_MEMORY_DROP, negative));
	verdict(wrong,
		"values go into the slots in order, a zero slot stays zero, the status comes back");
}

static void results(void)
{
	uint64_t wide = 5;
	uint32_t level = 5;
	int32_t another = 5;
	int wrong = 0;

	begin();
	script[0].status = script[1].status = XABI_STATUS_READ_ONLY;
	script[0].out[0] = 1;
#ifdef USER
#define ABOUT(...) xabi_base_about(NULL, __VA_ARGS__)
#else
#define ABOUT(...) xabi_base_about(__VA_ARGS__)
#endif
	EXPECT(ABOUT(&wide, &level, &another) == FAILED(READ_ONLY));
	EXPECT(wide == 5 && level == 5 && another == 5);
	script[1] = (struct xabi_call){ .out = { UINT64_MAX, 3, 0, 0xfffffffe } };
	EXPECT(ABOUT(&wide, &level, &another) == 0);
	EXPECT(wide == UINT64_MAX && level == 3 && another == -2);
	EXPECT(ABOUT(NULL, NULL, NULL) == 0);
	verdict(wrong,
		"results are untouched on failure, signed where they are, and may be left out");
}

static void batch(void)
{
	static struct xabi_page_info list[5];
	static struct xabi_range made[5];
	const uint64_t first[6] = { sizeof(list[0]), 0,           (uintptr_t)list, sizeof(list),
				    (uintptr_t)made, sizeof(made) };
	const uint64_t rest[6] = { sizeof(list[0]),       0,
				   (uintptr_t)(list + 3), sizeof(list) - sizeof(*list) * 3,
				   (uintptr_t)(made + 3), sizeof(made) - sizeof(*made) * 3 };
	uint32_t done = 99;
	int wrong = 0;

	begin();
	script[0] = (struct xabi_call){ .status = XABI_STATUS_AGAIN, .out = { 3 } };
	script[1].out[0] = 2;
	EXPECT(CALL(xabi_memory_map, ELEMENTS(list, 5), LIKE(made, 5), &done) == 0);
	EXPECT(n_calls == 2 && done == 5);
	EXPECT(is_call(0, XABI_OP_MEMORY_MAP, first) && is_call(1, XABI_OP_MEMORY_MAP, rest));
	begin();
	script[0] = (struct xabi_call){ .status = XABI_STATUS_AGAIN, .out = { 3 } };
	script[1] = (struct xabi_call){ .status = XABI_STATUS_WRONG_PORT, .out = { 1 } };
	EXPECT(CALL(xabi_memory_map, ELEMENTS(list, 5), LIKE(made, 5), &done) ==
	       FAILED(WRONG_PORT));
	EXPECT(n_calls == 2 && done == 4);
	verdict(wrong, "a batch goes on behind what is done, and says how many on failure, too");
}

static void cursor(void)
{
	static uint32_t ports[4];
	const uint64_t first[6] = { 0, 0, 0, 0, (uintptr_t)ports, sizeof(ports) };
	const uint64_t next[6] = { 77, 0, 0, 0, (uintptr_t)ports, sizeof(ports) };
	uint64_t at = 77;
	int wrong = 0;

	begin();
	script[0] = (struct xabi_call){ .status = XABI_STATUS_AGAIN, .out = { 77 } };
	EXPECT(CALL(xabi_memory_walk, ELEMENTS(ports, 4), NULL) == 0);
	EXPECT(n_calls == 2 && is_call(0, XABI_OP_MEMORY_WALK, first) &&
	       is_call(1, XABI_OP_MEMORY_WALK, next));
	begin();
	script[0] = (struct xabi_call){ .status = XABI_STATUS_AGAIN, .out = { 78 } };
	EXPECT(CALL(xabi_memory_walk, ELEMENTS(ports, 4), &at) == FAILED(AGAIN));
	EXPECT(n_calls == 1 && is_call(0, XABI_OP_MEMORY_WALK, next) && at == 78);
	verdict(wrong, "a cursor is passed back, by the stub or by a caller who wants slices");
}

static void buffers(void)
{
	static struct xabi_range_list from;
	static struct xabi_page_info info;
	static uint32_t list[3];
	static struct xabi_range to[3];
	static char text[10];
	const uint64_t three[6] = { (uintptr_t)&from, sizeof(from),  (uintptr_t)list,
				    sizeof(list),     (uintptr_t)to, sizeof(to) };
	const uint64_t two[6] = { 3, 0, (uintptr_t)text, 10, (uintptr_t)&info, sizeof(info) };
	uint64_t needed = 0;
	int wrong = 0;

	begin();
	EXPECT(CALL(xabi_device_three, STRUCT(from), ELEMENTS(list, 3), LIKE(to, 3), NULL) == 0);
	EXPECT(is_call(0, XABI_OP_DEVICE_THREE, three));
	script[1].out[1] = 12;
	EXPECT(CALL(xabi_device_text, 3, BYTES(text), STRUCT(info), NULL, NULL, &needed, NULL) ==
	       0);
	EXPECT(is_call(1, XABI_OP_DEVICE_TEXT, two) && needed == 12);
	verdict(wrong, "structs, elements and bytes lie in the last slots, each with its size");
}

int main(void)
{
	slots_only();
	results();
	batch();
	cursor();
	buffers();
	printf("1..%d\n", n_tests);
	return n_failed != 0;
}
