"""Messages that were given up, or that were nobody's: found, tried again, dropped."""

from __future__ import annotations

import threading
from asyncio import CancelledError
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from frontdesk import Reply
from frontdesk.pipeline.deadletters import DeadLetters, LettersRefused
from frontdesk.storage import Message
from frontdesk.storage.models import InboxEntry


@pytest.fixture
def letters(office):
    return DeadLetters(office.desk)


@pytest.fixture
def fail(office, clock):
    """Has messages with these texts fail until they are dead."""

    def fail(*texts: str) -> None:
        def broken(turn):
            raise RuntimeError(f"cannot answer {turn.message.text}")

        for text in texts:
            office.script.answers[text] = broken
        for _ in range(12):
            office.settle()
            clock.advance(timedelta(seconds=1))
        office.settle()

    return fail


@pytest.fixture
def dead(office, message, fail):
    """One dead message, behind which another one was answered."""
    office.hears(message("m1", "poison"), message("m2", "hello"))
    fail("poison")
    assert office.inbox() == ["dead", "done"]
    office.script.answers.clear()
    return office.rows(InboxEntry)[0]


def test_a_dead_message_is_found_with_its_error_and_nothing_personal(letters, dead):
    [letter] = letters.find(("dead",))
    assert (letter.id, letter.tenant_id, letter.channel) == (dead.id, "corner", "post")
    assert (letter.state, letter.attempts) == ("dead", 5)
    assert letter.received_at.isoformat() == "2026-11-23T10:00:00+03:00"
    assert letter.error.startswith("RuntimeError in")
    assert "poison" not in repr(letter)
    assert letters.read(letter.id).text == "poison"


def test_the_business_and_the_state_say_what_is_found(letters, dead):
    assert letters.find(("dead",), "corner")
    assert not letters.find(("dead",), "another")
    assert not letters.find(("retrying", "unrouted", "dropped"))


def test_the_newest_come_first(office, letters, message, fail):
    office.hears(*(message(f"m{number}", f"bad {number}", contact=f"c{number}") for number in range(3)))
    fail("bad 0", "bad 1", "bad 2")
    ids = [letter.id for letter in letters.find(("dead",), limit=2)]
    assert ids == [row.id for row in office.rows(InboxEntry)][:0:-1]


def test_a_message_between_two_tries_is_retrying(office, letters, message, clock):
    def broken(turn):
        raise RuntimeError

    office.script.answers["slow"] = broken
    office.hears(message("m1", "slow"))
    office.settle()
    [letter] = letters.find(("retrying",))
    assert letter.attempts == 1
    office.script.answers.clear()
    letters.retry([letter.id])
    office.desk.queue.run_pending()
    assert office.inbox() == ["done"]


def test_a_dead_message_is_answered_when_it_is_tried_again(office, letters, dead):
    before = office.said()
    assert letters.retry([dead.id]).ids == [dead.id]
    assert office.desk.queue.run_pending()
    office.settle()
    assert office.inbox() == ["done", "done"]
    assert office.said() == [*before, "poison"]
    [entry, _] = office.rows(InboxEntry)
    assert (entry.error, entry.attempts) == (None, 0)


def test_a_message_that_is_answered_just_now_is_not_tried_again(
    make_office, postgres_url, message, graph, clock
):
    """On SQLite nobody can answer it meanwhile: there is one writer at a time."""
    office, worker = (make_office(postgres_url) for _ in range(2))
    worker.script.channel.url = graph.url

    def broken(turn):
        raise RuntimeError("cannot answer")

    worker.script.answers["hello"] = broken
    office.hears(message("m1", "hello"))
    worker.settle()
    retrying = office.rows(InboxEntry)[0]
    assert (retrying.state, retrying.attempts) == ("pending", 1)
    clock.advance(timedelta(seconds=1))
    committing, waits = threading.Event(), threading.Event()

    def slow(turn):
        # The turn holds the message, as the last statements of its transaction do.
        with_it = InboxEntry.update(error=None).where(InboxEntry.id == retrying.id)
        worker.desk.storage.run(with_it)
        committing.set()
        assert waits.wait(20)
        return Reply("hello")

    worker.script.answers["hello"] = slow
    answering = threading.Thread(target=worker.drain)
    answering.start()
    assert committing.wait(20)
    select = office.desk.storage.house.select

    def look(model, *fields):
        # By now it has been seen that the message can be tried again.
        waits.set()
        return select(model, *fields)

    letters = DeadLetters(office.desk)
    letters._check([retrying.id], None, ["retrying"], "tried again")
    office.desk.storage.house.select = look
    retried = letters._retry([retrying.id])
    answering.join()
    assert retried.ids == []
    worker.settle()
    assert graph.texts == ["hello"]
    assert office.inbox() == ["done"]


