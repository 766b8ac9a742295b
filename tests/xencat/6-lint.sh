# SPDX-License-Identifier: MIT
# The problems: counted as docs/problems.md says, each has a rule of docs/rules.md, and each check finds what it is for and
# leaves alone what is right.

lint() {
	(cd "$root" && "$XENCAT" lint "$@" catalogue/ops/*.ops 2>&1)
}
linted=$(lint)
is 'docs/problems.md has the counts of now' "$(sed -n '/^| problem |/,/^- /{/^|/p}' "$root/docs/problems.md")" \
	"$(grep '^|' <<<"$linted")"
is 'each rule is one' '' "$(sed -n 's/^| [^|]* | `[a-z-]*` | \(P[0-9.]*\) |.*/\1/p' <<<"$linted" | sort -u |
	while read -r rule; do grep -q "^- $rule " "$root/docs/rules.md" || echo "$rule"; done)"

# problem CODE PATTERN: the places that match.
problem() {
	lint --problem "$1" | grep -x "$2"
}
is 'a pointer inside' 'sysctl.getdomaininfolist buffer' "$(problem nested-pointer 'sysctl.getdomain.*')"
is 'one in a register is not inside' '' "$(problem nested-pointer 'console_io.*')"
is 'a pointer in what one leads to' 'kexec_op.kexec_load segments.h[].buf.h' "$(problem deep-pointer 'kexec.*')"
is 'what dm_op has in common counts for each op' 'dm_op.set_mem_type bufs[].h' "$(problem deep-pointer 'dm_op.set_mem_type.*')"
is 'progress in the number' 'event_channel_op.reset' "$(problem state-in-number 'event.*')"
is 'progress in the argument' 'domctl.getpageframeinfo3' "$(problem argument-rewritten 'domctl.getpage.*')"
is 'neither' '' "$(problem argument-rewritten 'domctl.destroydomain')$(problem state-in-number 'domctl.destroydomain')"
is 'padding inside' 'xen_domctl_getvcpuinfo' "$(problem padding 'xen_domctl_getvcpuinfo.*')"
is 'padding behind' 'xen_sysctl_readconsole' "$(problem padding 'xen_sysctl_readconsole')"
is 'padding that has a name is none' '' "$(problem padding 'xen_domctl_irq_permission')"
is 'a struct of another size on i386' 'xen_memory_reservation' "$(problem width 'xen_memory_reservation')"
is 'one of the same' '' "$(problem width 'xen_domctl_getdomaininfo')"
is 'a member that moved' 'xen_sysctl_physinfo total_pages' "$(problem moved 'xen_sysctl_physinfo total.*')"
is 'one that was only added' '' "$(problem moved 'xen_sysctl_physinfo arch.*')"
is 'a frame by its type' 'xen_add_to_physmap gpfn' "$(problem frame-number 'xen_add_to_physmap .*')"
is 'a frame by its name' 'xen_domctl_hypercall_init gmfn' "$(problem frame-number 'xen_domctl_hypercall_init .*')"
is 'a count of frames' 'gnttab_query_size nr_frames' "$(problem frame-number 'gnttab_query_size nr.*')"
is 'a union without a tag' 'gnttab_copy_ptr u' "$(problem untagged-union 'gnttab.*')"
is 'one with' '' "$(problem untagged-union 'xen_domctl .*')"
is 'an address in an integer' 'xen_domctl_gdbsx_memio uva' "$(problem disguised-pointer '.*uva')"
