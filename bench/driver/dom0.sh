#!/bin/sh
# SPDX-License-Identifier: MIT
# The part of bench/driver/run that runs in dom0: prints lines of a key, a name and its values. usage: dom0.sh TIMES
for type in pv pvh; do
	printf '%s\n' "name='$type'" "kernel='/idle-$type'" memory=16 vcpus=1 "type='$type'" >"/tmp/$type.cfg"
done
xl create -q -p /tmp/pv.cfg || exit 1
calls "$(xl domid pv)" || exit 1
xl destroy pv
# In turns: each is created when the one before is gone.
tools "$1" 'xl create -q /tmp/pv.cfg' 'xl destroy pv' 'xl create -q /tmp/pvh.cfg' 'xl destroy pvh' 'xl list >/dev/null'
