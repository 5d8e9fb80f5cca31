"""Clients that keep the server waiting."""

from __future__ import annotations

import socket
import threading

import pytest
from quart import Quart

from frontdesk.server import connection, serve


@pytest.fixture
def address():
    """Of a server that answers ``/early`` before it has read what is posted there."""
    app = Quart(__name__)

    @app.get("/")
    async def root():
        return "here"

    @app.post("/early")
    async def early():
        return "enough"

    opened, stop, found = threading.Event(), threading.Event(), []

    def ready(address):
        found.append(address.removeprefix("http://").split(":"))
        opened.set()

    thread = threading.Thread(
        target=serve, args=(app,), kwargs={"host": "127.0.0.1", "port": 0, "stop": stop, "ready": ready}
    )
    thread.start()
    assert opened.wait(20)
    [[host, port]] = found
    yield host, int(port)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


def all_of(client):
    """What comes until the server closes."""
    parts = []
    while part := client.recv(65536):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n"])
def test_a_client_that_does_not_come_to_the_point_is_closed_on(address, monkeypatch, begun):
    monkeypatch.setattr(connection, "SLOWEST_HEAD", 0.1)
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(begun)

        assert all_of(client) == b""


def test_a_second_request_that_is_not_finished_is_closed_on_too(address, monkeypatch):
    monkeypatch.setattr(connection, "SLOWEST_HEAD", 0.1)
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n")

        assert all_of(client).count(b"HTTP/1.1 ") == 1


def test_headers_come_in_pieces(address):
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHo")
        client.sendall(b"st: a\r\nConnection: close\r\n\r\n")

        assert all_of(client).endswith(b"here")


def test_headers_that_never_end_are_refused(address):
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * (connection.LARGEST_HEAD + 1))

        assert client.recv(4096).startswith(b"HTTP/1.1 400 ")


def test_a_body_nobody_wants_is_not_heard_out(address):
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(b"POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345")

        assert all_of(client).endswith(b"enough")


def test_requests_that_are_sent_at_once_are_answered_in_turn(address):
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(
            b"POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345"
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )

        answers = all_of(client)
    assert answers.index(b"enough") < answers.index(b"here")
