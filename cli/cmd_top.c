/* SPDX-License-Identifier: MIT */
/* xabi top: the domains by what they use, again and again; on a full screen, or as tables for scripts. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/screen.h"

#define SECOND UINT64_C(1000000000)

#define CELL       128 /* bytes of any cell but a name */
#define GAP        2
#define NAME_LEAST 12 /* columns give way before a name gets narrower than this */
#define ABOVE      4  /* lines above the rows, their heads included; below is one, the keys */

enum { ID, NAME, STATE, CPU, CPU_TIME, MEMORY, SHARE, VCPUS, COLUMNS };

static const char *const heads[COLUMNS] = { "ID",       "NAME",   "STATE",  "CPU(%)",
					    "CPU TIME", "MEMORY", "MEM(%)", "VCPUS" };
static const char aligns[] = "rllrrrrr";

/* What + and - go through, in ns. */
static const uint64_t intervals[] = {
	SECOND / 10, SECOND / 5,  SECOND / 2,  SECOND,       2 * SECOND,   5 * SECOND,
	10 * SECOND, 20 * SECOND, 60 * SECOND, 300 * SECOND, 900 * SECOND, 3600 * SECOND,
};

struct top {
	struct cli *cli;
	struct watch watch;
	struct xabi_host_info host;
	char version[64];
	double *cpu; /* of each domain of the last look, in percent of one CPU; below 0: not known yet */
	size_t *order; /* the domain in each row */
	size_t room;
	double cpu_sum; /* below 0 where none is known */
	uint64_t memory_sum;
	uint64_t interval;
	size_t sort; /* in the table below */
	bool reverse;
	size_t first; /* row on the screen */
};

static void get_version(struct top *top)
{
	char *extra = host_text(top->cli, XABI_HOST_TEXT_EXTRA);
	struct xabi_route route;

	xabi_route(top->cli->xabi, &route);
	snprintf(top->version, sizeof(top->version), "Xen %u.%u%.24s on %s", route.major,
		 route.minor, extra, route.architecture);
	free(extra);
}

static void make_room(struct top *top)
{
	if (top->watch.now.room <= top->room)
		return;
	free(top->cpu);
	free(top->order);
	top->room = top->watch.now.room;
	top->cpu = cli_alloc(top->room, sizeof(*top->cpu));
	top->order = cli_alloc(top->room, sizeof(*top->order));
}

/* From two looks at a domain, by the time that passed between them here. */
static double cpu_of(const struct watch *watch, size_t index)
{
	size_t was = watch->now.was[index];
	uint64_t time = watch->now.at - watch->before.at, now, then;

	if (was == LOOK_NEW || time == 0)
		return -1;
	now = watch->now.domains.list[index].cpu_time;
	then = watch->before.domains.list[was].cpu_time;
	return now < then ? -1 : 100.0 * (double)(now - then) / (double)time;
}

static void look(struct top *top)
{
	const struct domains *domains = &top->watch.now.domains;
	size_t i;

	host_info(top->cli, &top->host);
	watch_look(top->cli, &top->watch);
	make_room(top);
	top->cpu_sum = -1;
	top->memory_sum = 0;
	for (i = 0; i < domains->n; i++) {
		top->cpu[i] = cpu_of(&top->watch, i);
		if (top->cpu[i] >= 0)
			top->cpu_sum = (top->cpu_sum < 0 ? 0 : top->cpu_sum) + top->cpu[i];
		top->memory_sum += domains->list[i].memory;
	}
}

static double share(const struct top *top, uint64_t memory)
{
	return top->host.memory ? 100.0 * (double)memory / (double)top->host.memory : 0;
}

static int falling(uint64_t a, uint64_t b)
{
	return (a < b) - (a > b);
}

static int by_cpu(const struct top *top, size_t a, size_t b)
{
	return (top->cpu[a] < top->cpu[b]) - (top->cpu[a] > top->cpu[b]);
}

static int by_memory(const struct top *top, size_t a, size_t b)
{
	const struct xabi_domain_info *list = top->watch.now.domains.list;

	return falling(list[a].memory, list[b].memory);
}

static int by_time(const struct top *top, size_t a, size_t b)
{
	const struct xabi_domain_info *list = top->watch.now.domains.list;

	return falling(list[a].cpu_time, list[b].cpu_time);
}

static int by_name(const struct top *top, size_t a, size_t b)
{
	char one[37], other[37];

	return strcmp(domain_label(&top->watch.now.domains, a, one),
		      domain_label(&top->watch.now.domains, b, other));
}

