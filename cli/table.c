/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* Characters, not bytes: UTF-8's continuation bytes take no room. */
static int width_of(const char *text)
{
	int width = 0;

	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

void table_cell(struct table *table, const char *format, ...)
{
	va_list args;
	char *cell = NULL;

	table->cells = realloc(table->cells, (table->n_cells + 1) * sizeof(*table->cells));
	va_start(args, format);
	if (!table->cells || vasprintf(&cell, format, args) < 0)
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	va_end(args);
	table->cells[table->n_cells++] = cell;
}

void table_print(struct table *table)
{
	int *widths = cli_alloc(table->columns, sizeof(*widths));
	size_t i, column;
	int pad;

	for (i = 0; i < table->n_cells; i++) {
		column = i % table->columns;
		if (width_of(table->cells[i]) > widths[column])
			widths[column] = width_of(table->cells[i]);
	}
	for (i = 0; i < table->n_cells; i++) {
		column = i % table->columns;
		pad = widths[column] - width_of(table->cells[i]);
		if (table->aligns[column] == 'r')
			printf("%*s%s", pad, "", table->cells[i]);
		else
			printf("%s%*s", table->cells[i], column + 1 == table->columns ? 0 : pad,
			       "");
		fputs(column + 1 == table->columns ? "\n" : "  ", stdout);
	}
	free(widths);
}

void table_release(struct table *table)
{
	size_t i;

	for (i = 0; i < table->n_cells; i++)
		free(table->cells[i]);
	free(table->cells);
	table->cells = NULL;
	table->n_cells = 0;
}
