/* SPDX-License-Identifier: MIT */
/*
 * A frozen spec: all its files in canonical form as one text, which is a spec again and makes the same
 * outputs. Its fingerprint is the SHA-256 of the text without the lines that start with '#'.
 */
#ifndef XABIC_FREEZE_H
#define XABIC_FREEZE_H

#include "base/out.h"
#include "base/sha256.h"
#include "xabic/model.h"

/* Of a model without errors, frozen or not. */
void fingerprint(struct model *model, struct sha256 *ret_digest);

/* Appends the frozen text. */
void freeze(struct model *model, struct out *out);

/* Reports an error where the model's one file is not, byte for byte, what freeze() makes of it. */
void check_frozen(struct model *model);

#endif
