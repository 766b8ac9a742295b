/* SPDX-License-Identifier: MIT */
/*
 * The canonical form: rows of a declaration in columns, marks in the order of attrs[], docs broken
 * at 100 columns, one empty line between declarations. Made from the tree alone, so that it does
 * not depend on the form before; comments and single empty lines stay where they are, and a comment
 * inside a row moves above it.
 */
#include "xabic/fmt.h"

#include <stdio.h>
#include <string.h>

#include "base/out.h"
#include "xabic/attr.h"

#define WIDTH     100
#define INDENT    4
#define DEEPER    8
#define MAX_CELLS 4

/* A row as texts; those in one column of rows of one kind line up. */
struct line {
	const char *cells[MAX_CELLS];
	size_t n_cells;
	const char *doc;
	const char *break_at; /* where the last cell may be broken: ", " or " and " */
};

struct formatter {
	struct arena *arena;
	const struct file *file;
	struct out *out;
	bool bare; /* without comments and the author's empty lines */
};

static size_t width(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

/* Do the first LEN bytes of TEXT have at most ROOM columns? */
static bool fits(const char *text, size_t len, size_t room)
{
	size_t n = 0, i;

	for (i = 0; i < len && text[i] && n <= room; i++)
		n += (text[i] & 0xc0) != 0x80;
	return n <= room;
}

static void indent(struct formatter *f, size_t n)
{
	out_printf(f->out, "%*s", (int)n, "");
}

/* ---- comments ---- */

static void comment_line(struct formatter *f, const char *text, bool blank_before, size_t column)
{
	if (blank_before && f->out->len)
		out_text(f->out, "\n");
	indent(f, column);
	out_printf(f->out, "%s\n", text);
}

/*
 * What stands above the tokens FIRST to LAST of an item and between them; then the empty line right
 * above it.
 */
static void leads(struct formatter *f, uint32_t first, uint32_t last, size_t column, bool *blank)
{
	const struct comment *lead;
	uint32_t at;
	size_t i;

	if (f->bare) {
		if (*blank)
			out_text(f->out, "\n");
		return;
	}
	for (at = first; at <= last; at++) {
		for (i = 0; i < f->file->tokens[at].n_leads; i++) {
			lead = &f->file->tokens[at].leads[i];
			comment_line(f, lead->text, lead->blank_before || *blank,
				     lead->indented ? INDENT : column);
			*blank = false;
		}
	}
	for (at = first; at < last; at++) {
		if (!f->file->tokens[at].tail)
			continue;
		comment_line(f, f->file->tokens[at].tail, *blank, column);
		*blank = false;
	}
	if ((f->file->tokens[first].blank_before || *blank) && f->out->len)
		out_text(f->out, "\n");
}

static const char *tail_text(const struct formatter *f, uint32_t last)
{
	return f->bare ? NULL : f->file->tokens[last].tail;
}

static void tail(struct formatter *f, uint32_t last, size_t gap)
{
	const char *text = tail_text(f, last);

	if (text) {
		indent(f, gap);
		out_text(f->out, text);
	}
	out_text(f->out, "\n");
}

/* ---- texts ---- */

/* The last BREAK_AT before which TEXT fits in ROOM, else the first; NULL: there is none. */
static const char *find_break(const char *text, const char *break_at, size_t room)
{
	const char *cut = NULL, *next;

	for (next = strstr(text, break_at); next; next = strstr(next + 1, break_at)) {
		if (cut && !fits(text, (size_t)(next - text), room))
			break;
		cut = next;
	}
	return cut;
}

/*
 * Puts TEXT, which starts at column AT, on lines of at most WIDTH from there: broken behind a comma
 * or before another word.
 */
static void broken(struct formatter *f, const char *text, const char *break_at, size_t at)
{
	bool comma = *break_at == ',';
	const char *cut;

	while (!fits(text, SIZE_MAX, WIDTH - at)) {
		cut = find_break(text, break_at, WIDTH - at - comma);
		if (!cut)
			break;
		cut += comma;
		out_printf(f->out, "%.*s\n", (int)(cut - text), text);
		indent(f, at);
		text = cut + 1;
	}
	out_text(f->out, text);
}

/*
 * A doc as strings on lines of their own; they are joined by one blank each, so one blank goes at
 * each break.
 */
static void doc_lines(struct formatter *f, const char *text, size_t column)
{
	size_t room = WIDTH - column - 2;
	const char *cut;

	while (!fits(text, SIZE_MAX, room) && (cut = find_break(text, " ", room))) {
		out_printf(f->out, "\"%.*s\"\n", (int)(cut - text), text);
		indent(f, column);
		text = cut + 1;
	}
	out_printf(f->out, "\"%s\"", text);
}

static const char *mark_text(struct formatter *f, const struct mark *mark)
{
	const char *keyword = mark->attr->keyword;

	switch (mark->attr->type) {
	case ATTR_NUM:
		return arena_printf(f->arena, "%s %s", keyword, mark->num.text);
	case ATTR_NAME:
		return arena_printf(f->arena, "%s %s", keyword, mark->name.text);
	case ATTR_RANGE:
		return arena_printf(f->arena, "%s %s..%s", keyword, mark->num.text, mark->to.text);
	case ATTR_VERSION:
		return arena_printf(f->arena, "%s %u.%u", keyword, mark->version.major,
				    mark->version.minor);
	default:
		return keyword;
	}
}

/* TEXT with the marks behind it, in the order of the table. */
static const char *with_marks(struct formatter *f, const char *text, const struct marks *marks)
{
	size_t i, j;

	for (i = 0; i < n_attrs; i++) {
		for (j = 0; j < marks->n_items; j++) {
			if (marks->items[j].attr == &attrs[i])
				text = arena_printf(f->arena, "%s %s", text,
						    mark_text(f, &marks->items[j]));
		}
	}
	return text;
}

/* ---- rows ---- */

static const char *names_text(struct formatter *f, const struct row *row, const char *between)
{
	const char *text = row->names[0].text;
	size_t i;

	for (i = 1; i < row->n_names; i++)
		text = arena_printf(f->arena, "%s%s%s", text, between, row->names[i].text);
	return text;
}

static const char *target_text(struct formatter *f, const struct row *row)
{
	const char *text = row->n_names ? names_text(f, row, " or ") : "none";

	return row->not_self ? arena_printf(f->arena, "%s not self", text) : text;
}

static const char *atoms_text(struct formatter *f, const struct row *row, const char *before)
{
	const char *text = before;
	size_t i;

	for (i = 0; i < row->n_atoms; i++)
		text = arena_printf(f->arena, "%s%s%s", text, i ? " and " : "",
				    atom_text(f->arena, &row->atoms[i]));
	return text;
}

static const char *paths_text(struct formatter *f, const struct row *row)
{
	const char *text = path_text(f->arena, &row->paths[0]);
	size_t i;

	for (i = 1; i < row->n_paths; i++)
		text = arena_printf(f->arena, "%s, %s", text, path_text(f->arena, &row->paths[i]));
	return text;
}

/* "cr0 mask 0x1 = 1" */
static const char *register_text(struct formatter *f, const struct row *row)
{
	const char *text = row->names[0].text;

	if (row->mask.text)
		text = arena_printf(f->arena, "%s mask %s", text, row->mask.text);
	return arena_printf(f->arena, "%s = %s", text,
			    row->n_paths ? path_text(f->arena, row->paths) : row->num.text);
}

static void add_cell(struct line *line, const char *text)
{
	if (*text)
		line->cells[line->n_cells++] = text;
}

/* The second cell of a row, and the third. */
static void row_cells(struct formatter *f, const struct row *row, struct line *line)
{
	switch (row->attr->type) {
	case ATTR_VALUE:
		add_cell(line, with_marks(f,
					  arena_printf(f->arena, "%s = %s", row->name.text,
						       row->num.text),
					  &row->marks));
		break;
	case ATTR_FIELD:
	case ATTR_SLOT:
	case ATTR_BUFFER:
		add_cell(line, row->name.text);
		add_cell(line,
			 with_marks(f,
				    arena_printf(f->arena, ": %s", tref_text(f->arena, &row->type)),
				    &row->marks));
		break;
	case ATTR_TARGET:
		add_cell(line, target_text(f, row));
		break;
	case ATTR_FAILS:
		add_cell(line, row->name.text);
		add_cell(line, atoms_text(f, row, "when "));
		line->break_at = " and ";
		break;
	case ATTR_THEN:
		add_cell(line, atoms_text(f, row, ""));
		break;
	case ATTR_TIME:
		add_cell(line, row->num.text ? arena_printf(f->arena, "%s %s a slice",
							    row->num.text, row->name.text)
					     : "constant");
		break;
	case ATTR_NO:
		add_cell(line, "no");
		break;
	case ATTR_PATHS:
		add_cell(line, paths_text(f, row));
		line->break_at = ", ";
		break;
	case ATTR_OP:
		add_cell(line, path_text(f->arena, &row->paths[0]));
		break;
	case ATTR_INSTRUCTIONS:
		add_cell(line, names_text(f, row, " or "));
		break;
	case ATTR_REGISTERS:
		add_cell(line, names_text(f, row, " "));
		break;
	case ATTR_REGISTER:
		add_cell(line, register_text(f, row));
		break;
	default:
		add_cell(line, row->name.text ? row->name.text : "");
		break;
	}
}

const char *row_text(struct arena *arena, const struct row *row)
{
	struct formatter f = { .arena = arena };
	struct line line = { 0 };
	const char *text = "";
	size_t i;

	row_cells(&f, row, &line);
	for (i = 0; i < line.n_cells; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " " : "", line.cells[i]);
	return text;
}

static struct line row_line(struct formatter *f, const struct row *row)
{
	struct line line = { .doc = row->doc.text, .break_at = ", " };

	add_cell(&line, row->attr->keyword);
	row_cells(f, row, &line);
	return line;
}

/* Keywords line up in all rows; what follows, in rows of one kind. */
static bool lines_up(const struct row *a, const struct row *b, size_t column)
{
	bool typed = a->attr->type == ATTR_SLOT || a->attr->type == ATTR_BUFFER;

	if (column == 0 && *a->attr->keyword)
		return true;
	return a->attr->type == b->attr->type ||
	       (typed && (b->attr->type == ATTR_SLOT || b->attr->type == ATTR_BUFFER));
}

/* Pads the cells that something follows, to the widest such cell that they line up with. */
static void line_up(struct formatter *f, const struct decl *decl, struct line *lines)
{
	size_t column, i, j, widest;
	const char **padded = arena_alloc(f->arena, (decl->n_rows + 1) * sizeof(*padded));

	for (column = 0; column < MAX_CELLS; column++) {
		for (i = 0; i < decl->n_rows; i++) {
			widest = 0;
			for (j = 0; j < decl->n_rows; j++) {
				if (column + !lines[j].doc < lines[j].n_cells &&
				    lines_up(&decl->rows[i], &decl->rows[j], column) &&
				    width(lines[j].cells[column]) > widest)
					widest = width(lines[j].cells[column]);
			}
			padded[i] = lines[i].cells[column];
			if (column + !lines[i].doc < lines[i].n_cells)
				padded[i] = arena_printf(f->arena, "%s%*s", padded[i],
							 (int)(widest - width(padded[i])), "");
		}
		for (i = 0; i < decl->n_rows; i++)
			lines[i].cells[column] = padded[i];
	}
}

/* Of the whole row, or 0: it takes several lines. */
static size_t row_width(const struct line *line)
{
	size_t n = INDENT + (line->doc ? width(line->doc) + 3 : 0), i;

	for (i = 0; i < line->n_cells; i++)
		n += width(line->cells[i]) + (i > 0);
	return n > WIDTH ? 0 : n;
}

/*
 * A doc that does not fit where the others line up comes right behind its row, on the same line if
 * it can.
 */
static void pull_doc(struct formatter *f, struct line *line)
{
	const char **last = &line->cells[line->n_cells - 1];
	size_t len = strlen(*last);

	if (!line->doc || row_width(line))
		return;
	while (len && (*last)[len - 1] == ' ')
		len--;
	*last = arena_strndup(f->arena, *last, len);
}

static void format_row(struct formatter *f, const struct row *row, const struct line *line,
		       size_t tail_column)
{
	size_t full = row_width(line), at = INDENT, i;
	bool blank = false;

	leads(f, row->first, row->last, INDENT, &blank);
	indent(f, INDENT);
	for (i = 0; i + 1 < line->n_cells; i++) {
		out_printf(f->out, "%s ", line->cells[i]);
		at += width(line->cells[i]) + 1;
	}
	broken(f, line->cells[i], line->break_at, at);
	if (line->doc && full) {
		out_printf(f->out, " \"%s\"", line->doc);
	} else if (line->doc) {
		out_text(f->out, "\n");
		indent(f, DEEPER);
		doc_lines(f, line->doc, DEEPER);
	}
	tail(f, row->last, full && tail_column > full ? tail_column - full : 2);
}

static void format_rows(struct formatter *f, const struct decl *decl)
{
	struct line *lines = arena_alloc(f->arena, (decl->n_rows + 1) * sizeof(*lines));
	size_t i, tail_column = 0;

	for (i = 0; i < decl->n_rows; i++)
		lines[i] = row_line(f, &decl->rows[i]);
	line_up(f, decl, lines);
	for (i = 0; i < decl->n_rows; i++) {
		pull_doc(f, &lines[i]);
		if (tail_text(f, decl->rows[i].last) && row_width(&lines[i]) + 2 > tail_column)
			tail_column = row_width(&lines[i]) + 2;
	}
	for (i = 0; i < decl->n_rows; i++)
		format_row(f, &decl->rows[i], &lines[i], tail_column);
}

/* ---- declarations ---- */

static const char *head_text(struct formatter *f, const struct decl *decl)
{
	const char *text = arena_printf(f->arena, "%s %s", decl->head->keyword, decl->name.text);

	if (decl_is(decl, OWNS(OWNER_SPEC)))
		text = arena_printf(f->arena, "%s %u.%u", text, decl->version.major,
				    decl->version.minor);
	if (decl->on.text)
		text = arena_printf(f->arena, "%s on %s", text, decl->on.text);
	if (decl->num.text)
		text = arena_printf(f->arena, "%s = %s", text, decl->num.text);
	if (decl->class.text)
		text = arena_printf(f->arena, "%s %s", text, decl->class.text);
	if (decl->base_name.text)
		text = arena_printf(f->arena, "%s = %s", text, decl->base_name.text);
	return with_marks(f, text, &decl->marks);
}

const char *decl_text(struct arena *arena, const struct decl *decl)
{
	return head_text(&(struct formatter){ .arena = arena }, decl);
}

static void format_decl(struct formatter *f, const struct decl *decl, const struct decl *before)
{
	bool blank = before && (before->head != decl->head || before->n_rows || decl->n_rows);

	leads(f, decl->first, decl->last, 0, &blank);
	out_text(f->out, head_text(f, decl));
	tail(f, decl->last, 2);
	if (decl->doc.text) {
		const struct token *first = &f->file->tokens[decl->doc.first];
		bool none = false;
		struct token kept = *first;

		/* No empty line between a head and its doc. */
		f->file->tokens[decl->doc.first].blank_before = false;
		leads(f, decl->doc.first, decl->doc.last, INDENT, &none);
		f->file->tokens[decl->doc.first] = kept;
		indent(f, INDENT);
		doc_lines(f, decl->doc.text, INDENT);
		tail(f, decl->doc.last, 2);
	}
	format_rows(f, decl);
}

static void format_file(struct model *model, const struct file *file, struct out *out)
{
	struct formatter f = { &model->arena, file, out, false };
	const struct token *end = &file->tokens[file->n_tokens - 1];
	const struct decl *before = NULL;
	size_t i;

	for (i = 0; i < model->n_decls; i++) {
		if (model->decls[i]->file != file)
			continue;
		format_decl(&f, model->decls[i], before);
		before = model->decls[i];
	}
	for (i = 0; i < end->n_leads; i++)
		comment_line(&f, end->leads[i].text, end->leads[i].blank_before,
			     end->leads[i].indented ? INDENT : 0);
}

void fmt_bare(struct model *model, struct out *out)
{
	struct formatter f = { &model->arena, NULL, out, true };
	size_t i;

	for (i = 0; i < model->n_decls; i++) {
		f.file = model->decls[i]->file;
		format_decl(&f, model->decls[i], i ? model->decls[i - 1] : NULL);
	}
}

bool fmt_files(struct model *model, char **paths, size_t n_paths, bool check)
{
	struct out *outs = arena_alloc(&model->arena, n_paths * sizeof(*outs));
	bool fine = true;
	size_t i;

	if (!model_parse(model, paths, n_paths))
		return false;
	for (i = 0; i < model->n_files; i++) {
		outs[i].arena = &model->arena;
		out_text(&outs[i], "");
		format_file(model, model->files[i], &outs[i]);
	}
	for (i = 0; i < model->n_files; i++) {
		if (strcmp(outs[i].text, model->files[i]->source->text) == 0)
			continue;
		if (check)
			printf("%s\n", model->files[i]->path);
		if (check || !out_write(&outs[i], model->files[i]->path))
			fine = false;
	}
	return fine;
}
