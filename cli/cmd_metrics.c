/* SPDX-License-Identifier: MIT */
/*
 * xabi metrics: figures in Prometheus's text format (exposition format 0.0.4), for node_exporter's textfile collector.
 * Names and units follow Prometheus's conventions: base units, _total for what only rises. They stay as they are.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static const struct cli_name states[] = { XABI_DOMAIN_STATE_EACH(CLI_NAME) };

/* Where samples go: to stdout, or with --json into an array of figures, of which `samples` are the last one's. */
struct output {
	const char *figure;
	json_t *figures, *samples;
};

struct label {
	const char *name, *value;
};

static void begin(struct output *output, const char *name, const char *type, const char *help)
{
	json_t *figure;

	output->figure = name;
	if (!output->figures) {
		printf("# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
		return;
	}
	figure = json_object();
	output->samples = json_array();
	cli_json_text(figure, "name", name);
	cli_json_text(figure, "type", type);
	cli_json_text(figure, "help", help);
	json_object_set_new(figure, "samples", output->samples);
	json_array_append_new(output->figures, figure);
}

/* A label's value: backslash and quote are escaped; line ends there are none in what is cleaned. */
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

static void put_text(const struct output *output, size_t n, const struct label *labels,
		     const char *value)
{
	size_t i;

	fputs(output->figure, stdout);
	for (i = 0; i < n; i++) {
		printf("%c%s=", i ? ',' : '{', labels[i].name);
		put_value(labels[i].value);
	}
	printf("%s %s\n", n ? "}" : "", value);
}

static void put_json(const struct output *output, size_t n, const struct label *labels,
		     const char *value)
{
	json_t *sample = json_object(), *object = json_object();
	size_t i;

	for (i = 0; i < n; i++)
		cli_json_text(object, labels[i].name, labels[i].value);
	json_object_set_new(sample, "labels", object);
	cli_json_text(sample, "value", value);
	json_array_append_new(output->samples, sample);
}

/* All ones is the spec's "without a limit". Seconds are exact, as no floating-point number would be. */
static void put(const struct output *output, size_t n, const struct label *labels, uint64_t value,
		bool ns)
{
	char text[48];

	if (value == UINT64_MAX)
		strcpy(text, "+Inf");
	else if (ns)
		snprintf(text, sizeof(text), "%" PRIu64 ".%09" PRIu64, value / 1000000000,
			 value % 1000000000);
	else
		snprintf(text, sizeof(text), "%" PRIu64, value);
	(output->figures ? put_json : put_text)(output, n, labels, text);
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

/* Figures of each domain. To add one: a row, and its line in docs/metrics.md (a test compares them). */
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

/* The labels that tell a domain, and room for their texts and for one label more. */
struct names {
	struct label labels[4];
	char id[8], uuid[37];
};
#define NAMES 3

static void name_domain(const struct domains *domains, size_t i, struct names *names)
{
	snprintf(names->id, sizeof(names->id), "%u", domains->list[i].id);
	format_uuid(domains->list[i].uuid, names->uuid);
	names->labels[0] = (struct label){ "id", names->id };
	names->labels[1] = (struct label){ "name", domains->names[i] ? domains->names[i] : "" };
	names->labels[2] = (struct label){ "uuid", names->uuid };
}

static void put_states(struct output *output, const struct domains *domains)
{
	struct names names;
	size_t i, j;

	begin(output, "xen_domain_state", "gauge",
	      "1 for each state that the domain is in, 0 for the others.");
	for (i = 0; i < domains->n; i++) {
		name_domain(domains, i, &names);
		for (j = 0; j < CLI_COUNT(states); j++) {
			names.labels[NAMES] = (struct label){ "state", states[j].name };
			put(output, NAMES + 1, names.labels,
			    !!(domains->list[i].state & states[j].value), false);
		}
	}
}

static void put_domains(struct cli *cli, struct output *output)
{
	struct domains domains;
	struct names names;
	size_t i, j;

	domains_get(cli, &domains);
	for (j = 0; j < CLI_COUNT(domain_figures); j++) {
		begin(output, domain_figures[j].name, domain_figures[j].type,
		      domain_figures[j].help);
		for (i = 0; i < domains.n; i++) {
			name_domain(&domains, i, &names);
			put(output, NAMES, names.labels, domain_figures[j].value(&domains.list[i]),
			    domain_figures[j].ns);
		}
	}
	put_states(output, &domains);
	domains_release(&domains);
}

static void put_cpus(struct cli *cli, struct output *output, uint32_t limit)
{
	struct xabi_cpu_times *times = cli_alloc(limit, sizeof(*times));
	uint64_t n = host_list(cli, XABI_OP_HOST_CPU_TIMES, times, limit, sizeof(*times)), i;
	char number[24];

	begin(output, "xen_cpu_idle_seconds_total", "counter",
	      "Time that the CPU had nothing to run, since it came up.");
	for (i = 0; i < n; i++) {
		snprintf(number, sizeof(number), "%" PRIu64, i);
		if (times[i].idle)
			put(output, 1, &(struct label){ "cpu", number }, times[i].idle, true);
	}
	free(times);
}

static void put_host_figure(struct output *output, const char *name, const char *help,
			    uint64_t value)
{
	begin(output, name, "gauge", help);
	put(output, 0, NULL, value, false);
}

static void put_host(struct cli *cli, struct output *output)
{
	struct xabi_host_info host;
	struct xabi_route route;
	char release[16];

	host_info(cli, &host);
	xabi_route(cli->xabi, &route);
	snprintf(release, sizeof(release), "%u.%u", route.major, route.minor);
	begin(output, "xen_info", "gauge", "The hypervisor; always 1.");
	put(output, 2,
	    (struct label[]){ { "release", release }, { "architecture", route.architecture } }, 1,
	    false);
	put_host_figure(output, "xen_cpus", "CPUs online.", host.cpus);
	put_cpus(cli, output, host.cpu_limit);
	put_host_figure(output, "xen_nodes", "NUMA nodes online.", host.nodes);
	put_host_figure(output, "xen_memory_bytes", "Memory that the hypervisor manages.",
			host.memory);
	put_host_figure(output, "xen_memory_free_bytes", "Memory that no domain has.", host.free);
	put_host_figure(output, "xen_memory_claimed_bytes",
			"Free memory promised to domains that are being built.", host.claimed);
}

int cmd_metrics(struct cli *cli)
{
	struct output output = { .figures = cli->json ? json_array() : NULL };

	put_host(cli, &output);
	put_domains(cli, &output);
	if (cli->json) {
		cli->answer = json_object();
		json_object_set_new(cli->answer, "figures", output.figures);
	}
	return 0;
}
