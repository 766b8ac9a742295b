/* SPDX-License-Identifier: MIT */
#include "xabi/xabi.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/base.h"
#include "lib/port.h"
#include "provider/core/probe.h"

/* Interface versions past the newest known that a scan tries: Xen has raised them by one or two a year. */
#define SCAN_AHEAD 16

#define ANSWER_BYTES (UINT64_C(1) << 30) /* what lower_sizes() takes of the largest elements */

struct xabi {
	struct port *port;
	struct lower_host host;
	bool confirmed[LOWER_FAMILIES]; /* Xen has taken this interface version */
	int64_t result;                 /* of the last hypercall */
	uint8_t mask[XABI_MASK_BYTES];  /* ops that can be lowered to this hypervisor's calls */
	struct xabi_error error;
	struct xabi_route route;
};

/* The routes. To add one: a row, and its opener in a file of its own. */
static const struct {
	const char *scheme;
	int (*open)(const char *name, struct port **ret_port, struct xabi_error *ret_error);
} routes[] = {
	{ "xabi:", port_xabi_open },     { "xen:", port_privcmd_open },
	{ "record:", port_record_open }, { "replay:", port_replay_open },
	{ "host:", port_host_open },
};

static int open_port(const char *uri, struct port **ret_port, struct xabi_error *ret_error)
{
	size_t i, len;

	if (!uri)
		return port_default_open(NULL, ret_port, ret_error);
	for (i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		len = strlen(routes[i].scheme);
		if (strncmp(uri, routes[i].scheme, len) == 0)
			return routes[i].open(uri + len, ret_port, ret_error);
	}
	return error_set(
		ret_error, XABI_ERROR_USAGE,
		"there is no route '%s': use xabi:, xen:, record:FILE, replay:FILE or host:", uri);
}

/* Memory and contents of the old call's areas. */
static int prepare(struct xabi *xabi, const struct xabi_call *call, const size_t bytes[LOWER_AREAS],
		   struct lower_hypercall *hypercall)
{
	/* The element area starts on a boundary of its own, so that no element straddles more pages than it must. */
	size_t first = (bytes[LOWER_ARGUMENT] + 63) / 64 * 64;
	void *memory;
	int code;

	code = xabi->port->ops->memory(xabi->port, first + bytes[LOWER_ELEMENT_AREA], &memory,
				       &xabi->error);
	if (code)
		return code;
	hypercall->area[LOWER_ARGUMENT] = (struct lower_area){ memory, bytes[LOWER_ARGUMENT] };
	hypercall->area[LOWER_ELEMENT_AREA] =
		(struct lower_area){ (char *)memory + first, bytes[LOWER_ELEMENT_AREA] };
	lower_encode(&xabi->host, call, hypercall);
	return 0;
}

static int64_t issue(struct xabi *xabi, const struct lower_hypercall *hypercall)
{
	xabi->route.hypercalls++;
	xabi->result = xabi->port->ops->hypercall(xabi->port, hypercall);
	return xabi->result;
}

/* Xen refused the interface version: tries the others. The result of the call with the one that it takes, or -EACCES. */
static int64_t scan(struct xabi *xabi, const struct xabi_call *call,
		    struct lower_hypercall *hypercall)
{
	enum lower_family family = hypercall->plan->family;
	uint32_t expected = xabi->host.version[family], version;
	int64_t result = -EACCES;

	for (version = lower_version(family, lower_newest) + SCAN_AHEAD;
	     result == -EACCES && version >= lower_version(family, lower_oldest); version--) {
		if (version == expected)
			continue;
		xabi->host.version[family] = version;
		lower_encode(&xabi->host, call, hypercall);
		result = issue(xabi, hypercall);
	}
	if (result == -EACCES) {
		xabi->host.version[family] = expected;
		return result;
	}
	snprintf(
		xabi->route.assumed, sizeof(xabi->route.assumed),
		"interface version 0x%x instead of 0x%x, found by trying; the layouts are assumed to be those of Xen %u.%u",
		xabi->host.version[family], expected, xabi->host.release >> 8,
		xabi->host.release & 0xff);
	return result;
}

