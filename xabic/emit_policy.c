/* SPDX-License-Identifier: MIT */
/*
 * `policy.c`: what a kernel that passes calls on for its processes goes by (codec/policy.h), of each op whom it may be about
 * and which way its buffers go. The class is in the number.
 */
#include "xabic/output.h"

#include <stdlib.h>
#include <string.h>

#include "xabic/binding.h"

/* Bits of the buffers that the op reads, or writes: the first is in slots a0 and a1. */
static unsigned int buffers(const struct decl *op, const char *way)
{
	unsigned int bits = 0;
	size_t i;

	for (i = 0; i < op->n_buffers; i++)
		if (row_is(op->buffers[i], way))
			bits |= 1u << op->buffers[i]->slot / 2;
	return bits;
}

static const char *target_of(const struct decl *op)
{
	const struct row *target = op_row(op, "target");

	if (!op->n_in || strcmp(op->in[0].name, "target") != 0)
		return "NONE";
	return target->not_self ? "OTHERS" : "ANY";
}

static int compare_ops(const void *a, const void *b)
{
	return (int)(*(const struct decl *const *)a)->number -
	       (int)(*(const struct decl *const *)b)->number;
}

void emit_policy(struct model *model, struct out *out)
{
	const struct decl **ops = arena_alloc(&model->arena, (model->n_ops + 1) * sizeof(*ops));
	const struct decl *op;
	size_t i;

	for (i = 0; i < model->n_ops; i++)
		ops[i] = model->ops[i];
	qsort(ops, model->n_ops, sizeof(*ops), compare_ops);

	out_printf(out,
		   "/* SPDX-License-Identifier: MIT */\n/* %s */\n"
		   "#include \"codec/policy.h\"\n\nconst struct policy_op policy_ops[] = {\n",
		   made_by(model, "policy"));
	for (i = 0; i < model->n_ops; i++) {
		op = ops[i];
		out_printf(out, "\t{ \"%s.%s\", 0x%04x, POLICY_TARGET_%s, 0x%x, 0x%x },\n",
			   op->extension->name.text, op->name.text, op->number, target_of(op),
			   buffers(op, "reads"), buffers(op, "writes"));
	}
	out_printf(out, "};\n\nconst uint16_t policy_n_ops = %zu;\n", model->n_ops);
}
