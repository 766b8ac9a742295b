# SPDX-License-Identifier: MIT
"""Proves what the spec has no example of: signed values, reserved words, structs inside structs, three buffers."""
import unittest

import xabi


class Keeps(xabi.Ops):
    def __init__(self):
        self.calls = []

    def _address(self, memory):
        return 0x1000

    def _carry_out(self, op, values):
        self.calls.append((op, list(values)))
        return [(1 << 64) - 1, 3, 0, 0xFFFFFFFE], None


class Golden(unittest.TestCase):
    def test_signed_values(self):
        about = Keeps().base_about()
        self.assertEqual((about.wide_one, about.level, about.another), (xabi.Wide((1 << 64) - 1), 3, -2))

        on = Keeps()
        on.memory_drop(7, 8, -2)
        self.assertEqual(on.calls[0][1][:3], [7, 8, 0xFFFFFFFE])

    def test_names_and_inner_structs(self):
        part = xabi.Range(0x1000, 0x2000)
        ranges = xabi.RangeList((part, part), b"u" * 16, delta=-3, class_=-4, inside=part)
        self.assertEqual(len(ranges.pack()), 80)
        self.assertEqual(xabi.RangeList.unpack(ranges.pack()), ranges)

    def test_a_zero_slot_is_no_parameter(self):
        on = Keeps()
        on.memory_populate(7, 0x1000, 0x2000, xabi.MapMode.BIG, xabi.Access.READ_ONLY)
        self.assertEqual(on.calls[0][1], [7, 0x1000, 0x2000, 0x80000000, 1, 0])

    def test_three_buffers_fill_all_slots(self):
        on = Keeps()
        part = xabi.Range(0, 0)
        on.device_three(xabi.RangeList((part, part), bytes(16), 0, 0, part), [1, 2, 3])
        self.assertEqual(on.calls[0][1], [0x1000, 80, 0x1000, 12, 0x1000, 48])


if __name__ == "__main__":
    unittest.main()
