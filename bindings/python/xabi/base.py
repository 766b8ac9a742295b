# SPDX-License-Identifier: MIT
"""What abi.py, which is made from the spec, builds on: values, memory, and how a call is made."""

from __future__ import annotations

import enum
import struct
from typing import Any, ClassVar, List, NamedTuple, Optional, Sequence, Tuple, Type, TypeVar, Union


class OpenEnum(enum.IntEnum):
    """An enum to which a newer provider may add: an unknown value becomes a member of its own."""

    @classmethod
    def _missing_(cls, value: object) -> Optional["OpenEnum"]:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return cls._value2member_map_.setdefault(value, member)  # type: ignore[return-value]


class Flags(enum.IntFlag):
    """A set of flags; bits that are not known are kept."""


class Field(NamedTuple):
    """One field of a struct, as module struct takes it, and what is made of that."""

    name: str  # "": padding
    offset: int
    format: str
    convert: Union[None, str, Type[OpenEnum], Type[Flags], Type["Struct"]] = None
    items: int = 0  # of an array

    def load(self, raw: Any) -> Any:
        if self.convert is None:
            return raw
        if isinstance(self.convert, str):
            return struct.unpack(f"<{self.items}{self.convert}", raw)
        if not issubclass(self.convert, Struct):
            return self.convert(raw)
        if not self.items:
            return self.convert.unpack(raw)
        return tuple(Buffer(raw).structs(self.convert))

    def store(self, value: Any) -> Any:
        if isinstance(self.convert, str):
            return struct.pack(f"<{self.items}{self.convert}", *value)
        if isinstance(value, Struct):
            return value.pack()
        if isinstance(self.convert, type) and issubclass(self.convert, Struct):
            return b"".join(item.pack() for item in value)
        return value


StructType = TypeVar("StructType", bound="Struct")


class Struct:
    """A struct, with its fields as attributes. Its layout is checked when the class is made."""

    SIZE: ClassVar[int]
    FIELDS: ClassVar[Tuple[Field, ...]]
    _layout: ClassVar[struct.Struct]

    def __init_subclass__(cls) -> None:
        layout = "<"
        for field in cls.FIELDS:
            assert struct.calcsize(layout) == field.offset, f"{cls.__name__}.{field.name}"
            layout += field.format
        cls._layout = struct.Struct(layout)
        assert cls._layout.size == cls.SIZE, cls.__name__

    def pack(self) -> bytes:
        return self._layout.pack(*[field.store(getattr(self, field.name)) for field in self._named()])

    @classmethod
    def unpack(cls: Type[StructType], memory: Union[bytes, bytearray]) -> StructType:
        raws = cls._layout.unpack(memory)
        return cls(*[field.load(raw) for field, raw in zip(cls._named(), raws)])

    @classmethod
    def _named(cls) -> List[Field]:
        return [field for field in cls.FIELDS if field.name]


class Buffer:
    """Memory of a call. A batch moves on in it by elements of STEP bytes; 0: it does not."""

    def __init__(self, memory: Union[bytes, bytearray], step: int = 0) -> None:
        self.memory = bytearray(memory)
        self.step = step

    @classmethod
    def of_structs(cls, items: Sequence[Struct], step: int) -> "Buffer":
        return cls(b"".join(item.pack() for item in items), step)

    @classmethod
    def of_integers(cls, letter: str, items: Sequence[int]) -> "Buffer":
        return cls(struct.pack(f"<{len(items)}{letter}", *items), struct.calcsize(f"<{letter}"))

    def structs(self, kind: Type[StructType], count: Optional[int] = None) -> List[StructType]:
        """The first COUNT elements; all without it."""
        ends = range(kind.SIZE, len(self.memory) + 1, kind.SIZE)
        return [kind.unpack(self.memory[end - kind.SIZE : end]) for end in ends[:count]]

    def integers(self, letter: str, count: Optional[int] = None) -> List[int]:
        return [item[0] for item in struct.iter_unpack(f"<{letter}", self.memory)][:count]


def signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) & 1 else value


class Error(Exception):
    """
    What happened and what to do. `code` is an XABI_ERROR_* of xabi/xabi.h; of a call that was
    refused `status` says why. `done` and `buffers` say how far an operation on many elements came.
    """

    def __init__(self, text: str, code: int, status: int = 0) -> None:
        super().__init__(text)
        self.code = code
        self.status = status
        self.done = 0
        self.buffers: Sequence[Buffer] = ()


class Caller:
    """How class Ops makes its calls. Who carries them out defines _carry_out()."""

    def _carry_out(self, op: int, values: Sequence[int]) -> Tuple[Sequence[int], Optional[Error]]:
        """Makes a call with these six slots; the four that come back, and what went wrong."""
        raise NotImplementedError

    def _address(self, memory: bytearray) -> int:
        """How the provider names memory of this process; it stays where it is until the call ends."""
        raise NotImplementedError

    def _call(
        self,
        op: int,
        values: Sequence[int],
        buffers: Sequence[Buffer],
        cursor: Optional[Tuple[int, int]] = None,
        done: Optional[int] = None,
        resume: bool = False,
    ) -> List[int]:
        """
        Makes calls until it is done: with the cursor that came back (its slots in and out), or in a
        batch (resume) with the elements behind those that are done (the slot of their number).
        """
        slots = [*values, *[0] * (6 - len(values))]
        if any(not 0 <= value < 1 << 64 for value in slots):
            raise ValueError("a value is below zero or has more than 64 bits")
        total = 0
        while True:
            for i, buffer in enumerate(buffers):
                start = total * buffer.step if resume else 0
                at = 6 - 2 * len(buffers) + 2 * i
                slots[at] = self._address(buffer.memory) + start
                slots[at + 1] = len(buffer.memory) - start
            out, error = self._carry_out(op, slots)
            result = list(out)
            if done is not None:
                total += result[done]
                result[done] = total
            if error is None:
                return result
            if error.status == 1 and cursor:  # again
                slots[cursor[0]] = result[cursor[1]]
            elif error.status != 1 or not resume:
                error.done, error.buffers = total, buffers
                raise error
