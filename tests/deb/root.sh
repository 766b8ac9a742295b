# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A clean Debian 12, made by debootstrap, once, and kept in the cache; the tests' own copy of it is in $x, and $tmp is theirs.
# shellcheck source=/dev/null
. lab/lib/common.sh
. lab/lib/apt.sh

SUITE=bookworm
arch=$(dpkg --print-architecture)

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo -n "$@"
	fi
}
tmp=$(mktemp -d)
trap 'as_root rm -rf --one-file-system "$tmp"' EXIT
x=$tmp/root
# In the system, with nothing of this one's surroundings.
ENTER=(env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 TERM=dumb chroot "$x")
inside() { as_root "${ENTER[@]}" "$@"; }

# --- the system: the smallest, and what shows manuals and loads completions

tarball=$CACHE/clean-root/$SUITE-$arch.tar.gz
make_tarball() {
	local mirror

	! cache_good "$tarball" || return 0
	mkdir -p "${tarball%/*}"
	read -r mirror _ < <(apt_origin)
	[ -n "$mirror" ] || { echo "apt on this machine has no Debian entry: set XABI_MIRROR to the URI of a Debian mirror"; return 1; }
	as_root debootstrap --variant=minbase --include=bash-completion,man-db "$SUITE" "$tmp/made" "$mirror" >"$tmp/log" 2>&1 ||
		{ tail -n 20 "$tmp/log"; return 1; }
	as_root rm -rf "$tmp"/made/var/cache/apt/archives/*.deb "$tmp"/made/var/lib/apt/lists
	as_root tar -C "$tmp/made" --numeric-owner -c . | gzip -1 >"$tarball.tmp.$$" && cache_put "$tarball.tmp.$$" "$tarball"
}
clean_root() {
	as_root true || { echo "making a system and installing into it needs root: run this as root, or with sudo"; return 1; }
	cache_locked "clean-root-$SUITE-$arch" make_tarball || return
	as_root mkdir "$x" && as_root tar -C "$x" --numeric-owner -xpzf "$tarball" &&
		is "$(inside sh -c '. /etc/os-release && echo "$VERSION_ID"')" 12 &&
		! inside sh -c 'command -v cc gcc xabi || ls -d /usr/lib/*/libpopt* /usr/lib/*/libjansson* 2>/dev/null'
}
