"""Which time an owner closes who names days: all that the business calls those days, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.hours import openings_on
from frontdesk_salon_booking.owner.period import Period, reach_of, settle_days

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = [None, "09:00-21:00", "20:00-02:00", "00:00-24:00", ["09:00-13:00", "18:00-03:00"], "12:00-24:00"]
sections = st.lists(st.sampled_from(HOURS), min_size=7, max_size=7).map(
    lambda hours: SalonBooking.model_validate(
        {
            "services": [{"id": "cut", "name": "Cut", "minutes": 30}],
            "hours": {day: each for day, each in zip(WEEK, hours, strict=True) if each},
        }
    )
)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def openings(section, day):
    midnight = datetime.combine(day, time())
    return [
        (midnight + timedelta(minutes=each.opens), midnight + timedelta(minutes=each.closes))
        for each in openings_on(section, day)
    ]


@given(sections, days, st.integers(0, 9))
def test_days_are_closed_with_their_nights_and_their_neighbours_stay_open(section, first, more):
    last = first + more * DAY
    block = Period(first, last).body(section, None)
    assert block.first < block.last
    for each in range(more + 1):
        for begin, end in openings(section, first + each * DAY):
            # What the night before has of the morning is over by then.
            assert block.first <= begin or any(begin < late for _, late in openings(section, first - DAY))
            assert end <= block.last
    assert all(end <= block.first for _, end in openings(section, first - DAY))


@given(sections, days, st.times(), st.times())
def test_hours_are_closed_as_they_were_named(section, day, since, until):
    since, until = f"{since:%H:%M}", f"{until:%H:%M}"
    block = Period(day, day, since, until).body(section, "anna")
    assert (f"{block.first:%H:%M}", f"{block.last:%H:%M}", block.staff) == (since, until, "anna")
    assert block.first.date() == day
    assert timedelta() < block.last - block.first <= DAY


@given(days, days, st.sampled_from(["on", "until", "through", "to the end"]))
def test_nothing_before_today_is_closed_but_a_day_that_was_named(today, named, reach):
    first, last = settle_days(named.isoformat(), today, reach)
    assert first <= last <= max(named, today)
    assert first >= min(today, named)
    if reach == "until" and named > today:
        assert last == named - DAY


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("Маша заболела до среды", "until"),
        ("болеет до 27 ноября", "until"),
        ("болеет до 27.11", "until"),
        ("до следующей пятницы", "until"),
        ("ill until Wednesday", "until"),
        ("ill until the 27th", "until"),
        ("off till Dec 3", "until"),
        ("закрыто до среды включительно", "through"),
        ("болеет по среду", "through"),
        ("away through Friday", "through"),
        ("болеет до конца недели", "to the end"),
        ("away until the end of the week", "to the end"),
        ("закрыто завтра до 12", "on"),
        ("закрыто завтра до 12 часов", "on"),
        ("закрыто до 9 утра", "on"),
        ("closed until 2", "on"),
        ("closed until 2 pm", "on"),
        ("закрыто в среду", "on"),
        ("закрыто по средам", "on"),
        ("closed on Friday", "on"),
    ],
)
def test_how_far_it_goes(text, reach):
    assert reach_of(text) == reach


@pytest.mark.parametrize(
    ("said", "reach", "expected"),
    [
        ({"from": "2026-11-20", "to": "2026-11-29"}, "on", ("2026-11-23", "2026-11-29")),
        ({"from": "2026-11-24", "to": "2026-11-27"}, "until", ("2026-11-24", "2026-11-26")),
        ({"from": "2026-11-26", "to": "2026-11-29"}, "to the end", ("2026-11-23", "2026-11-29")),
        ({"from": None, "to": "2026-11-25"}, "on", ("2026-11-23", "2026-11-25")),
        ({"from": "2026-11-25", "to": None}, "on", ("2026-11-25", "2026-11-25")),
        ("2026-11-20", "on", ("2026-11-20", "2026-11-20")),
    ],
)
def test_days_that_were_named(said, reach, expected):
    assert settle_days(said, MONDAY, reach) == tuple(map(date.fromisoformat, expected))


@pytest.mark.parametrize("said", [None, {}, {"from": None, "to": None}, ["2026-11-23"]])
def test_no_day_is_none(said):
    assert settle_days(said, MONDAY) is None
