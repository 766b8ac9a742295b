# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What a person does all day with one release's tools, in dom0. $TYPES are the guests'. Each step prints
# "## STEP STATUS" and then what the tool said. $SAVE are the kinds of Linux guests that are saved and restored.
step() { # NAME COMMAND...
	name=$1
	shift
	timeout 60 "$@" >/tmp/said 2>&1
	echo "## $name $?"
	head -n 40 /tmp/said
}
for type in $TYPES; do
	{
		printf '%s\n' "name='$type'" "kernel='/idle-$type'" memory=16 vcpus=1
		[ "$type" = arm64 ] || echo "type='$type'"
	} >"/tmp/$type.cfg"
done
first=${TYPES%% *}

# Without the bridge: only these processes do without, so xenstored still works.
export XABI_BRIDGE=off
step today-list xl list
step today-info xl info
step today-create xl create -q "/tmp/$first.cfg"
step today-vcpu-list xl vcpu-list
step today-sched xl sched-credit2
step today-dmesg xl dmesg
unset XABI_BRIDGE
xl destroy "$first" >/dev/null 2>&1

step info xl info
for type in $TYPES; do
	step "create-$type" xl create -q "/tmp/$type.cfg"
done
sleep 2
for type in $TYPES; do
	step "console-$type" cat "/var/log/xen/console/guest-$type.log"
done
step list xl list -v
step vcpu-list xl vcpu-list
step pause xl pause "$first"
step paused xl list "$first"
step unpause xl unpause "$first"
step unpaused xl list "$first"
step mem-set xl mem-set "$first" 14
step vcpu-pin xl vcpu-pin "$first" 0 1
step vcpu-pinned xl vcpu-list "$first"
step sched xl sched-credit2 -d "$first" -w 300
step scheduled xl sched-credit2 -d "$first"
step cpupool xl cpupool-list
step dmesg xl dmesg
step xentop xentop -b -i 1
step xenpm xenpm get-cpuidle-states
for type in $TYPES; do
	step "destroy-$type" xl destroy "$type"
done
step gone xl list

# A guest that counts on its console, by halves of a second: ticks TYPE is how far it came.
ticks() { tr -d '\r' <"/var/log/xen/console/guest-linux-$1.log" | sed -n 's/^tick //p' | tail -n 1; }
ticks_beyond() { # type, number
	n=0
	until [ "$(ticks "$1")" -gt "$2" ] 2>/dev/null || [ $n = 90 ]; do
		n=$((n + 1))
		sleep 1
	done
	ticks "$1"
}
for type in $SAVE; do
	printf '%s\n' "name='linux-$type'" "type='$type'" "kernel='/linux'" "ramdisk='/ticks'" memory=128 vcpus=1 \
		"cmdline='console=hvc0 loglevel=4 rdinit=/init'" >"/tmp/linux-$type.cfg"
	step "linux-$type" xl create -q "/tmp/linux-$type.cfg"
	ticks_beyond "$type" 3 >/dev/null
	domid=$(xl domid "linux-$type")
	step "save-$type" xl save "linux-$type" /tmp/saved
	saved=$(ticks "$type")
	step "saved-$type" sh -c "ls -l /tmp/saved; xl list"
	step "restore-$type" xl restore /tmp/saved
	rm -f /tmp/saved
	step "restored-$type" echo "domain $domid at $saved: domain $(xl domid "linux-$type") at $(ticks_beyond "$type" $((saved + 3)))"
	xl destroy "linux-$type"
done
