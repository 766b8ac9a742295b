/* SPDX-License-Identifier: MIT */
/*
 * A guest, dom0 of a Xen with FLASK, that proves what a policy can say of XABI's ops. Behind its image are policies
 * (tests/xen/denied/run): one that allows all; for each permission of rows.h one that denies it and nothing else; one that denies
 * all of them. It loads one after the other, and makes each call under each: not_allowed where one of the op's permissions is
 * denied, ok otherwise. Output waits until all is allowed again.
 */
#include "guest/guest.h"
#include "guest/hypercall.h"
#include "guest/xabi.h"

#define PAGE      4096u
#define NAME      48
#define FIRST_REF 8u

/* public/xsm/flask_op.h: struct xen_flask_op, as far as FLASK_LOAD goes; it is as long as its longest member. */
struct flask_op {
	uint32_t cmd, version;
	uint64_t buffer;
	uint32_t size;
	uint8_t rest[20];
};

/* One behind the other from the end of the image on; a name "" is behind the last. */
struct policy {
	char name[NAME];
	uint64_t size; /* a multiple of 16 */
	uint8_t bytes[];
};

extern const uint8_t bss_end[] __attribute__((visibility("hidden")));

static uint32_t tests, failures;
static uint8_t table[PAGE] __attribute__((aligned(4096)));
/* What is mapped, copied and given back; holes have no memory. */
static uint8_t granted[2][PAGE] __attribute__((aligned(4096)));
static uint8_t holes[4][PAGE] __attribute__((aligned(4096)));
static uint8_t room[PAGE] __attribute__((aligned(4096)));
enum { HOLE_MAPPED, HOLE_TO_MAP, HOLE_TO_PLACE, HOLE_TO_POPULATE };

static uint32_t send_port, open_port, port, mapping, watchdog;

static uint64_t address(const void *memory)
{
	return (uintptr_t)memory;
}

/* ---- calls: each ok when it may be made, and taken back by UNDO ---- */

enum step { TRY, UNDO };

#define CALL(name) static uint16_t name(enum step step)
/* There is nothing to take back. */
#define ASK(name, call)                                       \
	CALL(name)                                            \
	{                                                     \
		return step == TRY ? (call) : XABI_STATUS_OK; \
	}

ASK(event_send, xabi_event_send(send_port))

ASK(event_status, xabi_event_status(send_port, NULL, NULL, NULL, NULL))

CALL(event_open)
{
	return step == TRY ? xabi_event_open(XABI_DOMAIN_SELF, &port) : xabi_event_close(port);
}

CALL(event_connect)
{
	return step == TRY ? xabi_event_connect(XABI_DOMAIN_SELF, open_port, &port)
			   : xabi_event_close(port);
}

/* A pair to send to, and a port to connect to. */
static uint16_t make_ports(void)
{
	uint32_t first;

	if (xabi_event_open(XABI_DOMAIN_SELF, &first) != XABI_STATUS_OK ||
	    xabi_event_connect(XABI_DOMAIN_SELF, first, &send_port) != XABI_STATUS_OK)
		return XABI_STATUS_NO_ROOM;
	return xabi_event_open(XABI_DOMAIN_SELF, &open_port);
}

CALL(event_reset)
{
	uint64_t cursor = 0;
	uint16_t status;

	if (step == UNDO)
		return make_ports();
	do
		status = xabi_event_reset(&cursor);
	while (status == XABI_STATUS_AGAIN);
	return status;
}

static uint16_t map(unsigned int n, const void *hole, uint32_t *ret_mapping)
{
	struct xabi_grant_map list = { .owner = XABI_DOMAIN_SELF,
				       .ref = FIRST_REF + n,
				       .at = address(hole) };
	struct xabi_grant_mapped made = { 0 };
	uint16_t status =
		xabi_grant_map(address(&list), sizeof(list), address(&made), sizeof(made), NULL);

	if (status == XABI_STATUS_OK)
		*ret_mapping = made.mapping;
	return status;
}

static uint16_t unmap(uint32_t what, const void *hole)
{
	struct xabi_grant_unmap list = { .mapping = what, .at = address(hole) };

	return xabi_grant_unmap(address(&list), sizeof(list), NULL);
}

CALL(grant_map)
{
	static uint32_t made;

	return step == TRY ? map(1, holes[HOLE_TO_MAP], &made) : unmap(made, holes[HOLE_TO_MAP]);
}

