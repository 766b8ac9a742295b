/* SPDX-License-Identifier: MIT */
/*
 * The extension `base` where XABI is carried out by older calls: it is about the way there, so whoever lowers answers, by the
 * tables that a provider has (provider/core/probe.h). Freestanding.
 */
#ifndef CODEC_BASE_H
#define CODEC_BASE_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/lower.h"
#include "xabi/call.h"

/* The ops that can be lowered to what HOST has: sets their bits in MASK, of XABI_MASK_BYTES. */
void base_surface(const struct lower_host *host, uint8_t *mask);

/*
 * Answers an op of extension base; false: it is none. MASK: what base_surface() found;
 * BUFFER_SIZE: the most bytes that a buffer can have. Buffers are memory that can be written.
 */
bool base_answer(const uint8_t *mask, uint64_t buffer_size, struct xabi_call *call);

#endif
