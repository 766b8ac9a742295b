# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# In dom0: the attacks on /dev/xen/xabi, the same questions by both devices, what a look ahead has logged. "## STEP STATUS" and what was said.
part() { # name, command...
	name=$1
	shift
	"$@" >/tmp/said 2>&1
	echo "## $name $?"
	cat /tmp/said
}
insmod /x/marker.ko
for type in pv pvh; do
	printf '%s\n' "name='$type'" "kernel='/idle-$type'" memory=16 vcpus=1 "type='$type'" >"/tmp/$type.cfg"
	xl create -q -p "/tmp/$type.cfg"
	xl unpause $type
done
sleep 2
xl pause pvh
PV=$(xl domid pv) PVH=$(xl domid pvh)
export PV PVH
# Of pv it is paused that its numbers stay.
for on in xabi: xen:; do
	xl pause pv
	for command in list info 'show pv' 'show pvh' topology vcpus; do
		# shellcheck disable=SC2086 # a command and its argument
		part "$on$(echo $command | tr ' ' -)" xabi $command --json --on $on
	done
	xl unpause pv
done
part default xabi list --json
xabi trace --summary -- xabi list >/dev/null 2>/tmp/trace
part trace cat /tmp/trace
part device driver-device
part none xabi list --on xabi:nothing
part self xabi pause 0 --on xabi:
part pause xabi pause pv --on xabi:
part paused xabi show pv --on xen:
part destroy xabi destroy pv --yes --on xabi:
part gone xl list pv
part status xabi driver status
part audit xabi driver audit
part audit-json xabi driver audit --json
part log sh -c 'dmesg | tail -n 400'
xl create -q -p /tmp/pv.cfg
PV=$(xl domid pv)
mkdir -p /sys/kernel/security
mount -t securityfs securityfs /sys/kernel/security
echo integrity >/sys/kernel/security/lockdown
part locked driver-device locked
part last true
