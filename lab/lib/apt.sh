# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Debian packages of any suite and architecture, the machine's own apt state untouched: each suite and architecture has
# a private apt root in the cache. Nothing is pinned; what came is written down in a manifest and checked on reuse.
#
#   $CACHE/apt/SUITE-DEBARCH/          apt's configuration, lists
#   $CACHE/deb/PART-DEBARCH/           the packages of one part of lab/packages, and MANIFEST

# apt_origin: prints the URI of Debian's archive and of its security archive, as this machine is set up.
apt_origin() {
	if [ -n "${XABI_MIRROR-}" ]; then
		printf '%s %s\n' "${XABI_MIRROR%/}" "${XABI_MIRROR%/}-security"
		return
	fi
	# The format's words are apt's variables, not the shell's.
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null | awk '
		{ suite = $2; security = sub(/-security$/, "", suite); sub(/-(updates|backports|proposed-updates)$/, "", suite) }
		suite !~ /^(bullseye|bookworm|trixie|forky|duke|sid|unstable|testing|(old)*stable)$/ { next }
		{ sub(/\/$/, "", $1) }
		security && !s { s = $1 }
		!security && !m { m = $1 }
		END { if (m) print m, (s ? s : m "-security") }'
}

# apt_source URI SUITES: one entry of a sources file.
apt_source() {
	local key=/usr/share/keyrings/debian-archive-keyring.gpg

	printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n' "$1" "$2"
	[ ! -f $key ] || printf 'Signed-By: %s\n' $key
	echo
}

# apt_root SUITE DEBARCH: make the private root and sets APT_CONFIG to it.
apt_root() {
	local suite=$1 arch=$2 main security
	local root=$CACHE/apt/$suite-$arch

	read -r main security < <(apt_origin)
	[ -n "$main" ] ||
		lab_fail "apt on this machine has no Debian entry: set XABI_MIRROR to the URI of a Debian mirror"
	mkdir -p "$root"/{state/lists/partial,cache/archives/partial} || lab_fail "cannot write to $root"
	: >>"$root/state/status"
	{
		apt_source "$main" "$suite $suite-updates"
		apt_source "$security" "$suite-security"
	} >"$root/debian.sources"
	cat >"$root/apt.conf" <<-END
		APT::Architecture "$arch";
		APT::Architectures { "$arch"; };
		Dir::State "$root/state";
		Dir::State::status "$root/state/status";
		Dir::Cache "$root/cache";
		Dir::Etc::SourceList "$root/debian.sources";
		Dir::Etc::SourceParts "/dev/null";
		Dir::Etc::Preferences "/dev/null";
		Dir::Etc::PreferencesParts "/dev/null";
		APT::Sandbox::User "root";
		Acquire::Languages "none";
		Acquire::Check-Valid-Until "false";
	END
	export APT_CONFIG=$root/apt.conf
}

# apt_update SUITE DEBARCH: read the index, at most once in an hour. apt's status is no use (0 when offline), and
# -updates or -security may be missing: what counts is that the suite's own list of packages is there afterwards. One that
# does not fit its signature is left in partial/, and is none.
apt_update() {
	local root=$CACHE/apt/$1-$2

	if [ -z "$(find "$root/stamp" -mmin -60 2>/dev/null)" ]; then
		lab_say "reading the package index of $1 ($2)"
		apt-get -qq update >"$root/update.log" 2>&1
		touch "$root/stamp"
	fi
	if [ -z "$(find "$root/state/lists" -maxdepth 1 -name "*_dists_$1_main_*_Packages*" -print -quit)" ]; then
		rm -f "$root/stamp"
		sed 's/^/  /' "$root/update.log" >&2
		lab_fail "cannot read the package index of $1 ($2): no network, or set XABI_MIRROR to another Debian mirror"
	fi
}

# apt_choose NAME: prints the packages that a word of lab/packages stands for.
apt_choose() {
	local name found

	case $1 in
	@@*)
		name=$(apt_choose "${1#@}") || exit
		found=$(apt-cache depends "$name" 2>/dev/null | awk '/ Depends: linux-(headers|kbuild)-/ { print $2 }')
		;;
	@*)
		found=$(apt-cache depends "${1#@}" 2>/dev/null | awk '/ Depends: [^<]/ { print $2; exit }')
		;;
	*)
		for name in ${1//|/ }; do
			found=$(apt-cache --no-all-versions show "$name" 2>/dev/null | sed -n 's/^Package: //p' | head -n 1)
			[ -z "$found" ] || break
		done
		;;
	esac
	[ -n "$found" ] || lab_fail "the suite has no package $1: change lab/packages"
	echo "$found"
}

