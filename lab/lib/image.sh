# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What is booted, made once from Debian's packages and kept: unpacked Xen, unpacked kernel, base initramfs.
#
# Names in the cache carry a hash of what they were made from, so that clones with other package lists do not meet.
# image_* functions set ret_image to a path in the cache.

# image_key WORD...: a short hash of its arguments and of the files that make images.
image_key() {
	{ printf '%s\n' "$@"; cat "$LAB/lib/image.sh" "$LAB/modules"; } | sha256sum | cut -c1-12
}

# image_keep NAME MAKER ARG...: ret_image is the cached file NAME, made by `MAKER ARG... FILE` if it is not there.
image_keep() {
	local name=$1

	shift
	ret_image=$CACHE/image/$name
	cache_good "$ret_image" && return
	mkdir -p "$CACHE/image"
	cache_locked "image-$name" image_make "$ret_image" "$@" || exit 125
}

image_make() {
	local file=$1 dir

	shift
	cache_good "$file" && return
	[ ! -f "$file" ] || lab_say "the cached $file is damaged, making it again"
	dir=$(mktemp -d "$CACHE/image/tmp.XXXXXXXX") || lab_fail "cannot write to the cache folder $CACHE"
	if ! ("$@" "$dir") || [ ! -s "$dir/image" ]; then
		rm -rf "$dir"
		lab_fail "cannot make $file"
	fi
	cache_put "$dir/image" "$file" || lab_fail "cannot write $file"
	rm -rf "$dir"
}

# image_part PART ARCH: fetch a part if it was never fetched; its hash is in ret_key.
image_part() {
	ret_key=$(part_key "$1" "$2")
	if [ -z "$ret_key" ]; then
		part_get "$1" "$2"
		ret_key=$(part_key "$1" "$2")
	fi
}

# image_xen ARCH RELEASE
image_xen() {
	image_part "xen-$2" "$1"
	image_keep "xen-$2-$1-$ret_key" image_make_xen "$1" "$2"
}

image_make_xen() {
	local dir=$3 file

	part_unpack "xen-$2" "$1" "$dir/root"
	for file in "$dir/root/boot/xen-$2-$(deb_arch "$1")"{,.gz}; do
		[ ! -f "$file" ] || image_plain "$file" "$dir/image"
	done
}

# image_plain FILE OUT: copy, unpacked if it is gzip.
image_plain() {
	if gzip -t -- "$1" 2>/dev/null; then
		gunzip -c -- "$1" >"$2"
	else
		cp -- "$1" "$2"
	fi
}

# image_kernel ARCH
image_kernel() {
	image_part "$KERNEL_PART" "$1"
	image_keep "kernel-$1-$ret_key" image_make_kernel "$1"
}

image_make_kernel() {
	local dir=$2

	part_unpack "$KERNEL_PART" "$1" "$dir/root"
	image_unpack_kernel "$(echo "$dir"/root/boot/vmlinuz-*)" "$dir/image"
}

# image_unpack_kernel VMLINUZ OUT: a bzImage holds an xz stream of the ELF file: unpacking it here once saves some
# seconds at each boot under emulation. Anything else is taken as it is.
image_unpack_kernel() {
	local offset

	if [ "$(dd if="$1" bs=1 skip=514 count=4 2>/dev/null)" != HdrS ]; then
		image_plain "$1" "$2"
		return
	fi
	while IFS=: read -r offset _; do
		# What follows the stream is no xz, hence the status says nothing.
		tail -c "+$((offset + 1))" "$1" | xz -dc --single-stream >"$2" 2>/dev/null
		[ "$(head -c 4 "$2" | tail -c 3)" != ELF ] || return 0
	done < <(LC_ALL=C grep -abo $'\xfd7zXZ' "$1")
	lab_say "cannot unpack $1, using it packed (slower)"
	cp -- "$1" "$2"
}

# image_initrd ARCH TOOLS: busybox, kernel modules and the Xen tools of one release (or none), as a cpio archive.
image_initrd() {
	local key

	image_part busybox "$1"
	key=$ret_key
	image_part "$KERNEL_PART" "$1"
	key+=$ret_key
	if [ "$2" != none ]; then
		image_part "tools-$2" "$1"
		key+=$ret_key
	fi
	image_keep "initrd-$2-$1-$(image_key "$key")" image_make_initrd "$1" "$2"
}

