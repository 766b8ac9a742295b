# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034
# What boot.sh and xl.sh share; sourced. Sets top, tmp, the build folders BUILD and
# BUILD_ARM64, and XENS, where hypervisors with XABI are.


top=$(cd -- "$(dirname -- "$0")/../.." && pwd)
BUILD=${BUILD:-$top/build}
BUILD_ARM64=${BUILD_ARM64:-$top/build-arm64}
XENS=${XENS:-$BUILD/xen}

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

n=0
bad=0 # for who sources this
status=0

# ok NAME COMMAND...: one result; on failure first what the lab or dom0 said.
ok() {
	name=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $name"
	else
		bad=1
		echo "# status $status"
		sed 's/^/# /' "$tmp/out" "$tmp/err"
		echo "not ok $n - $name"
	fi
}

# built RELEASE-ARCH: `make xen` made it. What it did not make (Debian's mirror may lack a source) is said, not tested.
built() {
	[ -s "$XENS/$1/xen" ] && return
	echo "# Xen $1 is not built: not tested"
	return 1
}
