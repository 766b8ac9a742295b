/* SPDX-License-Identifier: MIT */
/* What compilers call where a 32-bit CPU has to divide 64 bits: of 32-bit x86 by these names, of Arm by start_arm32.S. */
#include <stddef.h>
#include <stdint.h>

uint64_t __udivmoddi4(uint64_t of, uint64_t by, uint64_t *ret_rest);
uint64_t __udivdi3(uint64_t of, uint64_t by);
uint64_t __umoddi3(uint64_t of, uint64_t by);

/* Bit by bit, as by hand. Nobody divides by 0 here. */
uint64_t __udivmoddi4(uint64_t of, uint64_t by, uint64_t *ret_rest)
{
	uint64_t quotient = 0, rest = 0;
	int bit;

	for (bit = 63; bit >= 0; bit--) {
		int over = rest >> 63;

		rest = rest << 1 | (of >> bit & 1);
		if (over || rest >= by) {
			rest -= by;
			quotient |= UINT64_C(1) << bit;
		}
	}
	if (ret_rest)
		*ret_rest = rest;
	return quotient;
}

uint64_t __udivdi3(uint64_t of, uint64_t by)
{
	return __udivmoddi4(of, by, NULL);
}

uint64_t __umoddi3(uint64_t of, uint64_t by)
{
	uint64_t rest;

	__udivmoddi4(of, by, &rest);
	return rest;
}