CALL(grant_unmap)
{
	return step == TRY ? unmap(mapping, holes[HOLE_MAPPED])
			   : map(0, holes[HOLE_MAPPED], &mapping);
}

CALL(grant_copy)
{
	struct xabi_grant_copy list = { .owner = XABI_DOMAIN_SELF,
					.ref = FIRST_REF,
					.to = XABI_COPY_TO_GRANT,
					.at = address(room),
					.size = 64 };

	return step == TRY ? xabi_grant_copy(address(&list), sizeof(list), NULL) : XABI_STATUS_OK;
}

ASK(grant_size, xabi_grant_size(NULL, NULL, NULL, NULL))

ASK(grant_set_version, xabi_grant_set_version(1))

CALL(grant_place)
{
	uint64_t at = address(holes[HOLE_TO_PLACE]);

	return step == TRY ? xabi_grant_place(XABI_FRAME_KIND_ENTRIES, 1, at)
			   : xabi_memory_remove(at);
}

CALL(memory_remove)
{
	return step == TRY ? xabi_memory_remove(address(table))
			   : xabi_grant_place(XABI_FRAME_KIND_ENTRIES, 0, address(table));
}

CALL(memory_populate)
{
	uint64_t at = address(holes[HOLE_TO_POPULATE]);

	return step == TRY ? xabi_memory_populate(at, PAGE, NULL)
			   : xabi_memory_release(at, PAGE, NULL);
}

CALL(memory_release)
{
	return step == TRY ? xabi_memory_release(address(room), PAGE, NULL)
			   : xabi_memory_populate(address(room), PAGE, NULL);
}

ASK(memory_size, xabi_memory_size(NULL, NULL, NULL))

ASK(param_get, xabi_param_get(XABI_PARAM_CONSOLE_PAGE, NULL))

ASK(console_put, xabi_console_put(1, '\n', 0, 0, 0, 0))

ASK(console_write, xabi_console_write(address("\n"), 1, NULL))

ASK(console_get, xabi_console_get(NULL, NULL, NULL, NULL))

CALL(host_info)
{
	struct xabi_host_info info;

	return step == TRY ? xabi_host_info(address(&info), sizeof(info), NULL) : XABI_STATUS_OK;
}

CALL(host_cpus)
{
	struct xabi_cpu_info list[4];

	return step == TRY ? xabi_host_cpus(0, address(list), sizeof(list), NULL) : XABI_STATUS_OK;
}

CALL(host_nodes)
{
	struct xabi_node_info list[4];

	return step == TRY ? xabi_host_nodes(0, address(list), sizeof(list), NULL) : XABI_STATUS_OK;
}

ASK(host_scheduler, xabi_host_scheduler(NULL))

CALL(host_cpu_times)
{
	struct xabi_cpu_times list[4];

	return step == TRY ? xabi_host_cpu_times(0, address(list), sizeof(list), NULL)
			   : XABI_STATUS_OK;
}

ASK(host_log, xabi_host_log(0, address(room), 64, NULL, NULL))

ASK(host_version, xabi_host_version(NULL, NULL))

CALL(domain_info)
{
	struct xabi_domain_info info;

	return step == TRY ? xabi_domain_info(XABI_DOMAIN_SELF, address(&info), sizeof(info), NULL)
			   : XABI_STATUS_OK;
}

CALL(domain_vcpu)
{
	struct xabi_vcpu_info info;

	return step == TRY
		       ? xabi_domain_vcpu(XABI_DOMAIN_SELF, 0, address(&info), sizeof(info), NULL)
		       : XABI_STATUS_OK;
}

ASK(domain_affinity,
    xabi_domain_affinity(XABI_DOMAIN_SELF, 0, XABI_AFFINITY_HARD, address(room), 64, NULL))

CALL(event_bind_local)
{
	return step == TRY ? xabi_event_bind_local(0, &port) : xabi_event_close(port);
}

CALL(event_bind_virq)
{
	return step == TRY ? xabi_event_bind_virq(XABI_VIRQ_DEBUG, 0, &port)
			   : xabi_event_close(port);
}

ASK(event_unmask, xabi_event_unmask(send_port))

ASK(event_move, xabi_event_move(send_port, 0))

ASK(vcpu_state, xabi_vcpu_state(0, NULL))

ASK(vcpu_yield, xabi_vcpu_yield())

CALL(vcpu_place_area)
{
	return step == TRY ? xabi_vcpu_place_area(XABI_AREA_KIND_RUNSTATE, 0, address(granted[1]))
			   : xabi_vcpu_remove_area(XABI_AREA_KIND_RUNSTATE, 0);
}

