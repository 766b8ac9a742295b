#!/bin/bash
# SPDX-License-Identifier: MIT
# The cache: a second run needs no network; what is damaged is noticed; without network and cache there is a message.

. "$(dirname -- "$0")/lib.sh"
FETCH=$ROOT/lab/fetch
fast=(--arch arm64 --tools none)
nowhere=http://127.0.0.1:9/debian

lab "${fast[@]}" -- true
check "filling the cache" is "$rc" 0
XABI_MIRROR=$nowhere lab "${fast[@]}" -- echo hello
check "a second run without network" is "$rc $(cat "$T/out")" "0 hello"

XABI_CACHE=$T/empty XABI_MIRROR=$nowhere lab "${fast[@]}" -- true
check "empty cache, no network: status 125" is "$rc" 125
check "empty cache, no network: names the variable" grep -q XABI_MIRROR "$T/err"

cache=${XABI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/xabi}
mkdir -p "$T/cache/deb" "$T/cache/image"
cp -r "$cache"/deb/{busybox,kernel,xen-4.17}-arm64 "$T/cache/deb/"
cp "$cache"/image/*arm64* "$T/cache/image/"
for file in "$T"/cache/image/{xen-4.17,initrd-none}-arm64*; do
	case $file in
	*.sha256) ;;
	*) echo damage >>"$file" ;;
	esac
done
XABI_CACHE=$T/cache XABI_MIRROR=$nowhere lab "${fast[@]}" -- echo hello
check "damaged images are made again" is "$rc $(cat "$T/out")" "0 hello"
check "damaged images: says so" is "$(grep -c 'is damaged, making it again' "$T/err")" 2
rm "$T"/cache/image/xen-*
echo damage >>"$(echo "$T"/cache/deb/xen-4.17-arm64/*.deb)"
XABI_CACHE=$T/cache XABI_MIRROR=$nowhere lab "${fast[@]}" -- true
check "a damaged package is not used" is "$rc" 125
check "a damaged package: says so" grep -q "packages of xen-4.17 are damaged" "$T/err"

check "--headers: public headers" test -f "$("$FETCH" --headers 4.17 arm64)/xen/xen.h"
check "--sysroot: static libraries" test -f "$("$FETCH" --sysroot arm64)/usr/lib/aarch64-linux-gnu/libpopt.a"
"$FETCH" --list >"$T/list"
check "--list: name, version, architecture, suite, sha256, file" \
	grep -Eq '^xen-hypervisor-4.17-arm64 4\.17\.[^ ]+ arm64 bookworm [0-9a-f]{64} xen-hypervisor.*\.deb$' "$T/list"
"$FETCH" --headers 4.12 amd64 >"$T/out" 2>"$T/err"
check "--headers of an unknown release: status 125" is $? 125
finish
