"""Shows that the checks of the server can fail: python3 Benchmarks/web --self-test"""

import json
import time
import unittest

import frames
from crowd import Client, Crowd
from hearing import ORDER, problem, stretch
from loads_in_a_row import Visit, heard_its_time
from reference import Reference
from report import Report


def message(place: int, track_id: int) -> bytes:
    """The message of a load at that position in the order."""
    return json.dumps({"type": ORDER[place], "data": {"track_id": track_id}}).encode()


def load(track_id: int) -> list[bytes]:
    """All messages of a load."""
    return [message(place, track_id) for place in range(len(ORDER))]


class Hearing(unittest.TestCase):
    def test_loads_one_after_the_other_are_right(self) -> None:
        self.assertIsNone(problem(load(1) + load(2) + load(1), [1, 2, 1]))

    def test_the_rest_of_a_load_may_be_left_out_when_the_next_comes(self) -> None:
        self.assertIsNone(problem([*load(1)[:1], *load(2)[:2], *load(3)], [1, 2, 3]))

    def test_a_load_that_was_not_told_is_found(self) -> None:
        self.assertIn("of track 2", problem(load(1) + load(3), [1, 2, 3]))
        self.assertIn("1 loads were not reported", problem(load(1) + load(2), [1, 2, 3]))

    def test_loads_in_another_order_are_found(self) -> None:
        self.assertIsNotNone(problem(load(2) + load(1), [1, 2]))

    def test_a_load_that_nobody_asked_for_is_found(self) -> None:
        self.assertIn("not requested", problem(load(1) + load(2), [1]))

    def test_messages_of_a_load_in_another_order_are_found(self) -> None:
        for order in ((0, 2, 1), (1, 0, 2), (0, 0, 1, 2), (0, 1, 1, 2), (0, 2)):
            self.assertIsNotNone(problem([message(x, 1) for x in order], [1]), order)

    def test_a_message_of_the_track_before_is_found(self) -> None:
        self.assertIn("out of turn", problem(load(1)[:2] + load(2) + [message(2, 1)], [1, 2]))

    def test_a_last_load_without_a_recommendation_is_found(self) -> None:
        self.assertIn("no recommendation", problem(load(1) + load(2)[:2], [1, 2]))

    def test_another_message_is_found(self) -> None:
        failed = json.dumps({"type": "mastering_recommendation_failed", "data": {}}).encode()
        self.assertIn("failed", problem([*load(1)[:2], failed], [1]))


class Stretches(unittest.TestCase):
    whole = load(1) + load(2) + load(3)

    def test_a_stretch_is_found_where_it_stands(self) -> None:
        self.assertEqual(stretch(self.whole[3:7], self.whole), 3)
        self.assertEqual(stretch(self.whole, self.whole), 0)

    def test_a_gap_a_repetition_and_a_swap_are_none(self) -> None:
        a, b, c, *rest = self.whole
        for part in ([a, c], [a, b, b, c], [b, a], [a, b"unheard of"], [*self.whole, a]):
            self.assertIsNone(stretch(part, self.whole), part)

    def test_halves_of_numbers_are_not_taken_for_one(self) -> None:
        # 0x0000 0x0100 contains the bytes of 0x0001, across two numbers.
        whole = [b"%d" % x for x in range(257)] + [b"0", b"256"]
        self.assertIsNone(stretch([b"0", b"1", b"0"], whole))
        self.assertEqual(stretch([b"0", b"256"], whole), 257)


class Visits(unittest.TestCase):
    told = load(1) + load(2) + load(3) + load(4)

    def visit(self, heard: list[bytes], has_left: bool = False) -> Visit:
        """For a client that connected when two loads had been requested."""
        client = Client(None)
        client.heard = heard
        return Visit(client, loads_before=2, has_left=has_left)

    def test_everything_from_the_current_track_on_is_right(self) -> None:
        self.assertTrue(heard_its_time(self.visit(self.told[3:]), self.told))

    def test_who_left_need_not_have_heard_the_end(self) -> None:
        self.assertTrue(heard_its_time(self.visit(self.told[3:-1], has_left=True), self.told))
        self.assertFalse(heard_its_time(self.visit(self.told[3:-1]), self.told))

    def test_who_missed_the_beginning_did_not_hear_everything(self) -> None:
        self.assertFalse(heard_its_time(self.visit(self.told[9:]), self.told))

    def test_who_missed_something_between_did_not_hear_everything(self) -> None:
        self.assertFalse(heard_its_time(self.visit(self.told[3:5] + self.told[6:]), self.told))

    def test_who_was_dropped_did_not_hear_everything(self) -> None:
        visit = self.visit(self.told[3:])
        visit.client.has_ended = True
        self.assertFalse(heard_its_time(visit, self.told))


class Frames(unittest.TestCase):
    def test_frames_of_every_length_come_back_however_they_are_cut(self) -> None:
        payloads = [bytes(x) for x in (0, 1, 125, 126, 65535, 65536)]
        sent = b"".join(map(frames.text_frame, payloads))
        for size in (1, 7, 1000, len(sent)):
            buffer, found = bytearray(), []
            for start in range(0, len(sent), size):
                buffer += sent[start : start + size]
                found += frames.taken(buffer)
            self.assertEqual(found, [(frames.TEXT, x) for x in payloads])
            self.assertFalse(buffer)

    def test_what_no_server_may_send_is_refused(self) -> None:
        for head in (b"\x01\x00", b"\xc1\x00", b"\x81\x80"):
            with self.assertRaises(frames.BrokenFrame):
                frames.taken(bytearray(head))

    def test_only_the_answer_to_the_key_is_a_handshake(self) -> None:
        good = f"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: {frames.ACCEPT}"
        self.assertTrue(frames.is_accepted(good.encode()))
        self.assertFalse(frames.is_accepted(good[:-1].encode()))
        self.assertFalse(frames.is_accepted(good.replace("101", "200").encode()))


class Crowds(unittest.TestCase):
    def test_everybody_hears_a_broadcast_and_later_than_it_was_asked_for(self) -> None:
        for kind in ("websockets", "bare"):
            with self.subTest(kind), Reference(kind) as server:
                server.expect(5)
                crowd = Crowd.opened(server.port, 5)
                if server.is_bare:
                    server.finish()
                start = time.time_ns()
                server.send_broadcast(load(7))
                found = crowd.latencies(load(7)[-1], start)
                server.finish()
                self.assertEqual([x.heard for x in crowd.clients], [load(7)] * 5)
                self.assertGreater(found[0], 0)
                self.assertLess(found[-1], (time.time_ns() - start) / 1e6)
                crowd.leave()

    def test_who_is_dropped_has_ended(self) -> None:
        with Reference("bare") as server:
            server.expect(2)
            crowd = Crowd.opened(server.port, 2)
            server.finish()
        crowd.drain_until(lambda: all(x.has_ended for x in crowd.clients), "an end")


class Reports(unittest.TestCase):
    def test_a_goal_that_does_not_hold_is_a_failure_and_a_time_is_none(self) -> None:
        for verdicts, expected in (((True, None), True), ((True, False), False)):
            report = Report(lambda line: None)
            for holds in verdicts:
                report.goal("goal", "reached", holds)
            self.assertIs(report.end(), expected)


def self_test() -> bool:
    """Whether all of them pass."""
    tests = unittest.defaultTestLoader.loadTestsFromName(__name__)
    return unittest.TextTestRunner(verbosity=1).run(tests).wasSuccessful()
