/* SPDX-License-Identifier: MIT */
#include "cli/screen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

#define SECOND 1000000000u

/* Alternate screen, no cursor, no wrap at the right edge: a character wider than it should be spoils one line only. */
#define ENTER "\033[?1049h\033[?25l\033[?7l\033[m\033[2J"
#define LEAVE "\033[m\033[999;1H\033[K\033[?7h\033[?25h\033[?1049l"

static volatile sig_atomic_t ended, resized, stopped, resumed;
static sigset_t noticed, usual;
static struct termios before, during;
static bool entered, blocked;

uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

static void on_signal(int number)
{
	if (number == SIGWINCH)
		resized = 1;
	else if (number == SIGTSTP)
		stopped = 1;
	else if (number == SIGCONT)
		resumed = 1;
	else
		ended = 1;
}

/* But for a signal that the caller wants ignored (nohup, a shell's background). */
static void notice(int number, int flags)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = flags }, old;

	sigemptyset(&action.sa_mask);
	sigaction(number, NULL, &old);
	if (old.sa_handler == SIG_IGN)
		return;
	sigaction(number, &action, NULL);
	sigaddset(&noticed, number);
}

static void notice_ends(int flags)
{
	sigemptyset(&noticed);
	sigprocmask(SIG_BLOCK, &noticed, &usual);
	notice(SIGINT, flags);
	notice(SIGTERM, flags);
	notice(SIGHUP, flags);
	notice(SIGQUIT, flags);
}

void wait_init(void)
{
	notice_ends(SA_RESTART | (int)SA_RESETHAND);
}

/* Waits NS for input (FD -1: for none) or a signal. Whether there is input. Signals come in nowhere else unnoticed. */
static bool wait_on(int fd, uint64_t ns)
{
	const struct timespec time = { .tv_sec = (time_t)(ns / SECOND),
				       .tv_nsec = (long)(ns % SECOND) };
	struct pollfd input = { .fd = fd, .events = POLLIN };
	int ready = 0;

	sigprocmask(SIG_BLOCK, &noticed, NULL);
	if (!ended && !resized && !stopped && !resumed)
		ready = ppoll(&input, 1, &time, &usual);
	if (!blocked)
		sigprocmask(SIG_SETMASK, &usual, NULL);
	return ready > 0;
}

bool wait_until(uint64_t until)
{
	uint64_t now;

	for (now = clock_ns(); !ended && now < until; now = clock_ns())
		wait_on(-1, until - now);
	return !ended;
}

static void write_all(const char *data, size_t bytes)
{
	struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };
	ssize_t put;

	while (bytes) {
		put = write(STDOUT_FILENO, data, bytes);
		if (put < 0 && errno == EAGAIN && poll(&output, 1, -1) > 0)
			continue;
		if (put < 0 && errno != EINTR) {
			ended = 1; /* the terminal is gone */
			return;
		}
		data += put > 0 ? put : 0;
		bytes -= put > 0 ? (size_t)put : 0;
	}
}

static void enter(void)
{
	tcsetattr(STDIN_FILENO, TCSADRAIN, &during);
	write_all(ENTER, strlen(ENTER));
	entered = true;
}

static void leave(void)
{
	if (!entered)
		return;
	entered = false;
	write_all(LEAVE, strlen(LEAVE));
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}

static void measure(struct screen *screen)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_row || !size.ws_col)
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	screen->rows = size.ws_row;
	screen->columns = size.ws_col;
}

void screen_open(struct screen *screen, const char *instead)
{
	static char talk[4096];
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    tcgetattr(STDIN_FILENO, &before) != 0)
		cli_die(XABI_ERROR_USAGE, "there is no terminal to fill: %s", instead);
	if (!term || !*term || strcmp(term, "dumb") == 0)
		cli_die(XABI_ERROR_USAGE, "a terminal of this kind (TERM=%s) cannot be filled: %s",
			term ? term : "", instead);
	*screen = (struct screen){ .color = !no_color || !*no_color };
	during = before;
	during.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
	during.c_iflag &= ~(tcflag_t)IXON;
	during.c_cc[VMIN] = 1;
	during.c_cc[VTIME] = 0;
	notice_ends(0);
	notice(SIGWINCH, 0);
	notice(SIGTSTP, 0);
	notice(SIGCONT, 0);
	sigprocmask(SIG_BLOCK, &noticed, NULL);
	blocked = true;
	atexit(leave); /* runs before stderr is flushed */
	setvbuf(stderr, talk, _IOFBF, sizeof(talk));
	enter();
	measure(screen);
}

void screen_close(struct screen *screen)
{
	leave();
	fflush(stderr);
	setvbuf(stderr, NULL, _IONBF, 0);
	blocked = false;
	sigprocmask(SIG_SETMASK, &usual, NULL);
	free(screen->frame);
}

