/* SPDX-License-Identifier: MIT */
#ifndef XABIC_FMT_H
#define XABIC_FMT_H

#include "base/out.h"
#include "xabic/model.h"

/*
 * Puts the files into canonical form in place, or with CHECK names on stdout those that are not in
 * it. False: some file has errors (then nothing is written), cannot be written, or is not
 * canonical.
 */
bool fmt_files(struct model *model, char **paths, size_t n_paths, bool check);

/*
 * The first line of a declaration in canonical form, "op send = 1 since 0.1"; a row on one line,
 * without its keyword and doc, "wrong_port when port is free".
 */
const char *decl_text(struct arena *arena, const struct decl *decl);
const char *row_text(struct arena *arena, const struct row *row);

/* Appends all files as one text in canonical form, without comments. */
void fmt_bare(struct model *model, struct out *out);

#endif