static int by_id(const struct top *top, size_t a, size_t b)
{
	(void)top;
	return (a > b) - (a < b);
}

/* The orders and their keys. The first is the one to start with. */
static const struct {
	char key;
	const char *name, *help;
	int (*compare)(const struct top *top, size_t a, size_t b);
} sorts[] = {
	{ 'c', "CPU", "c cpu", by_cpu },        { 'm', "memory", "m memory", by_memory },
	{ 't', "CPU time", "t time", by_time }, { 'n', "name", "n name", by_name },
	{ 'i', "id", "i id", by_id },
};

/* What is equal stays in the order of numbers, whichever way. */
static int compare(const void *a, const void *b, void *context)
{
	const struct top *top = context;
	size_t one = *(const size_t *)a, other = *(const size_t *)b;
	int result = sorts[top->sort].compare(top, one, other);

	if (top->reverse)
		result = -result;
	return result ? result : by_id(top, one, other);
}

static void sort(struct top *top)
{
	size_t n = top->watch.now.domains.n, i;

	for (i = 0; i < n; i++)
		top->order[i] = i;
	qsort_r(top->order, n, sizeof(*top->order), compare, top);
}

/* A cell's text, in SPARE or elsewhere. */
static const char *cell(const struct top *top, size_t index, size_t column, char spare[CELL])
{
	const struct domains *domains = &top->watch.now.domains;
	const struct xabi_domain_info *domain = &domains->list[index];

	switch (column) {
	case NAME:
		return domain_label(domains, index, spare);
	case STATE:
		format_state(domain, spare, CELL);
		return spare;
	case ID:
		snprintf(spare, CELL, "%u", domain->id);
		return spare;
	case CPU:
		if (top->cpu[index] < 0)
			return "-";
		snprintf(spare, CELL, "%.1f", top->cpu[index]);
		return spare;
	case CPU_TIME:
		snprintf(spare, CELL, "%.1f s", (double)domain->cpu_time / 1e9);
		return spare;
	case MEMORY:
		snprintf(spare, CELL, "%" PRIu64 " MiB", domain->memory >> 20);
		return spare;
	case SHARE:
		snprintf(spare, CELL, "%.1f", share(top, domain->memory));
		return spare;
	default:
		snprintf(spare, CELL, "%" PRIu32, domain->vcpus);
		return spare;
	}
}

static void host_line(const struct top *top, char text[CELL])
{
	snprintf(text, CELL, "%s, %" PRIu32 " CPU%s, memory %" PRIu64 " MiB, %" PRIu64 " MiB free",
		 top->version, top->host.cpus, top->host.cpus == 1 ? "" : "s",
		 top->host.memory >> 20, top->host.free >> 20);
}

static void sum_line(const struct top *top, char text[CELL])
{
	size_t n = top->watch.now.domains.n;
	char cpu[32] = "-";

	if (top->cpu_sum >= 0)
		snprintf(cpu, sizeof(cpu), "%.1f %%", top->cpu_sum);
	snprintf(text, CELL,
		 "%zu domain%s, CPU %s of %" PRIu32 " %%, memory %" PRIu64 " MiB (%.1f %%)", n,
		 n == 1 ? "" : "s", cpu, top->host.cpus * 100, top->memory_sum >> 20,
		 share(top, top->memory_sum));
}

static void print_frame(struct top *top)
{
	struct table table = {
		.heads = heads, .aligns = aligns, .columns = COLUMNS, .shown = COLUMNS
	};
	char time[32], text[CELL];
	size_t row, column;

	table_start(&table, top->cli);
	watch_time(&top->watch.now, time);
	host_line(top, text);
	printf("%s  %s\n", time, text);
	sum_line(top, text);
	printf("%s\n\n", text);
	for (row = 0; row < top->watch.now.domains.n; row++)
		for (column = 0; column < COLUMNS; column++)
			table_text(&table, cell(top, top->order[row], column, text));
	table_print(&table, top->cli);
}

/* Percent are the one thing that is no integer; below 0 is not known. */
static void json_percent(json_t *json, const char *key, double percent)
{
	json_object_set_new(json, key, percent < 0 ? json_null() : json_real(percent));
}

