# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A dom0 whose tools become newer while guests run: the old ones are dom0's, the new ones a system of their own in /new, with
# all of dom0's else. $NEW is their release. As in dom0.sh, "## STEP STATUS" and what was said.
step() { # NAME COMMAND...
	name=$1
	shift
	timeout 90 "$@" >/tmp/said 2>&1
	echo "## $name $?"
	head -n 40 /tmp/said
}
guest() { # NAME KERNEL LINE...: its configuration
	name=$1 kernel=$2
	shift 2
	printf '%s\n' "name='$name'" "type='pv'" "kernel='$kernel'" vcpus=1 "$@" >"/tmp/$name.cfg"
}
guest idle /idle-pv memory=16
guest linux /linux memory=128 "ramdisk='/ticks'" "cmdline='console=hvc0 loglevel=4 rdinit=/init'"
guest later /idle-pv memory=16

step old-info xl info
step old-idle xl create -q /tmp/idle.cfg
step old-linux xl create -q /tmp/linux.cfg
n=0
until grep -q 'tick 3' /var/log/xen/console/guest-linux.log || [ $n = 90 ]; do
	n=$((n + 1))
	sleep 1
done

# The new tools come: all that they share with the old ones is what a package leaves alone.
for folder in bin sbin lib lib64; do
	[ -e /new/$folder ] || ln -s usr/$folder /new/$folder
done
for folder in dev proc sys run tmp var etc/xen; do
	mkdir -p /new/$folder /$folder
	mount --bind /$folder /new/$folder
done
cp /idle-pv /new/
new() { # NAME COMMAND...
	what=$1
	shift
	step "$what" chroot /new env PATH=/usr/lib/xen-"$NEW"/bin "$@"
}

export XABI_BRIDGE=off
new today-vcpu-list xl vcpu-list
new today-pause xl pause idle
new today-destroy xl destroy idle
unset XABI_BRIDGE
new info xl info
new list xl list
new vcpu-list xl vcpu-list
new pause xl pause idle
new paused xl list idle
new unpause xl unpause idle
new shutdown xl shutdown -w linux
new console cat /var/log/xen/console/guest-linux.log
new destroy xl destroy idle
new create xl create -q /tmp/later.cfg
sleep 2
new printed cat /var/log/xen/console/guest-later.log
new left xl list
step old-left xl list
new end xl destroy later
