# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What every part of the lab uses: messages, the temporary folder, the cache, the list of tools.
#
# Exit statuses: the command's own; 124 timed out; 125 the lab itself failed.

LAB=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${XABI_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/xabi}
TMP=
QEMU_PID=

# lab_say TEXT...: one line of talk, always shown.
lab_say() {
	printf 'lab: %s\n' "$*" >&2
}

# lab_fail TEXT...: say why and leave; inside $(...) this ends the subshell only, so callers write `|| exit`.
lab_fail() {
	lab_say "$@"
	exit 125
}

# lab_need TOOL PACKAGE...: pairs; all that is missing is named at once.
lab_need() {
	local missing=()

	while [ $# -gt 1 ]; do
		command -v "$1" >/dev/null || missing+=("$2")
		shift 2
	done
	[ ${#missing[@]} -eq 0 ] ||
		lab_fail "this machine lacks Debian packages, install them first: apt-get install ${missing[*]}"
}

lab_cleanup() {
	if [ -n "$QEMU_PID" ]; then
		kill "$QEMU_PID" 2>/dev/null
		wait "$QEMU_PID" 2>/dev/null
		QEMU_PID=
	fi
	[ -z "$TMP" ] || rm -rf -- "$TMP"
	TMP=
}

# lab_init: the temporary folder of this run, removed however the run ends.
lab_init() {
	trap lab_cleanup EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	TMP=$(mktemp -d "${TMPDIR:-/tmp}/xabi-lab.XXXXXXXX") || lab_fail "cannot make a temporary folder"
	TMP=$(cd -- "$TMP" && pwd)
	mkdir -p -- "$CACHE" || lab_fail "cannot make the cache folder $CACHE (set XABI_CACHE)"
	CACHE=$(cd -- "$CACHE" && pwd)
}

# cache_locked NAME COMMAND...: run it while no other lab makes the same thing. Locks nest in one order only: an image
# or a tree, then a part, then an apt root.
cache_locked() {
	local fd rc file=$CACHE/locks/${1//\//-}

	shift
	mkdir -p "$CACHE/locks" && exec {fd}>"$file" || lab_fail "cannot write to the cache folder $CACHE"
	flock -n "$fd" || { lab_say "waiting for another lab that makes ${file##*/}"; flock "$fd"; }
	"$@"
	rc=$?
	exec {fd}>&-
	return $rc
}

# cache_good FILE: true if FILE is what was recorded when it was made.
cache_good() {
	local want

	[ -f "$1" ] && [ -f "$1.sha256" ] || return 1
	read -r want _ <"$1.sha256"
	[ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$want" ]
}

# cache_put TEMP FILE: move a finished file into the cache, its checksum first.
cache_put() {
	sha256sum <"$1" >"$2.sha256.tmp.$$" && mv -f -- "$2.sha256.tmp.$$" "$2.sha256" && mv -f -- "$1" "$2"
}

# deb_arch ARCH: Debian's name of an architecture. Of i386 and arm32 there are headers only.
deb_arch() {
	case $1 in
	x86_64 | amd64) echo amd64 ;;
	arm64 | aarch64) echo arm64 ;;
	i386) echo i386 ;;
	arm32 | armhf) echo armhf ;;
	*) lab_fail "no such architecture: $1 (x86_64 or arm64)" ;;
	esac
}

# gnu_triplet ARCH: the folder name Debian gives its libraries.
gnu_triplet() {
	case $(deb_arch "$1") in
	amd64) echo x86_64-linux-gnu ;;
	arm64) echo aarch64-linux-gnu ;;
	esac
}
