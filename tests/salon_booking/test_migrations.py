"""What was booked before bookings had segments is booked still."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import frontdesk_salon_booking
from frontdesk import Conflict
from frontdesk.offers import Migrations
from frontdesk.storage import Storage
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.models import Booking, Segment

MIGRATIONS = Path(frontdesk_salon_booking.__file__).parent / "migrations"
BOOKING = """
    INSERT INTO bookings (id, tenant_id, booking_code, service, service_name, staff, resource_id, start_ts,
        end_ts, busy_from, busy_to, wall_start, zone, status, price, currency, version, created_at,
        updated_at)
    VALUES ({number}, 'salon', 'AAAA{number:02}', 'cut', 'Cut', 'anna', 1, {start}, {end}, {start}, {end},
        '2026-11-24T15:00', 'Europe/Moscow', '{status}', 2000, 'RUB', 3, {start}, {start})
"""


@pytest.fixture
def storage(empty_database_url, keys, clock, plugins, tmp_path):
    """A database of the time when a booking was one service, with bookings in it, brought up to date."""
    old = tmp_path / "migrations"
    old.mkdir()
    shutil.copy(MIGRATIONS / "0001_initial.py", old)
    before = [each for each in plugins.migrations if each.history != "salon_booking"]
    with closing(Storage.open(empty_database_url, keys, clock)) as storage:
        storage.migrate([*before, Migrations("salon_booking", old)])
        moment = "'2026-11-24 1{}:00:00.000000+00:00'"
        with storage.write():
            run = storage.database.execute_sql
            run("INSERT INTO resources (id, tenant_id, staff) VALUES (1, 'salon', 'anna')")
            for number, (hour, status) in enumerate(
                [(2, "confirmed"), (3, "cancelled"), (4, "completed")], 1
            ):
                start, end = moment.format(hour), moment.format(hour + 1)
                run(BOOKING.format(number=number, start=start, end=end, status=status))
        storage.migrate(plugins.migrations)
        yield storage


def test_bookings_keep_all_that_they_said(storage):
    scope = storage.scope("salon")
    bookings = with_segments(scope, scope.rows(scope.select(Booking).order_by(Booking.id)))
    assert [(each.booking_code, each.status, each.version) for each in bookings] == [
        ("AAAA01", "confirmed", 3),
        ("AAAA02", "cancelled", 3),
        ("AAAA03", "completed", 3),
    ]
    assert [each.first.live for each in bookings] == [True, False, False]
    first = bookings[0].first
    assert (first.service, first.service_name, first.staff, first.price) == ("cut", "Cut", "anna", 2000)
    # What was told as a price was no least of it.
    assert (first.price_from, first.category, bookings[0].price_from) == (False, None, False)
    assert first.busy_from == bookings[0].start_ts == datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_their_times_are_still_taken(storage):
    scope = storage.scope("salon")
    with pytest.raises(Conflict), storage.write():
        scope.update(Booking, Booking.id == 2, status="confirmed")
        scope.update(Segment, Segment.booking == 2, busy_from=datetime(2026, 11, 24, 12, 30, tzinfo=UTC))


def test_what_staff_takes_out_of_the_calendar_can_be_written(storage):
    scope = storage.scope("salon")
    begin = datetime(2026, 11, 24, 12, tzinfo=UTC)
    told = {"wall_start": "2026-11-24T15:00", "wall_end": "2026-11-24T16:00", "zone": "Europe/Moscow"}
    times = {"created_at": begin, "updated_at": begin, "resource": 1}
    with storage.write():
        number = scope.insert(Block, start_ts=begin, end_ts=begin + timedelta(hours=1), **told, **times)
    assert scope.get(Block, Block.id == number).removed_at is None
    with pytest.raises(Conflict), storage.write():
        scope.insert(Block, start_ts=begin, end_ts=begin, **told, **times)
        scope.get(Block, Block.id == number)
