/* SPDX-License-Identifier: MIT */
/*
 * The conformance suite: tables of conformance/case.h, and the header with a fixture's two functions
 * for each resource, so that a resource without its fixture does not link.
 */
#include "xabic/output.h"

#include <inttypes.h>

#include "xabic/cases.h"
#include "xabic/names.h"

static void emit_head(struct model *model, struct out *out, const char *name)
{
	out_printf(out,
		   "/* SPDX-License-Identifier: MIT */\n"
		   "/* Made by `xabic gen %s` from %s; not for editing. */\n",
		   name, model_sources(model));
}

static void emit_op(struct out *out, const struct case_op *op)
{
	const struct case_buffer *buffer;
	unsigned int i;

	out_printf(out,
		   "\t{ \"%s\", 0x%04x, %u, { %u, %u, %u, %u }, %u, %u, %u, %u, %u, %u, %u,\n\t  {",
		   op->name, op->number, op->n_out, op->out_size[0], op->out_size[1],
		   op->out_size[2], op->out_size[3], op->each, op->cursor, op->next, op->done,
		   op->not_self, op->sliced, op->n_buffers);
	for (i = 0; i < CASE_BUFFERS; i++) {
		buffer = &op->buffers[i];
		out_printf(out, " { %u, %u, %u, %u, %u, %u, %u, %u, %u },", buffer->slot,
			   buffer->writes, buffer->open, buffer->grows, buffer->like,
			   buffer->needed, buffer->element, buffer->first_pad, buffer->n_pads);
	}
	out_printf(out, " }, %u, %u, %u, %u, %u, %u },\n", op->first_base, op->n_base,
		   op->first_then, op->n_then, op->first_status, op->n_statuses);
}

static void emit_set(struct out *out, const struct case_set *set)
{
	out_printf(out,
		   "\t{ %u, %u, %u, %u, %u, %u, %u, %u, %u, %u, %u, %u, %d, UINT64_C(0x%" PRIx64
		   ") },\n",
		   set->place, set->how, set->at, set->size, set->offset, set->resource, set->state,
		   set->of_place, set->of_at, set->of_size, set->of_offset, set->limit,
		   set->granules, set->number);
}

static void emit_resources(struct out *out, const struct cases *cases)
{
	const struct decl *decl;
	size_t i, j;

	for (i = 0; i < cases->n_resources; i++) {
		decl = cases->resources[i];
		out_printf(out, "static const char *const states_%s[] = {", decl->name.text);
		for (j = 0; j < decl->n_rows; j++)
			out_printf(out, " \"%s\",", decl->rows[j].name.text);
		out_text(out, " };\n");
	}
	out_text(out, "\nconst struct case_resource case_resources[] = {\n");
	for (i = 0; i < cases->n_resources; i++)
		out_printf(out, "\t{ \"%s\", make_%s, observe_%s, states_%s, %zu },\n",
			   cases->resources[i]->name.text, cases->resources[i]->name.text,
			   cases->resources[i]->name.text, cases->resources[i]->name.text,
			   cases->resources[i]->n_rows);
	out_printf(out, "};\nconst unsigned int n_case_resources = %zu;\n", cases->n_resources);
}

void emit_cases(struct model *model, struct out *out)
{
	struct cases cases;
	size_t i;

	cases_make(model, &cases);
	emit_head(model, out, "cases");
	out_text(out, "#include \"conformance/case.h\"\n#include \"fixtures.h\"\n\n");
	emit_resources(out, &cases);
	out_text(out, "\nconst struct case_op case_ops[] = {\n");
	for (i = 0; i < cases.n_ops; i++)
		emit_op(out, &cases.ops[i]);
	out_printf(out, "};\nconst unsigned int n_case_ops = %zu;\n", cases.n_ops);
	out_text(out, "\nconst struct case_row case_rows[] = {\n");
	for (i = 0; i < cases.n_rows; i++)
		out_printf(out, "\t{ \"%s\", %u, %u, %u, %u, %u, %u, %u, %u, %u, %u },\n",
			   cases.rows[i].name, cases.rows[i].op, cases.rows[i].expect,
			   cases.rows[i].status, cases.rows[i].which, cases.rows[i].elements,
			   cases.rows[i].element, cases.rows[i].shift, cases.rows[i].longer,
			   cases.rows[i].n_sets, cases.rows[i].first_set);
	out_printf(out, "\t{ 0 },\n};\nconst unsigned int n_case_rows = %zu;\n", cases.n_rows);
	out_text(out, "\nconst struct case_set case_sets[] = {\n");
	for (i = 0; i < cases.n_sets; i++)
		emit_set(out, &cases.sets[i]);
	out_text(out, "\t{ 0 },\n};\n\nconst struct case_pad case_pads[] = {\n");
	for (i = 0; i < cases.n_pads; i++)
		out_printf(out, "\t{ %u, %u },\n", cases.pads[i].offset, cases.pads[i].size);
	/* No table is empty. */
	out_text(out, "\t{ 0, 0 },\n};\n\nconst uint16_t case_statuses[] = {");
	for (i = 0; i < cases.n_statuses; i++)
		out_printf(out, "%s%u,", i % 16 ? " " : "\n\t", cases.statuses[i]);
	out_text(out, "\n\t0,\n};\n\nconst struct case_gap case_gaps[] = {\n");
	for (i = 0; i < cases.n_gaps; i++)
		out_printf(out, "\t{ \"%s\", \"%s\", %u },\n", cases.gaps[i].name,
			   cases.gaps[i].why, cases.gaps[i].exclusive);
	out_printf(out, "\t{ 0 },\n};\nconst unsigned int n_case_gaps = %zu;\n", cases.n_gaps);
}

void emit_fixtures(struct model *model, struct out *out)
{
	const struct decl *decl;
	const char *name;
	size_t i, j;

	emit_head(model, out, "fixtures");
	out_text(out,
		 "#ifndef FIXTURES_H\n#define FIXTURES_H\n\n#include \"conformance/fixture.h\"\n");
	for (i = 0; i < model->n_decls; i++) {
		decl = model->decls[i];
		name = decl->name.text;
		if (!decl_is(decl, OWNS(OWNER_RESOURCE)) || !decl->n_rows)
			continue;
		out_printf(out, "\nenum state_of_%s {\n", name);
		for (j = 0; j < decl->n_rows; j++)
			out_printf(out, "\t%s_%s, /* %s */\n", name_upper(&model->arena, name),
				   name_upper(&model->arena, decl->rows[j].name.text),
				   decl->rows[j].doc.text);
		out_printf(
			out,
			"};\nenum made make_%s(struct making *making, unsigned int state, uint64_t *ret_number);\n"
			"unsigned int observe_%s(struct making *making, uint64_t number);\n",
			name, name);
	}
	out_text(out, "\n#endif\n");
}
