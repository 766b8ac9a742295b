/* SPDX-License-Identifier: MIT */
/* Registers and instructions: what there is, what the rows of a spec name, and the checks of it. */
#include "xabic/machine.h"

#include <inttypes.h>
#include <string.h>

#include "xabic/attr.h"
#include "xabic/check.h"
#include "xabic/names.h"

enum { X86_64 = 1, X86_32 = 2, ARM64 = 4, ARM32 = 8, X86 = X86_64 | X86_32, ARM = ARM64 | ARM32 };

struct arch {
	const char *name;
	unsigned int bit;
	uint32_t bits; /* of a general register */
};

static const struct arch archs[] = {
	{ "x86_64", X86_64, 64 },
	{ "x86_32", X86_32, 32 },
	{ "arm64", ARM64, 64 },
	{ "arm32", ARM32, 32 },
};

#define N_ARCHS (sizeof(archs) / sizeof(archs[0]))

#define SEGMENTS "es cs ss ds fs gs ldtr tr"
#define TABLES   "gdtr idtr"

/*
 * Registers as their makers call them, in rows of one width; those of one number are one register,
 * or its lower part. Attributes are the bits [55:52] and [47:40] of a descriptor, side by side. To
 * add one: its name, or a row, here.
 */
static const struct bank {
	unsigned int archs;
	uint32_t bits;
	uint32_t first; /* number of the first one */
	bool general;
	const char *names;
	const char *part;
} banks[] = {
	{ X86_64, 64, 0, true, "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15",
	  "" },
	{ X86, 32, 0, true, "eax ecx edx ebx esp ebp esi edi", "" },
	{ X86_64, 64, 32, false, "rip rflags", "" },
	{ X86, 32, 32, false, "eip eflags", "" },
	{ X86_64, 64, 34, false, "cr0 cr2 cr3 cr4 dr6 dr7 efer", "" },
	{ X86_32, 32, 34, false, "cr0 cr2 cr3 cr4 dr6 dr7", "" },
	{ X86, 16, 48, false, SEGMENTS, ".selector" },
	{ X86, 16, 56, false, SEGMENTS, ".attributes" },
	{ X86_64, 64, 64, false, SEGMENTS " " TABLES, ".base" },
	{ X86_32, 32, 64, false, SEGMENTS " " TABLES, ".base" },
	{ X86, 32, 80, false, SEGMENTS " " TABLES, ".limit" },
	{ ARM64, 64, 0, true,
	  "x0 x1 x2 x3 x4 x5 x6 x7 x8 x9 x10 x11 x12 x13 x14 x15 x16 x17 x18 x19 x20 x21 x22 x23"
	  " x24 x25 x26 x27 x28 x29 x30 sp",
	  "" },
	{ ARM64, 32, 0, true,
	  "w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16 w17 w18 w19 w20 w21 w22 w23"
	  " w24 w25 w26 w27 w28 w29 w30",
	  "" },
	{ ARM64, 64, 32, false, "pc pstate sctlr_el1", "" },
	{ ARM32, 32, 0, true, "r0 r1 r2 r3 r4 r5 r6 r7 r8 r9 r10 r11 r12 sp lr", "" },
	{ ARM32, 32, 32, false, "pc cpsr sctlr", "" },
};

#define N_BANKS (sizeof(banks) / sizeof(banks[0]))

static const struct instruction {
	const char *name;
	unsigned int archs;
	const char *spoils;
} instructions[] = {
	{ "vmcall", X86, "" },    { "vmmcall", X86, "" },
	{ "cpuid", X86, "" },     { "syscall", X86_64, "rcx r11" },
	{ "tdcall", X86_64, "" }, { "vmgexit", X86_64, "" },
	{ "hvc", ARM, "" },
};

#define N_INSTRUCTIONS (sizeof(instructions) / sizeof(instructions[0]))

bool arch_register(struct arena *arena, const struct arch *arch, size_t n, struct reg *ret_reg)
{
	const struct bank *bank;
	const char *name;
	uint32_t i;

	for (bank = banks; bank < banks + N_BANKS; bank++) {
		name = bank->names;
		for (i = 0; *name && (bank->archs & arch->bit); i++, n--) {
			if (n == 0) {
				*ret_reg = (struct reg){ .bits = bank->bits,
							 .number = bank->first + i,
							 .general = bank->general };
				ret_reg->name = arena_printf(
					arena, "%.*s%s", (int)strcspn(name, " "), name, bank->part);
				return true;
			}
			name += strcspn(name, " ");
			name += strspn(name, " ");
		}
	}
	return false;
}

