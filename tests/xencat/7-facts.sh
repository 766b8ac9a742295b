# SPDX-License-Identifier: MIT
# The facts and the libraries: that each kind of slip and gap in them is found.

# facts FILE SED: what is said of a file of facts after a change.
facts() {
	sed "$2" "$root/catalogue/facts/$1.facts" >one.facts
	"$XENCAT" ops "$root"/catalogue/ops/*.ops one.facts "$root"/spec/*.xabi --into "$root/catalogue/layout" 2>&1 | grep error: |
		cut -d ' ' -f 2-
}
is 'facts as they are' '' "$(facts virq '')"
is 'a constant that no release has' 'error: no release has VIRQ_TIMERS' \
	"$(facts virq 's/constant VIRQ_TIMER$/constant VIRQ_TIMERS/' | grep 'no release')"
is 'a constant that is left out' 'error: virq has no fact about VIRQ_TBUF' "$(facts virq '/^fact tbuf/,/problem\|^    "/d')"
is 'a member of an enum that is left out' 'error: errno has no fact about XEN_EIO' "$(facts errno '/^fact EIO /,/^    "/d')"
is 'a number that the headers have' 'error: the headers have this number: say constant VIRQ_TIMER' \
	"$(facts virq 's/^fact timer constant VIRQ_TIMER/fact timer value 0/' | grep number)"
is 'a field that no release has' 'error: no release has start_info.flag' "$(facts start 's/field start_info flags/field start_info flag/')"
is 'a fact without a text' 'error: timer has no text' "$(facts virq '/^fact timer/,/^    "/{/^    "/d}')"
is 'a fact without a source' 'error: nothing says where timer is from' "$(facts virq '/^    source/d' | grep ' timer ')"
is 'a state that does not say whether it is documented' \
	'error: pstate does not say whether it is documented, as all of its group do' \
	"$(facts state '/^fact pstate/,/documented/{/documented/d}' | head -n 1)"
is 'a problem that is none' "error: there is no problem 'coarsest'" "$(facts virq 's/problem coarse/problem coarsest/')"
is 'what XABI does not have' "error: the spec has no 'host.logs'" "$(facts virq 's/xabi   host.log/xabi   host.logs/')"
is 'nobody said what replaces it' 'error: neither what in XABI takes the place of first_reserved, nor why nothing does' \
	"$(facts virq '/^fact first_reserved/,/xabi/{/xabi/d}')"
is 'a span that is none' "error: its row 'built': releases.lay does not know this release" "$(facts virq 's/built  4.14/built  3.4/')"
is 'a fact that is there twice' 'error: timer is described twice' "$(facts virq 's/^fact debug /fact timer /')"
is 'a row that is none' 'error: cannot understand this line' "$(facts virq 's/^    problem coarse/    troubles coarse/')"

# libs SED: what is said of libxenctrl.lib after a change.
libs() {
	sed "$1" "$root/catalogue/libs/libxenctrl.lib" >one.lib
	"$XENCAT" ops "$root"/catalogue/ops/*.ops one.lib --into "$root/catalogue/layout" 2>&1 | grep error: | cut -d ' ' -f 2-
}
is 'a library as it is' '' "$(libs '')"
is 'a function that reaches no op that is there' "error: the catalogue has no op 'sysctl.physics'" \
	"$(libs 's/^    xc_physinfo .*/    xc_physinfo sysctl.physics/')"
is 'a hypercall that is not there' "error: the catalogue has no op 'xen_versions.*'" \
	"$(libs 's/^    xc_version .*/    xc_version xen_versions.*/')"
is 'two rows for one release' "error: 'xc_physinfo' has two rows for one release" \
	"$(libs 's/^    xc_physinfo .*/&\n    nothing xc_physinfo [4.17]/')"
is 'a span of a function that is none' 'error: cannot understand this line' "$(libs 's/^    xc_physinfo .*/& [3.4]/')"
is 'a library of no kind' 'error: cannot understand this line' "$(libs 's/ release$/ sometimes/')"

# All of it as JSON, which the site has: as many as the other commands count.
(cd "$root" && "$XENCAT" json -o "$work/all.json" catalogue/ops/*.ops catalogue/facts/*.facts spec/*.xabi)
is 'as JSON: hypercalls, ops and commands, facts, problems of structs on 4.17' \
	"$(sed -n 's/^| \(hypercalls\|ops\|commands of a second level\|facts that are neither calls nor layouts\) | \(.*\) |/\2/p' <<<"$counted")
$(sed -n 's/^| hidden padding .* | \([0-9]*\) | [0-9]* | [0-9]* | [0-9]* | [0-9]* | [0-9]* | [0-9]* |$/\1/p' "$root/docs/problems.md")" \
	"$(jq -r '(.hypercalls | length), ([.calls[] | select(.parent | not)] | length), ([.calls[] | select(.parent)] | length),
		([.facts[].has[]] | length), (.releases as $r | .problems[] | select(.code == "padding").counts[$r | index("4.17")])' all.json)"
is 'as JSON: where a field is, by release and architecture' '56 60' \
	"$(jq -r '. as $all | .headers[] | select(.name == "domctl.h").has[] | select(.name == "xen_domctl_createdomain").fields[] | select(.name == "arch").rows |
		map(select($all.cells[.[0]][0] / pow(2; $all.releases | index("4.17", "4.20")) | floor % 2 == 1)[1]) | map(tostring) | join(" ")' all.json | paste -sd ' ')"
