/* SPDX-License-Identifier: GPL-2.0-only */
/* Extension host: by the sysctls and texts that tell the same. */
#include "internal.h"

#include <xen/grant_table.h>
#include <xen/guest_access.h>
#include <xen/hypercall.h>
#include <xen/iommu.h>
#include <xen/nodemask.h>
#include <xen/softirq.h>
#include <xen/version.h>

#include <xsm/xsm.h>

#include <public/sysctl.h>
#include <public/version.h>

/* Where another CPU is in a sysctl Xen wants to be called again. */
long xabi_sysctl(struct xen_sysctl *op, unsigned long bytes)
{
    void *at = xabi_window_open(op, bytes);
    bool again;
    long rc;

    op->interface_version = XEN_SYSCTL_INTERFACE_VERSION;
    do
    {
        xabi_older_begin(__HYPERVISOR_sysctl);
        rc = do_sysctl(guest_handle_from_ptr(at, xen_sysctl_t));
        again = xabi_older_end(NULL);
        if ( again )
            process_pending_softirqs();
    } while ( again );
    xabi_window_close();
    return rc;
}

/* A sysctl in the staging memory, and behind it what it fills in. */
struct asked
{
    struct xen_sysctl op;
    union
    {
        struct xen_sysctl_cputopo cpus[512];
        struct xen_sysctl_meminfo nodes[MAX_NUMNODES];
        struct xen_sysctl_cpuinfo times[512];
        char text[PAGE_SIZE];
    };
};

#define BEHIND ((void *)XABI_WINDOW + offsetof(struct asked, text))

static struct asked *ask(uint32_t cmd)
{
    struct asked *asked = xabi_staging();

    BUILD_BUG_ON(sizeof(*asked) > XABI_STAGING);
    memset(&asked->op, 0, sizeof(asked->op));
    asked->op.cmd = cmd;
    return asked;
}

/* ---- what there is one of ---- */

enum xabi_host_version_status xabi_do_host_version(struct xabi_caller *caller,
                                                   uint64_t *ret_major,
                                                   uint64_t *ret_minor)
{
    *ret_major = xen_major_version();
    *ret_minor = xen_minor_version();
    return XABI_DO_HOST_VERSION_OK;
}

enum xabi_host_scheduler_status
xabi_do_host_scheduler(struct xabi_caller *caller, uint64_t *ret_kind)
{
    struct asked *asked = ask(XEN_SYSCTL_sched_id);

    if ( xabi_sysctl(&asked->op, sizeof(*asked)) )
        return XABI_DO_HOST_SCHEDULER_NOT_ALLOWED;
    *ret_kind = asked->op.u.sched_id.sched_id;
    return XABI_DO_HOST_SCHEDULER_OK;
}

/* XEN_SYSCTL_PHYSCAP_* are by bit what host_features are. */
static uint32_t features(void)
{
    struct xen_sysctl_physinfo info = {};

    arch_do_physinfo(&info);
    return (info.capabilities & 0x3ff) |
           (iommu_enabled ? XABI_HOST_FEATURES_DIRECT_IO : 0) |
           (iommu_enabled && iommu_hap_pt_share
                ? XABI_HOST_FEATURES_IOMMU_HAP_PT_SHARE
                : 0) |
           (vmtrace_available ? XABI_HOST_FEATURES_VMTRACE : 0) |
           (vpmu_is_available ? XABI_HOST_FEATURES_VPMU : 0) |
           (opt_gnttab_max_version >= 1 ? XABI_HOST_FEATURES_GRANTS_V1 : 0) |
           (opt_gnttab_max_version >= 2 ? XABI_HOST_FEATURES_GRANTS_V2 : 0);
}

/* What XEN_SYSCTL_physinfo tells, from where it has it: a test compares. */
enum xabi_host_info_status xabi_do_host_info(struct xabi_caller *caller,
                                             struct xabi_host_info *ret_info)
{
    uint64_t free, claimed;
    unsigned int threads = cpumask_weight(per_cpu(cpu_sibling_mask, 0));

