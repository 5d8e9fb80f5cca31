"""Booking what needs a cabin, moving, cancelling and blocking in any order, against a calendar on paper."""

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
from frontdesk_salon_booking.models import Segment
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Visit

ZONE = ZoneInfo("UTC")
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
SECTION = SalonBooking.model_validate(
    {
        "services": [
            {"id": "cut", "name": "Cut", "minutes": 60},
            {"id": "peel", "name": "Peel", "minutes": 60, "buffer_after": 30, "needs": ["cabin"]},
        ],
        "hours": {"mon": "09:00-14:00"},
        "staff": [{"id": "anna", "name": "A"}, {"id": "maria", "name": "M"}, {"id": "olga", "name": "O"}],
        "resources": [{"id": "cabin", "name": "Cabin", "count": 2}],
    }
)
STAFF = ("anna", "maria", "olga")
CABINS = ("cabin#1", "cabin#2")
#: How long each keeps its master and its cabin, in half hours.
BUSY = {"cut": 2, "peel": 3}

numbers = count()
halves = st.integers(17, 27)
services = st.sampled_from(["peel", "peel", "cut"])
books = st.tuples(st.just("book"), services, st.sampled_from([None, *STAFF]), halves)
operations = st.lists(
    st.one_of(
        books,
        books,
        st.tuples(st.just("move"), st.integers(0, 3), halves),
        st.tuples(st.just("cancel"), st.integers(0, 3)),
        st.tuples(st.just("block"), st.sampled_from([None, 1, 2]), halves, st.integers(1, 4)),
        st.tuples(st.just("unblock"), st.integers(0, 2)),
    ),
    min_size=15,
    max_size=30,
)


@dataclass
class Paper:
    """The same calendar without a database: who and which cabin has what from when on."""

    bookings: dict[int, tuple[str, str, str | None, int]] = field(default_factory=dict)
    blocks: dict[int, tuple[int | None, int, int]] = field(default_factory=dict)

    def place(self, service, wanted, half, besides=None):
        """Who does it and in which cabin; None where it cannot be had."""
        if not 18 <= half <= 26:
            return None
        begin, end = half, half + BUSY[service]
        others = [each for number, each in self.bookings.items() if number != besides]
        taken = {
            name
            for its, who, cabin, at in others
            for name in (who, cabin)
            if at < end and at + BUSY[its] > begin
        }
        for unit, since, until in self.blocks.values():
            if since < end and until > begin:
                taken |= {f"cabin#{unit}"} if unit else set(CABINS)
        who = next((each for each in STAFF if wanted in (None, each) and each not in taken), None)
        cabin = next((each for each in CABINS if each not in taken), None) if service == "peel" else None
        return None if who is None or (service == "peel" and cabin is None) else (who, cabin)


@pytest.fixture
def fresh(storage):
    """A salon that nothing was booked at yet."""

    def make():
        tenant = Tenant(f"cabins{next(numbers)}", "Salon", "salon")
        bot = SimpleNamespace(zone=ZONE, section=lambda model: SECTION)
        return Salon(tenant, bot, SECTION, storage.scope(tenant.id), NOW)

    return make


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(operations)
def test_the_cabins_are_those_on_paper(fresh, wanted):
    salon, paper = fresh(), Paper()
    steps = {"book": book, "move": move, "cancel": cancel, "block": block, "unblock": unblock}
    for operation, *about in wanted:
        steps[operation](salon, paper, *about)
        never_more_than_there_are(salon)


def never_more_than_there_are(salon):
    """At no moment are there more in the cabins than there are cabins, nor two in one."""
    rows = salon.scope.rows(salon.scope.select(Segment).where(Segment.live, Segment.position < 0))
    for row in rows:
        inside = [each.staff for each in rows if each.busy_from <= row.busy_from < each.busy_to]
        assert len(inside) == len(set(inside)) <= len(CABINS)


def moment(half):
    return datetime.combine(MONDAY, time(), UTC) + timedelta(minutes=30 * half)


def calendar_of(salon):
    return Calendar(salon.scope, Timetable(SECTION, ZONE, NOW), None)


def visit_at(service, half, wanted=None):
    return Visit(SECTION.service(service), MONDAY, f"{moment(half):%H:%M}", wanted)


def book(salon, paper, service, wanted, half):
    visit, expected = visit_at(service, half, wanted), paper.place(service, wanted, half)
    offered = calendar_of(salon).availability().look(visit)
    listed = calendar_of(salon).availability().free(visit.parts, MONDAY, MONDAY)
    with salon.scope.storage.write():
        made = calendar_of(salon).book(visit, Booker(None), ["x"])
    assert (visit.time in [slot.time for slot in listed]) is (expected is not None)
    if expected is None:
        assert isinstance(made, Refusal)
        assert offered is made
    else:
        who, cabin = expected
        assert (made.first.staff, made.first.units) == (who, (cabin,) if cabin else ())
        assert offered.staff[0] == who
        paper.bookings[made.id] = (service, who, cabin, half)


def move(salon, paper, index, half):
    for number in list(paper.bookings)[index : index + 1]:
        service, who, _, _ = paper.bookings[number]
        stays, another = (paper.place(service, wanted, half, number) for wanted in (who, None))
        with salon.scope.storage.write():
            calendar = calendar_of(salon)
            moved = calendar.move(calendar.get(number), visit_at(service, half))
        if another is None:
            assert isinstance(moved, Refusal)
        else:
            paper.bookings[number] = (service, *(stays or another), half)
            _, who, cabin, _ = paper.bookings[number]
            assert (moved.first.staff, moved.first.units) == (who, (cabin,) if cabin else ())


def cancel(salon, paper, index):
    for number in list(paper.bookings)[index : index + 1]:
        with salon.scope.storage.write():
            calendar = calendar_of(salon)
            calendar.cancel(calendar.get(number), "business")
        del paper.bookings[number]


def block(salon, paper, unit, half, lasts):
    body = {"from": moment(half).isoformat(), "to": moment(half + lasts).isoformat(), "resource": "cabin"}
    made = BlockDesk(salon).make(BlockBody.model_validate(body | ({"unit": unit} if unit else {})))
    assert {each["id"] for each in made["bookings"]} == {
        number
        for number, (service, _, cabin, at) in paper.bookings.items()
        if cabin and unit in (None, int(cabin[-1])) and at < half + lasts and at + BUSY[service] > half
    }
    paper.blocks[made["id"]] = (unit, half, half + lasts)


def unblock(salon, paper, index):
    for number in list(paper.blocks)[index : index + 1]:
        BlockDesk(salon).remove(number)
        del paper.blocks[number]
