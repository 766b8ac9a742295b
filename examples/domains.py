#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Prints the number and memory of each domain."""
import sys

import xabi

try:
    with xabi.Xabi(*sys.argv[1:2]) as x:
        for info in x.domain_list(0, 1024):
            print(f"domain {info.id} has {info.memory >> 20} MiB")
except xabi.Error as error:
    print(error, file=sys.stderr)
    sys.exit(error.code)
