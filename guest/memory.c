/* SPDX-License-Identifier: MIT */
/* What compilers call by themselves in freestanding code, too. */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *left, const void *right, size_t n);

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	return memmove(to, from, n);
}

void *memmove(void *to, const void *from, size_t n)
{
	const uint8_t *source = from;
	uint8_t *target = to;
	size_t i;

	for (i = 0; target <= source && i < n; i++)
		target[i] = source[i];
	while (target > source && n--)
		target[n] = source[n];
	return to;
}

void *memset(void *to, int byte, size_t n)
{
	uint8_t *target = to;

	while (n--)
		target[n] = (uint8_t)byte;
	return to;
}

int memcmp(const void *left, const void *right, size_t n)
{
	const uint8_t *a = left, *b = right;

	for (; n; n--, a++, b++) {
		if (*a != *b)
			return *a - *b;
	}
	return 0;
}
