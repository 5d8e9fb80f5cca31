"""Delivery as a whole: accounts that rest, places that are full, many replies with few statements."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from frontdesk import DeliveryHeld, HttpResponse, MessageSent, Reply
from frontdesk.errors import StorageError, ValueRefused
from frontdesk.pipeline.places import Places
from frontdesk.pipeline.shipment import Claims
from frontdesk.pipeline.transport import Answered, Exchange, Transport
from frontdesk.storage import Conversation
from frontdesk.storage.models import OutboxEntry


def too_fast(graph, after: float) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: graph.answer(handler, 420, {"after": after})


@pytest.fixture
def other_account(office):
    """A second business, with an account of its own."""
    office.desk.tenants.save(id="other", name="Other", bot="scripted", channel="post", account="777")
    return "777"


class Box(Transport):
    """Keeps what it is given, until it is told to answer all of it at once."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[Exchange, Answered]] = []

    def exchange(self, exchanges: Sequence[Exchange], answered: Answered) -> None:
        self.kept += [(exchange, answered) for exchange in exchanges]

    def answer(self) -> None:
        kept, self.kept = self.kept, []
        for number, (exchange, _) in enumerate(kept):
            exchange.answer = HttpResponse(200, {}, b'{"id": "box-%d"}' % number)
        if kept:
            kept[0][1]([exchange for exchange, _ in kept])


# -- accounts that rest --------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [5, 60], ids=["for a moment", "for long"])
def test_an_account_that_sends_too_fast_rests_as_a_whole(office, message, graph, clock, other_account, after):
    graph.plans["hello"] = [too_fast(graph, after)]
    office.hears(message("m1", "hello"))
    office.settle()
    office.hears(message("m2", "bob's", contact="bob"), message("m3", "theirs", account=other_account))
    office.settle()
    assert graph.texts == ["hello", "theirs"]
    assert sorted(office.outbox()) == ["pending", "pending", "sent"]
    clock.advance(timedelta(seconds=after - 0.1))
    office.settle()
    assert len(graph.texts) == 2
    clock.advance(timedelta(seconds=0.1))
    office.settle()
    assert sorted(graph.texts[2:]) == ["bob's", "hello"]
    assert office.outbox() == ["sent"] * 3


def test_after_a_short_rest_nobody_waits_for_the_sweep(office, message, graph, clock):
    graph.plans["hello"] = [too_fast(graph, 5)]
    office.hears(message("m1", "hello"))
    office.settle()
    office.hears(message("m2", "bob's", contact="bob"))
    office.desk.queue.run_pending()
    clock.advance(timedelta(seconds=5))
    office.desk.queue.run_pending()
    office.jobs.delivery.settle()
    assert sorted(graph.texts) == ["bob's", "hello", "hello"]


def test_it_rests_in_all_processes(make_office, postgres_url, redis_url, message, graph, clock):
    one, other = (make_office(postgres_url, redis_url) for _ in range(2))
    for office in (one, other):
        office.script.channel.url = graph.url
    graph.plans["hello"] = [too_fast(graph, 60)]
    one.hears(message("m1", "hello"))
    one.settle()
    other.hears(message("m2", "bob's", contact="bob"))
    other.settle()
    assert graph.texts == ["hello"]
    clock.advance(timedelta(seconds=60))
    other.settle()
    assert sorted(graph.texts) == ["bob's", "hello", "hello"]


def test_while_an_account_is_in_trouble_nothing_else_of_it_is_tried(office, message, graph, clock):
    graph.plans["hello"] = [401]
    office.hears(message("m1", "hello"))
    office.settle()
    for number in range(5):
        office.hears(message(f"n{number}", "more", contact=f"c{number}"))
        office.settle()
        clock.advance(timedelta(seconds=60))
    assert graph.texts == ["hello"]
    assert [type(event) for event in office.script.events].count(DeliveryHeld) == 1
    office.desk.tenants.save(channel="post", account="4951234", access_token="a new token")
    office.settle()
    assert office.outbox() == ["sent"] * 6


