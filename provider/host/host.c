/* SPDX-License-Identifier: MIT */
/* The machine, its domains, and who calls. */
#include "provider/host/host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "provider/core/probe.h"
#include "provider/host/internal.h"

/* ---- configuration ---- */

static void fill_in(struct xabi_host_config *config)
{
#define OR(field, value) config->field = config->field ? config->field : (value)
	OR(domains, 3);
	OR(vcpus, 2);
	OR(ports, 128);
	OR(held_ports, 1);
	OR(maptrack, 64);
	OR(grant_frames, 4);
	OR(watchdogs, 2);
	OR(memory, UINT64_C(16) << 20);
	OR(allowance, UINT64_C(1) << 20);
	OR(gpa_limit, (uint64_t)LEAF_PAGES * LEAF_PAGES * PAGE_BYTES);
	OR(granule, PAGE_BYTES);
	OR(buffer_size, BUFFER_BYTES);
	OR(cpus, 4);
#undef OR
}

static bool can_be(const struct xabi_host_config *config)
{
	uint64_t granule = config->granule;

	return config->domains <= DOMAINS && config->vcpus <= 64 && config->ports >= 8 &&
	       config->ports <= FIFO_PAGES * FIFO_WORDS && config->held_ports < config->ports &&
	       config->grant_frames <= 64 && granule >= PAGE_BYTES &&
	       (granule & (granule - 1)) == 0 && config->memory % granule == 0 &&
	       config->allowance % granule == 0 && config->gpa_limit % granule == 0 &&
	       config->gpa_limit <= (uint64_t)LEAF_PAGES * LEAF_PAGES * PAGE_BYTES &&
	       config->memory <= config->gpa_limit && config->buffer_size <= BUFFER_BYTES;
}

/* ---- domains ---- */

static void set_bit(uint8_t *mask, uint32_t index, bool value)
{
	uint8_t bit = (uint8_t)(1u << index % 8);

	mask[index / 8] = (uint8_t)(value ? mask[index / 8] | bit : mask[index / 8] & ~bit);
}

/* The control domain may use all; a guest what is for kernels. */
static void allow(struct domain *domain)
{
	uint32_t i;

	for (i = 0; i < XABI_OPS; i++) {
		if (domain->number == 0 || xabi_ops[i] >> 14 == 0)
			set_bit(domain->mask, i, true);
	}
}

/* All of the spec is here. */
bool xabi_host_lacks(const struct xabi_caller *caller, uint16_t op)
{
	(void)caller;
	(void)op;
	return false;
}

static struct xabi_caller caller_of(const struct domain *domain)
{
	const struct xabi_host_config *config = &domain->host->config;

	struct xabi_caller caller = {
		.granule = config->granule,
		.gpa_limit = config->gpa_limit,
		.buffer_size = config->buffer_size,
		.facts = config->sealed && domain->number ? XABI_CALLER_FACTS_SEALED : 0,
		.implementation = XABI_IMPLEMENTATION_HOST,
		.domain = domain->number,
	};

	memcpy(caller.mask, domain->mask, sizeof(caller.mask));
	return caller;
}

static void start_vcpu(struct domain *domain, uint32_t number)
{
	struct vcpu *vcpu = &domain->vcpus[number];

	*vcpu = (struct vcpu){
		.caller = caller_of(domain),
		.domain = domain,
		.number = number,
		.run = { .state = number ? RUN_OFFLINE : RUN_RUNNING },
		.events_area = { .at = NOWHERE },
		.clock_area = { .at = NOWHERE },
		.runstate_area = { .at = NOWHERE },
		.heads = { .at = NOWHERE },
		.timer = NEVER,
		.next_period = NEVER,
	};
	vcpu->events_area.bytes = (uint8_t *)&vcpu->events;
}

/* What a builder leaves for a guest: pages at the end of its memory, and ports to the control domain. */
static void leave_params(struct domain *domain)
{
	uint64_t end = domain->host->config.memory;
	uint32_t i;

	for (i = 0; i < PARAMS; i++)
		domain->params[i] = NOWHERE;
	if (domain->number == 0 || end < 2 * PAGE_BYTES)
		return;
	domain->params[XABI_PARAM_STORE_PAGE] = end - PAGE_BYTES;
	domain->params[XABI_PARAM_STORE_PORT] = host_port_open(domain, 0);
	domain->params[XABI_PARAM_CONSOLE_PAGE] = end - 2 * PAGE_BYTES;
	domain->params[XABI_PARAM_CONSOLE_PORT] = host_port_open(domain, 0);
}

static bool domain_start(struct domain *domain)
{
	const struct xabi_host_config *config = &domain->host->config;
	uint32_t i;

	domain->uuid[6] = 0x40; /* a random one, if not very */
	domain->uuid[8] = 0x80;
	domain->uuid[14] = (uint8_t)(domain->number >> 8);
	domain->uuid[15] = (uint8_t)domain->number;
	domain->page_limit = (config->memory + config->allowance) / PAGE_BYTES;
	domain->bits_area = (struct area){ .at = NOWHERE, .bytes = (uint8_t *)&domain->bits };
	domain->vcpus = calloc(config->vcpus, sizeof(*domain->vcpus));
	domain->ports = calloc(config->ports, sizeof(*domain->ports));
	domain->watchdogs = calloc(config->watchdogs, sizeof(*domain->watchdogs));
	if (!domain->vcpus || !domain->ports || !domain->watchdogs || !host_grants_init(domain))
		return false;
	allow(domain);
	domain->process = caller_of(domain);
	domain->process.facts |= XABI_CALLER_FACTS_VIRTUAL_BUFFERS;
	domain->process.buffer_size = PROCESS_BUFFER;
	for (i = 0; i < config->vcpus; i++)
		start_vcpu(domain, i);
	for (i = 0; i < config->watchdogs; i++)
		domain->watchdogs[i] = NEVER;
	for (i = 1; i <= config->held_ports; i++)
		domain->ports[host_port_open(domain, 0)].held = true;
	leave_params(domain);
	return host_memory_fill(domain, config->memory);
}

