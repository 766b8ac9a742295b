/* SPDX-License-Identifier: GPL-2.0-only */
/* XABI on a Xen without it: codec/lower.h over the kernel's own hypercalls. */
#include "driver.h"

#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <xen/xen-ops.h>

#include "codec/base.h"
#include "provider/core/probe.h"
#include "issue.h"
#include "xabi.h"

#define MEMORY_BYTES (64ul << 20) /* of one call */
#define ELEMENTS_AT  64           /* where the area of elements may begin */

static struct lower_host lowered;
static u8 surface[XABI_MASK_BYTES];
static u64 most;

bool lowered_init(u64 buffer_size)
{
	enum lower_family family;

	if (driver_release < lower_oldest)
		return false;
	lowered.release = driver_release;
	lowered.abi = IS_ENABLED(CONFIG_ARM64) ? LOWER_ARM64 : LOWER_X86_64;
	for (family = 0; family < LOWER_FAMILIES; family++)
		lowered.version[family] = lower_version(family, driver_release);
	base_surface(&lowered, surface);
	most = buffer_size;
	return true;
}

static s64 issue(struct lower_hypercall *hypercall)
{
	const struct lower_plan *plan = hypercall->plan;
	struct lower_area *area = hypercall->area;
	u64 elements = (uintptr_t)area[LOWER_ELEMENT_AREA].data, *reg = hypercall->reg;
	long result;

	if (area[LOWER_ARGUMENT].bytes)
		reg[plan->argument_register] = (uintptr_t)area[LOWER_ARGUMENT].data;
	if (area[LOWER_ELEMENT_AREA].bytes)
		memcpy(area[LOWER_ARGUMENT].data + plan->view_at, &elements, sizeof(elements));
	xen_preemptible_hcall_begin();
	result = driver_hypercall(plan->hypercall, reg);
	xen_preemptible_hcall_end();
	return result;
}

/*
 * The memory ends at an unmapped page, as that of hypercall.c does: where Xen's elements have grown unknown to the tables it writes no
 * further. What Xen has overwritten tells how far two of them are apart.
 */
static long make(struct lower_hypercall *hypercall, const size_t bytes[LOWER_AREAS],
		 struct xabi_call *call)
{
	size_t first = ALIGN(bytes[LOWER_ARGUMENT], ELEMENTS_AT), known = 0, stride = 0;
	bool strange;
	u8 *memory;
	s64 result;

	if (bytes[LOWER_ELEMENT_AREA] > MEMORY_BYTES - first)
		return -E2BIG;
	memory = __vmalloc(PAGE_ALIGN(first + bytes[LOWER_ELEMENT_AREA] + 1),
			   GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!memory)
		return -ENOMEM;
	hypercall->area[LOWER_ARGUMENT] = (struct lower_area){ memory, bytes[LOWER_ARGUMENT] };
	hypercall->area[LOWER_ELEMENT_AREA] =
		(struct lower_area){ memory + first, bytes[LOWER_ELEMENT_AREA] };
	lower_encode(&lowered, call, hypercall);
	result = issue(hypercall);
	if (hypercall->plan->view)
		known = hypercall->plan->view->old_bytes;
	if (result >= 0 && hypercall->plan->filled_bytes)
		stride = lower_stride(hypercall);
	/* Of another interface version; with elements that are shorter than its release's. */
	strange = result == -EACCES || (stride && stride < known);
	if (!strange)
		lower_decode(hypercall, result, stride ?: known, call);
	vfree(memory);
	return strange ? -EIO : 0;
}

long lowered_call(struct xabi_call *call)
{
	struct lower_hypercall hypercall = { 0 };
	size_t bytes[LOWER_AREAS];

	if (base_answer(surface, most, call))
		return 0;
	hypercall.plan = lower_find(&lowered, call);
	call->status =
		hypercall.plan ? lower_sizes(hypercall.plan, call, bytes) : XABI_STATUS_UNKNOWN_OP;
	return call->status ? 0 : make(&hypercall, bytes, call);
}
