# SPDX-License-Identifier: MIT
# Rows of bench/hypercall/run as a table, JSON, TAP or SVG: the guest's lines (guest.c) with the type behind the first word,
# "cost TYPE NAME OLD-CALLS OLD MULTICALL NEW-CALLS NEW" with 0 for what was not measured, and so on. What counts is the cost
# above that of the null calls, which each type's first row has.

# What is asked (docs/bench.md). To add a limit: most[TYPE, NAME], instructions above XABI's null; least[TYPE, NAME], how
# many times as much the old call costs.
BEGIN {
	most["pvh", "grant.map*64"] = 545000
	most["pvh", "event.send"] = 130; most["pv", "event.send"] = 130; most["arm64", "event.send"] = 170
	most["pvh", "event.status"] = 200; most["pv", "event.status"] = 200; most["arm64", "event.status"] = 200
	least["pvh", "host.info"] = 5; least["pvh", "domain.list"] = 5
	least["arm64", "host.info"] = 1; least["arm64", "domain.list"] = 1
	whole["pvh"] = 870; dear["pvh"] = 5 # a whole event.send, the instruction fetch taken out: at most; and old / new, at least
	# Look-ups in the guest's p2m within a call of XABI: those of its buffers' pages. Not in the list: none, or Xen's own
	# work with the p2m, which counted[] leaves out.
	pages["host.info"] = 1; pages["domain.list"] = 1
	for (i = 1; i <= 4; i++) pages["base.surface/" i] = i
	counted["grant.place,memory.remove"] = 0; counted["grant.map*64"] = 0
	saved = 30 # percent: grant.map of 64 against 64 of one, whole calls
	mean["pvh"] = 20; mean["arm64"] = 2.5; mean["pv"] = 1 # at least: geometric mean of old / new
	dearer["pv"] = 60 # at most: new less old
	# Not slots only: not in the mean, and without a limit on PV.
	split("host.info domain.list grant.map*64 grant.unmap*64 64*grant.map null", names)
	for (i in names) other[names[i]] = 1
}

function above(total, calls, null) { return total ? total - calls * null : "" }
function ratio(i) { return old[i] > 0 && new[i] > 0 ? old[i] / new[i] : "" }

$1 == "whole" { whole_call[$2, "old"] = $3; whole_call[$2, "new"] = $4 }
$1 == "fetch" { fetch[$2, "old"] = $3; fetch[$2, "new"] = $4 }
$1 == "count" {
	looked[++n_looked] = $2 SUBSEP $3
	in_call[$2, $3, "old"] = $5; in_exit[$2, $3, "old"] = $6
	in_call[$2, $3, "new"] = $8; in_exit[$2, $3, "new"] = $9
}

# A whole call without the fetch; "" where one of the two was not measured.
function without_fetch(t, abi) {
	return whole_call[t, abi] && (t, abi) in fetch ? whole_call[t, abi] - fetch[t, abi] : ""
}

$1 == "cost" {
	sub(/^cost /, "")
	type[++n] = $1; name[n] = $2
	if ($2 == "null") { null_old[$1] = $4; null_multi[$1] = $5; null_new[$1] = $7; types[++n_types] = $1 }
	old[n] = above($4, $3, null_old[$1]); multi[n] = above($5, $3, null_multi[$1])
	new[n] = above($7, $6, null_new[$1]); whole_old[n] = $4; whole_new[n] = $7; calls[n] = $3
}

# The geometric mean of a type's ratios; "" where XABI was not measured.
function geometric(t,	i, sum, some) {
	for (i = 1; i <= n; i++)
		if (type[i] == t && !(name[i] in other) && ratio(i) != "") { sum += log(ratio(i)); some++ }
	return some ? exp(sum / some) : ""
}

# By how much 64 grants in a call cost less than in 64, in percent; "" where there are none.
function less_for_many(t,	i, one, many) {
	for (i = 1; i <= n; i++) {
		if (type[i] == t && name[i] == "grant.map*64") many = whole_new[i]
		if (type[i] == t && name[i] == "64*grant.map") one = whole_new[i]
	}
	return one ? 100 * (one - many) / one : ""
}

function dash(x, format) { return x == "" ? "-" : sprintf(format, x) }

