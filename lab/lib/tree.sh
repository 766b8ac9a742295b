# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Unpacked packages that builds read: headers of a release, static libraries of another architecture.

# tree_sum FOLDER: one hash over names and contents.
tree_sum() {
	(cd -- "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -d' ' -f1)
}

# tree_get PART ARCH: ret_tree is the folder with the part's packages unpacked.
tree_get() {
	image_part "$1" "$2"
	ret_tree=$CACHE/root/$1-$(deb_arch "$2")-$ret_key
	tree_good "$ret_tree" || cache_locked "tree-${ret_tree##*/}" tree_make "$1" "$2" "$ret_tree" || exit 125
}

tree_good() {
	[ -d "$1" ] && [ -s "$1.sha256" ] && [ "$(cat "$1.sha256")" = "$(tree_sum "$1")" ]
}

tree_make() {
	local tmp

	tree_good "$3" && return
	[ ! -d "$3" ] || lab_say "the cached $3 is damaged, unpacking it again"
	mkdir -p "$CACHE/root"
	tmp=$(mktemp -d "$CACHE/root/tmp.XXXXXXXX") || lab_fail "cannot write to the cache folder $CACHE"
	part_unpack "$1" "$2" "$tmp/tree"
	tree_sum "$tmp/tree" >"$3.sha256" && rm -rf "$3" && mv "$tmp/tree" "$3" || lab_fail "cannot write $3"
	rm -rf "$tmp"
}
