# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Command lines of QEMU. TCG only. Each of the odd flags cures a fault of emulation that was met:
#   -smap     Xen's PV dom0 faults at its first iretq to user mode
#   -monitor  Xen takes #GP in mwait when dom0 first idles (with cpuidle=0)
#   -rdtscp   arrives as RDTSC under SVM, which kills a PVH domain
#   -xsave    vector registers are lost where Xen goes from one domain to another: programs of a Linux domU die
#   iommu_platform  a PVH dom0's addresses are not the machine's: the device must go through the IOMMU
#   cortex-a53      Xen 4.14 counts down three seconds on CPUs that need firmware's help against Spectre
#   virtio 1  Xen's dom0 on arm64 has legacy virtio-mmio off, x86 with disable-legacy
#
# QEMU runs in $TMP and all names are relative to it, so that no path with a comma or a blank reaches its options.

QEMU=()

# qemu_common: for any machine.
qemu_common() {
	QEMU=(qemu-system-"${ARCH/arm64/aarch64}" -accel tcg -smp "$CPUS" -nodefaults -no-user-config -display none -no-reboot)
	[ -z "$ICOUNT" ] || QEMU+=(-icount shift=0,sleep=off -rtc base=2026-01-01T00:00:00,clock=vm)
}

# qemu_ports: four virtio-serial ports that end in files; dom0 has them as /dev/vport0p1 to 4 (see dom0/init).
qemu_ports() {
	local n=0 name

	case $ARCH in
	x86_64) QEMU+=(-device "virtio-serial-pci,disable-legacy=on$([ "$DOM0" = pv ] || echo ,iommu_platform=on)") ;;
	arm64) QEMU+=(-global virtio-mmio.force-legacy=false -device virtio-serial-device) ;;
	esac
	for name in out err ctl files; do
		n=$((n + 1))
		: >"$TMP/$name"
		QEMU+=(-chardev "file,id=$name,path=$name" -device "virtserialport,nr=$n,chardev=$name,name=lab.$name")
	done
}

# qemu_serial: the serial line goes to a log, or to the terminal.
qemu_serial() {
	if [ -n "${LAB_SHELL-}" ]; then
		QEMU+=(-serial mon:stdio)
		return
	fi
	if [ -n "$LOG" ]; then
		ln -sf -- "$LOG" "$TMP/serial"
	else
		: >"$TMP/serial"
	fi
	QEMU+=(-serial file:serial -monitor none)
}

# qemu_x86_cpu: machine and CPU for a PV or PVH dom0.
qemu_x86_cpu() {
	local cpu=EPYC,-smap,-monitor,-rdtscp,-xsave

	[ -z "$ICOUNT" ] || cpu+=,-rdrand,-rdseed
	QEMU+=(-cpu "$cpu")
	[ "$DOM0" = pv ] || QEMU+=(-machine q35 -device amd-iommu)
}

# qemu_x86_xen DOM0_MIB: Xen's own command line. Without max: the kernel sets up all of the machine's memory, slowly.
qemu_x86_xen() {
	local args="console=com1 com1=115200,8n1 dom0_mem=$1M,max:$1M loglvl=warning guest_loglvl=all cpuidle=0"

	[ "$DOM0" = pv ] || args+=" dom0=pvh"
	QEMU+=(-kernel xen -append "$args${XEN_ARGS:+ $XEN_ARGS}")
}

# dom0_args: Linux's command line in dom0. rodata=off saves a tenth of the boot: page tables are slow to change in PV.
dom0_args() {
	local args="console=hvc0 panic=-1 loglevel=4 rdinit=/init"

	[ "$ARCH" = arm64 ] || args+=" earlyprintk=xen rodata=off"
	[ -z "$ICOUNT" ] || args+=" nokaslr norandmaps"
	echo "$args${DOM0_ARGS:+ $DOM0_ARGS}"
}

# qemu_linux: Xen and a Linux dom0; needs xen, kernel and initrd in $TMP.
qemu_linux() {
	qemu_common
	qemu_serial
	[ -n "${LAB_SHELL-}" ] || qemu_ports
	case $ARCH in
	x86_64)
		qemu_x86_cpu
		qemu_x86_xen 768
		QEMU+=(-m 2048 -initrd "kernel $(dom0_args | sed 's/,/,,/g'),initrd")
		;;
	arm64)
		qemu_arm64_linux
		;;
	esac
}

qemu_arm64_machine() {
	QEMU+=(-machine virt,virtualization=on,gic-version=3 -cpu cortex-a53)
}

# qemu_arm64_xen DOM0_MIB: machine, and Xen's own command line. The first 128 MiB of RAM hold Xen and the device tree
# (QEMU puts that at 0x48000000), so whatever else is loaded goes to ARM64_LOAD and above.
ARM64_LOAD=$((0x49000000))

qemu_arm64_xen() {
	local args="console=dtuart dtuart=/pl011@9000000 loglvl=warning guest_loglvl=all dom0_mem=$1M dom0_max_vcpus=1"

	qemu_arm64_machine
	QEMU+=(-kernel xen -append "$args${XEN_ARGS:+ $XEN_ARGS}")
}

# arm64_after ADDRESS FILE: the next 2 MiB boundary after FILE (and what it may need as bss) at ADDRESS.
arm64_after() {
	echo $((($1 + $(stat -Lc %s "$2") + (8 << 20)) & ~((2 << 20) - 1)))
}

qemu_arm64_linux() {
	local initrd

	initrd=$(arm64_after $ARM64_LOAD "$TMP/kernel")
	qemu_arm64_xen 512
	QEMU+=(-m 1536)
	QEMU+=(-device "guest-loader,addr=$ARM64_LOAD,kernel=kernel,bootargs=$(dom0_args | sed 's/,/,,/g')")
	QEMU+=(-device "guest-loader,addr=$initrd,initrd=initrd")
}

# qemu_start: run it in the background, never without a time limit.
qemu_start() {
	(cd "$TMP" && exec timeout -k 5 "$TIMEOUT" "${QEMU[@]}") </dev/null >"$TMP/qemu.log" 2>&1 &
	QEMU_PID=$!
}
