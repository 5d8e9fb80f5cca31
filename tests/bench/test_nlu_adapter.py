"""The adapter of the test collections: it speaks their protocol, and reads as the webhook does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from frontdesk import FrozenClock, WebhookRequest
from frontdesk.crypto import KeyRing
from frontdesk.desk import Desk
from frontdesk.dialogue import State
from frontdesk.jobs import Jobs
from frontdesk.pipeline.intake import Intake
from frontdesk.settings import Settings
from frontdesk.storage import Message
from frontdesk_whatsapp import sign
from nlu.catalogue import Business, Catalogue
from nlu.phrases import moment, read
from nlu_adapter import Adapter

HERE = Path(__file__).parent
CATALOGUE = HERE / "catalog.json"
ADAPTER = HERE.parents[1] / "bench" / "nlu_adapter.py"
NOW = "2026-11-23T10:00:00+03:00"
SECRET, ACCOUNT = "bench-app-secret", "204190000000001"
MESSAGES = {
    "ru": ("Запишите к Анне на стрижку завтра в 15:00", "отмените K7M3QP", "да", "есть парковка?", "фывфыв"),
    "en": ("a manicure on friday at 3", "no, thanks", "where are you?", "hello", "3/4 at noon with Oleg"),
}


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue(CATALOGUE)


@pytest.fixture
def ask(catalogue):
    adapter = Adapter(catalogue)
    yield lambda op, **request: adapter.answer({"op": op, "lang": "ru", "now": NOW, **request})
    adapter.close()


def stored_readings(catalogue, language, texts, folder):
    """What is stored about messages that came in as signed webhooks, each from somebody new."""
    business = Business(language)
    bots, bot = catalogue.bots(business), catalogue.bot(business)
    settings = Settings(
        database_url=f"sqlite:///{folder}/desk.db",
        encryption_keys=KeyRing.generate(),
        app_secrets=(SECRET,),
        graph_url="http://127.0.0.1:9",
    )
    clock = FrozenClock(moment(bot, {"now": NOW}))
    with Desk.open(settings, clock, bots=bots, plugins=catalogue.plugins, migrate=True) as desk:
        desk.tenants.save(
            id="iva", name="Iva", bot=bot.id, channel="whatsapp", account=ACCOUNT, access_token="x"
        )
        channel, jobs = desk.channels["whatsapp"], Jobs(desk)
        jobs.register()
        for number, text in enumerate(texts):
            request = webhook(text, number, int(clock.now().timestamp()))
            channel.verify(request)
            Intake(desk).accept(channel.parse(request).messages)
        desk.queue.run_pending()
        jobs.close()
        scope = desk.storage.scope("iva")
        rows = scope.rows(scope.select(Message).order_by(Message.id))
        told = [scope.reveal(row, Message.why) for row in rows]
    return [why["reading"] for why in told if why]


def webhook(text, number, at):
    message = {"from": f"7916123456{number}", "id": f"wamid.{number}", "timestamp": str(at)}
    message |= {"type": "text", "text": {"body": text}}
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": ACCOUNT}, "messages": [message]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    return WebhookRequest(body=body, headers={"x-hub-signature-256": sign(body, SECRET).encode()})


@pytest.mark.parametrize("language", MESSAGES)
def test_a_message_is_read_as_the_same_one_in_a_webhook(catalogue, language, tmp_path):
    texts = MESSAGES[language]
    stored = stored_readings(catalogue, language, texts, tmp_path)
    assert len(stored) == len(texts)
    bot = catalogue.bot(Business(language))
    for text, kept in zip(texts, stored, strict=True):
        reading = read(bot, State(), text, moment(bot, {"now": NOW}))
        assert kept["guesses"] == [[guess.intent, round(guess.confidence, 3)] for guess in reading.guesses]
        assert kept["slots"] == reading.slots
        assert kept["unclear"] == {slot: list(values) for slot, values in reading.unclear.items()}
        assert kept["answer"] == reading.answer
        assert kept["reasons"] == list(reading.reasons)


def test_when_is_a_day_and_an_hour(ask):
    assert ask("when", text="завтра в 15:00") == {"date": "2026-11-24", "time": "15:00"}
    assert ask("when", text="в пятницу вечером") == {"date": "2026-11-27", "time": {"part": "evening"}}


def test_parse_is_an_intent_and_slots(ask):
    assert ask("parse", text="Запишите к Анне на стрижку завтра в 15:00") == {
        "intent": "booking",
        "slots": {"service": "cut", "provider": "Анна", "date": "2026-11-24", "time": "15:00"},
    }
    assert ask("parse", text="нет") == {"intent": "deny", "slots": {}}
    assert ask("parse", text="в пятницу", lang="ru")["slots"] == {"date": "2026-11-27"}
    asked = ask("parse", text="with Sofia at 3 pm", lang="en", providers=["Sofia"])
    assert asked["slots"] == {"provider": "Sofia", "time": "15:00"}


def test_a_live_dialogue_tells_what_was_entered_in_the_calendar(ask):
    given = {
        "code": "K7M3QP",
        "service": "cut",
        "date": "2026-11-25",
        "time": "12:00",
        "name": "Анна",
        "user": "A",
    }
    started = ask(
        "dialog_start", id="1", mode="live", users=["A", "B"],
        busy=[{"date": "2026-11-24", "time": "14:00"}], bookings=[given],
    )  # fmt: skip
    assert started == {"ok": True}
    taken = ask("say", user="B", text="маникюр завтра в 14:00")
    assert taken["events"] == []
    assert taken["ask"] == "time"
    assert ask("say", user="B", text="в 16:00")["ask"] == "name"
    assert ask("say", user="B", text="Олег")["ask"] == "confirm"
    [booked] = ask("say", user="B", text="да")["events"]
    assert (booked["type"], booked["service"], booked["date"]) == ("booked", "manicure", "2026-11-24")
    assert booked["time"] == "16:00"
    moved = ask("say", user="A", text="перенесите K7M3QP на пятницу в 13:00")
    assert moved["state"] == {"code": "K7M3QP", "date": "2026-11-27", "time": "13:00"}
    [event] = ask("say", user="A", text="да")["events"]
    assert event == {"type": "rescheduled", "code": "K7M3QP", "date": "2026-11-27", "time": "13:00"}
    assert ask("say", user="A", text="отмените мою запись")["events"] == []
    assert ask("say", user="A", text="да")["events"] == [{"type": "cancelled", "code": "K7M3QP"}]
    assert ask("say", user="A", text="позовите администратора")["events"] == [{"type": "handoff"}]


def test_a_replayed_dialogue_takes_up_what_was_offered(ask):
    providers = ["Avril Swan, MD", "avril swan, MD", "Discover Health"]
    ask("dialog_start", id="1", mode="replay", lang="en", users=["A"], service="doctor", providers=providers)

    def say(text, before=None):
        return ask("say", user="A", text=text, prev_system=before)["state"]

    assert say("Can you find me one in town?") == {}
    assert say("What is the address?", "How about Discover Health?") == {}
    assert say("Sounds good", "It is 12 Main Street.") == {"provider": "Discover Health"}
    assert say("On Friday please", "What day would you like?")["date"] == "2026-11-27"
    assert say("no", "There is nothing on Friday. Would Saturday do?")["date"] == "2026-11-27"
    assert say("yes, that works", "What about 3 pm on Monday?") == {
        "provider": "Discover Health", "date": "2026-11-30", "time": "15:00",
    }  # fmt: skip


def test_the_program_answers_line_by_line():
    lines = [
        {"op": "when", "text": "tomorrow at noon", "lang": "en", "now": NOW},
        {"op": "sing"},
        {"op": "parse", "lang": "ru"},
    ]
    asked = "".join(json.dumps(line) + "\n" for line in lines)
    command = [sys.executable, str(ADAPTER), "--catalog", str(CATALOGUE)]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, timeout=60)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert answers[0] == {"date": "2026-11-24", "time": "12:00"}
    assert answers[1] == {"unsupported": True}
    assert list(answers[2]) == ["error"]
