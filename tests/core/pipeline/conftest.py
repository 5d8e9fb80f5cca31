"""A desk whose bot, plugin and channel do what a test tells them to, and an HTTP server to send to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from frontdesk import (
    Channel,
    Clock,
    Desk,
    EnvelopeUnreadable,
    Event,
    Fail,
    FrozenClock,
    Hold,
    HttpRequest,
    HttpResponse,
    Inbound,
    Job,
    NoticeGuard,
    Observer,
    Outbound,
    Reading,
    Receipt,
    Reply,
    Retry,
    Sent,
    Settings,
    SignatureInvalid,
    Status,
    Texts,
    Turn,
    Understander,
    Utterance,
    WebhookRequest,
    hookimpl,
)
from frontdesk.bots import Bots
from frontdesk.builtin import BUILTINS
from frontdesk.channels import Envelope
from frontdesk.crypto import KeyRing
from frontdesk.jobs import Jobs
from frontdesk.pipeline.intake import Accepted, Intake
from frontdesk.pipeline.transport import Transport
from frontdesk.pipeline.wakes import Wake
from frontdesk.plugins import Plugins
from frontdesk.storage import Conversation, Message
from frontdesk.storage.models import InboxEntry, OutboxEntry

ACCOUNT = "4951234"
BOT = """
languages: [en, ru]
timezone: Europe/Moscow
smalltalk: false
plugins: [script]
understanding: [script]
dialogue: DIALOGUE
"""


class Post(Channel):
    """A channel of HTTP requests: the status of the answer says it all."""

    name = "post"

    def __init__(self) -> None:
        self.url = ""

    def verify(self, request: WebhookRequest) -> None:
        if request.headers.get("x-secret") != b"open sesame":
            raise SignatureInvalid("the secret is missing or wrong")

    def parse(self, request: WebhookRequest) -> Envelope:
        try:
            data = json.loads(request.body)
            return Envelope(
                messages=tuple(written(**each) for each in data.get("messages", ())),
                receipts=tuple(receipt(**each) for each in data.get("receipts", ())),
                unreadable=tuple((reason, body) for reason, body in data.get("unreadable", ())),
            )
        except ValueError:
            raise EnvelopeUnreadable("not JSON") from None

    def request(self, outbound: Outbound, bot: Any) -> HttpRequest:
        if outbound.reply.text == "cannot be sent":
            raise RuntimeError("no such format")
        body = {
            "to": outbound.contact,
            "text": outbound.reply.text,
            "reference": outbound.reference,
            "quote": outbound.quote,
        }
        return HttpRequest(
            "POST", self.url, {"authorization": outbound.access_token}, json.dumps(body).encode()
        )

    def outcome(self, response: HttpResponse) -> Sent | Retry | Hold | Fail:
        match response.status:
            case 200:
                return Sent(json.loads(response.body)["id"])
            case 202:
                return Retry("taken, perhaps", ambiguous=True)
            case 400:
                return Fail("refused", "E400")
            case 470:
                return Fail("too late", "E470", outside_window=True)
            case 401:
                return Hold("bad token")
            case 420:
                return Retry("too fast", after=float(json.loads(response.body)["after"]), scope="account")
            case 429:
                return Retry("slow down", after=60.0)
            case status:
                return Retry(f"status {status}")


class Script(Observer, Understander):
    """The plugin: answers every message with its text, unless the test has put something else there.

    :ivar answers: by text of the message: what to answer.
    :ivar guards: called with the ids of a notice that is about to be sent.
    :ivar reads: called while a message is being understood, outside any transaction.
    """

    name = "script"

    def __init__(self) -> None:
        self.reads: Callable[[Utterance], object] = lambda utterance: None
        self.guards: Callable[..., str | None] = lambda *ids: None
        self.channel = Post()
        self.answers: dict[str, Callable[[Turn], Reply]] = {}
        self.events: list[Event] = []
        self.ran: list[tuple[Any, ...]] = []

    def observe(self, event: Event) -> None:
        self.events.append(event)

    def read(self, utterance: Utterance, so_far: Reading | None) -> Reading | None:
        self.reads(utterance)
        return so_far

    @hookimpl
    def frontdesk_understanders(self) -> list[Understander]:
        return [self]

    @hookimpl
    def frontdesk_channels(self, settings: Settings) -> list[Channel]:
        return [self.channel]

    @hookimpl
    def frontdesk_before_turn(self, turn: Turn) -> Reply:
        answer = self.answers.get(turn.message.text)
        return answer(turn) if answer else Reply(turn.message.text)

    @hookimpl
    def frontdesk_observers(self, desk: Desk) -> list[Observer]:
        return [self]

    @hookimpl
    def frontdesk_jobs(self) -> list[Job]:
        return [Job("note", lambda desk, *ids: self.ran.append(ids))]

    @hookimpl
    def frontdesk_texts(self) -> Texts:
        return Texts({language: {"script.notice": "{text}"} for language in ("en", "ru")})

    @hookimpl
    def frontdesk_notice_guards(self) -> list[NoticeGuard]:
        return [NoticeGuard("stands", lambda scope, bot, now, *ids: self.guards(*ids))]


def written(id: str, text: str, contact: str = "ann", **more: Any) -> Inbound:
    more = {
        "account": ACCOUNT,
        "sent_at": datetime(2026, 11, 23, 7, tzinfo=UTC),
        "profile_name": "Ann",
        **more,
    }
    return Inbound(channel="post", message_id=id, contact=contact, text=text, **more)


def receipt(id: str, status: str, **more: Any) -> Receipt:
    more = {"account": ACCOUNT, "at": datetime(2026, 11, 23, 7, tzinfo=UTC), **more}
    return Receipt(channel="post", message_id=id, status=Status(status), **more)


def resolve(outcomes: Sequence[tuple[Future[Accepted], Accepted | Exception]]) -> None:
    """Tell those who wait what became of their webhooks."""
    for written, outcome in outcomes:
        if isinstance(outcome, Exception):
            written.set_exception(outcome)
        else:
            written.set_result(outcome)


@dataclass
class Office:
    """A desk, and short words for what tests do with it."""

    desk: Desk
    script: Script
    intake: Intake
    jobs: Jobs

    def hears(self, *messages: Inbound, receipts: tuple[Receipt, ...] = ()) -> Accepted:
        return self.intake.accept(messages, receipts)

    def posts(self, secret: bytes = b"open sesame", **body: Any) -> Future[Accepted]:
        return self.receives(WebhookRequest(json.dumps(body).encode(), {"x-secret": secret}))

    def receives(self, request: WebhookRequest) -> Future[Accepted]:
        written: Future[Accepted] = Future()
        self.intake.receive("post", request, resolve, written)
        return written

    def settle(self) -> None:
        self.jobs.settle()

    def drain(self) -> None:
        """Answer what waits in any conversation, in this thread."""
        conversations = self.rows(Conversation)
        self.jobs.drain.run(*(Wake(row.id, row.tenant).id for row in conversations))

    def rows(self, model: Any) -> list[Any]:
        return self.desk.storage.rows(model.select().order_by(model.id))

    def inbox(self) -> list[str]:
        return [row.state for row in self.rows(InboxEntry)]

    def outbox(self) -> list[str]:
        return [row.state for row in self.rows(OutboxEntry)]

    def said(self, direction: str = "out") -> list[str]:
        """The texts of all messages, in their order."""
        house = self.desk.storage.house
        rows = [row for row in self.rows(Message) if row.direction == direction]
        return [house.reveal(row, Message.content) for row in rows]

    def statuses(self) -> list[str]:
        return [row.status for row in self.rows(Message) if row.direction == "out"]


Make = Callable[..., Office]


@pytest.fixture
def make_office(tmp_path: Path, keys: KeyRing, clock: FrozenClock) -> Iterator[Make]:
    """Opens a desk; several on one database share its file, as processes do."""
    opened: list[Office] = []
    bot_file = tmp_path / "scripted.yaml"
    ring = KeyRing.generate()

    def make(
        database_url: str,
        redis_url: str | None = None,
        at: Clock | None = None,
        transport: Transport | None = None,
        dialogue: str = "{merge: false}",
    ) -> Office:
        bot_file.write_text(BOT.replace("DIALOGUE", dialogue))
        script = Script()
        plugins = Plugins.load(BUILTINS, entry_points=[], extra={"script": script})
        bots = Bots.load(bot_file, plugins, {})
        settings = Settings(database_url=database_url, redis_url=redis_url, encryption_keys=ring)
        desk = Desk.open(settings, at or clock, bots=bots, plugins=plugins, migrate=True)
        desk.tenants.save(
            id="corner",
            name="Corner",
            bot="scripted",
            channel="post",
            account=ACCOUNT,
            access_token="token of corner",
        )
        jobs = Jobs(desk, transport)
        jobs.register()
        office = Office(desk, script, Intake(desk), jobs)
        opened.append(office)
        return office

    yield make
    for office in opened:
        office.intake.close()
        office.jobs.close()
        office.desk.close()


@pytest.fixture
def message() -> Callable[..., Inbound]:
    """Writes a message from a customer: id, text, contact."""
    return written


@pytest.fixture(name="receipt")
def receipt_fixture() -> Callable[..., Receipt]:
    """Writes a receipt: the channel's id of the message, status."""
    return receipt


