"""A desk with the echo bot, and a client that asks its server without a network."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from frontdesk import FrozenClock
from frontdesk.bots import Bots
from frontdesk.builtin import BUILTINS
from frontdesk.crypto import KeyRing
from frontdesk.desk import Desk
from frontdesk.pipeline.intake import Intake
from frontdesk.plugins import Plugins
from frontdesk.server import Connections, create_app, serve
from frontdesk.settings import Settings
from frontdesk_whatsapp import sign

ADMIN_TOKEN = "admin-token-for-tests"
APP_SECRET = "app-secret-for-tests"
ACCOUNT = "204190000000001"


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Asks an application, one request at a time."""

    def __init__(self, app):
        self.app = app

    def __call__(self, method, path, *, body=b"", headers=None, document=None):
        async def ask():
            data = json.dumps(document).encode() if document is not None else body
            response = await self.app.test_client().open(
                path, method=method, data=data, headers=headers or {}
            )
            return Answer(response.status_code, response.headers, await response.get_data())

        return asyncio.run(ask())

    def get(self, path, **options):
        return self("GET", path, **options)

    def post(self, path, **options):
        return self("POST", path, **options)

    def admin(self, method, path, **options):
        """The same with the admin token."""
        return self(method, path, headers={"x-admin-token": ADMIN_TOKEN}, **options)

    def webhook(self, document, *, secret=APP_SECRET, **options):
        """Post a webhook, signed."""
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        headers = {"x-hub-signature-256": sign(body, secret)} | options.pop("headers", {})
        return self.post("/webhook", body=body, headers=headers, **options)


@pytest.fixture
def clock():
    return FrozenClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path):
    return Settings(
        database_url=f"sqlite:///{tmp_path}/desk.db",
        encryption_keys=KeyRing.generate(),
        admin_token=ADMIN_TOKEN,
        app_secrets=(APP_SECRET,),
        verify_token="verify-token",
    )


@pytest.fixture(scope="module")
def extra_plugins():
    """Plugins beside the installed ones; a test module may say otherwise."""
    return {}


@pytest.fixture(scope="module")
def parts(extra_plugins):
    """Plugins and bots: they do not change, and take the longest to load."""
    plugins = Plugins.load(BUILTINS, extra=extra_plugins)
    return plugins, Bots.load("echo", plugins, {})


@pytest.fixture
def desk(settings, clock, parts):
    plugins, bots = parts
    with Desk.open(settings, clock, bots=bots, plugins=plugins, migrate=True) as desk:
        desk.tenants.save(
            id="echo",
            name="Echo",
            bot="echo",
            channel="whatsapp",
            account=ACCOUNT,
            access_token="EAAG-secret",
        )
        yield desk


@pytest.fixture
def intake(desk):
    intake = Intake(desk)
    yield intake
    intake.close()


@pytest.fixture
def client(desk, intake):
    return Client(create_app(desk, intake))


@pytest.fixture
def connections(desk, intake):
    return Connections(desk, intake)


@pytest.fixture
def text_webhook():
    """The webhook of one text message."""

    def build(message_id="wamid.1", text="Hi", account=ACCOUNT):
        message = {
            "from": "79161234567",
            "id": message_id,
            "timestamp": "1795424400",
            "type": "text",
            "text": {"body": text},
        }
        value = {
            "metadata": {"phone_number_id": account},
            "contacts": [{"wa_id": "79161234567", "profile": {"name": "Alice"}}],
            "messages": [message],
        }
        return {
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
        }

    return build


@dataclass(frozen=True)
class SlowWrite:
    """A write transaction that waits: it has begun, and may go on."""

    begun: threading.Event
    go_on: threading.Event


@pytest.fixture
def slow_write(desk, monkeypatch) -> SlowWrite:
    """The desk's next write transactions wait until the test lets them go on."""
    write, slow = desk.storage.write, SlowWrite(threading.Event(), threading.Event())

    def wait():
        slow.begun.set()
        assert slow.go_on.wait(20)
        return write()

    monkeypatch.setattr(desk.storage, "write", wait)
    return slow


class Running:
    """A server in a thread."""

    def __init__(self, app, connections, stop):
        self.stop = stop
        self._open = threading.Event()
        self._address = ""
        self.thread = threading.Thread(target=self._run, args=(app, connections))
        self.thread.start()
        assert self._open.wait(20)

    @property
    def address(self):
        return self._address

    @property
    def port(self):
        return int(self._address.rpartition(":")[2])

    def _run(self, app, connections):
        serve(app, connections, host="127.0.0.1", port=0, stop=self.stop, ready=self._ready)

    def _ready(self, address):
        self._address = address
        self._open.set()

    def end(self):
        self.stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def running():
    """Starts servers, which end with the test at the latest."""
    started = []

    def start(app, connections, stop=None):
        started.append(Running(app, connections, stop or threading.Event()))
        return started[-1]

    yield start
    for each in started:
        each.end()


@dataclass(frozen=True)
class Response:
    """What came over a wire."""

    status: int
    headers: tuple
    body: bytes

    def __getitem__(self, name):
        return dict(self.headers).get(name)


class Wire:
    """A client's end of a connection, with nothing between the test and the bytes."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._heard = self.socket.makefile("rb")

    def send(self, *pieces):
        for piece in pieces:
            self.socket.sendall(piece)
        return self

    def end(self):
        """Send no more, and listen."""
        self.socket.shutdown(socket.SHUT_WR)
        return self

    def answer(self):
        """The next response; None when the server closed the connection instead."""
        try:
            first = self._heard.readline().decode()
        except ConnectionError:
            first = ""
        if not first:
            return None
        version, status = first.split(" ")[:2]
        assert version == "HTTP/1.1"
        lines = iter(lambda: self._heard.readline().decode().rstrip("\r\n"), "")
        headers = tuple((name.lower(), value) for name, value in (line.split(": ", 1) for line in lines))
        body = self._heard.read(int(dict(headers).get("content-length", 0)))
        return Response(int(status), headers, body)

    def answers(self):
        """All responses until the server closes the connection."""
        return list(iter(self.answer, None))

    def close(self):
        self._heard.close()
        self.socket.close()


@pytest.fixture
def wire():
    """Connects to servers in this process."""
    made = []

    def connect(server):
        made.append(Wire(server.port))
        return made[-1]

    yield connect
    for each in made:
        each.close()


@pytest.fixture
def posted(text_webhook):
    """A whole request that brings a webhook, as bytes."""

    def build(message_id="wamid.1", *, path="/webhook", body=None, secret=APP_SECRET, headers=(), size=None):
        if body is None:
            body = json.dumps(text_webhook(message_id)).encode()
        lines = [
            f"POST {path} HTTP/1.1",
            "Host: desk.example.org",
            f"X-Hub-Signature-256: {sign(body, secret)}",
            f"Content-Length: {len(body) if size is None else size}",
            *headers,
        ]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

    return build
