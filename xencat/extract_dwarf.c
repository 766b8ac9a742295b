/* SPDX-License-Identifier: MIT */
/*
 * Types out of debug info. They belong to the header that declares them. A guest handle is a struct or union whose
 * typedef begins with __guest_handle_; what it points to is the type of the pointer in it.
 */
#include "xencat/extract.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HANDLE "__guest_handle_"

/* A type's text is made of this, and the DIE of a struct or union that has no name. */
struct typed {
	const char *head;   /* "u8", "struct xen_domctl", "handle64" */
	const char *dims;   /* "[8]" or "" */
	const char *target; /* of a handle, else NULL */
	const char *alias;  /* typedef, where it says more than HEAD */
	bool inlined;
	Dwarf_Die die;
};

static bool typed_by(struct extract *extract, Dwarf_Die *owner, struct typed *ret_typed);

/* A copy: what libdw returns goes away with the object. NULL if DIE has no name. */
static const char *die_name(struct extract *extract, Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);

	return name ? arena_strdup(extract->arena, name) : NULL;
}

static bool die_type(Dwarf_Die *die, Dwarf_Die *ret_type)
{
	Dwarf_Attribute attribute;

	return dwarf_attr_integrate(die, DW_AT_type, &attribute) &&
	       dwarf_formref_die(&attribute, ret_type);
}

static const char *typed_text(struct extract *extract, const struct typed *typed)
{
	return arena_printf(extract->arena, "%s%s%s%s%s%s", typed->head, typed->dims,
			    typed->target ? " " : "", typed->target ? typed->target : "",
			    typed->alias ? " " : "", typed->alias ? typed->alias : "");
}

/* Names that say nothing but the width. Also: on arm64 uint64_t is a `long`, which is not meant by it. */
static const char *fixed_width(const char *name)
{
	static const struct {
		const char *name, *word;
	} fixed[] = {
		{ "uint8_t", "u8" },          { "uint16_t", "u16" }, { "uint32_t", "u32" },
		{ "uint64_t", "u64" },        { "int8_t", "i8" },    { "int16_t", "i16" },
		{ "int32_t", "i32" },         { "int64_t", "i64" },  { "uint64_aligned_t", "u64" },
		{ "int64_aligned_t", "i64" },
	};
	size_t i;

	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (strcmp(fixed[i].name, name) == 0)
			return fixed[i].word;
	return NULL;
}

static const char *base_word(struct extract *extract, Dwarf_Die *die)
{
	const char *name = die_name(extract, die);
	Dwarf_Attribute attribute;
	Dwarf_Word encoding = 0;

	dwarf_formudata(dwarf_attr(die, DW_AT_encoding, &attribute), &encoding);
	if (name && strcmp(name, "char") == 0)
		return "char";
	if (name && (strcmp(name, "long unsigned int") == 0 || strcmp(name, "unsigned long") == 0))
		return "ulong";
	if (name && (strcmp(name, "long int") == 0 || strcmp(name, "long") == 0))
		return "long";
	return arena_printf(extract->arena, "%c%d",
			    encoding == DW_ATE_signed || encoding == DW_ATE_signed_char ? 'i' : 'u',
			    8 * dwarf_bytesize(die));
}

/* "[8]" for each dimension; "[]" where there is no bound. */
static const char *array_dims(struct extract *extract, Dwarf_Die *die)
{
	const char *dims = "";
	Dwarf_Attribute attribute;
	Dwarf_Word n;
	Dwarf_Die child;

	if (dwarf_child(die, &child) != 0)
		return "[]";
	do {
		if (dwarf_tag(&child) != DW_TAG_subrange_type)
			continue;
		if (dwarf_formudata(dwarf_attr(&child, DW_AT_upper_bound, &attribute), &n) == 0)
			dims = arena_printf(extract->arena, "%s[%u]", dims, (unsigned int)n + 1);
		else if (dwarf_formudata(dwarf_attr(&child, DW_AT_count, &attribute), &n) == 0 &&
			 n > 0)
			dims = arena_printf(extract->arena, "%s[%u]", dims, (unsigned int)n);
		else
			dims = arena_printf(extract->arena, "%s[]", dims);
	} while (dwarf_siblingof(&child, &child) == 0);
	return dims;
}

/* What the pointer or handle DIE leads to, as text. */
static const char *target_text(struct extract *extract, Dwarf_Die *die)
{
	struct typed target;
	Dwarf_Die type;

	if (!die_type(die, &type) || dwarf_tag(&type) == DW_TAG_subroutine_type ||
	    !typed_by(extract, die, &target))
		return "void";
	return target.inlined ? "void" : typed_text(extract, &target);
}

