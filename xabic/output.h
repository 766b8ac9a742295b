/* SPDX-License-Identifier: MIT */
/* What `xabic gen` can make. An emitter reads a model without errors, appends to OUT, and cannot fail. */
#ifndef XABIC_OUTPUT_H
#define XABIC_OUTPUT_H

#include "base/out.h"
#include "xabic/model.h"

void emit_c_header(struct model *model, struct out *out);
void emit_json(struct model *model, struct out *out);

/* "base.xabi domain.xabi host.xabi": the model's files, for the line that says where an output comes from. */
const char *output_sources(struct model *model);

#endif
