/* SPDX-License-Identifier: MIT */
/* xabi abi: what Xen's own ABI is, from the catalogue in this program. Needs no Xen. */
#include <stdio.h>
#include <string.h>

#include "cli/abi.h"

/* To add one: a row here, its function in abi.h, its words in xabi-abi(1). */
static const struct {
	const char *name;
	bool needs_name;
	void (*run)(struct abi *abi, const char *name);
} words[] = {
	{ "show", true, abi_show },
	{ "search", true, abi_search },
	{ "history", true, abi_history },
	{ "problems", false, abi_print_problems },
};

int cmd_abi(struct cli *cli)
{
	struct arena arena = { 0 };
	struct abi abi = { .cli = cli, .arena = &arena };
	size_t i;

	for (i = 0; i < CLI_COUNT(words); i++)
		if (strcmp(words[i].name, cli->domain) == 0)
			break;
	if (i == CLI_COUNT(words))
		cli_die(XABI_ERROR_USAGE,
			"xabi abi can show, search, history and problems, not '%s'", cli->domain);
	if (words[i].needs_name && !cli->name)
		cli_die(XABI_ERROR_USAGE, "say of what: xabi abi %s NAME", cli->domain);
	abi_load(&abi);
	words[i].run(&abi, cli->name);
	arena_release(&arena);
	return 0;
}
