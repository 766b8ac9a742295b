# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The Xens that are tried, and how all of them are booted. Sourced by run, refresh and examples/demo/run.

# To add one: a row of architecture and release, both as in lab/packages. The slower ones come first.
XENS=(
	arm64-4.20
	arm64-4.17
	x86_64-4.20
	x86_64-4.17
	x86_64-4.14
)
AT_ONCE=2
# Or those that LIVE_XENS names, with commas.
[ -z "${LIVE_XENS-}" ] || IFS=, read -ra XENS <<<"$LIVE_XENS"

live=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
boots=()	# what runs

# boots_end: a signal must not leave a QEMU behind; each boot passes it on.
boots_end() {
	[ ${#boots[@]} -eq 0 ] || kill "${boots[@]}" 2>/dev/null
	wait
}

# boot_one XEN FOLDER: lab.err and lab.status, and what dom0.sh leaves, in FOLDER; a line when it is over, and those of
# the lab while it makes ready what it boots, which can take minutes the first time.
boot_one() {
	local started=$SECONDS status=0 child

	"$live/boot" "${1%-*}" "${1#*-}" "$2" 2> >(tee "$2/lab.err" |
		grep --line-buffered -E '^lab: (reading|fetching|packing)' >&2) &
	child=$!
	trap 'kill $child; wait $child; exit 143' TERM
	wait $child || status=$?
	echo $status >"$2/lab.status"
	if [ $status -eq 0 ]; then
		echo "Xen ${1#*-} on ${1%-*}: done after $((SECONDS - started)) s" >&2
	else
		echo "Xen ${1#*-} on ${1%-*}: failed after $((SECONDS - started)) s, $2/lab.err says why" >&2
	fi
}

# boot_all FOLDER: each Xen into FOLDER/XEN.
boot_all() {
	local xen

	trap 'boots_end; exit 130' INT TERM
	for xen in "${XENS[@]}"; do
		while [ "$(jobs -rp | wc -l)" -ge $AT_ONCE ]; do
			wait -n
		done
		mkdir -p -- "$1/$xen" || return
		echo "Xen ${xen#*-} on ${xen%-*}: booting in QEMU, with guests" >&2
		boot_one "$xen" "$1/$xen" &
		boots+=($!)
	done
	wait
	boots=()
	trap - INT TERM
}

# xens_sorted: in the order in which a person reads them.
xens_sorted() {
	printf '%s\n' "${XENS[@]}" | sort -t- -k1,1r -k2,2V
}

# booted FOLDER: true if the boot that left it came to its end.
booted() {
	[ "$(cat "$1/lab.status" 2>/dev/null)" = 0 ]
}
