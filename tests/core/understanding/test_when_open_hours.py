"""The hours of the business tell which half of the day was meant."""

from __future__ import annotations

from datetime import date

import pytest

from frontdesk import Opening


def every_day(*openings):
    return lambda day: tuple(Opening(60 * opens, 60 * closes) for opens, closes in openings)


@pytest.mark.parametrize(
    ("text", "opens", "closes", "times"),
    [
        ("в 3", 9, 21, ("15:00",)),
        ("в 8", 9, 21, ("20:00",)),
        ("в 8", 8, 14, ("08:00",)),
        ("at 8", 14, 23, ("20:00",)),
        ("в 10", 14, 23, ("22:00",)),
        ("в 9", 9, 21, ("09:00",)),
        ("в 7", 6, 12, ("07:00",)),
        ("half 8", 14, 23, ("20:30",)),
        ("полдевятого", 9, 21, ("20:30",)),
        ("в 8", 7, 22, ("08:00", "20:00")),
        ("в 8 вечера", 7, 22, ("20:00",)),
        ("в 8 утра", 14, 23, ("08:00",)),
        ("в 3", 0, 24, ("15:00",)),
        ("at 11", 22, 24, ("23:00",)),
        ("в 5", 9, 14, ("17:00",)),
    ],
)
def test_the_half_of_the_day(when, text, opens, closes, times):
    assert when(text, hours=every_day((opens, closes))).time_values() == times


@pytest.mark.parametrize(
    ("text", "opens", "closes", "window"),
    [
        ("после 8", 14, 23, ("20:00", None)),
        ("после 8", 8, 14, ("08:00", None)),
        ("до 9", 9, 21, (None, "21:00")),
        ("с 8 до 10", 14, 23, ("20:00", "22:00")),
        ("с 8 до 10", 8, 14, ("08:00", "10:00")),
        ("с 8 до 10", 9, 21, ("08:00", "10:00")),
        ("from 10 to 2", 9, 21, ("10:00", "14:00")),
        ("с 3 до 5", 9, 21, ("15:00", "17:00")),
    ],
)
def test_windows(when, text, opens, closes, window):
    first, last = window
    assert when(text, hours=every_day((opens, closes))).time_value() == {"from": first, "to": last}


def test_the_hours_of_the_day_that_was_said(when):
    def hours(day):
        return (Opening(8 * 60, 14 * 60),) if day.weekday() == 5 else (Opening(14 * 60, 23 * 60),)

    assert when("в субботу в 8", hours=hours).time_values() == ("08:00",)
    assert when("в пятницу в 8", hours=hours).time_values() == ("20:00",)
    assert when("в 8", hours=hours).time_values() == ("08:00", "20:00")
    assert when("в 8", hours=hours, about=date(2027, 3, 20)).time_values() == ("08:00",)


def test_a_break_is_no_opening_hour(when):
    assert when("в 9", hours=every_day((10, 13), (14, 22))).time_values() == ("21:00",)


@pytest.mark.parametrize("told", [None, ()])
def test_without_hours_it_is_the_usual_half(when, told):
    assert when("в 3", hours=lambda day: told).time_values() == ("15:00",)
    assert when("в 8", hours=lambda day: told).time_values() == ("08:00",)


def test_the_last_day_of_the_calendar(when):
    assert when("31.12.9999 в 8", hours=every_day((14, 23))).time_values() == ("20:00",)
