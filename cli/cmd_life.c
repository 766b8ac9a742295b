/* SPDX-License-Identifier: MIT */
/* xabi pause, unpause, destroy. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

/* How long destroy waits for a domain to go, and how long then for its toolstack to tidy up. */
#define PATIENCE_S 10
#define TIDYING_S  2
#define POLL_NS    100000000

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

/* The domain's state now, false if it is gone. */
static bool get_domain(struct cli *cli, uint16_t domain, struct xabi_domain_info *ret_info)
{
	struct xabi_call call = { .op = XABI_OP_DOMAIN_INFO };

	call.in[XABI_IN_DOMAIN_INFO_TARGET] = domain;
	call.in[XABI_BUF_DOMAIN_INFO_INFO] = (uintptr_t)ret_info;
	call.in[XABI_BUF_DOMAIN_INFO_INFO + 1] = sizeof(*ret_info);
	if (xabi_call(cli->xabi, &call) == 0)
		return true;
	if (call.status != XABI_STATUS_NO_SUCH_DOMAIN)
		cli_die(xabi_last_error(cli->xabi)->code, "%s", xabi_last_error(cli->xabi)->text);
	return false;
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
	if (cli->json && get_domain(cli, info.id, &info))
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

static bool has_name(struct cli *cli, uint16_t domain)
{
	char **names;
	bool has;

	if (xabi_domain_names(cli->xabi, 1, &domain, &names))
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	has = names[0] != NULL;
	free(names);
	return has;
}

/* Waits until DONE, which may be asked every POLL_NS, for so many seconds. */
static bool wait_until(struct cli *cli, uint16_t domain, unsigned int seconds,
		       bool (*done)(struct cli *cli, uint16_t domain))
{
	const struct timespec poll = { .tv_nsec = POLL_NS };
	unsigned int i;

	for (i = 0; i < seconds * (1000000000 / POLL_NS); i++) {
		if (done(cli, domain))
			return true;
		nanosleep(&poll, NULL);
	}
	return done(cli, domain);
}

static bool is_gone(struct cli *cli, uint16_t domain)
{
	struct xabi_domain_info info;

	return !get_domain(cli, domain, &info);
}

static bool is_tidy(struct cli *cli, uint16_t domain)
{
	return !has_name(cli, domain);
}

/* Waits for the end, and says what is left and whose matter that is. The exit status. */
static int wait_gone(struct cli *cli, uint16_t domain, const char *label)
{
	struct xabi_domain_info info;

	if (!wait_until(cli, domain, PATIENCE_S, is_gone) && get_domain(cli, domain, &info)) {
		fprintf(stderr,
			"xabi: %s (%u) is dying: others still hold %" PRIu64
			" KiB of its memory, back ends mostly; it goes when they let go\n",
			label, domain, info.memory >> 10);
		return XABI_ERROR_TIMEOUT;
	}
	if (!wait_until(cli, domain, TIDYING_S, is_tidy))
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
