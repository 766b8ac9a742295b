# SPDX-License-Identifier: MIT
# awk -v n=N -f edit.awk LIST SOURCE: the source with the N-th bug of the list (which says how it is written) in it. An edit
# that does not fit exactly once is an error.
function fail(text) {
	print "edit.awk: bug " n ": " text > "/dev/stderr"
	failed = 1
	exit 1
}

FNR == NR {
	if (/^bug /)
		bugs++
	if (bugs != n)
		next
	if (/^in /)
		name = $3
	if (/^- /) {
		if (sign != "-")
			hunks++
		old[hunks] = old[hunks] (sign == "-" ? "\n" : "") substr($0, 3)
	}
	if (/^\+ /)
		new[hunks] = new[hunks] (sign == "+" ? "\n" : "") substr($0, 3)
	if (/^[-+] /)
		sign = substr($0, 1, 1)
	next
}

# The function: from the line that it is defined on to the next that is only a brace.
!inside && !done && $0 ~ "^[a-z]" && $0 ~ "(^|[ *])" name "\\(" && !/;$/ { inside = 1 }
inside { body = body $0 "\n" }
!inside { print }
inside && /^}/ {
	for (i = 1; i <= hunks; i++) {
		at = index(body, old[i])
		rest = substr(body, at + length(old[i]))
		if (!at)
			fail("not there: " old[i])
		if (index(rest, old[i]))
			fail("there twice: " old[i])
		body = substr(body, 1, at - 1) new[i] rest
	}
	printf "%s", body
	inside = 0
	done = 1
}

END {
	if (!failed && !done)
		fail("there is no function " name)
}
