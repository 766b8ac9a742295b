#!/bin/bash
# SPDX-License-Identifier: MIT
# A command in dom0 gives back its status, its exact output and its files; on the release and architecture named.
# usage: command.sh ARCH RELEASE [lab option]...

. "$(dirname -- "$0")/lib.sh"
arch=$1
release=$2
shift 2

head -c 300000 /dev/urandom >"$T/random"
mkdir "$T/folder"
echo inside >"$T/folder/file with blank"
printf '#!/bin/sh\necho "tool:$1"\n' >"$T/tool"
chmod +x "$T/tool"
cat >"$T/script" <<'END'
cat /x/random
printf 'no newline' >&2
echo "again" >/dev/stderr
cp /x/random /tmp/copy
mkdir /tmp/dir && echo one >/tmp/dir/one
exec >/tmp/report
xl info
xl list
tool arg
cat "/srv/put/file with blank"
ls /dev/xen
cat /proc/xen/capabilities /sys/hypervisor/type
exit 43
END
name="$arch $release${*:+ $*}"
lab --arch "$arch" --xen "$release" "$@" --with "$T/random" --with "$T/tool" --with "$T/folder:/srv/put" \
	--get /tmp/report:"$T/report" --get "/tmp/copy:$T/copy" --get "/tmp/dir:$T/dir" --log "$T/log" -- "$(cat "$T/script")"
check "$name: the command's status" is "$rc" 43
check "$name: 300 kB on stdout, exact" cmp "$T/out" "$T/random"
check "$name: stderr, exact, but for the lab's own lines" is "$(sed '/^lab: /d' "$T/err" | od -c)" "$(printf 'no newlineagain\n' | od -c)"
check "$name: --get, exact, though the command failed" cmp "$T/copy" "$T/random"
check "$name: --get of a folder" is "$(cat "$T/dir/one")" one
check "$name: --with a folder at a path" grep -qx inside "$T/report"
check "$name: --with a program, in PATH" grep -qx tool:arg "$T/report"
check "$name: xl info is of this Xen" grep -Eq "^xen_version +: ${release//./\\.}\\." "$T/report"
check "$name: xl list shows dom0" grep -Eq '^Domain-0 +0 ' "$T/report"
for device in privcmd hypercall evtchn gntdev xenbus; do
	check "$name: /dev/xen/$device" grep -qx $device "$T/report"
done
check "$name: dom0 has control" grep -qx control_d "$T/report"
check "$name: /sys/hypervisor" grep -qx xen "$T/report"
check "$name: --log keeps the serial line" grep -q "^(XEN) " "$T/log"
finish