function table(	i, t) {
	for (t = 1; t <= n_types; t++) {
		printf "%s, Xen %s: a null call takes %s, of XABI %s; below, instructions above that\n", types[t], release,
			null_old[types[t]], dash(null_new[types[t]] ? null_new[types[t]] : "", "%d")
		printf "  %-26s %9s %9s %9s %9s\n", "OP", "OLD", "MULTICALL", "XABI", "OLD/XABI"
		for (i = 1; i <= n; i++)
			if (type[i] == types[t] && name[i] != "null")
				printf "  %-26s %9s %9s %9s %9s\n", name[i], dash(old[i], "%d"), dash(multi[i], "%d"),
					dash(new[i], "%d"), dash(ratio(i), "%.1f")
		printf "  %-26s %39s\n", "geometric mean", dash(geometric(types[t]), "%.1f")
		table_looks(types[t])
	}
}

# Look-ups, which are counts and not above anything: within the row's calls, and in all of their exits.
function table_looks(t,	i, key, some) {
	for (i = 1; i <= n_looked; i++) {
		split(looked[i], key, SUBSEP)
		if (key[1] != t)
			continue
		if (!some++)
			printf "%s: look-ups in the guest's p2m, in the calls (and in their exits)\n  %-26s %13s %13s\n", t, "OP", "OLD", "XABI"
		printf "  %-26s %13s %13s\n", key[2], looks(looked[i], "old"), looks(looked[i], "new")
	}
	if (without_fetch(t, "new") != "")
		printf "  a whole event.send, without Xen's reading of the instruction (%s): old %s, XABI %s\n", fetch[t, "new"],
			dash(without_fetch(t, "old"), "%d"), without_fetch(t, "new")
}

function looks(key, abi) {
	return in_call[key, abi] == "-" ? "-" : sprintf("%s (%s)", in_call[key, abi], in_exit[key, abi])
}

function number(x) { return x == "" ? "null" : sprintf("%.15g", x) }

function counts(x) { return x == "-" ? "null" : x }

function json(	i, key) {
	printf "{\"release\":\"%s\",\"rows\":[", release
	for (i = 1; i <= n; i++)
		printf "%s{\"type\":\"%s\",\"op\":\"%s\",\"old_calls\":%d,\"old\":%s,\"old_above_null\":%s,\"multicall_above_null\":%s,\"xabi\":%s,\"xabi_above_null\":%s}",
			(i > 1 ? "," : ""), type[i], name[i], calls[i], number(whole_old[i] ? whole_old[i] : ""), number(old[i]),
			number(multi[i]), number(whole_new[i] ? whole_new[i] : ""), number(new[i])
	printf "],\"look_ups\":["
	for (i = 1; i <= n_looked; i++) {
		split(looked[i], key, SUBSEP)
		printf "%s{\"type\":\"%s\",\"op\":\"%s\",\"old\":%s,\"old_exits\":%s,\"xabi\":%s,\"xabi_exits\":%s}", (i > 1 ? "," : ""),
			key[1], key[2], counts(in_call[looked[i], "old"]), counts(in_exit[looked[i], "old"]),
			counts(in_call[looked[i], "new"]), counts(in_exit[looked[i], "new"])
	}
	printf "],\"event_send\":["
	for (i = 1; i <= n_types; i++)
		printf "%s{\"type\":\"%s\",\"old\":%s,\"xabi\":%s,\"old_without_fetch\":%s,\"xabi_without_fetch\":%s}", (i > 1 ? "," : ""), types[i],
			number(whole_call[types[i], "old"]), number(whole_call[types[i], "new"] ? whole_call[types[i], "new"] : ""),
			number(without_fetch(types[i], "old")), number(without_fetch(types[i], "new"))
	print "]}"
}

function ok(good, what) { printf "%sok %d - %s\n", good ? "" : "not ", ++tests, what; bad += !good }

