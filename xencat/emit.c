/* SPDX-License-Identifier: MIT */
#include "xencat/commands.h"
#include "xencat/emit_lower.h"

static const char usage[] =
	"usage: xencat emit [--into DIR] -o FILE FILE...\n\n"
	"Makes the C tables by which XABI's operations are carried out by older hypercalls (codec/lower.h),\n"
	"from .low and .ops files and the layouts in DIR (catalogue/layout).\n";

int command_emit(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct diag diag = { 0 };
	struct files files = { 0 };
	const struct ops_set *ops;
	const struct lay_set *lay;
	struct low_set *low;

	files_parse(&arena, &diag, &files, argc, argv, usage);
	if (!files.output || !files.n_low || !files.n_ops)
		options_wrong(usage, "emit needs -o FILE, .low files and .ops files");
	lay = lay_load(&arena, &diag, files.into);
	ops = ops_read(&arena, &diag, files.ops, files.n_ops);
	low = low_read(&arena, &diag, files.low, files.n_low);
	if (!lay || diag.errors || !emit_lower(&arena, &diag, lay, ops, low, files.output))
		return COMMAND_DIFFERS;
	arena_release(&arena);
	return COMMAND_FINE;
}
