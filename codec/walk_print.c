/* SPDX-License-Identifier: MIT */
#include "codec/walk_print.h"
#include "codec/line.h"

#define MAX_OPEN 24 /* structs and lists in one another */

/* One that is open. */
struct level {
	uint64_t total, shown;
	size_t mark;        /* where the line was before it */
	bool braces, fresh; /* fresh: nothing is in it yet */
};

struct printer {
	struct line line;
	const struct walk *walk[2]; /* the call, and one in a list of such */
	unsigned int calls;
	struct level levels[MAX_OPEN];
	unsigned int depth; /* of the current one, below 0 where too many are open */
	unsigned int skipped;
};

/* --- names and values */

size_t walk_name(const struct walk *walk, char *text, size_t size)
{
	struct line line = { text, size, 0 };

	if (!walk->hypercall) {
		line_text(&line, "hypercall ");
		line_number(&line, walk->number, 10);
		return line_end(&line);
	}
	line_text(&line, walk_names + walk->hypercall->name);
	if (walk->op && walk->has_command) {
		line_char(&line, '.');
		line_text(&line, walk_names + walk->op->name);
	} else if (walk->has_command) {
		line_char(&line, '.');
		line_number(&line, walk->command, 10);
	}
	return line_end(&line);
}

static uint64_t symbol_value(const struct walk_symbol *symbol)
{
	return symbol->value | (uint64_t)symbol->value_high << 32;
}

static bool is_here(const struct walk *walk, const struct walk_symbol *symbol)
{
	return walk_where[symbol->where] & walk->where;
}

/* All that are set, then what has no name. */
static bool put_flags(struct line *line, const struct walk *walk, const struct walk_show *show,
		      uint64_t value)
{
	const struct walk_symbol *symbol;
	const char *between = "";
	uint16_t i;

	for (i = 0; i < show->n_symbols; i++) {
		symbol = &walk_symbols[show->symbols + i];
		if (!is_here(walk, symbol) || !(value & symbol_value(symbol)))
			continue;
		line_text(line, between);
		line_text(line, walk_names + symbol->name);
		value &= ~symbol_value(symbol);
		between = "|";
	}
	if (!value && *between)
		return true;
	line_text(line, between);
	line_hex(line, value);
	return *between;
}

static bool put_one(struct line *line, const struct walk *walk, const struct walk_show *show,
		    uint64_t value, unsigned int bytes)
{
	uint64_t mask = bytes < 8 ? (UINT64_C(1) << (8 * bytes)) - 1 : UINT64_MAX;
	const struct walk_symbol *symbol;
	uint16_t i;

	for (i = 0; i < show->n_symbols; i++) {
		symbol = &walk_symbols[show->symbols + i];
		if (is_here(walk, symbol) && !((symbol_value(symbol) ^ value) & mask)) {
			line_text(line, walk_names + symbol->name);
			return true;
		}
	}
	line_number(line, value, 10);
	return false;
}

/* Large numbers without a unit are mostly addresses, all ones, or wrong. */
static bool put_value(struct line *line, const struct walk *walk, const struct walk_item *item)
{
	switch (item->show->form) {
	case WALK_FLAGS:
		return put_flags(line, walk, item->show, item->value);
	case WALK_ONE:
		return put_one(line, walk, item->show, item->value, (unsigned int)item->bytes);
	case WALK_HEX:
		line_hex(line, item->value);
		return false;
	case WALK_UNIT:
		line_number(line, item->value, 10);
		line_text(line, walk_names + item->show->unit);
		return false;
	}
	if (item->is_signed)
		line_signed(line, item->value, 8);
	else if (item->value > UINT32_MAX)
		line_hex(line, item->value);
	else
		line_number(line, item->value, 10);
	return false;
}

size_t walk_value(const struct walk *walk, const struct walk_item *item, char *text, size_t size,
		  bool *ret_named)
{
	struct line line = { text, size, 0 };
	bool named = put_value(&line, walk, item);

	if (ret_named)
		*ret_named = named;
	return line_end(&line);
}

static void put_byte(struct line *line, uint8_t byte)
{
	line_char(line, "0123456789abcdef"[byte >> 4]);
	line_char(line, "0123456789abcdef"[byte & 15]);
}

static void put_bytes(struct line *line, const struct walk_item *item)
{
	bool uuid = item->show->form == WALK_UUID && item->bytes == 16;
	size_t i;

	for (i = 0; i < item->bytes; i++) {
		if (uuid && i >= 4 && i <= 10 && i % 2 == 0)
			line_char(line, '-');
		put_byte(line, ((const uint8_t *)item->data)[i]);
	}
}

size_t walk_data(const struct walk_item *item, char *text, size_t size)
{
	struct line line = { text, size, 0 };

	put_bytes(&line, item);
	return line_end(&line);
}

/* --- a call */

static struct level *level(struct printer *printer)
{
	return &printer->levels[printer->depth];
}

/* What stands in front of an item: a blank, its name. */
static void put_head(struct printer *printer, const char *name)
{
	if (!level(printer)->fresh)
		line_char(&printer->line, ' ');
	level(printer)->fresh = false;
	level(printer)->shown++;
	if (name) {
		line_text(&printer->line, name);
		line_char(&printer->line, '=');
	}
}