void host_domain_free(struct domain *domain)
{
	uint32_t i;

	if (domain->ports && domain->vcpus)
		host_ports_close(domain);
	host_grants_release(domain);
	for (i = 0; domain->vcpus && i < domain->host->config.vcpus; i++)
		host_vcpu_release(&domain->vcpus[i]);
	host_area_remove(&domain->bits_area, 0, NULL);
	host_memory_drain(domain, UINT32_MAX);
	free(domain->vcpus);
	free(domain->ports);
	free(domain->watchdogs);
	free(domain->output);
	free(domain->input);
	free(domain);
}

/* ---- the machine ---- */

struct xabi_host *xabi_host_new(const struct xabi_host_config *config)
{
	struct xabi_host *host = calloc(1, sizeof(*host));
	uint32_t i;

	if (!host)
		return NULL;
	host->config = *config;
	fill_in(&host->config);
	if (!can_be(&host->config)) {
		free(host);
		errno = EINVAL;
		return NULL;
	}
	host->domains = calloc(host->config.domains, sizeof(*host->domains));
	for (i = 0; host->domains && i < host->config.domains; i++) {
		host->domains[i] = calloc(1, sizeof(*host->domains[i]));
		if (!host->domains[i])
			break;
		host->domains[i]->host = host;
		host->domains[i]->number = (uint16_t)i;
		if (!domain_start(host->domains[i]))
			break;
	}
	if (i == host->config.domains)
		return host;
	xabi_host_free(host);
	errno = ENOMEM;
	return NULL;
}

void xabi_host_free(struct xabi_host *host)
{
	struct domain *domain;
	uint32_t i;

	for (i = 0; host->domains && i < host->config.domains; i++) {
		domain = host->domains[i];
		host->domains[i] = NULL;
		if (domain)
			host_domain_free(domain);
	}
	free(host->domains);
	free(host);
}

static struct domain *domain_at(const struct xabi_host *host, uint16_t number)
{
	return number < host->config.domains ? host->domains[number] : NULL;
}

struct xabi_caller *xabi_host_caller(struct xabi_host *host, uint16_t domain, uint32_t vcpu)
{
	struct domain *of = domain_at(host, domain);
	struct vcpu *found = of ? host_vcpu(of, vcpu) : NULL;

	return found ? &found->caller : NULL;
}

struct xabi_caller *xabi_host_process(struct xabi_host *host, uint16_t domain)
{
	struct domain *of = domain_at(host, domain);

	return of ? &of->process : NULL;
}

bool xabi_host_allow(struct xabi_host *host, uint16_t domain, uint16_t op, bool allowed)
{
	struct domain *of = domain_at(host, domain);
	uint32_t index = xabi_op_index(op);
	uint32_t i;

	if (!of || index == XABI_OPS)
		return false;
	set_bit(of->mask, index, allowed);
	set_bit(of->process.mask, index, allowed);
	for (i = 0; i < host->config.vcpus; i++)
		set_bit(of->vcpus[i].caller.mask, index, allowed);
	return true;
}

void xabi_host_raise(struct xabi_host *host, uint16_t domain, uint32_t vcpu, uint32_t virq)
{
	host_event_virq(&host->domains[domain]->vcpus[vcpu], virq);
}

void xabi_host_block(struct xabi_host *host, uint16_t domain, uint32_t vcpu, bool blocked)
{
	struct domain *of = host->domains[domain];

	host_run(&of->vcpus[vcpu], blocked ? RUN_BLOCKED : host_ready(of));
}

uint32_t xabi_host_upcalls(const struct xabi_host *host, uint16_t domain, uint32_t vcpu)
{
	return host->domains[domain]->vcpus[vcpu].upcalls;
}

/* ---- who calls, and whom it means ---- */

/* A process calls as the first vCPU of its domain. */
struct vcpu *host_vcpu_of(struct xabi_caller *caller)
{
	struct domain *domain;

	if (!(caller->facts & XABI_CALLER_FACTS_VIRTUAL_BUFFERS))
		return (struct vcpu *)caller;
	domain = (struct domain *)((char *)caller - offsetof(struct domain, process));
	return &domain->vcpus[0];
}

struct domain *host_domain_of(struct xabi_caller *caller)
{
	return host_vcpu_of(caller)->domain;
}

struct domain *host_find(struct xabi_caller *caller, uint16_t number)
{
	const struct xabi_host *host = host_domain_of(caller)->host;

	return domain_at(host, number == XABI_DOMAIN_SELF ? caller->domain : number);
}

struct vcpu *host_vcpu(struct domain *domain, uint32_t number)
{
	uint32_t n = domain->host->config.vcpus;

	return number < n ? &domain->vcpus[xabi_nospec(number, n)] : NULL;
}

bool host_controls(const struct xabi_caller *caller)
{
	return caller->domain == 0;
}
