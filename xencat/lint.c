/* SPDX-License-Identifier: MIT */
#include "xencat/lint.h"

#include <ctype.h>
#include <string.h>

/* What a check looks at. */
struct lint_look {
	const struct lint *lint;
	const struct lay_node *header, *record;
	const struct lay_node *node; /* a field of the record, or the record */
	const struct lay_row *row;   /* the node's */
	const struct ops_op *op;
	const struct ops_handle *handle;
	const char *path;
};

/* Of fields. */

static bool is_pointer(const struct lint_look *look)
{
	return look->row->type.kind == LAY_HANDLE;
}

/* One of the words that a name is made of; what stands behind it does not count ("gmfn_v1", "mfns"). */
static bool name_has(const char *name, const char *const *words)
{
	size_t i, len;
	const char *at;

	for (i = 0; name && words[i]; i++) {
		len = strlen(words[i]);
		for (at = strstr(name, words[i]); at; at = strstr(at + 1, words[i]))
			if ((at == name || at[-1] == '_' || isdigit((unsigned char)at[-1])) &&
			    (!at[len] || at[len] == '_' || at[len] == 's'))
				return true;
	}
	return false;
}

static bool is_frame(const struct lint_look *look)
{
	static const char *const words[] = { "mfn",  "gfn",  "pfn",   "gmfn", "gpfn",
					     "spfn", "epfn", "frame", NULL };
	const char *text = look->row->type.text;

	if (look->row->type.kind == LAY_HANDLE)
		return strstr(text, "xen_pfn_t") != NULL;
	return look->row->type.kind == LAY_UNSIGNED &&
	       (strstr(text, "xen_pfn_t") || name_has(look->node->name, words));
}

static bool is_host_sized(const struct lint_look *look)
{
	return look->row->type.is_long;
}

static bool is_bit_field(const struct lint_look *look)
{
	return look->row->type.bits != 0;
}

static bool is_enum(const struct lint_look *look)
{
	return look->row->type.kind == LAY_ENUM;
}

/* An integer that holds a virtual address: the type does not tell, so the name has to. */
static bool is_disguised(const struct lint_look *look)
{
	static const char *const words[] = {
		"uva",         "gva",        "va",      "vaddr", "host_addr",       "new_addr",
		"linear_addr", "virt_start", "v_start", "v_end", "handler_address", "callback_eip",
		NULL
	};
	const struct lay_type *type = &look->row->type;

	return type->kind == LAY_UNSIGNED && (type->is_long || type->size == 8) &&
	       name_has(look->node->name, words);
}

/* Of structs. */

static uint32_t row_size(const struct lint *lint, const struct lay_row *row)
{
	uint32_t size;

	if (!lay_element_size(lint->lay, &row->type, lint->release, lint->abi, &size))
		return 0;
	return size * row->type.count;
}

/* Where the members of NODE end that begin at or before byte AT; *RET_NEXT is where the next one begins. */
static uint32_t end_of(const struct lint_look *look, uint32_t at, uint32_t *ret_next)
{
	const struct lay_node *node = look->node;
	const struct lay_row *row;
	uint32_t end = 0, stop;
	size_t i;

	*ret_next = UINT32_MAX;
	for (i = 0; i < node->n_children; i++) {
		row = lay_node_row(node->children[i], look->lint->release, look->lint->abi);
		if (!row)
			continue;
		stop = row->offset + (row->type.bits ? (row->bit + row->type.bits + 7u) / 8
						     : row_size(look->lint, row));
		if (row->offset <= at && stop > end)
			end = stop;
		if (row->offset > at && row->offset < *ret_next)
			*ret_next = row->offset;
	}
	return end;
}

