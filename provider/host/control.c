/* SPDX-License-Identifier: MIT */
/* The handlers of the extensions for who runs the machine: host, domain, lifecycle. */
#include <stdlib.h>
#include <string.h>

#include "provider/host/internal.h"

static uint64_t cpu_time(const struct vcpu *vcpu)
{
	uint64_t since = vcpu->domain->host->now - vcpu->run.since;

	return vcpu->run.time[RUN_RUNNING] + (vcpu->run.state == RUN_RUNNING ? since : 0);
}

/* The CPU that a vCPU is said to be on: nothing moves. */
static uint32_t cpu_of(const struct domain *domain, uint32_t vcpu)
{
	return (domain->number + vcpu) % domain->host->config.cpus;
}

/* ---- host ---- */

enum xabi_host_version_status xabi_do_host_version(struct xabi_caller *caller, uint64_t *ret_major,
						   uint64_t *ret_minor)
{
	if (!host_controls(caller))
		return XABI_DO_HOST_VERSION_NOT_ALLOWED;
	*ret_major = XABI_SPEC_MAJOR; /* it is no release of anything else */
	*ret_minor = XABI_SPEC_MINOR;
	return XABI_DO_HOST_VERSION_OK;
}

enum xabi_host_text_status xabi_do_host_text(struct xabi_caller *caller, uint32_t item,
					     struct xabi_buffer *text, uint64_t *ret_text_needed)
{
	static const char *const texts[] = {
		[XABI_HOST_TEXT_EXTRA] = "-simulated",
		[XABI_HOST_TEXT_CAPABILITIES] = "simulated-0.1",
	};
	const char *found = item < sizeof(texts) / sizeof(texts[0]) ? texts[item] : NULL;

	if (!host_controls(caller))
		return XABI_DO_HOST_TEXT_NOT_ALLOWED;
	found = found ? found : "";
	*ret_text_needed = strlen(found);
	xabi_buffer_write(text, 0, found, strlen(found));
	return XABI_DO_HOST_TEXT_OK;
}

/* Memory of all domains, and that which may still be populated: the rest of the machine's is used by nobody. */
static uint64_t memory_of(const struct xabi_host *host, bool free)
{
	const struct domain *domain;
	uint64_t pages = 0;
	uint32_t i;

	for (i = 0; i < host->config.domains; i++) {
		domain = host->domains[i];
		if (domain)
			pages += free ? domain->page_limit - domain->pages : domain->page_limit;
	}
	return pages * PAGE_BYTES;
}

enum xabi_host_info_status xabi_do_host_info(struct xabi_caller *caller,
					     struct xabi_host_info *ret_info)
{
	const struct xabi_host *host = host_domain_of(caller)->host;

	if (!host_controls(caller))
		return XABI_DO_HOST_INFO_NOT_ALLOWED;
	*ret_info = (struct xabi_host_info){
		.cpus = host->config.cpus,
		.cpu_limit = host->config.cpus,
		.nodes = 1,
		.node_limit = 1,
		.threads_per_core = 1,
		.cores_per_socket = host->config.cpus,
		.cpu_hz = COUNTER_HZ,
		.memory = memory_of(host, false),
		.free = memory_of(host, true),
		.features = XABI_HOST_FEATURES_HVM | XABI_HOST_FEATURES_HAP |
			    XABI_HOST_FEATURES_GRANTS_V1 |
			    (host->config.one_format ? 0 : XABI_HOST_FEATURES_GRANTS_V2),
	};
	return XABI_DO_HOST_INFO_OK;
}

enum xabi_host_scheduler_status xabi_do_host_scheduler(struct xabi_caller *caller,
						       uint64_t *ret_kind)
{
	if (!host_controls(caller))
		return XABI_DO_HOST_SCHEDULER_NOT_ALLOWED;
	*ret_kind = XABI_SCHEDULER_NULL;
	return XABI_DO_HOST_SCHEDULER_OK;
}

enum xabi_host_cpus_status xabi_do_host_cpus(struct xabi_caller *caller, uint32_t first,
					     struct xabi_buffer *list, uint64_t *ret_done)
{
	const struct xabi_host *host = host_domain_of(caller)->host;
	struct xabi_cpu_info cpu = { .core = first };

	if (!host_controls(caller))
		return XABI_DO_HOST_CPUS_NOT_ALLOWED;
	for (; cpu.core < host->config.cpus && xabi_host_cpus_list_put(list, &cpu); cpu.core++)
		++*ret_done;
	return XABI_DO_HOST_CPUS_OK;
}

enum xabi_host_nodes_status xabi_do_host_nodes(struct xabi_caller *caller, uint32_t first,
					       struct xabi_buffer *list, uint64_t *ret_done)
{
	const struct xabi_host *host = host_domain_of(caller)->host;
	struct xabi_node_info node = { memory_of(host, false), memory_of(host, true) };

	if (!host_controls(caller))
		return XABI_DO_HOST_NODES_NOT_ALLOWED;
	*ret_done = first == 0 && xabi_host_nodes_list_put(list, &node);
	return XABI_DO_HOST_NODES_OK;
}

