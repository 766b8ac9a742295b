# SPDX-License-Identifier: MIT
# CHANGELOG.md in the form that Debian's tools read. -v package=NAME; -v maintainer=WHO; -v now=@SECONDS: when a section without a date is of.

# Prints the item that was gathered, in lines that Debian's tools take.
function end_item(	n, words, i, line) {
	n = split(item, words, " ")
	line = "  *"
	for (i = 1; i <= n; i++) {
		if (length(line) + 1 + length(words[i]) > 79) {
			print line
			line = "   "
		}
		line = line " " words[i]
	}
	if (n)
		print line
	item = ""
}

function end_section(	command, line) {
	end_item()
	if (!date)
		return
	command = "date -Rud " date
	command | getline line
	close(command)
	printf "\n -- %s  %s\n", maintainer, line
}

/^## / {
	end_section()
	if (date)
		print ""
	sub(/,$/, "", $2)
	date = $3 ~ /^[0-9]+-[0-9]+-[0-9]+$/ ? $3 : now
	printf package " (%s) unstable; urgency=medium\n\n", $2
	next
}
date && /^- / {
	end_item()
	item = substr($0, 3)
	next
}
date && /^  / { item = item " " $0 }
END { end_section() }
