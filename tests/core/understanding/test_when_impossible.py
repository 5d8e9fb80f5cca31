"""Days that no calendar has and hours that no clock shows: told as such, neither dropped nor bent."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.understanding import read_when


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31 ноября", "31 ноября"),
        ("на 30 февраля в 3", "30 февраля"),
        ("31.11", "31.11"),
        ("31.02.2027 в 15:00", "31.02.2027"),
        ("32.01.2027", "32.01.2027"),
        ("32 ноября", "32 ноября"),
        ("32 числа", "32 числа"),
        ("february 30", "february 30"),
        ("the 31st of june at 2pm", "31st june"),
        ("feb 30th", "feb 30th"),
    ],
)
def test_no_such_day(when, text, words):
    found = when(text)
    assert (found.impossible_day, found.days, found.empty) == (words, (), False)


@pytest.mark.parametrize("text", ["25:00", "в 24:30", "завтра в 18:75", "в 25 часов"])
def test_no_such_time(when, text):
    found = when(text)
    assert found.impossible_time
    assert (found.times, found.empty) == ((), False)


@pytest.mark.parametrize(
    "text", ["29 февраля", "в 24:00", "31 декабря", "30.11", "через 36 часов", "31-го", "45 минут"]
)
def test_what_there_is(when, text):
    found = when(text)
    assert (found.impossible_day, found.impossible_time) == (None, None)


def test_the_hour_of_an_impossible_day_is_kept(when):
    assert when("31 ноября в 3").time_value() == "15:00"


def test_a_leap_day_is_that_of_the_next_leap_year():
    now = datetime(2026, 11, 23, tzinfo=ZoneInfo("UTC"))
    assert read_when("29 февраля", now=now).day_value() == "2028-02-29"
    assert read_when("29.02.2027", now=now).impossible_day == "29.02.2027"


@pytest.mark.parametrize(
    ("text", "slots"),
    [("запишите на 31 ноября", {"day"}), ("book me at 25:00", {"time"}), ("на завтра", set())],
)
def test_a_reading_tells_which_slot_it_was_for(read, text, slots):
    assert read(text).unmet & {"day", "time"} == slots
