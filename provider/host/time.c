/* SPDX-License-Identifier: MIT */
/* Virtual time: what runs out as it passes, and the handlers of extension time. The counter ticks once a nanosecond. */
#include "provider/host/internal.h"

#define STARTED UINT64_C(1767225600000000000) /* of the host, wall clock: 2026-01-01 00:00 UTC */

uint64_t host_wall(const struct xabi_host *host)
{
	return STARTED + host->now;
}

/* ---- what runs out ---- */

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t deadline_of(const struct domain *domain)
{
	const struct xabi_host_config *config = &domain->host->config;
	uint64_t first = NEVER;
	uint32_t i;

	for (i = 0; i < config->vcpus; i++)
		first = least(first, least(domain->vcpus[i].timer, domain->vcpus[i].next_period));
	for (i = 0; i < config->watchdogs; i++)
		first = least(first, domain->watchdogs[i]);
	return first;
}

/* The next time at which something runs out. */
static uint64_t deadline(const struct xabi_host *host)
{
	uint64_t first = NEVER;
	uint32_t i;

	for (i = 0; i < host->config.domains; i++) {
		if (host->domains[i])
			first = least(first, deadline_of(host->domains[i]));
	}
	return first;
}

static void run_out_vcpu(struct vcpu *vcpu)
{
	uint64_t now = vcpu->domain->host->now;

	if (vcpu->timer <= now) {
		vcpu->timer = NEVER;
		host_event_virq(vcpu, XABI_VIRQ_TIMER);
	}
	if (vcpu->next_period <= now) {
		vcpu->next_period += vcpu->period;
		host_event_virq(vcpu, XABI_VIRQ_TIMER);
	}
}

static void run_out(struct domain *domain)
{
	const struct xabi_host *host = domain->host;
	uint32_t i;

	for (i = 0; i < host->config.vcpus; i++)
		run_out_vcpu(&domain->vcpus[i]);
	for (i = 0; i < host->config.watchdogs; i++) {
		if (domain->watchdogs[i] > host->now)
			continue;
		domain->watchdogs[i] = NEVER;
		host_shut_down(domain, XABI_SHUTDOWN_REASON_WATCHDOG);
	}
}

void xabi_host_advance(struct xabi_host *host, uint64_t ns)
{
	uint64_t end = ns < NEVER - host->now ? host->now + ns : NEVER - 1, next;
	uint32_t i;

	while ((next = deadline(host)) <= end) {
		host->now = next > host->now ? next : host->now;
		for (i = 0; i < host->config.domains; i++) {
			if (host->domains[i])
				run_out(host->domains[i]);
		}
	}
	host->now = end;
	host_areas_keep(host);
}

/* ---- handlers ---- */

enum xabi_time_now_status xabi_do_time_now(struct xabi_caller *caller, uint64_t *ret_system,
					   uint64_t *ret_wall, uint64_t *ret_counter,
					   uint64_t *ret_frequency)
{
	const struct xabi_host *host = host_domain_of(caller)->host;

	*ret_system = host->now;
	*ret_wall = host_wall(host);
	*ret_counter = host->now;
	*ret_frequency = COUNTER_HZ;
	return XABI_DO_TIME_NOW_OK;
}

enum xabi_time_set_timer_status xabi_do_time_set_timer(struct xabi_caller *caller, uint64_t at)
{
	struct vcpu *vcpu = host_vcpu_of(caller);

	vcpu->timer = at;
	run_out_vcpu(vcpu);
	return XABI_DO_TIME_SET_TIMER_OK;
}

enum xabi_time_stop_timer_status xabi_do_time_stop_timer(struct xabi_caller *caller)
{
	host_vcpu_of(caller)->timer = NEVER;
	return XABI_DO_TIME_STOP_TIMER_OK;
}

enum xabi_time_set_period_status xabi_do_time_set_period(struct xabi_caller *caller, uint32_t vcpu,
							 uint64_t period)
{
	struct vcpu *owner = host_vcpu(host_domain_of(caller), vcpu);

	if (!owner)
		return XABI_DO_TIME_SET_PERIOD_NO_SUCH_VCPU;
	owner->period = period;
	owner->next_period = period ? host_domain_of(caller)->host->now + period : NEVER;
	return XABI_DO_TIME_SET_PERIOD_OK;
}
