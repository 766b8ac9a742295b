/* SPDX-License-Identifier: MIT */
/* Proves that base/sha256 is SHA-256: the examples of FIPS 180-4, and each length around the edges of a block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"

static void the_examples_of_the_standard(void **state)
{
	static const struct {
		const char *text, *hex;
	} examples[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
		{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
		  "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
		  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
	};
	struct sha256 digest;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		sha256(examples[i].text, strlen(examples[i].text), &digest);
		assert_string_equal(digest.hex, examples[i].hex);
	}
}

static void a_million_letters(void **state)
{
	char *letters = malloc(1000000);
	struct sha256 digest;

	(void)state;
	memset(letters, 'a', 1000000);
	sha256(letters, 1000000, &digest);
	free(letters);
	assert_string_equal(digest.hex,
			    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* The digest of all those digests; the number is Python's hashlib's. Each text has just its size, for the sanitizer. */
static void every_length_up_to_five_blocks(void **state)
{
	uint8_t digests[300 * SHA256_BYTES];
	struct sha256 digest;
	uint8_t *text;
	size_t n, i;

	(void)state;
	for (n = 0; n < 300; n++) {
		text = malloc(n ? n : 1);
		for (i = 0; i < n; i++)
			text[i] = (uint8_t)(7 * i + n);
		sha256(text, n, &digest);
		free(text);
		memcpy(digests + n * SHA256_BYTES, digest.bytes, SHA256_BYTES);
	}
	sha256(digests, sizeof(digests), &digest);
	assert_string_equal(digest.hex,
			    "d5238871a46ac4a1a75ac3fb19d645b0b3b9e5f35f5f720e2b240d605c6b694e");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_examples_of_the_standard),
		cmocka_unit_test(a_million_letters),
		cmocka_unit_test(every_length_up_to_five_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