static void print_json(const struct top *top)
{
	const struct domains *domains = &top->watch.now.domains;
	json_t *json = json_object(), *array = json_array(), *domain;
	char time[32];
	size_t row, i;

	for (row = 0; row < domains->n; row++) {
		i = top->order[row];
		domain = domain_json(&domains->list[i], domains->names[i]);
		json_percent(domain, "cpu_percent", top->cpu[i]);
		json_percent(domain, "memory_percent", share(top, domains->list[i].memory));
		json_array_append_new(array, domain);
	}
	watch_time(&top->watch.now, time);
	cli_json_text(json, "time", time);
	cli_json_number(json, "cpus", top->host.cpus);
	cli_json_number(json, "memory_bytes", top->host.memory);
	cli_json_number(json, "free_bytes", top->host.free);
	json_percent(json, "cpu_percent", top->cpu_sum);
	json_object_set_new(json, "domains", array);
	cli_json_line(json);
}

static void print_frames(struct top *top, uint64_t count)
{
	wait_init();
	do {
		look(top);
		sort(top);
		if (top->cli->json)
			print_json(top);
		else
			print_frame(top);
		/* What cannot be written is said at the program's end. */
		if (--count == 0 || fflush(stdout) != 0 ||
		    !wait_until(top->watch.now.at + top->interval))
			break;
		if (!top->cli->json)
			putchar('\n');
	} while (!ferror(stdout));
}

/* How wide each column is, and how many from the left fit WIDTH. The name takes what the others leave. */
static size_t lay_out(const struct top *top, size_t width, size_t ret_widths[COLUMNS])
{
	size_t shown = COLUMNS, used, row, column, least;
	char spare[CELL];

	for (column = 0; column < COLUMNS; column++)
		ret_widths[column] = text_width(heads[column]);
	for (row = 0; row < top->watch.now.domains.n; row++) {
		for (column = 0; column < COLUMNS; column++) {
			used = text_width(cell(top, row, column, spare));
			if (used > ret_widths[column])
				ret_widths[column] = used;
		}
	}
	least = ret_widths[NAME] < NAME_LEAST ? ret_widths[NAME] : NAME_LEAST;
	for (;; shown--) {
		used = GAP * (shown - 1);
		for (column = 0; column < shown; column++)
			used += column == NAME ? 0 : ret_widths[column];
		if (used + least <= width || shown == NAME + 1)
			break;
	}
	if (ret_widths[NAME] + used > width)
		ret_widths[NAME] = width > used ? width - used : 0;
	return shown;
}

static const char *color_of(const struct xabi_domain_info *domain)
{
	if (domain->state & XABI_DOMAIN_STATE_DYING ||
	    (domain->state & XABI_DOMAIN_STATE_SHUTDOWN &&
	     domain->shutdown_reason == XABI_SHUTDOWN_REASON_CRASH))
		return "\033[31m";
	if (domain->state &
	    (XABI_DOMAIN_STATE_SHUTDOWN | XABI_DOMAIN_STATE_PAUSED | XABI_DOMAIN_STATE_DEBUGGED))
		return "\033[33m";
	return domain->state & XABI_DOMAIN_STATE_RUNNING ? "\033[32m" : "";
}

/* A cell starts at its place whatever the one before it was: a terminal may find a name wider than it was counted. */
static void draw_row(const struct top *top, struct screen *screen, size_t line, size_t index,
		     size_t shown, const size_t widths[COLUMNS])
{
	size_t column, at = 0;
	const char *color;
	char spare[CELL];

	screen_line(screen, line);
	for (column = 0; column < shown; column++) {
		color = "";
		if (column == STATE && screen->color)
			color = color_of(&top->watch.now.domains.list[index]);
		screen_column(screen, line, at);
		screen_put(screen, color);
		screen_cell(screen, cell(top, index, column, spare), widths[column],
			    aligns[column]);
		screen_put(screen, *color ? "\033[m" : "");
		at += widths[column] + GAP;
	}
}

static void draw_heads(struct screen *screen, size_t line, size_t shown,
		       const size_t widths[COLUMNS])
{
	size_t column, used = 0;

	screen_line(screen, line);
	screen_put(screen, "\033[7m");
	for (column = 0; column < shown; column++) {
		if (column)
			screen_cell(screen, "", GAP, 'l');
		screen_cell(screen, heads[column], widths[column], aligns[column]);
		used += widths[column] + (column ? GAP : 0);
	}
	screen_cell(screen, "", screen->columns > used ? screen->columns - used : 0, 'l');
	screen_put(screen, "\033[m");
}

static void draw_line(struct screen *screen, size_t line, const char *text)
{
	screen_line(screen, line);
	screen_cell(screen, text, screen->columns, 'l');
}

