/* SPDX-License-Identifier: MIT */
#include "codec/carry.h"
#include "codec/walk_inner.h"

void carry_release(struct walk *walk, uint16_t release, enum walk_abi abi)
{
	walk->release = release;
	walk->abi = (uint8_t)abi;
	walk_set_nearest(walk);
}

void carry_begin(struct carry *carry)
{
	carry->n_moves = 0;
	carry->same = true;
	carry->too_long = false;
}

/* Joins neighbours: most of a struct stays as it is. */
static void add_move(struct carry *carry, struct carry_move move)
{
	struct carry_move *last = carry->n_moves ? &carry->moves[carry->n_moves - 1] : NULL;

	if (move.kind != CARRY_COPY || move.from != move.to)
		carry->same = false;
	if (last && move.kind == CARRY_COPY && last->kind == CARRY_COPY &&
	    last->from + last->bytes == move.from && last->to + last->bytes == move.to)
		last->bytes = (uint16_t)(last->bytes + move.bytes);
	else if (carry->n_moves == CARRY_MOVES)
		carry->too_long = true;
	else
		carry->moves[carry->n_moves++] = move;
}

static bool is_gap(const struct walk_field *field)
{
	return walk_shows[field->show].form == WALK_GAP;
}

/* The record's field of that name, not looking into those without a name. */
static const struct walk_field *namesake(const struct walk *walk, uint16_t record, uint16_t name)
{
	const struct walk_field *field;
	uint16_t i;

	for (i = 0; i < walk_records[record].n_fields; i++) {
		field = &walk_fields[walk_records[record].fields + i];
		if (walk_holds(walk, field->where) && field->name == name)
			return field;
	}
	return NULL;
}

bool carry_is_same(const struct walk *from, const struct walk *to, uint16_t record)
{
	const struct walk_field *field;
	uint32_t bytes, to_bytes;
	uint16_t here = walk_record_here(from, record, &bytes), i;

	if (here == WALK_NONE || here != walk_record_here(to, record, &to_bytes) ||
	    bytes != to_bytes)
		return false;
	for (i = 0; i < walk_records[here].n_fields; i++) {
		field = &walk_fields[walk_records[here].fields + i];
		if (walk_holds(from, field->where) != walk_holds(to, field->where))
			return false;
		if (walk_holds(from, field->where) && field->kind >= WALK_STRUCT &&
		    !carry_is_same(from, to, field->record))
			return false;
	}
	return true;
}

static void add_field(struct carry *carry, const struct walk *from, const struct walk *to,
		      const struct walk_field *a, const struct walk_field *b, uint32_t from_at,
		      uint32_t to_at)
{
	uint32_t bytes = walk_field_bytes(from, a), to_bytes = b ? walk_field_bytes(to, b) : 0, n,
		 i;
	struct carry_move move = { .name = a->name, .is_signed = a->kind == WALK_SIGNED };

	move.from = (uint16_t)(from_at + a->offset);
	move.to = (uint16_t)(b ? to_at + b->offset : 0);
	move.bytes = (uint16_t)(bytes * a->count);
	if (!b || (a->kind >= WALK_STRUCT || b->kind >= WALK_STRUCT ? a->kind != b->kind : 0)) {
		move.kind = CARRY_LOST;
		add_move(carry, move);
		return;
	}
	n = (uint32_t)walk_least(a->count, b->count);
	/* Members of a union do not move about: there are more of them in one release than in another. */
	if (a->kind == WALK_UNION) {
		move.bytes = (uint16_t)(walk_least(bytes, to_bytes) * n);
		add_move(carry, move);
	} else if (a->kind == WALK_STRUCT) {
		for (i = 0; i < n; i++)
			carry_record(carry, from, to, a->record, move.from + i * bytes,
				     move.to + i * to_bytes);
	} else if (bytes == to_bytes) {
		move.bytes = (uint16_t)(bytes * n);
		add_move(carry, move);
	} else {
		move.kind = CARRY_NUMBER;
		move.bytes = (uint16_t)bytes;
		move.to_bytes = (uint8_t)to_bytes;
		for (i = 0; i < n; i++) {
			add_move(carry, move);
			move.from = (uint16_t)(move.from + bytes);
			move.to = (uint16_t)(move.to + to_bytes);
		}
	}
	if (a->count > n) {
		move = (struct carry_move){ .kind = CARRY_LOST, .name = a->name };
		move.from = (uint16_t)(from_at + a->offset + n * bytes);
		move.bytes = (uint16_t)((a->count - n) * bytes);
		add_move(carry, move);
	}
}

void carry_field_bytes(struct carry *carry, uint32_t from_at, uint32_t to_at, uint32_t bytes,
		       uint16_t name)
{
	add_move(carry, (struct carry_move){ .kind = CARRY_COPY,
					     .name = name,
					     .from = (uint16_t)from_at,
					     .to = (uint16_t)to_at,
					     .bytes = (uint16_t)bytes });
}

