# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# xabi vcpus against xl vcpu-list, whose columns are name id vcpu cpu state time hard / soft. Sourced by compare.

# shellcheck disable=SC2154

# vcpu_column WHAT XL-FILE AWK-EXPRESSION JSON-FILE FILTER: the same for each vCPU.
vcpu_column() {
	same "$4: $1 as in $2" "$(awk 'NR > 1 { print $2, $3, '"$3"' }' "$folder/$2.out")" \
		"$(json "$4" ".vcpus[] | \"\(.id) \(.vcpu) \($5)\"" --argjson all "$cpu_limit")"
}

# stays XL-FILE JSON-FILE: what does not change while nobody changes it
stays() {
	vcpu_column name "$1" '$1' "$2" '.name // "(null)"'
	affinities "$1" "$2"
}

affinities() {
	vcpu_column "hard affinity" "$1" '$7' "$2" '.affinity | cpus($all; "none")'
	vcpu_column "soft affinity" "$1" '$9' "$2" '.soft_affinity | cpus($all; "none")'
}

# Dom0's vCPUs run and block as they like, so of them only what stays is compared: whether they are there at all. One of
# them runs while xabi asks.
states() {
	vcpu_column "CPU" "$1" '$4' "$2" vcpu_cpu
	vcpu_column state "$1" '$2 == 0 && $5 != "--p" ? "online" : $5' "$2" \
		'if .id == 0 and has_state("online") then "online" else vcpu_letters end'
	same "$2: a vCPU of Domain-0 runs" yes \
		"$(json "$2" '.vcpus | if any(.id == 0 and has_state("running")) then "yes" else "no" end')"
}

# seconds FILE: "domain-vcpu seconds" of xl vcpu-list
seconds() {
	awk 'NR > 1 { print $2 "-" $3, $6 }' "$folder/$1.out"
}

# times BEFORE JSON AFTER N
times() {
	seconds "$1" >"$tmp/low"
	seconds "$3" >"$tmp/high"
	same "$2: time of each vCPU lies between $1 and $3" "$4 compared" \
		"$(json "$2" '.vcpus[] | "\(.id)-\(.vcpu) \(.cpu_time_ns / 1e9)"' | between "$tmp/low" "$tmp/high")"
}

compare_pins() {
	local i

	for i in 1 2 3; do
		stays "xl-pin-$i" "pin-$i-json"
		same "pin-$i: -o and --no-header" "$(awk 'NR > 1 { print $3, $7, $9 }' "$folder/xl-pin-$i.out")" \
			"$(awk '{ print $1, $2 == "-" ? "none" : $2, $3 == "-" ? "none" : $3 }' "$folder/pin-$i.out")"
	done
	# What was to be seen was there.
	same "xl tells the affinities that were asked for" '1-2 0 3 0,2-3 0 all 1,3 all none 0-2' \
		"$(awk 'FNR > 1 { hard[NR] = $7; soft[NR] = $9; print $7, $9 }' "$folder"/xl-pin-[123].out | seen)"
}

# seen: which of the words on stdin are wanted here, each once, in a fixed order.
seen() {
	local words

	words=" $(paste -sd ' ') "
	for word in 1-2 0 3 0,2-3 0 all 1,3 all none 0-2; do
		[[ $words != *" $word "* ]] || printf '%s ' "$word"
	done | sed 's/ $//'
}

vcpu_table='.vcpus[] | [.id, .name // "\(.id)", .vcpu, vcpu_cpu, vcpu_word, .cpu_time_ns,
	(.affinity | cpus($all; "-")), (.soft_affinity | cpus($all; "-"))] | join("|")'

# table: that of xabi vcpus, with a domain's number where it has no name, as its JSON has no uuid.
table() {
	rows | awk -F '|' -v OFS='|' '$2 ~ /^[0-9a-f-]+$/ && length($2) == 36 { $2 = $1 } { print }'
}

compare_vcpu_forms() {
	"$XABI" vcpus --on "replay:$folder/vcpus.rec" >"$tmp/vcpus" 2>&1
	same "vcpus: the table of a recording is its JSON" \
		"$(json vcpus-recorded "$vcpu_table" --argjson all "$cpu_limit" |
			awk -F '|' -v OFS='|' '{ $6 = sprintf("%.1f s", $6 / 1e9); print }')" "$(table <"$tmp/vcpus")"
	same "vcpus: the table of another run differs in times and dom0's states only" \
		"$(table <"$tmp/vcpus" | awk -F '|' '{ print $1, $2, $3, $4, $1 == 0 ? "" : $5, $7, $8 }')" \
		"$(table <"$folder/vcpus.out" | awk -F '|' '{ print $1, $2, $3, $4, $1 == 0 ? "" : $5, $7, $8 }')"
	same "vcpus: -o and --no-header" "$(table <"$tmp/vcpus" | awk -F '|' '{ print $3, $1, $7 }')" \
		"$(awk '{ print $1, $2, $3 }' "$folder/vcpus-columns.out")"
	same "vcpus of one domain are those of all" "$(json vcpus-json '.vcpus[] | select(.name == "pair") | tojson')" \
		"$(json vcpus-pair-json '.vcpus[] | tojson')"
}

# Of a domain that is not dom0: all that stays.
quiet='select(.id != 0) | del(.cpu_time_ns) | tojson'

compare_vcpus() {
	local n_vcpus state

	cpu_limit=$(awk '$1 == "max_cpu_id" { print $3 + 1 }' "$folder/xl-info-n.out")
	states xl-vcpus-before vcpus-json
	stays xl-vcpus-before vcpus-json
	n_vcpus=$(awk 'END { print NR - 1 }' "$folder/xl-vcpus-before.out")
	times xl-vcpus-before vcpus-json xl-vcpus-after "$n_vcpus"
	stays xl-spin-before spin-json
	times xl-spin-before spin-json xl-spin-after "$n_vcpus"
	same "the spinning vCPU burnt time meanwhile" yes \
		"$(paste <(seconds xl-spin-before) <(seconds xl-spin-after) |
			awk -v id="$(id_of pair)-0" '$1 == id && $4 > $2 { print "yes" }')"
	same "spin-json: it runs" '["online","running"]' \
		"$(json spin-json '.vcpus[] | select(.name == "pair" and .vcpu == 0) | .state | tojson')"
	for state in -b- --- --p; do
		same "there was a vCPU in the state $state" yes \
			"$(awk -v state="$state" '$5 == state { print "yes"; exit }' "$folder/xl-vcpus-before.out")"
	done
	compare_pins
	states xl-vcpus-offline vcpus-offline-json
	stays xl-vcpus-offline vcpus-offline-json
	same "list: vCPUs online of Domain-0 when one is not" "$(awk '$2 == 0 && $5 != "--p"' "$folder/xl-vcpus-offline.out" | wc -l)" \
		"$(json list-offline-json '.domains[] | select(.id == 0) | .vcpus')"
	same "list: its vcpu_limit is xentop's VCPUS" "$(awk '$1 == "Domain-0" { print $9 }' "$folder/xentop-offline.out")" \
		"$(json list-offline-json '.domains[] | select(.id == 0) | .vcpu_limit')"
	same "list: other domains do not care" "$(json list-json ".domains[] | $quiet")" \
		"$(json list-offline-json ".domains[] | $quiet")"
	compare_vcpu_forms
	at_most vcpus-json $((3 * n_vcpus + 4))
	at_most vcpus-pair-json 10
}
