# SPDX-License-Identifier: MIT
# Headers made here: what is extracted from them, that doing it again changes nothing, and that each kind of change in
# them is reported.

# tree DIR: headers with one of everything.
tree() {
	mkdir -p "$1/arch"
	cat >"$1/xen-compat.h" <<-'END'
	#define __XEN_LATEST_INTERFACE_VERSION__ 0x00040e00
	END
	cat >"$1/xen.h" <<-'END'
	#ifndef XEN_H
	#define XEN_H
	#include "xen-compat.h"
	#include "arch/arch.h"
	#ifndef __XEN_TOOLS__
	#error "the tools' view is wanted"
	#endif
	typedef uint16_t domid_t;
	typedef uint8_t xen_domain_handle_t[16];
	#define DOMID_SELF (0x7FF0U)
	#define SAME_AS_SELF DOMID_SELF
	#define NEGATIVE (-5)
	#define BITS (1 << 4 | 1)
	#define TWENTY 20
	#define GONE 1
	#undef GONE
	#define FUNCTION(x) (x)
	#define TEXT "text"
	#define A_TYPE uint8_t
	#define NOT_A_VALUE (undeclared + 1)
	#define UNBALANCED (
	#define AFTER_ALL_THAT 7
	enum level { LEVEL_LOW = -1, LEVEL_HIGH = 3 };
	#endif
	END
	cat >"$1/arch/arch.h" <<-'END'
	#pragma once
	#define __XEN_HANDLE(name, type) typedef struct { type *p; } __guest_handle_ ## name
	__XEN_HANDLE(uint8_t, uint8_t);
	typedef unsigned long xen_ulong_t;
	END
	cat >"$1/version.h" <<-'END'
	typedef char xen_extraversion_t[16];
	END
	cat >"$1/sysctl.h" <<-'END'
	struct part {
	    uint32_t a;
	    uint32_t b;
	};
	typedef struct part part_t;
	__XEN_HANDLE(part_t, part_t);
	typedef struct { uint8_t only; } nameless_t;
	struct whole {
	    domid_t domain;
	    xen_domain_handle_t handle;
	    xen_ulong_t word;
	    __guest_handle_part_t list;
	    union {
	        part_t part;
	        struct { uint8_t x, y[2][3]; } inner[2];
	        uint64_t raw;
	    } u;
	    union {
	        uint32_t rax;
	        uint16_t ax;
	    };
	    uint32_t low:3, high:5;
	    enum level level;
	    nameless_t nameless;
	    char text[];
	};
	END
	echo '#define XEN_DOMCTL_one 1' >"$1/domctl.h"
	echo 'enum xen_errno { XEN_EPERM = 1, XEN_ENOENT };' >"$1/errno.h"
}

# change FILE SED: a tree with one change, and what check says about it but for the summary.
change() {
	rm -rf changed
	cp -r tree changed
	sed -i "$2" "changed/$1"
	says check changed --release 4.17 --arch "${3:-x86_64}" --into lay | grep -v ' compared)'
}

id=$(printf '%040d' 417)
tree tree
is 'extract x86_64' 'lay: 7 headers, 8 files changed
exit 0' "$(says extract tree --release 4.17 --arch x86_64 --commit "$id" --into lay)"
is 'extract arm64' 'exit 0' "$(says extract tree --release 4.17 --arch arm64 --commit "$id" --into lay | tail -n 1)"
is 'all kinds of fields' 'struct whole 80
	domain                       @0 u16 domid_t
	handle                       @2 u8[16] xen_domain_handle_t
	word                         @24 ulong xen_ulong_t
	list                         @32 handle64 struct part
	u                            @40 union 16
		part                         @0 struct part
		inner                        @0 struct 7[2]
			x                            @0 u8
			y                            @1 u8[2][3]
		raw                          @0 u64
	-                            @56 union 4
		rax                          @0 u32
		ax                           @0 u16
	low                          @60.0 u32:3
	high                         @60.3 u32:5
	level                        @64 enum level
	nameless                     @68 struct nameless_t
	text                         @69 char[]' "$(sed -n '/^struct whole/,/^$/p' lay/sysctl.lay | sed 's/whole [0-9]*/whole 80/')"
