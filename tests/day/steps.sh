#!/bin/sh
# SPDX-License-Identifier: MIT
# The steps of this suite in dom0, sourced by tests/live/dom0.sh, whose functions die, run, create, state, settle and
# make_states these use, and whose folder, first and second: keeps what xabi and this release's tools say of the same
# things, and what xl says after each change that xabi made.

# shellcheck disable=SC2034,SC2154

# In place of that of dom0.sh, which takes times.
run() {
	name=$1
	shift
	timeout 60 "$@" >"$name.out" 2>"$name.err"
	echo $? >"$name.status"
}

# xl_do ARG...: xl, which must succeed.
xl_do() {
	timeout 60 xl "$@" >/tmp/xl.log 2>&1 || die "xl $*: $(cat /tmp/xl.log)"
}

# console TEXT: by way of dom0's console into Xen's ring; backslashes as of printf.
console() {
	printf '%b\r\n' "$1" >/dev/hvc0
}

# filler N TEXT: N numbered lines there.
filler() {
	awk -v n="$1" -v text="$2" 'BEGIN { for (i = 1; i <= n; i++) print text, i, "of", n, "......................" }' >/dev/hvc0
}

# --- what there is to see

tell_topology() {
	run xl-info-n xl info -n
	run topology-json xabi --stats topology --json
	run topology xabi topology
	run topology-columns xabi topology -o node,cpu --no-header
	run topology-recorded xabi topology --json --on "record:$folder/topology.rec"
	# arm64 has no xen-hptool: its Xen takes no CPU off.
	if command -v xen-hptool >/dev/null; then
		run hptool-offline xen-hptool cpu-offline 3
		run xl-info-n-offline xl info -n
		run topology-offline-json xabi topology --json
		run metrics-offline xabi metrics --json
		run hptool-online xen-hptool cpu-online 3
	fi
}

# pin NAME HARD0 SOFT0 HARD1 SOFT1: of the two vCPUs of the domain pair.
pin() {
	xl_do vcpu-pin pair 0 "$2" "$3"
	xl_do vcpu-pin pair 1 "$4" "$5"
	run "xl-$1" xl vcpu-list pair
	run "$1-json" xabi vcpus pair --json
	run "$1" xabi vcpus pair -o vcpu,affinity,soft_affinity --no-header
}

tell_vcpus() {
	run xl-vcpus-before xl vcpu-list
	run vcpus-json xabi --stats vcpus --json
	run vcpus xabi vcpus
	run vcpus-recorded xabi vcpus --json --on "record:$folder/vcpus.rec"
	run vcpus-columns xabi vcpus -o vcpu,id,affinity --no-header
	run vcpus-pair-json xabi --stats vcpus pair --json
	run xl-vcpus-after xl vcpu-list
	pin pin-1 1-2 0 3 -
	pin pin-2 all 1,3 0,2-3 all
	pin pin-3 0 9 all 0-2
	echo 0 >/sys/devices/system/cpu/cpu1/online || die "dom0 keeps its second vCPU"
	run xl-vcpus-offline xl vcpu-list Domain-0
	run vcpus-offline-json xabi vcpus Domain-0 --json
	run list-offline-json xabi list --json
	run xentop-offline xentop -b -f -i 1
	echo 1 >/sys/devices/system/cpu/cpu1/online || die "dom0 does not take its second vCPU back"
}

# The domain pair spins on one of its vCPUs for as long as this takes.
tell_vcpu_times() {
	xl_do vcpu-pin pair 0 3 3
	xl_do unpause pair
	settle pair 'r-----'
	run xl-spin-before xl vcpu-list
	run spin-json xabi vcpus --json
	run xl-spin-after xl vcpu-list
	tell_top
	xl_do pause pair
}

# Two looks of xentop and of xabi at about the same time; when those of xentop were, xentop.times tells.
tell_top() {
	run list-before xabi list --json
	run metrics-before xabi metrics --json
	timeout 60 xentop -b -f -d 3 -i 2 2>xentop.err | ts '%.s' >xentop.times &
	until [ -s xentop.times ] || [ -s xentop.err ]; do usleep 20000; done
	run top-json xabi --stats top --json --interval 3 --count 2
	wait $!
	sed 's/^[^ ]* //' xentop.times >xentop.out
	run metrics-after xabi metrics --json
	run list-after xabi list --json
	run top xabi top --batch --interval 1 --count 2
	run top-columns xabi top --batch --interval 1 --count 2 -o name,cpu --no-header
	run top-recorded xabi top --json --interval 1 --count 2 --on "record:$folder/top.rec"
}

# tell_log NAME: again where a line came meanwhile, so that all have to be the same.
tell_log() {
	tries=0
	until run "xl-$1" xl dmesg && run "$1" xabi --stats log && run "$1-json" xabi log --json &&
		run "xl-$1-after" xl dmesg && cmp -s "xl-$1.out" "xl-$1-after.out"; do
		tries=$((tries + 1))
		[ $tries -lt 10 ] || die "Xen's log does not come to rest"
	done
	rm "xl-$1-after.out"
}

