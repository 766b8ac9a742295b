/* SPDX-License-Identifier: MIT */
#include "xabic/output.h"

void emit_json(struct model *model, struct out *out)
{
	(void)model;
	out_text(out, "{}\n");
}
