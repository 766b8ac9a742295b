/* SPDX-License-Identifier: MIT */
/* xabi topology: where the CPUs sit. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"

/* More than Xen can have: NR_CPUS is at most 16383 (xen/arch/Kconfig), MAX_NUMNODES 64. */
#define CPUS_MAX  16384
#define NODES_MAX 256

#define NONE32 UINT32_MAX

static bool is_there(const struct xabi_cpu_info *cpu)
{
	return cpu->core != NONE32 || cpu->socket != NONE32 || cpu->node != NONE32;
}

/* A number, null where it is all ones. */
static void json_number32(json_t *json, const char *key, uint32_t number)
{
	cli_json_number(json, key, number == NONE32 ? UINT64_MAX : number);
}

static void print_json(struct cli *cli, const struct xabi_cpu_info *cpus, uint64_t n_cpus,
		       const struct xabi_node_info *nodes, uint64_t n_nodes)
{
	json_t *cpu_array = json_array(), *node_array = json_array(), *json;
	uint64_t i;

	for (i = 0; i < n_cpus; i++) {
		if (!is_there(&cpus[i]))
			continue;
		json = json_object();
		cli_json_number(json, "cpu", i);
		json_number32(json, "core", cpus[i].core);
		json_number32(json, "socket", cpus[i].socket);
		json_number32(json, "node", cpus[i].node);
		json_array_append_new(cpu_array, json);
	}
	for (i = 0; i < n_nodes; i++) {
		if (nodes[i].memory == UINT64_MAX)
			continue;
		json = json_object();
		cli_json_number(json, "node", i);
		cli_json_number(json, "memory_bytes", nodes[i].memory);
		cli_json_number(json, "free_bytes", nodes[i].free);
		json_array_append_new(node_array, json);
	}
	cli->answer = json_object();
	json_object_set_new(cli->answer, "cpus", cpu_array);
	json_object_set_new(cli->answer, "nodes", node_array);
}

static void number_cell(struct table *table, uint32_t number)
{
	if (number == NONE32)
		table_text(table, "-");
	else
		table_number(table, number, "");
}

static void print_cpus(struct cli *cli, const struct xabi_cpu_info *cpus, uint64_t n)
{
	static const char *const heads[] = { "CPU", "CORE", "SOCKET", "NODE" };
	struct table table = {
		.heads = heads, .aligns = "rrrr", .columns = CLI_COUNT(heads), .shown = 4
	};
	uint64_t i;

	table_start(&table, cli);
	for (i = 0; i < n; i++) {
		if (!is_there(&cpus[i]))
			continue;
		table_number(&table, i, "");
		number_cell(&table, cpus[i].core);
		number_cell(&table, cpus[i].socket);
		number_cell(&table, cpus[i].node);
	}
	table_print(&table, cli);
}

static void print_nodes(struct cli *cli, const struct xabi_node_info *nodes, uint64_t n)
{
	static const char *const heads[] = { "NODE", "MEMORY", "FREE" };
	struct table table = {
		.heads = heads, .aligns = "rrr", .columns = CLI_COUNT(heads), .shown = 3
	};
	uint64_t i;

	table_start(&table, cli);
	for (i = 0; i < n; i++) {
		if (nodes[i].memory == UINT64_MAX)
			continue;
		table_number(&table, i, "");
		table_number(&table, nodes[i].memory >> 20, " MiB");
		table_number(&table, nodes[i].free >> 20, " MiB");
	}
	table_print(&table, cli);
}

int cmd_topology(struct cli *cli)
{
	struct xabi_cpu_info *cpus = cli_alloc(CPUS_MAX, sizeof(*cpus));
	struct xabi_node_info *nodes = cli_alloc(NODES_MAX, sizeof(*nodes));
	uint64_t n_cpus = host_list(cli, XABI_OP_HOST_CPUS, cpus, CPUS_MAX, sizeof(*cpus));
	uint64_t n_nodes = host_list(cli, XABI_OP_HOST_NODES, nodes, NODES_MAX, sizeof(*nodes));

	if (cli->json) {
		print_json(cli, cpus, n_cpus, nodes, n_nodes);
	} else {
		print_cpus(cli, cpus, n_cpus);
		/* -o names columns of the first table. */
		if (!cli->columns) {
			putchar('\n');
			print_nodes(cli, nodes, n_nodes);
		}
	}
	free(cpus);
	free(nodes);
	return 0;
}
