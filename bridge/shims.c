/* SPDX-License-Identifier: MIT */
/*
 * What changed its meaning between releases of Xen, and shows in no layout. To add one: its function, its row, and its
 * line in docs/bridge.md; the stories' numbers are those of `changed` in catalogue/ops.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bridge/bridge.h"
#include "codec/walk_inner.h"

#define PAGE 4096u

static bool is_arm(const struct bridge *bridge)
{
	return bridge->abi == WALK_ARM64 || bridge->abi == WALK_ARM32;
}

static uint64_t get(const struct bridge_pass *pass, const char *path)
{
	return bridge_get(&pass->plan->to, pass->plan->op, pass->to, path);
}

static void put(const struct bridge_pass *pass, const char *path, uint64_t value)
{
	bridge_put(&pass->plan->to, pass->plan->op, pass->to, path, value);
}

/* Makes another call of the same Xen; ARGUMENT is what bridge_compose() and bridge_put() made of it. */
static long make(const struct bridge_pass *pass, const struct walk_hypercall *call, void *argument)
{
	uint64_t arg[WALK_REGISTERS] = { 0 };

	arg[call->argument_register] = (uintptr_t)argument;
	return pass->bridge->ops->issue(pass->bridge, call->number, arg);
}

/* --- getdomaininfo: the domain of that number, or the next one that there is */

#define QUESTION_AT BRIDGE_ARGUMENT
#define ANSWER_AT   (QUESTION_AT + BRIDGE_ARGUMENT)

/* Tools ask this of each domain again and again, so nothing of it is looked for by name when they do. */
static void plan_domain(const struct bridge *bridge, struct bridge_plan *plan)
{
	const struct walk_hypercall *sysctl = bridge_hypercall("sysctl");
	const struct walk_op *list = bridge_op(sysctl, "getdomaininfolist");
	struct bridge_question *ask = &plan->question;
	const struct walk *to = &plan->to;
	const struct walk_field *own = bridge_field(to, plan->op, "u.getdomaininfo", &ask->own);

	ask->call = sysctl;
	bridge_compose(to, sysctl, list, ask->argument);
	bridge_put(to, list, ask->argument, "u.getdomaininfolist.max_domains", 1);
	if (!own || walk_record_here(to, sysctl->record, &ask->bytes) == WALK_NONE ||
	    !bridge_field(to, list, "u.getdomaininfolist.first_domain", &ask->first) ||
	    !bridge_field(to, list, "u.getdomaininfolist.buffer", &ask->buffer) ||
	    !bridge_field(to, list, "u.getdomaininfolist.num_domains", &ask->found) ||
	    !bridge_field(to, plan->op, "domain", &ask->domain) ||
	    !bridge_field(to, plan->op, "u.getdomaininfo.domain", &ask->own_domain))
		plan->impossible = "it cannot be asked of this Xen";
	else
		ask->own_bytes = walk_field_bytes(to, own);
	if (plan->release < bridge->xen)
		plan->room = ANSWER_AT + ask->own_bytes;
}

/* S1, 4.18: it was "or the next". Xen's list still starts at the first that is not below. */
static bool next_domain(struct bridge_pass *pass)
{
	const struct bridge_question *ask = &pass->plan->question;
	uint8_t *question = pass->to + QUESTION_AT, *answer = pass->to + ANSWER_AT;
	uint64_t address = (uintptr_t)answer;
	uint32_t found;

	memcpy(question, ask->argument, ask->bytes);
	memcpy(question + ask->first, pass->to + ask->domain, sizeof(uint16_t));
	memcpy(question + ask->buffer, &address, sizeof(address));
	pass->result = make(pass, ask->call, question);
	memcpy(&found, question + ask->found, sizeof(found));
	if (pass->result >= 0)
		pass->result = found ? 0 : -ESRCH;
	pass->untold = pass->result < 0;
	if (!pass->untold) {
		memcpy(pass->to + ask->own, answer, ask->own_bytes);
		memcpy(pass->to + ask->domain, pass->to + ask->own_domain, sizeof(uint16_t));
	}
	return true;
}

