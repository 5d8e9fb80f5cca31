"""Which times a business offers at all, and why not the others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.hours import clock, minutes_of
from frontdesk_salon_booking.slots import Start
from frontdesk_salon_booking.timetable import Refusal, Timetable

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
TEN = datetime(2026, 11, 23, 10, tzinfo=MOSCOW)


def timetable(now: datetime = TEN, zone: ZoneInfo = MOSCOW, **values: Any) -> Timetable:
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), "09:00-17:00")
    plain = {"services": [{"id": "cut", "name": "Cut", "minutes": 60}], "hours": week, "horizon_days": 30}
    return Timetable(SalonBooking.model_validate({**plain, **values}), zone, now)


def why_not(plan: Timetable, minutes: int, day: date, time: str) -> Refusal | None:
    found = plan.start(minutes, day, time)
    return found if isinstance(found, Refusal) else None


@pytest.mark.parametrize(
    ("day", "time", "refusal"),
    [
        (MONDAY, "11:00", None),
        (MONDAY, "16:00", None),
        (MONDAY, "16:30", Refusal.ENDS_LATE),
        (MONDAY, "17:00", Refusal.CLOSED_TIME),
        (MONDAY, "08:30", Refusal.PAST),
        (MONDAY + timedelta(days=1), "08:30", Refusal.CLOSED_TIME),
        (MONDAY + timedelta(days=1), "23:59", Refusal.CLOSED_TIME),
        (MONDAY + timedelta(days=1), "00:01", Refusal.CLOSED_TIME),
        (MONDAY, "14:10", Refusal.OFF_GRID),
        (MONDAY, "10:30", Refusal.TOO_SOON),
        (MONDAY, "09:30", Refusal.PAST),
        (MONDAY - timedelta(days=1), "12:00", Refusal.PAST),
        (MONDAY + timedelta(days=6), "12:00", Refusal.CLOSED_DAY),
        (MONDAY + timedelta(days=29), "12:00", None),
        (MONDAY + timedelta(days=30), "12:00", Refusal.TOO_FAR),
        (date(2026, 12, 1), "12:00", Refusal.CLOSED_DAY),
    ],
)
def test_why_not(day, time, refusal):
    assert why_not(timetable(lead_minutes=60, closed_dates=["2026-12-01"]), 60, day, time) is refusal


def test_three_quarters_of_an_hour_at_half_past_four_do_not_end_by_five():
    assert why_not(timetable(), 45, MONDAY, "16:30") is Refusal.ENDS_LATE
    assert why_not(timetable(), 30, MONDAY, "16:30") is None


def test_nothing_runs_through_a_break():
    split = timetable(hours={"mon": ["10:00-13:00", "14:00-18:00"]})
    assert why_not(split, 60, MONDAY, "12:30") is Refusal.ENDS_LATE
    assert why_not(split, 60, MONDAY, "13:00") is Refusal.CLOSED_TIME
    assert why_not(split, 60, MONDAY, "14:00") is None


def test_the_grid_is_counted_from_opening_on_the_wall_clock():
    odd = timetable(hours={"mon": ["10:20-13:00", "14:45-16:00"]}, slot_minutes=40)
    times = [start.time for start in odd.starts(40, MONDAY, MONDAY)]
    assert times == ["10:20", "11:00", "11:40", "12:20", "14:45"]


def test_today_is_the_day_it_is_at_the_business():
    late = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    assert timetable(late).today == MONDAY
    assert timetable(late, ZoneInfo("America/New_York")).today == MONDAY - timedelta(days=1)


def test_a_time_that_the_clocks_skip_is_refused():
    at_night = timetable(datetime(2026, 3, 28, 12, tzinfo=BERLIN), BERLIN, hours={"sun": "00:00-06:00"})
    assert why_not(at_night, 30, date(2026, 3, 29), "02:30") is Refusal.SKIPPED
    times = [start.time for start in at_night.starts(60, date(2026, 3, 29), date(2026, 3, 29))]
    assert times == ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30", "04:00", "04:30", "05:00"]


def test_an_hour_that_comes_twice_is_given_out_once():
    at_night = timetable(datetime(2026, 10, 24, 12, tzinfo=BERLIN), BERLIN, hours={"sun": "01:00-04:00"})
    found = list(at_night.starts(30, date(2026, 10, 25), date(2026, 10, 25)))
    assert [start.time for start in found] == ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]
    assert found[4].begin - found[3].begin == timedelta(hours=1, minutes=30)


def test_lead_time_is_real_time_when_the_clocks_change():
    # At 01:30 in Berlin, an hour and a half before the clocks show 04:00.
    night = timetable(
        datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN), BERLIN, hours={"sun": "00:00-08:00"}, lead_minutes=90
    )
    assert why_not(night, 30, date(2026, 3, 29), "03:30") is Refusal.TOO_SOON
    assert why_not(night, 30, date(2026, 3, 29), "04:00") is None


days = st.integers(-3, 40).map(lambda offset: MONDAY + timedelta(days=offset))
times = st.integers(0, 1439).map(lambda minutes: f"{minutes // 60:02}:{minutes % 60:02}")


@given(days, times, st.integers(1, 300), st.integers(1, 90), st.integers(0, 3000))
def test_a_time_is_on_the_grid_exactly_when_there_is_no_reason_against_it(day, time, minutes, slot, lead):
    plan = timetable(
        slot_minutes=slot,
        lead_minutes=lead,
        hours={"mon": ["08:10-12:00", "13:30-20:00"], "fri": "00:00-24:00"},
    )
    assert on_grid(plan, minutes, day, time) == found_by_itself(plan, minutes, day, time)


changes = st.sampled_from(
    [
        (date(2026, 3, 29), BERLIN),
        (date(2026, 10, 25), BERLIN),
        (date(2026, 3, 29), ZoneInfo("Asia/Beirut")),
        (date(2026, 10, 24), ZoneInfo("Asia/Beirut")),
        (date(2026, 4, 5), ZoneInfo("Australia/Lord_Howe")),
        (date(2026, 10, 4), ZoneInfo("Australia/Lord_Howe")),
        (date(2027, 3, 14), ZoneInfo("America/New_York")),
    ]
)


@given(changes, st.integers(-1, 1), times, st.integers(1, 300), st.integers(1, 90), st.integers(0, 1439))
def test_so_it_is_when_the_clocks_change(change, offset, time, minutes, slot, opens):
    day, zone = change[0] + timedelta(days=offset), change[1]
    before = datetime(day.year, day.month, day.day, 12, tzinfo=zone) - timedelta(days=3)
    openings = [(0, opens), (opens, 1440)] if opens else [(0, 1440)]
    written = [f"{clock(first)}-{last // 60:02}:{last % 60:02}" for first, last in openings]
    plan = timetable(before, zone, slot_minutes=slot, hours={f"{day:%a}".lower(): written})
    wall = minutes_of(time)
    begin = shown_at(day, wall, zone)
    expected = [
        Start(day, time, begin, begin + timedelta(minutes=minutes))
        for first, last in openings
        if first <= wall < last
        and (wall - first) % slot == 0
        # The clock really shows it, and does not jump over it.
        and begin.astimezone(zone).strftime("%H:%M") == time
        and begin + timedelta(minutes=minutes) <= shown_at(day, last, zone)
    ]
    assert on_grid(plan, minutes, day, time) == found_by_itself(plan, minutes, day, time) == expected


def shown_at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The first moment at which a clock on the wall shows this time or a later one, found by watching it."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    moment = wall.replace(tzinfo=UTC) - timedelta(hours=16)
    while moment.astimezone(zone).replace(tzinfo=None) < wall:
        moment += timedelta(minutes=1)
    return moment


def on_grid(plan: Timetable, minutes: int, day: date, time: str) -> list[Start]:
    return [start for start in plan.starts(minutes, day, day) if start.time == time]


def found_by_itself(plan: Timetable, minutes: int, day: date, time: str) -> list[Start]:
    found = plan.start(minutes, day, time)
    return [] if isinstance(found, Refusal) else [found]


@given(st.integers(1, 300), st.integers(5, 60), st.sampled_from([MOSCOW, BERLIN]))
def test_starts_are_in_order_and_end_by_closing(minutes, slot, zone):
    plan = timetable(
        datetime(2026, 3, 25, 12, tzinfo=zone), zone, slot_minutes=slot, hours={"sun": "00:00-24:00"}
    )
    found = list(plan.starts(minutes, plan.today, plan.last_day))
    assert [start.begin for start in found] == sorted({start.begin for start in found})
    for start in found:
        assert start.end - start.begin == timedelta(minutes=minutes)
        assert start.end.astimezone(zone).replace(tzinfo=None) <= datetime.combine(
            start.day + timedelta(days=1), datetime.min.time()
        )