uint64_t reg_limit(const struct reg *reg)
{
	return UINT64_MAX >> (64 - reg->bits);
}

const char *arch_spoiled(const struct arch *arch, const char *instruction)
{
	size_t i;

	for (i = 0; i < N_INSTRUCTIONS; i++) {
		if ((instructions[i].archs & arch->bit) &&
		    strcmp(instructions[i].name, instruction) == 0)
			return instructions[i].spoils;
	}
	return NULL;
}

bool reg_is_rest(const struct decl *decl, const struct reg *reg)
{
	size_t i, j;

	for (i = 0; i < decl->n_rows; i++) {
		for (j = 0; j < decl->rows[i].n_regs; j++) {
			if (decl->rows[i].regs[j].number == reg->number)
				return false;
		}
	}
	return reg->general && reg->bits == decl->arch->bits;
}

bool transport_is_block(const struct decl *transport)
{
	return op_row(transport, "args")->n_regs < IN_SLOTS;
}

/* ---- names ---- */

static void unknown(struct model *model, const struct decl *decl, const struct name *name,
		    const char *what, const struct guess *guess)
{
	model_error(model, "unknown_name", name->place, "%s has no %s '%s'", decl->arch->name, what,
		    name->text);
	if (guess->best)
		model_note(model, name->place, "did you mean '%s'?", guess->best);
}

static void resolve_arch(struct model *model, struct decl *decl)
{
	size_t i;

	for (i = 0; i < N_ARCHS && !decl->arch; i++) {
		if (strcmp(archs[i].name, decl->on.text) == 0)
			decl->arch = &archs[i];
	}
	if (decl->arch)
		return;
	model_error(model, "unknown_name", decl->on.place, "there is no architecture '%s'",
		    decl->on.text);
	model_note(model, decl->on.place, "the architectures are x86_64 x86_32 arm64 arm32");
}

static void resolve_register(struct model *model, const struct decl *decl, struct row *row,
			     const struct name *name)
{
	struct guess guess = { .name = name->text };
	struct reg reg;
	size_t i;

	for (i = 0; arch_register(&model->arena, decl->arch, i, &reg); i++) {
		if (strcmp(reg.name, name->text) == 0) {
			reg.place = name->place;
			*arena_push(&model->arena, row->regs, row->n_regs) = reg;
			return;
		}
		guess_consider(&guess, reg.name);
	}
	unknown(model, decl, name, "register", &guess);
}

static void resolve_instructions(struct model *model, const struct decl *decl,
				 const struct row *row)
{
	size_t i, j;

	for (i = 0; i < row->n_names; i++) {
		struct guess guess = { .name = row->names[i].text };

		if (arch_spoiled(decl->arch, row->names[i].text))
			continue;
		for (j = 0; j < N_INSTRUCTIONS; j++) {
			if (instructions[j].archs & decl->arch->bit)
				guess_consider(&guess, instructions[j].name);
		}
		unknown(model, decl, &row->names[i], "instruction", &guess);
	}
}

static bool has_slot(const struct slot *slots, size_t n_slots, const char *name)
{
	size_t i;

	for (i = 0; i < n_slots; i++) {
		if (strcmp(slots[i].name, name) == 0)
			return true;
	}
	return false;
}

/* A value of three names is a slot of an op; its doc explains any other. */
static void resolve_value(struct model *model, const struct path *value)
{
	const struct decl *op = model_op(model, value);
	const char *slot = value->names[value->n_names - 1].text;

	if (value->n_names < 3 ||
	    (value->n_names == 3 && op &&
	     (has_slot(op->in, op->n_in, slot) || has_slot(op->out, op->n_out, slot))))
		return;
	model_error(model, "unknown_name", value->place,
		    "'%s' is no slot of an op, EXTENSION.OP.SLOT", path_text(&model->arena, value));
}

static void resolve_machine(struct model *model, struct decl *decl)
{
	struct row *row;
	size_t i, j;

	for (i = 0; i < decl->n_rows; i++) {
		row = &decl->rows[i];
		if (row->attr->type == ATTR_INSTRUCTIONS)
			resolve_instructions(model, decl, row);
		for (j = 0; row->attr->type != ATTR_INSTRUCTIONS && j < row->n_names; j++)
			resolve_register(model, decl, row, &row->names[j]);
		if (row->n_paths)
			resolve_value(model, row->paths);
	}
}

void resolve_machines(struct model *model)
{
	size_t i;

	for (i = 0; i < model->n_decls; i++) {
		if (!model->decls[i]->on.text)
			continue;
		resolve_arch(model, model->decls[i]);
		if (model->decls[i]->arch)
			resolve_machine(model, model->decls[i]);
	}
}