/* The pointer in a handle: its first member, or the first member of that. */
static bool handle_pointer(Dwarf_Die *handle, Dwarf_Die *ret_pointer)
{
	Dwarf_Die die = *handle, child;

	while (dwarf_tag(&die) != DW_TAG_pointer_type) {
		if (dwarf_tag(&die) == DW_TAG_structure_type ||
		    dwarf_tag(&die) == DW_TAG_union_type) {
			if (dwarf_child(&die, &child) != 0)
				return false;
			die = child;
		} else if (!die_type(&die, &child)) {
			return false;
		} else {
			die = child;
		}
	}
	*ret_pointer = die;
	return true;
}

static bool typed_handle(struct extract *extract, Dwarf_Die *handle, struct typed *typed)
{
	Dwarf_Die pointer;

	if (!handle_pointer(handle, &pointer))
		return false;
	typed->head = arena_printf(extract->arena, "handle%d", 8 * dwarf_bytesize(handle));
	typed->target = target_text(extract, &pointer);
	typed->alias = NULL;
	return true;
}

/* A struct, union or enum: by its name, by that of its typedef, or not at all. */
static void typed_tagged(struct extract *extract, Dwarf_Die *die, const char *word,
			 struct typed *typed)
{
	const char *name = die_name(extract, die);

	if (!name)
		name = typed->alias;
	typed->alias = NULL;
	if (name) {
		typed->head = arena_printf(extract->arena, "%s %s", word, name);
	} else if (strcmp(word, "enum") == 0) {
		typed->head = arena_printf(extract->arena, "u%d", 8 * dwarf_bytesize(die));
	} else {
		typed->head = arena_printf(extract->arena, "%s %d", word, dwarf_bytesize(die));
		typed->inlined = true;
		typed->die = *die;
	}
}

/* Clang leaves the size of a pointer to be that of an address. */
static int pointer_bits(Dwarf_Die *die)
{
	uint8_t bytes = 0;
	Dwarf_Die unit;

	dwarf_diecu(die, &unit, &bytes, NULL);
	return 8 * bytes;
}

/* The end of a chain of typedefs, qualifiers and arrays. */
static bool typed_end(struct extract *extract, Dwarf_Die *die, struct typed *typed)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_base_type:
		typed->head = base_word(extract, die);
		return true;
	case DW_TAG_pointer_type:
		typed->head = arena_printf(extract->arena, "pointer%d", pointer_bits(die));
		typed->target = target_text(extract, die);
		typed->alias = NULL;
		return true;
	case DW_TAG_structure_type:
		typed_tagged(extract, die, "struct", typed);
		return true;
	case DW_TAG_union_type:
		typed_tagged(extract, die, "union", typed);
		return true;
	case DW_TAG_enumeration_type:
		typed_tagged(extract, die, "enum", typed);
		return true;
	default:
		return false;
	}
}

/* The type that OWNER (a member, typedef or pointer) names. False if it has none that data can have. */
static bool typed_by(struct extract *extract, Dwarf_Die *owner, struct typed *ret_typed)
{
	struct typed typed = { .dims = "" };
	Dwarf_Die die = *owner;
	const char *name;

	while (die_type(&die, &die)) {
		switch (dwarf_tag(&die)) {
		case DW_TAG_typedef:
			name = die_name(extract, &die);
			*ret_typed = typed;
			if (strncmp(name, HANDLE, strlen(HANDLE)) == 0)
				return die_type(&die, &die) &&
				       typed_handle(extract, &die, ret_typed);
			ret_typed->head = fixed_width(name);
			if (ret_typed->head)
				return true;
			if (!typed.alias)
				typed.alias = name;
			break;
		case DW_TAG_array_type:
			typed.dims = arena_printf(extract->arena, "%s%s", typed.dims,
						  array_dims(extract, &die));
			break;
		case DW_TAG_const_type:
		case DW_TAG_volatile_type:
			break;
		default:
			*ret_typed = typed;
			return typed_end(extract, &die, ret_typed);
		}
	}
	return false;
}

static void add_row(struct extract *extract, struct lay_node *node, const struct lay_row *row)
{
	*arena_push(extract->arena, node->rows, node->n_rows) = *row;
	node->rows[node->n_rows - 1].cells = extract->cells;
}

/* ROW's type from its text, so that it is what a .lay file would say. */
static bool set_type(struct extract *extract, struct lay_row *row, const char *text)
{
	const char *wrong = lay_type_parse(extract->arena, text, strlen(text), &row->type);

	if (wrong)
		fprintf(stderr, "xencat: the catalogue has no way to write the type '%s': %s\n",
			text, wrong);
	return !wrong;
}

static unsigned int die_line(Dwarf_Die *die)
{
	int line = 0;

	return dwarf_decl_line(die, &line) == 0 ? (unsigned int)line : 0;
}

