/* SPDX-License-Identifier: MIT */
/* xabi vcpus: the vCPUs, of all domains or of one. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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
	if (cli_try(cli, &call) == 0)
		return true;
	if (call.status != XABI_STATUS_NO_SUCH_VCPU && call.status != XABI_STATUS_NO_SUCH_DOMAIN)
		cli_die(xabi_last_error(cli->xabi)->code, "%s", xabi_last_error(cli->xabi)->text);
	return false;
}

/* Bits of CPUs. Xen has at most 16383 of them (NR_CPUS in xen/arch/Kconfig). */
struct cpus {
	uint8_t map[2048];
	uint32_t limit; /* CPUs that this host can have */
};

static bool has_cpu(const struct cpus *cpus, uint32_t cpu)
{
	return cpus->map[cpu / 8] >> cpu % 8 & 1;
}

static void get_affinity(struct cli *cli, uint16_t domain, uint32_t vcpu, uint32_t kind,
			 uint32_t limit, struct cpus *ret_cpus)
{
	struct xabi_call call = { .op = XABI_OP_DOMAIN_AFFINITY };

	memset(ret_cpus, 0, sizeof(*ret_cpus));
	ret_cpus->limit = limit < 8 * sizeof(ret_cpus->map) ? limit : 8 * sizeof(ret_cpus->map);
	call.in[XABI_IN_DOMAIN_AFFINITY_TARGET] = domain;
	call.in[XABI_IN_DOMAIN_AFFINITY_VCPU] = vcpu;
	call.in[XABI_IN_DOMAIN_AFFINITY_KIND] = kind;
	call.in[XABI_BUF_DOMAIN_AFFINITY_MAP] = (uintptr_t)ret_cpus->map;
	call.in[XABI_BUF_DOMAIN_AFFINITY_MAP + 1] = (ret_cpus->limit + 7) / 8;
	if (cli_try(cli, &call) && call.status != XABI_STATUS_NO_SUCH_VCPU &&
	    call.status != XABI_STATUS_NO_SUCH_DOMAIN)
		cli_die(xabi_last_error(cli->xabi)->code, "%s", xabi_last_error(cli->xabi)->text);
}

/* "all", "0-3,7", or "-" for none. */
static void format_cpus(const struct cpus *cpus, char *ret_text, size_t size)
{
	uint32_t first, cpu;
	size_t used = 0;

	snprintf(ret_text, size, "-");
	for (cpu = 0; cpu < cpus->limit && used < size; cpu++) {
		if (!has_cpu(cpus, cpu))
			continue;
		for (first = cpu; cpu + 1 < cpus->limit && has_cpu(cpus, cpu + 1);)
			cpu++;
		if (first == 0 && cpu + 1 == cpus->limit)
			snprintf(ret_text, size, "all");
		else if (first == cpu)
			used += (size_t)snprintf(ret_text + used, size - used, "%s%" PRIu32,
						 used ? "," : "", cpu);
		else
			used += (size_t)snprintf(ret_text + used, size - used,
						 "%s%" PRIu32 "-%" PRIu32, used ? "," : "", first,
						 cpu);
	}
}

static json_t *cpus_json(const struct cpus *cpus)
{
	json_t *array = json_array();
	uint32_t cpu;

	for (cpu = 0; cpu < cpus->limit; cpu++)
		if (has_cpu(cpus, cpu))
			json_array_append_new(array, json_integer(cpu));
	return array;
}

static uint32_t get_cpu_limit(struct cli *cli)
{
	struct xabi_host_info host;

	host_info(cli, &host);
	return host.cpu_limit;
}

/* One vCPU and where it may run. */
struct vcpu {
	uint32_t number;
	struct xabi_vcpu_info info;
	struct cpus hard, soft;
};

static const char *state_of(const struct xabi_vcpu_info *info)
{
	if (!(info->state & XABI_VCPU_STATE_ONLINE))
		return "offline";
	if (info->state & XABI_VCPU_STATE_RUNNING)
		return "running";
	return info->state & XABI_VCPU_STATE_BLOCKED ? "blocked" : "ready";
}

static void add_row(struct table *table, const struct domains *domains, size_t index,
		    const struct vcpu *vcpu)
{
	char text[256], uuid[37];

	table_number(table, domains->list[index].id, "");
	table_text(table, domain_label(domains, index, uuid));
	table_number(table, vcpu->number, "");
	if (vcpu->info.state & XABI_VCPU_STATE_ONLINE)
		table_number(table, vcpu->info.cpu, "");
	else
		table_text(table, "-");
	table_text(table, state_of(&vcpu->info));
	table_seconds(table, vcpu->info.cpu_time);
	format_cpus(&vcpu->hard, text, sizeof(text));
	table_text(table, text);
	format_cpus(&vcpu->soft, text, sizeof(text));
	table_text(table, text);
}

static json_t *vcpu_json(const struct domains *domains, size_t index, const struct vcpu *vcpu)
{
	json_t *json = json_object();

	cli_json_number(json, "id", domains->list[index].id);
	cli_json_text(json, "name", domains->names[index]);
	cli_json_number(json, "vcpu", vcpu->number);
	cli_json_number(json, "cpu", vcpu->info.cpu);
	cli_json_flags(json, "state", states, CLI_COUNT(states), vcpu->info.state);
	cli_json_number(json, "cpu_time_ns", vcpu->info.cpu_time);
	json_object_set_new(json, "affinity", cpus_json(&vcpu->hard));
	json_object_set_new(json, "soft_affinity", cpus_json(&vcpu->soft));
	return json;
}

/* The vCPUs of one domain, into the table or, with --json, the array. */
static void add_domain(struct cli *cli, const struct domains *domains, size_t index,
		       uint32_t cpu_limit, struct table *table, json_t *array)
{
	uint16_t domain = domains->list[index].id;
	struct vcpu vcpu;

	for (vcpu.number = 0; vcpu.number < domains->list[index].vcpu_limit; vcpu.number++) {
		if (!get_vcpu(cli, domain, vcpu.number, &vcpu.info))
			continue;
		get_affinity(cli, domain, vcpu.number, XABI_AFFINITY_HARD, cpu_limit, &vcpu.hard);
		get_affinity(cli, domain, vcpu.number, XABI_AFFINITY_SOFT, cpu_limit, &vcpu.soft);
		if (cli->json)
			json_array_append_new(array, vcpu_json(domains, index, &vcpu));
		else
			add_row(table, domains, index, &vcpu);
	}
}

int cmd_vcpus(struct cli *cli)
{
	static const char *const heads[] = { "ID",    "NAME",     "VCPU",     "CPU",
					     "STATE", "CPU TIME", "AFFINITY", "SOFT AFFINITY" };
	struct table table = {
		.heads = heads, .aligns = "rlrrlrll", .columns = CLI_COUNT(heads), .shown = 8
	};
	uint32_t cpu_limit = get_cpu_limit(cli);
	json_t *array = json_array();
	struct domains domains;
	size_t from = 0, to, i;

	if (!cli->json)
		table_start(&table, cli);
	domains_get(cli, &domains);
	to = domains.n;
	if (cli->domain) {
		from = domains_find(cli, &domains);
		to = from + 1;
	}
	for (i = from; i < to; i++)
		add_domain(cli, &domains, i, cpu_limit, &table, array);
	if (cli->json) {
		cli->answer = json_object();
		json_object_set(cli->answer, "vcpus", array);
	} else {
		table_print(&table, cli);
	}
	json_decref(array);
	domains_release(&domains);
	return 0;
}
