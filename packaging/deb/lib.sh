# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the builds of the packages share. The same input gives the same bytes.
export LC_ALL=C
umask 022

fail() {
	printf 'packaging/deb/%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# start ARCH: the variables below, and an empty $root.
start() {
	native=$(dpkg --print-architecture)
	arch=${1:-$native}
	case $arch in
	"$native") build=build strip=strip make=make ;;
	arm64) build=build-arm64 strip=aarch64-linux-gnu-strip make='make arm64' ;;
	*) fail "there is no build for $arch" ;;
	esac
	version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" meson.build)
	[ -n "$version" ] || fail "meson.build has no version"
	SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null)} ||
		fail "this is no git repository: set SOURCE_DATE_EPOCH to the date of the source, in seconds"
	export SOURCE_DATE_EPOCH
	tmp=$(mktemp -d)
	trap 'rm -rf "$tmp"' EXIT
	root=$tmp/root
}

# put MODE FROM TO: FROM - is stdin.
put() {
	mkdir -p "$(dirname -- "$root/$3")"
	cat -- "$2" >"$root/$3"
	chmod "$1" "$root/$3"
}

# Stdin, packed: no name and no date in it.
pack() {
	gzip -9n
}

# changelog PACKAGE
changelog() {
	local maintainer

	maintainer=$(sed -n 's/^Maintainer: //p' packaging/deb/control)
	awk -v package="$1" -v maintainer="$maintainer" -v now="@$SOURCE_DATE_EPOCH" -f packaging/deb/changelog.awk CHANGELOG.md |
		pack | put 644 - "usr/share/doc/$1/changelog.gz"
}

# finish DEB CONTROL LIBC: the package of $root, with the fields of CONTROL.
finish() {
	local size

	mkdir -p "$root/DEBIAN"
	# Sizes as dpkg-gencontrol counts them: whole KiB, folders and links one each.
	size=$(find "$root" -path "$root/DEBIAN" -prune -o -type f -printf '%s\n' -o -printf '1\n' |
		awk '{ kib += int(($1 + 1023) / 1024) } END { print kib }')
	sed -e '/^#/d' -e "s/@VERSION@/$version/; s/@ARCH@/$arch/; s/@SIZE@/$size/; s/@LIBC@/$3/" "$2" >"$root/DEBIAN/control"
	(cd -- "$root" && find usr -type f | sort | xargs md5sum) >"$root/DEBIAN/md5sums"

	# dpkg-deb cuts off dates after SOURCE_DATE_EPOCH; this makes those before it the same too.
	find "$root" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
	mkdir -p "$(dirname -- "$1")"
	dpkg-deb --root-owner-group --threads-max=1 -Zxz --build "$root" "$tmp/deb" >/dev/null
	mv "$tmp/deb" "$1"
	echo "$1"
}
