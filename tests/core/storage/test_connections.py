"""Connections: safe ones only, none leaked, lost ones replaced."""

from __future__ import annotations

import os
import stat
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import peewee
import pytest

from frontdesk.clock import FrozenClock
from frontdesk.crypto import KeyRing
from frontdesk.errors import DatabaseRefused, SettingsRefused, StorageError
from frontdesk.storage import Contact, Scope, Storage


def value(storage: Storage, sql: str) -> object:
    return storage.rows(peewee.RawQuery(sql).tuples())[0][0]


def session(storage: Storage) -> object:
    return value(storage, "SELECT pg_backend_pid()")


def hang_up(postgres_admin, storage: Storage) -> None:
    """End all sessions of a database from the server's side."""
    name = value(storage, "SELECT current_database()")
    postgres_admin.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", (name,)
    )


# -- safe ones only ------------------------------------------------------------------------------------------


def test_every_sqlite_connection_is_safe(sqlite: Storage) -> None:
    together = threading.Barrier(4)

    def look(_: int) -> tuple[object, ...]:
        with sqlite.connection():
            together.wait(10)
            pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            return tuple(value(sqlite, f"PRAGMA {pragma}") for pragma in pragmas)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(look, range(4))) == {("wal", 2, 1, 20_000)}


def test_a_connection_that_is_not_safe_is_refused(
    empty_sqlite_url: str, keys: KeyRing, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    pragmas = (("journal_mode", "delete", "wal", "readers do not wait"),)
    monkeypatch.setattr("frontdesk.storage.engines.sqlite._PRAGMAS", pragmas)

    with pytest.raises(DatabaseRefused, match="journal_mode is 'delete' instead of 'wal'") as refusal:
        Storage.open(empty_sqlite_url, keys, clock)

    assert "local disk" in refusal.value.cure


def test_every_postgres_session_is_safe_and_in_utc(
    postgres_url: str, postgres_admin, keys: KeyRing, clock: FrozenClock
) -> None:
    with closing(Storage.open(postgres_url, keys, clock)) as storage:
        name = value(storage, "SELECT current_database()")
    postgres_admin.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    postgres_admin.execute(f"ALTER DATABASE {name} SET TimeZone = 'Asia/Tokyo'")
    with closing(Storage.open(postgres_url, keys, clock)) as storage:
        settings = [value(storage, f"SHOW {setting}") for setting in ("synchronous_commit", "TimeZone")]

    assert settings == ["on", "UTC"]


def test_the_database_file_is_for_its_owner_only(tmp_path: Path, keys: KeyRing, clock: FrozenClock) -> None:
    before = os.umask(0)
    try:
        with closing(Storage.open(f"sqlite:///{tmp_path}/frontdesk.db", keys, clock)) as storage:
            storage.migrate()
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)

    names = ["frontdesk.db", "frontdesk.db-wal", "frontdesk.db-shm", "frontdesk.db-gate", "frontdesk.db-turn"]
    assert modes == dict.fromkeys(names, 0o600)


@pytest.mark.parametrize(
    "url",
    ["", "frontdesk.db", "mysql://h/d", "sqlite:///", "sqlite:///:memory:", "postgresql+psycopg://u:p@h/d"],
)
def test_a_url_of_another_kind_is_refused(url: str, keys: KeyRing, clock: FrozenClock) -> None:
    with pytest.raises(SettingsRefused, match="FRONTDESK_DATABASE_URL") as refusal:
        Storage.open(url, keys, clock)

    assert "sqlite:///PATH" in refusal.value.cure


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:sesame@127.0.0.1:1/desk",
        "postgresql://user:ses@ame@127.0.0.1/desk",
        "postgresql://user:sesame@127.0.0.1:port/desk",
        "postgresql://user:sesame@127.0.0.1/desk?sesame=1",
    ],
)
def test_a_server_that_cannot_be_reached_is_refused_without_the_password(
    url: str, keys: KeyRing, clock: FrozenClock
) -> None:
    with pytest.raises((DatabaseRefused, SettingsRefused), match="FRONTDESK_DATABASE_URL") as refusal:
        Storage.open(url, keys, clock)

    assert "ame" not in str(refusal.value).replace("name", "")


