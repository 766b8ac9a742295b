# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# xabi metrics, show and list against xl list -v and xl info. Sourced by compare.

# shellcheck disable=SC2154

# --- metrics

# figure NAME [VALUE]: of the host; of the domains "id value", VALUE being an awk expression of value.
figure() {
	awk -v name="$1" '
		$1 == name { print $2 }
		index($1, name "{id=") == 1 { split($1, part, "\""); value = $NF; print part[2], '"${2:-value}"' }' \
		"$folder/metrics.out"
}

# label N: the label that comes N-th after the id, of the figure each domain has once
label() {
	awk -v n="$1" 'index($1, "xen_domain_vcpus{") == 1 { split($0, part, "\""); print part[2], part[2 + 2 * n] }' \
		"$folder/metrics.out"
}

# The states as xl has its letters; crashed is no state but a reason, which metrics do not tell.
metric_letters() {
	awk '
		index($1, "xen_domain_state{") == 1 {
			split($1, part, "\"")
			if (!(part[2] in seen)) { seen[part[2]] = 1; ids[++n] = part[2] }
			if ($2 == 1) is[part[2], part[8]] = 1
		}
		function letter(id, word, char) { return (id, word) in is ? char : "-" }
		END {
			for (i = 1; i <= n; i++) print ids[i], letter(ids[i], "running", "r") letter(ids[i], "blocked", "b") \
				letter(ids[i], "paused", "p") letter(ids[i], "shutdown", "s") "-" letter(ids[i], "dying", "d")
		}' "$folder/metrics.out"
}

# metric_labels: id, name and uuid of all lines of domains, sorted
metric_labels() {
	awk -F '"' '/^xen_domain/ { print $2, $4 == "" ? "-" : $4, $6 }' "$folder/metrics.out" | sort
}

# metric_states: of how many domains each state is told, once where that is the same
metric_states() {
	awk -F '"' '/^xen_domain_state/ { n[$8]++ } END { for (state in n) print n[state], state }' "$folder/metrics.out" |
		sort | awk '$1 != last { last = $1; line = line " " $1 } { line = line " " $2 } END { print substr(line, 2) }'
}

# xl_info KEY
xl_info() {
	awk -v key="$1" '$1 == key { print $3 }' "$folder/xl-info.out"
}

compare_host_figures() {
	same "metrics: xen_info" "xen_info{release=\"$release\",architecture=\"$arch\"} 1" \
		"$(grep '^xen_info' "$folder/metrics.out")"
	same "metrics: CPUs" "$(xl_info nr_cpus)" "$(figure xen_cpus)"
	same "metrics: nodes" "$(xl_info nr_nodes)" "$(figure xen_nodes)"
	same "metrics: memory" "$(xl_info total_memory)" "$(($(figure xen_memory_bytes) >> 20))"
	same "metrics: claimed memory" "$(xl_info outstanding_claims)" "$(($(figure xen_memory_claimed_bytes) >> 20))"
	same "metrics: free memory" "$(xl_info free_memory)" \
		"$((($(figure xen_memory_free_bytes) - $(figure xen_memory_claimed_bytes)) >> 20))"
}

compare_metrics() {
	compare_host_figures
	same "metrics: names" "$(listed xl-metrics-before '$1 == "(null)" ? "" : $1')" "$(label 1)"
	same "metrics: uuids" "$(listed xl-metrics-before '$7')" "$(label 2)"
	same "metrics: each figure has these labels" "" "$(metric_labels | uniq -c | awk '$1 != 4 + 9 || NF != 4')"
	same "metrics: each state is told of each domain" "$(listed xl-metrics-before 1 | wc -l) blocked debugged dying hap \
hvm paused running shutdown xenstore" "$(metric_states)"
	same "metrics: vCPUs online" "$(listed xl-metrics-before '$4')" "$(figure xen_domain_vcpus)"
	same "metrics: memory of domains" "$(listed xl-metrics-before '$3')" \
		"$(figure xen_domain_memory_bytes 'int(value / 1048576)')"
	same "metrics: states" "$(listed xl-metrics-before 'substr($5, 1, 4) "-" substr($5, 6)')" "$(metric_letters)"
	listed xl-metrics-before '$6' >"$tmp/low"
	listed xl-metrics-after '$6' >"$tmp/high"
	same "metrics: CPU time lies between two of xl list" "$(listed xl-metrics-before 1 | wc -l) compared" \
		"$(figure xen_domain_cpu_seconds_total | between "$tmp/low" "$tmp/high")"
	at_most metrics 4
}

