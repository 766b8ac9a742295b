/* SPDX-License-Identifier: MIT */
/* xabi list: the domains. */
#include "cli/cli.h"

static void print_json(struct cli *cli, const struct domains *domains)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < domains->n; i++)
		json_array_append_new(array, domain_json(&domains->list[i], domains->names[i]));
	cli->answer = json_object();
	json_object_set_new(cli->answer, "domains", array);
}

static void print_table(struct cli *cli, const struct domains *domains)
{
	static const char *const heads[] = { "ID",           "NAME",       "TYPE",     "STATE",
					     "VCPUS",        "MEMORY",     "CPU TIME", "UUID",
					     "MEMORY LIMIT", "VCPU LIMIT", "CPU POOL" };
	struct table table = {
		.heads = heads, .aligns = "rlllrrrlrrr", .columns = CLI_COUNT(heads), .shown = 7
	};
	const struct xabi_domain_info *domain;
	char state[128], uuid[37];
	size_t i;

	table_start(&table, cli);
	for (i = 0; i < domains->n; i++) {
		domain = &domains->list[i];
		format_state(domain, state, sizeof(state));
		format_uuid(domain->uuid, uuid);
		table_number(&table, domain->id, "");
		table_text(&table, domains->names[i] ? domains->names[i] : uuid);
		table_text(&table, domain->state & XABI_DOMAIN_STATE_HVM ? "hvm" : "pv");
		table_text(&table, state);
		table_number(&table, domain->vcpus, "");
		table_number(&table, domain->memory >> 20, " MiB");
		table_seconds(&table, domain->cpu_time);
		table_text(&table, uuid);
		if (domain->memory_limit == UINT64_MAX)
			table_text(&table, "none");
		else
			table_number(&table, domain->memory_limit >> 20, " MiB");
		table_number(&table, domain->vcpu_limit, "");
		table_number(&table, domain->cpu_pool, "");
	}
	table_print(&table, cli);
}

int cmd_list(struct cli *cli)
{
	struct domains domains;

	domains_get(cli, &domains);
	if (cli->json)
		print_json(cli, &domains);
	else
		print_table(cli, &domains);
	domains_release(&domains);
	return 0;
}