def test_the_sweep_finds_others_behind_many_that_rest(
    office, message, graph, clock, other_account, monkeypatch
):
    monkeypatch.setattr("frontdesk.pipeline.sweep.MOST_AT_ONCE", 3)
    graph.plans["hello"] = [401]
    office.hears(message("m1", "hello"))
    office.settle()
    office.hears(*(message(f"n{number}", "more", contact=f"c{number}") for number in range(5)))
    office.settle()
    office.jobs.delivery.places.pause("post", other_account, 1)
    office.hears(message("m2", "theirs", account=other_account))
    office.settle()
    assert graph.texts == ["hello"]
    office.desk.queue.flush()
    clock.advance(timedelta(seconds=1))
    office.settle()
    assert graph.texts == ["hello", "theirs"]


# -- places --------------------------------------------------------------------------------------------------


def test_a_slow_account_does_not_keep_another_one_waiting(office, message, graph, clock, other_account):
    office.jobs.delivery.places = Places(office.desk.cache, clock, most=3, most_per_account=2)
    go_on, arrived = threading.Event(), threading.Semaphore(0)

    def wait(handler: BaseHTTPRequestHandler) -> None:
        arrived.release()
        assert go_on.wait(20)
        graph.answer(handler, 200, {"id": f"{threading.get_ident()}"})

    graph.plans["slow"] = [wait] * 6
    office.hears(*(message(f"s{number}", "slow", contact=f"s{number}") for number in range(6)))
    office.desk.queue.run_pending()
    assert arrived.acquire(timeout=10)
    assert arrived.acquire(timeout=10)
    office.hears(
        *(message(f"q{number}", "quick", contact=f"q{number}", account=other_account) for number in range(6))
    )
    done = threading.Event()
    graph.on_request = lambda: done.set() if graph.texts.count("quick") == 6 else None
    office.desk.queue.run_pending()
    assert done.wait(20)
    assert graph.texts.count("slow") == 2
    go_on.set()
    office.jobs.delivery.settle()
    assert graph.texts.count("slow") == 6
    assert set(office.outbox()) == {"sent"}


def test_who_waits_for_a_place_gets_it_without_the_queue(office, message, graph, clock):
    office.jobs.delivery.places = Places(office.desk.cache, clock, most=1)
    go_on = threading.Event()

    def wait(handler: BaseHTTPRequestHandler) -> None:
        assert go_on.wait(20)
        graph.answer(handler, 200, {"id": handler.path})

    graph.plans["hello"] = [wait]
    office.hears(*(message(f"m{number}", "hello", contact=f"c{number}") for number in range(4)))
    office.desk.queue.run_pending()
    office.desk.queue.flush()
    go_on.set()
    office.jobs.delivery.settle()
    assert office.outbox() == ["sent"] * 4


def test_the_next_reply_of_a_conversation_goes_without_the_queue(office, message, graph):
    office.hears(*(message(f"m{number}", f"{number}") for number in range(4)))
    office.drain()
    office.desk.queue.flush()
    office.jobs.delivery.run(*[row.id for row in office.rows(Conversation)])
    office.jobs.delivery.settle()
    assert graph.texts == ["0", "1", "2", "3"]


def test_replies_of_one_conversation_are_never_under_way_together(office, message, graph):
    lock, now, most = threading.Lock(), [0], [0]

    def count(handler: BaseHTTPRequestHandler) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.01)
        with lock:
            now[0] -= 1
        graph.answer(handler, 200, {"id": f"{len(graph.requests)}"})

    graph.plans = {f"{number}": [count] for number in range(8)}
    for number in range(8):
        office.hears(message(f"m{number}", f"{number}"))
        office.desk.queue.run_pending()
        office.jobs.delivery.run(*[row.id for row in office.rows(Conversation)])
    office.settle()
    assert graph.texts == [f"{number}" for number in range(8)]
    assert most[0] == 1


