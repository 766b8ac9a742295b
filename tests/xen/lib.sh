# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# What the tests of Xen with XABI in it share: TAP, and which Xens make xen has built.
set -uo pipefail
ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
XENS=$ROOT/build/xen
TARGETS=(4.17-arm64 4.17-x86_64 4.20-arm64 4.20-x86_64)
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
n=0

# check WHAT COMMAND...: what it prints is said where it fails.
check() {
	local what=$1

	shift
	n=$((n + 1))
	if "$@" >"$T/said" 2>&1; then
		echo "ok $n - $what"
	else
		sed 's/^/# /' "$T/said"
		echo "not ok $n - $what"
	fi
}

skip() {
	n=$((n + 1))
	echo "ok $n - $1 # skip $2"
}

end() {
	echo "1..$n"
}

# guests TARGET: the types of guest that run there.
guests() {
	case $1 in
	*arm64*) echo arm64 arm32 ;;
	*) echo pvh pv pvh32 ;;
	esac
}

# boot TARGET TYPE PROGRAM [OPTION...]: a bare guest as dom0 of that Xen; its output in $T/out, the serial line in $T/log.
boot() {
	local target=$1 type=$2 program=$3 folder=$ROOT/build

	shift 3
	[[ $type != arm* ]] || folder=$ROOT/build-arm64
	"$ROOT/lab/run" --arch "${target#*-}" --xen "${target%%-*}" --xen-file "$XENS/$target/xen" --log "$T/log" \
		--guest "$folder/guest/$program-$type" "$@" >"$T/out" 2>"$T/err"
}