/* Bytes of a struct that no member names. */
static bool has_padding(const struct lint_look *look)
{
	uint32_t at = 0, next, end, size;

	if (look->row->type.kind != LAY_STRUCT ||
	    (look->node->tag == LAY_FIELD && !lay_type_inline(&look->row->type)) ||
	    !lay_element_size(look->lint->lay, &look->row->type, look->lint->release,
			      look->lint->abi, &size))
		return false;
	for (;;) {
		end = end_of(look, at, &next);
		if (next == UINT32_MAX)
			return end < size;
		if (end < next)
			return true;
		at = next;
	}
}

static bool has_union(const struct lint_look *look)
{
	return look->row->type.kind == LAY_UNION && look->node->tag == LAY_FIELD;
}

/* What its struct does not tell which member of counts. */
static bool is_untagged(const struct lint_look *look)
{
	const struct ops_union *entry =
		has_union(look) && look->lint->ops
			? ops_union_find(look->lint->ops, look->record->name, look->path)
			: NULL;

	return entry && !entry->tag && !entry->same;
}

/* Whether anything in NODE is elsewhere, or of another size, on OTHER. */
static bool differs(const struct lint *lint, const struct lay_node *node, enum lay_abi other)
{
	const struct lay_row *here = lay_node_row(node, lint->release, lint->abi);
	const struct lay_row *there = lay_node_row(node, lint->release, other);
	struct lint at_other = *lint;
	size_t i;

	at_other.abi = other;
	if (!here || !there)
		return !here != !there && node->tag == LAY_FIELD;
	if (here->offset != there->offset || here->bit != there->bit ||
	    row_size(lint, here) != row_size(&at_other, there))
		return true;
	for (i = 0; i < node->n_children; i++)
		if (differs(lint, node->children[i], other))
			return true;
	return false;
}

/* Between the 32 and the 64 bits of one architecture. */
static bool differs_by_width(const struct lint_look *look)
{
	static const enum lay_abi others[LAY_ABIS] = { LAY_I386, LAY_X86_64, LAY_ARM32, LAY_ARM64 };

	return look->node->tag == LAY_RECORD &&
	       differs(look->lint, look->node, others[look->lint->abi]);
}

/* Between architectures, where both have it. */
static bool differs_by_architecture(const struct lint_look *look)
{
	static const enum lay_abi others[LAY_ABIS] = { LAY_ARM64, LAY_ARM32, LAY_X86_64, LAY_I386 };

	return look->node->tag == LAY_RECORD &&
	       lay_node_row(look->node, look->lint->release, others[look->lint->abi]) &&
	       differs(look->lint, look->node, others[look->lint->abi]);
}

/* Whether a member has ever been elsewhere on this ABI: what one release wrote the next one misreads. */
static bool was_moved(const struct lint_look *look)
{
	const struct lay_row *row;
	size_t i;

	for (i = 0; look->node->tag == LAY_FIELD && i < look->node->n_rows; i++) {
		row = &look->node->rows[i];
		if (!row->later && row->cells.abi[look->lint->abi] &&
		    (row->offset != look->row->offset ||
		     row_size(look->lint, row) != row_size(look->lint, look->row)))
			return true;
	}
	return false;
}

/* Of ops. */

static bool by_virtual_address(const struct lint_look *look)
{
	const struct ops_hypercall *call = look->op->hypercall;

	return (call->argument_register != OPS_NONE && look->op->shape != OPS_PLAIN) ||
	       look->op->common->n_handles > 0;
}

static bool is_nested(const struct lint_look *look)
{
	return look->handle && !ops_is_register(look->op->hypercall, look->handle->path);
}

static bool is_deep(const struct lint_look *look)
{
	return look->handle && strstr(look->handle->path, "[].");
}

static bool has_no_length(const struct lint_look *look)
{
	return look->handle && (look->handle->unit == OPS_IMPLIED || look->handle->unit == OPS_NUL);
}

static bool is_unstable(const struct lint_look *look)
{
	return !look->handle && strcmp(ops_classes[look->op->class].word, "tools") == 0;
}

