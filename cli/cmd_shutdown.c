/* SPDX-License-Identifier: MIT */
/* xabi shutdown, reboot: asks a domain to end, and waits until it has. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

/* What is waited for: the end of this domain. */
struct wait {
	const struct xabi_domain_info *domain;
	bool taken; /* it has seen the request */
};

/* Gone, its number already another's, or shut down and kept: it has done what it was asked for. */
static bool has_ended(struct cli *cli, void *context)
{
	struct wait *wait = context;
	struct xabi_domain_info info;

	if (!wait->taken && xabi_domain_request_taken(cli->xabi, wait->domain->id)) {
		wait->taken = true;
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "it has taken note ...\n");
	}
	return !domain_get(cli, wait->domain->id, &info) ||
	       memcmp(info.uuid, wait->domain->uuid, sizeof(info.uuid)) != 0 ||
	       info.state & (XABI_DOMAIN_STATE_SHUTDOWN | XABI_DOMAIN_STATE_DYING);
}

static void ask(struct cli *cli, const struct xabi_domain_info *domain, const char *what)
{
	struct xabi_error error;

	if (domain->id == 0)
		cli_die(XABI_ERROR_REFUSED, "domain 0 runs this host: use its own %s", what);
	if (domain->state & XABI_DOMAIN_STATE_PAUSED)
		cli_die(XABI_ERROR_REFUSED,
			"domain %s is paused and cannot hear: xabi unpause first", cli->domain);
	if (xabi_domain_request(cli->xabi, domain->id, what, &error))
		cli_die(error.code, "%s", error.text);
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "asked %s (%u) to %s ...\n", cli->domain, domain->id, what);
}

static void wait_end(struct cli *cli, struct wait *wait)
{
	if (cli_wait(cli, (unsigned int)cli->timeout, has_ended, wait))
		return;
	cli_die(XABI_ERROR_TIMEOUT,
		wait->taken
			? "%s took note, but has not ended in %d s; it may still do so"
			: "%s has not taken note in %d s: it may have no driver for that, or hang; xabi destroy "
			  "ends it at once",
		cli->domain, cli->timeout);
}

/* Who has shut down and is kept need not be asked to; but it cannot start anew any more. */
static int end_domain(struct cli *cli, const char *what, bool starts_anew)
{
	struct domains domains;
	struct wait wait = { 0 };
	size_t found;

	if (cli->timeout < 1 || cli->timeout > 86400)
		cli_die(XABI_ERROR_USAGE, "--timeout takes seconds, from 1 to 86400");
	domains_get(cli, &domains);
	found = domains_find_living(cli, &domains);
	wait.domain = &domains.list[found];
	if (!(wait.domain->state & XABI_DOMAIN_STATE_SHUTDOWN)) {
		ask(cli, wait.domain, what);
		wait_end(cli, &wait);
	} else if (starts_anew) {
		cli_die(XABI_ERROR_REFUSED,
			"domain %s has shut down already: only its toolstack can start it again",
			cli->domain);
	}
	if (cli->json)
		cli->answer = domain_json(wait.domain, domains.names[found]);
	domains_release(&domains);
	return 0;
}

int cmd_shutdown(struct cli *cli)
{
	return end_domain(cli, "poweroff", false);
}

int cmd_reboot(struct cli *cli)
{
	return end_domain(cli, "reboot", true);
}
