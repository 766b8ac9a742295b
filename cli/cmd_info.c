/* SPDX-License-Identifier: MIT */
/* xabi info: the machine and its hypervisor. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static const struct cli_name schedulers[] = { XABI_SCHEDULER_EACH(CLI_NAME) };
static const struct cli_name features[] = { XABI_HOST_FEATURES_EACH(CLI_NAME) };
static const struct cli_name texts[] = { XABI_HOST_TEXT_EACH(CLI_NAME) };

struct facts {
	char *text[CLI_COUNT(texts)]; /* by XABI_HOST_TEXT_*, cleaned */
	struct xabi_host_info host;
	struct xabi_route route;
	uint64_t scheduler;
};

static char *hex(const char *bytes, size_t len)
{
	char *text = cli_alloc(2 * len + 1, 1);
	size_t i;

	for (i = 0; i < len; i++)
		sprintf(text + 2 * i, "%02x", (unsigned char)bytes[i]);
	return text;
}

static char *get_build_id(struct cli *cli)
{
	size_t len;
	char *bytes = host_bytes(cli, XABI_HOST_TEXT_BUILD_ID, &len), *text = hex(bytes, len);

	free(bytes);
	return text;
}

static void get_facts(struct cli *cli, struct facts *facts)
{
	struct xabi_call scheduler = { .op = XABI_OP_HOST_SCHEDULER };
	size_t i;

	host_info(cli, &facts->host);
	cli_call(cli, &scheduler);
	facts->scheduler = scheduler.out[XABI_OUT_HOST_SCHEDULER_KIND];
	for (i = 0; i < CLI_COUNT(texts); i++)
		facts->text[texts[i].value] = texts[i].value == XABI_HOST_TEXT_BUILD_ID
						      ? get_build_id(cli)
						      : host_text(cli, texts[i].value);
	xabi_route(cli->xabi, &facts->route);
}

/* The words of a blank separated text. */
static json_t *words_json(const char *text)
{
	json_t *array = json_array();
	size_t len;

	for (; *text; text += len) {
		text += strspn(text, " ");
		len = strcspn(text, " ");
		if (len)
			json_array_append_new(array, json_stringn(text, len));
	}
	return array;
}

static json_t *xen_json(const struct facts *facts)
{
	json_t *json = json_object();
	char spare[24];

	json_object_set_new(json, "version",
			    json_sprintf("%u.%u%s", facts->route.major, facts->route.minor,
					 facts->text[XABI_HOST_TEXT_EXTRA]));
	cli_json_number(json, "major", facts->route.major);
	cli_json_number(json, "minor", facts->route.minor);
	cli_json_text(json, "extra", facts->text[XABI_HOST_TEXT_EXTRA]);
	cli_json_text(json, "changeset", facts->text[XABI_HOST_TEXT_CHANGESET]);
	json_object_set_new(json, "capabilities",
			    words_json(facts->text[XABI_HOST_TEXT_CAPABILITIES]));
	cli_json_text(json, "command_line", facts->text[XABI_HOST_TEXT_COMMAND_LINE]);
	cli_json_text(json, "scheduler", cli_name(schedulers, facts->scheduler, spare));
	cli_json_text(json, "compiler", facts->text[XABI_HOST_TEXT_COMPILER]);
	cli_json_text(json, "compile_by", facts->text[XABI_HOST_TEXT_COMPILE_BY]);
	cli_json_text(json, "compile_domain", facts->text[XABI_HOST_TEXT_COMPILE_DOMAIN]);
	cli_json_text(json, "compile_date", facts->text[XABI_HOST_TEXT_COMPILE_DATE]);
	cli_json_text(json, "build_id", facts->text[XABI_HOST_TEXT_BUILD_ID]);
	return json;
}

