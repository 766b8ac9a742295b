/* SPDX-License-Identifier: MIT */
/* xabi watch: a line for each domain that comes, goes or changes. And the looks at the domains, which `top` shares. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/screen.h"

#define SECOND UINT64_C(1000000000)

/* Looks from one asking for all names to the next, and looks that a domain without a name is given to get one. */
#define NAMES_EVERY 30
#define NAME_LOOKS  5

/* What is told. Whether a domain runs or waits changes many times a second and is no news. */
#define TOLD                                                                               \
	(XABI_DOMAIN_STATE_DYING | XABI_DOMAIN_STATE_SHUTDOWN | XABI_DOMAIN_STATE_PAUSED | \
	 XABI_DOMAIN_STATE_DEBUGGED)

static const struct cli_name states[] = { XABI_DOMAIN_STATE_EACH(CLI_NAME) };
static const struct cli_name reasons[] = { XABI_SHUTDOWN_REASON_EACH(CLI_NAME) };

static void ask_list(struct cli *cli, struct look *look)
{
	size_t n;

	domains_list(cli, &look->domains);
	look->at = clock_ns();
	n = look->domains.room;
	if (n == look->room)
		return;
	look->domains.names = cli_grow(look->domains.names, n, sizeof(*look->domains.names));
	look->was = cli_grow(look->was, n, sizeof(*look->was));
	look->seen = cli_grow(look->seen, n, sizeof(*look->seen));
	look->room = n;
}

/* Finds each domain of NOW in BEFORE, both in rising order of numbers, and hands its name on. */
static void match(struct look *now, struct look *before)
{
	const struct xabi_domain_info *list = now->domains.list, *old = before->domains.list;
	size_t i, j = 0;

	for (i = 0; i < now->domains.n; i++) {
		now->was[i] = LOOK_NEW;
		now->seen[i] = 1;
		now->domains.names[i] = NULL;
		while (j < before->domains.n && old[j].id < list[i].id)
			j++;
		if (j == before->domains.n || old[j].id != list[i].id ||
		    memcmp(old[j].uuid, list[i].uuid, sizeof(list[i].uuid)) != 0)
			continue;
		now->was[i] = j;
		now->seen[i] = before->seen[j] + 1;
		now->domains.names[i] = before->domains.names[j];
		before->domains.names[j++] = NULL;
	}
}

static void ask_names(struct cli *cli, struct look *look, bool all)
{
	uint16_t *ids = cli_alloc(look->domains.n, sizeof(*ids));
	size_t *which = cli_alloc(look->domains.n, sizeof(*which)), n = 0, i;
	char **names = NULL;

	for (i = 0; i < look->domains.n; i++) {
		if (!all && (look->domains.names[i] || look->seen[i] > NAME_LOOKS))
			continue;
		which[n] = i;
		ids[n++] = look->domains.list[i].id;
	}
	if (n && xabi_domain_names(cli->xabi, n, ids, &names))
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	for (i = 0; i < n; i++) {
		if (!names[i])
			continue;
		free(look->domains.names[which[i]]);
		look->domains.names[which[i]] = cli_clean(names[i], strlen(names[i]));
	}
	free(names);
	free(which);
	free(ids);
}

static void free_names(struct look *look)
{
	size_t i;

	for (i = 0; i < look->domains.n; i++)
		free(look->domains.names[i]);
	look->domains.n = 0;
}

void watch_look(struct cli *cli, struct watch *watch)
{
	struct look oldest = watch->before;

	free_names(&oldest);
	watch->before = watch->now;
	watch->now = oldest;
	ask_list(cli, &watch->now);
	match(&watch->now, &watch->before);
	ask_names(cli, &watch->now, watch->looks % NAMES_EVERY == 0);
	watch->looks++;
}

static void release(struct look *look)
{
	free_names(look);
	free(look->domains.list);
	free(look->domains.names);
	free(look->was);
	free(look->seen);
}

void watch_release(struct watch *watch)
{
	release(&watch->now);
	release(&watch->before);
}

uint64_t watch_interval(const struct cli *cli, uint64_t without)
{
	double seconds;
	char *end;

	if (!cli->interval)
		return without;
	seconds = strtod(cli->interval, &end);
	if (end == cli->interval || *end || !(seconds >= 0.1 && seconds <= 3600))
		cli_die(XABI_ERROR_USAGE, "--interval takes seconds, 0.1 to 3600, not '%s'",
			cli->interval);
	return (uint64_t)(seconds * (double)SECOND + 0.5);
}

uint64_t watch_count(const struct cli *cli)
{
	long long count;
	char *end;

	if (!cli->count)
		return UINT64_MAX;
	errno = 0;
	count = strtoll(cli->count, &end, 10);
	if (end == cli->count || *end || errno || count < 1)
		cli_die(XABI_ERROR_USAGE, "--count takes a number from 1 on, not '%s'", cli->count);
	return (uint64_t)count;
}

