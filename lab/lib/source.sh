# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Debian's source packages, unpacked and patched: what provider/xen builds Xen from. Uses lab/lib/apt.sh. Like packages
# they are not pinned: the newest version that can be had.
#
#   $CACHE/source/NAME-SUITE/tree      the package, with Debian's patches; VERSION and the tarballs beside it

# source_root SUITE: the private apt root of the suite's source packages.
source_root() {
	apt_root "$1" source
	sed -i 's/^Types: deb$/Types: deb-src/' "$CACHE/apt/$1-source/debian.sources"
	sed -i 's/^APT::Architecture.*//' "$CACHE/apt/$1-source/apt.conf"
	apt-get -qq update >"$CACHE/apt/$1-source/update.log" 2>&1
}

# source_files NAME: version, sha256, size and path of each file, the newest version first.
source_files() {
	apt-cache showsrc --only-source "$1" 2>/dev/null | awk '
		/^Version:/ { version = $2 }
		/^Directory:/ { for (i = 0; i < n; i++) print version, file[i], $2 "/" name[i]; n = 0 }
		/^[^ ]/ { sums = /^Checksums-Sha256:/ }
		/^ / && sums { file[n] = $1; name[n++] = $3 }' | LC_ALL=C sort -s -k1,1Vr
}

# source_download NAME VERSION ORIGIN...: the tarballs of a version by the index's hashes; that works without a .dsc, too.
source_download() {
	local version sum path base name=$1 wanted=$2

	shift 2
	while read -r version sum path; do
		[ "$version" = "$wanted" ] && [[ $path == *.tar.* && $path != *.asc ]] || continue
		for base; do
			/usr/lib/apt/apt-helper -qq download-file "$base/$path" "${path##*/}" "SHA256:$sum" >>apt.log 2>&1 && break
		done
		[ -s "${path##*/}" ] || return 1
	done < <(source_files "$name")
	ls ./*.orig.tar.* >/dev/null 2>&1
}

# source_unpack: the tarballs in the current folder, with the patches, as tree/.
source_unpack() {
	local patch

	mkdir tree.new && tar -xf ./*.orig.tar.* -C tree.new --strip-components=1 || return 1
	[ -z "$(ls ./*.debian.tar.* 2>/dev/null)" ] || tar -xf ./*.debian.tar.* -C tree.new || return 1
	while read -r patch; do
		patch -d tree.new -sp1 -i "debian/patches/$patch" || return 1
	done < <(grep -v '^#' tree.new/debian/patches/series 2>/dev/null)
	mv tree.new tree
}

# source_make NAME SUITE FOLDER; call under a lock.
source_make() {
	local version origins

	[ ! -d "$3/tree" ] || return 0
	read -r -a origins < <(apt_origin)
	lab_say "fetching the source of $1 from $2"
	source_root "$2"
	for version in $(source_files "$1" | cut -d' ' -f1 | uniq); do
		rm -rf "$3"
		mkdir -p "$3" && cd -- "$3" || lab_fail "cannot write to $3"
		if source_download "$1" "$version" "${origins[@]}"; then
			source_unpack || lab_fail "cannot unpack $1 $version in $3"
			echo "$version" >VERSION
			return 0
		fi
	done
	rm -rf "$3"
	return 1
}

# source_get NAME SUITE: ret_source is the unpacked package; false if no version of it can be had.
source_get() {
	ret_source=$CACHE/source/$1-$2/tree
	[ -d "$ret_source" ] || (cache_locked "source-$1-$2" source_make "$1" "$2" "$CACHE/source/$1-$2")
}
