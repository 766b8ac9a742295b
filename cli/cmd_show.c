/* SPDX-License-Identifier: MIT */
/* xabi show: all about one domain. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"

static void print_text(const struct xabi_domain_info *domain, const char *label)
{
	char state[128], uuid[37];

	format_state(domain, state, sizeof(state));
	format_uuid(domain->uuid, uuid);
	printf("%s\n\n", label);
	printf("id            %u\n", domain->id);
	printf("uuid          %s\n", uuid);
	printf("type          %s\n", domain->state & XABI_DOMAIN_STATE_HVM ? "hvm" : "pv");
	printf("state         %s\n", state);
	printf("vCPUs         %" PRIu32 " online of %" PRIu32 "\n", domain->vcpus,
	       domain->vcpu_limit);
	printf("CPU time      %.3f s\n", (double)domain->cpu_time / 1e9);
	printf("CPU pool      %" PRIu32 "\n", domain->cpu_pool);
	printf("memory        %" PRIu64 " KiB", domain->memory >> 10);
	if (domain->memory_limit == UINT64_MAX)
		printf(", without a limit\n");
	else
		printf(", at most %" PRIu64 " KiB\n", domain->memory_limit >> 10);
	if (domain->claimed)
		printf("claimed       %" PRIu64 " KiB\n", domain->claimed >> 10);
	if (domain->shared)
		printf("shared        %" PRIu64 " KiB\n", domain->shared >> 10);
	if (domain->paged)
		printf("paged out     %" PRIu64 " KiB\n", domain->paged >> 10);
}

int cmd_show(struct cli *cli)
{
	struct domains domains;
	char uuid[37];
	size_t found;

	domains_get(cli, &domains);
	found = domains_find(cli, &domains);
	if (cli->json)
		cli->answer = domain_json(&domains.list[found], domains.names[found]);
	else
		print_text(&domains.list[found], domain_label(&domains, found, uuid));
	domains_release(&domains);
	return 0;
}
