/* SPDX-License-Identifier: MIT */
/*
 * Delivery by queues in the domain's memory, and its handlers. A word for each port, linked into one of 16 queues of the vCPU
 * it raises; the format is that of Xen's older ABI (public/event_channel.h, "FIFO ABI").
 */
#include "provider/host/internal.h"

#define PENDING   (1u << 31)
#define MASKED    (1u << 30)
#define LINKED    (1u << 29)
#define LINK_BITS 17
#define LINK      ((1u << LINK_BITS) - 1)

/* NULL: the domain has given no page for it yet. */
static uint32_t *word_of(struct domain *domain, uint32_t port)
{
	uint32_t page = port / FIFO_WORDS;

	if (page >= domain->n_words)
		return NULL;
	return (uint32_t *)domain->words[page]->bytes + port % FIFO_WORDS;
}

/* Behind the last of its queue, or at the head of one that the guest has emptied: then it is told. */
static void link_in(struct domain *domain, uint32_t port, uint32_t *word)
{
	const struct port *raised = &domain->ports[port];
	struct vcpu *vcpu = &domain->vcpus[raised->vcpu];
	struct fifo_heads *heads = (struct fifo_heads *)vcpu->heads.bytes;
	uint32_t *tail = &vcpu->tail[raised->priority], *last;

	if (!heads)
		return;
	*word = (*word & ~LINK) | LINKED;
	last = *tail && *tail != port ? word_of(domain, *tail) : NULL;
	if (last && (*last & LINKED)) {
		*last = (*last & ~LINK) | port;
		*tail = port;
		return;
	}
	heads->head[raised->priority] = port;
	*tail = port;
	if (heads->ready & 1u << raised->priority)
		return;
	heads->ready |= 1u << raised->priority;
	host_upcall(vcpu);
}

void host_fifo_raise(struct domain *domain, uint32_t port)
{
	uint32_t *word = word_of(domain, port);

	if (!word) {
		domain->ports[port].pending = true;
		return;
	}
	*word |= PENDING;
	if (!(*word & (MASKED | LINKED)))
		link_in(domain, port, word);
}

void host_fifo_unmask(struct domain *domain, uint32_t port)
{
	uint32_t *word = word_of(domain, port);

	if (!word)
		return;
	*word &= ~MASKED;
	if (*word & PENDING)
		host_fifo_raise(domain, port);
}

void host_fifo_clear(struct domain *domain, uint32_t port)
{
	uint32_t *word = word_of(domain, port);

	if (word)
		*word &= ~PENDING;
}

void host_fifo_end(struct domain *domain)
{
	uint32_t i, j;

	for (i = 0; i < domain->n_words; i++)
		host_frame_put(domain->words[i]);
	domain->n_words = 0;
	domain->fifo = false;
	for (i = 0; i < domain->host->config.vcpus; i++) {
		host_area_remove(&domain->vcpus[i].heads, 0, NULL);
		for (j = 0; j < QUEUES; j++)
			domain->vcpus[i].tail[j] = 0;
	}
}

/* The first time: what is pending in the words of bits is raised when its word comes. */
static void begin(struct domain *domain)
{
	const struct xabi_event_bits *bits =
		(const struct xabi_event_bits *)domain->bits_area.bytes;
	uint32_t i;

	domain->fifo = true;
	for (i = 1; i < domain->host->config.ports; i++)
		domain->ports[i].pending = bits->pending[i / WORD_BITS] >> i % WORD_BITS & 1;
}

enum xabi_event_fifo_start_status xabi_do_event_fifo_start(struct xabi_caller *caller,
							   uint32_t vcpu, uint64_t at,
							   uint64_t *ret_link_bits)
{
	struct domain *domain = host_domain_of(caller);
	struct vcpu *owner = host_vcpu(domain, vcpu);
	struct area heads = { .at = NOWHERE };

	if (!owner)
		return XABI_DO_EVENT_FIFO_START_NO_SUCH_VCPU;
	if (!host_area_place(domain, &heads, at, sizeof(struct fifo_heads)))
		return XABI_DO_EVENT_FIFO_START_NOT_BACKED;
	if (owner->heads.bytes) {
		host_area_remove(&heads, 0, NULL);
		return XABI_DO_EVENT_FIFO_START_IN_USE;
	}
	owner->heads = heads;
	if (!domain->fifo)
		begin(domain);
	*ret_link_bits = LINK_BITS;
	return XABI_DO_EVENT_FIFO_START_OK;
}

enum xabi_event_fifo_expand_status xabi_do_event_fifo_expand(struct xabi_caller *caller,
							     uint64_t at)
{
	struct domain *domain = host_domain_of(caller);
	struct frame *frame;
	uint32_t port, end;

	if (!domain->fifo)
		return XABI_DO_EVENT_FIFO_EXPAND_UNSUPPORTED;
	frame = host_ram(domain, at);
	if (!frame)
		return XABI_DO_EVENT_FIFO_EXPAND_NOT_BACKED;
	if (domain->n_words == FIFO_PAGES) {
		host_frame_put(frame);
		return XABI_DO_EVENT_FIFO_EXPAND_NO_MEMORY;
	}
	port = domain->n_words * FIFO_WORDS;
	domain->words[domain->n_words++] = frame;
	end = domain->n_words * FIFO_WORDS;
	for (; port < end && port < domain->host->config.ports; port++) {
		if (!domain->ports[port].pending)
			continue;
		domain->ports[port].pending = false;
		host_fifo_raise(domain, port);
	}
	return XABI_DO_EVENT_FIFO_EXPAND_OK;
}

enum xabi_event_set_priority_status xabi_do_event_set_priority(struct xabi_caller *caller,
							       uint32_t port, uint32_t priority)
{
	struct domain *domain = host_domain_of(caller);

	if (port >= domain->host->config.ports)
		return XABI_DO_EVENT_SET_PRIORITY_WRONG_PORT;
	if (!domain->fifo)
		return XABI_DO_EVENT_SET_PRIORITY_UNSUPPORTED;
	domain->ports[xabi_nospec(port, domain->host->config.ports)].priority = (uint8_t)priority;
	return XABI_DO_EVENT_SET_PRIORITY_OK;
}
