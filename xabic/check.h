/* SPDX-License-Identifier: MIT */
/* The checks of a model whose names are resolved; each looks at one declaration of any kind. */
#ifndef XABIC_CHECK_H
#define XABIC_CHECK_H

#include "xabic/model.h"

/* One of the tables of check.c and lint.c; RUN is NULL where an earlier step reports it. */
struct check {
	const char *name;
	void (*run)(struct model *model, struct decl *decl);
	const char *explain;
};

extern const struct check lints[];
extern const size_t n_lints;

/* Says on stdout what could be better in a model without errors; WITHOUT has a truth for each lint. */
void lint_model(struct model *model, const bool *without);

/* Those that look at conditions: conditions.c. */
void check_unreachable(struct model *model, struct decl *decl);
void check_never(struct model *model, struct decl *decl);
void check_always(struct model *model, struct decl *decl);
void check_common(struct model *model, struct decl *decl);

/* Those that look at registers: machine.c. */
void check_slot_registers(struct model *model, struct decl *decl);
void check_register_twice(struct model *model, struct decl *decl);
void check_register_value(struct model *model, struct decl *decl);

/* Does the condition look at the state of a resource (decided under the provider's lock)? */
bool atom_is_of_state(const struct model *model, const struct decl *op, const struct atom *atom);

/* Is that one of the names behind `is`, `has` or `lacks`? */
bool atom_names(const struct atom *atom, const char *name);

/*
 * Generated for every op alike, in this order, and never in one's own failures; behind them comes
 * the target rule: docs/rules.md P6.2.
 */
extern const char *const common_failures[];
extern const size_t n_common_failures;

/* Is it a status that every op alike may give before it looks at its own conditions? */
bool is_common_failure(const char *status);

/* No two macros of the C header may have one name: emit_c_header.c. */
void check_c_names(struct model *model, struct decl *decl);

/* Tells on stdout about a check, a lint, a head, row or mark, or lists them for NULL. False: no such name. */
bool explain(const char *name);

/* The level of every change of every head, row and mark, on stdout. */
void explain_levels(void);

#endif
