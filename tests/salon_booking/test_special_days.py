"""Single days with other hours than on their weekday."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from frontdesk import BotInvalid, Opening
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.hours import openings_on, stretches
from frontdesk_salon_booking.timetable import Refusal, Timetable

MONDAY = date(2026, 11, 23)
SUNDAY = date(2026, 11, 29)
SERVICES = [{"id": "cut", "name": "Cut", "minutes": 60}]
SPECIAL = {"2026-11-25": "12:00-16:00", "2026-11-26": None, "2026-11-29": ["10:00-13:00", "14:00-15:00"]}


def section(**values):
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), "09:00-21:00")
    return SalonBooking.model_validate({"services": SERVICES, "hours": week, **values})


@pytest.fixture
def special(make_bot):
    """The salon with a short Wednesday, a Thursday off and an open Sunday."""
    return make_bot(special_days=SPECIAL)


def test_a_special_day_has_its_own_hours_and_the_others_their_weekdays():
    salon = section(special_days=SPECIAL)
    assert openings_on(salon, date(2026, 11, 24)) == (Opening(540, 1260),)
    assert openings_on(salon, date(2026, 11, 25)) == (Opening(720, 960),)
    assert openings_on(salon, date(2026, 11, 26)) == ()
    assert openings_on(salon, SUNDAY) == (Opening(600, 780), Opening(840, 900))
    assert openings_on(salon, SUNDAY + timedelta(days=7)) == ()


def test_a_closed_date_stays_closed_whatever_its_special_hours():
    salon = section(special_days=SPECIAL, closed_dates=["2026-11-29", "2026-11-24"])
    assert openings_on(salon, SUNDAY) == openings_on(salon, date(2026, 11, 24)) == ()


def test_they_come_back_from_what_they_are_written_as():
    salon = section(special_days=SPECIAL)
    assert SalonBooking.model_validate(salon.model_dump()) == salon
    assert SalonBooking.model_validate_json(salon.model_dump_json()) == salon


@pytest.mark.parametrize(
    "wrong", [{"2026-13-01": None}, {"sunday": "10:00-12:00"}, {"2026-11-25": "noon"}, ["2026-11-25"]]
)
def test_what_is_no_day_or_no_hours_is_refused(wrong):
    with pytest.raises(ValidationError):
        section(special_days=wrong)


@pytest.mark.parametrize(
    ("special", "closed", "code"),
    [
        ({"2026-12-24": "18:00-09:00"}, [], "FD207"),
        ({"2026-12-24": ["09:00-13:00", "12:00-14:00"]}, [], "FD208"),
        ({"2026-12-24": "10:00-14:00"}, ["2026-12-24"], "FD211"),
    ],
)
def test_wrong_special_days_are_named_by_their_date(make_bot, special, closed, code):
    with pytest.raises(BotInvalid) as caught:
        make_bot(special_days=special, closed_dates=closed)
    [problem] = caught.value.problems
    assert (problem.code, problem.path) == (code, ("salon_booking", "special_days", "2026-12-24"))


def test_a_shop_that_opens_on_single_days_only_is_open_sometimes(make_bot):
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"))
    bot = make_bot(hours=week, special_days={"2026-12-24": "10:00-14:00"})
    assert bot.hours_on(date(2026, 12, 24)) == (Opening(600, 840),)


days = st.integers(0, 40).map(lambda offset: MONDAY + timedelta(days=offset))
minutes = st.integers(0, 1440)
openings = st.builds(Opening, minutes, minutes).filter(lambda each: each.opens < each.closes)


@given(st.dictionaries(days, st.one_of(st.none(), openings.map(str)), max_size=5), days, st.sets(days))
def test_the_hours_of_a_day_are_its_own_or_its_weekdays_or_none(special, day, closed):
    salon = section(special_days=special, closed_dates=closed)
    if day in closed or (day in special and special[day] is None):
        expected = []
    elif day in special:
        expected = [special[day]]
    else:
        expected = [] if day.weekday() == 6 else ["09:00-21:00"]
    assert [str(opening) for opening in openings_on(salon, day)] == expected
    assert len(stretches(salon, day, ZoneInfo("Asia/Almaty"))) == len(expected)


def test_the_hook_tells_the_special_hours(special):
    assert special.hours_on(date(2026, 11, 25)) == (Opening(720, 960),)
    assert special.hours_on(SUNDAY) == (Opening(600, 780), Opening(840, 900))
    assert special.hours_on(date(2026, 11, 26)) == ()


def test_refusals_go_by_the_hours_of_the_day(special, clock):
    plan = Timetable(special.section(SalonBooking), special.zone, clock.now())
    assert plan.start(60, date(2026, 11, 25), "09:00") is Refusal.CLOSED_TIME
    assert plan.start(60, date(2026, 11, 25), "15:30") is Refusal.ENDS_LATE
    assert plan.start(60, date(2026, 11, 26), "12:00") is Refusal.CLOSED_DAY
    assert plan.start(60, SUNDAY, "14:00").time == "14:00"


def test_customers_book_on_an_extra_day_and_hear_of_other_hours(special, make_chat):
    chat = make_chat(bot=special)
    answer = chat.say("Запишите меня на маникюр в среду в 10:00")
    assert answer.startswith("В 10:00 мы закрыты. Среда, 25 ноября: работаем с 12:00 до 16:00.")
    assert chat.say("тогда в четверг").startswith("Четверг, 26 ноября: у нас выходной.")
    chat.say("маникюр в воскресенье в 14:00")
    chat.agree()
    assert [booking.wall_start for booking in chat.bookings] == ["2026-11-29T14:00"]


def test_the_answer_about_a_day_tells_its_own_hours(special, make_chat):
    assert "Среда, 25 ноября: работаем с 12:00 до 16:00" in make_chat(bot=special).say(
        "До скольки вы работаете в среду?"
    )


def test_the_answer_about_the_week_tells_what_is_different_soon(make_bot, make_chat, bot):
    usual = make_chat("one", bot=bot).say("Когда вы работаете?")
    assert "не как обычно" not in usual
    special = make_bot(
        special_days={
            "2026-11-25": "12:00-16:00",
            "2026-11-27": None,
            "2026-11-28": None,
            # As on any other Thursday.
            "2026-12-03": "09:00-21:00",
            "2026-12-07": None,
        }
    )
    told = make_chat("two", bot=special).say("Когда вы работаете?")
    assert told == usual + (
        "\n\nВ ближайшие дни не как обычно:\n"
        "Среда, 25 ноября: с 12:00 до 16:00\n"
        "Пятница, 27 ноября – суббота, 28 ноября: выходной"
    )
