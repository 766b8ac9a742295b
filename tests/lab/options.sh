#!/bin/bash
# SPDX-License-Identifier: MIT
# Wrong requests end with 125 and a message before anything is booted.

. "$(dirname -- "$0")/lib.sh"

# refuses NAME PATTERN ARG...
refuses() {
	local name=$1 pattern=$2

	shift 2
	lab "$@"
	check "$name: status 125" is "$rc" 125
	check "$name: says why" grep -q -- "$pattern" "$T/err"
	check "$name: nothing on stdout" test ! -s "$T/out"
}

refuses "no such option" "--nonsense" --nonsense 1 -- true
refuses "no command" "no command" --arch arm64
refuses "unknown architecture" "riscv64 is not" --arch riscv64 -- true
refuses "unknown release" "4.12 is not there for x86_64; there are: 4.14 4.17 4.20" --xen 4.12 -- true
refuses "unknown tools" "--tools: 4.99" --tools 4.99 -- true
refuses "missing --with file" "cannot read $T/nothing" --with "$T/nothing" -- true
refuses "missing --xen-file" "cannot read $T/nothing" --xen-file "$T/nothing" -- true
refuses "--get without a file" "not PATH:FILE" --get /etc/passwd -- true
refuses "--timeout with a word" "not a number of seconds" --timeout soon -- true
refuses "--cpus with a word" "not a number from 1 to 8" --cpus many -- true
refuses "--cpus and --icount" "one CPU only" --cpus 2 --icount -- true
refuses "missing guest" "cannot read $T/nothing" --guest "$T/nothing"
refuses "a guest and a command" "there is no command" --guest "$T/lib.sh" -- true
refuses "two guests as dom0" "needs --as domU" --guest "$0" --with-guest "$0"

mkdir "$T/bin"
for tool in bash dirname sed cat grep awk mktemp rm mkdir od tr; do
	ln -s "$(command -v $tool)" "$T/bin/"
done
PATH=$T/bin lab -- true
check "missing tools: status 125" is "$rc" 125
check "missing tools: names Debian packages" grep -q "apt-get install qemu-system-x86 cpio" "$T/err"
PATH=$T/bin lab --arch arm64 -- true
check "missing tools for arm64: named" grep -q "apt-get install qemu-system-arm " "$T/err"
finish
