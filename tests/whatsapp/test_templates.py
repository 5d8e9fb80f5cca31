"""Reminders reach customers who wrote more than a day ago: as templates, and otherwise they are listed."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import ExitStack
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

import pytest

from frontdesk import FrozenClock, Inbound, Outbound, Receipt, Reply, Settings, Status, Template
from frontdesk.bots import Bots
from frontdesk.builtin import BUILTINS
from frontdesk.crypto import KeyRing
from frontdesk.desk import Desk
from frontdesk.jobs import settle
from frontdesk.pipeline.intake import Intake
from frontdesk.plugins import Plugins
from frontdesk.server import create_app
from frontdesk.storage import Message
from frontdesk_salon_booking.remind import REMIND
from frontdesk_whatsapp.outbound import message_body

MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Moscow"))
ACCOUNT, ANN = "204190000000001", "79161234567"
ADMIN = "an-admin-token-of-this-test"
REMINDER = {
    "name": "visit_reminder",
    "language": "en",
    "params": ["service", "day", "time", "staff"],
    "buttons": 3,
}
TEMPLATES = {"reminder.ask_staff": {"en": REMINDER}}
TOLD = ["Manicure", "Friday, 27 November", "15:00", "Irina"]


class Meta:
    """Takes messages as Meta does.

    :ivar refusal: the code of the error with which templates are refused, or None.
    """

    def __init__(self):
        self.sent, self.refusal, meta = [], None, self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                status, answer = meta.answer(body)
                written = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(written)))
                self.end_headers()
                self.wfile.write(written)

            def log_message(self, *_):
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, body):
        self.sent.append(body)
        if self.refusal is not None and body["type"] == "template":
            return 400, {"error": {"message": "refused", "type": "OAuthException", "code": self.refusal}}
        return 200, {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{len(self.sent)}"}]}


@pytest.fixture
def meta():
    meta = Meta()
    yield meta
    meta.server.shutdown()
    meta.server.server_close()


@pytest.fixture
def salon(meta, tmp_path):
    """A salon on WhatsApp, and Ann, who has booked for Friday."""
    with ExitStack() as stack:

        def make(templates=TEMPLATES):
            settings = Settings(
                database_url=f"sqlite:///{tmp_path}/frontdesk.db",
                encryption_keys=KeyRing.generate(),
                graph_url=meta.url,
                admin_token=ADMIN,
            )
            plugins = Plugins.load(BUILTINS)
            bots = Bots.load("salon", plugins, {})
            opened = Desk.open(settings, FrozenClock(MONDAY), bots=bots, plugins=plugins, migrate=True)
            desk = stack.enter_context(opened)
            desk.tenants.save(
                id="salon",
                name="Salon",
                bot="salon",
                channel="whatsapp",
                account=ACCOUNT,
                access_token="token",
                settings={
                    "salon_booking": {"reminders": [{"before": "24h", "ask": True}]},
                    "whatsapp": {"templates": templates},
                },
            )
            says(desk, "A manicure on Friday at 3 pm, please")
            assert "You are booked" in meta.sent[-1]["text"]["body"]
            return desk

        yield make


def says(desk, text, **more):
    number = desk.clock.now().timestamp()
    inbound = Inbound(
        channel="whatsapp",
        account=ACCOUNT,
        message_id=f"wamid.in-{number}",
        contact=ANN,
        sent_at=desk.clock.now(),
        phone=f"+{ANN}",
        profile_name="Ann",
        text=text,
        **more,
    )
    Intake(desk).accept([inbound])
    settle(desk)


def remind(desk, **time):
    desk.clock.advance(timedelta(**time))
    REMIND.run(desk)
    settle(desk)


def admin(desk, path):
    async def ask():
        client = create_app(desk, Intake(desk)).test_client()
        answer = await client.get(path, headers={"x-admin-token": ADMIN})
        return await answer.get_data(as_text=True)

    return asyncio.run(ask())


def unsent(desk):
    items = json.loads(admin(desk, "/admin/notices/salon"))["items"]
    return [(item["text"], item["contact"], item["reason"], item["detail"]) for item in items]


def test_while_the_window_is_open_the_text_itself_goes_out(salon, meta):
    desk = salon()
    desk.clock.advance(timedelta(days=3))
    says(desk, "hello")
    remind(desk, hours=5)
    assert meta.sent[-1]["type"] == "interactive"
    assert "Will you be there?" in meta.sent[-1]["interactive"]["body"]["text"]


def test_afterwards_the_template_does_with_its_buttons(salon, meta):
    desk = salon()
    remind(desk, days=3, hours=5)
    body = meta.sent[-1]
    assert (body["type"], body["to"]) == ("template", ANN)
    assert (body["template"]["name"], body["template"]["language"]) == ("visit_reminder", {"code": "en"})
    texts, *buttons = body["template"]["components"]
    assert [each["text"] for each in texts["parameters"]] == TOLD
    assert [each["index"] for each in buttons] == ["0", "1", "2"]
    assert unsent(desk) == []
    says(desk, "I'll be there", kind="choice", choice=buttons[0]["parameters"][0]["payload"])
    assert "See you then" in meta.sent[-1]["text"]["body"]


def test_without_one_it_is_listed_and_counted(salon, meta):
    desk = salon(templates={})
    before = len(meta.sent)
    remind(desk, days=3, hours=5)
    assert len(meta.sent) == before
    missing = "no template for reminder.ask_staff (en)"
    assert unsent(desk) == [("reminder.ask_staff", ANN, "outside_window", missing)]
    assert 'notices_unsent{reason="outside_window"} 1.0' in admin(desk, "/metrics")


@pytest.mark.parametrize("code", [132000, 132001])
def test_one_that_is_refused_is_listed(salon, meta, code):
    desk, meta.refusal = salon(), code
    remind(desk, days=3, hours=5)
    assert unsent(desk) == [("reminder.ask_staff", ANN, "failed", str(code))]


@pytest.mark.parametrize(("code", "reason"), [("131047", "outside_window"), ("131026", "failed")])
def test_one_that_fails_after_it_was_accepted_is_listed(salon, meta, code, reason):
    desk = salon()
    remind(desk, days=3, hours=5)
    [message] = desk.storage.rows(Message.select().order_by(Message.id.desc()).limit(1))
    receipt = Receipt(
        channel="whatsapp",
        account=ACCOUNT,
        message_id=f"wamid.{len(meta.sent)}",
        status=Status.FAILED,
        at=desk.clock.now(),
        reference=message.reference,
        error_code=code,
    )
    Intake(desk).accept([], [receipt])
    settle(desk)
    assert unsent(desk) == [("reminder.ask_staff", ANN, reason, code)]


def test_one_with_another_parameter_is_none(salon, meta):
    desk = salon(templates={"reminder.ask_staff": {"en": {**REMINDER, "params": ["price"]}}})
    remind(desk, days=3, hours=5)
    wrong = "template visit_reminder does not fit reminder.ask_staff (en)"
    assert unsent(desk) == [("reminder.ask_staff", ANN, "outside_window", wrong)]


def test_what_fills_a_place_stays_on_one_line():
    template = Template("offers", "ru", ("14:00\n15:00", "  a   b "), ("n1.1",))
    outbound = Outbound("r", "whatsapp", ACCOUNT, ANN, Reply("text"), template=template)
    assert message_body(outbound, quote=False)["template"] == {
        "name": "offers",
        "language": {"code": "ru"},
        "components": [
            {
                "type": "body",
                "parameters": [{"type": "text", "text": "14:00; 15:00"}, {"type": "text", "text": "a b"}],
            },
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": "0",
                "parameters": [{"type": "payload", "payload": "n1.1"}],
            },
        ],
    }