static bool has_state_in_number(const struct lint_look *look)
{
	const char *resumes = look->op->resumes;

	return !look->handle && resumes &&
	       (strncmp(resumes, "command", 7) == 0 || strncmp(resumes, "op ", 3) == 0);
}

static bool rewrites_argument(const struct lint_look *look)
{
	return !look->handle && look->op->resumes && !has_state_in_number(look) &&
	       strcmp(look->op->resumes, "state") != 0;
}

static bool has_second_level(const struct lint_look *look)
{
	return !look->handle && look->op->commands != NULL;
}

static bool has_target_in_memory(const struct lint_look *look)
{
	return !look->handle && look->op->target &&
	       !ops_is_register(look->op->hypercall, look->op->target);
}

static bool changed_meaning(const struct lint_look *look)
{
	return !look->handle && look->op->n_changes > 0;
}

/* Of table. */

/*
 * To add a problem: a check above, a row here, and what xencat lint prints then in docs/problems.md. A check of structs sees the record and each of its fields; one of ops the op, and each of its handles.
 */
const struct lint_problem lint_problems[] = {
	{ "virtual-address", "argument by virtual address",
	  "Xen has to walk the caller's page tables, and cannot where their memory is encrypted",
	  "P2.5", true, by_virtual_address },
	{ "nested-pointer", "pointer inside the argument",
	  "a kernel that forwards the call cannot check it without knowing the op", "P2.6", true,
	  is_nested },
	{ "deep-pointer", "pointer in what a pointer leads to",
	  "so it has to be read twice, from memory that may change in between", "P2.6", true,
	  is_deep },
	{ "no-length", "nothing says how long a buffer is",
	  "the caller has to know what Xen will write, Xen reads until it meets an end", "P2.5",
	  true, has_no_length },
	{ "second-level", "number of what is done stands in memory",
	  "who may ask for it cannot be told from the call's number", "P1.2", true,
	  has_second_level },
	{ "target-in-memory", "domain that is meant stands in memory",
	  "a kernel that forwards the call has to read it there, and Xen reads it again", "P1.6",
	  true, has_target_in_memory },
	{ "unstable", "for tools of the same release",
	  "a change of Xen's needs new tools, a fix of one rebuilds the other", "P9.1", true,
	  is_unstable },
	{ "state-in-number", "Xen's progress is kept in the op's number",
	  "bits of the number are lost to it, and the caller can make them up", "P4.1", true,
	  has_state_in_number },
	{ "argument-rewritten", "Xen's progress is kept in the caller's argument",
	  "it comes back changed, and what is there is trusted when Xen goes on", "P4.1", true,
	  rewrites_argument },
	{ "changed-meaning", "means something else in another release",
	  "with the same number and layout, so nobody is told", "P9.2", true, changed_meaning },
	{ "pointer-field", "pointer in a struct",
	  "its width is the caller's, its meaning his address space's", "P3.1", false, is_pointer },
	{ "disguised-pointer", "virtual address in an integer", "no type tells that it is one",
	  "P2.6", false, is_disguised },
	{ "frame-number", "number of a frame, or of how many",
	  "of a page size that is assumed, and of guest or machine as the caller's kind has it",
	  "P2.5", false, is_frame },
	{ "host-sized", "field as wide as the caller's word",
	  "so there are two layouts of one struct", "P3.1", false, is_host_sized },
	{ "bit-field", "bit-field", "whose place is the compiler's to choose", "P3.1", false,
	  is_bit_field },
	{ "enum-field", "field of an enum's type", "whose width is the compiler's to choose",
	  "P3.4", false, is_enum },
	{ "padding", "hidden padding",
	  "bytes that nobody writes or checks: they leak, and cannot be used later", "P3.1", false,
	  has_padding },
	{ "union", "union", "what is in it is told elsewhere, or nowhere", "P3.1", false,
	  has_union },
	{ "untagged-union", "union that its struct does not tell the meaning of",
	  "so a program that has the struct alone cannot read it", "P3.1", false, is_untagged },
	{ "width", "differs between 32 and 64 bits", "so somebody has to translate, by hand",
	  "P3.2", false, differs_by_width },
	{ "architecture", "differs between x86 and Arm", "so a tool for both has two of it", "P3.2",
	  false, differs_by_architecture },
	{ "moved", "laid out anew",
	  "a field is not where it was in another release of the catalogue", "P3.3", false,
	  was_moved },
};
const size_t lint_n_problems = sizeof(lint_problems) / sizeof(lint_problems[0]);

