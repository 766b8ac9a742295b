/* SPDX-License-Identifier: MIT */
/* xabi destroy: ends a domain at once. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

/* How long destroy waits for a domain to go, and how long then for its toolstack to tidy up. */
#define PATIENCE_S 10
#define TIDYING_S  2

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

static void destroy(struct cli *cli, uint16_t domain)
{
	struct xabi_call call = { .op = XABI_OP_LIFECYCLE_DESTROY };

	call.in[XABI_IN_LIFECYCLE_DESTROY_TARGET] = domain;
	cli_call(cli, &call);
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
	destroy(cli, domain);
	status = wait_gone(cli, domain, label);
	if (cli->json)
		cli->answer = domain_json(&domains.list[found], domains.names[found]);
	domains_release(&domains);
	free(label);
	return status;
}
