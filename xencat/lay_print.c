/* SPDX-License-Identifier: MIT */
#include "xencat/lay_tree.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Where types and values begin, counted from the name; fixed, so that a longer name does not move its neighbours. */
#define NAME_WIDTH 28

static int compare_rows(const void *a, const void *b)
{
	const struct lay_row *row_a = a, *row_b = b;

	if (row_a->later != row_b->later)
		return row_a->later ? 1 : -1;
	return lay_cells_compare(row_a->cells, row_b->cells);
}

static void print_value(struct out *out, const struct lay_row *row)
{
	if (row->negative)
		out_printf(out, "%" PRId64, (int64_t)row->value);
	else
		out_printf(out, row->hex ? "0x%" PRIx64 : "%" PRIu64, row->value);
}

static void print_offset(struct out *out, const struct lay_row *row)
{
	if (row->type.bits)
		out_printf(out, "@%" PRIu32 ".%u", row->offset, row->bit);
	else
		out_printf(out, "@%" PRIu32, row->offset);
}

void lay_print_worth(struct out *out, enum lay_tag tag, const struct lay_row *row)
{
	switch (tag) {
	case LAY_CONST:
	case LAY_ENUMERATOR:
		print_value(out, row);
		break;
	case LAY_FIELD:
		print_offset(out, row);
		out_printf(out, " %s", row->type.text);
		break;
	case LAY_TYPEDEF:
		out_text(out, row->type.text);
		break;
	case LAY_ENUMERATION:
	case LAY_RECORD:
		out_printf(out, "%s of %" PRIu32 " bytes",
			   row->type.kind == LAY_ENUM    ? "enum"
			   : row->type.kind == LAY_UNION ? "union"
							 : "struct",
			   row->type.size);
		break;
	default:
		break;
	}
}

/* "const XEN_SYSCTL_readconsole 1", without the span. */
static void print_row(struct out *out, const struct lay_node *node, const struct lay_row *row)
{
	const char *name = node->name ? node->name : "-";

	switch (node->tag) {
	case LAY_HEADER:
		out_printf(out, "header %s", name);
		break;
	case LAY_CONST:
		out_printf(out, "const %-*s ", NAME_WIDTH, name);
		print_value(out, row);
		break;
	case LAY_ENUMERATOR:
		out_printf(out, "%-*s ", NAME_WIDTH, name);
		print_value(out, row);
		break;
	case LAY_TYPEDEF:
		out_printf(out, "type %s %s", name, row->type.text);
		break;
	case LAY_ENUMERATION:
		out_printf(out, "enum %s %" PRIu32, name, row->type.size);
		break;
	case LAY_RECORD:
		out_printf(out, "%s %s %" PRIu32, row->type.kind == LAY_UNION ? "union" : "struct",
			   name, row->type.size);
		break;
	case LAY_FIELD:
		out_printf(out, "%-*s ", NAME_WIDTH, name);
		print_offset(out, row);
		out_printf(out, " %s", row->type.text);
		break;
	}
}

void lay_print_node(struct out *out, const struct lay_known *known, const struct lay_node *node,
		    struct lay_cells within, unsigned int depth)
{
	struct lay_cells inside = lay_node_inside(node);
	unsigned int tabs;
	size_t i;

	if (node->n_rows > 1)
		qsort(node->rows, node->n_rows, sizeof(node->rows[0]), compare_rows);
	for (i = 0; i < node->n_rows; i++) {
		for (tabs = 0; tabs < depth; tabs++)
			out_text(out, "\t");
		print_row(out, node, &node->rows[i]);
		lay_span_print(out, known,
			       (struct lay_span){ node->rows[i].cells, node->rows[i].later },
			       within);
		out_text(out, "\n");
	}
	for (i = 0; i < node->n_children; i++)
		lay_print_node(out, known, node->children[i], inside, depth + 1);
}

void lay_print_header(struct out *out, const struct lay_known *known, const struct lay_node *header)
{
	struct lay_cells inside = lay_node_inside(header);
	struct lay_node head = *header;
	bool first;
	int tag;
	size_t i;

	head.n_children = 0;
	out_printf(out, "# %s-License-Identifier: MIT\n", "SPDX"); /* not of this file */
	out_text(out, "# Written by xencat extract, explained by docs/catalogue.md.\n");
	lay_print_node(out, known, &head, lay_cells_known(known), 0);
	for (tag = LAY_CONST; tag <= LAY_RECORD; tag++) {
		first = true;
		for (i = 0; i < header->n_children; i++) {
			if ((int)header->children[i]->tag != tag)
				continue;
			if (first || tag > LAY_TYPEDEF)
				out_text(out, "\n");
			first = false;
			lay_print_node(out, known, header->children[i], inside, 0);
		}
	}
}

static void print_commit(struct out *out, const char *word, uint16_t release, const char *commit,
			 const bool *abis)
{
	unsigned int abi;

	out_printf(out, "%s %u.%u %s", word, release >> 8, release & 0xffu, commit);
	for (abi = 0; abi < LAY_ABIS; abi++)
		if (abis[abi])
			out_printf(out, " %s", lay_abi_names[abi]);
	out_text(out, "\n");
}

void lay_print_known(struct out *out, const struct lay_known *known)
{
	const struct lay_release *release;
	size_t i;

	out_printf(out, "# %s-License-Identifier: MIT\n", "SPDX"); /* not of this file */
	out_text(
		out,
		"# The releases that the catalogue knows: Xen's commit, and the ABIs extracted.\n");
	out_text(out, "# Written by xencat extract, explained by docs/catalogue.md.\n");
	out_text(out, "# Compiled by: CC " LAY_COMPILER_FLAGS "\n");
	for (i = 0; i < known->n_releases; i++) {
		release = &known->releases[i];
		print_commit(out, release->unreleased ? "master" : "release", release->release,
			     release->commit, release->abis);
		if (release->later)
			print_commit(out, "later", release->release, release->later,
				     release->later_abis);
	}
}
