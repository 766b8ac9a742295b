/* SPDX-License-Identifier: MIT */
/* How two releases stand to each other: what the bridge makes of each operation, without a call being made. */
#include <string.h>

#include "bridge/bridge.h"
#include "codec/walk_inner.h"

/* Programs that cannot do without an operation; where it is refused, so is the pair. To add one: a row, a line in docs/bridge.md. */
static const struct {
	const char *story, *hypercall, *op, *program;
} needs[] = {
	{ "S13", "domctl", "get_domain_state", "xenstored" },
};

static void refuse(struct bridge_pair *pair, const struct walk_hypercall *call,
		   const struct walk_op *op)
{
	size_t i;

	if (pair->n_refused < BRIDGE_REFUSED_MOST)
		pair->refused[pair->n_refused] = (struct bridge_refused){ call, op };
	pair->n_refused++;
	for (i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if (strcmp(walk_names + call->name, needs[i].hypercall) == 0 &&
		    strcmp(walk_names + op->name, needs[i].op) == 0) {
			pair->story = needs[i].story;
			pair->program = needs[i].program;
		}
	}
}

bool bridge_pair(uint16_t tools, uint16_t xen, enum walk_abi abi, struct bridge_pair *ret_pair)
{
	struct bridge bridge;
	struct bridge_pair pair = { 0 };
	const struct walk_hypercall *call;
	const struct walk_op *op;
	struct walk walk = { 0 };
	bool planned = true;

	bridge_prepare(&bridge, NULL, tools, xen, abi); /* no call is made */
	carry_release(&walk, tools, abi);
	for (call = walk_hypercalls; call < walk_hypercalls + walk_n_hypercalls; call++) {
		if (call->number >= BRIDGE_CALLS ||
		    bridge.headers[call->number].kind != BRIDGE_STRUCT)
			continue;
		for (op = walk_ops + call->ops; op < walk_ops + call->ops + call->n_ops; op++) {
			if (op->parent != WALK_NONE || !walk_holds(&walk, op->where))
				continue;
			switch (tools == xen ? BRIDGE_AS_IS : bridge_fate(&bridge, call, op)) {
			case BRIDGE_AS_IS:
				pair.n_as_is++;
				break;
			case BRIDGE_TRANSLATED:
				pair.n_translated++;
				break;
			case BRIDGE_REFUSED:
				refuse(&pair, call, op);
				break;
			default:
				planned = false;
			}
		}
	}
	bridge_release(&bridge);
	if (planned)
		*ret_pair = pair;
	return planned;
}
