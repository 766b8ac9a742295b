/* SPDX-License-Identifier: GPL-2.0-only */
/* What extensions power, time and vcpu have of the scheduler. Included near the end of Xen's sched/core.c. */
#ifdef CONFIG_XABI
#include "internal.h"

/* ---- power ---- */

enum xabi_power_shutdown_status
xabi_do_power_shutdown(struct xabi_caller *caller, uint32_t reason)
{
    domain_shutdown(current->domain, reason);
    return XABI_DO_POWER_SHUTDOWN_OK;
}

/* Xen counts seconds, and its errors come as large numbers of 32 bits. */
static uint32_t xabi_seconds(uint64_t ns)
{
    return min(DIV_ROUND_UP(ns, 1000000000UL), (unsigned long)INT32_MAX);
}

enum xabi_power_watchdog_start_status
xabi_do_power_watchdog_start(struct xabi_caller *caller, uint64_t timeout,
                             uint64_t *ret_watchdog)
{
    int32_t rc = domain_watchdog(current->domain, 0, xabi_seconds(timeout));

    if ( rc < 0 )
        return XABI_DO_POWER_WATCHDOG_START_NO_ROOM;
    *ret_watchdog = rc;
    return XABI_DO_POWER_WATCHDOG_START_OK;
}

/* Number 0 means a new one to Xen. */
enum xabi_power_watchdog_feed_status
xabi_do_power_watchdog_feed(struct xabi_caller *caller, uint32_t watchdog,
                            uint64_t timeout)
{
    return watchdog && !domain_watchdog(current->domain, watchdog,
                                        xabi_seconds(timeout))
               ? XABI_DO_POWER_WATCHDOG_FEED_OK
               : XABI_DO_POWER_WATCHDOG_FEED_WRONG_WATCHDOG;
}

enum xabi_power_watchdog_stop_status
xabi_do_power_watchdog_stop(struct xabi_caller *caller, uint32_t watchdog)
{
    return watchdog && !domain_watchdog(current->domain, watchdog, 0)
               ? XABI_DO_POWER_WATCHDOG_STOP_OK
               : XABI_DO_POWER_WATCHDOG_STOP_WRONG_WATCHDOG;
}

/* ---- time ---- */

enum xabi_time_set_timer_status
xabi_do_time_set_timer(struct xabi_caller *caller, uint64_t at)
{
    struct timer *timer = &current->singleshot_timer;

    migrate_timer(timer, smp_processor_id());
    set_timer(timer, min(at, (uint64_t)STIME_MAX));
    return XABI_DO_TIME_SET_TIMER_OK;
}

enum xabi_time_stop_timer_status
xabi_do_time_stop_timer(struct xabi_caller *caller)
{
    stop_timer(&current->singleshot_timer);
    return XABI_DO_TIME_STOP_TIMER_OK;
}

enum xabi_time_set_period_status
xabi_do_time_set_period(struct xabi_caller *caller, uint32_t vcpu,
                        uint64_t period)
{
    struct vcpu *v = domain_vcpu(current->domain, vcpu);

    if ( !v )
        return XABI_DO_TIME_SET_PERIOD_NO_SUCH_VCPU;
    vcpu_set_periodic_timer(v, period);
    return XABI_DO_TIME_SET_PERIOD_OK;
}

/* ---- vcpu ---- */

enum xabi_vcpu_yield_status xabi_do_vcpu_yield(struct xabi_caller *caller)
{
    vcpu_yield();
    return XABI_DO_VCPU_YIELD_OK;
}
#endif
