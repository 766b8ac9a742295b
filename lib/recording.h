/* SPDX-License-Identifier: MIT */
/*
 * A recording: what passed between the library and a hypervisor, as a text. Bytes are hexadecimal.
 *
 *	xabi-recording 1
 *	abi x86_64
 *	dom0 yes
 *	hypercall sysctl.physinfo 35 0 0 0 0 0      name, number, registers; addresses are left out (0)
 *	in 0 136 0300000015                         area, its size, its bytes but for zeros at the end
 *	in 1 147456                                 the element area is all poison before the call
 *	out 0 03000000150000000100                  after the call, likewise; area 1 but for poison at the end
 *	result 0                                    or a negative errno
 *	xenstore 2 /local/domain/0/name             message type, path, and of a write a blank and the value
 *	reply 446f6d61696e2d30                      or `error` and an errno; or `none`, there is no xenstore
 *
 * `#` starts a comment line. A replay gives each question the next answer that was recorded for the same question, and
 * the last one again when there is no more.
 */
#ifndef LIB_RECORDING_H
#define LIB_RECORDING_H

#define RECORDING_HEAD "xabi-recording 1"

#endif