static void append(struct screen *screen, const char *data, size_t bytes)
{
	if (screen->len + bytes > screen->room) {
		screen->room = 2 * (screen->len + bytes);
		screen->frame = cli_grow(screen->frame, screen->room, 1);
	}
	memcpy(screen->frame + screen->len, data, bytes);
	screen->len += bytes;
}

void screen_put(struct screen *screen, const char *text)
{
	append(screen, text, strlen(text));
}

void screen_column(struct screen *screen, size_t row, size_t column)
{
	char text[48];

	snprintf(text, sizeof(text), "\033[%zu;%zuH", row + 1, column + 1);
	screen_put(screen, text);
}

/* Erased first: at the right edge, an erasure afterwards would take the last character. */
void screen_line(struct screen *screen, size_t row)
{
	screen_column(screen, row, 0);
	screen_put(screen, "\033[K");
}

void screen_cell(struct screen *screen, const char *text, size_t width, char align)
{
	size_t chars = text_width(text), pad = chars < width ? width - chars : 0, n = 0;
	const char *end;

	for (; align == 'r' && pad; pad--)
		append(screen, " ", 1);
	for (end = text; *end; end++)
		if ((*end & 0xc0) != 0x80 && n++ == width)
			break;
	append(screen, text, (size_t)(end - text));
	for (; pad; pad--)
		append(screen, " ", 1);
}

void screen_below(struct screen *screen, size_t row)
{
	if (row >= screen->rows)
		return;
	screen_column(screen, row, 0);
	screen_put(screen, "\033[J");
}

void screen_show(struct screen *screen)
{
	if (entered) /* and not stopped, in a shell */
		write_all(screen->frame, screen->len);
	screen->len = 0;
}

/* The key that an escape sequence's last character means, 0 for one that is not used here. */
static int sequence_key(unsigned int parameter, char last)
{
	static const struct {
		char last;
		unsigned int parameter;
		int key;
	} keys[] = {
		{ 'A', 0, SCREEN_UP },      { 'B', 0, SCREEN_DOWN },      { 'H', 0, SCREEN_HOME },
		{ 'F', 0, SCREEN_LAST },    { '~', 1, SCREEN_HOME },      { '~', 4, SCREEN_LAST },
		{ '~', 5, SCREEN_PAGE_UP }, { '~', 6, SCREEN_PAGE_DOWN }, { '~', 7, SCREEN_HOME },
		{ '~', 8, SCREEN_LAST },
	};
	size_t i;

	for (i = 0; i < CLI_COUNT(keys); i++)
		if (keys[i].last == last && keys[i].parameter == parameter)
			return keys[i].key;
	return 0;
}

/* The key that C completes, 0 if none yet. A sequence may come in pieces. */
static int decode(struct screen *screen, char c)
{
	enum { PLAIN, ESCAPE, SEQUENCE };

	if (c == '\033') {
		screen->escape = ESCAPE;
		return 0;
	}
	if (screen->escape == ESCAPE && (c == '[' || c == 'O')) {
		screen->escape = SEQUENCE;
		screen->parameter = 0;
		return 0;
	}
	if (screen->escape != SEQUENCE) {
		screen->escape = PLAIN;
		return (unsigned char)c;
	}
	if (c >= '0' && c <= '9') {
		screen->parameter = screen->parameter * 10 + (unsigned int)(c - '0');
		return 0;
	}
	if (c == ';')
		return 0;
	screen->escape = PLAIN;
	return sequence_key(screen->parameter, c);
}

/* What signals have asked for; 0 if nothing that the caller has to know. */
static int obey_signals(struct screen *screen)
{
	if (ended)
		return SCREEN_END;
	if (stopped) {
		stopped = 0;
		leave();
		raise(SIGSTOP);
	}
	if (resumed) {
		resumed = 0;
		enter();
		resized = 1;
	}
	if (!resized)
		return 0;
	resized = 0;
	measure(screen);
	return SCREEN_RESIZE;
}

int screen_key(struct screen *screen, uint64_t until)
{
	uint64_t now;
	ssize_t got;
	int key;

	for (;;) {
		while (screen->input_at < screen->input_len) {
			key = decode(screen, screen->input[screen->input_at++]);
			if (key)
				return key;
		}
		key = obey_signals(screen);
		if (key)
			return key;
		now = clock_ns();
		if (now >= until)
			return SCREEN_TIMEOUT;
		if (!wait_on(STDIN_FILENO, until - now))
			continue;
		got = read(STDIN_FILENO, screen->input, sizeof(screen->input));
		if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
			return SCREEN_END;
		screen->input_at = 0;
		screen->input_len = got > 0 ? (size_t)got : 0;
	}
}
