/* SPDX-License-Identifier: MIT */
/* The end of a domain, and the handlers of the extensions power and param. */
#include "provider/host/internal.h"

void host_shut_down(struct domain *domain, uint32_t reason)
{
	if (domain->shut_down)
		return; /* the first reason stays, as in Xen */
	domain->shut_down = true;
	domain->shutdown_reason = reason;
	host_settle(domain);
}

enum xabi_power_shutdown_status xabi_do_power_shutdown(struct xabi_caller *caller, uint32_t reason)
{
	host_shut_down(host_domain_of(caller), reason);
	return XABI_DO_POWER_SHUTDOWN_OK;
}

/* Watchdogs are numbered from 1 on. NULL: that one does not run. */
static uint64_t *running(struct domain *domain, uint32_t watchdog)
{
	uint32_t n = domain->host->config.watchdogs;

	if (watchdog == 0 || watchdog > n)
		return NULL;
	watchdog = xabi_nospec(watchdog - 1, n);
	return domain->watchdogs[watchdog] == NEVER ? NULL : &domain->watchdogs[watchdog];
}

enum xabi_power_watchdog_start_status
xabi_do_power_watchdog_start(struct xabi_caller *caller, uint64_t timeout, uint64_t *ret_watchdog)
{
	struct domain *domain = host_domain_of(caller);
	uint32_t i;

	for (i = 0; i < domain->host->config.watchdogs; i++) {
		if (domain->watchdogs[i] != NEVER)
			continue;
		domain->watchdogs[i] = domain->host->now + timeout;
		*ret_watchdog = i + 1;
		return XABI_DO_POWER_WATCHDOG_START_OK;
	}
	return XABI_DO_POWER_WATCHDOG_START_NO_ROOM;
}

enum xabi_power_watchdog_feed_status
xabi_do_power_watchdog_feed(struct xabi_caller *caller, uint32_t watchdog, uint64_t timeout)
{
	struct domain *domain = host_domain_of(caller);
	uint64_t *fed = running(domain, watchdog);

	if (!fed)
		return XABI_DO_POWER_WATCHDOG_FEED_WRONG_WATCHDOG;
	*fed = domain->host->now + timeout;
	return XABI_DO_POWER_WATCHDOG_FEED_OK;
}

enum xabi_power_watchdog_stop_status xabi_do_power_watchdog_stop(struct xabi_caller *caller,
								 uint32_t watchdog)
{
	uint64_t *stopped = running(host_domain_of(caller), watchdog);

	if (!stopped)
		return XABI_DO_POWER_WATCHDOG_STOP_WRONG_WATCHDOG;
	*stopped = NEVER;
	return XABI_DO_POWER_WATCHDOG_STOP_OK;
}

enum xabi_param_get_status xabi_do_param_get(struct xabi_caller *caller, uint32_t param,
					     uint64_t *ret_value)
{
	*ret_value = host_domain_of(caller)->params[xabi_nospec(param, PARAMS)];
	return XABI_DO_PARAM_GET_OK;
}
