/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

#define COLUMNS_MAX 32

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

/* Whether NAME[0..LEN) is what a user calls the column HEAD: "cpu_time" for "CPU TIME". */
static bool is_column(const char *head, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < len && head[i]; i++)
		if (name[i] != (head[i] == ' ' ? '_' : tolower((unsigned char)head[i])))
			return false;
	return i == len && !head[i];
}

static size_t find_column(const struct table *table, const char *name, size_t len)
{
	char list[256] = "";
	size_t i, used = 0;

	for (i = 0; i < table->columns; i++)
		if (is_column(table->heads[i], name, len))
			return i;
	for (i = 0; i < table->columns && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? ", " : "",
					 table->heads[i]);
	for (i = 0; list[i]; i++)
		list[i] = list[i] == ' ' && i && list[i - 1] != ','
				  ? '_'
				  : (char)tolower((unsigned char)list[i]);
	cli_die(XABI_ERROR_USAGE, "there is no column '%.*s'; there are %s", (int)len, name, list);
}

/* The columns to print; how many. */
static size_t choose(const struct cli *cli, const struct table *table,
		     size_t ret_columns[COLUMNS_MAX])
{
	const char *at = cli->columns;
	size_t n = 0, len;

	if (!at)
		for (; n < table->shown; n++)
			ret_columns[n] = n;
	while (at && *at) {
		len = strcspn(at, ",");
		if (n == COLUMNS_MAX)
			cli_die(XABI_ERROR_USAGE, "more than %d columns", COLUMNS_MAX);
		ret_columns[n++] = find_column(table, at, len);
		at += len + (at[len] == ',');
	}
	if (n == 0)
		cli_die(XABI_ERROR_USAGE, "-o names no column");
	return n;
}

static void print_cell(const char *cell, int width, char align, bool last)
{
	int pad = width - width_of(cell);

	if (align == 'r')
		printf("%*s%s", pad, "", cell);
	else
		printf("%s%*s", cell, last ? 0 : pad, "");
	fputs(last ? "\n" : "  ", stdout);
}

void table_print(struct cli *cli, struct table *table)
{
	size_t chosen[COLUMNS_MAX], n = choose(cli, table, chosen), row, i, at;
	int widths[COLUMNS_MAX] = { 0 };

	for (i = 0; i < table->columns; i++) {
		widths[i] = cli->no_header ? 0 : width_of(table->heads[i]);
		for (at = i; at < table->n_cells; at += table->columns)
			if (width_of(table->cells[at]) > widths[i])
				widths[i] = width_of(table->cells[at]);
	}
	for (i = 0; i < n && !cli->no_header; i++)
		print_cell(table->heads[chosen[i]], widths[chosen[i]], table->aligns[chosen[i]],
			   i + 1 == n);
	for (row = 0; row < table->n_cells; row += table->columns)
		for (i = 0; i < n; i++)
			print_cell(table->cells[row + chosen[i]], widths[chosen[i]],
				   table->aligns[chosen[i]], i + 1 == n);
	for (at = 0; at < table->n_cells; at++)
		free(table->cells[at]);
	free(table->cells);
}
