# SPDX-License-Identifier: MIT
# What people do wrong: the message says what to do, the status is 2 for usage and 1 for the rest.

status() {
	"$XENCAT" "$@" >said 2>&1 </dev/null
	echo $?
}

is 'no command' 2 "$(status)"
is '--help' 0 "$(status --help)"
is '--help lists the commands' 'check extract format show' \
	"$(sed -n 's/^  \(check\|extract\|format\|show\) .*/\1/p' said | paste -sd ' ')"
is '--version' 0 "$(status --version)"
is '--version says one' 1 "$(grep -c '^xencat [^ ]*$' said)"
is 'an unknown command' 2 "$(status frobnicate)"
is 'an unknown command is named' "xencat: there is no command 'frobnicate'; xencat --help lists them" "$(cat said)"
for command in check extract format show; do
	is "$command --help" "0 usage: xencat $command" "$(status $command --help) $(head -n 1 said | cut -d ' ' -f 1-3)"
	is "$command with an unknown option" 2 "$(status $command --frobnicate)"
done
is 'an option of another command' "xencat: show has no option --json" "$(says show X --json | head -n 1)"
is 'an option without its value' "xencat: --release needs a value" "$(says show X --release | head -n 1)"
is 'no release' "xencat: 'four' is no release such as 4.17" "$(says show X --release four | head -n 1)"
is 'no ABI' "xencat: 'mips' is none of x86_64, i386, arm64, arm32" "$(says show X --arch mips | head -n 1)"
is 'too many arguments' "xencat: one argument too many: 'Y'" "$(says show X Y | head -n 1)"
is 'check without a release' 2 "$(status check tree --arch x86_64)"
is 'half a commit' 2 "$(status extract tree --release 4.17 --arch x86_64 --commit 123abc)"
is 'a release that is not there' "xencat: the catalogue does not have 4.19 for x86_64; lay/releases.lay lists what it has
exit 1" "$(says check tree --release 4.19 --arch x86_64 --into lay)"
mkdir -p empty
is 'no headers' "xencat: no public headers of Xen in empty: looked for xen.h and xen-compat.h in it, in "`
	`"xen/include/public (a Xen tree) and in usr/include/xen (an installed system)
exit 1" "$(says check empty --release 4.17 --arch x86_64 --into lay)"
is 'no compiler' "xencat: cannot run no-such-cc: No such file or directory; install it, or name another compiler with --cc
exit 1" "$(says check tree --release 4.17 --arch x86_64 --cc no-such-cc --into lay)"
cp -r tree broken
echo 'struct broken { no_such_type x; };' >>broken/version.h
is 'headers that do not compile' 1 "$(status check broken --release 4.17 --arch x86_64 --into lay)"
is 'headers that do not compile: the compiler is quoted' 1 "$(grep -c 'version.h:2:.*error' said)"
mkdir -p installed/usr/include source/xen/include
cp -r tree installed/usr/include/xen
cp -r tree source/xen/include/public
for dir in installed source; do
	is "headers of an $dir tree" 'exit 0' "$(says check $dir --release 4.17 --arch x86_64 --into lay | tail -n 1)"
done
is 'nothing is left behind' '' "$(TMPDIR=$work/empty "$XENCAT" check tree --release 4.17 --arch x86_64 --into lay >said; ls empty)"