# Characters that a terminal might obey, and such as are none: ESC, DEL, C1 as UTF-8, a proper letter, a lone byte.
odd='odd: \0033[31m red \0177 \0302\0233 \0303\0244 \0377 tab\tend'

tell_logs() {
	console "$odd"
	tell_log log
	filler 1300 'fits the ring'
	tell_log log-long
	filler 1500 'more than fits the ring'
	tell_log log-wrapped
}

# what_follows TEXT: waits until xabi log --follow has printed it.
what_follows() {
	tries=0
	until grep -q "$1" follow.out; do
		tries=$((tries + 1))
		[ $tries -lt 150 ] || return 1
		usleep 100000
	done
}

tell_follow() {
	xl_do dmesg -c
	console 'before it follows'
	console "$odd"
	xabi log --follow >follow.out 2>follow.err &
	follower=$!
	what_follows 'before it follows' || die "xabi log --follow prints nothing"
	cp follow.out follow-before.out
	xl_do debug-keys h
	console 'after it follows'
	what_follows 'after it follows'
	kill -0 $follower && echo yes >follow-runs.out
	kill $follower
	wait $follower
	echo $? >follow.status
	tell_log log-followed
	run log-recorded xabi log --json --on "record:$folder/log.rec"
}

tell_metrics() {
	run xl-info xl info
	run xl-metrics-before xl list -v
	run metrics xabi --stats metrics
	run list-json xabi list --json
	run xl-metrics-after xl list -v
	run list-columns xabi list -o name,uuid,id,memory,vcpus --no-header
}

tell_shows() {
	run xl-pools xl list -c
	run xl-show-before xl list -v
	awk 'NR > 1 { print $2 }' xl-show-before.out >show-ids
	while read -r id; do
		run "show-json-$id" xabi --stats show "$id" --json
		run "show-$id" xabi show "$id"
	done <show-ids
	run xl-show-after xl list -v
}

# --- what is done

# act NAME ARG...: xabi, and what xl sees then.
act() {
	act=$1
	shift
	run "$act" xabi "$@"
	run "xl-$act" xl list -v
}

do_pauses() {
	id=$(xl domid idle-2)
	uuid=$(awk '$1 == "idle-2" { print $7 }' xl-show-before.out)
	run xl-life xl list -v
	act pause-name pause idle-2
	act pause-again --stats pause idle-2
	act unpause-once unpause idle-2
	act unpause-again --stats unpause idle-2
	act pause-id pause "$id"
	act unpause-uuid unpause "$uuid"
	act pause-uuid pause "$(echo "$uuid" | tr a-f A-F)"
	act unpause-start unpause "$(echo "$uuid" | cut -c 1-18)"
	act pause-start-json --stats pause idle-2 --json
	act unpause-json --stats unpause idle-2 --json
	# xl's pauses count, and xabi takes one back.
	xl_do pause idle-2
	xl_do pause idle-2
	act unpause-one-of-two unpause idle-2
	act unpause-other-of-two unpause idle-2
}

# A pause that holds: no time passes for the domain that spins.
do_pause_of_spin() {
	xl_do unpause pair
	settle pair 'r-----'
	act pause-spin pause pai
	run xl-still-1 xl vcpu-list pair
	sleep 1
	run xl-still-2 xl vcpu-list pair
	act unpause-spin unpause pai
	sleep 1
	run xl-moves xl vcpu-list pair
	xl_do pause pair
}

# What must change nothing.
do_nothing() {
	run xl-nothing xl list -v
	for verb in pause unpause 'destroy --yes'; do
		word=${verb%% *}
		# shellcheck disable=SC2086 # words
		run "$word-nosuch" xabi $verb nosuch
		# shellcheck disable=SC2086
		run "$word-ambiguous" xabi $verb idle
	done
	run destroy-no-yes xabi destroy idle-2
	run destroy-dom0 xabi destroy 0 --yes
	run destroy-dom0-name xabi destroy Domain-0 --yes
	run show-nosuch xabi show nosuch
	run vcpus-nosuch xabi vcpus nosuch
	run pause-dying xabi pause "$dying"
	run unpause-dying xabi unpause "$dying"
	run shutdown-dying xabi shutdown "$dying"
	run reboot-dying xabi reboot "$dying"
	run shutdown-stopped xabi shutdown stopped
	run reboot-stopped xabi reboot stopped
	run xl-nothing-after xl list -v
}

# xenconsoled is stopped and lets nothing go; then it goes on.
do_held() {
	held=$(xl domid idle-1)
	echo "$held" >held-id
	act destroy-held destroy idle-1 --yes
	run held-json xabi show "$held" --json
	act destroy-dying destroy "$dying" --yes --json
	kill -CONT "$(pidof xenconsoled)"
	tries=0
	while timeout 30 xl list "$held" >/dev/null 2>&1 || timeout 30 xl list "$dying" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || die "the domains that were held do not go"
		usleep 100000
	done
	run xl-let-go xl list -v
	run pause-gone xabi pause "$held"
	run destroy-gone xabi destroy "$held" --yes
}

