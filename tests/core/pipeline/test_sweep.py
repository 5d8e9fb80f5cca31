"""What is stranded is found: the queue may forget everything at any moment."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from frontdesk import SystemClock
from frontdesk.jobs import Workers, settle
from frontdesk.pipeline.lease import Leases
from frontdesk.pipeline.suspects import Suspects
from frontdesk.storage import Conversation, Message
from frontdesk.storage.models import OutboxEntry

ACCOUNT = "4951234"


def test_a_message_whose_wake_up_was_lost_is_answered(office, message, graph):
    office.hears(message("m1", "hello"))
    office.desk.queue.flush()
    assert office.desk.queue.run_pending() == 0
    office.jobs.sweep.run()
    office.desk.queue.run_pending()
    office.jobs.delivery.settle()
    assert graph.texts == ["hello"]


def test_many_accounts_that_rest_leave_the_sweep_at_work(office, message, graph):
    for number in range(600):
        office.jobs.delivery.places.pause("post", f"account {number}", 600)
    office.hears(message("m1", "hello"))
    office.desk.queue.flush()
    office.settle()
    assert graph.texts == ["hello"]


def test_replies_behind_one_that_waits_hide_nobody_elses(office, message, graph, clock, monkeypatch):
    monkeypatch.setattr("frontdesk.pipeline.sweep.MOST_AT_ONCE", 3)
    graph.plans["hello"] = [429] * 9
    office.hears(*(message(f"m{number}", "hello", contact="ann") for number in range(6)))
    office.settle()
    assert office.outbox() == ["pending"] * 6
    office.hears(message("b1", "stranded", contact="bob"))
    places = office.jobs.delivery.places
    while places.take("post", office.rows(Conversation)[0].account):
        pass
    office.drain()
    office.desk.queue.flush()
    places.leave_all([("post", office.rows(Conversation)[0].account)] * places.in_flight)
    clock.advance(timedelta(seconds=5))
    office.jobs.sweep.run()
    office.desk.queue.run_pending()
    office.jobs.delivery.settle()
    assert "stranded" in graph.texts


def test_one_part_of_the_sweep_that_fails_costs_the_others_nothing(office, message, graph, monkeypatch):
    def broken(self) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(Suspects, "note", broken)
    office.hears(message("m1", "hello"))
    office.desk.queue.flush()
    with pytest.raises(RuntimeError):
        office.jobs.sweep.run()
    office.desk.queue.run_pending()
    office.jobs.delivery.settle()
    assert graph.texts == ["hello"]


def test_a_reply_whose_wake_up_was_lost_is_delivered(office, message, graph):
    office.hears(message("m1", "hello"))
    places = office.jobs.delivery.places
    taken = sum(iter(lambda: places.take("post", ACCOUNT), False))
    office.drain()
    office.desk.queue.flush()
    assert office.outbox() == ["pending"]
    for _ in range(taken):
        places.leave("post", ACCOUNT)
    office.settle()
    assert graph.texts == ["hello"]


def test_a_reply_of_a_worker_that_died_between_commit_and_send_is_sent_once(
    make_office, backends, message, graph, clock, monkeypatch
):
    """Nobody can know that it never left, so it waits for a receipt first."""
    dying, office = make_office(*backends), make_office(*backends)
    office.script.channel.url = graph.url
    dying.hears(message("m1", "hello"))
    with monkeypatch.context() as death:
        death.setattr(dying.jobs.delivery, "send", lambda shipments: None)
        dying.drain()
    assert office.outbox() == ["sending"]
    clock.advance(timedelta(seconds=19))
    office.settle()
    assert graph.texts == []
    clock.advance(timedelta(seconds=1))
    office.settle()
    assert graph.texts == ["hello"]


def test_receipts_of_an_outage_come_in_before_anything_is_sent_again(
    make_office, backends, message, receipt, graph, clock, monkeypatch
):
    """Everything was down for an hour; the channel repeats its receipts once somebody answers again."""
    dying, office = make_office(*backends), make_office(*backends)
    office.script.channel.url = graph.url
    dying.hears(message("m1", "arrived"), message("m2", "lost", contact="bob"))
    with monkeypatch.context() as death:
        death.setattr(dying.jobs.delivery, "send", lambda shipments: None)
        dying.drain()
    clock.advance(timedelta(hours=1))
    office.jobs.delivery.resume()
    office.settle()
    assert graph.texts == []
    house = office.desk.storage.house
    [arrived] = [
        row.reference
        for row in office.rows(Message)
        if row.reference and house.reveal(row, Message.content) == "arrived"
    ]
    office.hears(receipts=(receipt("sent-1", "delivered", reference=arrived),))
    office.settle()
    clock.advance(timedelta(seconds=10))
    office.settle()
    assert graph.texts == ["lost"]


def test_a_retry_that_the_queue_forgot_is_made(office, message, graph, clock):
    graph.plans["hello"] = [500]
    office.hears(message("m1", "hello"))
    office.settle()
    office.desk.queue.flush()
    clock.advance(timedelta(seconds=1))
    office.settle()
    assert graph.texts == ["hello", "hello"]


def test_a_conversation_of_a_dead_worker_is_taken_over_when_its_lease_ends(office, message, graph, clock):
    office.hears(message("m1", "hello"))
    office.desk.queue.flush()
    Leases(office.desk.storage, office.desk.clock).claim([row.id for row in office.rows(Conversation)])
    office.settle()
    assert office.inbox() == ["pending"]
    clock.advance(timedelta(seconds=60))
    office.settle()
    assert graph.texts == ["hello"]


def test_a_receipt_whose_wake_up_was_lost_is_applied(office, message, receipt, graph):
    office.hears(message("m1", "hello"))
    office.settle()
    office.hears(receipts=(receipt("sent-1", "read"),))
    office.desk.queue.flush()
    office.settle()
    assert office.statuses() == ["read"]


def test_the_sweep_leaves_alone_what_needs_nobody(office, message, graph):
    graph.plans["held"] = [401]
    office.hears(message("m1", "hello"), message("m2", "held", contact="bob"))
    office.settle()
    office.desk.queue.flush()
    office.jobs.sweep.run()
    assert office.desk.queue.size() == 0


def test_workers_sweep_when_they_start(make_office, backends, message, graph):
    """A process died between its commit and its wake-up. The next one finds the message by itself."""
    office = make_office(*backends, at=SystemClock())
    office.script.channel.url = graph.url
    office.hears(message("m1", "hello"))
    office.desk.queue.flush()
    answered = threading.Event()
    graph.on_request = answered.set
    workers = Workers(office.desk, threads=2)
    workers.start()
    assert answered.wait(20)
    workers.stop()
    assert [row.state for row in office.rows(OutboxEntry)] == ["sent"]


def test_settle_needs_nothing_but_the_desk(office, message, graph):
    office.hears(message("m1", "hello"))
    settle(office.desk)
    assert graph.texts == ["hello"]
