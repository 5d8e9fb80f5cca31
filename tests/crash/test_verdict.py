"""The verdict on a round finds each thing that must not be, and nothing where all is well."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from crashlab.customers import Written
from crashlab.graph import Arrival
from crashlab.kills import Kill
from crashlab.ledger import Ledger
from crashlab.verdict import Evidence, doubled_replies, faults

ANN = "79160000001"


def arrival(at: float, number: int, **changes: object) -> Arrival:
    """The reply to Ann's message of this number."""
    reply = Arrival(at, number, f"reference-{number}", "1001", ANN, "ok", f"message-{number}")
    return replace(reply, **changes)


@pytest.fixture
def evidence() -> Evidence:
    """Three messages, answered while a worker died, and one booking."""
    return Evidence(
        written=[Written(f"message-{number}", ANN, number, "hello", 100.0 + number) for number in (1, 2, 3)],
        arrivals=[
            arrival(101, 1),
            arrival(110, 2),
            arrival(112, 3, text="You are booked. Booking code: K7M3QP"),
        ],
        kills=[Kill("worker", 102.0, 104.0), Kill("server", 150.0, 152.0)],
        told={},
        ledger=Ledger(
            inbox=Counter(done=3),
            outbox=Counter(sent=3),
            heard=3,
            heard_once=3,
            codes=frozenset({"K7M3QP"}),
            live=1,
            overlaps=0,
            booked_twice=0,
        ),
        answers=Counter({0: 4, 200: 3, 503: 1}),
        fell=0,
        quiet=True,
    )


def test_nothing_is_wrong_where_all_is_well(evidence):
    assert faults(evidence) == []
    assert doubled_replies(evidence) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"arrivals": [arrival(101, 1), arrival(102, 2)]}, "lost: message-3"),
        ({"arrivals": [arrival(3, 3), arrival(4, 3, reference="x")]}, "acted on twice"),
        ({"arrivals": [arrival(1, 2), arrival(2, 1), arrival(3, 3)]}, "out of order: message-1"),
        ({"arrivals": [arrival(1, 1), arrival(2, 9)]}, "unasked"),
        ({"arrivals": [arrival(3, 3, text="Booking code: AAAAA7")]}, "told of booking AAAAA7"),
        ({"arrivals": [arrival(3, 3)]}, "booking K7M3QP was made and no customer was told"),
        ({"quiet": False}, "did not come to rest"),
        ({"fell": 1}, "1 processes ended"),
        ({"answers": Counter({200: 3, 500: 2})}, "2 webhooks were answered with 500"),
    ],
)  # fmt: skip
def test_what_customers_and_meta_notice(evidence, changes, fault):
    assert any(fault in each for each in faults(replace(evidence, **changes)))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"inbox": Counter(done=2, dead=1)}, "inbox"),
        ({"inbox": Counter(done=2)}, "inbox"),
        ({"outbox": Counter(sent=2, sending=1)}, "outbox"),
        ({"heard": 4}, "acted on 4 messages, 3 different ones"),
        ({"overlaps": 1}, "overlap"),
        ({"booked_twice": 1}, "booked more than once"),
    ],
)
def test_what_the_database_shows(evidence, changes, fault):
    bad = replace(evidence, ledger=replace(evidence.ledger, **changes))
    assert any(fault in each for each in faults(bad))


@pytest.mark.parametrize(
    ("first", "again", "told", "excused"),
    [
        (101.0, 122.0, None, True),
        (101.0, 122.0, 121.5, True),
        (101.0, 122.0, 105.0, False),
        (101.0, 103.0, None, False),
        (120.0, 141.0, None, False),
        (151.0, 172.0, None, False),
    ],
    ids=["killed", "told too late", "told in time", "too soon", "nobody died", "only the server died"],
)
def test_a_doubled_reply_needs_an_excuse(evidence, first, again, told, excused):
    arrivals = [arrival(first, 1), arrival(again, 1), arrival(200, 2), *evidence.arrivals[2:]]
    bad = replace(evidence, arrivals=arrivals, told={} if told is None else {"reference-1": told})
    [doubled] = doubled_replies(bad)
    assert doubled.excused is excused
    assert any("doubled without need" in each for each in faults(bad)) is not excused
