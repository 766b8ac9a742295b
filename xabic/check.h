/* SPDX-License-Identifier: MIT */
#ifndef XABIC_CHECK_H
#define XABIC_CHECK_H

#include <stdbool.h>

/* Tells on stdout about a check, head, row or mark, or lists them for NULL. False: no such name. */
bool explain(const char *name);

#endif
