"""The server starts, says where, and ends in good order."""

from __future__ import annotations

import json
import socket
import threading

import httpx
import pytest
from quart import Quart

from frontdesk.server import serve
from frontdesk.storage.models import InboxEntry
from frontdesk_whatsapp import sign


class Running:
    """A server in a thread."""

    def __init__(self, app, connections):
        self.stop = threading.Event()
        self._address = []
        self._open = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(app, connections))
        self.thread.start()
        assert self._open.wait(20)
        [self.address] = self._address

    def _run(self, app, connections):
        serve(app, connections, host="127.0.0.1", port=0, stop=self.stop, ready=self._ready)

    def _ready(self, address):
        self._address.append(address)
        self._open.set()

    def end(self):
        self.stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()


def test_it_serves_where_it_says_until_it_is_told_to_stop(client, connections):
    running = Running(client.app, connections)

    answer = httpx.get(f"{running.address}/livez")
    running.end()

    assert answer.status_code == 200
    assert "server" not in answer.headers
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{running.address}/livez")


def test_a_request_in_progress_is_finished(connections):
    app = Quart(__name__)
    begun = threading.Event()

    @app.get("/slow")
    async def slow():
        begun.set()
        await app.ensure_async(running.stop.wait)()
        return "done"

    running = Running(app, connections)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(httpx.get(f"{running.address}/slow", timeout=20)))
    asking.start()
    assert begun.wait(20)
    running.end()
    asking.join(20)

    assert [answer.text for answer in answers] == ["done"]


def test_a_chunked_webhook_is_read_whole(client, connections, desk, text_webhook):
    body = json.dumps(text_webhook()).encode()
    running = Running(client.app, connections)
    answer = httpx.post(
        f"{running.address}/webhook",
        content=iter([body[:7], body[7:100], body[100:]]),
        headers={"x-hub-signature-256": sign(body, "app-secret-for-tests")},
    )
    running.end()

    assert answer.status_code == 200
    assert len(desk.storage.rows(desk.storage.house.select(InboxEntry))) == 1


def test_a_port_that_is_taken_is_an_error(client, connections):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            serve(client.app, connections, host="127.0.0.1", port=port, stop=threading.Event())


def test_a_webhook_that_is_being_written_is_acknowledged_before_the_server_ends(
    client, connections, desk, intake, text_webhook, slow_write
):
    running = Running(client.app, connections)
    body = json.dumps(text_webhook()).encode()
    headers = {"x-hub-signature-256": sign(body, "app-secret-for-tests")}
    answers = []

    def post():
        answers.append(httpx.post(f"{running.address}/webhook", content=body, headers=headers, timeout=20))

    asking = threading.Thread(target=post)
    asking.start()
    assert slow_write.begun.wait(20)
    running.stop.set()
    slow_write.go_on.set()
    running.end()
    asking.join(20)

    assert [answer.status_code for answer in answers] == [200]
    assert len(desk.storage.rows(desk.storage.house.select(InboxEntry))) == 1


def test_a_webhook_nobody_waits_for_any_more_is_written_all_the_same(
    client, connections, desk, intake, text_webhook, slow_write
):
    running = Running(client.app, connections)
    body = json.dumps(text_webhook()).encode()
    headers = {"x-hub-signature-256": sign(body, "app-secret-for-tests")}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{running.address}/webhook", content=body, headers=headers, timeout=0.2)
    assert slow_write.begun.wait(20)
    slow_write.go_on.set()
    running.end()
    intake.close()

    assert len(desk.storage.rows(desk.storage.house.select(InboxEntry))) == 1
