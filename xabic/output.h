/* SPDX-License-Identifier: MIT */
/*
 * What `xabic gen` can make. An emitter reads a model without errors, appends to OUT, and cannot
 * fail.
 */
#ifndef XABIC_OUTPUT_H
#define XABIC_OUTPUT_H

#include "base/out.h"
#include "xabic/model.h"

struct output {
	const char *name;
	const char *file; /* what `gen all` calls it */
	void (*emit)(struct model *model, struct out *out);
	const char *explain;
};

extern const struct output outputs[];
extern const size_t n_outputs;

void emit_c_header(struct model *model, struct out *out);
void emit_cases(struct model *model, struct out *out);
void emit_fixtures(struct model *model, struct out *out);
void emit_guest_stubs(struct model *model, struct out *out);
void emit_user_stubs(struct model *model, struct out *out);
void emit_trace(struct model *model, struct out *out);
void emit_rust(struct model *model, struct out *out);
void emit_python(struct model *model, struct out *out);
void emit_json(struct model *model, struct out *out);
void emit_provider(struct model *model, struct out *out);
void emit_provider_header(struct model *model, struct out *out);
void emit_provider_tables(struct model *model, struct out *out);
void emit_policy(struct model *model, struct out *out);
void emit_man(struct model *model, struct out *out);
void emit_xref(struct model *model, struct out *out);

#endif
