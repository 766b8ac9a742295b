/* SPDX-License-Identifier: MIT */
/*
 * A guest that says hello and powers off, all by stubs: console.put takes text in slots, so it needs no memory that Xen
 * can see. guest/ starts it on x86-64 (PV, PVH) and arm64.
 */
#include "guest/guest.h"
#include "guest/xabi.h"

static void say(const char *text)
{
	uint8_t size;

	while (*text) {
		uint64_t slots[5] = { 0 };

		for (size = 0; size < 40 && text[size]; size++)
			((char *)slots)[size] = text[size];
		xabi_console_put(size, slots[0], slots[1], slots[2], slots[3], slots[4]);
		text += size;
	}
}

void guest_main(const char *type, const char *cmdline)
{
	uint32_t implementation = 0;

	(void)cmdline;
	xabi_base_about(NULL, NULL, &implementation, NULL);
	say("hello from a guest of type ");
	say(type);
	say(implementation == XABI_IMPLEMENTATION_XEN ? ", on Xen\n" : "\n");
	for (;;)
		xabi_power_shutdown(XABI_SHUTDOWN_REASON_POWEROFF);
}