static json_t *host_json(const struct facts *facts)
{
	const struct xabi_host_info *host = &facts->host;
	json_t *json = json_object();

	cli_json_text(json, "architecture", facts->route.architecture);
	cli_json_number(json, "cpus", host->cpus);
	cli_json_number(json, "cpu_limit", host->cpu_limit);
	cli_json_number(json, "nodes", host->nodes);
	cli_json_number(json, "node_limit", host->node_limit);
	cli_json_number(json, "threads_per_core", host->threads_per_core);
	cli_json_number(json, "cores_per_socket", host->cores_per_socket);
	cli_json_number(json, "cpu_hz", host->cpu_hz);
	cli_json_number(json, "memory_bytes", host->memory);
	cli_json_number(json, "free_bytes", host->free);
	cli_json_number(json, "scrub_bytes", host->scrub);
	cli_json_number(json, "claimed_bytes", host->claimed);
	cli_json_flags(json, "features", features, CLI_COUNT(features), host->features);
	return json;
}

static json_t *interface_json(const struct xabi_route *route)
{
	json_t *json = json_object();

	cli_json_number(json, "sysctl_version", route->sysctl_version);
	cli_json_text(json, "assumed", route->assumed[0] ? route->assumed : NULL);
	return json;
}

static void print_json(struct cli *cli, const struct facts *facts)
{
	cli->answer = json_object();
	json_object_set_new(cli->answer, "xen", xen_json(facts));
	json_object_set_new(cli->answer, "host", host_json(facts));
	json_object_set_new(cli->answer, "interface", interface_json(&facts->route));
}

static void print_text(const struct facts *facts)
{
	const struct xabi_host_info *host = &facts->host;
	char spare[24], list[256];

	cli_flags_text(features, CLI_COUNT(features), host->features, " ", list, sizeof(list));
	printf("Xen %u.%u%s on %s\n\n", facts->route.major, facts->route.minor,
	       facts->text[XABI_HOST_TEXT_EXTRA], facts->route.architecture);
	printf("CPUs          %" PRIu32 " online, %" PRIu32 " threads a core, %" PRIu32
	       " cores a socket, %.3f MHz\n",
	       host->cpus, host->threads_per_core, host->cores_per_socket,
	       (double)host->cpu_hz / 1e6);
	printf("NUMA nodes    %" PRIu32 "\n", host->nodes);
	printf("memory        %" PRIu64 " MiB, of which %" PRIu64 " MiB free", host->memory >> 20,
	       host->free >> 20);
	if (host->claimed)
		printf(" (%" PRIu64 " MiB of that promised)", host->claimed >> 20);
	printf("\nfeatures      %s\n", list);
	printf("scheduler     %s\n", cli_name(schedulers, facts->scheduler, spare));
	printf("capabilities  %s\n", facts->text[XABI_HOST_TEXT_CAPABILITIES]);
	printf("command line  %s\n", facts->text[XABI_HOST_TEXT_COMMAND_LINE]);
	printf("compiler      %s\n", facts->text[XABI_HOST_TEXT_COMPILER]);
	printf("compiled      by %s at %s, %s\n", facts->text[XABI_HOST_TEXT_COMPILE_BY],
	       facts->text[XABI_HOST_TEXT_COMPILE_DOMAIN],
	       facts->text[XABI_HOST_TEXT_COMPILE_DATE]);
	printf("changeset     %s\n", facts->text[XABI_HOST_TEXT_CHANGESET]);
	printf("build id      %s\n", facts->text[XABI_HOST_TEXT_BUILD_ID]);
	if (facts->route.sysctl_version)
		printf("interface     sysctl 0x%x\n", facts->route.sysctl_version);
	else
		printf("interface     XABI %d.%d\n", XABI_SPEC_MAJOR, XABI_SPEC_MINOR);
}

int cmd_info(struct cli *cli)
{
	struct facts facts = { 0 };
	size_t i;

	get_facts(cli, &facts);
	if (cli->json)
		print_json(cli, &facts);
	else
		print_text(&facts);
	for (i = 0; i < CLI_COUNT(texts); i++)
		free(facts.text[i]);
	return 0;
}
