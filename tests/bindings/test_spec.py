# SPDX-License-Identifier: MIT
"""Proves how the package's types behave, and what its methods pass, over a provider of its own and over libxabi."""
import os
import unittest

import xabi


class Script(xabi.Ops):
    """Answers by a script, and keeps the calls."""

    def __init__(self, *answers):
        self.answers, self.calls = list(answers), []

    def _address(self, memory):
        return 0x1000

    def _carry_out(self, op, values):
        self.calls.append((op, list(values)))
        status, *out = self.answers.pop(0)
        error = xabi.Error("refused", 10, status) if status else None
        return out + [0] * (4 - len(out)), error


class Types(unittest.TestCase):
    def test_enums_are_open(self):
        self.assertIs(xabi.PortKind(77), xabi.PortKind(77))
        self.assertEqual((xabi.PortKind(77).name, int(xabi.PortKind(77))), ("UNKNOWN_77", 77))
        self.assertEqual(xabi.PortKind(2), xabi.PortKind.PAIRED)

    def test_flags_keep_what_they_do_not_know(self):
        self.assertEqual(int(xabi.VcpuState(0x101)), 0x101)
        self.assertIn(xabi.VcpuState.ONLINE, xabi.VcpuState(0x101))

    def test_structs_are_bytes(self):
        grant = xabi.GrantMap(owner=1, ref=8, mode=xabi.GrantMode.READ_ONLY, at=0x1000)
        packed = "0100" + "0000" + "08000000" + "01000000" + "00000000" + "0010000000000000"
        self.assertEqual(grant.pack().hex(), packed)
        self.assertEqual(xabi.GrantMap.unpack(grant.pack()), grant)


class Methods(unittest.TestCase):
    def test_slots_and_statuses(self):
        on = Script((0,), (xabi.Status.WRONG_PORT,))
        self.assertIsNone(on.event_send(3))
        with self.assertRaises(xabi.Error) as raised:
            on.event_send(3)
        self.assertEqual(raised.exception.status, xabi.Status.WRONG_PORT)
        self.assertEqual(on.calls[0], (0x0401, [3, 0, 0, 0, 0, 0]))

    def test_several_results_have_names(self):
        status = Script((0, 2, 0, 7, 9)).event_status(3)
        self.assertEqual((status.kind, status.peer, status.peer_port), (xabi.PortKind.PAIRED, 7, 9))

    def test_a_batch_goes_on_behind_what_is_done(self):
        on = Script((xabi.Status.AGAIN, 3), (0, 2))
        grant = xabi.GrantMap(1, 8, xabi.GrantMode(0), 0x1000)
        self.assertEqual(len(on.grant_map([grant] * 5)), 5)
        self.assertEqual(on.calls[0][1], [0, 0, 0x1000, 5 * 24, 0x1000, 5 * 8])
        self.assertEqual(on.calls[1][1], [0, 0, 0x1000 + 3 * 24, 2 * 24, 0x1000 + 3 * 8, 2 * 8])

    def test_a_batch_says_how_many_on_failure_too(self):
        on = Script((xabi.Status.AGAIN, 3), (xabi.Status.NO_ROOM, 1))
        with self.assertRaises(xabi.Error) as raised:
            on.grant_unmap([xabi.GrantUnmap(1, 0x1000)] * 5)
        self.assertEqual((raised.exception.done, raised.exception.status), (4, xabi.Status.NO_ROOM))

    def test_a_cursor_is_passed_back(self):
        on = Script((xabi.Status.AGAIN, 64), (xabi.Status.AGAIN, 128), (0,))
        on.event_reset()
        self.assertEqual([values[0] for _, values in on.calls], [0, 64, 128])

    def test_a_list_does_not_go_on_by_itself(self):
        on = Script((xabi.Status.AGAIN, 2))
        with self.assertRaises(xabi.Error) as raised:
            on.domain_list(0, 4)
        self.assertEqual((raised.exception.done, on.calls[0][1]), (2, [0, 96, 0, 0, 0x1000, 4 * 96]))

    def test_numbers_that_do_not_fit(self):
        for wrong in (-1, 1 << 64):
            with self.assertRaises(ValueError):
                Script((0,)).event_send(wrong)


class Library(unittest.TestCase):
    def test_a_recording(self):
        with xabi.Xabi(os.environ["RECORDING"]) as x:
            domains = x.domain_list(0, 1024)
            about = x.base_about()
        self.assertEqual((domains[0].id, about.implementation), (0, xabi.Implementation.LOWERING))
        self.assertIn(xabi.DomainState.RUNNING, domains[0].state)
        with self.assertRaises(ValueError):
            x.base_about()

    def test_errors(self):
        with self.assertRaises(xabi.Error) as raised:
            xabi.Xabi("replay:/nowhere")
        self.assertEqual(raised.exception.code, 1)
        with xabi.Xabi(os.environ["RECORDING"]) as x:
            with self.assertRaises(xabi.Error) as raised:
                x.domain_list(0, 0)
            self.assertEqual(raised.exception.status, xabi.Status.BAD_SIZE)
            with self.assertRaises(xabi.Error) as raised:
                x.event_send(3)
            self.assertEqual(raised.exception.status, xabi.Status.UNKNOWN_OP)


if __name__ == "__main__":
    unittest.main()
