/* SPDX-License-Identifier: MIT */
/*
 * What Linux's drivers for Xen take beside hypercalls. Facts: include/uapi/xen/privcmd.h, gntdev.h, gntalloc.h and evtchn.h, whose
 * numbers name no direction (_IOC_NONE) but do hold the argument's size: with that no other driver's are taken for them.
 */
#include <linux/ioctl.h>

#include "cli/trace.h"

enum form { DECIMAL, HEX, DOMAIN };
enum way { IN, OUT, BOTH };

struct value {
	const char *name;
	uint8_t at, bytes;
	uint8_t form; /* enum form */
	uint8_t way;
};

/* A list: where the pointer to it is or, if INLINE, the list itself; and where the number of its elements is. */
struct list {
	const char *name;
	uint8_t at, is_inline, count_at, count_bytes;
	uint8_t element; /* bytes */
	uint8_t way;
	struct value values[3]; /* of an element; one without a name is all of it */
};

/* To add one: a row. Those of a hypercall's form are in cmd_trace.c. */
struct trace_device {
	uint32_t request;
	const char *name;
	struct value values[6];
	struct list lists[2];
};

#define REQUEST(type, number, bytes) _IOC(_IOC_NONE, type, number, bytes)

static const struct trace_device devices[] = {
	{ REQUEST('P', 2, 16),
	  "privcmd.mmap",
	  { { "num", 0, 4, DECIMAL, IN }, { "dom", 4, 2, DOMAIN, IN } },
	  { { "entry",
	      8,
	      0,
	      0,
	      4,
	      24,
	      IN,
	      { { "va", 0, 8, HEX, IN },
		{ "mfn", 8, 8, HEX, IN },
		{ "npages", 16, 8, DECIMAL, IN } } } } },
	{ REQUEST('P', 3, 24),
	  "privcmd.mmapbatch",
	  { { "num", 0, 4, DECIMAL, IN }, { "dom", 4, 2, DOMAIN, IN }, { "addr", 8, 8, HEX, IN } },
	  { { "arr", 16, 0, 0, 4, 8, BOTH, { { NULL, 0, 8, HEX, BOTH } } } } },
	{ REQUEST('P', 4, 32),
	  "privcmd.mmapbatch_v2",
	  { { "num", 0, 4, DECIMAL, IN }, { "dom", 4, 2, DOMAIN, IN }, { "addr", 8, 8, HEX, IN } },
	  { { "arr", 16, 0, 0, 4, 8, IN, { { NULL, 0, 8, HEX, IN } } },
	    { "err", 24, 0, 0, 4, 4, OUT, { { NULL, 0, 4, DECIMAL, OUT } } } } },
	{ REQUEST('P', 6, 2), "privcmd.restrict", { { "dom", 0, 2, DOMAIN, IN } }, { { 0 } } },
	{ REQUEST('P', 7, 32),
	  "privcmd.mmap_resource",
	  { { "dom", 0, 2, DOMAIN, IN },
	    { "type", 4, 4, DECIMAL, IN },
	    { "id", 8, 4, DECIMAL, IN },
	    { "idx", 12, 4, DECIMAL, IN },
	    { "num", 16, 8, DECIMAL, IN },
	    { "addr", 24, 8, HEX, IN } },
	  { { 0 } } },
	{ REQUEST('P', 10, 8),
	  "privcmd.pcidev_get_gsi",
	  { { "sbdf", 0, 4, HEX, IN }, { "gsi", 4, 4, DECIMAL, OUT } },
	  { { 0 } } },
	{ REQUEST('E', 0, 4), "evtchn.bind_virq", { { "virq", 0, 4, DECIMAL, IN } }, { { 0 } } },
	{ REQUEST('E', 1, 8),
	  "evtchn.bind_interdomain",
	  { { "remote_domain", 0, 4, DOMAIN, IN }, { "remote_port", 4, 4, DECIMAL, IN } },
	  { { 0 } } },
	{ REQUEST('E', 2, 4),
	  "evtchn.bind_unbound_port",
	  { { "remote_domain", 0, 4, DOMAIN, IN } },
	  { { 0 } } },
	{ REQUEST('E', 3, 4), "evtchn.unbind", { { "port", 0, 4, DECIMAL, IN } }, { { 0 } } },
	{ REQUEST('E', 4, 4), "evtchn.notify", { { "port", 0, 4, DECIMAL, IN } }, { { 0 } } },
	{ REQUEST('E', 5, 0), "evtchn.reset", { { 0 } }, { { 0 } } },
	{ REQUEST('E', 6, 2),
	  "evtchn.restrict_domid",
	  { { "domid", 0, 2, DOMAIN, IN } },
	  { { 0 } } },
	{ REQUEST('G', 0, 24),
	  "gntdev.map_grant_ref",
	  { { "count", 0, 4, DECIMAL, IN }, { "index", 8, 8, HEX, OUT } },
	  { { "refs",
	      16,
	      1,
	      0,
	      4,
	      8,
	      IN,
	      { { "domid", 0, 4, DOMAIN, IN }, { "ref", 4, 4, DECIMAL, IN } } } } },
	{ REQUEST('G', 1, 16),
	  "gntdev.unmap_grant_ref",
	  { { "index", 0, 8, HEX, IN }, { "count", 8, 4, DECIMAL, IN } },
	  { { 0 } } },
	{ REQUEST('G', 2, 24),
	  "gntdev.get_offset_for_vaddr",
	  { { "vaddr", 0, 8, HEX, IN },
	    { "offset", 8, 8, HEX, OUT },
	    { "count", 16, 4, DECIMAL, OUT } },
	  { { 0 } } },
	{ REQUEST('G', 3, 4),
	  "gntdev.set_max_grants",
	  { { "count", 0, 4, DECIMAL, IN } },
	  { { 0 } } },
	{ REQUEST('G', 5, 24),
	  "gntalloc.alloc_gref",
	  { { "domid", 0, 2, DOMAIN, IN },
	    { "flags", 2, 2, HEX, IN },
	    { "count", 4, 4, DECIMAL, IN },
	    { "index", 8, 8, HEX, OUT } },
	  { { "gref_ids", 16, 1, 4, 4, 4, OUT, { { NULL, 0, 4, DECIMAL, OUT } } } } },
	{ REQUEST('G', 6, 16),
	  "gntalloc.dealloc_gref",
	  { { "index", 0, 8, HEX, IN }, { "count", 8, 4, DECIMAL, IN } },
	  { { 0 } } },
	{ REQUEST('G', 7, 16),
	  "gntdev.set_unmap_notify",
	  { { "index", 0, 8, HEX, IN },
	    { "action", 8, 4, DECIMAL, IN },
	    { "event_channel_port", 12, 4, DECIMAL, IN } },
	  { { 0 } } },
	{ REQUEST('G', 8, 16), "gntdev.grant_copy", { { "count", 0, 4, DECIMAL, IN } }, { { 0 } } },
};

