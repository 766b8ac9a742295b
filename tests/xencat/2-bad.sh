# SPDX-License-Identifier: MIT
# Files that are wrong: each is refused, at the place that is wrong.

mkdir bad
printf 'release 4.14 %040d x86_64 arm64\nrelease 4.15 %040d x86_64 arm64\nrelease 4.16 %040d x86_64\n' 1 2 3 \
	>bad/releases.lay

# bad WHAT EXPECTED LINE...: the lines, after a header line. EXPECTED is "LINE:COLUMN: MESSAGE" of the first report.
bad() {
	local what=$1 expected=$2

	shift 2
	printf '%s\n' 'header a.h' "$@" >bad/a.lay
	is "$what" "bad/a.lay:$expected" "$("$XENCAT" format --check --into bad 2>&1 | sed -n '/ error: /{s/ error://;p;q}')"
}

tab=$'\t'
bad 'a line of no kind' \
	'2:1: a line begins with header, const, type, enum, struct or union' 'strict x 4'
bad 'a second header' '2:1: a file describes one header' 'header b.h'
bad 'a constant without a value' \
	'2:8: a value is a decimal number, or a hexadecimal one with 0x and small letters' 'const X'
bad 'a value too large' \
	'2:9: a value is a decimal number, or a hexadecimal one with 0x and small letters' 'const X 0x10000000000000000'
bad 'a struct without a size' '2:9: a size in bytes is missing here' 'struct a'
bad 'a field without an offset' '3:4: the offset in bytes is missing, as in @40, or @0.3 for a bit-field' \
	'struct a 4' "${tab}x u32"
bad 'an unknown type' '3:7: a type is u8 to u64, i8 to i64, ulong, long, char, handle64, handle32, pointer64, '`
	`'pointer32, struct, union or enum' 'struct a 4' "${tab}x @0 u24"
bad 'a handle to nothing' "3:7: what the handle points to is missing, as in 'handle64 u8'" \
	'struct a 8' "${tab}x @0 handle64"
bad 'an array without its end' '3:7: the number of elements is missing, as in u32[8]' 'struct a 8' "${tab}x @0 u32[8"
bad 'an array of many' '3:7: this array is too large' 'struct a 8' "${tab}x @0 u32[99999][99999]"
bad 'a bit-field too wide' "3:9: a bit-field's width is 1 to 64" 'struct a 8' "${tab}x @0.1 u32:65"
bad 'text behind the type' '3:7: the type ends before this' 'struct a 8' "${tab}x @0 u32 foo bar"
bad 'text behind the value' '2:11: the line ends before this' 'const X 1 2'
bad 'a field outside of all structs' \
	'2:1: this line stands in nothing that has members; indent with one tab for each level' "${tab}x @0 u32"
bad 'a member of an integer' \
	'4:1: this line stands in nothing that has members; indent with one tab for each level' \
	'struct a 4' "${tab}x @0 u32" "$tab${tab}y @0 u32"
bad 'a span without its end' "2:11: a span ends the line, with ']'" 'const X 1 [4.14'
bad 'an empty span' '2:12: a release or an ABI is missing here' 'const X 1 []'
bad 'an unknown release' '2:12: releases.lay does not know this release' 'const X 1 [4.13]'
bad 'a range that falls' '2:12: a range rises' 'const X 1 [4.15..4.14]'
bad 'an unknown ABI' '2:12: a span holds releases as 4.17, 4.17.. or 4.17..4.19, and names of ABIs' 'const X 1 [mips]'
bad 'a span without an intersection' '2:12: this span holds nowhere where what it stands in exists' \
	'const X 1 [4.16 arm64]'
bad 'a span outside of its struct' '3:12: this span holds nowhere where what it stands in exists' \
	'struct a 4 [4.14]' "${tab}x @0 u32 [4.15..]"
bad 'two values for one release' "3:7: 'X' has two lines for 4.15 x86_64" 'const X 1 [4.14..4.15]' 'const X 2 [4.15..]'
bad 'a constant in two places' "4:7: 'X' is described twice" 'const X 1' 'const Y 1' 'const X 1'
bad 'a field in two places' "5:2: the lines of 'x' do not stand together" \
	'struct a 4' "${tab}x @0 u8 [4.14]" "${tab}y @1 u8" "${tab}x @2 u8 [4.15..]"
bad 'a field behind the end' "3:2: 'x' ends behind the 4 bytes of what it stands in" 'struct a 4' "${tab}x @1 u32"
bad 'a struct behind the end' "3:2: 'x' ends behind the 4 bytes of what it stands in" \
	'struct a 4' "${tab}x @0 struct b" 'struct b 8'
bad 'a field behind the end of an inline union' "4:3: 'y' ends behind the 2 bytes of what it stands in" \
	'struct a 4' "${tab}x @0 union 2" "$tab${tab}y @0 u32"
bad 'a type that is nowhere' "3:2: 'b' is not described for some of the releases and ABIs of this field" \
	'struct a 8' "${tab}x @0 struct b"
bad 'a type that came later' "3:2: 'b' is not described for some of the releases and ABIs of this field" \
	'struct a 8' "${tab}x @0 struct b" 'struct b 8 [4.15..]'
bad 'no reports about what is in a broken struct' '2:9: a size in bytes is missing here' 'struct a' "${tab}x @0 u32"

is 'a report shows the line and a caret' "bad/a.lay:2:9: error: a size in bytes is missing here
    struct a
            ^
exit 1" "$(says format --check --into bad | grep -v differ)"

printf 'header b.h\n' >bad/a.lay
is 'a file with another name than its header' \
	'bad/a.lay:1:8: error: the file of this header would be bad/b.lay' "$("$XENCAT" show X --into bad 2>&1 | head -n 1)"
printf '# empty\n' >bad/a.lay
is 'a file without a header' "bad/a.lay:1:1: error: there is no 'header' line in this file" \
	"$("$XENCAT" show X --into bad 2>&1 | head -n 1)"
printf 'release 4.15 %040d x86_64\nrelease 4.14 %040d x86_64\n' 1 2 >bad/releases.lay
is 'releases that fall' \
	"bad/releases.lay:2:9: error: releases rise, a 'later' line follows its release, 'master' is the last, and there are 32 at most" \
	"$("$XENCAT" show X --into bad 2>&1 | head -n 1)"
is 'no catalogue' 'error: cannot read the folder nowhere: No such file or directory
exit 1' "$(says show X --into nowhere)"