@pytest.fixture(params=["sqlite, memory", "postgresql, redis"])
def backends(request: pytest.FixtureRequest) -> tuple[str, str | None]:
    """Database and queue, in the combinations that people run."""
    database, queue = request.param.split(", ")
    url = request.getfixturevalue("sqlite_url" if database == "sqlite" else "postgres_url")
    return url, request.getfixturevalue("redis_url") if queue == "redis" else None


@pytest.fixture
def office(make_office: Make, backends: tuple[str, str | None], graph: Graph) -> Office:
    """A desk whose channel sends to the graph."""
    office = make_office(*backends)
    office.script.channel.url = graph.url
    return office


@dataclass
class Graph:
    """An HTTP server that answers as a channel's servers do, or as the test tells it to.

    :ivar plans: by text: what to do with the next requests, instead of accepting them.
    """

    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    plans: dict[str, list[int | Callable[[BaseHTTPRequestHandler], None]]] = field(default_factory=dict)
    on_request: Callable[[], object] = lambda: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def texts(self) -> list[str]:
        return [request["text"] for request in self.requests]

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["content-length"])))
        with self.lock:
            self.requests.append(body)
            self.tokens.append(handler.headers["authorization"])
            number = len(self.requests)
            plan = self.plans.get(body["text"], [])
            step = plan.pop(0) if plan else 200
            self.on_request()
        if callable(step):
            step(handler)
        else:
            self.answer(handler, step, {"id": f"sent-{number}"})

    def answer(self, handler: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        handler.send_response(status)
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


@pytest.fixture
def graph() -> Iterator[Graph]:
    graph = Graph()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            graph.handle(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Quietly."""

    class Server(ThreadingHTTPServer):
        #: All replies of a batch connect at once; what does not fit into the line waits for seconds.
        request_queue_size = 256

    with Server(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        graph.url = f"http://127.0.0.1:{server.server_port}/messages"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield graph
        server.shutdown()
        thread.join()