image_make_initrd() {
	local arch=$1 tools=$2 dir=$3

	lab_say "packing the initramfs for $arch (tools: $tools)"
	mkdir -p "$dir"/tree/{bin,sbin,usr/bin,usr/sbin,usr/lib,lib,lib64,dev,proc,sys,run,tmp,root,etc,var,mnt,x,lab/modules}
	ln -s /run "$dir/tree/var/run"
	part_unpack busybox "$arch" "$dir/busybox"
	cp "$dir/busybox/bin/busybox" "$dir/tree/bin/" || exit
	part_unpack "$KERNEL_PART" "$arch" "$dir/kernel"
	image_add_modules "$arch" "$dir/kernel" "$dir/tree/lab/modules"
	if [ "$tools" != none ]; then
		part_unpack "tools-$tools" "$arch" "$dir/tools"
		image_add_tools "$arch" "$tools" "$dir/tools" "$dir/tree"
	fi
	image_cpio "$dir/tree" >"$dir/image"
}

# image_cpio FOLDER: its cpio archive on stdout, owned by root, in an order that does not depend on the disk.
image_cpio() {
	(cd -- "$1" && find . -mindepth 1 -print0 | LC_ALL=C sort -z |
		cpio --quiet -0 -o -H newc -R 0:0 --reproducible) || lab_fail "cpio failed"
}

# image_add_modules ARCH KERNEL OUT: copy what lab/modules names, unpacked, with a number for the order.
image_add_modules() {
	local name file n=10 builtin

	builtin=$(echo "$2"/lib/modules/*/modules.builtin)
	while read -r name; do
		file=$(find "$2/lib/modules" -name "$name.ko" -o -name "$name.ko.xz" | head -n 1)
		n=$((n + 1))
		case $file in
		*.xz) xz -dc "$file" >"$3/$n-$name.ko" || exit ;;
		*.ko) cp "$file" "$3/$n-$name.ko" || exit ;;
		*) grep -q "/${name//-/[-_]}\.ko$" "$builtin" || lab_fail "the kernel has no module $name (lab/modules)" ;;
		esac
	done < <(awk -v arch="$1" '$1 == "*" || $1 == arch { for (i = 2; i <= NF; i++) print $i }' "$LAB/modules")
}

# image_add_tools ARCH RELEASE UNPACKED TREE: programs, the libraries they load, and the loader under its fixed name.
image_add_tools() {
	local arch=$1 release=$2 from=$3 tree=$4 triplet loader

	triplet=$(gnu_triplet "$arch")
	mkdir -p "$tree/usr/lib/$triplet" "$tree/etc/xen" "$tree/lib/$triplet"
	cp -a "$from/usr/lib/xen-$release" "$tree/usr/lib/" || exit
	rm -rf "$tree/usr/lib/xen-$release/boot" "$tree/usr/lib/xen-$release"/bin/{oxenstored,pygrub,qemu-system-i386}
	ln -s "xen-$release" "$tree/usr/lib/xen"
	find "$from/usr/bin" -name 'xenstore*' -exec cp -a {} "$tree/usr/bin/" ';'
	# The libraries of libc are enough in one of the two folders.
	find "$from/lib/$triplet" "$from/usr/lib/$triplet" -maxdepth 1 -name '*.so*' -exec cp -a {} "$tree/usr/lib/$triplet/" ';' \
		2>/dev/null
	case $arch in
	x86_64) loader=lib64/ld-linux-x86-64.so.2 ;;
	arm64) loader=lib/ld-linux-aarch64.so.1 ;;
	esac
	cp -L "$tree/usr/lib/$triplet/${loader##*/}" "$tree/$loader" 2>/dev/null ||
		cp -L "$(find "$from" -name 'ld-2*.so' -o -name "${loader##*/}" -type f | head -n 1)" "$tree/$loader" || exit
	printf 'autoballoon="off"\n' >"$tree/etc/xen/xl.conf"
}