def test_a_file_that_cannot_be_made_is_refused(tmp_path: Path, keys: KeyRing, clock: FrozenClock) -> None:
    with pytest.raises(DatabaseRefused, match="cannot be opened for writing") as refusal:
        Storage.open(f"sqlite:///{tmp_path}/missing/frontdesk.db", keys, clock)
    assert "existing directory" in refusal.value.cure
    (tmp_path / "text.db").write_text("Not a database, but a letter to somebody. " * 50)
    with pytest.raises(DatabaseRefused, match="file is not a database"):
        Storage.open(f"sqlite:///{tmp_path}/text.db", keys, clock)


# -- none leaked ---------------------------------------------------------------------------------------------


def test_closing_closes_every_connection(sqlite: Storage, tmp_path: Path) -> None:
    # The last connection to go takes the write-ahead log with it.
    log = tmp_path / "frontdesk.db-wal"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: sqlite.rows(Contact.select()), range(50)))
        with sqlite.connection():
            assert log.exists()
            sqlite.close()
            assert log.exists()

    assert not log.exists()


def test_threads_share_a_bounded_pool(postgres: Storage, postgres_admin) -> None:
    together = threading.Barrier(20)

    def look(_: int) -> None:
        with postgres.connection():
            together.wait(20)

    with ThreadPoolExecutor(40) as pool:
        list(pool.map(look, range(40)))
    name = value(postgres, "SELECT current_database()")
    postgres_admin.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (name,))

    assert postgres_admin.fetchone() == (20,)


def test_no_connection_in_time_is_said(postgres: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres.database, "_wait_timeout", 0.01)
    monkeypatch.setattr(postgres.database, "_max_connections", 1)

    with ThreadPoolExecutor(1) as other, postgres.connection():
        waiting = other.submit(postgres.rows, Contact.select())
        with pytest.raises(StorageError, match="no database connection became free"):
            waiting.result(20)


def test_a_block_keeps_one_connection(postgres: Storage) -> None:
    with postgres.connection():
        first = session(postgres)
        with postgres.write(), postgres.connection():
            assert session(postgres) == first
        with ThreadPoolExecutor(1) as other:
            assert other.submit(session, postgres).result() != first
        assert session(postgres) == first


# -- lost ones replaced --------------------------------------------------------------------------------------


def test_the_pool_hands_out_no_dead_connection(postgres: Storage, postgres_admin) -> None:
    dead = session(postgres)
    hang_up(postgres_admin, postgres)

    assert session(postgres) != dead


def test_a_block_goes_on_with_another_connection(postgres: Storage, postgres_admin) -> None:
    with postgres.connection():
        hang_up(postgres_admin, postgres)
        with pytest.raises(StorageError):
            session(postgres)
        assert session(postgres)
        with postgres.write():
            postgres.scope("salon").update(Contact, channel="x")


def test_a_write_transaction_does_not(postgres: Storage, postgres_admin, add_contact) -> None:
    salon, seen = postgres.scope("salon"), []
    with pytest.raises(StorageError, match=r"terminat|nothing of it can be kept"), postgres.write():
        add_contact(salon, "1")
        postgres.after_commit(lambda: seen.append("kept"))
        hang_up(postgres_admin, postgres)
        for address in ("2", "3"):
            with pytest.raises(StorageError):
                add_contact(salon, address)
    with pytest.raises(StorageError), postgres.write(), postgres.savepoint():
        hang_up(postgres_admin, postgres)
        add_contact(salon, "4")
    with postgres.write():
        assert salon.rows(salon.select(Contact)) == []
        add_contact(salon, "5")

    assert seen == []
    assert len(salon.rows(salon.select(Contact))) == 1


def test_a_server_that_was_restarted_is_found_again(
    start_postgres, keys: KeyRing, clock: FrozenClock, add_contact
) -> None:
    with tempfile.TemporaryDirectory(prefix="fd-restart-") as directory:
        server = start_postgres(Path(directory) / "data")
        storage = Storage.open(server.get_uri(), keys, clock)
        storage.migrate()
        salon: Scope = storage.scope("salon")
        with storage.write():
            add_contact(salon, "1")
        server.stop()
        with pytest.raises(StorageError):
            storage.rows(Contact.select())
        server.start()
        with storage.write():
            add_contact(salon, "2")
        found = salon.rows(salon.select(Contact))
        storage.close()
        server.cleanup()

    assert len(found) == 2