static void open_level(struct printer *printer, bool braces, uint64_t total, size_t mark)
{
	if (printer->depth + 1 == MAX_OPEN) {
		printer->skipped++;
		return;
	}
	line_char(&printer->line, braces ? '{' : '[');
	printer->depth++;
	*level(printer) =
		(struct level){ .total = total, .mark = mark, .braces = braces, .fresh = true };
}

static void close_level(struct printer *printer)
{
	uint64_t more;

	if (printer->skipped) {
		printer->skipped--;
		return;
	}
	if (!printer->depth)
		return;
	more = level(printer)->total - level(printer)->shown;
	if (!level(printer)->braces && level(printer)->total > level(printer)->shown) {
		line_text(&printer->line, level(printer)->fresh ? "+" : " +");
		line_number(&printer->line, more, 10);
	}
	/* A struct of zeros within another one is a zero, too. */
	if (level(printer)->braces && level(printer)->fresh && level(printer)[-1].braces) {
		printer->line.len = level(printer)->mark;
		printer->depth--;
		level(printer)->fresh = --level(printer)->shown == 0;
		return;
	}
	line_char(&printer->line, level(printer)->braces ? '}' : ']');
	printer->depth--;
}

static void put_string(struct line *line, const struct walk_item *item)
{
	const uint8_t *data = item->data;
	size_t i;

	line_char(line, '"');
	for (i = 0; i < item->bytes; i++) {
		if (data[i] == '\n')
			line_text(line, "\\n");
		else if (data[i] < ' ' || data[i] > '~')
			line_char(line, '?');
		else
			line_char(line, (char)data[i]);
	}
	line_char(line, '"');
}

/* How many more there are than are shown. */
static void put_more(struct line *line, const struct walk_item *item)
{
	if (item->total <= item->bytes)
		return;
	line_char(line, '+');
	line_number(line, item->total - item->bytes, 10);
}

static bool is_zero(const struct walk_item *item)
{
	size_t i;

	if (item->what == WALK_VALUE)
		return !item->value;
	for (i = 0; i < item->bytes; i++)
		if (((const uint8_t *)item->data)[i])
			return false;
	return item->total == item->bytes;
}

static void put_item(struct printer *printer, const struct walk_item *item)
{
	if (item->show->form == WALK_GAP ||
	    (item->name && is_zero(item) && item->show->form != WALK_ONE && level(printer)->braces))
		return;
	put_head(printer, item->name);
	if (item->what == WALK_VALUE) {
		put_value(&printer->line, printer->walk[printer->calls], item);
		return;
	}
	if (item->what == WALK_STRING)
		put_string(&printer->line, item);
	else
		put_bytes(&printer->line, item);
	put_more(&printer->line, item);
}

/* A call in a list: its name, braces around what it has, and its result behind them. */
static void open_call(struct printer *printer, const struct walk *walk)
{
	char name[64];

	put_head(printer, NULL);
	walk_name(walk, name, sizeof(name));
	line_text(&printer->line, name);
	printer->walk[1] = walk;
	printer->calls = 1;
	open_level(printer, true, 0, 0);
	level(printer)->braces = false; /* zeros count here */
}

static void close_call(struct printer *printer)
{
	level(printer)->braces = true;
	close_level(printer);
	printer->calls = 0;
	if (printer->walk[0]->after) {
		line_text(&printer->line, "->");
		line_signed(&printer->line, (uint64_t)printer->walk[1]->result, 8);
	}
}

static void take(void *taker, const struct walk_item *item)
{
	struct printer *printer = taker;
	size_t mark = printer->line.len;

	switch (item->what) {
	case WALK_VALUE:
	case WALK_DATA:
	case WALK_STRING:
		put_item(printer, item);
		break;
	case WALK_OPEN_STRUCT:
	case WALK_OPEN_LIST:
		put_head(printer, item->name);
		open_level(printer, item->what == WALK_OPEN_STRUCT, item->total, mark);
		break;
	case WALK_CLOSE_STRUCT:
	case WALK_CLOSE_LIST:
		close_level(printer);
		break;
	case WALK_UNREADABLE:
		put_head(printer, item->name);
		line_hex(&printer->line, item->address);
		line_text(&printer->line, "(unreadable)");
		break;
	case WALK_OPEN_CALL:
		open_call(printer, item->call);
		break;
	case WALK_CLOSE_CALL:
		close_call(printer);
		break;
	case WALK_ENOUGH:
		put_head(printer, NULL);
		line_text(&printer->line, "...");
		break;
	case WALK_BUFFER:
		break;
	}
}

size_t walk_print(struct walk *walk, void (*pass)(struct walk *walk), char *text, size_t size)
{
	struct printer printer = { .line = { text, size, 0 }, .walk = { walk } };
	void (*own_take)(void *taker, const struct walk_item *item) = walk->take;
	void *own_taker = walk->taker;

	walk->take = take;
	walk->taker = &printer;
	pass(walk);
	walk->take = own_take;
	walk->taker = own_taker;
	return line_end(&printer.line);
}

size_t walk_print_in(struct walk *walk, char *text, size_t size)
{
	size_t name = walk_name(walk, text, size), at = name < size ? name : size;

	return name + walk_print(walk, walk_in, text + at, size - at);
}

size_t walk_print_out(struct walk *walk, char *text, size_t size)
{
	return walk_print(walk, walk_out, text, size);
}
