# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What is booted, put into the temporary folder: xen, kernel, initrd.

boot_needs() {
	case $ARCH in
	x86_64) set -- qemu-system-x86_64 qemu-system-x86 ;;
	arm64) set -- qemu-system-aarch64 qemu-system-arm ;;
	esac
	lab_need "$@" cpio cpio xz xz-utils dpkg-deb dpkg apt-get apt flock util-linux
	# Counted runs are to be the same to the byte.
	[ -z "$ICOUNT" ] && NONCE=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n') || NONCE=0123456789abcdef
}

boot_xen() {
	if [ -n "$XEN_FILE" ]; then
		image_plain "$XEN_FILE" "$TMP/xen" || lab_fail "cannot read $XEN_FILE"
	else
		image_xen "$ARCH" "$XEN"
		ln -s "$ret_image" "$TMP/xen"
	fi
}

boot_linux() {
	if [ -n "$KERNEL_FILE" ]; then
		image_unpack_kernel "$KERNEL_FILE" "$TMP/kernel" || lab_fail "cannot read $KERNEL_FILE"
	else
		image_kernel "$ARCH"
		ln -s "$ret_image" "$TMP/kernel"
	fi
	overlay_initrd "$TMP/initrd"
}