# --- show

# shown FILTER: "id value" of each domain by show --json
shown() {
	local id

	while read -r id; do
		json "show-json-$id" "\"\(.id) \($1)\""
	done <"$folder/show-ids"
}

show_text='(.name // .uuid), "", "id            \(.id)", "uuid          \(.uuid)", "type          \(.type)",
	"state         \(state_words)", "vCPUs         \(.vcpus) online of \(.vcpu_limit)", "CPU pool      \(.cpu_pool)",
	"memory        \(.memory_bytes / 1024) KiB" + (if .memory_limit_bytes then ", at most \(.memory_limit_bytes / 1024) KiB"
		else ", without a limit" end),
	(if .shared_bytes > 0 then "shared        \(.shared_bytes / 1024) KiB" else empty end),
	(if .paged_bytes > 0 then "paged out     \(.paged_bytes / 1024) KiB" else empty end)'

compare_show_texts() {
	local id

	while read -r id; do
		same "show $id: the text is the JSON" "$(json "show-json-$id" "$show_text")" \
			"$(grep -v '^CPU time' "$folder/show-$id.out")"
		echo "$id $(sed -n 's/^CPU time *\([0-9.]*\) s$/\1/p' "$folder/show-$id.out")"
	done <"$folder/show-ids" >"$tmp/texts"
	# Results first, as same counts them; the times of all at once.
	grep -vE '^[0-9]+ [0-9.]*$' "$tmp/texts"
	same "show: CPU time in the text lies between two of xl list" "$(wc -l <"$folder/show-ids") compared" \
		"$(grep -E '^[0-9]+ [0-9.]*$' "$tmp/texts" | between "$tmp/low" "$tmp/high")"
}

compare_shows() {
	same "show: name" "$(listed xl-show-before '$1')" "$(shown '.name // "(null)"')"
	same "show: uuid" "$(listed xl-show-before '$7')" "$(shown .uuid)"
	same "show: memory" "$(listed xl-show-before '$3')" "$(shown '(.memory_bytes + .claimed_bytes) / 1048576 | floor')"
	same "show: vCPUs" "$(listed xl-show-before '$4')" "$(shown .vcpus)"
	same "show: state" "$(listed xl-show-before '$5')" "$(shown letters)"
	same "show: shutdown reason" "$(listed xl-show-before '$8')" "$(shown reason)"
	same "show: CPU pool" "$(awk 'NR > 1 { print $2, $7 }' "$folder/xl-pools.out")" "$(shown '"Pool-\(.cpu_pool)"')"
	listed xl-show-before '$6' >"$tmp/low"
	listed xl-show-after '$6' >"$tmp/high"
	same "show: CPU time lies between two of xl list" "$(wc -l <"$folder/show-ids") compared" \
		"$(shown '.cpu_time_ns / 1e9' | between "$tmp/low" "$tmp/high")"
	same "show: all else is as in list" "$(json list-json '.domains[] | del(.cpu_time_ns) | tojson')" \
		"$(shown 'del(.cpu_time_ns) | tojson' | cut -d ' ' -f 2-)"
	case $arch in
	arm64) same "show: type" "hvm hvm hvm" "$(types)" ;;
	*) same "show: type" "pv pv hvm" "$(types)" ;;
	esac
	compare_show_texts
	at_most show-json-0 2
}

# types: of dom0, a guest of the first type, and one of the second
types() {
	for id in 0 "$(id_of idle-1)" "$(id_of idle-2)"; do
		json "show-json-$id" .type
	done | paste -sd ' '
}

compare_domains() {
	compare_metrics
	compare_shows
	same "list: -o and --no-header" "$(awk 'NR > 1 { print $1 == "(null)" ? $7 : $1, $7, $2, $3, "MiB", $4 }' \
		"$folder/xl-metrics-before.out")" "$(awk '{ print $1, $2, $3, $4, $5, $6 }' "$folder/list-columns.out")"
}
