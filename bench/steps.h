/* SPDX-License-Identifier: MIT */
/* Counts the instructions of a function's calls by stepping through them. For programs that do nothing else. */
#ifndef BENCH_STEPS_H
#define BENCH_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Runs MAKE, which must not return, in a process of its own; each call of FUNCTION there, from its first instruction to its
 * return, is told to TAKE: which it is, from 0, and its instructions but for those at places that SKIP names. Returns how
 * many there were; -1, having said why, if the process did not exit with 0.
 */
int steps_count(void (*make)(void), uintptr_t function, bool (*skip)(uintptr_t place),
		void (*take)(size_t n, unsigned long instructions));

#endif
