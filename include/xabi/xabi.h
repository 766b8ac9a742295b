/* SPDX-License-Identifier: MIT */
/*
 * libxabi: one way to call XABI, whatever carries it out.
 *
 *	struct xabi_error error;
 *	struct xabi *xabi;
 *	struct xabi_host_info info;
 *	struct xabi_call call = { .op = XABI_OP_HOST_INFO };
 *
 *	if (xabi_open(NULL, &xabi, &error))
 *		errx(error.code, "%s", error.text);
 *	call.in[XABI_BUF_HOST_INFO_INFO] = (uintptr_t)&info;
 *	call.in[XABI_BUF_HOST_INFO_INFO + 1] = sizeof(info);
 *	if (xabi_call(xabi, &call))
 *		errx(1, "%s", xabi_last_error(xabi)->text);
 *
 * The library never exits, prints or changes signal handlers. A handle is for one thread at a time. After fork() the
 * child may only close it.
 */
#ifndef XABI_XABI_H
#define XABI_XABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "xabi/abi.h"
#include "xabi/call.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Every way to fail, with the number that `xabi` exits with; numbers are never used again for something else. The
 * machine's, the caller's and the hypervisor's part, in this order.
 */
#define XABI_ERROR_EACH(X)                                                                         \
	X(XABI_ERROR_SYSTEM, 1,                                                                    \
	  "the operating system failed: no memory, no such file, a full disk")                     \
	X(XABI_ERROR_USAGE, 2, "the command line or an argument is wrong")                         \
	X(XABI_ERROR_NOT_XEN, 3, "this machine does not run on Xen")                               \
	X(XABI_ERROR_NO_DEVICE, 4, "Xen runs, but the kernel offers no /dev/xen/privcmd")          \
	X(XABI_ERROR_NOT_ROOT, 5, "the user may not open /dev/xen/privcmd")                        \
	X(XABI_ERROR_GUEST, 6, "this is a guest (domU), which Xen tells nothing about its host")   \
	X(XABI_ERROR_NOT_PRIVILEGED, 7, "this is dom0, but Xen or its security policy refuses it") \
	X(XABI_ERROR_TOO_OLD, 8, "this Xen is older than 4.14")                                    \
	X(XABI_ERROR_UNKNOWN_XEN, 9, "this Xen answers in a way that no known release does")       \
	X(XABI_ERROR_REFUSED, 10,                                                                  \
	  "the operation was carried out and refused; its status says why")                        \
	X(XABI_ERROR_RECORDING, 11,                                                                \
	  "a recording cannot be understood, or does not hold what is asked of it")                \
	X(XABI_ERROR_NO_DOMAIN, 12, "there is no such domain")                                     \
	X(XABI_ERROR_AMBIGUOUS, 13, "several domains fit what was written")                        \
	X(XABI_ERROR_TIMEOUT, 14, "what was waited for did not happen in time")                    \
	X(XABI_ERROR_NO_XENSTORE, 15,                                                              \
	  "xenstore is needed for this, and does not answer or refuses")                           \
	X(XABI_ERROR_DYING, 16, "the domain is dying: it is being taken apart")                    \
	X(XABI_ERROR_NO_OP, 17, "this Xen, or the way it was built, lacks the operation")

enum xabi_error_code {
#define XABI_ERROR_ENUM_(name, number, meaning) name = number,
	XABI_ERROR_EACH(XABI_ERROR_ENUM_)
#undef XABI_ERROR_ENUM_
};

struct xabi_error {
	int code;        /* enum xabi_error_code; 0: none */
	uint16_t status; /* XABI_STATUS_*, of a call that was carried out; 0 otherwise */
	char text[480];  /* what happened and what to do; one or two sentences, no line end */
};

struct xabi;

/*
 * Opens a route. URI:
 *	xabi:          the hypervisor below, by /dev/xen/xabi of XABI's driver (also for NULL, where that is there and works)
 *	xen:           the same by /dev/xen/privcmd (else for NULL)
 *	record:FILE    as xen:, and writes all that passes to FILE
 *	replay:FILE    a recording in place of a hypervisor; a bare name may be one of those installed
 *	host:OPTIONS   a simulated machine in this process, the same at each opening: see xabi(1)
 * 0 and a handle to close with xabi_close(), or an error code with *ret_error filled (its code is 0 on success). No hypercall is made that
 * changes anything.
 */
int xabi_open(const char *uri, struct xabi **ret_xabi, struct xabi_error *ret_error);

/* Gives everything back. A recording is complete only after that: 0, or the code of the error in *ret_error (may be
 * NULL). The handle is gone in either case. */
int xabi_close(struct xabi *xabi, struct xabi_error *ret_error);

/*
 * Carries CALL out. 0 with status ok, or again: a list that goes on behind what it counts; or an error code:
 * XABI_ERROR_NO_OP for status unknown_op, XABI_ERROR_NO_DOMAIN for no_such_domain, XABI_ERROR_REFUSED for any other, which
 * call->status then tells. Work with a cursor is done to its end, whatever that was going in.
 */
int xabi_call(struct xabi *xabi, struct xabi_call *call);

/* What went wrong last on this handle; valid until the next call on it. */
const struct xabi_error *xabi_last_error(const struct xabi *xabi);

/* "ok", "no_such_domain" ...; "unknown" for a value that this library does not know. */
const char *xabi_status_name(uint16_t status);

/*
 * The names of N domains, from xenstore. *ret_names points to N strings, NULL where a domain has no name there; one free()
 * gives all of them back. Without a xenstore that answers within two seconds all are NULL, and that is no error.
 */
int xabi_domain_names(struct xabi *xabi, size_t n, const uint16_t domid[], char ***ret_names);

/*
 * Asks a domain, through xenstore, to end: WHAT is "poweroff", "reboot", "suspend" or "halt". 0, or an error code with
 * *ret_error filled. Whether it does so is up to it: it takes the request away when it has seen it, and shuts down when it
 * is ready; a domain without drivers for that does neither.
 */
int xabi_domain_request(struct xabi *xabi, uint16_t domid, const char *what,
			struct xabi_error *ret_error);
bool xabi_domain_request_taken(struct xabi *xabi, uint16_t domid);

/* How a handle's calls are carried out. */
struct xabi_route {
	char architecture[16];   /* of the calling program: "x86_64", "arm64" */
	uint16_t major, minor;   /* the hypervisor's release */
	uint32_t sysctl_version; /* its interface version as found; 0: not asked yet */
	uint32_t domain_bytes;   /* distance of two domains in its domain list; 0: not known yet */
	uint64_t hypercalls;     /* made so far through this handle */
	uint64_t buffer_size;    /* the most bytes that a buffer of one call can have */
	char assumed[160];       /* what had to be assumed of an unknown release; "" if nothing */
};

void xabi_route(const struct xabi *xabi, struct xabi_route *ret_route);

#ifdef __cplusplus
}
#endif

#endif
