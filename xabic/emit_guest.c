/* SPDX-License-Identifier: MIT */
/*
 * `xabi_guest.h`: a primitive for each transport and instruction, in inline assembly made from the
 * spec's transport rows, and over one of them a function for each op.
 */
#include "xabic/output.h"

#include <inttypes.h>
#include <string.h>

#include "xabic/attr.h"
#include "xabic/binding.h"
#include "xabic/machine.h"

struct emitter {
	struct model *model;
	struct arena *arena;
	struct out *out;
	const struct decl *transport;
	uint32_t bits; /* of a general register */
};

/* To add an architecture: its name in the spec, and how C compilers call it. */
static const struct {
	const char *name, *macro;
	uint32_t bits;
} archs[] = {
	{ "x86_64", "__x86_64__", 64 },
	{ "x86_32", "__i386__", 32 },
	{ "arm64", "__aarch64__", 64 },
	{ "arm32", "__arm__", 32 },
};

#define N_ARCHS (sizeof(archs) / sizeof(archs[0]))

/* What assemblers want to hear; those not listed are called as they are in the spec. */
static const char *assembly(const struct decl *transport, const char *instruction)
{
	if (strcmp(instruction, "hvc") != 0)
		return instruction;
	return strcmp(transport->on.text, "arm32") == 0 ? ".arch_extension virt\\n\\thvc #0"
							: "hvc #0";
}

/*
 * The registers of vmgexit are in memory, the GHCB, which the guest fills itself; and the block
 * form needs the block.
 */
static bool is_primitive(const struct emitter *e, const char *instruction)
{
	if (transport_is_block(e->transport) && !model_find(e->model, OWNS(OWNER_STRUCT), "block"))
		return false;
	return strcmp(instruction, "vmgexit") != 0;
}

/* The whole register that a row may name by its lower part: x0 for w0. */
static const char *whole(struct emitter *e, const struct reg *reg)
{
	struct reg other;
	size_t i;

	for (i = 0; arch_register(e->arena, e->transport->arch, i, &other); i++) {
		if (other.number == reg->number && other.bits == e->bits)
			return other.name;
	}
	return reg->name;
}

static const char *primitive(struct emitter *e, const struct decl *transport,
			     const char *instruction)
{
	return arena_printf(e->arena, "xabi_guest_%s_%s", transport->name.text, instruction);
}

/* ---- a primitive ---- */

/*
 * May the register be another after the call? A row `reg` is a constant of the instruction's own,
 * which may answer there.
 */
static bool comes_back(const struct decl *transport, const struct reg *reg)
{
	const struct row *row;
	size_t i, j;

	for (i = 0; i < transport->n_rows; i++) {
		row = &transport->rows[i];
		if (!row_is(row, "status") && !row_is(row, "results") && !row_is(row, "reg"))
			continue;
		for (j = 0; j < row->n_regs; j++) {
			if (row->regs[j].number == reg->number)
				return true;
		}
	}
	return false;
}

static bool goes_in(const struct row *row)
{
	return row_is(row, "word") || row_is(row, "reg") || row_is(row, "args");
}

static const char *value(struct emitter *e, const struct row *row, size_t n)
{
	bool block = transport_is_block(e->transport);

	if (row_is(row, "reg"))
		return arena_printf(e->arena, "UINT%u_C(0x%" PRIx64 ")", e->bits, row->num.value);
	if (row_is(row, "word"))
		return arena_printf(e->arena, "UINT32_C(0x%" PRIx64 ")%s", row->num.value,
				    block ? "" : " | call->op");
	if (!block)
		return arena_printf(e->arena, "call->in[%zu]", n);
	if (row->n_regs == 1)
		return "at";
	return n ? "(uint32_t)(at >> 32)" : "(uint32_t)at";
}

static void emit_registers(struct emitter *e)
{
	const struct row *row;
	const char *name;
	size_t i, j;

	for (i = 0; i < e->transport->n_rows; i++) {
		row = &e->transport->rows[i];
		for (j = 0; goes_in(row) && j < row->n_regs; j++) {
			name = whole(e, &row->regs[j]);
			out_printf(e->out, "\tregister uint%u_t %s __asm__(\"%s\") = %s;\n",
				   e->bits, name, name, value(e, row, j));
		}
	}
}

/* Those that come back, or those that do not. */
static void emit_operands(struct emitter *e, bool back)
{
	const char *before = "\n\t\t: ";
	const struct row *row;
	size_t i, j;

	for (i = 0; i < e->transport->n_rows; i++) {
		row = &e->transport->rows[i];
		for (j = 0; goes_in(row) && j < row->n_regs; j++) {
			if (comes_back(e->transport, &row->regs[j]) != back)
				continue;
			out_printf(e->out, "%s\"%sr\"(%s)", before, back ? "+" : "",
				   whole(e, &row->regs[j]));
			before = ", ";
		}
	}
	if (before[0] == '\n')
		out_text(e->out, "\n\t\t:");
}

static void emit_clobbers(struct emitter *e, const char *instruction)
{
	const char *spoiled = arch_spoiled(e->transport->arch, instruction);

	out_text(e->out, "\n\t\t: \"memory\"");
	for (; *spoiled; spoiled += strspn(spoiled, " ")) {
		out_printf(e->out, ", \"%.*s\"", (int)strcspn(spoiled, " "), spoiled);
		spoiled += strcspn(spoiled, " ");
	}
	out_text(e->out, ");\n");
}

