/* SPDX-License-Identifier: MIT */
#include "xabic/model.h"

void resolve_conditions(struct model *model)
{
	(void)model;
}
