"""A model that answers late, wrongly or not at all: the customer is answered all the same, and in time."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from openai_server import error, reads, resets, says, sends, slowly, trickles

from frontdesk.builtin.openai_reader import Address
from frontdesk.builtin.openai_reader.breaker import Breaker, BreakerState
from frontdesk.builtin.openai_reader.switchboard import MOST_CALLS, MOST_OF_A_LINE, Switchboard
from frontdesk.storage.models import AiMessage

CALLS = "frontdesk_llm_calls_total"
#: What is between a time-out and the answer, on a busy machine.
SLACK = 3.0

FAULTS = {
    "timeout": slowly(5.0, reads()),
    "server_error": error(500),
    "rate_limited": error(429),
    "quota": error(429, "insufficient_quota"),
    "rejected": error(400),
    "broken": sends(200, b'{"choices": [{"mess'),
    "connection": resets,
    "refused": says(None, refusal="I will not."),
    "wrong_schema": says('{"reply": "You are booked, it is free"}'),
    "cut_off": says('{"intents": ["bo', finish_reason="length"),
}


def answers(salon) -> list[AiMessage]:
    return [row for row in salon.rows(AiMessage) if row.role == "assistant"]


def await_calls() -> None:
    """Wait until nobody asks a model any more: what was given up is still written down."""
    until = time.monotonic() + 30
    while any(thread.name == "frontdesk-language-model" for thread in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("kind", FAULTS)
def test_the_customer_is_answered_in_time(open_salon, server, kind):
    server.behaviour = FAULTS[kind]
    with open_salon(timeout=1.0, retries=1) as salon:
        started = time.monotonic()
        said = salon.customer.say("blorp")
        assert time.monotonic() - started < 1.0 + SLACK
        assert said
        assert "free" not in said.casefold()
        assert "openai" in salon.customer.trace["reading"]["reasons"][-1]
        # And what the rules understand is done as ever.
        assert "14:00" in salon.customer.say("A haircut tomorrow at 2 pm, please")
        await_calls()
        [row] = answers(salon)
        assert row.error == kind
        assert salon.count(CALLS, model="test", outcome=kind) == 1


@pytest.mark.parametrize("status", [200, 500])
def test_bytes_that_trickle_in_do_not_stretch_the_time(open_salon, server, status):
    server.behaviour = trickles(30.0, status)
    with open_salon(timeout=0.5) as salon:
        started = time.monotonic()
        assert salon.customer.say("blorp")
        assert time.monotonic() - started < 0.5 + SLACK
        assert "timeout" in salon.customer.trace["reading"]["reasons"][-1]
        # Nobody is left behind waiting for the rest.
        await_calls()
        assert [row.error for row in answers(salon)] == ["timeout"]


def test_a_wrong_key_is_not_tried_again(open_salon, server, caplog):
    with open_salon(key="sk-wrong") as salon, caplog.at_level(logging.ERROR):
        assert salon.customer.say("blorp")
        assert len(server.requests) == 1
        assert answers(salon)[0].error == "unauthorized"
    assert "unauthorized" in caplog.text
    assert "sk-wrong" not in caplog.text
    assert "blorp" not in caplog.text


def test_no_key_asks_nobody(open_salon, server):
    with open_salon(key="") as salon:
        assert salon.customer.say("blorp")
        assert salon.rows(AiMessage) == []
    assert server.requests == []


@pytest.mark.parametrize("first", [error(500), error(503), error(429), resets])
def test_what_passes_is_tried_again(salon, server, first):
    server.script = [first]
    server.behaviour = reads(intents=["book"], slots={"service": ["haircut"]})
    salon.customer.say("blorp")
    assert len(server.requests) == 2
    assert salon.customer.trace["reading"]["slots"] == {"service": "haircut"}
    [row] = answers(salon)
    assert row.error is None


def test_it_waits_as_long_as_it_is_told(salon, server):
    server.script = [error(429, retry_after="0.5")]
    started = time.monotonic()
    salon.customer.say("blorp")
    assert time.monotonic() - started >= 0.5
    assert len(server.requests) == 2


def test_it_does_not_wait_for_longer_than_the_customer(salon, server):
    server.behaviour = error(429, retry_after="60")
    assert salon.customer.say("blorp")
    assert len(server.requests) == 1


def test_the_breaker_opens_and_closes(open_salon, server, seconds):
    server.behaviour = error(500)
    with open_salon(retries=0) as salon:
        for _ in range(5):
            assert salon.customer.say("blorp")
        assert len(server.requests) == 5
        assert salon.count("frontdesk_llm_breaker_state", model="test") == BreakerState.OPEN
        assert salon.customer.say("blorp")
        assert len(server.requests) == 5
        assert salon.count(CALLS, model="test", outcome="open") == 1
        # A probe that fails has it rest for twice as long.
        seconds.now += 15
        salon.customer.say("blorp")
        assert len(server.requests) == 6
        seconds.now += 15
        salon.customer.say("blorp")
        assert len(server.requests) == 6
        server.behaviour = reads()
        seconds.now += 15
        salon.customer.say("blorp")
        salon.customer.say("blorp")
        assert len(server.requests) == 8
        assert salon.count("frontdesk_llm_breaker_state", model="test") == BreakerState.CLOSED


def test_only_one_probes():
    now = 0.0
    breaker = Breaker(failures=1, rest=10, clock=lambda: now)
    breaker.fail()
    assert not breaker.admit()
    now = 10.0
    assert [breaker.admit() for _ in range(3)] == [True, False, False]
    assert breaker.state is BreakerState.HALF_OPEN
    assert breaker.resting


def test_who_was_under_way_when_it_opened_changes_nothing():
    now = 0.0
    breaker = Breaker(failures=1, rest=10, clock=lambda: now)
    assert breaker.admit()
    assert breaker.admit()
    breaker.fail()
    now = 9.0
    breaker.fail()
    now = 10.0
    assert breaker.admit()


def test_a_model_that_hangs_leaves_places_to_others():
    board = Switchboard()
    hanging, other = board.line(Address("http://a", "k"), "m"), board.line(Address("http://b", "k"), "m")
    assert [board.enter(hanging, 0) for _ in range(MOST_OF_A_LINE)] == [None] * MOST_OF_A_LINE
    assert board.enter(hanging, 0) == "busy"
    assert [board.enter(other, 0) for _ in range(MOST_OF_A_LINE)] == [None] * (MOST_CALLS - MOST_OF_A_LINE)
    board.leave(hanging)
    assert board.enter(hanging, 0) is None


def test_places_are_given_back_whatever_happens(open_salon, server):
    """More calls go wrong, one after the other, than there are places."""
    server.behaviour = says("nonsense")
    with open_salon() as salon:
        for _ in range(MOST_OF_A_LINE + 1):
            salon.customer.say("blorp")
    assert len(server.requests) == MOST_OF_A_LINE + 1


def test_many_at_once_share_the_places():
    board = Switchboard()
    line = board.line(Address("http://a", "k"), "m")
    together, most, guard = 0, 0, threading.Lock()

    def call(_: int) -> None:
        nonlocal together, most
        assert board.enter(line, 30) is None
        with guard:
            together += 1
            most = max(most, together)
        time.sleep(0.001)
        with guard:
            together -= 1
        board.leave(line)

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(call, range(100)))
    assert 1 <= most <= MOST_OF_A_LINE