static void emit_asm(struct emitter *e, const char *instruction)
{
	/* First: a call of a function would spoil registers. */
	if (transport_is_block(e->transport))
		out_text(e->out, "\txabi_guest_fill(block, call);\n");
	emit_registers(e);
	out_text(e->out, "\n");
	out_printf(e->out, "\t__asm__ __volatile__(\"%s\"", assembly(e->transport, instruction));
	emit_operands(e, true);
	emit_operands(e, false);
	emit_clobbers(e, instruction);
}

static void emit_primitive(struct emitter *e, const char *instruction)
{
	const struct row *results = op_row(e->transport, "results"),
			 *status = op_row(e->transport, "status");
	bool block = transport_is_block(e->transport);
	size_t i;

	out_text(e->out, "\n");
	out_c_comment(e->out, arena_printf(e->arena, "Transport %s. %s", e->transport->name.text,
					   e->transport->doc.text));
	out_printf(e->out, "static inline __attribute__((__always_inline__)) uint16_t\n%s(%s)\n{\n",
		   primitive(e, e->transport, instruction),
		   block ? "struct xabi_block *block, uint64_t at, struct xabi_call *call"
			 : "struct xabi_call *call");
	emit_asm(e, instruction);
	for (i = 0; results && i < results->n_regs; i++)
		out_printf(e->out, "\tcall->out[%zu] = %s;\n", i, whole(e, &results->regs[i]));
	out_printf(e->out, "\tcall->status = xabi_guest_status(%s%s);\n",
		   status->regs->bits < e->bits ? "(uint32_t)" : "", whole(e, status->regs));
	if (block)
		out_text(e->out, "\txabi_guest_take(block, call);\n");
	out_text(e->out, "\treturn call->status;\n}\n");
}

/* ---- all of them ---- */

static void emit_transport(struct emitter *e)
{
	const struct row *by = op_row(e->transport, "by");
	size_t i;

	for (i = 0; i < by->n_names; i++) {
		if (is_primitive(e, by->names[i].text))
			emit_primitive(e, by->names[i].text);
	}
}

/* Where slots travel in registers by one instruction only, there is nothing to choose. */
static const struct decl *usual_transport(struct emitter *e, const char *arch)
{
	const struct decl *decl, *usual = NULL;
	size_t i, n = 0;

	for (i = 0; i < e->model->n_decls; i++) {
		decl = e->model->decls[i];
		if (!decl_is(decl, OWNS(OWNER_TRANSPORT)) || strcmp(decl->on.text, arch) != 0 ||
		    transport_is_block(decl))
			continue;
		n += op_row(decl, "by")->n_names;
		usual = decl;
	}
	return n == 1 ? usual : NULL;
}

static void emit_arch(struct emitter *e, size_t n)
{
	const struct decl *usual = usual_transport(e, archs[n].name);
	size_t i, some = 0;

	e->bits = archs[n].bits;
	for (i = 0; i < e->model->n_decls; i++) {
		e->transport = e->model->decls[i];
		if (!decl_is(e->transport, OWNS(OWNER_TRANSPORT)) ||
		    strcmp(e->transport->on.text, archs[n].name) != 0)
			continue;
		if (!some++)
			out_printf(e->out, "\n#if defined(%s)\n", archs[n].macro);
		emit_transport(e);
	}
	if (usual)
		out_printf(
			e->out,
			"\n#ifndef XABI_GUEST_CALL\n#define XABI_GUEST_CALL(call) %s(call)\n#endif\n",
			primitive(e, usual, op_row(usual, "by")->names[0].text));
	if (some)
		out_text(e->out, "\n#endif\n");
}

void emit_guest_stubs(struct model *model, struct out *out)
{
	struct emitter e = { .model = model, .arena = &model->arena, .out = out };
	size_t i;

	out_printf(
		out,
		"/* SPDX-License-Identifier: MIT */\n"
		"/*\n"
		" * %s\n"
		" *\n"
		" * Each operation as a function for guests: freestanding C99 for gcc and clang. It returns a status,\n"
		" * XABI_STATUS_..., or XABI_GUEST_ABSENT where nothing answers that knows XABI; results mean nothing\n"
		" * then.\n"
		" *\n"
		" * A buffer is its guest-physical address and bytes (of a PV guest, its virtual address). Results\n"
		" * (ret_) are written on success only, but `done`, which says how many elements are; where one is not\n"
		" * wanted, NULL does. Operations with slices go on until they are done; with a cursor (first 0; else\n"
		" * NULL) it is one slice, which wants another where the status is `again`. A list (results of\n"
		" * elements, nothing read) does not go on by itself.\n"
		" *\n"
		" * What carries a call out is XABI_GUEST_CALL(struct xabi_call *), a function or macro that returns the\n"
		" * status. Define it before this header to one of the xabi_guest_..._...() below, or to something else,\n"
		" * a test's for instance; where an architecture has one way only it is that by itself. Which slot or\n"
		" * field was refused is in r3: who wants it fills a struct xabi_call and uses XABI_GUEST_CALL() itself.\n"
		" */\n"
		"#ifndef XABI_GUEST_H\n#define XABI_GUEST_H\n\n"
		"#include \"xabi/guest_call.h\"\n",
		made_by(model, "guest-stubs"));
	for (i = 0; i < N_ARCHS; i++)
		emit_arch(&e, i);
	out_text(out,
		 "\n#ifndef XABI_GUEST_CALL\n"
		 "#error \"define XABI_GUEST_CALL: how a call gets out of this guest\"\n#endif\n");
	emit_c_stubs(model, out, true);
	out_text(out, "\n#endif\n");
}
