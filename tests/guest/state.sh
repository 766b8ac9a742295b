#!/bin/bash
# SPDX-License-Identifier: MIT
# Proves that the tables of spec/boot.xabi are what a vCPU finds: examples/guest/state.c compares its registers with them,
# as dom0 and as domU, on each Xen; what it cannot see itself (bases, limits, attributes of a PVH guest's segments) comes
# from Xen's record of a domain that has not run yet.
#
# usage: tests/guest/state.sh [ARCH:RELEASE]...	default: all there are
# BUILD and BUILD_ARM64 name the build folders (default: build, build-arm64).

# shellcheck source=tests/guest/lib.sh
. "$(dirname -- "$0")/lib.sh"
[ $# -gt 0 ] || set -- x86_64:4.14 x86_64:4.17 x86_64:4.20 arm64:4.17 arm64:4.20

# What runs in dom0. For the paused one the lines "NAME VALUE" of its hidden registers.
cat >"$tmp/dom0.sh" <<'E2'
for type in pv pvh; do
	printf '%s\n' "name='$type'" "type='$type'" "kernel='/state-$type'" memory=16 vcpus=1 "extra='lab=inner'" >/tmp/cfg
	[ $type = pv ] || {
		timeout 60 xl create -p /tmp/cfg >&2
		/usr/lib/xen/bin/xen-hvmctx "$(xl domid pvh)" | tr -d '(+/)' | awk '
			$1 ~ /^([cdefgs]s|tr)$/ && NF == 5 { print "hidden", $1 ".base", "0x" $3; print "hidden", $1 ".limit", $4
				print "hidden", $1 ".attributes", $5 }'
		xl destroy pvh
	}
	timeout 60 xl create /tmp/cfg >&2
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		grep -q '^@inner' /var/log/xen/console/guest-$type.log && break
		sleep 1
	done
	tr -d '\r' </var/log/xen/console/guest-$type.log | sed "s/^/$type /"
done
E2

# holds TAP: it ran to its end, saw registers, and none held something else.
holds() {
	grep -q '^1\.\.' "$1" && grep -q '^ok .* is ' "$1" && ! grep -q '^not ok' "$1" &&
		[ "$(grep -cE '^(not )?ok' "$1")" = "$(sed -n 's/^1\.\.//p' "$1")" ]
}

# hidden_holds TAP FILE: what the guest could not see is as its table says by the lines of FILE.
hidden_holds() {
	local name mask value count=0 is

	while read -r name mask value; do
		is=$(sed -n "s/^hidden $name //p" "$2")
		if [ -z "$is" ] || [ $((is & mask)) != $((value)) ]; then
			echo "# $name is ${is:-not told}, not $value"
			return 1
		fi
		count=$((count + 1))
	done < <(sed -n 's/^ok [0-9]* - \([a-z.]*\) & \(0x[0-9a-f]*\) is \(0x[0-9a-f]*\) # SKIP.*/\1 \2 \3/p' "$1")
	[ "$count" -gt 0 ]
}

# bare TYPE FILE ARGS...
bare() {
	local type=$1

	shift
	status=0
	timeout 120 "$top/lab/run" --arch "$arch" --xen "$release" --timeout 60 --guest "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	[ "$status" = 0 ] && holds "$tmp/out"
}

for item; do
	arch=${item%%:*}
	release=${item#*:}
	on="Xen $release ($arch)"
	if [ "$arch" = arm64 ]; then
		file=$BUILD_ARM64/guest/state-arm64
		ok "$on: dom0's first state is as the spec says" bare arm64 "$file"
		ok "$on: a domU's first state is as the spec says" bare arm64 "$file" --as domU
		continue
	fi
	for type in pv pvh; do
		ok "$on: dom0's first state, $type, is as the spec says" bare $type "$BUILD/guest/state-$type"
	done
	(cd "$tmp" && timeout 240 "$top/lab/run" --arch "$arch" --xen "$release" --timeout 200 --with dom0.sh:/dom0.sh \
		--with "$BUILD/guest/state-pv:/state-pv" --with "$BUILD/guest/state-pvh:/state-pvh" -- sh /dom0.sh >out 2>err)
	status=$?
	for type in pv pvh; do
		sed -n "s/^$type //p" "$tmp/out" >"$tmp/$type"
		ok "$on: a domU's first state, $type, is as the spec says" holds "$tmp/$type"
	done
	ok "$on: so are a PVH domU's segments, by Xen's record" hidden_holds "$tmp/pvh" "$tmp/out"
done
echo "1..$n"
exit $bad
