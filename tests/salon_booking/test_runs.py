"""Several services in a row, as pure functions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from frontdesk_salon_booking.config import Service
from frontdesk_salon_booking.runs import run_at
from frontdesk_salon_booking.visits import Part, reach

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVENING = NOON + timedelta(hours=8)


def service(name="cut", minutes=60, before=0, after=0):
    return Service(id=name, name=name, minutes=minutes, buffer_before=before, buffer_after=after)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def told(stages):
    return stages and [
        (stage.service.id, stage.staff, (stage.begin - NOON) // timedelta(minutes=1)) for stage in stages
    ]


def test_one_after_the_other_by_whoever_did_the_one_before():
    parts = (Part(service("cut")), Part(service("colour", 90)))
    found = run_at(NOON, parts, [("ann", "bob"), ("bob", "ann")], {}, EVENING)
    assert told(found) == [("cut", "ann", 0), ("colour", "ann", 60)]


def test_somebody_else_goes_on_where_the_first_has_no_time():
    parts = (Part(service("cut")), Part(service("colour", 90)))
    busy = {"ann": [(at(60), at(120))]}
    found = run_at(NOON, parts, [("ann", "bob"), ("bob", "ann")], busy, EVENING)
    assert told(found) == [("cut", "ann", 0), ("colour", "bob", 60)]


def test_the_first_is_done_by_another_where_that_saves_the_second():
    parts = (Part(service("cut")), Part(service("colour")), Part(service("nails")))
    busy = {"bob": [(at(60), at(120))], "ann": [(at(90), at(100))], "dan": []}
    able = [("ann", "bob"), ("ann", "bob", "dan"), ("dan",)]
    assert told(run_at(NOON, parts, able, busy, EVENING)) == [
        ("cut", "ann", 0),
        ("colour", "dan", 60),
        ("nails", "dan", 120),
    ]


def test_buffers_lie_between_two_services_by_the_same_person():
    parts = (Part(service("cut", 60, after=10)), Part(service("colour", 60, before=5)))
    assert told(run_at(NOON, parts, [("ann",), ("ann",)], {}, EVENING)) == [
        ("cut", "ann", 0),
        ("colour", "ann", 75),
    ]
    assert told(run_at(NOON, parts, [("ann",), ("bob",)], {}, EVENING))[1] == ("colour", "bob", 60)


def test_it_is_over_by_closing_time():
    parts = (Part(service("cut")), Part(service("colour")))
    able = [("ann",), ("ann",)]
    assert run_at(NOON, parts, able, {}, at(120)) is not None
    assert run_at(NOON, parts, able, {}, at(119)) is None


MEMBERS = ("ann", "bob", "dan")
PARTS = st.lists(
    st.tuples(
        st.sampled_from([15, 30, 60]),
        st.sampled_from([0, 5]),
        st.sampled_from([0, 10]),
        st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=3, unique=True),
    ),
    min_size=1,
    max_size=4,
)
BUSY = st.lists(st.tuples(st.sampled_from(MEMBERS), st.integers(-4, 20), st.integers(1, 6)), max_size=6)


@given(PARTS, BUSY)
def test_nobody_is_in_two_places_and_the_customer_never_waits_without_need(wanted, taken):
    parts = tuple(
        Part(service(str(n), length, before, after)) for n, (length, before, after, _) in enumerate(wanted)
    )
    able = [tuple(members) for *_, members in wanted]
    busy = {
        member: [(at(15 * first), at(15 * (first + length))) for who, first, length in taken if who == member]
        for member in MEMBERS
    }
    stages = run_at(NOON, parts, able, busy, EVENING)
    if stages is None:
        return
    since, until = reach(parts, NOON, NOON + timedelta(minutes=sum(part.service.minutes for part in parts)))
    assert [stage.service for stage in stages] == [part.service for part in parts]
    assert stages[0].begin == NOON
    for stage, members in zip(stages, able, strict=True):
        assert stage.staff in members
        assert since <= stage.busy_from <= stage.begin < stage.end <= stage.busy_to <= until
        assert not any(a < stage.busy_to and b > stage.busy_from for a, b in busy[stage.staff])
    for one, two in combinations(stages, 2):
        apart = one.busy_to <= two.busy_from or two.busy_to <= one.busy_from
        assert apart or one.staff != two.staff
    for one, two in pairwise(stages):
        buffers = timedelta(minutes=one.service.buffer_after + two.service.buffer_before)
        assert two.begin - one.end == (buffers if one.staff == two.staff else timedelta())
