#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs in dom0: traces this release's xl, and a small static program that calls privcmd itself. usage: sh dom0.sh FOLDER TYPE...
folder=$1
shift
mkdir -p "$folder" && cd "$folder" || exit 1

# In seconds, since it started.
now() {
	awk '{ print $1 }' /proc/uptime
}

for type; do
	{
		printf 'name="%s"\nkernel="/x/idle-%s"\nmemory=16\nvcpus=1\n' "$type" "$type"
		[ "$type" = arm64 ] || printf 'type="%s"\n' "$type"
	} >"/tmp/$type.cfg"
	timeout 100 xabi trace --to "create-$type" -- xl create "/tmp/$type.cfg" >"create-$type.out" 2>&1
	echo $? >"create-$type.status"
done
timeout 60 xl list >list.plain 2>&1
timeout 60 xabi trace --to list -- xl list >list.out 2>&1
timeout 60 xabi trace --to caller -- trace-caller version max_mem populate device_model many /dev/xen/privcmd >caller.out 2>&1
timeout 60 xabi trace --json --to destroy --about "$(xl domid "$type")" -- xl destroy "$type" >destroy.out 2>&1
timeout 60 xl list >left 2>&1

# What it costs: the same without and with a tracer, in seconds.
for what in 'trace-caller many /dev/xen/privcmd' 'xl list'; do
	for with in '' 'xabi trace --to /tmp/cost --'; do
		start=$(now)
		# shellcheck disable=SC2086 # words on purpose
		$with $what >/dev/null 2>&1
		echo "$start $(now) ${with:+traced: }$what" | awk '{ $1 = sprintf("%.2f", $2 - $1); $2 = "s:"; print }' >>cost
	done
done
