# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What looks at Xen without being of its tools, in dom0, with the bridge and without. $RELEASE is that of its libraries, /other
# has the programs. As in dom0.sh, "## STEP STATUS" and what was said.
step() { # NAME COMMAND...
	name=$1
	shift
	timeout 60 "$@" >/tmp/said 2>&1
	echo "## $name $?"
	head -n 60 /tmp/said
}
export LD_LIBRARY_PATH=/other/lib/x86_64-linux-gnu:/other/usr/lib/x86_64-linux-gnu
export PYTHONHOME=/other/usr PYTHONPATH=/usr/lib/xen-$RELEASE/lib/python PYTHONDONTWRITEBYTECODE=1
cat >/tmp/look.py <<'END'
from xen.lowlevel import xc
x = xc.xc()
info = x.xeninfo()
print("xen", info["xen_major"], info["xen_minor"], x.sched_id_get(), info["xen_caps"])
machine = x.physinfo()
print("machine", machine["nr_cpus"], machine["total_memory"] // 1024, machine["virt_caps"])
for d in x.domain_getinfo():
    print("domain", d["domid"], d["mem_kb"], d["online_vcpus"], d["paused"], d["cpu_time"] > 0)
x.domain_pause(1)
print("paused", x.domain_getinfo(1, 1)[0]["paused"])
x.domain_unpause(1)
print("unpaused", x.domain_getinfo(1, 1)[0]["paused"])
x.sched_credit2_domain_set(1, weight=300)
print("vcpu", sorted(x.vcpu_getinfo(1, 0)["cpumap"]))
print("dmesg", len(x.readconsolering()) > 0)
print("others", [d["domid"] for d in x.domain_getinfo(1)])
END
cat >/tmp/collectd.conf <<'END'
TypesDB "/other/usr/share/collectd/types.db"
PluginDir "/other/usr/lib/collectd"
Hostname "dom0"
FQDNLookup false
Interval 1
LoadPlugin xencpu
LoadPlugin csv
<Plugin csv>
	DataDir "stdout"
</Plugin>
END
printf '%s\n' "name='pv'" "type='pv'" "kernel='/idle-pv'" memory=16 vcpus=1 >/tmp/pv.cfg
xl create -q /tmp/pv.cfg
for how in with without; do
	[ $how = with ] || export XABI_BRIDGE=off
	step "python-$how" /other/usr/bin/python3.11 -S /tmp/look.py
	step "weight-$how" xl sched-credit2 -d pv
	step "collectd-$how" timeout 4 /other/usr/sbin/collectd -f -C /tmp/collectd.conf -P /tmp/collectd.pid
	step "kexec-$how" /other/sbin/kexec --status
	step "kexec-crash-$how" /other/sbin/kexec --status --load-panic
done
