/* SPDX-License-Identifier: MIT */
#include "xabic/freeze.h"

#include "xabic/fmt.h"

void fingerprint(struct model *model, struct sha256 *ret_digest)
{
	struct out text = { .arena = &model->arena };

	fmt_bare(model, &text);
	sha256(text.text, text.len, ret_digest);
}

void freeze(struct model *model, struct out *out)
{
	struct sha256 digest;

	fingerprint(model, &digest);
	out_printf(out,
		   "# SPDX-License-Identifier: MIT\n"
		   "# Made by `xabic freeze`; not for editing. The SHA-256 of its other lines:\n"
		   "# %s\n",
		   digest.hex);
	fmt_bare(model, out);
}

void check_frozen(struct model *model)
{
	const struct source *source = model->files[0]->source;
	struct out text = { .arena = &model->arena };
	struct place place = { source, 0, 1 };

	freeze(model, &text);
	while (place.at < text.len && text.text[place.at] == source->text[place.at])
		place.at++;
	if (place.at == text.len && text.len == source->len)
		return;
	model_error(model, "frozen", place, "here it differs from what 'xabic freeze' writes");
	model_note(model, place, "a snapshot is never edited: change the spec and freeze that");
}