/* EPERM means one thing in a guest and another in dom0. */
static int explain_refusal(struct xabi *xabi, const char *what)
{
	if (!xabi->port->dom0)
		return error_set(
			&xabi->error, XABI_ERROR_GUEST,
			"this is a guest: Xen, or this guest's kernel, refuses %s to all but the "
			"host's control domain; "
			"run this in dom0",
			what);
	return error_set(
		&xabi->error, XABI_ERROR_NOT_PRIVILEGED,
		"Xen refuses %s to this dom0: another domain has the control privilege, or the security "
		"policy (XSM) forbids it",
		what);
}

/* What the hypercall itself came to, before its answer is looked at. */
static int explain(struct xabi *xabi, const struct lower_plan *plan, int64_t result)
{
	if (xabi->port->incomplete)
		return error_set(
			&xabi->error, XABI_ERROR_RECORDING,
			"the recording holds no %s like the one that is asked for: make it with the same "
			"command and version of this program",
			plan->name);
	if (result == -EACCES)
		return error_set(
			&xabi->error, XABI_ERROR_UNKNOWN_XEN,
			"Xen %u.%u takes none of the interface versions 0x%x to 0x%x for %s: it is not a Xen "
			"that this program knows; please report it, with a recording (--on record:FILE)",
			xabi->route.major, xabi->route.minor,
			lower_version(plan->family, lower_oldest),
			lower_version(plan->family, lower_newest) + SCAN_AHEAD, plan->name);
	if (result == -EPERM)
		return explain_refusal(xabi, plan->name);
	if (result == -EFAULT && plan->filled_bytes && plan->view)
		return error_set(
			&xabi->error, XABI_ERROR_UNKNOWN_XEN,
			"Xen %u.%u writes more for each element of %s than the %u bytes of its release and %u "
			"spare ones; please report it, with a recording (--on record:FILE)",
			xabi->route.major, xabi->route.minor, plan->name, plan->view->old_bytes,
			LOWER_SLACK);
	return 0;
}

/*
 * How far two elements of an answered list are apart. The table is right but for hypervisors that were patched: then the
 * distance shows from what Xen overwrote, and the known fields still stand at the front.
 */
static int find_stride(struct xabi *xabi, const struct lower_hypercall *hypercall,
		       size_t *ret_stride)
{
	size_t known = hypercall->plan->view ? hypercall->plan->view->old_bytes : 0;
	size_t found = hypercall->plan->filled_bytes ? lower_stride(hypercall) : 0;

	if (found && found < known)
		return error_set(
			&xabi->error, XABI_ERROR_UNKNOWN_XEN,
			"Xen %u.%u answers %s with elements of %zu bytes, but its release has %zu: its answers "
			"cannot be trusted; please report it, with a recording (--on record:FILE)",
			xabi->route.major, xabi->route.minor, hypercall->plan->name, found, known);
	*ret_stride = found ? found : known;
	if (hypercall->plan->op == XABI_OP_DOMAIN_LIST)
		xabi->route.domain_bytes = (uint32_t)*ret_stride;
	return 0;
}

static int lower(struct xabi *xabi, struct xabi_call *call)
{
	struct lower_hypercall hypercall = { .plan = lower_find(&xabi->host, call) };
	size_t bytes[LOWER_AREAS], stride = 0;
	int64_t result;
	int code;

	if (!hypercall.plan) {
		call->status = XABI_STATUS_UNKNOWN_OP;
		return 0;
	}
	call->status = lower_sizes(hypercall.plan, call, bytes);
	if (call->status)
		return 0;
	code = prepare(xabi, call, bytes, &hypercall);
	if (code)
		return code;
	result = issue(xabi, &hypercall);
	if (hypercall.plan->family != LOWER_NONE) {
		if (result == -EACCES && !xabi->port->incomplete &&
		    !xabi->confirmed[hypercall.plan->family])
			result = scan(xabi, call, &hypercall);
		if (result != -EACCES)
			xabi->confirmed[hypercall.plan->family] = true;
	}
	code = explain(xabi, hypercall.plan, result);
	if (code)
		return code;
	code = find_stride(xabi, &hypercall, &stride);
	if (code)
		return code;
	lower_decode(&hypercall, result, stride, call);
	return 0;
}

