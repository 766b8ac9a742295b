/* SPDX-License-Identifier: MIT */
/*
 * Prints the number and memory of each domain. Build and run it against an installed libxabi:
 *
 *	cc domains.c $(pkg-config --cflags --libs xabi) -o domains && sudo ./domains
 */
#include <inttypes.h>
#include <stdio.h>

#include <xabi/xabi.h>

int main(int argc, char **argv)
{
	static struct xabi_domain_info list[1024];
	struct xabi_call call = { .op = XABI_OP_DOMAIN_LIST };
	struct xabi_error error;
	struct xabi *xabi;
	uint64_t i;

	if (xabi_open(argc > 1 ? argv[1] : NULL, &xabi, &error)) {
		fprintf(stderr, "%s\n", error.text);
		return error.code;
	}
	call.in[XABI_BUF_DOMAIN_LIST_LIST] = (uintptr_t)list;
	call.in[XABI_BUF_DOMAIN_LIST_LIST + 1] = sizeof(list);
	call.in[XABI_IN_DOMAIN_LIST_EACH] = sizeof(list[0]);
	if (xabi_call(xabi, &call)) {
		error = *xabi_last_error(xabi);
		fprintf(stderr, "%s\n", error.text);
	}
	for (i = 0; i < call.out[XABI_OUT_DOMAIN_LIST_DONE]; i++)
		printf("domain %u has %" PRIu64 " MiB\n", list[i].id, list[i].memory >> 20);
	xabi_close(xabi, NULL);
	return error.code;
}
