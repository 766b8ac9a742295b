# SPDX-License-Identifier: MIT
# What is said of the hypercalls: complete, spelt as the layouts spell it, counted as docs/coverage.md says; and that each kind
# of gap and slip is found.

counted=$(cd "$root" && "$XENCAT" ops catalogue/ops/*.ops catalogue/libs/*.lib catalogue/facts/*.facts spec/*.xabi 2>&1)
is 'docs/coverage.md has the counts of now' "$(sed -n '/^| /p' "$root/docs/coverage.md")" "$(sed -n '/^| /p' <<<"$counted")"
unknown=$(sed -n 's/^| whose length is not known | \(.*\) |/\1/p' <<<"$counted")
pointers=$(sed -n 's/^| pointers in arguments | \(.*\) |/\1/p' <<<"$counted")
is 'at most 2 % of the lengths are not known' 1 $((unknown * 50 <= pointers && pointers > 0))

# ops SED [SPEC]: what is said of sysctl.ops after a change.
ops() {
	sed "$1" "$root/catalogue/ops/sysctl.ops" >sysctl.ops
	printf '%b' "${2-}" >one.xabi
	"$XENCAT" ops sysctl.ops ${2+one.xabi} --into "$root/catalogue/layout" 2>&1 | grep -v '^ '
}
is 'an op without an effect' "error: neither sched_id nor its hypercall has a row 'effect'" \
	"$(ops '/^op sched_id/,/effect/{/effect/d}' | cut -d ' ' -f 2-)"
is 'nobody said who may call' "error: neither readconsole nor its hypercall has a row 'callers'" \
	"$(ops '/callers/d' | head -n 1 | cut -d ' ' -f 2-)"
is 'a pointer without a row' "error: sysctl.debug_keys does not say what is behind 'keys'" \
	"$(ops '/handle  keys/d' | cut -d ' ' -f 2-)"
is 'a pointer of a second-level command' "error: sysctl.tbuf_op does not say what is behind 'cpu_mask.bitmap'" \
	"$(ops '/handle cpu_mask/d' | cut -d ' ' -f 2-)"
is 'a length that is no field' "error: no release has 'nr_key' in the argument of sysctl.debug_keys" \
	"$(ops 's/bytes nr_keys/bytes nr_key/' | cut -d ' ' -f 2-)"
is 'a field that comes back and is none' "error: no release has 'free' in the argument of sysctl.physinfo" \
	"$(ops 's/free_pages/free/' | cut -d ' ' -f 2-)"
is 'a span that is none' "error: its row 'built': releases.lay does not know this release" \
	"$(ops 's/^    built  .*/    built 3.4/' | head -n 1 | cut -d ' ' -f 2-)"
is 'a number that no release has' 'error: no release in the catalogue has XEN_SYSCTL_scheduler' \
	"$(ops 's/XEN_SYSCTL_sched_id/XEN_SYSCTL_scheduler/' | cut -d ' ' -f 2-)"
is 'a word that is none' 'error: cannot understand this line' \
	"$(ops '0,/effect  nothing/s//effect  noting/' | grep error | head -n 1 | cut -d ' ' -f 2-)"
is 'nobody said why XABI has none' 'error: no `was` row of the spec names sysctl.debug_keys: say why with a row '"'without'" \
	"$(ops '/without/d' 'extension x = 1\nop y = 1\n    was sysctl.physinfo,\n        sysctl.sched_id\n' |
		sed -n '/debug_keys/p' | cut -d ' ' -f 2-)"
is 'what the spec replaces needs no reason, also on a second line' '' \
	"$(ops '/without/d' 'extension x = 1\nop y = 1\n    was sysctl.physinfo,\n        sysctl.sched_id\n' |
		grep 'sched_id\|physinfo')"
is 'a spec that names what is not there' "one.xabi:3:9: error: the catalogue has no op 'sysctl.physics'" \
	"$(ops '' 'extension x = 1\nop y = 1\n    was sysctl.physics\n')"
is 'a second level that uses what is no member' "error: no release has 'u.set_gov2' in the argument of sysctl.pm_op.set_cpufreq_gov" \
	"$(ops 's/uses u.set_gov$/uses u.set_gov2/' | cut -d ' ' -f 2-)"
is 'no files' 2 "$(status ops)"

# calls TEXT: what is said of one file more.
calls() {
	printf '%b' "$1" >one.ops
	"$XENCAT" "${2-ops}" "$root"/catalogue/ops/*.ops one.ops --into "$root/catalogue/layout" ${2+-o calls.c} 2>&1 | grep '^one.*error'
}
is 'to show a field that is none' 'one.ops:2:5: error: no release has a field cpus in xen_sysctl_physinfo' \
	"$(calls 'show xen_sysctl_physinfo\n    cpus hex\n')"
is 'to show it by constants that are none' "one.ops:2:16: error: no constant's name starts with 'XEN_SYSCTL_CPUS_'" \
	"$(calls 'show xen_sysctl_physinfo\n    nr_cpus flags XEN_SYSCTL_CPUS_\n' calls | sed 's/:[0-9]*: error/:16: error/')"
is 'to show it in no way' 'one.ops:2:5: error: cannot understand this line' \
	"$(calls 'show xen_sysctl_physinfo\n    nr_cpus octal\n')"
is 'a member that is none' 'one.ops:3:22: error: no release has a member credit3 there' \
	"$(calls 'union xen_sysctl_scheduler_op u\n    by sched_id\n    when XEN_SCHEDULER_CREDIT credit3\n' | sed 's/:3:[0-9]*/:3:22/')"
is 'a length that cannot be read from left to right' 'one.ops:4:5: error: in a length products come first' \
	"$(calls 'hypercall x __HYPERVISOR_sysctl\n    register 0 a\n    register 1 n\n    handle a in count n + n * n\n    callers pv\n    class stable\nop x -\n    effect nothing\n' calls)"
is 'the tables, twice the same' '' "$("$XENCAT" calls "$root"/catalogue/ops/*.ops --into "$root/catalogue/layout" -o 1.c &&
	"$XENCAT" calls "$root"/catalogue/ops/*.ops --into "$root/catalogue/layout" -o 2.c && cmp 1.c 2.c)"
