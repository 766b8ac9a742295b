#compdef xabi
# SPDX-License-Identifier: MIT
# Completes the command line of xabi. Nothing stands here that the program can tell: commands, options and what they take
# come from its --help, domains from its list.

_xabi_routes() {
	if compset -P 're(cord|play):'; then
		_files
		[[ $IPREFIX != *replay: ]] || compadd -- /usr/share/xabi/*.rec(N:t:r)
	else
		compadd -- xen:
		compadd -S '' -- record: replay:
	fi
}

_xabi() {
	local program=${words[1]/#\~\//$HOME/} part row option head text on
	local -a match mbegin mend commands with_domain specs names

	for row in ${(f)"$(_call_program help $program --help 2>/dev/null)"}; do
		if [[ $row != '  '* ]]; then
			part=$row
			continue
		fi
		# "show DOMAIN", "-o, --columns NAME,...", and text.
		[[ $row =~ '^  ((-., )?[a-z-]+( [][A-Z][^ a-z]*)?) +(.*)$' ]] || continue
		head=$match[1] text=${match[4]//[]:[]/ }
		case $part in
		Commands:)
			commands+=("${head%% *}:$text")
			[[ $head != *DOMAIN* ]] || with_domain+=(${head%% *})
			;;
		Options:)
			for option in ${(s:, :)${head%% [A-Z]*}}; do
				case $option:$head in
				--on:*) specs+=("--on=[$text]:where to ask:_xabi_routes") ;;
				--*:*' '[A-Z]*) specs+=("$option=[$text]:value: ") ;;
				-*:*' '[A-Z]*) specs+=("$option+[$text]:value: ") ;;
				*) specs+=("${option}[$text]") ;;
				esac
			done
			;;
		esac
	done

	local context state state_descr
	local -a line
	local -A opt_args
	_arguments -S $specs '1: :->command' '2: :->domain' && return
	case $state in
	command) _describe command commands ;;
	domain)
		# A recording that is to be made is not made here.
		on=${(Q)opt_args[--on]:-xen:}
		[[ $on != record:* ]] || on=xen:
		(( ${with_domain[(I)$line[1]]} )) || return 1
		names=(${(f)"$(_call_program domains $program list --no-header -o name --on ${(q)on} 2>/dev/null)"})
		compadd -- $names
		;;
	esac
}

_xabi "$@"
