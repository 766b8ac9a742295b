#!/bin/sh
# SPDX-License-Identifier: MIT
# The part of bench/list/run that runs in dom0: makes domains, measures, prints lines of a key and its values.
#
# usage: dom0.sh DOMAINS TIMES yes|no [MORE-DOMAINS]...
# yes: each of the DOMAINS gets a name. MORE-DOMAINS, upwards: how many hypercalls do so many take?

made=0
domains=$1
times=$2
names=$3
shift 3

die() {
	echo "bench: $*" >&2
	exit 1
}

# grow N: until N domains are there, dom0 being one.
grow() {
	mkdomains $(($1 - 1 - made)) || exit 1
	made=$(($1 - 1))
}

listed() {
	"$@" list >/tmp/list || die "$* list failed"
	echo $(($(wc -l </tmp/list) - 1))
}

counted() {
	hypercalls "$@" list || die "$* list failed while its hypercalls were counted"
}

grow $((domains + 1))
if [ "$names" = yes ]; then
	for id in $(seq "$domains"); do
		xenstore-write "/local/domain/$id/name" "guest-$id" || die "xenstored takes no name for domain $id"
	done
fi
echo "kernel $(uname -r)"
echo "xen $(cat /sys/hypervisor/version/major).$(cat /sys/hypervisor/version/minor)$(cat /sys/hypervisor/version/extra)"
for program in xl xabi-static; do
	echo "listed $program $(listed $program)"
	echo "hypercalls $program $(counted $program)"
done
echo "stats xabi-static $(xabi-static --stats list 2>&1 >/dev/null | sed -n 's/.*hypercalls=//p')"
# In turns, so that a burst of other work on the machine below meets all three.
count "$times" empty 'xl list' 'xabi-static list' >/tmp/count || exit 1
while read -r ticks least median program _; do
	echo "ticks $program $ticks"
	echo "wall $program $least $median"
done </tmp/count
looks=20
for more; do
	grow "$more"
	echo "more $more $(listed xabi-static) $(counted xabi-static)"
	all=$(hypercalls xabi-static top --batch --interval 0.1 --count $looks) || die "xabi top failed"
	echo "top $more $looks ${all#* }"
done
