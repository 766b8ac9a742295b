# SPDX-License-Identifier: MIT
# Made by `xabic gen python` from all.xabi more.xabi; not for editing.
from __future__ import annotations

from dataclasses import dataclass
from typing import List, NamedTuple, Sequence

from .base import Buffer, Caller, Field, Flags, OpenEnum, Struct, signed

SPEC = (1, 12)
PAGE_LIST_LIMIT = 512
HIGHEST = 0xffffffffffffffff
HALF = 0x80000000
UUID_BYTES = 16
CACHE_LINE = 64


class Status(OpenEnum):
    """How a call ended."""

    OK = 0
    """Done."""
    AGAIN = 1
    """Not finished."""
    BAD_SLOT = 5
    """A value is out of its range."""
    NO_SUCH_DOMAIN = 8
    """There is no domain of that number."""
    WRONG_PORT = 32
    """The port cannot do that."""
    BAD_RANGE = 33
    """The range ends beyond the last address."""
    READ_ONLY = 34
    """The page may not be written."""
    NO_ROOM = 35
    """There is no room for another."""


class MapMode(OpenEnum):
    """How a page is mapped. A text that breaks C: */ /* ??/ \\ and that is not ASCII: größer."""

    NORMAL = 0
    """As usual: \\n is no newline here, and ???) no bracket."""
    BIG = 2147483648
    """Does not fit in an int."""
    CLASS = 7
    """A word of C++."""


class Access(Flags):
    """What may be done."""

    READ_ONLY = 1 << 0
    """Reading only."""
    LAST = 1 << 31
    """The last bit."""


class Wide(Flags):
    """Bits beyond 32."""

    FIRST = 1 << 0
    """The first bit."""
    LAST = 1 << 63
    """The last bit."""


@dataclass
class Range(Struct):
    """From an address on."""

    SIZE = 16
    FIELDS = (
        Field("at", 0, "Q"),
        Field("size", 8, "Q"),
    )
    at: int
    size: int


@dataclass
class RangeList(Struct):
    """Two ranges and a reserved word in every language."""

    SIZE = 80
    FIELDS = (
        Field("ranges", 0, "32s", Range, 2),
        Field("uuid", 32, "16s"),
        Field("delta", 48, "q"),
        Field("class_", 56, "i"),
        Field("", 60, "4x"),
        Field("inside", 64, "16s", Range),
    )
    ranges: Sequence[Range]
    uuid: bytes
    delta: int
    class_: int
    """A keyword of C++ and Python."""
    inside: Range


@dataclass
class EventWords(Struct):
    """What a guest registers: 64 words, and what came later."""

    SIZE = 528
    FIELDS = (
        Field("pending", 0, "512s", "Q", 64),
        Field("where", 512, "16s", Range),
    )
    pending: Sequence[int]
    where: Range


@dataclass
class PageInfo(Struct):
    """About a page."""

    SIZE = 24
    FIELDS = (
        Field("owner", 0, "H"),
        Field("", 2, "2x"),
        Field("port", 4, "I"),
        Field("mode", 8, "I", MapMode),
        Field("access", 12, "I", Access),
        Field("level", 16, "I"),
        Field("", 20, "4x"),
    )
    owner: int
    port: int
    """Numbered within its owner."""
    mode: MapMode
    access: Access
    level: int


class BaseAboutResult(NamedTuple):
    """What Ops.base_about() tells."""

    wide_one: Wide
    level: int
    another: int


class DeviceTextResult(NamedTuple):
    """What Ops.device_text() tells."""

    text: bytes
    info: PageInfo
    made: int
    text_needed: int


class Ops(Caller):
    """A method for each operation."""

    def base_about(self) -> BaseAboutResult:
        """
        Who answers. A long doc is broken into lines, here and in the C header, where the line would
        have more than 100 columns: this one is.
        """
        out = self._call(0x003f, [], [])
        return BaseAboutResult(
            wide_one=Wide(out[0]),
            level=out[1],
            another=signed(out[3], 32),
        )

    def memory_map(self, list: Sequence[PageInfo]) -> List[Range]:
        """
        Maps pages: growing elements, and done instead of a cursor. Fails: no_such_domain,
        wrong_port, read_only.
        """
        buffers = [
            Buffer.of_structs(list, 24),
            Buffer(bytes(16 * len(list)), 16),
        ]
        out = self._call(0x8581, [PageInfo.SIZE], buffers, done=0, resume=True)
        return buffers[1].structs(Range, out[0])

    def memory_drop(self, target: int, port: int, by: int) -> None:
        """Consumes. Fails: wrong_port."""
        self._call(0x8502, [target, port, by & 0xffffffff], [])

    def memory_populate(self, target: int, at: int, size: int, mode: MapMode, how: Access) -> None:
        """Backs a range. Fails: bad_range, wrong_port, read_only, no_such_domain, no_room."""
        self._call(0x8503, [target, at, size, mode, how, 0], [])

    def memory_walk(self, ports: Sequence[int]) -> None:
        """Elements without done have a cursor. Fails: wrong_port."""
        buffers = [
            Buffer.of_integers("I", ports),
        ]
        self._call(0x8544, [0], buffers, cursor=(0, 0))

    def device_three(self, from_: RangeList, list: Sequence[int]) -> List[Range]:
        """Three buffers fill all slots, so no target."""
        buffers = [
            Buffer(from_.pack()),
            Buffer.of_integers("I", list),
            Buffer(bytes(16 * len(list)), 16),
        ]
        out = self._call(0xfec0, [], buffers, done=0, resume=True)
        return buffers[2].structs(Range, out[0])

    def device_text(self, target: int, text_bytes: int = 4096) -> DeviceTextResult:
        """Bytes and a growing struct, each with its needed size; both before the cursor."""
        buffers = [
            Buffer(bytes(text_bytes)),
            Buffer(bytes(24)),
        ]
        out = self._call(0xfe82, [target, 0], buffers, cursor=(1, 3))
        return DeviceTextResult(
            text=bytes(buffers[0].memory[: out[1]]),
            info=PageInfo.unpack(buffers[1].memory),
            made=out[0],
            text_needed=out[1],
        )
