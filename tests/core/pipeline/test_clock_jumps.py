"""The host's clock is set: hours ahead, hours back. Nobody has to lend a hand."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest

from frontdesk import Reply
from frontdesk.pipeline.lease import Leases
from frontdesk.storage import Conversation
from frontdesk.storage.models import InboxEntry

HOURS = timedelta(hours=5)
#: Longer than any wait of a lease, a claim or a retry of these tests.
A_WHILE = timedelta(minutes=2)


@pytest.fixture(params=[HOURS, -HOURS], ids=["ahead", "back"])
def jump(request, clock):
    """Sets the clock, and lets a while pass."""

    def jump() -> None:
        clock.advance(request.param)

    return jump


@pytest.fixture
def wait(office, clock):
    """Lets a while pass, with a sweep every few seconds of it."""

    def wait() -> None:
        for _ in range(int(A_WHILE.total_seconds()) // 8):
            office.settle()
            clock.advance(timedelta(seconds=8))
        office.settle()

    return wait


def test_a_message_that_waits_is_answered(office, message, graph, jump, wait):
    office.hears(message("m1", "hello"))
    office.desk.queue.flush()
    jump()
    office.settle()
    assert graph.texts == ["hello"]


@pytest.mark.parametrize("flushed", [True, False])
def test_a_message_that_failed_is_tried_again(office, message, graph, jump, wait, flushed):
    """Its next try was put off by the old clock, in the database and in the queue."""
    tries = []

    def fail_once(turn) -> Reply:
        tries.append(turn)
        if len(tries) == 1:
            raise RuntimeError
        return Reply("at last")

    office.script.answers["hello"] = fail_once
    office.hears(message("m1", "hello"), message("m2", "me too"))
    office.settle()
    if flushed:
        office.desk.queue.flush()
    jump()
    wait()
    assert graph.texts == ["at last", "me too"]


def test_a_conversation_of_a_dead_worker_is_taken_over(office, message, graph, jump, wait):
    office.hears(message("m1", "hello"))
    office.desk.queue.flush()
    ids = [row.id for row in office.rows(Conversation)]
    Leases(office.desk.storage, office.desk.clock).claim(ids)
    jump()
    wait()
    assert graph.texts == ["hello"]
    assert [row.lease_until for row in office.rows(Conversation)] == [None]


def test_a_jump_during_a_turn_changes_nothing(office, message, graph, jump, wait):
    def listen(utterance) -> None:
        office.script.reads = lambda utterance: None
        jump()

    office.script.reads = listen
    office.hears(message("m1", "hello"), message("m2", "and again"))
    wait()
    assert office.said("in") == office.said("out") == graph.texts == ["hello", "and again"]


def test_a_reply_that_is_tried_again_goes_out(office, message, graph, jump, wait):
    graph.plans["hello"] = [500]
    office.hears(message("m1", "hello"), message("m2", "after it"))
    office.settle()
    jump()
    wait()
    assert graph.texts == ["hello", "hello", "after it"]


def test_a_reply_of_a_dead_process_is_sent_again(office, message, graph, jump, wait):
    """It was claimed, and whoever did died."""
    graph.plans["hello"] = [lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)]
    office.hears(message("m1", "hello"))
    office.settle()
    assert office.outbox() == ["sending"]
    jump()
    wait()
    assert office.outbox() == ["sent"]
    assert graph.texts == ["hello", "hello"]


def test_a_reply_under_way_is_not_sent_again_because_of_a_jump(office, message, graph, jump, wait):
    graph.on_request = jump
    office.hears(message("m1", "hello"))
    office.settle()
    graph.on_request = lambda: None
    wait()
    assert graph.texts == ["hello"]


def test_messages_of_before_and_after_keep_their_order(office, message, graph, jump, wait):
    office.hears(message("m1", "before"))
    jump()
    office.hears(message("m2", "after"))
    wait()
    assert graph.texts == ["before", "after"]
    assert [row.state for row in office.rows(InboxEntry)] == ["done", "done"]
