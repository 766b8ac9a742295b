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

static const struct {
	uint32_t value;
	const char *name, *doc;
} modes[] = { XABI_MAP_MODE_EACH(DOC) }, ops[] = { XABI_OP_EACH(DOC) };

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
	EXPECT(sizeof(info) == 24 && sizeof(((struct xabi_range_list *)0)->class_) == 4);
	return failed;
}
