/* SPDX-License-Identifier: MIT */
/* vCPUs, the areas they share with the host, and the handlers of extension vcpu. */
#include <string.h>

#include "provider/host/internal.h"

/* ---- areas ---- */

bool host_area_place(struct domain *domain, struct area *area, uint64_t at, uint32_t bytes)
{
	struct frame *frame = NULL;
	uint8_t *place;

	if (at % PAGE_BYTES + bytes <= PAGE_BYTES)
		frame = host_ram(domain, at);
	if (!frame)
		return false;
	place = frame->bytes + at % PAGE_BYTES;
	if (area->bytes)
		memmove(place, area->bytes, bytes);
	host_frame_put(area->frame);
	*area = (struct area){ .at = at, .frame = frame, .bytes = place };
	return true;
}

void host_area_remove(struct area *area, uint32_t bytes, void *own)
{
	if (area->frame && own)
		memcpy(own, area->bytes, bytes);
	host_frame_put(area->frame);
	*area = (struct area){ .at = NOWHERE, .bytes = own };
}

/* An area by its kind, its size, and where the host keeps it when it is not placed. */
struct which {
	struct area *area;
	uint32_t bytes;
	void *own;
};

static struct which area_of(struct domain *domain, struct vcpu *vcpu, uint32_t kind)
{
	switch (kind) {
	case XABI_AREA_KIND_EVENT_BITS:
		return (struct which){ &domain->bits_area, sizeof(domain->bits), &domain->bits };
	case XABI_AREA_KIND_EVENTS:
		return (struct which){ &vcpu->events_area, sizeof(vcpu->events), &vcpu->events };
	case XABI_AREA_KIND_CLOCK:
		return (struct which){ &vcpu->clock_area, sizeof(struct xabi_clock), NULL };
	default:
		return (struct which){ &vcpu->runstate_area, sizeof(struct xabi_runstate), NULL };
	}
}

static void keep_clock(const struct vcpu *vcpu)
{
	const struct xabi_host *host = vcpu->domain->host;
	struct xabi_clock *clock = (struct xabi_clock *)vcpu->clock_area.bytes;
	uint32_t sequence;

	if (!clock)
		return;
	sequence = clock->sequence | 1;
	*clock = (struct xabi_clock){ .sequence = sequence,
				      .counter = host->now,
				      .system = host->now,
				      .wall = host_wall(host),
				      .frequency = COUNTER_HZ };
	clock->sequence = sequence + 1;
}

void host_run(struct vcpu *vcpu, enum run state)
{
	struct xabi_runstate *run = &vcpu->run;

	run->time[run->state] += vcpu->domain->host->now - run->since;
	run->since = vcpu->domain->host->now;
	run->state = state;
	if (vcpu->runstate_area.bytes)
		memcpy(vcpu->runstate_area.bytes, run, sizeof(*run));
}

enum run host_ready(const struct domain *domain)
{
	return domain->pauses || domain->shut_down || domain->dying ? RUN_RUNNABLE : RUN_RUNNING;
}

void host_settle(struct domain *domain)
{
	struct vcpu *vcpu;
	uint32_t i;

	for (i = 0; i < domain->host->config.vcpus; i++) {
		vcpu = &domain->vcpus[i];
		if (vcpu->run.state == RUN_RUNNING || vcpu->run.state == RUN_RUNNABLE)
			host_run(vcpu, host_ready(domain));
	}
}

void host_areas_keep(struct xabi_host *host)
{
	struct vcpu *vcpu;
	uint32_t i, j;

	for (i = 0; i < host->config.domains; i++) {
		for (j = 0; host->domains[i] && j < host->config.vcpus; j++) {
			vcpu = &host->domains[i]->vcpus[j];
			host_run(vcpu, vcpu->run.state);
			keep_clock(vcpu);
		}
	}
}

void host_vcpu_release(struct vcpu *vcpu)
{
	host_area_remove(&vcpu->events_area, 0, NULL);
	host_area_remove(&vcpu->clock_area, 0, NULL);
	host_area_remove(&vcpu->runstate_area, 0, NULL);
	host_area_remove(&vcpu->heads, 0, NULL);
}

/* ---- handlers ---- */

enum xabi_vcpu_start_status xabi_do_vcpu_start(struct xabi_caller *caller, uint32_t vcpu,
					       uint64_t entry, uint64_t argument)
{
	struct vcpu *started = host_vcpu(host_domain_of(caller), vcpu);

	if (!started)
		return XABI_DO_VCPU_START_NO_SUCH_VCPU;
	if (started->run.state != RUN_OFFLINE)
		return XABI_DO_VCPU_START_IN_USE;
	started->entry = entry;
	started->argument = argument;
	host_run(started, host_ready(host_domain_of(caller)));
	return XABI_DO_VCPU_START_OK;
}

