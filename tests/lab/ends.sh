#!/bin/bash
# SPDX-License-Identifier: MIT
# How a run can end otherwise: timeout, crash, lost files, signals; and what a run leaves behind. On arm64, for it boots
# fastest; a crash of x86 too.

. "$(dirname -- "$0")/lib.sh"
fast=(--arch arm64 --tools none)

lab "${fast[@]}" -- sh -c 'printf "%s\n" "$0" "$@"; exit 0' "a  b" "it's" '$HOME;*'
check "arguments arrive unchanged" is "$(cat "$T/out")" "$(printf '%s\n' "a  b" "it's" '$HOME;*')"

lab "${fast[@]}" --timeout 20 -- 'echo before; sleep 100'
check "timeout: status 124" is "$rc" 124
check "timeout: output before it is kept" is "$(cat "$T/out")" before
check "timeout: says so" grep -q "timed out after 20 s" "$T/err"

lab "${fast[@]}" --get /nowhere:"$T/nowhere" -- true
check "--get of a missing file: status 125" is "$rc" 125
check "--get of a missing file: named" grep -q "no file /nowhere" "$T/err"
lab "${fast[@]}" --get /nowhere:"$T/nowhere" -- 'exit 3'
check "--get of a missing file after a failed command: its status" is "$rc" 3

lab "${fast[@]}" -- 'sleep 1000 & echo done'
check "a process left behind holds nothing up" is "$rc $(cat "$T/out")" "0 done"

SECONDS=0
lab "${fast[@]}" --timeout 60 -- 'echo c >/proc/sysrq-trigger; sleep 100'
check "a crash of dom0: status 125" is "$rc" 125
check "a crash of dom0: soon" test $SECONDS -lt 40
check "a crash of dom0: shows the serial line" grep -q "Kernel panic" "$T/err"
lab --tools none -- 'reboot -f; sleep 100'
check "dom0 reboots (x86_64): status 125" is "$rc" 125
check "dom0 reboots (x86_64): says so" grep -q "Hardware Dom0 shutdown" "$T/err"

mkfifo "$T/keys"
"$ROOT/lab/shell" --arch arm64 --tools none --timeout 100 <"$T/keys" >"$T/screen" 2>"$T/err" &
pid=$!
exec 7>"$T/keys"
for _ in $(seq 400); do
	grep -q 'dom0:/root#' "$T/screen" && break
	sleep 0.2
done
printf 'echo $((40 + 2)) is it; exit\n' >&7
wait $pid
check "lab/shell: ends with exit" is $? 0
exec 7>&-
check "lab/shell: runs what is typed" grep -q '^42 is it' "$T/screen"

mkdir "$T/tmp"
TMPDIR=$T/tmp "$RUN" "${fast[@]}" --timeout 60 -- sleep 100 2>"$T/err" &
pid=$!
for _ in $(seq 100); do
	qemu=$(pgrep -P "$pid" -x timeout) && break
	sleep 0.1
done
sleep 1
kill -TERM $pid
wait $pid
check "SIGTERM: status 143" is $? 143
check "SIGTERM: QEMU had been started" test -n "$qemu"
check "SIGTERM: no QEMU is left" test ! -d "/proc/$qemu"
check "SIGTERM: no files are left" is "$(ls "$T/tmp")" ""

"$RUN" "${fast[@]}" -- 'sleep 3; echo first' >"$T/first" 2>"$T/err1" &
one=$!
(cd / && exec "$RUN" "${fast[@]}" -- 'sleep 3; echo second; exit 5') >"$T/second" 2>"$T/err2" &
two=$!
wait $one
check "two at once: the first" is "$? $(cat "$T/first")" "0 first"
wait $two
check "two at once: the second, from another folder" is "$? $(cat "$T/second")" "5 second"
finish
