#!/bin/bash
# SPDX-License-Identifier: MIT
# Bare guests: status, output, several at once. usage: guests.sh RELEASE

. "$(dirname -- "$0")/lib.sh"
release=$1

pv=$(guest idle-pv)
pvh=$(guest idle-pvh)
arm64=$(guest idle-arm64)
for file in "$pv" "$pvh" "$arm64"; do
	[ -r "$file" ] || { check "guests are built (meson compile, or XABI_GUESTS)" test -r "$file"; finish; exit; }
done

# bare NAME STATUS OUTPUT ARG...: OUTPUT is compared after sorting, for guests run at the same time.
bare() {
	local name="$release $1" status=$2 output=$3

	shift 3
	lab --xen "$release" "$@"
	check "$name: status" is "$rc" "$status"
	check "$name: output" is "$(sort "$T/out")" "$output"
}

bare "PV dom0" 5 "xabi guest: hello from pv, Xen $release" --guest "$pv" --guest-args exit=5
bare "PVH dom0" 6 "xabi guest: hello from pvh, Xen $release" --guest "$pvh" --guest-args exit=6
bare "arm64 dom0" 7 "xabi guest: hello from arm64, Xen $release" --arch arm64 --guest "$arm64" --guest-args exit=7
if [ "$release" = 4.14 ]; then
	lab --arch arm64 --xen 4.14 --as domU --guest "$arm64"
	check "$release arm64 domU: refused" is "$rc $(grep -c 'without a dom0' "$T/err")" "125 1"
else
	bare "arm64 domU" 8 "xabi guest: hello from arm64, Xen $release" --arch arm64 --as domU \
		--guest "$arm64" --guest-args exit=8
	bare "two arm64 domUs" 124 "(d1) xabi guest: hello from arm64, Xen $release
(d2) xabi guest: hello from arm64, Xen $release" --arch arm64 --as domU --timeout 10 \
		--guest "$arm64" --guest-args idle --with-guest "$arm64"
fi
bare "x86 domUs" 124 "(guest0) xabi guest: hello from pv, Xen $release
(guest1) xabi guest: hello from pvh, Xen $release" --as domU --timeout 45 \
	--guest "$pv" --guest-args idle --with-guest "$pvh"
bare "PVH domU" 9 "xabi guest: hello from pvh, Xen $release" --as domU --guest "$pvh" --guest-args exit=9
finish
