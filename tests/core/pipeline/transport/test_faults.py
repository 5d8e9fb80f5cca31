"""What goes wrong on the wire, and what is known of a request then: whether it may have left."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time

import pytest

from frontdesk import HttpRequest, TransportError
from frontdesk.pipeline.transport import Exchange, Transport, connections

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


def request(url: str, method: str = "POST") -> HttpRequest:
    return HttpRequest(method, url, {"authorization": "none"}, b"body")


def failure(transport: Transport, *args: str) -> TransportError:
    with pytest.raises(TransportError) as caught:
        transport.send(request(*args)).result(20)
    return caught.value


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


ANSWERS = {
    "nothing": b"",
    "half a status line": b"HTTP/1.1 2",
    "half of the headers": b"HTTP/1.1 200 OK\r\ncontent-le",
    "half of the body": b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{",
    "half of a chunk": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20\r\n{",
    "something else": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
}


@pytest.mark.parametrize("end", [socket.socket.close, reset], ids=["closed", "reset"])
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_request_that_was_heard_may_have_arrived_and_is_not_sent_again(
    transport, wire, answer, end, method
):
    def half(connection: socket.socket) -> None:
        wire.hear(connection)
        connection.sendall(answer)
        end(connection)

    wire.steps = [half]
    assert failure(transport, wire.url, method).sent
    assert len(wire.heard) == 1


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_nor_on_a_connection_that_was_good_before(transport, wire, method):
    def once(connection: socket.socket) -> None:
        wire.hear(connection)
        connection.sendall(OK)
        wire.hear(connection)

    wire.steps = [once]
    transport.send(request(wire.url)).result(10)
    assert failure(transport, wire.url, method).sent
    assert len(wire.heard) == 2


def test_a_connection_that_was_closed_while_idle_is_not_used(transport, wire):
    gone = threading.Event()

    def once(connection: socket.socket) -> None:
        wire.hear(connection)
        connection.sendall(OK)
        connection.close()
        gone.set()

    wire.steps = [once, once]
    for _ in range(3):
        transport.send(request(wire.url)).result(10)
        gone.wait(10)
    assert len(wire.heard) == wire.connections == 3


@pytest.mark.parametrize("end", [socket.socket.close, reset], ids=["closed", "reset"])
def test_not_even_when_the_loop_had_no_time_to_notice(transport, wire, end):
    close, gone = threading.Event(), threading.Event()

    def once(connection: socket.socket) -> None:
        wire.hear(connection)
        connection.sendall(OK)
        assert close.wait(10)
        end(connection)
        gone.set()

    class Slow(HttpRequest):
        """Keeps the loop from everything else while it is made."""

        @property
        def url(self) -> str:
            close.set()
            assert gone.wait(10)
            return wire.url

    wire.steps = [once]
    transport.send(request(wire.url)).result(10)
    slow = object.__new__(Slow)
    for name, value in (("method", "POST"), ("headers", {}), ("body", b"body")):
        object.__setattr__(slow, name, value)
    assert transport.send(slow).result(10).status == 200
    assert len(wire.heard) == wire.connections == 2


def test_an_answer_that_nobody_asked_for_is_not_taken_for_the_next_one(transport, wire):
    idle, told = threading.Event(), threading.Event()

    def gives_up(connection: socket.socket) -> None:
        wire.hear(connection)
        connection.sendall(OK)
        assert idle.wait(10)
        connection.sendall(b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n")
        told.set()
        wire.hear(connection)

    wire.steps = [gives_up]
    transport.send(request(wire.url)).result(10)
    idle.set()
    assert told.wait(10)
    assert transport.send(request(wire.url)).result(10).status == 200
    assert len(wire.heard) == wire.connections == 2


def test_interim_answers_are_passed_over(transport, wire):
    def hints(connection: socket.socket) -> None:
        wire.hear(connection)
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nx: y\r\n\r\n" + OK)

    wire.steps = [hints]
    answer = transport.send(request(wire.url)).result(10)
    assert (answer.status, answer.body) == (200, b"{}")


def test_an_answer_to_head_has_no_body(transport, wire):
    def short(connection: socket.socket) -> None:
        while wire.hear(connection):
            connection.sendall(OK.removesuffix(b"{}"))

    wire.steps = [short]
    for _ in range(2):
        assert transport.send(request(wire.url, "HEAD")).result(10).body == b""
    assert wire.connections == 1


def test_silence_is_an_ambiguous_send(wire):
    done = threading.Event()

    def silent(connection: socket.socket) -> None:
        wire.hear(connection)
        done.wait(10)

    wire.steps = [silent]
    transport = Transport(timeout=1.0)
    error = failure(transport, wire.url)
    done.set()
    assert error.sent
    assert str(error) == "TimeoutError"
    transport.close()


def test_who_waits_for_a_connection_all_the_time_has_not_sent(wire):
    done = threading.Event()

    def silent(connection: socket.socket) -> None:
        wire.hear(connection)
        done.wait(10)

    wire.steps = [silent]
    transport = Transport(connections=1, timeout=1.0)
    first, second = (transport.send(request(wire.url)) for _ in range(2))
    assert first.exception(10).sent is True
    assert second.exception(10).sent is False
    done.set()
    assert len(wire.heard) == 1
    transport.close()


def test_all_whose_time_is_over_together_are_told_once_each(wire, caplog):
    done, lock, back = threading.Event(), threading.Lock(), []

    def silent(connection: socket.socket) -> None:
        wire.hear(connection)
        done.wait(10)

    def note(exchanges: list[Exchange]) -> None:
        with lock:
            back.extend(exchanges)

    wire.steps = [silent] * 2
    transport = Transport(connections=2, timeout=1.0)
    since = time.monotonic()
    transport.exchange([Exchange(request(wire.url), number, since) for number in range(8)], note)
    transport.close()
    done.set()
    assert sorted(exchange.about for exchange in back) == list(range(8))
    assert [exchange.about for exchange in back if exchange.answer.sent] == [0, 1]
    assert len(wire.heard) == 2
    assert not caplog.records


def test_a_connection_is_not_kept_for_ever(wire, monkeypatch):
    monkeypatch.setattr(connections, "KEPT_FOR", 0.05)
    closed = threading.Event()

    def note(connection: socket.socket) -> None:
        wire.answers(connection)
        closed.set()

    wire.steps = [note]
    transport = Transport(timeout=10.0)
    assert transport.send(request(wire.url)).result(10).status == 200
    assert closed.wait(10)
    assert transport.send(request(wire.url)).result(10).status == 200
    assert wire.connections == 2
    transport.close()


def test_nothing_leaves_after_its_time(wire):
    """The process was stopped for a while: somebody else has sent it by now."""
    transport = Transport(timeout=5.0)
    transport.send(request(wire.url)).result(10)
    answered, answers = threading.Event(), []

    def note(exchanges: list[Exchange]) -> None:
        answers.extend(exchanges)
        answered.set()

    transport.exchange([Exchange(request(wire.url), since=time.monotonic() - 6)], note)
    assert answered.wait(10)
    [exchange] = answers
    assert isinstance(exchange.answer, TransportError)
    assert not exchange.answer.sent
    assert len(wire.heard) == 1
    transport.close()


def test_a_name_that_does_not_exist_and_a_method_that_is_none(transport, wire):
    assert not failure(transport, "http://nowhere.invalid/").sent
    assert not failure(transport, wire.url, "PO ST").sent
    assert wire.heard == []


def test_headers_that_cannot_be_sent_are_not(transport, wire):
    broken = HttpRequest("POST", wire.url, {"x": "a\r\nhost: elsewhere"}, b"body")
    error = transport.send(broken).exception(10)
    assert isinstance(error, TransportError)
    assert not error.sent
    assert wire.heard == []


def test_many_at_once_each_come_back_once(transport, wire):
    lock, back, done = threading.Lock(), [], threading.Event()

    def note(exchanges: list[Exchange]) -> None:
        with lock:
            back.extend(exchange.about for exchange in exchanges)
            assert all(not isinstance(exchange.answer, Exception) for exchange in exchanges)
            if len(back) == 200:
                done.set()

    transport.exchange([Exchange(request(wire.url), number) for number in range(200)], note)
    assert done.wait(30)
    assert sorted(back) == list(range(200))


def test_a_receiver_that_fails_does_not_stop_the_others(transport, wire):
    def broken(exchanges: list[Exchange]) -> None:
        raise RuntimeError("no room")

    transport.exchange([Exchange(request(wire.url))], broken)
    assert transport.send(request(wire.url)).result(10).status == 200


def test_who_waits_goes_on_when_the_only_connection_is_gone_before_it_is_used(monkeypatch):
    class Gone:
        usable = False

    class Dialer:
        async def dial(self, origin: object) -> Gone:
            await asyncio.sleep(0)
            return Gone()

    monkeypatch.setattr(connections, "Dialer", Dialer)
    landed: list[connections.Flight] = []

    async def send_two() -> None:
        ways = connections.Connections(1, landed.append)
        both = [Exchange(request("http://127.0.0.1:9/messages")) for _ in range(2)]
        ways.begin([connections.Flight(each, lambda *_: None, time.monotonic() + 60) for each in both])
        for _ in range(20):
            await asyncio.sleep(0)

    asyncio.run(send_two())
    assert [flight.over for flight in landed] == [True, True]
