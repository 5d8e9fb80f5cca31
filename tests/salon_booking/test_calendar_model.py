"""Booking, cancelling, blocking and giving time back in any order, against a calendar on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk import Tenant
from frontdesk_salon_booking.blocks.bodies import BlockBody
from frontdesk_salon_booking.blocks.desk import BlockDesk
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Visit

ZONE = ZoneInfo("UTC")
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
#: So many half hours a haircut takes each of them.
ALIKE = {"anna": 2, "maria": 2}
SLOWER = {"anna": 3, "maria": 2}
#: When it is open, in half hours after Monday's midnight.
OPEN = ((18, 26), (66, 72), (92, 100))
#: When they work as far as that, in the same.
AT_WORK = {"anna": ((18, 23), (66, 72), (92, 100)), "maria": ((18, 24), (68, 72), (92, 100))}

numbers = count()
members = st.sampled_from([None, "anna", "maria"])
#: Around what is open, so that much comes into the way of much.
halves = st.sampled_from([*range(17, 27), *range(65, 73), *range(91, 101)])
books = st.tuples(st.just("book"), members, halves)
operations = st.lists(
    st.one_of(
        books,
        books,
        st.tuples(st.just("block"), members, halves, st.integers(1, 6)),
        st.tuples(st.just("unblock"), st.integers(0, 2)),
        st.tuples(st.just("cancel"), st.integers(0, 2)),
    ),
    min_size=20,
    max_size=40,
)


def section_of(lengths):
    does = {who: {"cut": {"minutes": 30 * halves}} for who, halves in lengths.items()}
    away = [{"from": "2026-11-23T12:00", "to": "2026-11-24T10:00"}]
    hours = {"mon": "09:00-11:30", "tue": "09:00-02:00"}
    return SalonBooking.model_validate(
        {
            "services": [{"id": "cut", "name": "Cut", "minutes": 60}],
            "hours": {"mon": "09:00-13:00", "tue": ["09:00-12:00", "22:00-02:00"]},
            "staff": [
                {"id": "anna", "name": "A", "hours": hours, "services": does["anna"]},
                {"id": "maria", "name": "M", "away": away, "services": does["maria"]},
            ],
        }
    )


def moment(half: int) -> datetime:
    return datetime.combine(MONDAY, time(), UTC) + timedelta(minutes=30 * half)


@dataclass
class Paper:
    """The same calendar without a database: a booking is who and when, a block is whose, from and to."""

    lengths: dict[str, int]
    bookings: dict[int, tuple[str, int]] = field(default_factory=dict)
    blocks: dict[int, tuple[str | None, int, int]] = field(default_factory=dict)

    def who_can(self, wanted: str | None, half: int) -> str | None:
        """Who gets a visit; None where nobody can."""
        able = [
            member
            for member in ("anna", "maria")
            if wanted in (None, member)
            and within(OPEN, half, self.lengths[member])
            and within(AT_WORK[member], half, self.lengths[member])
            and not any(
                who == member and half < at + self.lengths[who] and half + self.lengths[who] > at
                for who, at in self.bookings.values()
            )
            and not any(
                whose in (None, member) and half < end and half + self.lengths[member] > begin
                for whose, begin, end in self.blocks.values()
            )
        ]
        return able[0] if able else None

    def touched(self, whose: str | None, begin: int, end: int) -> set[int]:
        """The bookings that a block touches."""
        return {
            number
            for number, (who, at) in self.bookings.items()
            if whose in (None, who) and at < end and at + self.lengths[who] > begin
        }


def within(stretches, half, lasts):
    return any(begin <= half and half + lasts <= end for begin, end in stretches)


@pytest.fixture
def fresh(storage):
    """A salon that nothing was booked at yet."""

    def make(lengths):
        section = section_of(lengths)
        tenant = Tenant(f"salon{next(numbers)}", "Salon", "salon")
        bot = SimpleNamespace(zone=ZONE, section=lambda model: section)
        return Salon(tenant, bot, section, storage.scope(tenant.id), NOW)

    return make


@pytest.mark.parametrize("lengths", [ALIKE, SLOWER], ids=["alike", "slower"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(wanted=operations)
def test_the_calendar_is_the_one_on_paper(fresh, lengths, wanted):
    salon, paper = fresh(lengths), Paper(lengths)
    for operation, *about in wanted:
        {"book": book, "block": block, "unblock": unblock, "cancel": cancel}[operation](salon, paper, *about)


def calendar_of(salon):
    return Calendar(salon.scope, Timetable(salon.section, ZONE, NOW), None)


def book(salon, paper, wanted, half):
    at = moment(half)
    visit = Visit(salon.section.services[0], at.date(), f"{at:%H:%M}", wanted)
    expected = paper.who_can(wanted, half)
    offered = calendar_of(salon).availability().look(visit)
    with salon.scope.storage.write():
        made = calendar_of(salon).book(visit, Booker(None), ["Cut"])
    if expected is None:
        assert isinstance(made, Refusal)
        assert offered is made
        # What is refused for good is not told as taken, and what is taken is not told as closed.
        unbooked = Paper(paper.lengths, blocks=paper.blocks)
        assert (made is Refusal.TAKEN) is (unbooked.who_can(wanted, half) is not None)
    else:
        assert (made.first.staff, made.start_ts) == (expected, at)
        assert made.end_ts == moment(half + paper.lengths[expected])
        assert offered.staff[0] == expected
        paper.bookings[made.id] = (expected, half)


def block(salon, paper, whose, half, lasts):
    ends = half + lasts
    body = {"from": moment(half).isoformat(), "to": moment(ends).isoformat(), "staff": whose}
    made = BlockDesk(salon).make(BlockBody.model_validate(body))
    assert {each["id"] for each in made["bookings"]} == paper.touched(whose, half, ends)
    paper.blocks[made["id"]] = (whose, half, ends)


def unblock(salon, paper, index):
    for number in list(paper.blocks)[index : index + 1]:
        BlockDesk(salon).remove(number)
        del paper.blocks[number]


def cancel(salon, paper, index):
    for number in list(paper.bookings)[index : index + 1]:
        with salon.scope.storage.write():
            calendar = calendar_of(salon)
            calendar.cancel(calendar.get(number), "business")
        del paper.bookings[number]
