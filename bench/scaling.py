"""What 10,000 businesses with a million customers cost, beside 50 businesses with 5,000.

Both databases are filled with rows as the product itself writes them, sealed; then messages of customers
chosen by chance go through the engine in one process: intake, turn and delivery, without HTTP. Each business
has a name of its own, so each has a variant of the bot. Beside it, what a job costs in the queue.

    python bench/scaling.py [--tenants 10000] [--contacts 1000000] [--messages 2000] [--bots echo,salon]
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import resource
import sqlite3
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2

from frontdesk.bots import Bots
from frontdesk.builtin import BUILTINS
from frontdesk.clock import SystemClock
from frontdesk.crypto import KeyRing
from frontdesk.desk import Desk
from frontdesk.jobs import Jobs
from frontdesk.messages import Inbound
from frontdesk.pipeline.intake import Intake
from frontdesk.plugins import Plugins
from frontdesk.queue import Queue
from frontdesk.settings import Settings
from frontdesk.storage import Contact, Conversation, Storage
from frontdesk.storage.models import ChannelAccount, TenantEntry
from harness.processes import cpu_seconds
from harness.stand import Stand, open_stand
from harness.table import machine

TEXTS = {"echo": ("hello", "and again"), "salon": ("привет", "сколько стоит стрижка?")}
SMALL_TENANTS, SMALL_CONTACTS = 50, 5_000
#: Messages that arrive together, and batches of them that are timed apart from each other.
TOGETHER, ROUNDS = 16, 3
CHUNK = 20_000
START = "2026-11-23T00:00:00.000000+00:00"


@dataclass(frozen=True)
class Size:
    """How large an installation is; the customers are dealt out to the businesses in turn."""

    tenants: int
    contacts: int

    def __str__(self) -> str:
        return f"{self.tenants:,} businesses, {self.contacts:,} customers"


@dataclass(frozen=True)
class Case:
    """One run of the engine."""

    url: str
    keys: str
    bot: str
    size: Size
    messages: int
    #: The parent of all processes of the database server, if there is one.
    server: int | None = None


# -- filling a database --------------------------------------------------------------------------------------


def fill(url: str, keys: str, size: Size) -> float:
    """Migrate a database and fill it: how many seconds it took."""
    began = time.perf_counter()
    with closing(Storage.open(url, KeyRing.parse(keys), SystemClock())) as storage:
        storage.migrate(Plugins.load(BUILTINS).migrations)
        _businesses(storage, size)
        for model, rows in _customers(storage.keys, size):
            _load(url, model, rows)
        if storage.dialect == "postgresql":
            # As autovacuum does when nobody is in a hurry.
            with storage.connection():
                storage.database.execute_sql("ANALYZE")
    return time.perf_counter() - began


def _businesses(storage: Storage, size: Size) -> None:
    now = storage.clock.now()
    for first in range(0, size.tenants, 500):
        numbers = range(first, min(first + 500, size.tenants))
        tenants = [
            {
                "id": f"salon-{n}",
                "name": f"Salon {n}",
                "bot": "salon",
                "settings": {"name": f"Salon {n}"},
                "active": True,
                "created_at": now,
                "updated_at": now,
            }
            for n in numbers
        ]
        accounts = [
            {"tenant": f"salon-{n}", "channel": "terminal", "account": f"account-{n}", "active": True}
            for n in numbers
        ]
        with storage.write():
            storage.house.insert_many(TenantEntry, tenants)
            storage.house.insert_many(ChannelAccount, accounts)


def _customers(keys: KeyRing, size: Size) -> Iterator[tuple[type[Any], list[tuple[Any, ...]]]]:
    for first in range(1, size.contacts + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, size.contacts + 1))
        yield Contact, [_contact(keys, n, f"salon-{n % size.tenants}") for n in numbers]
        yield Conversation, [_conversation(n, n % size.tenants) for n in numbers]


def _contact(keys: KeyRing, number: int, tenant: str) -> tuple[Any, ...]:
    phone, digests = f"+7{9_000_000_000 + number}", Contact._meta.fields
    return (
        number,
        tenant,
        "terminal",
        keys.seal(f"customer-{number}".encode(), f"contacts.address.{tenant}"),
        keys.digest(f"customer-{number}", digests["address_digest"].context),
        keys.seal(phone.encode(), f"contacts.phone.{tenant}"),
        keys.digest(phone, digests["phone_digest"].context),
        keys.seal(f"Customer {number}".encode(), f"contacts.name.{tenant}"),
        START,
    )


def _conversation(number: int, tenant: int) -> tuple[Any, ...]:
    return (number, f"salon-{tenant}", "terminal", f"account-{tenant}", number, 0, START)


_COLUMNS: dict[Any, tuple[str, ...]] = {
    Contact: (
        "id", "tenant_id", "channel", "address", "address_digest", "phone", "phone_digest", "name",
        "created_at",
    ),
    Conversation: ("id", "tenant_id", "channel", "account", "contact_id", "fence", "created_at"),
}  # fmt: skip


def _load(url: str, model: type[Any], rows: Sequence[tuple[Any, ...]]) -> None:
    table, columns = model._meta.table_name, _COLUMNS[model]
    names = ", ".join(columns)
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA cache_size = -1000000")
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
            connection.commit()
        return
    text = io.StringIO("".join("\t".join(map(_copied, row)) + "\n" for row in rows))
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", text)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {rows[-1][0]})")


def _copied(value: Any) -> str:
    return f"\\\\x{value.hex()}" if isinstance(value, bytes) else str(value)


# -- running the engine --------------------------------------------------------------------------------------


def run(case: Case) -> dict[str, float]:
    """What the messages cost, in a process of its own."""
    settings = Settings(database_url=case.url, encryption_keys=case.keys)
    began = time.perf_counter()
    plugins = Plugins.load(BUILTINS)
    bots = Bots.load(case.bot, plugins, {})
    figures = {}
    with Desk.open(settings, SystemClock(), bots=bots, plugins=plugins) as desk:
        figures["start, s"] = time.perf_counter() - began
        with desk.storage.write():
            desk.storage.run(TenantEntry.update(bot=case.bot))
        figures["memory at start, MB"] = _memory()
        office = _Office(desk, case)
        cpu = time.process_time()
        office.hear_from(range(1, case.size.tenants + 1))
        figures["first message of a business, ms CPU"] = _per(time.process_time() - cpu, case.size.tenants)
        figures["memory with all businesses, MB"] = _memory()
        rounds = [office.timed(case.messages // ROUNDS) for _ in range(ROUNDS)]
        names = ("ms CPU a message", "ms CPU a message in PostgreSQL", "ms a message")
        for name, column in zip(names, zip(*rounds, strict=True), strict=True):
            figures[name] = statistics.median(column)
        figures["memory at the end, MB"] = _memory()
        began = time.process_time()
        figures["metrics page, KB"] = len(desk.metrics.render()) / 1000
        figures["metrics page, ms CPU"] = 1000 * (time.process_time() - began)
        began = time.perf_counter()
        office.jobs.sweep.run()
        figures["sweep, ms"] = 1000 * (time.perf_counter() - began)
        office.close()
    return figures


class _Office:
    """A desk, and customers who write to it."""

    def __init__(self, desk: Desk, case: Case) -> None:
        self._desk, self._case = desk, case
        self._intake, self.jobs = Intake(desk), Jobs(desk)
        self._chance = random.Random(7)
        self.jobs.register()

    def timed(self, messages: int) -> tuple[float, float, float]:
        """Milliseconds a message: of CPU here, of CPU in the database's server, and elapsed."""
        customers = [self._chance.randint(1, self._case.size.contacts) for _ in range(messages)]
        server = [self._case.server] if self._case.server else []
        begun = time.process_time(), cpu_seconds(server), time.perf_counter()
        self.hear_from(customers)
        ended = time.process_time(), cpu_seconds(server), time.perf_counter()
        here, there, elapsed = (_per(end - begin, messages) for begin, end in zip(begun, ended, strict=True))
        return here, there, elapsed

    def hear_from(self, customers: Sequence[int]) -> None:
        """Take in and answer a message of each."""
        for first in range(0, len(customers), TOGETHER):
            self._intake.accept([self._message(number) for number in customers[first : first + TOGETHER]])
            self._desk.queue.run_pending()
            self.jobs.delivery.settle()

    def close(self) -> None:
        """Go home."""
        self._intake.close()
        self.jobs.close()

    def _message(self, number: int) -> Inbound:
        account, text = (
            f"account-{number % self._case.size.tenants}",
            self._chance.choice(TEXTS[self._case.bot]),
        )
        return Inbound("terminal", account, uuid4().hex, f"customer-{number}", datetime.now(UTC), text=text)