enum xabi_vcpu_stop_status xabi_do_vcpu_stop(struct xabi_caller *caller, uint32_t vcpu)
{
	struct domain *domain = host_domain_of(caller);
	struct vcpu *stopped = host_vcpu(domain, vcpu);
	uint32_t i;

	if (!stopped)
		return XABI_DO_VCPU_STOP_NO_SUCH_VCPU;
	host_run(stopped, RUN_OFFLINE);
	for (i = 0; i < domain->host->config.vcpus; i++) {
		if (domain->vcpus[i].run.state != RUN_OFFLINE)
			return XABI_DO_VCPU_STOP_OK;
	}
	host_shut_down(domain, XABI_SHUTDOWN_REASON_POWEROFF);
	return XABI_DO_VCPU_STOP_OK;
}

uint32_t host_vcpu_state(const struct vcpu *vcpu)
{
	static const uint32_t states[RUNS] = {
		[RUN_RUNNING] = XABI_VCPU_STATE_ONLINE | XABI_VCPU_STATE_RUNNING,
		[RUN_RUNNABLE] = XABI_VCPU_STATE_ONLINE,
		[RUN_BLOCKED] = XABI_VCPU_STATE_ONLINE | XABI_VCPU_STATE_BLOCKED,
	};

	return states[vcpu->run.state];
}

enum xabi_vcpu_state_status xabi_do_vcpu_state(struct xabi_caller *caller, uint32_t vcpu,
					       uint64_t *ret_state)
{
	const struct vcpu *asked = host_vcpu(host_domain_of(caller), vcpu);

	if (!asked)
		return XABI_DO_VCPU_STATE_NO_SUCH_VCPU;
	*ret_state = host_vcpu_state(asked);
	return XABI_DO_VCPU_STATE_OK;
}

enum xabi_vcpu_yield_status xabi_do_vcpu_yield(struct xabi_caller *caller)
{
	(void)caller; /* there is always room for all */
	return XABI_DO_VCPU_YIELD_OK;
}

enum xabi_vcpu_place_area_status xabi_do_vcpu_place_area(struct xabi_caller *caller, uint32_t kind,
							 uint32_t vcpu, uint64_t at)
{
	struct domain *domain = host_domain_of(caller);
	struct vcpu *owner = host_vcpu(domain, vcpu);
	struct which which;

	if (domain->host->config.no_areas)
		return XABI_DO_VCPU_PLACE_AREA_UNSUPPORTED;
	if (!owner)
		return XABI_DO_VCPU_PLACE_AREA_NO_SUCH_VCPU;
	which = area_of(domain, owner, kind);
	if (!host_area_place(domain, which.area, at, which.bytes))
		return XABI_DO_VCPU_PLACE_AREA_NOT_BACKED;
	if (kind == XABI_AREA_KIND_CLOCK)
		keep_clock(owner);
	if (kind == XABI_AREA_KIND_RUNSTATE)
		host_run(owner, owner->run.state);
	return XABI_DO_VCPU_PLACE_AREA_OK;
}

enum xabi_vcpu_remove_area_status xabi_do_vcpu_remove_area(struct xabi_caller *caller,
							   uint32_t kind, uint32_t vcpu)
{
	struct domain *domain = host_domain_of(caller);
	struct vcpu *owner = host_vcpu(domain, vcpu);
	struct which which;

	if (domain->host->config.no_areas)
		return XABI_DO_VCPU_REMOVE_AREA_UNSUPPORTED;
	if (!owner)
		return XABI_DO_VCPU_REMOVE_AREA_NO_SUCH_VCPU;
	which = area_of(domain, owner, kind);
	host_area_remove(which.area, which.bytes, which.own);
	return XABI_DO_VCPU_REMOVE_AREA_OK;
}

enum xabi_vcpu_area_status xabi_do_vcpu_area(struct xabi_caller *caller, uint32_t kind,
					     uint32_t vcpu, uint64_t *ret_at, uint64_t *ret_size)
{
	struct domain *domain = host_domain_of(caller);
	struct vcpu *owner = host_vcpu(domain, vcpu);
	struct which which;

	if (domain->host->config.no_areas)
		return XABI_DO_VCPU_AREA_UNSUPPORTED;
	if (!owner)
		return XABI_DO_VCPU_AREA_NO_SUCH_VCPU;
	which = area_of(domain, owner, kind);
	*ret_at = which.area->at;
	*ret_size = which.bytes;
	return XABI_DO_VCPU_AREA_OK;
}
