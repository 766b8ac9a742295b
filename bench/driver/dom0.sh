#!/bin/sh
# SPDX-License-Identifier: MIT
# The part of bench/driver/run that runs in dom0: prints lines of a key and its values. usage: dom0.sh TIMES
printf '%s\n' "name='pv'" "kernel='/idle-pv'" memory=16 vcpus=1 "type='pv'" >/tmp/pv.cfg
printf '%s\n' "name='pvh'" "kernel='/idle-pvh'" memory=16 vcpus=1 "type='pvh'" >/tmp/pvh.cfg
xl create -q -p /tmp/pv.cfg || exit 1
calls "$(xl domid pv)" || exit 1
xl destroy pv
count "$1" 'xl create -q /tmp/pv.cfg' 'xl destroy pv' 'xl create -q /tmp/pvh.cfg' 'xl destroy pvh' 'xl list' >/tmp/count || exit 1
while read -r ticks _ _ words; do
	echo "tool $words|$ticks"
done </tmp/count