static void draw_keys(struct screen *screen)
{
	char text[CELL];
	size_t used, i;

	used = (size_t)snprintf(text, sizeof(text), "q quit ");
	for (i = 0; i < CLI_COUNT(sorts); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, " %s", sorts[i].help);
	snprintf(text + used, sizeof(text) - used, "  r reverse  + - interval");
	draw_line(screen, screen->rows - 1, text);
}

/* How the rows are chosen. */
static void draw_choice(const struct top *top, struct screen *screen, size_t page)
{
	size_t n = top->watch.now.domains.n, used;
	char text[CELL];

	used = (size_t)snprintf(text, sizeof(text), "by %s%s, every %g s", sorts[top->sort].name,
				top->reverse ? ", reversed" : "",
				(double)top->interval / (double)SECOND);
	if (page && n > page)
		snprintf(text + used, sizeof(text) - used,
			 "; %zu to %zu of %zu, arrows and page keys scroll", top->first + 1,
			 top->first + page, n);
	draw_line(screen, 2, text);
}

static size_t page_of(const struct screen *screen)
{
	return screen->rows > ABOVE + 1 ? screen->rows - ABOVE - 1 : 0;
}

/* On a terminal with too few lines the last one is drawn over: the keys. */
static void draw(struct top *top, struct screen *screen)
{
	size_t n = top->watch.now.domains.n, page = page_of(screen), widths[COLUMNS], shown, row;
	char text[CELL];

	if (top->first + page > n)
		top->first = n > page ? n - page : 0;
	sort(top);
	shown = lay_out(top, screen->columns, widths);
	host_line(top, text);
	draw_line(screen, 0, text);
	sum_line(top, text);
	draw_line(screen, 1, text);
	draw_choice(top, screen, page);
	draw_heads(screen, ABOVE - 1, shown, widths);
	for (row = 0; row < page && top->first + row < n; row++)
		draw_row(top, screen, ABOVE + row, top->order[top->first + row], shown, widths);
	screen_below(screen, ABOVE + row);
	draw_keys(screen);
	screen_show(screen);
}

static void scroll(struct top *top, size_t page, int key)
{
	size_t n = top->watch.now.domains.n, step = 1;

	if (key == SCREEN_PAGE_UP || key == SCREEN_PAGE_DOWN)
		step = page;
	if (key == SCREEN_HOME)
		top->first = 0;
	else if (key == SCREEN_LAST)
		top->first = n;
	else if (key == SCREEN_UP || key == SCREEN_PAGE_UP)
		top->first -= top->first < step ? top->first : step;
	else
		top->first += step;
}

static void change_interval(struct top *top, bool longer)
{
	size_t n = CLI_COUNT(intervals), i;

	for (i = 0; longer && i < n; i++) {
		if (intervals[i] > top->interval) {
			top->interval = intervals[i];
			return;
		}
	}
	for (i = n; !longer && i > 0; i--) {
		if (intervals[i - 1] < top->interval) {
			top->interval = intervals[i - 1];
			return;
		}
	}
}

/* False: quit. */
static bool obey(struct top *top, const struct screen *screen, int key)
{
	size_t i;

	if (key == 'q' || key == SCREEN_END)
		return false;
	if (key == 'r')
		top->reverse = !top->reverse;
	if (key == '+' || key == '-')
		change_interval(top, key == '+');
	if (key >= SCREEN_UP)
		scroll(top, page_of(screen), key);
	for (i = 0; i < CLI_COUNT(sorts); i++) {
		if (sorts[i].key == key) {
			top->sort = i;
			top->reverse = false;
		}
	}
	return true;
}

static void fill_screen(struct top *top, uint64_t count)
{
	struct screen screen;
	bool going = true;
	int key;

	screen_open(&screen, "xabi top --batch prints tables, xabi list prints one");
	while (going && count--) {
		look(top);
		do {
			draw(top, &screen);
			key = screen_key(&screen, top->watch.now.at + top->interval);
			going = obey(top, &screen, key);
		} while (going && key != SCREEN_TIMEOUT);
	}
	screen_close(&screen);
}

int cmd_top(struct cli *cli)
{
	struct top top = { .cli = cli, .interval = watch_interval(cli, 2 * SECOND) };
	uint64_t count = watch_count(cli);

	if (!cli->batch && !cli->json && (cli->columns || cli->no_header))
		cli_die(XABI_ERROR_USAGE,
			"a screen has its own columns: -o and --no-header go with --batch");
	get_version(&top);
	if (cli->batch || cli->json)
		print_frames(&top, count);
	else
		fill_screen(&top, count);
	watch_release(&top.watch);
	free(top.cpu);
	free(top.order);
	return 0;
}
