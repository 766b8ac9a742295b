/* SPDX-License-Identifier: MIT */
/* Questions about the host that several commands ask. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "codec/walk.h"

/* Longer than any text that Xen has had; a longer one is asked for again with the size it needs. */
#define TEXT_BYTES 1024

static unsigned int number_in(const char *path)
{
	unsigned int number = 0;
	FILE *file = fopen(path, "re");

	if (file && fscanf(file, "%u", &number) != 1)
		number = 0;
	if (file)
		fclose(file);
	return number;
}

uint16_t host_release(const char *asked)
{
	uint16_t newest = walk_releases[walk_n_releases - 1];
	unsigned int major, minor, i = 0;
	char rest;

	if (!asked)
		return (uint16_t)(number_in("/sys/hypervisor/version/major") << 8 |
				  number_in("/sys/hypervisor/version/minor"));
	if (sscanf(asked, "%u.%u%c", &major, &minor, &rest) != 2 || major > 255 || minor > 255)
		cli_die(XABI_ERROR_USAGE, "'%s' is no release such as 4.17", asked);
	while (i < walk_n_releases && walk_releases[i] != (major << 8 | minor))
		i++;
	if (i == walk_n_releases)
		cli_die(XABI_ERROR_USAGE, "there are no tables of Xen %s, only of %u.%u to %u.%u",
			asked, walk_releases[0] >> 8, walk_releases[0] & 0xff, newest >> 8,
			newest & 0xff);
	return (uint16_t)(major << 8 | minor);
}

void host_info(struct cli *cli, struct xabi_host_info *ret_info)
{
	struct xabi_call call = { .op = XABI_OP_HOST_INFO };

	call.in[XABI_BUF_HOST_INFO_INFO] = (uintptr_t)ret_info;
	call.in[XABI_BUF_HOST_INFO_INFO + 1] = sizeof(*ret_info);
	cli_call(cli, &call);
}

_Static_assert(XABI_IN_HOST_CPUS_FIRST == XABI_IN_HOST_NODES_FIRST &&
		       XABI_IN_HOST_CPUS_FIRST == XABI_IN_HOST_CPU_TIMES_FIRST &&
		       XABI_BUF_HOST_CPUS_LIST == XABI_BUF_HOST_NODES_LIST &&
		       XABI_BUF_HOST_CPUS_LIST == XABI_BUF_HOST_CPU_TIMES_LIST &&
		       XABI_IN_HOST_CPUS_EACH == XABI_IN_HOST_NODES_EACH &&
		       XABI_IN_HOST_CPUS_EACH == XABI_IN_HOST_CPU_TIMES_EACH,
	       "lists by number have the same slots");

uint64_t host_batch(struct cli *cli, size_t size, uint64_t wanted)
{
	struct xabi_route route;

	xabi_route(cli->xabi, &route);
	return route.buffer_size / size < wanted ? route.buffer_size / size : wanted;
}

uint64_t host_list(struct cli *cli, uint16_t op, void *list, uint64_t n, size_t size)
{
	struct xabi_call call = { .op = op };
	uint64_t done = 0, batch = host_batch(cli, size, n), told;

	call.in[XABI_IN_HOST_CPUS_EACH] = size;
	do {
		if (batch > n - done)
			batch = n - done;
		call.in[XABI_IN_HOST_CPUS_FIRST] = done;
		call.in[XABI_BUF_HOST_CPUS_LIST] = (uintptr_t)list + done * size;
		call.in[XABI_BUF_HOST_CPUS_LIST + 1] = batch * size;
		cli_call(cli, &call);
		told = call.out[XABI_OUT_HOST_CPUS_DONE];
		done += told;
	} while (call.status == XABI_STATUS_AGAIN || (told == batch && done < n));
	return done;
}

char *host_bytes(struct cli *cli, uint64_t item, size_t *ret_len)
{
	struct xabi_call call = { .op = XABI_OP_HOST_TEXT };
	size_t size = 0, needed = TEXT_BYTES;
	char *text = NULL;

	call.in[XABI_IN_HOST_TEXT_ITEM] = item;
	while (needed > size) {
		size = needed;
		text = cli_grow(text, size, 1);
		call.in[XABI_BUF_HOST_TEXT_TEXT] = (uintptr_t)text;
		call.in[XABI_BUF_HOST_TEXT_TEXT + 1] = size;
		cli_call(cli, &call);
		needed = call.out[XABI_OUT_HOST_TEXT_TEXT_NEEDED];
	}
	*ret_len = needed;
	return text;
}

char *host_text(struct cli *cli, uint64_t item)
{
	size_t len;
	char *bytes = host_bytes(cli, item, &len), *text = cli_clean(bytes, len);

	free(bytes);
	return text;
}
