/* SPDX-License-Identifier: MIT */
#include "guest.h"
#include "hypercall.h"

long hvm_param_get(uint32_t index, uint64_t *ret_value)
{
	struct xen_hvm_param param = { .domid = DOMID_SELF, .index = index };
	long rc = hypercall2(__HYPERVISOR_hvm_op, HVMOP_get_param, (unsigned long)&param);

	if (!rc)
		*ret_value = param.value;
	return rc;
}

void hvm_console_init(uint64_t limit)
{
	uint64_t gfn, port;

	if (hvm_param_get(HVM_PARAM_CONSOLE_PFN, &gfn) ||
	    hvm_param_get(HVM_PARAM_CONSOLE_EVTCHN, &port))
		return;
	/* Both are 0 in dom0 and in a dom0less domU: they have no such console. */
	if (!gfn || gfn >= limit >> XEN_PAGE_SHIFT || !port || port > UINT32_MAX)
		return;
	console_init((struct xencons_interface *)(uintptr_t)(gfn << XEN_PAGE_SHIFT),
		     (uint32_t)port);
}