# destroy NAME DOMAIN ARG...: of the domain called so, by what the ARGs say. Then what is left in xenstore.
destroy() {
	id=$(xl domid "$2") || die "there is no $2 to destroy"
	case=$1
	shift 2
	echo "$id" >"$case-id"
	act "$case" destroy --yes "$@"
	run "$case-store" xenstore-ls "/local/domain/$id"
}

# A toolstack that tidies up in time: two seconds, of which one `xl list` can take more than one where two Xens are emulated.
tidy_when_gone() {
	while timeout 30 xabi show "$1" >/dev/null 2>&1; do usleep 20000; done
	xenstore-rm "/local/domain/$1"
}

do_destroys() {
	run xl-info-before xl info
	destroy destroy-id idle-2 "$(xl domid idle-2)"
	run store-rm xenstore-rm "/local/domain/$(cat destroy-id-id)"
	run store-rm-exists xenstore-exists "/local/domain/$(cat destroy-id-id)"
	destroy destroy-uuid paused "$(awk '$1 == "paused" { print $7 }' xl-show-before.out)"
	destroy destroy-start unstarted unst
	tidy_when_gone "$(xl domid stopped)" &
	destroy destroy-tidied stopped stopped
	destroy destroy-json pair pair --json
	run xl-info-after xl info
	run destroy-again xabi destroy "$(cat destroy-id-id)" --yes
}

# A number that no domain has, and a uuid that starts with it: whoever writes a number means a number.
do_numbers() {
	own_uuid=47114711-0000-4000-8000-000000000000
	create numbered "idle-$second" "$second" '' -p
	run xl-numbers xl list -v
	run pause-number xabi pause 4711
	run unpause-number xabi unpause 4711
	run destroy-number xabi destroy 4711 --yes
	run xl-numbers-after xl list -v
}

# last_told FILE TEXT: of the visitor, by its name or, where that comes later, its uuid.
last_told() {
	grep "visitor\|$visitor" "$1" | tail -n 1 | grep -q "$2"
}

# told TEXT JSON: waits until both watchers have this of the visitor as the last.
told() {
	tries=0
	until last_told watch.out "$1\$" && last_told watch-json.out "$2"; do
		tries=$((tries + 1))
		[ $tries -lt 150 ] || die "xabi watch does not tell of the visitor: $1"
		usleep 100000
	done
}

# watch NAME OPTION...: in the background; its number in ret_watcher.
watch() {
	name=$1
	shift
	xabi watch --interval 0.2 "$@" >"$name.out" 2>"$name.err" &
	ret_watcher=$!
}

# A guest comes, goes and comes again under its uuid, by xl and by xabi; each step is told before the next is taken.
tell_watch() {
	own_uuid=
	visitor=$(uuid_of visitor)
	echo "$visitor" >visitor-uuid
	watch watch
	text_watcher=$ret_watcher
	watch watch-json --json --on "record:$folder/watch.rec"
	tries=0
	until grep -q numbered watch.out && grep -q numbered watch-json.out; do
		xl_do unpause numbered
		usleep 400000
		xl_do pause numbered
		usleep 400000
		tries=$((tries + 1))
		[ $tries -lt 50 ] || die "xabi watch does not begin"
	done
	create visitor "idle-$first" "$first" '' -p
	told 'appeared, paused' '"appeared".*"state":\["paused"\]'
	run visitor-first xl domid visitor
	xl_do unpause visitor
	told 'paused -> active' '"state":\[\],"before":\["paused"\]'
	run watch-pause xabi pause visitor
	told 'active -> paused' '"state":\["paused"\],"before":\[\]'
	run watch-unpause xabi unpause visitor
	told 'paused -> active' '"state":\[\]'
	xl_do pause visitor
	told 'active -> paused' '"state":\["paused"\]'
	run watch-destroy xabi destroy visitor --yes
	told gone '"gone"'
	create visitor "idle-$first" "$first" exit -p
	told 'appeared, paused' '"appeared".*"state":\["paused"\]'
	run visitor-second xl domid visitor
	xl_do unpause visitor
	told 'shutdown (poweroff)' '"shutdown_reason":"poweroff"'
	xl_do destroy visitor
	told gone '"gone"'
	kill "$text_watcher" "$ret_watcher"
	wait "$text_watcher"
	echo $? >watch.status
	wait "$ret_watcher"
	echo $? >watch-json.status
}

vcpus=2
create pair "idle-$second" "$second" spin -p
vcpus=1
make_states
# No machine here has a CPU 9: by preference the vCPU runs on none.
xl_do vcpu-pin pair 0 0,2-3 9
xl_do vcpu-pin pair 1 1-2 1,3
xl_do vcpu-pin Domain-0 0 0
xl_do vcpu-pin Domain-0 1 1
tell_topology
tell_vcpus
tell_vcpu_times
tell_metrics
tell_shows
tell_logs
tell_follow
do_pauses
do_pause_of_spin
do_nothing
do_held
do_destroys
do_numbers
tell_watch
