# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What pause, unpause and destroy did, seen by xl. Sourced by compare.

# shellcheck disable=SC2154

# seen_as NAME ID: the letters that xl list shows after NAME; "gone" if it has no such domain
seen_as() {
	awk -v id="$2" '$2 == id { print $5; found = 1 } END { if (!found) print "gone" }' "$folder/xl-$1.out"
}

# others NAME ID: all but this domain and dom0, with their states
others() {
	awk -v id="$2" 'NR > 1 && $2 != id && $2 != 0 { print $2, $1, $5 }' "$folder/xl-$1.out"
}

# acted NAME ID LETTERS BEFORE: it succeeded without a word, the domain is in this state, and the others are as before.
acted() {
	same "$1: succeeds without a word, and then xl sees" "0 '' $3" \
		"$(status "$1") '$(cat "$folder/$1.out"; said "$1" | grep -v '^xabi: architecture')' $(seen_as "$1" "$2")"
	same "$1: the other domains are as before" "$(others "$4" "$2")" "$(others "$1" "$2")"
}

compare_pauses() {
	local name letters id before=life

	id=$(id_of idle-2)
	same "before all this, idle-2 is blocked" -b---- "$(seen_as life "$id")"
	while read -r name letters; do
		acted "$name" "$id" "$letters" "$before"
		before=$name
	done <<-'END'
		pause-name -bp---
		pause-again -bp---
		unpause-once -b----
		unpause-again -b----
		pause-id -bp---
		unpause-uuid -b----
		pause-uuid -bp---
		unpause-start -b----
	END
	for name in pause-again unpause-again; do
		at_most $name 2
	done
	acted unpause-one-of-two "$id" -bp--- unpause-json
	acted unpause-other-of-two "$id" -b---- unpause-one-of-two
}

# as_listed NAME: the object's keys are those of a domain in list, in that order
as_listed() {
	same "$1: the JSON has the keys of list" "$(json list-json '.domains[0] | keys_unsorted | join(" ")')" \
		"$(json "$1" 'keys_unsorted | join(" ")')"
}

compare_pause_json() {
	local name letters id

	id=$(id_of idle-2)
	while read -r name letters; do
		same "$name: the JSON is as it is afterwards" "0 $id idle-2 $letters $letters" \
			"$(status "$name") $(json "$name" '"\(.id) \(.name) \(letters)"') $(seen_as "$name" "$id")"
		as_listed "$name"
		at_most "$name" 4
	done <<-'END'
		pause-start-json -bp---
		unpause-json -b----
	END
}

# spun NAME: the time of the vCPU that spins
spun() {
	awk -v name=pair '$1 == name && $3 == 0 { print $6 }' "$folder/$1.out"
}

compare_pause_of_spin() {
	local id

	id=$(id_of pair)
	acted pause-spin "$id" --p--- unpause-other-of-two
	same "paused: no time passes" "$(spun xl-still-1)" "$(spun xl-still-2)"
	same "unpause-spin: succeeds, and xl sees no pause" "0 no" \
		"$(status unpause-spin) $(seen_as unpause-spin "$id" | grep -q '^..-' && echo no)"
	same "unpaused: time passes again" yes "$(echo "$(spun xl-moves) > $(spun xl-still-2)" | bc | sed 's/1/yes/')"
}

# refused NAME STATUS TEXT: nothing on stdout, and on stderr one line that has TEXT.
refused() {
	same "$1: status $2, and one line says why" "$2 1 yes 0" "$(status "$1") $(said "$1" | wc -l) $(said "$1" |
		grep -qF -- "xabi: $3" && echo yes) $(wc -c <"$folder/$1.out")"
}

compare_nothing() {
	local verb dying

	dying=$(awk '$5 ~ /d$/ { print $2 }' "$folder/xl-nothing.out")
	for verb in pause unpause destroy; do
		refused $verb-nosuch 12 "there is no domain 'nosuch'"
		refused $verb-ambiguous 13 "'idle' fits 2 domains, idle-1 ($(id_of idle-1)) and idle-2 ($(id_of idle-2)) among them"
	done
	refused show-nosuch 12 "there is no domain 'nosuch'"
	refused vcpus-nosuch 12 "there is no domain 'nosuch'"
	refused destroy-no-yes 2 "destroy ends idle-2 ($(id_of idle-2)) at once"
	refused destroy-dom0 10 "domain 0 runs this host"
	refused destroy-dom0-name 10 "domain 0 runs this host"
	refused pause-dying 16 "domain $dying is dying"
	refused unpause-dying 16 "domain $dying is dying"
	refused shutdown-dying 16 "domain $dying is dying"
	refused reboot-dying 16 "domain $dying is dying"
	refused reboot-stopped 10 "domain stopped has shut down already"
	same "shutdown of one that has shut down: nothing is to be done" "0 ''" \
		"$(status shutdown-stopped) '$(cat "$folder/shutdown-stopped.out"; said shutdown-stopped)'"
	same "after all that is refused, xl sees the same as before" "$(listed xl-nothing '$1 " " $5')" \
		"$(listed xl-nothing-after '$1 " " $5')"
}

