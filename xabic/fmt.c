/* SPDX-License-Identifier: MIT */
#include "xabic/fmt.h"

bool fmt_files(struct model *model, char **paths, size_t n_paths, bool check)
{
	return model && paths && n_paths && check;
}
