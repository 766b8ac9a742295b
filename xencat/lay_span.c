/* SPDX-License-Identifier: MIT */
#include "xencat/lay_tree.h"

#include <string.h>

const char *const lay_abi_names[LAY_ABIS] = { "x86_64", "i386", "arm64", "arm32" };

bool lay_abi_parse(const char *text, size_t len, enum lay_abi *ret_abi)
{
	unsigned int abi;

	for (abi = 0; abi < LAY_ABIS; abi++) {
		if (strlen(lay_abi_names[abi]) == len &&
		    memcmp(lay_abi_names[abi], text, len) == 0) {
			*ret_abi = (enum lay_abi)abi;
			return true;
		}
	}
	return false;
}

static bool number(const char **text, const char *end, unsigned int *ret_value)
{
	const char *at = *text;
	unsigned int value = 0;

	while (at < end && *at >= '0' && *at <= '9' && value < 256)
		value = 10 * value + (unsigned int)(*at++ - '0');
	if (at == *text || value > 255 || (at - *text > 1 && **text == '0'))
		return false;
	*text = at;
	*ret_value = value;
	return true;
}

bool lay_release_parse(const char *text, size_t len, uint16_t *ret_release)
{
	const char *end = text + len;
	unsigned int major, minor;

	if (!number(&text, end, &major) || text == end || *text++ != '.' ||
	    !number(&text, end, &minor) || text != end)
		return false;
	*ret_release = LAY_RELEASE(major, minor);
	return true;
}

bool lay_release_find(const struct lay_known *known, uint16_t release, unsigned int *ret_index)
{
	unsigned int i;

	for (i = 0; i < known->n_releases; i++) {
		if (known->releases[i].release == release) {
			*ret_index = i;
			return true;
		}
	}
	return false;
}

struct lay_cells lay_cells_one(unsigned int release, enum lay_abi abi)
{
	struct lay_cells cells = { 0 };

	cells.abi[abi] = UINT32_C(1) << release;
	return cells;
}

struct lay_cells lay_cells_known(const struct lay_known *known)
{
	struct lay_cells cells = { 0 };
	unsigned int i, abi;

	for (i = 0; i < known->n_releases; i++)
		for (abi = 0; abi < LAY_ABIS; abi++)
			if (known->releases[i].abis[abi])
				cells.abi[abi] |= UINT32_C(1) << i;
	return cells;
}

struct lay_cells lay_cells_and(struct lay_cells a, struct lay_cells b)
{
	unsigned int abi;

	for (abi = 0; abi < LAY_ABIS; abi++)
		a.abi[abi] &= b.abi[abi];
	return a;
}

struct lay_cells lay_cells_or(struct lay_cells a, struct lay_cells b)
{
	unsigned int abi;

	for (abi = 0; abi < LAY_ABIS; abi++)
		a.abi[abi] |= b.abi[abi];
	return a;
}

struct lay_cells lay_cells_less(struct lay_cells a, struct lay_cells b)
{
	unsigned int abi;

	for (abi = 0; abi < LAY_ABIS; abi++)
		a.abi[abi] &= ~b.abi[abi];
	return a;
}

static uint32_t releases_of(struct lay_cells cells)
{
	uint32_t all = 0;
	unsigned int abi;

	for (abi = 0; abi < LAY_ABIS; abi++)
		all |= cells.abi[abi];
	return all;
}

bool lay_cells_any(struct lay_cells cells)
{
	return releases_of(cells) != 0;
}

bool lay_cells_have(struct lay_cells cells, unsigned int release, enum lay_abi abi)
{
	return (cells.abi[abi] >> release & 1) != 0;
}

int lay_cells_compare(struct lay_cells a, struct lay_cells b)
{
	unsigned int release, abi;
	bool in_a, in_b;

	for (release = 0; release < LAY_MAX_RELEASES; release++) {
		for (abi = 0; abi < LAY_ABIS; abi++) {
			in_a = lay_cells_have(a, release, (enum lay_abi)abi);
			in_b = lay_cells_have(b, release, (enum lay_abi)abi);
			if (in_a != in_b)
				return in_a ? -1 : 1;
		}
	}
	return 0;
}

static void print_release(struct out *out, const struct lay_known *known, unsigned int index)
{
	uint16_t release = known->releases[index].release;

	out_printf(out, "%u.%u", release >> 8, release & 0xffu);
}

/*
 * The releases of IN, without any of OUT. What is in neither may be covered or not: the range that is easier to read
 * wins, so that an open end stays open when a release is added.
 */
static const char *print_ranges(struct out *out, const struct lay_known *known, uint32_t in,
				uint32_t not_in, const char *before)
{
	unsigned int i, last, start, n = (unsigned int)known->n_releases;

	for (i = 0; i < n; i++) {
		if (!(in >> i & 1))
			continue;
		for (start = last = i; i < n && !(not_in >> i & 1); i++)
			if (in >> i & 1)
				last = i;
		out_text(out, before);
		before = " ";
		print_release(out, known, start);
		if (i == n) {
			out_text(out, "..");
		} else if (last != start) {
			out_text(out, "..");
			print_release(out, known, last);
		}
	}
	return before;
}

struct group {
	uint32_t in, not_in;
	bool abis[LAY_ABIS];
};

