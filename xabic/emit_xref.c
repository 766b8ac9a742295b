/* SPDX-License-Identifier: MIT */
/* Calls of the old ABI in the order of their names, each with the ops that do its work; and back. */
#include "xabic/output.h"

#include <stdlib.h>
#include <string.h>

struct pair {
	const char *old; /* "": the op has none */
	const struct decl *op;
};

static int compare_pairs(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;
	int order = strcmp(a->old, b->old);

	return order ? order : (a->op->number > b->op->number) - (a->op->number < b->op->number);
}

void emit_xref(struct model *model, struct out *out)
{
	struct pair *pairs = NULL, *pair;
	const struct row *was;
	size_t n_pairs = 0, i, j;

	for (i = 0; i < model->n_ops; i++) {
		was = op_row(model->ops[i], "was");
		for (j = 0; j < (was ? was->n_paths : 1); j++) {
			pair = arena_push(&model->arena, pairs, n_pairs);
			pair->old = was ? path_text(&model->arena, &was->paths[j]) : "";
			pair->op = model->ops[i];
		}
	}
	out_text(out, "# SPDX-License-Identifier: MIT\n");
	out_printf(out, "# Made by `xabic gen xref` from %s; not for editing.\n",
		   model_sources(model));
	out_text(out, "# Old call, and the operation that does its work.\n");
	if (n_pairs)
		qsort(pairs, n_pairs, sizeof(*pairs), compare_pairs);
	for (i = 0; i < n_pairs; i++) {
		if (*pairs[i].old)
			out_printf(out, "%-48s %s.%s\n", pairs[i].old,
				   pairs[i].op->extension->name.text, pairs[i].op->name.text);
	}
	out_text(out, "\n# Operation, and the old calls whose work it does; - is none.\n");
	for (i = 0; i < model->n_ops; i++) {
		const char *name =
			arena_printf(&model->arena, "%s.%s", model->ops[i]->extension->name.text,
				     model->ops[i]->name.text);

		was = op_row(model->ops[i], "was");
		out_printf(out, "%-24s", name);
		for (j = 0; was && j < was->n_paths; j++)
			out_printf(out, " %s", path_text(&model->arena, &was->paths[j]));
		out_text(out, was ? "\n" : " -\n");
	}
}
