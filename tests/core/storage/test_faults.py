"""When the database cannot: a clear error, and nothing half-written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import peewee
import pytest

from frontdesk.clock import FrozenClock
from frontdesk.crypto import KeyRing
from frontdesk.errors import Conflict, StorageError, ValueRefused
from frontdesk.storage import Contact, Scope, Storage


def addresses(scope: Scope) -> list[str]:
    return [
        scope.reveal(row, Contact.address) for row in scope.rows(scope.select(Contact).order_by(Contact.id))
    ]


def limit_pages(storage: Storage, more: int) -> None:
    """Let the database file of this thread's connection grow by so many pages."""
    pages = storage.database.pragma("page_count")
    storage.database.execute_sql(f"PRAGMA max_page_count = {pages + more}")


def test_a_full_disk(sqlite: Storage, add_contact) -> None:
    salon = sqlite.scope("salon")
    with sqlite.connection():
        limit_pages(sqlite, 2)
        with (
            pytest.raises(StorageError, match="database or disk is full; free some disk space"),
            sqlite.write(),
        ):
            add_contact(salon, "small")
            for number in range(100):
                add_contact(salon, f"{number}" * 4000)
        assert addresses(salon) == []
        limit_pages(sqlite, 1000)
        with sqlite.write():
            add_contact(salon, "again")

    assert addresses(salon) == ["again"]


def test_a_disk_that_fills_up_inside_a_savepoint(sqlite: Storage, add_contact) -> None:
    salon = sqlite.scope("salon")
    kept: list[str] = []
    with sqlite.connection():
        limit_pages(sqlite, 2)
        try:
            with sqlite.write():
                for number in range(100):
                    with sqlite.savepoint():
                        add_contact(salon, f"{number}" * 4000)
                        sqlite.after_commit(lambda: kept.append("told"))
        except StorageError as error:
            message = str(error)
        assert "disk is full" in message
        assert addresses(salon) == kept == []


def test_a_database_that_may_not_be_written(
    database_url: str, keys: KeyRing, clock: FrozenClock, add_contact
) -> None:
    with closing(Storage.open(database_url, keys, clock)) as storage:
        salon = storage.scope("salon")
        sqlite = storage.dialect == "sqlite"
        read_only = "PRAGMA query_only = on" if sqlite else "SET default_transaction_read_only = on"
        with storage.connection():
            storage.database.execute_sql(read_only)
            with pytest.raises(StorageError, match="writable" if sqlite else "read-only"), storage.write():
                add_contact(salon)
            assert addresses(salon) == []


def test_another_process_that_does_not_let_go(
    sqlite: Storage, sqlite_url: str, keys: KeyRing, clock: FrozenClock, add_contact, monkeypatch
) -> None:
    # Another storage on the same file is to SQLite what another process is.
    def write() -> None:
        with sqlite.write():
            add_contact(sqlite.scope("salon"), "second")

    with closing(Storage.open(sqlite_url, keys, clock)) as other, ThreadPoolExecutor(1) as pool:
        with other.write():
            with monkeypatch.context() as impatient:
                impatient.setattr("frontdesk.storage.engines.sqlite.WAIT_SECONDS", 0.01)
                with pytest.raises(StorageError, match="for another process"):
                    write()
            waiting = pool.submit(write)
            add_contact(other.scope("salon"), "first")
        waiting.result(20)

    assert addresses(sqlite.scope("salon")) == ["first", "second"]


def test_a_thread_that_does_not_let_go(sqlite: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontdesk.storage.engines.sqlite.WAIT_SECONDS", 0.01)

    def write() -> None:
        with sqlite.write():
            pass

    with ThreadPoolExecutor(1) as other, sqlite.write():
        waiting = other.submit(write)
        with pytest.raises(StorageError, match="holds its write transaction for too long"):
            waiting.result(20)


def test_errors_do_not_quote_values(storage: Storage, salon: Scope, add_contact) -> None:
    messages = []
    for sql in (
        "SELECT CAST('sesame' AS integer) + nothing",
        "SELECT jsonb('{sesame')",
        "SELECT 'sesame'::int",
    ):
        with pytest.raises(StorageError) as failure:
            storage.rows(peewee.RawQuery(sql))
        messages.append(str(failure.value))
        assert failure.value.__suppress_context__
    with pytest.raises(Conflict) as conflict, storage.write():
        storage.house.insert(Contact, tenant="sesame", channel="sesame", address="a", created_at=None)
    messages.append(str(conflict.value))

    assert not [message for message in messages if "sesame" in message]
    assert "created_at" in messages[-1]


def test_no_driver_error_gets_out(storage: Storage) -> None:
    with pytest.raises(StorageError):
        storage.rows(peewee.RawQuery("SELECT * FROM nowhere"))
    with pytest.raises(StorageError), storage.write():
        storage.database.execute_sql("SELECT * FROM nowhere")
    with pytest.raises(StorageError), storage.write(), storage.savepoint():
        storage.database.execute_sql("SELECT * FROM nowhere")


def test_a_value_that_will_never_be_taken(postgres: Storage, add_contact) -> None:
    """SQLite has no such limits."""
    salon = postgres.scope("salon")
    with postgres.write():
        add_contact(salon)
    with pytest.raises(ValueRefused, match=r"refused: StringDataRightTruncation \(22001\)"), postgres.write():
        salon.update(Contact, channel="x" * 300)
    assert addresses(salon) != []
