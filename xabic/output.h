/* SPDX-License-Identifier: MIT */
/*
 * What `xabic gen` can make. An emitter reads a model without errors, appends to OUT, and cannot
 * fail.
 */
#ifndef XABIC_OUTPUT_H
#define XABIC_OUTPUT_H

#include "base/out.h"
#include "xabic/model.h"

void emit_c_header(struct model *model, struct out *out);
void emit_json(struct model *model, struct out *out);

#endif
