/* SPDX-License-Identifier: MIT */
/* Ports, delivery by words of bits, and the handlers of extension event but those of queues. */
#include "provider/host/internal.h"

/* ---- delivery by words ---- */

static struct xabi_event_bits *bits_of(struct domain *domain)
{
	return (struct xabi_event_bits *)domain->bits_area.bytes;
}

void host_upcall(struct vcpu *vcpu)
{
	struct xabi_vcpu_events *events = (struct xabi_vcpu_events *)vcpu->events_area.bytes;

	if (vcpu->run.state == RUN_BLOCKED)
		host_run(vcpu, host_ready(vcpu->domain));
	if (events->pending)
		return;
	events->pending = 1;
	vcpu->upcalls++;
}

/* The vCPU is told that a word has a pending bit, unless it knows. */
static void tell(struct vcpu *vcpu, uint32_t word)
{
	struct xabi_vcpu_events *events = (struct xabi_vcpu_events *)vcpu->events_area.bytes;
	uint64_t bit = UINT64_C(1) << word;

	if (events->words & bit)
		return;
	events->words |= bit;
	host_upcall(vcpu);
}

void host_events_raise(struct domain *domain, uint32_t port)
{
	struct xabi_event_bits *bits = bits_of(domain);
	uint32_t word = port / WORD_BITS;
	uint64_t bit = UINT64_C(1) << port % WORD_BITS;

	if (domain->fifo) {
		host_fifo_raise(domain, port);
		return;
	}
	if (bits->pending[word] & bit)
		return;
	bits->pending[word] |= bit;
	if (!(bits->mask[word] & bit))
		tell(&domain->vcpus[domain->ports[port].vcpu], word);
}

static void unmask(struct domain *domain, uint32_t port)
{
	struct xabi_event_bits *bits = bits_of(domain);
	uint32_t word = port / WORD_BITS;
	uint64_t bit = UINT64_C(1) << port % WORD_BITS;

	if (domain->fifo) {
		host_fifo_unmask(domain, port);
		return;
	}
	if ((bits->mask[word] & bit) && (bits->pending[word] & bit))
		tell(&domain->vcpus[domain->ports[port].vcpu], word);
	bits->mask[word] &= ~bit;
}

void host_event_virq(struct vcpu *vcpu, uint32_t virq)
{
	if (vcpu->virq_port[virq])
		host_events_raise(vcpu->domain, vcpu->virq_port[virq]);
}

/* ---- ports ---- */

/* A port of that number, open or not; NULL: absent. */
static struct port *find(struct domain *domain, uint32_t number)
{
	if (number >= domain->host->config.ports)
		return NULL;
	return &domain->ports[xabi_nospec(number, domain->host->config.ports)];
}

static bool is_open(const struct port *port)
{
	return port && port->kind != XABI_PORT_KIND_CLOSED;
}

/* The lowest port that is free, which 0 never is; 0: none. */
static uint32_t free_port(const struct domain *domain)
{
	uint32_t i;

	for (i = 1; i < domain->host->config.ports; i++) {
		if (!is_open(&domain->ports[i]))
			return i;
	}
	return 0;
}

static void open_port(struct domain *domain, uint32_t number, struct port port)
{
	port.priority = 7; /* as Xen has it: of 16, the one above the lowest half */
	domain->ports[number] = port;
}

uint32_t host_port_open(struct domain *domain, uint16_t peer)
{
	uint32_t number = free_port(domain);

	if (number)
		open_port(domain, number,
			  (struct port){ .kind = XABI_PORT_KIND_UNBOUND, .peer = peer });
	return number;
}

/* The other end, if it lives, waits for this domain again. */
static void part(struct domain *domain, const struct port *port)
{
	struct domain *peer = domain->host->domains[port->peer];

	if (!peer)
		return;
	peer->ports[port->peer_port].kind = XABI_PORT_KIND_UNBOUND;
	peer->ports[port->peer_port].peer = domain->number;
	peer->ports[port->peer_port].peer_port = 0;
}

static void close_port(struct domain *domain, uint32_t number)
{
	struct port *port = &domain->ports[number];

	if (port->kind == XABI_PORT_KIND_PAIRED)
		part(domain, port);
	if (port->kind == XABI_PORT_KIND_VIRQ)
		domain->vcpus[port->vcpu].virq_port[port->peer_port] = 0;
	if (domain->fifo)
		host_fifo_clear(domain, number);
	else
		bits_of(domain)->pending[number / WORD_BITS] &=
			~(UINT64_C(1) << number % WORD_BITS);
	*port = (struct port){ 0 };
}

