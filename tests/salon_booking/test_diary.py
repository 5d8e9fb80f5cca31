"""What is read of the calendar, how often, and how much of it the database has to look through."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from frontdesk_salon_booking.calendar import Booker
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.diary import Diary
from frontdesk_salon_booking.models import Booking, Segment
from frontdesk_salon_booking.resources import resource_of
from frontdesk_salon_booking.timetable import Refusal
from frontdesk_salon_booking.visits import Visit

TUESDAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 9, tzinfo=UTC)
EVERYBODY = ("anna", "maria", "oleg")


@pytest.fixture
def reads(scope, monkeypatch):
    """The statements that read bookings, each with its parameters."""
    found = []
    fetch = scope.storage._fetch

    def note(statement, values):
        if not statement.writes and '"booking_segments"' in statement.sql:
            found.append((statement.sql, statement.parameters(values)))
        return fetch(statement, values)

    monkeypatch.setattr(scope.storage, "_fetch", note)
    return found


@pytest.fixture
def plan_of(scope):
    """How SQLite goes about a statement."""

    def explain(sql, parameters):
        with scope.storage.connection():
            cursor = scope.storage.database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
            return " ".join(row[3] for row in cursor.fetchall())

    return explain


@pytest.fixture
def visit(bot):
    return Visit(bot.section(SalonBooking).service("haircut_women"), TUESDAY, "12:00")


def add_booking(scope, staff, begin, end):
    booking = scope.insert(
        Booking,
        booking_code=f"{staff:6.6}",
        start_ts=begin,
        end_ts=end,
        wall_start="2026-11-24T12:00",
        zone="Europe/Moscow",
        status="confirmed",
        created_at=begin,
        updated_at=begin,
    )
    scope.insert(
        Segment,
        booking=booking,
        position=0,
        service="haircut_women",
        service_name="x",
        staff=staff,
        resource=resource_of(scope, staff),
        start_ts=begin,
        end_ts=end,
        busy_from=begin,
        busy_to=end,
        live=True,
    )


def test_a_page_is_read_once(scope, clock, reads):
    diary = Diary(scope, clock.now())
    for _ in range(2):
        assert diary.taken(("anna",), NOON, NOON + timedelta(hours=1)) == {}
        assert diary.upcoming(7) == []
    assert len(reads) == 2
    diary.taken(("anna",), NOON, NOON + timedelta(hours=2))
    assert len(reads) == 3


def test_the_calendar_is_looked_at_again_once_it_is_locked(
    scope, make_calendar, clock, reads, visit, make_contact
):
    """What was free a moment ago may have been given away before the lock was had."""
    contact, _ = make_contact()
    mine, other = make_calendar(scope, clock.now()), make_calendar(scope, clock.now())
    wanted = Visit(visit.service, visit.day, visit.time, "anna")
    assert mine.availability().look(wanted).staff == ("anna",)
    with scope.storage.write():
        other.book(wanted, Booker(None), ["x"])
    reads.clear()
    with scope.storage.write():
        assert mine.book(wanted, Booker(contact), ["x"]) is Refusal.TAKEN
        assert [sql.count('"resources"') for sql, _ in reads] == [1]
        assert mine.upcoming(contact) == []
        booked = mine.book(visit, Booker(contact), ["x"])
        assert booked.first.staff == "maria"
        assert [each.id for each in mine.upcoming(contact)] == [booked.id]
        assert mine.availability().look(visit) is Refusal.TAKEN
        mine.cancel(booked, "customer")
        assert mine.upcoming(contact) == []
        assert mine.availability().look(visit).staff == ("maria",)


def test_what_touches_a_stretch_of_time_is_taken_however_long_it_is(scope, clock):
    """A service takes a day at most."""
    hour = timedelta(hours=1)
    with scope.storage.write():
        for name, begin, hours in (("anna", NOON, 24), ("maria", NOON - 24 * hour, 24), ("oleg", NOON, 1)):
            add_booking(scope, name, begin, begin + hours * hour)
    diary = Diary(scope, clock.now())
    assert diary.taken(EVERYBODY, NOON - hour, NOON).keys() == {"maria"}
    assert diary.taken(EVERYBODY, NOON, NOON + hour).keys() == {"anna", "oleg"}
    assert diary.taken(EVERYBODY, NOON - hour, NOON + hour / 60).keys() == {"anna", "maria", "oleg"}
    assert diary.taken(EVERYBODY, NOON + 23 * hour, NOON + 24 * hour).keys() == {"anna"}
    assert diary.taken(EVERYBODY, NOON + 24 * hour, NOON + 25 * hour).keys() == set()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_live_bookings_around_the_time_are_looked_through(scope, clock, reads, plan_of):
    """However many there have been, and however many there are in the weeks after."""
    Diary(scope, clock.now()).taken(EVERYBODY, NOON, NOON + timedelta(hours=1))
    [read] = reads
    assert "USING COVERING INDEX booking_segments_busy (tenant_id=? AND busy_to>? AND busy_to<?)" in plan_of(
        *read
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_live_bookings_of_the_chairs_in_question_are_looked_through(
    scope, make_calendar, clock, reads, visit, plan_of
):
    with scope.storage.write():
        make_calendar(scope, clock.now()).book(visit, Booker(None), ["x"])
    [read] = reads
    assert "(tenant_id=? AND staff=?)" in plan_of(*read)
    index = "USING INDEX booking_segments_resource (resource_id=? AND busy_to>? AND busy_to<?)"
    assert index in plan_of(*read)


def test_a_booking_takes_three_statements(scope, make_calendar, clock, visit):
    """What is taken, the booking, and its segments; and the lock, on a server."""
    with scope.storage.write():
        resource_of(scope, "anna")
    run = []
    scope.storage.on_query(lambda operation, seconds: run.append(operation))
    with scope.storage.write():
        make_calendar(scope, clock.now()).book(visit, Booker(None), ["x"])
    assert run[-3:] == ["select", "insert", "insert"]
    assert len(run) == (3 if scope.storage.dialect == "sqlite" else 4)
