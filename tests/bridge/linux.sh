# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A Linux guest for the lab's dom0.

# linux_guest DIR: DIR/linux, Debian's kernel, and DIR/ticks, an initramfs that counts on the console and can power off.
linux_guest() {
	local root=$1/ticks.root

	cp "$(lab/fetch --part kernel x86_64)"/boot/vmlinuz-* "$1/linux" && mkdir -p "$root"/{bin,sbin,dev} &&
		cp "$(lab/fetch --part busybox x86_64)/bin/busybox" "$root/bin/" &&
		cat >"$root/init" <<-'END' && printf '#!/bin/busybox sh\nexec /bin/busybox poweroff -f\n' >"$root/sbin/poweroff" &&
			#!/bin/busybox sh
			/bin/busybox mount -t devtmpfs dev /dev
			exec >/dev/console 2>&1
			n=0
			while :; do n=$((n + 1)); echo "tick $n"; /bin/busybox usleep 500000; done
		END
		chmod +x "$root/init" "$root/sbin/poweroff" && (cd "$root" && find . | cpio -o -H newc 2>/dev/null | gzip -1) >"$1/ticks"
}
