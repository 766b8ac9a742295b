# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What a program names, as a C header: xencat header.

header() { # lines of a .use file: what xencat says, and the header is made.h
	printf '%s\n' "$@" >made.use
	rm -f made.h
	says header -o made.h --into "$root/catalogue/layout" made.use
}
# The offset of a member, by the compiler that is named, as an assertion that holds or does not.
holds() { # compiler, expression
	printf '#include "made.h"\n_Static_assert(%s, "it");\n' "$2" >made.c
	$1 -ffreestanding -std=gnu99 -Wall -Werror -Wno-builtin-macro-redefined -c -o made.o made.c >made.said 2>&1 && echo yes || echo no
}

is "a header of a constant and structs" "
exit 0" "$(header 'sched_poll # with a comment' multicall_entry xencons_interface\ 4.14\ 4.20 start_info XEN_HYPERCALL_TAG DOMID_SELF vcpu_runstate_info)"
for compiler in gcc g++; do
	flags= && [ $compiler = gcc ] || flags='-x c++ -std=gnu++17 -D_Static_assert=static_assert'
	is "is C and C++: $compiler" yes "$(printf '#include "made.h"\n' >made.c && $compiler -Wall -Werror $flags -c -o made.o made.c && echo yes)"
done
is "is for assembler, too" yes "$(printf '#include "made.h"\n.long DOMID_SELF\n' >made.S && gcc -c -o made.o made.S && echo yes)"
while read -r compiler poll multi tag; do
	is "sched_poll.timeout with ${compiler//_/ }" yes "$(holds "${compiler//_/ }" "offsetof(struct sched_poll, timeout) == $poll")"
	is "a wrong offset with ${compiler//_/ }" no "$(holds "${compiler//_/ }" "offsetof(struct sched_poll, timeout) == $poll + 4")"
	is "multicall_entry with ${compiler//_/ }" yes "$(holds "${compiler//_/ }" "sizeof(struct multicall_entry) == $multi")"
	is "what only Arm has with ${compiler//_/ }" "$tag" "$(holds "${compiler//_/ }" 'XEN_HYPERCALL_TAG == 0xea1')"
done <<-END
	gcc 16 64 no
	gcc_-m32 8 32 no
	aarch64-linux-gnu-gcc 16 64 yes
	arm-linux-gnueabihf-gcc 16 64 yes
END
is "a packed compiler is told" no "$(holds 'gcc -fpack-struct=1' 1)"

is "a struct that grew" "made.use:1:1: error: 'xencons_interface' is not the same in all of these releases on x86_64; name those you mean
    xencons_interface
    ^~~~~~~~~~~~~~~~~
exit 1" "$(header xencons_interface)"
is "and no header" no "$([ -e made.h ] && echo yes || echo no)"
is "a name that there is not" "made.use:1:1: error: there is no struct, union or constant 'sched_pool' in these releases
    sched_pool
    ^~~~~~~~~~
exit 1" "$(header sched_pool)"
is "a release that there is not" "made.use:1:12: error: expected a release that the catalogue knows, as 4.17: NAME [SINCE [UNTIL]]
    sched_poll 4.1
               ^~~
exit 1" "$(header 'sched_poll 4.1')"
is "bit-fields" "
exit 0" "$(header ioreq)"
is "as large as in Xen" yes "$(holds gcc 'sizeof(struct ioreq) == 32')"
is "no file" 2 "$("$XENCAT" header -o made.h >said 2>&1; echo $?)"