/* The other way about: who asks for one domain must not be told of another. */
static void same_domain(struct bridge_pass *pass)
{
	const struct bridge_question *ask = &pass->plan->question;

	if (pass->result != 0 ||
	    memcmp(pass->to + ask->own_domain, pass->from + ask->domain, 2) == 0)
		return;
	pass->result = -ESRCH;
	pass->untold = true;
}

/* --- createdomain */

/* S2, 4.22: "any free number" is one value; it was 0, and all that no domain can have. */
static bool any_number(struct bridge_pass *pass)
{
	const struct walk_op *op = pass->plan->op;
	uint64_t any = bridge_symbol(&pass->plan->to, op, "domain", "ANY"),
		 reserved = bridge_symbol(&pass->plan->to, op, "domain", "SELF"),
		 domain = get(pass, "domain");

	if (domain == 0 || domain >= reserved)
		put(pass, "domain", any);
	return false;
}

/* S5, 4.16: which version of grant tables the domain may have was Xen's command line's to say; 0 is refused now. */
static bool grant_version(struct bridge_pass *pass)
{
	put(pass, "u.createdomain.grant_opts", is_arm(pass->bridge) ? 1 : 2);
	return false;
}

/* S6, 4.21: the number of altp2m views is the domain's; it was 10 where there were any. */
static bool altp2m_views(struct bridge_pass *pass)
{
	uint64_t opts = bridge_get(&pass->plan->from, pass->plan->op, pass->from,
				   "u.createdomain.altp2m_opts");

	put(pass, "u.createdomain.altp2m.opts", opts);
	put(pass, "u.createdomain.altp2m.nr", opts ? 10 : 0);
	if (pass->refused && strcmp(pass->refused, "altp2m_opts") == 0)
		pass->refused = NULL;
	return false;
}

/* --- the pool of pages that a domain's page tables come from */

/* S7, 4.17: bytes, on Arm too. Before, MiB by another operation; on Arm there was no pool. */
static bool pool_in_mib(struct bridge_pass *pass)
{
	const struct walk_op *shadow = bridge_op(pass->plan->call, "shadow_op");
	const struct walk *to = &pass->plan->to;
	uint64_t size = bridge_get(&pass->plan->from, pass->plan->op, pass->from,
				   "u.paging_mempool.size"),
		 set = bridge_symbol(to, shadow, "u.shadow_op.op", "SET_ALLOCATION"),
		 domain = get(pass, "domain");

	pass->result = 0;
	pass->refused = NULL;
	pass->untold = true; /* there is no answer, and what is in `to` is another question */
	if (is_arm(pass->bridge))
		return true;
	memset(pass->to, 0, pass->plan->to_bytes);
	bridge_compose(to, pass->plan->call, shadow, pass->to);
	bridge_put(to, shadow, pass->to, "domain", domain);
	bridge_put(to, shadow, pass->to, "u.shadow_op.op", set);
	bridge_put(to, shadow, pass->to, "u.shadow_op.mb", (size + (1 << 20) - 1) >> 20);
	pass->result = make(pass, pass->plan->call, pass->to);
	return true;
}

/* --- the table */

const struct bridge_shim bridge_shims[] = {
	{ 1, "domctl", "getdomaininfo", BRIDGE_FORWARD, plan_domain, next_domain, NULL },
	{ 1, "domctl", "getdomaininfo", BRIDGE_BACKWARD, plan_domain, NULL, same_domain },
	{ 2, "domctl", "createdomain", BRIDGE_FORWARD, NULL, any_number, NULL },
	{ 5, "domctl", "createdomain", BRIDGE_FORWARD, NULL, grant_version, NULL },
	{ 6, "domctl", "createdomain", BRIDGE_FORWARD, NULL, altp2m_views, NULL },
	{ 7, "domctl", "set_paging_mempool_size", BRIDGE_LACKING, NULL, pool_in_mib, NULL },
};
const size_t bridge_n_shims = sizeof(bridge_shims) / sizeof(bridge_shims[0]);

/* Since which release an op means something else, by that story; UINT16_MAX: in no release that is known. */
static uint16_t changed(const struct walk_op *op, unsigned int story)
{
	uint16_t i;

	for (i = 0; i < walk_n_changes; i++)
		if (&walk_ops[walk_changes[i].op] == op && walk_changes[i].story == story)
			return walk_changes[i].release;
	return UINT16_MAX;
}

