/* SPDX-License-Identifier: MIT */
/*
 * Sizes and offsets. Natural alignment on every architecture, and no byte that is not a field:
 * docs/rules.md P3.1.
 */
#include "xabic/model.h"

#include "xabic/attr.h"

static void layout_struct(struct model *model, struct decl *decl);

/*
 * The field that fills GAP bytes, as its text; a gap before an aligned field always starts aligned
 * for it.
 */
static const char *pad_text(struct model *model, uint32_t gap)
{
	if (gap == 1 || gap == 2 || gap == 4)
		return arena_printf(&model->arena, "pad : u%u zero", 8 * gap);
	return arena_printf(&model->arena, "pad : u8[%u] zero", gap);
}

/* Alignment of a field's type, its size in *RET_SIZE; 0 with an error reported. */
static uint32_t layout_type(struct model *model, const struct row *field, uint32_t *ret_size)
{
	const struct tref *type = &field->type;
	struct place place = type->name.place;

	if (type->form == TREF_OPEN) {
		model_error(model, "array_length", place, "an array in a struct needs its length");
		model_note(model, place, "where the length varies, make it a buffer of the op");
		return 0;
	}
	if (type->count == 0 || type->count > MAX_STRUCT) {
		model_error(model, "array_length", place, "an array has 1 to %d elements",
			    MAX_STRUCT);
		return 0;
	}
	if (!type->base) {
		layout_struct(model, type->decl);
		if (type->decl->layout_state == 1) {
			model_error(model, "struct_cycle", place, "'%s' would contain itself",
				    type->name.text);
			return 0;
		}
		if (decl_grows(type->decl)) {
			model_error(model, "growing_inside", place,
				    "'%s' grows, and would move what follows it", type->name.text);
			return 0;
		}
		if (type->decl->align == 0)
			return 0;
	}
	*ret_size = tref_element_size(type) * (uint32_t)type->count;
	return type->base ? type->base->size : type->decl->align;
}

static bool layout_field(struct model *model, struct decl *decl, struct row *field)
{
	uint32_t size = 0, align = layout_type(model, field, &size), gap;

	if (align == 0)
		return false;
	gap = (align - decl->size % align) % align;
	if (gap) {
		model_error(model, "implicit_padding", field->name.place,
			    "'%s' would start %u byte%s after the field before it",
			    field->name.text, gap, gap == 1 ? "" : "s");
		model_note(model, field->name.place, "put this row before it: %s",
			   pad_text(model, gap));
	}
	decl->size += gap;
	field->offset = decl->size;
	field->size = size;
	decl->size += size;
	if (align > decl->align)
		decl->align = align;
	if (decl->size <= MAX_STRUCT)
		return true;
	model_error(model, "struct_size", field->name.place, "'%s' has more than %d bytes",
		    decl->name.text, MAX_STRUCT);
	return false;
}

/* A struct that fails keeps alignment 0, so that those which contain it say nothing more. */
static void layout_struct(struct model *model, struct decl *decl)
{
	uint32_t gap;
	size_t i;

	if (decl->layout_state)
		return;
	decl->layout_state = 1;
	for (i = 0; i < decl->n_rows; i++) {
		if (!layout_field(model, decl, &decl->rows[i])) {
			decl->align = 0;
			decl->layout_state = 2;
			return;
		}
	}
	decl->layout_state = 2;
	if (decl->n_rows == 0)
		return;
	gap = (decl->align - decl->size % decl->align) % decl->align;
	if (gap == 0)
		return;
	model_error(model, "implicit_padding", decl->name.place,
		    "'%s' has %u bytes, not a multiple of its alignment %u", decl->name.text,
		    decl->size, decl->align);
	model_note(model, decl->rows[decl->n_rows - 1].name.place,
		   "put this row after the last: %s", pad_text(model, gap));
}

void layout_structs(struct model *model)
{
	size_t i;

	for (i = 0; i < model->n_decls; i++) {
		if (decl_is(model->decls[i], LAID_OUT))
			layout_struct(model, model->decls[i]);
	}
}
