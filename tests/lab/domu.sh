#!/bin/bash
# SPDX-License-Identifier: MIT
# A command in a Linux domU gives back its status, output and files, and is not privileged. usage: domu.sh ARCH [pv|pvh]

. "$(dirname -- "$0")/lib.sh"
name="domU $*"
head -c 20000 /dev/urandom >"$T/random"
cat >"$T/script" <<'END'
cat /x/random
cp /x/random /tmp/copy
cat /proc/xen/capabilities /sys/hypervisor/type >&2
xl list
exit 44
END
lab --arch "$1" --domu "${2-pv}" --timeout 180 --with "$T/random" --get "/tmp/copy:$T/copy" -- "$(cat "$T/script")"
check "$name: the command's status" is "$rc" 44
check "$name: stdout, exact" cmp "$T/out" "$T/random"
check "$name: --get, exact" cmp "$T/copy" "$T/random"
check "$name: runs on Xen" grep -qx xen "$T/err"
check "$name: is not dom0" test "$(grep -c control_d "$T/err")" -eq 0
check "$name: is refused by Xen" grep -q "Operation not permitted" "$T/err"
finish
