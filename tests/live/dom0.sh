#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs in dom0: brings guests into the states a domain can be held in, by this release's own xl, and keeps what xl and
# xabi say of them and of the host.
#
# usage: sh dom0.sh FOLDER TYPE TYPE	the two guest types: pv pvh, or arm64 arm64; their kernels are /x/idle-TYPE
# Each command leaves NAME.out, NAME.err, NAME.status and NAME.time (start and end, in seconds) in FOLDER.

folder=$1
first=$2
second=$3
mkdir -p "$folder" && cd "$folder" || exit 1

die() {
	echo "dom0.sh: $*" >&2
	timeout 30 xl list >&2
	exit 1
}

# run NAME COMMAND...: the times are taken by one process that reads along, so that starting it costs nothing in them.
run() {
	name=$1
	shift
	{
		echo
		timeout 60 "$@" >"$name.out" 2>"$name.err"
		echo $?
	} | ts '%.s' >"$name.both"
	awk '{ print $NF }' "$name.both" | tail -n 1 >"$name.status"
	awk '{ print $1 }' "$name.both" | paste -sd ' ' >"$name.time"
	rm "$name.both"
}

# Of what is created.
vcpus=1
own_uuid=

# uuid_of NAME: always the same, so that recordings stay as they are; no number is its start.
uuid_of() {
	echo "$1" | md5sum | sed 's/^.\(.\{7\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\).*/e\1-\2-4\3-8\4-\5/'
}

# create NAME KERNEL TYPE CMDLINE [OPTION...]. vcpus is not left out: without it, libxl of 4.17 and 4.20 gives a PVH
# guest of 16 MiB too few pages for its page tables (xc_dom_build_image failed: Device or resource busy).
create() {
	{
		printf 'name="%s"\nkernel="/x/%s"\nextra="%s"\nmemory=16\nvcpus=%s\n' "$1" "$2" "$4" "$vcpus"
		printf 'uuid="%s"\n' "${own_uuid:-$(uuid_of "$1")}"
		printf 'on_poweroff="preserve"\non_crash="preserve"\n'
		[ "$3" = arm64 ] || printf 'type="%s"\n' "$3"
	} >"/tmp/$1.cfg"
	name=$1
	shift 4
	timeout 60 xl create -q "$@" "/tmp/$name.cfg" >"create-$name.log" 2>&1 || {
		cat "create-$name.log" >&2
		die "xl cannot create $name"
	}
}

# state NAME: the letters that xl shows
state() {
	timeout 30 xl list "$1" 2>/dev/null | awk 'NR == 2 { print $(NF - 1) }'
}

# settle NAME LETTERS: waits for them; a ? stands for any.
settle() {
	i=0
	until expr "$(state "$1")" : "$(echo "$2" | tr '?' .)$" >/dev/null; do
		i=$((i + 1))
		[ $i -lt 100 ] || die "$1 does not come to the state $2"
		usleep 100000
	done
}

# A domain that is taken apart stays for as long as somebody has its memory mapped: xenconsoled does, and is stopped, so
# that it lets nothing go.
make_dying() {
	create dying "idle-$first" "$first" ''
	settle dying -b----
	dying=$(xl domid dying)
	kill -STOP "$(pidof xenconsoled)" || die "there is no xenconsoled"
	timeout 60 xl destroy dying || die "cannot destroy the domain that is to be dying"
	settle "$dying" '?????d'
}

# What stays as it is: all but Domain-0 costs no time now.
make_states() {
	create idle-1 "idle-$first" "$first" ''
	create idle-2 "idle-$second" "$second" ''
	create paused "idle-$second" "$second" ''
	create unstarted "idle-$second" "$second" '' -p
	create stopped "idle-$first" "$first" exit
	[ ! -e /x/crash-pv ] || create crashed crash-pv pv ''
	settle idle-1 -b----
	settle idle-2 -b----
	settle paused -b----
	timeout 30 xl pause paused
	settle paused -bp---
	settle unstarted --p---
	settle stopped ---s--
	[ ! -e /x/crash-pv ] || settle crashed ---sc-
	make_dying
}

tell_states() {
	run xl-info xl info
	run info-json xabi info --json
	run info xabi --stats info
	run info-recorded xabi info --json --on "record:$folder/info.rec"
	run xl-list xl list -v
	run list-json xabi list --json
	run list xabi --stats list
	run list-recorded xabi list --json --on "record:$folder/list.rec"
	run metrics-recorded xabi metrics --json --on "record:$folder/metrics.rec"
	run xl-vm-list xl vm-list
}

# The time of a domain that runs lies between what xl says before and after. xl needs xenconsoled to create one.
tell_times() {
	kill -CONT "$(pidof xenconsoled)"
	create spin "idle-$second" "$second" spin
	run xl-before xl list -v
	run spin-json xabi list --json
	run xl-after xl list -v
}

# Other suites have steps of their own (LIVE_STEPS of boot).
if [ -e /steps.sh ]; then
	# shellcheck source=/dev/null
	. /steps.sh
else
	make_states
	tell_states
	tell_times
fi
