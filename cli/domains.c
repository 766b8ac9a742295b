/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "cli/cli.h"

/* Domains a hypercall is asked for. Most hosts have fewer, so that one call tells all. */
#define BATCH 1024

static const struct cli_name reasons[] = { XABI_SHUTDOWN_REASON_EACH(CLI_NAME) };
static const struct cli_name states[] = { XABI_DOMAIN_STATE_EACH(CLI_NAME) };

/* What a person means by a domain's state; the other flags tell its kind. */
#define DOING                                                                              \
	(XABI_DOMAIN_STATE_DYING | XABI_DOMAIN_STATE_SHUTDOWN | XABI_DOMAIN_STATE_PAUSED | \
	 XABI_DOMAIN_STATE_BLOCKED | XABI_DOMAIN_STATE_RUNNING | XABI_DOMAIN_STATE_DEBUGGED)

void domains_list(struct cli *cli, struct domains *domains)
{
	struct xabi_call call = { .op = XABI_OP_DOMAIN_LIST };
	size_t batch = host_batch(cli, sizeof(*domains->list), BATCH);
	uint64_t done;

	domains->n = 0;
	do {
		if (domains->n + batch > domains->room) {
			domains->room = domains->n + batch;
			domains->list =
				cli_grow(domains->list, domains->room, sizeof(*domains->list));
		}
		call.in[XABI_BUF_DOMAIN_LIST_LIST] = (uintptr_t)(domains->list + domains->n);
		call.in[XABI_BUF_DOMAIN_LIST_LIST + 1] = batch * sizeof(*domains->list);
		call.in[XABI_IN_DOMAIN_LIST_EACH] = sizeof(*domains->list);
		cli_call(cli, &call);
		done = call.out[XABI_OUT_DOMAIN_LIST_DONE];
		domains->n += done;
		if (done)
			call.in[XABI_IN_DOMAIN_LIST_FIRST] = domains->list[domains->n - 1].id + 1u;
	} while (done == batch || call.status == XABI_STATUS_AGAIN);
}

static void get_names(struct cli *cli, struct domains *domains)
{
	uint16_t *ids = cli_alloc(domains->n, sizeof(*ids));
	char **names;
	size_t i;

	domains->names = cli_alloc(domains->n, sizeof(*domains->names));
	for (i = 0; i < domains->n; i++)
		ids[i] = domains->list[i].id;
	if (xabi_domain_names(cli->xabi, domains->n, ids, &names))
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	for (i = 0; i < domains->n; i++)
		if (names[i])
			domains->names[i] = cli_clean(names[i], strlen(names[i]));
	free(names);
	free(ids);
}

void domains_get(struct cli *cli, struct domains *ret_domains)
{
	*ret_domains = (struct domains){ 0 };
	domains_list(cli, ret_domains);
	get_names(cli, ret_domains);
}

void domains_release(struct domains *domains)
{
	size_t i;

	for (i = 0; i < domains->n; i++)
		free(domains->names[i]);
	free(domains->names);
	free(domains->list);
}

bool domain_get(struct cli *cli, uint16_t domain, struct xabi_domain_info *ret_info)
{
	struct xabi_call call = { .op = XABI_OP_DOMAIN_INFO };

	call.in[XABI_IN_DOMAIN_INFO_TARGET] = domain;
	call.in[XABI_BUF_DOMAIN_INFO_INFO] = (uintptr_t)ret_info;
	call.in[XABI_BUF_DOMAIN_INFO_INFO + 1] = sizeof(*ret_info);
	if (cli_try(cli, &call) == 0)
		return true;
	if (call.status != XABI_STATUS_NO_SUCH_DOMAIN)
		cli_die(xabi_last_error(cli->xabi)->code, "%s", xabi_last_error(cli->xabi)->text);
	return false;
}

#define POLL_NS 100000000

bool cli_wait(struct cli *cli, unsigned int seconds, bool (*done)(struct cli *cli, void *context),
	      void *context)
{
	const struct timespec poll = { .tv_nsec = POLL_NS };
	unsigned int i;

	for (i = 0; i < seconds * (1000000000 / POLL_NS); i++) {
		if (done(cli, context))
			return true;
		nanosleep(&poll, NULL);
	}
	return done(cli, context);
}

/* By hand: a list of many domains spends most of its time on this. */
void format_uuid(const uint8_t uuid[16], char ret_text[37])
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*ret_text++ = '-';
		*ret_text++ = digits[uuid[i] >> 4];
		*ret_text++ = digits[uuid[i] & 15];
	}
	*ret_text = '\0';
}

const char *domain_label(const struct domains *domains, size_t index, char text[37])
{
	if (domains->names[index])
		return domains->names[index];
	format_uuid(domains->list[index].uuid, text);
	return text;
}

static bool is_number(const char *text)
{
	return text[strspn(text, "0123456789")] == '\0';
}

