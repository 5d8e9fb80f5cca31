"""A desk with the echo bot, and a client that asks its server without a network."""

from __future__ import annotations

import asyncio
import json
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
from frontdesk.server import Connections, create_app
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
