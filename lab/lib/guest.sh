# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Bare guests: freestanding kernels, as dom0 or as domU. Contract: the first guest's command line contains lab=NONCE;
# it ends the run by printing a line with "@NONCE exit N". What it prints before goes to stdout.
#
#   x86_64 dom0   module of Xen, PV or PVH; the serial line is its console
#   arm64  dom0   guest-loader; the serial line is its console
#   arm64  domU   no dom0 at all: domains described in the device tree; Xen puts (dN) before their lines
#   x86_64 domU   a Linux dom0 creates them with xl and shows their consoles (dom0/guests)

GUEST_MEM=32	# MiB of a domU; xl on Xen 4.17 has no room for the special pages of a PVH domain of 16

# guest_args N: the command line of guest N (0 is the first).
guest_args() {
	local args=${GUEST_ARGS[$1]}

	[ "$1" -ne 0 ] || args="lab=$NONCE${args:+ $args}"
	echo "$args"
}

# guest_type FILE: pv or pvh, by the note PHYS32_ENTRY (18) of Xen; a file with both entries is taken as PV.
guest_type() {
	local notes

	notes=$(readelf -nW -- "$1" 2>/dev/null) || lab_fail "$1 is no ELF file"
	if grep -q 'Unknown note type: (0x00000001)\|VERSION\b.*Xen\|(0x00000001)' <<<"$notes" ||
		! grep -q '(0x00000012)' <<<"$notes"; then
		echo pv
	else
		echo pvh
	fi
}

# guest_check: what cannot be asked of bare guests.
guest_check() {
	[ ${#COMMAND[@]}${DOMU:+1} = 0 ] || options_wrong "with --guest there is no command and no --domu; --guest-args is for its command line"
	case $AS in
	dom0) [ ${#GUESTS[@]} -eq 1 ] || options_wrong "--with-guest needs --as domU" ;;
	domU | domu) AS=domU ;;
	*) options_wrong "--as: $AS is not dom0 or domU" ;;
	esac
	options_readable "${GUESTS[@]}"
	if [ "$ARCH-$AS" != x86_64-domU ]; then
		[ ${#WITH[@]}${#GET[@]} = 00 ] || options_wrong "--with and --get need a Linux dom0"
	else
		[ "$TOOLS" != none ] || options_wrong "--as domU needs the Xen tools on x86_64"
	fi
	if [ "$ARCH" = x86_64 ]; then
		lab_need readelf binutils
		[ "$AS" != dom0 ] || [ -n "$DOM0_GIVEN" ] || DOM0=$(guest_type "${GUESTS[0]}") || exit
	elif [ "$AS" = domU ]; then
		lab_need dtc device-tree-compiler
		[ -n "$XEN_FILE" ] || [ "$XEN" != 4.14 ] || lab_fail "Xen 4.14 on arm64 cannot do without a dom0: --as domU needs 4.17 or later"
	fi
}

# guest_qemu: machine and guests; needs xen in $TMP.
guest_qemu() {
	local i

	for i in "${!GUESTS[@]}"; do
		ln -s "$(realpath -- "${GUESTS[i]}")" "$TMP/guest$i"
	done
	qemu_common
	qemu_serial
	case $ARCH-$AS in
	x86_64-dom0)
		qemu_x86_cpu
		qemu_x86_xen 64
		QEMU+=(-m "$([ "$DOM0" = pv ] && echo 256 || echo 512)")
		QEMU+=(-initrd "guest0 $(guest_args 0 | sed 's/,/,,/g')")
		;;
	arm64-dom0)
		qemu_arm64_xen 64
		QEMU+=(-m 256 -device "guest-loader,addr=$ARM64_LOAD,kernel=guest0,bootargs=$(guest_args 0 | sed 's/,/,,/g')")
		;;
	arm64-domU) guest_dom0less ;;
	esac
}

# guest_node N ADDRESS SIZE: a domain in the device tree.
guest_node() {
	local args

	args=$(guest_args "$1")
	args=${args//\\/\\\\}
	printf 'domU%d {\n' $(($1 + 1))
	printf '\tcompatible = "xen,domain"; #address-cells = <2>; #size-cells = <2>; cpus = <1>;\n'
	printf '\tmemory = <0 0x%x>;\n' $((GUEST_MEM << 10))
	printf '\tmodule@%x {\n' "$2"
	printf '\t\tcompatible = "multiboot,kernel", "multiboot,module";\n'
	printf '\t\treg = <0 0x%x 0 0x%x>;\n\t\tbootargs = "%s";\n\t};\n};\n' "$2" "$3" "${args//\"/\\\"}"
}

# guest_dom0less: QEMU's own device tree with the domains added.
guest_dom0less() {
	local i address=$ARM64_LOAD xen="console=dtuart dtuart=/pl011@9000000 loglvl=warning guest_loglvl=all"

	qemu_arm64_machine
	QEMU+=(-m 512)
	(cd "$TMP" && timeout 20 "${QEMU[@]}" -machine dumpdtb=base.dtb </dev/null >qemu.log 2>&1 &&
		dtc -q -I dtb -O dts base.dtb >domains.dts) || lab_fail "cannot get the device tree of QEMU's machine"
	{
		printf '/ { chosen { #address-cells = <2>; #size-cells = <2>;\n'
		printf 'xen,xen-bootargs = "%s";\n' "$xen${XEN_ARGS:+ $XEN_ARGS}"
		for i in "${!GUESTS[@]}"; do
			guest_node "$i" "$address" "$(stat -Lc %s "$TMP/guest$i")"
			QEMU+=(-device "loader,file=guest$i,addr=$address,force-raw=on")
			address=$(arm64_after "$address" "$TMP/guest$i")
		done
		printf '}; };\n'
	} >>"$TMP/domains.dts"
	dtc -q -I dts -O dtb -o "$TMP/domains.dtb" "$TMP/domains.dts" || lab_fail "cannot make the device tree"
	QEMU+=(-dtb domains.dtb -kernel xen)
}

# guest_overlay TREE: guests for a Linux dom0 on x86_64, with their descriptions for xl.
guest_overlay() {
	local i type dir=$1/lab/guest

	mkdir -p "$dir"
	for i in "${!GUESTS[@]}"; do
		cp -L -- "${GUESTS[i]}" "$dir/$i" || lab_fail "cannot read ${GUESTS[i]}"
		type=$(guest_type "${GUESTS[i]}") || exit
		printf '%s\n' "name='guest$i'" "type='$type'" "kernel='/lab/guest/$i'" "memory=$GUEST_MEM" \
			"cmdline='$(guest_args "$i")'" "on_poweroff='destroy'" "on_reboot='destroy'" "on_crash='destroy'" \
			>"$dir/$i.cfg"
	done
	echo '. /lab/guests' >"$1/lab/command"
}

# guest_serial: takes the place of serial_line (see watch.sh) where the serial line is the guest's console.
guest_serial() {
	local line=$1

	case $line in
	"(XEN) "* | "(XEN)") return ;;
	esac
	[ ${#GUESTS[@]} -gt 1 ] || [[ ! $line =~ ^\(d[0-9]+\)\ (.*)$ ]] || line=${BASH_REMATCH[1]}
	if [[ $line =~ @$NONCE\ exit\ ([0-9]+) ]]; then
		[ -n "$ret_status" ] || ret_status=$((10#${BASH_REMATCH[1]} & 255))
	elif [ -z "$ret_status" ] || [ ${#GUESTS[@]} -gt 1 ]; then
		printf '%s\n' "$line"
	fi
}
