"""From a message to its reply: once, in order, whatever fails on the way."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import timedelta

import pytest

from frontdesk import Conflict, LeaseLost, MessageReceived, Reply, SystemClock, Turn, TurnTaken, Utterance
from frontdesk.jobs import Workers
from frontdesk.pipeline.lease import Leases
from frontdesk.storage import Conversation, Message
from frontdesk.storage.models import InboxEntry


def raises(error: Exception):
    def answer(turn: Turn) -> Reply:
        raise error

    return answer


def test_a_message_is_answered_and_both_are_kept(office, message, graph):
    office.hears(message("m1", "hello"))
    office.settle()
    assert office.said("in") == ["hello"]
    assert office.said("out") == ["hello"]
    assert office.inbox() == ["done"]
    assert office.outbox() == ["sent"]
    assert office.statuses() == ["sent"]
    [request] = graph.requests
    assert (request["to"], request["text"], request["quote"]) == ("ann", "hello", "m1")
    assert graph.tokens == ["token of corner"]
    [sent] = [row for row in office.rows(Message) if row.direction == "out"]
    assert office.desk.storage.house.reveal(sent, Message.channel_message_id) == "sent-1"
    assert request["reference"] == sent.reference
    assert office.desk.storage.house.reveal(sent, Message.why)["decision"]


def test_the_same_message_again_changes_nothing(office, message, graph):
    office.hears(message("m1", "hello"))
    again = office.hears(message("m1", "hello"), message("m1", "hello"))
    assert again.messages == 2
    office.settle()
    office.hears(message("m1", "hello", profile_name="Somebody else"))
    office.settle()
    assert graph.texts == ["hello"]
    assert office.inbox() == ["done"]
    assert office.said("in") == ["hello"]
    assert len([event for event in office.script.events if isinstance(event, MessageReceived)]) == 1


def test_messages_of_a_conversation_are_answered_in_their_order(office, message, graph):
    for number in range(12):
        office.hears(message(f"m{number}", str(number)))
    office.settle()
    assert graph.texts == [str(number) for number in range(12)]


def test_a_silent_bot_keeps_why_it_was_silent(office, message, graph):
    office.script.answers["psst"] = lambda turn: Reply("")
    office.hears(message("m1", "psst"))
    office.settle()
    assert graph.texts == []
    assert office.inbox() == ["done"]
    [heard] = office.rows(Message)
    assert office.desk.storage.house.reveal(heard, Message.why)["decision"]


def test_jobs_and_events_of_a_turn_follow_its_commit(office, message):
    def answer(turn: Turn) -> Reply:
        turn.later("script.note", 7)
        assert office.script.ran == []
        return Reply("ok")

    office.script.answers["hello"] = answer
    office.hears(message("m1", "hello"))
    office.settle()
    assert office.script.ran == [(7,)]
    [taken] = [event for event in office.script.events if isinstance(event, TurnTaken)]
    assert (taken.tenant_id, taken.channel) == ("corner", "post")


def test_nothing_of_a_failed_turn_is_kept(office, message, graph):
    def answer(turn: Turn) -> Reply:
        turn.later("script.note", 1)
        turn.scope.update(Conversation, Conversation.id == turn.conversation_id, language="xx")
        raise RuntimeError("+7 999 123-45-67 is a secret")

    office.script.answers["boom"] = answer
    office.hears(message("m1", "boom"))
    office.settle()
    [entry] = office.rows(InboxEntry)
    assert (entry.state, entry.attempts) == ("pending", 1)
    assert entry.error.startswith("RuntimeError in ")
    assert "999" not in entry.error
    assert [row.language for row in office.rows(Conversation)] == [None]
    assert office.said("in") == office.said("out") == office.script.ran == graph.texts == []


def test_a_failing_message_keeps_its_place_until_it_is_given_up(office, message, graph, clock):
    office.script.answers["boom"] = raises(RuntimeError())
    office.hears(message("m1", "boom"), message("m2", "after"), message("m3", "hi", contact="bob"))
    attempts = []
    for wait in (0, 1, 2, 4, 4):
        clock.advance(timedelta(seconds=wait))
        office.settle()
        attempts.append(max(row.attempts for row in office.rows(InboxEntry)))
        if wait != 4:
            # It is not tried before its time, and nobody but the one behind it is kept waiting.
            office.settle()
            assert graph.texts == ["hi"]
    assert attempts == [1, 2, 3, 4, 5]
    assert sorted(office.inbox()) == ["dead", "done", "done"]
    assert graph.texts[0] == "hi"
    assert "sorry" in graph.texts[1].lower()
    assert graph.texts[2:] == ["after"]
    assert office.said("in") == ["hi", "boom", "after"]


def test_a_turn_that_meets_a_conflict_is_run_again_at_once(office, message, graph):
    runs = []

    def answer(turn: Turn) -> Reply:
        runs.append(turn.message_key)
        if len(runs) < 3:
            raise Conflict("taken at the last moment")
        return Reply("third time lucky")

    office.script.answers["book"] = answer
    office.hears(message("m1", "book"))
    office.settle()
    assert len(runs) == 3
    assert len(set(runs)) == 1
    assert graph.texts == ["third time lucky"]
    assert office.rows(InboxEntry)[0].attempts == 0


def test_a_business_that_was_switched_off_does_not_answer(office, message, graph):
    office.hears(message("m1", "hello"))
    office.desk.tenants.save(id="corner", active=False)
    office.settle()
    office.hears(message("m2", "anybody there?"))
    office.settle()
    assert office.inbox() == ["unrouted", "unrouted"]
    assert graph.texts == []


# -- leases --------------------------------------------------------------------------------------------------


def test_a_worker_that_lost_its_lease_commits_nothing(office, message, graph, clock):
    """It hung for longer than its lease; another one took over. Its own answer must not count."""
    office.hears(message("m1", "hello"))
    fences = []

    def hang(utterance: Utterance) -> None:
        office.script.reads = lambda utterance: fences.extend(row.fence for row in office.rows(Conversation))
        clock.advance(timedelta(seconds=61))
        office.drain()
        office.script.answers["hello"] = lambda turn: Reply("too late")

    office.script.reads = hang
    office.drain()
    assert [row.fence for row in office.rows(Conversation)] == fences
    office.settle()
    assert graph.texts == office.said("out") == office.said("in") == ["hello"]


def test_of_a_flood_of_failures_ten_are_told_one_by_one(office, message, caplog):
    def fail(turn: Turn) -> Reply:
        raise RuntimeError("secret")

    office.script.answers["hello"] = fail
    office.hears(*(message(f"m{number}", "hello", contact=f"c{number}") for number in range(40)))
    office.drain()
    assert [row.attempts for row in office.rows(InboxEntry)] == [1] * 40
    told = [line for line in caplog.messages if "failed: RuntimeError" in line]
    assert len(told) == 10
    assert "secret" not in caplog.text


def test_what_is_said_comes_after_what_it_answers(office, message):
    office.hears(message("m1", "hello"), message("m2", "hello", contact="bob"), message("m3", "bye"))
    office.settle()
    said = defaultdict(list)
    for row in office.rows(Message):
        said[row.conversation_id].append(row.direction)
    assert sorted(said.values()) == [["in", "out"], ["in", "out"] * 2]


def test_what_is_written_under_a_lost_lease_is_rolled_back(office, message, clock):
    office.hears(message("m1", "hello"))
    [conversation] = [row.id for row in office.rows(Conversation)]
    leases = Leases(office.desk.storage, office.desk.clock)
    [frozen] = leases.claim([conversation]).leases
    assert leases.claim([conversation]).leases == []
    clock.advance(timedelta(seconds=61))
    [taken_over] = leases.claim([conversation]).leases
    assert taken_over.fence != frozen.fence
    scope = office.desk.storage.scope("corner")
    with pytest.raises(LeaseLost), office.desk.storage.write():
        scope.update(InboxEntry, state="done")
        leases.give_back(frozen)
    assert office.inbox() == ["pending"]
    with office.desk.storage.write():
        leases.give_back(taken_over)
    assert len(leases.claim([conversation]).leases) == 1


def test_a_lease_in_use_is_renewed_for_a_minute(office, message, clock):
    office.hears(message("m1", "hello"))
    ids = [row.id for row in office.rows(Conversation)]
    mine, others = (Leases(office.desk.storage, office.desk.clock) for _ in range(2))
    assert mine.claim(ids).leases
    for _ in range(9):
        clock.advance(timedelta(seconds=6))
        mine.renew()
        assert others.claim(ids).leases == []
    clock.advance(timedelta(seconds=6))
    mine.renew()
    clock.advance(timedelta(seconds=4))
    assert len(others.claim(ids).leases) == 1


def test_a_lease_that_was_given_back_is_not_renewed(office, message, clock):
    office.hears(message("m1", "hello"), message("m2", "hello", contact="bob"))
    ids = [row.id for row in office.rows(Conversation)]
    leases = Leases(office.desk.storage, office.desk.clock)
    given_back, dropped = leases.claim(ids).leases
    with office.desk.storage.write():
        leases.give_back(given_back)
    leases.drop([dropped])
    clock.advance(timedelta(seconds=6))
    leases.renew()
    clock.advance(timedelta(seconds=6))
    assert len(leases.claim(ids).leases) == 2


def test_the_renewal_does_not_wait_for_a_turn_that_takes_long(make_office, postgres_url, message, clock):
    """It would hold other conversations meanwhile. On SQLite whoever writes waits for the others anyway."""
    office = make_office(postgres_url)
    office.hears(message("m1", "hello"), message("m2", "hello", contact="bob"))
    ids = [row.id for row in office.rows(Conversation)]
    leases = Leases(office.desk.storage, office.desk.clock)
    first, second = leases.claim(ids).leases
    clock.advance(timedelta(seconds=6))
    held, renewed = threading.Event(), threading.Event()

    def take_long() -> None:
        with office.desk.storage.write():
            assert leases.standing([second])
            held.set()
            assert renewed.wait(15)

    turn = threading.Thread(target=take_long)
    turn.start()
    assert held.wait(15)
    leases.renew()
    renewed.set()
    turn.join()
    until = {row.id: row.lease_until for row in office.rows(Conversation)}
    assert until[first.conversation_id] - until[second.conversation_id] == timedelta(seconds=6)


def test_leases_of_dead_workers_can_be_ended_at_once(office, message, clock):
    office.hears(message("m1", "hello"))
    ids = [row.id for row in office.rows(Conversation)]
    leases = Leases(office.desk.storage, office.desk.clock)
    [dead] = leases.claim(ids).leases
    leases.take_all()
    with pytest.raises(LeaseLost), office.desk.storage.write():
        leases.give_back(dead)
    assert len(leases.claim(ids).leases) == 1


def test_a_message_that_comes_in_while_a_worker_lets_go_does_not_wait_for_the_sweep(office, message):
    """The claim made for it either waits for the commit or says that it is worth another look."""
    office.hears(message("m1", "first"))
    [conversation] = [row.id for row in office.rows(Conversation)]
    leases = Leases(office.desk.storage, office.desk.clock)
    [lease] = leases.claim([conversation]).leases
    claims = []

    def next_message():
        office.hears(message("m2", "second"))
        claims.append(leases.claim([conversation]))

    woken = threading.Thread(target=next_message)
    with office.desk.storage.write():
        assert set(leases.standing([lease])) == {conversation}
        office.desk.storage.scope("corner").update(InboxEntry, state="done")
        leases.give_back(lease)
        woken.start()
        woken.join(0.5)
    woken.join()
    [claimed] = claims
    if claimed.busy:
        assert claimed.busy == [conversation]
        claimed = leases.claim([conversation])
    assert [lease.conversation_id for lease in claimed.leases] == [conversation]


def test_many_conversations_are_claimed_with_one_statement(office, message):
    office.hears(*(message(f"m{number}", "hi", contact=f"c{number}") for number in range(5)))
    ids = [row.id for row in office.rows(Conversation)]
    leases = Leases(office.desk.storage, office.desk.clock)
    assert len(leases.claim(ids[:2]).leases) == 2
    assert {lease.conversation_id for lease in leases.claim(ids).leases} == set(ids[2:])


def test_a_message_that_comes_in_during_a_turn_is_answered_by_the_same_worker(office, message, graph):
    office.hears(message("m1", "first"))
    office.desk.queue.flush()

    def meanwhile(utterance: Utterance) -> None:
        office.script.reads = lambda utterance: None
        office.hears(message("m2", "second"))
        # The wake-up finds the conversation taken, and leaves it to the one who has it.
        office.drain()
        office.desk.queue.flush()
        assert office.inbox() == ["pending", "pending"]

    office.script.reads = meanwhile
    office.drain()
    assert office.inbox() == ["done", "done"]
    assert office.said() == ["first", "second"]
    assert [row.lease_until for row in office.rows(Conversation)] == [None]


def test_order_and_completeness_under_many_threads(make_office, backends, message, graph):
    office = make_office(*backends, at=SystemClock())
    office.script.channel.url = graph.url
    workers = Workers(office.desk, threads=8)
    finished = threading.Event()
    graph.on_request = lambda: len(graph.requests) == 200 and finished.set()
    workers.start()
    for number in range(10):
        for contact in range(20):
            office.hears(message(f"m{contact}-{number}", str(number), contact=f"c{contact}"))
    assert finished.wait(60)
    workers.stop()
    for contact in range(20):
        heard = [request["text"] for request in graph.requests if request["to"] == f"c{contact}"]
        assert heard == [str(number) for number in range(10)]
    assert set(office.inbox()) == {"done"}
    assert set(office.outbox()) == {"sent"}
