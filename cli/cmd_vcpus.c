/* SPDX-License-Identifier: MIT */
/* xabi vcpus: the vCPUs, of all domains or of one. */
#include <inttypes.h>

#include "cli/cli.h"

static const struct cli_name states[] = { XABI_VCPU_STATE_EACH(CLI_NAME) };

/* False if the domain has no such vCPU, or is gone since it was listed: no failure of this command. */
static bool get_vcpu(struct cli *cli, uint16_t domain, uint32_t vcpu,
		     struct xabi_vcpu_info *ret_info)
{
	struct xabi_call call = { .op = XABI_OP_DOMAIN_VCPU };

	call.in[XABI_IN_DOMAIN_VCPU_TARGET] = domain;
	call.in[XABI_IN_DOMAIN_VCPU_VCPU] = vcpu;
	call.in[XABI_BUF_DOMAIN_VCPU_INFO] = (uintptr_t)ret_info;
	call.in[XABI_BUF_DOMAIN_VCPU_INFO + 1] = sizeof(*ret_info);
	if (xabi_call(cli->xabi, &call) == 0)
		return true;
	if (call.status != XABI_STATUS_NO_SUCH_VCPU && call.status != XABI_STATUS_NO_SUCH_DOMAIN)
		cli_die(xabi_last_error(cli->xabi)->code, "%s", xabi_last_error(cli->xabi)->text);
	return false;
}

static const char *state_of(const struct xabi_vcpu_info *info)
{
	if (!(info->state & XABI_VCPU_STATE_ONLINE))
		return "offline";
	if (info->state & XABI_VCPU_STATE_RUNNING)
		return "running";
	return info->state & XABI_VCPU_STATE_BLOCKED ? "blocked" : "ready";
}

static void add_row(struct table *table, const struct domains *domains, size_t index, uint32_t vcpu,
		    const struct xabi_vcpu_info *info)
{
	char uuid[37];

	table_cell(table, "%u", domains->list[index].id);
	table_cell(table, "%s", domain_label(domains, index, uuid));
	table_cell(table, "%" PRIu32, vcpu);
	if (info->state & XABI_VCPU_STATE_ONLINE)
		table_cell(table, "%" PRIu32, info->cpu);
	else
		table_cell(table, "-");
	table_cell(table, "%s", state_of(info));
	table_cell(table, "%.1f s", (double)info->cpu_time / 1e9);
}

static json_t *vcpu_json(const struct domains *domains, size_t index, uint32_t vcpu,
			 const struct xabi_vcpu_info *info)
{
	json_t *json = json_object();

	cli_json_number(json, "id", domains->list[index].id);
	cli_json_text(json, "name", domains->names[index]);
	cli_json_number(json, "vcpu", vcpu);
	cli_json_number(json, "cpu", info->cpu);
	cli_json_flags(json, "state", states, CLI_COUNT(states), info->state);
	cli_json_number(json, "cpu_time_ns", info->cpu_time);
	return json;
}

int cmd_vcpus(struct cli *cli)
{
	static const char *const heads[] = { "ID", "NAME", "VCPU", "CPU", "STATE", "CPU TIME" };
	struct table table = {
		.heads = heads, .aligns = "rlrrlr", .columns = CLI_COUNT(heads), .shown = 6
	};
	json_t *array = json_array();
	struct xabi_vcpu_info info;
	struct domains domains;
	size_t from = 0, to, i;
	uint32_t vcpu;

	domains_get(cli, &domains);
	to = domains.n;
	if (cli->domain) {
		from = domains_find(cli, &domains);
		to = from + 1;
	}
	for (i = from; i < to; i++) {
		for (vcpu = 0; vcpu < domains.list[i].vcpu_limit; vcpu++) {
			if (!get_vcpu(cli, domains.list[i].id, vcpu, &info))
				continue;
			if (cli->json)
				json_array_append_new(array, vcpu_json(&domains, i, vcpu, &info));
			else
				add_row(&table, &domains, i, vcpu, &info);
		}
	}
	if (cli->json) {
		cli->answer = json_object();
		json_object_set(cli->answer, "vcpus", array);
	} else {
		table_print(cli, &table);
	}
	json_decref(array);
	domains_release(&domains);
	return 0;
}