void host_ports_close(struct domain *domain)
{
	uint32_t i;

	for (i = 1; i < domain->host->config.ports; i++) {
		if (is_open(&domain->ports[i]))
			close_port(domain, i);
	}
	host_fifo_end(domain);
}

/* ---- handlers ---- */

enum xabi_event_send_status xabi_do_event_send(struct xabi_caller *caller, uint32_t port)
{
	struct domain *domain = host_domain_of(caller), *peer;
	const struct port *from = find(domain, port);

	if (!is_open(from) || from->held || from->kind == XABI_PORT_KIND_VIRQ)
		return XABI_DO_EVENT_SEND_WRONG_PORT;
	if (from->kind == XABI_PORT_KIND_LOCAL)
		host_events_raise(domain, port);
	if (from->kind == XABI_PORT_KIND_PAIRED) {
		peer = domain->host->domains[from->peer];
		host_events_raise(peer, from->peer_port);
	}
	return XABI_DO_EVENT_SEND_OK;
}

enum xabi_event_open_status xabi_do_event_open(struct xabi_caller *caller, uint16_t peer,
					       uint64_t *ret_port)
{
	uint32_t number = host_port_open(host_domain_of(caller),
					 peer == XABI_DOMAIN_SELF ? caller->domain : peer);

	if (!number)
		return XABI_DO_EVENT_OPEN_NO_ROOM;
	*ret_port = number;
	return XABI_DO_EVENT_OPEN_OK;
}

enum xabi_event_connect_status xabi_do_event_connect(struct xabi_caller *caller, uint16_t peer,
						     uint32_t peer_port, uint64_t *ret_port)
{
	struct domain *domain = host_domain_of(caller), *other = host_find(caller, peer);
	uint32_t number = free_port(domain);
	struct port *end;

	if (!other)
		return XABI_DO_EVENT_CONNECT_NO_SUCH_DOMAIN;
	if (!number)
		return XABI_DO_EVENT_CONNECT_NO_ROOM;
	end = find(other, peer_port);
	if (!end || end->kind != XABI_PORT_KIND_UNBOUND || end->held || end->peer != domain->number)
		return XABI_DO_EVENT_CONNECT_WRONG_PORT;
	end->kind = XABI_PORT_KIND_PAIRED;
	end->peer_port = number;
	open_port(domain, number,
		  (struct port){ .kind = XABI_PORT_KIND_PAIRED,
				 .peer = other->number,
				 .peer_port = peer_port });
	host_events_raise(domain, number);
	*ret_port = number;
	return XABI_DO_EVENT_CONNECT_OK;
}

enum xabi_event_bind_virq_status xabi_do_event_bind_virq(struct xabi_caller *caller, uint32_t virq,
							 uint32_t vcpu, uint64_t *ret_port)
{
	struct domain *domain = host_domain_of(caller);
	struct vcpu *raised = host_vcpu(domain, vcpu);
	uint32_t number = free_port(domain);

	if (!raised)
		return XABI_DO_EVENT_BIND_VIRQ_NO_SUCH_VCPU;
	if (raised->virq_port[xabi_nospec(virq, 2)])
		return XABI_DO_EVENT_BIND_VIRQ_IN_USE;
	if (!number)
		return XABI_DO_EVENT_BIND_VIRQ_NO_ROOM;
	open_port(domain, number,
		  (struct port){ .kind = XABI_PORT_KIND_VIRQ, .vcpu = vcpu, .peer_port = virq });
	raised->virq_port[xabi_nospec(virq, 2)] = number;
	*ret_port = number;
	return XABI_DO_EVENT_BIND_VIRQ_OK;
}

enum xabi_event_bind_local_status xabi_do_event_bind_local(struct xabi_caller *caller,
							   uint32_t vcpu, uint64_t *ret_port)
{
	struct domain *domain = host_domain_of(caller);
	uint32_t number = free_port(domain);

	if (!host_vcpu(domain, vcpu))
		return XABI_DO_EVENT_BIND_LOCAL_NO_SUCH_VCPU;
	if (!number)
		return XABI_DO_EVENT_BIND_LOCAL_NO_ROOM;
	open_port(domain, number, (struct port){ .kind = XABI_PORT_KIND_LOCAL, .vcpu = vcpu });
	*ret_port = number;
	return XABI_DO_EVENT_BIND_LOCAL_OK;
}

