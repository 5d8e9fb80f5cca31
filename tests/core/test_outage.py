"""The log tells of trouble that many run into now and then, and how often it was."""

from __future__ import annotations

import logging

from frontdesk.outage import Outage, Repeats

log = logging.getLogger("frontdesk.tests")


class Time:
    """Monotonic seconds, as the test wants them."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_outage_is_told_when_it_begins_and_when_it_ends(caplog):
    outage = Outage(log, "the database")
    outage.end()
    for _ in range(3):
        outage.fail("StorageError")
    outage.end()
    outage.end()
    assert caplog.messages == [
        "the database failed: StorageError; not told again until it works",
        "the database works again; it had failed 3 times",
    ]


def test_of_a_flood_the_first_line_is_written_and_then_one_a_minute_with_the_number(caplog):
    time = Time()
    repeats = Repeats(log, clock=time)
    for second in range(0, 130, 10):
        time.now = 100.0 + second
        repeats.tell(logging.ERROR, "reply %s failed", second)
    assert caplog.messages == [
        "reply 0 failed",
        "reply 60 failed (and 5 more like it before)",
        "reply 120 failed (and 5 more like it before)",
    ]
    assert {record.levelno for record in caplog.records} == {logging.ERROR}


def test_each_kind_of_line_has_its_own_number(caplog):
    repeats = Repeats(log, most=2, clock=Time())
    for name in ("a", "b", "c"):
        repeats.tell(logging.WARNING, "%s is away", name)
        repeats.tell(logging.WARNING, "%s is here", name, kind=name)
    assert caplog.messages == ["a is away", "a is here", "b is away", "b is here", "c is here"]


def test_kinds_without_end_take_no_memory_without_end(caplog):
    repeats = Repeats(log, clock=Time())
    for number in range(3_000):
        repeats.tell(logging.WARNING, "number %s", number, kind=number)
    assert len(repeats._kinds) <= 1_000
    assert len(caplog.messages) == 3_000
