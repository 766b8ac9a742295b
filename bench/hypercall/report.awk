# SPDX-License-Identifier: MIT
# Rows of bench/hypercall/run, "TYPE NAME OLD-CALLS OLD MULTICALL NEW-CALLS NEW" with 0 for what was not measured, as a
# table, JSON, TAP or SVG. What counts is the cost above that of the null calls, which each type's first row has.

# What is asked (docs/bench.md). To add a limit: most[TYPE, NAME], instructions above XABI's null; least[TYPE, NAME], how
# many times as much the old call costs.
BEGIN {
	most["pvh", "grant.map*64"] = 550000
	most["pvh", "event.send"] = 130; most["pv", "event.send"] = 130; most["arm64", "event.send"] = 170
	most["pvh", "event.status"] = 200; most["pv", "event.status"] = 200; most["arm64", "event.status"] = 200
	least["pvh", "host.info"] = 5; least["pvh", "domain.list"] = 5
	least["arm64", "host.info"] = 1; least["arm64", "domain.list"] = 1
	saved = 30 # percent: grant.map of 64 against 64 of one, whole calls
	mean["pvh"] = 20; mean["arm64"] = 2.5; mean["pv"] = 1 # at least: geometric mean of old / new
	dearer["pv"] = 60 # at most: new less old
	# Not slots only: not in the mean, and without a limit on PV.
	split("host.info domain.list grant.map*64 grant.unmap*64 64*grant.map null", names)
	for (i in names) other[names[i]] = 1
}

function above(total, calls, null) { return total ? total - calls * null : "" }
function ratio(i) { return old[i] > 0 && new[i] > 0 ? old[i] / new[i] : "" }

{
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
	}
}

function number(x) { return x == "" ? "null" : sprintf("%.15g", x) }

function json(	i) {
	printf "{\"release\":\"%s\",\"rows\":[", release
	for (i = 1; i <= n; i++)
		printf "%s{\"type\":\"%s\",\"op\":\"%s\",\"old_calls\":%d,\"old\":%s,\"old_above_null\":%s,\"multicall_above_null\":%s,\"xabi\":%s,\"xabi_above_null\":%s}",
			(i > 1 ? "," : ""), type[i], name[i], calls[i], number(whole_old[i] ? whole_old[i] : ""), number(old[i]),
			number(multi[i]), number(whole_new[i] ? whole_new[i] : ""), number(new[i])
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

# A bar for the old ABI and one for XABI, on a logarithmic scale.
function bar(y, value, colour) {
	if (value == "" || value < 1) value = 1
	printf "<rect x=\"260\" y=\"%d\" width=\"%.1f\" height=\"7\" fill=\"%s\"/>\n", y, log(value) / log(10) * 120, colour
	printf "<text x=\"%.1f\" y=\"%d\" class=\"n\">%d</text>\n", 264 + log(value) / log(10) * 120, y + 7, value
}

function svg(	i, t, y) {
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"840\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n",
		40 + n * 22 + n_types * 30
	print "<style>.n{font-size:8px}</style><rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
	printf "<text x=\"10\" y=\"20\">Instructions above a null call, Xen %s: old ABI (grey), XABI (blue); logarithmic</text>\n", release
	y = 30
	for (t = 1; t <= n_types; t++) {
		printf "<text x=\"10\" y=\"%d\" font-weight=\"bold\">%s</text>\n", y += 24, types[t]
		for (i = 1; i <= n; i++)
			if (type[i] == types[t] && name[i] != "null") {
				printf "<text x=\"20\" y=\"%d\">%s</text>\n", (y += 20) + 4, name[i]
				if (old[i] != "") bar(y - 8, old[i], "#999")
				if (new[i] != "") bar(y, new[i], "#26c")
			}
	}
	print "</svg>"
}

END {
	if (output == "table") table()
	if (output == "json") json()
	if (output == "svg") svg()
	if (output == "tap") { judge(); printf "1..%d\n", tests; exit bad > 0 }
}
