# SPDX-License-Identifier: MIT
# What xl and xabi's tables make of what xabi's JSON holds.

# CPUs, as numbers in rising order: "0,2-3".
def ranges:
	reduce .[] as $cpu ([]; if length > 0 and .[-1][1] == $cpu - 1 then .[-1][1] = $cpu else . + [[$cpu, $cpu]] end) |
	map(if .[0] == .[1] then "\(.[0])" else "\(.[0])-\(.[1])" end) | join(",");

# The same with words for all of the host's CPUs and for none.
def cpus($all; $none): if . == [range($all)] then "all" elif length == 0 then $none else ranges end;

def has_state($word): .state | index([$word]) != null;
def letter($word; $letter): if has_state($word) then $letter else "-" end;

# A vCPU in xl vcpu-list; one that is offline has no CPU there, and no other letter.
def vcpu_cpu: if has_state("online") then .cpu else "-" end;
def vcpu_letters: if has_state("online") then letter("running"; "r") + letter("blocked"; "b") + "-" else "--p" end;

# A domain in xl list. One that has crashed has the letter s, too; the reason is a number, "-" where there is none.
def letters:
	letter("running"; "r") + letter("blocked"; "b") + letter("paused"; "p") + letter("shutdown"; "s") +
	(if .shutdown_reason == "crash" then "c" else "-" end) + letter("dying"; "d");
def reason:
	.shutdown_reason as $reason |
	["poweroff", "reboot", "suspend", "crash", "watchdog", "soft_reset"] | index([$reason]) // "-";

# A domain in xentop, where one that has crashed is not shut down.
def top_letters:
	letter("dying"; "d") + (if .shutdown_reason == "crash" then "-" else letter("shutdown"; "s") end) +
	letter("blocked"; "b") + (if .shutdown_reason == "crash" then "c" else "-" end) + letter("paused"; "p") +
	letter("running"; "r");

# In xabi's tables.
def vcpu_word:
	if has_state("online") | not then "offline" elif has_state("running") then "running"
	elif has_state("blocked") then "blocked" else "ready" end;
def state_words:
	(.state | map(select(IN("dying", "shutdown", "paused", "blocked", "running", "debugged"))) | join(",")) as $words |
	(if $words == "" then "ready" else $words end) + (if .shutdown_reason then " (\(.shutdown_reason))" else "" end);
