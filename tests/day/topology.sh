# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# xabi topology against xl info -n. Sourced by compare.

# shellcheck disable=SC2154

# xl_cpus NAME, xl_nodes NAME: "cpu core socket node", "node memory free" in MiB. xl leaves out CPUs without a core.
xl_cpus() {
	awk '/^cpu_topology/ { on = 1; next } /^[^ ]/ && !/^cpu:/ { on = 0 }
		on && $1 ~ /^[0-9]+:$/ { sub(":", "", $1); print $1, $2, $3, $4 }' "$folder/$1.out"
}

xl_nodes() {
	awk '/^numa_info/ { on = 1; next } /^[^ ]/ && !/^node:/ { on = 0 }
		on && $1 ~ /^[0-9]+:$/ { sub(":", "", $1); print $1, $2, $3 }' "$folder/$1.out"
}

cpu_rows='.cpus[] | select(.core != null) | "\(.cpu) \(.core) \(.socket) \(.node)"'
node_rows='.nodes[] | "\(.node) \(.memory_bytes / 1048576 | floor) \(.free_bytes / 1048576 | floor)"'

# One CPU is taken off where Xen lets that be: xl leaves it out, and xabi tells that it has no core.
compare_offline() {
	if [ ! -e "$folder/hptool-offline.status" ]; then
		same "only arm64 has no xen-hptool" arm64 "$arch"
		return
	fi
	same "a CPU was taken off" "0 0" "$(status hptool-offline) $(status hptool-online)"
	same "CPUs without the one that is off" "$(xl_cpus xl-info-n-offline)" "$(json topology-offline-json "$cpu_rows")"
	same "it is one less" "$(xl_cpus xl-info-n | sed '$d')" "$(xl_cpus xl-info-n-offline)"
	same "the one that is off has neither core nor socket" '3 null null' \
		"$(json topology-offline-json '.cpus[] | select(.core == null) | "\(.cpu) \(.core) \(.socket)"')"
}

compare_topology_forms() {
	"$XABI" topology --on "replay:$folder/topology.rec" >"$tmp/topology" 2>&1
	same "topology: the tables of a recording are its JSON" \
		"$(json topology-recorded '(.cpus[] | "\(.cpu)|\(.core // "-")|\(.socket // "-")|\(.node // "-")"), "NODE|MEMORY|FREE",
			(.nodes[] | "\(.node)|\(.memory_bytes / 1048576 | floor) MiB|\(.free_bytes / 1048576 | floor) MiB")')" \
		"$(rows <"$tmp/topology" | grep -v '^$')"
	same "topology: nothing changes from run to run" "" "$(cmp "$tmp/topology" "$folder/topology.out" 2>&1)"
	same "topology: -o and --no-header, of the first table only" "$(json topology-json '.cpus[] | "\(.node) \(.cpu)"')" \
		"$(awk '{ print $1, $2 }' "$folder/topology-columns.out")"
}

compare_topology() {
	same "CPUs: core, socket and node" "$(xl_cpus xl-info-n)" "$(json topology-json "$cpu_rows")"
	same "NUMA nodes: memory and free" "$(xl_nodes xl-info-n)" "$(json topology-json "$node_rows")"
	case $arch in
	arm64) same "there were four CPUs" 4 "$(xl_cpus xl-info-n | wc -l)" ;;
	*)
		same "there were four CPUs in two sockets and nodes" '0 0 0 0,1 1 0 0,2 0 1 1,3 1 1 1' \
			"$(xl_cpus xl-info-n | paste -sd ,)"
		;;
	esac
	compare_offline
	compare_topology_forms
	at_most topology-json 3
}