    if ( !XABI_MAY_SYSCTL(XEN_SYSCTL_physinfo) )
        return XABI_DO_HOST_INFO_NOT_ALLOWED;
    get_outstanding_claims(&free, &claimed);
    *ret_info = (struct xabi_host_info){
        .cpus = num_online_cpus(),
        .cpu_limit = nr_cpu_ids,
        .nodes = num_online_nodes(),
        .node_limit = MAX_NUMNODES,
        .threads_per_core = threads,
        .cores_per_socket =
            cpumask_weight(per_cpu(cpu_core_mask, 0)) / threads,
        .cpu_hz = cpu_khz * 1000UL,
        .memory = total_pages * PAGE_SIZE,
        .free = free * PAGE_SIZE,
        .claimed = claimed * PAGE_SIZE,
        .features = features(),
    };
    return XABI_DO_HOST_INFO_OK;
}

/* ---- texts ---- */

/* To add one: what of xen_version has it, and where in its answer. */
static const struct text
{
    unsigned int cmd, offset, size;
} texts[] = {
#define COMPILE(field)                                                 \
    {                                                                  \
        XENVER_compile_info, offsetof(struct xen_compile_info, field), \
            sizeof(((struct xen_compile_info *)0)->field)              \
    }
    [XABI_HOST_TEXT_EXTRA] = { XENVER_extraversion, 0, XEN_EXTRAVERSION_LEN },
    [XABI_HOST_TEXT_CHANGESET] = { XENVER_changeset, 0,
                                   XEN_CHANGESET_INFO_LEN },
    [XABI_HOST_TEXT_CAPABILITIES] = { XENVER_capabilities, 0,
                                      XEN_CAPABILITIES_INFO_LEN },
    [XABI_HOST_TEXT_COMMAND_LINE] = { XENVER_commandline, 0,
                                      sizeof(xen_commandline_t) },
    [XABI_HOST_TEXT_COMPILER] = COMPILE(compiler),
    [XABI_HOST_TEXT_COMPILE_BY] = COMPILE(compile_by),
    [XABI_HOST_TEXT_COMPILE_DOMAIN] = COMPILE(compile_domain),
    [XABI_HOST_TEXT_COMPILE_DATE] = COMPILE(compile_date),
#undef COMPILE
};

/* A text has an end where the room for it does not. */
static uint64_t length(const char *text, uint64_t room)
{
    uint64_t n = strnlen(text, room);

    while ( n && text[n - 1] == ' ' )
        n--;
    return n;
}

/* Not every Xen was given one. */
static enum xabi_host_text_status build_id(struct xabi_buffer *text,
                                           uint64_t *ret_text_needed)
{
    xen_build_id_t *answer = xabi_staging();
    void *at = xabi_window_open(answer, XABI_STAGING);
    long rc;

    answer->len = XABI_STAGING - sizeof(*answer);
    rc = do_xen_version(XENVER_build_id, guest_handle_from_ptr(at, void));
    xabi_window_close();
    if ( rc == -EPERM )
        return XABI_DO_HOST_TEXT_NOT_ALLOWED;
    if ( rc > 0 )
    {
        *ret_text_needed = rc;
        xabi_buffer_write(text, 0, answer->buf, rc);
    }
    return XABI_DO_HOST_TEXT_OK;
}

enum xabi_host_text_status xabi_do_host_text(struct xabi_caller *caller,
                                             uint32_t item,
                                             struct xabi_buffer *text,
                                             uint64_t *ret_text_needed)
{
    char *answer = xabi_staging();
    const struct text *what;
    void *at;
    long rc;

    if ( item == XABI_HOST_TEXT_BUILD_ID )
        return build_id(text, ret_text_needed);
    what = &texts[array_index_nospec(item, ARRAY_SIZE(texts))];
    at = xabi_window_open(answer, XABI_STAGING);
    rc = do_xen_version(what->cmd, guest_handle_from_ptr(at, void));
    xabi_window_close();
    if ( rc < 0 )
        return XABI_DO_HOST_TEXT_NOT_ALLOWED;
    *ret_text_needed = length(answer + what->offset, what->size);
    xabi_buffer_write(text, 0, answer + what->offset, *ret_text_needed);
    return XABI_DO_HOST_TEXT_OK;
}