# part_rows PART ARCH: the rows of lab/packages, as "suite package..." lines.
part_rows() {
	awk -v part="$1" -v arch="$2" '
		$1 == part && ($2 == arch || $2 == "*") { $1 = ""; $2 = ""; print }' "$LAB/packages"
}

# part_good DIR: true if the part's packages are all there and unchanged.
part_good() {
	[ -s "$1/MANIFEST" ] || return 1
	(cd -- "$1" && awk '{ print $5 "  " $6 }' MANIFEST | sha256sum --quiet --strict -c >/dev/null 2>&1)
}

# part_manifest PART SUITE: for the packages in the current folder: package version architecture suite sha256 file.
part_manifest() {
	local deb

	for deb in *.deb; do
		# shellcheck disable=SC2016
		printf '%s %s %s %s\n' "$(dpkg-deb -W --showformat='${Package} ${Version} ${Architecture}' "$deb")" \
			"$1" "$(sha256sum <"$deb" | cut -d' ' -f1)" "$deb"
	done
}

# part_words PART ARCH: the suite, then the words for packages, one per line.
part_words() {
	part_rows "$1" "$2" | awk 'NR == 1 { print $1 } { for (i = 2; i <= NF; i++) print $i }'
}

# part_older NAME: download it in any version that can be had. A mirror may list a version and not have it (any more).
part_older() {
	local version

	while read -r version; do
		apt-get -qq download "$1=$version" >>apt.log 2>&1 && return
	done < <(apt-cache madison "$1" | awk '{ print $3 }')
	return 1
}

# part_packages SUITE NAME...: download into the current folder.
part_packages() {
	local suite=$1 name

	shift
	apt-get -qq download "$@" >apt.log 2>&1 && return
	for name; do
		[ -n "$(find . -name "${name}_*.deb" -print -quit)" ] || part_older "$name" || break
	done
	if [ "$(find . -name '*.deb' | wc -l)" -ne $# ]; then
		sed 's/^/  /' apt.log >&2
		return 1
	fi
}

# part_download PART ARCH FOLDER; call under the part's lock.
part_download() {
	local part=$1 arch=$2 dir=$3 suite='' debarch word words=() names=()
	local fresh=$dir.new.$$

	debarch=$(deb_arch "$arch") || exit
	mapfile -t words < <(part_words "$part" "$arch")
	[ ${#words[@]} -gt 1 ] || lab_fail "there is no $part for $arch (see lab/packages)"
	suite=${words[0]}
	apt_root "$suite" "$debarch"
	apt_update "$suite" "$debarch"
	for word in "${words[@]:1}"; do
		word=$(apt_choose "$word") || exit
		mapfile -t -O ${#names[@]} names <<<"$word"
	done
	lab_say "fetching $part for $arch from $suite (${#names[@]} packages)"
	rm -rf "$fresh"
	mkdir -p "$fresh" && cd -- "$fresh" || lab_fail "cannot write to $fresh"
	if ! part_packages "$suite" "${names[@]}"; then
		rm -rf "$fresh" "$CACHE/apt/$suite-$debarch/stamp"
		lab_fail "cannot fetch $part: no network, or set XABI_MIRROR to another Debian mirror"
	fi
	rm -f apt.log
	part_manifest "$suite" >MANIFEST
	rm -rf "$dir" && mv "$fresh" "$dir"
}

# part_get PART ARCH: make the part's packages be there.
part_get() {
	local name suite

	name=$1-$(deb_arch "$2") || exit
	part_good "$CACHE/deb/$name" && return
	suite=$(part_words "$1" "$2" | head -n 1)
	cache_locked "deb-$name" cache_locked "apt-$suite-${name##*-}" part_make "$1" "$2" "$CACHE/deb/$name" || exit 125
}

part_make() {
	part_good "$3" && return
	[ ! -d "$3" ] || lab_say "the cached packages of $1 are damaged, fetching them again"
	(part_download "$1" "$2" "$3")
}

# part_unpack PART ARCH FOLDER
part_unpack() {
	local deb

	part_get "$1" "$2"
	mkdir -p "$3" || lab_fail "cannot write to $3"
	for deb in "$CACHE/deb/$1-$(deb_arch "$2")"/*.deb; do
		dpkg-deb -x "$deb" "$3" || lab_fail "cannot unpack $deb"
	done
}

# part_key PART ARCH...: a short hash of what a part consists of, empty if it was never fetched.
part_key() {
	local manifest

	manifest=$CACHE/deb/$1-$(deb_arch "$2")/MANIFEST
	[ ! -s "$manifest" ] || sha256sum <"$manifest" | cut -c1-12
}
