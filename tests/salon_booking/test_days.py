"""When a day begins and ends, wherever the clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk_salon_booking.days import begin_of, end_of

#: In some of them the clocks go forward or back at midnight.
ZONES = ["Africa/Cairo", "America/Havana", "America/Asuncion", "Asia/Almaty", "Asia/Beirut", "Europe/Berlin"]


@pytest.mark.parametrize(
    ("zone", "day", "begin"),
    [
        ("Africa/Cairo", date(2026, 4, 24), datetime(2026, 4, 23, 22, tzinfo=UTC)),
        ("Asia/Beirut", date(2026, 3, 29), datetime(2026, 3, 28, 22, tzinfo=UTC)),
        ("America/Havana", date(2026, 11, 1), datetime(2026, 11, 1, 4, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC)),
    ],
)
def test_a_day_begins_with_its_first_moment(zone, day, begin):
    assert begin_of(day, ZoneInfo(zone)) == begin


@given(zone=st.sampled_from(ZONES), day=st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_days_follow_each_other_without_a_gap(zone, day):
    place = ZoneInfo(zone)
    begin, end = begin_of(day, place), end_of(day, place)
    moment = timedelta(microseconds=1)
    assert begin.astimezone(place).date() == (end - moment).astimezone(place).date() == day
    assert (begin - moment).astimezone(place).date() == day - timedelta(days=1)
    assert end == begin_of(day + timedelta(days=1), place)
