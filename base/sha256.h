/* SPDX-License-Identifier: MIT */
/* SHA-256 of a text in memory: FIPS 180-4, sections 4.1.2, 4.2.2, 5 and 6.2. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32

struct sha256 {
	uint8_t bytes[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1];
};

void sha256(const void *data, size_t len, struct sha256 *ret_digest);

#endif