/* Makes CALL go on from its cursor; false: it has none. */
static bool go_on(struct xabi_call *call)
{
	const struct xabi_cursor *cursor = xabi_cursors;

	while (cursor->op && cursor->op != call->op)
		cursor++;
	if (!cursor->op)
		return false;
	call->in[cursor->in] = call->out[cursor->out];
	return true;
}

/* What carries XABI itself answers; long work that tells its place only in a cursor is done to its end. */
static void pass_on(struct xabi *xabi, struct xabi_call *call)
{
	struct xabi_call part = *call;

	do {
		xabi->port->ops->call(xabi->port, &part);
		xabi->route.hypercalls++;
	} while (part.status == XABI_STATUS_AGAIN && go_on(&part));
	call->status = part.status;
	memcpy(call->out, part.out, sizeof(call->out));
}

static const char *op_name(uint16_t op)
{
#define CASE(number, name, doc) \
	case number:            \
		return name;
	switch (op) {
		XABI_OP_EACH(CASE)
	}
	return "an unknown operation";
}

const char *xabi_status_name(uint16_t status)
{
	switch (status) {
		XABI_STATUS_EACH(CASE)
	}
	return "unknown";
}

static const char *status_doc(uint16_t status)
{
#define CASE_DOC(number, name, doc) \
	case number:                \
		return doc;
	switch (status) {
		XABI_STATUS_EACH(CASE_DOC)
	}
	return "a status that this library does not know";
}

/* A kernel stands between, and it, or Xen behind it, refuses. */
static int explain_kernel(struct xabi *xabi, const struct xabi_call *call)
{
	if (xabi->port->failed == 0)
		return explain_refusal(xabi, op_name(call->op));
	if (xabi->port->failed == EPERM)
		return error_set(
			&xabi->error, XABI_ERROR_REFUSED,
			"%s: the kernel's driver does not let a process ask for that here; xabi driver "
			"status says why",
			op_name(call->op));
	if (xabi->port->failed == EIO)
		return error_set(
			&xabi->error, XABI_ERROR_UNKNOWN_XEN,
			"%s: Xen %u.%u answers the kernel's driver in a way that no known release does; "
			"try --on xen:",
			op_name(call->op), xabi->route.major, xabi->route.minor);
	return error_set(&xabi->error, XABI_ERROR_SYSTEM, "%s: the kernel's driver fails: %s",
			 op_name(call->op), strerror(xabi->port->failed));
}

/* The error for what CALL, which was carried out, came to; 0 where that is none. */
static int explain_status(struct xabi *xabi, const struct xabi_call *call)
{
	xabi->error.status = call->status;
	if (call->status == XABI_STATUS_OK || call->status == XABI_STATUS_AGAIN)
		return 0;
	if (xabi->port->failed ||
	    (xabi->port->is_kernel && call->status == XABI_STATUS_NOT_ALLOWED))
		return explain_kernel(xabi, call);
	if (call->status == XABI_STATUS_UNKNOWN_OP)
		return error_set(
			&xabi->error, XABI_ERROR_NO_OP,
			"this Xen %u.%u has nothing to carry %s out by: it was built without that, or "
			"another release has it",
			xabi->route.major, xabi->route.minor, op_name(call->op));
	if (call->status == XABI_STATUS_UNKNOWN_ERROR && xabi->result < 0)
		return error_set(
			&xabi->error, XABI_ERROR_REFUSED,
			"%s: Xen answers with errno %d, %s, which it is not "
			"known to do here; please report it, with a recording (--on record:FILE)",
			op_name(call->op), (int)-xabi->result, strerror((int)-xabi->result));
	return error_set(&xabi->error,
			 call->status == XABI_STATUS_NO_SUCH_DOMAIN ? XABI_ERROR_NO_DOMAIN
								    : XABI_ERROR_REFUSED,
			 "%s: %s: %s", op_name(call->op), xabi_status_name(call->status),
			 status_doc(call->status));
}

