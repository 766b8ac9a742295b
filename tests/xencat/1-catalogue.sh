# SPDX-License-Identifier: MIT
# The real files: their form, and what they say about things whose size or value is known from Xen's own history.

real=$root/catalogue/layout

is 'the files are in their one form' "$real: 0 files differ
exit 0" "$(says format --check --into "$real")"

cp -r "$real" round
find round -name '*.lay' ! -name releases.lay -exec sed -i -e 's/   */ /' -e 's/  \[/ [/' -e '/^$/d' {} +
"$XENCAT" format --check --into round >said 2>&1
is 'what is spaced otherwise is found' 1 $?
"$XENCAT" format --into round >said 2>&1
is 'parsed and printed, the files are the same bytes' '' "$(diff -r "$real" round 2>&1)"

for arch in x86_64 i386 arm64 arm32; do
	for row in 4.14:104 4.15:104 4.16:104 4.17:112 4.18:112 4.22:112; do
		is "physinfo of ${row%:*} $arch" "xen_sysctl_physinfo: struct of ${row#*:} bytes" \
			"$(show xen_sysctl_physinfo "${row%:*}" $arch)"
	done
done
for row in 4.14:104:112 4.15:104:112 4.16:112:120 4.20:112:120 4.22:112:120; do
	IFS=: read -r release x86 arm <<<"$row"
	is "getdomaininfo of $release x86_64" "xen_domctl_getdomaininfo: struct of $x86 bytes" \
		"$(show xen_domctl_getdomaininfo "$release" x86_64)"
	is "getdomaininfo of $release arm64" "xen_domctl_getdomaininfo: struct of $arm bytes" \
		"$(show xen_domctl_getdomaininfo "$release" arm64)"
done
for row in 4.14:0x13:0x12 4.15:0x13:0x13 4.16:0x14:0x14 4.17:0x15:0x15 4.18:0x15:0x16 4.19:0x15:0x17 4.20:0x15:0x17 \
	4.21:0x16:0x17 4.22:0x16:0x18; do
	IFS=: read -r release sysctl domctl <<<"$row"
	is "sysctl version of $release" "XEN_SYSCTL_INTERFACE_VERSION: $sysctl" \
		"$(show XEN_SYSCTL_INTERFACE_VERSION "$release" x86_64)"
	is "domctl version of $release" "XEN_DOMCTL_INTERFACE_VERSION: $domctl" \
		"$(show XEN_DOMCTL_INTERFACE_VERSION "$release" arm64)"
done
for row in 4.14:48:56 4.15:56:60 4.16:60:64 4.17:64:68 4.18:64:68 4.19:68:72 4.20:68:72 4.21:68:76 4.22:68:76; do
	IFS=: read -r release x86 arm <<<"$row"
	is "createdomain of $release" "$x86 $arm" \
		"$(show xen_domctl_createdomain "$release" x86_64 | tr -dc '0-9\n') $(show xen_domctl_createdomain \
			"$release" arm64 | tr -dc '0-9\n')"
done
for type in xen_domctl:144 xen_sysctl:136; do
	for release in 4.14 4.18 4.22; do
		is "${type%:*} of $release" "${type%:*}: struct of ${type#*:} bytes" "$(show "${type%:*}" $release x86_64)"
	done
done
is 'a field through named and unnamed unions' 'xen_sysctl.u.physinfo.nr_cpus: @16, 4 bytes, unsigned' \
	"$(show xen_sysctl.u.physinfo.nr_cpus 4.17 x86_64)"
is 'a field in a struct in an unnamed union' 'cpu_user_regs.bh: @41, 1 bytes, unsigned' \
	"$(show cpu_user_regs.bh 4.17 x86_64)"
is 'an inline union' 'xen_sysctl.u: @8, 128 bytes, union' "$(show xen_sysctl.u 4.14 arm32)"
is 'a handle and its target' \
	'xen_sysctl_getdomaininfolist.buffer: @8, 8 bytes, handle xen_domctl_getdomaininfo' \
	"$(show xen_sysctl_getdomaininfolist.buffer 4.17 i386)"
is 'an array' 'xen_sysctl_physinfo.hw_cap: @80, 32 bytes, unsigned, 8 elements' \
	"$(show xen_sysctl_physinfo.hw_cap 4.17 x86_64)"
is 'a typedef of an array' 'xen_extraversion_t: char[16]' "$(show xen_extraversion_t 4.17 arm64)"
is 'a typedef of a struct' 'xen_domctl_getdomaininfo: struct of 112 bytes' \
	"$(show xen_domctl_getdomaininfo_t 4.17 x86_64)"
is 'an unsigned long' 'start_info.nr_pages: @32, 4 bytes, unsigned' "$(show start_info.nr_pages 4.17 i386)"
is 'an error number' 'XEN_EOPNOTSUPP: 95' "$(show XEN_EOPNOTSUPP 4.14 arm64)"
is 'PSR_GUEST64_INIT of the release, not of later commits' 'PSR_GUEST64_INIT: 0x1c5' \
	"$(show PSR_GUEST64_INIT 4.20 arm64)"
is 'what a release does not have' \
	"xencat: there is no 'xen_sysctl_physinfo.arch_capabilities' in 4.16 x86_64; --all looks in all releases and ABIs
exit 1" "$(says show xen_sysctl_physinfo.arch_capabilities --release 4.16 --into "$real")"
is 'a release that nobody extracted' 'xencat: the catalogue does not know the release 4.13
exit 1' "$(says show xen_sysctl --release 4.13 --into "$real")"
