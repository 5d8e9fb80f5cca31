"""The salon's opening hours decide which half of the day a customer means."""

from __future__ import annotations

from datetime import date

import pytest

from frontdesk import Opening
from frontdesk.readings import Utterance
from frontdesk.understanding import RulesUnderstander

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def open_from(hours):
    return {"hours": dict.fromkeys(WEEK, hours)}


@pytest.fixture
def hear(make_bot, clock):
    def hear(text, section, **more):
        bot = make_bot(**section)
        utterance = Utterance(text, clock.now().astimezone(bot.zone), bot, **more)
        return RulesUnderstander().read(utterance, None)

    return hear


@pytest.mark.parametrize(
    ("hours", "text", "time"),
    [
        ("09:00-21:00", "маникюр завтра в 3", "15:00"),
        ("08:00-14:00", "маникюр завтра в 8", "08:00"),
        ("14:00-23:00", "маникюр завтра в 8", "20:00"),
        ("14:00-23:00", "manicure tomorrow at 10", "22:00"),
    ],
)
def test_an_hour(hear, hours, text, time):
    assert hear(text, open_from(hours)).slots["time"] == time


def test_an_hour_that_can_be_meant_twice_stays_open(hear):
    assert hear("маникюр завтра в 8", open_from("07:00-22:00")).unclear["time"] == ("08:00", "20:00")


def test_the_day_of_the_open_form_counts(hear):
    section = {"hours": {"fri": "14:00-23:00", "sat": "08:00-14:00"}}
    assert hear("в 8", section, values={"day": "2026-11-27"}).slots["time"] == "20:00"
    assert hear("в 8", section, values={"day": "2026-11-28"}).slots["time"] == "08:00"


def test_closed_dates_are_no_open_days(bot):
    assert bot.hours_on(date(2026, 11, 28)) == (Opening(600, 780), Opening(840, 1080))
    assert bot.hours_on(date(2026, 11, 29)) == ()
    assert bot.hours_on(date(2026, 12, 31)) == ()


def test_a_bot_that_nobody_tells_hours_for_has_none(make_bot):
    echo = "name: Echo\nlanguages: [en]\ntimezone: UTC\nplugins: []\n"
    assert make_bot(echo).hours_on(date(2026, 11, 28)) is None