void watch_time(const struct look *look, char ret_text[32])
{
	uint64_t since = clock_ns() - look->at, at;
	struct timespec now;
	struct tm parts;
	time_t seconds;
	size_t used;

	clock_gettime(CLOCK_REALTIME, &now);
	at = (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec - since;
	seconds = (time_t)(at / SECOND);
	gmtime_r(&seconds, &parts);
	used = strftime(ret_text, 32, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(ret_text + used, 32 - used, ".%03uZ", (unsigned int)(at % SECOND / 1000000));
}

/* What happened to a domain; WAS or IS is NULL where it was or is not there. */
struct event {
	const struct xabi_domain_info *was, *is;
	const struct domains *domains; /* that know its name */
	size_t index;
};

static void print_json(const struct event *event, const char *time)
{
	const struct xabi_domain_info *any = event->is ? event->is : event->was;
	json_t *json = json_object();
	char uuid[37], spare[24];

	format_uuid(any->uuid, uuid);
	cli_json_text(json, "time", time);
	cli_json_text(json, "event", !event->was ? "appeared" : !event->is ? "gone" : "changed");
	cli_json_number(json, "id", any->id);
	cli_json_text(json, "name", event->domains->names[event->index]);
	cli_json_text(json, "uuid", uuid);
	if (event->is)
		cli_json_flags(json, "state", states, CLI_COUNT(states), event->is->state & TOLD);
	else
		cli_json_text(json, "state", NULL);
	if (event->was)
		cli_json_flags(json, "before", states, CLI_COUNT(states), event->was->state & TOLD);
	else
		cli_json_text(json, "before", NULL);
	cli_json_text(json, "shutdown_reason",
		      any->state & XABI_DOMAIN_STATE_SHUTDOWN
			      ? cli_name(reasons, any->shutdown_reason, spare)
			      : NULL);
	cli_json_line(json);
}

static const char *state_text(const struct xabi_domain_info *domain, char text[128])
{
	struct xabi_domain_info told = *domain;

	told.state &= TOLD;
	if (!told.state)
		return "active";
	format_state(&told, text, 128);
	return text;
}

static void print_text(const struct event *event, const char *time)
{
	const struct xabi_domain_info *any = event->is ? event->is : event->was;
	char uuid[37], from[128], to[128];
	const char *label = domain_label(event->domains, event->index, uuid);
	size_t width = text_width(label);

	printf("%s  %5u  %s%*s  ", time, any->id, label, width < 20 ? (int)(20 - width) : 0, "");
	if (!event->is)
		puts("gone");
	else if (event->was)
		printf("state %s -> %s\n", state_text(event->was, from), state_text(event->is, to));
	else if (event->is->state & TOLD)
		printf("appeared, %s\n", state_text(event->is, to));
	else
		puts("appeared");
}

static bool is_news(const struct xabi_domain_info *was, const struct xabi_domain_info *is)
{
	return (was->state & TOLD) != (is->state & TOLD) ||
	       (is->state & XABI_DOMAIN_STATE_SHUTDOWN &&
		was->shutdown_reason != is->shutdown_reason);
}

/* The domain to tell of: NULL for all. It is followed by its uuid, which it keeps when it starts anew; dom0 may have none. */
static bool is_wanted(const struct xabi_domain_info *wanted, const struct xabi_domain_info *domain)
{
	static const uint8_t none[16];

	if (!wanted)
		return true;
	return memcmp(wanted->uuid, domain->uuid, sizeof(none)) == 0 &&
	       (wanted->id == domain->id || memcmp(wanted->uuid, none, sizeof(none)) != 0);
}

/* Tells what the last look brought, LEFT events at most: first who is gone. How many are still to be told then. */
static uint64_t tell(struct cli *cli, const struct watch *watch,
		     const struct xabi_domain_info *wanted, uint64_t left)
{
	void (*print)(const struct event *event, const char *time) =
		cli->json ? print_json : print_text;
	const struct domains *old = &watch->before.domains, *new = &watch->now.domains;
	bool *stays = cli_alloc(old->n, sizeof(*stays));
	struct event event;
	char time[32];
	size_t i, was;

	watch_time(&watch->now, time);
	for (i = 0; i < new->n; i++)
		if (watch->now.was[i] != LOOK_NEW)
			stays[watch->now.was[i]] = true;
	for (i = 0; i < old->n && left; i++) {
		event = (struct event){ &old->list[i], NULL, old, i };
		if (!stays[i] && is_wanted(wanted, event.was)) {
			print(&event, time);
			left--;
		}
	}
	for (i = 0; i < new->n &&left; i++) {
		was = watch->now.was[i];
		event = (struct event){ was == LOOK_NEW ? NULL : &old->list[was], &new->list[i],
					new, i };
		if ((!event.was || is_news(event.was, event.is)) && is_wanted(wanted, event.is)) {
			print(&event, time);
			left--;
		}
	}
	free(stays);
	return left;
}

int cmd_watch(struct cli *cli)
{
	uint64_t interval = watch_interval(cli, SECOND), left = watch_count(cli), next;
	struct xabi_domain_info wanted;
	struct watch watch = { 0 };

	wait_init();
	watch_look(cli, &watch);
	if (cli->domain)
		wanted = watch.now.domains.list[domains_find(cli, &watch.now.domains)];
	/* What cannot be written is said at the program's end. */
	while (left && fflush(stdout) == 0 && !ferror(stdout)) {
		next = watch.now.at + interval;
		if (!wait_until(next))
			break;
		watch_look(cli, &watch);
		left = tell(cli, &watch, cli->domain ? &wanted : NULL, left);
	}
	watch_release(&watch);
	return 0;
}
