/* SPDX-License-Identifier: MIT */
/*
 * The compiler stands any text: it reads it or refuses it, and of what it reads it makes every output. Errors beyond the
 * first are reported too, since what goes on after an error is what breaks. Compared with itself, a text has not changed.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "xabic/diff.h"
#include "xabic/output.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct model model = { .diag = { .limit = UINT32_MAX } }, same = model;
	struct differ differ = { .old = &same, .new = &model, .arena = &model.arena };
	char *text = arena_strndup(&model.arena, (const char *)data, size);
	size_t i;

	if (model_read_text(&model, "fuzz.xabi", text, size)) {
		for (i = 0; i < n_outputs; i++) {
			struct out out = { .arena = &model.arena };

			outputs[i].emit(&model, &out);
		}
		if (model_read_text(&same, "fuzz.xabi", text, size))
			diff(&differ);
		if (differ.n_findings)
			abort();
	}
	arena_release(&same.arena);
	arena_release(&model.arena);
	return 0;
}
