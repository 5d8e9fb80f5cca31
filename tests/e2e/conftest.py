"""frontdesk as a process, with a Graph of our own on loopback: what an operator starts and what Meta sees."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from frontdesk.crypto import KeyRing

ACCOUNT = "106540352242922"
SECRET = "e2e-app-secret"
TOKEN = "e2e-access-token"
ADMIN = "e2e-admin-token-0123456789"


class Graph:
    """Takes what is sent, as Meta would, and remembers it."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def await_messages(
        self, count: int, to: str | None = None, timeout: float = 20.0
    ) -> list[dict[str, Any]]:
        """The messages to a customer (or to all), once there are so many of them."""

        def messages() -> list[dict[str, Any]]:
            return [each for each in self.sent if to in (None, each.get("to"))]

        with self._changed:
            assert self._changed.wait_for(lambda: len(messages()) >= count, timeout), messages()
            return messages()

    def _take(self, body: dict[str, Any]) -> dict[str, Any]:
        with self._changed:
            self.sent.append(body)
            self._changed.notify_all()
            number = len(self.sent)
        return {
            "messaging_product": "whatsapp",
            "contacts": [{"input": body.get("to"), "wa_id": body.get("to")}],
            "messages": [{"id": f"wamid.out-{number}"}],
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        graph = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                right = self.headers["authorization"] == f"Bearer {TOKEN}"
                answer = json.dumps(graph._take(body) if right else {"error": {"code": 190}}).encode()
                self.send_response(200 if right else 401)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args: object) -> None:
                """Quiet."""

        return Handler


class Process:
    """A frontdesk command that runs until it is told to stop.

    :ivar address: where it listens, for commands that do.
    """

    def __init__(self, words: tuple[str, ...], environ: dict[str, str], folder: Path) -> None:
        self._log = (folder / f"{words[0]}.log").open("a+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "frontdesk", *words],
            env=environ, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=self._log,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline()
        assert self.said, self.log()
        self.address = self.said.split()[-1] if "http://" in self.said else ""

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        self.process.communicate(timeout=30)
        return self.process.returncode

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        request = urllib.request.Request(self.address + path, body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def get(self, path: str, headers: dict[str, str] | None = None) -> bytes:
        request = urllib.request.Request(self.address + path, headers=headers or {})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return bytes(answer.read())


class Customer:
    """Somebody with a phone."""

    def __init__(self, number: str, name: str = "Лена") -> None:
        self.number = number
        self.name = name
        self._count = 0

    def webhook(self, text: str, message_id: str | None = None, *, at: int) -> tuple[bytes, dict[str, str]]:
        """What Meta posts when they write."""
        self._count += 1
        message = {
            "from": self.number,
            "id": message_id or f"wamid.in-{self.number}-{self._count}",
            "timestamp": str(at),
            "type": "text",
            "text": {"body": text},
        }
        contacts = [{"profile": {"name": self.name}, "wa_id": self.number}]
        return self._signed("messages", contacts=contacts, messages=[message])

    def echo(self, text: str, *, at: int) -> tuple[bytes, dict[str, str]]:
        """What Meta posts when the business's people write to them in the WhatsApp Business app."""
        self._count += 1
        written = {
            "from": "15550001111",
            "to": self.number,
            "id": f"wamid.echo-{self.number}-{self._count}",
            "timestamp": str(at),
            "type": "text",
            "text": {"body": text},
        }
        return self._signed("smb_message_echoes", message_echoes=[written])

    @staticmethod
    def _signed(field: str, **what: Any) -> tuple[bytes, dict[str, str]]:
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550001111", "phone_number_id": ACCOUNT},
            **what,
        }
        entry = {"id": "1", "changes": [{"field": field, "value": value}]}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return body, {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"}


@pytest.fixture
def graph() -> Iterator[Graph]:
    graph = Graph()
    yield graph
    graph.close()


@pytest.fixture
def environ(graph: Graph, tmp_path: Path) -> dict[str, str]:
    """All that an installation with one business needs, on SQLite."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME"}}
    return kept | {
        "FRONTDESK_DATABASE_URL": f"sqlite:///{tmp_path}/e2e.db",
        "FRONTDESK_ENCRYPTION_KEYS": KeyRing.generate(),
        "FRONTDESK_ADMIN_TOKEN": ADMIN,
        "FRONTDESK_GRAPH_URL": graph.url,
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": "e2e-verify",
        "WHATSAPP_PHONE_NUMBER_ID": ACCOUNT,
        "WHATSAPP_ACCESS_TOKEN": TOKEN,
    }


@pytest.fixture
def start(environ: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Starts frontdesk commands; what still runs at the end is stopped."""
    running: list[Process] = []

    def start(*words: str, **more: str) -> Process:
        running.append(Process(words, environ | more, tmp_path))
        return running[-1]

    yield start
    for each in running:
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate(timeout=10)


@pytest.fixture
def customer() -> Callable[..., Customer]:
    return Customer


@pytest.fixture
def database(environ: dict[str, str]) -> Callable[..., list[tuple[Any, ...]]]:
    """Asks the database of the environment, past frontdesk."""

    def ask(query: str) -> list[tuple[Any, ...]]:
        url = environ["FRONTDESK_DATABASE_URL"]
        path = url.removeprefix("sqlite:///")
        on_sqlite = url.startswith("sqlite:")
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True) if on_sqlite else psycopg2.connect(url)
        with closing(connection), closing(connection.cursor()) as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    return ask


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, environ: dict[str, str]) -> str:
    """Runs the test once for each kind of database; the kind."""
    if request.param == "postgresql":
        environ["FRONTDESK_DATABASE_URL"] = request.getfixturevalue("empty_postgres_url")
    return str(request.param)


@pytest.fixture
def big(environ: dict[str, str], empty_postgres_url: str, redis_url: str) -> None:
    """An installation of many processes: PostgreSQL and Redis."""
    environ |= {"FRONTDESK_DATABASE_URL": empty_postgres_url, "FRONTDESK_REDIS_URL": redis_url}