enum xabi_event_close_status xabi_do_event_close(struct xabi_caller *caller, uint32_t port)
{
	struct domain *domain = host_domain_of(caller);
	const struct port *closed = find(domain, port);

	if (!is_open(closed) || closed->held)
		return XABI_DO_EVENT_CLOSE_WRONG_PORT;
	close_port(domain, port);
	return XABI_DO_EVENT_CLOSE_OK;
}

enum xabi_event_status_status xabi_do_event_status(struct xabi_caller *caller, uint32_t port,
						   uint64_t *ret_kind, uint64_t *ret_vcpu,
						   uint64_t *ret_peer, uint64_t *ret_peer_port)
{
	const struct port *asked = find(host_domain_of(caller), port);

	if (!asked)
		return XABI_DO_EVENT_STATUS_WRONG_PORT;
	*ret_kind = asked->kind;
	*ret_vcpu = asked->vcpu;
	*ret_peer = asked->peer;
	if (asked->kind == XABI_PORT_KIND_VIRQ)
		*ret_peer = asked->peer_port;
	if (asked->kind == XABI_PORT_KIND_PAIRED)
		*ret_peer_port = asked->peer_port;
	return XABI_DO_EVENT_STATUS_OK;
}

enum xabi_event_move_status xabi_do_event_move(struct xabi_caller *caller, uint32_t port,
					       uint32_t vcpu)
{
	struct domain *domain = host_domain_of(caller);
	struct port *moved = find(domain, port);

	if (!host_vcpu(domain, vcpu))
		return XABI_DO_EVENT_MOVE_NO_SUCH_VCPU;
	if (!moved || moved->held ||
	    (moved->kind != XABI_PORT_KIND_UNBOUND && moved->kind != XABI_PORT_KIND_PAIRED))
		return XABI_DO_EVENT_MOVE_WRONG_PORT;
	moved->vcpu = vcpu;
	return XABI_DO_EVENT_MOVE_OK;
}

enum xabi_event_unmask_status xabi_do_event_unmask(struct xabi_caller *caller, uint32_t port)
{
	struct domain *domain = host_domain_of(caller);
	const struct port *unmasked = find(domain, port);

	if (!unmasked)
		return XABI_DO_EVENT_UNMASK_WRONG_PORT;
	if (is_open(unmasked))
		unmask(domain, port);
	return XABI_DO_EVENT_UNMASK_OK;
}

enum xabi_event_set_vector_status xabi_do_event_set_vector(struct xabi_caller *caller,
							   uint32_t vcpu, uint8_t vector)
{
	struct vcpu *told = host_vcpu(host_domain_of(caller), vcpu);

	if (!told)
		return XABI_DO_EVENT_SET_VECTOR_NO_SUCH_VCPU;
	told->vector = vector;
	return XABI_DO_EVENT_SET_VECTOR_OK;
}

enum xabi_event_set_callback_status xabi_do_event_set_callback(struct xabi_caller *caller,
							       uint32_t kind, uint32_t where)
{
	struct domain *domain = host_domain_of(caller);

	domain->callback = kind;
	domain->callback_where = where;
	return XABI_DO_EVENT_SET_CALLBACK_OK;
}

enum xabi_event_reset_status xabi_do_event_reset(struct xabi_caller *caller, uint64_t cursor,
						 uint64_t *ret_cursor)
{
	struct domain *domain = host_domain_of(caller);
	uint64_t end = domain->host->config.ports, stop;

	cursor = cursor < end ? cursor : end;
	stop = end - cursor < XABI_SLICE_EVENT_RESET ? end : cursor + XABI_SLICE_EVENT_RESET;
	for (; cursor < stop; cursor++) {
		if (is_open(&domain->ports[cursor]) && !domain->ports[cursor].held)
			close_port(domain, (uint32_t)cursor);
	}
	*ret_cursor = cursor;
	if (cursor < end)
		return XABI_DO_EVENT_RESET_AGAIN;
	host_fifo_end(domain);
	return XABI_DO_EVENT_RESET_OK;
}
