"""What one business does wrong costs no other one its model, and nobody waits for longer than was said."""

from __future__ import annotations

from openai_server import error, reads

from frontdesk.builtin.openai_reader import Address
from frontdesk.builtin.openai_reader.breaker import BreakerState
from frontdesk.builtin.openai_reader.switchboard import MOST_OF_A_LINE, Switchboard

CALLS = "frontdesk_llm_calls_total"


def test_a_key_has_a_line_of_its_own():
    board = Switchboard()
    wrong, right = (board.line(Address("http://a", key), "m") for key in ("wrong", "right"))
    for _ in range(5):
        wrong.failed("unauthorized")
    assert board.enter(wrong, 0) == "open"
    assert board.enter(right, 0) is None
    assert board.line(Address("http://a", "right"), "m") is right
    assert board.state("m") is BreakerState.OPEN
    assert board.state("other") is BreakerState.CLOSED
    assert not any("wrong" in str(key) for key in board._lines)


def test_a_request_that_is_not_taken_opens_nothing(open_salon, server, caplog):
    server.behaviour = error(400)
    with open_salon(retries=0) as salon:
        for _ in range(7):
            assert salon.customer.say("blorp")
        assert salon.count(CALLS, model="test", outcome="rejected") == 7
        server.behaviour = reads()
        salon.neighbour().say("blorp")
        assert salon.count(CALLS, model="test", outcome="ok") == 1
    assert "rejected" in caplog.text


class Impatient(Switchboard):
    """Keeps how long somebody would have waited."""

    patience = 0.0

    def enter(self, line, patience=0.0):
        self.patience = patience
        return super().enter(line, 0)


def test_waiting_for_a_place_is_part_of_the_time(open_salon, server):
    board = Impatient()
    with open_salon(timeout=0.4, switchboard=board) as salon:
        salon.customer.say("blorp")
        assert 0 < board.patience <= 0.1
        line = board.line(Address(server.url, "sk-of-the-test"), "test")
        while Switchboard.enter(board, line, 0) is None:
            pass
        asked = len(server.requests)
        assert salon.customer.say("flurb")
        assert len(server.requests) == asked
        assert salon.count(CALLS, model="test", outcome="busy") == 1


def test_nobody_waits_once_the_time_is_up():
    board = Switchboard()
    line = board.line(Address("http://a", "k"), "m")
    assert [board.enter(line, -1) for _ in range(MOST_OF_A_LINE + 1)] == [*[None] * MOST_OF_A_LINE, "busy"]
