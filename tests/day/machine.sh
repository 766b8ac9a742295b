# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What tests/live/boot is told for this suite: the steps, the machine, Xen's arguments. Sourced by run and refresh; top is
# the project's folder.
#
# Two vCPUs of dom0, so that one can be offline. What dom0 prints on its console goes into Xen's ring, so that the log
# can be made to hold anything; the ring has room for more than xabi asks for at once (64 KiB).

# shellcheck disable=SC2154
export LIVE_STEPS=$top/tests/day/steps.sh LIVE_TIMEOUT=900 PATH=$top/tests/day/qemu:$PATH
export LIVE_XEN_ARGS='dom0_max_vcpus=2 console_to_ring conring_size=128k'
# shellcheck disable=SC2034
RECORDED=(vcpus topology log)