static void run_checks(const struct lint_look *look, bool of_ops)
{
	struct lint_found found = { .header = look->header,
				    .record = look->record,
				    .op = look->op,
				    .field = *look->path ? look->path : NULL };
	size_t i;

	for (i = 0; i < lint_n_problems; i++) {
		if (lint_problems[i].of_ops != of_ops || !lint_problems[i].check(look))
			continue;
		found.problem = &lint_problems[i];
		look->lint->take(look->lint->context, &found);
	}
}

/* NODE and what is in it. */
static void run_node(const struct lint *lint, struct lint_look look, const struct lay_node *node)
{
	const char *path = look.path;
	size_t i;

	look.node = node;
	look.row = lay_node_row(node, lint->release, lint->abi);
	if (!look.row)
		return;
	run_checks(&look, false);
	for (i = 0; i < node->n_children; i++) {
		look.path = arena_printf(lint->arena, "%s%s%s", path, *path ? "." : "",
					 node->children[i]->name ? node->children[i]->name : "-");
		run_node(lint, look, node->children[i]);
	}
}

static void run_header(const struct lint *lint, const struct lay_node *header)
{
	struct lint_look look = { .lint = lint, .header = header, .path = "" };
	size_t i;

	for (i = 0; i < header->n_children; i++) {
		if (header->children[i]->tag != LAY_RECORD)
			continue;
		look.record = header->children[i];
		run_node(lint, look, header->children[i]);
	}
}

static void run_op(const struct lint *lint, const struct ops_op *op)
{
	struct lint_look look = { .lint = lint, .op = op, .path = "" };
	const struct ops_op *from;
	size_t i;

	if (!lay_cells_have(ops_cells(lint->lay, op), lint->release, lint->abi))
		return;
	run_checks(&look, true);
	for (from = op; from; from = from == op && !op->parent ? op->common : NULL) {
		for (i = 0; i < from->n_handles; i++) {
			look.handle = &from->handles[i];
			look.path = look.handle->path;
			run_checks(&look, true);
		}
	}
}

void lint_run(const struct lint *lint)
{
	size_t i;

	for (i = 0; i < lint->lay->n_headers; i++)
		run_header(lint, lint->lay->headers[i]);
	for (i = 0; lint->ops && i < lint->ops->n_ops; i++)
		run_op(lint, lint->ops->ops[i]);
}

/* What is not listed is for hypercalls. */
enum lint_use lint_use(const char *header)
{
	static const struct {
		const char *begins;
		enum lint_use use;
	} uses[] = {
		{ "io/", LINT_DRIVER },
		{ "hvm/save", LINT_SAVE },
		{ "arch-x86/hvm/save", LINT_SAVE },
		{ "arch-arm/hvm/save", LINT_SAVE },
		{ "vm_event.h", LINT_SHARED },
		{ "hvm/ioreq.h", LINT_SHARED },
		{ "trace.h", LINT_SHARED },
		{ "xencomm.h", LINT_SHARED },
		{ "hvm/hvm_info_table.h", LINT_SHARED },
		{ "arch-x86/pmu.h", LINT_SHARED },
		{ "pmu.h", LINT_SHARED },
		{ "xenoprof.h", LINT_SHARED },
	};
	size_t i;

	for (i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
		if (strncmp(header, uses[i].begins, strlen(uses[i].begins)) == 0)
			return uses[i].use;
	return LINT_HYPERCALL;
}
