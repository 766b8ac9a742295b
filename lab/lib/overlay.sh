# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The second, small part of the initramfs, made anew for each run: the scripts of dom0, the command, --with files.

# overlay_quote WORD...: as shell words.
overlay_quote() {
	local word

	for word; do
		printf "'%s' " "${word//\'/\'\\\'\'}"
	done
}

# overlay_command: the script that dom0 runs; one word is a line for the shell, more are a program and its arguments.
overlay_command() {
	if [ ${#COMMAND[@]} -eq 1 ]; then
		printf '%s\n' "${COMMAND[0]}"
	else
		printf 'exec %s\n' "$(overlay_quote "${COMMAND[@]}")"
	fi
}

# overlay_with FILE[:PATH] TREE
overlay_with() {
	local file=${1%:/*} path

	path=/x/$(basename -- "$file")
	[ "$file" = "$1" ] || path=/${1##*:/}
	case $path in
	*/) path+=$(basename -- "$file") ;;
	esac
	mkdir -p -- "$2$(dirname -- "$path")" && cp -RL --preserve=mode,timestamps -T -- "$file" "$2$path" ||
		lab_fail "cannot take $file into the initramfs"
}

# overlay_module FILE[:ARGS] TREE
overlay_module() {
	local file=${1%%:*} args=

	[ "$file" = "$1" ] || args=${1#*:}
	mkdir -p "$2/lab/instead" && cp -- "$file" "$2/lab/instead/" || lab_fail "cannot take $file into the initramfs"
	printf '%s\n' "$args" >"$2/lab/instead/$(basename -- "$file").args"
}

# overlay_scripts TREE: dom0's scripts and what they have to know.
overlay_scripts() {
	local item tree=$1

	mkdir -p "$tree/lab" "$tree/x"
	cp "$LAB/dom0/init" "$tree/init" && cp "$LAB"/dom0/[!i]* "$tree/lab/" || lab_fail "cannot write to $tree"
	for item in "${GET[@]}"; do
		printf '%s\n' "${item%%:*}" | sed 's,^/*,,' >>"$tree/lab/get"
	done
	for item in "${MODULES[@]}"; do
		overlay_module "$item" "$tree"
	done
	{
		printf 'LAB_NONCE=%s\nLAB_TOOLS=%s\nLAB_SHELL=%s\nLAB_COUNTED=%s\n' \
			"$NONCE" "$TOOLS" "${LAB_SHELL-}" "$ICOUNT"
		[ -z "$XEN_FILE" ] && [ "$XEN" = "$TOOLS" ] || echo LAB_MIXED=1
	} >"$tree/lab/env"
}

# overlay_make TREE: the scripts, the command, the user's files.
overlay_make() {
	local item tree=$1

	overlay_scripts "$tree"
	[ ${#COMMAND[@]} -eq 0 ] || overlay_command >"$tree/lab/command"
	for item in "${WITH[@]}"; do
		overlay_with "$item" "$tree"
	done
	[ ${#GUESTS[@]} -eq 0 ] || guest_overlay "$tree"
}

# overlay_join OUT: the whole initramfs, of the base (ret_image) and $TMP/tree; a cpio archive may follow another.
# Times are all the same, so that the same request gives the same bytes.
overlay_join() {
	find "$TMP/tree" -exec touch -hd @0 {} +
	{ cat "$ret_image" && image_cpio "$TMP/tree"; } >"$1" || lab_fail "cannot write $1"
	rm -rf "$TMP/tree"
}

# overlay_initrd OUT: needs the kernel in $TMP if the command is for a domU.
overlay_initrd() {
	image_initrd "$ARCH" "$TOOLS"
	overlay_make "$TMP/tree"
	if [ -n "$DOMU" ]; then
		echo LAB_DOMU=1 >>"$TMP/tree/lab/env"
		overlay_join "$TMP/domu.initrd"
		overlay_scripts "$TMP/tree"
		domu_overlay "$TMP/tree"
		rm -f "$TMP/domu.initrd"
	fi
	overlay_join "$1"
}
