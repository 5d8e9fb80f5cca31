"""What stands behind the calendar: the database itself refuses what overlaps, whoever writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from frontdesk import Conflict
from frontdesk_salon_booking.models import LIVE, Booking, Segment
from frontdesk_salon_booking.resources import resource_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def insert(scope):
    """Insert a booking past the calendar; returns its id."""
    codes = (f"AAAA{number:02}" for number in range(1, 100))

    def insert(begin=0, length=60, staff="anna", status="confirmed"):
        start = NOON + timedelta(minutes=begin)
        end = start + timedelta(minutes=length)
        until = NOON if status == "held" else None
        ends = max(end, start + timedelta(minutes=1))
        with scope.storage.write():
            booking = scope.insert(
                Booking,
                booking_code=next(codes),
                start_ts=start,
                end_ts=ends,
                wall_start="2026-11-24T15:00",
                zone="Europe/Moscow",
                status=status,
                version=1,
                created_at=NOON,
                updated_at=NOON,
                hold_until=until,
            )
            scope.insert(
                Segment,
                booking=booking,
                position=0,
                service="cut",
                service_name="Cut",
                staff=staff,
                resource=resource_of(scope, staff),
                start_ts=start,
                end_ts=ends,
                busy_from=start,
                busy_to=end,
                live=status in LIVE,
                held_until=until,
            )
            return booking

    return insert


def test_every_kind_of_overlap_is_refused(insert):
    insert()
    for begin, length in [(0, 60), (-30, 60), (30, 60), (10, 10), (-60, 240), (59, 1)]:
        with pytest.raises(Conflict):
            insert(begin, length)


def test_a_live_booking_keeps_out_live_ones_only(insert):
    insert(status="held")
    with pytest.raises(Conflict):
        insert(status="confirmed")
    insert(status="cancelled")
    insert(status="completed")


def test_neighbours_other_resources_and_dead_bookings_do_not_overlap(insert):
    insert()
    insert(60)
    insert(-60)
    insert(staff="maria")
    insert(120, status="cancelled")
    insert(120)


def test_a_stretch_that_is_empty_or_reversed_is_refused(insert):
    for length in (0, -60):
        with pytest.raises(Conflict):
            insert(length=length)


def test_an_unknown_status_is_refused(insert):
    with pytest.raises(Conflict):
        insert(status="maybe")


def test_a_change_that_makes_an_overlap_is_refused(insert, scope):
    insert()
    later = insert(120)
    dead = insert(status="cancelled")
    with pytest.raises(Conflict), scope.storage.write():
        scope.update(Segment, Segment.booking == later, busy_from=NOON, busy_to=NOON + timedelta(minutes=30))
    with pytest.raises(Conflict), scope.storage.write():
        scope.update(Booking, Booking.id == dead, status="confirmed")
    with scope.storage.write():
        scope.update(
            Segment,
            Segment.booking == later,
            busy_from=NOON + timedelta(minutes=60),
            busy_to=NOON + timedelta(minutes=150),
        )
