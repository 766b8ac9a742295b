/* SPDX-License-Identifier: MIT */
/*
 * The suite as a guest of a real provider: TAP on the console. Nobody can make it a new world for each case, so what a case
 * did is taken back by ops (undo.h). Ops that the provider does not have are one skip each, and so is each case whose state
 * no fixture reaches, with the reason. Its status is 0 if nothing failed. Command line:
 *
 *	case=NAME	only those whose name starts so ("event.send")
 *	empty=MIB	from there on nothing is: dom0 on Arm has its devices at the end of all there can be
 */
#include "conformance/fixture.h"
#include "conformance/run.h"
#include "conformance/undo.h"
#include "guest/guest.h"
#include "guest/xabi.h"

#define RAM_BYTES (15u << 20)
#define PAGE      4096

struct totals {
	unsigned int tests, passed, failed, unreached, absent;
};

static uint8_t ram[RAM_BYTES] __attribute__((aligned(PAGE)));
extern char image_start[], image_end[]; /* the linker's */
static bool sealed;

/* ---- the environment: this guest's own memory is the caller's ---- */

/*
 * What a vCPU that a case has started would do nobody can say: its first instruction is anywhere. Xen's schedulers let one that
 * has slept run for a while before another gets its CPU (sched_ratelimit_us, half a second), and by then the other is stopped.
 */
static void carry_out(struct env *env, struct xabi_call *call)
{
	(void)env;
	if (call->op == XABI_OP_VCPU_START)
		sched_nap(1000000);
	XABI_GUEST_CALL(call);
}

static void env_call(struct env *env, struct xabi_call *call)
{
	undo_call(env, call, carry_out);
}

/* A sealed guest shares all that it has; what a case takes back is shared again. */
static void share_all(void)
{
	uint64_t start = (uintptr_t)image_start & ~(uint64_t)(PAGE - 1);

	if (sealed)
		xabi_memory_share(start, ((uintptr_t)image_end - start + PAGE - 1) / PAGE * PAGE,
				  NULL);
}

static void env_reset(struct env *env)
{
	undo_all(env);
	share_all();
}

static void env_read(struct env *env, uint64_t at, void *ret_bytes, uint32_t n)
{
	const volatile uint8_t *from = (const volatile uint8_t *)(uintptr_t)at;
	uint8_t *to = ret_bytes;

	(void)env;
	while (n--)
		*to++ = *from++;
}

static void env_write(struct env *env, uint64_t at, const void *bytes, uint32_t n)
{
	volatile uint8_t *to = (volatile uint8_t *)(uintptr_t)at;
	const uint8_t *from = bytes;

	(void)env;
	while (n--)
		*to++ = *from++;
}

/* Xen keeps its words of events in a page of its own, so the least kind of area there is none of. */
static void env_instead(struct env *env, uint16_t op, uint8_t slot, uint64_t *number)
{
	(void)env;
	if (op >= XABI_OP_VCPU_PLACE_AREA && op <= XABI_OP_VCPU_AREA && slot == 0)
		*number = XABI_AREA_KIND_RUNSTATE;
}

/* To add an op that this guest does not survive: its number and why. */
static const struct spared {
	uint16_t op;
	const char *why;
} spared[] = {
	{ XABI_OP_POWER_SHUTDOWN, "the guest would end" },
};

static const char *env_spare(struct env *env, uint16_t op)
{
	unsigned int i;

	(void)env;
	for (i = 0; i < sizeof(spared) / sizeof(spared[0]); i++) {
		if (spared[i].op == op)
			return spared[i].why;
	}
	return NULL;
}

/* ---- telling ---- */

static void tell(const struct case_row *row, const struct result *result, struct totals *totals)
{
	const char *op = case_ops[row->op].name;

	if (case_ops[row->op].number >> 8 == XABI_OP_CONSOLE_PUT >> 8)
		console_printf("\n"); /* behind what the case wrote */
	totals->tests++;
	switch (result->verdict) {
	case PASSED:
		totals->passed++;
		console_printf("ok %u - %s %s\n", totals->tests, op, row->name);
		break;
	case UNREACHED_STATE:
		totals->unreached++;
		console_printf("ok %u - %s %s # SKIP unreached: %s\n", totals->tests, op, row->name,
			       result->why);
		break;
	default:
		totals->failed++;
		console_printf("# %s%s\nnot ok %u - %s %s\n",
			       result->verdict == BROKEN_FIXTURE ? "its fixture is broken: " : "",
			       result->why, totals->tests, op, row->name);
	}
}

/* ---- all of it ---- */

static bool is_there(uint16_t op)
{
	uint16_t available = 0;

	return xabi_base_probe(op, XABI_PROBE_KIND_OP, 0, 0, &available, NULL) == XABI_STATUS_OK &&
	       available;
}

/* Whether "op case" starts with @only. */
static bool is_chosen(const struct case_row *row, const char *only)
{
	const char *name = case_ops[row->op].name;

	for (; *only && *only == *name; only++)
		name++;
	if (*only == ' ' && !*name) {
		only++;
		for (name = row->name; *only && *only == *name; only++)
			name++;
	}
	return !*only;
}

static void run_op(struct env *env, unsigned int op, const char *only, struct totals *totals)
{
	struct result result;
	unsigned int i, n = 0;
	bool there = is_there(case_ops[op].number);

	for (i = 0; i < n_case_rows; i++) {
		if (case_rows[i].op != op || !is_chosen(&case_rows[i], only))
			continue;
		n++;
		if (!there)
			continue;
		conformance_run(env, &case_rows[i], &result);
		tell(&case_rows[i], &result, totals);
	}
	if (there || !n)
		return;
	totals->absent += n;
	console_printf("ok %u - %s # SKIP not in this provider: %u cases\n", ++totals->tests,
		       case_ops[op].name, n);
}

void guest_main(const char *type, const char *cmdline)
{
	struct env env = {
		.name = type,
		.ram = (uintptr_t)ram,
		.ram_bytes = RAM_BYTES,
		.reset = env_reset,
		.call = env_call,
		.read = env_read,
		.write = env_write,
		.spare = env_spare,
		.instead = env_instead,
	};
	struct totals totals = { 0, 0, 0, 0, 0 };
	uint32_t implementation = 0, facts = 0;
	char only[64] = "", value[16];
	uint32_t mib = 0;
	unsigned int i;

	cmdline_get(cmdline, "case", sizeof(only), only);
	if (cmdline_get(cmdline, "empty", sizeof(value), value) && parse_u32(value, &mib))
		env.empty = (uint64_t)mib << 20;
	if (xabi_base_about(NULL, NULL, &implementation, &facts) == XABI_STATUS_OK) {
		sealed = facts & XABI_CALLER_FACTS_SEALED;
		share_all();
	}
	console_printf("# conformance of %s%s\n", type, sealed ? ", sealed" : "");
	if (!implementation) {
		console_printf("Bail out! nothing here knows XABI\n");
		guest_exit(cmdline, 2);
	}
	for (i = 0; i < n_case_ops; i++)
		run_op(&env, i, only, &totals);
	console_printf("1..%u\n", totals.tests);
	console_printf("# %u passed, %u failed, %u unreached, %u of ops that are not there\n",
		       totals.passed, totals.failed, totals.unreached, totals.absent);
	guest_exit(cmdline, totals.failed || !totals.passed);
}
