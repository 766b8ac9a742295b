# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The options of lab/run and lab/shell. They set the variables below and are checked before anything is fetched.
# A new option is a row in options_value, a default here, a check in options_check, a word in the usage of its users.

ARCH=x86_64
XEN=
TOOLS=
DOM0=pv
CPUS=1
KERNEL_PART=kernel
XEN_FILE=
KERNEL_FILE=
XEN_ARGS=
DOM0_ARGS=
WITH=()
MODULES=()	# kernel modules in place of the kernel's own of the same names
GET=()
TIMEOUT=120
ICOUNT=
LOG=
COMMAND=()
GUESTS=()	# bare guests: files, and what is added to their command lines
GUEST_ARGS=()
AS=dom0
DOM0_GIVEN=
DOMU=	# pv or pvh: the command is for a Linux domU
TIMEOUT_GIVEN=

options_usage() {
	sed -n '/^# usage:/,/^$/s/^# \{0,1\}//p' "$0" >&2
}

options_wrong() {
	lab_say "$* (lab/${0##*/} --help shows the options)"
	exit 125
}

# options_parse ARG...
options_parse() {
	while [ $# -gt 0 ]; do
		case $1 in
		--)
			shift
			COMMAND=("$@")
			break
			;;
		--icount) ICOUNT=1 ;;
		-h | --help)
			options_usage 2>&1
			exit 0
			;;
		--domu)
			DOMU=pv
			case ${2-} in
			pv | pvh)
				DOMU=$2
				shift
				;;
			esac
			;;
		--*=*)
			options_value "${1%%=*}" "${1#*=}"
			;;
		--*)
			[ $# -ge 2 ] || options_wrong "$1 needs a value, or is no option"
			options_value "$1" "$2"
			shift
			;;
		*)
			options_wrong "unexpected argument: $1 (the command comes after --)"
			;;
		esac
		shift
	done
	options_check
}

options_value() {
	case $1 in
	--arch) ARCH=$2 ;;
	--xen) XEN=$2 ;;
	--tools) TOOLS=$2 ;;
	--kernel) KERNEL_PART=kernel-$2 ;;
	--dom0) DOM0=$2 DOM0_GIVEN=1 ;;
	--cpus) CPUS=$2 ;;
	--xen-file) XEN_FILE=$2 ;;
	--kernel-file) KERNEL_FILE=$2 ;;
	--xen-args) XEN_ARGS=$2 ;;
	--dom0-args) DOM0_ARGS=$2 ;;
	--with) WITH+=("$2") ;;
	--module) MODULES+=("$2") ;;
	--get) GET+=("$2") ;;
	--timeout) TIMEOUT=$2 TIMEOUT_GIVEN=1 ;;
	--log) LOG=$2 ;;
	--as) AS=$2 ;;
	--guest)
		GUESTS=("$2" "${GUESTS[@]}")
		GUEST_ARGS=("" "${GUEST_ARGS[@]}")
		guest_last=0
		;;
	--with-guest)
		GUESTS+=("$2")
		GUEST_ARGS+=("")
		guest_last=$((${#GUESTS[@]} - 1))
		;;
	--guest-args)
		[ ${#GUESTS[@]} -gt 0 ] || options_wrong "--guest-args comes after --guest or --with-guest"
		GUEST_ARGS[guest_last]=$2
		;;
	*) options_wrong "no such option: $1" ;;
	esac
}

# options_readable FILE...: each must be there.
options_readable() {
	local file

	for file; do
		[ -r "$file" ] || lab_fail "cannot read $file"
	done
}

options_check() {
	local item

	case $ARCH in
	x86_64 | arm64) ;;
	amd64) ARCH=x86_64 ;;
	aarch64) ARCH=arm64 ;;
	*) options_wrong "--arch: $ARCH is not x86_64 or arm64" ;;
	esac
	: "${XEN:=4.17}"
	: "${TOOLS:=$XEN}"
	[ -n "$XEN_FILE" ] || options_part xen "$XEN" --xen
	[ "$KERNEL_PART" = kernel ] || options_part kernel "${KERNEL_PART#kernel-}" --kernel
	[ "$TOOLS" = none ] || options_part tools "$TOOLS" --tools
	case $DOM0 in
	pv | pvh) ;;
	*) options_wrong "--dom0: $DOM0 is not pv or pvh" ;;
	esac
	[[ $CPUS =~ ^[1-8]$ ]] || options_wrong "--cpus: $CPUS is not a number from 1 to 8"
	[ -z "$ICOUNT" ] || [ "$CPUS" = 1 ] || options_wrong "--icount counts one CPU only"
	[ -z "$DOMU" ] || [ "$TOOLS" != none ] || options_wrong "--domu needs the Xen tools"
	[[ $TIMEOUT =~ ^[1-9][0-9]{0,5}$ ]] || options_wrong "--timeout: $TIMEOUT is not a number of seconds"
	[ -z "$XEN_FILE" ] || options_readable "$XEN_FILE"
	[ -z "$KERNEL_FILE" ] || options_readable "$KERNEL_FILE"
	for item in "${WITH[@]}"; do
		options_readable "${item%:/*}"
	done
	for item in "${MODULES[@]}"; do
		options_readable "${item%%:*}"
	done
	for item in "${GET[@]}"; do
		[[ $item == /*:?* ]] || options_wrong "--get: $item is not PATH:FILE with a full path in dom0"
		[ -d "$(dirname -- "${item#*:}")" ] || lab_fail "--get: no folder for ${item#*:}"
	done
	if [ -n "$LOG" ]; then
		: >"$LOG" || lab_fail "cannot write to $LOG"
		LOG=$(realpath -- "$LOG")
	fi
}

# options_part PART RELEASE OPTION
options_part() {
	local have

	[ -z "$(part_rows "$1-$2" "$ARCH")" ] || return 0
	have=$(awk -v arch="$ARCH" -v part="$1-" \
		'index($1, part) == 1 && ($2 == arch || $2 == "*") { print substr($1, length(part) + 1) }' "$LAB/packages" |
		sort -u | paste -sd ' ')
	options_wrong "$3: $2 is not there for $ARCH; there are: $have"
}