# -- many together -------------------------------------------------------------------------------------------


def test_the_outcomes_of_many_replies_are_written_with_few_statements(make_office, backends, message):
    box = Box()
    office = make_office(*backends, transport=box)
    office.hears(*(message(f"m{number}", "hello", contact=f"c{number}") for number in range(200)))
    office.desk.queue.run_pending()
    assert len(box.kept) == 128
    statements: list[str] = []
    office.desk.storage.on_query(lambda operation, seconds: statements.append(operation))
    rounds = 0
    while box.kept:
        box.answer()
        # Until it is all written, or the next ones have been let in.
        while not office.jobs.delivery.settle(0.01) and not box.kept:
            office.desk.queue.run_pending()
        rounds += 1
    assert office.outbox() == ["sent"] * 200
    assert [type(event) for event in office.script.events].count(MessageSent) == 200
    assert len(statements) < 60


def test_many_are_claimed_with_few_statements(make_office, backends, message, clock):
    dead = make_office(*backends, transport=Box())
    dead.hears(*(message(f"m{number}", "hello", contact=f"c{number}") for number in range(100)))
    dead.desk.queue.run_pending()
    box = Box()
    office = make_office(*backends, transport=box)
    clock.advance(timedelta(seconds=21))
    statements: list[str] = []
    office.desk.storage.on_query(lambda operation, seconds: statements.append(operation))
    office.jobs.delivery.run(*[row.id for row in office.rows(Conversation)])
    assert len(box.kept) == 100
    assert len(statements) < 10


@pytest.mark.parametrize("trouble", [RuntimeError("cannot be written"), ValueRefused("too long")])
def test_one_whose_row_cannot_be_written_costs_the_others_nothing(
    office, message, graph, monkeypatch, trouble
):
    office.script.answers["evil"] = lambda turn: Reply("evil")
    record = office.jobs.delivery._outcomes._arrived

    def arrived(results, *more):
        if any(result.shipment.reply.text == "evil" for result in results):
            raise trouble
        record(results, *more)

    monkeypatch.setattr(office.jobs.delivery._outcomes, "_arrived", arrived)
    office.hears(
        message("m0", "evil"),
        *(message(f"m{number}", "hello", contact=f"c{number}") for number in range(1, 8)),
    )
    office.drain()
    assert office.jobs.delivery.settle(20)
    assert sorted(office.outbox()) == ["sending"] + ["sent"] * 7
    assert office.jobs.delivery.places.in_flight == 0


def test_what_is_known_is_kept_while_the_database_is_away(office, message, graph, monkeypatch):
    """Else it would be sent again when the claim runs out."""
    storage = office.desk.storage
    write, away = storage.write, [0]

    @contextmanager
    def broken(*args, **options):
        if threading.current_thread().name == "frontdesk-delivery" and away[0] < 4:
            away[0] += 1
            raise StorageError("the server is not there")
        with write(*args, **options):
            yield storage

    monkeypatch.setattr(storage, "write", broken)
    office.hears(message("m1", "hello"))
    office.settle()
    assert away[0] == 4
    assert graph.texts == ["hello"]
    assert office.outbox() == ["sent"]


def test_a_process_that_was_stopped_does_not_send_what_others_have_sent(office, message, graph, clock):
    office.hears(message("m1", "hello"))
    office.drain()
    office.jobs.delivery.settle()
    storage = office.desk.storage
    with storage.write():
        storage.house.update(OutboxEntry, state="pending")
    claims = Claims(storage, clock, reconcile_after=20)
    [shipment] = claims.claim(claims.due([row.id for row in office.rows(Conversation)]))
    assert office.jobs.delivery.places.take(*shipment.place)
    office.jobs.delivery.send([replace(shipment, since=shipment.since - 16)])
    office.jobs.delivery.settle()
    assert graph.texts == ["hello"]
    assert office.outbox() == ["pending"]
