/* SPDX-License-Identifier: MIT */
/*
 * What is measured: an XABI op, and the calls of the old ABI that do the same. A row can be repeated without end: what it
 * takes it gives back. To add one: its calls here; the first row is the null call that the others are compared with.
 */
#define TAKE(from, to) .take = (from), .put = (to)
#define ALONE          .take = NOTHING, .put = NOTHING
#define OLD(hypercall, sub, ...)                                          \
	{                                                                 \
		.nr = __HYPERVISOR_##hypercall, .cmd = (sub), __VA_ARGS__ \
	}
#define EVENT(sub, ...) OLD(event_channel_op, EVTCHNOP_##sub, __VA_ARGS__)
#define NEW(number, ...)                            \
	{                                           \
		.op = XABI_OP_##number, __VA_ARGS__ \
	}

#define SELF_SELF     (DOMID_SELF | (uint32_t)DOMID_SELF << 16)
#define FAR_AWAY      (UINT64_C(1) << 60) /* a time that does not come */
#define WATCHDOG_TIME 100                 /* seconds */
#define SECOND        UINT64_C(1000000000)

/* clang-format off */
static const struct row rows[] = {
	{ "null", 1, 1,
	  { OLD(xen_version, XENVER_version, ALONE, .by = BY_VALUE) },
	  { NEW(BASE_ABOUT, ALONE) } },
	{ "base.probe", 1, 1,
	  { OLD(xen_version, XENVER_get_features, ALONE) },
	  { NEW(BASE_PROBE, ALONE, .in = { XABI_OP_EVENT_SEND, XABI_PROBE_KIND_OP }) } },
	{ "event.send", 1, 1,
	  { EVENT(send, ALONE, .value = SEND_PORT, .at = 0) },
	  { NEW(EVENT_SEND, ALONE, .value = SEND_PORT, .at = 0) } },
	{ "event.status", 1, 1,
	  { EVENT(status, ALONE, .word = { DOMID_SELF }, .value = SEND_PORT, .at = 1) },
	  { NEW(EVENT_STATUS, ALONE, .value = SEND_PORT, .at = 0) } },
	{ "event.unmask", 1, 1,
	  { EVENT(unmask, ALONE, .value = SEND_PORT, .at = 0) },
	  { NEW(EVENT_UNMASK, ALONE, .value = SEND_PORT, .at = 0) } },
	{ "event.move", 1, 1,
	  { EVENT(bind_vcpu, ALONE, .value = SEND_PORT, .at = 0) },
	  { NEW(EVENT_MOVE, ALONE, .value = SEND_PORT, .at = 0) } },
	{ "event.open,close", 2, 2,
	  { EVENT(alloc_unbound, ALONE, .word = { SELF_SELF }), EVENT(close, TAKE(1, 0)) },
	  { NEW(EVENT_OPEN, ALONE, .in = { XABI_DOMAIN_SELF }), NEW(EVENT_CLOSE, TAKE(0, 0)) } },
	{ "event.connect,close", 2, 2,
	  { EVENT(bind_interdomain, ALONE, .word = { DOMID_SELF }, .value = OPEN_PORT, .at = 1), EVENT(close, TAKE(2, 0)) },
	  { NEW(EVENT_CONNECT, ALONE, .in = { XABI_DOMAIN_SELF }, .value = OPEN_PORT, .at = 1), NEW(EVENT_CLOSE, TAKE(0, 0)) } },
	{ "event.bind_local,close", 2, 2,
	  { EVENT(bind_ipi, ALONE), EVENT(close, TAKE(1, 0)) },
	  { NEW(EVENT_BIND_LOCAL, ALONE), NEW(EVENT_CLOSE, TAKE(0, 0)) } },
	{ "event.bind_virq,close", 2, 2,
	  { EVENT(bind_virq, ALONE, .word = { XABI_VIRQ_DEBUG }), EVENT(close, TAKE(2, 0)) },
	  { NEW(EVENT_BIND_VIRQ, ALONE, .in = { XABI_VIRQ_DEBUG }), NEW(EVENT_CLOSE, TAKE(0, 0)) } },
#if defined(__x86_64__)
	{ "vcpu.state", 1, 1,
	  { OLD(vcpu_op, VCPUOP_is_up, ALONE, .by = BY_VCPU) },
	  { NEW(VCPU_STATE, ALONE) } },
	{ "time.set_timer", 1, 1,
	  { OLD(set_timer_op, FAR_AWAY, ALONE, .by = BY_VALUE) },
	  { NEW(TIME_SET_TIMER, ALONE, .in = { FAR_AWAY }) } },
	{ "time.stop_timer", 1, 1,
	  { OLD(set_timer_op, 0, ALONE, .by = BY_VALUE) },
	  { NEW(TIME_STOP_TIMER, ALONE) } },
	{ "time.set_period", 1, 1,
	  { OLD(vcpu_op, VCPUOP_set_periodic_timer, ALONE, .by = BY_VCPU, .word = { 0, FAR_AWAY >> 32 }) },
	  { NEW(TIME_SET_PERIOD, ALONE, .in = { 0, FAR_AWAY }) } },
#endif
	{ "vcpu.yield", 1, 1,
	  { OLD(sched_op, SCHEDOP_yield, ALONE, .by = BY_VALUE) },
	  { NEW(VCPU_YIELD, ALONE) } },
	{ "memory.size", 3, 1,
	  { OLD(memory_op, XENMEM_current_reservation, ALONE, .word = { DOMID_SELF }),
	    OLD(memory_op, XENMEM_maximum_reservation, ALONE, .word = { DOMID_SELF }),
	    OLD(memory_op, XENMEM_maximum_gpfn, ALONE, .word = { DOMID_SELF }) },
	  { NEW(MEMORY_SIZE, ALONE) } },
	{ "grant.size", 2, 1,
	  { OLD(grant_table_op, GNTTABOP_query_size, ALONE, .word = { DOMID_SELF }),
	    OLD(grant_table_op, GNTTABOP_get_version, ALONE, .word = { DOMID_SELF }) },
	  { NEW(GRANT_SIZE, ALONE) } },
	{ "grant.set_version", 1, 1,
	  { OLD(grant_table_op, GNTTABOP_set_version, ALONE, .word = { 1 }) },
	  { NEW(GRANT_SET_VERSION, ALONE, .in = { 1 }) } },
	{ "power.watchdog_start,stop", 2, 2,
	  { OLD(sched_op, SCHEDOP_watchdog, ALONE, .word = { 0, WATCHDOG_TIME }),
	    OLD(sched_op, SCHEDOP_watchdog, TAKE(RESULT, 0)) },
	  { NEW(POWER_WATCHDOG_START, ALONE, .in = { WATCHDOG_TIME * SECOND }), NEW(POWER_WATCHDOG_STOP, TAKE(0, 0)) } },
	{ "host.info", 1, 1,
	  { OLD(sysctl, 0, ALONE, .by = BY_COMMAND, .word = { XEN_SYSCTL_physinfo, XEN_SYSCTL_INTERFACE_VERSION }) },
	  { NEW(HOST_INFO, ALONE, .in = { 0, 0, 0, 0, 0, sizeof(struct xabi_host_info) },
		.value = LIST, .at = XABI_BUF_HOST_INFO_INFO) } },
	{ "domain.list", 1, 1,
	  { OLD(sysctl, 0, ALONE, .by = BY_COMMAND,
		.word = { XEN_SYSCTL_getdomaininfolist, XEN_SYSCTL_INTERFACE_VERSION, 0, 1 }, .value = LIST, .at = 4) },
	  { NEW(DOMAIN_LIST, ALONE, .in = { 0, sizeof(struct xabi_domain_info), 0, 0, 0, sizeof(struct xabi_domain_info) },
		.value = LIST, .at = XABI_BUF_DOMAIN_LIST_LIST) } },
#ifndef GUEST_PV
	{ "param.get", 1, 1,
	  { OLD(hvm_op, HVMOP_get_param, ALONE, .word = { DOMID_SELF, HVM_PARAM_CONSOLE_PFN }) },
	  { NEW(PARAM_GET, ALONE, .in = { XABI_PARAM_CONSOLE_PAGE }) } },
	{ "grant.place,memory.remove", 2, 2,
	  { OLD(memory_op, XENMEM_add_to_physmap, ALONE, .word = { DOMID_SELF, XENMAPSPACE_grant_table },
		.value = SPARE_FRAME, .at = 4),
	    OLD(memory_op, XENMEM_remove_from_physmap, ALONE, .word = { DOMID_SELF }, .value = SPARE_FRAME, .at = 2) },
	  { NEW(GRANT_PLACE, ALONE, .in = { XABI_FRAME_KIND_ENTRIES }, .value = SPARE_ADDRESS, .at = XABI_IN_GRANT_PLACE_AT),
	    NEW(MEMORY_REMOVE, ALONE, .value = SPARE_ADDRESS, .at = 0) } },
#if defined(__x86_64__)
	{ "event.set_vector", 1, 1,
	  { OLD(hvm_op, HVMOP_set_evtchn_upcall_vector, ALONE, .word = { 0, 0xf3 }) },
	  { NEW(EVENT_SET_VECTOR, ALONE, .in = { 0, 0xf3 }) } },
	{ "event.set_callback", 1, 1,
	  { OLD(hvm_op, HVMOP_set_param, ALONE, .word = { DOMID_SELF, HVM_PARAM_CALLBACK_IRQ }) },
	  { NEW(EVENT_SET_CALLBACK, ALONE, .in = { XABI_CALLBACK_GSI }) } },
#endif
#endif
};
/* clang-format on */