enum xabi_host_log_status xabi_do_host_log(struct xabi_caller *caller, uint32_t from,
					   struct xabi_buffer *text, uint64_t *ret_next,
					   uint64_t *ret_text_needed)
{
	const struct xabi_host *host = host_domain_of(caller)->host;
	uint32_t end = host->log_end, oldest = end < LOG_BYTES ? 0 : end - LOG_BYTES, at;

	if (!host_controls(caller))
		return XABI_DO_HOST_LOG_NOT_ALLOWED;
	at = from < oldest || from > end ? oldest : from;
	for (from = at; at < end && at - from < text->bytes; at++)
		xabi_buffer_write(text, at - from, &host->log[at % LOG_BYTES], 1);
	*ret_text_needed = at - from;
	*ret_next = at;
	return XABI_DO_HOST_LOG_OK;
}

/* What its vCPUs leave over. They do not wait for each other, so there may be nothing left of a CPU that several share. */
static uint64_t idle_of(const struct xabi_host *host, uint32_t cpu)
{
	const struct domain *domain;
	uint64_t busy = 0;
	uint32_t i, j;

	for (i = 0; i < host->config.domains; i++) {
		domain = host->domains[i];
		for (j = 0; domain && j < host->config.vcpus; j++)
			busy += cpu_of(domain, j) == cpu ? cpu_time(&domain->vcpus[j]) : 0;
	}
	return host->now > busy ? host->now - busy : 0;
}

enum xabi_host_cpu_times_status xabi_do_host_cpu_times(struct xabi_caller *caller, uint32_t first,
						       struct xabi_buffer *list, uint64_t *ret_done)
{
	const struct xabi_host *host = host_domain_of(caller)->host;
	struct xabi_cpu_times times;
	uint32_t i;

	if (!host_controls(caller))
		return XABI_DO_HOST_CPU_TIMES_NOT_ALLOWED;
	for (i = first; i < host->config.cpus; i++) {
		times.idle = idle_of(host, i);
		if (!xabi_host_cpu_times_list_put(list, &times))
			break;
		++*ret_done;
	}
	return XABI_DO_HOST_CPU_TIMES_OK;
}

/* ---- domain ---- */

static uint32_t state_of(const struct domain *domain)
{
	uint32_t state = XABI_DOMAIN_STATE_HVM | XABI_DOMAIN_STATE_HAP | XABI_DOMAIN_STATE_BLOCKED;
	uint32_t i;

	for (i = 0; i < domain->host->config.vcpus; i++) {
		if (domain->vcpus[i].run.state == RUN_RUNNING)
			state |= XABI_DOMAIN_STATE_RUNNING;
		if (domain->vcpus[i].run.state < RUN_BLOCKED)
			state &= ~XABI_DOMAIN_STATE_BLOCKED;
	}
	state |= domain->dying ? XABI_DOMAIN_STATE_DYING : 0;
	state |= domain->shut_down ? XABI_DOMAIN_STATE_SHUTDOWN : 0;
	state |= domain->pauses ? XABI_DOMAIN_STATE_PAUSED : 0;
	return state;
}

static struct xabi_domain_info info_of(const struct domain *domain)
{
	struct xabi_domain_info info = {
		.id = domain->number,
		.gpa_bits = (uint16_t)__builtin_ctzll(domain->host->config.gpa_limit),
		.state = state_of(domain),
		.shutdown_reason = domain->shutdown_reason,
		.vcpu_limit = domain->host->config.vcpus,
		.memory = domain->pages * PAGE_BYTES,
		.memory_limit = domain->page_limit * PAGE_BYTES,
	};
	uint32_t i;

	memcpy(info.uuid, domain->uuid, sizeof(info.uuid));
	for (i = 0; i < domain->host->config.vcpus; i++) {
		info.vcpus += domain->vcpus[i].run.state != RUN_OFFLINE;
		info.cpu_time += cpu_time(&domain->vcpus[i]);
	}
	return info;
}

enum xabi_domain_info_status xabi_do_domain_info(struct xabi_caller *caller, uint16_t target,
						 struct xabi_domain_info *ret_info)
{
	const struct domain *domain = host_find(caller, target);

	if (!domain)
		return XABI_DO_DOMAIN_INFO_NO_SUCH_DOMAIN;
	if (!host_controls(caller))
		return XABI_DO_DOMAIN_INFO_NOT_ALLOWED;
	*ret_info = info_of(domain);
	return XABI_DO_DOMAIN_INFO_OK;
}

enum xabi_domain_list_status xabi_do_domain_list(struct xabi_caller *caller, uint16_t first,
						 struct xabi_buffer *list, uint64_t *ret_done)
{
	const struct xabi_host *host = host_domain_of(caller)->host;
	struct xabi_domain_info info;
	uint32_t i;