is 'the constants that are numbers' '0x7ff0 0x7ff0 -5 0x11 20 7' \
	"$(sed -n 's/^const.* //p' lay/xen.lay | paste -sd ' ')"
is 'enumerators' 'LEVEL_LOW: -1' "$("$XENCAT" show LEVEL_LOW --into lay | sed 's/  (.*//')"

cp -r lay before
"$XENCAT" extract tree --release 4.17 --arch x86_64 --commit "$id" --into lay 2>said
is 'extracting again changes nothing' 'lay: 7 headers, 0 files changed' "$(cat said)$(diff -r before lay)"

sed 's/uint32_t a;/&\n    uint32_t new;/; s/nameless_t nameless/part_t nameless/' -i tree/sysctl.h
echo '#define XEN_DOMCTL_two 2' >>tree/domctl.h
rm -rf old
mv tree new
tree tree
for arch in x86_64 arm64; do
	"$XENCAT" extract new --release 4.18 --arch $arch --commit "$id" --into lay 2>said
done
is 'another release: what differs is repeated, with spans' 'struct part 8  [4.17]
struct part 12  [4.18..]
	a                            @0 u32
	new                          @4 u32  [4.18..]
	b                            @4 u32  [4.17]
	b                            @8 u32  [4.18..]' "$(sed -n '/^struct part/,/^$/p' lay/sysctl.lay)"
is 'another release: what does not differ stays' '' "$(diff before/version.lay lay/version.lay)"
is 'a constant of one release' 'const XEN_DOMCTL_two               2  [4.18..]' "$(grep two lay/domctl.lay)"
"$XENCAT" extract tree --release 4.18 --arch arm64 --commit "$id" --into lay 2>said
is 'one ABI of one release' 'const XEN_DOMCTL_two               2  [4.18.. x86_64]' "$(grep two lay/domctl.lay)"
for arch in x86_64 arm64; do
	"$XENCAT" extract new --release 4.16 --arch $arch --commit "$id" --into lay 2>said
done
is 'a release before the first' '	b                            @8 u32  [4.16 4.18.. x86_64, 4.16 arm64]
	b                            @4 u32  [4.17 x86_64, 4.17.. arm64]' "$(grep '	b  ' lay/sysctl.lay)"
for arch in x86_64 i386; do
	"$XENCAT" extract tree --release 4.17 --arch $arch --commit "$id" --into two 2>said
done
for arch in x86_64 i386; do
	is "the head of master, where ABIs differ in both ($arch)" 'exit 0' \
		"$(says extract new --release 4.18 --arch $arch --commit "$id" --master --into two | tail -n 1)"
done
is 'it is no release' "master 4.18 $id x86_64 i386" "$(tail -n 1 two/releases.lay)"
is 'so nothing is said of it unless asked' 'part: struct of 8 bytes' \
	"$("$XENCAT" show part --into two | sed -n '1s/  (.*//p')"
is 'and it is what it says' 'part: struct of 12 bytes' \
	"$("$XENCAT" show part --release 4.18 --arch i386 --into two | sed -n '1s/  (.*//p')"
is 'all that is written is read' 'lay: 0 files differ
exit 0' "$(says format --check --into lay)"

for arch in x86_64 arm64; do
	is "the same headers: no difference ($arch)" '0 differences (9 types, 21 fields, 12 constants compared)
exit 0' "$(says check tree --release 4.17 --arch $arch --into lay)"
	is "a field that moved ($arch)" 'sysctl.h:2: error: part.b: expected @4 u32, found @0 u32
