/* SPDX-License-Identifier: MIT */
/* The checks of a model whose names are resolved; each looks at one declaration of any kind. */
#ifndef XABIC_CHECK_H
#define XABIC_CHECK_H

#include "xabic/model.h"

/* Those that look at conditions: conditions.c. */
void check_unreachable(struct model *model, struct decl *decl);
void check_never(struct model *model, struct decl *decl);
void check_always(struct model *model, struct decl *decl);
void check_common(struct model *model, struct decl *decl);

/* Does the condition look at the state of a resource (decided under the provider's lock)? */
bool atom_is_of_state(const struct model *model, const struct decl *op, const struct atom *atom);

/* No two macros of the C header may have one name: emit_c_header.c. */
void check_c_names(struct model *model, struct decl *decl);

/* Tells on stdout about a check, head, row or mark, or lists them for NULL. False: no such name. */
bool explain(const char *name);

#endif
