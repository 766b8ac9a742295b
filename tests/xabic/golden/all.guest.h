/* SPDX-License-Identifier: MIT */
/*
 * Made by `xabic gen guest-stubs` from all.xabi more.xabi; not for editing.
 *
 * Each operation as a function for guests: freestanding C99 for gcc and clang. It returns a status,
 * XABI_STATUS_..., or XABI_GUEST_ABSENT where nothing answers that knows XABI; results mean nothing
 * then.
 *
 * A buffer is its guest-physical address and bytes (of a PV guest, its virtual address). Results
 * (ret_) are written on success only, but `done`, which says how many elements are; where one is not
 * wanted, NULL does. Operations with slices go on until they are done; with a cursor (first 0; else
 * NULL) it is one slice, which wants another where the status is `again`. A list (results of
 * elements, nothing read) does not go on by itself.
 *
 * What carries a call out is XABI_GUEST_CALL(struct xabi_call *), a function or macro that returns the
 * status. Define it before this header to one of the xabi_guest_..._...() below, or to something else,
 * a test's for instance; where an architecture has one way only it is that by itself. Which slot or
 * field was refused is in r3: who wants it fills a struct xabi_call and uses XABI_GUEST_CALL() itself.
 */
#ifndef XABI_GUEST_H
#define XABI_GUEST_H

#include "xabi/guest_call.h"

#if defined(__x86_64__)

/* Transport trap. Registers, constants, and what is kept. */
static inline __attribute__((__always_inline__)) uint16_t
xabi_guest_trap_vmcall(struct xabi_call *call)
{
	register uint64_t rax __asm__("rax") = UINT32_C(0x58410000) | call->op;
	register uint64_t r10 __asm__("r10") = UINT64_C(0xffffffffffffffff);
	register uint64_t rcx __asm__("rcx") = UINT64_C(0x3);
	register uint64_t rdi __asm__("rdi") = call->in[0];
	register uint64_t rsi __asm__("rsi") = call->in[1];
	register uint64_t rdx __asm__("rdx") = call->in[2];
	register uint64_t r8 __asm__("r8") = call->in[3];
	register uint64_t r9 __asm__("r9") = call->in[4];
	register uint64_t rbx __asm__("rbx") = call->in[5];

	__asm__ __volatile__("vmcall"
		: "+r"(r10), "+r"(rcx), "+r"(rdi), "+r"(rsi), "+r"(rdx), "+r"(r8)
		: "r"(rax), "r"(r9), "r"(rbx)
		: "memory");
	call->out[0] = rdi;
	call->out[1] = rsi;
	call->out[2] = rdx;
	call->out[3] = r8;
	call->status = xabi_guest_status(r10);
	return call->status;
}

/* Transport trap. Registers, constants, and what is kept. */
static inline __attribute__((__always_inline__)) uint16_t
xabi_guest_trap_vmmcall(struct xabi_call *call)
{
	register uint64_t rax __asm__("rax") = UINT32_C(0x58410000) | call->op;
	register uint64_t r10 __asm__("r10") = UINT64_C(0xffffffffffffffff);
	register uint64_t rcx __asm__("rcx") = UINT64_C(0x3);
	register uint64_t rdi __asm__("rdi") = call->in[0];
	register uint64_t rsi __asm__("rsi") = call->in[1];
	register uint64_t rdx __asm__("rdx") = call->in[2];
	register uint64_t r8 __asm__("r8") = call->in[3];
	register uint64_t r9 __asm__("r9") = call->in[4];
	register uint64_t rbx __asm__("rbx") = call->in[5];

	__asm__ __volatile__("vmmcall"
		: "+r"(r10), "+r"(rcx), "+r"(rdi), "+r"(rsi), "+r"(rdx), "+r"(r8)
		: "r"(rax), "r"(r9), "r"(rbx)
		: "memory");
	call->out[0] = rdi;
	call->out[1] = rsi;
	call->out[2] = rdx;
	call->out[3] = r8;
	call->status = xabi_guest_status(r10);
	return call->status;
}

#endif

#if defined(__arm__)

#endif

#ifndef XABI_GUEST_CALL
#error "define XABI_GUEST_CALL: how a call gets out of this guest"
#endif

/*
 * Who answers. A long doc is broken into lines, here and in the C header, where the line would
 * have more than 100 columns: this one is.
 */
static inline uint16_t xabi_base_about(uint64_t *ret_wide_one, uint32_t *ret_level,
		int32_t *ret_another)
{
	struct xabi_call call = { XABI_OP_BASE_ABOUT, 0, 0, { 0 }, { 0 } };
	uint16_t status = XABI_GUEST_CALL(&call);

	if (status == XABI_STATUS_OK && ret_wide_one)
		*ret_wide_one = (uint64_t)call.out[0];
	if (status == XABI_STATUS_OK && ret_level)
		*ret_level = (uint32_t)call.out[1];
	if (status == XABI_STATUS_OK && ret_another)
		*ret_another = (int32_t)call.out[3];
	return status;
}