static bool add_record(struct carry *carry, const struct walk *from, const struct walk *to,
		       uint16_t record, uint32_t from_at, uint32_t to_at, bool numbers_only)
{
	const struct walk_field *field;
	uint32_t bytes;
	uint16_t a = walk_record_here(from, record, &bytes),
		 b = walk_record_here(to, record, &bytes), i;

	if (a == WALK_NONE || b == WALK_NONE)
		return false;
	for (i = 0; i < walk_records[a].n_fields; i++) {
		field = &walk_fields[walk_records[a].fields + i];
		if (walk_holds(from, field->where) && !is_gap(field) &&
		    !(numbers_only && field->kind >= WALK_STRUCT))
			add_field(carry, from, to, field, namesake(to, b, field->name), from_at,
				  to_at);
	}
	return true;
}

bool carry_record(struct carry *carry, const struct walk *from, const struct walk *to,
		  uint16_t record, uint32_t from_at, uint32_t to_at)
{
	return add_record(carry, from, to, record, from_at, to_at, false);
}

bool carry_numbers(struct carry *carry, const struct walk *from, const struct walk *to,
		   uint16_t record)
{
	return add_record(carry, from, to, record, 0, 0, true);
}

bool carry_gaps(const struct walk *walk, uint16_t record, uint32_t at, bool numbers_only,
		struct carry_gap *gaps, uint8_t *n, uint8_t most)
{
	const struct walk_field *field;
	uint32_t bytes, i;
	uint16_t here = walk_record_here(walk, record, &bytes), j;

	for (j = 0; here != WALK_NONE && j < walk_records[here].n_fields; j++) {
		field = &walk_fields[walk_records[here].fields + j];
		bytes = walk_field_bytes(walk, field);
		if (!walk_holds(walk, field->where))
			continue;
		if (is_gap(field)) {
			if (*n == most)
				return false;
			gaps[(*n)++] = (struct carry_gap){ (uint16_t)(at + field->offset),
							   (uint16_t)(bytes * field->count) };
		} else if (field->kind == WALK_STRUCT && !numbers_only) {
			for (i = 0; i < field->count; i++)
				if (!carry_gaps(walk, field->record, at + field->offset + i * bytes,
						false, gaps, n, most))
					return false;
		}
	}
	return true;
}

/* By two words: most moves are of whole structs. The last of them may overlap what is there already; FROM and TO do not. */
static void copy_bytes(uint8_t *to, const uint8_t *from, uint32_t n)
{
	uint32_t i;

	if (n >= 16) {
		for (i = 0; i + 16 < n; i += 16)
			__builtin_memcpy(to + i, from + i, 16);
		__builtin_memcpy(to + n - 16, from + n - 16, 16);
	} else if (n >= 8) {
		__builtin_memcpy(to, from, 8);
		__builtin_memcpy(to + n - 8, from + n - 8, 8);
	} else if (n >= 4) {
		__builtin_memcpy(to, from, 4);
		__builtin_memcpy(to + n - 4, from + n - 4, 4);
	} else if (n) {
		to[0] = from[0];
		to[n / 2] = from[n / 2];
		to[n - 1] = from[n - 1];
	}
}

static bool is_zero(const uint8_t *data, uint32_t n)
{
	uint64_t word, all = 0;

	for (; n >= 8; n -= 8, data += 8) {
		__builtin_memcpy(&word, data, 8);
		all |= word;
	}
	while (n--)
		all |= *data++;
	return all == 0;
}

/* False where the value does not fit: then the largest. A larger type's sign is kept. */
static bool put_number(const struct carry_move *move, uint64_t value, uint8_t *to)
{
	uint32_t bits = 8 * move->bytes, to_bits = 8 * move->to_bytes, i;
	bool fits = true;

	if (move->is_signed && bits < 64 && value >> (bits - 1))
		value |= UINT64_MAX << bits;
	if (to_bits < bits && to_bits < 64) {
		uint64_t above = move->is_signed ? (uint64_t)((int64_t)value >> (to_bits - 1))
						 : value >> to_bits;

		fits = above == 0 || (move->is_signed && above == UINT64_MAX);
	}
	if (!fits)
		value = UINT64_MAX >> (64 - to_bits + move->is_signed);
	for (i = 0; i < move->to_bytes; i++)
		to[i] = (uint8_t)(value >> (8 * i));
	return fits;
}

const char *carry_apply(const struct carry *carry, const uint8_t *from, uint8_t *to)
{
	const struct carry_move *move;
	const char *lost = NULL;
	bool kept;

	for (move = carry->moves; move < carry->moves + carry->n_moves; move++) {
		kept = true;
		if (move->kind == CARRY_COPY)
			copy_bytes(to + move->to, from + move->from, move->bytes);
		else if (move->kind == CARRY_NUMBER)
			kept = put_number(move, walk_load(from + move->from, move->bytes),
					  to + move->to);
		else
			kept = is_zero(from + move->from, move->bytes);
		if (!kept && !lost)
			lost = walk_names + move->name;
	}
	return lost;
}
