/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* What a user calls the column HEAD: "cpu_time" for "CPU TIME", "cpu" for "CPU(%)". */
static void column_name(const char *head, char ret_name[32])
{
	size_t len = strcspn(head, "("), i;

	for (i = 0; i < len && i < 31; i++)
		ret_name[i] = head[i] == ' ' ? '_' : (char)tolower((unsigned char)head[i]);
	ret_name[i] = '\0';
}

static uint8_t find_column(const struct table *table, const char *name, size_t len)
{
	char list[256], own[32];
	size_t i, used = 0;

	for (i = 0; i < table->columns; i++) {
		column_name(table->heads[i], own);
		if (strlen(own) == len && strncmp(own, name, len) == 0)
			return (uint8_t)i;
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? ", " : "",
					 own);
	}
	cli_die(XABI_ERROR_USAGE, "there is no column '%.*s'; there are %s", (int)len, name, list);
}

/* Which columns to print, in which order. */
static void choose(struct table *table, const char *at)
{
	size_t len;

	if (!at)
		for (; table->n_chosen < table->shown; table->n_chosen++)
			table->chosen[table->n_chosen] = (uint8_t)table->n_chosen;
	while (at && *at) {
		len = strcspn(at, ",");
		if (table->n_chosen == TABLE_COLUMNS_MAX)
			cli_die(XABI_ERROR_USAGE, "more than %d columns", TABLE_COLUMNS_MAX);
		table->chosen[table->n_chosen++] = find_column(table, at, len);
		at += len + (at[len] == ',');
	}
	if (table->n_chosen == 0)
		cli_die(XABI_ERROR_USAGE, "-o names no column");
}

void table_start(struct table *table, const struct cli *cli)
{
	size_t i;

	choose(table, cli->columns);
	for (i = 0; i < table->n_chosen; i++)
		table->wanted[table->chosen[i]] = true;
	for (i = 0; i < table->columns; i++)
		if (table->wanted[i])
			table->place[i] = (uint8_t)table->kept++;
}

/* Room for N more bytes behind the texts that there are. */
static char *reserve(struct table *table, size_t n)
{
	if (table->used + n > table->room) {
		table->room = 2 * (table->used + n) + 4096;
		table->text = cli_grow(table->text, table->room, 1);
	}
	return table->text + table->used;
}

void table_text(struct table *table, const char *text)
{
	size_t column = table->next, len = strlen(text);
	unsigned int width;

	table->next = (column + 1) % table->columns;
	if (!table->wanted[column])
		return;
	if (table->n_cells == table->cells_room) {
		table->cells_room = 2 * table->cells_room + 64;
		table->cells = cli_grow(table->cells, table->cells_room, sizeof(*table->cells));
	}
	memcpy(reserve(table, len + 1), text, len + 1);
	width = (unsigned int)text_width(text);
	if (width > table->width[column])
		table->width[column] = width;
	table->cells[table->n_cells++] = (struct cell){ .at = table->used, .width = width };
	table->used += len + 1;
}

/* Digits before END, which they do not reach; where they start. */
static char *digits(char *end, uint64_t number)
{
	do {
		*--end = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	return end;
}

void table_number(struct table *table, uint64_t number, const char *unit)
{
	char text[48], *end = text + 24;

	*stpncpy(end, unit, sizeof(text) - 25) = '\0';
	table_text(table, digits(end, number));
}

void table_seconds(struct table *table, uint64_t ns)
{
	uint64_t tenths = (ns + 50000000) / 100000000;
	char text[32], *at = text + sizeof(text) - 4;

	memcpy(at, "0 s", 4);
	at[0] = (char)('0' + tenths % 10);
	*--at = '.';
	table_text(table, digits(at, tenths / 10));
}

/* Whole lines go out through one buffer: a row may have many cells, and a table many rows. */
static void put_cell(struct table *table, const struct cell *cell, size_t column, bool last)
{
	unsigned int pad = table->width[column] - cell->width;
	size_t len = strlen(table->text + cell->at);
	char *to = reserve(table, len + pad + 2);
	const char *text = table->text + cell->at; /* where it is now */

	if (table->aligns[column] == 'r') {
		memset(to, ' ', pad);
		memcpy(to + pad, text, len);
		len += pad;
	} else {
		memcpy(to, text, len);
		if (!last) {
			memset(to + len, ' ', pad);
			len += pad;
		}
	}
	if (last) {
		to[len++] = '\n';
	} else {
		to[len++] = ' ';
		to[len++] = ' ';
	}
	table->used += len;
}

void table_print(struct table *table, const struct cli *cli)
{
	size_t start, row, i;

	if (!cli->no_header) /* a last row, printed first */
		for (i = 0; i < table->columns; i++)
			table_text(table, table->heads[i]);
	start = table->used;
	for (i = 0; i < table->n_chosen && !cli->no_header; i++)
		put_cell(table,
			 &table->cells[table->n_cells - table->kept +
				       table->place[table->chosen[i]]],
			 table->chosen[i], i + 1 == table->n_chosen);
	if (!cli->no_header)
		table->n_cells -= table->kept;
	for (row = 0; row < table->n_cells; row += table->kept)
		for (i = 0; i < table->n_chosen; i++)
			put_cell(table, &table->cells[row + table->place[table->chosen[i]]],
				 table->chosen[i], i + 1 == table->n_chosen);
	fwrite(table->text + start, 1, table->used - start, stdout);
	free(table->text);
	free(table->cells);
}
