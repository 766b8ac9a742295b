# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The bridge for one command, for the whole system, and away again; in dom0, with tools that are not this Xen's. As in
# dom0.sh, "## STEP STATUS" and what was said.
step() { # NAME COMMAND...
	name=$1
	shift
	timeout 60 "$@" >/tmp/said 2>&1
	echo "## $name $?"
	cat /tmp/said
}
daemons_anew() {
	kill "$(cat /run/xenconsoled.pid)" "$(cat /run/xenstored.pid)"
	sleep 1
	xenstored --pid-file /run/xenstored.pid && xen-init-dom0 >/dev/null &&
		xenconsoled --log=all --log-dir=/var/log/xen/console --pid-file=/run/xenconsoled.pid
}
# What Debian's libc-bin has.
mkdir -p /etc/ld.so.conf.d
echo 'include /etc/ld.so.conf.d/*.conf' >/etc/ld.so.conf
echo /usr/lib/x86_64-linux-gnu >/etc/ld.so.conf.d/x86_64-linux-gnu.conf
ldconfig
printf '%s\n' "name='pv'" "type='pv'" "kernel='/idle-pv'" memory=16 vcpus=1 >/tmp/pv.cfg

step before xl vcpu-list
step run xabi bridge run -- xl vcpu-list
step run-status xabi bridge run -- sh -c 'xl vcpu-list | cat >/dev/null; exit 7'
step still xl vcpu-list
step enable xabi bridge enable
step vcpu-list xl vcpu-list
step again xabi bridge enable --json
daemons_anew
step create xl create -q /tmp/pv.cfg
sleep 2
step console cat /var/log/xen/console/guest-pv.log
step status xabi bridge status --json
step destroy xl destroy pv
step off env XABI_BRIDGE=off xl vcpu-list
step disable xabi bridge disable
step after xl vcpu-list
step twice xabi bridge disable
step files find /etc/ld.so.conf.d -type f
