# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Follows a running QEMU: passes output on, waits for the end, sees a crash early.
#
# QEMU's own exit status says nothing (0 after a panic, too), so only what dom0 or a guest says with the nonce of this
# run counts as an end. What Xen says on the serial line is only used to give up early.

CRASH='^\(XEN\) .*(Panic on CPU|Reboot in five seconds|rebooting in 5 seconds|Hardware Dom0 (crashed|halted|shutdown))'
CRASH+='|Kernel panic - not syncing'

ret_status=	# exit status of the command, empty if there is none yet
ret_sizes=()	# bytes on stdout, on stderr, in the archive of files
watch_why=	# reason to give up
watch_part=	# start of a line on the serial line
watch_ctl_part=

watch_open() {
	local name

	for name in out err ctl serial; do
		[ -e "$TMP/$name" ] || : >"$TMP/$name"
	done
	exec {fd_out}<"$TMP/out" {fd_err}<"$TMP/err" {fd_ctl}<"$TMP/ctl" {fd_serial}<"$TMP/serial"
	# A pipe nobody writes to, for a sleep that starts no process.
	mkfifo "$TMP/never" && exec {fd_never}<>"$TMP/never"
}

watch_sleep() {
	read -r -t "$1" -u "$fd_never" _ || :
}

# watch_ctl: lines from dom0.
watch_ctl() {
	local line nonce word rest

	while IFS= read -r -u "$fd_ctl" line; do
		line=$watch_ctl_part$line
		watch_ctl_part=
		read -r nonce word rest <<<"$line"
		[ "$nonce" = "$NONCE" ] || continue
		case $word in
		status)
			read -r ret_status rest <<<"$rest"
			read -r -a ret_sizes <<<"$rest"
			;;
		esac
	done
	watch_ctl_part+=$line
}

# watch_serial: whole lines of the serial line, each given to serial_line (see guest.sh) and checked for a crash.
watch_serial() {
	local line

	while IFS= read -r -u "$fd_serial" line; do
		line=$watch_part${line%$'\r'}
		watch_part=
		serial_line "$line"
		[[ $line != *"@$NONCE fail "* ]] || watch_why="dom0: ${line##*"@$NONCE fail "}"
		if [[ $line =~ $CRASH ]] && [ -z "$watch_why" ]; then
			watch_why="the machine went down: $line"
		fi
	done 2>/dev/null
	watch_part+=$line
}

# serial_line LINE: where the serial line is a bare guest's console, that is the output.
serial_line() {
	[ ${#GUESTS[@]} -eq 0 ] || [ -e "$TMP/initrd" ] || guest_serial "$1"
}

watch_relay() {
	cat <&"$fd_out"
	cat <&"$fd_err" >&2
}

# watch_loop: until there is a status, or a reason to give up.
watch_loop() {
	local ended=

	while :; do
		kill -0 "$QEMU_PID" 2>/dev/null || ended=1
		watch_ctl
		watch_serial
		watch_relay
		[ -z "$ret_status" ] || { watch_others; break; }
		[ -z "$watch_why" ] || break
		[ -z "$ended" ] || break
		watch_sleep 0.1
	done
}

# watch_others: the first guest has ended the run; the others may not have had the CPU yet to say what they have to.
watch_others() {
	[ ${#GUESTS[@]} -gt 1 ] || return 0
	watch_sleep 1
	watch_serial
}

# watch_settle: dom0 said how much it wrote; wait until that much is here.
watch_settle() {
	local i names=(out err files)

	for i in 0 1 2; do
		until [ "$(stat -c %s "$TMP/${names[i]}")" -ge "${ret_sizes[i]}" ]; do
			kill -0 "$QEMU_PID" 2>/dev/null || lab_fail "output was lost on its way"
			watch_sleep 0.05
		done
	done
	watch_relay
}

# watch_tail: the last lines of the serial line, for a person who has to find out why.
watch_tail() {
	[ ! -s "$TMP/qemu.log" ] || grep -v "TCG doesn't support requested feature" "$TMP/qemu.log" | tail -n 5 >&2
	if [ -s "$TMP/serial" ]; then
		lab_say "the last lines of the serial line:"
		grep -av '^(XEN) HVM.* \(save\|restore\)' "$TMP/serial" | tail -n 20 | tr -d '\r' | sed 's/^/  | /' >&2
	fi
}

# watch_end: no status came; say why and leave.
watch_end() {
	local rc=0

	if [ -n "$watch_why" ]; then
		lab_say "$watch_why"
		watch_tail
		exit 125
	fi
	wait "$QEMU_PID" || rc=$?
	QEMU_PID=
	if [ $rc -eq 124 ] || [ $rc -eq 137 ]; then
		lab_say "timed out after $TIMEOUT s"
		watch_tail
		exit 124
	fi
	lab_say "the machine ended (QEMU: $rc) before the command did"
	watch_tail
	exit 125
}
