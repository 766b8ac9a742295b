# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# In dom0, behind a day's work of the tools (tests/bridge/dom0.sh): the attacks, and what else shows which driver it is.
# Prints "## STEP STATUS" and what was said, as that does. $ALL is --all where the driver is ours.
[ ! -e /sys/kernel/debug/xabi/status ] || step day-status grep 'refused' /sys/kernel/debug/xabi/status
insmod /x/marker.ko
for type in pv pvh; do
	xl create -q -p "/tmp/$type.cfg"
done
PV=$(xl domid pv) PVH=$(xl domid pvh) GUEST=0x100000
export PV PVH GUEST
# shellcheck disable=SC2086 # nothing, or a word
step_all() { # step, command...: all of what it says, at once, for it may be the last
	echo "## $1 0"
	shift
	"$@" 2>&1
}
step_all attacks /x/driver-attack /x/attacks $ALL
# What tools ask for other domains gets to Xen: here of a frame that is not that domain's.
echo 'mmu_update.machphys_update plain passes 1 @ 1 0 PV : 0.8=1' >/tmp/few
step_all passes /x/driver-attack /tmp/few
# Threads that change arguments during calls, and processes that are killed in them.
used() { sed -n 's/^VmallocUsed: *\([0-9]*\) kB/\1/p' /proc/meminfo; }
[ -z "$ALL" ] || {
	before=$(used)
	step stress driver-stress 12 400
	step kept test "$(used)" -lt $((before + 1024))
}
# Other ways to the same.
grep -E '^(sysctl.readconsole|mmapbatch_v2 .*_self|update_va_mapping)' /x/attacks >/tmp/few
PRIVCMD=/proc/xen/privcmd
export PRIVCMD
step_all proc /x/driver-attack /tmp/few
PRIVCMD=/dev/xen/hypercall
step_all buffer /x/driver-attack /tmp/few
unset PRIVCMD
step insmod insmod /lab/modules/*-xen-privcmd.ko
step rmmod rmmod xen_privcmd
step list-after xl list
# A kernel that is locked down.
mkdir -p /sys/kernel/security
mount -t securityfs securityfs /sys/kernel/security
grep -E '^(xen_version.extraversion|update_va_mapping) ' /x/attacks >/tmp/few
cat >>/tmp/few <<-END
	kexec_op.kexec_load plain locked 37 4 @
	platform_op.resource_op plain locked 7 @ : 0.4=61 4.4=0x3000001
	sysctl.livepatch_op.upload plain locked 35 @ : 0.4=27 4.4=0x15 8.4=0
	domctl.iomem_permission plain locked 36 @ : 0.4=20 4.4=0x15 8.2=PV
END
step_all unlocked /x/driver-attack /tmp/few
echo integrity >/sys/kernel/security/lockdown
step_all locked /x/driver-attack /tmp/few
step locked-create xl create -q /tmp/locked.cfg
step locked-list xl list
step locked-destroy xl destroy locked
step_all log dmesg
step_all told xabi driver status
step_all policy xabi driver list --no-header