/* ---- checks ---- */

void check_slot_registers(struct model *model, struct decl *decl)
{
	const struct row *args = op_row(decl, "args"), *results = op_row(decl, "results"),
			 *status = op_row(decl, "status");
	bool block;

	if (!decl_is(decl, OWNS(OWNER_TRANSPORT)) || !args || !status)
		return;
	block = transport_is_block(decl);
	if (args->n_regs > IN_SLOTS || (block && args->n_regs > 2))
		model_error(model, "slot_registers", args->place,
			    "args are %d registers, or the 1 or 2 that hold a block's address",
			    IN_SLOTS);
	if (status->n_regs > 1)
		model_error(model, "slot_registers", status->place, "a status is one register");
	if (block && results)
		model_error(model, "slot_registers", results->place,
			    "the results of a block are in the block");
	if (!block && (!results || results->n_regs != OUT_SLOTS))
		model_error(model, "slot_registers", results ? results->place : decl->name.place,
			    "results are %d registers", OUT_SLOTS);
}

/* What comes back; the others go in, or stand there. */
static bool is_outward(const struct row *row)
{
	return row_is(row, "status") || row_is(row, "results") || row_is(row, "gives");
}

static void check_twice(struct model *model, const struct decl *decl, const struct row *row,
			const struct reg *reg)
{
	const struct reg *before;
	size_t i, j;

	for (i = 0; i < decl->n_rows; i++) {
		for (j = 0; j < decl->rows[i].n_regs; j++) {
			before = &decl->rows[i].regs[j];
			if (before == reg)
				return;
			if (before->number != reg->number ||
			    is_outward(&decl->rows[i]) != is_outward(row))
				continue;
			model_error(model, "register_twice", reg->place,
				    "'%s' has a meaning already", reg->name);
			model_note(model, before->place, "here, as '%s'", before->name);
			return;
		}
	}
}

static void check_spoiled(struct model *model, const struct decl *decl, const struct reg *reg)
{
	const struct row *by = op_row(decl, "by");
	const char *name = arena_printf(&model->arena, " %s ", reg->name), *spoiled;
	size_t i;

	for (i = 0; by && i < by->n_names; i++) {
		spoiled = arch_spoiled(decl->arch, by->names[i].text);
		if (strstr(arena_printf(&model->arena, " %s ", spoiled), name))
			model_error(model, "register_twice", reg->place, "'%s' itself spoils '%s'",
				    by->names[i].text, reg->name);
	}
}

void check_register_twice(struct model *model, struct decl *decl)
{
	size_t i, j;

	for (i = 0; i < decl->n_rows; i++) {
		for (j = 0; j < decl->rows[i].n_regs; j++) {
			check_twice(model, decl, &decl->rows[i], &decl->rows[i].regs[j]);
			check_spoiled(model, decl, &decl->rows[i].regs[j]);
		}
	}
}

/* Of a transport: the op's number goes into the lower half of a word, and no name stands for a value. */
static void check_constant(struct model *model, const struct row *row)
{
	bool word = row_is(row, "word");

	if (row->n_paths || (word && row->mask.text))
		model_error(model, "register_value", row->place,
			    "a transport passes constants: REGISTER = NUMBER");
	else if (word && (row->num.value & UINT16_MAX || row->num.value > UINT32_MAX))
		model_error(
			model, "register_value", row->num.place,
			"a word is the upper half of 32 bits; the number of the op is the lower");
}

void check_register_value(struct model *model, struct decl *decl)
{
	const struct row *row;
	uint64_t limit, mask;
	size_t i;

	for (i = 0; i < decl->n_rows; i++) {
		row = &decl->rows[i];
		if (decl_is(decl, OWNS(OWNER_BOOT)) && row_is(row, "rest") &&
		    strcmp(row->name.text, "kept") == 0)
			model_error(model, "register_value", row->name.place,
				    "before the first instruction there is nothing to keep");
		if (row->attr->type != ATTR_REGISTER)
			continue;
		limit = reg_limit(row->regs);
		mask = row->mask.text ? row->mask.value : limit;
		if (mask == 0 || mask > limit)
			model_error(model, "register_value", row->mask.place,
				    "a mask of '%s' is 1 to 0x%" PRIx64, row->regs->name, limit);
		else if (row->num.value & ~mask)
			model_error(model, "register_value", row->num.place,
				    row->mask.text ? "%s has bits outside its mask"
						   : "%s does not fit in '%s'",
				    row->num.text, row->regs->name);
		if (decl_is(decl, OWNS(OWNER_TRANSPORT)))
			check_constant(model, row);
	}
}
