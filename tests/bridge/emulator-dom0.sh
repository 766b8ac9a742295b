# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# An HVM guest, whose machine is Debian's QEMU in dom0. As in dom0.sh, "## STEP STATUS" and what was said.
step() { # NAME COMMAND...
	name=$1
	shift
	timeout 120 "$@" >/tmp/said 2>&1
	echo "## $name $?"
	head -n 40 /tmp/said
}
ticks() { tr -d '\r' </tmp/serial | sed -n 's/^tick //p' | tail -n 1; }
ticks_beyond() { # number
	n=0
	until [ "$(ticks)" -gt "$1" ] 2>/dev/null || [ $n = 200 ]; do
		n=$((n + 1))
		sleep 1
	done
	ticks
}
export LD_LIBRARY_PATH=/emulator
printf '%s\n' "name='hvm'" "type='hvm'" memory=128 vcpus=1 "kernel='/linux'" "ramdisk='/ticks'" \
	"cmdline='console=ttyS0 loglevel=4 rdinit=/init'" "serial='file:/tmp/serial'" vnc=0 nographic=1 sdl=0 usb=0 "vga='none'" \
	"device_model_version='qemu-xen'" "device_model_override='/usr/libexec/xen-qemu-system-i386'" >/tmp/hvm.cfg

export XABI_BRIDGE=off
step today xl create -q /tmp/hvm.cfg
unset XABI_BRIDGE
xl destroy hvm >/dev/null 2>&1
step create xl create -q /tmp/hvm.cfg
step counts echo "at $(ticks_beyond 3)"
step pause xl pause hvm
step paused xl list hvm
step unpause xl unpause hvm
step save xl save hvm /tmp/saved
saved=$(ticks)
step restore xl restore /tmp/saved
step restored echo "$saved $(ticks_beyond $((saved + 3)))"
step log cat /var/log/xen/qemu-dm-hvm.log
step destroy xl destroy hvm
step gone xl list