static bool is_between(uint16_t older, uint16_t newer, uint16_t border)
{
	return older < border && newer >= border;
}

static bool applies(const struct bridge *bridge, const struct bridge_plan *plan,
		    const struct bridge_shim *shim)
{
	uint16_t border = changed(plan->op, shim->story);

	switch (shim->when) {
	case BRIDGE_FORWARD:
		return is_between(plan->release, bridge->xen, border);
	case BRIDGE_BACKWARD:
		return is_between(bridge->xen, plan->release, border);
	default:
		return !walk_holds(&plan->to, plan->op->where);
	}
}

void bridge_find_shims(const struct bridge *bridge, struct bridge_plan *plan)
{
	const struct bridge_shim *shim;

	for (shim = bridge_shims; shim < bridge_shims + bridge_n_shims; shim++) {
		if (strcmp(walk_names + plan->call->name, shim->hypercall) != 0 ||
		    strcmp(walk_names + plan->op->name, shim->op) != 0 ||
		    plan->n_shims == BRIDGE_SHIMS || !applies(bridge, plan, shim))
			continue;
		plan->shims[plan->n_shims++] = shim;
		if (shim->plan)
			shim->plan(bridge, plan);
	}
}

/* --- calls without a struct of their release */

/*
 * S3, 4.19, and S4, 4.15: altp2m and nested virtualisation are said when a domain is made; to set the parameter is an error
 * now, and older tools set it for every domain, mostly to 0.
 */
static bool parameter_of_old(struct bridge *bridge, const struct walk_hypercall *call,
			     const uint64_t *arg, long *ret_result)
{
	const struct walk_op *op = bridge->set_param;
	struct walk walk = { 0 };
	uint8_t data[BRIDGE_ARGUMENT];
	unsigned int i = 0;
	uint32_t bytes;
	uint64_t index;

	(void)call;
	if (arg[0] != op->number)
		return false;
	carry_release(&walk, bridge->xen, bridge->abi);
	if (walk_record_here(&walk, op->record, &bytes) == WALK_NONE || bytes > sizeof(data) ||
	    !bridge->ops->read(bridge, arg[1], data, bytes))
		return false;
	index = bridge_get(&walk, op, data, "index");
	while (i < bridge->n_params && bridge->params[i] != index)
		i++;
	if (i == bridge->n_params)
		return false;
	*ret_result = 0;
	if (bridge_get(&walk, op, data, "value")) {
		bridge->ops->say(
			bridge,
			"hvm_op.set_param: this Xen wants altp2m and nested virtualisation said "
			"when a domain is made; leave them out of its configuration");
		*ret_result = -EOPNOTSUPP;
	}
	return true;
}

/* S12, 4.20: texts come with their length; before, in an array of a size that everybody knows. */
static bool text_of_new(struct bridge *bridge, const struct walk_hypercall *call,
			const uint64_t *arg, long *ret_result)
{
	uint64_t own[WALK_REGISTERS] = { 0 }, address = arg[1];
	const struct bridge_text *which = bridge->texts;
	uint32_t room;
	size_t len;
	char *text;

	while (which < bridge->texts + bridge->n_texts && which->newer != arg[0])
		which++;
	if (which == bridge->texts + bridge->n_texts ||
	    (address && !bridge->ops->read(bridge, address, &room, sizeof(room))))
		return false;
	text = bridge->ops->take(bridge, PAGE);
	if (!text)
		return false;
	own[0] = which->older;
	own[1] = (uintptr_t)text;
	*ret_result = bridge->ops->issue(bridge, call->number, own);
	len = strnlen(text, which->bytes);
	if (*ret_result >= 0)
		*ret_result = (long)len;
	if (*ret_result >= 0 && address && len > room)
		*ret_result = -ENOBUFS;
	else if (*ret_result >= 0 && address &&
		 !bridge->ops->write(bridge, address + sizeof(room), text, len))
		*ret_result = -EFAULT;
	bridge->ops->give(bridge, text, PAGE);
	return true;
}

/*
 * S15, 4.15: a Xen that runs no 32-bit PV guests has no table of their frames any more, and says so. Older tools ask for its
 * first frame whatever guest they save, to know it again in page tables; newer ones take a number that no frame has.
 */