ASK(time_now, xabi_time_now(NULL, NULL, NULL, NULL))

CALL(time_set_timer)
{
	return step == TRY ? xabi_time_set_timer(UINT64_MAX) : xabi_time_stop_timer();
}

CALL(power_watchdog)
{
	return step == TRY ? xabi_power_watchdog_start(UINT64_C(100000000000), &watchdog)
			   : xabi_power_watchdog_stop(watchdog);
}

static const struct row {
	uint16_t (*call)(enum step step);
	const char *op, *wants[2];
} rows[] = {
#define ROW(function, op, first, second) { function, op, { first, second } },
#include "rows.h"
#undef ROW
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* ---- policies ---- */

static bool is(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

static const struct policy *next(const struct policy *policy)
{
	return (const struct policy *)(policy->bytes + policy->size);
}

static bool load(const struct policy *policy)
{
	static struct flask_op op;

	op = (struct flask_op){ .cmd = FLASK_LOAD,
				.version = XEN_FLASK_INTERFACE_VERSION,
				.buffer = address(policy->bytes),
				.size = (uint32_t)policy->size };
	return hypercall2(__HYPERVISOR_xsm_op, address(&op), 0) == 0;
}

/* ---- the matrix ---- */

static bool is_denied(const struct row *row, const struct policy *policy)
{
	if (is(policy->name, "none"))
		return row->wants[0][0];
	return is(policy->name, row->wants[0]) || is(policy->name, row->wants[1]);
}

static void say(const char *op, const char *policy, uint16_t got, uint16_t wanted)
{
	tests++;
	failures += got != wanted;
	if (got == wanted)
		console_printf("ok %u - %s under %s: %s\n", tests, op, policy,
			       got == XABI_STATUS_OK ? "ok" : "not_allowed");
	else
		console_printf("not ok %u - %s under %s: status %u, not %u\n", tests, op, policy,
			       got, wanted);
}

/* Under one policy; what succeeded is taken back when all is allowed again. */
static bool try_all(const struct policy *all, const struct policy *policy)
{
	uint16_t status;
	unsigned int i;

	for (i = 0; i < ROWS; i++) {
		if (!load(policy))
			return false;
		status = rows[i].call(TRY);
		if (!load(all))
			return false;
		say(rows[i].op, policy->name, status,
		    is_denied(&rows[i], policy) ? XABI_STATUS_NOT_ALLOWED : XABI_STATUS_OK);
		if (status == XABI_STATUS_OK && rows[i].call(UNDO) != XABI_STATUS_OK)
			return false;
	}
	return true;
}

/* public/grant_table.h: an entry of version 1, to oneself, for reading and writing. */
static void grant(unsigned int n, const void *memory)
{
	volatile uint16_t *entry = (volatile uint16_t *)(table + (FIRST_REF + n) * 8);

	entry[1] = 0; /* dom0 */
	*(volatile uint32_t *)&entry[2] = (uint32_t)(address(memory) / PAGE);
	smp_mb();
	entry[0] = 1;
}

static bool prepare(void)
{
	if (xabi_memory_release(address(table), PAGE, NULL) != XABI_STATUS_OK ||
	    xabi_memory_release(address(holes), sizeof(holes), NULL) != XABI_STATUS_OK ||
	    xabi_grant_place(XABI_FRAME_KIND_ENTRIES, 0, address(table)) != XABI_STATUS_OK)
		return false;
	grant(0, granted[0]);
	grant(1, granted[1]);
	return make_ports() == XABI_STATUS_OK &&
	       map(0, holes[HOLE_MAPPED], &mapping) == XABI_STATUS_OK;
}

void guest_main(const char *type, const char *cmdline)
{
	const struct policy *all = (const struct policy *)bss_end, *policy;

	(void)type;
	if (!is(all->name, "all") || !load(all)) {
		console_printf("no policy can be loaded: is this a Xen with FLASK, flask=late?\n");
		guest_exit(cmdline, 1);
	}
	if (!prepare()) {
		console_printf("what is allowed cannot be done\n");
		guest_exit(cmdline, 1);
	}
	for (policy = all; policy->name[0]; policy = next(policy)) {
		if (!try_all(all, policy)) {
			console_printf("stopped under the policy %s\n", policy->name);
			guest_exit(cmdline, 1);
		}
	}
	console_printf("1..%u\n", tests);
	guest_exit(cmdline, failures ? 1 : 0);
}
