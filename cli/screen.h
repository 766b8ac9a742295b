/* SPDX-License-Identifier: MIT */
/*
 * Waiting, for commands that look again and again; and a full screen with keys, by plain ANSI sequences that any terminal
 * of the vt100's kind knows.
 */
#ifndef CLI_SCREEN_H
#define CLI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* CLOCK_MONOTONIC in ns. */
uint64_t clock_ns(void);

/* SIGINT, SIGTERM, SIGHUP and SIGQUIT end wait_until() from now on, so that a command can finish; a second one kills. */
void wait_init(void);

/* Waits until clock_ns() says UNTIL. False: told to end. */
bool wait_until(uint64_t until);

/* Keys that are no character. TIMEOUT, RESIZE and END are none: the time is over, the size is another, leave now. */
enum {
	SCREEN_TIMEOUT = 256,
	SCREEN_RESIZE,
	SCREEN_END,
	SCREEN_UP,
	SCREEN_DOWN,
	SCREEN_PAGE_UP,
	SCREEN_PAGE_DOWN,
	SCREEN_HOME,
	SCREEN_LAST,
};

struct screen {
	size_t rows, columns;
	bool color;
	/* private */
	char *frame;
	size_t len, room;
	char input[64];
	size_t input_at, input_len;
	int escape; /* where in an escape sequence the input is */
	unsigned int parameter;
};

/*
 * Takes the terminal over; one screen at a time. However the program ends (but for a crash), the terminal becomes what it
 * was, and what was said on stderr meanwhile is said after that. Ends the program where there is no terminal, with a
 * message that says INSTEAD.
 */
void screen_open(struct screen *screen, const char *instead);
void screen_close(struct screen *screen);

/* A frame: lines and what is in them, then all of it in one write. Rows count from 0. */
void screen_line(struct screen *screen, size_t row); /* an empty one */
void screen_column(struct screen *screen, size_t row, size_t column);
void screen_put(struct screen *screen, const char *text);
/* TEXT in WIDTH characters: filled up as ALIGN ('l', 'r') says, or cut. */
void screen_cell(struct screen *screen, const char *text, size_t width, char align);
/* Nothing from this row on. */
void screen_below(struct screen *screen, size_t row);
void screen_show(struct screen *screen);

/* The next key, or what came instead of one until clock_ns() says UNTIL. */
int screen_key(struct screen *screen, uint64_t until);

#endif
