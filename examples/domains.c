/* SPDX-License-Identifier: MIT */
/*
 * Prints the number and memory of each domain. Build and run it against an installed libxabi:
 *
 *	cc domains.c $(pkg-config --cflags --libs xabi) -o domains && sudo ./domains
 */
#include <stdio.h>

#include <xabi/ops.h>

int main(int argc, char **argv)
{
	static struct xabi_domain_info list[1024];
	struct xabi_error error;
	struct xabi *xabi;
	uint32_t done, i;

	if (xabi_open(argc > 1 ? argv[1] : NULL, &xabi, &error) == 0) {
		xabi_domain_list(xabi, 0, list, 1024, &done);
		error = *xabi_last_error(xabi);
		for (i = 0; i < done; i++)
			printf("domain %d has %d MiB\n", list[i].id, (int)(list[i].memory >> 20));
		xabi_close(xabi, NULL);
	}
	if (error.code)
		fprintf(stderr, "%s\n", error.text);
	return error.code;
}