int xabi_call(struct xabi *xabi, struct xabi_call *call)
{
	int code = 0;

	xabi->error = (struct xabi_error){ 0 };
	memset(call->out, 0, sizeof(call->out));
	call->status = XABI_STATUS_OK;
	if (xabi->port->ops->call)
		pass_on(xabi, call);
	else if (!base_answer(xabi->mask, ANSWER_BYTES, call))
		code = lower(xabi, call);
	return code ? code : explain_status(xabi, call);
}

static int ask_limits(struct xabi *xabi)
{
	struct xabi_call call = { .op = XABI_OP_BASE_LIMITS };
	int code = xabi_call(xabi, &call);

	xabi->route.buffer_size = call.out[XABI_OUT_BASE_LIMITS_BUFFER_SIZE];
	return code;
}

/* Which release answers, and what is known of it. The one question that every Xen takes, whatever its version. */
static int detect(struct xabi *xabi)
{
	struct xabi_call call = { .op = XABI_OP_HOST_VERSION };
	enum lower_family family;
	int code;

	xabi->host.abi = (uint8_t)xabi->port->abi;
	xabi->host.release = lower_newest;
	code = xabi_call(xabi, &call);
	if (code)
		return code;
	xabi->route.major = (uint16_t)call.out[XABI_OUT_HOST_VERSION_MAJOR];
	xabi->route.minor = (uint16_t)call.out[XABI_OUT_HOST_VERSION_MINOR];
	if (xabi->port->ops->call)
		return ask_limits(
			xabi); /* else it says the same to every caller, whatever its release */
	xabi->host.release = (uint16_t)(xabi->route.major << 8 | xabi->route.minor);
	if (xabi->host.release < lower_oldest)
		return error_set(
			&xabi->error, XABI_ERROR_TOO_OLD,
			"Xen %u.%u is older than %u.%u, the oldest that this program knows: use that "
			"release's own tools, or upgrade Xen",
			xabi->route.major, xabi->route.minor, lower_oldest >> 8,
			lower_oldest & 0xff);
	if (xabi->host.release > lower_newest)
		snprintf(
			xabi->route.assumed, sizeof(xabi->route.assumed),
			"Xen %u.%u is newer than this program; its interface is assumed to be that of Xen %u.%u",
			xabi->route.major, xabi->route.minor, lower_newest >> 8,
			lower_newest & 0xff);
	for (family = 0; family < LOWER_FAMILIES; family++)
		xabi->host.version[family] = lower_version(family, xabi->host.release);
	base_surface(&xabi->host, xabi->mask);
	xabi->route.buffer_size = ANSWER_BYTES;
	return 0;
}

int xabi_open(const char *uri, struct xabi **ret_xabi, struct xabi_error *ret_error)
{
	struct xabi *xabi;
	struct xabi_error ignored;
	int code;

	*ret_error = (struct xabi_error){ 0 };
	xabi = calloc(1, sizeof(*xabi));
	if (!xabi)
		return error_set(ret_error, XABI_ERROR_SYSTEM, "out of memory");
	code = open_port(uri, &xabi->port, ret_error);
	if (!code) {
		code = detect(xabi);
		*ret_error = xabi->error;
	}
	if (!code)
		*ret_xabi = xabi;
	else
		xabi_close(xabi, &ignored);
	return code;
}

int xabi_close(struct xabi *xabi, struct xabi_error *ret_error)
{
	struct xabi_error error = { 0 };

	if (xabi && xabi->port)
		xabi->port->ops->close(xabi->port, &error);
	free(xabi);
	if (ret_error)
		*ret_error = error;
	return error.code;
}

const struct xabi_error *xabi_last_error(const struct xabi *xabi)
{
	return &xabi->error;
}

void xabi_route(const struct xabi *xabi, struct xabi_route *ret_route)
{
	*ret_route = xabi->route;
	snprintf(ret_route->architecture, sizeof(ret_route->architecture), "%s",
		 abi_name(xabi->port->abi));
	ret_route->sysctl_version =
		xabi->confirmed[LOWER_SYSCTL] ? xabi->host.version[LOWER_SYSCTL] : 0;
}

struct port *xabi_port_(struct xabi *xabi)
{
	return xabi->port;
}
