# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# In dom0 with two CPUs: the driver under load, loaded and unloaded, its callers killed; random ioctls. $CYCLES, $CALLS, $LIFE, $ROUNDS and $SEED say
# how much. "## STEP STATUS" and what was said.
part() { # name, command...
	name=$1
	shift
	"$@" >/tmp/said 2>&1
	echo "## $name $?"
	echo "at $(cut -d. -f1 /proc/uptime) s"
	cat /tmp/said
}
for type in pv pvh; do
	printf '%s\n' "name='$type'" "kernel='/idle-$type'" memory=16 vcpus=1 "type='$type'" >"/tmp/$type.cfg"
	xl create -q -e -p "/tmp/$type.cfg"
done
PV=$(xl domid pv) PVH=$(xl domid pvh)
export PV PVH
# Who else has a device of the driver's open.
for fd in /proc/[0-9]*/fd/*; do
	case $(readlink "$fd") in
	/dev/xen/privcmd | /dev/xen/hypercall | /proc/xen/privcmd)
		pid=${fd#/proc/}
		kill "${pid%%/*}"
		;;
	esac
done
sleep 1
umount /proc/xen 2>/dev/null
rmmod xenfs 2>/dev/null
# In KiB, what a leak would show in: memory that is not the processes'.
used() {
	echo 3 >/proc/sys/vm/drop_caches
	sed -n 's/^\(VmallocUsed\|SUnreclaim\|PageTables\|KernelStack\): *\([0-9]*\) kB/\2/p' /proc/meminfo | awk '{ sum += $1 } END { print sum }'
}
cycle() {
	driver-stress 1 "$1" >/tmp/burst || return 1
	rmmod xen_privcmd <"/dev/xen/$2" 2>/dev/null && echo "unloaded while $2 is open"
	rmmod xen_privcmd || return 1
	[ ! -e /dev/xen/xabi ] || echo "a device is left"
	insmod /x/ours.ko || return 1
	cat /tmp/burst >>/tmp/bursts
}
cycles() {
	cycle 500 privcmd
	before=$(used)
	i=0
	while [ $i -lt "$CYCLES" ]; do
		case $((i % 3)) in
		0) device=privcmd ;;
		1) device=hypercall ;;
		*) device=xabi ;;
		esac
		cycle $((i * 37 % 300 + 300)) $device || break
		i=$((i + 1))
	done
	echo "cycles $i grown $(($(used) - before)) KiB"
	awk '{ made += $2; fine += $4 } END { print "made", made, "succeeded", fine }' /tmp/bursts
}
[ "$CYCLES" = 0 ] || part cycles cycles
stress() {
	driver-stress 2 100 >/dev/null
	before=$(used)
	driver-stress 0 "$LIFE" "$CALLS" || return 1
	echo "grown $(($(used) - before)) KiB"
}
[ "$CALLS" = 0 ] || part stress stress
# Both at a time.
random() {
	driver-random "$ROUNDS" "$SEED" user >/tmp/user 2>&1 &
	driver-random "$ROUNDS" "$SEED"
	status=$?
	wait $! && return $status
}
[ "$ROUNDS" = 0 ] || part random random
[ "$ROUNDS" = 0 ] || part random-user cat /tmp/user
part status cat /sys/kernel/debug/xabi/status
part cpus sh -c 'grep -c ^processor /proc/cpuinfo'
# Xenstore's daemon may have been among those that had the driver open.
part list xabi list
part log dmesg
part last true
