/* SPDX-License-Identifier: MIT */
/*
 * xenstore's wire protocol (docs/misc/xenstore.txt, xen/include/public/io/xs_wire.h in Xen): a header, then a payload of
 * at most 4096 bytes, each way. Over a socket many requests may be under way at once; over the kernel's device each
 * write is one request.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/port.h"

#define PATIENCE_MS 2000 /* a dom0 without xenstored has the device, but nobody answers on it */
#define WINDOW      64   /* requests under way; their answers fit any socket's buffer */
#define PAYLOAD_MAX 4096

struct message {
	uint32_t type;
	uint32_t request;
	uint32_t transaction;
	uint32_t bytes;
};

/* The words in which xenstored answers XS_ERROR that matter here. */
static const struct {
	const char *word;
	int number;
} errors[] = {
	{ "ENOENT", ENOENT },
	{ "EACCES", EACCES },
	{ "EPERM", EPERM },
	{ "E2BIG", E2BIG },
};

static int connect_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	memcpy(address.sun_path, path, strlen(path));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static int connect_any(size_t *ret_window)
{
	int fd = connect_socket("/run/xenstored/socket");

	if (fd < 0)
		fd = connect_socket("/var/run/xenstored/socket");
	*ret_window = WINDOW;
	if (fd >= 0)
		return fd;
	*ret_window = 1;
	return open("/dev/xen/xenbus", O_RDWR | O_CLOEXEC | O_NONBLOCK);
}

static bool wait_for(int fd, short events)
{
	struct pollfd wait = { .fd = fd, .events = events };
	int ready;

	do {
		ready = poll(&wait, 1, PATIENCE_MS);
	} while (ready < 0 && errno == EINTR);
	return ready > 0;
}

static bool write_all(int fd, const char *data, size_t bytes)
{
	ssize_t put;

	while (bytes) {
		put = write(fd, data, bytes);
		if (put < 0 && errno == EAGAIN && wait_for(fd, POLLOUT))
			continue;
		if (put < 0 && errno != EINTR)
			return false;
		data += put > 0 ? put : 0;
		bytes -= put > 0 ? (size_t)put : 0;
	}
	return true;
}

/* Answers come through one buffer, so that many of them cost one system call. */
struct reader {
	int fd;
	size_t from, to;
	char data[16 * 1024];
};

static bool read_all(struct reader *reader, char *to, size_t bytes)
{
	ssize_t got;
	size_t part;

	while (bytes) {
		if (reader->from == reader->to) {
			if (!wait_for(reader->fd, POLLIN))
				return false;
			got = read(reader->fd, reader->data, sizeof(reader->data));
			if (got < 0 && (errno == EINTR || errno == EAGAIN))
				continue;
			if (got <= 0)
				return false;
			reader->from = 0;
			reader->to = (size_t)got;
		}
		part = reader->to - reader->from < bytes ? reader->to - reader->from : bytes;
		memcpy(to, reader->data + reader->from, part);
		reader->from += part;
		to += part;
		bytes -= part;
	}
	return true;
}

/* One request as it goes over the wire, into DATA. Its bytes; 0 if it is longer than there is room for. */
static size_t pack_request(const struct xenstore_request *request, uint32_t number, char *data,
			   size_t room)
{
	size_t path = strlen(request->path) + 1,
	       value = request->value ? strlen(request->value) : 0;
	struct message header = { .type = request->type,
				  .request = number,
				  .bytes = (uint32_t)(path + value) };

	if (sizeof(header) + path + value > room)
		return 0;
	memcpy(data, &header, sizeof(header));
	memcpy(data + sizeof(header), request->path, path);
	if (value)
		memcpy(data + sizeof(header) + path, request->value, value);
	return sizeof(header) + path + value;
}

static bool send_requests(int fd, const struct xenstore_request *requests, size_t n)
{
	char data[WINDOW * 128];
	size_t used = 0, i, bytes;

	for (i = 0; i < n; i++) {
		bytes = pack_request(&requests[i], (uint32_t)i, data + used, sizeof(data) - used);
		if (!bytes && used) {
			if (!write_all(fd, data, used))
				return false;
			used = 0;
			bytes = pack_request(&requests[i], (uint32_t)i, data, sizeof(data));
		}
		if (!bytes)
			return false;
		used += bytes;
	}
	return write_all(fd, data, used);
}

static bool read_reply(struct reader *reader, struct xenstore_request *requests, size_t n)
{
	struct xenstore_request *request;
	struct message header;
	char *text;
	size_t i;

	if (!read_all(reader, (char *)&header, sizeof(header)) || header.bytes > PAYLOAD_MAX ||
	    header.request >= n)
		return false;
	request = &requests[header.request];
	text = calloc(1, header.bytes + 1);
	if (!text || request->reply || !read_all(reader, text, header.bytes)) {
		free(text);
		return false;
	}
	if (header.type != XENSTORE_ERROR) {
		request->reply = text;
		request->bytes = header.bytes;
		return true;
	}
	request->error = EIO;
	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(text, errors[i].word) == 0)
			request->error = errors[i].number;
	free(text);
	return true;
}

bool xenstore_requests(struct xenstore_request *requests, size_t n)
{
	struct reader reader = { 0 };
	size_t window, at, part, i;
	bool good = true;

	reader.fd = connect_any(&window);
	if (reader.fd < 0)
		return false;
	for (at = 0; good && at < n; at += part) {
		part = n - at < window ? n - at : window;
		good = send_requests(reader.fd, requests + at, part);
		for (i = 0; good && i < part; i++)
			good = read_reply(&reader, requests + at, part);
	}
	close(reader.fd);
	for (i = 0; !good && i < n; i++) {
		free(requests[i].reply);
		requests[i].reply = NULL;
	}
	return good;
}
