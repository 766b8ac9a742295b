/* SPDX-License-Identifier: MIT */
/*
 * The few numbers and layouts of Xen's guest ABI these guests use. Each group names the public
 * header (below xen/include/public/) that defines it; all are the same in 4.14 to 4.20, x86-64
 * and arm64. Addresses in structs are 64 bits wide on both.
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
#define HYPERCALL_XEN_VERSION      17
#define HYPERCALL_CONSOLE_IO       18
#define HYPERCALL_SCHED_OP         29
#define HYPERCALL_EVENT_CHANNEL_OP 32
#define HYPERCALL_HVM_OP           34

/* arch-arm.h: the immediate of hvc */
#define XEN_HYPERCALL_TAG 0xea1

/* xen.h */
#define DOMID_SELF      0x7ff0
#define CONSOLEIO_write 0
#define SIF_INITDOMAIN  (1u << 1)

/* arch-x86/xen-x86_64.h: the machine-to-physical table every PV guest can read */
#define MACH2PHYS_VIRT_START 0xffff800000000000ul

/* version.h: returns major << 16 | minor */
#define XENVER_version 0

/* event_channel.h */
#define EVTCHNOP_send 4

/* hvm/hvm_op.h, hvm/params.h */
#define HVMOP_get_param          1
#define HVM_PARAM_CONSOLE_PFN    17
#define HVM_PARAM_CONSOLE_EVTCHN 18

/* sched.h */
#define SCHEDOP_yield     0
#define SCHEDOP_shutdown  2
#define SCHEDOP_poll      3
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

/* sched.h */
struct sched_shutdown {
	uint32_t reason;
};

struct sched_poll {
	uint64_t ports;
	uint32_t nr_ports;
	uint32_t pad;
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

_Static_assert(sizeof(struct sched_poll) == 24, "sched_poll");
_Static_assert(sizeof(struct xen_hvm_param) == 16, "xen_hvm_param");
_Static_assert(sizeof(struct xencons_interface) == 3088, "xencons_interface");
_Static_assert(sizeof(struct start_info) == 1168, "start_info");
_Static_assert(sizeof(struct hvm_start_info) == 40, "hvm_start_info");

#endif /* __ASSEMBLER__ */
#endif
