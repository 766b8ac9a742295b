# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Completes the command line of xabi. Nothing stands here that the program can tell: commands, options and what they take
# come from its --help, domains from its list. Needs bash and sed, not the package bash-completion.

# Puts the words up to the cursor into _xabi_words. Bash ends words at : and = too, and hands "--on replay:x" over as four:
# here what no blank parts is one word.
_xabi_split() {
	local rest=${COMP_LINE:0:COMP_POINT} word blanks i

	_xabi_words=()
	for ((i = 0; i <= COMP_CWORD; i++)); do
		blanks=${rest%%[![:space:]]*}
		rest=${rest#"$blanks"}
		word=${COMP_WORDS[i]}
		[ "$i" != "$COMP_CWORD" ] || word=$rest
		if [ "$i" = 0 ] || [ -n "$blanks" ]; then
			_xabi_words+=("$word")
		else
			_xabi_words[-1]+=$word
		fi
		rest=${rest#"$word"}
	done
}

# Offers those of the words that begin as the word at the cursor, quoted for the shell.
_xabi_offer() {
	local word

	for word; do
		[ -z "$word" ] || printf -v word %q "$word"
		[ -z "$word" ] || [[ $word != "$current"* ]] || COMPREPLY+=("$word")
	done
}

# What --on takes, behind PREFIX, which is "--on=" or nothing.
_xabi_offer_routes() {
	local prefix=$1 route=${current#"$1"} path file

	case $route in
	record:* | replay:*)
		path=${route#*:}
		route=${route%%:*}:
		while IFS= read -r file; do
			[ -z "$file" ] || COMPREPLY+=("$prefix$route$file")
		done <<<"$(compgen -f -- "$path")"
		# A recording that came with the program goes by its name.
		for file in /usr/share/xabi/"$path"*.rec; do
			[ "$route" != replay: ] || [ ! -f "$file" ] || [[ $path == */* ]] || {
				file=${file##*/}
				COMPREPLY+=("$prefix$route${file%.rec}")
			}
		done
		compopt -o filenames 2>/dev/null
		;;
	*)
		_xabi_offer "$prefix"{xen:,record:,replay:}
		[ "${COMPREPLY[*]}" = "${prefix}xen:" ] || compopt -o nospace 2>/dev/null
		;;
	esac
}

_xabi_offer_domains() { # program, where to ask
	local names

	# A recording that is to be made is not made here.
	[[ $2 != record:* ]] || set -- "$1" xen:
	mapfile -t names <<<"$("$1" list --no-header -o name --on "$2" 2>/dev/null </dev/null)"
	_xabi_offer "${names[@]}"
}

# The lines of a part of --help, of each what is not text: "show DOMAIN", "-o, --columns NAME,...".
_xabi_heads() { # part, help
	sed -nE "/^$1:/,/^\$/s/^  ((-., )?[a-z-]+( [][A-Z][^ a-z]*)?)( .*)?\$/\\1/p" <<<"$2"
}

_xabi() {
	local program=${1/#\~\//$HOME/} help head names options=() with_value=' ' commands=() with_domain=' '
	local current _xabi_words given=() on=xen: i word=''

	COMPREPLY=()
	_xabi_split
	current=${_xabi_words[-1]}
	help=$("$program" --help 2>/dev/null)
	while read -r head; do
		names=${head%% [A-Z]*}
		# shellcheck disable=SC2206 # words
		options+=(${names//,/})
		[ "$names" = "$head" ] || with_value+="${names//,/} "
	done <<<"$(_xabi_heads Options "$help")"
	while read -r names head; do
		commands+=("$names")
		[[ $head != *DOMAIN* ]] || with_domain+="$names "
	done <<<"$(_xabi_heads Commands "$help")"

	# What stands before the cursor: the command, the domain, and where to ask.
	for ((i = 1; i < ${#_xabi_words[@]} - 1; i++)); do
		word=${_xabi_words[i]}
		case $word in
		--on=*) on=${word#--on=} ;;
		-*)
			[[ $with_value == *" $word "* ]] || continue
			i=$((i + 1))
			[ "$word" != --on ] || on=${_xabi_words[i]}
			;;
		*) given+=("$word") ;;
		esac
	done

	if [[ $current == --on=* ]]; then
		_xabi_offer_routes --on=
	elif [ "$i" = ${#_xabi_words[@]} ]; then # the cursor is in an option's value
		[ "$word" != --on ] || _xabi_offer_routes ''
	elif [[ $current == -* ]]; then
		_xabi_offer "${options[@]}"
	elif [ ${#given[@]} = 0 ]; then
		_xabi_offer "${commands[@]}"
	elif [ ${#given[@]} = 1 ] && [[ $with_domain == *" ${given[0]} "* ]]; then
		_xabi_offer_domains "$program" "$on"
	fi

	# Bash replaces what stands behind the last of the characters at which it ends words.
	[[ $COMP_WORDBREAKS == *:* ]] || return 0
	case $current in *[:=]*) COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*[:=]}"}"}") ;; esac
}

complete -F _xabi xabi
