#!/bin/bash
# SPDX-License-Identifier: MIT
# Proves that the provider inside real Xen does what the spec says: the conformance suite as a guest, on each hypervisor
# that `make xen` built. What it does not show there is the list `unreached` (guest:release, op, number of cases, reason), and a test compares; `--update` writes it anew, and a person reads the diff.
#
# usage: tests/guest/conformance.sh [--update] [TYPE:RELEASE]...	default: all of pvh, pvh32, pv, arm64, arm32 that are built
# TYPE-sealed: the guest is sealed, and shares all its memory.
# XENS names the folder of RELEASE-ARCH/xen (default: build/xen), BUILD and BUILD_ARM64 the build folders.

# shellcheck source=tests/guest/lib.sh
. "$(dirname -- "$0")/lib.sh"
list=$top/tests/guest/unreached
update=
[ "${1-}" != --update ] || { update=1; shift; }
[ $# -gt 0 ] || set -- {pvh,pvh-sealed,pvh32,pv,arm64,arm64-sealed,arm32}:{4.17,4.20}

# reasons TYPE TAP: what was skipped, counted.
reasons() {
	sed -n "s/^ok [0-9]* - \([^ ]*\) .*# SKIP unreached: \(.*\)/$1 \1 1 \2/p
		s/^ok [0-9]* - \([^ ]*\) # SKIP \(not in this provider\): \([0-9]*\) cases/$1 \1 \3 \2/p" "$2" |
		awk '{ n = $3; $3 = ""; sum[$0] += n } END { for (key in sum) print key ": " sum[key] }' | sed 's/  */ /g' | LC_ALL=C sort
}

# whole TAP: as many results as planned, and some passed.
whole() {
	[ "$(grep -acE '^(not )?ok [0-9]+ - ' "$1")" = "$(sed -n 's/^1\.\.//p' "$1")" ] && grep -aqE '^# [1-9][0-9]* passed, ' "$1"
}

# known TYPE: a sealed guest leaves out what the same one does that is not, but for what sharing shows.
known() {
	local but=^$

	[[ $1 != *-sealed ]] || but=' memory[.](un)?share '
	diff <(grep "^${1%-sealed} " "$list" | grep -vE "$but") <(grep -vE "$but" "$tmp/reasons") >"$tmp/diff" && return
	sed 's/^/# /' "$tmp/diff"
	return 1
}

: >"$tmp/all"
for item; do
	type=${item%%:*} release=${item#*:} arch=x86_64 folder=$BUILD/guest
	# Where nothing is, and the guest can reach: memory.size's end is at or beyond what it maps, and knows nothing of the
	# virtual addresses of a PV guest, whose builder maps some MiB from 0 on.
	args=empty=1024
	[[ $type != arm* ]] || arch=arm64 folder=$BUILD_ARM64/guest args=empty=2048
	# Few places for mappings, so that they can be used up; on x86 what a grant to oneself costs (conformance/undo.c).
	with='xabi=all xsm=dummy dom0_max_vcpus=2 gnttab_max_maptrack_frames=1 sched_ratelimit_us=500000'
	[[ $type != pvh* ]] || with+=' dom0_mem=64M,max:128M'
	[[ $type != *-sealed ]] || with+=' xabi=dom0:sealed'
	xen=$XENS/$release-$arch/xen
	built "$release-$arch" || continue
	on="Xen $release ($type)"
	status=0
	timeout 400 "$top/lab/run" --arch $arch --xen-file "$xen" --xen-args "$with" --timeout 380 --guest "$folder/conformance-${type%-sealed}" \
		--guest-args "$args" >"$tmp/out" 2>"$tmp/err" || status=$?
	# The failures one by one, the rest as a number.
	grep -aB1 '^not ok' "$tmp/out" | grep -v '^--' | sed 's/^not ok [0-9]* - /# failed: /'
	reasons "${type%-sealed}" "$tmp/out" >"$tmp/reasons"
	[[ $type == *-sealed ]] || cat "$tmp/reasons" >>"$tmp/all"
	grep -av '^ok' "$tmp/out" | tail -n 20 >"$tmp/end" && mv "$tmp/end" "$tmp/said"
	good=1
	[ "$status" = 0 ] && whole "$tmp/out" && good=0
	mv "$tmp/said" "$tmp/out"
	ok "$on: $(sed -n 's/^# \([0-9]* passed, .*\)/\1/p' "$tmp/out")" [ $good = 0 ]
	[ -n "$update" ] || ok "$on: what it does not show is known" known "$type"
done
[ -z "$update" ] || LC_ALL=C sort -u "$tmp/all" >"$list"
echo "1..$n"
exit $bad
