#!/bin/bash
# SPDX-License-Identifier: MIT
# Proves that the examples of guests do what they say on each Xen that `make xen` built: they speak XABI and nothing else,
# and two of them meet by grant and event, unless Xen's policy for domUs (SILO) is in force, which the taker then tells.
#
# usage: tests/guest/examples.sh [ARCH:RELEASE]...	default: x86_64 and arm64, 4.17 and 4.20
# XENS names the folder of RELEASE-ARCH/xen (default: build/xen), BUILD and BUILD_ARM64 the build folders.

# shellcheck source=tests/guest/lib.sh
. "$(dirname -- "$0")/lib.sh"
[ $# -gt 0 ] || set -- x86_64:4.17 x86_64:4.20 arm64:4.17 arm64:4.20

# guest XENARGS FILE ARGS...: sets $status
guest() {
	local args="xabi=all${1:+ $1}"

	shift
	status=0
	timeout 200 "$top/lab/run" --arch "$arch" --xen "$release" --xen-file "$XENS/$release-$arch/xen" --xen-args "$args" --timeout 180 \
		--guest "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
}

# says STATUS PATTERN: it ended so, and a line of what was said is that.
says() {
	[ "$status" = "$1" ] && grep -qE "$2" "$tmp/out"
}

# The guest's own results.
all_ok() {
	[ "$status" = 0 ] && grep -q '^ok - ' "$tmp/out" && ! grep -q '^not ok' "$tmp/out"
}

# A domU has no console of Xen's, so it tells by the way in which it ends whether all was so.
# shellcheck disable=SC2016 # dom0's shell has the words
sealed_domu() {
	timeout 200 "$top/lab/run" --xen "$release" --xen-file "$XENS/$release-$arch/xen" --xen-args xabi=all,domu:sealed --timeout 180 \
		--with "$dir/sealed-pvh:/sealed" --with "$dir/idle-pv:/idle" -- '
		make() { # type, kernel
			printf "name=\"%s\"\ntype=\"%s\"\nkernel=\"%s\"\nmemory=32\non_poweroff=\"preserve\"\non_crash=\"preserve\"\n" \
				"$1" "$1" "$2" >/guest.cfg
			xl create -q /guest.cfg
		}
		make pvh /sealed
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			xl list pvh | grep -q -- "---[sc]" && break
			sleep 1
		done
		xl list pvh
		make pv /idle && echo "a PV domU was made"
		xl dmesg | grep "can be sealed"' >"$tmp/out" 2>"$tmp/err" &&
		grep -qE '^pvh .* ---s-- ' "$tmp/out" && grep -q 'd2: only PVH and HVM' "$tmp/out" && ! grep -q 'was made' "$tmp/out"
}

for item; do
	arch=${item%%:*} release=${item#*:}
	on="Xen $release ($arch)"
	built "$release-$arch" || continue
	types='pvh pv' dir=$BUILD/guest
	[ "$arch" != arm64 ] || types=arm64 dir=$BUILD_ARM64/guest
	for type in $types; do
		guest '' "$dir/clock-$type" --guest-args seconds=2
		ok "$on: the clock, $type, agrees with XABI's time" says 0 "^$type: XABI's time and the counter's agree\$"
	done
	pair=$dir/pair-${types%% *}
	if [ "$arch" = x86_64 ]; then
		guest xabi=dom0:sealed "$dir/sealed-pvh"
		ok "$on: of a sealed guest Xen reaches what it shares" all_ok
		ok "$on: so it is of a domU that xl makes, and a PV one is refused" sealed_domu
	fi
	guest xsm=dummy "$pair" --guest-args give=2 --as domU --with-guest "$pair" --guest-args take=1
	ok "$on: two guests share a page and ring each other" says 0 "giver: the number is 20\$"
	# On x86 the lab ends with the first guest, and Xen's own build has no security module.
	[ "$arch" = arm64 ] || continue
	ok "$on: the other one saw the same" says 0 "taker: the number is 20\$"
	guest '' "$pair" --guest-args take=2 --as domU --with-guest "$pair" --guest-args give=1
	ok "$on: under SILO they may not" says 1 "taker: grant.map: status 3\$"
	guest xabi=sealed "$dir/sealed-arm64" --as domU
	ok "$on: of a sealed guest Xen reaches what it shares" all_ok
	guest '' "$dir/granule64-arm64" --as domU
	ok "$on: a guest of 64 KiB granules passes buffers and places frames" says 0 "console.write 0, grant.place 0\$"
done
echo "1..$n"
exit $bad
