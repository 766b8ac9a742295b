# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# xabi watch against what was done to a guest by xl and xabi meanwhile. Sourced by compare.

# shellcheck disable=SC2154

# What comes and goes between two looks is not seen: that it was dying before it was gone, and paused by xl before that;
# and that it was active before it shut down at once.
without_moments() {
	sed '/ dying/d; / shutdown,paused/d' | awk '{ line[NR] = $0 } END {
		for (i = 1; i <= NR; i++) if (!(line[i] ~ / active$/ && line[i + 1] ~ / shutdown/)) print line[i] }'
}

# visits: "id what" from the JSON; visits_told: the same from the text, whose names may be uuids.
visits() {
	json watch-json 'select(.uuid == $uuid) | (.state // [] | join(",")) as $words | "\(.id) " +
		if .event == "gone" then "gone"
		else (if .event == "appeared" then "appeared, " else "" end) + (if $words == "" then "active" else $words end) +
			(if .shutdown_reason then " (\(.shutdown_reason))" else "" end) end' --arg uuid "$uuid" | without_moments
}

visits_told() {
	grep -E " (visitor|$uuid) " "$folder/watch.out" |
		sed -E 's/^[^ ]+ +([0-9]+) +[^ ]+ +/\1 /; s/ state .* -> / /' | without_moments
}

compare_watch() {
	local uuid first second wanted

	uuid=$(cat "$folder/visitor-uuid")
	first=$(cat "$folder/visitor-first.out")
	second=$(cat "$folder/visitor-second.out")
	wanted="$first appeared, paused
$first active
$first paused
$first active
$first paused
$first gone
$second appeared, paused
$second shutdown (poweroff)
$second gone"
	same "watch: the guest had two numbers" yes "$([ "$first" -gt 0 ] && [ "$second" -gt "$first" ] && echo yes)"
	same "watch: what xl and xabi did to it, in order" "$wanted" "$(visits)"
	same "watch: the text tells the same" "$wanted" "$(visits_told)"
	same "watch: what xabi did succeeded" "0 0 0" "$(status watch-pause) $(status watch-unpause) $(status watch-destroy)"
	same "watch: each change begins where the one before ended" "" "$(json watch-json 'map(select(.uuid == $uuid)) as $all |
		range(1; $all | length) | select($all[.].event != "appeared" and $all[.].before != $all[. - 1].state) | $all[.] | tojson' \
		-s --arg uuid "$uuid")"
	same "watch: times are in order, and of the form that is documented" true "$(json watch-json 'map(.time) | length > 8 and
		. == sort and all(test("^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\\.[0-9]{3}Z$"))' -s)"
	same "watch: both were ended by a signal, in order, without a word" "0 0 ''" \
		"$(status watch) $(status watch-json) '$(said watch)$(said watch-json)'"
	timeout 60 "${clocked[@]}" "$XABI" watch --json --count "$(wc -l <"$folder/watch-json.out")" --on "replay:$folder/watch.rec" \
		>"$tmp/watch" 2>&1
	same "watch: the replay is what was told, but for times" "$(json watch-json 'del(.time) | tojson')" \
		"$(jq -c 'del(.time)' "$tmp/watch" 2>&1)"
}
