/* SPDX-License-Identifier: MIT */
/* xabi pause, unpause, destroy. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

/* How long destroy waits for a domain to go, and how long then for its toolstack to tidy up. */
#define PATIENCE_S 10
#define TIDYING_S  2

/* A call of this extension: all have the target in the same slot, which the spec says once (target domain). */
_Static_assert(XABI_IN_LIFECYCLE_PAUSE_TARGET == XABI_IN_LIFECYCLE_DESTROY_TARGET &&
		       XABI_IN_LIFECYCLE_PAUSE_TARGET == XABI_IN_LIFECYCLE_UNPAUSE_TARGET,
	       "the target's slot");

static void call_on(struct cli *cli, uint16_t op, uint16_t domain)
{
	struct xabi_call call = { .op = op };

	call.in[XABI_IN_LIFECYCLE_PAUSE_TARGET] = domain;
	cli_call(cli, &call);
}

/* Pauses count, so both commands ask first: what is so already stays so, and is no failure. */
static int change(struct cli *cli, uint16_t op, bool paused)
{
	struct xabi_domain_info info;
	struct domains domains;
	size_t found;

	domains_get(cli, &domains);
	found = domains_find(cli, &domains);
	info = domains.list[found];
	if (info.state & XABI_DOMAIN_STATE_DYING)
		cli_die(XABI_ERROR_REFUSED, "domain %s is dying", cli->domain);
	if (!(info.state & XABI_DOMAIN_STATE_PAUSED) == paused)
		call_on(cli, op, info.id);
	if (cli->json && domain_get(cli, info.id, &info))
		cli->answer = domain_json(&info, domains.names[found]);
	domains_release(&domains);
	return 0;
}

int cmd_pause(struct cli *cli)
{
	return change(cli, XABI_OP_LIFECYCLE_PAUSE, true);
}

int cmd_unpause(struct cli *cli)
{
	return change(cli, XABI_OP_LIFECYCLE_UNPAUSE, false);
}

/* What cannot be taken back wants a yes: from the command line, or from a person at a terminal. */
static void confirm(const struct cli *cli, const char *label, uint16_t domain)
{
	char answer[8] = "";

	if (cli->yes)
		return;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		cli_die(XABI_ERROR_USAGE,
			"destroy ends %s (%u) at once, unsaved data is lost: say --yes if that is meant",
			label, domain);
	fprintf(stderr, "End %s (%u) at once? Unsaved data is lost. [y/N] ", label, domain);
	if (!fgets(answer, sizeof(answer), stdin) || (answer[0] != 'y' && answer[0] != 'Y'))
		cli_die(XABI_ERROR_USAGE, "nothing was done");
}

static bool is_gone(struct cli *cli, void *domain)
{
	struct xabi_domain_info info;

	return !domain_get(cli, *(uint16_t *)domain, &info);
}

static bool is_tidy(struct cli *cli, void *domain)
{
	char **names;
	bool tidy;

	if (xabi_domain_names(cli->xabi, 1, domain, &names))
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	tidy = names[0] == NULL;
	free(names);
	return tidy;
}

/* Waits for the end, and says what is left and whose matter that is. The exit status. */
static int wait_gone(struct cli *cli, uint16_t domain, const char *label)
{
	struct xabi_domain_info info;

	if (!cli_wait(cli, PATIENCE_S, is_gone, &domain) && domain_get(cli, domain, &info)) {
		fprintf(stderr,
			"xabi: %s (%u) is dying: others still hold %" PRIu64
			" KiB of its memory, back ends mostly; it goes when they let go\n",
			label, domain, info.memory >> 10);
		return XABI_ERROR_TIMEOUT;
	}
	if (!cli_wait(cli, TIDYING_S, is_tidy, &domain))
		fprintf(stderr,
			"xabi: %s (%u) is gone. xenstore still has /local/domain/%u: a matter of the toolstack that "
			"made it; where that does nothing (xl's daemon does not), xenstore-rm takes it away\n",
			label, domain, domain);
	return 0;
}

int cmd_destroy(struct cli *cli)
{
	struct domains domains;
	char uuid[37], *label;
	uint16_t domain;
	size_t found;
	int status;

	domains_get(cli, &domains);
	found = domains_find(cli, &domains);
	domain = domains.list[found].id;
	label = strdup(domain_label(&domains, found, uuid));
	if (!label)
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	if (domain == 0)
		cli_die(XABI_ERROR_REFUSED, "domain 0 runs this host: shut the host down instead");
	confirm(cli, label, domain);
	call_on(cli, XABI_OP_LIFECYCLE_DESTROY, domain);
	status = wait_gone(cli, domain, label);
	if (cli->json)
		cli->answer = domain_json(&domains.list[found], domains.names[found]);
	domains_release(&domains);
	free(label);
	return status;
}