function judge(	i, t, g) {
	for (i = 1; i <= n; i++) {
		if ((type[i], name[i]) in most)
			ok(new[i] != "" && new[i] <= most[type[i], name[i]],
				sprintf("%s %s: %s instructions above null, at most %d", type[i], name[i], dash(new[i], "%d"),
					most[type[i], name[i]]))
		if (type[i] in dearer && !(name[i] in other) && new[i] != "" && old[i] != "")
			ok(new[i] - old[i] <= dearer[type[i]], sprintf("%s %s: %d more than the old one, at most %d", type[i],
				name[i], new[i] - old[i], dearer[type[i]]))
	}
	for (i = 1; i <= n; i++)
		if ((type[i], name[i]) in least)
			ok(ratio(i) != "" && ratio(i) >= least[type[i], name[i]], sprintf("%s %s: the old call costs %s times as much, at least %s",
				type[i], name[i], dash(ratio(i), "%.2f"), least[type[i], name[i]]))
	for (t = 1; t <= n_types; t++)
		if ((g = less_for_many(types[t])) != "")
			ok(g >= saved, sprintf("%s grant.map: 64 in one call cost %d %% less than 64 calls, at least %d %%", types[t], g, saved))
	for (t = 1; t <= n_types; t++) {
		g = geometric(types[t])
		ok(g != "" && g >= mean[types[t]], sprintf("%s: the old ABI's calls cost %s times as much (geometric mean), at least %s",
			types[t], dash(g, "%.2f"), mean[types[t]]))
	}
}

# What the counting Xen is for. PV has no p2m.
function judge_looks(	i, key, most_looks, some) {
	for (i = 1; i <= n_looked; i++) {
		split(looked[i], key, SUBSEP)
		some[key[1]]++
		if (key[2] in counted || in_call[looked[i], "new"] == "-")
			continue
		most_looks = key[2] in pages ? pages[key[2]] : 0
		ok(in_call[looked[i], "new"] == most_looks, sprintf("%s %s: look-ups in the p2m %s, pages of its buffers %d", key[1], key[2],
			in_call[looked[i], "new"], most_looks))
	}
	for (i = 1; i <= n_types; i++) {
		if (types[i] == "pv" || null_new[types[i]] == 0)
			continue
		if (!some[types[i]])
			ok(0, types[i] ": look-ups in the p2m were counted (there is no Xen that does: provider/xen/build --also provider/xen/count)")
		if (!(types[i] in whole))
			continue
		ok(without_fetch(types[i], "new") != "" && without_fetch(types[i], "new") <= whole[types[i]],
			sprintf("%s: a whole event.send without the fetch takes %s, at most %d", types[i], dash(without_fetch(types[i], "new"), "%d"),
				whole[types[i]]))
		ok(without_fetch(types[i], "new") != "" && without_fetch(types[i], "old") >= dear[types[i]] * without_fetch(types[i], "new"),
			sprintf("%s: the old one %s, at least %d times as much", types[i], dash(without_fetch(types[i], "old"), "%d"), dear[types[i]]))
	}
}

# A bar for the old ABI and one for XABI, on a logarithmic scale.
function bar(y, value, colour) {
	if (value == "" || value < 1) value = 1
	printf "<rect x=\"260\" y=\"%d\" width=\"%.1f\" height=\"7\" fill=\"%s\"/>\n", y, log(value) / log(10) * 120, colour
	printf "<text x=\"%.1f\" y=\"%d\" class=\"n\">%d</text>\n", 264 + log(value) / log(10) * 120, y + 7, value
}

function svg(	i, t, y, new_looks) {
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"840\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n",
		40 + n * 22 + n_types * 30
	print "<style>.n{font-size:8px}</style><rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
	printf "<text x=\"10\" y=\"20\">Instructions above a null call, Xen %s: old ABI (grey), XABI (blue); logarithmic</text>\n", release
	for (i = 1; i <= n_looked; i++)
		new_looks[looked[i]] = "look-ups in the p2m: " in_call[looked[i], "old"] ", XABI " in_call[looked[i], "new"]
	y = 30
	for (t = 1; t <= n_types; t++) {
		printf "<text x=\"10\" y=\"%d\" font-weight=\"bold\">%s</text>\n", y += 24, types[t]
		for (i = 1; i <= n; i++)
			if (type[i] == types[t] && name[i] != "null") {
				printf "<text x=\"20\" y=\"%d\">%s</text>\n", (y += 20) + 4, name[i]
				if (old[i] != "") bar(y - 8, old[i], "#999")
				if (new[i] != "") bar(y, new[i], "#26c")
				if ((types[t], name[i]) in new_looks)
					printf "<text x=\"690\" y=\"%d\" class=\"n\">%s</text>\n", y + 3, new_looks[types[t], name[i]]
			}
	}
	print "</svg>"
}

END {
	if (output == "table") table()
	if (output == "json") json()
	if (output == "svg") svg()
	if (output == "tap") { judge(); judge_looks(); printf "1..%d\n", tests; exit bad > 0 }
}
