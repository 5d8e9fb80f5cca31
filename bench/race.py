"""Sixteen processes that want the same hour, again and again: who gets it, and what the others are told.

Each round all of them ask for one hour of one chair at once, half of them for half an hour later, which
overlaps. Beside the calendar the same race is run through the bare driver: lock, look again, insert, commit.

    python bench/race.py [--clients 16] [--rounds 60] [--only sqlite,postgres]
"""

from __future__ import annotations

import argparse
import multiprocessing
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg2

from frontdesk import Conflict, FrozenClock
from frontdesk.crypto import KeyRing
from frontdesk.plugins import Plugins
from frontdesk.storage import Storage
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.models import Segment
from frontdesk_salon_booking.slots import nearest
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Visit
from harness.postgres import Postgres

ZONE = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 23, 10, tzinfo=ZONE)
SECTION = SalonBooking.model_validate(
    {
        "services": [{"id": "cut", "name": "Cut", "minutes": 60}],
        "hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "09:00-21:00"),
        "staff": [{"id": "anna", "name": "Anna"}],
    }
)
HOURS = (9, 11, 13, 15, 17, 19)
TRIES = 3
#: Rounds before those that count.
WARM_UP = 6

#: One try: what came of it, in a word, and when that was known.
Try = Callable[[date, str], tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Subject:
    """Who takes part.

    :ivar kind: ``frontdesk`` or ``bare``.
    :ivar url: of the database.
    """

    kind: str
    url: str
    ring: str


def wish(number: int, client: int) -> tuple[date, str]:
    """Day and time that a client asks for in a round."""
    day = NOW.date() + timedelta(days=1 + number // len(HOURS))
    return day, f"{HOURS[number % len(HOURS)]:02}:{'30' if client % 2 else '00'}"


@contextmanager
def frontdesk(subject: Subject) -> Iterator[Try]:
    """The calendar, as an admin request uses it; losers look up what is free instead, after the commit."""
    with closing(Storage.open(subject.url, KeyRing.parse(subject.ring), FrozenClock(NOW))) as storage:
        scope = storage.scope("salon")

        def attempt(day: date, hour: str) -> tuple[str, float]:
            visit = Visit(SECTION.services[0], day, hour)
            for _ in range(TRIES):
                calendar = Calendar(scope, Timetable(SECTION, ZONE, NOW), "RUB")
                try:
                    with storage.write():
                        booked = calendar.book(visit, Booker(None), ["Cut"])
                except Conflict:
                    continue
                known = time.perf_counter()
                if not isinstance(booked, Refusal):
                    return "booked", known
                free = calendar.availability().near(visit, day + timedelta(days=14), 3)
                return f"{booked}, {len(nearest(free, day, hour, 3))} alternatives", known
            return "busy", time.perf_counter()

        with storage.connection():
            yield attempt


@contextmanager
def bare(subject: Subject) -> Iterator[Try]:
    """The same by hand."""
    postgres = subject.url.startswith("postgresql")
    if postgres:
        connection: Any = psycopg2.connect(subject.url)
    else:
        connection = sqlite3.connect(subject.url.removeprefix("sqlite:///"), timeout=30, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
    mark = "%s" if postgres else "?"
    taken = f"SELECT 1 FROM bare WHERE chair = 1 AND begins < {mark} AND ends > {mark}"
    insert = f"INSERT INTO bare (chair, begins, ends) VALUES (1, {mark}, {mark})"

    def attempt(day: date, hour: str) -> tuple[str, float]:
        begin = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZONE).astimezone(UTC)
        span = (begin.isoformat(), (begin + timedelta(hours=1)).isoformat())
        cursor = connection.cursor()
        cursor.execute("SELECT pg_advisory_xact_lock(1)" if postgres else "BEGIN IMMEDIATE")
        cursor.execute(taken, (span[1], span[0]))
        free = cursor.fetchone() is None
        if free:
            cursor.execute(insert, span)
        connection.commit() if postgres else cursor.execute("COMMIT")
        return "booked" if free else "taken", time.perf_counter()

    with closing(connection):
        yield attempt


def client(subject: Subject, number: int, rounds: int, ready: Barrier, results: Any) -> None:
    """One process: asks in every round, when all are ready."""
    found = []
    with {"frontdesk": frontdesk, "bare": bare}[subject.kind](subject) as attempt:
        for each in range(-WARM_UP, rounds):
            # For days that nobody counts.
            day, hour = wish(each if each >= 0 else rounds + 6 - each, number)
            ready.wait()
            begin = time.perf_counter()
            try:
                outcome, known = attempt(day, hour)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong is what is counted
                outcome, known = f"failed: {type(error).__name__}", time.perf_counter()
            if each >= 0:
                found.append((outcome, (known - begin) * 1e3))
    results.put(found)


def race(subject: Subject, clients: int, rounds: int) -> list[tuple[str, float]]:
    """All tries of all clients: what came of each, and how many milliseconds it took."""
    context = multiprocessing.get_context("spawn")
    ready, results = context.Barrier(clients), context.Queue()
    processes = [
        context.Process(target=client, args=(subject, number, rounds, ready, results))
        for number in range(clients)
    ]
    for process in processes:
        process.start()
    found = [outcome for _ in processes for outcome in results.get(timeout=600)]
    for process in processes:
        process.join()
    return found


def prepare(subject: Subject) -> None:
    """Make the tables."""
    with closing(Storage.open(subject.url, KeyRing.parse(subject.ring), FrozenClock(NOW))) as storage:
        storage.migrate(Plugins.load().migrations)
        with storage.write():
            types = "chair INTEGER, begins TEXT, ends TEXT"
            storage.database.execute_sql(f"CREATE TABLE bare ({types})")
            storage.database.execute_sql("CREATE INDEX bare_chair ON bare (chair, ends)")


def overlaps(subject: Subject) -> int:
    """Pairs of live segments of one chair that overlap."""
    with closing(Storage.open(subject.url, KeyRing.parse(subject.ring), FrozenClock(NOW))) as storage:
        rows = storage.house.rows(Segment.select().where(Segment.live).order_by(Segment.busy_from))
        return sum(
            one.resource_id == two.resource_id and one.busy_to > two.busy_from
            for index, one in enumerate(rows)
            for two in rows[index + 1 : index + 5]
        )


def p(share: int, costs: Sequence[float]) -> float:
    """A percentile."""
    return statistics.quantiles(costs, n=100)[share - 1]


def compare(name: str, url: str, clients: int, rounds: int) -> bool:
    """Print what came of it; whether all is as it must be."""
    ring = KeyRing.generate()
    whole = Subject("frontdesk", url, ring)
    prepare(whole)
    costs: dict[str, list[float]] = {}
    counts: dict[str, Counter[str]] = {}
    for kind in ("bare", "frontdesk"):
        found = race(Subject(kind, url, ring), clients, rounds)
        costs[kind] = [cost for _, cost in found]
        counts[kind] = Counter(outcome for outcome, _ in found)
    pairs = overlaps(whole)
    told = ", ".join(f"{outcome}: {count}" for outcome, count in sorted(counts["frontdesk"].items()))
    print(f"\n{name}, {clients} processes, {rounds} rounds\n  {told}; overlapping pairs: {pairs}")
    for share in (50, 99):
        ratio = p(share, costs["frontdesk"]) / p(share, costs["bare"])
        print(f"  p{share}: {ratio:.2f} times lock, look again and insert through the bare driver")
    losers = clients * rounds - rounds
    return pairs == 0 and counts["frontdesk"] == {"booked": rounds, "taken, 3 alternatives": losers}


def main() -> None:
    """Run it; exit code 1 where anything was booked twice, failed or was not told what is free."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--only", default="sqlite,postgres")
    wanted = parser.parse_args()
    right = []
    with tempfile.TemporaryDirectory() as folder:
        if "sqlite" in wanted.only:
            url = f"sqlite:///{folder}/race.db"
            right.append(compare("SQLite", url, wanted.clients, wanted.rounds))
        if "postgres" in wanted.only:
            server = Postgres(Path(folder) / "postgres")
            server.create("race")
            right.append(compare("PostgreSQL", server.url("race"), wanted.clients, wanted.rounds))
            server.close()
    sys.exit(not all(right))


if __name__ == "__main__":
    main()