enum xabi_host_log_status xabi_do_host_log(struct xabi_caller *caller,
                                           uint32_t from,
                                           struct xabi_buffer *text,
                                           uint64_t *ret_next,
                                           uint64_t *ret_text_needed)
{
    struct asked *asked;
    struct xen_sysctl_readconsole *read;
    uint64_t done = 0;

    *ret_next = from;
    do
    {
        asked = ask(XEN_SYSCTL_readconsole);
        read = &asked->op.u.readconsole;
        read->incremental = 1;
        read->index = *ret_next;
        read->count = min(text->bytes - done, (uint64_t)sizeof(asked->text));
        set_xen_guest_handle(read->buffer, BEHIND);
        if ( xabi_sysctl(&asked->op, sizeof(*asked)) )
            return XABI_DO_HOST_LOG_NOT_ALLOWED;
        xabi_buffer_write(text, done, asked->text, read->count);
        done += read->count;
        *ret_next = read->index;
    } while ( read->count && done < text->bytes );
    *ret_text_needed = done;
    return XABI_DO_HOST_LOG_OK;
}

/*
 * ---- lists ----
 *
 * The sysctls begin at number 0, so what is before FIRST is asked, too; of CPUs
 * no more are told than fit into the staging memory.
 */

enum xabi_host_cpus_status xabi_do_host_cpus(struct xabi_caller *caller,
                                             uint32_t first,
                                             struct xabi_buffer *list,
                                             uint64_t *ret_done)
{
    struct asked *asked = ask(XEN_SYSCTL_cputopoinfo);
    struct xen_sysctl_cputopoinfo *get = &asked->op.u.cputopoinfo;
    unsigned int i;

    get->num_cpus = ARRAY_SIZE(asked->cpus);
    set_xen_guest_handle(get->cputopo, BEHIND);
    if ( xabi_sysctl(&asked->op, sizeof(*asked)) )
        return XABI_DO_HOST_CPUS_NOT_ALLOWED;
    for ( i = first; i < get->num_cpus; i++, ++*ret_done )
    {
        struct xabi_cpu_info cpu = {
            .core = array_access_nospec(asked->cpus, i).core,
            .socket = array_access_nospec(asked->cpus, i).socket,
            .node = array_access_nospec(asked->cpus, i).node,
        };

        if ( !xabi_host_cpus_list_put(list, &cpu) )
            break;
    }
    return XABI_DO_HOST_CPUS_OK;
}

enum xabi_host_nodes_status xabi_do_host_nodes(struct xabi_caller *caller,
                                               uint32_t first,
                                               struct xabi_buffer *list,
                                               uint64_t *ret_done)
{
    struct asked *asked = ask(XEN_SYSCTL_numainfo);
    struct xen_sysctl_numainfo *get = &asked->op.u.numainfo;
    unsigned int i;

    get->num_nodes = ARRAY_SIZE(asked->nodes);
    set_xen_guest_handle(get->meminfo, BEHIND);
    if ( xabi_sysctl(&asked->op, sizeof(*asked)) )
        return XABI_DO_HOST_NODES_NOT_ALLOWED;
    for ( i = first; i < get->num_nodes; i++, ++*ret_done )
    {
        struct xabi_node_info node = {
            .memory = array_access_nospec(asked->nodes, i).memsize,
            .free = array_access_nospec(asked->nodes, i).memfree,
        };

        if ( !xabi_host_nodes_list_put(list, &node) )
            break;
    }
    return XABI_DO_HOST_NODES_OK;
}

enum xabi_host_cpu_times_status
xabi_do_host_cpu_times(struct xabi_caller *caller, uint32_t first,
                       struct xabi_buffer *list, uint64_t *ret_done)
{
    struct asked *asked = ask(XEN_SYSCTL_getcpuinfo);
    struct xen_sysctl_getcpuinfo *get = &asked->op.u.getcpuinfo;
    unsigned int i;

    get->max_cpus = ARRAY_SIZE(asked->times);
    set_xen_guest_handle(get->info, BEHIND);
    if ( xabi_sysctl(&asked->op, sizeof(*asked)) )
        return XABI_DO_HOST_CPU_TIMES_NOT_ALLOWED;
    for ( i = first; i < get->nr_cpus; i++, ++*ret_done )
    {
        struct xabi_cpu_times times = {
            .idle = array_access_nospec(asked->times, i).idletime
        };

        if ( !xabi_host_cpu_times_list_put(list, &times) )
            break;
    }
    return XABI_DO_HOST_CPU_TIMES_OK;
}
