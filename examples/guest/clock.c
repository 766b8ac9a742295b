/* SPDX-License-Identifier: MIT */
/*
 * A guest that is a clock: it asks XABI for the time once, and goes on by the vCPU's own counter, at the frequency that the
 * answer has. It tells the time of day each second, `seconds=N` times (default 3), and then what XABI says again: the two
 * may differ by a millisecond, or its status is 1.
 */
#include "guest/counter.h"
#include "guest/guest.h"
#include "guest/hypercall.h"
#include "guest/xabi.h"

#define SECOND 1000000000u
#define MOST   1000000u /* nanoseconds between the two clocks */

struct time {
	uint64_t system, wall, counter, frequency;
};

static bool ask(struct time *ret_time)
{
	return xabi_time_now(&ret_time->system, &ret_time->wall, &ret_time->counter,
			     &ret_time->frequency) == XABI_STATUS_OK;
}

/* Nanoseconds since @then, without a product that does not fit. */
static uint64_t elapsed(const struct time *then, uint64_t now)
{
	uint64_t ticks = now - then->counter;

	return ticks / then->frequency * SECOND +
	       ticks % then->frequency * SECOND / then->frequency;
}

void guest_main(const char *type, const char *cmdline)
{
	uint32_t seconds = 3, i;
	uint64_t wall, passed;
	struct time then, last;
	char value[16];

	if (cmdline_get(cmdline, "seconds", sizeof(value), value))
		parse_u32(value, &seconds);
	if (!ask(&then)) {
		console_printf("%s: nothing here knows XABI's time.now\n", type);
		guest_exit(cmdline, 2);
	}
	for (i = 1; i <= seconds; i++) {
		do {
			xabi_vcpu_yield();
			passed = elapsed(&then, guest_counter());
		} while (passed < (uint64_t)i * SECOND);
		wall = (then.wall + passed) / SECOND % 86400;
		console_printf("%s: %u s, %u:%u:%u UTC\n", type, i, (unsigned int)(wall / 3600),
			       (unsigned int)(wall / 60 % 60), (unsigned int)(wall % 60));
	}
	ask(&last);
	passed = last.system - then.system - elapsed(&then, last.counter) + MOST;
	console_printf("%s: XABI's time and the counter's %s\n", type,
		       passed <= 2 * MOST ? "agree" : "are more than a millisecond apart");
	guest_exit(cmdline, passed > 2 * MOST);
}
