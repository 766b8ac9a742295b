/* SPDX-License-Identifier: MIT */
/* xabi pause, unpause. */
#include "cli/cli.h"

static void pause_domain(struct cli *cli, uint16_t domain)
{
	struct xabi_call call = { .op = XABI_OP_LIFECYCLE_PAUSE };

	call.in[XABI_IN_LIFECYCLE_PAUSE_TARGET] = domain;
	cli_call(cli, &call);
}

static void unpause_domain(struct cli *cli, uint16_t domain)
{
	struct xabi_call call = { .op = XABI_OP_LIFECYCLE_UNPAUSE };

	call.in[XABI_IN_LIFECYCLE_UNPAUSE_TARGET] = domain;
	cli_call(cli, &call);
}

/* Pauses count, so both commands ask first: what is so already stays so, and is no failure. */
static int change(struct cli *cli, bool paused)
{
	struct xabi_domain_info info;
	struct domains domains;
	size_t found;

	domains_get(cli, &domains);
	found = domains_find_living(cli, &domains);
	info = domains.list[found];
	if (!(info.state & XABI_DOMAIN_STATE_PAUSED) == paused)
		(paused ? pause_domain : unpause_domain)(cli, info.id);
	if (cli->json && domain_get(cli, info.id, &info))
		cli->answer = domain_json(&info, domains.names[found]);
	domains_release(&domains);
	return 0;
}

int cmd_pause(struct cli *cli)
{
	return change(cli, true);
}

int cmd_unpause(struct cli *cli)
{
	return change(cli, false);
}