# held NAME ID LABEL KIB: a destroy that had to give up waiting, and says so truly.
held() {
	same "$1: status 14, and says that the domain is dying, and what is held" \
		"14 xabi: $3 ($2) is dying: others still hold $4 KiB of its memory, back ends mostly; it goes when they let go" \
		"$(status "$1") $(said "$1")"
	same "$1: xl sees it dying" yes "$(seen_as "$1" "$2" | grep -q 'd$' && echo yes)"
}

compare_held() {
	local id dying kib

	id=$(cat "$folder/held-id")
	dying=$(awk '$5 ~ /d$/ { print $2 }' "$folder/xl-nothing.out")
	kib=$(json held-json '.memory_bytes / 1024')
	same "some of its memory is held" yes "$([ "$kib" -gt 0 ] && echo yes)"
	held destroy-held "$id" idle-1 "$kib"
	same "destroy-held: the others are as before" "$(others nothing-after "$id")" "$(others destroy-held "$id")"
	held destroy-dying "$dying" "$(json destroy-dying .uuid)" "$(json destroy-dying '.memory_bytes / 1024')"
	same "when they let go, both are gone" "gone gone" "$(seen_as let-go "$id") $(seen_as let-go "$dying")"
	refused pause-gone 12 "there is no domain '$id'"
	refused destroy-gone 12 "there is no domain '$id'"
}

# What is said of xenstore: all of it, and only where it is so.
left_in_xenstore() {
	local id=$2

	if [ "$(status "$1-store")" = 0 ]; then
		echo "xabi: $3 ($id) is gone. xenstore still has /local/domain/$id:"
	fi
}

# destroyed NAME LABEL BEFORE
destroyed() {
	local id

	id=$(cat "$folder/$1-id")
	same "$1: status 0, and the domain is gone" "0 gone" "$(status "$1") $(seen_as "$1" "$id")"
	same "$1: it was there" "$2" "$(awk -v id="$id" '$2 == id { print $1 }' "$folder/xl-$3.out")"
	same "$1: the others are as before" "$(others "$3" "$id")" "$(others "$1" "$id")"
	same "$1: what it says of xenstore is true" "$(left_in_xenstore "$1" "$id" "$2")" \
		"$(said "$1" | sed 's/\(local.domain.[0-9]*:\).*/\1/')"
}

compare_destroys() {
	destroyed destroy-id idle-2 let-go
	destroyed destroy-uuid paused destroy-id
	destroyed destroy-start unstarted destroy-uuid
	destroyed destroy-tidied stopped destroy-start
	destroyed destroy-json pair destroy-tidied
	same "there was one whose toolstack had tidied up, and one whose had not" "1 0" \
		"$(status destroy-tidied-store) $(status destroy-id-store)"
	same "xenstore-rm takes away what is left, as is said" "0 1" "$(status store-rm) $(status store-rm-exists)"
	same "destroy-json: the JSON is as it was before" "$(cat "$folder/destroy-json-id") pair --p---" \
		"$(json destroy-json '"\(.id) \(.name) \(letters)"')"
	as_listed destroy-json
	same "the memory of five domains of 16 MiB is free again" yes "$(awk '$1 == "free_memory" { free[++n] = $3 }
		END { if (free[2] - free[1] >= 80) print "yes"; else print free[1], free[2] }' \
		"$folder/xl-info-before.out" "$folder/xl-info-after.out")"
	refused destroy-again 12 "there is no domain '$(cat "$folder/destroy-id-id")'"
}

compare_numbers() {
	local verb

	for verb in pause unpause destroy; do
		refused $verb-number 12 "there is no domain '4711'"
	done
	same "there was a uuid that starts with this number" yes \
		"$(awk '$1 == "numbered" && $7 ~ /^4711/ { print "yes" }' "$folder/xl-numbers.out")"
	same "a number is no start of a uuid: xl sees the same as before" "$(listed xl-numbers '$1 " " $5')" \
		"$(listed xl-numbers-after '$1 " " $5')"
}

compare_life() {
	compare_pauses
	compare_pause_json
	compare_pause_of_spin
	compare_nothing
	compare_held
	compare_destroys
	compare_numbers
}
