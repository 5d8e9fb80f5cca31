"""Opening hours as stretches of real time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.hours import clock, instant, minutes_of, stretches

BERLIN = ZoneInfo("Europe/Berlin")
BEIRUT = ZoneInfo("Asia/Beirut")
ZONES = st.sampled_from(
    [
        ZoneInfo(key)
        for key in ("UTC", "Europe/Berlin", "Asia/Beirut", "Australia/Lord_Howe", "America/New_York")
    ]
)
DAYS = st.dates(date(2024, 1, 1), date(2028, 1, 1))


def open_at(*openings: str, **rest: object) -> SalonBooking:
    hours = {day: list(openings) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    services = [{"id": "cut", "name": "Cut", "minutes": 60}]
    return SalonBooking.model_validate({"services": services, "hours": hours, **rest})


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@given(st.integers(0, 1439))
def test_clock_and_minutes_are_each_others_inverse(minutes):
    assert minutes_of(clock(minutes)) == minutes


@given(DAYS, st.integers(0, 1440), ZONES)
def test_an_instant_is_when_the_clock_shows_that_time(day, minutes, zone):
    moment = instant(day, minutes, zone)
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)
    if moment is None:
        # Nothing shows it: the clocks go forward over it.
        around = [
            datetime.combine(day, datetime.min.time(), UTC) + timedelta(minutes=m)
            for m in range(-900, 2400, 15)
        ]
        assert wall not in {each.astimezone(zone).replace(tzinfo=None) for each in around}
    else:
        assert moment.astimezone(zone).replace(tzinfo=None) == wall
        assert (moment - timedelta(hours=1)).astimezone(zone).replace(tzinfo=None) != wall


def test_a_time_that_is_skipped_does_not_come_and_one_shown_twice_comes_first():
    assert instant(date(2026, 3, 29), 150, BERLIN) is None
    assert instant(date(2026, 10, 25), 150, BERLIN) == utc(2026, 10, 25, 0, 30)


@given(DAYS, ZONES, st.integers(0, 1439), st.integers(1, 1440))
def test_stretches_are_in_order_and_never_empty(day, zone, opens, length):
    closes = min(opens + length, 1440)
    for stretch in stretches(open_at(f"{clock(opens)}-{closes // 60:02}:{closes % 60:02}"), day, zone):
        assert stretch.begin < stretch.end
        assert stretch.end - stretch.begin <= timedelta(minutes=closes - opens) + timedelta(hours=1)


def test_hours_are_told_by_the_wall_clock_in_summer_and_winter():
    salon = open_at("09:00-18:00")
    [winter] = stretches(salon, date(2026, 1, 5), BERLIN)
    [summer] = stretches(salon, date(2026, 7, 6), BERLIN)
    assert (winter.begin.hour, summer.begin.hour) == (8, 7)


def test_a_day_on_which_the_clocks_change_is_an_hour_shorter_or_longer():
    salon = open_at("00:00-24:00")
    lengths = [
        stretch.end - stretch.begin
        for day in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 1))
        for stretch in stretches(salon, day, BERLIN)
    ]
    assert lengths == [timedelta(hours=23), timedelta(hours=25), timedelta(hours=24)]


def test_a_day_that_begins_at_one_opens_when_it_begins():
    # In Beirut the clocks go forward at midnight: 2026-03-29 begins at 01:00.
    [stretch] = stretches(open_at("00:00-02:00"), date(2026, 3, 29), BEIRUT)
    assert (stretch.begin, stretch.end) == (utc(2026, 3, 28, 22), utc(2026, 3, 28, 23))
    [before] = stretches(open_at("20:00-24:00"), date(2026, 3, 28), BEIRUT)
    assert before.end == utc(2026, 3, 28, 22)


@pytest.mark.parametrize(("opens", "closes"), [("02:30", "06:00"), ("00:00", "02:30")])
def test_opening_or_closing_within_the_gap_is_when_the_clocks_change(opens, closes):
    [stretch] = stretches(open_at(f"{opens}-{closes}"), date(2026, 3, 29), BERLIN)
    assert utc(2026, 3, 29, 1) in (stretch.begin, stretch.end)


def test_a_closed_date_and_a_day_off_have_no_hours():
    assert stretches(open_at("09:00-18:00", closed_dates=["2026-12-31"]), date(2026, 12, 31), BERLIN) == ()
    assert stretches(open_at(), date(2026, 12, 30), BERLIN) == ()
