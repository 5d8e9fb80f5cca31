"""What it costs to look for free times: 100 staff and 20,000 bookings in 30 days, with and without a history.

A day, a week and 30 days are looked through, on a grid of 15 minutes; then once more with three times as many
bookings of the months before.

    python bench/free_times.py [--staff 100] [--bookings 20000] [--only sqlite,postgres] [--shifts]

With ``--shifts`` everybody works five days a week in two stretches, each at hours of their own.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk import FrozenClock
from frontdesk.cli.collector import collect_seldom
from frontdesk.crypto import KeyRing
from frontdesk.plugins import Plugins
from frontdesk.storage import Scope, Storage
from frontdesk_salon_booking.calendar import Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.models import Booking, Segment
from frontdesk_salon_booking.resources import resource_of
from frontdesk_salon_booking.timetable import Timetable
from frontdesk_salon_booking.visits import Part
from harness.postgres import Postgres

ZONE = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 23, 8, tzinfo=ZONE)
DAYS, HOURS = 30, range(9, 21)
TOGETHER = 1_000


WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def shifts(number: int) -> dict[str, Any]:
    """The hours of one of the staff."""
    late = number % 4
    day = [f"{9 + late:02}:00-13:30", f"14:{15 * late:02}-{18 + late}:00"]
    return {"hours": {name: day for weekday, name in enumerate(WEEK) if (weekday + number) % 7 < 5}}


def section(staff: int, *, with_shifts: bool = False) -> SalonBooking:
    """A salon that is open twelve hours a day."""
    own = shifts if with_shifts else lambda number: {}
    return SalonBooking.model_validate(
        {
            "services": [{"id": "cut", "name": "Cut", "minutes": 60}],
            "hours": dict.fromkeys(WEEK, "09:00-21:00"),
            "staff": [{"id": f"s{number}", "name": f"S{number}", **own(number)} for number in range(staff)],
            "slot_minutes": 15,
        }
    )


def codes() -> Iterator[str]:
    """Codes, one after the other."""
    return (f"{number:06}" for number in itertools.count())


def fill(scope: Scope, staff: int, bookings: int, first: datetime, code: Iterator[str]) -> None:
    """Book so many hours by chance, within 30 days."""
    with scope.storage.write():
        resources = {f"s{number}": resource_of(scope, f"s{number}") for number in range(staff)}
    hours = list(itertools.product(range(DAYS), HOURS, resources))
    random.Random(1).shuffle(hours)
    for some in _runs(hours[:bookings]):
        rows: list[tuple[dict[str, Any], str]] = []
        for day, hour, member in some:
            begin = first + timedelta(days=day, hours=hour - 8)
            times = {"start_ts": begin, "end_ts": begin + timedelta(hours=1)}
            told = {"wall_start": f"{begin:%Y-%m-%dT%H:%M}", "zone": ZONE.key, "status": "confirmed"}
            kept = {"version": 1, "created_at": NOW, "updated_at": NOW, "booking_code": next(code)}
            rows.append(({**times, **told, **kept}, member))
        with scope.storage.write():
            made = scope.insert_many(
                Booking, [row for row, _ in rows], returning=[Booking.id, Booking.booking_code]
            )
            ids = {booking.booking_code: booking.id for booking in made}
            scope.insert_many(Segment, [_segment(row, member, ids, resources) for row, member in rows])


def _runs(hours: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(hours), TOGETHER):
        yield hours[start : start + TOGETHER]


def _segment(
    row: dict[str, Any], member: str, ids: dict[str, int], resources: dict[str, int]
) -> dict[str, Any]:
    begin, end = row["start_ts"], row["end_ts"]
    times = {"start_ts": begin, "end_ts": end, "busy_from": begin, "busy_to": end}
    what = {"service": "cut", "service_name": "Cut", "staff": member, "resource": resources[member]}
    return {"booking": ids[row["booking_code"]], "position": 0, "live": True, **times, **what}


def measure(scope: Scope, salon: SalonBooking, days: int) -> float:
    """Milliseconds of one look, median of nine; each reads everything anew."""
    first = NOW.date()
    costs = []
    for _ in range(9):
        begin = time.perf_counter()
        availability = Calendar(scope, Timetable(salon, ZONE, NOW), "RUB").availability()
        assert availability.free((Part(salon.services[0]),), first, first + timedelta(days=days - 1))
        costs.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(costs)


def run(name: str, url: str, salon: SalonBooking, bookings: int) -> None:
    """Fill a database and print what looking costs."""
    staff, code = len(salon.staff), codes()
    with closing(Storage.open(url, KeyRing.parse(KeyRing.generate()), FrozenClock(NOW))) as storage:
        storage.migrate(Plugins.load().migrations)
        scope = storage.scope("salon")
        for history in (0, 3):
            for month in range(1, history + 1) or [0]:
                fill(scope, staff, bookings, NOW - timedelta(days=40 * month), code)
            costs = {days: measure(scope, salon, days) for days in (1, 7, DAYS)}
            told = ", ".join(f"{days} days {cost:.1f} ms" for days, cost in costs.items())
            print(f"{name}, {staff} staff, {bookings} bookings, {history * bookings} before: {told}")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--staff", type=int, default=100)
    parser.add_argument("--bookings", type=int, default=20_000)
    parser.add_argument("--only", default="sqlite,postgres")
    parser.add_argument("--shifts", action="store_true")
    wanted = parser.parse_args()
    salon = section(wanted.staff, with_shifts=wanted.shifts)
    collect_seldom()
    with tempfile.TemporaryDirectory() as folder:
        if "sqlite" in wanted.only:
            run("SQLite", f"sqlite:///{folder}/free.db", salon, wanted.bookings)
        if "postgres" in wanted.only:
            server = Postgres(Path(folder) / "postgres")
            server.create("free")
            run("PostgreSQL", server.url("free"), salon, wanted.bookings)
            server.close()


if __name__ == "__main__":
    main()
