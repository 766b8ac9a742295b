#!/bin/bash
# SPDX-License-Identifier: MIT
# With --icount two runs of one request count the same, from power-on to the command; another request counts otherwise.

. "$(dirname -- "$0")/lib.sh"
now='xl list >/dev/null; sed -n "s/^now at //p" /proc/timer_list | head -n 1'
for i in 1 2; do
	lab --icount -- "$now"
	check "run $i: status" is "$rc" 0
	cp "$T/out" "$T/now$i"
done
check "there is a count" grep -Eq '^[0-9]+ nsecs$' "$T/now1"
check "both count the same" cmp "$T/now1" "$T/now2"
lab --icount -- "xl info >/dev/null; $now"
check "more work counts more" test "$(cut -d' ' -f1 "$T/out")" -gt "$(cut -d' ' -f1 "$T/now1")"
finish