/* Dom0 has one wherever xenstore answers. */
static bool any_name(const struct domains *domains)
{
	size_t i;

	for (i = 0; i < domains->n && !domains->names[i]; i++)
		;
	return i < domains->n;
}

/* How well a domain fits what the user wrote. */
enum fit { FITS_NOT, FITS_START, FITS_WHOLE, FITS_NUMBER };

static enum fit fit_of(const struct domains *domains, size_t index, const char *wanted)
{
	const char *name = domains->names[index];
	size_t len = strlen(wanted);
	char text[37];

	snprintf(text, sizeof(text), "%u", domains->list[index].id);
	if (strcmp(text, wanted) == 0)
		return FITS_NUMBER;
	format_uuid(domains->list[index].uuid, text);
	if (strcasecmp(text, wanted) == 0 || (name && strcmp(name, wanted) == 0))
		return FITS_WHOLE;
	/* A number that no domain has is not the start of some uuid: `destroy 99` must not end another domain. */
	if (is_number(wanted))
		return FITS_NOT;
	return strncasecmp(text, wanted, len) == 0 || (name && strncmp(name, wanted, len) == 0)
		       ? FITS_START
		       : FITS_NOT;
}

size_t domains_find(const struct cli *cli, const struct domains *domains)
{
	enum fit best = FITS_NOT, fit;
	size_t found = 0, several = 0, other = 0, i;
	char text[37], more[37];

	if (!cli->domain[0])
		cli_die(XABI_ERROR_USAGE, "the domain's name is empty");
	for (i = 0; i < domains->n; i++) {
		fit = fit_of(domains, i, cli->domain);
		if (fit == FITS_NOT || fit < best)
			continue;
		several = fit == best ? several + 1 : 0;
		other = found;
		found = i;
		best = fit;
	}
	if (best == FITS_NOT && !is_number(cli->domain) && !any_name(domains))
		cli_die(XABI_ERROR_NO_XENSTORE,
			"no domain has the uuid '%s', and xenstore, which has their names, tells none: start "
			"xenstored, or write the number",
			cli->domain);
	if (best == FITS_NOT)
		cli_die(XABI_ERROR_NO_DOMAIN, "there is no domain '%s'; xabi list shows all",
			cli->domain);
	if (several)
		cli_die(XABI_ERROR_AMBIGUOUS,
			"'%s' fits %zu domains, %s (%u) and %s (%u) among them; write more of it, or the number",
			cli->domain, several + 1, domain_label(domains, other, more),
			domains->list[other].id, domain_label(domains, found, text),
			domains->list[found].id);
	return found;
}

size_t domains_find_living(const struct cli *cli, const struct domains *domains)
{
	size_t found = domains_find(cli, domains);

	if (domains->list[found].state & XABI_DOMAIN_STATE_DYING)
		cli_die(XABI_ERROR_DYING,
			"domain %s is dying: it goes when nobody holds its memory any more; xabi destroy waits for that",
			cli->domain);
	return found;
}

void format_state(const struct xabi_domain_info *domain, char *ret_text, size_t size)
{
	char spare[24], *end;

	cli_flags_text(states, CLI_COUNT(states), domain->state & DOING, ",", ret_text, size);
	if (!ret_text[0])
		snprintf(ret_text, size, "ready");
	end = ret_text + strlen(ret_text);
	if (domain->state & XABI_DOMAIN_STATE_SHUTDOWN)
		snprintf(end, size - (size_t)(end - ret_text), " (%s)",
			 cli_name(reasons, domain->shutdown_reason, spare));
}

json_t *domain_json(const struct xabi_domain_info *domain, const char *name)
{
	json_t *json = json_object();
	char uuid[37], spare[24];

	format_uuid(domain->uuid, uuid);
	cli_json_number(json, "id", domain->id);
	cli_json_text(json, "name", name);
	cli_json_text(json, "uuid", uuid);
	cli_json_text(json, "type", domain->state & XABI_DOMAIN_STATE_HVM ? "hvm" : "pv");
	cli_json_flags(json, "state", states, CLI_COUNT(states),
		       domain->state & ~XABI_DOMAIN_STATE_HVM);
	cli_json_text(json, "shutdown_reason",
		      domain->state & XABI_DOMAIN_STATE_SHUTDOWN
			      ? cli_name(reasons, domain->shutdown_reason, spare)
			      : NULL);
	cli_json_number(json, "vcpus", domain->vcpus);
	cli_json_number(json, "vcpu_limit", domain->vcpu_limit);
	cli_json_number(json, "cpu_pool", domain->cpu_pool);
	cli_json_number(json, "cpu_time_ns", domain->cpu_time);
	cli_json_number(json, "memory_bytes", domain->memory);
	cli_json_number(json, "memory_limit_bytes", domain->memory_limit);
	cli_json_number(json, "claimed_bytes", domain->claimed);
	cli_json_number(json, "shared_bytes", domain->shared);
	cli_json_number(json, "paged_bytes", domain->paged);
	return json;
}
