#!/bin/sh
# SPDX-License-Identifier: MIT
# Proves that each guest boots where no Linux is: as dom0 on each Xen, and on arm64 as two domUs of the device tree;
# that it says hello, reads its command line, and that its status is what the lab reports.
#
# usage: tests/guest/boot.sh [ARCH:RELEASE]...	default: all there are
# BUILD and BUILD_ARM64 name the build folders (default: build, build-arm64).

# shellcheck source=tests/guest/lib.sh
. "$(dirname -- "$0")/lib.sh"
[ $# -gt 0 ] || set -- x86_64:4.14 x86_64:4.17 x86_64:4.20 arm64:4.17 arm64:4.20

# lab TYPE ARGS...: sets $status
lab() {
	file=$BUILD/guest/idle-$1
	[ "$1" != arm64 ] || file=$BUILD_ARM64/guest/idle-$1
	shift
	status=0
	"$top/lab/run" --arch "$arch" --xen "$release" --timeout 60 --guest "$file" "$@" >"$tmp/out" 2>"$tmp/err" ||
		status=$?
}

# says STATUS LINES: the run ended so and the guests said just that, in this order if there is only one.
says() {
	[ "$status" = "$1" ] && [ "$(sort "$tmp/out")" = "$(printf '%b\n' "$2" | sort)" ]
}

for item; do
	arch=${item%%:*}
	release=${item#*:}
	types='pv pvh'
	[ "$arch" != arm64 ] || types=arm64
	for type in $types; do
		hello="xabi guest: hello from $type, Xen $release"
		on="Xen $release ($arch)"
		lab "$type"
		ok "$on: $type as dom0 says hello and ends with 0" says 0 "$hello"
		lab "$type" --guest-args 'exit=3'
		ok "$on: $type as dom0 ends with the status it is told" says 3 "$hello"
		lab "$type" --guest-args 'exit=3x'
		ok "$on: $type as dom0 refuses a status that is no number" says 255 \
			"$hello\nxabi guest: exit=3x is no number, reporting 255"
		[ "$arch" = arm64 ] || continue
		lab "$type" --guest-args 'exit=5' --as domU --with-guest "$BUILD_ARM64/guest/idle-arm64"
		ok "$on: two without a dom0 say hello, one ends with its status" says 5 "(d1) $hello\n(d2) $hello"
	done
done
echo "1..$n"
exit $bad
