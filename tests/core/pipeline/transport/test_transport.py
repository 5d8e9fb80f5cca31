"""The transport alone."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler

import pytest

from frontdesk import HttpRequest, TransportError
from frontdesk.pipeline.transport import Transport
from frontdesk.pipeline.transport.answers import LARGEST_ANSWER


@pytest.fixture
def transport():
    transport = Transport(timeout=5.0)
    yield transport
    transport.close()


def post(url: str, text: str = "hello") -> HttpRequest:
    return HttpRequest("POST", url, {"authorization": "none"}, b'{"text": "%s"}' % text.encode())


def test_status_headers_and_body_arrive(transport, graph):
    graph.plans["hello"] = [418]
    answer = transport.send(post(graph.url)).result(10)
    assert answer.status == 418
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.body == b'{"id": "sent-1"}'


def test_connections_are_used_again(transport, graph):
    ports = set()

    def note(handler: BaseHTTPRequestHandler) -> None:
        ports.add(handler.client_address[1])
        graph.answer(handler, 200, {})

    graph.plans["hello"] = [note] * 5
    for _ in range(5):
        transport.send(post(graph.url)).result(10)
    assert len(ports) == 1


def test_an_endless_answer_is_cut_off(transport, graph):
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        try:
            while True:
                handler.wfile.write(b"x" * 65_536)
        except OSError:
            return

    graph.plans["hello"] = [flood]
    assert len(transport.send(post(graph.url)).result(10).body) == LARGEST_ANSWER


def test_what_never_left_is_told_from_what_may_have(transport, graph):
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"

    def hang_up(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    graph.plans["hello"] = [hang_up]
    for url, sent in ((nobody, False), ("nonsense", False), ("http://a b/", False), (graph.url, True)):
        with pytest.raises(TransportError) as caught:
            transport.send(post(url)).result(10)
        assert caught.value.sent is sent, url
        assert "127.0.0.1" not in str(caught.value)


def test_a_trickling_answer_does_not_outlast_the_time_out(graph):
    transport = Transport(timeout=0.1)
    done = threading.Event()

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        try:
            while not done.wait(0.01):
                handler.wfile.write(b".")
        except OSError:
            return

    graph.plans["hello"] = [trickle]
    with pytest.raises(TransportError) as caught:
        transport.send(post(graph.url)).result(10)
    done.set()
    assert caught.value.sent
    transport.close()


def test_closing_waits_for_answers_and_refuses_more(graph):
    transport = Transport()
    arrived, go_on = threading.Event(), threading.Event()

    def wait(handler: BaseHTTPRequestHandler) -> None:
        arrived.set()
        assert go_on.wait(10)
        graph.answer(handler, 200, {})

    graph.plans["hello"] = [wait]
    sending = transport.send(post(graph.url))
    assert arrived.wait(10)
    closing = threading.Thread(target=transport.close)
    closing.start()
    go_on.set()
    closing.join(10)
    assert sending.result(0).status == 200
    with pytest.raises(TransportError) as caught:
        transport.send(post(graph.url)).result(0)
    assert not caught.value.sent
