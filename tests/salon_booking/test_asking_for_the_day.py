"""A day that can be two days, and a day that does not exist."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("маникюр в следующую пятницу в 15:00", "пятница, 27 ноября или пятница, 4 декабря?"),
        ("manicure next friday at 15:00", "Friday, 27 November or Friday, 4 December?"),
    ],
)
def test_two_days_that_can_be_meant_are_asked_about_by_their_dates(chat, text, question):
    assert question in chat.say(text)
    assert [choice.values["day"] for choice in chat.state.offered] == ["2026-11-27", "2026-12-04"]
    chat.say("4 декабря" if "маникюр" in text else "the 4th")
    assert chat.state.form.values["day"] == "2026-12-04"
    assert chat.state.form.values["time"] == "15:00"


def test_of_two_days_the_one_that_can_be_booked_is_meant(chat, make_bot):
    chat.bot = make_bot(horizon_days=7)
    assert "4 декабря" not in chat.say("маникюр в следующую пятницу в 15:00")
    assert chat.state.form.values["day"] == "2026-11-27"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("маникюр 31 ноября в 15:00", "Такого дня в календаре нет."),
        ("запишите на 30 февраля", "Такого дня в календаре нет."),
        ("manicure on february 30th at 3", "There is no such day in the calendar."),
        ("маникюр завтра в 25:00", "Такого времени на часах не бывает."),
        ("manicure tomorrow at 25:00", "There is no such time on the clock."),
    ],
)
def test_what_does_not_exist_is_said_so(chat, text, words):
    assert chat.say(text).startswith(words)
    assert "Такого" not in chat.say("завтра в 15:00")


@pytest.mark.parametrize(
    ("text", "day"), [("лучше на следующий день", "2026-11-27"), ("the day before", "2026-11-25")]
)
def test_a_day_seen_from_the_one_that_was_said(chat, text, day):
    chat.say("маникюр в четверг")
    chat.say(text)
    assert chat.state.form.values["day"] == day
