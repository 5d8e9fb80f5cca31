"""Visits of several services: one booking, in one transaction, with the buffers of each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from frontdesk import Conflict
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.jobs import COMPLETE
from frontdesk_salon_booking.models import Booking, Segment
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Part, Visit, parts_of, visit_of

TUESDAY = date(2026, 11, 24)
STRANGER = Booker(None)


@pytest.fixture
def desk(bot, make_bot, scope, clock):
    """Book, move and look in a salon whose colouring takes ten minutes before and twenty after it."""

    class Desk:
        def __init__(self):
            services = [service.model_dump(mode="json") for service in bot.section(SalonBooking).services]
            for service in services:
                if service["id"] == "coloring":
                    service |= {"buffer_before": 10, "buffer_after": 20, "price": 4000}
            changed = make_bot(services=services)
            self.section = changed.section(SalonBooking)
            self.calendar = Calendar(scope, Timetable(self.section, changed.zone, clock.now()), "RUB")

        def visit(self, *names, time="14:00", staff=None):
            first, *further = [self.section.service(name) for name in names]
            return Visit(first, TUESDAY, time, staff, tuple(map(Part, further)))

        def book(self, *names, time="14:00", staff=None, booker=STRANGER):
            with scope.storage.write():
                return self.calendar.book(self.visit(*names, time=time, staff=staff), booker, names)

        def move(self, booking, time):
            names = [segment.service for segment in booking.segments]
            with scope.storage.write():
                return self.calendar.move(booking, self.visit(*names, time=time))

    return Desk()


def told(booking):
    return [
        (each.service, each.staff, f"{each.start_ts:%H:%M}", f"{each.end_ts:%H:%M}")
        for each in booking.segments
    ]


def test_two_services_are_one_booking(desk, scope):
    booking = desk.book("haircut_women", "manicure")
    assert told(booking) == [
        ("haircut_women", "anna", "11:00", "12:00"),
        ("manicure", "irina", "12:00", "13:00"),
    ]
    assert (booking.start_ts, booking.end_ts) == (
        datetime(2026, 11, 24, 11, tzinfo=UTC),
        datetime(2026, 11, 24, 13, tzinfo=UTC),
    )
    assert booking.price == 3500
    [stored] = with_segments(scope, scope.rows(scope.select(Booking)))
    assert told(stored) == told(booking)


def test_a_price_that_is_not_known_leaves_the_sum_unknown(bot, scope, calendar):
    section = bot.section(SalonBooking)
    parts = (Part(section.service("coloring")),)
    with scope.storage.write():
        visit = Visit(section.service("haircut_women"), TUESDAY, "14:00", None, parts)
        assert calendar.book(visit, STRANGER, ["a", "b"]).price is None


def test_a_visit_needs_everybody_in_turn(desk):
    desk.book("manicure", time="15:00")
    assert desk.book("haircut_women", "manicure") is Refusal.TAKEN
    assert told(desk.book("manicure", "haircut_women"))[0] == ("manicure", "irina", "11:00", "12:00")
    assert desk.book("manicure", "haircut_women", time="20:00") is Refusal.ENDS_LATE


def test_nothing_is_booked_of_a_visit_that_cannot_be_had_whole(desk, scope):
    desk.book("manicure", time="15:00")
    before = len(scope.rows(scope.select(Segment)))
    assert desk.book("haircut_women", "manicure") is Refusal.TAKEN
    assert len(scope.rows(scope.select(Booking))) == 1
    assert len(scope.rows(scope.select(Segment))) == before


def test_a_visit_moves_whole_even_onto_itself(desk, scope):
    booking = desk.book("haircut_women", "coloring")
    moved = desk.move(booking, "14:30")
    assert (moved.id, moved.booking_code, moved.version) == (booking.id, booking.booking_code, 2)
    assert [each[2] for each in told(moved)] == ["11:30", "12:40"]
    assert len(scope.rows(scope.select(Segment))) == 2


def test_a_cancelled_visit_gives_back_all_of_its_times(desk, scope):
    booking = desk.book("haircut_women", "manicure")
    with scope.storage.write():
        desk.calendar.cancel(booking, "customer")
    assert [row.live for row in scope.rows(scope.select(Segment))] == [False, False]
    assert not isinstance(desk.book("haircut_women", "manicure"), Refusal)


def test_buffers_keep_the_chair_free_before_and_after(desk):
    booking = desk.book("coloring")
    assert (booking.first.busy_from, booking.first.busy_to) == (
        datetime(2026, 11, 24, 10, 50, tzinfo=UTC),
        datetime(2026, 11, 24, 13, 20, tzinfo=UTC),
    )
    assert desk.book("haircut_women", time="13:00", staff="anna") is Refusal.TAKEN
    assert desk.book("haircut_women", time="16:00", staff="anna") is Refusal.TAKEN
    assert desk.book("haircut_women", time="12:30", staff="anna").first.staff == "anna"
    assert desk.book("haircut_women", time="16:30", staff="anna").first.staff == "anna"


def test_buffers_need_room_of_their_own(desk):
    desk.book("haircut_women", time="13:00", staff="anna")
    assert desk.book("coloring", time="14:00") is Refusal.TAKEN
    desk.book("haircut_women", time="16:30", staff="anna")
    assert desk.book("coloring", time="14:30") is Refusal.TAKEN
    free = desk.calendar.availability().free((Part(desk.section.service("coloring")),), TUESDAY, TUESDAY)
    times = [slot.time for slot in free]
    assert times == ["09:00", "09:30", "10:00", "10:30", "18:00", "18:30", "19:00"]


def test_buffers_may_lie_outside_opening_hours(desk):
    assert desk.book("coloring", time="09:00").first.busy_from == datetime(2026, 11, 24, 5, 50, tzinfo=UTC)
    assert desk.book("coloring", time="19:00").first.busy_to == datetime(2026, 11, 24, 18, 20, tzinfo=UTC)


def test_free_times_of_a_visit_are_those_that_can_be_booked(desk, scope):
    desk.book("manicure", time="12:00")
    desk.book("coloring", time="14:00")
    parts = desk.visit("haircut_women", "manicure_gel", "coloring").parts
    free = [slot.time for slot in desk.calendar.availability().free(parts, TUESDAY, TUESDAY)]
    booked = []
    for hour in range(9, 21):
        for minute in ("00", "30"):
            made = desk.book("haircut_women", "manicure_gel", "coloring", time=f"{hour:02}:{minute}")
            if not isinstance(made, Refusal):
                booked.append(f"{hour:02}:{minute}")
                with scope.storage.write():
                    desk.calendar.cancel(made, "business")
    assert free == booked
    assert free


def test_the_database_refuses_a_segment_in_the_way_whoever_writes_it(desk, scope):
    booking = desk.book("haircut_women", "manicure")
    other = desk.book("haircut_women", "manicure", time="16:00")
    segment = other.segments[1]
    with pytest.raises(Conflict), scope.storage.write():
        scope.update(
            Segment,
            Segment.id == segment.id,
            busy_from=booking.segments[1].busy_from,
            busy_to=booking.segments[1].busy_to,
        )


def test_a_visit_that_moves_keeps_all_who_do_it(desk):
    booking = desk.book("manicure", "haircut_women")
    assert [each.staff for each in booking.segments] == ["irina", "anna"]
    desk.book("haircut_women", time="11:00", staff="anna")
    other = desk.book("manicure", "haircut_women", time="10:00")
    assert [each.staff for each in other.segments] == ["irina", "maria"]
    assert [each.staff for each in desk.move(other, "16:00").segments] == ["irina", "maria"]


def test_who_prepares_a_later_service_long_before_is_not_taken_meanwhile(desk, make_bot, scope, clock):
    services = [service.model_dump(mode="json") for service in desk.section.services]
    for service in services:
        if service["id"] == "manicure":
            service["buffer_before"] = 90
    bot = make_bot(services=services)
    calendar = Calendar(scope, Timetable(bot.section(SalonBooking), bot.zone, clock.now()), "RUB")
    desk.book("manicure", time="13:00")
    first, second = (bot.section(SalonBooking).service(name) for name in ("haircut_women", "manicure"))
    with scope.storage.write():
        visit = Visit(first, TUESDAY, "14:00", None, (Part(second),))
        assert calendar.availability().look(visit) is Refusal.TAKEN
        assert calendar.book(visit, STRANGER, ["a", "b"]) is Refusal.TAKEN


def test_buffers_between_two_services_count_before_closing(desk):
    assert desk.book("haircut_women", "coloring", staff="anna", time="18:00") is Refusal.ENDS_LATE
    assert told(desk.book("haircut_women", "coloring", staff="anna", time="17:30"))[1][2:] == (
        "15:40",
        "17:40",
    )


def test_a_visit_that_moves_costs_and_lasts_what_was_agreed(desk, make_bot, scope, clock):
    booking = desk.book("haircut_women")
    services = [service.model_dump(mode="json") for service in desk.section.services]
    services[0] |= {"minutes": 90, "price": 9999}
    bot = make_bot(services=services)
    calendar = Calendar(scope, Timetable(bot.section(SalonBooking), bot.zone, clock.now()), "RUB")
    with scope.storage.write():
        parts = parts_of(booking, bot.section(SalonBooking))
        moved = calendar.move(booking, visit_of(parts, TUESDAY, "18:00"))
    assert (moved.price, moved.end_ts - moved.start_ts) == (2000, timedelta(hours=1))


def test_cleaning_up_is_not_given_away_when_the_visit_is_over(desk, scope, clock, storage):
    """Colouring until 16:00, cleaned up until 16:20."""
    desk.book("coloring")
    house = SimpleNamespace(storage=storage, clock=clock)
    clock.set(datetime(2026, 11, 24, 13, 5, tzinfo=UTC))
    COMPLETE.run(house)
    assert [row.status for row in scope.rows(scope.select(Booking))] == ["confirmed"]
    clock.set(datetime(2026, 11, 24, 13, 20, tzinfo=UTC))
    COMPLETE.run(house)
    assert [row.status for row in scope.rows(scope.select(Booking))] == ["completed"]
