/* SPDX-License-Identifier: MIT */
/* Stubs of slots alone, for ./registers to look at. */
#include "xabi/guest.h"

uint16_t constant(void)
{
	return xabi_event_send(3);
}

uint16_t none(void)
{
	return xabi_vcpu_yield();
}

uint16_t six(uint64_t at)
{
	return xabi_console_put(40, 1, 2, 3, 4, at);
}
