/* SPDX-License-Identifier: MIT */
/* Runs a guest's main function as a process: its calls are those of domain 1 of a simulated host. */
#include <stdio.h>
#include <stdlib.h>

#include "guest/guest.h"
#include "provider/host/host.h"

static struct xabi_host *host;

uint16_t host_call(struct xabi_call *call)
{
	const char *text;
	size_t bytes;

	xabi_provide(xabi_host_caller(host, 1, 0), call);
	if (call->op != XABI_OP_POWER_SHUTDOWN || call->status != XABI_STATUS_OK)
		return call->status;
	bytes = xabi_host_console(host, 1, &text);
	fwrite(text, 1, bytes, stdout);
	exit(0);
}

int main(void)
{
	struct xabi_host_config config = { 0 };

	host = xabi_host_new(&config);
	if (host)
		guest_main("host", "");
	return 1;
}
