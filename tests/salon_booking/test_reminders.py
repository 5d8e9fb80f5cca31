"""Customers are reminded of their visits in time, once, by day, and never of what is off or moved."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from frontdesk.testing import Conversation, open_desk
from frontdesk_salon_booking.blocks.bodies import BlockBody
from frontdesk_salon_booking.blocks.desk import BlockDesk
from frontdesk_salon_booking.booking_bodies import ChangeBody
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.remind import REMIND
from frontdesk_salon_booking.reminders import Reminder, Stretch, due_of
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.staff_desk import StaffDesk

MONDAY = datetime(2026, 11, 23, 10)
TWICE = {"reminders": [{"before": "24h", "ask": True}, {"before": "2h"}]}
ASKED = {
    "en": "A reminder of your visit: Manicure, Wednesday, 25 November, 15:00, with Irina. Will you be there?",
    "ru": "Напоминаем о вашем визите: Маникюр, среда, 25 ноября, 15:00. Мастер: Ирина. Вы придёте?",
}
BOOK = {"en": "A manicure on Wednesday at 3 pm, please", "ru": "Маникюр в среду в 15:00, пожалуйста"}


@pytest.fixture
def salon(database_url):
    """A salon with reminders and a customer who has booked; once for each kind of database."""
    with ExitStack() as stack:

        def make(language="en", booked="", **section):
            settings = {"salon_booking": section or TWICE}
            desk = open_desk("salon", clock=MONDAY, settings=settings, database_url=database_url)
            desk = stack.enter_context(desk)
            customer = Conversation(desk, name="Анна" if language == "ru" else "Ann")
            customer.say(booked or BOOK[language])
            if customer.trace["confirming"]:
                customer.say("yes")
            assert customer.actions == ["book"]
            return desk, customer

        yield make


def pass_time(desk, **time):
    desk.clock.advance(timedelta(**time))
    REMIND.run(desk)


def booking(desk):
    [found] = desk.storage.rows(Booking.select())
    return found


@pytest.mark.parametrize("language", ["en", "ru"])
def test_who_is_reminded_says_by_a_tap_that_they_are_coming(salon, language):
    desk, customer = salon(language)
    pass_time(desk, days=1, hours=5)
    assert customer.look() == ASKED[language]
    customer.tap("I'll be there" if language == "en" else "Приду")
    assert customer.actions[-1] == "coming"
    assert booking(desk).confirmed_at == desk.clock.now()
    assert booking(desk).version == 1
    pass_time(desk, hours=22)
    assert customer.look() == (
        "A reminder of your visit: Manicure, Wednesday, 25 November, 15:00, with Irina. See you then!"
        if language == "en"
        else "Напоминаем о вашем визите: Маникюр, среда, 25 ноября, 15:00. Мастер: Ирина. Ждём вас!"
    )


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "yes"), ("en", "I'll be there"), ("ru", "да"), ("ru", "приду"), ("ru", "Да, приду")],
)
def test_or_by_a_word(salon, language, word):
    desk, customer = salon(language)
    pass_time(desk, days=1, hours=5)
    assert customer.look() == ASKED[language]
    customer.say(word)
    assert customer.actions[-1] == "coming"
    assert booking(desk).confirmed_at == desk.clock.now()


def test_or_cancels_it_and_is_reminded_no_more(salon):
    desk, customer = salon()
    pass_time(desk, days=1, hours=5)
    customer.look()
    assert customer.tap("Cancel").startswith("Cancel this booking?")
    assert customer.say("yes").startswith("Cancelled: manicure, Wednesday, 25 November, 15:00.")
    assert booking(desk).status == "cancelled"
    pass_time(desk, hours=22)
    assert customer.look() == ""


def test_or_moves_it_and_is_reminded_of_its_new_time_alone(salon):
    desk, customer = salon()
    pass_time(desk, days=1, hours=5)
    customer.look()
    customer.tap("I'll be there")
    customer.say("move it to Friday at 3 pm")
    if customer.trace["confirming"]:
        customer.say("yes")
    assert booking(desk).wall_start == "2026-11-27T15:00"
    assert booking(desk).confirmed_at is None
    pass_time(desk, hours=22)
    assert customer.look() == ""
    pass_time(desk, days=1, hours=2)
    assert "Friday, 27 November, 15:00" in customer.look()


def test_a_visit_that_is_cancelled_while_its_reminder_waits_is_told_of_no_more(salon):
    desk, customer = salon()
    desk.clock.advance(timedelta(days=1, hours=5))
    REMIND.run(desk)
    found = booking(desk)
    with desk.storage.write():
        desk.storage.house.update(Booking, Booking.id == found.id, status="cancelled")
    assert customer.look() == ""
    key = f"reminder:{found.id}:1440:{int(found.start_ts.timestamp())}"
    fate = desk.notices.find(desk.storage.scope(found.tenant), key)
    assert (fate.state, fate.reason, fate.detail) == ("unsent", "refused", "cancelled")


def test_a_job_that_runs_again_reminds_once(salon):
    desk, customer = salon()
    pass_time(desk, days=1, hours=5)
    assert customer.look()
    with desk.storage.write():
        desk.storage.house.update(Booking, Booking.id > 0, remind_at=None)
    pass_time(desk, minutes=1)
    assert customer.look() == ""


def test_after_a_standstill_nobody_hears_what_is_out_of_date(salon):
    desk, customer = salon()
    pass_time(desk, days=2, hours=3, minutes=30)
    assert customer.look().endswith("See you then!")


def test_who_has_just_booked_is_not_reminded_at_once(salon):
    desk, customer = salon(reminders=[{"before": "3d"}])
    pass_time(desk, minutes=1)
    assert customer.look() == ""


def test_who_has_just_moved_their_visit_is_not_reminded_at_once(salon):
    desk, customer = salon(reminders=[{"before": "3d"}])
    desk.clock.advance(timedelta(days=1))
    customer.say("move it to Thursday at 3 pm")
    if customer.trace["confirming"]:
        customer.say("yes")
    assert booking(desk).wall_start == "2026-11-26T15:00"
    pass_time(desk, minutes=1)
    assert customer.look() == ""


def test_whose_visit_staff_has_moved_is(salon):
    desk, customer = salon(reminders=[{"before": "3d"}])
    desk.clock.advance(timedelta(days=1))
    by_staff(desk, start="2026-11-26T15:00")
    pass_time(desk, minutes=1)
    assert "Thursday, 26 November, 15:00" in customer.look()


def by_staff(desk, **change):
    """Staff changes the one visit, as by the admin routes."""
    found = booking(desk)
    body = ChangeBody.model_validate_json(json.dumps({"version": found.version, **change}))
    StaffDesk(desk, desk.tenants.get(found.tenant)).change(found.id, body)


def test_a_change_by_staff_in_the_minute_of_a_reminder_is_what_it_tells(salon):
    desk, customer = salon()
    desk.clock.advance(timedelta(days=1, hours=5, seconds=30))
    by_staff(desk, start="2026-11-25T14:00")
    desk.clock.advance(timedelta(seconds=30))
    REMIND.run(desk)
    assert customer.look() == ASKED["en"].replace("15:00", "14:00")


def test_so_is_one_while_it_waits(salon):
    desk, customer = salon()
    desk.clock.advance(timedelta(days=1, hours=5))
    REMIND.run(desk)
    by_staff(desk, note="allergic to acetone")
    assert customer.look() == ""
    pass_time(desk, minutes=1)
    assert customer.look() == ASKED["en"]
    by_staff(desk, note="really")
    pass_time(desk, minutes=1)
    assert customer.look() == ""


def test_nobody_is_reminded_of_a_visit_in_a_time_that_is_closed(salon):
    desk, customer = salon()
    desk.clock.advance(timedelta(days=1, hours=5))
    REMIND.run(desk)
    found = booking(desk)
    body = BlockBody.model_validate_json('{"from": "2026-11-25T14:00", "to": "2026-11-25T16:00"}')
    BlockDesk(Salon.find(desk, found.tenant)).make(body)
    assert customer.look() == ""
    key = f"reminder:{found.id}:1440:{int(found.start_ts.timestamp())}"
    fate = desk.notices.find(desk.storage.scope(found.tenant), key)
    assert (fate.state, fate.reason, fate.detail) == ("unsent", "refused", "closed")


@pytest.mark.parametrize(
    ("out", "start", "stands"),
    [("cancel the haircut", "15:00", True), ("cancel the manicure", "16:00", False)],
)
def test_who_said_that_they_come_said_so_for_the_hour_at_which_it_began(salon, out, start, stands):
    desk, customer = salon(booked="A manicure and then a haircut on Wednesday at 3 pm, please")
    pass_time(desk, days=1, hours=5)
    customer.look()
    customer.tap("I'll be there")
    assert booking(desk).confirmed_at is not None
    customer.say(out)
    customer.say("yes")
    assert booking(desk).wall_start == f"2026-11-25T{start}"
    assert (booking(desk).confirmed_at is not None) is stands


MOSCOW = ZoneInfo("Europe/Moscow")
NIGHT = Stretch(datetime(2026, 1, 1, 21).time(), datetime(2026, 1, 1, 9).time())


def due(start, *before, quiet=NIGHT):
    start = datetime(2026, 11, 25, *start, tzinfo=MOSCOW).astimezone(UTC)
    reminders = [Reminder(before=each) for each in before]
    found = due_of(start, MOSCOW, reminders, quiet)
    return [
        (f"{d.since.astimezone(MOSCOW):%d %H:%M}", f"{d.until.astimezone(MOSCOW):%d %H:%M}") for d in found
    ]


def test_each_is_worth_sending_until_half_its_time_is_over_or_the_next_is_due():
    assert due((15,), "2h", "24h", quiet=None) == [("24 15:00", "25 03:00"), ("25 13:00", "25 14:00")]
    assert due((15,), "24h", "20h", quiet=None)[0] == ("24 15:00", "24 19:00")


def test_nobody_is_reminded_in_the_quiet_hours():
    assert due((15,), "24h") == [("24 15:00", "24 21:00")]
    # After them, where that is early enough; else before them.
    assert due((10, 30), "2h") == [("25 09:00", "25 09:30")]
    assert due((9, 30), "2h") == [("24 20:30", "24 21:00")]


@pytest.mark.parametrize("before", ["24", "0h", "1w", "31d", "5m", 24, None, ""])
def test_what_is_no_duration_is_refused(before):
    with pytest.raises(ValidationError, match=r"24h|15m"):
        Reminder(before=before)
