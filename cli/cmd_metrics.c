/* SPDX-License-Identifier: MIT */
/*
 * xabi metrics: figures in Prometheus's text format (exposition format 0.0.4), for node_exporter's textfile collector.
 * Names and units follow Prometheus's conventions: base units, _total for what only rises. They stay as they are.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const struct cli_name states[] = { XABI_DOMAIN_STATE_EACH(CLI_NAME) };

/* A label's value: backslash, quote and line end are escaped. */
static void put_value(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '\\' || *text == '"')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void put_head(const char *name, const char *type, const char *help)
{
	printf("# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_domain_labels(const char *name, const struct domains *domains, size_t i)
{
	char uuid[37];

	format_uuid(domains->list[i].uuid, uuid);
	printf("%s{id=\"%u\",name=", name, domains->list[i].id);
	put_value(domains->names[i] ? domains->names[i] : "");
	printf(",uuid=\"%s\"", uuid);
}

static uint64_t cpu_time(const struct xabi_domain_info *domain)
{
	return domain->cpu_time;
}

static uint64_t vcpus(const struct xabi_domain_info *domain)
{
	return domain->vcpus;
}

static uint64_t memory(const struct xabi_domain_info *domain)
{
	return domain->memory;
}

static uint64_t memory_limit(const struct xabi_domain_info *domain)
{
	return domain->memory_limit;
}

/* Figures of each domain. To add one: a row, and its line in docs/metrics.md. */
static const struct {
	const char *name, *type, *help;
	uint64_t (*value)(const struct xabi_domain_info *domain);
	bool ns; /* told in seconds */
} domain_figures[] = {
	{ "xen_domain_cpu_seconds_total", "counter",
	  "CPU time of all vCPUs since the domain was made.", cpu_time, true },
	{ "xen_domain_vcpus", "gauge", "vCPUs online.", vcpus, false },
	{ "xen_domain_memory_bytes", "gauge", "Memory that the domain has.", memory, false },
	{ "xen_domain_memory_limit_bytes", "gauge", "Memory that the domain may have.",
	  memory_limit, false },
};

/* All ones is the spec's "without a limit". Seconds are exact, as no floating-point number would be. */
static void put_number(uint64_t value, bool ns)
{
	if (value == UINT64_MAX)
		puts(" +Inf");
	else if (ns)
		printf(" %" PRIu64 ".%09" PRIu64 "\n", value / 1000000000, value % 1000000000);
	else
		printf(" %" PRIu64 "\n", value);
}

static void put_domains(struct cli *cli)
{
	struct domains domains;
	size_t i, j;

	domains_get(cli, &domains);
	for (j = 0; j < CLI_COUNT(domain_figures); j++) {
		put_head(domain_figures[j].name, domain_figures[j].type, domain_figures[j].help);
		for (i = 0; i < domains.n; i++) {
			put_domain_labels(domain_figures[j].name, &domains, i);
			putchar('}');
			put_number(domain_figures[j].value(&domains.list[i]), domain_figures[j].ns);
		}
	}
	put_head("xen_domain_state", "gauge",
		 "1 for each state that the domain is in, 0 for the others.");
	for (i = 0; i < domains.n; i++) {
		for (j = 0; j < CLI_COUNT(states); j++) {
			put_domain_labels("xen_domain_state", &domains, i);
			printf(",state=\"%s\"} %d\n", states[j].name,
			       !!(domains.list[i].state & states[j].value));
		}
	}
	domains_release(&domains);
}

static void put_host_figure(const char *name, const char *help, uint64_t value)
{
	put_head(name, "gauge", help);
	fputs(name, stdout);
	put_number(value, false);
}

static void put_host(struct cli *cli)
{
	struct xabi_call call = { .op = XABI_OP_HOST_INFO };
	struct xabi_host_info host;
	struct xabi_route route;

	call.in[XABI_BUF_HOST_INFO_INFO] = (uintptr_t)&host;
	call.in[XABI_BUF_HOST_INFO_INFO + 1] = sizeof(host);
	cli_call(cli, &call);
	xabi_route(cli->xabi, &route);
	put_head("xen_info", "gauge", "The hypervisor; always 1.");
	printf("xen_info{release=\"%u.%u\",architecture=\"%s\"} 1\n", route.major, route.minor,
	       route.architecture);
	put_host_figure("xen_cpus", "CPUs online.", host.cpus);
	put_host_figure("xen_nodes", "NUMA nodes online.", host.nodes);
	put_host_figure("xen_memory_bytes", "Memory that the hypervisor manages.", host.memory);
	put_host_figure("xen_memory_free_bytes", "Memory that no domain has.", host.free);
	put_host_figure("xen_memory_claimed_bytes",
			"Free memory promised to domains that are being built.", host.claimed);
}

int cmd_metrics(struct cli *cli)
{
	if (cli->json)
		cli_die(XABI_ERROR_USAGE, "metrics have a format of their own: leave --json out");
	put_host(cli);
	put_domains(cli);
	return 0;
}