/* The ABIs by the releases they hold for: each joins the first group that it does not contradict. */
static unsigned int group_abis(struct lay_cells cells, struct lay_cells within,
			       struct group *groups)
{
	unsigned int abi, i, n = 0;
	uint32_t in, not_in;

	for (abi = 0; abi < LAY_ABIS; abi++) {
		in = cells.abi[abi];
		not_in = within.abi[abi] & ~in;
		if (!in)
			continue;
		for (i = 0; i < n; i++)
			if (!(groups[i].in & not_in) && !(groups[i].not_in & in))
				break;
		if (i == n)
			groups[n++] = (struct group){ 0 };
		groups[i].in |= in;
		groups[i].not_in |= not_in;
		groups[i].abis[abi] = true;
	}
	return n;
}

/* The words of a span; nothing where CELLS are all of WITHIN. */
static void print_cells(struct out *out, const struct lay_known *known, struct lay_cells cells,
			struct lay_cells within)
{
	struct lay_cells without = lay_cells_less(within, cells);
	struct group groups[LAY_ABIS];
	unsigned int i, abi, n;
	const char *before;

	if (!lay_cells_any(without))
		return;
	if (!(releases_of(cells) & releases_of(without))) {
		print_ranges(out, known, releases_of(cells), releases_of(without), "");
		return;
	}
	n = group_abis(cells, within, groups);
	for (i = 0; i < n; i++) {
		before = i ? ", " : "";
		if (groups[i].not_in)
			before = print_ranges(out, known, groups[i].in, groups[i].not_in, before);
		for (abi = 0; abi < LAY_ABIS; abi++) {
			if (!groups[i].abis[abi])
				continue;
			out_printf(out, "%s%s", before, lay_abi_names[abi]);
			before = " ";
		}
	}
}

void lay_span_print(struct out *out, const struct lay_known *known, struct lay_span span,
		    struct lay_cells within)
{
	size_t start = out->len, empty;

	out_text(out, "  [");
	empty = out->len;
	print_cells(out, known, span.cells, within);
	if (span.later)
		out_text(out, out->len == empty ? "later" : " later");
	if (out->len == empty)
		out->len = start;
	else
		out_text(out, "]");
}

/* One of "4.17", "4.17..", "4.17..4.19" as release bits. */
static const char *parse_range(const struct lay_known *known, const char *text, size_t len,
			       uint32_t *ret_releases)
{
	const char *end = text + len, *dots = NULL, *at;
	unsigned int first, last, i;
	uint16_t release;

	for (at = text; at + 1 < end && !dots; at++)
		if (at[0] == '.' && at[1] == '.')
			dots = at;
	if (!lay_release_parse(text, (size_t)((dots ? dots : end) - text), &release))
		return "a span holds releases as 4.17, 4.17.. or 4.17..4.19, and names of ABIs";
	if (!lay_release_find(known, release, &first))
		return "releases.lay does not know this release";
	last = first;
	if (dots && dots + 2 == end) {
		last = (unsigned int)known->n_releases - 1;
	} else if (dots) {
		if (!lay_release_parse(dots + 2, (size_t)(end - dots - 2), &release) ||
		    !lay_release_find(known, release, &last))
			return "releases.lay does not know this range's last release";
		if (last <= first)
			return "a range rises";
	}
	for (i = first; i <= last; i++)
		*ret_releases |= UINT32_C(1) << i;
	return NULL;
}

static void add_part(struct lay_cells *cells, uint32_t releases, struct lay_cells abis)
{
	bool any_abi = lay_cells_any(abis);
	unsigned int abi;

	for (abi = 0; abi < LAY_ABIS; abi++)
		if (!any_abi || abis.abi[abi])
			cells->abi[abi] |= releases ? releases : UINT32_MAX;
}

/* One word of a span, as part of RELEASES or ABIS, or as `later`. */
static const char *parse_word(const struct lay_known *known, const char *text, size_t len,
			      uint32_t *releases, struct lay_cells *abis, bool *later)
{
	enum lay_abi abi;

	if (len == 0)
		return "a release or an ABI is missing here";
	if (len == 5 && memcmp(text, "later", 5) == 0)
		*later = true;
	else if (lay_abi_parse(text, len, &abi))
		abis->abi[abi] = 1;
	else
		return parse_range(known, text, len, releases);
	return NULL;
}

const char *lay_span_parse(const struct lay_known *known, const char *text, size_t len,
			   struct lay_span *ret_span, size_t *ret_at, size_t *ret_len)
{
	struct lay_cells abis = { 0 };
	struct lay_span span = { 0 };
	size_t at = 0, start;
	uint32_t releases = 0;
	const char *wrong;

	do {
		for (start = at; at < len && text[at] != ' ' && text[at] != ','; at++)
			continue;
		*ret_at = start;
		*ret_len = at - start;
		wrong = parse_word(known, text + start, at - start, &releases, &abis, &span.later);
		if (wrong)
			return wrong;
		if (at == len || text[at] == ',') {
			add_part(&span.cells, releases, abis);
			releases = 0;
			abis = (struct lay_cells){ 0 };
			at += at < len;
		}
		at += at < len && text[at] == ' ';
	} while (at < len);
	*ret_span = span;
	return NULL;
}
