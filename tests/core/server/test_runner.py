"""The server starts, says where, and ends in good order."""

from __future__ import annotations

import json
import socket
import threading

import httpx
import pytest
from quart import Quart

from frontdesk.server import runner, serve
from frontdesk.storage.models import InboxEntry
from frontdesk_whatsapp import sign


def test_it_serves_where_it_says_until_it_is_told_to_stop(client, connections, running):
    server = running(client.app, connections)

    answer = httpx.get(f"{server.address}/livez")
    server.end()

    assert answer.status_code == 200
    assert "server" not in answer.headers
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.address}/livez")


def test_a_request_in_progress_is_finished(connections, running):
    app = Quart(__name__)
    begun = threading.Event()

    @app.get("/slow")
    async def slow():
        begun.set()
        await app.ensure_async(server.stop.wait)()
        return "done"

    server = running(app, connections)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(httpx.get(f"{server.address}/slow", timeout=20)))
    asking.start()
    assert begun.wait(20)
    server.end()
    asking.join(20)

    assert [answer.text for answer in answers] == ["done"]


def test_a_chunked_webhook_is_read_whole(client, connections, running, desk, text_webhook):
    body = json.dumps(text_webhook()).encode()
    server = running(client.app, connections)
    answer = httpx.post(
        f"{server.address}/webhook",
        content=iter([body[:7], body[7:100], body[100:]]),
        headers={"x-hub-signature-256": sign(body, "app-secret-for-tests")},
    )
    server.end()

    assert answer.status_code == 200
    assert len(desk.storage.rows(desk.storage.house.select(InboxEntry))) == 1


def say(address: str, request: bytes) -> bytes:
    """What is answered, up to the end of the connection."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        answer = b""
        while part := client.recv(65_536):
            answer += part
        return answer


@pytest.mark.parametrize("target", ["/webhook/nosuch", "?a", "/nosuch"])
@pytest.mark.parametrize("end", [b"", b"0\r\n\r\n"], ids=["cut", "whole"])
def test_a_body_in_many_small_parts_that_nobody_wants_leaves_nothing_behind(
    client, connections, running, target, end
):
    """Hypercorn lets ten parts wait: what is answered without reading them may not hold it up."""
    server = running(client.app, connections)
    head = f"POST {target} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n".encode()
    answer = say(server.address, head + b"1\r\nx\r\n" * 60 + end)
    server.end()
    assert answer[9:12] in {b"400", b"404"}


@pytest.mark.parametrize(
    "target",
    [
        "POST HTTP://x/webhook",
        "POST foo:/webhook",
        "POST webhook",
        "POST http:/webhook",
        "POST http://x/webhook;a",
        "POST http://x/webhook#f",
        "GET http://[/x",
        "GET ?",
        "GET ?a",
    ],
)
def test_an_address_that_nobody_can_read_is_its_senders_fault(client, connections, running, caplog, target):
    server = running(client.app, connections)
    head = f"{target} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}"
    answer = say(server.address, head.encode())
    server.end()
    assert answer[9:12] in {b"400", b"404", b"405"}
    assert "ERROR" not in [record.levelname for record in caplog.records]


@pytest.mark.parametrize("host", [".", "..", "a..b", "a" * 300])
def test_so_is_a_host_that_cannot_be(client, connections, running, host):
    server = running(client.app, connections)
    answer = say(server.address, f"GET /livez HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n".encode())
    server.end()
    assert answer[9:12] == b"400"


def test_a_port_that_is_taken_is_an_error(client, connections, running):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            serve(client.app, connections, host="127.0.0.1", port=port, stop=threading.Event())


def test_a_webhook_that_is_being_written_is_acknowledged_before_the_server_ends(
    client, connections, running, desk, intake, text_webhook, slow_write
):
    server = running(client.app, connections)
    body = json.dumps(text_webhook()).encode()
    headers = {"x-hub-signature-256": sign(body, "app-secret-for-tests")}
    answers = []

    def post():
        answers.append(httpx.post(f"{server.address}/webhook", content=body, headers=headers, timeout=20))

    asking = threading.Thread(target=post)
    asking.start()
    assert slow_write.begun.wait(20)
    server.stop.set()
    slow_write.go_on.set()
    server.end()
    asking.join(20)

    assert [answer.status_code for answer in answers] == [200]
    assert len(desk.storage.rows(desk.storage.house.select(InboxEntry))) == 1


def test_who_comes_in_the_very_moment_of_the_end_is_answered(
    client, connections, running, wire, desk, posted
):
    """The event loop sees the stop signal and all of them at once."""
    busy, go_on = threading.Event(), threading.Event()
    late = []

    @client.app.get("/busy")
    async def be_busy():
        busy.set()
        assert go_on.wait(20)
        return ""

    class LastMoment(threading.Event):
        def wait(self, timeout=None):
            super().wait(timeout)
            late.extend(wire(server).send(posted(f"wamid.{number}")) for number in range(20))
            go_on.set()
            return True

    server = running(client.app, connections, LastMoment())
    wire(server).send(b"GET /busy HTTP/1.1\r\nHost: desk.example.org\r\n\r\n")
    assert busy.wait(20)
    server.end()
    assert [client.answer().status for client in late] == [200] * 20
    assert len(desk.storage.rows(desk.storage.house.select(InboxEntry))) == 20


def test_a_webhook_nobody_waits_for_any_more_is_written_all_the_same(
    client, connections, running, desk, intake, text_webhook, slow_write
):
    server = running(client.app, connections)
    body = json.dumps(text_webhook()).encode()
    headers = {"x-hub-signature-256": sign(body, "app-secret-for-tests")}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{server.address}/webhook", content=body, headers=headers, timeout=0.2)
    assert slow_write.begun.wait(20)
    slow_write.go_on.set()
    server.end()
    intake.close()

    assert len(desk.storage.rows(desk.storage.house.select(InboxEntry))) == 1


def test_whoever_takes_nothing_of_an_answer_is_hung_up_on(connections, running, wire, monkeypatch):
    monkeypatch.setattr(runner, "_UNTAKEN", 1_000)
    gone = threading.Event()

    app = Quart("long")

    @app.get("/long")
    async def long():
        async def pieces():
            try:
                while True:
                    yield b"x" * 65_536
            finally:
                gone.set()

        return pieces()

    client = wire(running(app, connections))
    client.send(b"GET /long HTTP/1.1\r\nHost: desk\r\n\r\n")
    assert gone.wait(30)