/*
 * Maps pages: growing elements, and done instead of a cursor. Fails: no_such_domain, wrong_port,
 * read_only.
 */
static inline uint16_t xabi_memory_map(uint64_t list, uint64_t list_bytes, uint64_t made,
		uint64_t made_bytes, uint32_t *ret_done)
{
	uint32_t done = 0;
	uint16_t status;

	do {
		struct xabi_call call = { XABI_OP_MEMORY_MAP, 0, 0, { sizeof(struct xabi_page_info),
			0, list + done * sizeof(struct xabi_page_info),
			list_bytes - done * sizeof(struct xabi_page_info),
			made + done * sizeof(struct xabi_range),
			made_bytes - done * sizeof(struct xabi_range) }, { 0 } };

		status = XABI_GUEST_CALL(&call);
		done = (uint32_t)(done + call.out[0]);
	} while (status == XABI_STATUS_AGAIN);
	if (ret_done)
		*ret_done = done;
	return status;
}

/* Consumes. Fails: wrong_port. */
static inline uint16_t xabi_memory_drop(uint16_t target, uint32_t port, int32_t by)
{
	struct xabi_call call = { XABI_OP_MEMORY_DROP, 0, 0, { target, port, (uint32_t)by }, { 0 } };

	return XABI_GUEST_CALL(&call);
}

/* Backs a range. Fails: bad_range, wrong_port, read_only, no_such_domain, no_room. */
static inline uint16_t xabi_memory_populate(uint16_t target, uint64_t at, uint64_t size,
		uint32_t mode, uint32_t how)
{
	struct xabi_call call = { XABI_OP_MEMORY_POPULATE, 0, 0, { target, at, size, mode, how,
		0 }, { 0 } };

	return XABI_GUEST_CALL(&call);
}

/* Elements without done have a cursor. Fails: wrong_port. */
static inline uint16_t xabi_memory_walk(uint64_t ports, uint64_t ports_bytes, uint64_t *cursor)
{
	uint64_t here = cursor ? *cursor : 0;
	uint16_t status;

	do {
		struct xabi_call call = { XABI_OP_MEMORY_WALK, 0, 0, { here, 0, 0, 0, ports,
			ports_bytes }, { 0 } };

		status = XABI_GUEST_CALL(&call);
		here = call.out[0];
	} while (!cursor && status == XABI_STATUS_AGAIN);
	if (cursor)
		*cursor = here;
	return status;
}

/* Three buffers fill all slots, so no target. */
static inline uint16_t xabi_device_three(uint64_t from, uint64_t from_bytes, uint64_t list,
		uint64_t list_bytes, uint64_t to, uint64_t to_bytes, uint32_t *ret_done)
{
	uint32_t done = 0;
	uint16_t status;

	do {
		struct xabi_call call = { XABI_OP_DEVICE_THREE, 0, 0, { from, from_bytes,
			list + done * sizeof(uint32_t), list_bytes - done * sizeof(uint32_t),
			to + done * sizeof(struct xabi_range),
			to_bytes - done * sizeof(struct xabi_range) }, { 0 } };

		status = XABI_GUEST_CALL(&call);
		done = (uint32_t)(done + call.out[0]);
	} while (status == XABI_STATUS_AGAIN);
	if (ret_done)
		*ret_done = done;
	return status;
}

/* Bytes and a growing struct, each with its needed size; both before the cursor. */
static inline uint16_t xabi_device_text(uint16_t target, uint64_t text, uint64_t text_bytes,
		uint64_t info, uint64_t info_bytes, uint64_t *cursor, uint32_t *ret_made,
		uint64_t *ret_text_needed, uint64_t *ret_info_needed)
{
	uint64_t here = cursor ? *cursor : 0;
	uint16_t status;

	do {
		struct xabi_call call = { XABI_OP_DEVICE_TEXT, 0, 0, { target, here, text,
			text_bytes, info, info_bytes }, { 0 } };

		status = XABI_GUEST_CALL(&call);
		if (status == XABI_STATUS_OK && ret_made)
			*ret_made = (uint32_t)call.out[0];
		if (status == XABI_STATUS_OK && ret_text_needed)
			*ret_text_needed = (uint64_t)call.out[1];
		if (status == XABI_STATUS_OK && ret_info_needed)
			*ret_info_needed = (uint64_t)call.out[2];
		here = call.out[3];
	} while (!cursor && status == XABI_STATUS_AGAIN);
	if (cursor)
		*cursor = here;
	return status;
}

#endif
