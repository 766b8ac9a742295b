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

# history NAME: what the catalogue has of it in any release and ABI, without members.
history() {
	"$XENCAT" show "$1" --all --into "$real" | sed '/^[#\t]/d; s/   */ /; s/  / /'
}
is 'physinfo' 'struct xen_sysctl_physinfo 104 [4.14..4.16]
struct xen_sysctl_physinfo 112 [4.17..]' "$(history xen_sysctl_physinfo)"
is 'getdomaininfo' 'struct xen_domctl_getdomaininfo 104 [4.14..4.15 x86_64 i386]
struct xen_domctl_getdomaininfo 112 [4.16.. x86_64 i386, 4.14..4.15 arm64 arm32]
struct xen_domctl_getdomaininfo 120 [4.16.. arm64 arm32]' "$(history xen_domctl_getdomaininfo)"
is 'createdomain' 'struct xen_domctl_createdomain 48 [4.14 x86_64 i386]
struct xen_domctl_createdomain 56 [4.15 x86_64 i386, 4.14 arm64 arm32]
struct xen_domctl_createdomain 60 [4.16 x86_64 i386, 4.15 arm64 arm32]
struct xen_domctl_createdomain 64 [4.17..4.18 x86_64 i386, 4.16 arm64 arm32]
struct xen_domctl_createdomain 68 [4.19.. x86_64 i386, 4.17..4.18 arm64 arm32]
struct xen_domctl_createdomain 72 [4.19..4.20 arm64 arm32]
struct xen_domctl_createdomain 76 [4.21.. arm64 arm32]' "$(history xen_domctl_createdomain)"
is 'sysctl version' 'const XEN_SYSCTL_INTERFACE_VERSION 0x13 [4.14..4.15]
const XEN_SYSCTL_INTERFACE_VERSION 0x14 [4.16]
const XEN_SYSCTL_INTERFACE_VERSION 0x15 [4.17..4.20]
const XEN_SYSCTL_INTERFACE_VERSION 0x16 [4.21..]' "$(history XEN_SYSCTL_INTERFACE_VERSION)"
is 'domctl version' 'const XEN_DOMCTL_INTERFACE_VERSION 0x12 [4.14]
const XEN_DOMCTL_INTERFACE_VERSION 0x13 [4.15]
const XEN_DOMCTL_INTERFACE_VERSION 0x14 [4.16]
const XEN_DOMCTL_INTERFACE_VERSION 0x15 [4.17]
const XEN_DOMCTL_INTERFACE_VERSION 0x16 [4.18]
const XEN_DOMCTL_INTERFACE_VERSION 0x17 [4.19..4.21]
const XEN_DOMCTL_INTERFACE_VERSION 0x18 [4.22..]' "$(history XEN_DOMCTL_INTERFACE_VERSION)"
is 'the containers' 'struct xen_domctl 144
struct xen_sysctl 136
struct xen_platform_op 136' "$(for type in xen_domctl xen_sysctl xen_platform_op; do history $type; done)"
is 'of one release and ABI' 'xen_domctl_getdomaininfo: struct of 120 bytes' "$(show xen_domctl_getdomaininfo 4.22 arm32)"
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
