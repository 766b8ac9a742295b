/* SPDX-License-Identifier: MIT */
/*
 * The library's interface, as Xen's tools/include/xencall.h declares it since 4.7; here with plain types, so that neither
 * Xen's headers nor its logging library are needed.
 */
#ifndef BRIDGE_XENCALL_H
#define BRIDGE_XENCALL_H

#include <stddef.h>
#include <stdint.h>

struct xencall_handle;

struct xencall_handle *xencall_open(void *logger, unsigned int flags);
int xencall_close(struct xencall_handle *handle);
int xencall_fd(struct xencall_handle *handle);
int xencall0(struct xencall_handle *handle, unsigned int op);
int xencall1(struct xencall_handle *handle, unsigned int op, uint64_t a);
int xencall2(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b);
long xencall2L(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b);
int xencall3(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b, uint64_t c);
int xencall4(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b, uint64_t c,
	     uint64_t d);
int xencall5(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b, uint64_t c,
	     uint64_t d, uint64_t e);
int xencall6(struct xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b, uint64_t c,
	     uint64_t d, uint64_t e, uint64_t f);
int xencall_buffers_never_fault(struct xencall_handle *handle);
void *xencall_alloc_buffer_pages(struct xencall_handle *handle, size_t pages);
void xencall_free_buffer_pages(struct xencall_handle *handle, void *memory, size_t pages);
void *xencall_alloc_buffer(struct xencall_handle *handle, size_t bytes);
void xencall_free_buffer(struct xencall_handle *handle, void *memory);

#endif
