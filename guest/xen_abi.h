/* SPDX-License-Identifier: MIT */
/*
 * The few numbers and layouts of Xen's guest ABI these guests use. Each group names the public
 * header (below xen/include/public/) that defines it; all are the same in 4.14 to 4.20, on x86 and
 * Arm. Addresses in structs are 64 bits wide, but for 32-bit x86, whose structs are others; of those there is what
 * has to be.
 */
#ifndef GUEST_XEN_ABI_H
#define GUEST_XEN_ABI_H

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>
#endif

/* elfnote.h: what the note named "Xen" says of a kernel */
#define XEN_ELFNOTE_ENTRY        1
#define XEN_ELFNOTE_VIRT_BASE    3
#define XEN_ELFNOTE_XEN_VERSION  5
#define XEN_ELFNOTE_GUEST_OS     6
#define XEN_ELFNOTE_LOADER       8
#define XEN_ELFNOTE_PHYS32_ENTRY 18

/* xen.h: hypercall numbers */
#define HYPERCALL_MEMORY_OP        12
#define HYPERCALL_MULTICALL        13
#define HYPERCALL_SET_TIMER_OP     15
#define HYPERCALL_XEN_VERSION      17
#define HYPERCALL_CONSOLE_IO       18
#define HYPERCALL_GRANT_TABLE_OP   20
#define HYPERCALL_VCPU_OP          24
#define HYPERCALL_SCHED_OP         29
#define HYPERCALL_EVENT_CHANNEL_OP 32
#define HYPERCALL_HVM_OP           34
#define HYPERCALL_SYSCTL           35

/* arch-arm.h: the immediate of hvc */
#define XEN_HYPERCALL_TAG 0xea1

/* xen.h */
#define DOMID_SELF      0x7ff0
#define CONSOLEIO_write 0
#define SIF_INITDOMAIN  (1u << 1)

/* arch-x86/xen-x86_64.h: the machine-to-physical table every PV guest can read */
#define MACH2PHYS_VIRT_START 0xffff800000000000ul

/* version.h: the first returns major << 16 | minor */
#define XENVER_version      0
#define XENVER_get_features 6

/* event_channel.h */
#define EVTCHNOP_bind_interdomain 0
#define EVTCHNOP_bind_virq        1
#define EVTCHNOP_close            3
#define EVTCHNOP_send             4
#define EVTCHNOP_status           5
#define EVTCHNOP_alloc_unbound    6
#define EVTCHNOP_bind_ipi         7
#define EVTCHNOP_bind_vcpu        8
#define EVTCHNOP_unmask           9

/* memory.h */
#define XENMEM_current_reservation 3
#define XENMEM_maximum_reservation 4
#define XENMEM_add_to_physmap      7
#define XENMEM_maximum_gpfn        14
#define XENMEM_remove_from_physmap 15
#define XENMAPSPACE_grant_table    1

/* grant_table.h */
#define GNTTABOP_map_grant_ref   0
#define GNTTABOP_unmap_grant_ref 1
#define GNTMAP_host_map          2
#define GNTTABOP_query_size      6
#define GNTTABOP_set_version     8
#define GNTTABOP_get_version     10

/* sysctl.h: the version of 4.17 and 4.20 */
#define XEN_SYSCTL_INTERFACE_VERSION 0x15
#define XEN_SYSCTL_physinfo          3
#define XEN_SYSCTL_getdomaininfolist 6

/* vcpu.h: x86 only */
#define VCPUOP_is_up              3
#define VCPUOP_set_periodic_timer 6

/* hvm/hvm_op.h, hvm/params.h */
#define HVMOP_set_param                0
#define HVMOP_get_param                1
#define HVMOP_set_evtchn_upcall_vector 23
#define HVM_PARAM_CALLBACK_IRQ         0
#define HVM_PARAM_CONSOLE_PFN          17
#define HVM_PARAM_CONSOLE_EVTCHN       18

/* sched.h */
#define SCHEDOP_yield     0
#define SCHEDOP_shutdown  2
#define SCHEDOP_poll      3
#define SCHEDOP_watchdog  6
#define SHUTDOWN_poweroff 0

/* arch-x86/hvm/start_info.h */
#define XEN_HVM_START_MAGIC 0x336ec578

/* Frames in this ABI are 4 KiB, whatever the guest's own page size. */
#define XEN_PAGE_SHIFT 12

#ifndef __ASSEMBLER__

/* event_channel.h */
struct evtchn_send {
	uint32_t port;
};

/* grant_table.h: an entry of version 1; operations */
struct grant_entry_v1 {
	uint16_t flags, domid; /* flags 1: it may be mapped */
	uint32_t frame;
};

struct gnttab_map_grant_ref {
	uint64_t host_addr;
	uint32_t flags, ref;
	uint16_t dom;
	int16_t status;
	uint32_t handle;
	uint64_t dev_bus_addr;
};

struct gnttab_unmap_grant_ref {
	uint64_t host_addr, dev_bus_addr;
	uint32_t handle;
	int16_t status, pad;
};

/* xen.h */
struct multicall_entry {
	uint64_t op, result;
	uint64_t args[6];
};

/* sched.h */
struct sched_shutdown {
	uint32_t reason;
};

struct sched_poll {
#ifdef __i386__
	uint32_t ports;
	uint32_t nr_ports;
#else
	uint64_t ports;
	uint32_t nr_ports;
	uint32_t pad;
#endif
	uint64_t timeout; /* system time in ns, 0: none */
};

/* hvm/hvm_op.h */
struct xen_hvm_param {
	uint16_t domid;
	uint16_t pad;
	uint32_t index;
	uint64_t value;
};

/* io/console.h: out is written by the guest up to out_prod, read by the backend up to out_cons;
 * the indices run freely and are taken modulo the array's size. */
struct xencons_interface {
	char in[1024];
	char out[2048];
	uint32_t in_cons, in_prod;
	uint32_t out_cons, out_prod;
};

/* xen.h: start of day of a PV guest, x86-64 */
struct start_info {
	char magic[32];
	uint64_t nr_pages;
	uint64_t shared_info;
	uint32_t flags;
	uint64_t store_mfn;
	uint32_t store_evtchn;
	uint64_t console_mfn; /* not so with SIF_INITDOMAIN */
	uint32_t console_evtchn;
	uint64_t pt_base;
	uint64_t nr_pt_frames;
	uint64_t mfn_list;
	uint64_t mod_start;
	uint64_t mod_len;
	char cmd_line[1024];
	uint64_t first_p2m_pfn;
	uint64_t nr_p2m_frames;
};

/* arch-x86/hvm/start_info.h, version 0, which is what PVH dom0 gets */
struct hvm_start_info {
	uint32_t magic;
	uint32_t version;
	uint32_t flags;
	uint32_t nr_modules;
	uint64_t modlist_paddr;
	uint64_t cmdline_paddr;
	uint64_t rsdp_paddr;
};

_Static_assert(sizeof(struct xen_hvm_param) == 16, "xen_hvm_param");
_Static_assert(sizeof(struct xencons_interface) == 3088, "xencons_interface");
#ifdef __i386__
_Static_assert(sizeof(struct sched_poll) == 16, "sched_poll");
#else
_Static_assert(sizeof(struct sched_poll) == 24, "sched_poll");
_Static_assert(sizeof(struct start_info) == 1168, "start_info");
#endif
_Static_assert(sizeof(struct hvm_start_info) == 40, "hvm_start_info");

#endif /* __ASSEMBLER__ */
#endif
