# SPDX-License-Identifier: MIT
# Makes a recording of a Xen 4.17 from a text. Its lines, in the order in which they are answered:
#	look				the next answer of the list starts
#	ID STATE,... MIB CPU_MS UUID [NAME]	a domain in it; shutdown=N gives a reason, UUID is a number up to 255
#	fail				the next list is refused (EPERM)
# Names are asked by domain number: the last one given for a number is its name. One vCPU each; the host has 4 CPUs, 8 GiB.

function le(value, bytes,    text) {
	for (text = ""; bytes > 0; bytes--) {
		text = text sprintf("%02x", value % 256)
		value = int(value / 256)
	}
	return text
}

function hex(text,    i, out) {
	for (i = 1; i <= length(text); i++)
		out = out sprintf("%02x", ord[substr(text, i, 1)])
	return out
}

function times(text, n,    out) {
	while (n-- > 0)
		out = out text
	return out
}

# xen_domctl_getdomaininfo, interface 0x15: 112 bytes
function element(    n, i, flags, reason, parts) {
	reason = 255
	n = split($2, parts, ",")
	for (i = 1; i <= n; i++) {
		if (sub(/^shutdown=/, "", parts[i])) {
			reason = parts[i]
			parts[i] = "shutdown"
		}
		flags += bit[parts[i]]
	}
	return le($1, 2) "0000" le(flags, 2) le(reason, 1) (reason == 255 ? "ff" : "00") le($3 * 256, 8) \
		le(4294967295, 8) times("00", 24) le(0, 8) le($4 * 1000000, 8) le(1, 4) le(0, 4) le(0, 4) \
		times(le($5, 1), 16) le(0, 4) times("00", 16)
}

function flush() {
	if (!looking)
		return
	print "hypercall sysctl.getdomaininfolist 35 0 0 0 0 0\nin 0 136 0600000015000000000000000004\nin 1 147456"
	print "out 0 06000000150000000000000000040000" times("00", 8) le(count, 4)
	print "out 1 " list "\nresult 0"
	count = 0
	list = ""
	looking = 0
}

BEGIN {
	for (i = 1; i < 256; i++)
		ord[sprintf("%c", i)] = i
	n = split("dying hvm shutdown paused blocked running debugged xenstore hap", words, " ")
	for (i = 1; i <= n; i++)
		bit[words[i]] = 2 ^ (i - 1)
	print "xabi-recording 1\nabi x86_64\ndom0 yes"
	print "hypercall xen_version.version 17 0 0 0 0 0\nresult 262161"
	print "hypercall xen_version.extraversion 17 1 0 0 0 0\nin 0 16\nout 0 2e37\nresult 0"
	print "hypercall sysctl.physinfo 35 0 0 0 0 0\nin 0 136 0300000015"
	print "out 0 0300000015000000" le(1, 4) le(4, 4) le(4, 4) le(3, 4) le(1, 4) le(0, 4) le(2400000, 4) le(11, 4) \
		le(0, 8) le(8192 * 256, 8) le(1024 * 256, 8) times("00", 24)
	print "result 0"
}

$1 == "look" {
	flush()
	looking = 1
	next
}

$1 == "fail" {
	flush()
	print "hypercall sysctl.getdomaininfolist 35 0 0 0 0 0\nin 0 136 0600000015000000000000000004\nin 1 147456\nresult -1"
	next
}

NF {
	list = list element()
	count++
	if (NF > 5)
		name[$1] = $6
}

END {
	flush()
	for (id in name)
		print "xenstore 2 /local/domain/" id "/name\nreply " hex(name[id])
	print "xenstore 1 /local/domain\nerror 7"
}
