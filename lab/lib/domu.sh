# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A Linux domU for the command: dom0 gets a kernel and an initramfs for it, and its own command is dom0/domu.

DOMU_MEM=384	# MiB; an unpacked kernel and the initramfs have to fit

# domu_overlay TREE: what dom0 needs; call when $TMP/domu.initrd is there.
domu_overlay() {
	local args="console=hvc0 panic=-1 loglevel=1 rdinit=/init"

	cp -L "$TMP/kernel" "$1/lab/domu.kernel" && cp "$TMP/domu.initrd" "$1/lab/" || lab_fail "cannot write to $1"
	[ -z "$ICOUNT" ] || args+=" nokaslr norandmaps"
	{
		printf '%s\n' "name='lab'" "kernel='/lab/domu.kernel'" "ramdisk='/lab/domu.initrd'" "memory=$DOMU_MEM" \
			"cmdline='$args'" "on_poweroff='destroy'" "on_reboot='destroy'" "on_crash='destroy'"
		[ "$ARCH" != x86_64 ] || echo "type='$DOMU'"
	} >"$1/lab/domu.cfg"
	echo '. /lab/domu' >"$1/lab/command"
}