/* In bits, from the start of the struct. Two ways to say it: DWARF 4 and later, and before, counted from the top. */
static Dwarf_Word bit_offset(Dwarf_Die *member, Dwarf_Word bytes, Dwarf_Word bits)
{
	Dwarf_Attribute attribute;
	Dwarf_Word offset = 0, from_top;

	if (dwarf_formudata(dwarf_attr(member, DW_AT_data_bit_offset, &attribute), &offset) == 0)
		return offset;
	if (dwarf_formudata(dwarf_attr(member, DW_AT_bit_offset, &attribute), &from_top) != 0)
		return 8 * bytes;
	return 8 * (bytes + (Dwarf_Word)dwarf_bytesize(member)) - from_top - bits;
}

static bool add_members(struct extract *extract, struct lay_node *node, Dwarf_Die *die);

static bool add_member(struct extract *extract, struct lay_node *parent, Dwarf_Die *member)
{
	struct lay_row row = { 0 };
	Dwarf_Word bytes = 0, bits = 0, at;
	Dwarf_Attribute attribute;
	struct typed typed;
	struct lay_node *node;
	const char *text;

	if (!typed_by(extract, member, &typed))
		return false;
	dwarf_formudata(dwarf_attr(member, DW_AT_data_member_location, &attribute), &bytes);
	text = typed_text(extract, &typed);
	if (dwarf_formudata(dwarf_attr(member, DW_AT_bit_size, &attribute), &bits) == 0) {
		at = bit_offset(member, bytes, bits);
		bytes = at / 8;
		row.bit = (uint8_t)(at % 8);
		text = arena_printf(extract->arena, "%s:%u", typed.head, (unsigned int)bits);
	}
	row.offset = (uint32_t)bytes;
	if (!set_type(extract, &row, text))
		return false;
	node = lay_node_add(extract->arena, parent, LAY_FIELD, die_name(extract, member));
	node->line = die_line(member);
	add_row(extract, node, &row);
	return !typed.inlined || add_members(extract, node, &typed.die);
}

static bool add_members(struct extract *extract, struct lay_node *node, Dwarf_Die *die)
{
	Dwarf_Die child;

	if (dwarf_child(die, &child) != 0)
		return true;
	do {
		if (dwarf_tag(&child) == DW_TAG_member && !add_member(extract, node, &child))
			return false;
	} while (dwarf_siblingof(&child, &child) == 0);
	return true;
}

static void add_enumerators(struct extract *extract, struct lay_node *node, Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	struct lay_node *child;
	Dwarf_Sword negative;
	Dwarf_Word value;
	Dwarf_Die item;

	if (dwarf_child(die, &item) != 0)
		return;
	do {
		struct lay_row row = { 0 };

		if (dwarf_tag(&item) != DW_TAG_enumerator ||
		    !dwarf_attr(&item, DW_AT_const_value, &attribute))
			continue;
		if (dwarf_whatform(&attribute) == DW_FORM_sdata) {
			dwarf_formsdata(&attribute, &negative);
			row.value = (uint64_t)negative;
			row.negative = negative < 0;
		} else if (dwarf_formudata(&attribute, &value) == 0) {
			row.value = value;
		}
		child = lay_node_add(extract->arena, node, LAY_ENUMERATOR,
				     die_name(extract, &item));
		child->line = node->line;
		add_row(extract, child, &row);
	} while (dwarf_siblingof(&item, &item) == 0);
}

/* A struct, union or enum, under NAME (NULL: none). */
static bool add_tagged(struct extract *extract, struct lay_node *header, Dwarf_Die *die,
		       const char *name, unsigned int line)
{
	int tag = dwarf_tag(die), size = dwarf_bytesize(die);
	struct lay_row row = { 0 };
	struct lay_node *node;

	row.type.kind = tag == DW_TAG_enumeration_type ? LAY_ENUM
			: tag == DW_TAG_union_type     ? LAY_UNION
						       : LAY_STRUCT;
	row.type.size = size < 0 ? 0 : (uint32_t)size;
	row.type.count = 1;
	row.type.text = lay_type_sized(extract->arena, row.type.kind, row.type.size);
	node = lay_node_add(extract->arena, header,
			    tag == DW_TAG_enumeration_type ? LAY_ENUMERATION : LAY_RECORD, name);
	node->line = line;
	add_row(extract, node, &row);
	if (tag == DW_TAG_enumeration_type) {
		add_enumerators(extract, node, die);
		return true;
	}
	return add_members(extract, node, die);
}

static bool is_tagged(Dwarf_Die *die)
{
	int tag = dwarf_tag(die);

	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type ||
	       tag == DW_TAG_enumeration_type;
}

