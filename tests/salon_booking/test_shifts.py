"""When the staff is at work: shifts, extra days, time off. Pure functions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from frontdesk import BotInvalid, Opening
from frontdesk_salon_booking.config import SalonBooking, StaffMember
from frontdesk_salon_booking.hours import clock, openings_on
from frontdesk_salon_booking.shifts import absences, away_time, off_time, shift_on, works_on
from frontdesk_salon_booking.slots import Start, free_slots
from frontdesk_salon_booking.time_off import TimeOff

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
SUNDAY = date(2026, 11, 29)
ALMATY = ZoneInfo("Asia/Almaty")
BERLIN = ZoneInfo("Europe/Berlin")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def salon(*staff, **values):
    week = dict.fromkeys(WEEK[:6], "09:00-21:00")
    members = [{"id": f"m{number}", "name": f"M{number}", **each} for number, each in enumerate(staff)]
    services = [{"id": "cut", "name": "Cut", "minutes": 60}]
    return SalonBooking.model_validate({"services": services, "hours": week, "staff": members, **values})


def works(day, member, **values):
    section = salon(member, **values)
    return [str(opening) for opening in works_on(section, section.staff[0], day)]


def test_who_has_no_hours_works_whenever_it_is_open():
    assert works(TUESDAY, {}) == ["09:00-21:00"]
    assert works(SUNDAY, {}) == works(TUESDAY, {}, closed_dates=["2026-11-24"]) == []
    assert works(SUNDAY, {}, special_days={"2026-11-29": "10:00-12:00"}) == ["10:00-12:00"]


def test_who_has_hours_works_those_of_them_at_which_it_is_open():
    hours = {"mon": ["15:00-23:00", "07:00-10:00"], "sun": "10:00-14:00"}
    assert works(MONDAY, {"hours": hours}) == ["09:00-10:00", "15:00-21:00"]
    assert works(TUESDAY, {"hours": hours}) == works(SUNDAY, {"hours": hours}) == []
    split = {"mon": ["09:00-13:00", "14:00-18:00"]}
    assert works(MONDAY, {"hours": {"mon": "12:00-16:00"}}, hours=split) == ["12:00-13:00", "14:00-16:00"]


def test_an_extra_day_brings_in_only_those_who_say_so():
    extra = {"special_days": {"2026-11-29": "10:00-16:00", "2026-11-23": "12:00-16:00"}}
    weekly = {"hours": {"mon": "09:00-14:00"}}
    assert works(SUNDAY, weekly, **extra) == []
    assert works(SUNDAY, weekly | {"special_days": {"2026-11-29": "09:00-13:00"}}, **extra) == ["10:00-13:00"]
    assert works(SUNDAY, {"special_days": {"2026-11-29": None}}, **extra) == []
    assert works(MONDAY, weekly, **extra) == ["12:00-14:00"]


@pytest.mark.parametrize(
    ("away", "monday", "tuesday"),
    [
        (["2026-11-23"], [], ["09:00-21:00"]),
        ([date(2026, 11, 23)], [], ["09:00-21:00"]),
        ([{"from": "2026-11-20", "to": "2026-11-23"}], [], ["09:00-21:00"]),
        ([{"from": "2026-11-23", "to": "2026-11-24"}], [], []),
        ([{"from": "2026-11-23T20:00", "to": "2026-11-24T10:30"}], ["09:00-20:00"], ["10:30-21:00"]),
        ([{"from": "2026-11-23 12:00", "to": "2026-11-23 13:00"}], ["09:00-12:00", "13:00-21:00"],
         ["09:00-21:00"]),
        ([{"from": "2026-11-23T18:00", "to": "2026-11-24"}], ["09:00-18:00"], []),
        (["2026-11-23", {"from": "2026-11-24", "to": "2026-11-24T12:00"}], [], ["12:00-21:00"]),
    ],
)  # fmt: skip
def test_time_off_is_days_or_hours(away, monday, tuesday):
    assert works(MONDAY, {"away": away}) == monday
    assert works(TUESDAY, {"away": away}) == tuesday
    member = StaffMember.model_validate({"id": "m", "name": "M", "away": away})
    assert StaffMember.model_validate(member.model_dump()) == member
    assert StaffMember.model_validate_json(member.model_dump_json()) == member


def test_time_off_from_elsewhere_counts_too():
    section = salon({"away": ["2026-11-24"]})
    noon = datetime(2026, 11, 23, 12)
    also = [TimeOff(noon, noon + timedelta(hours=2))]
    assert list(map(str, works_on(section, section.staff[0], MONDAY, also))) == ["09:00-12:00", "14:00-21:00"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("next week", "neither a day"),
        ({"from": "2026-11-23T12:00"}, "until when"),
        ("2026-11-23T12:00", "until when"),
        ({"from": "2026-11-23", "to": "2026-11-22"}, "ends before it begins"),
        ({"from": "2026-11-23T12:00", "to": "2026-11-23T12:00"}, "ends before it begins"),
        ({"from": "2026-11-23T12:00+03:00", "to": "2026-11-24"}, "not a time on the wall"),
        ({"from": "2026-11-23T12:00:30", "to": "2026-11-24"}, "not a time on the wall"),
        ({"to": "2026-11-23"}, "no time off"),
        ({"from": "2026-11-23", "until": "2026-11-23"}, "no time off"),
        (20261123, "no time off"),
    ],
)
def test_what_is_no_time_off_is_named_with_the_cure(wrong, why):
    with pytest.raises(ValidationError) as caught:
        salon({"away": [wrong]})
    [problem] = caught.value.errors()
    assert problem["loc"] == ("staff", 0, "away", 0)
    assert why in problem["msg"]


@pytest.mark.parametrize(
    ("member", "code", "path"),
    [
        ({"hours": {"mon": "18:00-09:00"}}, "FD207", ("hours", "mon")),
        ({"hours": {"mon": ["09:00-13:00", "12:00-18:00"]}}, "FD208", ("hours", "mon")),
        ({"special_days": {"2026-12-24": "18:00-09:00"}}, "FD207", ("special_days", "2026-12-24")),
        ({"hours": {"mon": "06:00-09:00", "sun": "09:00-21:00"}}, "FD212", ("hours",)),
    ],
)
def test_wrong_shifts_are_found(make_bot, member, code, path):
    everybody = [{"id": "anna", "name": "A"}, {"id": "bob", "name": "B", **member}]
    with pytest.raises(BotInvalid) as caught:
        make_bot(staff=everybody)
    problems = [problem for problem in caught.value.problems if problem.code == code]
    assert [problem.path for problem in problems] == [("salon_booking", "staff", 1, *path)]


def test_an_extra_day_on_which_nobody_works_is_found(make_bot):
    weekly = [{"id": "anna", "name": "A", "hours": {"mon": "09:00-21:00"}}]
    with pytest.raises(BotInvalid) as caught:
        make_bot(staff=weekly, special_days={"2026-11-29": "10:00-16:00", "2026-12-03": None})
    [problem] = caught.value.problems
    assert (problem.code, problem.path) == ("FD213", ("salon_booking", "special_days", "2026-11-29"))
    make_bot(
        staff=[{**weekly[0], "special_days": {"2026-11-29": "10:00-16:00"}}],
        special_days={"2026-11-29": "10:00-16:00"},
    )


walls = st.integers(0, 1440)
openings = st.builds(Opening, walls, walls).filter(lambda each: each.opens < each.closes)
days = st.integers(0, 13).map(lambda offset: MONDAY + timedelta(days=offset))
moments = st.integers(0, 14 * 1440).map(lambda minute: datetime(2026, 11, 23) + timedelta(minutes=minute))
times_off = st.builds(TimeOff, moments, moments).filter(lambda each: each.since < each.until)
shifts = st.fixed_dictionaries(
    {},
    optional={
        "hours": st.dictionaries(st.sampled_from(WEEK), openings.map(str)),
        "special_days": st.dictionaries(days, st.one_of(st.none(), openings.map(str)), max_size=3),
        "away": st.lists(times_off, max_size=3),
    },
)


@given(shifts, st.dictionaries(days, st.one_of(st.none(), openings.map(str)), max_size=3), moments)
def test_they_work_when_it_is_open_and_their_shift_and_they_are_not_away(member, special, wall):
    section = salon(member, special_days=special)
    [who] = section.staff
    day, minute = wall.date(), wall.hour * 60 + wall.minute
    own = who.special_days.get(day)
    if own is None and who.hours is not None:
        own = who.hours.on(day.weekday())
    expected = (
        any(each.opens <= minute < each.closes for each in openings_on(section, day))
        and (own is None or any(each.opens <= minute < each.closes for each in own))
        and not any(each.since <= wall < each.until for each in who.away)
    )
    found = works_on(section, who, day)
    assert any(each.opens <= minute < each.closes for each in found) is expected
    assert list(found) == sorted(found, key=lambda each: each.opens)
    assert all(each.opens < each.closes for each in found)


@given(shifts, moments, st.integers(1, 5 * 1440), st.integers(-1440, 6 * 1440))
def test_what_is_off_is_all_that_is_no_shift(member, begin, length, later):
    section = salon(member)
    [who] = section.staff
    since = begin.replace(tzinfo=ALMATY)
    until = since + timedelta(minutes=length)
    off = off_time(section, who, since, until, ALMATY)
    assert off == sorted(off)
    assert all(first < second for first, second in off)
    moment = since + timedelta(minutes=later)
    if since <= moment < until:
        wall = moment.astimezone(ALMATY)
        minute = wall.hour * 60 + wall.minute
        at_work = any(each.opens <= minute < each.closes for each in shift_on(section, who, wall.date()))
        assert any(first <= moment < second for first, second in off) is not at_work


def test_nobody_without_shifts_is_looked_at_twice():
    section = salon({}, {"away": ["2026-11-24"]}, {"hours": {"mon": "09:00-12:00"}})
    since = datetime(2026, 11, 23, tzinfo=UTC)
    found = absences(section, ("m0", "m1", "m2", ""), since, since + timedelta(days=1), UTC)
    assert found.off.keys() == {"m2"}
    assert found.away.keys() == {"m1"}


def test_time_off_ends_on_the_wall_when_the_clocks_change():
    spring = TimeOff(datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 30))
    assert away_time(spring, BERLIN)[0] == datetime(2026, 3, 29, 1, tzinfo=UTC)
    # What ends within the hour that comes twice ends the second time.
    autumn = TimeOff(datetime(2026, 10, 25, 2, 15), datetime(2026, 10, 25, 2, 30))
    assert away_time(autumn, BERLIN) == (
        datetime(2026, 10, 25, 0, 15, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    before = TimeOff(datetime(2024, 2, 29), datetime(2024, 3, 1, 12))
    # In Almaty the clocks went back an hour at midnight: that day had 25 hours.
    first, last = away_time(before, ALMATY)
    assert last - first == timedelta(hours=37)


intervals = st.tuples(st.integers(0, 24 * 60), st.integers(1, 300)).map(
    lambda each: (at(each[0]), at(each[0] + each[1]))
)


def at(minute):
    return datetime.combine(TUESDAY, time(), UTC) + timedelta(minutes=minute)


@given(
    st.lists(intervals, max_size=6),
    st.lists(intervals, max_size=6),
    st.tuples(st.integers(1, 180), st.integers(0, 60), st.integers(0, 60)),
)
def test_buffers_may_lie_outside_a_shift_but_not_in_what_is_taken(busy, off, lengths):
    length, before, after = (timedelta(minutes=minutes) for minutes in lengths)
    grid = [Start(TUESDAY, clock(minute), at(minute), at(minute) + length) for minute in range(0, 1440, 20)]
    found = free_slots(grid, ["anna"], {"anna": busy}, before, after, off={"anna": off})
    expected = [
        start.time
        for start in grid
        if not any(first < start.end + after and last > start.begin - before for first, last in busy)
        and not any(first < start.end and last > start.begin for first, last in off)
    ]
    assert [slot.time for slot in found] == expected
