# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# xabi log against xl dmesg. Sourced by compare.

# shellcheck disable=SC2154

# clean: as xabi says that it prints: no carriage returns at ends of lines, control characters as question marks (those
# above 0x7f in UTF-8, too), and for what is no UTF-8, of which there is one byte here, its own sign.
clean() {
	LC_ALL=C sed -E 's/\r+$//; s/\xc2[\x80-\x9f]/?/g; s/[\x01-\x1f\x7f]/?/g; s/\xff/\xef\xbf\xbd/g'
}

compare_log() {
	clean <"$folder/xl-$1.out" >"$tmp/clean"
	same "$1: line by line as xl dmesg" "" "$(diff "$tmp/clean" "$folder/$1.out" 2>&1)"
	same "$1: the JSON has the same lines" "" "$(json "$1-json" '.lines[]' | diff "$folder/$1.out" - 2>&1)"
	at_most "$1" $((2 + $(stat -c %s "$folder/xl-$1.out") / 65536))
}

# has NAME TEXT: whether the log has it
has() {
	grep -qF -- "$2" "$folder/$1.out" && echo yes
}

compare_follow() {
	local key="'h' pressed"

	same "follow: at first there is what was there" yes "$(has follow-before 'before it follows')"
	same "follow: then there is what was made since" " yes yes" \
		"$(has follow-before "$key") $(has follow "$key") $(has follow 'after it follows')"
	same "follow: it went on until it was ended by a signal" 'yes 143' "$(cat "$folder/follow-runs.out") $(status follow)"
	same "follow: nothing on stderr" "" "$(said follow)"
	head -n "$(wc -l <"$folder/follow.out")" "$folder/log-followed.out" >"$tmp/log"
	same "follow: no line is lost or doubled" "" "$(diff "$tmp/log" "$folder/follow.out" 2>&1)"
}

compare_logs() {
	local name

	for name in log log-long log-wrapped log-followed; do
		compare_log "$name"
	done
	same "log: what would steer a terminal is harmless" $'odd: ?[31m red ? ? \xc3\xa4 \xef\xbf\xbd tab?end' \
		"$(grep '^odd' "$folder/log.out")"
	same "log-long: more than xabi asks for at once, and from the beginning" "yes yes" \
		"$([ "$(stat -c %s "$folder/log-long.out")" -gt 65536 ] && echo yes) $(has log-long 'fits the ring 1 of 1300')"
	same "log-wrapped: Xen's ring is full, and its beginning gone" "yes  yes" \
		"$([ "$(stat -c %s "$folder/xl-log-wrapped.out")" -gt 120000 ] && echo yes) $(has log-wrapped \
			'fits the ring 1 of 1300') $(has log-wrapped 'than fits the ring 1500 of 1500')"
	compare_follow
}