/* `typedef struct X X_t` goes without saying; a typedef of what has no name gives it one. */
static bool add_typedef(struct extract *extract, struct lay_node *header, Dwarf_Die *die)
{
	const char *name = die_name(extract, die), *tag;
	struct lay_row row = { 0 };
	struct typed typed;
	struct lay_node *node;
	Dwarf_Die type;

	if (strncmp(name, HANDLE, strlen(HANDLE)) == 0)
		return true;
	if (die_type(die, &type) && is_tagged(&type)) {
		tag = die_name(extract, &type);
		if (!tag)
			return add_tagged(extract, header, &type, name, die_line(die));
		if (strlen(name) == strlen(tag) + 2 && strncmp(name, tag, strlen(tag)) == 0 &&
		    strcmp(name + strlen(tag), "_t") == 0)
			return true;
	}
	if (!typed_by(extract, die, &typed) || typed.inlined)
		return true;
	if (!set_type(extract, &row, typed_text(extract, &typed)))
		return false;
	node = lay_node_add(extract->arena, header, LAY_TYPEDEF, name);
	node->line = die_line(die);
	add_row(extract, node, &row);
	return true;
}

/* Whether a typedef gives a name to the enum DIE; then the typedef adds it. */
static bool named_by_typedef(Dwarf_Die *unit, Dwarf_Die *die)
{
	Dwarf_Die other, type;

	if (dwarf_child(unit, &other) != 0)
		return false;
	do {
		if (dwarf_tag(&other) == DW_TAG_typedef && die_type(&other, &type) &&
		    dwarf_dieoffset(&type) == dwarf_dieoffset(die))
			return true;
	} while (dwarf_siblingof(&other, &other) == 0);
	return false;
}

static bool add_die(struct extract *extract, Dwarf_Die *unit, Dwarf_Die *die)
{
	const char *file = dwarf_decl_file(die);
	struct lay_node *header = file ? extract_header(extract, file) : NULL;
	Dwarf_Attribute attribute;

	if (!header || dwarf_attr(die, DW_AT_declaration, &attribute))
		return true;
	if (dwarf_tag(die) == DW_TAG_typedef)
		return add_typedef(extract, header, die);
	if (!is_tagged(die))
		return true;
	if (!die_name(extract, die) &&
	    (dwarf_tag(die) != DW_TAG_enumeration_type || named_by_typedef(unit, die)))
		return true;
	return add_tagged(extract, header, die, die_name(extract, die), die_line(die));
}

static bool add_types(struct extract *extract, Dwfl_Module *module)
{
	Dwarf_Die *unit = NULL, die;
	Dwarf_Addr bias;

	while ((unit = dwfl_module_nextcu(module, unit, &bias)) != NULL) {
		if (dwarf_child(unit, &die) != 0)
			continue;
		do {
			if (!add_die(extract, unit, &die))
				return false;
		} while (dwarf_siblingof(&die, &die) == 0);
	}
	return true;
}

/* What extract_unit.c had the compiler store: 64 bits of value, 32 of number, 32 of sign, in this machine's order. */
static void add_values(struct extract *extract, const unsigned char *bytes, size_t len)
{
	uint32_t number, negative;
	uint64_t value;

	for (; len >= 16; bytes += 16, len -= 16) {
		memcpy(&value, bytes, 8);
		memcpy(&number, bytes + 8, 4);
		memcpy(&negative, bytes + 12, 4);
		extract_value(extract, number, value, negative != 0);
	}
}

static void find_values(struct extract *extract, Elf *elf)
{
	Elf_Scn *section = NULL;
	const char *name;
	size_t names;
	GElf_Shdr head;
	Elf_Data *data;

	if (!elf || elf_getshdrstrndx(elf, &names) != 0)
		return;
	while ((section = elf_nextscn(elf, section)) != NULL) {
		if (!gelf_getshdr(section, &head))
			continue;
		name = elf_strptr(elf, names, head.sh_name);
		if (!name || strcmp(name, ".xencat") != 0)
			continue;
		data = elf_getdata(section, NULL);
		if (data)
			add_values(extract, data->d_buf, data->d_size);
	}
}

bool extract_object(struct extract *extract, const char *object)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.section_address = dwfl_offline_section_address,
	};
	Dwfl *dwfl = dwfl_begin(&callbacks);
	Dwfl_Module *module = dwfl ? dwfl_report_offline(dwfl, "unit", object, -1) : NULL;
	Dwarf_Addr bias;
	bool ok = false;

	if (module && dwfl_report_end(dwfl, NULL, NULL) == 0 &&
	    dwfl_module_getdwarf(module, &bias)) {
		find_values(extract, dwfl_module_getelf(module, &bias));
		ok = add_types(extract, module);
	} else {
		fprintf(stderr, "xencat: cannot read what the compiler made: %s\n",
			dwfl_errmsg(-1));
	}
	dwfl_end(dwfl);
	return ok;
}
