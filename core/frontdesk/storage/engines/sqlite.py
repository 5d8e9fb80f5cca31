"""SQLite: one file, many readers, one writer at a time."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peewee import SqliteDatabase

from frontdesk.errors import DatabaseRefused, StorageError
from frontdesk.storage.engines.base import WAIT_SECONDS, Engine
from frontdesk.storage.engines.pool import MOMENT, Pool
from frontdesk.storage.engines.turnstile import Turnstile
from frontdesk.storage.engines.wording import Wording

if TYPE_CHECKING:
    from frontdesk.storage.insertion import Insertion

__all__ = ["SqliteEngine"]

_OLDEST_VERSION = (3, 35, 0)
#: What every connection must have: pragma, value to set, value to read back, what it is for.
_PRAGMAS = (
    ("busy_timeout", WAIT_SECONDS * 1000, WAIT_SECONDS * 1000, "other processes may write too"),
    ("journal_mode", "wal", "wal", "readers and the writer do not wait for each other"),
    ("synchronous", "full", 2, "what is committed survives a power cut"),
    ("foreign_keys", "on", 1, "no row refers to one that is gone"),
    ("wal_autocheckpoint", 4000, 4000, "a page that changes often is seldom copied into the file"),
    ("cache_size", -16_000, -16_000, "indexes stay in memory"),
)


class _CheckedDatabase(SqliteDatabase):
    """Hands out no connection that lacks what the data's safety rests on."""

    def _connect(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._connect()  # type: ignore[misc]  # not in Peewee's stubs
        try:
            for pragma, value, expected, purpose in _PRAGMAS:
                got = _set_pragma(connection, pragma, value)
                if got != expected:
                    raise DatabaseRefused(
                        f"database {self.database}: {pragma} is {got!r} instead of {expected!r} ({purpose})",
                        "keep the file on a local disk, in a directory where files can be created",
                    )
        except BaseException:
            connection.close()
            raise
        return connection


class _Database(Pool, _CheckedDatabase):
    def rollback(self) -> None:
        # When the disk is full, SQLite has rolled back by itself, and a second ROLLBACK would hide why.
        if self._state.conn.in_transaction:
            super().rollback()

    def _is_closed(self, conn: sqlite3.Connection) -> bool:
        return False

    def _is_clean(self, conn: sqlite3.Connection) -> bool:
        return not conn.in_transaction


class SqliteEngine(Engine):
    """A database file.

    :param path: the file; created, readable by its owner only, when it does not exist.
    :raises DatabaseRefused: the file cannot be created, or SQLite is too old.
    """

    database: _Database
    dialect = "sqlite"
    begin = "IMMEDIATE"

    def __init__(self, path: str) -> None:
        if sqlite3.sqlite_version_info < _OLDEST_VERSION:
            raise DatabaseRefused(
                f"SQLite {sqlite3.sqlite_version} is too old: frontdesk needs 3.35 or newer",
                "install a newer Python, or use PostgreSQL",
            )
        _create(Path(path))
        self._turn = threading.Lock()
        self._turns = Turnstile(Path(path))
        self.database = _Database(
            path,
            max_connections=None,
            returning_clause=True,
            check_same_thread=False,
            field_types={MOMENT: "TEXT"},
        )

    @contextmanager
    def queueing(self) -> Iterator[None]:
        """Writers of this process queue here; only the first of them waits for other processes."""
        deadline = time.monotonic() + WAIT_SECONDS
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise self._waited("other writers of this process: one of them")
        try:
            if not self._turns.enter(max(0.0, deadline - time.monotonic())):
                raise self._waited("another process that uses the database: it")
            try:
                yield
            finally:
                self._turns.leave()
        finally:
            self._turn.release()

    def _waited(self, whom: str) -> StorageError:
        return StorageError(
            f"database {self.database.database}: waited {WAIT_SECONDS} s for {whom} holds its write "
            "transaction for too long"
        )

    @contextmanager
    def hurrying(self) -> Iterator[None]:
        """The next transaction that waits for the disk takes this one there."""
        self.database.statement("PRAGMA synchronous = normal")
        try:
            yield
        finally:
            self.database.statement("PRAGMA synchronous = full")

    def lock(self, keys: Sequence[str]) -> None:
        """The one writer holds everything already."""

    def try_lock(self, keys: Sequence[str]) -> bool:
        """Nobody else can hold anything."""
        return True

    def insert(self, insertion: Insertion, rows: Sequence[Sequence[Any]], *, last: bool) -> list[Any]:
        """Row by row: nothing has to travel, and the driver knows the statement already.

        RETURNING takes as long again as the insertion itself, so it is asked for only what nobody else knows.
        """
        silent = insertion.foreseen or not insertion.returns
        sql = insertion.head + insertion.row + (insertion.quiet_tail if silent else insertion.tail)
        cursor = self.database.cursor_for(sql)
        inserted: list[Any] = []
        with self.database.refusing():
            if not insertion.returns:
                cursor.executemany(sql, rows)
                return inserted
            for row in rows:
                cursor.execute(sql, row)
                if not silent:
                    inserted += cursor.fetchall()
                elif cursor.rowcount:
                    inserted.append(insertion.tell(row, cursor.lastrowid))
        return inserted

    def fetch(self, wording: Wording, parameters: Sequence[Any]) -> list[Any]:
        """Run a statement and fetch all it returns. The driver knows it again by its text."""
        with self.database.refusing():
            cursor = self.database.cursor_for(wording.sql)
            cursor.execute(wording.sql, parameters)
            return list(cursor.fetchall())

    def change(self, wording: Wording, parameters: Sequence[Any]) -> int:
        """Run a statement that writes."""
        with self.database.refusing():
            cursor = self.database.cursor_for(wording.sql)
            cursor.execute(wording.sql, parameters)
            return int(cursor.rowcount)

    def repeat(self, wording: Wording, rows: Sequence[Sequence[Any]]) -> None:
        """Row by row."""
        with self.database.refusing():
            self.database.cursor_for(wording.sql).executemany(wording.sql, rows)

    def forget(self, connection: Any) -> None:
        """Nothing is put off."""

    @contextmanager
    def migrating(self) -> Iterator[None]:
        """Without foreign keys: changing a table may rebuild it, and dropping the old one would cascade."""
        self.database.statement("PRAGMA foreign_keys = off")
        try:
            yield
        finally:
            self.database.statement("PRAGMA foreign_keys = on")

    def check_references(self) -> None:
        """What foreign keys would have said."""
        lost = self.database.fetch("PRAGMA foreign_key_check")
        if lost:
            pairs = sorted({f"{table} to {parent}" for table, _, parent, _ in lost})
            raise StorageError(f"migrations left rows that refer to rows that are gone: {', '.join(pairs)}")

    def is_lost(self, connection: Any) -> bool:
        """A file does not hang up."""
        return False

    def is_broken(self, connection: Any) -> bool:
        """Whether SQLite rolled back by itself, as it may when the disk is full."""
        return not connection.in_transaction

    def is_over(self, connection: Any) -> bool:
        """The same: a statement that failed has undone itself, or everything."""
        return self.is_broken(connection)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        self.database.shut()


def _create(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise DatabaseRefused(
            f"database {path}: cannot be opened for writing ({error.strerror})",
            "set FRONTDESK_DATABASE_URL to a file in an existing directory that this user may write to",
        ) from error


def _set_pragma(connection: sqlite3.Connection, pragma: str, value: str | int) -> Any:
    # Turning a new file to WAL does not wait for another process that does the same: wait here instead.
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute(f"PRAGMA {pragma} = {value}").close()
            return connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
