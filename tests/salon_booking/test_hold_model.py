"""Keeping, letting lapse, booking, moving and cancelling in any order, against a calendar on paper.

Four customers, each with a conversation of their own, and staff, for whom nothing is kept, want three masters
and two cabins. Every step runs in a transaction of its own, and some are killed before they commit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, count
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.jobs import TIDY_HOLDS
from frontdesk_salon_booking.models import Booking, BookingStatus, Segment
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Visit

ZONE = ZoneInfo("UTC")
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
HELD_FOR = timedelta(minutes=5)
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
#: Who wants something: conversations by number, and staff, who has none.
PEOPLE = (1, 2, 3, 4)

numbers = count()
people = st.sampled_from(PEOPLE)
services = st.sampled_from(["peel", "peel", "cut"])
wanted = st.sampled_from([None, *STAFF])
#: Few, so that much comes into the way of much, also of what has lapsed.
halves = st.sampled_from([17, 18, 18, 19, 20, 21, 26, 27])
operations = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), people, services, wanted, halves),
        st.tuples(st.just("keep"), people, services, wanted, halves),
        st.tuples(st.just("keep_to_move"), people, st.integers(0, 3), halves),
        st.tuples(st.just("agree"), people),
        st.tuples(st.just("agree"), people),
        st.tuples(st.just("let_go"), people),
        st.tuples(st.just("forget"), people),
        st.tuples(st.just("staff_books"), services, wanted, halves),
        st.tuples(st.just("cancel"), st.integers(0, 3)),
        st.tuples(st.just("wait"), st.sampled_from([60, 299, 300])),
        st.tuples(st.just("wait"), st.just(300)),
        st.tuples(st.just("tidy")),
        st.tuples(st.just("killed"), people, services, halves),
    ),
    min_size=20,
    max_size=40,
)


@dataclass(frozen=True)
class Stay:
    """Whose time is taken from when to when; in half hours."""

    service: str
    who: str
    cabin: str | None
    half: int

    def chairs(self):
        return {(chair, at) for chair in (self.who, self.cabin) if chair for at in self.span()}

    def span(self):
        return range(self.half, self.half + BUSY[self.service])


@dataclass(frozen=True)
class Kept:
    """What is kept for a conversation: for a new booking, or for one that is to be moved.

    :ivar chairs: what it takes; what a booking that is to be moved has already is the booking's.
    """

    number: int
    stay: Stay
    chairs: frozenset[tuple[str, int]]
    until: datetime
    visit: Visit
    moving: int | None = None


@dataclass
class Paper:
    """The same calendar without a database.

    :ivar remembered: conversations that still know what is kept for them; it is kept for the others, too.
    """

    bookings: dict[int, Stay] = field(default_factory=dict)
    kept: dict[int, Kept] = field(default_factory=dict)
    remembered: set[int] = field(default_factory=set)
    now: datetime = NOW

    def taken(self, person=None, besides=None):
        """The half hours that are taken by others, by chair."""
        taken = [stay.chairs() for number, stay in self.bookings.items() if number != besides]
        for whose, kept in self.kept.items():
            if kept.until > self.now and not (whose == person and person in self.remembered):
                taken.append(kept.chairs)
        return set().union(*taken)

    def place(self, service, wish, half, person=None, *, besides=None):
        """Who does it and in which cabin; None where it cannot be had."""
        if not 18 <= half <= 26:
            return None
        taken = self.taken(person, besides)

        def free(chair):
            return not taken & {(chair, at) for at in range(half, half + BUSY[service])}

        who = next((each for each in STAFF if wish in (None, each) and free(each)), None)
        cabin = next((each for each in CABINS if free(each)), None) if service == "peel" else None
        if who is None or (service == "peel" and cabin is None):
            return None
        return Stay(service, who, cabin, half)


@pytest.fixture
def walk(storage, make_contact):
    """A salon where nothing was booked yet, with its conversations."""
    contacts = {person: make_contact(f"person {person}") for person in PEOPLE}

    def make():
        return Walk(storage.scope(f"holds{next(numbers)}"), contacts)

    return make


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(operations)
def test_what_is_kept_is_what_is_on_paper(walk, wanted):
    walked = walk()
    for operation, *about in wanted:
        getattr(walked, operation)(*about)
        walked.check()
    walked.tidy()
    walked.wait(300)
    walked.tidy()
    assert walked.rows(Booking.status == BookingStatus.HELD) == []


class Walk:
    """The calendar and the one on paper, step by step."""

    def __init__(self, scope, contacts):
        self.scope, self.contacts, self.paper = scope, contacts, Paper()

    def calendar(self, person=None):
        """As the turn of a conversation sees it: what has lapsed is not its own any more."""
        kept = self.paper.kept.get(person) if person in self.paper.remembered else None
        hold = kept.number if kept is not None and kept.until > self.paper.now else None
        return Calendar(self.scope, Timetable(SECTION, ZONE, self.paper.now), None, hold)

    def keep(self, person, service, wish, half, moving=None):
        paper, visit = self.paper, visit_at(service, half, wish)
        besides = None if moving is None else moving.id
        expected = paper.place(service, wish, half, person, besides=besides)
        if moving is not None:
            own = paper.bookings[besides].who
            expected = paper.place(service, own, half, person, besides=besides) or expected
        offered = self.calendar(person).availability(moving).look(visit)
        until = paper.now + HELD_FOR
        with self.scope.storage.write():
            kept = self.calendar(person).keep(visit, self.booker(person), ["x"], until, moving=moving)
        assert isinstance(offered, Refusal) is isinstance(kept, Refusal) is (expected is None)
        if expected is not None:
            chairs = expected.chairs() - (set() if moving is None else paper.bookings[besides].chairs())
            paper.kept[person] = Kept(kept.id, expected, frozenset(chairs), until, visit, besides)
            paper.remembered.add(person)

    def keep_to_move(self, person, index, half):
        for number in list(self.paper.bookings)[index : index + 1]:
            booking = self.calendar().get(number)
            self.keep(person, booking.first.service, None, half, booking)

    def agree(self, person):
        """Late or not: it is theirs unless somebody else took it."""
        kept = self.paper.kept.get(person)
        if kept is None or person not in self.paper.remembered:
            return
        (self.book if kept.moving is None else self.move)(person, kept)

    def book(self, person, kept):
        stay = kept.stay
        expected = self.paper.place(stay.service, kept.visit.staff, stay.half, person)
        with self.scope.storage.write():
            made = self.calendar(person).book(kept.visit, self.booker(person), ["x"])
        if kept.until > self.paper.now:
            # What was kept is there, whatever others did meanwhile.
            assert expected is not None
        assert isinstance(made, Refusal) is (expected is None)
        if expected is not None:
            if kept.until > self.paper.now:
                assert made.id == kept.number
            assert (made.status, made.hold_until) == ("confirmed", None)
            self.paper.bookings[made.id] = expected
            del self.paper.kept[person]

    def move(self, person, kept):
        if kept.moving not in self.paper.bookings:
            return
        booking = self.calendar().get(kept.moving)
        stay, paper = kept.stay, self.paper
        own = paper.bookings[kept.moving].who
        places = [
            paper.place(stay.service, wish, stay.half, person, besides=kept.moving) for wish in (own, None)
        ]
        expected = places[0] or places[1]
        with self.scope.storage.write():
            moved = self.calendar(person).move(booking, kept.visit)
        if kept.until > paper.now:
            assert expected is not None
        assert isinstance(moved, Refusal) is (expected is None)
        if expected is not None:
            assert moved.id == kept.moving
            paper.bookings[moved.id] = expected
            del paper.kept[person]

    def let_go(self, person):
        with self.scope.storage.write():
            self.calendar(person).let_go()
        if person in self.paper.remembered:
            self.paper.kept.pop(person, None)

    def forget(self, person):
        """As when the conversation's memory is gone, and the row is not."""
        self.paper.remembered.discard(person)

    def staff_books(self, service, wish, half):
        expected = self.paper.place(service, wish, half)
        with self.scope.storage.write():
            made = self.calendar().book(visit_at(service, half, wish), Booker(None), ["x"])
        assert isinstance(made, Refusal) is (expected is None)
        if expected is not None:
            self.paper.bookings[made.id] = expected

    def cancel(self, index):
        for number in list(self.paper.bookings)[index : index + 1]:
            with self.scope.storage.write():
                self.calendar().cancel(self.calendar().get(number), "business")
            del self.paper.bookings[number]

    def wait(self, seconds):
        self.paper.now += timedelta(seconds=seconds)

    def tidy(self):
        storage, now = self.scope.storage, self.paper.now
        TIDY_HOLDS(SimpleNamespace(storage=storage, clock=SimpleNamespace(now=lambda: now)))

    def killed(self, person, service, half):
        """The server goes away between keeping and the commit, and between agreeing and the commit."""
        visit = visit_at(service, half)
        for step in ("keep", "book"):
            with pytest.raises(KeyboardInterrupt), self.scope.storage.write():
                calendar = self.calendar(person)
                until = self.paper.now + HELD_FOR
                calendar.keep(visit, self.booker(person), ["x"], until)
                if step == "book":
                    calendar.book(visit, self.booker(person), ["x"])
                raise KeyboardInterrupt

    def booker(self, person):
        contact, conversation = self.contacts[person]
        return Booker(contact, conversation_id=conversation)

    def rows(self, which):
        return self.scope.rows(self.scope.select(Booking).where(which))

    def check(self):
        """No overlap, no lost booking, one hold a conversation."""
        rows = self.rows(Booking.status == BookingStatus.CONFIRMED)
        assert {row.id for row in rows} == set(self.paper.bookings)
        self.held_before = {row.id: row for row in self.rows(Booking.status == BookingStatus.HELD)}
        holders = [row.conversation_id for row in self.held_before.values()]
        assert len(holders) == len(set(holders))
        standing = {kept.number for kept in self.paper.kept.values() if kept.until > self.paper.now}
        assert standing <= set(self.held_before)
        live = self.scope.rows(self.scope.select(Segment).where(Segment.live))
        for one, two in combinations(live, 2):
            apart = one.busy_to <= two.busy_from or two.busy_to <= one.busy_from
            assert one.resource_id != two.resource_id or apart
        confirmed = {
            (row.staff, at)
            for row in live
            if row.held_until is None
            for at in range(half_of(row.busy_from), half_of(row.busy_to))
        }
        assert confirmed == set().union(*(stay.chairs() for stay in self.paper.bookings.values()))


def moment(half):
    return datetime.combine(MONDAY, time(), UTC) + timedelta(minutes=30 * half)


def half_of(at):
    return round((at - moment(0)) / timedelta(minutes=30))


def visit_at(service, half, wish=None):
    return Visit(SECTION.service(service), MONDAY, f"{moment(half):%H:%M}", wish)
