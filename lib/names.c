/* SPDX-License-Identifier: MIT */
/* Names of domains. They are xenstore's business, not Xen's, so no XABI op tells them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/port.h"

#define PATH_MAX_BYTES sizeof("/local/domain/65535/name")

struct wanted {
	struct xenstore_request *requests;
	char (*paths)[PATH_MAX_BYTES];
	size_t *index; /* of the domain that request i is for */
	size_t n;
};

static int wanted_init(struct wanted *wanted, size_t n)
{
	wanted->requests = calloc(n, sizeof(*wanted->requests));
	wanted->paths = calloc(n, sizeof(*wanted->paths));
	wanted->index = calloc(n, sizeof(*wanted->index));
	wanted->n = 0;
	return wanted->requests && wanted->paths && wanted->index ? 0 : ENOMEM;
}

static void wanted_release(struct wanted *wanted)
{
	size_t i;

	for (i = 0; i < wanted->n; i++)
		free(wanted->requests[i].reply);
	free(wanted->requests);
	free(wanted->paths);
	free(wanted->index);
}

static void want(struct wanted *wanted, size_t index, uint16_t domid)
{
	snprintf(wanted->paths[wanted->n], PATH_MAX_BYTES, "/local/domain/%u/name", domid);
	wanted->requests[wanted->n] = (struct xenstore_request){ .type = XENSTORE_READ,
								 .path = wanted->paths[wanted->n] };
	wanted->index[wanted->n++] = index;
}

/* The domids that a directory's reply lists, names with a NUL behind each: a bit each. */
static void read_directory(const struct xenstore_request *directory, uint8_t ret_listed[8192])
{
	const char *at = directory->reply, *end = directory->reply + directory->bytes;
	unsigned long domid;

	for (; at < end; at += strlen(at) + 1) {
		domid = strtoul(at, NULL, 10);
		if (domid <= UINT16_MAX)
			ret_listed[domid / 8] |= (uint8_t)(1u << domid % 8);
	}
}

/*
 * Asks for the names of those domains that have an entry at all: one question spares one for every domain without. A
 * host with so many domains that their list does not fit one reply is asked for each.
 */
static void ask(struct port *port, size_t n, const uint16_t domid[], struct wanted *wanted)
{
	struct xenstore_request directory = { .type = XENSTORE_DIRECTORY, .path = "/local/domain" };
	bool there = port->ops->xenstore(port, &directory, 1);
	uint8_t listed[8192] = { 0 };
	size_t i;

	if (directory.reply)
		read_directory(&directory, listed);
	for (i = 0; there && i < n; i++)
		if (!directory.reply || listed[domid[i] / 8] & 1u << domid[i] % 8)
			want(wanted, i, domid[i]);
	free(directory.reply);
	if (wanted->n)
		port->ops->xenstore(port, wanted->requests, wanted->n);
}

/* One block: N pointers, then the strings. */
static char **pack(size_t n, const struct wanted *wanted)
{
	size_t bytes = (n + !n) * sizeof(char *), i;
	char **names, *text;

	for (i = 0; i < wanted->n; i++)
		bytes += wanted->requests[i].reply ? wanted->requests[i].bytes + 1 : 0;
	names = calloc(1, bytes);
	if (!names)
		return NULL;
	text = (char *)(names + n + !n);
	for (i = 0; i < wanted->n; i++) {
		if (!wanted->requests[i].reply)
			continue;
		names[wanted->index[i]] = text;
		memcpy(text, wanted->requests[i].reply, wanted->requests[i].bytes + 1);
		text += wanted->requests[i].bytes + 1;
	}
	return names;
}

int xabi_domain_names(struct xabi *xabi, size_t n, const uint16_t domid[], char ***ret_names)
{
	struct wanted wanted = { 0 };
	char **names = NULL;

	if (wanted_init(&wanted, n + !n) == 0) {
		ask(xabi_port_(xabi), n, domid, &wanted);
		names = pack(n, &wanted);
	}
	wanted_release(&wanted);
	if (!names)
		return XABI_ERROR_SYSTEM;
	*ret_names = names;
	return 0;
}

/* The node by which a toolstack asks a domain to end (docs/misc/xenstore-paths.pandoc in Xen). */
static struct xenstore_request control_request(uint16_t domid, char path[64])
{
	snprintf(path, 64, "/local/domain/%u/control/shutdown", domid);
	return (struct xenstore_request){ .path = path };
}

int xabi_domain_request(struct xabi *xabi, uint16_t domid, const char *what,
			struct xabi_error *ret_error)
{
	struct port *port = xabi_port_(xabi);
	char path[64];
	struct xenstore_request request = control_request(domid, path);

	request.type = XENSTORE_WRITE;
	request.value = what;
	if (!port->ops->xenstore(port, &request, 1))
		return error_set(
			ret_error, XABI_ERROR_NO_XENSTORE,
			"xenstore does not answer, and only through it can a domain be asked to %s: start "
			"xenstored, or end the domain at once (xabi destroy)",
			what);
	free(request.reply);
	if (request.error)
		return error_set(ret_error, XABI_ERROR_NO_XENSTORE,
				 "xenstore refuses to pass '%s' on to domain %u: %s", what, domid,
				 strerror(request.error));
	return 0;
}

bool xabi_domain_request_taken(struct xabi *xabi, uint16_t domid)
{
	struct port *port = xabi_port_(xabi);
	char path[64];
	struct xenstore_request request = control_request(domid, path);
	bool taken;

	request.type = XENSTORE_READ;
	if (!port->ops->xenstore(port, &request, 1))
		return false;
	taken = request.error || request.bytes == 0;
	free(request.reply);
	return taken;
}
