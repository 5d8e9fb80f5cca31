"""What the workers' ticker keeps going: leases in use, and the sweep."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from frontdesk import SystemClock
from frontdesk.jobs import Workers
from frontdesk.pipeline.sweep import Sweep
from frontdesk.storage import Conversation
from frontdesk.storage.models import InboxEntry

#: Less than a lease lasts; three of them are more.
STEP = timedelta(seconds=6)
POLL = 0.02


@pytest.fixture
def go_on() -> Iterator[threading.Event]:
    """Lets go of what a test holds up; at the latest at its end."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def employ(go_on: threading.Event) -> Iterator[Callable[..., Workers]]:
    """Starts workers at a desk."""
    employed: list[Workers] = []

    def employ(desk: Any) -> Workers:
        employed.append(Workers(desk, threads=2))
        employed[-1].start()
        return employed[-1]

    yield employ
    go_on.set()
    for workers in employed:
        workers.stop()


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether something of another thread comes true in time."""
    pause = threading.Event()
    tries = int(seconds / POLL)
    return any(condition() or pause.wait(POLL) for _ in range(tries))


def test_a_turn_that_takes_longer_than_a_lease_is_not_taken_over(
    make_office, postgres_url, redis_url, message, graph, clock, monkeypatch, employ, go_on
):
    """A language model thinks for half a minute, and another worker sweeps all the time."""
    monkeypatch.setattr("frontdesk.jobs.RENEW_EVERY", 0.05)
    offices = [make_office(postgres_url, redis_url) for _ in range(2)]
    reading = threading.Event()
    read: list[object] = []

    def think(utterance: object) -> None:
        read.append(utterance)
        reading.set()
        assert go_on.wait(60)

    for office in offices:
        office.script.channel.url = graph.url
        office.script.reads = think
    office = offices[0]
    office.hears(message("m1", "hello"))
    for each in offices:
        employ(each.desk)
    assert reading.wait(20)

    [fence] = {row.fence for row in office.rows(Conversation)}

    def lasts() -> datetime:
        [conversation] = office.rows(Conversation)
        assert conversation.fence == fence
        until: datetime = conversation.lease_until
        return until

    for _ in range(5):
        clock.advance(STEP)
        assert eventually(lambda: lasts() > clock.now() + STEP), "nobody renewed the lease"
        office.jobs.sweep.run()
    answered = threading.Event()
    graph.on_request = answered.set
    go_on.set()
    assert answered.wait(20)
    assert eventually(lambda: office.outbox() == ["sent"])
    assert [row.fence for row in office.rows(Conversation)] == [fence]
    assert len(read) == 1
    assert office.said("in") == office.said("out") == graph.texts == ["hello"]


class Killed(BaseException):
    """The worker is gone, and nobody gives its leases back."""


def test_what_a_worker_died_with_is_suspected_at_the_next_start(
    make_office, sqlite_url, message, graph, employ
):
    """On SQLite, where nobody waits for leases to run out: each try of a suspect is counted beforehand."""
    office = make_office(sqlite_url)
    office.hears(message("m1", "hello"), message("m2", "and again"))

    def die(utterance: object) -> None:
        raise Killed

    office.script.reads = die
    with suppress(Killed):
        office.drain()
    successor = make_office(sqlite_url)
    successor.script.channel.url = graph.url
    employ(successor.desk)
    assert eventually(lambda: successor.outbox() == ["sent", "sent"])
    assert graph.texts == ["hello", "and again"]
    assert [row.attempts for row in successor.rows(InboxEntry)] == [2, 0]


def test_workers_sweep_again_and_again(make_office, backends, message, graph, monkeypatch, employ):
    """The wake-up of a message is lost while the workers are at work, after the sweep they began with."""
    monkeypatch.setattr("frontdesk.jobs.SWEEP_EVERY", 0.05)
    office = make_office(*backends, at=SystemClock())
    office.script.channel.url = graph.url
    answered, began, written = threading.Event(), threading.Event(), threading.Event()
    graph.on_request = answered.set
    sweep, enqueue = Sweep.run, office.desk.queue.enqueue

    def sweep_and_tell(self: Sweep) -> None:
        sweep(self)
        began.set()

    def lossy(name: str, *ids: Any, **options: Any) -> bool:
        return (name != "drain" or written.is_set()) and enqueue(name, *ids, **options)

    monkeypatch.setattr(Sweep, "run", sweep_and_tell)
    monkeypatch.setattr(office.desk.queue, "enqueue", lossy)
    employ(office.desk)
    assert began.wait(20)
    office.hears(message("m1", "hello"))
    written.set()
    assert answered.wait(10)
