/* SPDX-License-Identifier: MIT */
/*
 * What stands between the library and a hypervisor: the kernel's device, or a file that recorded one. A port moves
 * hypercalls and xenstore requests and knows nothing of what they mean.
 */
#ifndef LIB_PORT_H
#define LIB_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/lower.h"
#include "xabi/xabi.h"

/* Types of xenstore's messages (xen/include/public/io/xs_wire.h). */
enum { XENSTORE_DIRECTORY = 1, XENSTORE_READ = 2, XENSTORE_WRITE = 11, XENSTORE_ERROR = 16 };

struct xenstore_request {
	uint32_t type;
	const char *path;
	const char *value; /* to write, NULL otherwise */
	int error;         /* an errno, 0 for success; written by the port */
	char *reply;       /* malloc()ed by the port, NUL behind it; NULL on error */
	size_t bytes;      /* of the reply */
};

struct port;

struct port_ops {
	/*
	 * Memory of at least BYTES that a hypercall can read and write: the same for every call, so what it held
	 * before is gone. 0 or an error code with *ret_error filled.
	 */
	int (*memory)(struct port *port, size_t bytes, void **ret_memory,
		      struct xabi_error *ret_error);
	/* What the hypercall returned, a negative errno if it failed. The areas lie in memory(). */
	int64_t (*hypercall)(struct port *port, const struct lower_hypercall *hypercall);
	/*
	 * Of what carries XABI itself: CALL as it is, its status and results written. The two above are then not called, and
	 * NULL. NULL: there are only hypercalls below, and calls are lowered to them.
	 */
	void (*call)(struct port *port, struct xabi_call *call);
	/* False if there is no xenstore; then the requests are untouched. */
	bool (*xenstore)(struct port *port, struct xenstore_request *requests, size_t n);
	int (*close)(struct port *port, struct xabi_error *ret_error);
};

struct port {
	const struct port_ops *ops;
	enum lower_abi abi; /* of the program that calls */
	bool dom0;          /* whether the kernel says that this is the first domain */
	bool is_kernel;     /* call(): a kernel stands between, which may refuse: */
	int failed;         /* call(): the errno with which that carried no call; 0: it did */
	bool incomplete; /* hypercall(): the port, not the hypervisor, has no answer; a recording ends here */
};

/* Openers: 0 and a port, or an error code with *ret_error filled. NAME is what follows the scheme. */
int port_host_open(const char *name, struct port **ret_port, struct xabi_error *ret_error);
int port_privcmd_open(const char *name, struct port **ret_port, struct xabi_error *ret_error);
int port_xabi_open(const char *name, struct port **ret_port, struct xabi_error *ret_error);
/* xabi: where that is there and works, else xen: */
int port_default_open(const char *name, struct port **ret_port, struct xabi_error *ret_error);
int port_record_open(const char *name, struct port **ret_port, struct xabi_error *ret_error);
int port_replay_open(const char *name, struct port **ret_port, struct xabi_error *ret_error);

/* port_privcmd.c: what the kernel says that it runs on. */
bool kernel_says_xen(void);
bool kernel_says_dom0(void);

/* Fills *ret_error and returns its code. */
int error_set(struct xabi_error *ret_error, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The word for an ABI in recordings and reports, and back (0 if it is none). */
const char *abi_name(enum lower_abi abi);
enum lower_abi abi_own(void); /* of this program */
enum lower_abi abi_of_name(const char *name);

/* The port of an open handle. */
struct port *xabi_port_(struct xabi *xabi);

/* xenstore.c: the requests over its socket or device; false if there is none that answers. */
bool xenstore_requests(struct xenstore_request *requests, size_t n);

#endif