sysctl.h:3: error: part.a: expected @0 u32, found @4 u32
exit 1' "$(change sysctl.h '2{h;d};3G' $arch)"
done
is 'a size that changed' 'sysctl.h:1: error: part: expected struct of 8 bytes, found struct of 12 bytes
sysctl.h:4: error: part.c: expected nothing, found @8 u32
exit 1' "$(change sysctl.h '3s/$/\n    uint32_t c;/' | grep 'part\|exit')"
is 'a constant that is missing' 'domctl.h: error: XEN_DOMCTL_one: expected 1, found nothing
exit 1' "$(change domctl.h 1d)"
is 'a constant of another value' 'xen.h:10: error: DOMID_SELF: expected 0x7ff0, found 0x7ff1
xen.h:11: error: SAME_AS_SELF: expected 0x7ff0, found 0x7ff1
exit 1' "$(change xen.h 's/0x7FF0U/0x7FF1U/')"
is 'an enumerator of another value' 'errno.h:1: error: XEN_EPERM: expected 1, found 3
errno.h:1: error: XEN_ENOENT: expected 2, found 4
exit 1' "$(change errno.h 's/= 1/= 3/')"
is 'a type that changed but not its size' \
	'sysctl.h:2: error: part.a: expected @0 u32, found @0 i32
exit 1' "$(change sysctl.h '2s/uint32_t/int32_t/')"
is 'a handle to something else' \
	'sysctl.h:12: error: whole.list: expected @32 handle64 struct part, found @32 handle64 u8
exit 1' "$(change sysctl.h 's/__guest_handle_part_t/__guest_handle_uint8_t/')"
is 'a member of a nested struct' 'sysctl.h:15: error: whole.u.inner: expected @0 struct 7[2], found @0 struct 6[2]
sysctl.h:15: error: whole.u.inner.y: expected @1 u8[2][3], found @1 u8[5]
exit 1' "$(change sysctl.h 's/y\[2\]\[3\]/y[5]/' | grep 'inner\|exit')"
is 'a bit-field' 'sysctl.h:22: error: whole.low: expected @60.0 u32:3, found @60.0 u32:2
sysctl.h:22: error: whole.high: expected @60.3 u32:5, found @60.2 u32:5
exit 1' "$(change sysctl.h 's/low:3/low:2/')"
is 'a header that is gone' 'version.h: error: version.h: expected a header, found nothing
exit 1' "$(change xen.h '' >said; rm changed/version.h
	says check changed --release 4.17 --arch x86_64 --into lay | grep -v ' compared)')"
mkdir changed/sub changed/sys changed/arch-riscv
echo '#include "public/xen.h"
#include <sys/types.h>
#define NEW DOMID_SELF' >changed/sub/new.h
for file in sys/privcmd.h arch-riscv/new.h arch-arm.h dom0_ops.h; do
	echo '#error "not this one"' >"changed/$file"
done
is 'a header that is new, in a folder; others are not for this ABI, or not of Xen' \
	'sub/new.h: error: sub/new.h: expected nothing, found a header
version.h: error: version.h: expected a header, found nothing
exit 1' "$(says check changed --release 4.17 --arch x86_64 --into lay | grep -v ' compared)')"
is 'JSON' '{"release": "4.17", "arch": "x86_64", "types": 9, "fields": 21, "constants": 12, "differences": [
  {"header": "domctl.h", "line": 0, "name": "XEN_DOMCTL_one", "expected": "1", "found": null, "later": false}]}
exit 1' "$(change domctl.h 1d >said; says check changed --release 4.17 --arch x86_64 --json --into lay)"

rm -rf changed
cp -r tree changed
sed -i 's/0x7FF0U/0x7FF5U/' changed/xen.h
"$XENCAT" extract changed --release 4.17 --arch x86_64 --commit 0123456789 --later --into lay 2>said
is 'a later commit is noted beside the release' 'const DOMID_SELF                   0x7ff0
const DOMID_SELF                   0x7ff5  [4.17 x86_64 later]' "$(grep DOMID_SELF lay/xen.lay)"
is 'and is no difference' 'xen.h:10: note: DOMID_SELF: expected 0x7ff0, found 0x7ff5, as in later commits of this release
xen.h:11: note: SAME_AS_SELF: expected 0x7ff0, found 0x7ff5, as in later commits of this release
0 differences (9 types, 21 fields, 12 constants compared; 2 as in later commits)
exit 0' "$(says check changed --release 4.17 --arch x86_64 --into lay)"
is 'nor an answer' 'DOMID_SELF: 0x7ff0' "$("$XENCAT" show DOMID_SELF --release 4.17 --into lay | sed 's/  (.*//')"
