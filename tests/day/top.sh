# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# xabi top, and what else tells the same, against xentop -b, whose columns are name state seconds percent memory percent
# limit percent vcpus. xentop leaves out domains without a name. Sourced by compare.

# shellcheck disable=SC2154

# xentop AWK-EXPRESSION: "name value" at its second look
xentop() {
	awk '$1 == "NAME" { n++; next } n == 2' "$folder/xentop.out" | sed 's/no limit/none/; s,n/a,-,' |
		awk '{ print $1, '"$1"' }' | sort
}

# top FILTER: "name value" of each domain at xabi top's second look
top() {
	json top-json ".[1].domains[] | select(.name) | \"\(.name) \($1)\"" -s | sort
}

# tenths: of a percentage, as xentop prints it
tenths() {
	awk '{ printf "%s %.1f\n", $1, $2 }'
}

# by_name FILE FILTER: "name value" of each domain in list's JSON
by_name() {
	json "$1" ".domains[] | select(.name) | \"\(.name) \($2)\"" | sort
}

# named FIGURE EXPRESSION: a figure of metrics by names; what it tells of does not change.
named() {
	awk -v name="$1" 'index($1, name "{id=") == 1 {
		split($1, part, "\""); value = $NF; if (part[4] != "") print part[4], '"$2"' }' "$folder/metrics.out" | sort
}

# look_times: when the two looks were: "FROM TO", of xentop and of xabi
look_times() {
	awk '$2 == "NAME" { printf "%s ", $1 } END { print "" }' "$folder/xentop.times"
	json top-json 'map(.time | (sub("\\.[0-9]*Z"; "Z") | fromdateiso8601) + (capture("(?<part>\\.[0-9]*)Z").part | tonumber)) |
		"\(.[0]) \(.[1])"' -s
}

# The time that a domain gets while one of the two measures and the other does not is all by which they can differ: that of
# all its vCPUs, where their looks are apart. And 5 % for the way from Xen's answer to the clock, and back.
percents() {
	join <(xentop '$4') <(join <(top .cpu_percent) <(top .vcpus)) | awk -v times="$(look_times | paste -sd ' ')" '
		function apart(a, b) { return a < b ? b - a : a - b }
		BEGIN {
			split(times, t, " ")
			missed = 100 * (apart(t[1], t[3]) + apart(t[2], t[4])) / (t[4] - t[3])
		}
		apart($2, $3) <= $4 * (missed + 5) { compared++; next }
		{ print $1 ": xentop says", $2, "xabi", $3, "where they may be", $4 * (missed + 5), "apart" }
		END { print compared + 0, "compared" }'
}

# waited: whether both waited three seconds between their looks, and not much longer
waited() {
	look_times | awk '{ print ($2 - $1 >= 2.9 && $2 - $1 < 10 ? "yes" : $2 - $1) }' | paste -sd ' '
}

compare_xentop() {
	local n_named

	n_named=$(by_name list-before .id | wc -l)
	same "xentop and xabi top looked twice, three seconds apart" "2 2 yes yes" \
		"$(awk '$1 == "NAME"' "$folder/xentop.out" | wc -l) $(wc -l <"$folder/top-json.out") $(waited)"
	same "top: names" "$(xentop '""')" "$(top '""')"
	same "top: states" "$(xentop '$2')" "$(top top_letters)"
	same "top: memory in KiB" "$(xentop '$5')" "$(top '.memory_bytes / 1024')"
	same "top: memory in percent of the host's" "$(xentop '$6')" "$(top .memory_percent | tenths)"
	same "top: limit of memory in KiB" "$(xentop '$7')" \
		"$(top 'if .memory_limit_bytes then .memory_limit_bytes / 1024 else "none" end')"
	same "top: vCPUs that a domain can have" "$(xentop '$9')" "$(top .vcpu_limit)"
	# xentop cuts off to seconds.
	same "top: CPU seconds at xentop's look and xabi's lie between those before and after" "$n_named compared" \
		"$(join <(join <(xentop '$3') <(top '.cpu_time_ns / 1e9')) \
			<(join <(by_name list-before '.cpu_time_ns / 1e9') <(by_name list-after '.cpu_time_ns / 1e9')) |
			awk '$2 >= int($4) && $2 <= int($5) && $3 >= $4 && $3 <= $5 { n++; next } { print } END { print n, "compared" }')"
	same "top: CPU in percent" "$n_named compared" "$(percents)"
	same "top: it is the CPU time over the time between its looks" "$(json top-json '.[1].domains | length' -s) compared" \
		"$(json top-json '.[0] as $was | .[1].domains[] | . as $is |
			[$was.domains[] | select(.uuid == $is.uuid)][0].cpu_time_ns as $before |
			"\(.id) \(.cpu_time_ns - $before) \(.cpu_percent)"' -s | awk -v times="$(look_times | tail -n 1)" '
			BEGIN { split(times, t, " "); ns = (t[2] - t[1]) * 1e9 }
			{ is = 100 * $2 / ns }
			is - $3 < 0.1 && $3 - is < 0.1 { n++; next }
			{ print $1, is, $3 }
			END { print n, "compared" }')"
	same "top: of one that waits, is paused or has ended exactly, of one that spins nearly a CPU" "0.0 0.0 yes yes" \
		"$(xentop '$4' | awk '$1 != "Domain-0" && $1 != "pair" { print $2 }' | sort -u) $(top .cpu_percent | tenths |
			awk '$1 != "Domain-0" && $1 != "pair" { print $2 }' | sort -u) $(
			{ xentop '$4' && top .cpu_percent; } | awk '$1 == "pair" { print ($2 >= 90 && $2 <= 105 ? "yes" : $2) }' | paste -sd ' ')"
	same "metrics: memory as in xentop" "$(xentop '$5')" "$(named xen_domain_memory_bytes 'value / 1024')"
	same "metrics: limit of memory as in xentop" "$(xentop '$7')" \
		"$(named xen_domain_memory_limit_bytes 'value == "+Inf" ? "none" : value / 1024')"
}

