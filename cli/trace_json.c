/* SPDX-License-Identifier: MIT */
/* What a pass over a call's arguments gives, as JSON. */
#include <stdlib.h>
#include <string.h>

#include "cli/trace.h"

#define MAX_OPEN 32

struct builder {
	const struct walk *walk[2]; /* the call, and one in a list of such */
	unsigned int calls;
	json_t *open[MAX_OPEN]; /* objects and arrays, the outermost first; borrowed but for that */
	unsigned int depth;
	unsigned int skipped;
};

/* Takes VALUE. */
static void put(struct builder *builder, const char *name, json_t *value)
{
	json_t *around = builder->open[builder->depth];

	if (json_is_array(around))
		json_array_append_new(around, value);
	else
		json_object_set_new(around, name ? name : "value", value);
}

static void open_value(struct builder *builder, const char *name, json_t *value)
{
	if (builder->depth + 1 == MAX_OPEN) {
		builder->skipped++;
		json_decref(value);
		return;
	}
	put(builder, name, value);
	builder->open[++builder->depth] = value;
}

static void close_value(struct builder *builder)
{
	if (builder->skipped)
		builder->skipped--;
	else
		builder->depth--;
}

/* Lists and data that are not whole have a second key that tells how long they are. */
static void put_total(struct builder *builder, const char *name, uint64_t total, uint64_t shown)
{
	char key[96];

	if (total <= shown || !name || json_is_array(builder->open[builder->depth]))
		return;
	snprintf(key, sizeof(key), "%s_total", name);
	put(builder, key, json_integer((json_int_t)total));
}

static json_t *text_json(const char *text, size_t len)
{
	char *clean = cli_clean(text, len);
	json_t *json = json_string(clean);

	free(clean);
	return json;
}

static json_t *value_json(const struct builder *builder, const struct walk_item *item)
{
	char text[512];
	bool named;

	walk_value(builder->walk[builder->calls], item, text, sizeof(text), &named);
	if (named)
		return json_string(text);
	if (!item->is_signed && item->value > INT64_MAX) {
		snprintf(text, sizeof(text), "0x%llx", (unsigned long long)item->value);
		return json_string(text);
	}
	return json_integer((json_int_t)item->value);
}

static void put_data(struct builder *builder, const struct walk_item *item)
{
	size_t room = 2 * item->bytes + 8;
	char *text;

	if (item->what == WALK_STRING) {
		put(builder, item->name, text_json(item->data, item->bytes));
	} else {
		text = cli_alloc(1, room);
		walk_data(item, text, room);
		put(builder, item->name, json_string(text));
		free(text);
	}
	put_total(builder, item->name, item->total, item->bytes);
}

static void open_call(struct builder *builder, const struct walk *walk)
{
	json_t *object = json_object();
	char name[64];

	walk_name(walk, name, sizeof(name));
	json_object_set_new(object, "call", json_string(name));
	if (builder->walk[0]->after)
		json_object_set_new(object, "result", json_integer(walk->result));
	builder->walk[1] = walk;
	builder->calls = 1;
	open_value(builder, NULL, object);
}

static void take(void *taker, const struct walk_item *item)
{
	struct builder *builder = taker;

	if (builder->skipped && item->what != WALK_OPEN_STRUCT && item->what != WALK_OPEN_LIST &&
	    item->what != WALK_CLOSE_STRUCT && item->what != WALK_CLOSE_LIST)
		return;
	switch (item->what) {
	case WALK_VALUE:
		if (item->show->form != WALK_GAP)
			put(builder, item->name, value_json(builder, item));
		break;
	case WALK_DATA:
	case WALK_STRING:
		if (item->show->form != WALK_GAP)
			put_data(builder, item);
		break;
	case WALK_OPEN_STRUCT:
		open_value(builder, item->name, json_object());
		break;
	case WALK_OPEN_LIST:
		put_total(builder, item->name, item->total, builder->walk[0]->most);
		open_value(builder, item->name, json_array());
		break;
	case WALK_OPEN_CALL:
		open_call(builder, item->call);
		break;
	case WALK_CLOSE_CALL:
		builder->calls = 0;
		close_value(builder);
		break;
	case WALK_CLOSE_STRUCT:
	case WALK_CLOSE_LIST:
		close_value(builder);
		break;
	case WALK_UNREADABLE:
		put(builder, item->name, json_null());
		break;
	case WALK_BUFFER:
	case WALK_ENOUGH:
		break;
	}
}

json_t *trace_json(struct walk *walk, void (*pass)(struct walk *walk))
{
	struct builder builder = { .walk = { walk }, .open = { json_object() } };

	walk->take = take;
	walk->taker = &builder;
	pass(walk);
	return builder.open[0];
}
