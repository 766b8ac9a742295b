# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What compare's parts share. folder is what a boot left, arch and release say of what.

# shellcheck disable=SC2034,SC2154

n=0
bad=0

# same WHAT THEIRS XABI: one result; both are texts of any number of lines.
same() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $n - Xen $release ($arch): $1"
	else
		diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | head -n 40 | sed 's/^/# /'
		echo "not ok $n - Xen $release ($arch): $1"
		bad=1
	fi
}

# json NAME FILTER [OPTION...]: what jq makes of NAME's JSON, with xl.jq at hand.
json() {
	local name=$1 filter=$2

	shift 2
	jq -r -L "$top/tests/day" "$@" "include \"xl\"; $filter" "$folder/$name.out" 2>&1
}

# status NAME, said NAME: exit status and stderr of a command.
status() {
	cat "$folder/$1.status" 2>&1
}

said() {
	cat "$folder/$1.err" 2>&1
}

# stat_of NAME KEY: out of what --stats said
stat_of() {
	sed -n "s/^xabi: .*$2=\([^ ]*\).*/\1/p" "$folder/$1.err"
}

# at_most NAME N: of hypercalls.
at_most() {
	same "$1: at most $2 hypercalls" yes "$([ "$(stat_of "$1" hypercalls)" -le "$2" ] && echo yes)"
}

# rows: a table without its head, its columns separated by bars.
rows() {
	sed '1d; s/^ *//; s/ *$//; s/   */|/g'
}

# listed NAME AWK-EXPRESSION: "id value" of each domain in xl list -v (name id mem vcpus state time uuid reason label).
listed() {
	awk 'NR > 1 { print $2, '"$2"' }' "$folder/$1.out"
}

# id_of NAME: of the domain that was called so.
id_of() {
	awk -v name="$1" '$1 == name { print $2 }' "$folder/xl-show-before.out"
}

# between LOW HIGH: of lines "key seconds" on stdin, those whose seconds are not between those that the files of the same
# form have, which are rounded to 0.1 s; and "N compared".
between() {
	awk -v low="$1" -v high="$2" '
		FILENAME == low { from[$1] = $2; next }
		FILENAME == high { to[$1] = $2; next }
		!($1 in from) || !($1 in to) || $2 < from[$1] - 0.05001 || $2 > to[$1] + 0.05001 {
			print $1 ": " $2 " s is not from " from[$1] " to " to[$1]
		}
		{ compared++ }
		END { print compared + 0, "compared" }' "$1" "$2" -
}
