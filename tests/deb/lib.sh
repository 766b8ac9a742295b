# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# TAP for the tests of the package, and hands at a keyboard.

n=0
# check WHAT COMMAND...: a test, and its status; what the command says is shown if it fails.
check() {
	local what=$1 said

	shift
	n=$((n + 1))
	if said=$("$@" 2>&1); then
		echo "ok $n - $what"
	else
		sed 's/^/# /' <<<"$said"
		echo "not ok $n - $what"
		return 1
	fi
}

is() { # got, expected
	[ "$1" = "$2" ] || { printf 'got:\n%s\nexpected:\n%s\n' "$1" "$2"; return 1; }
}

# The commands and the options that a program's --help names.
help_commands() { "$1" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p' | sort; }
help_options() { "$1" --help | sed -n '/^Options:/,/^$/p' | grep -oE -- '^  (-[a-zA-Z], )?--[a-z-]+' | tr -s ' ,' '\n' | grep . | sort; }

# typed KEYS COMMAND...: starts an interactive shell on a terminal, types KEYS and "exit" when its prompt READY stands
# there, and prints what the terminal shows below.
typed() {
	local keys=$1 text='' char line from to TTY TTY_PID

	shift
	coproc TTY { TERM=dumb exec script -qefc "$*" /dev/null; }
	# Of our own: those of TTY are gone as soon as bash notices that it has ended.
	exec {from}<&"${TTY[0]}" {to}>&"${TTY[1]}"
	while IFS= read -r -t 60 -n 1 -u "$from" char; do
		text+=$char
		[[ $text != *READY* ]] || break
	done
	printf '%b\nexit\n' "$keys" >&"$to"
	exec {to}>&-
	while IFS= read -r -t 60 -u "$from" line; do
		printf '%s\n' "${line%$'\r'}"
	done
	exec {from}<&-
	[ -z "${TTY_PID-}" ] || wait "$TTY_PID"
	true
}
