/* SPDX-License-Identifier: MIT */
#include "guest.h"
#include "hypercall.h"

#include <stdarg.h>

/*
 * How often console_flush() lets others run before it gives up: some tenths of a second on an
 * otherwise idle CPU, thousands of times what xenconsoled needs. There is no clock here yet.
 */
#define FLUSH_YIELDS 100000

static struct {
	struct xencons_interface *ring;
	uint32_t port;
} console;

struct line {
	char text[255];
	uint32_t len;
};

void console_init(struct xencons_interface *ring, uint32_t port)
{
	console.ring = ring;
	console.port = port;
}

static void line_char(struct line *line, char c)
{
	if (line->len < sizeof(line->text))
		line->text[line->len++] = c;
}

static void line_string(struct line *line, const char *s)
{
	while (*s)
		line_char(line, *s++);
}

static void line_number(struct line *line, uint64_t value, unsigned int base)
{
	char digits[20];
	unsigned int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (n)
		line_char(line, digits[--n]);
}

static bool ring_char(char c)
{
	struct xencons_interface *ring = console.ring;
	uint32_t prod = ring->out_prod;

	if (prod - *(volatile uint32_t *)&ring->out_cons >= sizeof(ring->out))
		return false;
	ring->out[prod % sizeof(ring->out)] = c;
	smp_mb(); /* the character is there before the index says so */
	*(volatile uint32_t *)&ring->out_prod = prod + 1;
	return true;
}

/* The reader is a terminal in raw mode or its log: like every guest's tty, send \r\n. */
static void ring_write(const struct line *line)
{
	struct evtchn_send send = { .port = console.port };
	uint32_t i;

	for (i = 0; i < line->len; i++) {
		if (line->text[i] == '\n' && !ring_char('\r'))
			break;
		if (!ring_char(line->text[i]))
			break;
	}
	hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (unsigned long)&send);
}

void console_printf(const char *fmt, ...)
{
	struct line line;
	va_list args;
	bool wide;

	line.len = 0;
	va_start(args, fmt);
	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			line_char(&line, *fmt);
			continue;
		}
		wide = fmt[1] == 'l' && fmt[2] == 'l';
		fmt += wide ? 3 : 1;
		switch (*fmt) {
		case 's':
			line_string(&line, va_arg(args, const char *));
			break;
		case 'u':
		case 'x':
			line_number(&line,
				    wide ? va_arg(args, unsigned long long)
					 : va_arg(args, unsigned int),
				    *fmt == 'u' ? 10 : 16);
			break;
		case '%':
			line_char(&line, '%');
			break;
		default: /* end of string, or a conversion not known here: show the rest as it is */
			line_string(&line, fmt - (wide ? 3 : 1));
			goto out;
		}
	}
out:
	va_end(args);
	hypercall3(__HYPERVISOR_console_io, CONSOLEIO_write, line.len, (unsigned long)line.text);
	if (console.ring)
		ring_write(&line);
}

void console_flush(void)
{
	volatile struct xencons_interface *ring = console.ring;
	int i;

	if (!ring)
		return;
	for (i = 0; i < FLUSH_YIELDS && ring->out_cons != ring->out_prod; i++)
		hypercall2(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
}