def test_it_is_written_down_once_however_often_it_is_tried(office, letters, dead):
    letters.retry([dead.id])
    office.settle()
    assert sorted(office.said("in")) == ["hello", "poison"]


def test_a_message_that_fails_again_is_dead_again(office, letters, dead, fail):
    letters.retry([dead.id])
    fail("poison")
    assert office.inbox() == ["dead", "done"]
    assert sorted(office.said("in")) == ["hello", "poison"]
    [letter] = letters.find(("dead",))
    assert letter.attempts == 5


def test_of_many_all_are_tried_and_each_conversation_is_woken(office, letters, message, fail):
    texts = [f"bad {number}" for number in range(5)]
    office.hears(*(message(f"m{text}", text, contact=text) for text in texts))
    fail(*texts)
    office.script.answers.clear()
    assert len(letters.retry_all(("dead",), "corner").ids) == 5
    office.desk.queue.run_pending()
    assert office.inbox() == ["done"] * 5
    assert letters.retry_all(("dead",)).ids == []


class Killed(BaseException):
    """The worker is gone, and nobody gives its leases back."""


def test_a_message_that_takes_its_workers_along_is_given_up_and_no_other(office, message, graph, clock):
    """Whoever understands it dies, or hangs until the conversation is taken over, which looks the same."""
    others = {f"harmless {number}" for number in range(6)}
    office.hears(
        *(message(f"m{text}", text, contact=text) for text in sorted(others)[:3]),
        message("m-poison", "poison", contact="ann"),
        message("m-after", "after the poison", contact="ann"),
        *(message(f"m{text}", text, contact=text) for text in sorted(others)[3:]),
    )
    read = []

    def die(utterance) -> None:
        read.append(utterance.text)
        if utterance.text == "poison":
            raise Killed

    office.script.reads = die
    for _ in range(8):
        with suppress(Killed):
            office.drain()
        office.jobs.delivery.settle()
        clock.advance(timedelta(seconds=61))
        office.jobs.sweep.run()
        office.desk.queue.flush()
    office.settle()
    assert read.count("poison") == 5
    assert sorted(office.inbox()) == ["dead", *["done"] * 7]
    assert others < set(graph.texts)
    assert graph.texts.index("after the poison") > max(graph.texts.index(text) for text in others)
    assert len(graph.texts) == 8, "the poison is answered with an apology"
    [dead] = [row for row in office.rows(InboxEntry) if row.state == "dead"]
    assert (dead.attempts, dead.error.split()[0]) == (5, "WorkersLost")


def test_a_message_that_cannot_even_be_written_down_is_given_up(office, message, graph, clock):
    """A channel of somebody else's said when it was written, without a time zone."""
    naive = datetime(2026, 11, 23, 7)
    office.hears(message("m1", "odd", sent_at=naive), message("m2", "after"))
    for _ in range(12):
        office.settle()
        clock.advance(timedelta(seconds=5))
    assert office.inbox() == ["dead", "done"]
    assert "after" in graph.texts


@pytest.mark.parametrize("end", [SystemExit, CancelledError])
def test_a_plugin_that_wants_to_end_the_program_fails_its_message_only(office, message, graph, end):
    def leave(utterance) -> None:
        if utterance.text == "leave":
            raise end

    def left(turn) -> Reply:
        raise end

    office.script.reads = leave
    office.script.answers["left"] = left
    office.hears(*(message(f"m-{text}", text, contact=text) for text in ("leave", "hello", "left", "bye")))
    office.drain()
    attempts = {row.attempts for row in office.rows(InboxEntry) if row.state == "pending"}
    assert (sorted(office.inbox()), attempts) == (["done", "done", "pending", "pending"], {1})


