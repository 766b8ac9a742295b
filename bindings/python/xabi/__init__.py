# SPDX-License-Identifier: MIT
"""
XABI, a stable ABI of Xen, over libxabi.so.1.

    with xabi.Xabi() as x:
        print(x.host_info().cpus, "CPUs")
"""

from __future__ import annotations

import ctypes
import os
from types import TracebackType
from typing import Optional, Sequence, Tuple, Type

from .abi import *  # noqa: F401,F403
from .abi import Ops, Status
from .base import Error

__all__ = ["Error", "Ops", "Status", "Xabi"]


class _Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int), ("status", ctypes.c_uint16), ("text", ctypes.c_char * 480)]

    def exception(self) -> Error:
        text = self.text.decode("utf-8", "replace")
        return Error(text, self.code, Status(self.status))


class _Call(ctypes.Structure):
    _fields_ = [
        ("op", ctypes.c_uint16),
        ("status", ctypes.c_uint16),
        ("pad", ctypes.c_uint32),
        ("in_", ctypes.c_uint64 * 6),
        ("out", ctypes.c_uint64 * 4),
    ]


assert ctypes.sizeof(_Call) == 88


def _load() -> ctypes.CDLL:
    library = ctypes.CDLL(os.environ.get("LIBXABI", "libxabi.so.1"))
    handle = ctypes.c_void_p
    library.xabi_open.argtypes = [
        ctypes.c_char_p,
        ctypes.POINTER(handle),
        ctypes.POINTER(_Error),
    ]
    library.xabi_close.argtypes = [handle, ctypes.POINTER(_Error)]
    library.xabi_call.argtypes = [handle, ctypes.POINTER(_Call)]
    library.xabi_last_error.argtypes = [handle]
    library.xabi_last_error.restype = ctypes.POINTER(_Error)
    return library


class Xabi(Ops):
    """An open route: "xen:" (also None), "replay:FILE", "record:FILE". For one thread at a time."""

    def __init__(self, uri: Optional[str] = None) -> None:
        self._library = _load()
        self._handle = ctypes.c_void_p()
        error = _Error()
        name = None if uri is None else uri.encode()
        if self._library.xabi_open(name, ctypes.byref(self._handle), ctypes.byref(error)):
            raise error.exception()

    def close(self) -> None:
        """Gives everything back. A recording is complete only after that."""
        error = _Error()
        handle, self._handle = self._handle, ctypes.c_void_p()
        if handle and self._library.xabi_close(handle, ctypes.byref(error)):
            raise error.exception()

    def __enter__(self) -> "Xabi":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def _address(self, memory: bytearray) -> int:
        return ctypes.addressof(ctypes.c_char.from_buffer(memory)) if memory else 0

    def _carry_out(self, op: int, values: Sequence[int]) -> Tuple[Sequence[int], Optional[Error]]:
        if not self._handle:
            raise ValueError("the route is closed")
        call = _Call(op=op, in_=(ctypes.c_uint64 * 6)(*values))
        failed = self._library.xabi_call(self._handle, ctypes.byref(call))
        error = self._library.xabi_last_error(self._handle).contents.exception() if failed else None
        return list(call.out), error
