"""Replies on their way out: every answer and every silence of the other side, over a real connection."""

from __future__ import annotations

import socket
import struct
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from frontdesk import (
    DeliveryFailed,
    DeliveryHeld,
    MessageSent,
    Reply,
    Sent,
    SystemClock,
)
from frontdesk.errors import StorageError
from frontdesk.pipeline.outcomes import Result, Settled
from frontdesk.pipeline.places import Places
from frontdesk.pipeline.shipment import Claims
from frontdesk.pipeline.transport import Exchange, Transport
from frontdesk.storage import Conversation, Message
from frontdesk.storage.models import OutboxEntry


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection in the middle of the answer."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{")
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def redirect(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(307)
    handler.send_header("location", "http://127.0.0.1:9/elsewhere")
    handler.send_header("content-length", "0")
    handler.end_headers()


@pytest.mark.parametrize("status", [500, 503, 404])
def test_a_transient_answer_is_tried_again_after_a_growing_wait(office, message, graph, clock, status):
    graph.plans["hello"] = [status, status]
    office.hears(message("m1", "hello"), message("m2", "after"))
    office.settle()
    assert graph.texts == ["hello"]
    for wait, texts in ((0.9, 1), (0.1, 2), (1.9, 2), (0.1, 4)):
        clock.advance(timedelta(seconds=wait))
        office.settle()
        assert len(graph.texts) == texts
    assert graph.texts == ["hello", "hello", "hello", "after"]
    assert len({request["reference"] for request in graph.requests}) == 2
    assert office.outbox() == ["sent", "sent"]


def test_the_channel_says_how_long_to_wait(office, message, graph, clock):
    graph.plans["hello"] = [429]
    office.hears(message("m1", "hello"))
    office.settle()
    clock.advance(timedelta(seconds=59))
    office.settle()
    assert len(graph.texts) == 1
    clock.advance(timedelta(seconds=1))
    office.settle()
    assert office.outbox() == ["sent"]


def test_what_stays_transient_is_given_up_after_eight_tries(office, message, graph, clock):
    graph.plans["hello"] = [500] * 20
    office.hears(message("m1", "hello"), message("m2", "after"))
    for _ in range(10):
        office.settle()
        clock.advance(timedelta(seconds=300))
    assert graph.texts == ["hello"] * 8 + ["after"]
    assert office.outbox() == ["failed", "sent"]
    assert office.statuses() == ["failed", "sent"]
    [failed] = [event for event in office.script.events if isinstance(event, DeliveryFailed)]
    assert failed == DeliveryFailed("corner", channel="post", code="status 500")


def test_a_refused_reply_fails_loudly_and_lets_the_next_one_go(office, message, graph):
    graph.plans["hello"] = [400]
    office.hears(message("m1", "hello"), message("m2", "after"))
    office.settle()
    assert graph.texts == ["hello", "after"]
    assert office.outbox() == ["failed", "sent"]
    assert [row.error for row in office.rows(Message) if row.direction == "out"] == ["E400", None]
    assert DeliveryFailed("corner", channel="post", code="E400") in office.script.events
    assert [event for event in office.script.events if isinstance(event, MessageSent)]


def test_an_account_in_trouble_is_held_and_tried_now_and_then(office, message, graph, clock):
    graph.plans["hello"] = [401]
    office.hears(message("m1", "hello"), message("m2", "after"))
    office.settle()
    assert graph.texts == ["hello"]
    assert office.outbox() == ["held", "pending"]
    assert office.statuses() == ["pending", "pending"]
    assert DeliveryHeld("corner", channel="post", reason="bad token") in office.script.events
    clock.advance(timedelta(minutes=10))
    office.settle()
    assert graph.texts == ["hello", "hello", "after"]
    assert office.outbox() == ["sent", "sent"]


def test_a_new_access_token_lets_go_of_what_was_held(office, message, graph):
    graph.plans["hello"] = [401]
    office.hears(message("m1", "hello"), message("m2", "after"))
    office.settle()

    office.desk.tenants.save(channel="post", account="4951234", access_token="a new token")
    office.settle()

    assert graph.texts == ["hello", "hello", "after"]
    assert office.outbox() == ["sent", "sent"]


def test_other_changes_to_a_business_leave_it_held(office, message, graph):
    graph.plans["hello"] = [401]
    office.hears(message("m1", "hello"))
    office.settle()

    office.desk.tenants.save(id="corner", name="Renamed")
    office.desk.tenants.save(channel="post", account="another", access_token="token", id="corner")
    office.settle()

    assert office.outbox() == ["held"]


def test_a_reply_that_the_channel_cannot_make_does_not_stop_the_others(office, message, graph, clock):
    office.hears(message("m1", "cannot be sent"), message("m2", "hello", contact="bob"))
    for _ in range(10):
        office.settle()
        clock.advance(timedelta(seconds=300))
    assert graph.texts == ["hello"]
    assert sorted(office.outbox()) == ["failed", "sent"]
    [entry] = [row for row in office.rows(OutboxEntry) if row.state == "failed"]
    assert entry.error.startswith("RuntimeError in ")


def test_redirects_are_not_followed(office, message, graph):
    graph.plans["hello"] = [redirect]
    office.hears(message("m1", "hello"))
    office.settle()
    [entry] = office.rows(OutboxEntry)
    assert (entry.state, entry.error) == ("pending", "status 307")


def test_when_nobody_listens_it_is_tried_for_a_long_time(office, message, graph, clock):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    listening, office.script.channel.url = office.script.channel.url, f"http://127.0.0.1:{port}/messages"
    office.hears(message("m1", "hello"))
    for _ in range(12):
        office.settle()
        [entry] = office.rows(OutboxEntry)
        assert (entry.state, entry.error) == ("pending", "ConnectionRefusedError")
        clock.advance(timedelta(seconds=300))
    office.script.channel.url = listening
    office.settle()
    assert graph.texts == ["hello"]
    assert office.outbox() == ["sent"]


def test_the_log_does_not_tell_of_every_reply_while_nobody_listens(office, message, caplog):
    with socket.create_server(("127.0.0.1", 0)) as free:
        office.script.channel.url = f"http://127.0.0.1:{free.getsockname()[1]}/messages"
    texts = ["hello", "cannot be sent"] * 30
    office.hears(*(message(f"m{n}", text, contact=f"c{n}") for n, text in enumerate(texts)))
    office.settle()
    assert office.outbox() == ["pending"] * 60
    kinds = [line.split(" ", 2)[2].split(":")[0] for line in caplog.messages]
    assert Counter(kinds) == {
        "had no answer and will be tried again": 10,
        "cannot be made into a request": 10,
    }


# -- nobody knows whether it arrived -------------------------------------------------------------------------


@pytest.mark.parametrize("plan", [reset, 202], ids=["lost", "unclear"])
def test_an_ambiguous_send_is_sent_again_when_no_receipt_comes(office, message, graph, clock, plan):
    graph.plans["hello"] = [plan]
    office.hears(message("m1", "hello"), message("m2", "after"))
    office.settle()
    assert graph.texts == ["hello"]
    assert office.outbox() == ["sending", "pending"]
    clock.advance(timedelta(seconds=19.9))
    office.settle()
    assert graph.texts == ["hello"]
    clock.advance(timedelta(seconds=0.2))
    office.settle()
    assert graph.texts == ["hello", "hello", "after"]
    assert graph.requests[0]["reference"] == graph.requests[1]["reference"]
    assert office.outbox() == ["sent", "sent"]


def test_a_send_that_stays_ambiguous_is_given_up_after_eight_tries(office, message, graph, clock):
    graph.plans["hello"] = [reset] * 20
    office.hears(message("m1", "hello"), message("m2", "after"))
    for _ in range(10):
        office.settle()
        clock.advance(timedelta(seconds=20))
    assert graph.texts == ["hello"] * 8 + ["after"]
    assert office.outbox() == ["failed", "sent"]


@pytest.mark.parametrize("plan", [reset, 202], ids=["lost", "unclear"])
def test_an_ambiguous_send_is_not_repeated_once_a_receipt_knows_it(
    office, message, receipt, graph, clock, plan
):
    graph.plans["hello"] = [plan]
    office.hears(message("m1", "hello"), message("m2", "after"))
    office.settle()
    reference = graph.requests[0]["reference"]
    office.hears(receipts=(receipt("their id", "delivered", reference=reference),))
    office.settle()
    clock.advance(timedelta(seconds=60))
    office.settle()
    assert graph.texts == ["hello", "after"]
    assert office.statuses() == ["delivered", "sent"]
    assert office.outbox() == ["sent", "sent"]


def test_a_receipt_that_nobody_has_applied_yet_keeps_it_from_being_repeated(
    office, message, receipt, graph, clock
):
    graph.plans["hello"] = [reset]
    office.hears(message("m1", "hello"))
    office.settle()
    reference = graph.requests[0]["reference"]
    office.hears(receipts=(receipt("their id", "sent", reference=reference),))
    clock.advance(timedelta(seconds=60))
    office.jobs.delivery.run(office.rows(OutboxEntry)[0].conversation_id)
    office.jobs.delivery.settle()
    assert graph.texts == ["hello"]


def test_a_held_reply_is_not_sent_again_once_a_receipt_knows_it(office, message, receipt, graph, clock):
    """It arrived with a try in doubt, and the next one was refused for its account."""
    graph.plans["hello"] = [202, 401]
    office.hears(message("m1", "hello"))
    office.settle()
    clock.advance(timedelta(seconds=21))
    office.settle()
    assert office.outbox() == ["held"]
    reference = graph.requests[0]["reference"]
    office.hears(receipts=(receipt("their id", "delivered", reference=reference),))
    office.settle()
    clock.advance(timedelta(minutes=11))
    office.settle()
    assert len(graph.requests) == 2
    assert (office.outbox(), office.statuses()) == (["sent"], ["delivered"])


def test_what_has_nothing_to_do_with_a_reply_does_not_count_against_it(office, message, graph, clock):
    """Its account is refused for hours, or is too fast; then it is told once to come later itself."""

    def too_fast(handler: BaseHTTPRequestHandler) -> None:
        graph.answer(handler, 420, {"after": 60})

    graph.plans["hello"] = [*[401] * 10, *[too_fast] * 30, 500, reset, 503]
    office.hears(message("m1", "hello"))
    for _ in range(200):
        office.settle()
        if office.outbox() != ["sent"]:
            clock.advance(timedelta(minutes=5))
    assert office.outbox() == ["sent"]
    assert len(graph.requests) == 44


def test_what_was_sent_is_not_sent_again_when_the_database_comes_back(
    office, message, graph, clock, monkeypatch
):
    """It was away for longer than the claim lasts: the outcome is known here, and not written down yet."""
    monkeypatch.setattr("frontdesk.pipeline.deliver._WRITE_EVERY", 0.01)
    writer = office.jobs.delivery._writer
    write, away, tried = writer._write, threading.Event(), threading.Event()
    away.set()

    def fail(results: list[Result]) -> list[Settled]:
        if away.is_set():
            tried.set()
            raise StorageError("the database is away")
        return write(results)

    monkeypatch.setattr(writer, "_write", fail)
    office.hears(message("m1", "hello"))
    office.desk.queue.run_pending()
    assert tried.wait(20)
    clock.advance(timedelta(seconds=21))
    office.jobs.sweep.run()
    office.desk.queue.run_pending()
    away.clear()
    office.settle()
    assert graph.texts == ["hello"]
    assert office.outbox() == ["sent"]


def test_processes_that_start_again_and_again_keep_no_reply_waiting(
    make_office, backends, message, graph, clock
):
    dead = make_office(*backends, transport=Grave())
    dead.hears(message("m1", "hello"))
    dead.desk.queue.run_pending()
    living = make_office(*backends)
    living.script.channel.url = graph.url
    for _ in range(5):
        clock.advance(timedelta(seconds=9))
        living.jobs.delivery.resume()
        living.settle()
    assert graph.texts == ["hello"]


def test_places_are_given_back_though_what_others_shared_cannot_be_read(office, message, graph, clock):
    office.desk.cache.set("delivery.paused", [["of", "another", "version"]], 60)
    office.jobs.delivery.places._looked_at = -9.0
    office.hears(message("m1", "hello"))
    office.settle()
    assert office.outbox() == ["sent"]
    assert office.jobs.delivery.places.in_flight == 0


def test_a_receipt_counts_though_the_business_was_switched_off_meanwhile(
    office, message, receipt, graph, clock
):
    graph.plans["hello"] = [reset]
    office.hears(message("m1", "hello"))
    office.settle()
    reference = graph.requests[0]["reference"]
    office.desk.tenants.save(id="corner", active=False)
    office.hears(receipts=(receipt("their id", "sent", reference=reference, at=clock.now()),))
    office.settle()
    assert office.outbox() == office.statuses() == ["sent"]


def test_a_receipt_of_a_stranger_does_not_hold_a_reply_up_for_ever(office, message, receipt, graph, clock):
    """An account that nobody has tells our reference: it is given up, and the reply is on its own again."""
    graph.plans["hello"] = [reset]
    office.hears(message("m1", "hello"), message("m2", "after"))
    office.settle()
    reference = graph.requests[0]["reference"]
    stranger = receipt("their id", "sent", reference=reference, account="unknown", at=clock.now())
    office.hears(receipts=(stranger,))
    for _ in range(3):
        office.settle()
        clock.advance(timedelta(hours=1))
    office.settle()
    assert graph.texts == ["hello", "hello", "after"]
    assert office.outbox() == ["sent", "sent"]


def test_a_reply_is_sent_once_though_its_turn_had_to_wait_long(office, message, graph, clock):
    """For another writer, or for a lock: the claim holds from the commit on, as the request's time does."""
    asked, go_on = threading.Event(), threading.Event()

    def wait(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        assert go_on.wait(20)
        graph.answer(handler, 200, {"id": "late"})

    def late(turn) -> Reply:
        clock.advance(timedelta(seconds=18))
        return Reply("hello")

    graph.plans["hello"] = [wait]
    office.script.answers["hello"] = late
    office.hears(message("m1", "hello"))
    office.desk.queue.run_pending()
    assert asked.wait(20)
    clock.advance(timedelta(seconds=14))
    office.jobs.sweep.run()
    office.desk.queue.run_pending()
    assert [row.attempts for row in office.rows(OutboxEntry)] == [1]
    go_on.set()
    office.settle()
    assert graph.texts == ["hello"]


def test_a_reply_that_cannot_be_read_costs_the_others_nothing(make_office, backends, message, graph, clock):
    dead = make_office(*backends, transport=Grave())
    dead.hears(message("m1", "hello", contact="ann"), message("m2", "hello", contact="bob"))
    dead.desk.queue.run_pending()
    living = make_office(*backends)
    living.script.channel.url = graph.url
    spoilt, _ = living.rows(OutboxEntry)
    with living.desk.storage.write():
        garbage = OutboxEntry.update(payload=b"\x01" + b"x" * 60).where(OutboxEntry.id == spoilt.id)
        living.desk.storage.run(garbage)
    clock.advance(timedelta(seconds=21))
    living.settle()
    assert graph.texts == ["hello"]
    assert living.outbox() == ["pending", "sent"]
    assert "cannot be read" in living.rows(OutboxEntry)[0].error
    for _ in range(400):
        clock.advance(timedelta(minutes=5))
        living.settle()
    assert living.outbox() == ["failed", "sent"]


class Grave(Transport):
    """Takes requests and is never heard of again."""

    def exchange(self, exchanges: Sequence[Exchange], answered: object) -> None:
        """Says nothing."""


def test_what_a_dead_process_was_sending_is_taken_up_when_its_claim_runs_out(
    make_office, backends, message, graph, clock
):
    dead = make_office(*backends, transport=Grave())
    dead.hears(message("m1", "hello"))
    dead.desk.queue.run_pending()
    assert dead.outbox() == ["sending"]
    living = make_office(*backends)
    living.script.channel.url = graph.url
    clock.advance(timedelta(seconds=19))
    living.settle()
    assert graph.texts == []
    clock.advance(timedelta(seconds=1))
    living.settle()
    assert graph.texts == ["hello"]
    assert living.outbox() == ["sent"]


def test_two_processes_do_not_send_the_same_reply(office, make_office, backends, message, graph):
    other = make_office(*backends)
    other.script.channel.url = graph.url
    office.hears(message("m1", "hello"))
    arrived, go_on = threading.Event(), threading.Event()

    def wait(handler: BaseHTTPRequestHandler) -> None:
        arrived.set()
        assert go_on.wait(10)
        graph.answer(handler, 200, {"id": "x"})

    graph.plans["hello"] = [wait]
    office.desk.queue.run_pending()
    assert arrived.wait(10)
    other.jobs.delivery.run(office.rows(OutboxEntry)[0].conversation_id)
    go_on.set()
    office.settle()
    other.settle()
    assert graph.texts == ["hello"]


@pytest.mark.parametrize("state", ["pending", "sending"])
def test_of_two_that_claim_a_reply_at_the_same_moment_one_gets_it(
    make_office, postgres_url, message, clock, state
):
    """The other one claims it between this one's look and its grasp. (On SQLite writers take turns.)"""
    office, other = make_office(postgres_url, transport=Grave()), make_office(postgres_url)
    office.hears(message("m1", "hello"))
    office.drain()
    with office.desk.storage.write():
        office.desk.storage.house.update(OutboxEntry, state=state, claimed_until=clock.now())
    [conversation] = [row.id for row in office.rows(Conversation)]
    claims = Claims(office.desk.storage, clock, reconcile_after=20)
    rival = Claims(other.desk.storage, clock, reconcile_after=20)
    rows = claims.due([conversation])
    assert len(rows) == 1
    [taken] = rival.claim(rival.due([conversation]))
    assert claims.claim(rows) == []
    assert taken.attempts == 2


@pytest.mark.parametrize(
    "since",
    [
        {"state": "pending", "due_at": timedelta(seconds=1)},
        {"state": "held", "due_at": timedelta(seconds=600)},
        {"state": "sent"},
        {"state": "failed"},
    ],
)
def test_what_somebody_else_settled_since_the_look_is_not_claimed(
    make_office, backends, message, clock, since
):
    office = make_office(*backends, transport=Grave())
    office.hears(message("m1", "hello"))
    office.drain()
    storage = office.desk.storage
    with storage.write():
        storage.house.update(OutboxEntry, state="pending", claimed_until=None)
    claims = Claims(storage, clock, reconcile_after=20)
    rows = claims.due([row.id for row in office.rows(Conversation)])
    assert len(rows) == 1
    with storage.write():
        due = clock.now() + since.get("due_at", timedelta())
        storage.house.update(OutboxEntry, state=since["state"], due_at=due)
    assert claims.claim(rows) == []
    assert office.outbox() == [since["state"]]


def test_an_answer_that_comes_too_late_is_an_ambiguous_send(make_office, sqlite_url, message, graph):
    office = make_office(sqlite_url, at=SystemClock(), transport=Transport(timeout=0.05))
    office.script.channel.url = graph.url
    done = threading.Event()
    graph.plans["hello"] = [lambda handler: done.wait(10)]
    office.hears(message("m1", "hello"))
    office.settle()
    done.set()
    [entry] = office.rows(OutboxEntry)
    assert (entry.state, entry.error) == ("sending", "TimeoutError")


# -- many at once --------------------------------------------------------------------------------------------


def test_many_replies_are_under_way_at_once_without_a_thread_each(make_office, sqlite_url, message, graph):
    """The server answers nobody before all of them are there."""
    office = make_office(sqlite_url)
    office.script.channel.url = graph.url
    together = threading.Barrier(30, timeout=30)

    def wait(handler: BaseHTTPRequestHandler) -> None:
        together.wait()
        graph.answer(handler, 200, {"id": "x"})

    graph.plans["hello"] = [wait] * 30
    office.hears(*(message(f"m{number}", "hello", contact=f"c{number}") for number in range(30)))
    office.settle()
    assert set(office.outbox()) == {"sent"}
    assert len([thread for thread in threading.enumerate() if thread.name.startswith("frontdesk")]) < 5


def test_no_more_are_under_way_than_there_are_places(make_office, sqlite_url, message, graph, clock):
    office = make_office(sqlite_url)
    office.script.channel.url = graph.url
    office.jobs.delivery.places = Places(office.desk.cache, clock, most=2)
    lock, now, most = threading.Lock(), [0], [0]

    def count(handler: BaseHTTPRequestHandler) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        graph.answer(handler, 200, {"id": "x"})
        with lock:
            now[0] -= 1

    graph.plans["hello"] = [count] * 12
    office.hears(*(message(f"m{number}", "hello", contact=f"c{number}") for number in range(12)))
    office.settle()
    assert office.outbox() == ["sent"] * 12
    assert most[0] <= 2


def test_a_channel_without_requests_is_done_at_once(office, message, graph, monkeypatch):
    monkeypatch.setattr(office.script.channel, "request", lambda outbound, bot: Sent("in the house"))
    office.script.answers["hello"] = lambda turn: Reply("hi")
    office.hears(message("m1", "hello"), message("m2", "more"))
    office.settle()
    assert office.outbox() == ["sent", "sent"]
    assert graph.texts == []
