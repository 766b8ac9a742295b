#!/bin/sh
# SPDX-License-Identifier: MIT
# Proves that each Xen's own xl creates the guests, two and more at once, in 16 MiB: that they say hello on the PV
# console, that an idle one stays blocked and costs no time, that a spinning one costs some, and that one asked to exit
# prints the lab's line and is gone.
#
# usage: tests/guest/xl.sh [ARCH:RELEASE]...	default: all there are
# BUILD and BUILD_ARM64 name the build folders (default: build, build-arm64).

# shellcheck source=tests/guest/lib.sh
. "$(dirname -- "$0")/lib.sh"
[ $# -gt 0 ] || set -- x86_64:4.14 x86_64:4.17 x86_64:4.20 arm64:4.17 arm64:4.20

# What runs in dom0; each line of its output starts with what it is. $TYPES: the guests' types.
# vcpus is not left out: without it libxl (seen in 4.17) makes a PVH guest's page pool too small for 16 MiB.
cat >"$tmp/dom0.sh" <<'E2'
create() { # NAME TYPE CMDLINE
	{
		echo "name='$1' kernel='/idle-$2' memory=16 vcpus=1 extra='$3'" | tr ' ' '\n' | sed 's/%/ /g'
		[ "$2" = arm64 ] || echo "type='$2'"
	} >"/tmp/$1.cfg"
	timeout 60 xl create "/tmp/$1.cfg" >&2 && echo "created $1"
}
for type in $TYPES; do
	create "$type-a" "$type" ''
	create "$type-b" "$type" idle%exit
	create "$type-exit" "$type" 'lab=inner%exit=5'
	create "$type-spin" "$type" spin
done
sleep 2
timeout 30 xl list | sed 's/^/first /'
sleep 2
timeout 30 xl list | sed 's/^/second /'
for type in $TYPES; do
	timeout 30 xl destroy "$type-spin"
done
sleep 1
for log in /var/log/xen/console/guest-*.log; do
	name=${log##*/guest-}
	tr -d '\r' <"$log" | sed "s/^/log ${name%.log} /"
done
timeout 30 xl list | sed 's/^/last /'
E2

has() {
	grep -q -x -e "$1" "$tmp/out"
}

# said NAME TEXT: the log of the console of NAME consists of these lines (after \n, another line).
said() {
	[ "$(sed -n "s/^log $1 //p" "$tmp/out")" = "$(printf '%b' "$2")" ]
}

# listed WHEN NAME: "state time" in that xl list
listed() {
	awk -v when="$1" -v name="$2" '$1 == when && $2 == name { print $(NF - 1), $NF }' "$tmp/out"
}

# Blocked in both lists, with a time that is small and the same.
idles() {
	first=$(listed first "$1")
	[ "$first" = "$(listed second "$1")" ] &&
		echo "$first" | awk '{ good = $1 == "-b----" && $2 < 0.3 } END { exit !good }'
}

# Not blocked, and its time grew by what its share of 2 s can be: it competes with another spinning guest and dom0.
spins() {
	printf '%s %s\n' "$(listed first "$1")" "$(listed second "$1")" |
		awk '{ good = NF == 4 && $1 !~ /b/ && $3 !~ /b/ && $4 - $2 > 0.3 } END { exit !good }'
}

gone() {
	has "created $1" && [ -z "$(listed first "$1")" ]
}

# try ARCH RELEASE
try() {
	case $1 in
	arm64) types=arm64 build=$BUILD_ARM64 ;;
	*) types='pv pvh' build=$BUILD ;;
	esac
	with=
	for type in $types; do
		with="$with --with $build/guest/idle-$type:/idle-$type"
	done
	# shellcheck disable=SC2086 # words on purpose
	(cd "$tmp" && "$top/lab/run" --arch "$1" --xen "$2" --timeout 240 $with --with dom0.sh:/dom0.sh -- \
		"TYPES='$types' sh /dom0.sh" >out 2>err)
	echo $? >"$tmp/status"
	on="on Xen $2 ($1)"
	ok "$on the lab ran" [ "$(cat "$tmp/status")" = 0 ]
	for type in $types; do
		hello="xabi guest: hello from $type, Xen $2"
		ok "$on xl creates four $type guests" eval \
			"has 'created $type-a' && has 'created $type-b' && has 'created $type-exit' && has 'created $type-spin'"
		ok "$on $type says hello on the PV console" said "$type-a" "$hello"
		ok "$on $type idles blocked, at no cost" idles "$type-a"
		ok "$on $type with idle idles whatever else is said" eval "said $type-b '$hello' && idles $type-b"
		ok "$on $type with exit prints its line and is gone" eval \
			"said $type-exit '$hello\n@inner exit 5' && gone $type-exit"
		ok "$on $type with spin burns time" spins "$type-spin"
	done
}

for item; do
	try "${item%%:*}" "${item#*:}"
done
echo "1..$n"
exit $bad
