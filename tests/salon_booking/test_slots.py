"""Which starts are free, and which of them are offered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from frontdesk_salon_booking.hours import clock
from frontdesk_salon_booking.slots import FreeSlot, Start, free_slots, nearest, spread

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
DAY = date(2026, 11, 23)


def start(minutes: int, length: int = 60) -> Start:
    day, wall = divmod(minutes, 1440)
    begin = MIDNIGHT + timedelta(minutes=minutes)
    return Start(DAY + timedelta(days=day), clock(wall), begin, begin + timedelta(minutes=length))


def free_at(*times: str, day: int = 0) -> list[FreeSlot]:
    found = [start(day * 1440 + int(time[:2]) * 60 + int(time[3:])) for time in times]
    return [FreeSlot(each, ("ann",)) for each in found]


def moment(minutes: int) -> datetime:
    return MIDNIGHT + timedelta(minutes=minutes)


busy_stretches = st.lists(
    st.tuples(st.integers(-2000, 3000), st.integers(1, 1500)).map(
        lambda each: (moment(each[0]), moment(each[0] + each[1]))
    ),
    max_size=8,
)


@given(
    st.lists(st.integers(0, 2880), unique=True, max_size=40).map(sorted),
    st.integers(1, 400),
    st.dictionaries(st.sampled_from(["ann", "bob", "cyd"]), busy_stretches),
    st.sampled_from([(0, 0), (10, 0), (0, 45), (90, 30)]),
)
def test_free_is_whoever_has_nothing_that_overlaps(minutes, length, busy, buffers):
    grid = [start(each, length) for each in minutes]
    before, after = (timedelta(minutes=each) for each in buffers)
    slots = free_slots(grid, ("ann", "bob", "dan"), busy, before, after)
    found = {slot.start: slot.staff for slot in slots}
    for each in grid:
        expected = tuple(
            member
            for member in ("ann", "bob", "dan")
            if all(
                end <= each.begin - before or begin >= each.end + after for begin, end in busy.get(member, [])
            )
        )
        assert found.get(each, ()) == expected


def test_what_ends_when_another_begins_does_not_overlap():
    grid = [start(540), start(600), start(660)]
    free = free_slots(grid, ("ann",), {"ann": [(moment(600), moment(660))]})
    assert [slot.time for slot in free] == ["09:00", "11:00"]


def test_a_long_appointment_that_began_yesterday_still_blocks():
    free = free_slots([start(60), start(540)], ("ann",), {"ann": [(moment(-600), moment(120))]})
    assert [slot.time for slot in free] == ["09:00"]


def test_the_nearest_before_and_after_and_the_same_hour_on_the_next_day():
    free = [*free_at("10:00", "13:30", "15:00", "18:00"), *free_at("13:00", "14:00", day=1)]
    offered = nearest(free, DAY, "14:00")
    assert [(slot.day.day, slot.time) for slot in offered] == [(23, "13:30"), (23, "15:00"), (24, "14:00")]


def test_a_full_day_is_made_up_for_by_the_same_hour_on_other_days():
    free = [*free_at("09:00", "14:00", day=1), *free_at("14:00", day=2), *free_at("14:00", "14:30", day=3)]
    assert [(slot.day.day, slot.time) for slot in nearest(free, DAY, "14:00")] == [
        (24, "14:00"),
        (25, "14:00"),
        (26, "14:00"),
    ]


times = st.integers(0, 47).map(lambda half: clock(half * 30))
free_days = st.lists(st.tuples(st.integers(0, 6), times), unique=True, max_size=40).map(
    lambda found: [slot for day, time in sorted(found) for slot in free_at(time, day=day)]
)


@given(free_days, times, st.integers(1, 5))
def test_offers_are_free_different_ordered_and_as_many_as_there_are(free, wished, limit):
    offered = nearest(free, DAY, wished, limit)
    others = [slot for slot in free if (slot.day, slot.time) != (DAY, wished)]
    assert set(offered) <= set(others)
    assert len(offered) == min(limit, len(others))
    begins = [slot.start.begin for slot in offered]
    assert begins == sorted(set(begins))


@given(free_days, st.integers(2, 12))
def test_a_spread_keeps_order_first_and_last(free, limit):
    chosen = spread(free, limit)
    assert len(chosen) <= limit
    assert [slot for slot in free if slot in chosen] == chosen
    if len(free) <= limit:
        assert chosen == free


def test_whole_hours_are_offered_first():
    free = free_at(*(clock(minutes) for minutes in range(540, 1080, 30)))
    assert [slot.time for slot in spread(free, 10)] == [f"{hour:02}:00" for hour in range(9, 18)]
