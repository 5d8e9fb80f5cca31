"""Notices in words: the customer's language, values as people say them, buttons that stay good, and why."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from frontdesk import Button, Notice, Texts, explain, hookimpl
from frontdesk.pipeline.whys import Whys
from frontdesk.storage import Conversation as Talk
from frontdesk.storage import Message
from frontdesk.testing import Conversation, open_desk

TEXTS = {
    "en": {
        "visits.reminder": "{what} on {day} at {time}, {minutes}, {price}, {who}. {count} to go. Coming?",
        "visits.plain": "We look forward to you.",
        "visits.yes": "Show my visits",
        "visits.no": "Book for {day}",
    },
    "ru": {
        "visits.reminder": "{what}, {day}, {time}, {minutes}, {price}, мастер: {who}. Ещё {count}. Придёте?",
        "visits.plain": "Ждём вас.",
        "visits.yes": "Мои записи",
        "visits.no": "Записаться на {day}",
    },
}
REMINDER = Notice(
    "visits.reminder",
    {
        "what": {"ru": "Стрижка", "en": "Haircut"},
        "day": date(2026, 11, 27),
        "time": time(14, 30),
        "minutes": timedelta(minutes=90),
        "price": Decimal("2000.00"),
        "who": ["Anna", {"ru": "Ольга", "en": "Olga"}],
        "count": 4,
    },
)
BUTTONS = (
    Button("visits.yes", intent="my_bookings"),
    Button(
        "visits.no", {"day": date(2026, 11, 25)}, intent="book",
        values={"service": "manicure", "day": "2026-11-25"},
    ),
)  # fmt: skip


class Visits:
    """A plugin with something to say."""

    @hookimpl
    def frontdesk_texts(self):
        return Texts(TEXTS)


@pytest.fixture
def desk(tmp_path):
    bot = tmp_path / "bot.yaml"
    bot.write_text("extends: salon\nplugins: [salon_booking, faq, visits]\n")
    with open_desk(bot, clock=datetime(2026, 11, 23, 10), extra_plugins={"visits": Visits()}) as desk:
        yield desk


def leave(desk, notice, key="reminder:17"):
    [talk] = desk.storage.rows(Talk.select())
    with desk.storage.write():
        return desk.notices.write(desk.storage.scope(talk.tenant), talk.id, notice, key=key)


def test_values_are_said_in_the_language_of_the_conversation(desk):
    ann = Conversation(desk, name="Ann")
    ann.say("Здравствуйте, сколько стоит маникюр?")
    leave(desk, REMINDER)

    assert ann.look() == (
        "Стрижка, пятница, 27 ноября, 14:30, 1 ч 30 мин, 2 000 ₽, мастер: Anna и Ольга. Ещё 4. Придёте?"
    )


def test_it_is_the_language_of_the_moment_of_sending(desk):
    ann = Conversation(desk, name="Ann")
    ann.say("Здравствуйте, сколько стоит маникюр?")
    leave(desk, Notice("visits.plain", not_before=desk.clock.now() + timedelta(hours=1)))
    ann.say("Sorry, how much is a manicure please?")
    desk.clock.advance(timedelta(hours=1))

    assert ann.look() == "We look forward to you."


def test_why_tells_of_a_notice_as_of_a_reply(desk):
    ann = Conversation(desk, name="Ann")
    ann.say("How much is a manicure?")
    number = leave(desk, Notice("visits.reminder", REMINDER.params, buttons=BUTTONS))
    ann.look()
    scope = desk.storage.scope(ann.tenant.id)
    fate = desk.notices.find(scope, "reminder:17")
    story = Whys(desk).tell(fate.message_id)

    assert fate.id == number
    assert story.sections()["decision"] == [
        "Sent without being asked: notice reminder:17, written 2026-11-23T07:00:00+00:00."
    ]
    assert story.sections()["template"] == [
        "Template visits.reminder, in English.",
        "Texts of plugin visits: visits.yes, visits.no and visits.reminder.",
        "Texts of plugin phrases: core.choose.",
    ]
    assert story.sections()["delivery"][0].startswith("Sent since")
    document = story.document()
    assert (document["sent_by"], document["template"]["template"]) == ("notice", "visits.reminder")
    assert "Olga" not in json.dumps(document)


def test_a_guard_is_named_in_why():
    why = {"by": "notice", "notice": {"key": "a:1", "guard": "visits.stands", "written_at": "2026-11-23"}}

    assert explain(why)["decision"] == [
        "Sent without being asked: notice a:1, written 2026-11-23; guard visits.stands let it go."
    ]


def test_a_tap_carries_what_the_button_stands_for(desk):
    ann = Conversation(desk, name="Ann")
    ann.say("How much is a manicure?")
    leave(desk, Notice("visits.plain", buttons=BUTTONS))
    ann.look()
    assert ann.choices == ("Show my visits", "Book for Wednesday, 25 November")
    ann.tap("Book for Wednesday, 25 November")

    assert ann.trace["asks"] == "time"
    assert ann.trace["form"] | {"service": "manicure", "day": "2026-11-25"} == ann.trace["form"]


def test_what_it_asks_can_be_answered_in_words_while_nothing_else_is_asked(desk):
    ann = Conversation(desk, name="Ann")
    ann.say("How much is a manicure?")
    leave(desk, Notice("visits.plain", buttons=BUTTONS))
    ann.look()
    ann.say("the second one")

    assert ann.trace["asks"] == "time"
    assert ann.trace["form"]["day"] == "2026-11-25"


def test_an_open_form_stays_open_and_keeps_its_question(desk):
    ann = Conversation(desk, name="Ann")
    ann.say("I would like a manicure")
    asked, offered = ann.trace["asks"], ann.choices
    assert asked == "day"
    leave(desk, Notice("visits.plain", buttons=(Button("visits.yes", intent="my_bookings"),)))
    assert ann.look() == "We look forward to you."

    ann.say("the second one")

    assert offered[1] != "Show my visits"
    assert ann.trace["form"]["service"] == "manicure"
    assert ann.trace["asks"] == "time"


def test_a_tap_is_good_in_the_middle_of_a_form_and_much_later(desk):
    ann = Conversation(desk, name="Ann")
    ann.say("I would like a manicure")
    leave(desk, Notice("visits.plain", buttons=(Button("visits.yes", intent="my_bookings"),)))
    ann.look()
    ann.tap("Show my visits")
    assert ann.actions[-1] == "my_bookings"
    ann.say("tomorrow")
    assert ann.trace["form"]["day"] == "2026-11-24"

    desk.clock.advance(timedelta(days=5))
    ann.say("How much is a manicure?")
    ann.tap("Show my visits")

    assert ann.actions[-1] == "my_bookings"


def test_a_tap_under_a_notice_of_somebody_else_is_only_its_title(desk):
    ann = Conversation(desk, name="Ann")
    ann.say("How much is a manicure?")
    leave(desk, Notice("visits.plain", buttons=BUTTONS))
    ann.look()
    ben = Conversation(desk, "B", name="Ben")
    ben.heard += ann.heard
    ben.tap("Book for Wednesday, 25 November")

    assert ben.trace["reading"]["source"] != "tap"


def test_nothing_of_it_lies_readable_in_the_database(desk):
    ann = Conversation(desk, name="Ann")
    ann.say("How much is a manicure?")
    leave(desk, REMINDER)
    ann.look()
    with desk.storage.connection():
        rows = desk.storage.database.execute_sql("SELECT * FROM notices").fetchall()

    assert rows
    assert "Haircut" not in str(rows)
    assert "2000" not in str(rows)


def test_a_customer_whom_nothing_was_said_to_yet_is_spoken_to_in_the_bots_language(desk):
    ann = Conversation(desk, name="Ann")
    ann.staff("Добрый день!")
    desk.clock.advance(timedelta(days=2))
    leave(desk, Notice("visits.plain", buttons=BUTTONS))
    [talk] = desk.storage.rows(Talk.select())

    assert ann.look() in {"Ждём вас.", "We look forward to you."}
    assert [row.direction for row in desk.storage.rows(Message.select().order_by(Message.id))] == ["out"] * 2
    assert talk.last_inbound_at is None
