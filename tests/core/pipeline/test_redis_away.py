"""The path of a message while Redis is away: it is taken at once, and answered all the same."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from frontdesk import SystemClock
from frontdesk.jobs import Workers

SOON = 60.0


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def office(make_office, postgres_url, server, graph):
    """A desk on PostgreSQL and a Redis of its own, on the host's clock."""
    office = make_office(postgres_url, server.url, SystemClock())
    office.script.channel.url = graph.url
    return office


@pytest.mark.parametrize("trouble", ["kill", "freeze"])
def test_taking_messages_in_waits_for_redis_once_and_never_again(office, server, message, trouble):
    getattr(server, trouble)()
    office.hears(message("m0", "first"))
    took = []
    for number in range(1, 30):
        began = time.perf_counter()
        office.hears(message(f"m{number}", "hello"))
        took.append(time.perf_counter() - began)
    assert sorted(took)[-3] < 0.5
    assert office.inbox() == ["pending"] * 30


def test_workers_answer_without_redis_and_go_on_with_it(office, server, message, graph):
    workers = Workers(office.desk, threads=2)
    server.kill()
    office.hears(message("m1", "while it is away"))
    workers.start()
    try:
        until(lambda: graph.texts == ["while it is away"])
        server.start()
        until(lambda: office.desk.queue.enqueue("receipts") and not office.desk.queue.size())
        office.hears(message("m2", "when it is back"))
        until(lambda: graph.texts == ["while it is away", "when it is back"])
    finally:
        workers.stop()


def test_workers_recover_from_a_flushed_redis(office, server, message, graph):
    office.hears(message("m1", "forgotten"))
    server.client.flushall()
    workers = Workers(office.desk, threads=2)
    workers.start()
    try:
        until(lambda: graph.texts == ["forgotten"])
    finally:
        workers.stop()
