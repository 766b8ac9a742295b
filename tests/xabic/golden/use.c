/* SPDX-License-Identifier: MIT */
/*
 * Shows that the header of the golden spec means in a C compiler what the spec says: texts come through unchanged,
 * flags are masks of their width, lists have every value, numbers are those of the rules.
 */
#include <all.h>

#include <stdio.h>
#include <string.h>

static int failed;

#define EXPECT(what)                                                                               \
	do {                                                                                       \
		if (!(what)) {                                                                     \
			printf("not so: %s\n", #what);                                             \
			failed = 1;                                                                \
		}                                                                                  \
	} while (0)

#define COUNT(value, name, doc) +1
#define SUM(value, name, doc)	+(value)
#define DOC(value, name, doc)	{ value, name, doc },
#define STATE(...)		{ __VA_ARGS__ },

static const struct {
	uint32_t value;
	const char *name, *doc;
} modes[] = { XABI_MAP_MODE_EACH(DOC) }, ops[] = { XABI_OP_EACH(DOC) }, small[] = { XABI_PROFILE_SMALL_EACH(DOC) };

static const struct {
	const char *reg;
	uint64_t mask, value;
	const char *holds;
} flat[] = { XABI_BOOT_X86_64_FLAT_EACH(STATE) }, arm[] = { XABI_BOOT_ARM64_FLAT_EACH(STATE) };

/* The text of the fingerprint and its four words are the same 32 bytes, the lowest of a word first. */
static int fingerprints_agree(void)
{
	static const uint64_t words[] = { XABI_SPEC_FINGERPRINT_0, XABI_SPEC_FINGERPRINT_1,
					  XABI_SPEC_FINGERPRINT_2, XABI_SPEC_FINGERPRINT_3 };
	char text[65];
	int i;

	for (i = 0; i < 32; i++)
		snprintf(text + 2 * i, 3, "%02x", (unsigned int)(words[i / 8] >> 8 * (i % 8)) & 0xff);
	return strcmp(text, XABI_SPEC_FINGERPRINT) == 0;
}

int main(void)
{
	struct xabi_page_info info = { 0 };

	EXPECT(XABI_SPEC_MAJOR == 1 && XABI_SPEC_MINOR == 12);
	EXPECT((0 XABI_STATUS_EACH(COUNT)) == 8);
	EXPECT((0 XABI_MAP_MODE_EACH(COUNT)) == 3);
	EXPECT((UINT64_C(0) XABI_WIDE_EACH(SUM)) == UINT64_C(0x8000000000000001));
	EXPECT(sizeof(XABI_ACCESS_LAST) == 4 && XABI_ACCESS_LAST == 0x80000000);
	EXPECT(strcmp(modes[0].doc, "As usual: \\n is no newline here, and ?" "?" "?) no bracket.") == 0);
	EXPECT(modes[1].value == 0x80000000 && strcmp(modes[2].name, "class") == 0);
	EXPECT(ops[0].value == 0x003f && strcmp(ops[0].name, "base.about") == 0);
	EXPECT(XABI_OP_MEMORY_MAP == (2 << 14 | 5 << 8 | 2 << 6 | 1));
	EXPECT(XABI_OP_DEVICE_TEXT == (3 << 14 | 62 << 8 | 2 << 6 | 2));
	EXPECT(XABI_BUF_MEMORY_MAP_LIST == 2 && XABI_BUF_MEMORY_MAP_MADE == 4);
	EXPECT(XABI_HIGHEST == UINT64_MAX);
	EXPECT(sizeof(struct xabi_event_words) == 528);
	EXPECT(sizeof(info) == 24 && sizeof(((struct xabi_range_list *)0)->class_) == 4);
	EXPECT(XABI_TRANSPORT_X86_64_TRAP_WORD == 0x58410000 && XABI_TRANSPORT_X86_64_TRAP_R10 == UINT64_MAX);
	EXPECT(XABI_TRANSPORT_ARM32_TRAP_WORD == 0x86000000);
	EXPECT(XABI_LEAF_X86_32_LOOK_IN_EAX == 0x40000006 && XABI_LEAF_X86_32_LOOK_OUT_EAX == 0x58);
	EXPECT(sizeof(arm) / sizeof(arm[0]) == 2 && arm[1].value == UINT64_MAX);
	EXPECT(sizeof(flat) / sizeof(flat[0]) == 5 + 15); /* all but rbx, of which a half is named, are zero */
	EXPECT(strcmp(flat[0].holds, "note.phys32_entry") == 0 && flat[0].mask == 0xffffffff);
	EXPECT(strcmp(flat[2].reg, "cr0") == 0 && flat[2].mask == 0x80000011 && flat[2].value == 0x11);
	EXPECT(strcmp(flat[3].reg, "cs.base") == 0 && flat[3].mask == UINT64_MAX && !*flat[3].holds);
	EXPECT(strcmp(flat[19].reg, "r15") == 0 && flat[19].value == 0);
	EXPECT(sizeof(small) / sizeof(small[0]) == 2 && small[0].value == XABI_OP_MEMORY_MAP);
	EXPECT(strcmp(small[1].name, "device.text") == 0 && small[1].value == XABI_OP_DEVICE_TEXT);
	EXPECT(fingerprints_agree());
	return failed;
}