def test_an_unrouted_message_waits_for_its_account(office, letters, message):
    office.hears(message("m1", "anybody there?", account="4959999"))
    [letter] = letters.find(("unrouted",))
    assert letter.tenant_id is None
    assert letter.received_at.isoformat() == "2026-11-23T07:00:00+00:00"
    assert letters.read(letter.id).text == "anybody there?"
    assert letters.retry_all(("unrouted",)).homeless == [letter.id]
    assert letters.retry([letter.id]).homeless == [letter.id]
    assert office.inbox() == ["unrouted"]


def test_an_unrouted_message_is_answered_once_its_account_is_somebodys(office, letters, message, clock):
    office.hears(message("m1", "anybody there?", account="4959999"))
    received_at = office.rows(InboxEntry)[0].received_at
    clock.advance(timedelta(minutes=5))
    office.desk.tenants.save(id="new", name="New", bot="scripted", channel="post", account="4959999")
    assert len(letters.retry_all(("dead", "unrouted")).ids) == 1
    office.desk.queue.run_pending()
    office.settle()
    [entry] = office.rows(InboxEntry)
    assert (entry.state, entry.tenant, entry.received_at) == ("done", "new", received_at)
    assert office.said() == ["anybody there?"]
    # The channel brings it once more.
    office.hears(message("m1", "anybody there?", account="4959999"))
    assert office.inbox() == ["done"]


def test_messages_to_a_business_that_was_switched_off_are_answered_when_it_is_back(office, letters, message):
    office.hears(message("m1", "hello"))
    office.desk.tenants.save(id="corner", active=False)
    office.settle()
    assert office.inbox() == ["unrouted"]
    [letter] = letters.find(("unrouted",), "corner")
    assert letters.retry([letter.id]).homeless == [letter.id]
    office.desk.tenants.save(id="corner", active=True)
    assert letters.retry([letter.id]).ids == [letter.id]
    office.settle()
    assert office.said() == ["hello"]


def test_a_dropped_message_stays_and_is_never_answered(office, letters, message, dead):
    said = office.said()
    assert letters.drop([dead.id], "corner") == 1
    assert office.inbox() == ["dropped", "done"]
    assert not letters.find(("dead", "unrouted"))
    office.hears(message("m1", "poison"))
    office.settle()
    assert office.said() == said
    assert letters.retry([dead.id]).ids == [dead.id]
    office.settle()
    assert office.said() == [*said, "poison"]


def test_the_apology_stays_what_the_customer_was_told(office, letters, dead):
    [apology, hello] = office.said()
    assert hello == "hello"
    letters.retry([dead.id])
    office.settle()
    assert office.said() == [apology, hello, "poison"]
    why = office.desk.storage.house.reveal(office.rows(Message)[-1], Message.why)
    assert why is None or "error" not in why


@pytest.mark.parametrize(
    ("tenant", "number", "why"),
    [
        (None, 999, "There is no message 999 in the inbox"),
        ("another", 0, "is not of tenant 'another'"),
        (None, 1, "is done, and only those"),
    ],
)
@pytest.mark.parametrize("what", ["retry", "drop"])
def test_nothing_is_done_when_one_of_them_is_wrong(office, letters, dead, what, tenant, number, why):
    ids = [row.id for row in office.rows(InboxEntry)]
    wrong = ids[number] if number < len(ids) else number
    with pytest.raises(LettersRefused, match=why):
        getattr(letters, what)([dead.id, wrong], tenant)
    assert office.inbox() == ["dead", "done"]


def test_what_is_being_tried_is_not_dropped(office, letters, message):
    def broken(turn) -> Reply:
        raise RuntimeError

    office.script.answers["slow"] = broken
    office.hears(message("m1", "slow"))
    office.settle()
    [entry] = office.rows(InboxEntry)
    with pytest.raises(LettersRefused, match="is retrying"):
        letters.drop([entry.id])