const struct trace_device *trace_device_find(uint64_t request)
{
	size_t i;

	for (i = 0; i < CLI_COUNT(devices); i++)
		if (devices[i].request == request)
			return &devices[i];
	return NULL;
}

const char *trace_device_name(const struct trace_device *device)
{
	return device->name;
}

static uint64_t number_at(const uint8_t *data, unsigned int bytes)
{
	uint64_t number = 0;

	while (bytes--)
		number = number << 8 | data[bytes];
	return number;
}

static void give(struct walk *walk, const struct value *value, const uint8_t *data)
{
	static const struct walk_show shows[] = { { .form = WALK_PLAIN }, { .form = WALK_HEX } };
	struct walk_item item = { .what = WALK_VALUE,
				  .name = value->name,
				  .show = &shows[value->form == HEX],
				  .value = number_at(data + value->at, value->bytes),
				  .bytes = value->bytes };

	if (value->way == BOTH || (value->way == OUT) == walk->after)
		walk->take(walk->taker, &item);
}

static void give_end(struct walk *walk, enum walk_what what)
{
	struct walk_item item = { .what = what };

	walk->take(walk->taker, &item);
}

static void give_element(struct walk *walk, const struct list *list, const uint8_t *data)
{
	struct walk_item open = { .what = WALK_OPEN_STRUCT };
	size_t i;

	if (!list->values[0].name) {
		give(walk, &list->values[0], data);
		return;
	}
	walk->take(walk->taker, &open);
	for (i = 0; i < CLI_COUNT(list->values) && list->values[i].name; i++)
		give(walk, &list->values[i], data);
	give_end(walk, WALK_CLOSE_STRUCT);
}

static void give_list(struct walk *walk, const struct list *list, const uint8_t *argument)
{
	uint64_t address = list->is_inline ? walk->reg[0] + list->at
					   : number_at(argument + list->at, 8),
		 i;
	struct walk_item open = { .what = WALK_OPEN_LIST,
				  .name = list->name,
				  .total =
					  number_at(argument + list->count_at, list->count_bytes) };
	struct walk_item gone = { .what = WALK_UNREADABLE };
	uint8_t element[32];

	if (list->way != BOTH && (list->way == OUT) != walk->after)
		return;
	walk->take(walk->taker, &open);
	for (i = 0; i < open.total && i < walk->most; i++) {
		gone.address = address + i * list->element;
		if (!walk->read(walk->memory, gone.address, element, list->element)) {
			walk->take(walk->taker, &gone);
			break;
		}
		give_element(walk, list, element);
	}
	give_end(walk, WALK_CLOSE_LIST);
}

static void pass(struct walk *walk)
{
	const struct trace_device *device = ((struct trace_walk *)walk)->device;
	struct walk_item gone = { .what = WALK_UNREADABLE,
				  .name = "argument",
				  .address = walk->reg[0] };
	uint8_t argument[64];
	size_t i;

	if (_IOC_SIZE(device->request) &&
	    !walk->read(walk->memory, walk->reg[0], argument, _IOC_SIZE(device->request))) {
		walk->take(walk->taker, &gone);
		return;
	}
	for (i = 0; i < CLI_COUNT(device->values) && device->values[i].name; i++)
		give(walk, &device->values[i], argument);
	for (i = 0; i < CLI_COUNT(device->lists) && device->lists[i].name; i++)
		give_list(walk, &device->lists[i], argument);
}

void trace_device_in(struct walk *walk)
{
	walk->after = false;
	pass(walk);
}

void trace_device_out(struct walk *walk)
{
	walk->after = true;
	pass(walk);
}

bool trace_device_target(struct trace_walk *walk, uint64_t *ret_domain)
{
	const struct trace_device *device = walk->device;
	uint8_t argument[64];
	size_t i;

	for (i = 0; i < CLI_COUNT(device->values) && device->values[i].name; i++) {
		if (device->values[i].form != DOMAIN)
			continue;
		if (!walk->walk.read(walk->walk.memory, walk->walk.reg[0], argument,
				     _IOC_SIZE(device->request)))
			return false;
		*ret_domain = number_at(argument + device->values[i].at, device->values[i].bytes);
		return true;
	}
	return false;
}
