# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034
# What boot.sh and xl.sh share; sourced. Sets top, tmp and the build folders BUILD and BUILD_ARM64.


top=$(cd -- "$(dirname -- "$0")/../.." && pwd)
BUILD=${BUILD:-$top/build}
BUILD_ARM64=${BUILD_ARM64:-$top/build-arm64}

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
