"""Several short messages in a row are read as one."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from frontdesk import STAFF, Reply, SystemClock
from frontdesk.jobs import Workers
from frontdesk.pipeline.whys import Whys
from frontdesk.storage import Conversation, Message
from frontdesk.storage.models import InboxEntry

WAITING = "{burst_wait_ms: 1500}"


@pytest.fixture
def merging(make_office, backends, graph):
    """A desk whose bot reads as one what waits together."""
    office = make_office(*backends, dialogue="{merge: true}")
    office.script.channel.url = graph.url
    return office


@pytest.fixture
def patient(make_office, backends, graph):
    """A desk whose bot waits a second and a half for the next message."""
    office = make_office(*backends, dialogue=WAITING)
    office.script.channel.url = graph.url
    return office


def pass_seconds(office, seconds: float) -> None:
    office.desk.clock.advance(timedelta(seconds=seconds))
    office.desk.queue.run_pending(office.desk.clock.now())
    office.jobs.delivery.settle()


def test_what_waits_together_is_one_message(merging, message, graph):
    merging.hears(message("m1", "hi"), message("m2", "a haircut"))
    merging.hears(message("m3", "tomorrow at 3"))
    merging.settle()
    assert graph.texts == ["hi\na haircut\ntomorrow at 3"]
    assert graph.requests[0]["quote"] == "m3"
    assert merging.inbox() == ["done"] * 3
    # What was written is kept as it was written, and the answer comes after it.
    kept = [(row.direction, merging.desk.storage.house.reveal(row, Message.content)) for row in rows(merging)]
    assert kept == [
        ("in", "hi"),
        ("in", "a haircut"),
        ("in", "tomorrow at 3"),
        ("out", "hi\na haircut\ntomorrow at 3"),
    ]


def test_an_answer_to_several_messages_is_explained_as_that(merging, message, graph):
    merging.hears(message("m1", "hi"), message("m2", "a haircut"), message("m3", "tomorrow at 3"))
    merging.settle()
    *heard, said = rows(merging)
    whys = Whys(merging.desk)
    story = whys.tell(said.id)
    assert story.answers == tuple(row.id for row in heard)
    assert [whys.tell(row.id) for row in heard] == [replace(story, asked=row.id) for row in heard]


def rows(office):
    return office.rows(Message)


def test_others_who_write_at_the_same_time_are_not_mixed_in(merging, message, graph):
    merging.hears(
        message("m1", "a", "ann"),
        message("m2", "b", "bob"),
        message("m3", "c", "ann"),
        message("m4", "d", "cy"),
    )
    merging.settle()
    assert sorted(graph.texts) == ["a\nc", "b", "d"]
    assert {request["to"]: request["text"] for request in graph.requests} == {
        "ann": "a\nc",
        "bob": "b",
        "cy": "d",
    }


@pytest.mark.parametrize("kind", ["choice", "image", "audio"])
def test_only_texts_belong_together(merging, message, graph, kind):
    merging.hears(message("m1", "a"), message("m2", "b"), message("m3", "c", kind=kind), message("m4", "d"))
    merging.settle()
    assert graph.texts == ["a\nb", "c", "d"]


def test_a_long_burst_is_read_in_parts(merging, message, graph):
    merging.hears(*(message(f"m{number}", str(number)) for number in range(12)))
    merging.settle()
    assert [text.split("\n") for text in graph.texts] == [[*map(str, range(10))], ["10", "11"]]


def test_long_texts_are_read_in_parts(merging, message, graph):
    merging.hears(message("m1", "a" * 3_000), message("m2", "b" * 1_000), message("m3", "c" * 1_000))
    merging.settle()
    assert [len(text) for text in graph.texts] == [4_001, 1_000]


def test_silence_keeps_its_reason_with_the_last_of_them(merging, message):
    merging.script.answers["a\nb"] = lambda turn: Reply("")
    merging.hears(message("m1", "a"), message("m2", "b"))
    merging.settle()
    whys = [merging.desk.storage.house.reveal(row, Message.why) for row in rows(merging)]
    assert [bool(why) for why in whys] == [False, True]


def test_a_burst_that_fails_is_tried_message_by_message(merging, message, graph, clock):
    def fails(turn):
        raise RuntimeError("together only")

    merging.script.answers["a\nb"] = fails
    merging.hears(message("m1", "a"), message("m2", "b"))
    merging.settle()
    assert graph.texts == []
    clock.advance(timedelta(seconds=1))
    merging.settle()
    assert graph.texts == ["a", "b"]
    assert merging.inbox() == ["done", "done"]


def test_a_poisonous_message_takes_nobody_along(merging, message, graph, clock):
    def fails(turn):
        raise RuntimeError("poison")

    merging.script.answers |= dict.fromkeys(("a\npoison\nb", "poison", "poison\nb"), fails)
    merging.hears(message("m1", "a"), message("m2", "poison"), message("m3", "b"))
    for _ in range(20):
        merging.settle()
        clock.advance(timedelta(seconds=5))
    assert merging.inbox() == ["done", "dead", "done"]
    assert graph.texts[0] == "a"
    assert graph.texts[-1] == "b"


# -- waiting for more ----------------------------------------------------------------------------------------


def test_a_message_waits_for_the_next_one(patient, message, graph):
    patient.hears(message("m1", "hi"))
    patient.settle()
    assert graph.texts == []
    pass_seconds(patient, 1)
    patient.hears(message("m2", "a haircut"))
    # The first one's time is over, but the customer has just written again.
    pass_seconds(patient, 0.6)
    assert graph.texts == []
    pass_seconds(patient, 1)
    assert graph.texts == ["hi\na haircut"]
    assert patient.inbox() == ["done", "done"]


def test_who_never_stops_writing_is_answered_all_the_same(patient, message, graph):
    for number in range(9):
        patient.hears(message(f"m{number}", str(number)))
        pass_seconds(patient, 1)
    assert graph.texts == ["0\n1\n2\n3\n4\n5"]


@pytest.mark.parametrize("kind", ["choice", "image"])
def test_after_a_tap_nobody_waits(patient, message, graph, kind):
    patient.hears(message("m1", "hi"))
    patient.settle()
    patient.hears(message("m2", "Book", kind=kind))
    patient.settle()
    assert graph.texts == ["hi", "Book"]


@pytest.mark.parametrize("dialogue", ["{merge: true}", WAITING])
def test_what_staff_has_answered_already_the_bot_leaves_alone(
    make_office, backends, dialogue, message, graph
):
    office = make_office(*backends, dialogue=dialogue)
    office.script.channel.url = graph.url
    office.hears(message("m1", "how much is it?"))
    office.hears(message("m2", "1000, this is Maria", kind=STAFF))
    office.settle()
    pass_seconds(office, 1.5)
    assert graph.texts == []
    assert office.said("in") == ["how much is it?"]
    assert office.said("out") == ["1000, this is Maria"]
    assert office.inbox() == ["done", "done"]


def test_all_that_a_person_has_not_seen_is_unread(merging, message):
    def hand_over(turn):
        turn.hand_over()
        return Reply("a colleague will answer")

    merging.script.answers["a man\nplease"] = hand_over
    merging.hears(message("m1", "a man"), message("m2", "please"))
    merging.settle()
    [row] = merging.rows(Conversation)
    assert row.unread == 2


def test_a_tap_in_the_same_webhook_ends_the_waiting(patient, message, graph):
    patient.hears(message("m1", "hi"), message("m2", "Book", kind="choice"), message("m3", "x", "bob"))
    patient.settle()
    assert graph.texts == ["hi", "Book"]
    pass_seconds(patient, 1.5)
    assert graph.texts == ["hi", "Book", "x"]


def test_a_tap_does_not_hurry_what_has_failed(patient, message, graph, clock):
    def fails(turn):
        raise RuntimeError("not yet")

    patient.script.answers["hi"] = fails
    patient.hears(message("m1", "hi"))
    pass_seconds(patient, 1.5)
    patient.hears(message("m2", "Book", kind="choice"))
    patient.settle()
    assert graph.texts == []
    assert [row.attempts for row in patient.rows(InboxEntry)] == [1, 0]


def test_the_sweep_finds_what_waited_when_the_queue_was_lost(patient, message, graph, clock):
    patient.hears(message("m1", "hi"))
    patient.desk.queue.flush()
    patient.settle()
    assert graph.texts == []
    clock.advance(timedelta(seconds=6))
    patient.settle()
    assert graph.texts == ["hi"]


def test_workers_wait_by_themselves(make_office, backends, graph, message):
    office = make_office(*backends, at=SystemClock(), dialogue="{burst_wait_ms: 300}")
    office.script.channel.url = graph.url
    workers = Workers(office.desk)
    workers.start()
    try:
        office.hears(message("m1", "hi"))
        office.hears(message("m2", "there"))
        until = time.monotonic() + 20
        while not graph.texts and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        workers.stop()
    assert graph.texts == ["hi\nthere"]
