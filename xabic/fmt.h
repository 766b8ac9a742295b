/* SPDX-License-Identifier: MIT */
#ifndef XABIC_FMT_H
#define XABIC_FMT_H

#include "xabic/model.h"

/*
 * Puts the files into canonical form in place, or with CHECK names on stdout those that are not in
 * it. False: some file has errors (then nothing is written), cannot be written, or is not
 * canonical.
 */
bool fmt_files(struct model *model, char **paths, size_t n_paths, bool check);

#endif
