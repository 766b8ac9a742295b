/* SPDX-License-Identifier: MIT */
/*
 * Proves that no recording, however broken, and so no answer of a hypervisor, however wrong, makes the library crash, write
 * outside a buffer, or answer what its contract excludes. Real recordings (the arguments) are changed at random, always the
 * same way; the sanitizers' build of this test is what finds most.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "xabi/xabi.h"

#define ROUNDS    400 /* of each recording */
#define DOMAINS   1024
#define TEXT_MAX_ 256

/* Rounds that got as far as asking a hypervisor: if most did not, this test would prove little. */
static unsigned int asked;

static uint64_t seed = 88172645463325252;

/* xorshift64 (Marsaglia): the same numbers everywhere. */
static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return n ? seed % n : 0;
}

struct text {
	char *data;
	size_t len;
};

static struct text read_text(const char *name)
{
	struct text text = { 0 };
	FILE *file = fopen(name, "rb");

	text.data = calloc(1, 1 << 20);
	if (!file || !text.data) {
		fprintf(stderr, "cannot read %s\n", name);
		exit(2);
	}
	text.len = fread(text.data, 1, 1 << 19, file);
	fclose(file);
	return text;
}

/* Bytes changed, cut out, doubled; digits mostly, since those get furthest. */
static void mutate(struct text *text)
{
	static const char digits[] = "0123456789abcdef -\n";
	size_t times = 1 + below(4), at, len;

	while (times--) {
		at = below(text->len);
		len = below(24);
		switch (below(12)) {
		case 0:
			text->data[at] = (char)below(256);
			break;
		case 1:
			if (at + len < text->len) {
				memmove(text->data + at, text->data + at + len,
					text->len - at - len);
				text->len -= len;
			}
			break;
		case 2:
			if (at + len < text->len) {
				memmove(text->data + at + len, text->data + at, text->len - at);
				text->len += len;
			}
			break;
		default:
			text->data[at] = digits[below(sizeof(digits) - 4)];
		}
	}
}

static const char *ask_list(struct xabi *xabi, struct xabi_domain_info *list, size_t n)
{
	struct xabi_call call = { .op = XABI_OP_DOMAIN_LIST };
	uint16_t ids[DOMAINS];
	char **names;
	uint64_t i;

	call.in[XABI_BUF_DOMAIN_LIST_LIST] = (uintptr_t)list;
	call.in[XABI_BUF_DOMAIN_LIST_LIST + 1] = n * sizeof(*list);
	call.in[XABI_IN_DOMAIN_LIST_EACH] = sizeof(*list);
	if (xabi_call(xabi, &call))
		return call.out[0] ? "a failed list has a count" : NULL;
	if (call.out[XABI_OUT_DOMAIN_LIST_DONE] > n)
		return "more domains than the buffer holds";
	for (i = 0; i < call.out[XABI_OUT_DOMAIN_LIST_DONE]; i++)
		ids[i] = list[i].id;
	if (xabi_domain_names(xabi, i, ids, &names))
		return "names failed";
	while (i--)
		if (names[i] && strlen(names[i]) > 4096)
			return "a name longer than xenstore's messages";
	free(names);
	return NULL;
}

static const char *ask_texts(struct xabi *xabi)
{
	char text[TEXT_MAX_ + 1];
	struct xabi_call call = { .op = XABI_OP_HOST_TEXT };
	uint64_t item;

	for (item = 0; item <= XABI_HOST_TEXT_BUILD_ID; item++) {
		memset(text, '#', sizeof(text));
		call.in[XABI_IN_HOST_TEXT_ITEM] = item;
		call.in[XABI_BUF_HOST_TEXT_TEXT] = (uintptr_t)text;
		call.in[XABI_BUF_HOST_TEXT_TEXT + 1] = TEXT_MAX_;
		xabi_call(xabi, &call);
		if (text[TEXT_MAX_] != '#')
			return "a text runs over its buffer";
		if (call.out[XABI_OUT_HOST_TEXT_TEXT_NEEDED] > 4096)
			return "a text longer than any answer";
	}
	return NULL;
}

/* What the library does wrong with the recording NAME, or NULL. */
static const char *use(const char *name)
{
	static struct xabi_domain_info list[DOMAINS];
	struct xabi_host_info info;
	struct xabi_call call = { .op = XABI_OP_HOST_INFO };
	struct xabi_error error;
	const char *wrong;
	struct xabi *xabi;
	char uri[64];
	int code;

	snprintf(uri, sizeof(uri), "replay:%s", name);
	code = xabi_open(uri, &xabi, &error);
	if (code)
		return code == error.code && error.text[0] ? NULL : "an error without a text";
	asked++;
	wrong = ask_list(xabi, list, DOMAINS);
	call.in[XABI_BUF_HOST_INFO_INFO] = (uintptr_t)&info;
	call.in[XABI_BUF_HOST_INFO_INFO + 1] = sizeof(info);
	code = xabi_call(xabi, &call);
	if (code && !xabi_last_error(xabi)->text[0])
		wrong = "an error without a text";
	if (!wrong)
		wrong = ask_texts(xabi);
	xabi_close(xabi, NULL);
	return wrong;
}

int main(int argc, char **argv)
{
	int fd = memfd_create("recording", 0), i, round;
	char name[32];
	const char *wrong = NULL;
	struct text original;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	for (i = 1; fd >= 0 && i < argc; i++) {
		original = read_text(argv[i]);
		for (round = 0; !wrong && round < ROUNDS; round++) {
			struct text text = { .data = malloc(1 << 20), .len = original.len };

			memcpy(text.data, original.data, original.len);
			mutate(&text);
			if (ftruncate(fd, 0) != 0 ||
			    pwrite(fd, text.data, text.len, 0) != (ssize_t)text.len)
				wrong = "cannot write a temporary file";
			else
				wrong = use(name);
			free(text.data);
		}
		if (!wrong && asked < ROUNDS / 10)
			wrong = "too few changed recordings can be replayed";
		asked = 0;
		if (wrong)
			printf("# round %d: %s\n", round, wrong);
		printf("%s %d - %s, changed %d times\n", wrong ? "not ok" : "ok", i,
		       strrchr(argv[i], '/') + 1, ROUNDS);
		free(original.data);
	}
	printf("1..%d\n", argc - 1);
	return wrong || fd < 0;
}
