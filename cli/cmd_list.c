/* SPDX-License-Identifier: MIT */
/* xabi list: the domains. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* Domains a hypercall is asked for. Most hosts have fewer, so that one call tells all. */
#define BATCH 1024

static const struct cli_name reasons[] = { XABI_SHUTDOWN_REASON_EACH(CLI_NAME) };
static const struct cli_name states[] = { XABI_DOMAIN_STATE_EACH(CLI_NAME) };

/* What a person means by a domain's state; the other flags tell its kind. */
#define DOING                                                                              \
	(XABI_DOMAIN_STATE_DYING | XABI_DOMAIN_STATE_SHUTDOWN | XABI_DOMAIN_STATE_PAUSED | \
	 XABI_DOMAIN_STATE_BLOCKED | XABI_DOMAIN_STATE_RUNNING | XABI_DOMAIN_STATE_DEBUGGED)

struct domains {
	struct xabi_domain_info *list;
	uint16_t *ids;
	char **names; /* cleaned; NULL for a domain without one */
	size_t n;
};

static void get_domains(struct cli *cli, struct domains *domains)
{
	struct xabi_call call = { .op = XABI_OP_DOMAIN_LIST };
	uint64_t done;

	do {
		domains->list =
			realloc(domains->list, (domains->n + BATCH) * sizeof(*domains->list));
		if (!domains->list)
			cli_die(XABI_ERROR_SYSTEM, "out of memory");
		call.in[XABI_BUF_DOMAIN_LIST_LIST] = (uintptr_t)(domains->list + domains->n);
		call.in[XABI_BUF_DOMAIN_LIST_LIST + 1] = BATCH * sizeof(*domains->list);
		call.in[XABI_IN_DOMAIN_LIST_EACH] = sizeof(*domains->list);
		cli_call(cli, &call);
		done = call.out[XABI_OUT_DOMAIN_LIST_DONE];
		domains->n += done;
		if (done)
			call.in[XABI_IN_DOMAIN_LIST_FIRST] = domains->list[domains->n - 1].id + 1u;
	} while (done == BATCH);
}

static void get_names(struct cli *cli, struct domains *domains)
{
	char **names;
	size_t i;

	domains->ids = cli_alloc(domains->n, sizeof(*domains->ids));
	domains->names = cli_alloc(domains->n, sizeof(*domains->names));
	for (i = 0; i < domains->n; i++)
		domains->ids[i] = domains->list[i].id;
	if (xabi_domain_names(cli->xabi, domains->n, domains->ids, &names))
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	for (i = 0; i < domains->n; i++)
		if (names[i])
			domains->names[i] = cli_clean(names[i], strlen(names[i]));
	free(names);
}

static void format_uuid(const uint8_t uuid[16], char ret_text[37])
{
	size_t i;

	for (i = 0; i < 16; i++)
		ret_text += sprintf(ret_text, "%s%02x",
				    i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", uuid[i]);
}

static json_t *domain_json(const struct xabi_domain_info *domain, const char *name)
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

static void print_json(struct cli *cli, const struct domains *domains)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < domains->n; i++)
		json_array_append_new(array, domain_json(&domains->list[i], domains->names[i]));
	cli->answer = json_object();
	json_object_set_new(cli->answer, "domains", array);
}

static void format_state(const struct xabi_domain_info *domain, char *ret_text, size_t size)
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

static void print_table(const struct domains *domains)
{
	static const char *const heads[] = { "ID",    "NAME",   "TYPE",    "STATE",
					     "VCPUS", "MEMORY", "CPU TIME" };
	struct table table = { .aligns = "rlllrrr", .columns = CLI_COUNT(heads) };
	const struct xabi_domain_info *domain;
	char state[128], uuid[37];
	size_t i;

	for (i = 0; i < CLI_COUNT(heads); i++)
		table_cell(&table, "%s", heads[i]);
	for (i = 0; i < domains->n; i++) {
		domain = &domains->list[i];
		format_state(domain, state, sizeof(state));
		format_uuid(domain->uuid, uuid);
		table_cell(&table, "%u", domain->id);
		table_cell(&table, "%s", domains->names[i] ? domains->names[i] : uuid);
		table_cell(&table, "%s", domain->state & XABI_DOMAIN_STATE_HVM ? "hvm" : "pv");
		table_cell(&table, "%s", state);
		table_cell(&table, "%" PRIu32, domain->vcpus);
		table_cell(&table, "%" PRIu64 " MiB", domain->memory >> 20);
		table_cell(&table, "%.1f s", (double)domain->cpu_time / 1e9);
	}
	table_print(&table);
	table_release(&table);
}

int cmd_list(struct cli *cli)
{
	struct domains domains = { 0 };
	size_t i;

	get_domains(cli, &domains);
	get_names(cli, &domains);
	if (cli->json)
		print_json(cli, &domains);
	else
		print_table(&domains);
	for (i = 0; i < domains.n; i++)
		free(domains.names[i]);
	free(domains.names);
	free(domains.ids);
	free(domains.list);
	return 0;
}