static bool frame_of_none(struct bridge *bridge, const struct walk_hypercall *call,
			  const uint64_t *arg, long *ret_result)
{
	const struct walk_op *op = bridge->frame_list;
	struct walk walk = { 0 };
	uint8_t data[BRIDGE_ARGUMENT];
	uint64_t none = UINT64_MAX, list;
	uint32_t bytes;

	if (arg[0] != op->number)
		return false;
	*ret_result = bridge->ops->issue(bridge, call->number, arg);
	carry_release(&walk, bridge->xen, bridge->abi);
	if (*ret_result != -EOPNOTSUPP ||
	    walk_record_here(&walk, op->record, &bytes) == WALK_NONE || bytes > sizeof(data) ||
	    !bridge->ops->read(bridge, arg[1], data, bytes) ||
	    !bridge_get(&walk, op, data, "max_extents"))
		return true;
	list = bridge_get(&walk, op, data, "extent_start");
	bridge_put(&walk, op, data, "nr_extents", 1);
	*ret_result = bridge->ops->write(bridge, list, &none, sizeof(none)) &&
				      bridge->ops->write(bridge, arg[1], data, bytes)
			      ? 0
			      : -EFAULT;
	return true;
}

static void plain(struct bridge *bridge, const struct walk_hypercall *call,
		  bool (*shim)(struct bridge *, const struct walk_hypercall *, const uint64_t *,
			       long *))
{
	bridge->headers[call->number].kind = BRIDGE_PLAIN;
	bridge->headers[call->number].shim = shim;
}

static void plan_params(struct bridge *bridge, const struct walk_hypercall *hvm_op)
{
	static const struct {
		unsigned int story;
		const char *name;
	} params[BRIDGE_PARAMS] = { { 3, "ALTP2M" }, { 4, "NESTEDHVM" } };
	struct walk walk = { 0 };
	size_t i;

	carry_release(&walk, bridge->xen, bridge->abi);
	bridge->set_param = bridge_op(hvm_op, "set_param");
	for (i = 0; i < BRIDGE_PARAMS; i++)
		if (is_between(bridge->tools, bridge->xen,
			       changed(bridge->set_param, params[i].story)))
			bridge->params[bridge->n_params++] =
				bridge_symbol(&walk, bridge->set_param, "index", params[i].name);
	if (bridge->n_params)
		plain(bridge, hvm_op, parameter_of_old);
}

static void plan_texts(struct bridge *bridge, const struct walk_hypercall *xen_version)
{
	static const char *const texts[BRIDGE_TEXTS][2] = { { "extraversion2", "extraversion" },
							    { "capabilities2", "capabilities" },
							    { "changeset2", "changeset" },
							    { "commandline2", "commandline" } };
	const struct walk_op *newer, *older;
	struct walk tools = { 0 }, xen = { 0 };
	size_t i;

	carry_release(&tools, bridge->tools, bridge->abi);
	carry_release(&xen, bridge->xen, bridge->abi);
	for (i = 0; i < BRIDGE_TEXTS; i++) {
		newer = bridge_op(xen_version, texts[i][0]);
		older = bridge_op(xen_version, texts[i][1]);
		if (newer && older && walk_holds(&tools, newer->where) &&
		    !walk_holds(&xen, newer->where))
			bridge->texts[bridge->n_texts++] =
				(struct bridge_text){ newer->number, older->number,
						      older->text_bytes };
	}
	if (bridge->n_texts)
		plain(bridge, xen_version, text_of_new);
}

static void plan_frames(struct bridge *bridge, const struct walk_hypercall *memory_op)
{
	bridge->frame_list = bridge_op(memory_op, "machphys_compat_mfn_list");
	if (is_between(bridge->tools, bridge->xen, changed(bridge->frame_list, 15)) &&
	    bridge->abi == WALK_X86_64)
		plain(bridge, memory_op, frame_of_none);
}

void bridge_plan_plain(struct bridge *bridge)
{
	plan_frames(bridge, bridge_hypercall("memory_op"));
	plan_params(bridge, bridge_hypercall("hvm_op"));
	plan_texts(bridge, bridge_hypercall("xen_version"));
}