def _per(seconds: float, count: int) -> float:
    return 1000 * seconds / count


def _memory() -> float:
    """Megabytes that the process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


# -- the queue -----------------------------------------------------------------------------------------------


def queue(stand: Stand, jobs: int = 2_000) -> None:
    """Print what it costs to queue and run a job, by the number of ids in it."""
    print(f"\nA job in the queue, ms CPU to queue and to run it, {jobs} of each")
    for name, url in (("in process", None), ("Redis", stand.redis("everysec").url)):
        costs = {ids: _job_cost(url, ids, jobs) for ids in (1, 16, 256)}
        line = ", ".join(f"{ids} ids {cost:.3f}" for ids, cost in costs.items())
        print(f"  {name:11}{line}")


def _job_cost(url: str | None, ids: int, jobs: int) -> float:
    with closing(Queue.open(url, b"a secret of the benchmark's own.")) as queue:
        queue.register("drain", lambda *ids: None)
        began = time.process_time()
        for job in range(jobs):
            queue.enqueue("drain", *(f"{job * ids + number}@salon-1" for number in range(ids)))
        queue.run_pending()
        return _per(time.process_time() - began, jobs)


# -- all of it -----------------------------------------------------------------------------------------------


def main() -> None:
    """Fill, run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tenants", type=int, default=10_000)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=3_000)
    parser.add_argument("--bots", default="echo,salon")
    parser.add_argument("--only", default="sqlite,postgres")
    wanted = parser.parse_args()
    print(machine())
    sizes = [Size(SMALL_TENANTS, SMALL_CONTACTS), Size(wanted.tenants, wanted.contacts)]
    with open_stand() as stand:
        for kind in wanted.only.split(","):
            cases = [_filled(stand, kind, size, wanted.messages) for size in sizes]
            for bot in wanted.bots.split(","):
                _compare(kind, [replace(case, bot=bot) for case in cases])
        queue(stand)


def _filled(stand: Stand, kind: str, size: Size, messages: int) -> Case:
    name, keys = f"scaling_{size.tenants}", KeyRing.generate()
    if kind == "sqlite":
        url, server = f"sqlite:///{stand.folder}/{name}.db", None
    else:
        stand.postgres.create(name)
        url, server = stand.postgres.url(name), stand.postgres.pid
    print(f"{kind}: {size} in {fill(url, keys, size):.0f} s", flush=True)
    return Case(url, keys, "salon", size, messages, server)


def _compare(kind: str, cases: Sequence[Case]) -> None:
    found = []
    for case in cases:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
            found.append(process.submit(run, case).result())
    print(f"\n{cases[0].bot} on {kind}, {cases[0].messages} messages, {TOGETHER} at a time")
    print(f"  {'':38}{'small':>10}{'large':>10}{'ratio':>8}")
    for name, small in found[0].items():
        large = found[1][name]
        print(f"  {name:38}{small:10.2f}{large:10.2f}{large / small if small else 0:8.2f}", flush=True)


if __name__ == "__main__":
    main()