# cells COLUMNS: of the second table of top --batch, by rising numbers: id, name, state, percent, seconds, "s", MiB, "MiB",
# percent, vCPUs. A state has a blank where it has a reason.
cells() {
	sed -n '/^$/,$p' "$folder/top.out" | sed '1,/^$/d' | awk 'NF' | sed '1,/^ID /d; s/shutdown (/shutdown(/' | sort -n |
		awk '{ print '"$1"' }'
}

compare_top_forms() {
	same "top: the table has what the JSON has" \
		"$(json top-json '.[1].domains | sort_by(.id)[] |
			"\(.id) \(.name // .uuid) \(.memory_bytes / 1048576 | floor) MiB \(.vcpus)"' -s)" "$(cells '$1, $2, $7, $8, $10')"
	same "top: states in the table are those of list" "$(json list-after '.domains[] | state_words | sub(" "; "")')" \
		"$(cells '$3')"
	same "top: memory in percent in the table" "$(json top-json '.[1].domains | sort_by(.id)[] | "\(.id) \(.memory_percent)"' -s |
		tenths)" "$(cells '$1, $9')"
	same "top: the spinning domain in the table" yes "$(cells '$2, $4' | awk '$1 == "pair" && $2 >= 80 && $2 <= 110 { print "yes" }')"
	same "top: the sum is that of the domains, and the order by what they use" true \
		"$(json top-json '.[1] | [.domains[].cpu_percent] as $each | ($each | add) - .cpu_percent | fabs < 0.01 and
			$each == ($each | sort | reverse)' -s)"
	same "top: the host's memory is that of metrics" "$(awk '/^xen_memory_bytes / { print $2 }' "$folder/metrics.out")" \
		"$(json top-json '.[1].memory_bytes' -s)"
	same "top: columns are chosen, without heads" "$(json list-after '.domains[] | .name // .uuid' | sort)" \
		"$(sed '1,/^$/d' "$folder/top-columns.out" | sed '1,/^$/d' | sed '1,/^$/d' | awk '{ print $1 }' | sort)"
	"${clocked[@]}" "$XABI" top --json --count 2 --on "replay:$folder/top.rec" >"$tmp/top" 2>&1
	same "top: the replay is what was printed, but for times and what comes of them" \
		"$(json top-recorded 'del(.time, .cpu_percent) | .domains |= (map(del(.cpu_percent)) | sort_by(.id)) | tojson')" \
		"$(jq -c 'del(.time, .cpu_percent) | .domains |= (map(del(.cpu_percent)) | sort_by(.id))' "$tmp/top" 2>&1)"
	at_most top-json 6
}

# idle FILE: "CPU seconds" of metrics' JSON
idle() {
	json "$1" '.figures[] | select(.name == "xen_cpu_idle_seconds_total").samples[] | "\(.labels.cpu) \(.value)"'
}

# No tool of Xen's tells these; but CPU 3 does nothing but spin between the two, and dom0 sleeps most of the time.
compare_idle() {
	same "metrics: each CPU has been idle" "0 1 2 3" "$(idle metrics-before | awk '$2 > 0 { print $1 }' | paste -sd ' ')"
	same "metrics: of the CPU that spins, no time; of the others, some, and not more than there was" "no some some some" \
		"$(paste <(idle metrics-before) <(idle metrics-after) | awk -v times="$(look_times | tail -n 1)" '
			BEGIN { split(times, t, " ") }
			{ passed = $4 - $2; print ($1 == 3 ? (passed < 0.1 ? "no" : passed) : (passed > 0.1 ? "some" : passed)) }' |
			sort | paste -sd ' ')"
	[ ! -e "$folder/hptool-offline.status" ] ||
		same "metrics: one that is off is left out" "0 1 2" "$(idle metrics-offline | awk '{ print $1 }' | paste -sd ' ')"
}

compare_top() {
	compare_xentop
	compare_top_forms
	compare_idle
}