	if (!host_controls(caller))
		return XABI_DO_DOMAIN_LIST_NOT_ALLOWED;
	for (i = first; i < host->config.domains; i++) {
		if (!host->domains[i])
			continue;
		info = info_of(host->domains[i]);
		if (!xabi_domain_list_list_put(list, &info))
			break;
		++*ret_done;
	}
	return XABI_DO_DOMAIN_LIST_OK;
}

enum xabi_domain_vcpu_status xabi_do_domain_vcpu(struct xabi_caller *caller, uint16_t target,
						 uint32_t vcpu, struct xabi_vcpu_info *ret_info)
{
	struct domain *domain = host_find(caller, target);
	const struct vcpu *asked = domain ? host_vcpu(domain, vcpu) : NULL;

	if (!domain)
		return XABI_DO_DOMAIN_VCPU_NO_SUCH_DOMAIN;
	if (!host_controls(caller))
		return XABI_DO_DOMAIN_VCPU_NOT_ALLOWED;
	if (!asked)
		return XABI_DO_DOMAIN_VCPU_NO_SUCH_VCPU;
	ret_info->state = host_vcpu_state(asked);
	ret_info->cpu = cpu_of(domain, vcpu);
	ret_info->cpu_time = cpu_time(asked);
	return XABI_DO_DOMAIN_VCPU_OK;
}

enum xabi_domain_affinity_status xabi_do_domain_affinity(struct xabi_caller *caller,
							 uint16_t target, uint32_t vcpu,
							 uint32_t kind, struct xabi_buffer *map,
							 uint64_t *ret_map_needed)
{
	struct domain *domain = host_find(caller, target);
	uint32_t cpus = host_domain_of(caller)->host->config.cpus, i;
	uint8_t bits;

	(void)kind; /* nothing is pinned */
	if (!domain)
		return XABI_DO_DOMAIN_AFFINITY_NO_SUCH_DOMAIN;
	if (!host_controls(caller))
		return XABI_DO_DOMAIN_AFFINITY_NOT_ALLOWED;
	if (!host_vcpu(domain, vcpu))
		return XABI_DO_DOMAIN_AFFINITY_NO_SUCH_VCPU;
	*ret_map_needed = (cpus + 7) / 8;
	for (i = 0; i < cpus; i += 8) {
		bits = (uint8_t)(cpus - i < 8 ? (1u << (cpus - i)) - 1 : 0xff);
		xabi_buffer_write(map, i / 8, &bits, 1);
	}
	for (i = (cpus + 7) / 8, bits = 0; i < map->bytes; i++)
		xabi_buffer_write(map, i, &bits, 1);
	return XABI_DO_DOMAIN_AFFINITY_OK;
}

/* ---- lifecycle ---- */

enum xabi_lifecycle_pause_status xabi_do_lifecycle_pause(struct xabi_caller *caller,
							 uint16_t target)
{
	struct domain *domain = host_find(caller, target);

	if (!domain)
		return XABI_DO_LIFECYCLE_PAUSE_NO_SUCH_DOMAIN;
	if (!host_controls(caller))
		return XABI_DO_LIFECYCLE_PAUSE_NOT_ALLOWED;
	domain->pauses++;
	host_settle(domain);
	return XABI_DO_LIFECYCLE_PAUSE_OK;
}

enum xabi_lifecycle_unpause_status xabi_do_lifecycle_unpause(struct xabi_caller *caller,
							     uint16_t target)
{
	struct domain *domain = host_find(caller, target);

	if (!domain)
		return XABI_DO_LIFECYCLE_UNPAUSE_NO_SUCH_DOMAIN;
	if (!host_controls(caller))
		return XABI_DO_LIFECYCLE_UNPAUSE_NOT_ALLOWED;
	if (domain->dying)
		return XABI_DO_LIFECYCLE_UNPAUSE_WRONG_TARGET;
	domain->pauses -= domain->pauses > 0;
	host_settle(domain);
	return XABI_DO_LIFECYCLE_UNPAUSE_OK;
}

enum xabi_lifecycle_destroy_status xabi_do_lifecycle_destroy(struct xabi_caller *caller,
							     uint16_t target, uint64_t cursor,
							     uint64_t *ret_cursor)
{
	struct domain *domain = host_find(caller, target);

	if (!domain)
		return XABI_DO_LIFECYCLE_DESTROY_NO_SUCH_DOMAIN;
	if (!host_controls(caller))
		return XABI_DO_LIFECYCLE_DESTROY_NOT_ALLOWED;
	if (!domain->dying) {
		domain->dying = true;
		host_settle(domain);
		host_ports_close(domain);
		host_grants_release(domain);
	}
	*ret_cursor = cursor +
		      XABI_SLICE_LIFECYCLE_DESTROY; /* pages; only the domain's own state counts */
	if (!host_memory_drain(domain, XABI_SLICE_LIFECYCLE_DESTROY))
		return XABI_DO_LIFECYCLE_DESTROY_AGAIN;
	domain->host->domains[target] = NULL;
	host_domain_free(domain);
	return XABI_DO_LIFECYCLE_DESTROY_OK;
}
