# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# TAP for the tests of the lab. run-all numbers the lines. Each test script ends with `finish`.

set -u
ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
RUN=$ROOT/lab/run
T=$(mktemp -d "${TMPDIR:-/tmp}/xabi-lab-test.XXXXXX")
trap 'rm -rf "$T"' EXIT

# check NAME TEST...: TEST is a command.
check() {
	local name=$1

	shift
	if "$@" >"$T/check.log" 2>&1; then
		echo "ok - $name"
	else
		echo "not ok - $name"
		echo "# failed: $*"
		sed 's/^/# /' "$T/check.log"
		[ ! -s "$T/err" ] || tail -n 15 "$T/err" | cut -c1-200 | sed 's/^/# stderr: /'
	fi
}

# lab ARG...: run the lab; rc, $T/out and $T/err are what came.
lab() {
	"$RUN" "$@" >"$T/out" 2>"$T/err"
	rc=$?
}

# is A B: equal.
is() {
	[ "$1" = "$2" ] || { echo "got '$1', expected '$2'"; return 1; }
}

# guest NAME: a built guest, from XABI_GUESTS or any build folder.
guest() {
	local file

	for file in ${XABI_GUESTS:+"$XABI_GUESTS/$1"} "$ROOT"/build/guest/"$1" "$ROOT"/build-*/guest/"$1"; do
		[ ! -r "$file" ] || break
	done
	echo "$file"
}

finish() {
	echo "# finished"
}
